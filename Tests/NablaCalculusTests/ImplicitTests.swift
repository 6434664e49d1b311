// Implicit and parametric derivatives.

import Nabla
import Testing

@Suite struct ImplicitTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let z = Expr.symbol("z")
  private let t = Expr.symbol("t")

  @Test func theCircle() throws {
    let circle = x ** 2 + y ** 2 - 1
    let slope = try Expr.implicitDerivative(of: y, by: x, from: circle)
    #expect(slope == -x / y)
    // By hand at (3/5, 4/5): the slope is -3/4, and y'' = -1/y^3 = -125/64.
    let at: [Expr: Expr] = [x: 3 / 5, y: 4 / 5]
    let second = try Expr.implicitDerivative(of: y, by: x, from: circle, order: 2)
    #expect(try second.evaluated(at: at).exactValue == Rational(-125, 64))
    // y''' = -3x/y^5 = -(9/5)/(1024/3125) = -5625/1024.
    let third = try Expr.implicitDerivative(of: y, by: x, from: circle, order: 3)
    #expect(try third.evaluated(at: at).exactValue == Rational(-5625, 1024))
  }

  /// Of y = g(x) the implicit derivatives of y - g(x) and log(y) - log(g) are those of g.
  @Test func explicitFunctions() throws {
    for g in [sin(x) + 2, exp(x), x ** 3 + 1, sqrt(x)] {
      for order in 1...3 {
        let found = try Expr.implicitDerivative(of: y, by: x, from: log(y) - log(g), order: order)
        let expected = try g.derivative(by: x, order: order)
        #expect(try found.substituting([y: g]).equality(with: expected) == .equal, "\(g), \(order)")
      }
    }
  }

  @Test func systems() throws {
    // y + z = s, y*z = p are roots of a quadratic: at x = 2 with s = 3x, p = 2x^2 they are x and 2x.
    let slopes = try Expr.implicitDerivatives(of: [y, z], by: x, from: [y + z - 3 * x, y * z - 2 * x ** 2])
    let at: [Expr: Expr] = [x: 2, y: 2, z: 4]
    #expect(try slopes.map { try $0.evaluated(at: at).exactValue } == [1, 2])
    let second = try Expr.implicitDerivatives(
      of: [y, z], by: x, from: [y + z - 3 * x, y * z - 2 * x ** 2], order: 2)
    #expect(try second.map { try $0.evaluated(at: at).exactValue } == [0, 0])
  }

  @Test func curves() throws {
    #expect(try Expr.parametricDerivative(of: sin(t), by: cos(t), parameter: t) == -cos(t) / sin(t))
    let second = try Expr.parametricDerivative(of: sin(t), by: cos(t), parameter: t, order: 2)
    #expect(second.simplified() == (-1 / sin(t) ** 3))
    // The parabola y = x^2 through any parameter.
    for g in [exp(t), t ** 3 + t, tan(t)] {
      let bent = try Expr.parametricDerivative(of: g ** 2, by: g, parameter: t, order: 2)
      #expect(bent.simplified() == 2, "\(g)")
    }
  }

  @Test func whatDefinesNothingIsAnError() throws {
    #expect(throws: NablaError.self) { try Expr.implicitDerivative(of: y, by: x, from: x ** 2) }
    #expect(throws: NablaError.self) { try Expr.implicitDerivative(of: x, by: x, from: x ** 2) }
    #expect(throws: NablaError.self) { try Expr.implicitDerivative(of: y, by: x, from: x * y, order: 0) }
    #expect(throws: NablaError.self) { try Expr.implicitDerivatives(of: [y, z], by: x, from: [x * y]) }
    #expect(throws: NablaError.self) {
      try Expr.implicitDerivatives(of: [y, z], by: x, from: [x + y + z, 2 * x + 2 * y + 2 * z])
    }
    #expect(throws: NablaError.self) { try Expr.parametricDerivative(of: t, by: 2, parameter: t) }
  }
}
