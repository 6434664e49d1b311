// Sums that compensate their rounding and products that do not overflow on the way, with bounds on their errors.

import NablaKernels
import NablaNumbers

/// A sum that keeps its exact part exact and compensates the rest (Neumaier, 1974).
struct PointSum {
  private var exact = Rational(0)
  private var sum = 0.0
  private var lost = 0.0
  /// What the terms are off by.
  private var error = 0.0
  private var isExact = true
  private var missing: PointValue?

  mutating func add(_ coefficient: Rational, _ value: PointValue) {
    if value.reason != nil {
      missing = PointValue.missing(missing, value)
      return
    }
    if let own = value.exact {
      exact += coefficient * own
      if exact.bitWidth > PointValue.exactBits { addExact() }
      return
    }
    if coefficient.bitWidth > 900 {
      // Beyond the doubles alone, maybe not with its term.
      var product = PointProduct(coefficient)
      product.multiply(value)
      return add(1, product.value)
    }
    let factor = coefficient.nearestDouble
    let size = factor.magnitude
    error += size * value.error
    let term = factor * value.double
    // Halves and multiples by 1 lose nothing; the rounding of others is two halves of the last place.
    if size != 1 { error += 2 * PointValue.rounding * term.magnitude }
    addDouble(term)
  }

  private mutating func addExact() {
    let double = exact.nearestDouble
    error += exact.roundingError
    addDouble(double)
    exact = Rational(0)
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
    if !exact.isZero { whole.addExact() }
    let total = whole.sum + whole.lost
    let result = total.isNaN ? whole.sum : total
    if result.isNaN { return .overflow }
    return PointValue(growing: result, error: whole.error + 2 * PointValue.rounding * result.magnitude)
  }
}

/// A double times a power of two, of any size.
private struct ScaledDouble {
  /// 0, or between 1 and 2.
  var significand = 1.0
  var exponent = 0

  mutating func multiply(_ value: Double) {
    if value == 0 { significand = 0 }
    if significand == 0 { return }
    significand *= value.significand
    exponent += Int(value.exponent) + Int(significand.exponent)
    significand = significand.significand
  }

  /// Multiplies by a power with a whole exponent of at most 2^31. One rounding an exponent at most.
  mutating func multiply(_ value: Double, power: Int) {
    exponent += Int(value.exponent) * power
    let base = value.significand
    if power.magnitude <= 1000 { return multiply(Kernels.power(base, Double(power))) }
    var (square, rest) = (ScaledDouble(significand: base, exponent: 0), power.magnitude)
    var result = ScaledDouble()
    while rest > 0 {
      if rest & 1 == 1 { result.multiply(square) }
      square.multiply(square)
      rest >>= 1
    }
    if power < 0 {
      multiply(1 / result.significand)
      exponent -= result.exponent
    } else {
      multiply(result)
    }
  }

  mutating func multiply(_ other: ScaledDouble) {
    multiply(other.significand)
    exponent += other.exponent
  }

  var double: Double {
    Double(sign: .plus, exponent: max(-4000, min(4000, exponent)), significand: significand)
  }
}

/// A product whose partial results neither overflow nor underflow.
struct PointProduct {
  private var exact: Rational
  /// The magnitude of the product, and of the largest that it may be.
  private var size = ScaledDouble()
  private var most = ScaledDouble()
  private var isNegative = false
  private var roundings = 0.0
  private var isExact = true
  private var isOpen = false
  private var missing: PointValue?

  init(_ coefficient: Rational) { exact = coefficient }

  /// Multiplies by a whole power, at most 2^31, of a value that is not missing. It may be beyond the doubles by itself.
  mutating func multiply(_ value: PointValue, power: Int) {
    if let own = value.exact {
      let whole = PointValue.power(value, .exact(Rational(power)))
      if whole.exact != nil || own.isZero { return multiply(whole) }
      isExact = false
      return multiply(scaling: own, power: power)
    }
    let (x, error) = (value.double, value.error)
    guard x != 0, error < x.magnitude / 2 else {
      return multiply(PointValue.power(value, .exact(Rational(power))))
    }
    isExact = false
    if x < 0 && power & 1 == 1 { isNegative.toggle() }
    size.multiply(x.magnitude, power: power)
    most.multiply(power > 0 ? x.magnitude + error : x.magnitude - error, power: power)
    roundings += 4 + Double(power.magnitude)
  }

  /// Multiplies by another product, which may be beyond the doubles by itself.
  mutating func multiply(_ other: PointProduct) {
    if let lack = other.missing { missing = PointValue.missing(missing, lack) }
    size.multiply(other.size)
    most.multiply(other.most)
    if other.isNegative { isNegative.toggle() }
    roundings += other.roundings + 2
    (isExact, isOpen) = (isExact && other.isExact, isOpen || other.isOpen)
    multiply(.exact(other.exact))
  }

  mutating func multiply(_ value: PointValue) {
    if value.reason != nil {
      missing = PointValue.missing(missing, value)
      return
    }
    if let own = value.exact, exact.bitWidth + own.bitWidth <= PointValue.exactBits {
      exact *= own
      return
    }
    isExact = false
    if let own = value.exact, !own.isZero { return multiply(scaling: own) }
    let double = value.double
    guard double.isFinite else {
      missing = PointValue.missing(missing, .overflow)
      return
    }
    if double < 0 { isNegative.toggle() }
    size.multiply(double.magnitude)
    let error = value.error
    if error.isFinite { most.multiply(double.magnitude + error) } else { isOpen = true }
    roundings += 2
  }

  /// Multiplies by a whole power of a rational number other than 0, which may be beyond the doubles.
  private mutating func multiply(scaling number: Rational, power: Int = 1) {
    let scale = number.numerator.bitWidth - number.denominator.bitWidth
    let factor = (number * Rational(2).power(-scale)).nearestDouble
    if factor < 0 && power & 1 == 1 { isNegative.toggle() }
    size.multiply(factor.magnitude, power: power)
    most.multiply(factor.magnitude, power: power)
    size.exponent += scale * power
    most.exponent += scale * power
    roundings += 2 + 2 * Double(power.magnitude)
  }

  var value: PointValue {
    if let missing { return missing }
    if isExact { return PointValue(exact) }
    if exact.isZero { return .exact(0) }
    var whole = self
    if !exact.isOne { whole.multiply(scaling: exact) }
    let value = whole.size.double
    if value.isInfinite { return .overflow }
    let bound = whole.most.double
    // The quotient of two sizes near each other keeps its digits where the sizes themselves lose theirs.
    let error =
      isOpen
      ? .infinity : (bound - value) + bound * whole.roundings * 2 * PointValue.rounding + 2 * PointValue.smallest
    return PointValue(growing: whole.isNegative ? -value : value, error: error)
  }
}
