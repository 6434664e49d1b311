// All second partial derivatives of one expression: forward over reverse, only where they are not zero.

import NablaExpressions

/// The second partial derivatives that are not identically zero, of the upper triangle.
public struct SparseHessian: Sendable {
  /// An entry; `row` ≤ `column`, both indices into the variables.
  public struct Entry: Sendable {
    /// The first variable.
    public let row: Int
    /// The second variable.
    public let column: Int
    /// The second partial derivative.
    public let value: Expr
  }

  /// The number of variables.
  public let size: Int
  /// The entries by column, then row: together the pattern.
  public let entries: [Entry]
}

extension Expr {
  /// The Hessian: second partial derivatives by some symbols, symmetric, variables by variables.
  ///
  /// One reverse sweep for the gradient, then for each variable a forward pass over the nodes of the gradient that depend
  /// on it. Throws `domain` if a variable is no symbol or is named twice or this is a relation, `limit` past the limits
  /// of the task.
  public func hessian(by variables: [Expr]) throws(NablaError) -> [[Expr]] {
    let sparse = try hessianAndCondition(by: variables)
    let condition = sparse.condition
    let zero = Expr(store: store, node: .zero, condition: condition)
    var rows = [[Expr]](repeating: [Expr](repeating: zero, count: variables.count), count: variables.count)
    for entry in sparse.hessian.entries {
      rows[entry.row][entry.column] = entry.value
      rows[entry.column][entry.row] = entry.value
    }
    return rows
  }

  /// The same without the zeros, and without quadratic cost where the function is sparse.
  public func sparseHessian(by variables: [Expr]) throws(NablaError) -> SparseHessian {
    try hessianAndCondition(by: variables).hessian
  }

  private func hessianAndCondition(
    by variables: [Expr]
  ) throws(NablaError) -> (hessian: SparseHessian, condition: NodeID) {
    try requireDifferentSymbols(variables)
    try Expr.requireDifferentiable([self])
    let store = self.store
    let (entries, condition) = try store.build { (builder) throws(NablaError) in
      let (entries, added) = try builder.hessianEntries(of: self.node, by: variables.map(\.node))
      return (entries, builder.both(self.condition, added))
    }
    let named = entries.map {
      SparseHessian.Entry(
        row: $0.row, column: $0.column, value: Expr(store: store, node: $0.node, condition: condition))
    }
    return (SparseHessian(size: variables.count, entries: named), condition)
  }
}

/// An entry of the upper triangle of a Hessian.
package struct HessianEntry: Sendable {
  package let row: Int
  package let column: Int
  package let node: NodeID
}

extension Builder {
  /// The second partial derivatives, row by row, and the condition they share.
  package func hessian(
    of root: NodeID, by variables: [NodeID]
  ) throws(NablaError) -> (rows: [[NodeID]], condition: NodeID) {
    let (entries, condition) = try hessianEntries(of: root, by: variables)
    var rows = [[NodeID]](
      repeating: [NodeID](repeating: .zero, count: variables.count), count: variables.count)
    for entry in entries {
      rows[entry.row][entry.column] = entry.node
      rows[entry.column][entry.row] = entry.node
    }
    return (rows, condition)
  }

  /// The nonzero second partial derivatives of the upper triangle, by column, and the condition they share.
  package func hessianEntries(
    of root: NodeID, by variables: [NodeID]
  ) throws(NablaError) -> (entries: [HessianEntry], condition: NodeID) {
    var condition = derivativeCondition(of: root, by: variables)
    let gradient = try reverseSweep(of: root, by: variables)
    for component in gradient { condition = both(condition, derivativeCondition(of: component, by: variables)) }
    let entries = try withoutRecording { () throws(NablaError) in
      var columns = try DerivativeColumns(self, gradient, KnownDomain([root]))
      var entries: [HessianEntry] = []
      for (column, variable) in variables.enumerated() {
        entries += try columns.entries(by: variable, column: column, rows: column + 1)
      }
      return entries
    }
    return (entries, condition)
  }
}

/// Derivatives by rank, zero between passes; a class, so that reading it in a closure copies nothing.
private final class DerivativeTable {
  var values: [NodeID]

