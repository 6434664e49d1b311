// A session says how it read what could be meant otherwise, and nothing fails in silence.

import NablaSession
import Testing

@Suite struct SessionHonestyTests {
  private func run(_ lines: String..., in session: Session = Session()) -> [Session.Response] {
    lines.map { session.execute($0) }
  }

  @Test(arguments: [
    ("diff(k(x - x_0)^2/2, x)", "write k*(…)"), ("x(x+1)", "write x*(…)"), ("D(x^2, x)", "did you mean diff(x^2, x)?"),
    ("psi(x)", "write psi*(…)"), ("N(x)", "write N*(…)"),
  ])
  func lettersAppliedAreRemarkedOnOnce(_ line: String, _ advice: String) throws {
    let session = Session()
    let response = session.execute(line)
    #expect(!response.isError && response.notes.contains { $0.hasSuffix(advice) }, "\(response.notes)")
    #expect(session.execute(line.replacing("x(x", with: "x(y")).notes.isEmpty)
    let answer = try reply("parse", line)
    #expect(answer.notes.contains { $0.hasSuffix(advice) })
  }

  @Test func declaredFunctionsAndPrimesNeedNoRemark() throws {
    #expect(run("function k", "k(x - 1)").last?.notes == [])
    #expect(run("f'(x) + D[1](g)(x, y)", "f(x) + g(x, y)").map(\.notes) == [[], []])
    #expect(run("k(t) := t^2", "k(x - 1)").last?.notes == [])
    #expect(try reply("parse", "k(x - 1)", #""functions":["k"]"#).notes == [])
  }

  @Test(arguments: [
    "f(t) := t^2 + (", "f(t) := nope(t)", "f(2) := 1", "f(t) = 2", "f := 3", "f = x 2", "function f(x) := x; 1 +",
  ])
  func aFailedDefinitionMarksItsName(_ line: String) {
    let session = Session()
    #expect(session.execute(line).isError)
    for use in ["f(3)", "f'(3)", "diff(f(t), t)", "1 + f", "eval f(2)", "g(x) := f(x)"] {
      let response = session.execute(use)
      #expect(response.isError && response.text.contains("the definition of f failed"), "\(use): \(response.text)")
    }
    #expect(!session.execute("f + x where f = 3").isError && !session.execute("g(f) := 2*f").isError)
    #expect(run("f(t) := t^2", "f(3)", in: session).last?.text == "[2] 9")
    #expect(run("f(t) := (", "forget f", "f(4)", in: session).last?.text == "[3] 16")
  }

  @Test func whatCannotBeDefinedIsNotMarked() {
    #expect(run("e = 3", "sin(x) := 2", "e*sin(x)").last?.text == "[1] e*sin(x)")
  }

  @Test func namesWithAValueAreExplained() {
    let session = Session()
    _ = run("x = 3", "q = y == z", in: session)
    #expect(session.execute("diff(x^2, x)").text.contains("x has the value 3 here, `forget x` makes it a symbol"))
    #expect(session.execute("grad(y*x, [y, x])").text.contains("x has the value 3 here"))
    #expect(session.execute("2*q").text.contains("q is the relation y == z here"))
    #expect(session.execute("p = y < z").notes == ["p is a relation, not a number"])
    #expect(session.execute("eval x^2 at x = 2").text == "4")
  }

  @Test func statementsOfALineAreSeparated() {
    let session = Session()
    #expect(session.execute("a = 3; b = 4;").text == "a = 3\nb = 4")
    #expect(session.execute("x^2;").text == "[1] x^2")
    let mixed = session.responses(to: Array("a*b; x 2; a".utf8))
    #expect(mixed.map(\.isError) == [false, true, false] && mixed[0].text == "[2] 12" && mixed[2].text == "[3] 3")
    #expect(mixed[1].text.hasSuffix("  a*b; x 2; a\n         ^"), "\(mixed[1].text)")
    #expect(session.execute("function g(x) := x^2; 2*x").text == "function g(x) := x^2; 2*x")
  }

