// Which nodes of a function vary with some variables, and where they are constant all the same: relu(x) for x < 0.

import NablaNumbers

/// For each node whether it depends on the variables at all, and the relation away from which it is locally constant.
struct Variation {
  private let builder: Builder
  private let reachable: ReachableNodes
  private let variables: Set<NodeID>
  /// By rank: whether the variables occur in it.
  private(set) var varies: [Bool]
  private var regions: [NodeID]

  /// Linear in the nodes.
  init(_ builder: Builder, _ reachable: ReachableNodes, _ variables: Set<NodeID>) throws(NablaError) {
    self.builder = builder
    self.reachable = reachable
    self.variables = variables
    varies = [Bool](repeating: false, count: reachable.ids.count)
    regions = [NodeID](repeating: .no, count: reachable.ids.count)
    let store = builder.store
    for (rank, id) in reachable.ids.enumerated() where !store.isConstantForDerivatives(id) {
      try builder.check()
      varies[rank] = store.operands(id).contains(where: varies)
      if varies[rank] { regions[rank] = region(of: id) }
    }
  }

  func varies(_ id: NodeID) -> Bool { reachable.rank(id).map { varies[$0] } ?? variables.contains(id) }

  /// The relation outside which a node is locally constant: `no` if it is everywhere, `yes` if nothing is known.
  func active(_ id: NodeID) -> NodeID {
    reachable.rank(id).map { regions[$0] } ?? (variables.contains(id) ? .yes : .no)
  }

  /// The same of a node made of those of the function a moment ago, such as a difference of two.
  func activeIfNew(_ id: NodeID, depth: Int = 0) -> NodeID {
    if reachable.rank(id) != nil || !id.isStored { return active(id) }
    if depth > 3 || builder.store.operands(id).count > 16 { return .yes }
    return joined(builder.store.operands(id).map { activeIfNew($0, depth: depth + 1) })
  }

  /// Where one of some nodes varies. What would become long is taken to vary everywhere.
  func joined(_ relations: [NodeID]) -> NodeID {
    if relations.contains(.yes) { return .yes }
    var distinct: [NodeID] = []
    for relation in relations where relation != .no && !distinct.contains(relation) {
      distinct.append(relation)
      if distinct.count > 3 { return .yes }
    }
    return short(builder.disjunction(distinct))
  }

  private func short(_ relation: NodeID) -> NodeID {
    relation.isStored && builder.store.operands(relation).count > 4 ? .yes : relation
  }

  private func region(of id: NodeID) -> NodeID {
    let store = builder.store
    let operands = store.operands(id)
    switch store.operation(id) {
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      if row.isPiecewiseConstant { return .no }
      if row.shape == .positivePart {
        let own = active(operands[0])
        return own == .no
          ? .no : short(builder.and([own] + builder.normalized(builder.lessOrEqual(.zero, operands[0]))))
      }
      if row.shape == .largest || row.shape == .smallest { return extreme(row.shape == .largest, operands) }
      return joined(operands.map(active))
    case .ifElse:
      let (first, second) = (active(operands[1]), active(operands[2]))
      if first == second { return first }
      return joined([
        short(builder.and([closure(operands[0]), first])),
        short(builder.and([closure(builder.not(operands[0])), second])),
      ])
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or: return .no
    case .number, .sum, .product, .power, .application, .declared, .defined, .differentiable, .domainRequirement,
      .kinkRequirement, .guarded, .both, nil:
      return joined(operands.map(active))
    }
  }

  /// Where an argument that varies is the largest.
  private func extreme(_ isLargest: Bool, _ operands: UnsafeBufferPointer<NodeID>) -> NodeID {
    let own = operands.map(active)
    if !own.contains(.no) || operands.count > 3 { return joined(own) }
    var choices: [NodeID] = []
    for (k, operand) in operands.enumerated() where own[k] != .no {
      var parts = [own[k]]
      for (j, other) in operands.enumerated() where j != k {
        let wins = isLargest ? builder.lessOrEqual(other, operand) : builder.lessOrEqual(operand, other)
        parts += builder.normalized(wins)
      }
      choices.append(short(builder.and(parts)))
    }
    return joined(choices)
  }

  /// A relation with its edges.
  private func closure(_ relation: NodeID) -> NodeID {
    let parts = builder.normalized(relation)
    return builder.and(
      parts.map { part in
        guard let operation = builder.store.operation(part) else { return part }
        let operands = builder.store.operands(part)
        switch operation {
        case .less: return builder.lessOrEqual(operands[0], operands[1])
        case .lessOrEqual, .equal: return part
        case .number, .sum, .product, .power, .call, .application, .declared, .ifElse, .notEqual, .and, .or,
          .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
          return .yes
        }
      })
  }
}
