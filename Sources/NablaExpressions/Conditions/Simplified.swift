// Requirements in their simplest form: those of one expression in one relation, and none that follows from others.

import NablaNumbers

extension Builder {
  /// The requirements without those that follow from `own`, the domain of the results, or from one another.
  func simplified(
    _ found: [Requirement], beside own: [NodeID]
  ) throws(NablaError) -> [Requirement] {
    var known = KnownRelations()
    for relation in own { known.add(relation, self) }
    for relation in store.assumed?.relations(self) ?? [] { known.add(relation, self) }
    // Where there is no value at all, nothing else matters.
    let domain = found.filter { !$0.isKink }.map(\.relation)
    if domain.contains(.no) { return [Requirement(relation: .no, isKink: false)] }
    guard var kept = try joined(domain) else { return [Requirement(relation: .no, isKink: false)] }
    kept = try withoutImplied(kept, beside: known)
    // A relation holds only where its sides have values: it says so itself.
    if kept.count > 1 && kept.count <= 64 {
      for relation in kept where !store.flags(relation).isTotal && kept.contains(relation) {
        try check()
        var stated = known
        for part in try self.domain(of: [relation]) { stated.add(part, self) }
        kept = kept.filter { $0 == relation || stated.remainder(of: $0, self) != .yes }
      }
    }
    for relation in kept { known.add(relation, self) }
    var result = kept.map { Requirement(relation: $0, isKink: false) }
    let kinks = found.filter(\.isKink).map(\.relation)
    for relation in try withoutImplied(try joined(kinks) ?? [.no], beside: known) {
      result.append(Requirement(relation: relation, isKink: true))
    }
    // What is asked for at the kinks alone is said with them.
    var beside = KnownRelations()
    for requirement in result where requirement.isKink { beside.add(requirement.relation, self) }
    return result.filter { $0.isKink || beside.remainder(of: $0.relation, self) != .yes }
  }

  /// The relations with those of the same sides made one; nil if together they never hold.
  private func joined(_ relations: [NodeID]) throws(NablaError) -> [NodeID]? {
    var groups: [ComparedSides: (set: NumberSet, relations: [NodeID])] = [:]
    var order: [ComparedSides] = []
    var clauses: [NodeID] = []
    for relation in relations {
      try check()
      guard let own = valueSet(relation) else {
        clauses.append(whereItMatters(relation))
        continue
      }
      if let group = groups[own.sides] {
        groups[own.sides] = (group.set.intersection(own.set), group.relations + [relation])
      } else {
        order.append(own.sides)
        groups[own.sides] = (own.set, [relation])
      }
    }
    var result: [NodeID] = []
    for sides in order {
      guard let group = groups[sides] else { continue }
      if group.set.isEmpty { return nil }
      if group.relations.count == 1 {
        result.append(group.relations[0])
        continue
      }
      let statement = statement(ValueSet(sides: sides, set: group.set))
      result += store.isOperation(statement, .and) ? Array(store.operands(statement)) : [statement]
    }
    return result + joinedClauses(clauses)
  }

  /// x ≠ 0 or f(x) > 0 is x ≠ 0 or f(0) > 0.
  private func whereItMatters(_ clause: NodeID) -> NodeID {
    guard store.isOperation(clause, .or), store.operands(clause).count <= 4 else { return clause }
    let parts = Array(store.operands(clause))
    for (k, part) in parts.enumerated() where store.isOperation(part, .notEqual) {
      let sides = store.operands(part)
      for (symbol, bound) in [(sides[0], sides[1]), (sides[1], sides[0])] where symbol.isSymbol && store.isNumber(bound)
      {
        var choices = [part]
        for (j, other) in parts.enumerated() where j != k {
          let inside = ReachableNodes(store, [other])
          guard inside.ids.count <= 200 else { return clause }
          let image = replacing(symbol, by: bound, in: other, inside)
          // What has no value there says nothing.
          if !store.flags(image).isTotal && store.flags(other).isTotal { return clause }
          choices.append(and(normalized(image)))
        }
        return disjunction(choices)
      }
    }
    return clause
  }

  /// (a or u ≥ 0) and (a or u ≤ 0) is a or u = 0, (a or b) and (a or c) is a or (b and c).
  private func joinedClauses(_ clauses: [NodeID]) -> [NodeID] {
    guard clauses.count > 1 && clauses.count <= 16 else { return clauses }
    var result: [NodeID] = []
    for clause in clauses {
      let parts = store.isOperation(clause, .or) ? Array(store.operands(clause)) : [clause]
      var merged: NodeID?
      for (k, other) in result.enumerated() where store.isOperation(other, .or) {
        let others = Array(store.operands(other))
        let (mine, theirs) = (parts.filter { !others.contains($0) }, others.filter { !parts.contains($0) })
        guard mine.count == 1, theirs.count == 1, parts.count <= 3 else { continue }
        var both = and([mine[0], theirs[0]])
        if let a = valueSet(mine[0]), let b = valueSet(theirs[0]), a.sides == b.sides {
          both = statement(ValueSet(sides: a.sides, set: a.set.intersection(b.set)))
        }
        merged = disjunction(parts.filter { others.contains($0) } + [both])
        result.remove(at: k)
        break
      }
      result.append(merged ?? clause)
    }
    return result
  }