  @Test func derivativesOfDefinedFunctionsAreTakenAtTheirArguments() {
    let session = Session()
    _ = run("f(x) := x^3", "g(x, y) := x^2*y^3", "v(t) := [t, t^2]", "a = 2", in: session)
    let shown = run(
      "f'(3)", "f''(x)", "f'(a*x)", "D[1](g)(x, y)", "D[2, 2](g)(y, x)", "D[1](g)(x, x)", "v'(t)",
      "f'(x) - diff(f(x), x)",
      "f(a) + f'(a)*(x - a)", "f''''(x)", in: session
    ).map(\.text)
    #expect(
      shown == [
        "[1] 27", "[2] 6*x", "[3] 12*x^2", "[4] 2*x*y^3", "[5] 6*y^2*x", "[6] 2*x^4", "[7] [1, 2*t]", "[8] 0",
        "[9] 12*(x - 2) + 8", "[10] 0",
      ], "\(shown)")
    #expect(run("h(x) := abs(x)", "h'(y - 1)", in: session).last?.text == "[11] sign(y - 1)   for y ≠ 1")
    #expect(run("function s(x) := sin(x); 7", "s'(2)", in: session).last?.text == "[12] 7")
    #expect(session.execute("g'(x, y)").text.contains("write D[1](g)(…)"))
    #expect(session.execute("D[3](g)(x, y)").isError && session.execute("f'(x, y)").isError)
    #expect(session.execute("grad(g)").text.contains("g is a function: write g(x, y)"))
  }

  @Test func componentsAreTaken() {
    let session = Session()
    _ = run("g = grad(x^2*y^3)", "g", "hessian(x^2*y)", in: session)
    let shown = run("g[2]", "%1[1]", "%2[1][2] + %2[2, 1]", "diff(g[1], y)", "[1, 2][1]", in: session).map(\.text)
    #expect(shown == ["[3] 3*x^2*y^2", "[4] 2*x*y^3", "[5] 4*x", "[6] 6*x*y^2", "[7] 1"], "\(shown)")
    #expect(
      session.execute("%[1]").isError && session.execute("g[3]").isError
        && session.execute("x[1]").text.hasSuffix("x_1"))
  }

  @Test(arguments: [
    ("grad x^2*y x y", "[2*x*y, x^2]"), ("grad x * y x y", "[y, x]"), ("diff x^2 x", "2*x"),
    ("diff x*y^3 y 2", "6*x*y"),
    ("diff x^3*y x 2 y", "6*x"), ("diff x^2", "2*x"), ("diff -x^2 x", "-2*x"),
    ("jacobian x*y x+y x y", "[[y, x], [1, 1]]"),
    ("jacobian [x*y, x + y] [x, y]", "[[y, x], [1, 1]]"), ("grad (x + y)^2 x y", "[2*(x + y), 2*(x + y)]"),
    ("hessian x*y", "[[0, 1], [1, 0]]"), ("grad(x*y, x, y)", "[y, x]"), ("diff(x^2)", "2*x"),
    ("jacobian(x*y, x + y, x, y)", "[[y, x], [1, 1]]"),
  ])
  func verbsAreReadAsInAShell(_ line: String, _ answer: String) {
    #expect(Session().execute(line).text == "[1] \(answer)")
  }

  @Test func anOrderThatIsASymbolIsRemarkedOn() throws {
    let response = Session().execute("diff(x^2, x, n)")
    #expect(
      response.answer == "[1] 0"
        && response.notes == ["differentiated by n as well; an order is a number, as in diff(f, x, 2)"])
    #expect(Session().execute("diff(x^2*n, x, n)").notes == [])
  }

  @Test func abbreviationsThatAreNotUsedAreRemarkedOn() throws {
    #expect(Session().execute("x where y = 2").notes == ["y behind `where` is not used"])
    #expect(Session().execute("x where x = y, y = 2").notes.isEmpty == false)
    #expect(Session().execute("x + y where y = 2").notes == [])
    #expect(Session().execute("f(x) where f = 2").notes == ["f(…) was read as f*(…)"])
  }

  @Test func answersThatThereIsNoneAreNegative() {
    let session = Session()
    for line in ["eval 1/x at x = 0", "eval log(-1)", "eval [1, 1/0]", "check x^2 against [x]"] {
      let response = session.execute(line)
      #expect(response.isNegative && !response.isError, "\(line)")
    }
    for line in ["eval 1", "check x^2", "1/0", "eval abs(x) at x = 0"] { #expect(!session.execute(line).isNegative) }
  }

  @Test func valuesHaveTheDigitsAskedFor() {
    let session = Session()
    #expect(run("digits 5", "eval pi", in: session).last?.text == "3.1416")
    let shown = run(
      "eval 1/3", "eval 2.5", "eval 99999.6", "eval 12345678", "eval 1/30000000", "eval -2*10^20/3", "eval 10^20",
      "eval 0",
      in: session
    ).map(\.text)
    #expect(
      shown == ["0.33333", "2.5", "1e5", "1.2346e7", "3.3333e-8", "-6.6667e19", "1e20", "0"], "\(shown)")
    #expect(run("digits 1", "eval 0.96", "eval 44", in: session).map(\.text) == ["", "1", "4e1"])
  }

  @Test func relationsAreTrueOrFalse() throws {
    #expect(run("eval x > 2 at x = 3", "eval x > 2 at x = 1").map(\.text) == ["true", "false"])
    #expect(try reply("eval", "x > 2", #""at":{"x":3}"#).value == "1")
  }

  @Test(arguments: [
    "eval x at x = 1, x = 2", "forget %1", "eval x^2 at 2", "latex", "eval", "check", "forget", "show", "limit steps 3",
  ])
  func whatWouldDoNothingIsRefused(_ line: String) {
    #expect(Session().execute(line).isError)
  }

  @Test func whatWasNotDefinedIsNotForgotten() {
    #expect(Session().execute("forget zz").notes == ["zz was not defined"])
  }

  @Test func coordinatesAreSeparatedByCommasOrBlanks() {
    #expect(
      run("eval x^2 + y at x = 2, y = 1/2", "eval x^2 + y at x=2 y=1/2", "eval x^2 + y x=2 y=1/2").map(\.text)
        == ["4.5", "4.5", "4.5"])
    #expect(run("eval [x, t] at x = [1, 2][1], t = 3").map(\.text) == ["[1, 3]"])
    #expect(run("eval t^2 where t = 3").map(\.text) == ["9"])
  }

  @Test func symbolsStandInTheOrderInWhichTheyWereTyped() throws {
    let shown = run("m*c^2", "k*T*log(2)", "diff(m*g*l*theta^2, theta)", "c*m", "f(b, a) := a*b", "f(a, b)").map(
      \.answer)
    #expect(shown[0] == "[1] m*c^2" && shown[2] == "[3] 2*m*g*l*theta" && shown[3] == "[4] c*m", "\(shown)")
    #expect(shown[5] == "[5] a*b", "\(shown)")
    #expect(try reply("parse", "m*c^2").result == "c^2*m")
  }

  @Test func longAnswersUseTheNamesOfTheSession() {
    let session = Session()
    _ = run("d = (log(S/K) + (r + sigma^2/2)*T)/(sigma*sqrt(T))", in: session)
    let answer = session.execute("sin(d)*cos(d)*tan(d)*exp(d)*erf(d)*sinh(d)*sigmoid(d)").answer
    #expect(answer.contains("sin(d)") && answer.utf8.count < 100, "\(answer)")
    #expect(session.execute("%").answer.hasSuffix(answer.dropFirst(4)))
    _ = run("d = 3", in: session)
    #expect(!session.execute("%").answer.contains("sin(d)"))
  }

  @Test func commandsOfOtherProgramsAreRemarkedOn() {
    #expect(run("ans", "x").map(\.notes) == [["the last result is %"], []])
    #expect(run("ans = 3", "ans").map(\.notes) == [[], []])
    #expect(run("version").last?.notes.first?.contains("--version") == true)
    #expect(run("diff").last?.text.contains("write diff(f, x)") == true)
  }
}
