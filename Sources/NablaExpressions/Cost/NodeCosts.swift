// The cost of expressions: operations of the printed form, each distinct one once, without making the form.

import NablaContainers
import NablaNumbers

/// Counts operations of the printed form of nodes of one store.
///
/// A sum or product of n costs n − 1; a − b, a/b, −a, a power and a call cost one each; what occurs twice costs once: as
/// a reader counts the text, without sorting or making it. What was found of a node is kept, so that candidates of a
/// search which share most of their nodes are counted in the time of what is new and of adding up.
package struct NodeCosts: ~Copyable {
  private let store: Store
  private var entries = CostEntries()
  /// The nodes looked at, found by their ids.
  private var known: [Known] = []
  private var places = PlaceTable()
  private var operands: [Operands] = []
  private var longNumbers: [Integer: Int] = [:]
  private let watch = DisplayWatch()

  private struct Known {
    let id: NodeID
    /// Its part; −1 for a sum or product until it is asked for.
    var part: Int32
    /// What was found of the terms of a sum or the factors of a product; −1 for others.
    let operands: Int32
  }

  /// Several parts without regard to order: how many, the last one, a sum of hashes, and a list of all.
  private struct Side {
    var count = 0
    var last: Int32 = -1
    var a: UInt64 = 0
    var b: UInt64 = 0
    var list: Int32 = -1

    mutating func add(_ part: Int32) {
      count += 1
      last = part
      a &+= Fingerprint.mix(UInt64(bitPattern: Int64(part)), 0x436F_7374)
      b &+= Fingerprint.mix(UInt64(bitPattern: Int64(part)) &+ 0x9E37_79B9_7F4A_7C15, 0x7061_7274)
    }

    mutating func add(_ other: Side) {
      if other.count > 0 { last = other.last }
      count += other.count
      a &+= other.a
      b &+= other.b
    }
  }

  /// The terms of a sum, or the factors of a product above and below the bar; of chunks those inside.
  private struct Operands {
    var above = Side()
    var below = Side()
    /// Terms that are subtracted.
    var negatives = 0
    var dividesByZero = false
  }

  package init(_ store: Store) { self.store = store }

  /// The operations of the printed form of some nodes together.
  ///
  /// Linear in the nodes and their operands, those of chunks of long sums and products once. Throws past the task's limits.
  package mutating func count(_ roots: [NodeID]) throws(NablaError) -> Int {
    for id in newNodes(roots) {
      try watch.check()
      look(at: id)
    }
    return entries.total(under: roots.map { part($0) })
  }

  private mutating func newNodes(_ roots: [NodeID]) -> [NodeID] {
    let reachable = ReachableNodes(store, roots) { place($0) == nil }
    return reachable.ids.filter { place($0) == nil }
  }

  private func hash(_ id: NodeID) -> UInt32 { PlaceTable.hash(UInt64(id.raw)) }

  private func place(_ id: NodeID) -> Int? { places.place(hash(id)) { known[$0].id == id } }

  private mutating func look(at id: NodeID) {
    let found: Known
    switch store.operation(id) {
    case .sum:
      let terms = terms(id)
      operands.append(terms)
      found = Known(id: id, part: -1, operands: Int32(truncatingIfNeeded: operands.count - 1))
    case .product:
      let factors = factors(id)
      operands.append(factors)
      found = Known(id: id, part: -1, operands: Int32(truncatingIfNeeded: operands.count - 1))
    case .number, .power, .call, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or,
      .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      found = Known(id: id, part: plain(id), operands: -1)
    }
    // None other has this id.
    _ = places.place(hash(id), orAdd: known.count) { _ in false }
    known.append(found)
  }

  // MARK: Parts

  private mutating func part(_ id: NodeID) -> Int32 {
    guard id.isStored, let place = place(id) else { return leaf(id) }
    if known[place].part >= 0 { return known[place].part }
    let found = operands[Int(known[place].operands)]
    let new =
      store.isOperation(id, .sum)
      ? sum(id, found) : product(store.number(store.head(of: id)) ?? 1, found)
    known[place].part = new
    return new
  }

  private mutating func leaf(_ id: NodeID) -> Int32 {
    if id.isSmallInteger { return signed(Rational(id.smallInteger)) }
    return make(.leaf, UInt64(id.raw), 0, cost: 0, [])
  }

  private mutating func make(
    _ form: CostEntries.Form, _ a: UInt64, _ b: UInt64 = 0, name: UInt64 = 0, cost: Int, _ children: [Int32]
  ) -> Int32 {
    entries.part(CostEntries.Key(form: form.rawValue | name << 8, a: a, b: b), cost: cost, children)
  }

  private mutating func unary(_ form: CostEntries.Form, name: UInt64 = 0, cost: Int = 1, _ a: Int32) -> Int32 {
    make(form, UInt64(UInt32(bitPattern: a)), name: name, cost: cost, [a])
  }

  private mutating func binary(_ form: CostEntries.Form, cost: Int = 1, _ a: Int32, _ b: Int32) -> Int32 {
    make(form, UInt64(UInt32(bitPattern: a)), UInt64(UInt32(bitPattern: b)), cost: cost, [a, b])
  }

  /// A node that is no sum or product.
  private mutating func plain(_ id: NodeID) -> Int32 {
    guard let operation = store.operation(id) else { return leaf(id) }
    let operands = store.operands(id)
    switch operation {
    case .number: return signed(store.number(id) ?? 0)
    case .power: return product(1, factors(id))
    case .call:
      if operands.count == 1 { return unary(.call, name: UInt64(store.node(id).pointee.function), part(operands[0])) }
      return whole(id, Array(operands))
    case .application:
      let application = store.application(id)
      return applied(application.name, application.positions, application.arguments)
    case .declared:
      let call = store.declaredCall(id)
      return applied(call.name, [], call.arguments)
    case .ifElse, .less, .lessOrEqual, .equal, .notEqual: return whole(id, Array(operands))
    case .and, .or: return whole(id, Array(operands), cost: max(0, operands.count - 1))
    case .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both: return leaf(.yes)
    case .sum, .product: return part(id)
    }
  }

  /// A node whose printed form no other has.
  private mutating func whole(_ id: NodeID, _ operands: [NodeID], cost: Int = 1) -> Int32 {
    var children: [Int32] = []
    for operand in operands { children.append(part(operand)) }
    return make(.node, UInt64(id.raw), cost: cost, children)
  }

  /// Undefined and declared functions look alike.
  private mutating func applied(_ name: NodeID, _ positions: [Int], _ arguments: [NodeID]) -> Int32 {
    var list = make(.leaf, UInt64(NodeID.none.raw), cost: 0, [])
    for argument in arguments { list = binary(.cell, cost: 0, part(argument), list) }
    for position in positions { list = binary(.cell, cost: 0, leaf(NodeID(smallInteger: position)), list) }
    let count = UInt64(positions.count)
    return make(.applied, UInt64(name.raw) << 32 | count, UInt64(UInt32(bitPattern: list)), cost: 1, [list])
  }

  // MARK: Numbers

  private mutating func natural(_ value: Integer) -> Int32 {
    if let small = Rational(value).asInt { return make(.number, UInt64(small.magnitude), cost: 0, []) }
    let place = longNumbers[value] ?? longNumbers.count
    longNumbers[value] = place
    return make(.number, UInt64(place), 1, cost: 0, [])
  }

  private mutating func signed(_ number: Rational) -> Int32 {
    let above = natural(number.numerator.magnitude)
    let positive = number.isInteger ? above : binary(.fraction, cost: 0, above, natural(number.denominator))
    return number.isNegative ? opposite(positive) : positive
  }

  private mutating func opposite(_ part: Int32) -> Int32 {
    entries.opposite(part) ?? unary(.negative, cost: entries.isForm(part, .number) ? 0 : 1, part)
  }

  // MARK: Sums

  private mutating func terms(_ id: NodeID) -> Operands {
    var found = Operands()
    var members: [Int32] = []
    let form = LongForm(store, .sum)
    for (coefficient, node) in store.terms(of: id) {
      watch.tick()
      if let chunk = form.chunk(coefficient, node), let place = place(chunk) {
        let inner = operands[Int(known[place].operands)]
        found.above.add(inner.above)
        found.negatives += inner.negatives
        members.append(inner.above.list)
      } else {
        let term = term(coefficient, node)
        found.above.add(term)
        if entries.isForm(term, .negative) { found.negatives += 1 }
        members.append(term)
      }
    }
    found.above.list = entries.list(members)
    return found
  }

  private mutating func term(_ coefficient: NodeID, _ term: NodeID) -> Int32 {
    if coefficient == .one { return part(term) }
    if coefficient == .minusOne { return opposite(part(term)) }
    let own = store.isOperation(term, .product) ? store.number(store.head(of: term)) ?? 1 : 1
    return product((store.number(coefficient) ?? 1) * own, factors(of: term))
  }

  private mutating func sum(_ id: NodeID, _ terms: Operands) -> Int32 {
    let constant = store.number(store.head(of: id)) ?? 0
    var (count, subtracted) = (terms.above.count, terms.negatives)
    var children = [terms.above.list]
    var isOnlySubtracted = terms.negatives == count
    // The sign of a fraction is an operation, that of an integer is none.
    let signCost = constant.isNegative && !constant.isInteger ? 1 : 0
    if !constant.isZero {
      children.append(signed(constant))
      count += 1
      subtracted += signCost
      isOnlySubtracted = isOnlySubtracted && constant.isNegative
    }
    if isOnlySubtracted {
      // The first one keeps its sign: the number in a sum of constants, else a term.
      let isNumberFirst = !constant.isZero && store.flags(id).contains(.symbolFree)
      subtracted -= isNumberFirst ? signCost : 1
    }
    return make(.node, UInt64(id.raw), cost: count - 1 - subtracted, children)
  }

  // MARK: Products

  /// The factors of any node.
  private mutating func factors(of id: NodeID) -> Operands {
    if store.isOperation(id, .product), let place = place(id) { return operands[Int(known[place].operands)] }
    return factors(id)
  }

  private mutating func factors(_ id: NodeID) -> Operands {
    var found = Operands()
    var (above, below): ([Int32], [Int32]) = ([], [])
    if store.isOperation(id, .product) {
      let form = LongForm(store, .product)
      for (base, exponent) in store.factors(of: id) {
        watch.tick()
        if let chunk = form.chunk(base, exponent), let place = place(chunk) {
          let inner = operands[Int(known[place].operands)]
          found.above.add(inner.above)
          found.below.add(inner.below)
          if inner.above.count > 0 { above.append(inner.above.list) }
          if inner.below.count > 0 { below.append(inner.below.list) }
          found.dividesByZero = found.dividesByZero || inner.dividesByZero
        } else {
          add(base, exponent, to: &found, &above, &below)
        }
      }
    } else if store.isOperation(id, .power) {
      add(store.operands(id)[0], store.operands(id)[1], to: &found, &above, &below)
    } else {
      add(id, .one, to: &found, &above, &below)
    }
    found.above.list = above.count == 1 ? above[0] : entries.list(above)
    found.below.list = below.count == 1 ? below[0] : entries.list(below)
    return found
  }

  private mutating func add(
    _ base: NodeID, _ exponent: NodeID, to found: inout Operands, _ above: inout [Int32], _ below: inout [Int32]
  ) {
    guard let number = store.number(exponent) else {
      let part =
        base == .e
        ? unary(.call, name: UInt64(FunctionID.exp.rawValue), self.part(exponent))
        : binary(.power, self.part(base), self.part(exponent))
      found.above.add(part)
      above.append(part)
      return
    }
    if base == .zero {
      found.dividesByZero = true
      return
    }
    let magnitude = number.magnitude
    var part = part(base)
    if magnitude == Rational(1, 2) {
      part = unary(.squareRoot, part)
    } else if !magnitude.isOne {
      part = binary(.power, part, signed(magnitude))
    }
    if number.isNegative {
      found.below.add(part)
      below.append(part)
    } else {
      found.above.add(part)
      above.append(part)
    }
  }

  /// A coefficient times factors: one fraction at most, with the sign before it.
  private mutating func product(_ number: Rational, _ factors: Operands) -> Int32 {
    let coefficient = number.magnitude
    let top =
      coefficient.numerator.isOne
      ? (factors.above.count == 0 ? natural(1) : joined(factors.above))
      : joined(factors.above, with: natural(coefficient.numerator))
    var whole = top
    if !coefficient.denominator.isOne {
      whole = fraction(top, joined(factors.below, with: natural(coefficient.denominator)))
    } else if factors.below.count > 0 {
      whole = fraction(top, joined(factors.below))
    }
    if factors.dividesByZero { whole = fraction(whole, natural(0)) }
    return number.isNegative ? opposite(whole) : whole
  }

  private mutating func fraction(_ above: Int32, _ below: Int32) -> Int32 {
    let isNumber = entries.isForm(above, .number) && entries.isForm(below, .number)
    return binary(.fraction, cost: isNumber ? 0 : 1, above, below)
  }

  private mutating func joined(_ side: Side, with number: Int32? = nil) -> Int32 {
    var all = side
    var children = side.count > 0 ? [side.list] : []
    if let number {
      all.add(number)
      children.append(number)
    }
    if all.count == 1 { return all.last }
    return make(.product, all.a, all.b, cost: all.count - 1, children)
  }
}

extension Store {
  /// The operations of the printed form of some nodes together, as `NodeCosts` counts them. Linear in the nodes.
  package func cost(of roots: [NodeID]) throws(NablaError) -> Int {
    var costs = NodeCosts(self)
    return try costs.count(roots)
  }
}
