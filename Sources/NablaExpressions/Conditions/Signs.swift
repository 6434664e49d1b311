// What has a sign where an expression is positive.

extension Builder {
  /// Expressions that are positive, or not negative, where one is: 1 - x and 1 + x where 1 - x^2 is.
  package func signs(where u: NodeID, isPositive: Bool) -> [(node: NodeID, isPositive: Bool)] {
    guard store.sort(u) == .number, !store.isNumber(u) else { return [] }
    var found: [(node: NodeID, isPositive: Bool)] = []
    for relation in normalized(unrecorded { isPositive ? less(.zero, u) : lessOrEqual(.zero, u) }) {
      guard store.isOperation(relation, .less) || store.isOperation(relation, .lessOrEqual) else { continue }
      let operands = store.operands(relation)
      let node = unrecorded { difference(operands[1], operands[0]) }
      if node != u { found.append((node, store.isOperation(relation, .less))) }
    }
    return found
  }
}
