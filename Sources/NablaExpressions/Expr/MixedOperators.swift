// Arithmetic with numbers that a program holds in variables of Swift's own types, and what to write in place of `<`.

// Generic and disfavoured, so that literals beside an expression stay exact: these are looked at only where nothing else
// fits. There is none for `**`: the literals of `x ** (1/2)` would be taken for integers. Write `x ** Expr(d)`.
extension Expr {
  /// The sum of an expression and a floating-point number, read as `Expr(_:)` reads it: the rational of its shortest decimal.
  @_disfavoredOverload
  public static func + <Number: BinaryFloatingPoint>(a: Expr, b: Number) -> Expr { a + Expr(b) }
  /// The sum of a floating-point number and an expression.
  @_disfavoredOverload
  public static func + <Number: BinaryFloatingPoint>(a: Number, b: Expr) -> Expr { Expr(a) + b }
  /// The difference of an expression and a floating-point number, read as `Expr(_:)` reads it: the rational of its shortest decimal.
  @_disfavoredOverload
  public static func - <Number: BinaryFloatingPoint>(a: Expr, b: Number) -> Expr { a - Expr(b) }
  /// The difference of a floating-point number and an expression.
  @_disfavoredOverload
  public static func - <Number: BinaryFloatingPoint>(a: Number, b: Expr) -> Expr { Expr(a) - b }
  /// The product of an expression and a floating-point number, read as `Expr(_:)` reads it: the rational of its shortest decimal.
  @_disfavoredOverload
  public static func * <Number: BinaryFloatingPoint>(a: Expr, b: Number) -> Expr { a * Expr(b) }
  /// The product of a floating-point number and an expression.
  @_disfavoredOverload
  public static func * <Number: BinaryFloatingPoint>(a: Number, b: Expr) -> Expr { Expr(a) * b }
  /// The quotient of an expression and a floating-point number, read as `Expr(_:)` reads it: the rational of its shortest decimal.
  @_disfavoredOverload
  public static func / <Number: BinaryFloatingPoint>(a: Expr, b: Number) -> Expr { a / Expr(b) }
  /// The quotient of a floating-point number and an expression.
  @_disfavoredOverload
  public static func / <Number: BinaryFloatingPoint>(a: Number, b: Expr) -> Expr { Expr(a) / b }
  /// Adds a floating-point number in place.
  @_disfavoredOverload
  public static func += <Number: BinaryFloatingPoint>(a: inout Expr, b: Number) { a = a + Expr(b) }
  /// Subtracts a floating-point number in place.
  @_disfavoredOverload
  public static func -= <Number: BinaryFloatingPoint>(a: inout Expr, b: Number) { a = a - Expr(b) }
  /// Multiplies by a floating-point number in place.
  @_disfavoredOverload
  public static func *= <Number: BinaryFloatingPoint>(a: inout Expr, b: Number) { a = a * Expr(b) }
  /// Divides by a floating-point number in place.
  @_disfavoredOverload
  public static func /= <Number: BinaryFloatingPoint>(a: inout Expr, b: Number) { a = a / Expr(b) }
  /// The sum of an expression and an integer.
  @_disfavoredOverload
  public static func + <Number: BinaryInteger>(a: Expr, b: Number) -> Expr { a + Expr(b) }
  /// The sum of an integer and an expression.
  @_disfavoredOverload
  public static func + <Number: BinaryInteger>(a: Number, b: Expr) -> Expr { Expr(a) + b }
  /// The difference of an expression and an integer.
  @_disfavoredOverload
  public static func - <Number: BinaryInteger>(a: Expr, b: Number) -> Expr { a - Expr(b) }
  /// The difference of an integer and an expression.
  @_disfavoredOverload
  public static func - <Number: BinaryInteger>(a: Number, b: Expr) -> Expr { Expr(a) - b }
  /// The product of an expression and an integer.
  @_disfavoredOverload
  public static func * <Number: BinaryInteger>(a: Expr, b: Number) -> Expr { a * Expr(b) }
  /// The product of an integer and an expression.
  @_disfavoredOverload
  public static func * <Number: BinaryInteger>(a: Number, b: Expr) -> Expr { Expr(a) * b }
  /// The quotient of an expression and an integer.
  @_disfavoredOverload
  public static func / <Number: BinaryInteger>(a: Expr, b: Number) -> Expr { a / Expr(b) }
  /// The quotient of an integer and an expression.
  @_disfavoredOverload
  public static func / <Number: BinaryInteger>(a: Number, b: Expr) -> Expr { Expr(a) / b }
  /// Adds an integer in place.
  @_disfavoredOverload
  public static func += <Number: BinaryInteger>(a: inout Expr, b: Number) { a = a + Expr(b) }
  /// Subtracts an integer in place.
  @_disfavoredOverload
  public static func -= <Number: BinaryInteger>(a: inout Expr, b: Number) { a = a - Expr(b) }
  /// Multiplies by an integer in place.
  @_disfavoredOverload
  public static func *= <Number: BinaryInteger>(a: inout Expr, b: Number) { a = a * Expr(b) }
  /// Divides by an integer in place.
  @_disfavoredOverload
  public static func /= <Number: BinaryInteger>(a: inout Expr, b: Number) { a = a / Expr(b) }
}

/// The power, as `**`: what other languages write. O(1) nodes.
public func pow(_ base: Expr, _ exponent: Expr) -> Expr { base ** exponent }

extension Expr {
  /// Relations between expressions are written with a dot.
  @available(*, unavailable, message: "write .< for a relation between expressions")
  public static func < (a: Expr, b: Expr) -> Relation { a .< b }
  /// Relations between expressions are written with a dot.
  @available(*, unavailable, message: "write .<= for a relation between expressions")
  public static func <= (a: Expr, b: Expr) -> Relation { a .<= b }
  /// Relations between expressions are written with a dot.
  @available(*, unavailable, message: "write .> for a relation between expressions")
  public static func > (a: Expr, b: Expr) -> Relation { a .> b }
  /// Relations between expressions are written with a dot.
  @available(*, unavailable, message: "write .>= for a relation between expressions")
  public static func >= (a: Expr, b: Expr) -> Relation { a .>= b }
}
