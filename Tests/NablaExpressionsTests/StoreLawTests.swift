// Laws of the store: equal expressions are one node, however and wherever they were built.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Laws of the store and of the automatic form")
struct StoreLawTests {
  static let count = isThorough ? 10_000 : 800

  /// Runs a law on random expressions.
  private func law(_ seed: UInt64, _ body: (Expr, Expr, Expr) throws -> Bool) rethrows {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<StoreLawTests.count {
      let parts = (0..<3).map { _ in Formula.random(depth: generator.below(5), &generator) }
      let (a, b, c) = (parts[0].expression, parts[1].expression, parts[2].expression)
      if try body(a, b, c) { continue }
      Issue.record("seed \(generator.seed), round \(round): \(a); \(b); \(c)")
      return
    }
  }

  @Test("sums and products do not depend on order or grouping")
  func order() {
    // −1 times a sum keeps its bracket where it stands alone, so it is no sum yet.
    law(1) { a, b, c in
      if [a, b, c].contains(where: isNegatedSum) { return true }
      return a + b == b + a && (a + b) + c == a + (b + c) && Expr.sum([c, b, a]) == a + b + c
    }
    law(2) { a, b, c in a * b == b * a && (a * b) * c == a * (b * c) && Expr.product([c, b, a]) == a * b * c }
  }

  private func isNegatedSum(_ a: Expr) -> Bool {
    let operands = a.operands
    return a.kind == .product && operands.count == 2 && operands[0] == -1 && operands[1].kind == .sum
  }

  @Test("0 and 1 are neutral, twice negated is the same, a - b is a + (-b), a/b is a·b^(-1)")
  func neutral() {
    law(3) { a, b, _ in
      a + 0 == a && a * 1 == a && a ** 1 == a && -(-a) == a && a - b == a + -b && a / b == a * b ** -1
        && a / 1 == a && 0 - a == -a
    }
  }

  @Test("a - a is 0, a/a is 1, a + a is 2·a, 3·a - a is 2·a: with the domain of a on record")
  func cancellation() throws {
    law(4) { a, _, _ in
      // A number times a sum stays: 2·(x + 1) is not the node of (x + 1) + (x + 1).
      let u = Function("f")(a)
      guard a - a == 0 && u + u == 2 * u && 3 * u - u == 2 * u && 0 * a == 0 else { return false }
      // Without a value the quotient has none either, and stays as it is.
      return a.freeSymbols.isEmpty || a / a == 1 || a.description.contains("/0")
    }
    let x = Expr.symbol("x")
    #expect(try (x / x).conditions().map(\.description) == ["x ≠ 0"])
    #expect(try (log(x) - log(x)).conditions().map(\.description) == ["x > 0"])
    #expect(try (0 * (1 / x)).conditions().map(\.description) == ["x ≠ 0"])
    #expect(try (x ** 2 / x ** 2 + x / x).conditions().map(\.description) == ["x ≠ 0"])
    #expect(try (exp(x) / exp(x)).conditions().isEmpty)
    #expect(try (x ** 0).conditions().isEmpty)
  }

  @Test("equal bases: x^a·x^b is x^(a + b), with what the parts asked for on record")
  func bases() throws {
    let (x, a, b) = (Expr.symbol("x"), Expr.symbol("a"), Expr.symbol("b"))
    #expect(isSame(x ** a * x ** b, x ** (a + b)))
    #expect(isSame(x ** 2 * x ** 3, x ** 5))
    #expect(sqrt(x) * sqrt(x) == x)
    #expect(try (sqrt(x) * sqrt(x)).conditions().map(\.description) == ["x ≥ 0"])
    #expect(exp(x) * exp(a) == exp(x + a))
    #expect(try (x ** 3 / x).conditions().map(\.description) == ["x ≠ 0"])
    #expect(try (x / x ** 3).conditions().isEmpty)
    #expect(try (x ** -2 * x ** 2).conditions().map(\.description) == ["x ≠ 0"])
  }

  @Test("exact numbers fold as exact arithmetic does")
  func numbers() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<StoreLawTests.count {
      let (p, q) = (generator.value(), generator.value())
      #expect(Expr(p) + Expr(q) == Expr(p + q))
      #expect(Expr(p) - Expr(q) == Expr(p - q))
      #expect(Expr(p) * Expr(q) == Expr(p * q))
      if !q.isZero { #expect(Expr(p) / Expr(q) == Expr(p / q)) }
      let n = generator.below(40) - 20
      if !p.isZero || n >= 0 { #expect(isSame(Expr(p) ** Expr(n), Expr(p.power(n)))) }
    }
  }

  @Test("even and odd functions draw signs out of numbers and products, never out of sums")
  func parity() {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    for function in FunctionID.allCases where Catalogue.row(function).arity == 1...1 {
      let call = { (u: Expr) in (try? Expr.call(function, [u])) ?? 0 }
      switch Catalogue.row(function).parity {
      case .even: #expect(call(-2 * x * y) == call(2 * x * y), "\(function)")
      case .odd: #expect(call(-2 * x * y) == -call(2 * x * y), "\(function)")
      case .neither: break
      }
      #expect(call(x - y) != call(y - x) && call(x - y) != -call(y - x), "\(function)")
    }
  }

  @Test("== and hash agree between stores")
  func stores() throws {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<StoreLawTests.count {
      let formula = Formula.random(depth: generator.below(5), &generator)
      let expression = formula.expression
      let other = Store()
      let image = other.construct { $0.adopt(expression).node }
      let copy = Expr(store: other, node: image, condition: .yes)
      #expect(copy == expression && expression == copy && copy.hashValue == expression.hashValue)
      #expect(copy.description == expression.description)
      #expect(copy + 1 == expression + 1 && copy + 1 != expression)
      #expect(Set([copy, expression]).count == 1)
    }
  }

  @Test("Codable gives back the node and its conditions")
  func coding() throws {
    var generator = SeededGenerator(seed: 7)
    for round in 0..<StoreLawTests.count / 4 {
      let expression = Formula.random(depth: generator.below(6), &generator).expression
      let data = try JSONEncoder().encode(expression)
      guard let again = try? JSONDecoder().decode(Expr.self, from: data) else {
        Issue.record(
          "seed \(generator.seed), round \(round): \(expression) as \(String(decoding: data, as: UTF8.self))")
        break
      }
      #expect(again == expression, "seed \(generator.seed), round \(round): \(expression)")
      let (before, after) = (try expression.conditions(), try again.conditions())
      #expect(before == after, "seed \(generator.seed), round \(round): \(expression), \(before), \(after)")
    }
    let f = Function("f")
    let x = Expr.symbol("x")
    let applied = try f(x * 2, x / x).substituting([x: Expr.symbol("y")])
    let again = try JSONDecoder().decode(Expr.self, from: try JSONEncoder().encode(applied))
    #expect(again == applied)
    #expect(try again.conditions().map(\.description) == ["y ≠ 0"])
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Expr.self, from: Data("[]".utf8)) }
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Expr.self, from: Data("[[0,1]]".utf8)) }
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Expr.self, from: Data(#"[[0,0],["operation","+","1","2"]]"#.utf8))
    }
  }
}
