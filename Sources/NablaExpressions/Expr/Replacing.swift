// Replacing subexpressions, and functions of the user by formulas.

import NablaNumbers

extension Expr {
  /// The expression with subexpressions replaced, all at once, from the bottom up.
  ///
  /// A subexpression is a part that `nodes` lists, or a term without its coefficient: `x^2` in `3*x^2*y` and `x*y` in
  /// `2*x*y + 1`, but not `x*y` in `x*y*z`. What stands for it is not looked at again. Conditions go along; one that becomes
  /// false leaves no value. Linear in the nodes. Throws `domain` for numbers and relations as keys or images, `limit` past the
  /// task's limits.
  public func replacing(_ replacements: [Expr: Expr]) throws(NablaError) -> Expr {
    try Expr.requireNumbers(Array(replacements.keys) + Array(replacements.values), for: "replaced, or a replacement")
    if replacements.keys.contains(where: { $0.number != nil }) {
      throw NablaError(.domain, "a number stands for itself and cannot be replaced")
    }
    let store = ([self] + Array(replacements.values)).lazy.compactMap(\.heldStore).first ?? Store.default
    let (node, condition) = try store.build { (builder) throws(NablaError) in
      var table: [NodeID: NodeID] = [:]
      var condition = NodeID.yes
      for (key, value) in replacements {
        let (image, own) = builder.adopt(value)
        table[builder.adopt(key).node] = image
        condition = builder.both(condition, own)
      }
      let (node, own) = builder.adopt(self)
      let rewriting = Builder.Rewriting(table: table, isWhole: true)
      let result = try builder.rewrite(rewriting, in: node, condition: own)
      return (result.node, builder.both(condition, result.condition))
    }
    return Expr(store: store, node: node, condition: condition)
  }

  /// The expression with an undefined function replaced by formulas: for each list of positions of arguments by which it is
  /// differentiated here (none for the function itself) one in the parameters.
  package func replacing(
    _ function: String, of parameters: [Expr], by formulas: [[Int]: Expr]
  ) throws(NablaError) -> Expr {
    let store = ([self] + Array(formulas.values)).lazy.compactMap(\.heldStore).first ?? Store.default
    let name = Expr.symbol(function).node
    let (node, condition) = try store.build { (builder) throws(NablaError) in
      let formulas = formulas.mapValues { builder.adopt($0) }
      let (node, own) = builder.adopt(self)
      let rewriting = Builder.Rewriting(function: (name, parameters.map(\.node), formulas))
      return try builder.rewrite(rewriting, in: node, condition: own)
    }
    return Expr(store: store, node: node, condition: condition)
  }

  /// The lists of positions by which an undefined function is differentiated in this expression and its condition, and the
  /// numbers of its arguments.
  package func applications(of function: String) -> (positions: Set<[Int]>, counts: Set<Int>) {
    let name = Expr.symbol(function).node
    var (positions, counts) = (Set<[Int]>(), Set<Int>())
    let store = store
    for id in ReachableNodes(store, [node, condition]).ids where store.isOperation(id, .application) {
      let application = store.application(id)
      guard application.name == name else { continue }
      positions.insert(application.positions)
      counts.insert(store.operands(id).count - 2 - application.positions.count)
    }
    return (positions, counts)
  }
}

extension Builder {
  /// What a rewriting replaces.
  package struct Rewriting {
    /// Symbols, or any nodes.
    var table: [NodeID: NodeID] = [:]
    /// Whether keys are any nodes, among them terms and factors that are no nodes of the graph.
    var isWhole = false
    /// An undefined function, its parameters, and its formulas by positions.
    var function:
      (
        name: NodeID, parameters: [NodeID], formulas: [[Int]: (node: NodeID, condition: NodeID)]
      )?

    /// Whether what holds nothing to be replaced is built anew too, for a store that knows more.
    var rebuildsAll = false

    init(rebuildsAll: Bool) { self.rebuildsAll = rebuildsAll }

    package init(table: [NodeID: NodeID], isWhole: Bool = false) {
      self.table = table
      self.isWhole = isWhole
    }

    init(function: (name: NodeID, parameters: [NodeID], formulas: [[Int]: (node: NodeID, condition: NodeID)])) {
      self.function = function
    }
  }

  /// What stands for a node, where the rewriting says so; nil where it is to be built again from its operands.
  func replacement(
    _ rewriting: Rewriting, for id: NodeID, _ image: (NodeID) -> NodeID
  ) throws(NablaError) -> NodeID? {
    if rewriting.isWhole {
      if let own = rewriting.table[id] { return own }
      if store.isOperation(id, .sum) || store.isOperation(id, .product) {
        return wholePieces(rewriting.table, id, image)
      }
    }
    guard let function = rewriting.function, store.isOperation(id, .application) else { return nil }
    let application = store.application(id)
    guard application.name == function.name, let formula = function.formulas[application.positions] else { return nil }
    let arguments = publicOperands(id)
    guard arguments.count == function.parameters.count else { return nil }
    var table: [NodeID: NodeID] = [:]
    for (parameter, argument) in zip(function.parameters, arguments) { table[parameter] = image(argument) }
    let result = try substitute(table, in: formula.node, condition: formula.condition)
    addCondition(result.condition)
    return result.node
  }

  /// A sum or product where a term with its coefficient, a factor with its exponent, or a product without its coefficient is
  /// a key; nil where none is.
  private func wholePieces(_ table: [NodeID: NodeID], _ id: NodeID, _ image: (NodeID) -> NodeID) -> NodeID? {
    var isChanged = false
    if store.isOperation(id, .sum) {
      let view = store.terms(of: id)
      var terms = [view.constant]
      for (coefficient, term) in view {
        let own = table[scaled(coefficient, term)]
        isChanged = isChanged || own != nil
        terms.append(own ?? scaled(coefficient, image(term)))
      }
      return isChanged ? sum(terms) : nil
    }
    let view = store.factors(of: id)
    if view.coefficient != .one, let coefficient = store.number(view.coefficient) {
      if let own = table[scaled(number(Rational(1) / coefficient), id)] { return product([view.coefficient, own]) }
    }
    var factors = [view.coefficient]
    for (base, exponent) in view {
      let own = table[rawPower(base, exponent)]
      isChanged = isChanged || own != nil && exponent != .one
      factors.append(own ?? power(image(base), image(exponent)))
    }
    return isChanged ? product(factors) : nil
  }
}
