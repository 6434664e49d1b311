// Operations on exact numbers so long that one alone takes a noticeable time: limits are looked at while it runs.

import NablaKernels
import NablaNumbers

enum SlowNumbers {
  /// From so many bits on an operation may take more than a hundredth of a second.
  static let bits = 1 << 20

  /// What an operation on numbers of so many bits in all gives. GMP cannot be interrupted, so a long one runs on a thread
  /// of its own, which is left to itself when `check` throws.
  static func run<Result: Sendable>(
    _ bits: Int, _ body: @escaping @Sendable () -> Result, checking check: () throws(NablaError) -> Void
  ) throws(NablaError) -> Result {
    guard bits >= SlowNumbers.bits, let worker = BallWorker() else { return body() }
    defer { worker.end() }
    return try worker.run(body, checking: check)
  }
}

extension Builder {
  /// What an operation on numbers of so many bits in all gives, within the limits.
  package func slowly<Result: Sendable>(
    _ bits: Int, _ body: @escaping @Sendable () -> Result
  ) throws(NablaError) -> Result {
    try SlowNumbers.run(bits, body) { () throws(NablaError) in try checkNow() }
  }

  /// The sum or product of two numbers, at least one of which is long; after a limit was reached 0, and the next check
  /// of the verb throws.
  @inline(never)
  func combined(_ a: NodeID, _ b: NodeID, _ operation: @escaping @Sendable (Rational, Rational) -> Rational) -> NodeID {
    let (x, y) = (numberValue(a), numberValue(b))
    let bits = x.bitWidth + y.bitWidth
    if bits < SlowNumbers.bits { return number(operation(x, y)) }
    do throws(NablaError) {
      return number(try slowly(bits) { operation(x, y) })
    } catch {
      store.state.pointee.ticks = 0
      return .zero
    }
  }
}

extension DisplayWatch {
  /// The digits of a number; after a limit was reached none, and the next check throws.
  func digits(_ number: Integer) -> String {
    let bits = number.bitWidth
    if bits < SlowNumbers.bits { return number.description }
    do throws(NablaError) {
      // Digits take about four times as long as a product.
      return try SlowNumbers.run(bits, { number.description }) { () throws(NablaError) in try checkNow() }
    } catch {
      return "0"
    }
  }
}
