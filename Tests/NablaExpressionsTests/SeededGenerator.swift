// A small seeded generator, and whether tests run at their full size.
import Foundation
import Nabla

/// The SplitMix64 generator; NABLA_SEED in the environment replaces its seed.
struct SeededGenerator: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  init(seed: UInt64) {
    self.seed = ProcessInfo.processInfo.environment["NABLA_SEED"].flatMap { UInt64($0) } ?? seed
    state = self.seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// Numbers at which rules tend to go wrong: both signs, 0, ±1, halves.
  mutating func value() -> Rational {
    below(2) == 0
      ? Rational(pick([0, 0, 1, -1, 2, -2, 3, -3, 4, -8]), pick([1, 1, 2]))
      : Rational(Int.random(in: -300...300, using: &self), Int.random(in: 1...90, using: &self))
  }
}

/// Whether tests run at their full size.
let isThorough: Bool = {
  #if DEBUG
    return ProcessInfo.processInfo.environment["NABLA_THOROUGH"] == "1"
  #else
    return true
  #endif
}()

/// Whether million-sized cases run.
let isOptimized: Bool = {
  #if DEBUG
    return false
  #else
    return true
  #endif
}()

/// `==` as a function: the macro `#expect` does not know the precedence of `**`.
func isSame(_ a: Expr, _ b: Expr) -> Bool { a == b }
