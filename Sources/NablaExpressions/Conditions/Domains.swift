// Where expressions have values, as relations; branches of `if` ask only where they are taken.

import NablaNumbers

extension Builder {
  /// The relations under which the expressions have values. Linear in the nodes.
  func domain(of roots: [NodeID]) throws(NablaError) -> [NodeID] {
    var relations: [NodeID] = []
    var seen = Set<NodeID>()
    let partial = roots.filter { !store.flags($0).isTotal }
    let reachable = ReachableNodes(store, partial) { !store.flags($0).isTotal }
    let live = liveness(reachable, roots: partial)
    for (rank, id) in reachable.ids.enumerated().reversed() {
      try check()
      if store.flags(id).isTotal { continue }
      let asked = localDomain(of: id)
      if asked.isEmpty { continue }
      let dead = not(live[rank])
      for relation in asked {
        for simple in normalized(relation) {
          let whole = disjunction([dead, simple])
          if whole != .yes && seen.insert(whole).inserted { relations.append(whole) }
        }
      }
    }
    return relations
  }

  /// For each root the relations, as bits, without which it has no value of its own: those need not be looked at for it.
  /// Only the first 64 relations are considered. Linear in the nodes under the roots.
  package func relationsImplied(byValuesOf roots: [NodeID], among relations: [NodeID]) throws(NablaError) -> [UInt64] {
    var bits: [NodeID: UInt64] = [:]
    for (k, relation) in relations.prefix(64).enumerated() { bits[relation] = 1 << UInt64(k) }
    let reachable = ReachableNodes(store, roots)
    var masks = [UInt64](repeating: 0, count: reachable.ids.count)
    func mask(_ id: NodeID) -> UInt64 { reachable.rank(id).map { masks[$0] } ?? 0 }
    for (rank, id) in reachable.ids.enumerated() where !store.flags(id).isTotal {
      try check()
      let operands = store.operands(id)
      switch store.operation(id) {
      case .ifElse: masks[rank] = mask(operands[0]) | (mask(operands[1]) & mask(operands[2]))
      case .and, .or: masks[rank] = operands.reduce(UInt64.max) { $0 & mask($1) }
      case .declared:
        let call = store.declaredCall(id)
        masks[rank] = call.arguments.reduce(mask(call.value)) { $0 | mask($1) }
      case .number, .sum, .product, .power, .call, .application, .less, .lessOrEqual, .equal, .notEqual, .defined,
        .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
        var own: UInt64 = 0
        for operand in operands where operand.isStored { own |= mask(operand) }
        for asked in localDomain(of: id) {
          for simple in normalized(asked) {
            own |= bits[simple] ?? 0
            for consequence in consequences(of: simple) { own |= bits[consequence] ?? 0 }
          }
        }
        masks[rank] = own
      }
    }
    return roots.map(mask)
  }

  /// What follows from a relation: u > m says u ≥ m and u ≠ m.
  private func consequences(of relation: NodeID) -> [NodeID] {
    if store.isOperation(relation, .less) {
      let operands = store.operands(relation)
      let (a, b) = (operands[0], operands[1])
      return [lessOrEqual(a, b), notEqual(a, b)]
    }
    // Guarded ones: or(dead, u > m).
    guard store.isOperation(relation, .or) else { return [] }
    let parts = Array(store.operands(relation))
    guard parts.count == 2 else { return [] }
    var result: [NodeID] = []
    for k in 0..<2 where store.isOperation(parts[k], .less) {
      result += consequences(of: parts[k]).map { or([parts[1 - k], $0]) }
    }
    return result
  }

  /// Where an operation has a value, given those of its operands.
  func localDomain(of id: NodeID) -> [NodeID] {
    switch store.operation(id) {
    case .call:
      return Catalogue.row(store.node(id).pointee.function).domainRelations(self, Array(store.operands(id)))
    case .power:
      let operands = store.operands(id)
      return powerDomain(operands[0], operands[1])
    case .product:
      var result: [NodeID] = []
      for (base, exponent) in store.factors(of: id) where exponent != .one { result += powerDomain(base, exponent) }
      return result
    case .number, .sum, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
      .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      return []
    }
  }

