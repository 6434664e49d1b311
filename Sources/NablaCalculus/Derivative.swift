// Derivatives by one symbol after another.

import NablaExpressions

extension Expr {
  /// The derivative of some order by a symbol: exact, in automatic form, with the conditions under which it stands.
  ///
  /// Forward over the graph, linear in its nodes for one order. At kinks the derivative follows the convention of
  /// each function and the result carries the condition away from which it is certain. Throws `domain` if `variable`
  /// is no symbol, the order is negative or this is a relation, `limit` past the limits of the task.
  public func derivative(by variable: Expr, order: Int = 1) throws(NablaError) -> Expr {
    try derivative(by: [(variable, order)])
  }

  /// The mixed partial derivative by several symbols in turn; a symbol may come again, for a higher order.
  public func derivative(by variables: [Expr]) throws(NablaError) -> Expr {
    try derivative(by: variables.map { ($0, 1) })
  }

  private func derivative(by steps: [(Expr, Int)]) throws(NablaError) -> Expr {
    for (variable, _) in steps { try requireSymbol(variable) }
    try Expr.requireDifferentiable([self])
    let store = self.store
    let (node, condition) = try store.build { (builder) throws(NablaError) in
      var (node, condition) = (self.node, self.condition)
      for (variable, order) in steps {
        let (next, added) = try builder.derivative(of: node, by: variable.node, order: order)
        node = next
        condition = builder.both(condition, added)
      }
      return (node, condition)
    }
    return Expr(store: store, node: node, condition: condition)
  }
}

/// Throws `domain` for anything but a symbol.
func requireSymbol(_ variable: Expr) throws(NablaError) {
  if !variable.node.isSymbol { throw NablaError(.domain, "derivatives are taken by symbols only") }
}

/// Throws `domain` for variables that are no symbols, or of which one is named twice: every list of variables of a
/// gradient, Jacobian, Hessian or product is one of different symbols.
func requireDifferentSymbols(_ variables: [Expr]) throws(NablaError) {
  var seen = Set<NodeID>()
  for variable in variables {
    try requireSymbol(variable)
    if !seen.insert(variable.node).inserted {
      throw NablaError(.domain, "a variable is named twice: \(NameTable.shared.name(of: variable.node))")
    }
  }
}

extension Expr {
  /// Throws `domain` for relations, which have no derivatives.
  static func requireDifferentiable(_ expressions: [Expr]) throws(NablaError) {
    if expressions.contains(where: \.isTruth) { throw NablaError(.domain, "a relation has no derivative") }
  }
}

extension Builder {
  /// The derivative of some order, and the condition it leaves behind.
  ///
  /// Stops early at 0 and where derivatives repeat, so that the millionth derivative of a sine is at once there.
  package func derivative(
    of root: NodeID, by variable: NodeID, order: Int
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    guard order >= 0 else { throw NablaError(.domain, "the order of a derivative is 0, 1, 2, …") }
    var condition = NodeID.yes
    var node = root
    func step() throws(NablaError) {
      condition = both(condition, derivativeCondition(of: node, by: [variable]))
      node = try forwardDerivatives(of: [node], seeds: [variable: .one])[0]
    }
    if let derivatives = try leibnizDerivatives(of: root, by: variable, order: order) {
      for derivative in [root] + derivatives.dropLast() {
        condition = both(condition, derivativeCondition(of: derivative, by: [variable]))
      }
      return (derivatives[derivatives.count - 1], condition)
    }
    if order <= 12 {
      for _ in 0..<order { try step() }
      return (node, condition)
    }
    // Many orders: a budget of their own, since most expressions grow with each.
    return try withBudget(nodes: max(1000, limits.nodes / 25)) { () throws(NablaError) in
      var earlier: [NodeID: Int] = [root: 0]
      var history = [root]
      var done = 0
      while done < order && node != .zero {
        try step()
        done += 1
        if let first = earlier[node] {
          let period = done - first
          node = history[first + (order - first) % period]
          break
        }
        earlier[node] = done
        history.append(node)
      }
      return (node, condition)
    }
  }
}
