// Generic Swift functions on Double and on expressions.

import Nabla
import NablaTestSupport
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

  @Test("inverse hyperbolic functions keep all digits, in values and slopes, at points and in programs")
  func inverseHyperbolic() throws {
    let x = Expr.symbol("x")
    // Function, point, value, slope; to more digits than a double has.
    let cases: [(Expr, Double, Double, Double)] = [
      (Expr.asinh(x), -1e10, -23.718998110500402, 1e-10), (Expr.asinh(x), -1e8, -19.113827924512312, 1e-8),
      (Expr.asinh(x), 1e-12, 1e-12, 1), (Expr.asinh(x), 1e150, 346.08091112966698, 1e-150),
      (Expr.atanh(x), 1e-12, 1e-12, 1), (Expr.atanh(x), -0.5, -0.54930614433405485, 4.0 / 3.0),
      (Expr.acosh(x), 1 + 0x1p-33, 1.525878906235197e-05, 65535.999998),
      (Expr.acosh(x), 1e150, 346.08091112966698, 1e-150),
      (asinh(x), 0.75, 0.69314718055994531, 0.8), (acosh(x), 1.25, 0.69314718055994531, 4.0 / 3.0),
      (atanh(x), 0.6, 0.69314718055994531, 1.5625),
    ]
    for (function, at, value, slope) in cases {
      let derivative = try function.derivative(by: x)
      let compiled = try CompiledFunction<Double>([function, derivative], inputs: [x]).values(at: [at])
      // The double itself, not the decimal that it shows.
      let point = [x: Expr(try #require(Rational(exactly: at)))]
      let evaluated = try Expr.evaluate([function, derivative], at: point).map { $0.value ?? .nan }
      for found in [compiled, evaluated] {
        #expect((found[0] - value).magnitude <= 4 * value.ulp, "\(function) at \(at): \(found[0])")
        // x² − 1 at 1 + 2^−33 has as many digits as its condition leaves.
        let allowed = function == acosh(x) && at < 1.1 ? 1e-6 : 1e-14
        #expect((found[1] - slope).magnitude <= allowed * slope.magnitude, "\(derivative) at \(at): \(found[1])")
      }
    }
    let single = try CompiledFunction<Float>([asinh(x)], inputs: [x]).values(columns: [[1e-9, -1e8]])
    #expect(single[0][0] == 1e-9 && (single[0][1] + 19.113828).magnitude < 4e-6)
    for (function, outside) in [(acosh(x), 0.5), (atanh(x), 1), (atanh(x), -2), (acosh(x), -3)] as [(Expr, Double)] {
      #expect(try function.evaluated(at: [x: Expr(outside)]).value == nil)
      #expect(try function.compiled(inputs: [x])(outside).isNaN)
    }
    #expect(try acosh(x).derivative(by: x).evaluated(at: [x: -2]).value == nil)
    #expect(try atanh(x).derivative(by: x).evaluated(at: [x: 2]).value == nil)
  }

  @Test("integers of any type and magnitudes")
  func numbers() {
    #expect(Expr(exactly: Int8(-3)) == -3)
    #expect(Expr(exactly: UInt64.max)?.description == "18446744073709551615")
    #expect(Expr(-5).magnitude < Expr(6).magnitude && Expr(-5).magnitude == Expr(5).magnitude)
    #expect(Expr(0).reciprocal == nil && Expr(4).reciprocal == Expr(1) / 4)
  }
}
