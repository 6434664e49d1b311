// Real powers: with a floating-point exponent, and with a rational exponent that no `Double` may equal.

extension Kernels {
  /// The real power base^exponent.
  ///
  /// Domain: base > 0 with any exponent; base = 0, where 0^0 = 1 and a negative exponent gives an infinity (a
  /// pole; negative only for base −0 and an odd exponent); base < 0 with an integer exponent, otherwise NaN. An
  /// infinite exponent is no integer. Infinite arguments else give the limits, with 1^±∞ = 1 and (±∞)^0 = 1.
  @inlinable public static func power(_ base: Double, _ exponent: Double) -> Double {
    if base.isNaN || exponent.isNaN { return .nan }
    // The C function takes (−∞)^0.5 for ∞ and (−2)^∞ for ∞; neither is a limit of real powers.
    if base < 0, exponent.isInfinite || exponent != exponent.rounded(.towardZero) { return .nan }
    return systemPow(base, exponent)
  }

  /// The real power base^(numerator/denominator), for the exact fraction.
  ///
  /// The exponent is taken in lowest terms. If it is an integer, the result is that of `power`, exact parity
  /// included. Otherwise the domain is base ≥ 0, where ±0 counts as 0: a positive exponent gives 0, a negative one
  /// ∞ (a pole); negative bases give NaN. A denominator of 0 gives NaN.
  ///
  /// Halves and thirds go through square and cube roots, so that they are exact where these are.
  public static func rationalPower(_ base: Double, numerator: Int, denominator: Int) -> Double {
    if base.isNaN || denominator == 0 { return .nan }
    if numerator == 0 { return 1 }
    let isNegative = (numerator < 0) != (denominator < 0)
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let p = numerator.magnitude / divisor
    let q = denominator.magnitude / divisor

    if q == 1 {
      // Up to 2^53 the exponent is a `Double`. Beyond, only its parity is lost to the rounding of the sign.
      if p <= 1 << 53 { return systemPow(base, isNegative ? -Double(p) : Double(p)) }
      let size = fractionalPower(base.magnitude, p, q, isNegative: isNegative)
      return base.sign == .minus && p & 1 == 1 ? -size : size
    }
    if base < 0 { return .nan }
    switch (p, q, isNegative) {
    case (1, 2, false): return base.magnitude.squareRoot()
    case (1, 2, true): return 1 / base.magnitude.squareRoot()
    case (3, 2, false): return base.magnitude * base.magnitude.squareRoot()
    case (1, 3, false): return cbrt(base.magnitude)
    case (1, 3, true): return 1 / cbrt(base.magnitude)
    case (2, 3, false):
      let root = cbrt(base.magnitude)
      return root * root
    case (2, 3, true):
      // Not 1/root^2, whose error may be twice this one's.
      return base == 0 || base.isInfinite ? 1 / base.magnitude : cbrt(base) / base
    default: return fractionalPower(base.magnitude, p, q, isNegative: isNegative)
    }
  }

  /// base^(±p/q) for base ≥ 0 and p, q > 0.
  ///
  /// The exponent is a sum of two `Double`s, h + l: at the ends of the range rounding it to h alone would cost hundreds of
  /// units in the last place. Then base^(h + l) = base^h (1 + l log base), since |l log base| is below 1e-12.
  private static func fractionalPower(_ base: Double, _ p: UInt, _ q: UInt, isNegative: Bool) -> Double {
    let sign: Double = isNegative ? -1 : 1
    if base == 0 || base.isInfinite { return systemPow(base, sign) }
    let (pHigh, pLow) = split(p)
    let (qHigh, qLow) = split(q)
    let high = pHigh / qHigh
    let remainder = pHigh.addingProduct(-high, qHigh) + (pLow - high * qLow)
    let correction = sign * (remainder / qHigh) * systemLog(base)

    let result = systemPow(base, sign * high)
    if result.isNormal { return result.addingProduct(result, correction) }
    // Near the ends of the range base^h has lost digits, or has overflowed, where the result need not: square its root.
    let root = systemPow(base, sign * high / 2)
    if !root.isNormal { return root * root }
    let corrected = root.addingProduct(root, correction / 2)
    return corrected * corrected
  }

  /// The nearest `Double` to an integer of at most 2^63, and the difference, which is exact.
  private static func split(_ value: UInt) -> (high: Double, low: Double) {
    let high = Double(value)
    let rounded = UInt(high)
    return (high, value >= rounded ? Double(value - rounded) : -Double(rounded - value))
  }

  private static func greatestCommonDivisor(_ first: UInt, _ second: UInt) -> UInt {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}
