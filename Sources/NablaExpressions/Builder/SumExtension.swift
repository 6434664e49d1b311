// Sums that go on from another: h + f(h) beside h, as in the steps of gradient flow, momentum and residual nets.

import NablaContainers

/// A sum as another one, or its opposite, and what is new.
///
/// Sums are flat in the graph, so that step n of a recurrence h ← h + f(h) has n terms. From the step before it takes one
/// addition, and keeps the digits that the recurrence keeps where its values decay.
package struct SumExtension {
  package let constant: NodeID
  /// The other sum with a coefficient of 1 or −1 first, then what is new.
  package let terms: [(coefficient: NodeID, term: NodeID)]

  package var base: NodeID { terms[0].term }
}

/// Finds which sums under some roots go on from others that are there for themselves as well.
package struct SumExtensions: ~Copyable {
  package private(set) var found: [NodeID: SumExtension] = [:]
  private let builder: Builder
  private let store: Store
  private let nodes: ReachableNodes
  /// By rank: the number of terms of a sum.
  private var counts: [Int]
  /// Terms and chunks of terms, each with the sum that was last seen to have it.
  private var places = PlaceTable(capacity: 64)
  private var elements = Stack<Element>()
  private var pending = Stack<NodeID>()
  /// How many pairs of terms will be compared, so that time stays linear in the nodes.
  private var budget: Int

  struct Element: BitwiseCopyable {
    let id: NodeID
    var sum: NodeID
  }

  /// Looks at sums of so many terms at least, among the nodes under the roots. Linear in the nodes.
  package init(
    _ builder: Builder, _ nodes: ReachableNodes, _ roots: [NodeID], minimum: Int = 2
  ) throws(NablaError) {
    self.builder = builder
    store = builder.store
    self.nodes = nodes
    counts = Array(repeating: 0, count: nodes.ids.count)
    budget = 100_000 + 100 * nodes.ids.count
    var sums = Stack<NodeID>()
    neededSums(roots, minimum, &sums)
    if sums.count < 2 { return }
    // What another goes on from has fewer terms, whatever their order in the store.
    let (nodes, counts) = (nodes, counts)
    func count(_ id: NodeID) -> Int { nodes.rank(id).map { counts[$0] } ?? 0 }
    sums.sort(from: 0) { (count($0), $0.raw) < (count($1), $1.raw) }
    for k in 0..<sums.count {
      try builder.check()
      visit(sums[k])
    }
  }

  private func count(_ id: NodeID) -> Int { nodes.rank(id).map { counts[$0] } ?? 0 }

  /// Counts terms, and collects the sums that something other than a longer form of themselves is made of.
  private mutating func neededSums(_ roots: [NodeID], _ minimum: Int, _ sums: inout Stack<NodeID>) {
    var isNeeded = [Bool](repeating: false, count: nodes.ids.count)
    func need(_ id: NodeID) {
      if store.isOperation(id, .sum), let rank = nodes.rank(id) { isNeeded[rank] = true }
    }
    for (rank, id) in nodes.ids.enumerated() {
      let operation = store.operation(id)
      if operation == .number { continue }
      guard operation == .sum else {
        for operand in store.operands(id) where operand.isStored { need(operand) }
        continue
      }
      for (coefficient, term) in store.terms(of: id) {
        if coefficient == .one, store.isOperation(term, .sum) {
          counts[rank] += count(term)
        } else {
          counts[rank] += 1
          if coefficient != .one { need(term) }
        }
      }
    }
    for root in roots { need(root) }
    for (rank, id) in nodes.ids.enumerated() where isNeeded[rank] && counts[rank] >= minimum { sums.append(id) }
  }

  /// Looks for the longest sum that has a term of this one, and whether this one goes on from it.
  private mutating func visit(_ sum: NodeID) {
    var longest: NodeID?
    pending.append(sum)
    while let id = pending.last {
      pending.removeLast()
      for (coefficient, element) in store.terms(of: id) {
        let new = elements.count
        let place = places.place(PlaceTable.hash(UInt64(element.raw)), orAdd: new) { elements[$0].id == element }
        if place < new {
          let other = elements[place].sum
          elements[place].sum = sum
          if other == sum || other == longest { continue }
          if longest.map({ count($0) < count(other) }) ?? true { longest = other }
        } else {
          elements.append(Element(id: element, sum: sum))
          // A chunk that was seen before has nothing new in it.
          if coefficient == .one, store.isOperation(element, .sum) { pending.append(element) }
        }
      }
    }
    // Where more is new the whole sum may have factors in common.
    guard let base = longest, 3 * count(base) >= 2 * count(sum) else { return }
    found[sum] = difference(sum, base)
  }

  /// What is in a sum and not in the base, whose terms must all be in it; nil where they are not, or where terms cancel.
  private mutating func difference(_ sum: NodeID, _ base: NodeID) -> SumExtension? {
    var old = OperandWalk(store, .sum, base)
    var new = OperandWalk(store, .sum, sum)
    var rest: [(coefficient: NodeID, term: NodeID)] = []
    var isNegated: Bool?
    while new.settle() {
      let hasOld = old.settle()
      if hasOld, isNegated != true, let chunk = old.chunk, chunk == new.chunk {
        isNegated = false
        old.advance()
        new.advance()
      } else if new.chunk != nil || hasOld && old.chunk != nil {
        new.descend()
        if hasOld { old.descend() }
      } else if hasOld, old.second == new.second {
        let negates = isNegated ?? (isNonnegative(old.first) != isNonnegative(new.first))
        isNegated = negates
        guard let more = remainder(of: new.first, after: old.first, negates) else { return nil }
        if more != .zero { rest.append((more, new.second)) }
        old.advance()
        new.advance()
      } else {
        rest.append((new.first, new.second))
        new.advance()
      }
      budget -= 1
      if budget < 0 || 2 * rest.count > count(base) { return nil }
    }
    let negates = isNegated ?? false
    guard !old.settle(),
      let constant = remainder(of: store.head(of: sum), after: store.head(of: base), negates)
    else { return nil }
    return SumExtension(constant: constant, terms: [(negates ? .minusOne : .one, base)] + rest)
  }

  /// What is left of a number after another, or after its opposite; nil where the two cancel in part.
  private func remainder(of new: NodeID, after old: NodeID, _ negates: Bool) -> NodeID? {
    if old == .zero { return new }
    let before = negates ? builder.negate(old) : old
    if new == before { return .zero }
    let more = builder.difference(new, before)
    let sign = isNonnegative(before)
    return isNonnegative(new) == sign && isNonnegative(more) == sign ? more : nil
  }

  private func isNonnegative(_ number: NodeID) -> Bool { store.flags(number).contains(.nonnegative) }
}

extension Builder {
  /// The long sums that go on from another which lies before them in the store: for passes over the nodes in their order.
  ///
  /// So the slopes of a recurrence go step by step; through the flat sums each of n steps would go through all before it.
  /// Short sums have the same derivative either way, but it would be written otherwise.
  package func longExtensions(
    _ nodes: ReachableNodes, _ roots: [NodeID]
  ) throws(NablaError) -> [NodeID: SumExtension] {
    guard nodes.ids.contains(where: { store.isLongSum($0) }) else { return [:] }
    return try SumExtensions(self, nodes, roots, minimum: LongForm.sumWidth).found.filter { $1.base.raw < $0.raw }
  }
}
