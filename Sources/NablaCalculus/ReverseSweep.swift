// All partial derivatives in one descending loop over the graph: each adjoint is summed once, when it is final.

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

  /// Scratch for products and sums, reused.
  private var factors: [NodeID] = []
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
    let value = builder.activeSlope(value)
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
    for (root, weight) in zip(roots, weights) {
      if let target = target(root) { contribute(weight, to: target, where: .yes) }
    }
    for rank in reachable.ids.indices.reversed() where heads[rank] >= 0 {
      try builder.check()
      let (multiple, relation) = collect(rank)
      if multiple.node == .zero { continue }
      let id = reachable.ids[rank]
      switch store.operation(id) {
      case .sum: distributeSum(multiple, id, where: relation)
      case .product where !store.isLongProduct(id): distributeProduct(multiple, id, where: relation)
      default:
        let adjoint = builder.scaled(multiple.coefficient, multiple.node)
        if store.isOperation(id, .declared) {
          try distributeDeclared(adjoint, id, where: relation)
        } else {
          distribute(adjoint, from: id, where: relation)
        }
      }
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

  private mutating func distributeDeclared(
    _ adjoint: NodeID, _ id: NodeID, where relation: NodeID
  ) throws(NablaError) {
    let call = store.declaredCall(id)
    for (position, argument) in call.arguments.enumerated() {
      guard let target = target(argument) else { continue }
      contribute(builder.product(adjoint, try builder.rule(call, by: position)), to: target, where: relation)
    }
  }

  /// Adds an adjoint times the local slopes to the adjoints of the operands.
  private mutating func distribute(_ adjoint: NodeID, from id: NodeID, where relation: NodeID) {
    // Operands never move, so they may be read while nodes are added.
    let operands = store.operands(id)
    switch store.operation(id) {
    case .product: distributeLongProduct(adjoint, id, where: relation)
    case .power:
      let (base, exponent) = (operands[0], operands[1])
      if let target = target(base) {
        factors.removeAll(keepingCapacity: true)
        factors.append(adjoint)
        appendSlope(base, exponent)
        contribute(builder.product(factors), to: target, where: relation)
      }
      if base != .zero, let target = target(exponent) {
        contribute(builder.product([adjoint, id, builder.call(.log, [base])]), to: target, where: relation)
      }
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      let arguments = Array(operands)
      for (position, argument) in arguments.enumerated() {
        guard let target = target(argument) else { continue }
        contribute(
          builder.product(adjoint, row.derivative(builder, arguments, id, position)), to: target, where: relation)
      }
    case .application:
      let application = store.application(id)
      for (position, argument) in application.arguments.enumerated() {
        guard let target = target(argument) else { continue }
        let partial = builder.application(
          application.name, positions: application.positions + [position + 1], application.arguments)
        contribute(builder.product(adjoint, partial), to: target, where: relation)
      }
    case .ifElse:
      if let target = target(operands[1]) {
        contribute(adjoint, to: target, where: builder.and([relation, operands[0]]))
      }
      if let target = target(operands[2]) {
        contribute(adjoint, to: target, where: builder.and([relation, builder.not(operands[0])]))
      }
    default: break
    }
  }

  /// The slope of u^v by u as factors: v·u^(v − 1).
  private mutating func appendSlope(_ base: NodeID, _ exponent: NodeID) {
    if exponent == .one { return }
    factors.append(exponent)
    factors.append(builder.power(base, exponent == .two ? .one : builder.difference(exponent, .one)))
  }

  /// The factors before and behind one are shared chunks: O(log n) a factor.
  private mutating func distributeLongProduct(_ adjoint: NodeID, _ id: NodeID, where relation: NodeID) {
    if let known = extensions.products[id] { return distribute(adjoint, known, id, where: relation) }
    var pairs: [(NodeID, NodeID)] = []
    store.forEachFactor(id) { pairs.append(($0, $1)) }
    for (base, exponent) in pairs {
      if let target = target(base) {
        factors.removeAll(keepingCapacity: true)
        factors.append(builder.product(id, without: base))
        factors.append(adjoint)
        appendSlope(base, exponent)
        contribute(builder.product(factors), to: target, where: relation)
      }
      if base != .zero, let target = target(exponent) {
        contribute(builder.product([adjoint, id, builder.call(.log, [base])]), to: target, where: relation)
      }
    }
  }

  /// The adjoint of a product that goes on from another: to that one, and to what is new.
  private mutating func distribute(
    _ adjoint: NodeID, _ known: ProductExtension, _ id: NodeID, where relation: NodeID
  ) {
    for (k, (base, exponent)) in known.factors.enumerated() {
      if let target = target(base) {
        factors.removeAll(keepingCapacity: true)
        factors.append(contentsOf: known.otherFactors(than: k, builder))
        factors.append(adjoint)
        appendSlope(base, exponent)
        contribute(builder.product(factors), to: target, where: relation)
      }
      if base != .zero, let target = target(exponent) {
        contribute(builder.product([adjoint, id, builder.call(.log, [base])]), to: target, where: relation)
      }
    }
  }

  private mutating func distributeSum(_ adjoint: Multiple, _ id: NodeID, where relation: NodeID) {
    func contribute(_ coefficient: NodeID, _ term: NodeID) {
      guard let target = target(term) else { return }
      self.contribute(
        adjoint.node, times: builder.scaled(coefficient, adjoint.coefficient), to: target, where: relation)
    }
    // Under a relation the terms of the sums would be told apart by more relations.
    if relation == .yes, let known = extensions.sums[id] {
      for (coefficient, term) in known.terms { contribute(coefficient, term) }
      return
    }
    let operands = store.operands(id)
    var k = 1
    while k < operands.count {
      contribute(operands[k], operands[k + 1])
      k += 2
    }
  }

  private mutating func distributeProduct(_ adjoint: Multiple, _ id: NodeID, where relation: NodeID) {
    // Operands never move, so they may be read while nodes are added.
    let operands = store.operands(id)
    let coefficient = builder.scaled(operands[0], adjoint.coefficient)
    var k = 1
    while k < operands.count {
      let (base, exponent) = (operands[k], operands[k + 1])
      if let target = target(base) {
        if adjoint.node == .one, let rest = builder.lowering(id, at: k) {
          contribute(rest, times: builder.scaled(exponent, coefficient), to: target, where: relation)
        } else {
          factors.removeAll(keepingCapacity: true)
          factors.append(adjoint.node)
          var j = 1
          while j < operands.count {
            if j != k { factors.append(builder.rawPower(operands[j], operands[j + 1])) }
            j += 2
          }
          appendSlope(base, exponent)
          contribute(builder.product(factors), times: coefficient, to: target, where: relation)
        }
      }
      if base != .zero, let target = target(exponent) {
        let adjoint = builder.scaled(adjoint.coefficient, adjoint.node)
        contribute(builder.product([adjoint, id, builder.call(.log, [base])]), to: target, where: relation)
      }
      k += 2
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
