// The Wronskian: the determinant of functions and their derivatives.

import NablaExpressions

extension Expr {
  /// The Wronskian of n functions of a variable: the determinant whose k-th row are their derivatives of order k, from 0 on.
  ///
  /// Where it is not 0 somewhere, the functions are linearly independent. Throws `domain` if the variable is no symbol or
  /// a function is a relation, `limit` for more than ten functions and past the limits of the task.
  public static func wronskian(of functions: [Expr], by variable: Expr) throws(NablaError) -> Expr {
    try requireSymbol(variable)
    return try made(of: functions) { (builder, nodes) throws(NablaError) in
      let (node, condition) = try builder.wronskian(of: nodes, by: variable.node)
      return ([node], condition)
    }.first ?? Expr(1)
  }
}

extension Builder {
  /// The Wronskian, and the condition it leaves behind.
  package func wronskian(
    of functions: [NodeID], by variable: NodeID
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    var (rows, condition) = ([functions], NodeID.yes)
    guard functions.count <= Builder.mostDeterminantRows else {
      throw NablaError(.limit, "a Wronskian of \(functions.count) functions is out of reach")
    }
    while rows.count < functions.count {
      let (row, added) = try slopes(of: rows[rows.count - 1], by: variable)
      rows.append(row)
      condition = both(condition, added)
    }
    let (node, recorded) = try recording { () throws(NablaError) in try determinant(rows) }
    return (node, both(condition, recorded))
  }
}
