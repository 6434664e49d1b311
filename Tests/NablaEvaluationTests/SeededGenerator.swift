// A small seeded generator, the size of a run, and points of which every coordinate is a short binary fraction.

import Foundation
import Nabla
import Testing

/// The SplitMix64 generator.
struct SeededGenerator: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  /// Starts at `seed`, or at the number in the environment variable NABLA_SEED where that is set.
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

  /// A number of the range with at most twenty binary digits after the point.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    (Double.random(in: range, using: &self) * 0x1p20).rounded() / 0x1p20
  }

  mutating func flip() -> Bool { next() & 1 == 0 }
}

/// Sizes of random tests: full in optimised builds, or where NABLA_THOROUGH=1 asks for it.
enum TestSize {
  static let isFull: Bool = {
    #if DEBUG
      return ProcessInfo.processInfo.environment["NABLA_THOROUGH"] == "1"
    #else
      return true
    #endif
  }()

  #if DEBUG
    static let isOptimised = false
  #else
    static let isOptimised = true
  #endif

  static func cases(_ quick: Int, full: Int) -> Int { isFull ? full : quick }
}

extension Expr {
  /// The number that a double is, exactly.
  init(exactly value: Double) throws { self.init(try #require(Rational(exactly: value))) }

  /// The value at a point of doubles; nil where there is none.
  func value(_ variables: [Expr], _ point: [Double]) throws -> Double? {
    try evaluated(at: Expr.point(variables, point)).value
  }

  static func point(_ variables: [Expr], _ point: [Double]) throws -> [Expr: Expr] {
    var assigned: [Expr: Expr] = [:]
    for (variable, value) in zip(variables, point) { assigned[variable] = try Expr(exactly: value) }
    return assigned
  }
}
