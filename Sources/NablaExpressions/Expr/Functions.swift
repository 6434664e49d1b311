// The functions of the catalogue as free functions of Swift, choice by a relation, and relations.

/// e^x. Defined for all x.
public func exp(_ x: Expr) -> Expr { .apply(.exp, [x]) }
/// The natural logarithm, for x > 0.
public func log(_ x: Expr) -> Expr { .apply(.log, [x]) }
/// The logarithm of x to a base: log(x)/log(base).
public func log(_ base: Expr, _ x: Expr) -> Expr { .apply(.log, [base, x]) }
/// The square root x^(1/2), for x ≥ 0.
public func sqrt(_ x: Expr) -> Expr { .apply(.sqrt, [x]) }
/// The real cube root, also of negative numbers.
public func cbrt(_ x: Expr) -> Expr { .apply(.cbrt, [x]) }
/// The absolute value; its derivative at 0 is 0 by convention.
public func abs(_ x: Expr) -> Expr { .apply(.abs, [x]) }
/// −1, 0 or 1; its derivative is 0, also at 0 by convention.
public func sign(_ x: Expr) -> Expr { .apply(.sign, [x]) }
/// The larger of two; tied arguments share the slope evenly.
public func max(_ x: Expr, _ y: Expr, _ more: Expr...) -> Expr { .apply(.max, [x, y] + more) }
/// The smaller of two; tied arguments share the slope evenly.
public func min(_ x: Expr, _ y: Expr, _ more: Expr...) -> Expr { .apply(.min, [x, y] + more) }
/// 1/k where the first argument is one of the k largest, else 0.
public func maxShare(_ x: Expr, _ others: Expr...) -> Expr { .apply(.maxShare, [x] + others) }
/// 1/k where the first argument is one of the k smallest, else 0.
public func minShare(_ x: Expr, _ others: Expr...) -> Expr { .apply(.minShare, [x] + others) }
/// The largest integer not above x.
public func floor(_ x: Expr) -> Expr { .apply(.floor, [x]) }
/// 0 below 0, 1/2 at 0, 1 above.
public func heaviside(_ x: Expr) -> Expr { .apply(.heaviside, [x]) }
/// x where it is positive, else 0; its derivative at 0 is 0 by convention.
public func relu(_ x: Expr) -> Expr { .apply(.relu, [x]) }
/// The sine of an angle in radians.
public func sin(_ x: Expr) -> Expr { .apply(.sin, [x]) }
/// The cosine of an angle in radians.
public func cos(_ x: Expr) -> Expr { .apply(.cos, [x]) }
/// The tangent, where cos(x) ≠ 0.
public func tan(_ x: Expr) -> Expr { .apply(.tan, [x]) }
/// The cotangent, where sin(x) ≠ 0.
public func cot(_ x: Expr) -> Expr { .apply(.cot, [x]) }
/// The secant, where cos(x) ≠ 0.
public func sec(_ x: Expr) -> Expr { .apply(.sec, [x]) }
/// The cosecant, where sin(x) ≠ 0.
public func csc(_ x: Expr) -> Expr { .apply(.csc, [x]) }
/// The angle in [−π/2, π/2] with sine x, for −1 ≤ x ≤ 1.
public func asin(_ x: Expr) -> Expr { .apply(.asin, [x]) }
/// The angle in [0, π] with cosine x, for −1 ≤ x ≤ 1.
public func acos(_ x: Expr) -> Expr { .apply(.acos, [x]) }
/// The angle in (−π/2, π/2) with tangent x.
public func atan(_ x: Expr) -> Expr { .apply(.atan, [x]) }
/// The angle of the point (x, y), in (−π, π]; not defined at the origin.
public func atan2(_ y: Expr, _ x: Expr) -> Expr { .apply(.atan2, [y, x]) }
/// The hyperbolic sine.
public func sinh(_ x: Expr) -> Expr { .apply(.sinh, [x]) }
/// The hyperbolic cosine.
public func cosh(_ x: Expr) -> Expr { .apply(.cosh, [x]) }
/// The hyperbolic tangent.
public func tanh(_ x: Expr) -> Expr { .apply(.tanh, [x]) }
/// The inverse hyperbolic sine log(x + sqrt(x² + 1)).
public func asinh(_ x: Expr) -> Expr { .apply(.asinh, [x]) }
/// The inverse hyperbolic cosine log(x + sqrt(x² − 1)), for x ≥ 1.
public func acosh(_ x: Expr) -> Expr { .apply(.acosh, [x]) }
/// The inverse hyperbolic tangent log((1 + x)/(1 − x))/2, for −1 < x < 1.
public func atanh(_ x: Expr) -> Expr { .apply(.atanh, [x]) }
/// The logistic function 1/(1 + e^(−x)).
public func sigmoid(_ x: Expr) -> Expr { .apply(.sigmoid, [x]) }
/// The error function.
public func erf(_ x: Expr) -> Expr { .apply(.erf, [x]) }

