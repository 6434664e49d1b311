// What is printed is read back as the same node, and is what a person would write.
import Nabla
import NablaTestSupport
import Testing

@Suite("Printing and parsing")
struct RoundTripTests {
  static let count = isThorough ? 100_000 : 3_000

  @Test(
    "parsing what was printed gives the same node, in the same store and in another")
  func identity() throws {
    var generator = RandomExpressions(random: SeededGenerator(seed: 20_251))
    let seed = generator.random.seed
    var failures = 0
    for round in 0..<RoundTripTests.count {
      let expression = generator.expression(depth: 1 + round % 5)
      for decimals in [false, true] {
        let text = try expression.text(decimals: decimals)
        let same = try Expr(parsing: text)
        let isSame =
          same == expression && (same.store === expression.store ? same.node == expression.node : true)
        let other = Store()
        let read = try Reader.read(Array(text.utf8), in: ResolutionContext(), store: other)
        let isSameElsewhere = read.value.elements.first == expression
        if isSame && isSameElsewhere { continue }
        failures += 1
        if failures <= 20 { Issue.record("\(text) is read as \(same) (seed \(seed), round \(round))") }
      }
      if failures > 20 { break }
    }
  }

  @Test("no printed text has x^(-1/2), 1/2*x, + -, 1*x, exp(1) or --")
  func spelling() throws {
    var generator = RandomExpressions(random: SeededGenerator(seed: 7_331))
    let seed = generator.random.seed
    let unwanted = try Regex(
      [
        #"[+-] ?-"#, #"exp\([01]\)"#, #"\^\(1/2\)"#, #"\^\(-\d+(/[1-9]\d*)?\)"#, #"\^1\b"#, #"\^0\b"#,
        // 1*x, and 2/3*x: a fraction stands under the whole product.
        #"(^|[^\w.])1\*"#, #"(^|[^\w.)^])\d+/\d+\*"#,
      ].joined(separator: "|"))
    var failures = 0
    for round in 0..<RoundTripTests.count where failures <= 20 {
      let text = try generator.expression(depth: 1 + round % 5).text(decimals: round % 3 == 0)
      guard let match = text.firstMatch(of: unwanted) else { continue }
      failures += 1
      Issue.record("‘\(text[match.range])’ in \(text) (seed \(seed), round \(round))")
    }
  }
}
