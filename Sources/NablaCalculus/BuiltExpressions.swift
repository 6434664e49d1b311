// How verbs of several expressions are run: in one store, and with the condition that belongs to the result.

import NablaExpressions

extension Expr {
  /// What a verb makes of several expressions, brought into one store. Results stand under the conditions of all of them
  /// and the one that the verb adds. Throws `domain` for relations.
  static func made(
    of expressions: [Expr],
    _ body: (Builder, [NodeID]) throws(NablaError) -> (nodes: [NodeID], condition: NodeID)
  ) throws(NablaError) -> [Expr] {
    try requireDifferentiable(expressions)
    guard let first = expressions.first(where: { $0.node.isStored }) ?? expressions.first else { return [] }
    let store = first.store
    let (nodes, condition) = try store.build { (builder) throws(NablaError) -> ([NodeID], NodeID) in
      var own = NodeID.yes
      var operands: [NodeID] = []
      for expression in expressions {
        let (node, condition) = builder.adopt(expression)
        operands.append(node)
        own = builder.both(own, condition)
      }
      let (nodes, added) = try body(builder, operands)
      return (nodes, builder.both(own, added))
    }
    return nodes.map { Expr(store: store, node: $0, condition: condition) }
  }
}

extension Builder {
  /// The first derivatives of some expressions by one symbol, and the condition that they leave behind.
  func slopes(
    of roots: [NodeID], by variable: NodeID
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    var condition = NodeID.yes
    for root in roots { condition = both(condition, derivativeCondition(of: root, by: [variable])) }
    return (try forwardDerivatives(of: roots, seeds: [variable: .one]), condition)
  }

  /// Throws `domain` where the numbers of components and variables differ.
  func requireAsMany(_ components: Int, _ variables: Int, _ name: String) throws(NablaError) {
    guard components == variables else {
      throw NablaError(
        .domain, "\(name) takes as many components as variables, not \(components) and \(variables)")
    }
  }
}
