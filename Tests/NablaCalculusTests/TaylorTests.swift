// Taylor polynomials, what they leave, and tangents.

import Foundation
import Nabla
import Testing

@Suite struct TaylorTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let a = Expr.symbol("a")

  @Test func polynomialsOfTheTextbook() throws {
    #expect(try sin(x).taylorPolynomial(by: x).description == "x^5/120 - x^3/6 + x")
    #expect(try tan(x).taylorPolynomial(by: x, order: 7).description == "17*x^7/315 + 2*x^5/15 + x^3/3 + x")
    #expect(try log(1 + x).taylorPolynomial(by: x, order: 3).description == "x^3/3 - x^2/2 + x")
    #expect(try (x ** 3).taylorPolynomial(by: x, about: 2, order: 9).expanded() == (x ** 3))
    #expect(try exp(x).taylorPolynomial(by: x, about: a, order: 0) == exp(a))
    #expect(try Expr(3).taylorPolynomial(by: x) == 3)
  }

  /// The error of a polynomial of order n falls as the (n + 1)-th power of the distance.
  @Test(arguments: 0...4)
  func theErrorHasTheOrderThatIsDue(_ order: Int) throws {
    let at = Expr(Rational(3, 10))
    for f in [exp(x), sin(x + 1), log(x + 2), atan(x) + x ** 2, sigmoid(x), gamma(x + 1), erf(x) * cos(x + 1)] {
      let error = f - (try f.taylorPolynomial(by: x, about: at, order: order))
      let steps = [Rational(1, 64), Rational(1, 128)].map { Rational(3, 10) + $0 }
      let errors = try steps.map { try error.value(at: [x: Expr($0)]).magnitude }
      let ratio = errors[0] / errors[1]
      let due = pow(2, Double(order + 1))
      #expect(ratio > 0.8 * due && ratio < 1.25 * due || errors[0] < 1e-13, "\(f), order \(order): \(ratio)")
    }
  }

  @Test func severalVariables() throws {
    let f = exp(x) * cos(y)
    #expect(
      try f.taylorPolynomial(by: [x, y], about: [0, 0], order: 2).description == "x^2/2 - y^2/2 + x + 1")
    // A polynomial is its own, about any point.
    let p = (x + 2 * y) ** 3 + x * y
    #expect(try p.taylorPolynomial(by: [x, y], about: [1, a], order: 3).expanded() == p.expanded())
  }

  @Test func theRemainderHasTheFormOfLagrange() throws {
    #expect(try exp(x).taylorRemainder(by: x, order: 2).description == "x^3*exp(xi)/6")
    #expect(try sin(x).taylorRemainder(by: x, about: a, order: 3).description == "sin(xi)*(x - a)^4/24")
    let xi = Expr.symbol("xi")
    #expect(throws: NablaError.self) { try (x * xi).taylorRemainder(by: x) }
    #expect(try (x * xi).taylorRemainder(by: x, order: 0, named: "eta") == x * xi)
  }

  @Test func tangents() throws {
    #expect(try (x ** 2).tangent(by: [x], at: [3]).description == "6*x - 9")
    #expect(try (x ** 2 * y).tangent(by: [x, y], at: [1, 2]).description == "4*x + y - 4")
    #expect(try (x ** 2).tangent(by: [x], at: [a]).description == "a^2 + 2*a*(x - a)")
  }

  @Test func whereThereIsNoneItIsAnError() throws {
    for f in [log(x), 1 / x, sqrt(x), abs(x), floor(x), x / x, sin(x) / x, cbrt(x)] {
      #expect(throws: NablaError.self, "\(f)") { try f.taylorPolynomial(by: x, order: 2) }
    }
    #expect(try (x / x).taylorPolynomial(by: x, about: 1, order: 2).conditions().isEmpty)
    // A kink elsewhere does no harm.
    #expect(try abs(x).taylorPolynomial(by: x, about: -1, order: 2) == -x)
    #expect(try relu(x - 1).taylorPolynomial(by: x, order: 2) == 0)
    #expect(throws: NablaError.self) { try sin(x).taylorPolynomial(by: x, order: -1) }
    #expect(throws: NablaError.self) { try sin(x).taylorPolynomial(by: [x, y], about: [0], order: 2) }
    #expect(throws: NablaError.self) { try sin(x).taylorPolynomial(by: x + 1) }
    let many = Expr.symbols("v", count: 60)
    #expect(throws: NablaError.self) {
      try exp(many.sum()).taylorPolynomial(by: many, about: many.map { _ in 0 }, order: 5)
    }
  }
}
