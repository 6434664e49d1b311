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

  /// Numbers with more bits than this are rounded to a double.
  static let exactBits = 16_384

  init(_ value: Rational) {
    self = value.bitWidth > PointValue.exactBits ? PointValue(value.nearestDouble) : .exact(value)
  }

  init(_ value: Double) {
    self = value.isFinite ? .approximate(value) : .none(value.isNaN ? .notReal : .infinite)
  }

  var double: Double {
    switch self {
    case .exact(let value): return value.nearestDouble
    case .approximate(let value): return value
    default: return .nan
    }
  }

  var reason: NoValue? {
    if case .none(let reason) = self { return reason }
    return nil
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
    if let reason = base.reason ?? exponent.reason { return .none(reason) }
    if let r = exponent.exact {
      if r.isZero { return .exact(1) }
      if base.isZero { return r.isNegative ? .none(.infinite) : .exact(0) }
      if let exact = base.exact, let power = exactPower(exact, r) { return PointValue(power) }
      let x = base.double
      if !x.isFinite { return .none(.infinite) }
      if x < 0 && !r.isInteger { return .none(.notReal) }
      if let p = r.numerator.asInt, let q = r.denominator.asInt {
        return PointValue(Kernels.rationalPower(x, numerator: p, denominator: q))
      }
      return PointValue(Kernels.power(x, r.nearestDouble))
    }
    if base.isZero { return exponent.double < 0 ? .none(.infinite) : .exact(0) }
    if base.double < 0 { return .none(.notReal) }
    return PointValue(Kernels.power(base.double, exponent.double))
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
  private var reason: NoValue?

  mutating func add(_ coefficient: Rational, _ value: PointValue) {
    if let own = value.reason { reason = reason ?? own }
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
    if let reason { return .none(reason) }
    if isExact { return PointValue(exact) }
    var whole = self
    if !exact.isZero { whole.addDouble(exact.nearestDouble) }
    let total = whole.sum + whole.lost
    return PointValue(total.isNaN ? whole.sum : total)
  }
}

/// A product whose partial results neither overflow nor underflow.
struct PointProduct {
  private var exact: Rational
  private var significand = 1.0
  private var exponent = 0
  private var isExact = true
  private var isZero = false
  private var reason: NoValue?

  init(_ coefficient: Rational) { exact = coefficient }

  mutating func multiply(_ value: PointValue) {
    if let own = value.reason { reason = reason ?? own }
    if let own = value.exact, exact.bitWidth + own.bitWidth <= PointValue.exactBits {
      exact *= own
      return
    }
    multiplyDouble(value.double)
  }

  private mutating func multiplyDouble(_ value: Double) {
    isExact = false
    guard value != 0, value.isFinite else {
      if value == 0 { isZero = true } else { reason = reason ?? .infinite }
      return
    }
    significand *= value.significand * (value < 0 ? -1 : 1)
    exponent += Int(value.exponent) + Int(significand.exponent)
    significand = significand.significand * (significand < 0 ? -1 : 1)
  }

  var value: PointValue {
    if let reason { return .none(reason) }
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
    if let reason = whole.reason { return .none(reason) }
    let bounded = max(-4000, min(4000, whole.exponent))
    return PointValue(Double(sign: .plus, exponent: bounded, significand: whole.significand))
  }
}
