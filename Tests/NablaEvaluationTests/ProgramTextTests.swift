// Programs as a person reads them: what is computed of three formulas.

import Nabla
import NablaEvaluation
import Testing

@Suite struct ProgramTextTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let w = Expr.symbol("w")

  @Test("stable forms, choices, functions in pairs and what is computed once are written down")
  func texts() throws {
    let root = try CompiledFunction<Double>([Expr(parsing: "sqrt(x^2 + y^2)*(sin(x) + cos(x))")], inputs: [x, y])
    #expect(
      root.programText == """
        t1 = hypot(x, y)
        t2, t3 = cos(x), sin(x)
        t4 = t2 + t3
        t5 = t1*t4
        outputs: t5
        """)
    let model = try CompiledFunction<Double>(
      [Expr(parsing: "log(1 + exp(w*x)) - y*x"), Expr(parsing: "w^2/x")], inputs: [x, y], shared: [w])
    #expect(
      model.programText == """
        t1 = x*w
        t2 = softplus(t1)
        t3 = t2 - y*x
        once t4 = w*w
        t5 = t4/x
        outputs: t3, t5
        """)
    let choice = try CompiledFunction<Double>(
      [Expr(parsing: "if(x < y and x > 0, x^(2/3), max(x, y) - 3*x*y + 2)")], inputs: [x, y])
    #expect(
      choice.programText == """
        t1 = x < y
        t2 = 0 < x
        t3 = t1 and t2
        t4 = x^(2/3)
        t5 = max(x, y)
        t6 = t5 + 2 - 3*x*y
        t7 = if(t3, t4, t6)
        outputs: t7
        """)
  }
}
