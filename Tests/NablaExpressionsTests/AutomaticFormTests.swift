// The automatic form never changes a value, and enlarges the domain only with a condition on record.
import Nabla
import NablaTestSupport
import Testing

@Suite("Automatic form against the formula as written")
struct AutomaticFormTests {
  static let count = isThorough ? 40_000 : 2_500

  @Test(
    "at every point the value is that of the formula as written, and there is none where it has none")
  func values() throws {
    var generator = SeededGenerator(seed: 4_711)
    let seed = generator.seed
    var failures = 0
    var compared = (values: 0, gaps: 0)
    for round in 0..<AutomaticFormTests.count where failures < 20 {
      let formula = Formula.random(depth: 1 + round % 5, &generator)
      let expression = formula.expression
      for _ in 0..<6 {
        let point = ["x": generator.value(), "y": generator.value()]
        let expected = formula.value(at: point)
        if case .unclear = expected { continue }
        let ours = try expression.evaluated(
          at: Dictionary(uniqueKeysWithValues: point.map { (Expr.symbol($0), Expr($1)) }))
        let complaint: String?
        switch (expected, ours.value) {
        case (.none, nil): (compared.gaps, complaint) = (compared.gaps + 1, nil)
        case (.none, let value?): complaint = "no value as written, but \(value)"
        case (.number, nil) where ours.reason == .infinite && formula.hasSymbolicExponent:
          // The parts of a split power may overflow where the whole does not.
          continue
        case (.number(let value, _, _), nil):
          complaint = "\(value) as written, but no value (\(ours.reason?.rawValue ?? ""))"
        case (.number(let value, let error, _), let own?):
          compared.values += 1
          let bound = 4 * error + 1e-12 * max(value.magnitude, 1e-3)
          complaint = (own - value).magnitude <= bound ? nil : "\(value) ± \(error) as written, but \(own)"
        default: complaint = nil
        }
        guard let complaint else { continue }
        failures += 1
        Issue.record(
          "\(formula.text) = \(expression) at x = \(point["x"] ?? 0), y = \(point["y"] ?? 0): \(complaint) (seed \(seed))"
        )
        break
      }
    }
    #expect(compared.values > AutomaticFormTests.count / 2 && compared.gaps > AutomaticFormTests.count / 10)
  }
}
