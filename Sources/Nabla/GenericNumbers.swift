// Expressions as numbers of generic Swift code: one function runs on Double and yields its exact gradient on Expr.

import NablaExpressions
import NablaNumbers
import RealModule

extension Expr: AlgebraicField, ElementaryFunctions {
  /// An integer of any type, exactly.
  @_disfavoredOverload
  public init?<T: BinaryInteger>(exactly source: T) {
    guard let integer = Integer(source.description) else { return nil }
    self.init(integer)
  }

  /// The absolute value, as a type of its own: `Expr` has no order that generic code could mistake for that of numbers.
  public var magnitude: ExprMagnitude { ExprMagnitude(abs(self)) }

  /// 1/x; nil for the number 0.
  public var reciprocal: Expr? { self == 0 ? nil : 1 / self }

  /// e^x.
  public static func exp(_ x: Expr) -> Expr { NablaExpressions.exp(x) }
  /// e^x − 1; compiled programs compute it without cancellation.
  public static func expMinusOne(_ x: Expr) -> Expr { NablaExpressions.exp(x) - 1 }
  /// The hyperbolic cosine.
  public static func cosh(_ x: Expr) -> Expr { NablaExpressions.cosh(x) }
  /// The hyperbolic sine.
  public static func sinh(_ x: Expr) -> Expr { NablaExpressions.sinh(x) }
  /// The hyperbolic tangent.
  public static func tanh(_ x: Expr) -> Expr { NablaExpressions.tanh(x) }
  /// The cosine.
  public static func cos(_ x: Expr) -> Expr { NablaExpressions.cos(x) }
  /// The sine.
  public static func sin(_ x: Expr) -> Expr { NablaExpressions.sin(x) }
  /// The tangent.
  public static func tan(_ x: Expr) -> Expr { NablaExpressions.tan(x) }
  /// The natural logarithm.
  public static func log(_ x: Expr) -> Expr { NablaExpressions.log(x) }
  /// log(1 + x); compiled programs compute it without cancellation.
  public static func log(onePlus x: Expr) -> Expr { NablaExpressions.log(1 + x) }
  /// The inverse hyperbolic cosine, for x ≥ 1.
  public static func acosh(_ x: Expr) -> Expr { NablaExpressions.acosh(x) }
  /// The inverse hyperbolic sine.
  public static func asinh(_ x: Expr) -> Expr { NablaExpressions.asinh(x) }
  /// The inverse hyperbolic tangent, for −1 < x < 1.
  public static func atanh(_ x: Expr) -> Expr { NablaExpressions.atanh(x) }
  /// The angle in [0, π] with cosine x.
  public static func acos(_ x: Expr) -> Expr { NablaExpressions.acos(x) }
  /// The angle in [−π/2, π/2] with sine x.
  public static func asin(_ x: Expr) -> Expr { NablaExpressions.asin(x) }
  /// The angle in (−π/2, π/2) with tangent x.
  public static func atan(_ x: Expr) -> Expr { NablaExpressions.atan(x) }
  /// x^y, for x > 0.
  public static func pow(_ x: Expr, _ y: Expr) -> Expr { x ** y }
  /// x^n.
  public static func pow(_ x: Expr, _ n: Int) -> Expr { x ** Expr(n) }
  /// The square root.
  public static func sqrt(_ x: Expr) -> Expr { NablaExpressions.sqrt(x) }
  /// The root of degree n; for odd n also of negative numbers, for n ≤ 0 as a power.
  public static func root(_ x: Expr, _ n: Int) -> Expr {
    if n == 3 { return cbrt(x) }
    if n > 0 && n % 2 == 1 { return sign(x) * (NablaExpressions.abs(x) ** (1 / Expr(n))) }
    return x ** (1 / Expr(n))
  }
}

/// The absolute value of an expression, for generic code that asks for the magnitude of a number.
///
/// Its order is that of values where both are numbers, and otherwise an arbitrary one of formulas.
public struct ExprMagnitude: AlgebraicField, Comparable, Hashable, Sendable {
  /// The absolute value.
  public let expression: Expr

  init(_ expression: Expr) { self.expression = expression }

  /// The magnitude of an integer.
  public init(integerLiteral value: Int) { expression = Expr(value < 0 ? -value : value) }

  /// The magnitude of an integer of any type.
  public init?<T: BinaryInteger>(exactly source: T) {
    guard let value = Expr(exactly: source) else { return nil }
    self.init(abs(value))
  }

  /// Itself.
  public var magnitude: ExprMagnitude { self }
  /// The sum.
  public static func + (a: ExprMagnitude, b: ExprMagnitude) -> ExprMagnitude {
    ExprMagnitude(a.expression + b.expression)
  }
  /// The difference.
  public static func - (a: ExprMagnitude, b: ExprMagnitude) -> ExprMagnitude {
    ExprMagnitude(a.expression - b.expression)
  }
  /// The product.
  public static func * (a: ExprMagnitude, b: ExprMagnitude) -> ExprMagnitude {
    ExprMagnitude(a.expression * b.expression)
  }
  /// The product, in place.
  public static func *= (a: inout ExprMagnitude, b: ExprMagnitude) { a = a * b }
  /// The quotient, in place.
  public static func /= (a: inout ExprMagnitude, b: ExprMagnitude) { a = ExprMagnitude(a.expression / b.expression) }
  /// The order of values, where both are numbers.
  public static func < (a: ExprMagnitude, b: ExprMagnitude) -> Bool {
    if case .number(let x) = a.expression.kind, case .number(let y) = b.expression.kind { return x < y }
    return a.expression.description < b.expression.description
  }
}
