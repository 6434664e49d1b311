// Operators on (Expr, Expr), so that formulas type-check fast and 1/2 is never integer division.

import NablaNumbers

precedencegroup ExponentiationPrecedence {
  higherThan: MultiplicationPrecedence
  associativity: right
}

/// Power, above `*` and to the right. A prefix sign binds tighter in Swift: `-x ** 2` is (−x)²; write `-(x ** 2)`.
infix operator ** : ExponentiationPrecedence

// Operators and functions cannot throw: a relation where a number is due ends the process with a message.
extension Expr {
  /// The sum.
  public static func + (a: Expr, b: Expr) -> Expr { binary(a, b) { $0.sum($1, $2) } }
  /// The difference.
  public static func - (a: Expr, b: Expr) -> Expr { binary(a, b) { $0.difference($1, $2) } }
  /// The product.
  public static func * (a: Expr, b: Expr) -> Expr { binary(a, b) { $0.product($1, $2) } }
  /// The quotient. Division by zero builds an expression without a value.
  public static func / (a: Expr, b: Expr) -> Expr { binary(a, b) { $0.quotient($1, $2) } }
  /// The power a^b; 0^0 is 1. Note that `-x ** 2` is (−x)² in Swift: write `-(x ** 2)`.
  public static func ** (a: Expr, b: Expr) -> Expr { binary(a, b) { $0.power($1, $2) } }
  /// The negative.
  public static prefix func - (a: Expr) -> Expr { build([a]) { $0.negate($1[0]) } }
  /// The expression itself.
  public static prefix func + (a: Expr) -> Expr {
    requireNumber(a)
    return a
  }
  /// Adds in place.
  public static func += (a: inout Expr, b: Expr) { a = a + b }
  /// Subtracts in place.
  public static func -= (a: inout Expr, b: Expr) { a = a - b }
  /// Multiplies in place.
  public static func *= (a: inout Expr, b: Expr) { a = a * b }
  /// Divides in place.
  public static func /= (a: inout Expr, b: Expr) { a = a / b }

  /// The sum of any number of terms, in O(n log n).
  public static func sum(_ terms: [Expr]) -> Expr { terms.isEmpty ? 0 : build(terms) { $0.sum($1) } }
  /// The product of any number of factors, in O(n log n).
  public static func product(_ factors: [Expr]) -> Expr { factors.isEmpty ? 1 : build(factors) { $0.product($1) } }
}

extension Expr {
  /// A function of the catalogue applied to arguments; throws `name` for a wrong number of them, `domain` for a relation.
  public static func call(_ function: FunctionID, _ arguments: [Expr]) throws(NablaError) -> Expr {
    let row = Catalogue.row(function)
    guard row.accepts(arguments.count) else {
      throw NablaError(.name, row.arityMessage(arguments.count))
    }
    try requireNumbers(arguments, for: "an argument of \(row.name)")
    if row.orders != nil {
      let complaint = arguments[0].store.construct { row.complaint($0, [$0.adopt(arguments[0]).node]) }
      if let complaint { throw NablaError(.domain, complaint) }
    }
    return apply(function, arguments)
  }

  static func apply(_ function: FunctionID, _ arguments: [Expr]) -> Expr {
    build(arguments) { $0.call(function, $1) }
  }
}
