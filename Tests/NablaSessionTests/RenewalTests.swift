// When a session has copied what is named into a fresh store, every name means what it meant.

import NablaSession
import Testing

@Suite struct RenewalTests {
  @Test("values, results, bodies and rules of functions stay with their names")
  func names() {
    let session = Session()
    func run(_ line: String) -> String { session.execute(line).text }
    for line in [
      "a = x + 1", "b = x/x", "f(t) := t^2", "g(t) := t^3 + t", "h(s, t) := s - t", "function p(t) := t^4; 5*t^3",
      "function q(s, t) := s*t; t; s", "v = [a, 2*a]", "sin(x)", "cos(x)",
    ] {
      #expect(!session.execute(line).isError, "\(line)")
    }
    let questions = [
      "a", "b", "v", "f(3)", "g(3)", "h(3, 1)", "%1", "%2", "diff(p(x), x)", "grad(q(x, y), [x, y])", "g(x)",
    ]
    func answers() -> [String] { questions.map { String(run($0).drop { $0 != "]" }) } }
    let before = answers()
    #expect(before[4] == "] 30" && before[1] == "] 1   for x ≠ 0")
    let store = session.store
    var round = 0
    while session.store === store && round < 200 {
      round += 1
      let terms = (0..<3000).map { "sin(x_\($0)*\(round))^2" }.joined(separator: " + ")
      #expect(!session.execute("big = \(terms)").isError)
    }
    #expect(session.store !== store, "\(session.store.nodeCount) nodes")
    #expect(answers() == before)
  }
}
