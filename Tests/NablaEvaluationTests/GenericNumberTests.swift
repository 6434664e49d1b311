// Generic Swift functions on Double and on expressions.

import Nabla
import RealModule
import Testing

@Suite struct GenericNumberTests {
  /// One function for numbers and for formulas.
  private func energy<T: AlgebraicField & ElementaryFunctions>(_ x: T, _ y: T) -> T {
    let radius = T.sqrt(x * x + y * y)
    return T.exp(-radius) * T.log(onePlus: radius) + T.pow(x, 3) / 2 - T.asinh(y) + T.root(x, 3)
  }

  @Test("a generic function runs on Double and gives its exact gradient on Expr")
  func gradientOfGenericCode() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let formula: Expr = energy(x, y)
    let function = try formula.compiled(inputs: [x, y])
    let direct: Double = energy(0.5, -1.25)
    #expect((function(0.5, -1.25) - direct).magnitude < 1e-14)
    #expect(try formula.check().verdict == .agrees)
  }

  @Test("the elementary functions have their values")
  func elementaryFunctions() throws {
    let x = Expr.symbol("x")
    let pairs: [(Expr, (Double) -> Double)] = [
      (Expr.exp(x), { Double.exp($0) }), (Expr.expMinusOne(x), { Double.expMinusOne($0) }),
      (Expr.cosh(x), { Double.cosh($0) }), (Expr.sinh(x), { Double.sinh($0) }), (Expr.tanh(x), { Double.tanh($0) }),
      (Expr.cos(x), { Double.cos($0) }), (Expr.sin(x), { Double.sin($0) }), (Expr.tan(x), { Double.tan($0) }),
      (Expr.log(x), { Double.log($0) }), (Expr.log(onePlus: x), { Double.log(onePlus: $0) }),
      (Expr.acosh(1 + x), { Double.acosh(1 + $0) }), (Expr.asinh(x), { Double.asinh($0) }),
      (Expr.atanh(x), { Double.atanh($0) }), (Expr.acos(x), { Double.acos($0) }), (Expr.asin(x), { Double.asin($0) }),
      (Expr.atan(x), { Double.atan($0) }), (Expr.pow(x, 5), { Double.pow($0, 5) }),
      (Expr.pow(x, x), { Double.pow($0, $0) }), (Expr.sqrt(x), { Double.sqrt($0) }),
      (Expr.root(x, 5), { Double.root($0, 5) }), (Expr.root(x, 4), { Double.root($0, 4) }),
    ]
    for (expression, function) in pairs {
      let compiled = try expression.compiled(inputs: [x])
      #expect((compiled(0.375) - function(0.375)).magnitude < 1e-14, "\(expression)")
    }
    #expect(try Expr.root(x, 5).compiled(inputs: [x])(-32) == -2)
  }

  @Test("integers of any type and magnitudes")
  func numbers() {
    #expect(Expr(exactly: Int8(-3)) == -3)
    #expect(Expr(exactly: UInt64.max)?.description == "18446744073709551615")
    #expect(Expr(-5).magnitude < Expr(6).magnitude && Expr(-5).magnitude == Expr(5).magnitude)
    #expect(Expr(0).reciprocal == nil && Expr(4).reciprocal == Expr(1) / 4)
  }
}
