// Choice by a relation, and relations.

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
