// Where a statement of several lines begins and ends.

import NablaSession
import NablaTestSupport
import Testing

@Suite struct StatementReaderTests {
  private func statements(_ lines: [String]) -> [String] {
    var reader = StatementReader()
    let complete = lines.flatMap { reader.add(Array($0.utf8)) } + reader.finish()
    return complete.map { "\($0.firstLine): \(String(decoding: $0.text, as: UTF8.self))" }
  }

  @Test(arguments: [
    (["x", "y"], ["1: x", "2: y"]), (["f(t) := t^2 +", "  2*t"], ["1: f(t) := t^2 +\n  2*t"]),
    (["grad(x^2*y,", "     [x, y])", "z"], ["1: grad(x^2*y,\n     [x, y])", "3: z"]),
    (["[1,", "# a remark", "2]"], ["1: [1,\n2]"]), (["a =", "3"], ["1: a =\n3"]), (["x and", "y"], ["1: x and\ny"]),
    (["r where r = 2,", "s = 3"], ["1: r where r = 2,\ns = 3"]),
    (["(x", "", "y"], ["1: (x", "3: y"]), (["", "x"], ["1: ", "2: x"]), (["# (", "x"], ["1: # (", "2: x"]),
    (["x)", "y"], ["1: x)", "2: y"]), (["(x]", "y"], ["1: (x]", "2: y"]), (["2 3 +", "y"], ["1: 2 3 +", "2: y"]),
    (["f(x) := (x", "b = 3"], ["1: f(x) := (x", "2: b = 3"]),
    (["a = 1 +", "g(x) := x"], ["1: a = 1 +", "2: g(x) := x"]),
    (["help +", "x"], ["1: help +", "2: x"]), (["? (", "x"], ["1: ? (", "2: x"]),
    (["a = 3; b = 4 +", "1"], ["1: a = 3; b = 4 +\n1"]),
    (["grad x^2*y +", "1 x"], ["1: grad x^2*y +\n1 x"]), (["5!", "x"], ["1: 5!", "2: x"]),
    (["f'", "x"], ["1: f'", "2: x"]),
    (["(x"], ["1: (x"]), (["\u{FEFF}x"], ["1: x"]),
  ])
  func statementsGoOnWhileTheyAreOpen(_ lines: [String], _ expected: [String]) {
    #expect(statements(lines) == expected)
  }

  @Test func manyLinesOfOneStatementTakeLinearTime() {
    let count = sized(100_000)
    let clock = ContinuousClock.now
    #expect(statements(["["] + (0..<count).map { "x_\($0)," } + ["0]"]).count == 1)
    #expect(ContinuousClock.now - clock < .seconds(10))
  }

  @Test func errorsInSeveralLinesShowTheLineToBlame() {
    let response = Session().execute("f(t) := t^2 +\n  nope(t)")
    #expect(response.text.hasSuffix("\n    nope(t)\n    ^^^^"), "\(response.text)")
  }
}
