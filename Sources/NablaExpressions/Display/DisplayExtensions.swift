// Sums and products that are another one, which has a name, and what is new: a(k) = a(k−1)·sin(a(k−1)) is written so.

/// A sum or product as another one and what is new.
struct DisplayExtension {
  let base: NodeID
  /// Its constant or coefficient beside that of the base.
  let head: NodeID
  /// The pairs that the base does not have.
  let rest: [(first: NodeID, second: NodeID)]
}

/// Finds which sums and products of a display go on from others that are in it for themselves.
///
/// In the graph both are flat, so that step n of a recurrence has n operands. Chunks of operands that two have in common
/// are passed as a whole.
struct DisplayExtensions {
  /// By rank.
  private(set) var found: [Int: DisplayExtension] = [:]
  private let graph: DisplayGraph
  private let store: Store
  /// Pairs, chunks among them, each with the sum or product that was last seen to have it.
  private var owners: [UInt64: NodeID] = [:]
  private var counts: [Int32]
  /// By rank: the sum of the sizes of exponents. What another goes on from may have its factors to lower powers.
  private var weights: [Int32]
  private var budget: Int
  /// Ranks of nodes, each after its operands and after what it may go on from, whatever the history of the store.
  private(set) var order: [Int] = []

  /// Looks at the nodes for which it is true that they are displayed. n log n in the nodes.
  init(_ graph: DisplayGraph, _ reached: [Bool], sharing: Bool) throws(NablaError) {
    self.graph = graph
    store = graph.store
    counts = [Int32](repeating: 0, count: reached.count)
    weights = counts
    budget = 100_000 + 100 * reached.count
    var levels = [Int32](repeating: 0, count: reached.count)
    for (rank, id) in graph.nodes.ids.enumerated() {
      guard let operation = store.operation(id), operation == .sum || operation == .product else { continue }
      var (count, weight) = (0, 0)
      for (first, second) in store.pairs(of: id) {
        if let chunk = chunk(first, second, operation), let part = graph.nodes.rank(chunk) {
          count += Int(counts[part])
          weight += Int(weights[part])
          levels[rank] = max(levels[rank], levels[part] + 1)
        } else {
          count += 1
          let isPower = operation == .product && second.isSmallInteger
          weight += isPower ? abs(second.smallInteger) : 1
        }
      }
      counts[rank] = Int32(truncatingIfNeeded: min(count, Int(Int32.max)))
      weights[rank] = Int32(truncatingIfNeeded: min(weight, Int(Int32.max)))
    }
    // Operands are lower. What another goes on from is no higher and has fewer operands, or some to lower powers; so it is
    // with chunks, but for one that is all of another.
    struct Key {
      let height: Int32
      let count: Int32
      let weight: Int32
      let level: Int32
      let fingerprint: UInt64
      let rank: Int
    }
    var keys: [Key] = []
    for (rank, id) in graph.nodes.ids.enumerated() where reached[rank] {
      keys.append(
        Key(
          height: graph.heights[rank], count: counts[rank], weight: weights[rank], level: levels[rank],
          fingerprint: store.fingerprint(id), rank: rank))
    }
    keys.sort {
      ($0.height, $0.count, $0.weight, $0.level, $0.fingerprint)
        < ($1.height, $1.count, $1.weight, $1.level, $1.fingerprint)
    }
    order = keys.map(\.rank)
    for operation in [Operation.sum, .product] {
      owners.removeAll()
      for rank in order where graph.isShown[rank] && store.isOperation(graph.nodes.ids[rank], operation) {
        try graph.watch.check()
        if sharing, let known = graph.productExtensions[graph.nodes.ids[rank]] {
          found[rank] = known
        } else {
          visit(rank, operation)
        }
      }
    }
  }

  private func count(_ id: NodeID) -> Int { graph.nodes.rank(id).map { Int(counts[$0]) } ?? 0 }

  private func chunk(_ first: NodeID, _ second: NodeID, _ operation: Operation) -> NodeID? {
    let (mark, node) = operation == .sum ? (first, second) : (second, first)
    return mark == .one && store.isOperation(node, operation) ? node : nil
  }

  private mutating func visit(_ rank: Int, _ operation: Operation) {
    let id = graph.nodes.ids[rank]
    var others: [NodeID] = []
    var pending = [id]
    while let node = pending.popLast() {
      for (first, second) in store.pairs(of: node) {
        if let other = owners.updateValue(id, forKey: UInt64(first.raw) << 32 | UInt64(second.raw)) {
          if other != id && !others.contains(other) && others.count < 16 { others.append(other) }
        } else if let chunk = chunk(first, second, operation) {
          // A chunk that was seen before has nothing new in it.
          pending.append(chunk)
        }
      }
    }
    others.sort { (count($0), store.fingerprint($0)) > (count($1), store.fingerprint($1)) }
    for base in others.prefix(4) where count(base) < count(id) && graph.length(base) >= 22 {
      if let new = difference(id, base, operation) {
        found[rank] = new
        return
      }
    }
  }

  private func head(_ id: NodeID, beside base: NodeID, _ operation: Operation) -> NodeID? {
    let (own, other) = (store.head(of: id), store.head(of: base))
    let neutral = operation == .sum ? NodeID.zero : .one
    return other == neutral ? own : own == other ? neutral : nil
  }

  /// What a node has beside the operands of another, all of which it must have; no more than half of it.
  private mutating func difference(_ id: NodeID, _ base: NodeID, _ operation: Operation) -> DisplayExtension? {
    guard let head = head(id, beside: base, operation) else { return nil }
    let most = max(1, count(id) / 2)
    var old = OperandWalk(store, operation, base)
    var new = OperandWalk(store, operation, id)
    var rest: [(first: NodeID, second: NodeID)] = []
    while new.settle() {
      budget -= 1
      if budget < 0 || rest.count > most { return nil }
      let hasOld = old.settle()
      let (first, second) = (new.first, new.second)
      if hasOld, old.first == first, old.second == second {
        old.advance()
        new.advance()
        continue
      }
      let hasChunk = new.chunk != nil || hasOld && old.chunk != nil
      if hasChunk {
        new.descend()
        if hasOld { old.descend() }
      } else {
        // r·e(k−1) has r once more than e(k−1).
        if hasOld, let more = more(than: (old.first, old.second), in: (first, second), operation) {
          rest.append(more)
          old.advance()
        } else {
          rest.append((first, second))
        }
        new.advance()
      }
    }
    return old.settle() || rest.count > most ? nil : DisplayExtension(base: base, head: head, rest: rest)
  }

  /// What a higher natural power has beside a lower one of the same base.
  private func more(
    than old: (NodeID, NodeID), in new: (NodeID, NodeID), _ operation: Operation
  ) -> (first: NodeID, second: NodeID)? {
    guard operation == .product, old.0 == new.0, old.1.isSmallInteger, new.1.isSmallInteger,
      old.1.smallInteger > 0, new.1.smallInteger > old.1.smallInteger
    else { return nil }
    return (new.0, NodeID(smallInteger: new.1.smallInteger - old.1.smallInteger))
  }
}
