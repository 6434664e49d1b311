// Numbers as decimals with so many significant digits, of any size.

import NablaKernels
import NablaNumbers

/// Significant digits and the power of ten of the first.
private struct Significand: Equatable {
  var digits: String
  var place: Int

  /// Those of the decimal that is nearest to a number other than 0, ties to even.
  init(_ value: Rational, _ count: Int) {
    // The place of the first digit, by an estimate that is put right below.
    let estimate = Double(value.numerator.bitWidth - value.denominator.bitWidth) * 0.30102999566398120
    place = Int(estimate.rounded(.down)) - 1
    while value.magnitude >= Rational(10).power(place + 1) { place += 1 }
    let scaled = value.magnitude * Rational(10).power(count - 1 - place)
    var whole = scaled.floor
    let rest = scaled - Rational(whole)
    if rest > Rational(1, 2) || rest == Rational(1, 2) && !whole.isEven { whole = whole + 1 }
    digits = whole.description
    if digits.utf8.count > count {
      digits.removeLast()
      place += 1
    }
  }

  /// 0.3333, 1.5e-300.
  func text(isNegative: Bool) -> String {
    let sign = isNegative ? "-" : ""
    let count = digits.utf8.count
    if place >= count || place < -6 {
      let tail = String(digits.dropFirst())
      return "\(sign)\(digits.prefix(1))\(tail.isEmpty ? "" : "." + tail)e\(place)"
    }
    if place < 0 { return sign + "0." + String(repeating: "0", count: -place - 1) + digits }
    if place == count - 1 { return sign + digits }
    return sign + digits.prefix(place + 1) + "." + digits.dropFirst(place + 1)
  }
}

extension Rational {
  /// The decimal with so many significant digits that is nearest, ties to even: 0.3333, 1.5e-300. Zeros at the end are
  /// digits as well, or left out.
  package func rounded(toDigits digits: Int, keepsZeros: Bool = true) -> String {
    if isZero { return "0" }
    var significand = Significand(self, digits)
    if !keepsZeros {
      while significand.digits.utf8.count > 1 && significand.digits.hasSuffix("0") { significand.digits.removeLast() }
    }
    return significand.text(isNegative: isNegative)
  }
}

extension Ball {
  /// The decimal with so many significant digits to which all of it rounds; nil where parts round differently, and for
  /// what is so far from 1 that no `Int` counts its digits.
  func decimal(digits: Int) -> String? {
    guard let sign else { return nil }
    if sign == 0 { return "0" }
    var place = 0
    var ball = self
    if exponent.magnitude > 40_000 {
      // By a power of ten to near 1, whose rounding is far below the last digit.
      guard exponent.magnitude < 1 << 60 else { return nil }
      place = Int((Double(exponent) * 0.30102999566398120).rounded(.down))
      let bits = digits * 10 / 3 + 256
      ball = divided(by: Ball(10).power(place, bits: bits), bits: bits)
    }
    guard let interval = ball.interval, let low = Integer(interval.low), let high = Integer(interval.high),
      !low.isZero, !high.isZero
    else { return nil }
    let scale = Rational(2).power(interval.exponent)
    var first = Significand(Rational(low) * scale, digits)
    guard low == high || first == Significand(Rational(high) * scale, digits) else { return nil }
    first.place += place
    return first.text(isNegative: sign < 0)
  }
}
