// All first partial derivatives of several expressions.

import NablaExpressions

extension Expr {
  /// The Jacobian: one row an expression, one column a variable.
  ///
  /// A forward pass a variable, or a reverse sweep an expression, whichever is fewer.
  /// Throws `domain` if a variable is no symbol or is named twice or an expression is a relation, `limit` past the limits
  /// of the task.
  public static func jacobian(of expressions: [Expr], by variables: [Expr]) throws(NablaError) -> [[Expr]] {
    try requireDifferentSymbols(variables)
    try requireDifferentiable(expressions)
    guard let first = expressions.first(where: { $0.node.isStored }) ?? expressions.first else { return [] }
    let store = first.store
    let (rows, conditions) = try store.build { (builder) throws(NablaError) in
      var nodes: [NodeID] = []
      var conditions: [NodeID] = []
      for expression in expressions {
        let (node, own) = builder.adopt(expression)
        nodes.append(node)
        conditions.append(builder.both(own, builder.derivativeCondition(of: node, by: variables.map(\.node))))
      }
      return (try builder.jacobian(of: nodes, by: variables.map(\.node)), conditions)
    }
    return zip(rows, conditions).map { row, condition in
      row.map { Expr(store: store, node: $0, condition: condition) }
    }
  }
}

extension Builder {
  /// The partial derivatives, row by row; conditions are the caller's to record.
  package func jacobian(of roots: [NodeID], by variables: [NodeID]) throws(NablaError) -> [[NodeID]] {
    if variables.count <= roots.count {
      var rows = [[NodeID]](repeating: [], count: roots.count)
      for variable in variables {
        let column = try forwardDerivatives(of: roots, seeds: [variable: .one])
        for (row, derivative) in column.enumerated() { rows[row].append(derivative) }
      }
      return rows
    }
    var rows: [[NodeID]] = []
    for root in roots { rows.append(try reverseSweep(of: root, by: variables)) }
    return rows
  }
}
