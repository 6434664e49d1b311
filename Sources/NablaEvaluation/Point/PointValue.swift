// The value of a node at a point: an exact rational as long as there is one, else a double with a bound on its error.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// Why an expression has no value at a point, or none that a double can hold.
public enum NoValue: String, Sendable {
  /// It lies outside the real numbers, such as sqrt(-1).
  case notReal = "not real"
  /// It is a pole, such as 1/0.
  case infinite
  /// The expression is not defined there, such as x/x at 0.
  case undefined
  /// No precision within bounds tells whether there is a value, and which.
  case undecided
  /// There is a value, and it is larger than any double.
  case beyondDoubles = "beyond the range of doubles"

  /// The remark on a value that `isUncertain`.
  public static let uncertainty = "uncertain: few of these digits may be right; ask for more than 17"
}

/// What is known of a value after a pass in doubles.
///
/// Errors are bounds to first order with a margin. What hangs on a decision that they leave open (the side of a jump, a
/// border of a domain) has an infinite error, or is not certain; more digits have to decide it.
enum PointValue: Sendable {
  case exact(Rational)
  case approximate(Double, error: Double)
  case truth(Bool, isCertain: Bool)
  case none(NoValue, isCertain: Bool)
  /// A value beyond the doubles: it exists, and a double cannot hold it.
  case overflow

  /// Numbers with more bits than this are rounded to a double.
  static let exactBits = 16_384
  /// Half a unit in the last place of 1, and the smallest double.
  static let rounding = 0x1p-53
  static let smallest = Double.leastNonzeroMagnitude

  init(_ value: Rational) {
    guard value.bitWidth > PointValue.exactBits else {
      self = .exact(value)
      return
    }
    let double = value.nearestDouble
    self = double.isFinite ? PointValue(double, roundings: 1) : .overflow
  }

  /// A double that is off by so many halves of its last place.
  init(_ value: Double, roundings: Double) {
    self = .approximate(value, error: value.magnitude * (roundings * PointValue.rounding) + PointValue.smallest)
  }

  /// The result of an operation that has a value, which may be too large for a double.
  init(growing value: Double, error: Double) {
    self = value.isInfinite ? .overflow : .approximate(value, error: error.isNaN ? .infinity : error)
  }

  var double: Double {
    switch self {
    case .exact(let value): return value.nearestDouble
    case .approximate(let value, _): return value
    default: return .nan
    }
  }

  /// A bound on the distance of `double` from the value.
  var error: Double {
    switch self {
    case .exact(let value): return value.roundingError
    case .approximate(_, let error): return error
    default: return .infinity
    }
  }

  var reason: NoValue? {
    switch self {
    case .none(let reason, _): return reason
    case .overflow: return .beyondDoubles
    default: return nil
    }
  }

  var isOverflow: Bool {
    if case .overflow = self { return true }
    return false
  }

  var exact: Rational? {
    if case .exact(let value) = self { return value }
    return nil
  }

  /// Whether more digits can change nothing: an exact number, a truth or a lack of value that is beyond doubt.
  var isSettled: Bool {
    switch self {
    case .exact: return true
    case .approximate, .overflow: return false
    case .truth(_, let isCertain), .none(_, let isCertain): return isCertain
    }
  }

  /// The same value, hanging on something that is open.
  var doubted: PointValue {
    switch self {
    case .exact, .approximate: return .approximate(double, error: .infinity)
    case .truth(let holds, _): return .truth(holds, isCertain: false)
    case .none(let reason, _): return .none(reason, isCertain: false)
    case .overflow: return .overflow
    }
  }

  /// The value of what has operands without one; a lack that is beyond doubt decides.
  static func missing(_ operands: [PointValue]) -> PointValue? {
    var found: PointValue?
    for operand in operands where operand.reason != nil { found = missing(found, operand) }
    return found
  }

  static func missing(_ first: PointValue?, _ second: PointValue) -> PointValue {
    guard let first, !first.isOverflow else { return second }
    if case .none(_, isCertain: true) = first { return first }
    if case .none(_, isCertain: true) = second { return second }
    return first
  }
}

extension Rational {
  /// How far the nearest double may be from this number.
  var roundingError: Double {
    if let n = numerator.asInt, let d = denominator.asInt, n.magnitude <= 1 << 53, d & (d - 1) == 0 { return 0 }
    return nearestDouble.magnitude * PointValue.rounding + PointValue.smallest
  }
}

// MARK: Functions and powers

