// The value of a node at a point: an exact rational as long as there is one, else a double, else a reason.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// Why an expression has no value at a point.
public enum NoValue: String, Sendable {
  /// It lies outside the real numbers, such as sqrt(-1).
  case notReal = "not real"
  /// It is a pole, or larger than any double.
  case infinite
  /// The expression is not defined there, such as x/x at 0.
  case undefined
}

enum PointValue: Sendable {
  case exact(Rational)
  case approximate(Double)
  case truth(Bool)
  case none(NoValue)
  /// A value beyond the doubles: it exists, and cannot be given.
  case overflow

  /// Numbers with more bits than this are rounded to a double.
  static let exactBits = 16_384

  init(_ value: Rational) {
    self = value.bitWidth > PointValue.exactBits ? PointValue(value.nearestDouble) : .exact(value)
  }

  init(_ value: Double) {
    self = value.isFinite ? .approximate(value) : .none(value.isNaN ? .notReal : .infinite)
  }

  /// The value of a function without poles.
  init(growing value: Double) {
    self = value.isInfinite ? .overflow : PointValue(value)
  }

  var double: Double {
    switch self {
    case .exact(let value): return value.nearestDouble
    case .approximate(let value): return value
    default: return .nan
    }
  }

  var reason: NoValue? {
    switch self {
    case .none(let reason): return reason
    case .overflow: return .infinite
    default: return nil
    }
  }

  var isOverflow: Bool {
    if case .overflow = self { return true }
    return false
  }

  /// The value of what has an operand without one.
  static func missing(_ operands: [PointValue]) -> PointValue? {
    guard operands.contains(where: { $0.reason != nil }) else { return nil }
    return operands.first { $0.reason != nil && !$0.isOverflow } ?? .overflow
  }

  var exact: Rational? {
    if case .exact(let value) = self { return value }
    return nil
  }

  var isZero: Bool {
    switch self {
    case .exact(let value): return value.isZero
    case .approximate(let value): return value == 0
    default: return false
    }
  }

  /// base^exponent on the reals: 0^0 is 1, a negative base takes integer exponents only.
  static func power(_ base: PointValue, _ exponent: PointValue) -> PointValue {
    if let missing = PointValue.missing([base, exponent]) { return missing }
    if let r = exponent.exact {
      if r.isZero { return .exact(1) }
      if base.isZero { return r.isNegative ? .none(.infinite) : .exact(0) }
      if let exact = base.exact, let power = exactPower(exact, r) { return PointValue(power) }
      let x = base.double
      if !x.isFinite { return .overflow }
      if x < 0 && !r.isInteger { return .none(.notReal) }
      if let p = r.numerator.asInt, let q = r.denominator.asInt {
        return PointValue(growing: Kernels.rationalPower(x, numerator: p, denominator: q))
      }
      return PointValue(growing: Kernels.power(x, r.nearestDouble))
    }
    if base.isZero { return exponent.double < 0 ? .none(.infinite) : .exact(0) }
    if base.double < 0 { return .none(.notReal) }
    return PointValue(growing: Kernels.power(base.double, exponent.double))
  }

  private static func exactPower(_ base: Rational, _ exponent: Rational) -> Rational? {
    guard let p = exponent.numerator.asInt, let q = exponent.denominator.asInt, q <= 64 else { return nil }
    if base.isNegative && q != 1 { return nil }
    guard Double(base.bitWidth) * Double(p.magnitude) <= Double(4 * exactBits) else { return nil }
    guard q == 1 || base.bitWidth <= exactBits, let root = q == 1 ? base : base.root(q) else { return nil }
    return root.power(p)
  }
}

/// A sum that keeps its exact part exact and compensates the rest (Neumaier, 1974).
struct PointSum {
  private var exact = Rational(0)
  private var sum = 0.0
  private var lost = 0.0
  private var isExact = true
  private var missing: PointValue?

  mutating func add(_ coefficient: Rational, _ value: PointValue) {
    if value.reason != nil { missing = PointValue.missing([missing ?? value, value]) }
    if coefficient.bitWidth > 900, value.exact == nil, value.reason == nil {
      // Beyond the doubles alone, maybe not with its term.
      var product = PointProduct(coefficient)
      product.multiply(value)
      return add(1, product.value)
    }
    if let own = value.exact {
      exact += coefficient * own
      if exact.bitWidth > PointValue.exactBits {
        addDouble(exact.nearestDouble)
        exact = Rational(0)
      }
    } else {
      addDouble(coefficient.nearestDouble * value.double)
    }
  }

  private mutating func addDouble(_ value: Double) {
    isExact = false
    let total = sum + value
    lost += sum.magnitude >= value.magnitude ? (sum - total) + value : (value - total) + sum
    sum = total
  }

  var value: PointValue {
    if let missing { return missing }
    if isExact { return PointValue(exact) }
    var whole = self
    if !exact.isZero { whole.addDouble(exact.nearestDouble) }
    let total = whole.sum + whole.lost
    return PointValue(growing: total.isNaN ? whole.sum : total)
  }
}

/// A product whose partial results neither overflow nor underflow.
struct PointProduct {
  private var exact: Rational
  private var significand = 1.0
  private var exponent = 0
  private var isExact = true
  private var isZero = false
  private var missing: PointValue?

  init(_ coefficient: Rational) { exact = coefficient }

  /// Multiplies by an integer power of an inexact value, which may be beyond the doubles by itself.
  mutating func multiply(_ value: Double, power: Int) {
    guard value != 0, value.isFinite else { return multiplyDouble(Kernels.power(value, Double(power))) }
    isExact = false
    let sign: Double = value < 0 && power & 1 == 1 ? -1 : 1
    significand *= sign * Kernels.power(value.significand, Double(power))
    exponent += Int(value.exponent) * power + Int(significand.exponent)
    significand = significand.significand * (significand < 0 ? -1 : 1)
  }

  mutating func multiply(_ value: PointValue) {
    if value.reason != nil { missing = PointValue.missing([missing ?? value, value]) }
    if let own = value.exact, exact.bitWidth + own.bitWidth <= PointValue.exactBits {
      exact *= own
      return
    }
    multiplyDouble(value.double)
  }

  private mutating func multiplyDouble(_ value: Double) {
    isExact = false
    guard value != 0, value.isFinite else {
      if value == 0 { isZero = true } else { missing = missing ?? .overflow }
      return
    }
    significand *= value.significand * (value < 0 ? -1 : 1)
    exponent += Int(value.exponent) + Int(significand.exponent)
    significand = significand.significand * (significand < 0 ? -1 : 1)
  }

  var value: PointValue {
    if let missing { return missing }
    if isExact { return PointValue(exact) }
    if exact.isZero { return .exact(0) }
    if isZero { return .approximate(0) }
    var whole = self
    if !exact.isOne {
      // Scaled, since the rational alone may be beyond the doubles.
      let scale = exact.numerator.bitWidth - exact.denominator.bitWidth
      whole.multiplyDouble((exact * Rational(2).power(-scale)).nearestDouble)
      whole.exponent += scale
    }
    if let missing = whole.missing { return missing }
    let bounded = max(-4000, min(4000, whole.exponent))
    return PointValue(growing: Double(sign: .plus, exponent: bounded, significand: whole.significand))
  }
}
