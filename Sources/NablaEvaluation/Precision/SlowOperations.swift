// Operations in so many bits that one alone takes a noticeable time: limits are looked at while they run.

import NablaExpressions
import NablaKernels

/// Runs operations of a pass on a thread of its own, which is left to itself when time is up.
final class SlowOperations {
  private let worker: BallWorker
  private let builder: Builder
  /// What ended the pass; from then on nothing is computed.
  private(set) var error: NablaError?

  /// From so many bits on an operation may take more than a twentieth of a second.
  static let bits = 65_536

  /// Nil where the system has no thread left.
  init?(_ builder: Builder) {
    guard let worker = BallWorker() else { return nil }
    self.worker = worker
    self.builder = builder
  }

  deinit { worker.end() }

  /// What an operation gives; nil after an error.
  func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result? {
    if error != nil { return nil }
    do throws(NablaError) {
      return try worker.run(body) { () throws(NablaError) in try builder.checkNow() }
    } catch {
      self.error = error
      return nil
    }
  }
}
