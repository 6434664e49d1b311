// One symbol across a request, however it is spelt in the expression, among the variables and at the point.
import NablaSession
import Testing

@Suite struct SpellingAcrossRequestTests {
  private func answer(_ request: String) -> String {
    String(decoding: Engine().answer(line: Array(request.utf8)), as: UTF8.self)
  }

  @Test func spellingsOfASymbolAreOne() {
    let one = answer(#"{"op": "diff", "expr": "θ^2*x_1", "vars": ["theta"], "at": {"theta": 3, "x₁": 2}}"#)
    #expect(one.contains(#""result":"2*x_1*θ""#) && one.contains(#""value":12"#), "\(one)")
    let two = answer(#"{"op": "gradient", "expr": "theta^2", "vars": ["θ"]}"#)
    #expect(two.contains(#""result":["2*theta"]"#), "\(two)")
    let three = answer(#"{"op": "substitute", "expr": "α + 1", "with": {"alpha": "x"}}"#)
    #expect(three.contains(#""result":"x + 1""#), "\(three)")
    let twice = answer(#"{"op": "eval", "expr": "θ", "at": {"theta": 1, "θ": 2}}"#)
    #expect(twice.contains("has two values"), "\(twice)")
  }

  @Test func shapesOfLettersAreLettersOfTheirOwn() {
    #expect(answer(#"{"op": "diff", "expr": "ϑ^2", "vars": ["theta"]}"#).contains(#""result":"0""#))
  }
}
