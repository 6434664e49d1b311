// What a substitution cancels under a choice asks for its condition where that branch is taken, and nowhere else.

import Nabla
import Testing

@Suite struct BranchSubstitutionTests {
  private let a = Expr.symbol("a")
  private let b = Expr.symbol("b")
  private let c = Expr.symbol("c")
  private let u = Expr.symbol("u")
  private let v = Expr.symbol("v")

  private func value(_ expression: Expr, _ point: (c: Int, u: Int, v: Int)) throws -> Double? {
    try expression.evaluated(at: [c: Expr(point.c), u: Expr(point.u), v: Expr(point.v)]).value
  }

  @Test("the condition of a branch is guarded by the choice of that branch")
  func branches() throws {
    for text in ["if(c > 0, a/u, b/v)", "if(c <= 0, b/v, a/u)", "if(c > 0, a/u, b/v) + if(c > 0, 2*a/u, 2*b/v)"] {
      let f = try Expr(parsing: text)
      let g = try f.substituting([a: u, b: v])
      let one = try value(g, (1, 1, 1))
      #expect(one != nil)
      #expect(try value(g, (1, 1, 0)) == one, "\(text): the other branch is not asked")
      #expect(try value(g, (-1, 0, 1)) == one, "\(text): the other branch is not asked")
      #expect(try value(g, (1, 0, 1)) == nil, "\(text): u/u has no value at 0")
      #expect(try value(g, (-1, 1, 0)) == nil, "\(text): v/v has no value at 0")
    }
  }

  @Test("in a condition that is substituted into, the choice is the new one")
  func choices() throws {
    let f = try Expr(parsing: "if(a > 0, u/u, v/v)").substituting([a: c - 1])
    #expect(try value(f, (2, 1, 0)) == 1 && value(f, (2, 0, 1)) == nil)
    #expect(try value(f, (1, 0, 1)) == 1 && value(f, (1, 1, 0)) == nil)
  }
}
