// Numbers of the precision of doubles and of any size: products of slopes through hundreds of layers stay numbers.

import NablaEvaluation
import NablaNumbers

/// A double times a power of two.
struct ScaledNumber: Sendable {
  /// 0, or of a magnitude from 1 to below 2.
  private(set) var significand: Double
  private(set) var exponent: Int

  static let zero = ScaledNumber(0)
  static let one = ScaledNumber(1)

  /// A finite double.
  init(_ value: Double) { self.init(value, 0) }

  init(_ significand: Double, _ exponent: Int) {
    if significand == 0 || !significand.isFinite {
      (self.significand, self.exponent) = (0, 0)
    } else {
      let own = Int(significand.exponent)
      self.significand = significand.sign == .minus ? -significand.significand : significand.significand
      self.exponent = exponent + own
    }
  }

  /// The value of an evaluation, also where no double holds it; nil where there is none.
  init?(_ evaluation: Evaluation) {
    if let decimal = evaluation.decimal {
      let parts = decimal.split(separator: "e")
      guard let head = parts.first.flatMap({ Double($0) }) else { return nil }
      guard parts.count == 2, let tens = Int(parts[1]) else {
        self.init(head)
        return
      }
      self = ScaledNumber(head) * ScaledNumber.powerOfTen(tens)
    } else if let value = evaluation.value, evaluation.reason == nil {
      self.init(value)
    } else {
      return nil
    }
  }

  private static func powerOfTen(_ exponent: Int) -> ScaledNumber {
    let binary = Double(exponent) * 3.321928094887362
    let whole = binary.rounded(.down)
    var factor = 1.0
    // 2^(a fraction), by squares of roots: to a few units in the last place.
    var (rest, root) = (binary - whole, 2.0)
    for _ in 0..<52 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        factor *= root
        rest -= 1
      }
    }
    return ScaledNumber(factor, Int(whole))
  }

  var isZero: Bool { significand == 0 }
  var magnitude: ScaledNumber { ScaledNumber(significand.magnitude, exponent) }
  var negated: ScaledNumber { ScaledNumber(-significand, exponent) }

  /// As a double: 0 or infinite beyond their range.
  var double: Double {
    if exponent > 1100 { return significand < 0 ? -.infinity : .infinity }
    if exponent < -1200 { return 0 }
    return Double(sign: .plus, exponent: exponent, significand: significand)
  }

  /// The logarithm to base 10 of its magnitude; −∞ of 0.
  var logarithm10: Double {
    if isZero { return -.infinity }
    // Of the significand by its series in (s − 1)/(s + 1), which is at most a third.
    let s = significand.magnitude
    let t = (s - 1) / (s + 1)
    var (sum, power) = (0.0, t)
    var k = 1.0
    while k < 40 {
      sum += power / k
      power *= t * t
      k += 2
    }
    return (2 * sum + Double(exponent) * 0.6931471805599453) / 2.302585092994046
  }

  static func * (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
    ScaledNumber(a.significand * b.significand, a.exponent + b.exponent)
  }

  static func + (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
    if a.isZero { return b }
    if b.isZero { return a }
    let (large, small) = a.exponent >= b.exponent ? (a, b) : (b, a)
    let distance = large.exponent - small.exponent
    if distance > 120 { return large }
    return ScaledNumber(
      large.significand + Double(sign: .plus, exponent: -distance, significand: small.significand), large.exponent)
  }

  static func < (a: ScaledNumber, b: ScaledNumber) -> Bool {
    let difference = a + b.negated
    return difference.significand < 0
  }
}
