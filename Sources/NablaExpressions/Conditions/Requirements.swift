// Spells out what a condition node recorded in O(1): as relations, without what always holds or follows from the result.

import NablaNumbers

/// One relation that a result depends on beyond its own domain.
package struct Requirement: Sendable, Hashable {
  package let relation: NodeID
  /// Where the relation fails the result follows the convention for kinks; otherwise it has no value.
  package let isKink: Bool
}

/// What has to be looked at to evaluate a result at a point.
package enum ConditionCheck: Sendable {
  /// Where `guardedBy` holds, the node must have a value.
  case defined(NodeID, guardedBy: NodeID)
  case requirement(Requirement)
}

extension Builder {
  /// The relations of a condition that do not follow from the domain of the results themselves.
  ///
  /// Linear in the nodes of the expressions that the condition and the results speak of. With `keepingAll`, also
  /// those that follow from the domain of the results.
  package func requirements(
    of condition: NodeID, results: [NodeID], keepingAll: Bool = false
  ) throws(NablaError) -> [Requirement] {
    if condition == .yes { return [] }
    return try withoutRecording { () throws(NablaError) in
      var found: [Requirement] = []
      for (guardRelation, leaf) in leaves(of: condition) {
        if store.isOperation(leaf, .defined) {
          for relation in try domain(of: [store.operands(leaf)[0]]) {
            found.append(Requirement(relation: or([not(guardRelation), relation]), isKink: false))
          }
        } else {
          found += try requirements(ofLeaf: leaf, guardedBy: guardRelation, results: results)
        }
      }
      var own = Set<NodeID>()
      for relation in keepingAll ? [] : try domain(of: results) {
        own.insert(relation)
        own.formUnion(consequences(of: relation))
      }
      // Among the requirements themselves, x > 0 says x ≠ 0.
      var implied = own
      for requirement in found where !requirement.isKink {
        implied.formUnion(consequences(of: requirement.relation))
      }
      var seen = Set<Requirement>()
      return found.filter { requirement in
        if requirement.relation == .yes || own.contains(requirement.relation) { return false }
        if implied.contains(requirement.relation) { return false }
        return seen.insert(requirement).inserted
      }
    }
  }

  /// The same for evaluation, where having a value is seen directly.
  package func checks(of condition: NodeID, results: [NodeID]) throws(NablaError) -> [ConditionCheck] {
    if condition == .yes { return [] }
    return try withoutRecording { () throws(NablaError) in
      var found: [ConditionCheck] = []
      for (guardRelation, leaf) in leaves(of: condition) {
        if store.isOperation(leaf, .defined) {
          found.append(.defined(store.operands(leaf)[0], guardedBy: guardRelation))
        } else {
          for requirement in try requirements(ofLeaf: leaf, guardedBy: guardRelation, results: results)
          where requirement.relation != .yes {
            found.append(.requirement(requirement))
          }
        }
      }
      return found
    }
  }

  /// The condition with its slopes spelled out as relations, so that variables may be replaced in it.
  package func withSlopesSpelledOut(_ condition: NodeID, results: [NodeID]) throws(NablaError) -> NodeID {
    if condition == .yes { return .yes }
    return try withoutRecording { () throws(NablaError) in
      var spelled = NodeID.yes
      for (guardRelation, leaf) in leaves(of: condition) {
        guard store.isOperation(leaf, .differentiable) else {
          spelled = both(spelled, guarded(guardRelation, leaf))
          continue
        }
        for requirement in try requirements(ofLeaf: leaf, guardedBy: guardRelation, results: results)
        where requirement.relation != .yes {
          spelled = both(
            spelled, intern(requirement.isKink ? .kinkRequirement : .domainRequirement, requirement.relation))
        }
      }
      return spelled
    }
  }

  /// The condition that a derivative of `u` by some variables leaves behind: two nodes, however large u is.
  package func derivativeCondition(of u: NodeID, by variables: [NodeID]) -> NodeID {
    var condition = NodeID.yes
    if !store.flags(u).isTotal { condition = intern(.defined, u) }
    if store.flags(u).contains(.smooth) { return condition }
    return both(condition, intern(.differentiable, [u] + variables))
  }

