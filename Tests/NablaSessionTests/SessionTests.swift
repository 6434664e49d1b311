// Definitions, results, commands and errors of a session.

import NablaExpressions
import NablaSession
import NablaTestSupport
import Testing

@Suite struct SessionTests {
  /// The texts of the responses to some lines.
  func run(_ lines: String..., in session: Session = Session()) -> [String] {
    lines.map { session.execute($0).text }
  }

  @Test func resultsAreNumberedAndRecalled() {
    let shown = run("x + x", "%*3", "%1 - y", "%2", "%%")
    #expect(shown[0...3] == ["[1] 2*x", "[2] 6*x", "[3] 2*x - y", "[4] 6*x"])
    let session = Session()
    #expect(session.execute("%").isError && session.execute("%1").isError)
    #expect(run("x", "%0", "%2", "%1", in: session).last == "[2] x")
    #expect(session.execute("% = 3").isError)
  }

  @Test func definitionsAreSubstitutedWhenRead() {
    #expect(run("a = 3", "a*x", "b = a + x", "b^2") == ["a = 3", "[1] 3*x", "b = x + 3", "[2] (x + 3)^2"])
  }

  @Test func redefiningNeverChangesWhatIsOlder() {
    let session = Session()
    let shown = run(
      "a = 3", "f(x) := a*x", "a + f(1)", "b = a", "a = 5", "f(1)", "b", "%1", "f(x) := x", "b + %1", in: session)
    #expect(shown[2] == "[1] 6" && shown[5...7] == ["[2] 3", "[3] 3", "[4] 6"] && shown[9] == "[5] 9")
  }

  @Test func functionsTakeParameters() {
    let session = Session()
    #expect(session.execute("f(x, y) := x^2*y + a").text == "f(x, y) := x^2*y + a")
    #expect(run("f(y, x)", "f(2, 3)", "diff(f(x, t), x)", in: session) == ["[1] y^2*x + a", "[2] a + 12", "[3] 2*x*t"])
    #expect(session.execute("f(1)").isError && session.execute("f(1, 2, 3)").isError && session.execute("f").isError)
    #expect(session.execute("g(x, x) := x").isError)
    #expect(run("g(t) := [t, t^2]", "g(3)", in: session).last == "[4] [3, 9]")
  }

  @Test func parametersHideDefinitions() {
    #expect(run("x = 5", "f(x) := x + 1", "f(t)", "x") == ["x = 5", "f(x) := x + 1", "[1] t + 1", "[2] 5"])
  }

  @Test func aNewMeaningMayUseTheOld() {
    #expect(run("a = 1", "a = a + 1", "a") == ["a = 1", "a = 2", "[1] 2"])
    #expect(run("f(x) := x^2", "f(x) := f(x) + 1", "f(3)").last == "[1] 10")
  }

  @Test(arguments: ["a = a + 1", "a = sin(a)", "f(x) := f(x - 1) + 1", "g(x) := x*g(x)", "h(x) := 1 + h(h(x))"])
  func recursionIsAnError(_ line: String) {
    let session = Session()
    let response = session.execute(line)
    #expect(response.isError && response.text.contains("^"), "\(response.text)")
    #expect(session.execute("names").text == "nothing is defined")
  }

  @Test func recursionThroughAnotherNameEndsToo() {
    #expect(run("a = b", "b = a", "a", "b").last?.hasPrefix("[2]") == true)
    let shown = run("f(x) := g(x)", "g(x) := f(x) + 1", "g(1)")
    #expect(shown.last?.contains("error") == true || shown.last?.hasPrefix("[1]") == true)
  }

  @Test(arguments: ["pi", "e", "sin", "diff", "if", "true", "and", "max", "D", "ln"])
  func namesWithAFixedMeaningStay(_ name: String) {
    let session = Session()
    #expect(session.execute("\(name) = 3").isError)
    #expect(session.execute("\(name)(x) := x").isError)
    #expect(session.execute("function \(name)").isError)
    #expect(session.execute("x + 1").text == "[1] x + 1")
  }

  @Test func undefinedFunctionsAreDeclared() {
    let session = Session()
    #expect(session.execute("loss(x)").isError)
    #expect(run("function loss", "diff(loss(x^2), x)", in: session).last == "[1] 2*x*loss'(x^2)")
    #expect(session.execute("eval loss(2)").isError)
    #expect(run("loss(t) := t^3", "loss(2)", in: session).last == "[2] 8")
    #expect(session.execute("function 3x").isError && session.execute("function a b").isError)
  }

