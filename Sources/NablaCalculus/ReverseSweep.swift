// All partial derivatives in one descending loop over the graph: each adjoint is summed once, when it is final.

import NablaContainers
import NablaExpressions
import NablaNumbers

extension Builder {
  /// The partial derivatives of one root by some symbols.
  ///
  /// One sweep whatever the number of symbols. A node used only in branches of `if` carries the relation under
  /// which it is used, so that a branch not taken contributes 0 even where its own slope has no value.
  package func reverseSweep(of root: NodeID, by variables: [NodeID]) throws(NablaError) -> [NodeID] {
    try reverseSweep(of: [root], weights: [.one], by: variables)
  }

  /// The partial derivatives of a weighted sum of roots by some symbols, the weights taken as constants.
  package func reverseSweep(
    of roots: [NodeID], weights: [NodeID], by variables: [NodeID]
  ) throws(NablaError) -> [NodeID] {
    try withoutRecording { () throws(NablaError) in
      var sweep = try ReverseSweep(self, roots: roots, weights: weights, variables: variables)
      return try sweep.run()
    }
  }
}

private struct ReverseSweep {
  private let builder: Builder
  private let store: Store
  private let roots: [NodeID]
  private let weights: [NodeID]
  private let variables: [NodeID]
  private let reachable: ReachableNodes
  /// Long sums and products whose adjoint goes to another one.
  private let extensions: Extensions
  private let productExtensions: Extensions
  private let domain: KnownDomain
  private var depends: [Bool]
  /// The conditions by which choices are made.
  private var choices = Set<NodeID>()
  private let slots: SymbolSlots

  // Contributions to adjoints, as linked lists: one head a target.
  private var heads: [Int32]
  private var contributions: [Contribution] = []

  /// A number times a value.
  private typealias Multiple = (coefficient: NodeID, node: NodeID)

  private struct Contribution {
    /// Apart from the value, so that what meets in a sum is not multiplied out and taken apart again.
    let coefficient: NodeID
    let value: NodeID
    /// Where it counts.
    let relation: NodeID
    let next: Int32
  }

  /// Scratch for sums, reused.
  private var terms: [Multiple] = []

  init(
    _ builder: Builder, roots: [NodeID], weights: [NodeID], variables: [NodeID]
  ) throws(NablaError) {
    self.builder = builder
    self.roots = roots
    self.weights = weights
    self.variables = variables
    store = builder.store
    reachable = ReachableNodes(builder.store, roots)
    extensions = try Extensions(builder, reachable, roots)
    productExtensions = extensions.withoutSums
    domain = KnownDomain(roots)
    slots = SymbolSlots(variables, first: reachable.ids.count)
    depends = [Bool](repeating: false, count: reachable.ids.count)
    heads = [Int32](repeating: -1, count: reachable.ids.count + variables.count)
    for (rank, id) in reachable.ids.enumerated() {
      if builder.store.isOperation(id, .ifElse) { choices.insert(builder.store.operands(id)[0]) }
      for operand in builder.store.operands(id) {
        let matters = operand.isSymbol ? slots[operand] != nil : reachable.rank(operand).map { depends[$0] } ?? false
        if matters {
          depends[rank] = true
          break
        }
      }
    }
  }

  /// Where contributions to a node are kept; nil for one that does not depend on the variables.
  private func target(_ id: NodeID) -> Int? {
    if id.isSymbol { return slots[id] }
    guard let rank = reachable.rank(id), depends[rank] else { return nil }
    return rank
  }

  private mutating func contribute(
    _ value: NodeID, times coefficient: NodeID = .one, to target: Int, where relation: NodeID
  ) {
    if value == .zero || relation == .no { return }
    let value = builder.activeSlope(value, domain)
    contributions.append(
      Contribution(coefficient: coefficient, value: value, relation: relation, next: heads[target]))
    heads[target] = Int32(truncatingIfNeeded: contributions.count - 1)
  }

  /// The sum of the contributions to a target, and the relation under which it is used.
  private mutating func collect(_ target: Int) -> (value: Multiple, relation: NodeID) {
    var index = Int(heads[target])
    guard index >= 0 else { return ((.one, .zero), .yes) }
    let first = contributions[index]
    if first.next < 0 { return ((first.coefficient, first.value), first.relation) }
    terms.removeAll(keepingCapacity: true)
    var uniform = true
    while index >= 0 {
      terms.append((contributions[index].coefficient, contributions[index].value))
      if contributions[index].relation != first.relation { uniform = false }
      index = Int(contributions[index].next)
    }
    if uniform { return ((.one, builder.sum(terms)), first.relation) }
    var guards: [NodeID] = []
    index = Int(heads[target])
    while index >= 0 {
      guards.append(contributions[index].relation)
      index = Int(contributions[index].next)
    }
    if guards.count == 2, builder.not(guards[1]) == guards[0] {
      // Both branches of one choice, whichever contributed first.
      let values = terms.map { builder.scaled($0.coefficient, $0.node) }
      let isFirst = isBefore(guards[0], guards[1])
      return ((.one, builder.choice(guards[isFirst ? 0 : 1], values[isFirst ? 0 : 1], values[isFirst ? 1 : 0])), .yes)
    }
    for k in terms.indices {
      terms[k] = (.one, builder.ifElse(guards[k], builder.scaled(terms[k].coefficient, terms[k].node), .zero))
    }
    return ((.one, builder.sum(terms)), builder.or(guards))
  }

