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
      let seeds = Dictionary(zip(symbols, vector)) { first, _ in first }
      return try builder.forwardDerivatives(of: roots, seeds: seeds)
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
      try builder.reverseSweep(of: roots, weights: vector, by: symbols)
    }
  }

  /// The Hessian times a direction: one component a variable. A forward pass over a reverse sweep.
  ///
  /// Throws `domain` for a direction of another length than `variables` or variables that are no symbols or named twice.
  public func hessianVectorProduct(by variables: [Expr], direction: [Expr]) throws(NablaError) -> [Expr] {
    try Expr.product(of: [self], by: variables, with: direction, length: variables.count) {
      (builder, roots, symbols, vector) throws(NablaError) in
      let gradient = try builder.reverseSweep(of: roots[0], by: symbols)
      for component in gradient {
        builder.addCondition(builder.derivativeCondition(of: component, by: symbols))
      }
      let seeds = Dictionary(zip(symbols, vector)) { first, _ in first }
      return try builder.forwardDerivatives(of: gradient, seeds: seeds)
    }
  }

  private static func product(
    of expressions: [Expr], by variables: [Expr], with vector: [Expr], length: Int,
    _ body: (Builder, [NodeID], [NodeID], [NodeID]) throws(NablaError) -> [NodeID]
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
        condition = builder.both(condition, builder.both(own, builder.derivativeCondition(of: node, by: symbols)))
      }
      for component in vector {
        let (node, own) = builder.adopt(component)
        weights.append(node)
        condition = builder.both(condition, own)
      }
      let nodes = try body(builder, roots, symbols, weights)
      return (nodes, builder.both(condition, builder.takeConditions()))
    }
    return nodes.map { Expr(store: store, node: $0, condition: condition) }
  }
}
