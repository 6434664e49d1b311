// Derivatives of symbolic order against those of each order.

import Nabla
import NablaSyntax
import Testing

@Suite struct NthDerivativeTests {
  private let x = Expr.symbol("x")
  private let n = Expr.symbol("n")

  @Test(arguments: [
    "sin(2*x + 1)", "cos(x/3)", "exp(3*x)", "2^x", "a^(b*x)", "x^5", "(2*x + 1)^3", "1/x", "1/(2*x - 3)^2", "sqrt(x)",
    "x^(7/3)", "log(5*x + 1)", "sinh(2*x)", "cosh(x)", "x*exp(x)", "x^3*sin(2*x)", "x^2*cosh(x)", "7", "x",
    "3*sin(x) - x^2/2 + c*exp(a*x)", "c*x^4*exp(-x)",
  ])
  func everyOrderIsThatOfDiff(_ text: String) throws {
    let f = try Expr(parsing: text)
    let at: [Expr: Double] = [x: 1.6, .symbol("a"): 1.3, .symbol("b"): 0.4, .symbol("c"): 2]
    let closed = try f.nthDerivative(by: x, order: n)
    for order in 1...7 {
      let found = try closed.substituting([n: Expr(order)])
      let expected = try f.derivative(by: x, order: order)
      // By values: that gamma(10/3)/gamma(7/3) is 7/3 no normal form knows.
      let values = try [found, expected].map { try $0.value(at: at) }
      let error = (values[0] - values[1]).magnitude
      #expect(error <= 1e-13 * values[1].magnitude, "\(text), order \(order): \(found) and \(expected)")
    }
  }

  @Test func whatIsNotClosedIsAnError() throws {
    for text in ["tan(x)", "exp(x^2)", "x*log(x)", "sin(x)*cos(x)", "abs(x)", "x^20*exp(x)", "f(x)"] {
      #expect(throws: NablaError.self, "\(text)") { try Expr(parsing: text).nthDerivative(by: x, order: n) }
    }
    #expect(throws: NablaError.self) { try sin(x).nthDerivative(by: x, order: x) }
    #expect(throws: NablaError.self) { try sin(x).nthDerivative(by: x, order: -1) }
    #expect(try tan(x).nthDerivative(by: x, order: 2) == tan(x).derivative(by: x, order: 2))
  }
}
