// A wrong derivative in a narrow branch is found, since of many points the doubtful ones are looked at.

import Nabla
import NablaTestSupport
import Testing

@Suite struct DoubtfulPointTests {
  @Test("a branch that one point of twenty meets is checked, whatever the seed")
  func narrowBranch() throws {
    let x = Expr.symbol("x")
    let f = try Expr(parsing: "if(abs(x - 1/2) < 1/20, 3*x, x)")
    let right = try f.derivative(by: x)
    for seed in 1...UInt64(TestSize.cases(6, full: 60)) {
      #expect(try f.check(by: [x], against: [Expr(1)], seed: seed).verdict == .disagrees, "seed \(seed)")
      #expect(try f.check(by: [x], against: [right], seed: seed).verdict != .disagrees, "seed \(seed)")
    }
  }
}
