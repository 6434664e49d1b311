// Spells out what a condition node recorded in O(1): as relations, for a reader or for evaluation.

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
  /// The relations of a condition that do not follow from the domain of the results themselves, in their simplest form.
  ///
  /// Linear in the nodes of the expressions that the condition and the results speak of. With `keepingAll`, also
  /// those that follow from the domain of the results or from one another.
  package func requirements(
    of condition: NodeID, results: [NodeID], keepingAll: Bool = false
  ) throws(NablaError) -> [Requirement] {
    if condition == .yes { return [] }
    return try withoutRecording { () throws(NablaError) in
      var found: [Requirement] = []
      var seen = Set<Requirement>()
      func add(_ relation: NodeID, _ isKink: Bool) {
        let requirement = Requirement(relation: relation, isKink: isKink)
        if relation != .yes && seen.insert(requirement).inserted { found.append(requirement) }
      }
      for (guardRelation, leaf) in leaves(of: condition) {
        if store.isOperation(leaf, .defined) {
          let dead = not(guardRelation)
          for relation in try domain(of: [store.operands(leaf)[0]]) { add(disjunction([dead, relation]), false) }
        } else {
          for requirement in try requirements(ofLeaf: leaf, guardedBy: guardRelation, results: results) {
            add(requirement.relation, requirement.isKink)
          }
        }
      }
      if keepingAll { return found }
      return try compact(simplified(found, beside: domain(of: results)))
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

  // MARK: Leaves

  private func leaves(of condition: NodeID) -> [(guardRelation: NodeID, leaf: NodeID)] {
    var result: [(NodeID, NodeID)] = []
    var seen = Set<[NodeID]>()
    var stack = [(NodeID.yes, condition)]
    while let (guardRelation, node) = stack.popLast() {
      if node == .yes || !seen.insert([guardRelation, node]).inserted { continue }
      if store.isOperation(node, .both) {
        for part in store.operands(node).reversed() { stack.append((guardRelation, part)) }
      } else if store.isOperation(node, .guarded) {
        let parts = store.operands(node)
        stack.append((and([guardRelation, parts[0]]), parts[1]))
      } else {
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
    let dead = not(guardRelation)
    switch operation {
    case .domainRequirement, .kinkRequirement:
      return normalized(operands[0]).map {
        Requirement(relation: disjunction([dead, $0]), isKink: operation == .kinkRequirement)
      }
    case .differentiable:
      return try slopes(of: operands[0], by: Set(operands.dropFirst()), results: results).map {
        Requirement(relation: disjunction([dead, $0.relation]), isKink: $0.isKink)
      }
    case .defined:
      // Spelt out before (see `requirements`).
      return []
    case .number, .sum, .product, .power, .call, .application, .declared, .ifElse, .less, .lessOrEqual, .equal,
      .notEqual, .and, .or, .guarded, .both:
      assertionFailure("no leaf of a condition")
      return []
    }
  }
}
