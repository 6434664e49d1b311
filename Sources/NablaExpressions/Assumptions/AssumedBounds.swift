// Between what numbers the nodes of a store lie where its assumptions hold, found when they are interned.

import NablaNumbers

/// The bounds of the nodes of a store under assumptions. Touched only by the builder that holds the store's lock.
final class AssumedBounds: @unchecked Sendable {
  // Sendable: everything mutable is touched only under the lock of the one store that it belongs to.

  let assumptions: Assumptions
  private let facts: AssumedFacts
  private var bounds: [NodeID: Bounds] = [:]
  private var relations: [NodeID]?

  init(_ assumptions: Assumptions) {
    self.assumptions = assumptions
    facts = assumptions.facts
  }

  /// What is known of a symbol's value.
  func flags(ofSymbol id: NodeID) -> NodeFlags { facts.symbols[id]?.flags ?? [] }

  /// Between what numbers a node lies.
  func bounds(of id: NodeID, in store: Store) -> Bounds {
    if let number = store.number(id) { return Bounds(number) }
    if id.isSymbol { return facts.symbols[id]?.bounds ?? .all }
    if id == .pi { return Bounds(.init(value: 3, isClosed: false), .init(value: 4, isClosed: false)) }
    if id == .e { return Bounds(.init(value: 2, isClosed: false), .init(value: 3, isClosed: false)) }
    return bounds[id] ?? Bounds(store.flags(id))
  }

  func remember(_ own: Bounds, of id: NodeID) { if own != .all { bounds[id] = own } }

  /// The relations that are assumed, in the store.
  func relations(_ builder: Builder) -> [NodeID] {
    if let relations { return relations }
    let copied = builder.importing(facts.relations, from: facts.store, keepsForm: true)
    relations = copied
    return copied
  }

  /// What is assumed of symbols, asked of what stands for them from now on.
  func condition(replacing table: [NodeID: NodeID], _ builder: Builder) throws(NablaError) -> NodeID {
    var condition = NodeID.yes
    let store = builder.store
    let integers = assumptions.integers.map(\.node).filter { table[$0] != nil }
    let wholes = integers.map {
      builder.relation(.equal, $0, builder.intern(.call, function: FunctionID.floor.rawValue, $0))
    }
    for relation in relations(builder) + wholes {
      let reachable = ReachableNodes(store, [relation])
      let speaks = reachable.ids.contains { store.operands($0).contains { table[$0].map { $0 != .none } ?? false } }
      guard speaks else { continue }
      var images: [NodeID: NodeID] = [:]
      for id in reachable.ids { images[id] = builder.rebuild(id) { images[$0] ?? table[$0] ?? $0 } }
      for part in builder.normalized(images[relation] ?? relation) where !relations(builder).contains(part) {
        condition = builder.both(condition, builder.intern(.domainRequirement, part))
      }
    }
    return condition
  }

