// Products that go on from another: e·f(e) beside e, as in the logistic map, cumulative products and adjoints of recurrences.

import NablaContainers
import NablaNumbers

/// A product as another one and what is new.
///
/// Products are flat in the graph, so that step n of a recurrence e ← e·f(e) has n factors. From the step before it takes
/// one multiplication.
package struct ProductExtension {
  package let coefficient: NodeID
  /// The other product with exponent 1 first, then what is new.
  package let factors: [(base: NodeID, exponent: NodeID)]

  package var base: NodeID { factors[0].base }
}

/// Finds which long products under some roots go on from others that are there for themselves as well.
package struct ProductExtensions: ~Copyable {
  package private(set) var found: [NodeID: ProductExtension] = [:]
  private let builder: Builder
  private let store: Store
  private let nodes: ReachableNodes
  /// Whether parts that two products have in common become nodes of their own, from which both go on.
  private let sharesParts: Bool
  /// Whether what is found must not depend on the history of the store, and nothing on the size of values.
  private let isForDisplay: Bool
  /// By rank: the number of factors of a product.
  private var counts: [Int]
  /// Bases and chunks of factors, each with the product that was last seen to have it.
  private var places = PlaceTable(capacity: 64)
  private var elements = Stack<Element>()
  private var pending = Stack<NodeID>()
  /// How many pairs of factors will be compared, so that time stays linear in the nodes.
  private var budget: Int

  struct Element: BitwiseCopyable {
    let id: NodeID
    var product: NodeID
  }

  /// Shorter products are no worth while to go on from.
  private static var displayed: Int { 10 }
  private var shortest: Int { isForDisplay ? 8 : LongForm.productWidth / 2 }

  /// Whether a product is long enough to go on from another.
  private func isLong(_ product: NodeID) -> Bool {
    store.isLongProduct(product) || isForDisplay && store.factors(of: product).count > ProductExtensions.displayed
  }

  /// Looks at the long products among the nodes under the roots. Linear in the nodes.
  package init(
    _ builder: Builder, _ nodes: ReachableNodes, _ roots: [NodeID], sharingParts: Bool, forDisplay: Bool = false
  ) throws(NablaError) {
    self.builder = builder
    store = builder.store
    self.nodes = nodes
    sharesParts = sharingParts
    isForDisplay = forDisplay
    counts = []
    budget = 100_000 + 100 * nodes.ids.count
    guard ProductExtensions.areNeeded(store, nodes, forDisplay: forDisplay) else { return }
    counts = Array(repeating: 0, count: nodes.ids.count)
    var products = Stack<NodeID>()
    neededProducts(roots, &products)
    if products.count < 2 { return }
    // What another goes on from has fewer factors, whatever their order in the store.
    let counts = counts
    func count(_ id: NodeID) -> Int { nodes.rank(id).map { counts[$0] } ?? 0 }
    let store = store
    if forDisplay {
      products.sort(from: 0) { (count($0), store.fingerprint($0)) < (count($1), store.fingerprint($1)) }
    } else {
      products.sort(from: 0) { (count($0), $0.raw) < (count($1), $1.raw) }
    }
    for k in 0..<products.count {
      try builder.check()
      visit(products[k])
    }
  }

  /// Whether there are products long enough to go on from another.
  static func areNeeded(_ store: Store, _ nodes: ReachableNodes, forDisplay: Bool) -> Bool {
    nodes.ids.contains { id in
      store.isOperation(id, .product)
        && (store.isLongProduct(id) || forDisplay && store.factors(of: id).count > ProductExtensions.displayed)
    }
  }

  private func count(_ id: NodeID) -> Int { nodes.rank(id).map { counts[$0] } ?? 0 }

  /// Counts factors, and collects the products that something other than a longer form of themselves is made of.
  private mutating func neededProducts(_ roots: [NodeID], _ products: inout Stack<NodeID>) {
    var isNeeded = [Bool](repeating: false, count: nodes.ids.count)
    func need(_ id: NodeID) {
      if store.isOperation(id, .product), let rank = nodes.rank(id) { isNeeded[rank] = true }
    }
    for (rank, id) in nodes.ids.enumerated() {
      guard store.isOperation(id, .product) else {
        for operand in store.operands(id) where operand.isStored { need(operand) }
        continue
      }
      for (base, exponent) in store.factors(of: id) {
        if exponent == .one, store.isOperation(base, .product) {
          counts[rank] += count(base)
        } else {
          counts[rank] += 1
          need(base)
          need(exponent)
        }
      }
    }
    for root in roots { need(root) }
    for (rank, id) in nodes.ids.enumerated() where isNeeded[rank] && counts[rank] >= shortest {
      products.append(id)
    }
  }

  /// Looks among the longest products that have a factor of this one for the one from which it goes on.
  private mutating func visit(_ product: NodeID) {
    var candidates: [NodeID] = []
    pending.append(product)
    while let id = pending.last {
      pending.removeLast()
      for (element, exponent) in store.factors(of: id) {
        let new = elements.count
        let place = places.place(PlaceTable.hash(UInt64(element.raw)), orAdd: new) { elements[$0].id == element }
        if place < new {
          let other = elements[place].product
          elements[place].product = product
          if other != product && !candidates.contains(other) { candidates.append(other) }
        } else {
          elements.append(Element(id: element, product: product))
          // A chunk that was seen before has nothing new in it.
          if exponent == .one, store.isOperation(element, .product) { pending.append(element) }
        }
      }
    }
    guard isLong(product), !candidates.isEmpty else { return }
    if isForDisplay {
      candidates.sort { (count($0), store.fingerprint($0)) > (count($1), store.fingerprint($1)) }
    } else {
      candidates.sort { (count($0), $0.raw) > (count($1), $1.raw) }
    }
    var best: (base: NodeID, missing: FactorList, rest: FactorList)?
    var most = max(isForDisplay ? min(16, count(product) / 2) : 16, count(product) / 3)
    for candidate in candidates.prefix(4) {
      guard let (missing, rest) = difference(product, candidate, atMost: most) else { continue }
      most = rest.count + missing.count - 1
      best = (candidate, missing, rest)
      // Another one would hardly be nearer.
      if most < 4 { break }
    }
    if let best { extend(product, best.base, missing: best.missing, rest: best.rest) }
  }

  /// Notes that a product goes on from another without some of its factors, which that one itself may have added.
  /// One that shares nothing of what that one added goes on from the one before it, and so on, a few steps.
  private mutating func extend(_ product: NodeID, _ candidate: NodeID, missing: FactorList, rest: FactorList) {
    var (base, missing, rest) = (candidate, missing, rest)
    var steps = 0
    while !missing.isEmpty {
      steps += 1
      if steps > 8 { return }
      guard let known = found[base] else {
        if sharesParts { share(product, base, nil, without: missing, rest) }
        return
      }
      guard let (left, kept) = ProductExtensions.remove(missing, from: known.factors.dropFirst(), store) else { return }
      if left.isEmpty && sharesParts && !kept.isEmpty {
        return share(product, base, kept, without: missing, rest)
      }
      base = known.base
      // The other one goes on from this one, as from what they have in common.
      if base == product { return }
      missing = left
      guard let joined = ProductExtensions.join(rest, kept, builder) else { return }
      rest = joined
    }
    note(product, base, rest)
  }

  /// What is displayed beside another product is short: of n products that lack one factor each, the last would be one
  /// factor and all others.
  private func isWorthwhile(_ rest: FactorList) -> Bool { !isForDisplay || rest.count <= 12 }

  private mutating func note(_ product: NodeID, _ base: NodeID, _ rest: FactorList) {
    let quotient = builder.value(store.head(of: product)).flatMap { a in
      builder.value(store.head(of: base)).map { a / $0 }
    }
    guard let quotient, isWorthwhile(rest), !mixesExponentials(base, rest) else { return }
    found[product] = ProductExtension(coefficient: builder.number(quotient), factors: [(base, .one)] + rest)
  }

  /// Makes what two products have in common a node, from which both go on. `kept` is what it has beyond the base of `other`.
  private mutating func share(
    _ product: NodeID, _ other: NodeID, _ kept: FactorList?, without missing: FactorList, _ rest: FactorList
  ) {
    if !isWorthwhile(rest) || mixesExponentials(other, rest + missing) { return }
    let common: NodeID
    if let known = found[other], let kept {
      common = builder.product([known.base] + kept.map { builder.rawPower($0.base, $0.exponent) })
      guard isCommon(common) else { return }
      found[common] = ProductExtension(
        coefficient: ratio(common, known.base), factors: [(known.base, .one)] + kept)
    } else {
      var node = builder.scaled(builder.number(1 / (builder.value(store.head(of: other)) ?? 1)), other)
      for (base, exponent) in missing {
        guard let own = LongForm(store, .product).partner(of: base, in: node) else { return }
        node = builder.product(node, without: base)
        if own != exponent, let more = FactorComparison.difference(own, exponent) {
          node = builder.product(node, builder.rawPower(base, more))
        }
      }
      guard isCommon(node) else { return }
      common = node
    }
    found[other] = ProductExtension(coefficient: ratio(other, common), factors: [(common, .one)] + missing)
    // Where nothing is new the other one goes on from this one.
    if common != product {
      found[product] = ProductExtension(coefficient: ratio(product, common), factors: [(common, .one)] + rest)
    }
  }

  /// Whether something is a product, and long enough to have a name.
  private func isCommon(_ node: NodeID) -> Bool {
    store.isOperation(node, .product)
      && (!isForDisplay || store.isLongProduct(node) || store.factors(of: node).count > 4)
  }

  private func ratio(_ a: NodeID, _ b: NodeID) -> NodeID {
    let divisor = builder.value(store.head(of: b)) ?? 1
    return builder.number((builder.value(store.head(of: a)) ?? 1) / divisor)
  }

  /// What only one of two products has; nil where that is too much.
  private mutating func difference(
    _ product: NodeID, _ base: NodeID, atMost most: Int
  ) -> (missing: FactorList, rest: FactorList)? {
    var comparison = FactorComparison(store, product, base)
    defer { budget -= comparison.steps }
    return comparison.run(atMost: most, steps: budget) ? (comparison.missing, comparison.rest) : nil
  }

  /// Exponentials and powers of sums of them may leave the doubles, and are brought together in one product.
  private func mixesExponentials(_ base: NodeID, _ rest: FactorList) -> Bool {
    if isForDisplay { return false }
    return rest.contains { $0.base == .e }
      || LongForm(store, .product).partner(of: .e, in: base) != nil
        && rest.contains { $0.exponent.isSmallInteger && $0.exponent.smallInteger < 0 }
  }

  /// Takes factors out of others: those that are not there, and what stays of the others.
  private static func remove(
    _ factors: FactorList, from others: ArraySlice<(base: NodeID, exponent: NodeID)>, _ store: Store
  ) -> (left: FactorList, kept: FactorList)? {
    var left: FactorList = []
    var kept = Array(others)
    for (base, exponent) in factors {
      guard let k = kept.firstIndex(where: { $0.base == base }) else {
        left.append((base, exponent))
        continue
      }
      if kept[k].exponent == exponent {
        kept.remove(at: k)
        continue
      }
      let own = kept[k].exponent
      guard own.isSmallInteger, exponent.isSmallInteger, (own.smallInteger < 0) == (exponent.smallInteger < 0) else {
        return nil
      }
      let more = own.smallInteger - exponent.smallInteger
      if (more < 0) == (own.smallInteger < 0) {
        kept[k].exponent = NodeID(smallInteger: more)
      } else {
        kept.remove(at: k)
        left.append((base, NodeID(smallInteger: -more)))
      }
    }
    return (left, kept)
  }

  /// Factors beside others, each base once; nil where exponents do not simply add.
  private static func join(_ factors: FactorList, _ others: FactorList, _ builder: Builder) -> FactorList? {
    var joined = factors
    for (base, exponent) in others {
      guard let k = joined.firstIndex(where: { $0.base == base }) else {
        joined.append((base, exponent))
        continue
      }
      let own = joined[k].exponent
      guard own.isSmallInteger, exponent.isSmallInteger, (own.smallInteger < 0) == (exponent.smallInteger < 0) else {
        return nil
      }
      joined[k].exponent = builder.integer(own.smallInteger + exponent.smallInteger)
    }
    return joined
  }
}

extension Builder {
  /// The long products that go on from another which lies before them in the store, a few factors at a time: for passes
  /// over the nodes in their order.
  ///
  /// So the slopes of a recurrence go step by step; through the flat products each of n steps would go through all before it.
  package func longProductExtensions(
    _ nodes: ReachableNodes, _ roots: [NodeID]
  ) throws(NablaError) -> [NodeID: ProductExtension] {
    try ProductExtensions(self, nodes, roots, sharingParts: false).found.filter {
      $1.base.raw < $0.raw && $1.factors.count <= 16
    }
  }
}
