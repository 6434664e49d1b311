// Where a function has a slope beyond having a value: what each of its operations asks for, where it is used and varies.

import NablaNumbers

/// A relation without which a function has no slope.
struct Slope {
  let relation: NodeID
  /// A kink has a value by convention.
  let isKink: Bool
}

/// Slopes that were asked for: values at many points ask for them again and again.
final class SlopeCache {
  /// By function, variables and results. Touched by the builder that holds the store's lock alone.
  var known: [[NodeID]: [Slope]] = [:]
}

extension Builder {
  /// The relations under which a function has a slope by some variables, given its derivatives. Linear in its nodes.
  func slopes(of u: NodeID, by variables: Set<NodeID>, results: [NodeID]) throws(NablaError) -> [Slope] {
    let reachable = ReachableNodes(store, [u])
    let variation = try Variation(self, reachable, variables)
    // What is only looked at to choose a branch needs a value, but no slope.
    let live = liveness(reachable, roots: [u], of: .slopes)
    // A continuous function has a slope where its formula has none, if the formula of the slope has a value and does
    // not jump there.
    let resultJumps = results.contains { store.flags($0).contains(.jumps) }
    let resultIsTotal = results.allSatisfy { store.flags($0).isTotal }
    let key = [u] + variables.sorted { $0.raw < $1.raw } + [.none] + results
    if let known = store.slopeCache.known[key] { return known }
    var joints = 0
    var result: [Slope] = []
    for (rank, id) in reachable.ids.enumerated().reversed() where variation.varies[rank] && live[rank] != .no {
      try check()
      let asked = asked(of: id, variation)
      if asked.isEmpty { continue }
      let dead = not(live[rank])
      for asked in asked {
        if asked.isContinuous && !resultJumps && (asked.isKink || resultIsTotal) { continue }
        let zeros = asked.isKink && asked.isContinuous ? zeros(of: asked.relation, variation) : []
        for simple in normalized(asked.relation) {
          if asked.isKink && (resultJumps || !asked.isContinuous) && joints < 16 {
            joints += 1
            let parts = asked.isContinuous ? results : results + [u]
            if areContinuous(parts, across: simple, isAtJump: !asked.isContinuous) { continue }
          }
          // |u·v| has the slope 0 where both are 0.
          let others = zeros.first { $0.relations.contains(simple) }.map(\.others) ?? []
          let relation = disjunction([dead, asked.flat, simple] + others)
          if relation != .yes { result.append(Slope(relation: relation, isKink: asked.isKink)) }
        }
      }
    }
    if store.slopeCache.known.count >= 128 { store.slopeCache.known.removeAll() }
    if result.count <= 64 && results.count <= 64 { store.slopeCache.known[key] = result }
    return result
  }

  /// For the factors of what a kink is at 0 of: the relations that say that one is not 0, and those of which each says
  /// that another one is. Where two are 0 the product has the slope 0, and with it what has the kink.
  private func zeros(
    of relation: NodeID, _ variation: Variation
  ) -> [(relations: [NodeID], others: [NodeID])] {
    guard store.isOperation(relation, .notEqual) else { return [] }
    let u = difference(store.operands(relation)[0], store.operands(relation)[1])
    let factors: [NodeID]
    if store.isOperation(u, .sum) {
      factors = commonFactors(of: u) ?? []
    } else if store.isOperation(u, .product), store.factors(of: u).count <= 8 {
      factors = store.factors(of: u).map { rawPower($0, $1) }
    } else {
      factors = []
    }
    guard factors.count > 1 else { return [] }
    guard factors.allSatisfy({ store.flags($0).isSuperset(of: [.smooth, .total]) }) else { return [] }
    let relations = factors.map { normalized(notEqual($0, .zero)) }
    let zeros = relations.map { not(and($0)) }
    return relations.indices.map { k in
      // Where what does not vary is 0 all is.
      if variation.activeIfNew(factors[k]) == .no { return (relations[k], [.yes]) }
      return (relations[k], zeros.indices.filter { $0 != k }.map { zeros[$0] })
    }
  }

  private struct Asked {
    let relation: NodeID
    let isKink: Bool
    /// Whether the operation is continuous there.
    let isContinuous: Bool
    /// Where its operand is constant, so that nothing is asked.
    let flat: NodeID
  }

  private func asked(of id: NodeID, _ variation: Variation) -> [Asked] {
    let operands = store.operands(id)
    switch store.operation(id) {
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      if row.isSmooth { return [] }
      let active = variation.joined(operands.map(variation.active))
      if active == .no { return [] }
      return row.slopeRequirements(self, Array(operands)).map {
        Asked(relation: $0.relation, isKink: $0.isKink, isContinuous: !row.jumps, flat: not(active))
      }
    case .power: return powerSlope(operands[0], operands[1], variation)
    case .product:
      return store.factors(of: id).flatMap { powerSlope($0, $1, variation) }
    case .declared:
      let call = store.declaredCall(id)
      let rules = zip(call.arguments, call.derivatives).filter { variation.active($0) != .no && $1 != .no }.map(\.1)
      return ((try? domain(of: rules)) ?? []).map {
        Asked(relation: $0, isKink: false, isContinuous: true, flat: .no)
      }
    case .ifElse:
      return boundaries(of: operands[0], variation).map {
        Asked(relation: $0.relation, isKink: true, isContinuous: false, flat: $0.idle)
      }
    case .number, .sum, .application, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      return []
    }
  }