/// The value of x, taken as a constant by every derivative.
public func stopGradient(_ x: Expr) -> Expr { .apply(.stopGradient, [x]) }

/// The first value where the relation holds, else the second; only the chosen one is looked at.
public func when(_ relation: Relation, _ first: Expr, _ second: Expr) -> Expr {
  Expr.requireNumber(first)
  Expr.requireNumber(second)
  let operands = [relation.expression, first, second]
  let store = operands.lazy.compactMap(\.heldStore).first ?? Store.default
  let (node, condition) = store.construct { builder in
    let (choice, own) = builder.adopt(relation.expression)
    let (a, whereFirst) = builder.adopt(first)
    let (b, whereSecond) = builder.adopt(second)
    let branches = builder.both(
      builder.guarded(choice, whereFirst), builder.guarded(builder.not(choice), whereSecond))
    let node = builder.ifElse(choice, a, b)
    return (node, builder.both(builder.both(own, branches), builder.takeConditions()))
  }
  return Expr(store: store, node: node, condition: condition)
}

infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence
infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence

extension Expr {
  private static func relate(_ operation: Operation, _ a: Expr, _ b: Expr) -> Relation {
    Relation(expression: binary(a, b) { $0.relation(operation, $1, $2) })
  }
  /// The relation a < b.
  public static func .< (a: Expr, b: Expr) -> Relation { relate(.less, a, b) }
  /// The relation a ≤ b.
  public static func .<= (a: Expr, b: Expr) -> Relation { relate(.lessOrEqual, a, b) }
  /// The relation a > b.
  public static func .> (a: Expr, b: Expr) -> Relation { relate(.less, b, a) }
  /// The relation a ≥ b.
  public static func .>= (a: Expr, b: Expr) -> Relation { relate(.lessOrEqual, b, a) }
  /// The relation a = b.
  public static func .== (a: Expr, b: Expr) -> Relation { relate(.equal, a, b) }
  /// The relation a ≠ b.
  public static func .!= (a: Expr, b: Expr) -> Relation { relate(.notEqual, a, b) }
}

extension Relation {
  /// Whether both hold.
  public static func && (a: Relation, b: Relation) -> Relation {
    join(.and, a, b)
  }
  /// Whether one of two holds.
  public static func || (a: Relation, b: Relation) -> Relation {
    join(.or, a, b)
  }

  private static func join(_ operation: Operation, _ a: Relation, _ b: Relation) -> Relation {
    let (a, b) = (a.expression, b.expression)
    let store = a.heldStore ?? b.heldStore ?? Store.default
    let (node, condition) = store.construct { builder in
      let parts = [builder.adopt(a), builder.adopt(b)]
      let node = operation == .or ? builder.or(parts.map(\.node)) : builder.and(parts.map(\.node))
      let recorded = builder.takeConditions()
      return (node, builder.both(recorded, builder.joinedConditions(operation, parts)))
    }
    return Relation(expression: Expr(store: store, node: node, condition: condition))
  }
}
