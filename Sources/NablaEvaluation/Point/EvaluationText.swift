// Values in double precision as decimals.

import NablaExpressions
import NablaNumbers

extension Evaluation {
  /// The value in decimal; nil where there is none.
  ///
  /// With 17 digits or more the shortest decimal that reads back to the same double, integers without a point, and
  /// beyond the range of doubles 17 digits with an exponent. With fewer, rounded to so many significant digits, without
  /// zeros at the end.
  public func text(digits: Int = 17) -> String? {
    if let decimal {
      guard digits < 17 else { return decimal }
      // The power of ten is far beyond what the rounding of the first digits needs.
      let parts = decimal.split(separator: "e")
      guard parts.count == 2, let place = Int(parts[1]), var head = String(parts[0]).parsedDecimal else {
        return decimal
      }
      head = head * Rational(10).power(50)
      let text = head.rounded(toDigits: digits, keepsZeros: false).split(separator: "e")
      guard text.count == 2, let shift = Int(text[1]) else { return decimal }
      return "\(text[0])e\(place + shift - 50)"
    }
    guard let value else { return nil }
    if digits < 17, let exact = exactValue ?? Rational(exactly: value) {
      return exact.rounded(toDigits: max(1, digits), keepsZeros: false)
    }
    if let integer = Int(exactly: value), value.magnitude < 1e15 { return String(integer) }
    return value.description
  }
}

extension Evaluation: CustomStringConvertible {
  /// The value in decimal, or `no value: ` and why; at kinks with the words `at a kink`.
  public var description: String {
    let value = text() ?? "no value" + (reason.map { ": \($0.rawValue)" } ?? "")
    return value + (isKink ? " (at a kink)" : "") + (isUncertain ? " (uncertain)" : "")
  }

  /// The value as a double, ±∞ and 0 beyond their range. Throws `domain` with the reason where there is none.
  func required() throws(NablaError) -> Double {
    if let value { return value }
    if reason == .beyondDoubles {
      if let decimal { return Double(decimal) ?? (decimal.hasPrefix("-") ? -.infinity : .infinity) }
      if let exactValue { return exactValue.nearestDouble }
    }
    throw NablaError(.domain, "there is no value here: \(reason?.rawValue ?? "undefined")")
  }
}

extension String {
  fileprivate var parsedDecimal: Rational? {
    var text = self
    let isNegative = text.hasPrefix("-")
    if isNegative { text.removeFirst() }
    // In bounds: the parser reads the buffer within the closure.
    let parsed = text.withUTF8 { Rational.parseDecimal($0, maximumBits: 4096) }
    guard case .value(let magnitude) = parsed else { return nil }
    return isNegative ? -magnitude : magnitude
  }
}
