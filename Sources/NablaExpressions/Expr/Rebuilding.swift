// Rewrites a graph bottom-up: substitution, import from another store.

import NablaContainers

extension Builder {
  /// The node with new operands in the places of its raw operands, in automatic form.
  package func rebuild(_ id: NodeID, _ map: (NodeID) -> NodeID) -> NodeID {
    let node = store.node(id).pointee
    // A copy: building may not read operands while they are mapped through caches that build.
    let operands = store.operands(id)
    switch node.operation {
    case .number: return id
    case .sum:
      let view = store.terms(of: id)
      var terms = [map(view.constant)]
      for (coefficient, term) in view { terms.append(scaled(coefficient, map(term))) }
      return sum(terms)
    case .product:
      let view = store.factors(of: id)
      var factors = [map(view.coefficient)]
      for (base, exponent) in view { factors.append(power(map(base), map(exponent))) }
      return product(factors)
    case .power: return power(map(operands[0]), map(operands[1]))
    case .call:
      let arguments = operands.map(map)
      return call(FunctionID(rawValue: node.function) ?? .abs, arguments)
    case .application:
      let fixed = 2 + operands[1].smallInteger
      var mapped = Array(operands[..<fixed])
      for operand in operands[fixed...] { mapped.append(map(operand)) }
      return intern(.application, mapped)
    case .declared:
      let call = store.declaredCall(id)
      return declared(
        call.name, call.arguments.map(map), value: map(call.value), derivatives: call.derivatives.map(map))
    case .ifElse: return ifElse(map(operands[0]), map(operands[1]), map(operands[2]))
    case .less, .lessOrEqual, .equal, .notEqual:
      return relation(node.operation, map(operands[0]), map(operands[1]))
    case .and: return and(operands.map(map))
    case .or: return or(operands.map(map))
    case .defined:
      let u = map(operands[0])
      return store.flags(u).isTotal ? .yes : intern(.defined, u)
    case .differentiable: return intern(.differentiable, [map(operands[0])] + Array(operands.dropFirst()))
    case .domainRequirement:
      let relation = map(operands[0])
      return relation == .yes ? .yes : intern(.domainRequirement, relation)
    case .kinkRequirement:
      let relation = map(operands[0])
      return relation == .yes ? .yes : intern(.kinkRequirement, relation)
    case .guarded: return guarded(map(operands[0]), map(operands[1]))
    case .both: return both(map(operands[0]), map(operands[1]))
    }
  }

  /// Replaces symbols everywhere under some roots, all at once. Linear in the nodes under the roots.
  package func substitute(
    _ replacements: [NodeID: NodeID], in roots: [NodeID]
  ) throws(NablaError) -> [NodeID] {
    try rewrite(Rewriting(table: replacements), in: roots)
  }

  /// Replaces what a rewriting says everywhere under some roots, from the bottom up. Linear in the nodes under the roots.
  package func rewrite(_ rewriting: Rewriting, in roots: [NodeID]) throws(NablaError) -> [NodeID] {
    let replacements = rewriting.table
    let isSimple = !rewriting.isWhole && rewriting.function == nil && !rewriting.rebuildsAll
    let reachable = ReachableNodes(store, roots)
    var mapped = [NodeID](repeating: .zero, count: reachable.ids.count)
    // What rewriting leaves behind belongs to the node it happened in: inside a branch it matters only there.
    var conditions: [NodeID]?
    func image(_ id: NodeID) -> NodeID {
      if let rank = reachable.rank(id) { return mapped[rank] }
      return replacements[id] ?? id
    }
    for (rank, id) in reachable.ids.enumerated() {
      try check()
      let operands = store.operands(id)
      let unchanged = operands.allSatisfy { image($0) == $0 }
      let (built, recorded) =
        unchanged && isSimple
        ? (id, .yes)
        : try recording { () throws(NablaError) -> NodeID in
          if !isSimple, let own = try replacement(rewriting, for: id, image) { return own }
          return unchanged && !rewriting.rebuildsAll ? id : rebuild(id, image)
        }
      mapped[rank] = built
      // What is under a node that is replaced as a whole is gone with it.
      if rewriting.isWhole && replacements[id] != nil { continue }
      if conditions == nil && recorded == .yes { continue }
      var all = conditions ?? [NodeID](repeating: .yes, count: reachable.ids.count)
      func condition(_ id: NodeID) -> NodeID { reachable.rank(id).map { all[$0] } ?? .yes }
      if store.isOperation(id, .ifElse) {
        let choice = image(operands[0])
        let first = guarded(choice, condition(operands[1]))
        let second = guarded(not(choice), condition(operands[2]))
        all[rank] = both(recorded, both(condition(operands[0]), both(first, second)))
      } else if store.isOperation(id, .and) || store.isOperation(id, .or) {
        let parts = store.operands(id).map { (image($0), condition($0)) }
        all[rank] = both(recorded, joinedConditions(store.isOperation(id, .or) ? .or : .and, parts))
      } else if store.isOperation(id, .guarded) {
        let relation = image(operands[0])
        all[rank] = both(recorded, both(condition(operands[0]), guarded(relation, condition(operands[1]))))
      } else {
        var joined = recorded
        for operand in store.operands(id) where operand.isStored { joined = both(joined, condition(operand)) }
        all[rank] = joined
      }
      conditions = all
    }
    if let assumed = store.assumed, !replacements.isEmpty {
      addCondition(try assumed.condition(replacing: replacements, self))
    }
    for root in roots {
      if let rank = reachable.rank(root), let conditions { addCondition(conditions[rank]) }
    }
    return roots.map(image)
  }

  /// Copies nodes of another store into this one. Linear in the nodes under the roots.
  ///
  /// Where this one has other assumptions they are brought into the form that is right under these, unless `keepsForm`; what
  /// that leaves behind is recorded.
  package func importing(_ roots: [NodeID], from other: Store, keepsForm: Bool = false) -> [NodeID] {
    if other === store { return roots }
    let copied = copying(roots, from: other)
    guard !keepsForm, let assumed = store.assumed, assumed.assumptions != other.assumptions else { return copied }
    // Past a limit they keep their form, which is right as well, and the next check throws.
    return (try? rewrite(Rewriting(rebuildsAll: true), in: copied)) ?? copied
  }

  private func copying(_ roots: [NodeID], from other: Store) -> [NodeID] {
    let reachable = ReachableNodes(other, roots)
    var mapped = [NodeID](repeating: .zero, count: reachable.ids.count)
    func image(_ id: NodeID) -> NodeID { reachable.rank(id).map { mapped[$0] } ?? id }
    for (rank, id) in reachable.ids.enumerated() {
      let node = other.node(id).pointee
      // The form depends on structure alone, so operands keep their order.
      mapped[rank] =
        node.operation == .number
        ? number(other.number(id) ?? 0)
        : intern(node.operation, function: node.function, other.operands(id).map(image))
    }
    return roots.map(image)
  }
}

extension Store {
  /// The symbols under some roots, each once, in the order of their names. Linear in the nodes.
  package func symbols(under roots: [NodeID]) -> [NodeID] {
    var found = Set<NodeID>()
    for root in roots where root.isSymbol { found.insert(root) }
    for id in ReachableNodes(self, roots).ids {
      if isOperation(id, .application) || isOperation(id, .declared) {
        for operand in operands(id).dropFirst(2) where operand.isSymbol { found.insert(operand) }
      } else {
        for operand in operands(id) where operand.isSymbol { found.insert(operand) }
      }
    }
    return found.sorted { NaturalOrder.isBefore(NameTable.shared.name(of: $0), NameTable.shared.name(of: $1)) }
  }
}
