// A session of many lines takes time in proportion to them.

import NablaSession
import NablaTestSupport
import Testing

@Suite struct SessionGrowthTests {
  /// Seconds for so many lines.
  private func time(_ count: Int, _ line: (Int) -> String) -> Double {
    let session = Session()
    let clock = ContinuousClock.now
    for k in 0..<count { #expect(!session.execute(line(k)).isError) }
    let (seconds, attoseconds) = (ContinuousClock.now - clock).components
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  @Test func resultsAreLookedUpOnDemand() {
    let count = sized(10_000)
    for line in [{ _ in "x+1" }, { "f_\($0)(x) := x + \($0)" }, { "a_\($0) = x + \($0)" }, { "y + %\($0 + 1)" }]
      as [(Int) -> String]
    {
      _ = time(10, { "x + \($0)" })
      // On a busy machine one of several measurements is enough: what grows quadratically never passes.
      var isLinear = false
      for _ in 0..<5 where !isLinear {
        let half = time(count / 2, { $0 == 0 ? "x" : line($0 - 1) })
        let whole = time(count, { $0 == 0 ? "x" : line($0 - 1) })
        isLinear = whole < 3 * half + 0.02
      }
      #expect(isLinear, "\(line(1))")
    }
  }
}
