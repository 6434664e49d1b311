// Questions on which other systems are wrong, unclear or at a loss, each with the answer worked out by hand: meaning,
// differentiation, input. Traps that are values at points stand in ValueTrapTests.

import Nabla
import NablaSession
import Testing

@Suite("Traps") struct TrapTests {
  struct Trap: Sendable, CustomTestStringConvertible {
    let name: String
    let line: String
    let answer: String

    init(_ name: String, _ line: String, _ answer: String) {
      self.name = name
      self.line = line
      self.answer = answer
    }

    var testDescription: String { name }
  }

  private static let meaning: [Trap] = [
    Trap("the slope of |x| has a kink", "diff(abs(x), x)", "sign(x)   for x ≠ 0"),
    Trap("x*|x| is smooth", "diff(x*abs(x), x)", "2*abs(x)"),
    Trap("the logarithm of |x|", "diff(log(abs(x)), x)", "1/x"),
    Trap("the slope of a sign", "diff(sign(x), x)", "0   for x ≠ 0"),
    Trap("the sign of |x| is 0 at 0", "sign(abs(x))", "sign(abs(x))"),
    Trap("the slope of floor", "diff(floor(x), x)", "0   for x ≠ floor(x)"),
    Trap("the largest of two equals", "diff(max(x, x), x)", "1"),
    Trap("x to the 0", "x^0", "1"),
    Trap("0 to the x is not 0 without x > 0", "0^x", "0^x"),
    Trap("the slope of 0^x", "diff(0^x, x)", "0   for x > 0"),
    Trap("the slope of x^x", "diff(x^x, x)", "x^x*(log(x) + 1)"),
    Trap("the slope of a^x", "diff(a^x, x)", "a^x*log(a)"),
    Trap("the slope of asin(sin(x))", "diff(asin(sin(x)), x)", "cos(x)/sqrt(1 - sin(x)^2)"),
    Trap("asin(sin(3)) is not 3", "asin(sin(3))", "pi - 3"),
    Trap("acos(cos(10)) is not 10", "acos(cos(10))", "4*pi - 10"),
    Trap("atan(tan(100)) is not 100", "atan(tan(100))", "100 - 32*pi"),
    Trap("the root of a square", "sqrt(x^2)", "abs(x)"),
    Trap("a root of an odd power is left alone", "(x^5)^(1/3)", "(x^5)^(1/3)"),
    Trap("the real cube root", "cbrt(-8)", "-2"),
    Trap("the logarithm of an exponential", "log(exp(x))", "x"),
    Trap("the exponential of a logarithm", "exp(log(x))", "x   for x > 0"),
    Trap("a logarithm is not split without signs", "log(a/b)", "log(a/b)"),
    Trap("atan(x) + atan(1/x) is constant on each side", "diff(atan(x) + atan(1/x), x)", "0   for x ≠ 0"),
    Trap("x/x", "x/x", "1   for x ≠ 0"),
    Trap("a pole less itself", "x^(-2) - x^(-2)", "0   for x ≠ 0"),
    Trap("sin(x)/x excludes 0", "sin(x)/x", "sin(x)/x"),
    Trap("a choice that fills the gap of sin(x)/x", "if(x == 0, 1, sin(x)/x)", "sinc(x)"),
    Trap("the same, told the other way", "if(x != 0, sin(2*x)/(2*x), 1)", "sinc(2*x)"),
    Trap("another value in the gap is a jump", "if(x == 0, 2, sin(x)/x)", "if(x == 0, 2, sin(x)/x)"),
    Trap("the gap of another function", "if(y == 0, 1, sin(x)/x)", "if(y == 0, 1, sin(x)/x)"),
    Trap("a join without a kink", "diff(if(x < 1, x^2, 2*x - 1), x)", "if(x < 1, 2*x, 2)"),
    Trap("a join with a kink", "diff(if(x < 0, x, 2*x), x)", "if(x < 0, 1, 2)   for x ≠ 0"),
    Trap("a join whose slope has a kink", "diff(if(x < 1, x^2, 2*x - 1), x, 2)", "if(x < 1, 2, 0)   for x ≠ 1"),
    Trap("a join with a symbol", "diff(if(x < a, x^2, 2*a*x - a^2), x)", "if(x < a, 2*x, 2*a)"),
    Trap("a join at a place that is no fraction", "diff(if(x < pi, sin(x), pi - x), x)", "if(x < pi, cos(x), -1)"),
    Trap("a join of Huber", "diff(if(abs(x) < 1, x^2/2, abs(x) - 1/2), x)", "if(abs(x) < 1, x, sign(x))"),
    Trap("whole periods", "sin(x + 2*pi) - sin(x)", "0"),
    Trap("whole periods of a tangent", "tan(x - 3*pi)", "tan(x)"),
  ]

