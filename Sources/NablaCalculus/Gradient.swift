// All first partial derivatives of one expression.

import NablaExpressions

extension Expr {
  /// The gradient: the partial derivatives by some symbols, in their order. Shape: that of the list of symbols.
  ///
  /// One reverse sweep over the graph, whatever the number of symbols; the components share their nodes and one
  /// condition. Throws `domain` if a variable is no symbol or is named twice or this is a relation, `limit` past the limits
  /// of the task.
  public func gradient(by variables: [Expr]) throws(NablaError) -> [Expr] {
    try requireDifferentSymbols(variables)
    try Expr.requireDifferentiable([self])
    let store = self.store
    let (nodes, condition) = try store.build { (builder) throws(NablaError) in
      let (nodes, added) = try builder.gradient(of: self.node, by: variables.map(\.node))
      return (nodes, builder.both(self.condition, added))
    }
    return nodes.map { Expr(store: store, node: $0, condition: condition) }
  }
}

extension Builder {
  /// The partial derivatives and the condition they share.
  package func gradient(
    of root: NodeID, by variables: [NodeID]
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    let condition = derivativeCondition(of: root, by: variables)
    if variables.count == 1 {
      return (try forwardDerivatives(of: [root], seeds: [variables[0]: .one]), condition)
    }
    return (try reverseSweep(of: root, by: variables), condition)
  }
}
