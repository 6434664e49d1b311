// Divergence and curl of vector fields, the Laplacian of a number, in Cartesian coordinates.

import NablaExpressions

extension Expr {
  /// The divergence of a vector field: the sum of the derivative of each component by its own coordinate.
  ///
  /// Cartesian coordinates. A forward pass a component. Throws `domain` for another number of components than of
  /// variables, for variables that are no symbols or named twice, and for relations; `limit` past the limits of the task.
  public static func divergence(of field: [Expr], by variables: [Expr]) throws(NablaError) -> Expr {
    try requireDifferentSymbols(variables)
    return try made(of: field) { (builder, nodes) throws(NablaError) in
      let (node, condition) = try builder.divergence(of: nodes, by: variables.map(\.node))
      return ([node], condition)
    }.first ?? Expr(0)
  }

  /// The curl of a vector field of three components: (∂R/∂y − ∂Q/∂z, ∂P/∂z − ∂R/∂x, ∂Q/∂x − ∂P/∂y). Of two components
  /// the one number ∂Q/∂x − ∂P/∂y.
  ///
  /// Cartesian, right-handed coordinates. Throws `domain` for other numbers of components or variables, otherwise as `divergence(of:by:)` does.
  public static func curl(of field: [Expr], by variables: [Expr]) throws(NablaError) -> [Expr] {
    try requireDifferentSymbols(variables)
    return try made(of: field) { (builder, nodes) throws(NablaError) in
      try builder.curl(of: nodes, by: variables.map(\.node))
    }
  }

  /// The Laplacian: the sum of the second derivatives by each variable. Cartesian coordinates.
  ///
  /// Two forward passes a variable. Throws `domain` if a variable is no symbol or named twice or this is a relation,
  /// `limit` past the limits of the task.
  public func laplacian(by variables: [Expr]) throws(NablaError) -> Expr {
    try requireDifferentSymbols(variables)
    return try Expr.made(of: [self]) { (builder, nodes) throws(NablaError) in
      let (node, condition) = try builder.laplacian(of: nodes[0], by: variables.map(\.node))
      return ([node], condition)
    }[0]
  }
}

extension Builder {
  /// The divergence, and the condition it leaves behind.
  package func divergence(
    of field: [NodeID], by variables: [NodeID]
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    try requireAsMany(field.count, variables.count, "the divergence")
    var (terms, condition) = ([NodeID](), NodeID.yes)
    for (component, variable) in zip(field, variables) {
      let (slopes, added) = try slopes(of: [component], by: variable)
      terms.append(slopes[0])
      condition = both(condition, added)
    }
    // What cancels has a value wherever the components have slopes.
    return (try withoutRecording { () throws(NablaError) in sum(terms) }, condition)
  }

  /// The components of the curl, and the condition they share.
  package func curl(
    of field: [NodeID], by variables: [NodeID]
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    try requireAsMany(field.count, variables.count, "the curl")
    guard field.count == 2 || field.count == 3 else {
      throw NablaError(.domain, "the curl is one of three components, or of two in the plane, not of \(field.count)")
    }
    var columns: [[NodeID]] = []
    var condition = NodeID.yes
    for variable in variables {
      let (column, added) = try slopes(of: field, by: variable)
      columns.append(column)
      condition = both(condition, added)
    }
    func turn(_ i: Int, _ j: Int) -> NodeID { difference(columns[i][j], columns[j][i]) }
    let nodes = try withoutRecording { () throws(NablaError) in
      field.count == 2 ? [turn(0, 1)] : [turn(1, 2), turn(2, 0), turn(0, 1)]
    }
    return (nodes, condition)
  }

  /// The Laplacian, and the condition it leaves behind.
  package func laplacian(
    of root: NodeID, by variables: [NodeID]
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    var (terms, condition) = ([NodeID](), NodeID.yes)
    for variable in variables {
      let (second, added) = try derivative(of: root, by: variable, order: 2)
      terms.append(second)
      condition = both(condition, added)
    }
    return (try withoutRecording { () throws(NablaError) in sum(terms) }, condition)
  }
}