  /// A condition node from a relation: elsewhere there is no value.
  package func domainCondition(_ relation: NodeID) -> NodeID {
    relation == .yes ? .yes : intern(.domainRequirement, relation)
  }

  // MARK: Leaves

  private func leaves(of condition: NodeID) -> [(guardRelation: NodeID, leaf: NodeID)] {
    var result: [(NodeID, NodeID)] = []
    var seen = Set<[NodeID]>()
    var stack = [(NodeID.yes, condition)]
    while let (guardRelation, node) = stack.popLast() {
      if node == .yes || !seen.insert([guardRelation, node]).inserted { continue }
      switch store.operation(node) {
      case .both:
        for part in store.operands(node).reversed() { stack.append((guardRelation, part)) }
      case .guarded:
        let parts = store.operands(node)
        stack.append((and([guardRelation, parts[0]]), parts[1]))
      default:
        result.append((guardRelation, node))
      }
    }
    return result
  }

  private func requirements(
    ofLeaf leaf: NodeID, guardedBy guardRelation: NodeID, results: [NodeID]
  ) throws(NablaError) -> [Requirement] {
    guard let operation = store.operation(leaf) else { return [] }
    let operands = Array(store.operands(leaf))
    switch operation {
    case .domainRequirement, .kinkRequirement:
      return normalized(operands[0]).map {
        Requirement(relation: or([not(guardRelation), $0]), isKink: operation == .kinkRequirement)
      }
    case .differentiable:
      // A continuous function has a slope at a kink of its formula if the slope's formula does not jump.
      let resultJumps = results.contains { store.flags($0).contains(.jumps) }
      var found: [Requirement] = []
      for slope in try slopes(of: operands[0], by: Set(operands.dropFirst()))
      where !(slope.isKink && slope.isContinuous && !resultJumps) {
        found.append(Requirement(relation: or([not(guardRelation), slope.relation]), isKink: slope.isKink))
      }
      return found
    default:
      return []
    }
  }

  // MARK: Domains

