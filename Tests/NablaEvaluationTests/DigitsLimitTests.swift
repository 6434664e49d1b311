// Digits by the hundred thousand end when time is up or the task is told to stop, also inside one operation of Arb.

import Nabla
import NablaKernels
import NablaTestSupport
import Testing

@Suite struct DigitsLimitTests {
  private static let x = Expr.symbol("x")

  /// The time after which an evaluation ends with `limit`.
  private static func end(_ formula: Expr, _ limits: Limits) throws -> Duration {
    let start = ContinuousClock.now
    let error = #expect(throws: NablaError.self) {
      try Limits.$current.withValue(limits) {
        _ = try Expr.evaluate([formula], at: [x: Expr(Rational(1, 3))], digits: 100_000)
      }
    }
    #expect(error?.kind == .limit)
    return ContinuousClock.now - start
  }

  @Test("a limit of seconds ends a long evaluation, and one long operation")
  func seconds() throws {
    guard Ball.isAvailable else { return }
    var nest = Self.x
    for _ in 0..<12 { nest = sin(exp(-atan(nest))) }
    for formula in [nest, erf(erf(Self.x))] {
      let took = try Self.end(formula, Limits(seconds: 0.3))
      // On a machine with much else to do a thread waits for its turn.
      if TestSize.isOptimised { #expect(took < .seconds(1), "\(took)") }
    }
  }

  @Test("an interruption ends a long evaluation")
  func interruption() throws {
    guard Ball.isAvailable else { return }
    let start = ContinuousClock.now
    let limits = Limits(isInterrupted: { ContinuousClock.now - start > .milliseconds(200) })
    let took = try Self.end(erf(erf(Self.x)), limits)
    if TestSize.isOptimised { #expect(took < .seconds(1), "\(took)") }
  }

  @Test("many digits are the same with and without a thread of their own")
  func digits() throws {
    guard Ball.isAvailable, TestSize.isFull else { return }
    let formula = exp(sin(Self.x))
    let at = [Self.x: Expr(Rational(1, 3))]
    let short = try #require(try Expr.evaluate([formula], at: at, digits: 15_000)[0].text)
    let long = try #require(try Expr.evaluate([formula], at: at, digits: 25_000)[0].text)
    #expect(long.hasPrefix(short.dropLast(2)))
  }
}
