// The equations of Euler and Lagrange, and derivatives by a function.

import Nabla
import NablaExpressions
import NablaSyntax
import Testing

@Suite struct EulerLagrangeTests {
  private let t = Expr.symbol("t")

  @Test func lawsOfMotion() throws {
    let spring = try Expr(parsing: "m*q'(t)^2/2 - k*q(t)^2/2")
    #expect(try spring.eulerLagrange(of: "q", by: t) == Expr(parsing: "m*q''(t) + k*q(t)"))
    let pendulum = try Expr(parsing: "m*l^2*q'(t)^2/2 + m*g*l*cos(q(t))")
    #expect(try pendulum.eulerLagrange(of: "q", by: t) == Expr(parsing: "m*l^2*q''(t) + m*g*l*sin(q(t))"))
    // An explicit time, and a mixed term: d/dt (t*q) - t*q' = q.
    let mixed = try Expr(parsing: "t*q(t)*q'(t)")
    #expect(try mixed.eulerLagrange(of: "q", by: t).expanded() == Expr(parsing: "q(t)"))
    // A beam: minus the fourth derivative of 2*q''/2.
    let beam = try Expr(parsing: "q''(t)^2/2")
    let fourth = try Expr(parsing: "q(t)").derivative(by: t, order: 4)
    #expect(try beam.eulerLagrange(of: "q", by: t) == -fourth)
  }

  @Test func otherFunctionsAreLeftAlone() throws {
    let coupled = try Expr(parsing: "q'(t)^2/2 + p'(t)^2/2 - q(t)*p(t)")
    #expect(try coupled.eulerLagrange(of: "p", by: t) == Expr(parsing: "p''(t) + q(t)"))
  }

  @Test func whatIsNoPathIsAnError() throws {
    for text in ["t^2", "q(t + 1)", "q(t) + q(2*t)", "q(t, t)"] {
      #expect(throws: NablaError.self, "\(text)") { try Expr(parsing: text).eulerLagrange(of: "q", by: t) }
    }
  }
}
