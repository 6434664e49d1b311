// What is assumed of symbols, in a session, the line protocol and the library.

import NablaTestSupport
import Testing

import Nabla
import NablaKernels

@testable import NablaSession

@Suite struct AssumptionTests {
  private func lines(_ texts: String...) -> [String] {
    let session = Session()
    session.isNumbering = false
    return texts.map { session.execute($0).text }
  }

  @Test("what follows from assumptions is used, and what they settle is no condition")
  func consequences() {
    for (assumed, line, answer) in [
      ("x > 0", "sqrt(x^2)", "x"), ("x > 0", "abs(x) + sign(x)", "x + 1"), ("x < 0", "sqrt(x^2)", "-x"),
      ("x > 0", "x/x", "1"), ("x > 0", "diff(log(x), x)", "1/x"), ("0 < p < 1", "abs(1 - p)", "1 - p"),
      ("0 < p < 1", "diff(asin(p), p)", "1/sqrt(1 - p^2)"), ("b > c, c > d", "abs(d - b)", "b - d"),
      ("b > c > 0", "sqrt(b^2)", "b"), ("n integer", "floor(n)", "n"), ("n integer, n > 0", "abs(n - 1)", "n - 1"),
      ("n, m integer", "floor(n*m)", "n*m"), ("x is positive", "abs(x^2 + x)", "x^2 + x"),
      ("x nonnegative", "relu(x)", "x"),
      ("x > 1", "abs(log(x))", "log(x)"), ("x*y > 0", "abs(x*y)", "x*y"), ("x != 0", "x/x", "1"),
      ("x > 0", "abs(exp(x) - 1)", "exp(x) - 1"), ("x > 0", "abs(y)", "abs(y)"), ("x > 0", "max(x, 0)", "x"),
    ] {
      #expect(lines("assume \(assumed)", line)[1] == answer, "\(assumed): \(line)")
    }
  }

  @Test("nothing is concluded that does not follow")
  func noMore() {
    for (assumed, line, answer) in [
      ("x >= 0", "x/x", "1   for x ≠ 0"), ("x > -1", "abs(x)", "abs(x)"), ("x > 0", "abs(x - 1)", "abs(x - 1)"),
      ("b > c, d > c", "abs(b - d)", "abs(b - d)"), ("x > 0", "log(x*y)", "log(x*y)"),
      ("x < 1", "diff(asin(x), x)", "1/sqrt(1 - x^2)"), ("x*y > 0", "abs(x)", "abs(x)"),
      ("n integer", "floor(n/2)", "floor(n/2)"), ("-2 < x < 3", "abs(x^2 - 9)", "9 - x^2"),
      ("-2 < x < 3", "abs(x^2 - 8)", "abs(x^2 - 8)"), ("x > 0", "sqrt(-1)", "sqrt(-1)"),
      ("0 < p < 1", "asin(p^(-2))", "asin(1/p^2)"), ("x > 0", "sqrt(-x - 1)", "sqrt(-x - 1)"),
    ] {
      #expect(lines("assume \(assumed)", line)[1] == answer, "\(assumed): \(line)")
    }
  }

  @Test("contradictions are errors, and leave what was assumed")
  func contradictions() {
    for assumed in [
      "x > 0, x < 0", "x^2 < 0", "a > b, b > c, c > a", "n integer, 0 < n < 1", "x > 0, y > 0, x + y < 0",
      "x == 1, x != 1",
      "exp(x) < 0", "x > y + 1, y > x - 1", "1 > 2",
    ] {
      let found = lines("assume \(assumed)")[0]
      #expect(found.contains("contradict"), "\(assumed): \(found)")
    }
    #expect(lines("assume x > 1", "assume x < 0", "assumptions", "abs(x)")[2...] == ["x > 1", "x"])
    for wrong in ["assume x", "assume x + 1", "assume", "assume x > 0,", "assume 3 integer", "assume sin(x) integer"] {
      #expect(lines(wrong)[0].hasPrefix("error"), "\(wrong)")
    }
  }