extension PointValue {
  /// A function of one number, whose values on either side tell how an error of the argument is passed on.
  static func apply(_ kernel: KernelRow.Unary, jumps: Bool, to x: PointValue) -> PointValue {
    let (function, overflows) = (kernel.scalar, kernel.overflows)
    let (x, error) = (x.double, x.error)
    if !x.isFinite { return .overflow }
    let y = function(x)
    if error == 0 {
      if y.isNaN { return .none(.notReal, isCertain: true) }
      if y.isInfinite { return overflows ? .overflow : .none(.infinite, isCertain: true) }
      if jumps, let steps = Rational(exactly: y) { return .exact(steps) }
      return PointValue(y, roundings: 4)
    }
    // A step below the last place would be lost in rounding.
    let step = max(error, 2 * x.ulp)
    // Where the step is large a wave may come back to where it was.
    let (low, high) = step < 0.25 ? (function(x - step), function(x + step)) : (.nan, .nan)
    if y.isInfinite && overflows { return .overflow }
    if !y.isFinite {
      let isOutside = y.isNaN && step < 0.25 && low.isNaN && high.isNaN
      return .none(y.isNaN ? .notReal : .infinite, isCertain: isOutside)
    }
    if jumps {
      if low == y, high == y, let steps = Rational(exactly: y) { return .exact(steps) }
      return .approximate(y, error: .infinity)
    }
    let spread = max((low - y).magnitude, (high - y).magnitude)
    // NaN where either side has no value: `max` may have lost it.
    guard low.isFinite, high.isFinite else { return .approximate(y, error: .infinity) }
    // No factor for safety here: it would be raised to the depth of a chain. What the spread is off by is a rounding.
    return .approximate(
      y, error: spread * (error / step) + 6 * PointValue.rounding * y.magnitude + PointValue.smallest)
  }

  /// A function of two numbers.
  static func apply(
    _ function: @Sendable (Double, Double) -> Double, to first: PointValue, _ second: PointValue
  ) -> PointValue {
    let (a, b) = (first.double, second.double)
    guard a.isFinite, b.isFinite else { return .overflow }
    let y = function(a, b)
    let isExact = first.error == 0 && second.error == 0
    if y.isNaN { return .none(.undefined, isCertain: isExact) }
    guard y.isFinite else { return .none(.infinite, isCertain: isExact) }
    var error = 6 * PointValue.rounding * y.magnitude + PointValue.smallest
    for (isFirst, own) in [(true, first.error), (false, second.error)] where own > 0 {
      let step = max(own, 2 * (isFirst ? a : b).ulp)
      guard step.isFinite else { return .approximate(y, error: .infinity) }
      for side in [-step, step] {
        let moved = isFirst ? function(a + side, b) : function(a, b + side)
        error = moved.isFinite ? max(error, error + (moved - y).magnitude * (own / step)) : .infinity
      }
    }
    return .approximate(y, error: error)
  }

  /// e^x.
  static func exponential(_ x: PointValue) -> PointValue {
    if x.reason != nil { return x }
    if let exact = x.exact, exact.isZero { return .exact(1) }
    let (x, error) = (x.double, x.error)
    if x == .infinity { return .overflow }
    let y = Kernels.exp(x)
    return PointValue(
      growing: y, error: y * (Kernels.exponentialLessOne(error) + 4 * PointValue.rounding) + PointValue.smallest)
  }

  /// base^exponent on the reals: 0^0 is 1, a negative base takes integer exponents only.
  static func power(_ base: PointValue, _ exponent: PointValue) -> PointValue {
    if base.reason != nil || exponent.reason != nil { return missing([base, exponent]) ?? .overflow }
    if let r = exponent.exact { return power(base, r) }
    let (x, y) = (base.double, exponent.double)
    let (error, exponentError) = (base.error, exponent.error)
    if base.exact?.isZero == true {
      if y - exponentError > 0 { return .exact(0) }
      return y < 0
        ? .none(.infinite, isCertain: y + exponentError < 0) : .approximate(0, error: .infinity)
    }
    guard x.isFinite else { return .overflow }
    if x < 0 {
      // Only a whole exponent has a value, and this one may be one.
      let isBetween = (y - y.rounded()).magnitude > exponentError
      return .none(.notReal, isCertain: x + error < 0 && isBetween)
    }
    let value = Kernels.power(x, y)
    guard x - error > 0 else {
      return value.isFinite ? .approximate(value, error: .infinity) : .none(.infinite, isCertain: false)
    }
    let relative = exponentError * Kernels.log(x).magnitude + y.magnitude * error / (x - error)
    return PointValue(growing: value, error: value * (relative * (1 + relative) + 4 * rounding) + smallest)
  }