  /// The flags and bounds of a node that is about to be interned, from what its structure alone says.
  func strengthened(
    _ given: NodeFlags, _ operation: Operation, function: UInt16, _ operands: UnsafeBufferPointer<NodeID>,
    _ fingerprint: UInt64, in store: Store
  ) -> (flags: NodeFlags, bounds: Bounds) {
    var flags = given
    var own = Bounds(given)
    func bounds(_ id: NodeID) -> Bounds { self.bounds(of: id, in: store) }
    switch operation {
    case .sum:
      let terms = TermView(operands)
      guard terms.count <= LongForm.sumWidth else { break }
      var total = bounds(terms.constant)
      for (coefficient, term) in terms { total = total + bounds(term).scaled(store.number(coefficient) ?? 0) }
      own = own.intersection(total)
      for fact in facts.combinations where fact.terms.count == terms.count {
        guard let (factor, constant) = multiple(terms, of: fact, in: store) else { continue }
        own = own.intersection(fact.bounds.scaled(factor) + Bounds(constant))
        if fact.isNonzero && constant.isZero { flags.insert(.nonzero) }
      }
    case .product:
      let factors = FactorView(operands)
      guard factors.count <= LongForm.productWidth else { break }
      var total = bounds(factors.coefficient)
      for (base, exponent) in factors { total = total * power(base, exponent, in: store) }
      own = own.intersection(total)
    case .power: own = own.intersection(power(operands[0], operands[1], in: store))
    case .call:
      let row = Catalogue.row(function)
      own = own.intersection(Bounds(around: row.range)).intersection(values(row, operands.map(bounds)))
      if case .interval(let interval) = row.domain, operands.count == 1, store.flags(operands[0]).isTotal,
        bounds(operands[0]).isInside(interval)
      {
        flags.insert(.total)
      }
    case .ifElse: own = own.intersection(bounds(operands[1]).hull(bounds(operands[2])))
    case .application, .declared: break
    case .number, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable, .domainRequirement,
      .kinkRequirement, .guarded, .both:
      return (given, .all)
    }
    // What is assumed of the node itself.
    for fact in facts.combinations where fact.terms.count == 1 && fact.terms[0].fingerprint == fingerprint {
      guard isSame(operation, function, operands, as: fact.terms[0].term, in: store) else { continue }
      own = own.intersection(fact.bounds.scaled(fact.terms[0].coefficient.reciprocal))
      if fact.isNonzero { flags.insert(.nonzero) }
    }
    // What lies nowhere has no value, and nothing is to be made of it.
    return own.isEmpty ? (given, .all) : (flags.union(own.signs), own)
  }

  private func power(_ base: NodeID, _ exponent: NodeID, in store: Store) -> Bounds {
    if let number = store.number(exponent) {
      return bounds(of: base, in: store).power(number).intersection(Bounds(store.powerFlags(base, exponent)))
    }
    if base == .e { return bounds(of: exponent, in: store).exponential }
    return Bounds(store.powerFlags(base, exponent))
  }

  /// The values of a function by those of its arguments.
  private func values(_ row: FunctionRow, _ x: [Bounds]) -> Bounds {
    guard let shape = row.shape else { return .all }
    func image(_ end: Bounds.End?) -> Bounds.End? {
      end.flatMap { end in row.exactValue([end.value]).map { Bounds.End(value: $0, isClosed: end.isClosed) } }
    }
    switch shape {
    case .increasing where x.count == 1: return Bounds(image(x[0].low), image(x[0].high))
    case .decreasing where x.count == 1: return Bounds(image(x[0].high), image(x[0].low))
    case .magnitude: return x[0].magnitude
    case .positivePart: return x[0].hull(Bounds(0)).intersection(.nonnegative)
    case .largest, .smallest: return x.dropFirst().reduce(x[0]) { $0.hull($1) }
    case .increasing, .decreasing, .steps, .wholePart, .symmetric, .shareOfLargest, .shareOfSmallest: return .all
    }
  }

  /// The factor and the constant with which the sum of some operands is a multiple of what a fact speaks of; nil where it is none.
  private func multiple(
    _ terms: TermView, of fact: AssumedFacts.Combination, in store: Store
  ) -> (factor: Rational, constant: Rational)? {
    guard let first = fact.terms.first, let coefficient = store.number(terms[0].coefficient) else { return nil }
    let factor = coefficient / first.coefficient
    for (place, term) in fact.terms.enumerated() {
      let own = terms[place]
      guard store.fingerprint(own.term) == term.fingerprint,
        store.number(own.coefficient) == factor * term.coefficient,
        store.isStructurallyEqual(own.term, to: term.term, in: facts.store)
      else { return nil }
    }
    return (factor, store.number(terms.constant) ?? 0)
  }

  private func isSame(
    _ operation: Operation, _ function: UInt16, _ operands: UnsafeBufferPointer<NodeID>, as other: NodeID,
    in store: Store
  ) -> Bool {
    guard facts.store.isOperation(other, operation), facts.store.node(other).pointee.function == function else {
      return false
    }
    let others = facts.store.operands(other)
    return others.count == operands.count
      && zip(operands, others).allSatisfy { store.isStructurallyEqual($0, to: $1, in: facts.store) }
  }
}
