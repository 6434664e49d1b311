// What a node stands for: a number, a truth value, or a condition. Nothing may stand where another sort is due.

/// The three sorts of nodes.
package enum NodeSort: Sendable {
  case number, truth, condition
}

extension Store {
  /// The sort of a node, by its operation.
  package func sort(_ id: NodeID) -> NodeSort {
    if id == .yes || id == .no { return .truth }
    guard let operation = operation(id) else { return .number }
    switch operation {
    case .number, .sum, .product, .power, .call, .application, .declared, .ifElse: return .number
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or: return .truth
    case .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both: return .condition
    }
  }

  /// Whether a node may stand as the condition of an expression: `yes`, or one that was recorded.
  package func isCondition(_ id: NodeID) -> Bool { id == .yes || sort(id) == .condition }
}

extension Expr {
  /// Whether this is a relation, or a combination of such: what `operands` of an `if` gives first.
  package var isTruth: Bool {
    guard node.isStored, let heldStore else { return node == .yes || node == .no }
    return heldStore.sort(node) == .truth
  }

  /// Stops with a message where a relation stands for a number, for operators and functions cannot throw.
  @inline(__always)
  static func requireNumber(_ a: Expr) {
    if a.isTruth { refuse(a) }
  }

  @inline(never)
  private static func refuse(_ a: Expr) -> Never {
    stop("a relation is no number: operators and functions take numbers; choose by a relation with when(…, a, b)")
  }

  /// Throws `domain` where a relation stands for a number.
  package static func requireNumbers(_ expressions: [Expr], for what: String) throws(NablaError) {
    if expressions.contains(where: \.isTruth) {
      throw NablaError(.domain, "a relation cannot be \(what); choose by it with when(…, a, b)")
    }
  }
}
