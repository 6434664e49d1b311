// Derivatives of what equations define: the implicit function theorem, of one equation or a system.

import NablaExpressions

extension Expr {
  /// The derivative of some order of y by x, where an equation F = 0 makes y a function of x: −F_x/F_y for the first.
  ///
  /// Higher ones are total derivatives of the one before, in terms of x and y. It stands where F_y is not 0. Throws `domain` where F does not depend on y,
  /// where x or y is no symbol or they are the same, the order is not positive, or this is a relation.
  public static func implicitDerivative(
    of y: Expr, by x: Expr, from equation: Expr, order: Int = 1
  ) throws(NablaError) -> Expr {
    try implicitDerivatives(of: [y], by: x, from: [equation], order: order)[0]
  }

  /// The derivatives of some order of several unknowns by x, where as many equations F = 0 make them functions of x.
  ///
  /// By the rule of Cramer; they stand where the determinant of the derivatives by the unknowns is not 0. Throws `domain` where it is 0 everywhere and where the
  /// numbers of equations and unknowns differ, `limit` for more than ten equations, otherwise as for one equation.
  public static func implicitDerivatives(
    of unknowns: [Expr], by x: Expr, from equations: [Expr], order: Int = 1
  ) throws(NablaError) -> [Expr] {
    try requireDifferentSymbols(unknowns + [x])
    guard order > 0 else { throw NablaError(.domain, "the order of an implicit derivative is 1, 2, 3, …") }
    return try made(of: equations) { (builder, nodes) throws(NablaError) in
      let symbols = unknowns.map(\.node)
      let first = try builder.implicitSlopes(of: symbols, by: x.node, from: nodes)
      var (slopes, condition) = (first.nodes, first.condition)
      for _ in 1..<order {
        let next = try builder.totalSlopes(of: slopes, by: x.node, symbols, first.nodes)
        (slopes, condition) = (next.nodes, builder.both(condition, next.condition))
      }
      return (slopes, condition)
    }
  }
}

extension Builder {
  /// The first derivatives of unknowns by a symbol, where equations u = 0 define them, and the condition left behind.
  package func implicitSlopes(
    of unknowns: [NodeID], by x: NodeID, from equations: [NodeID]
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    guard equations.count == unknowns.count else {
      throw NablaError(
        .domain, "as many equations as unknowns define functions, not \(equations.count) for \(unknowns.count)")
    }
    var condition = NodeID.yes
    for equation in equations { condition = both(condition, derivativeCondition(of: equation, by: unknowns + [x])) }
    let rows = try jacobian(of: equations, by: unknowns)
    let right = try forwardDerivatives(of: equations, seeds: [x: .one])
    let (nodes, recorded) = try recording { () throws(NablaError) -> [NodeID] in
      let whole = try determinant(rows)
      if whole == .zero {
        let names = unknowns.map { NameTable.shared.name(of: $0) }.joined(separator: ", ")
        throw NablaError(.domain, "the derivatives by \(names) vanish: \(names) is not defined by this")
      }
      var nodes: [NodeID] = []
      for column in unknowns.indices {
        var replaced = rows
        for row in rows.indices { replaced[row][column] = right[row] }
        nodes.append(quotient(difference(.zero, try determinant(replaced)), whole))
      }
      return nodes
    }
    return (nodes, both(condition, recorded))
  }

  /// The total derivatives by x of expressions in x and unknowns whose own derivatives are known.
  package func totalSlopes(
    of roots: [NodeID], by x: NodeID, _ unknowns: [NodeID], _ slopes: [NodeID]
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    var condition = NodeID.yes
    for root in roots { condition = both(condition, derivativeCondition(of: root, by: unknowns + [x])) }
    var seeds = [x: NodeID.one]
    for (unknown, slope) in zip(unknowns, slopes) { seeds[unknown] = slope }
    return (try forwardDerivatives(of: roots, seeds: seeds), condition)
  }
}
