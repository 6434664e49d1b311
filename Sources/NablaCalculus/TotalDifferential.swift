// The total differential: the partial derivatives times the differentials of the variables.

import NablaExpressions

extension Expr {
  /// The total differential f_x·dx + f_y·dy + …, linear in symbols that have a `d` before the names of the variables.
  ///
  /// One reverse sweep. Throws `domain` if a variable is no symbol or named twice, if this is a relation or holds one of
  /// the names of differentials already; `limit` past the limits of the task.
  public func totalDifferential(by variables: [Expr]) throws(NablaError) -> Expr {
    try requireDifferentSymbols(variables)
    return try Expr.made(of: [self]) { (builder, nodes) throws(NablaError) in
      let (partials, condition) = try builder.gradient(of: nodes[0], by: variables.map(\.node))
      let (node, recorded) = try builder.differential(partials, by: variables.map(\.node), of: nodes[0])
      return ([node], builder.both(condition, recorded))
    }[0]
  }
}

extension Builder {
  /// Partial derivatives times the differentials of their variables, and the condition it leaves behind.
  package func differential(
    _ partials: [NodeID], by variables: [NodeID], of root: NodeID
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    let taken = Set(store.symbols(under: [root]))
    var symbols: [NodeID] = []
    for variable in variables {
      let name = "d" + NameTable.shared.name(of: variable)
      guard let symbol = NameTable.shared.intern(name) else {
        throw NablaError(.limit, "there is no room for more names")
      }
      if taken.contains(symbol) || variables.contains(symbol) {
        throw NablaError(.domain, "\(name) is a symbol of the formula; its differential needs that name")
      }
      symbols.append(symbol)
    }
    let (node, recorded) = recording { sum(zip(partials, symbols).map { product($0, $1) }) }
    return (node, recorded)
  }
}
