// A small seeded generator, so that a failing case can be replayed from its seed.

import Foundation

/// The SplitMix64 generator.
package struct SeededGenerator: RandomNumberGenerator {
  package let seed: UInt64
  private var state: UInt64

  /// Starts at `seed`, or at the number in the environment variable NABLA_SEED where that is set.
  package init(seed: UInt64) {
    self.seed = ProcessInfo.processInfo.environment["NABLA_SEED"].flatMap { UInt64($0) } ?? seed
    state = self.seed
  }

  /// Starts anywhere, or at NABLA_SEED where that is set.
  package init() { self.init(seed: UInt64.random(in: 0...UInt64.max)) }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  package mutating func flip() -> Bool { next() & 1 == 0 }
  package mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// A number of the range with at most twenty binary digits after the point.
  package mutating func number(in range: ClosedRange<Double>) -> Double {
    (Double.random(in: range, using: &self) * 0x1p20).rounded() / 0x1p20
  }
}