  private static func power(_ base: PointValue, _ r: Rational) -> PointValue {
    if r.isZero { return .exact(1) }
    if let exact = base.exact {
      if exact.isZero { return r.isNegative ? .none(.infinite, isCertain: true) : .exact(0) }
      if let power = exactPower(exact, r) { return PointValue(power) }
      if exact.isNegative && !r.isInteger { return .none(.notReal, isCertain: true) }
    }
    let (x, error) = (base.double, base.error)
    guard x.isFinite else { return .overflow }
    if x < 0 && !r.isInteger { return .none(.notReal, isCertain: x + error < 0) }
    var value: Double
    var roundings = 4.0
    if let p = r.numerator.asInt, let q = r.denominator.asInt {
      value = Kernels.rationalPower(x, numerator: p, denominator: q)
    } else {
      value = Kernels.power(x.magnitude, r.nearestDouble)
      roundings += (r.nearestDouble * Kernels.log(x.magnitude)).magnitude
      // Its parity is lost in the rounding.
      if x < 0 && !r.numerator.isEven { value = -value }
    }
    if x.magnitude <= error {
      // Maybe 0.
      if r.isNegative {
        return value.isFinite ? .approximate(value, error: .infinity) : .none(.infinite, isCertain: false)
      }
      let most = Kernels.power(x.magnitude + error, r.nearestDouble)
      return PointValue(growing: value, error: r.isInteger ? most + value.magnitude : .infinity)
    }
    let relative = r.nearestDouble.magnitude * error / (x.magnitude - error)
    // Far from small, the bound of the first order is none.
    if relative > 0.25 { return value.isInfinite ? .overflow : .approximate(value, error: .infinity) }
    return PointValue(
      growing: value, error: value.magnitude * (relative * (1 + relative) + roundings * rounding) + smallest)
  }

  private static func exactPower(_ base: Rational, _ exponent: Rational) -> Rational? {
    if exponent.isInteger && base.magnitude.isOne {
      return base.isNegative && !exponent.numerator.isEven ? base : Rational(1)
    }
    guard let p = exponent.numerator.asInt, let q = exponent.denominator.asInt, q <= 64 else { return nil }
    if base.isNegative && q != 1 { return nil }
    guard Double(base.bitWidth) * Double(p.magnitude) <= Double(4 * exactBits) else { return nil }
    guard q == 1 || base.bitWidth <= exactBits, let root = q == 1 ? base : base.root(q) else { return nil }
    return root.power(p)
  }

  // MARK: Extremes

  /// The largest of some values, or the smallest; exact where an exact one is it beyond doubt.
  static func extreme(_ values: [PointValue], largest: Bool) -> PointValue {
    if values.allSatisfy({ $0.exact != nil }) {
      let numbers = values.compactMap(\.exact)
      return .exact((largest ? numbers.max() : numbers.min()) ?? 0)
    }
    var best = values[0]
    for value in values.dropFirst() {
      switch order(best, value) {
      case 0: continue
      case .some(let sign): if (sign < 0) == largest { best = value }
      case nil:
        // Either may be it; both are near.
        let first = largest ? best.double >= value.double : best.double <= value.double
        best = .approximate(first ? best.double : value.double, error: max(best.error, value.error))
      }
    }
    return best
  }

  /// The share of the first of some values in the largest, or the smallest, of them.
  static func share(_ values: [PointValue], largest: Bool) -> PointValue {
    var tied = 1
    var isOpen = false
    for value in values.dropFirst() {
      guard let sign = order(values[0], value) else {
        isOpen = true
        continue
      }
      // One that is beyond doubt before the first settles it, whatever else ties.
      if sign == (largest ? -1 : 1) { return .exact(0) }
      if sign == 0 { tied += 1 }
    }
    if isOpen {
      let doubles = values.map(\.double)
      return .approximate(largest ? Kernels.maxShare(doubles) : Kernels.minShare(doubles), error: .infinity)
    }
    return .exact(Rational(1, tied))
  }

  /// The sign of the first less the second; nil where it is open.
  static func order(_ first: PointValue, _ second: PointValue) -> Int? {
    if let x = first.exact, let y = second.exact { return x < y ? -1 : x == y ? 0 : 1 }
    let (x, y) = (first.double, second.double)
    let slack = (first.error + second.error) * (1 + 4 * rounding)
    if x - y > slack { return 1 }
    return y - x > slack ? -1 : nil
  }
}
