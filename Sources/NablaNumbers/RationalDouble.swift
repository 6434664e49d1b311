// Rationals from and to doubles.

internal import CGMP

extension Rational {
  /// The binary value of a double exactly; nil for infinities and NaN.
  public init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    if let small = Int(exactly: value) {
      self.init(small)
      return
    }
    // Subnormal numbers count by the same last place as the smallest normal ones, without the hidden bit.
    let biased = Int(value.exponentBitPattern)
    let bits = Int(value.significandBitPattern) | (biased == 0 ? 0 : 1 << Double.significandBitCount)
    let place = max(biased, 1) - 1023 - Double.significandBitCount
    let zeros = bits.trailingZeroBitCount
    let odd = Integer(value.sign == .minus ? -(bits >> zeros) : bits >> zeros)
    let exponent = place + zeros
    if exponent >= 0 {
      self.init(odd.shiftedLeft(by: exponent))
    } else {
      self.init(reduced: odd, Integer(1).shiftedLeft(by: -exponent))
    }
  }

  /// The rational shown by the shortest decimal that rounds to the double: 1/10 for `0.1`. Nil for infinities and NaN.
  public init?(shortestDecimal value: Double) {
    guard value.isFinite else { return nil }
    var text = value.magnitude.description
    // In bounds: the parser reads the buffer within the closure.
    let parsed = text.withUTF8 { Rational.parseDecimal($0, maximumBits: 4096) }
    guard case .value(let magnitude) = parsed else { return nil }
    self = value.sign == .minus ? -magnitude : magnitude
  }

  /// The nearest double, for any size; of two equally near the one with the even significand. ±infinity beyond the
  /// range, and a zero of the same sign below half of the smallest subnormal number.
  @inlinable
  public var nearestDouble: Double {
    if let (n, d) = smallParts, n.magnitude <= 1 << 53, d <= 1 << 53 {
      // Both convert exactly, and division rounds once.
      return Double(n) / Double(d)
    }
    return nearestDoubleOfLong
  }

  @usableFromInline
  @inline(never)
  var nearestDoubleOfLong: Double {
    if isInteger { return numerator.nearestDouble }
    // The quotient lies strictly between 2^(difference − 1) and 2^(difference + 1).
    let difference = numerator.bitWidth - denominator.bitWidth
    if difference > 1026 { return isNegative ? -Double.infinity : Double.infinity }
    if difference < -1080 { return isNegative ? -0.0 : 0.0 }
    // Scaled so, it has 63 or 64 bits before the point.
    let shift = 63 - difference
    var isExact = false
    let bits = Integer.withOperands(numerator.magnitude, denominator) {
      nabla_scaled_quotient($0, $1, shift, &isExact)
    }
    return scaledDouble(isNegative: isNegative, bits: bits, exponent: -shift, isExact: isExact)
  }
}
