// One numeric function is one row: its scalar and its lanes, what is computed along with it, and its names elsewhere.

/// A numeric function on doubles.
package struct KernelRow: Sendable {
  /// Its name where a program is described.
  package let name: String
  package let form: Form
  /// Its distance from the exact value at the given doubles is at most this, in units in the last place.
  package let ulps: Double
  /// A function that shares most of its work, and both at once; stated in the row of the first of the two.
  package let partner: Partner?
  package let names: LanguageNames
  /// Whether its values are rounded from its enclosures, so that there are none without Arb.
  package var isRounded = false

  /// What it takes.
  package enum Form: Sendable {
    case unary(Unary)
    case binary(@Sendable (Double, Double) -> Double)
    case variadic(@Sendable ([Double]) -> Double)
    /// A number to a power that is an exact fraction.
    case fractional(@Sendable (Double, _ numerator: Int, _ denominator: Int) -> Double)
  }

  /// A function of one number: one at a time, and many by pointer and count.
  package struct Unary: Sendable {
    package let scalar: Scalar
    package let lanes: Lanes?
    /// Whether an infinite value of a finite argument is one beyond the doubles; elsewhere it is a pole, without a value.
    package let overflows: Bool

    /// The value; NaN at a pole.
    @inline(__always) package func callAsFunction(_ x: Double) -> Double {
      let value = scalar(x)
      // Finite, as nearly always.
      if value - value == 0 { return value }
      return !overflows && value.isInfinite && x.isFinite ? .nan : value
    }
  }

  /// A function without a context, which is called without counting references.
  package typealias Scalar = @convention(c) (Double) -> Double

  /// A function of so many numbers, into as many.
  package typealias Lanes = @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void

  /// Two functions of the same numbers.
  package typealias PairLanes =
    @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void

  /// The second of two functions that are computed together.
  package struct Partner: Sendable {
    package let kernel: KernelID
    package let lanes: PairLanes
  }

  /// How it is written in other languages: a name, or a formula in which `#` stands for the argument, `#1` and `#2` for
  /// the first and second of two.
  package struct LanguageNames: Sendable {
    package let c: String
    package let swift: String
    package let python: String
    package let julia: String

    package init(c: String, swift: String, python: String, julia: String) {
      self.c = c
      self.swift = swift
      self.python = python
      self.julia = julia
    }

    /// The same name, or formula, in all of them; NumPy's in Python.
    package init(_ name: String) { self.init(c: name, swift: name, python: "numpy.\(name)", julia: name) }
  }

  static func unary(
    _ name: String, _ scalar: @escaping Scalar, lanes: Lanes? = nil, overflows: Bool = false, ulps: Double = 4,
    partner: Partner? = nil, names: LanguageNames
  ) -> KernelRow {
    KernelRow(
      name: name, form: .unary(Unary(scalar: scalar, lanes: lanes, overflows: overflows)), ulps: ulps, partner: partner,
      names: names)
  }

  /// A function of one number that is rounded from its enclosure.
  static func rounded(
    _ name: String, _ scalar: @escaping Scalar, overflows: Bool = false, names: LanguageNames
  ) -> KernelRow {
    var row = unary(name, scalar, overflows: overflows, ulps: 0.51, names: names)
    row.isRounded = true
    return row
  }

  /// A function of two numbers that is rounded from its enclosure.
  static func binary(
    _ name: String, _ function: @escaping @Sendable (Double, Double) -> Double, names: LanguageNames
  ) -> KernelRow {
    var row = form(name, .binary(function), ulps: 0.51, names: names)
    row.isRounded = true
    return row
  }

  static func form(_ name: String, _ form: Form, ulps: Double = 4, names: LanguageNames) -> KernelRow {
    KernelRow(name: name, form: form, ulps: ulps, partner: nil, names: names)
  }

  /// All rows, by id.
  static let all: [KernelRow] = KernelID.allCases.map(declaration(of:))

  /// Two functions that are computed together. A type of its own: in a tuple within an array every call would go through a
  /// conversion of its arguments.
  package struct Pair: Sendable {
    package let first: KernelID
    package let second: KernelID
    package let lanes: PairLanes
  }

  /// For each id the pair in which it stands.
  static let pairs: [Pair?] = {
    var pairs: [Pair?] = all.map { _ in nil }
    for first in KernelID.allCases {
      guard let partner = first.row.partner else { continue }
      let pair = Pair(first: first, second: partner.kernel, lanes: partner.lanes)
      pairs[Int(first.rawValue)] = pair
      pairs[Int(partner.kernel.rawValue)] = pair
    }
    return pairs
  }()
}