  private static let derivatives: [Trap] = [
    Trap("the chain of undefined functions", "diff(f(g(x)), x)", "f'(g(x))*g'(x)"),
    Trap("an argument that stands twice", "diff(f(x, x), x)", "D[1](f)(x, x) + D[2](f)(x, x)"),
    Trap("mixed derivatives are one", "diff(f(x, y), x, y) - diff(f(x, y), y, x)", "0"),
    Trap("the argument of an undefined function", "diff(f(2*x), x)", "2*f'(2*x)"),
    Trap("implicit, first order", "implicit(x^2 + y^2 == 1, y, x)", "-x/y"),
    Trap("a formula without the symbol", "diff(a*b*c*exp(a*b), t)", "0"),
    Trap("the base of a logarithm", "diff(log(x, a), x)", "-log(a)/(x*log(x)^2)"),
    Trap("the angle of a point", "diff(atan2(y, x), y)", "x/(x^2 + y^2)   for x > 0 or y ≠ 0"),
    Trap("a length", "diff(hypot(x, y), x)", "x/sqrt(x^2 + y^2)"),
    Trap("a root typed as a power", "diff((x^2 + 1)^(1/2), x)", "x/sqrt(x^2 + 1)"),
    Trap("the root of a square has a kink", "diff(sqrt(x^2), x)", "sign(x)   for x ≠ 0"),
    Trap("a power below 0", "diff(1/sqrt(x), x)", "-1/(2*x^(3/2))"),
    Trap("a branch that is not taken", "diff(if(x > 0, log(x), 0), x)", "if(x > 0, 1/x, 0)   for x ≠ 0"),
  ]

  private static let input: [Trap] = [
    Trap("a power beyond all bounds", "2^(10^10)", "2^10000000000"),
    Trap("names that are constants elsewhere", "E*S", "E*S"),
    Trap("a number before a name", "2x", "2*x"),
    Trap("decimals are exact", "0.1 + 0.2", "0.3"),
    Trap("a number before a parenthesis", "2(x + 1)", "2*(x + 1)"),
    Trap("parentheses side by side", "(2)(3) + 4", "10"),
    Trap("quotients from the left", "a/b/c", "a/(b*c)"),
    Trap("a minus before a power", "-x^2", "-x^2"),
    Trap("powers from the right", "x^2^3", "x^8"),
    Trap("a minus in an exponent", "2^-x", "2^(-x)"),
    Trap("a function without parentheses", "sin x", "sin(x)"),
    Trap("a power of a function", "sin^2 x", "sin(x)^2"),
    Trap("bars side by side", "|x||y|", "abs(x)*abs(y)"),
    Trap("a minus before a sum", "-1*(x + 1)", "-(x + 1)"),
    Trap("a square of an opposite", "(-x)^2", "x^2"),
  ]

  private func check(_ trap: Trap) {
    let session = Session()
    session.isNumbering = false
    let response = session.execute(trap.line)
    #expect(response.answer == trap.answer && !response.isError, "\(trap.name): \(response.text)")
  }