  /// u^v has a value for u > 0, for u = 0 where v ≥ 0 (0^0 is 1), and for u < 0 where v is an integer.
  private func powerDomain(_ base: NodeID, _ exponent: NodeID) -> [NodeID] {
    guard let r = value(exponent) else {
      let flags = store.flags(base)
      var result: [NodeID] = []
      if !flags.contains(.nonnegative) { result.append(or([lessOrEqual(.zero, base), wholeness(of: exponent)])) }
      if !flags.contains(.nonzero) { result.append(or([notEqual(base, .zero), lessOrEqual(.zero, exponent)])) }
      return result
    }
    if r.isInteger { return r.isNegative ? [notEqual(base, .zero)] : [] }
    return [r.isNegative ? less(.zero, base) : lessOrEqual(.zero, base)]
  }

  /// That the value of an expression is an integer: v = floor(v), of what is not known to be one.
  private func wholeness(of v: NodeID) -> NodeID {
    if store.flags(v).contains(.integer) { return .yes }
    if store.isNumber(v) { return .no }
    var open = v
    if store.isOperation(v, .sum), store.terms(of: v).count < 32 {
      let terms = store.terms(of: v)
      var broken: [NodeID] = []
      for (coefficient, term) in terms {
        let multiple = scaled(coefficient, term)
        if !store.flags(multiple).contains(.integer) { broken.append(multiple) }
      }
      if !store.flags(terms.constant).contains(.integer) { broken.append(terms.constant) }
      open = sum(broken)
    }
    let (coefficient, term) = splitCoefficient(open)
    if coefficient == .minusOne { open = term }
    return relation(.equal, open, call(.floor, [open]))
  }

  // MARK: Liveness

  /// The slope of an operand of relu, max or min is used where the operand is what the function returns.
  private func useActive(
    _ id: NodeID, _ operands: UnsafeBufferPointer<NodeID>, _ use: (NodeID, NodeID) -> Void
  ) {
    let shape = store.shape(of: id)
    for (k, operand) in operands.enumerated() where operand.isStored {
      var relation = NodeID.yes
      if !store.flags(operand).contains(.smooth) {
        let other = operands.count == 2 ? operands[1 - k] : .zero
        if shape == .positivePart || shape == .largest { relation = lessOrEqual(other, operand) }
        if shape == .smallest && operands.count == 2 { relation = lessOrEqual(operand, other) }
      }
      use(operand, relation)
    }
  }

  enum Liveness { case values, slopes }

  /// For each reachable node the relation under which its value, or its slope, is used.
  func liveness(
    _ reachable: ReachableNodes, roots: [NodeID], of what: Liveness = .values
  ) -> [NodeID] {
    var live = [NodeID](repeating: .no, count: reachable.ids.count)
    func use(_ id: NodeID, _ relation: NodeID) {
      guard let rank = reachable.rank(id), live[rank] != .yes else { return }
      live[rank] = disjunction([live[rank], relation])
    }
    for root in roots { use(root, .yes) }
    for (rank, id) in reachable.ids.enumerated().reversed() where live[rank] != .no {
      let own = live[rank]
      let operands = store.operands(id)
      switch store.operation(id) {
      case .ifElse:
        if what == .values { use(operands[0], own) }
        use(operands[1], and([own, operands[0]]))
        use(operands[2], and([own, not(operands[0])]))
      case .declared:
        let call = store.declaredCall(id)
        for argument in call.arguments { use(argument, own) }
        if what == .values { use(call.value, own) }
      case .and, .or:
        // One operand may decide alone, and then the others need no value.
        let isOr = store.isOperation(id, .or)
        let isShort = operands.count <= 4
        for (k, operand) in operands.enumerated() where operand.isStored {
          var parts = [own]
          if isShort && !store.flags(operand).isTotal {
            for (j, other) in operands.enumerated() where j != k { parts.append(isOr ? not(other) : other) }
          }
          use(operand, and(parts))
        }
      case .call where what == .slopes && operands.count <= 2 && own == .yes:
        useActive(id, operands, use)
      case .number, .sum, .product, .power, .call, .application, .less, .lessOrEqual, .equal, .notEqual, .defined,
        .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
        for operand in operands where operand.isStored { use(operand, own) }
      }
    }
    return live
  }
}
