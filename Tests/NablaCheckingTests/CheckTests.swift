// Verdicts on derivatives: right ones, wrong ones, and those that nothing decides.

import Nabla
import Testing

@Suite struct CheckTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  @Test(
    "the engine's own derivatives agree",
    arguments: [
      "x^2*sin(x)", "exp(-x^2/2)", "log(x)/x", "sqrt(1 - x^2)", "x^x", "tanh(x*y)", "max(x, y)*y", "abs(x)^3",
      "relu(x)^2",
      "erf(x)*y", "atan2(y, x)", "if(x > y, x^2, y)", "floor(x)*x", "log(1 + exp(x)) + cbrt(y)", "asin(x)*acos(y)", "7",
      "x - x",
      "sinh(x)/cosh(y)", "x^(2/3)", "2^x*3^y", "sec(x) + csc(y) + cot(x*y)", "sign(x)*y", "minShare(x, y)*x",
      "1e-30*x^3",
      "exp(20*x)", "1e20*sin(y)",
    ])
  func right(_ text: String) throws {
    let report = try Expr(parsing: text).check(by: [x, y])
    #expect(report.verdict == .agrees, "\(text)\n\(report.text())")
    #expect(report.maximumRelativeError < 1e-4)
  }

  @Test(
    "a wrong derivative is found, with its variable and point",
    arguments: [
      ("x^2*y", ["2*x*y", "x"], 1), ("x^2*y", ["x*y", "x^2"], 0), ("sin(x)*y", ["-cos(x)*y", "sin(x)"], 0),
      ("exp(x*y)", ["y*exp(x*y)", "x*exp(x*y) + 1e-9"], 1), ("log(x)", ["1/x", "1"], 1), ("x*y", ["x", "y"], 0),
      ("tanh(x)", ["1 - tanh(x)", "0"], 0), ("abs(x)", ["1", "0"], 0),
    ])
  func wrong(_ text: String, _ gradient: [String], _ variable: Int) throws {
    let report = try Expr(parsing: text).check(by: [x, y], against: gradient.map { try Expr(parsing: $0) })
    #expect(report.verdict == .disagrees, "\(text)\n\(report.text())")
    let worst = try #require(report.worst)
    #expect(worst.variable == variable || text == "x*y")
    #expect(report.text().contains("disagrees: the derivative by"))
  }

  @Test(
    "on a kink the derivative lies between the slopes on either side",
    arguments: [
      ("abs(x)*y", ["sign(x)*y", "abs(x)"], true), ("relu(x - 1)", ["heaviside(x - 1)", "0"], true),
      ("relu(x)", ["if(x > 0, 1, if(x < 0, 0, 2))", "0"], false),
      ("max(x, y)", ["if(x >= y, 1, 0)", "if(y > x, 1, 0)"], true),
      // Two kinks at once: the rules give 0 for the slope 1 of x.
      ("relu(x) - relu(-x)", ["if(x == 0, 0, 1)", "0"], true),
      ("abs(x) + y", ["if(x == 0, -3/2, sign(x))", "1"], false),
      ("max(x, y)", ["if(x == y, 2, if(x > y, 1, 0))", "if(y > x, 1, 0)"], false),
    ])
  func kinks(_ text: String, _ gradient: [String], _ isRight: Bool) throws {
    let f = try Expr(parsing: text)
    let report = try f.check(by: [x, y], against: gradient.map { try Expr(parsing: $0) })
    #expect(report.verdict == (isRight ? .agrees : .disagrees), "\(report.text())")
    if !isRight { #expect(report.worst?.variable == 0) }
    #expect(try f.check(by: [x, y]).verdict == .agrees)
    #expect(try f.check(by: [x, y]).rows.count > 48)
  }

  @Test("what cannot be decided has a reason")
  func undecided() throws {
    let cases: [Expr] = [log(-1 - x ** 2), sqrt(-(x ** 2) - 1) * y, stopGradient(x) * x]
    for expression in cases {
      let report = try expression.check()
      #expect(report.verdict == .undecided && report.reason != nil, "\(expression)")
    }
    #expect(try Expr(2).check().verdict == .undecided)
    #expect(throws: NablaError.self) { try (x * y).check(against: [x]) }
    #expect(throws: NablaError.self) { try Function("f")(x).check() }
  }

  @Test("the same seed gives the same report")
  func determinism() throws {
    let one = try (sin(x) * y).check(seed: 7)
    let two = try (sin(x) * y).check(seed: 7)
    #expect(one.text() == two.text())
    #expect(one.pointCount == 24 && one.rows.count == 48)
  }

  /// Σ 100·(x_{k+1} − x_k²)² + (1 − x_k)².
  private func chain(_ count: Int) -> (function: Expr, variables: [Expr]) {
    let variables = (0..<count).map { Expr.symbol("x_\($0)") }
    return (
      Expr.sum(zip(variables, variables.dropFirst()).map { 100 * ($1 - $0 ** 2) ** 2 + (1 - $0) ** 2 }), variables
    )
  }

  @Test("many variables are checked together, and one that is wrong among them is named")
  func together() throws {
    #if DEBUG
      let (function, variables) = chain(500)
    #else
      let (function, variables) = chain(5_000)
    #endif
    var gradient = try function.gradient(by: variables)
    let right = try function.check(by: variables, against: gradient)
    #expect(right.verdict == .agrees, "\(right.text())")
    #expect(right.rows.contains { $0.variable == nil && $0.verdict == .agrees })
    #expect(right.rows.count < 300 && right.maximumRelativeError < 1e-6)
    // Too small for the digits of a double of the whole.
    gradient[variables.count / 3] = gradient[variables.count / 3] + 1e-15
    let wrong = try function.check(by: variables, against: gradient)
    #expect(wrong.verdict == .disagrees)
    #expect(wrong.worst?.variable == variables.count / 3, "\(wrong.text())")
    #expect(wrong.text().utf8.count < 5000)
  }

  @Test("a check obeys limits")
  func limits() throws {
    let (function, variables) = chain(2000)
    let gradient = try function.gradient(by: variables)
    let error = #expect(throws: NablaError.self) {
      try Limits.$current.withValue(Limits(seconds: 0.02)) {
        try function.check(by: variables, against: gradient)
      }
    }
    #expect(error?.kind == .limit)
  }
}