  @Test(arguments: meaning) func meaningIsKept(_ trap: Trap) { check(trap) }
  @Test(arguments: derivatives) func derivativesAreRight(_ trap: Trap) { check(trap) }
  @Test(arguments: input) func inputIsRead(_ trap: Trap) { check(trap) }

  @Test(
    "values at points",
    arguments: [
      Trap("sinc''(0)", "eval diff(sinc(x), x, 2) at x = 0", "-0.3333333333333333"),
      Trap("sinc''''(0)", "eval diff(sinc(x), x, 4) at x = 0", "0.2"),
      Trap("sinc''(0) as a choice", "eval diff(if(x == 0, 1, sin(x)/x), x, 2) at x = 0", "-0.3333333333333333"),
      Trap(
        "a triple tie", "eval diff(max(x, y, z), x) at x = 1, y = 1, z = 1",
        "0.3333333333333333   (kink: by convention)"),
      Trap("the slope of a join", "eval diff(if(x < 1, x^2, 2*x - 1), x) at x = 1", "2"),
      Trap("x*log(x) at 0 by its name alone", "eval xlogx(x) at x = 0", "0"),
      Trap("and not without it", "eval x*log(x) at x = 0", "no value: infinite"),
      Trap("an angle on the axis", "eval diff(atan2(y, x), x) at x = 0, y = 2", "-0.5"),
      Trap("a length of nothing has no slope", "eval diff(hypot(x, y), x) at x = 0, y = 0", "no value: undefined"),
      Trap("a dead branch", "eval diff(if(x > 0, log(x), 0), x) at x = -1", "0"),
      Trap("outside of a domain: log", "eval log(-1)", "no value: not real"),
      Trap("outside of a domain: asin", "eval asin(2)", "no value: not real"),
      Trap("at a pole", "eval gamma(-1)", "no value: not real"),
      Trap("an even root of a negative number", "eval (-8)^(1/3)", "no value: not real"),
    ])
  func valuesAtPoints(_ trap: Trap) { check(trap) }

  @Test("y'' on the circle is -1/y^3 after using the equation")
  func circle() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let second = try Expr.implicitDerivative(of: y, by: x, from: x ** 2 + y ** 2 - 1, order: 2)
    let onCircle = try second.substituting([x: sqrt(1 - y ** 2)]).simplified()
    #expect(try onCircle.equality(with: -1 / y ** 3) == .equal, "\(onCircle)")
  }

  @Test("the tenth derivative of sin(x)^4 is a combination of cos(2x) and cos(4x)")
  func tenth() throws {
    let x = Expr.symbol("x")
    // sin(x)^4 is (cos(4x) - 4*cos(2x) + 3)/8: ten times -(4^10*cos(4x) - 4*2^10*cos(2x))/8.
    let tenth = try (sin(x) ** 4).derivative(by: x, order: 10)
    let expected = 512 * cos(2 * x) - 131_072 * cos(4 * x)
    #expect(try tenth.equality(with: expected) == .equal)
  }

  @Test(
    "wrong calls are errors that name the function",
    arguments: [
      "besselJ(1/2, x)", "besselJ(n, x)", "polygamma(-1, x)", "polygamma(x)", "gamma(x, y)", "max()", "sin()",
      "sin(x, y)",
      "zetaDerivative(1/2, x)", "sphericalBesselJ(-1, x)", "root(x, 0)", "root(x, 1/2)", "airyAi(1, 2)", "atan2(x)",
      "clamp(x, 1)", "binomial(5)", "beta(x)", "softmax()", "logsumexp()", "lambertW(0, x)", "erf(x, y)",
    ])
  func wrongCalls(_ line: String) {
    let response = Session().execute(line)
    #expect(response.isError && response.text.contains(line.prefix { $0 != "(" }), "\(line): \(response.text)")
  }
}
