// Several symbols at once, and functions of lists.

extension Expr {
  /// The symbols of some names between spaces or commas: `Expr.symbols("x y z")`. Linear in the text.
  public static func symbols(_ names: String) -> [Expr] {
    names.split { $0 == " " || $0 == "," }.map { symbol(String($0)) }
  }

  /// Symbols with indices from 1: `Expr.symbols("w", count: 3)` is w_1, w_2, w_3. Linear in their number.
  public static func symbols(_ name: String, count: Int) -> [Expr] {
    if count < 0 { stop("\(count) symbols are asked for; a number of symbols is 0, 1, 2, …") }
    return (0..<count).map { symbol("\(name)_\($0 + 1)") }
  }

  /// Two symbols: `let (x, y) = Expr.symbols("x", "y")`.
  public static func symbols(_ a: String, _ b: String) -> (Expr, Expr) { (symbol(a), symbol(b)) }

  /// Three symbols.
  public static func symbols(_ a: String, _ b: String, _ c: String) -> (Expr, Expr, Expr) {
    (symbol(a), symbol(b), symbol(c))
  }

  /// Four symbols.
  public static func symbols(_ a: String, _ b: String, _ c: String, _ d: String) -> (Expr, Expr, Expr, Expr) {
    (symbol(a), symbol(b), symbol(c), symbol(d))
  }
}

/// x². Beside a sign it reads as in mathematics: `-square(x)`, where Swift takes `-x ** 2` to be (−x)².
public func square(_ x: Expr) -> Expr { x ** 2 }

/// The logarithm of x to a base, as a quotient of natural ones; the unlabelled `log(b, x)` has the base first.
public func log(_ x: Expr, base: Expr) -> Expr { log(base, x) }

/// The largest of some values; tied ones share the slope. Stops with a message for none.
public func max(_ values: [Expr]) -> Expr { extreme(.max, values, "max") }

/// The smallest of some values; tied ones share the slope. Stops with a message for none.
public func min(_ values: [Expr]) -> Expr { extreme(.min, values, "min") }

private func extreme(_ function: FunctionID, _ values: [Expr], _ name: String) -> Expr {
  if values.isEmpty { stop("\(name) of an empty list has no value") }
  return values.count == 1 ? +values[0] : Expr.apply(function, values)
}

extension Sequence where Element == Expr {
  /// The sum of all terms, 0 for none, in O(n log n).
  public func sum() -> Expr { Expr.sum(Array(self)) }

  /// The product of all factors, 1 for none, in O(n log n).
  public func product() -> Expr { Expr.product(Array(self)) }
}