  init(_ count: Int) { values = [NodeID](repeating: .zero, count: count) }
}

/// Forward passes over some expressions, such as a gradient, each over the nodes that depend on one variable.
struct DerivativeColumns {
  private let builder: Builder
  private let store: Store
  private let gradient: [NodeID]
  private let reachable: ReachableNodes
  private let extensions: Extensions
  /// What is known wherever the function has a value.
  private let domain: KnownDomain
  /// The users of each node, in one array by rank; those of symbols apart.
  private var starts: [Int32]
  private var users: [Int32]
  private var symbolUsers: [NodeID: [Int32]] = [:]
  /// The components of the gradient that are a node.
  private var rows: [NodeID: [Int]] = [:]
  private let table: DerivativeTable

  init(_ builder: Builder, _ gradient: [NodeID], _ domain: KnownDomain) throws(NablaError) {
    self.builder = builder
    self.domain = domain
    self.gradient = gradient
    let store = builder.store
    self.store = store
    reachable = ReachableNodes(store, gradient)
    table = DerivativeTable(reachable.ids.count)
    for (row, node) in gradient.enumerated() { rows[node, default: []].append(row) }
    let extensions = try Extensions(builder, reachable, gradient)
    self.extensions = extensions
    let isSkipped = try builder.nodesWithoutSlope(reachable, gradient, extensions)
    let reachable = self.reachable
    func forEachOperand(_ rank: Int, _ body: (NodeID) -> Void) throws(NablaError) {
      if !isSkipped[rank] { try builder.forEachLink(of: reachable.ids[rank], extensions) { body($0.operand) } }
    }
    var counts = [Int32](repeating: 0, count: reachable.ids.count + 1)
    for rank in reachable.ids.indices {
      try forEachOperand(rank) { operand in if let place = reachable.rank(operand) { counts[place + 1] += 1 } }
    }
    for rank in reachable.ids.indices { counts[rank + 1] += counts[rank] }
    var filled = counts
    var users = [Int32](repeating: 0, count: Int(counts[reachable.ids.count]))
    var symbolUsers: [NodeID: [Int32]] = [:]
    for rank in reachable.ids.indices {
      try forEachOperand(rank) { operand in
        if let place = reachable.rank(operand) {
          users[Int(filled[place])] = Int32(truncatingIfNeeded: rank)
          filled[place] += 1
        } else if operand.isSymbol {
          symbolUsers[operand, default: []].append(Int32(truncatingIfNeeded: rank))
        }
      }
    }
    starts = counts
    self.users = users
    self.symbolUsers = symbolUsers
  }

  /// The derivatives by a variable that are not zero, of the first so many expressions.
  mutating func entries(by variable: NodeID, column: Int, rows rowCount: Int) throws(NablaError) -> [HessianEntry] {
    // What depends on the variable, found from below.
    var dependents: [Int] = []
    var seen = Set<Int>()
    var stack = (symbolUsers[variable] ?? []).map { Int($0) }
    while let rank = stack.popLast() {
      guard seen.insert(rank).inserted else { continue }
      dependents.append(rank)
      for k in starts[rank]..<starts[rank + 1] { stack.append(Int(users[Int(k)])) }
    }
    dependents.sort()
    let (reachable, table) = (reachable, table)
    for rank in dependents {
      try builder.check()
      let id = reachable.ids[rank]
      let slope = try builder.localDerivative(id, extensions, domain) { operand in
        if let place = reachable.rank(operand) { return table.values[place] }
        return operand == variable ? .one : .zero
      }
      table.values[rank] = slope
    }
    var entries: [HessianEntry] = []
    for rank in dependents {
      for row in rows[reachable.ids[rank]] ?? [] where row < rowCount && table.values[rank] != .zero {
        entries.append(HessianEntry(row: row, column: column, node: table.values[rank]))
      }
    }
    // A component that is the variable itself.
    for row in rows[variable] ?? [] where row < rowCount {
      entries.append(HessianEntry(row: row, column: column, node: .one))
    }
    for rank in dependents { table.values[rank] = .zero }
    return entries.sorted { $0.row < $1.row }
  }
}
