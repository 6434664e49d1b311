// Relations, and, or, and the choice between two values.

import NablaNumbers

extension Builder {
  /// a < b, a ≤ b, a = b or a ≠ b; exact numbers and equal sides are decided at once.
  package func relation(_ operation: Operation, _ a: NodeID, _ b: NodeID) -> NodeID {
    guard let sense = Sense(operation) else {
      assertionFailure("only relations compare")
      return .no
    }
    if a == b {
      recordDefined(a, by: .equalSides)
      return sense.holds(0) ? .yes : .no
    }
    if let left = value(a), let right = value(b) {
      return sense.holds(left == right ? 0 : left < right ? -1 : 1) ? .yes : .no
    }
    if let sign = unrecorded({ signOfConstants(a, b) }) { return sense.holds(sign) ? .yes : .no }
    if operation == .less || operation == .lessOrEqual { return intern(operation, a, b) }
    return store.fingerprint(a) < store.fingerprint(b) ? intern(operation, a, b) : intern(operation, b, a)
  }

  /// The sign of a − b for constants such as pi and 22/7, where it is proved.
  @inline(__always)
  private func signOfConstants(_ a: NodeID, _ b: NodeID) -> Int? {
    let (first, second) = (store.flags(a), store.flags(b))
    guard first.contains(.symbolFree), second.contains(.symbolFree), first.isTotal, second.isTotal else { return nil }
    return constantSign(difference(a, b))
  }

  package func less(_ a: NodeID, _ b: NodeID) -> NodeID { relation(.less, a, b) }
  package func lessOrEqual(_ a: NodeID, _ b: NodeID) -> NodeID { relation(.lessOrEqual, a, b) }
  package func notEqual(_ a: NodeID, _ b: NodeID) -> NodeID { relation(.notEqual, a, b) }

  /// Whether all of some relations hold.
  package func and(_ parts: [NodeID]) -> NodeID { connect(.and, parts, neutral: .yes, absorbing: .no) }
  /// Whether one of some relations holds.
  package func or(_ parts: [NodeID]) -> NodeID { connect(.or, parts, neutral: .no, absorbing: .yes) }

  private func connect(
    _ operation: Operation, _ parts: [NodeID], neutral: NodeID, absorbing: NodeID
  ) -> NodeID {
    var flat: [NodeID] = []
    for part in parts {
      if part == neutral { continue }
      if part == absorbing { return absorbing }
      if store.isOperation(part, operation) { flat.append(contentsOf: store.operands(part)) } else { flat.append(part) }
    }
    flat.sort { store.fingerprint($0) < store.fingerprint($1) }
    var distinct: [NodeID] = []
    for part in flat where part != distinct.last { distinct.append(part) }
    if distinct.isEmpty { return neutral }
    if distinct.count > 1 { keepDecisiveBounds(&distinct, operation) }
    // x > 0 or x ≤ 0 always holds.
    if distinct.count <= 8 {
      for part in distinct where store.flags(part).isTotal {
        if let opposite = negatedRelation(part), distinct.contains(opposite) { return absorbing }
      }
    }
    return distinct.count == 1 ? distinct[0] : intern(operation, distinct)
  }

  /// Of several bounds of one node on one side the one that decides: x < 1 and x < 2 is x < 1, and so on for `or`.
  private func keepDecisiveBounds(_ parts: inout [NodeID], _ operation: Operation) {
    struct Side: Hashable {
      let node: NodeID
      let isUpper: Bool
    }
    var places: [Side: Int] = [:]
    var kept: [NodeID] = []
    for part in parts {
      guard let bound = bound(part) else {
        kept.append(part)
        continue
      }
      let side = Side(node: bound.node, isUpper: bound.isUpper)
      guard let place = places[side], let known = self.bound(kept[place]) else {
        places[side] = kept.count
        kept.append(part)
        continue
      }
      // The narrower one of the two, of equal ones the strict one.
      let isNarrower =
        bound.number == known.number
        ? bound.isStrict : (bound.number < known.number) == bound.isUpper
      if isNarrower == (operation == .and) { kept[place] = part }
    }
    // In the order of fingerprints, as the parts were.
    if kept.count < parts.count { parts = kept.sorted { store.fingerprint($0) < store.fingerprint($1) } }
  }

  /// The node, number, side and strictness of a relation that bounds a node by a number.
  private func bound(_ id: NodeID) -> (node: NodeID, number: Rational, isUpper: Bool, isStrict: Bool)? {
    guard store.isOperation(id, .less) || store.isOperation(id, .lessOrEqual) else { return nil }
    let operands = store.operands(id)
    let isStrict = store.isOperation(id, .less)
    if let number = value(operands[1]) { return (operands[0], number, true, isStrict) }
    if let number = value(operands[0]) { return (operands[1], number, false, isStrict) }
    return nil
  }

