// The slope along a direction: gradient dot direction, in one forward pass.

import NablaExpressions

extension Expr {
  /// The derivative along a direction: the gradient by `variables` dot `direction`, which may be symbolic.
  ///
  /// With `unit`, the direction is divided by its length. One forward pass, linear in the nodes. Throws `domain` for
  /// directions of another length than `variables` or zero, for variables that are no symbols or named twice, and for
  /// relations.
  public func directionalDerivative(
    by variables: [Expr], along direction: [Expr], unit: Bool = false
  ) throws(NablaError) -> Expr {
    try requireDifferentSymbols(variables)
    try Expr.requireDifferentiable([self])
    try Expr.requireNumbers(direction, for: "a component of a direction")
    let store = ([self] + direction).first { $0.node.isStored }?.store ?? self.store
    let (node, condition) = try store.build { (builder) throws(NablaError) in
      var (root, condition) = builder.adopt(self)
      var components: [NodeID] = []
      for component in direction {
        let (node, own) = builder.adopt(component)
        components.append(node)
        condition = builder.both(condition, own)
      }
      let (node, added) = try builder.directionalDerivative(
        of: root, by: variables.map(\.node), along: components, unit: unit)
      root = node
      return (root, builder.both(condition, added))
    }
    return Expr(store: store, node: node, condition: condition)
  }
}

extension Builder {
  /// The slope along a direction and the condition it leaves behind.
  package func directionalDerivative(
    of root: NodeID, by variables: [NodeID], along direction: [NodeID], unit: Bool
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    guard direction.count == variables.count else {
      throw NablaError(
        .domain, "the direction has \(direction.count) components and there are \(variables.count) variables")
    }
    guard Set(variables).count == variables.count else {
      throw NablaError(.domain, "a variable is named twice")
    }
    guard direction.contains(where: { $0 != .zero }) else { throw NablaError(.domain, "the direction is zero") }
    let condition = derivativeCondition(of: root, by: variables)
    let seeds = Dictionary(uniqueKeysWithValues: zip(variables, direction))
    let slope = try forwardDerivatives(of: [root], seeds: seeds)[0]
    guard unit else { return (slope, condition) }
    let (node, recorded) = recording { quotient(slope, squareRoot(sum(direction.map { power($0, .two) }))) }
    return (node, both(condition, recorded))
  }
}
