// Replacing symbols by expressions, through results and conditions alike.

extension Expr {
  /// The expression with symbols replaced, all at once (x ↦ y, y ↦ x exchanges them).
  ///
  /// Conditions are substituted with it; one that becomes false leaves no value. Linear in the nodes.
  /// Throws `domain` if a key is no symbol or an image is a relation, `limit` past the task's limits.
  public func substituting(_ replacements: [Expr: Expr]) throws(NablaError) -> Expr {
    try Expr.substituting(replacements, in: [self])[0]
  }

  /// The same in several expressions that share their nodes.
  public static func substituting(
    _ replacements: [Expr: Expr], in expressions: [Expr]
  ) throws(NablaError) -> [Expr] {
    try requireNumbers(Array(replacements.values), for: "the value of a symbol")
    let all = expressions + Array(replacements.values)
    let store = all.lazy.compactMap(\.heldStore).first ?? Store.default
    let built = try store.build { (builder) throws(NablaError) in
      var table: [NodeID: NodeID] = [:]
      var condition = NodeID.yes
      for (symbol, value) in replacements {
        guard symbol.node.isSymbol else {
          throw NablaError(
            .domain,
            "only a symbol can be substituted; replacing(_:) takes subexpressions, replacing(_:of:by:) functions")
        }
        let (node, own) = builder.adopt(value)
        table[symbol.node] = node
        condition = builder.both(condition, own)
      }
      var results: [(NodeID, NodeID)] = []
      for expression in expressions {
        let (node, own) = builder.adopt(expression)
        let (image, imageCondition) = try builder.substitute(table, in: node, condition: own)
        results.append((image, builder.both(condition, imageCondition)))
      }
      return results
    }
    return built.map { Expr(store: store, node: $0.0, condition: $0.1) }
  }
}

extension Builder {
  /// Replaces symbols in a result and in the condition it stands under.
  package func substitute(
    _ table: [NodeID: NodeID], in node: NodeID, condition: NodeID
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    try rewrite(Rewriting(table: table), in: node, condition: condition)
  }

  /// Rewrites a result and the condition it stands under.
  package func rewrite(
    _ rewriting: Rewriting, in node: NodeID, condition: NodeID
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    let spelled = try withSlopesSpelledOut(condition, results: [node])
    let (image, recorded) = try recording { () throws(NablaError) in try rewrite(rewriting, in: [node])[0] }
    // Rewriting inside a condition may lose a domain as well.
    let (substituted, lost) = try recording { () throws(NablaError) in try rewrite(rewriting, in: [spelled])[0] }
    return (image, both(recorded, both(substituted, lost)))
  }
}