  /// The relation that holds where the given one does not (both sides having values). Linear in its nodes.
  package func not(_ relation: NodeID) -> NodeID {
    if relation == .yes { return .no }
    if relation == .no { return .yes }
    if let negated = negatedRelation(relation) { return negated }
    // `and` and `or` nest: children first, without recursion.
    let nodes = ReachableNodes(store, [relation]) { store.isOperation($0, .and) || store.isOperation($0, .or) }
    var negation: [NodeID: NodeID] = [:]
    for id in nodes.ids {
      if let negated = negatedRelation(id) {
        negation[id] = negated
      } else {
        let parts = store.operands(id).map { negation[$0] ?? not($0) }
        negation[id] = store.isOperation(id, .and) ? or(parts) : and(parts)
      }
    }
    return negation[relation] ?? .no
  }

  private func negatedRelation(_ id: NodeID) -> NodeID? {
    guard let operation = store.operation(id) else { return nil }
    let operands = store.operands(id)
    switch operation {
    case .less: return relation(.lessOrEqual, operands[1], operands[0])
    case .lessOrEqual: return relation(.less, operands[1], operands[0])
    case .equal: return relation(.notEqual, operands[0], operands[1])
    case .notEqual: return relation(.equal, operands[0], operands[1])
    case .number, .sum, .product, .power, .call, .application, .declared, .ifElse, .and, .or, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both:
      return nil
    }
  }

  /// The first value where the condition holds, else the second.
  package func ifElse(_ condition: NodeID, _ first: NodeID, _ second: NodeID) -> NodeID {
    if condition == .yes { return first }
    if condition == .no { return second }
    if first == second {
      recordDefined(condition, by: .equalBranches)
      return first
    }
    // What is decided is not asked again.
    let (inner, other) = (decided(first, condition, holds: true), decided(second, condition, holds: false))
    if inner != first || other != second { return ifElse(condition, inner, other) }
    if let closed = cardinalSine(condition, first, second) { return closed }
    return intern(.ifElse, [condition, first, second])
  }

  /// sin(u)/u, and 1 where u is 0: the function that is smooth there, written as a choice.
  private func cardinalSine(_ condition: NodeID, _ first: NodeID, _ second: NodeID) -> NodeID? {
    let isEqual = store.isOperation(condition, .equal)
    guard isEqual || store.isOperation(condition, .notEqual), (isEqual ? first : second) == .one else { return nil }
    let sides = store.operands(condition)
    guard sides[0] == .zero || sides[1] == .zero else { return nil }
    let u = sides[0] == .zero ? sides[1] : sides[0]
    let rest = isEqual ? second : first
    guard store.isOperation(rest, .product), !store.isLongProduct(rest) else { return nil }
    let factors = store.operands(rest)
    for k in stride(from: 1, to: factors.count, by: 2) {
      // v is 0 just where u is.
      guard let v = argument(of: factors[k], if: .sin), splitCoefficient(v).term == splitCoefficient(u).term,
        rest == unrecorded({ quotient(factors[k], v) })
      else { continue }
      return call(.sinc, [v])
    }
    return nil
  }

  /// The branch of a choice by a condition that is known to hold, or to fail.
  private func decided(_ id: NodeID, _ condition: NodeID, holds: Bool) -> NodeID {
    guard store.isOperation(id, .ifElse), store.operands(id)[0] == condition else { return id }
    return store.operands(id)[holds ? 1 : 2]
  }

  /// What conditions some relations leave that are joined by `and` or `or`: one of them may decide alone, and then those of
  /// the others do not matter.
  package func joinedConditions(
    _ operation: Operation, _ parts: [(node: NodeID, condition: NodeID)]
  ) -> NodeID {
    var result = NodeID.yes
    for (k, part) in parts.enumerated() where part.condition != .yes {
      var open: [NodeID] = []
      if parts.count <= 4 {
        for (j, other) in parts.enumerated() where j != k {
          open.append(operation == .or ? not(other.node) : other.node)
        }
      }
      result = both(result, guarded(and(open), part.condition))
    }
    return result
  }

  /// A condition that matters only where a relation holds.
  package func guarded(_ relation: NodeID, _ condition: NodeID) -> NodeID {
    if relation == .yes || condition == .yes { return condition }
    return relation == .no ? .yes : intern(.guarded, relation, condition)
  }
}

extension Store {
  /// Whether a node is a truth value rather than a number.
  package func isBoolean(_ id: NodeID) -> Bool {
    if id == .yes || id == .no { return true }
    switch operation(id) {
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or: return true
    case .number, .sum, .product, .power, .call, .application, .declared, .ifElse, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      return false
    }
  }
}
