// Exact rationals in lowest terms: the type, its parts, equality and order.

/// An exact rational number of any size, in lowest terms with a positive denominator: each value has one form.
///
/// Where numerator and denominator fit `Int`, arithmetic is inline, without allocation; beyond, `Integer` continues with GMP.
/// Costs are those of a few products and greatest common divisors. What `Integer` says about memory holds here.
@frozen
public struct Rational: Sendable, Hashable {
  /// The numerator, which carries the sign.
  public let numerator: Integer

  /// The denominator, at least 1, with no common factor with the numerator.
  public let denominator: Integer

  /// The parts, already in lowest terms with a positive denominator.
  @inlinable
  init(reduced numerator: Integer, _ denominator: Integer) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The rational equal to an integer. What is made of literals alone is one of rationals: `Rational(1/2)` is a half.
  @inlinable
  @_disfavoredOverload
  public init(_ value: Int) {
    self.init(reduced: Integer(value), Integer(1 as Int))
  }

  /// The number itself, so that arithmetic of literals in the parentheses is that of rationals.
  @inlinable
  public init(_ value: Rational) { self = value }

  /// The rational equal to an integer.
  @inlinable
  @_disfavoredOverload
  public init(_ value: Integer) {
    self.init(reduced: value, Integer(1 as Int))
  }

  /// The quotient of two integers, reduced. The denominator must not be zero.
  @inlinable
  public init(_ numerator: Int, _ denominator: Int) {
    require(denominator != 0, "division by zero")
    if denominator > 0 {
      // The divisor is at most the denominator, so it fits.
      let divisor = Int(bitPattern: greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
      self.init(reduced: Integer(numerator / divisor), Integer(denominator / divisor))
    } else {
      self.init(reducing: Integer(numerator), Integer(denominator))
    }
  }

  /// The quotient of two integers, reduced. The denominator must not be zero.
  @inlinable
  public init(_ numerator: Integer, _ denominator: Integer) {
    if case .small(let n) = numerator.storage, case .small(let d) = denominator.storage {
      self.init(n, d)
    } else {
      self.init(reducing: numerator, denominator)
    }
  }

  @usableFromInline
  init(reducing numerator: Integer, _ denominator: Integer) {
    require(!denominator.isZero, "division by zero")
    let divisor = Integer.gcd(numerator, denominator)
    let n = numerator.divided(byFactor: divisor)
    let d = denominator.divided(byFactor: divisor)
    if d.isNegative {
      self.init(reduced: -n, -d)
    } else {
      self.init(reduced: n, d)
    }
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  /// The rational of an integer literal of any length.
  @inlinable
  public init(integerLiteral value: StaticBigInt) {
    self.init(Integer(integerLiteral: value))
  }
}

extension Rational {
  /// Both parts as `Int`, where they fit.
  @inlinable
  package var smallParts: (numerator: Int, denominator: Int)? {
    guard case .small(let n) = numerator.storage, case .small(let d) = denominator.storage else { return nil }
    return (n, d)
  }

  /// Whether the denominator is 1.
  @inlinable
  public var isInteger: Bool { denominator.isOne }

  /// Whether this is 0.
  @inlinable
  public var isZero: Bool { numerator.isZero }

  /// Whether this is 1.
  @inlinable
  public var isOne: Bool { numerator.isOne && denominator.isOne }

  /// Whether this is less than 0.
  @inlinable
  public var isNegative: Bool { numerator.isNegative }

  /// −1, 0 or 1: the sign.
  @inlinable
  public var signum: Int { numerator.signum }

  /// The absolute value.
  @inlinable
  public var magnitude: Rational { Rational(reduced: numerator.magnitude, denominator) }

  /// The value where it is an integer, otherwise nil.
  @inlinable
  public var asInteger: Integer? { isInteger ? numerator : nil }

  /// The value where it is an integer that fits `Int`, otherwise nil.
  @inlinable
  public var asInt: Int? { isInteger ? numerator.asInt : nil }

  /// The largest integer that is not larger.
  public var floor: Integer { isInteger ? numerator : numerator.floorDivided(by: denominator) }

  /// The bits of the numerator's magnitude plus those of the denominator.
  public var bitWidth: Int { numerator.bitWidth + denominator.bitWidth }

  /// A hash of the value alone, the same in every process and however the value was computed. Linear in the size.
  @inlinable
  public var structuralHash: UInt64 {
    mixed(numerator.structuralHash &+ mixed(denominator.structuralHash))
  }

  /// Whether the values are equal.
  @inlinable
  public static func == (left: Rational, right: Rational) -> Bool {
    left.numerator == right.numerator && left.denominator == right.denominator
  }

  /// Feeds the value to the hasher.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(numerator)
    hasher.combine(denominator)
  }
}

extension Rational: Comparable {
  /// Whether the left value is smaller.
  @inlinable
  public static func < (left: Rational, right: Rational) -> Bool {
    guard let x = left.smallParts, let y = right.smallParts else { return isLess(left, right) }
    if x.denominator == y.denominator { return x.numerator < y.numerator }
    let leftProduct = x.numerator.multipliedFullWidth(by: y.denominator)
    let rightProduct = y.numerator.multipliedFullWidth(by: x.denominator)
    return (leftProduct.high, leftProduct.low) < (rightProduct.high, rightProduct.low)
  }

  @usableFromInline
  @inline(never)
  static func isLess(_ left: Rational, _ right: Rational) -> Bool {
    if left.signum != right.signum { return left.signum < right.signum }
    return left.numerator * right.denominator < right.numerator * left.denominator
  }
}

extension Rational: CustomStringConvertible, Codable {
  /// `-3/2`, or `5` where the value is an integer.
  public var description: String { isInteger ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// Reads what `description` writes, reduced or not; throws `DecodingError.dataCorrupted` for any other text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let parts = try container.decode(String.self)
      .split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let n = Integer(String(first)),
      let d = parts.count == 1 ? 1 : Integer(String(parts[1])), d.signum > 0
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a rational number")
    }
    self.init(n, d)
  }

  /// Writes `description`, which no reader of the format can round.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
