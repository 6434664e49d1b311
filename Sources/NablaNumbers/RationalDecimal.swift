// Rationals from and to decimal text.

extension Rational {
  /// What a decimal text says.
  public enum DecimalParse: Sendable, Equatable {
    /// The exact value.
    case value(Rational)
    /// The value is mantissa · 10^exponent, too large (or too near to zero) to be written out within the limit.
    case tooLarge(mantissa: Rational, exponent: Integer)
    /// The text is no decimal number.
    case malformed
  }

  /// The number written by digits with at most one point, and an optional exponent: `e` or `E`, an optional sign,
  /// digits. At least one digit stands before the exponent; `.5` and `7.` are numbers. No sign in front.
  ///
  /// Subquadratic in the length of the text. A text with an exponent is `tooLarge` where numerator and denominator could
  /// need more than `maximumBits` bits (at most `Integer.maximumBitWidth`) together; one without is not, for
  /// it is no longer than its text.
  public static func parseDecimal(
    _ text: UnsafeBufferPointer<UInt8>, maximumBits: Int
  ) -> DecimalParse {
    let isExponentMark = { (byte: UInt8) in byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") }
    let mark = text.firstIndex(where: isExponentMark)
    let mantissaText = UnsafeBufferPointer(rebasing: text[..<(mark ?? text.endIndex)])
    guard let (digits, places) = mantissa(mantissaText) else { return .malformed }
    guard let mark else { return .value(scaled(digits, by: -places)) }

    var exponentText = text[(mark + 1)...]
    let sign = exponentText.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { exponentText.removeFirst() }
    guard let size = Integer(decimalDigits: UnsafeBufferPointer(rebasing: exponentText)) else {
      return .malformed
    }
    let exponent = sign == UInt8(ascii: "-") ? -size : size
    if digits.isZero { return .value(0) }
    let power = exponent - Integer(places)
    let limit = max(0, min(maximumBits, Integer.maximumBitWidth)) - digits.bitWidth
    // A power of ten has less than 3.33 bits a digit.
    if let power = power.asInt, Double(power.magnitude) * 3.33 <= Double(limit) {
      return .value(scaled(digits, by: power))
    }
    return .tooLarge(mantissa: scaled(digits, by: -places), exponent: exponent)
  }

  /// The number of a decimal text as `parseDecimal` reads it; nil where that is malformed or too large.
  public init?(decimal text: UnsafeBufferPointer<UInt8>, maximumBits: Int) {
    guard case .value(let value) = Rational.parseDecimal(text, maximumBits: maximumBits) else { return nil }
    self = value
  }

  /// The digits of a mantissa as one integer, and how many stand after the point.
  private static func mantissa(_ text: UnsafeBufferPointer<UInt8>) -> (digits: Integer, places: Int)? {
    guard let point = text.firstIndex(of: UInt8(ascii: ".")) else {
      return Integer(decimalDigits: text).map { ($0, 0) }
    }
    let places = text.count - point - 1
    if text.count == 1 { return nil }
    // In bounds: the temporary has a place for every byte but the point.
    let digits = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count - 1) { joined in
      _ = joined[..<point].initialize(from: text[..<point])
      _ = joined[point...].initialize(from: text[(point + 1)...])
      return Integer(decimalDigits: UnsafeBufferPointer(joined))
    }
    return digits.map { ($0, places) }
  }

  /// The product of an integer and a power of ten, reduced. Only 2 and 5 can be common factors, and taking them
  /// out is faster than a greatest common divisor.
  private static func scaled(_ digits: Integer, by power: Int) -> Rational {
    if digits.isZero { return 0 }
    if power >= 0 { return Rational((digits * Integer(5).power(power)).shiftedLeft(by: power)) }
    if let small = digits.asInt, power >= -18 {
      return Rational(small, Integer(10).power(-power).asInt ?? 1)
    }
    let twos = min(digits.trailingZeroBitCount, -power)
    var (rest, fives) = digits.removing(5)
    if fives > -power {
      rest *= Integer(5).power(fives + power)
      fives = -power
    }
    let denominator = Integer(5).power(-power - fives).shiftedLeft(by: -power - twos)
    return Rational(reduced: rest.shiftedRight(by: twos), denominator)
  }

  /// The finite decimal equal to this, such as `0.25`, `-12.5` or `7`. Nil if there is none (the denominator has a prime
  /// factor besides 2 and 5) or if it has more digits than allowed, not counting a lone zero before the point.
  public func decimalDescription(maximumDigits: Int) -> String? {
    // A denominator 2^a 5^b needs max(a, b) places, and has less than 3.33 times as many bits.
    let allowed = Double(maximumDigits)
    if Double(denominator.bitWidth) > 3.33 * allowed + 2 { return nil }
    if Double(numerator.bitWidth - denominator.bitWidth) > 3.33 * allowed + 2 { return nil }
    let twos = denominator.trailingZeroBitCount
    let (rest, fives) = denominator.shiftedRight(by: twos).removing(5)
    let places = max(twos, fives)
    guard rest.isOne, places <= maximumDigits else { return nil }

    let digits = numerator.magnitude * Integer(5).power(places - fives).shiftedLeft(by: places - twos)
    var text = digits.description
    if text.utf8.count > maximumDigits { return nil }
    if places > 0 {
      if text.utf8.count <= places {
        text = String(repeating: "0", count: places + 1 - text.utf8.count) + text
      }
      text.insert(".", at: text.utf8.index(text.endIndex, offsetBy: -places))
    }
    return isNegative ? "-" + text : text
  }
}
