// The first partial derivatives of several expressions that are not identically zero, and which columns go together.

import NablaExpressions

/// The entries of a Jacobian that are not identically zero.
public struct SparseJacobian: Sendable {
  /// An entry of the matrix.
  public struct Entry: Sendable {
    /// The expression.
    public let row: Int
    /// The variable.
    public let column: Int
    /// The partial derivative.
    public let value: Expr
  }

  /// The number of expressions.
  public let rowCount: Int
  /// The number of variables.
  public let columnCount: Int
  /// The entries by column, then row: together the pattern.
  public let entries: [Entry]

  /// Groups of columns of which no two have an entry in the same row: one product with a direction that is 1 at all of a group
  /// gives all of its entries (Curtis, Powell and Reid).
  ///
  /// Found greedily, in the order of the columns; not always the fewest. Linear in the squares of the lengths of the rows.
  public var columnGroups: [[Int]] {
    var rows = [[Int]](repeating: [], count: rowCount)
    var columns = [[Int]](repeating: [], count: columnCount)
    for entry in entries {
      rows[entry.row].append(entry.column)
      columns[entry.column].append(entry.row)
    }
    var groupOf = [Int](repeating: -1, count: columnCount)
    var groups: [[Int]] = []
    // For each group the last column that it was found closed to.
    var closed: [Int] = []
    for column in 0..<columnCount {
      for row in columns[column] {
        for other in rows[row] where groupOf[other] >= 0 { closed[groupOf[other]] = column }
      }
      let free = closed.firstIndex { $0 != column } ?? groups.count
      if free == groups.count {
        groups.append([])
        closed.append(-1)
      }
      groups[free].append(column)
      groupOf[column] = free
    }
    return groups
  }
}

extension Expr {
  /// The Jacobian of some expressions without its zeros, and without quadratic cost where it is sparse.
  ///
  /// For each variable a forward pass over the nodes that depend on it. All entries share one condition. Throws `domain` if a
  /// variable is no symbol or is named twice or an expression is a relation, `limit` past the limits of the task.
  public static func sparseJacobian(
    of expressions: [Expr], by variables: [Expr]
  ) throws(NablaError) -> SparseJacobian {
    try requireDifferentSymbols(variables)
    try requireDifferentiable(expressions)
    let store = (expressions.first { $0.node.isStored } ?? expressions.first)?.store ?? Store.default
    let symbols = variables.map(\.node)
    let (entries, condition) = try store.build { (builder) throws(NablaError) in
      var condition = NodeID.yes
      var nodes: [NodeID] = []
      for expression in expressions {
        let (node, own) = builder.adopt(expression)
        nodes.append(node)
        condition = builder.both(condition, builder.both(own, builder.derivativeCondition(of: node, by: symbols)))
      }
      let roots = nodes
      let entries = try builder.withoutRecording { () throws(NablaError) in
        var columns = try DerivativeColumns(builder, roots, KnownDomain(roots))
        var entries: [HessianEntry] = []
        for (column, variable) in symbols.enumerated() {
          entries += try columns.entries(by: variable, column: column, rows: roots.count)
        }
        return entries
      }
      return (entries, condition)
    }
    let named = entries.map {
      SparseJacobian.Entry(
        row: $0.row, column: $0.column, value: Expr(store: store, node: $0.node, condition: condition))
    }
    return SparseJacobian(rowCount: expressions.count, columnCount: variables.count, entries: named)
  }
}
