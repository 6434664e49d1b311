// Values to any number of digits, each proved: the precision is raised until an enclosure decides them all.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// A value to a number of significant digits.
public struct PreciseValue: Sendable, Hashable {
  /// The value in decimal, rounded to the digits asked for; nil where there is none, or where it cannot be decided.
  public let text: String?
  /// Why there is no value.
  public let reason: NoValue?
  /// Whether the precision ran out before the digits were decided: an exact zero or tie in disguise, perhaps.
  public let isUndecided: Bool
  /// Whether a convention for kinks was followed.
  public let isKink: Bool
}

extension Expr {
  /// The values of some expressions at a point to a number of significant digits, every digit proved.
  ///
  /// Precision is doubled until an enclosure of the value rounds to one decimal number, up to some times the digits
  /// asked for. Throws `unsupported` without Arb, `limit` past the limits of the task.
  public static func evaluate(
    _ expressions: [Expr], at point: [Expr: Expr] = [:], digits: Int
  ) throws(NablaError) -> [PreciseValue] {
    guard digits >= 1 else { throw NablaError(.request, "digits are at least 1") }
    // What runs in Arb cannot be interrupted.
    guard digits <= mostDigits else { throw NablaError(.limit, "at most \(mostDigits) digits can be asked for") }
    let inserted = try Expr.substituting(point, in: expressions)
    // Where there is a value, and whether a kink was met, is known from the evaluation at the point.
    let plain = try Expr.evaluate(inserted)
    guard let store = inserted.first(where: { $0.node.isStored })?.store ?? inserted.first?.store else { return [] }
    var results: [PreciseValue] = []
    for (expression, value) in zip(inserted, plain) {
      if let reason = value.reason, reason != .infinite {
        results.append(PreciseValue(text: nil, reason: reason, isUndecided: false, isKink: value.isKink))
      } else if let exact = value.exactValue {
        results.append(
          PreciseValue(text: exact.rounded(toDigits: digits), reason: nil, isUndecided: false, isKink: value.isKink))
      } else {
        guard Ball.isAvailable else {
          throw NablaError(.unsupported, "more than 17 digits need Arb: install libflint-arb-dev, and build again")
        }
        let text = try store.build { (builder) throws(NablaError) in
          try builder.digits(of: builder.adopt(expression).node, digits)
        }
        let isInfinite = text == nil && value.reason == .infinite
        results.append(
          PreciseValue(
            text: text, reason: isInfinite ? .infinite : nil, isUndecided: text == nil && !isInfinite,
            isKink: value.isKink))
      }
    }
    return results
  }
}

private let mostDigits = 100_000

extension Builder {
  /// The value of a node without symbols to so many digits; nil where no precision within bounds decides them.
  fileprivate func digits(of id: NodeID, _ digits: Int) throws(NablaError) -> String? {
    var bits = digits * 10 / 3 + 64
    let most = 4 * bits + 4096
    while bits <= most {
      if case .number(let ball) = try balls(of: [id], at: [:], bits: bits)[0], let interval = ball.interval,
        let low = Integer(interval.low), let high = Integer(interval.high)
      {
        let scale = Rational(2).power(interval.exponent)
        let (a, b) = (Rational(low) * scale, Rational(high) * scale)
        // Nothing but the digits of both ends; zero stands for itself alone.
        if a == b || a.isNegative == b.isNegative && !a.isZero && !b.isZero {
          let (first, last) = (a.rounded(toDigits: digits), b.rounded(toDigits: digits))
          if first == last { return first }
        }
      }
      bits *= 2
    }
    return nil
  }
}

extension Rational {
  /// The decimal with so many significant digits that is nearest, ties to even: 0.3333, 1.5e-300.
  func rounded(toDigits digits: Int) -> String {
    if isZero { return "0" }
    // The place of the first digit, by an estimate that is put right below.
    let estimate = Double(numerator.bitWidth - denominator.bitWidth) * 0.30102999566398120
    var place = Int(estimate.rounded(.down)) - 1
    while magnitude >= Rational(10).power(place + 1) { place += 1 }
    let scaled = magnitude * Rational(10).power(digits - 1 - place)
    var whole = scaled.floor
    let rest = scaled - Rational(whole)
    if rest > Rational(1, 2) || rest == Rational(1, 2) && !whole.isEven { whole = whole + 1 }
    var text = whole.description
    if text.utf8.count > digits {
      text.removeLast()
      place += 1
    }
    let sign = isNegative ? "-" : ""
    if place >= digits || place < -6 {
      let tail = String(text.dropFirst())
      return "\(sign)\(text.prefix(1))\(tail.isEmpty ? "" : "." + tail)e\(place)"
    }
    if place < 0 { return sign + "0." + String(repeating: "0", count: -place - 1) + text }
    if place == digits - 1 { return sign + text }
    return sign + text.prefix(place + 1) + "." + text.dropFirst(place + 1)
  }
}
