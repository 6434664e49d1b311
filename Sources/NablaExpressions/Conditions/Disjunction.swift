// Relations of one expression to numbers are sets of numbers: `or` of them is one set, and what it leaves out is said.

import NablaNumbers

/// Two sides that relations compare; the second is `none` where it is a number.
struct ComparedSides: Hashable {
  let left: NodeID
  let right: NodeID
}

/// A relation as a set of values: of its side that is no number, or of the difference of its sides.
struct ValueSet {
  let sides: ComparedSides
  let set: NumberSet
}

extension Builder {
  /// The set that a single relation allows.
  func valueSet(_ relation: NodeID) -> ValueSet? { valueSet(relation, nesting: 0) }

  private func valueSet(_ relation: NodeID, nesting: Int) -> ValueSet? {
    guard let operation = store.operation(relation) else { return nil }
    let sense: Sense
    switch operation {
    case .less: sense = .less
    case .lessOrEqual: sense = .lessOrEqual
    case .equal: sense = .equal
    case .notEqual: sense = .notEqual
    case .and, .or:
      // u < 1 or u > 2, u > 1 and u < 2, u < 0 or u > 1 and u < 2: if all speak of the same expression.
      let parts = store.operands(relation)
      guard parts.count <= 8 else { return nil }
      var joined: ValueSet?
      for part in parts {
        guard nesting < 2, let own = valueSet(part, nesting: nesting + 1) else { return nil }
        guard let before = joined else {
          joined = own
          continue
        }
        guard before.sides == own.sides else { return nil }
        let set = operation == .or ? before.set.union(own.set) : before.set.intersection(own.set)
        joined = ValueSet(sides: own.sides, set: set)
      }
      return joined
    case .number, .sum, .product, .power, .call, .application, .declared, .ifElse, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both:
      return nil
    }
    let (a, b) = (store.operands(relation)[0], store.operands(relation)[1])
    if let bound = value(b) { return ValueSet(sides: .init(left: a, right: .none), set: NumberSet(sense, bound)) }
    if let bound = value(a) {
      return ValueSet(sides: .init(left: b, right: .none), set: NumberSet(sense.reversed, bound))
    }
    let set = NumberSet(sense, 0)
    return a.raw < b.raw
      ? ValueSet(sides: .init(left: a, right: b), set: set)
      : ValueSet(sides: .init(left: b, right: a), set: set.mirrored)
  }

  /// The relation that says no more and no less than a set.
  func statement(_ value: ValueSet) -> NodeID {
    let (left, right) = (value.sides.left, value.sides.right)
    func said(_ sense: Sense, _ bound: Rational) -> NodeID {
      right == .none ? state(left, sense, bound) : state(left, sense, right)
    }
    if value.set.isAll { return .yes }
    if value.set.isEmpty { return .no }
    // As most are; without intervals to be put together.
    if let points = value.set.missingPoints { return and(points.map { said(.notEqual, $0) }) }
    // 0 < x < 1 or 1 < x is x > 0 and x ≠ 1.
    return or(
      value.set.hulls.map { interval, gaps in
        if let low = interval.low, let high = interval.high, low.bound == high.bound { return said(.equal, low.bound) }
        var parts: [NodeID] = []
        if let low = interval.low { parts.append(said(low.isClosed ? .greaterOrEqual : .greater, low.bound)) }
        if let high = interval.high { parts.append(said(high.isClosed ? .lessOrEqual : .less, high.bound)) }
        return and(parts + gaps.map { said(.notEqual, $0) })
      })
  }

  /// Whether one of some relations holds, wherever their sides have values: x < 0 or x > 0 is x ≠ 0, and x < 0 or
  /// (x ≥ 0 and y > 0) is x < 0 or y > 0.
  func disjunction(_ parts: [NodeID]) -> NodeID {
    let whole = or(parts)
    guard store.isOperation(whole, .or) else { return whole }
    let choices = Array(store.operands(whole))
    if choices.count > 16 { return whole }
    var sets: [ComparedSides: NumberSet] = [:]
    var order: [ComparedSides] = []
    var rest: [NodeID] = []
    for choice in choices {
      guard let own = valueSet(choice) else {
        rest.append(choice)
        continue
      }
      if let before = sets[own.sides] {
        sets[own.sides] = before.union(own.set)
      } else {
        order.append(own.sides)
        sets[own.sides] = own.set
      }
    }
    for choice in rest.indices where store.isOperation(rest[choice], .and) {
      let kept = store.operands(rest[choice]).filter { part in
        guard let own = valueSet(part), let other = sets[own.sides] else { return true }
        return !own.set.union(other).isAll
      }
      rest[choice] = and(kept)
    }
    return or(rest + order.compactMap { sides in sets[sides].map { statement(ValueSet(sides: sides, set: $0)) } })
  }
}
