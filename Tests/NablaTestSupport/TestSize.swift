// Sizes of random tests, and whether numbers agree.

import Foundation

/// Sizes of random tests: full in optimised builds, or where NABLA_THOROUGH=1 asks for it.
package enum TestSize {
  #if DEBUG
    package static let isOptimised = false
  #else
    package static let isOptimised = true
  #endif

  package static let isFull = isOptimised || ProcessInfo.processInfo.environment["NABLA_THOROUGH"] == "1"

  /// Whether of many random cases a quarter is tried: what has to pass before a change lands. `Scripts/thorough` tries all.
  package static let isPart = ProcessInfo.processInfo.environment["NABLA_PART"] == "1"

  package static func cases(_ quick: Int, full: Int) -> Int {
    isFull ? (isPart ? max(quick, full / 4) : full) : quick
  }
}

/// Whether tests run at their full size.
package var isThorough: Bool { TestSize.isFull }

/// Whether two numbers agree up to rounding, measured by the larger and by a scale of the problem.
package func agree(_ a: Double, _ b: Double, scale: Double = 1, tolerance: Double = 1e-9) -> Bool {
  (a - b).magnitude <= tolerance * max(scale, a.magnitude, b.magnitude)
}
