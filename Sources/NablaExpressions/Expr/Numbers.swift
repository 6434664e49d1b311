// Numbers as expressions: literals are exact, and so is what comes from any of Swift's numeric types.

import NablaNumbers

extension Expr {
  /// The expression itself, so that arithmetic of literals in the parentheses is exact: `Expr(1/2)` is a half.
  public init(_ expression: Expr) { self = expression }

  /// An exact integer.
  @_disfavoredOverload
  public init(_ value: Int) { self.init(Rational(value)) }

  /// An exact integer of any size.
  @_disfavoredOverload
  public init(_ value: Integer) { self.init(Rational(value)) }

  /// An exact integer, of any of Swift's types.
  @_disfavoredOverload
  public init<Source: BinaryInteger>(_ value: Source) {
    if let small = Int(exactly: value) {
      self.init(Rational(small))
    } else if let integer = Integer(value.description) {
      self.init(Rational(integer))
    } else {
      stop("\(value) is not written in decimal digits")
    }
  }

  /// An exact rational number.
  @_disfavoredOverload
  public init(_ value: Rational) {
    if let small = value.asInt, NodeID.fits(small) {
      self.init(store: nil, node: NodeID(smallInteger: small), condition: .yes)
    } else {
      let store = Store.default
      self.init(store: store, node: store.construct { $0.number(value) }, condition: .yes)
    }
  }

  /// The rational that the shortest decimal of a double shows, as of a literal: 1/10 for 0.1.
  ///
  /// Stops with a message for NaN and infinities, which are no real numbers; `Expr(exactly:)` gives nil for them.
  @_disfavoredOverload
  public init(_ value: Double) {
    guard let rational = Rational(shortestDecimal: value) else {
      stop("\(value) is no real number, and no expression; Expr(exactly:) gives nil for such")
    }
    self.init(rational)
  }

  /// The same for any of Swift's floating-point types, each with its own shortest decimal: also `0.1 as Float` is 1/10.
  @_disfavoredOverload
  public init<Source: BinaryFloatingPoint>(_ value: Source) {
    guard value.isFinite else {
      stop("\(value) is no real number, and no expression; Expr(exactly:) gives nil for such")
    }
    if let rational = Expr.shortestDecimal(of: value) { self.init(rational) } else { self.init(Double(value)) }
  }

  /// The binary value of a double exactly, 3602879701896397/36028797018963968 for 0.1; nil for NaN and infinities.
  @_disfavoredOverload
  public init?(exactly value: Double) {
    guard let rational = Rational(exactly: value) else { return nil }
    self.init(rational)
  }

  private static func shortestDecimal<Source: BinaryFloatingPoint>(of value: Source) -> Rational? {
    guard let described = value.magnitude as? any LosslessStringConvertible else { return nil }
    var text = described.description
    // In bounds: the parser reads the buffer within the closure. No type in use has more than 15 bits of exponent.
    let parsed = text.withUTF8 { Rational.parseDecimal($0, maximumBits: 1 << 17) }
    guard case .value(let magnitude) = parsed else { return nil }
    return value.sign == .minus ? -magnitude : magnitude
  }
}

extension Expr: ExpressibleByIntegerLiteral {
  /// An integer literal of any length, exact.
  public init(integerLiteral value: StaticBigInt) { self.init(Integer(integerLiteral: value)) }
}

extension Expr: ExpressibleByFloatLiteral {
  /// A float literal is the rational that its shortest decimal shows: 0.1 is 1/10. Stops with a message where it is not finite.
  public init(floatLiteral value: Double) { self.init(value as Double) }
}

/// Ends the process with a message, also in optimised builds, where those of preconditions are lost.
func stop(_ message: String) -> Never { fatalError(message) }