  @Test func forgottenNamesAreSymbolsAgain() {
    let session = Session()
    #expect(run("a = 3", "forget a", "a + 1", in: session).last == "[1] a + 1")
    #expect(run("f(x) := x", "forget f", "f(x)", in: session).last?.hasPrefix("[2] f(x)") == true)
    _ = session.execute("function loss")
    _ = session.execute("forget loss")
    #expect(session.execute("loss(x)").isError)
    #expect(session.execute("names").text == "nothing is defined")
  }

  @Test func namesListsWhatIsDefined() {
    let session = Session()
    _ = run("x10 = 1", "x9 = y", "f(t) := t/2", "function loss", in: session)
    let lines = session.execute("names").text.split(separator: "\n").map(String.init)
    #expect(Set(lines) == ["x10 = 1", "x9 = y", "f(t) := t/2", "function loss"])
    let ten = lines.firstIndex(of: "x10 = 1") ?? 0
    #expect(ten > (lines.firstIndex(of: "x9 = y") ?? 9))
  }

  @Test func evalGivesValuesAtPoints() {
    let session = Session()
    #expect(
      run(
        "eval x^2 + y at x = 2, y = 1/3", "eval 1/3", "eval 2^10", "eval sin(x) at x = pi/6", "eval x/x at x = 0",
        "eval diff(abs(x), x) at x = 0", "eval sqrt(x) at x=-1", "eval [x, [x^2]] at x = 3",
        "eval max(x, y) at x = max(1, 2), y = 0",
        in: session) == [
          "4.333333333333333", "0.3333333333333333", "1024", "0.5", "no value: undefined",
          "0   (kink: by convention)", "no value: not real", "[3, [9]]", "2",
        ])
    for line in ["eval x", "eval x at y = 1", "eval f(1)", "eval x at x = y", "eval", "eval x at x = "] {
      let response = session.execute(line)
      #expect(response.isError || line == "eval", "\(line): \(response.text)")
    }
    #expect(run("a = 2", "eval a*x at x = a", in: session).last == "4")
  }

  @Test func latexIsAsTypedAndOfResultsTheirValue() {
    let session = Session()
    #expect(
      run("latex x^2/2", "a = 3", "latex a*x", "a*x + 1", "latex %", in: session) == [
        #"\frac{x^{2}}{2}"#, "a = 3", "a x", "[1] 3*x + 1", "3 x + 1",
      ])
    #expect(session.execute("latex x +").isError)
  }

  @Test func thereIsHelpOnEverything() throws {
    let session = Session()
    let overview = session.execute("help").text
    let list = try #require(overview.split(separator: "\n").first { $0.hasPrefix("Functions: ") })
    let functions = list.dropFirst(11).split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
    #expect(functions.count > 20 && functions.contains("sin") && functions.contains("sigmoid"))
    let topics = try #require(overview.split(separator: "\n").first { $0.hasPrefix("Topics: ") })
    let others = topics.dropFirst(8).split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
    for name in functions + others + [
      "diff", "grad", "hessian", "jacobian", "eval", "latex", "names", "forget", "quit",
    ] {
      let help = session.execute("help \(name)")
      #expect(!help.isError && help.text.count > 10, "\(name)")
    }
    for name in functions { #expect(session.execute("help \(name)").text.contains("derivative by"), "\(name)") }
    #expect(session.execute("help nothing_of_the_kind").isError)
    _ = session.execute("a = 3*x")
    #expect(session.execute("help a").text == "a = 3*x")
    #expect(session.execute("  help   sin  ").text == session.execute("help sin").text)
  }

  @Test func commandsDoNotShadowExpressions() {
    let session = Session()
    #expect(run("names = 3", "names + 1", "help^2", "eval = 2", "2*eval", in: session)[1] == "[1] 4")
    #expect(session.execute("quit*2").ends == false)
    for line in ["quit", " exit "] { #expect(session.execute(line).ends) }
  }

  @Test func blankLinesAndRemarksSayNothing() {
    for line in ["", "   ", "\t", "# x + 1", "  # ((("] {
      let response = Session().execute(line)
      #expect(response.text.isEmpty && !response.isError && !response.ends)
    }
  }

  @Test func completionsBeginWithTheWord() {
    let session = Session()
    _ = run("sigma = 3", "sight(x) := x", "function sigil", in: session)
    let found = session.completions(before: "2*sig")
    #expect(Set(found) == ["sigma", "sight(", "sigil(", "sigmoid(", "sign("] && found == found.sorted())
    #expect(session.completions(before: "").isEmpty && session.completions(before: "x + ").isEmpty)
    #expect(session.completions(before: "for").contains("forget "))
    #expect(!session.completions(before: "x + for").contains("forget "))
    #expect(session.completions(before: "qqqq").isEmpty)
  }

  @Test func nothingIsLostAfterErrors() {
    let session = Session()
    _ = run("a = 3", "f(x) := x + a", "a + 1", in: session)
    for line in [
      "a = ", "a = (", "a = nope(1)", "f(x) := x + (", "f(x) := nope(x)", "a = (10^9)!", "diff(x, 3)", "\u{0}",
      "a = [1, 2] + [1]",
      "f(x) := [1, 2]*[x, x]", "eval a at", "help nope", "function 3",
    ] {
      #expect(session.execute(line).isError, "\(line)")
    }
    #expect(session.execute([0xFF, 0xFE, 0x41]).isError)
    // Their last definitions failed: forgetting these, they mean what they meant before.
    #expect(session.execute("a").isError && session.execute("f(1)").isError)
    #expect(run("forget a", "forget f", in: session) == ["a = 3", "f(x) := x + 3"])
    #expect(run("a", "f(1)", "%1", in: session) == ["[2] 3", "[3] 4", "[4] 4"])
  }

  @Test func conditionsAndNotesAreShown() {
    #expect(run("x/x", "diff(log(x), x)") == ["[1] 1   for x ≠ 0", "[2] 1/x   for x > 0"])
    #expect(run("x*xy*y")[0].contains("\nnote: xy was read as one name"))
  }

  @Test func droppedResultsGiveTheirMemoryBack() throws {
    // The stores themselves are looked at: the memory of the process is that of all tests that run beside this one.
    struct Holder { weak var store: Store? }
    let session = Session()
    _ = run("a = x + 1", "f(t) := t^2", in: session)
    var former: [Holder] = []
    for round in 0..<sized(60) {
      let terms = (0..<3000).map { "sin(x_\($0)*\(round))^2" }.joined(separator: " + ")
      #expect(!session.execute("big = \(terms)").isError)
      former.append(Holder(store: session.store))
      #expect(session.store.nodeCount < 250_000)
    }
    #expect(run("a", "f(3)", in: session) == ["[1] x + 1", "[2] 9"])
    #expect(former.allSatisfy { $0.store == nil || $0.store === session.store })
    if isThorough { #expect(former.first?.store == nil) }
  }

  @Test func functionsAreDeclaredWithTheirDerivatives() {
    let session = Session()
    #expect(
      session.execute("function swash(x) := x*sigmoid(x); sigmoid(x)*(1 + x*(1 - sigmoid(x)))").text
        == "function swash(x) := x*sigmoid(x); sigmoid(x)*(x*(1 - sigmoid(x)) + 1)")
    #expect(
      session.execute("diff(swash(a*x), x)").text
        == "[1] a*sigmoid(a*x)*(a*x*(1 - sigmoid(a*x)) + 1)")
    #expect(session.execute("swash(a*x)").text == "[2] swash(a*x)")
    #expect(session.execute("function area(x, y) := x*y^2; y^2").text == "function area(x, y) := x*y^2; y^2")
    let missing = session.execute("grad(area(x, y), [x, y])")
    #expect(missing.isError && missing.text.contains("function area(x_1, x_2) := …; …; DERIVATIVE BY x_2"))
    #expect(session.execute("help area").text == "function area(x, y) := x*y^2; y^2; ?")
    for bad in [
      "function f(x) := a*x", "function f(x) := x; 1; 2", "function f(x) := x +; 1", "function f(x) := x; 1 +",
      "function f(x) := f(x); 1", "function f(x) := [x, 1]; 1", "function x := 3; 1", "function sin(x) := x; 1",
      "function f(x, x) := x; 1",
    ] {
      #expect(session.execute(bad).isError, "\(bad)")
    }
    _ = session.execute("forget swash")
    #expect(session.execute("swash(x)").isError)
  }
}
