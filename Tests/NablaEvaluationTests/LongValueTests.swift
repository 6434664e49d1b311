// Values of products and powers of thousands of steps, whose parts are far beyond the doubles.
import Nabla
import NablaKernels
import Testing

@Suite("Values of long products")
struct LongValueTests {
  @Test("the gradient of a thousand logistic steps is that of the recurrence")
  func logistic() throws {
    guard Ball.isAvailable else { return }
    let (x, r) = (Expr.symbol("x"), Expr.symbol("r"))
    for (steps, rate, start) in [(200, 3.2, 0.3), (1000, 3.2, 0.3), (1000, 2.5, 0.9), (1500, 1.5, 0.1)] {
      var value = x
      // The same by hand: value, slope by the rate, slope by the start and its power of two.
      var (e, byRate, byStart, scale) = (start, 0.0, 1.0, 0)
      for _ in 0..<steps {
        value = r * value * (1 - value)
        byRate = e * (1 - e) + rate * (1 - 2 * e) * byRate
        byStart *= rate * (1 - 2 * e)
        e = rate * e * (1 - e)
        if byStart != 0 {
          scale += Int(byStart.exponent)
          byStart = byStart.sign == .minus ? -byStart.significand : byStart.significand
        }
      }
      let at: [Expr: Expr] = [x: Expr(floatLiteral: start), r: Expr(floatLiteral: rate)]
      let found = try Expr.evaluate(value.gradient(by: [r, x]), at: at)
      let first = try #require(found[0].value, "\(steps) steps at \(rate)")
      #expect((first - byRate).magnitude < 1e-9 * byRate.magnitude, "\(steps) steps at \(rate): \(first), \(byRate)")
      guard scale < -1100, !found[1].isUncertain else { continue }
      // Far below the doubles: the decimal tells.
      let decimal = try #require(found[1].decimal, "\(steps) steps at \(rate)")
      let parts = decimal.split(separator: "e")
      let power = try #require(parts.count == 2 ? Int(parts[1]) : nil)
      let mantissa = try #require(Double(parts[0]))
      let logarithm =
        Kernels.log(mantissa.magnitude) / Kernels.log(2) + Double(power) * Kernels.log(10) / Kernels.log(2)
      let expected = Kernels.log(byStart.magnitude) / Kernels.log(2) + Double(scale)
      #expect((logarithm - expected).magnitude < 1e-7 * expected.magnitude, "\(decimal)")
      #expect((mantissa < 0) == (byStart < 0))
    }
  }

  @Test(
    "factors to any whole power are multiplied before they leave the doubles",
    arguments: [
      ("x^1001*y^1000", ["x": "3.2", "y": "0.3125"]), ("x^5000*y^(-5001)", ["x": "7/3", "y": "2.3333"]),
      ("x^100000*sin(y)^100000", ["x": "1.000001", "y": "1.5707963"]),
      ("(-x)^4001*y^4000", ["x": "exp(1)", "y": "exp(-1)"]),
      ("x^(-3000)*y^(-3001)", ["x": "sqrt(2)", "y": "0.70710678"]),
      ("x^1000000*y^1000000", ["x": "sqrt(2)", "y": "sqrt(1/2)"]),
      ("x^100*y*sqrt(2)", ["x": "10^400", "y": "10^(-40000)"]),
      ("x^2000/y^2000*pi", ["x": "10^400", "y": "10^400 + 1"]),
      ("x^300000*exp(-y)", ["x": "2", "y": "207944.15416798357"]),
    ])
  func powers(formula: String, point: [String: String]) throws {
    guard Ball.isAvailable else { return }
    var at: [Expr: Expr] = [:]
    for (name, value) in point { at[.symbol(name)] = try Expr(parsing: value) }
    let expression = try Expr(parsing: formula)
    let value = try #require(try expression.evaluated(at: at).value)
    let digits = try #require(try Expr.evaluate([expression], at: at, digits: 30)[0].text.flatMap(Double.init))
    #expect((value - digits).magnitude <= 1e-13 * digits.magnitude, "\(value), \(digits)")
    #expect(value != 0 || digits == 0)
  }
}
