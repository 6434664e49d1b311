// Derivatives along a curve that a parameter runs through: of y by x, both functions of t.

import NablaExpressions

extension Expr {
  /// The derivative of some order of y by x where both are functions of a parameter t: y′/x′, then (dy/dx)′/x′, and so on.
  ///
  /// It stands where x′ is not 0. Throws `domain` where x does not depend on t, where the parameter is no symbol, the order is
  /// not positive, or an operand is a relation.
  public static func parametricDerivative(
    of y: Expr, by x: Expr, parameter t: Expr, order: Int = 1
  ) throws(NablaError) -> Expr {
    try requireSymbol(t)
    guard order > 0 else { throw NablaError(.domain, "the order of a parametric derivative is 1, 2, 3, …") }
    return try made(of: [x, y]) { (builder, nodes) throws(NablaError) in
      var (slopes, condition) = ([nodes[1]], NodeID.yes)
      for _ in 0..<order {
        let next = try builder.parametricSlopes(of: slopes, by: nodes[0], parameter: t.node)
        (slopes, condition) = (next.nodes, builder.both(condition, next.condition))
      }
      return (slopes, condition)
    }[0]
  }
}

extension Builder {
  /// The derivatives of functions of a parameter by another one, and the condition left behind.
  package func parametricSlopes(
    of functions: [NodeID], by x: NodeID, parameter t: NodeID
  ) throws(NablaError) -> (nodes: [NodeID], condition: NodeID) {
    let (slopes, condition) = try slopes(of: functions + [x], by: t)
    let below = slopes[functions.count]
    if below == .zero {
      throw NablaError(.domain, "the first component does not change with \(NameTable.shared.name(of: t))")
    }
    let (nodes, recorded) = recording { slopes.dropLast().map { quotient($0, below) } }
    return (nodes, both(condition, recorded))
  }
}