  private func withoutImplied(
    _ relations: [NodeID], beside known: KnownRelations
  ) throws(NablaError) -> [NodeID] {
    // Single relations first: they decide parts of the others.
    var known = known
    var result: [NodeID] = []
    var seen = Set<NodeID>()
    let isSingle = relations.map { valueSet($0) != nil }
    for single in [true, false] {
      for (relation, own) in zip(relations, isSingle) where own == single {
        try check()
        let rest = known.remainder(of: relation, self)
        if rest == .yes || !seen.insert(rest).inserted { continue }
        result.append(rest)
        known.add(rest, self)
      }
    }
    return result
  }

  // MARK: Length

  /// At most so many entries of text are spelled out relation by relation.
  private static let longestSpelling = 50_000.0

  /// Relations whose texts together would be much longer than the graph become one, whose text names what they share.
  func compact(_ requirements: [Requirement]) throws(NablaError) -> [Requirement] {
    guard requirements.count > 1 else { return requirements }
    let reachable = ReachableNodes(store, requirements.map(\.relation))
    var sizes = [Double](repeating: 1, count: reachable.ids.count)
    func size(_ id: NodeID) -> Double { reachable.rank(id).map { sizes[$0] } ?? 1 }
    for (rank, id) in reachable.ids.enumerated() {
      try check()
      for operand in store.operands(id) { sizes[rank] += size(operand) }
    }
    if requirements.reduce(0, { $0 + size($1.relation) }) <= Builder.longestSpelling { return requirements }
    return [false, true].compactMap { isKink in
      let relations = requirements.filter { $0.isKink == isKink }.map(\.relation)
      return relations.isEmpty ? nil : Requirement(relation: and(relations), isKink: isKink)
    }
  }
}

/// What is known to hold.
struct KnownRelations {
  private var sets: [ComparedSides: NumberSet] = [:]
  private var relations = Set<NodeID>()
  private var clauses: [Set<NodeID>] = []

  mutating func add(_ relation: NodeID, _ builder: Builder) {
    relations.insert(relation)
    if let own = builder.valueSet(relation) {
      sets[own.sides] = sets[own.sides]?.intersection(own.set) ?? own.set
    } else if builder.store.isOperation(relation, .or), clauses.count < 64 {
      clauses.append(Set(builder.store.operands(relation)))
    }
    // None of the factors of a product is 0 where that is positive, negative or not 0.
    let store = builder.store
    guard store.isOperation(relation, .less) || store.isOperation(relation, .notEqual) else { return }
    let sides = store.operands(relation)
    let product = sides[0] == .zero ? sides[1] : sides[0]
    guard sides.contains(.zero), store.isOperation(product, .product), !store.isLongProduct(product) else { return }
    for (base, _) in store.factors(of: product) where !store.flags(base).contains(.nonzero) {
      for part in builder.normalized(builder.notEqual(base, .zero)) {
        relations.insert(part)
        if let own = builder.valueSet(part) { sets[own.sides] = sets[own.sides]?.intersection(own.set) ?? own.set }
      }
    }
  }

  private func implies(_ known: NodeID, oneOf parts: [NodeID], _ builder: Builder) -> Bool {
    if parts.contains(known) { return true }
    guard let own = builder.valueSet(known) else { return false }
    return parts.contains { part in
      builder.valueSet(part).map { $0.sides == own.sides && own.set.isSubset(of: $0.set) } ?? false
    }
  }

  /// What a relation says beyond what is known: `yes` if nothing.
  func remainder(of relation: NodeID, _ builder: Builder) -> NodeID {
    if relations.contains(relation) { return .yes }
    if let own = builder.valueSet(relation) {
      return sets[own.sides].map { $0.isSubset(of: own.set) } ?? false ? .yes : relation
    }
    guard builder.store.isOperation(relation, .or) else { return relation }
    let parts = Array(builder.store.operands(relation))
    var rest: [NodeID] = []
    for part in parts {
      if relations.contains(part) { return .yes }
      if let own = builder.valueSet(part), let known = sets[own.sides] {
        if known.isSubset(of: own.set) { return .yes }
        if known.intersection(own.set).isEmpty { continue }
      }
      rest.append(part)
    }
    if clauses.contains(where: { known in known.allSatisfy { implies($0, oneOf: parts, builder) } }) { return .yes }
    return rest.count == parts.count ? relation : builder.or(rest)
  }
}