  /// Of a relation and its opposite, the one by which a choice is made; where both are, the one with the least fingerprint.
  private func isBefore(_ a: NodeID, _ b: NodeID) -> Bool {
    if choices.contains(a) != choices.contains(b) { return choices.contains(a) }
    return store.fingerprint(a) < store.fingerprint(b)
  }

  mutating func run() throws(NablaError) -> [NodeID] {
    // Scratch of every node.
    var links = Stack<ChainLink>()
    var factors: [NodeID] = []
    for (root, weight) in zip(roots, weights) {
      if let target = target(root) { contribute(weight, to: target, where: .yes) }
    }
    for rank in reachable.ids.indices.reversed() where heads[rank] >= 0 {
      try builder.check()
      let (multiple, relation) = collect(rank)
      if multiple.node == .zero { continue }
      let id = reachable.ids[rank]
      try distribute(multiple, from: id, where: relation, &links, &factors)
    }
    var results: [NodeID] = []
    results.reserveCapacity(variables.count)
    for variable in variables {
      try builder.check()
      guard let slot = slots[variable] else {
        results.append(.zero)
        continue
      }
      let (adjoint, relation) = collect(slot)
      results.append(builder.ifElse(relation, builder.scaled(adjoint.coefficient, adjoint.node), .zero))
    }
    return results
  }

  /// Adds an adjoint times the local partial derivatives to the adjoints of the operands.
  private mutating func distribute(
    _ multiple: Multiple, from id: NodeID, where relation: NodeID, _ links: inout Stack<ChainLink>,
    _ factors: inout [NodeID]
  ) throws(NablaError) {
    // A coefficient stays apart where it meets those of a sum or a product.
    let isApart = store.isOperation(id, .sum) || store.isOperation(id, .product) && !store.isLongProduct(id)
    let whole = isApart ? multiple.node : builder.scaled(multiple.coefficient, multiple.node)
    let apart = isApart ? multiple.coefficient : .one
    links.removeAll()
    // Under a relation the terms of sums that go on from others would be told apart by more relations. First they are
    // collected: a body that changes the sweep would have it copied at every node.
    try builder.forEachLink(of: id, relation == .yes ? extensions : productExtensions) { links.append($0) }
    for k in 0..<links.count {
      let link = links[k]
      guard let target = target(link.operand) else { continue }
      switch link.rule {
      case .sum:
        contribute(whole, times: builder.scaled(link.coefficient, apart), to: target, where: relation)
      case .branch:
        contribute(whole, to: target, where: builder.and([relation, store.operands(id)[0]]))
      case .otherBranch:
        contribute(whole, to: target, where: builder.and([relation, builder.not(store.operands(id)[0])]))
      case .product, .power, .exponential, .function, .undefinedFunction, .declaredFunction:
        if whole == .one, isApart, link.rule != .exponential, let rest = builder.lowering(id, at: link.index) {
          let coefficient = builder.scaled(store.head(of: id), apart)
          contribute(rest, times: builder.scaled(link.exponent, coefficient), to: target, where: relation)
          continue
        }
        if links.count > 32 { try builder.check() }
        factors.removeAll(keepingCapacity: true)
        let isExtreme = link.rule == .function && store.isExtreme(id)
        factors.append(isExtreme ? builder.stepsWithout(id, link.operand, in: whole) : whole)
        let coefficient = try builder.appendPartial(of: link, extensions, to: &factors)
        contribute(builder.product(factors), times: builder.scaled(coefficient, apart), to: target, where: relation)
      }
    }
  }
}

/// The places of some symbols, found by an array over the range of their numbers where that is not too wide.
private struct SymbolSlots {
  private var lowest = 0
  private var direct: [Int32] = []
  private var sparse: [NodeID: Int] = [:]

  init(_ symbols: [NodeID], first: Int) {
    lowest = symbols.map(\.symbolIndex).min() ?? 0
    let width = (symbols.map(\.symbolIndex).max() ?? 0) - lowest + 1
    if width <= 16 * symbols.count + 1024 {
      direct = [Int32](repeating: -1, count: width)
      for (k, symbol) in symbols.enumerated() where direct[symbol.symbolIndex - lowest] < 0 {
        direct[symbol.symbolIndex - lowest] = Int32(truncatingIfNeeded: first + k)
      }
    } else {
      for (k, symbol) in symbols.enumerated() where sparse[symbol] == nil { sparse[symbol] = first + k }
    }
  }

  subscript(symbol: NodeID) -> Int? {
    if direct.isEmpty { return sparse[symbol] }
    let place = symbol.symbolIndex - lowest
    guard place >= 0 && place < direct.count, direct[place] >= 0 else { return nil }
    return Int(direct[place])
  }
}
