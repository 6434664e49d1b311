// Products with derivatives, without building the matrices: Jacobian–vector, vector–Jacobian, Hessian–vector.

import NablaExpressions

extension Expr {
  /// The Jacobian of some expressions times a direction: one component an expression. One forward pass.
  ///
  /// Throws `domain` for a direction of another length than `variables` or variables that are no symbols or named twice.
  public static func jacobianVectorProduct(
    of expressions: [Expr], by variables: [Expr], direction: [Expr]
  ) throws(NablaError) -> [Expr] {
    try product(of: expressions, by: variables, with: direction, length: variables.count) {
      (builder, roots, symbols, vector) throws(NablaError) in
      try builder.jacobianVectorProduct(of: roots, by: symbols, direction: vector)
    }
  }

  /// A vector times the Jacobian of some expressions: one component a variable. One reverse sweep.
  ///
  /// Throws `domain` for a vector of another length than `expressions` or variables that are no symbols or named twice.
  public static func vectorJacobianProduct(
    of expressions: [Expr], by variables: [Expr], vector: [Expr]
  ) throws(NablaError) -> [Expr] {
    try product(of: expressions, by: variables, with: vector, length: expressions.count) {
      (builder, roots, symbols, vector) throws(NablaError) in
      try builder.vectorJacobianProduct(of: roots, by: symbols, vector: vector)
    }
  }

  /// The Hessian times a direction: one component a variable. A forward pass over a reverse sweep.
  ///
  /// Throws `domain` for a direction of another length than `variables` or variables that are no symbols or named twice.
  public func hessianVectorProduct(by variables: [Expr], direction: [Expr]) throws(NablaError) -> [Expr] {
    try Expr.product(of: [self], by: variables, with: direction, length: variables.count) {
      (builder, roots, symbols, vector) throws(NablaError) in
      try builder.hessianVectorProduct(of: roots[0], by: symbols, direction: vector)
    }
  }

  private static func product(
    of expressions: [Expr], by variables: [Expr], with vector: [Expr], length: Int,
    _ body: (Builder, [NodeID], [NodeID], [NodeID]) throws(NablaError) -> (nodes: [NodeID], condition: NodeID)
  ) throws(NablaError) -> [Expr] {
    try requireDifferentSymbols(variables)
    try requireDifferentiable(expressions)
    try requireNumbers(vector, for: "a component of a direction")
    guard vector.count == length else {
      throw NablaError(.domain, "the vector has \(vector.count) components, and \(length) are needed")
    }
    let store = (expressions + vector).first { $0.node.isStored }?.store ?? Store.default
    let symbols = variables.map(\.node)
    let (nodes, condition) = try store.build { (builder) throws(NablaError) in
      var condition = NodeID.yes
      var roots: [NodeID] = []
      var weights: [NodeID] = []
      for expression in expressions {
        let (node, own) = builder.adopt(expression)
        roots.append(node)
        condition = builder.both(condition, own)
      }
      for component in vector {
        let (node, own) = builder.adopt(component)
        weights.append(node)
        condition = builder.both(condition, own)
      }
      let (nodes, added) = try body(builder, roots, symbols, weights)
      return (nodes, builder.both(condition, added))
    }
    return nodes.map { Expr(store: store, node: $0, condition: condition) }
  }
}

/// The same on nodes, with the condition that the product leaves behind.
extension Builder {
  package func jacobianVectorProduct(
    of roots: [NodeID], by variables: [NodeID], direction: [NodeID]
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    let condition = derivativeCondition(of: roots, by: variables)
    let seeds = Dictionary(zip(variables, direction)) { first, _ in first }
    let (nodes, recorded) = try recording { () throws(NablaError) in try forwardDerivatives(of: roots, seeds: seeds) }
    return (nodes, both(condition, recorded))
  }

  package func vectorJacobianProduct(
    of roots: [NodeID], by variables: [NodeID], vector: [NodeID]
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    let condition = derivativeCondition(of: roots, by: variables)
    let (nodes, recorded) = try recording { () throws(NablaError) in
      try reverseSweep(of: roots, weights: vector, by: variables)
    }
    return (nodes, both(condition, recorded))
  }

  package func hessianVectorProduct(
    of root: NodeID, by variables: [NodeID], direction: [NodeID]
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    let (gradient, first) = try recording { () throws(NablaError) in try reverseSweep(of: root, by: variables) }
    let condition = derivativeCondition(of: [root] + gradient, by: variables)
    let seeds = Dictionary(zip(variables, direction)) { first, _ in first }
    let (nodes, second) = try recording { () throws(NablaError) in try forwardDerivatives(of: gradient, seeds: seeds) }
    return (nodes, both(condition, both(first, second)))
  }

  private func derivativeCondition(of roots: [NodeID], by variables: [NodeID]) -> NodeID {
    var condition = NodeID.yes
    for root in roots { condition = both(condition, derivativeCondition(of: root, by: variables)) }
    return condition
  }
}
