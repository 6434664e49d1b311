// Derivatives by an undefined function such as q(t) or q'(t), and the equations of Euler and Lagrange.

import NablaExpressions

extension Expr {
  /// The left side of the equation of Euler and Lagrange for one function q of t: d/dt ∂L/∂q′ − ∂L/∂q, which is 0 on the
  /// path where the integral of L is stationary; with higher derivatives of q the further terms of Euler and Poisson.
  ///
  /// L holds `q(t)` and its derivatives. Throws `domain` if q stands with other arguments or not at all, t is no symbol, or
  /// this is a relation.
  public func eulerLagrange(of q: String, by t: Expr) throws(NablaError) -> Expr {
    try requireSymbol(t)
    let name = Expr.symbol(q)
    return try Expr.made(of: [self]) { (builder, nodes) throws(NablaError) in
      let (node, condition) = try builder.eulerLagrange(of: nodes[0], path: name.node, by: t.node)
      return ([node], condition)
    }[0]
  }
}

extension Builder {
  /// The derivative of some order by an application such as q'(t), all others taken as independent of it.
  package func derivative(
    of root: NodeID, byApplication application: NodeID, order: Int
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    guard let symbol = NameTable.shared.intern("\u{0}path") else {
      throw NablaError(.limit, "there is no room for more names")
    }
    let inserted = try rewrite(Rewriting(table: [application: symbol], isWhole: true), in: root, condition: .yes)
    let (node, condition) = try derivative(of: inserted.node, by: symbol, order: order)
    let result = try rewrite(
      Rewriting(table: [symbol: application]), in: node, condition: both(inserted.condition, condition))
    return (result.node, result.condition)
  }

  /// The left side of the equation of Euler and Lagrange, and the condition it leaves behind.
  package func eulerLagrange(
    of lagrangian: NodeID, path name: NodeID, by t: NodeID
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    var applications: [(order: Int, node: NodeID)] = []
    for id in ReachableNodes(store, [lagrangian]).ids where store.isOperation(id, .application) {
      let application = store.application(id)
      guard application.name == name else { continue }
      guard application.arguments == [t] else {
        let (q, variable) = (NameTable.shared.name(of: name), NameTable.shared.name(of: t))
        throw NablaError(.domain, "\(q) is a function of \(variable) alone here: write \(q)(\(variable))")
      }
      applications.append((application.positions.count, id))
    }
    guard !applications.isEmpty else {
      let (q, variable) = (NameTable.shared.name(of: name), NameTable.shared.name(of: t))
      throw NablaError(.domain, "the formula does not hold \(q)(\(variable))")
    }
    var (terms, condition) = ([NodeID](), NodeID.yes)
    for (order, application) in applications.sorted(by: { $0.order < $1.order }) {
      let (partial, added) = try derivative(of: lagrangian, byApplication: application, order: 1)
      let (whole, own) = try derivative(of: partial, by: t, order: order)
      terms.append(order & 1 == 1 ? whole : negate(whole))
      condition = both(condition, both(added, own))
    }
    return (try withoutRecording { () throws(NablaError) in sum(terms) }, condition)
  }
}