  @Test("what is defined moves with what is assumed, and back")
  func moving() {
    #expect(
      lines(
        "a = sqrt(x^2)", "f(t) := abs(t*x)", "assume x > 0", "a", "f(y)", "forget x", "assumptions", "sqrt(x^2)")[3...]
        == [
          "x", "x*abs(y)", "", "nothing is assumed: every symbol is a real number", "abs(x)",
        ])
    // A parameter is what is assumed of its name, and an argument has to be so too.
    #expect(
      lines("assume x > 0", "f(x) := sqrt(x^2)", "f(y)", "f(3)", "f(x + 1)", "f(-3)")[2...] == [
        "y   for y > 0", "3", "x + 1", "-3   for no values",
      ])
    #expect(lines("assume x > 0", "eval x^2 at x = -1")[1].contains("assumed"))
    #expect(lines("assume n integer", "eval n at n = 1/2")[1].contains("integer"))
    #expect(lines("assume x > 100", "check log(x)*x^2")[1].hasPrefix("agrees"))
  }

  @Test("the line protocol assumes words and relations")
  func lineProtocol() throws {
    func result(_ members: String) throws -> JSONValue { try reply("{\(members)}") }
    let plain = try result(#""op":"parse","expr":"sqrt(x^2)","assume":{"x":"positive"}"#)
    #expect(plain.result == "x")
    let both = try result(
      #""op":"parse","expr":"abs(n - 1) + sqrt(p^2)","assume":{"n":["positive","integer"],"":["0 < p < 1"]}"#)
    #expect(both.result == "n + p - 1")
    #expect(
      try result(#""op":"diff","expr":"log(x)","assume":{"x":"positive"}"#)["conditions"]?.elements?.isEmpty == true)
    #expect(try result(#""op":"parse","expr":"x","assume":{"":"x > 0 and x < 0"}"#).errorKind == "domain")
    #expect(try result(#""op":"parse","expr":"x","assume":{"x":"large"}"#).errorKind == "request")
    #expect(try result(#""op":"parse","expr":"x","assume":["x > 0"]"#).errorKind == "request")
    #expect(try result(#""op":"parse","expr":"x","assume":{"":"x +"}"#).errorKind == "syntax")
    #expect(try result(#""op":"eval","expr":"x^2","at":{"x":-1},"assume":{"x":"positive"}"#).errorKind == "domain")
    let equal = try result(#""op":"equal","expr":"sqrt(x^2)","with":"x","assume":{"x":"nonnegative"}"#)
    #expect(equal.result == "true")
    let unequal = try result(#""op":"equal","expr":"abs(x - 1)","with":"x - 1","assume":{"x":"positive"}"#)
    #expect(unequal.result == "false")
  }

  @Test(
    "simplified(assuming:) leaves the expression's own store without assumptions",
    .enabled(if: Libraries.flintVersion != nil))
  func library() throws {
    let (x, a) = (Expr.symbol("x"), Expr.symbol("a"))
    let assumptions = try Assumptions([a .> 0])
    let slope = try asin(x / a).derivative(by: x).tidied(assuming: assumptions)
    #expect(slope.description == "1/sqrt(a^2 - x^2)")
    #expect(slope.store.assumptions.isEmpty)
    #expect(try sqrt(x ** 2).simplified(assuming: Assumptions([x .< 0])).description == "-x")
    #expect(try (x / x).simplified(assuming: Assumptions([x .> 0])).conditions().isEmpty)
    #expect(try (log(a * x) - log(x)).simplified(assuming: assumptions).conditions().map(\.description) == ["x > 0"])
    #expect(try Assumptions(parsing: "x > 0, 0 < p < 1, n integer").integers == [Expr.symbol("n")])
    #expect(throws: NablaError.self) { try Assumptions([x .> 0, x .< 0]) }
    let store = Store(assuming: assumptions)
    #expect(try Expr(parsing: "log(a*x)", in: store).expanded().description == "log(a) + log(x)")
    #expect(try Expr(parsing: "log(x^2)").expanded().description == "2*log(abs(x))")
    #expect(try Expr(parsing: "log(x*y)").expanded().description == "log(x*y)")
  }
}