  /// The relations under which the expressions have values; branches of `if` ask only where they are taken.
  func domain(of roots: [NodeID]) throws(NablaError) -> [NodeID] {
    var relations: [NodeID] = []
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
        for simple in normalized(relation) where simple != .yes { relations.append(or([dead, simple])) }
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
      default:
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

  private func localDomain(of id: NodeID) -> [NodeID] {
    switch store.operation(id) {
    case .call:
      return Catalogue.row(store.node(id).pointee.function).domain(self, Array(store.operands(id)))
    case .power:
      let operands = store.operands(id)
      return powerDomain(operands[0], operands[1])
    case .product:
      let operands = Array(store.operands(id))
      var result: [NodeID] = []
      for k in stride(from: 1, to: operands.count, by: 2) where operands[k + 1] != .one {
        result += powerDomain(operands[k], operands[k + 1])
      }
      return result
    default:
      return []
    }
  }

  private func powerDomain(_ base: NodeID, _ exponent: NodeID) -> [NodeID] {
    guard let r = value(exponent) else {
      return store.flags(base).isPositive ? [] : [less(.zero, base)]
    }
    if r.isInteger { return r.isNegative ? [notEqual(base, .zero)] : [] }
    return [r.isNegative ? less(.zero, base) : lessOrEqual(.zero, base)]
  }

  private enum Liveness { case values, slopes }

  /// For each reachable node the relation under which its value, or its slope, is used.
  private func liveness(
    _ reachable: ReachableNodes, roots: [NodeID], of what: Liveness = .values
  ) -> [NodeID] {
    var live = [NodeID](repeating: .no, count: reachable.ids.count)
    func use(_ id: NodeID, _ relation: NodeID) {
      guard let rank = reachable.rank(id), live[rank] != .yes else { return }
      live[rank] = or([live[rank], relation])
    }
    for root in roots { use(root, .yes) }
    for (rank, id) in reachable.ids.enumerated().reversed() {
      let own = live[rank]
      if store.isOperation(id, .ifElse) {
        let parts = Array(store.operands(id))
        if what == .values { use(parts[0], own) }
        use(parts[1], and([own, parts[0]]))
        use(parts[2], and([own, not(parts[0])]))
      } else if store.isOperation(id, .declared) {
        let call = store.declaredCall(id)
        for argument in call.arguments { use(argument, own) }
        if what == .values { use(call.value, own) }
      } else {
        for operand in store.operands(id) where operand.isStored { use(operand, own) }
      }
    }
    return live
  }

  // MARK: Slopes

  private struct Slope {
    let relation: NodeID
    let isKink: Bool
    let isContinuous: Bool
  }

  private func slopes(of u: NodeID, by variables: Set<NodeID>) throws(NablaError) -> [Slope] {
    let reachable = ReachableNodes(store, [u])
    var depends = [Bool](repeating: false, count: reachable.ids.count)
    func dependsOn(_ id: NodeID) -> Bool {
      if let rank = reachable.rank(id) { return depends[rank] }
      return variables.contains(id)
    }
    for (rank, id) in reachable.ids.enumerated() where !store.isCall(id, .stopGradient) {
      depends[rank] = store.operands(id).contains(where: dependsOn)
    }
    // What is only looked at to choose a branch needs a value, but no slope.
    let live = liveness(reachable, roots: [u], of: .slopes)
    var result: [Slope] = []
    for (rank, id) in reachable.ids.enumerated().reversed() where depends[rank] {
      try check()
      var asked: [Slope] = []
      let operands = Array(store.operands(id))
      switch store.operation(id) {
      case .call:
        let row = Catalogue.row(store.node(id).pointee.function)
        asked = row.slope(self, operands).map {
          Slope(relation: $0.relation, isKink: $0.isKink, isContinuous: !row.jumps)
        }
      case .power:
        asked = powerSlope(operands[0], operands[1], dependsOn)
      case .product:
        for k in stride(from: 1, to: operands.count, by: 2) {
          asked += powerSlope(operands[k], operands[k + 1], dependsOn)
        }
      case .declared:
        let call = store.declaredCall(id)
        let rules = zip(call.arguments, call.derivatives).filter { dependsOn($0) && $1 != .no }.map(\.1)
        asked = try domain(of: rules).map { Slope(relation: $0, isKink: false, isContinuous: true) }
      case .ifElse where dependsOn(operands[0]):
        asked = boundaries(of: operands[0]).map { Slope(relation: $0, isKink: true, isContinuous: false) }
      default: break
      }
      if asked.isEmpty { continue }
      let dead = not(live[rank])
      for slope in asked {
        for simple in normalized(slope.relation) where simple != .yes {
          result.append(Slope(relation: or([dead, simple]), isKink: slope.isKink, isContinuous: slope.isContinuous))
        }
      }
    }
    return result
  }

  private func powerSlope(_ base: NodeID, _ exponent: NodeID, _ dependsOn: (NodeID) -> Bool) -> [Slope] {
    if dependsOn(exponent) {
      return store.flags(base).isPositive
        ? [] : [Slope(relation: less(.zero, base), isKink: false, isContinuous: true)]
    }
    guard dependsOn(base), let r = value(exponent), !r.isInteger, r < Rational(1) else { return [] }
    return [Slope(relation: less(.zero, base), isKink: false, isContinuous: true)]
  }

  /// The relations a ≠ b away from which a condition does not change.
  private func boundaries(of condition: NodeID) -> [NodeID] {
    let inside = ReachableNodes(store, [condition]) { store.isOperation($0, .and) || store.isOperation($0, .or) }
    var result: [NodeID] = []
    for id in inside.ids {
      switch store.operation(id) {
      case .less, .lessOrEqual, .equal, .notEqual:
        result.append(notEqual(store.operands(id)[0], store.operands(id)[1]))
      default: break
      }
    }
    return result
  }
}
