// Intervals of real numbers whose ends are rational, or rational multiples of π or 1/e.

import NablaNumbers

/// An interval of the reals: the domain or the range of a function.
package struct RealInterval: Equatable, Sendable {
  /// An end: a rational, or so many times π or 1/e.
  package struct End: Equatable, Sendable {
    package enum Unit: Sendable { case one, pi, reciprocalE }

    package let number: Rational
    package let unit: Unit
    /// Whether the end belongs to the interval.
    package let isClosed: Bool

    /// A rational not above the end, and one not below it; the end itself where it is rational.
    package var bounds: (below: Rational, above: Rational) {
      let unit: (low: Rational, high: Rational)
      switch self.unit {
      case .one: return (number, number)
      case .pi: unit = End.pi
      case .reciprocalE: unit = End.reciprocalE
      }
      let (low, high) = (number * unit.low, number * unit.high)
      return number.isNegative ? (high, low) : (low, high)
    }

    /// As it is written.
    package var text: String {
      switch unit {
      // Ends that only bound something irrational are long fractions.
      case .one:
        number.bitWidth > 24 ? number.decimalDescription(maximumDigits: 10) ?? number.description : number.description
      case .pi: "\(number)*pi"
      case .reciprocalE: number == -1 ? "-1/e" : "\(number)/e"
      }
    }

    /// The end as a double.
    package var double: Double {
      switch unit {
      case .one: number.nearestDouble
      case .pi: number.nearestDouble * .pi
      case .reciprocalE: number.nearestDouble * 0.36787944117144233
      }
    }

    private static let pi = (
      low: Rational(314_159_265_358_979_323, 100_000_000_000_000_000),
      high: Rational(314_159_265_358_979_324, 100_000_000_000_000_000)
    )
    private static let reciprocalE = (
      low: Rational(367_879_441_171_442_321, 1_000_000_000_000_000_000),
      high: Rational(367_879_441_171_442_322, 1_000_000_000_000_000_000)
    )

    static func including(_ number: Rational) -> End { End(number: number, unit: .one, isClosed: true) }
    static func excluding(_ number: Rational) -> End { End(number: number, unit: .one, isClosed: false) }
    static func includingPi(times number: Rational) -> End { End(number: number, unit: .pi, isClosed: true) }
    static func includingReciprocalE(times number: Rational) -> End {
      End(number: number, unit: .reciprocalE, isClosed: true)
    }
    static func excludingPi(times number: Rational) -> End { End(number: number, unit: .pi, isClosed: false) }
  }

  /// Nil where the interval is unbounded.
  package let low: End?
  package let high: End?

  static let all = RealInterval(low: nil, high: nil)

  /// a ≤ x ≤ b.
  static func closed(_ a: Rational, _ b: Rational) -> RealInterval {
    RealInterval(low: .including(a), high: .including(b))
  }
  /// a < x < b.
  static func open(_ a: Rational, _ b: Rational) -> RealInterval {
    RealInterval(low: .excluding(a), high: .excluding(b))
  }
  /// x ≥ a.
  static func atLeast(_ a: Rational) -> RealInterval { RealInterval(low: .including(a), high: nil) }
  /// x > a.
  static func above(_ a: Rational) -> RealInterval { RealInterval(low: .excluding(a), high: nil) }

  /// x ≤ a.
  static func atMost(_ a: Rational) -> RealInterval { RealInterval(low: nil, high: .including(a)) }
  /// x < a.
  static func below(_ a: Rational) -> RealInterval { RealInterval(low: nil, high: .excluding(a)) }

  /// The signs that all of its numbers have.
  var signs: NodeFlags {
    var flags: NodeFlags = []
    if let low, !low.number.isNegative {
      flags.insert(.nonnegative)
      if !low.number.isZero || !low.isClosed { flags.insert(.nonzero) }
    }
    if let high, high.number.signum <= 0 {
      flags.insert(.nonpositive)
      if !high.number.isZero || !high.isClosed { flags.insert(.nonzero) }
    }
    return flags
  }

  /// Whether all of its numbers stand so to a number; false where that is not certain.
  func satisfies(_ sense: Sense, _ bound: Rational) -> Bool {
    let isBelow = high.map { $0.bounds.above < bound || !$0.isClosed && $0.bounds.above == bound } ?? false
    let isAbove = low.map { $0.bounds.below > bound || !$0.isClosed && $0.bounds.below == bound } ?? false
    switch sense {
    case .less: return isBelow
    case .lessOrEqual: return isBelow || high.map { $0.bounds.above == bound } ?? false
    case .greater: return isAbove
    case .greaterOrEqual: return isAbove || low.map { $0.bounds.below == bound } ?? false
    case .notEqual: return isBelow || isAbove
    case .equal: return false
    }
  }

  /// As it is written with a name in it: `-1 < x < 1`, `x ≥ 0`.
  package func text(_ name: String) -> String {
    func sign(_ end: End, _ open: String, _ closed: String) -> String { end.isClosed ? closed : open }
    switch (low, high) {
    case (nil, nil): return "all \(name)"
    case (let low?, nil): return "\(name) \(sign(low, ">", "≥")) \(low.text)"
    case (nil, let high?): return "\(name) \(sign(high, "<", "≤")) \(high.text)"
    case (let low?, let high?):
      return "\(low.text) \(sign(low, "<", "≤")) \(name) \(sign(high, "<", "≤")) \(high.text)"
    }
  }
}