  private func powerSlope(_ base: NodeID, _ exponent: NodeID, _ variation: Variation) -> [Asked] {
    func asked(_ relation: NodeID, where active: NodeID) -> [Asked] {
      [Asked(relation: relation, isKink: false, isContinuous: true, flat: not(active))]
    }
    let byExponent = variation.active(exponent)
    if byExponent != .no {
      if store.flags(base).isPositive { return [] }
      // 0^v is 0 for v > 0, and 1 at 0.
      if base == .zero {
        return [Asked(relation: less(.zero, exponent), isKink: false, isContinuous: false, flat: not(byExponent))]
      }
      return asked(less(.zero, base), where: variation.joined([byExponent, variation.active(base)]))
    }
    let byBase = variation.active(base)
    if byBase == .no || store.flags(base).contains(.nonzero) { return [] }
    guard let r = value(exponent) else {
      return asked(or([notEqual(base, .zero), lessOrEqual(.one, exponent)]), where: byBase)
    }
    return r.isInteger || r > Rational(1) ? [] : asked(less(.zero, base), where: byBase)
  }

  // MARK: Boundaries of conditions

  /// Where a condition changes.
  private struct Edge {
    /// Away from its edge nothing changes.
    let relation: NodeID
    /// Where the rest of the condition decides, or its sides are constant.
    let idle: NodeID
  }

  /// The relations away from whose edges a condition does not change.
  private func boundaries(of condition: NodeID, _ variation: Variation, depth: Int = 0) -> [Edge] {
    if !variation.varies(condition) { return [] }
    let whole = and(normalized(condition))
    let inside = ReachableNodes(store, [whole], descend: isConnective)
    var idle = [NodeID](repeating: .yes, count: inside.ids.count)
    if let rank = inside.rank(whole) { idle[rank] = .no }
    var result: [Edge] = []
    for (rank, id) in inside.ids.enumerated().reversed() {
      let operands = store.operands(id)
      if isConnective(id) {
        for (k, part) in operands.enumerated() {
          guard let place = inside.rank(part) else { continue }
          var decided = [idle[rank]]
          if operands.count <= 6 {
            for (j, other) in operands.enumerated() where j != k {
              decided.append(store.isOperation(id, .or) ? other : not(other))
            }
          }
          idle[place] = and([idle[place], disjunction(decided)])
        }
      } else if store.isBoolean(id) {
        let flat = not(variation.joined(operands.map { variation.activeIfNew($0) }))
        if flat != .yes {
          result.append(Edge(relation: notEqual(operands[0], operands[1]), idle: disjunction([flat, idle[rank]])))
        }
        if store.flags(id).contains(.jumps) {
          result += jumps(in: id, variation, depth: depth).map { Edge(relation: $0, idle: idle[rank]) }
        }
      }
    }
    return result
  }

  private func isConnective(_ id: NodeID) -> Bool { store.isOperation(id, .and) || store.isOperation(id, .or) }

  /// Where a side of a relation jumps, the relation changes unless it holds, or fails, with each value it jumps between.
  private func jumps(in atom: NodeID, _ variation: Variation, depth: Int) -> [NodeID] {
    let inside = ReachableNodes(store, [atom])
    var result: [NodeID] = []
    for id in inside.ids {
      if hasReachedLimit() { return [.no] }
      let edges: [NodeID]
      var values: [NodeID] = []
      let operands = store.operands(id)
      if store.isOperation(id, .ifElse) {
        let inner = depth < 4 ? boundaries(of: operands[0], variation, depth: depth + 1) : nil
        edges = inner?.map { disjunction([$0.idle, $0.relation]) } ?? [.no]
        values = [operands[1], operands[2]]
      } else if store.isOperation(id, .call) {
        let row = Catalogue.row(store.node(id).pointee.function)
        if !row.jumps || variation.active(operands[0]) == .no && operands.count == 1 { continue }
        edges = row.slopeRequirements(self, Array(operands)).map(\.relation)
        values = row.jumpValues(self, id)
      } else {
        continue
      }
      var choices = [and(edges.flatMap { normalized($0) })]
      if !values.isEmpty && inside.ids.count <= 256 {
        let versions = values.map { replacing(id, by: $0, in: atom, inside) }
        choices.append(and(versions.flatMap { normalized(strict($0)) }))
        choices.append(and(versions.flatMap { normalized(strict(not($0))) }))
      }
      result.append(disjunction(choices))
    }
    return result
  }

  /// The relation away from its edge: a < b for a ≤ b, and never for a = b.
  private func strict(_ relation: NodeID) -> NodeID {
    if store.isOperation(relation, .lessOrEqual) {
      return less(store.operands(relation)[0], store.operands(relation)[1])
    }
    return store.isOperation(relation, .equal) ? .no : relation
  }
}
