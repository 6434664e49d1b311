// All second partial derivatives of one expression: forward over reverse.

import NablaExpressions

extension Expr {
  /// The Hessian: second partial derivatives by some symbols, symmetric, variables by variables.
  ///
  /// One reverse sweep for the gradient, then one forward pass a variable over the gradient's graph.
  /// Throws `domain` if a variable is no symbol, `limit` past the limits of the task.
  public func hessian(by variables: [Expr]) throws(NablaError) -> [[Expr]] {
    for variable in variables { try requireSymbol(variable) }
    let store = self.store
    let (rows, condition) = try store.build { (builder) throws(NablaError) in
      let (rows, added) = try builder.hessian(of: self.node, by: variables.map(\.node))
      return (rows, builder.both(self.condition, added))
    }
    return rows.map { $0.map { Expr(store: store, node: $0, condition: condition) } }
  }
}

extension Builder {
  /// The second partial derivatives, row by row, and the condition they share.
  package func hessian(
    of root: NodeID, by variables: [NodeID]
  ) throws(NablaError) -> (rows: [[NodeID]], condition: NodeID) {
    let (gradient, first) = try gradient(of: root, by: variables)
    var condition = first
    for component in gradient { condition = both(condition, derivativeCondition(of: component, by: variables)) }
    var rows = [[NodeID]](
      repeating: [NodeID](repeating: .zero, count: variables.count), count: variables.count)
    for (column, variable) in variables.enumerated() {
      // The upper triangle; the lower one is the same nodes.
      let derivatives = try forwardDerivatives(of: Array(gradient[...column]), seeds: [variable: .one])
      for (row, derivative) in derivatives.enumerated() {
        rows[row][column] = derivative
        rows[column][row] = derivative
      }
    }
    return (rows, condition)
  }
}
