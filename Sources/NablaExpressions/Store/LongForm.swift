// Sums of more than 16 operands and products of more than 32 are cut into chunks, and chunks into chunks, so that adding or leaving out
// an operand costs O(log n). Where a chunk ends depends on fingerprints alone: equal sums have one shape.

import NablaNumbers

/// How the operands of sums and products lie in nodes: a head (constant, coefficient) and pairs.
///
/// The pairs of a sum are coefficient and term, ordered by term; those of a product base and exponent, ordered by base.
/// A chunk stands among them as a term with coefficient 1 that is a sum, or a base with exponent 1 that is a product;
/// no other operand looks so, since those are flattened.
struct LongForm {
  let store: Store
  let operation: Operation
  private let isSum: Bool

  /// A node has at most this many pairs, unless they cannot be told apart.
  static let sumWidth = 16
  /// Products are wider: their values multiply up within a node, where partial products may leave the doubles.
  static let productWidth = 32
  private var width: Int { isSum ? LongForm.sumWidth : LongForm.productWidth }
  /// A chunk of a level ends once in two to this power of what ends on the level below.
  private var bits: UInt64 { isSum ? 3 : 4 }
  private var deepest: Int { isSum ? 18 : 14 }

  init(_ store: Store, _ operation: Operation) {
    self.store = store
    self.operation = operation
    isSum = operation == .sum
  }

  /// A pair and the fingerprint of the last operand below it.
  struct Element {
    let fingerprint: UInt64
    let first: NodeID
    let second: NodeID
  }

  /// Whether a chunk of a level ends after an operand with this fingerprint.
  private func ends(_ fingerprint: UInt64, level: Int) -> Bool {
    fingerprint & ((1 << (bits * UInt64(level + 1))) - 1) == 0
  }

  private func key(_ first: NodeID, _ second: NodeID) -> NodeID { isSum ? second : first }

  /// The node of a chunk, if a pair is one.
  func chunk(_ first: NodeID, _ second: NodeID) -> NodeID? {
    let (mark, node) = isSum ? (first, second) : (second, first)
    return mark == .one && store.isOperation(node, operation) ? node : nil
  }

  private func pair(ofChunk node: NodeID) -> [NodeID] { isSum ? [.one, node] : [node, .one] }

  /// Whether the pairs of a node are chunks.
  func isLong(_ id: NodeID) -> Bool {
    guard store.isOperation(id, operation) else { return false }
    let operands = store.operands(id)
    return operands.count >= 3 && chunk(operands[1], operands[2]) != nil
  }

  /// The number of operands below a node, beside its head.
  func count(_ id: NodeID) -> Int {
    let operands = store.operands(id)
    guard chunk(operands[1], operands[2]) != nil else { return operands.count / 2 }
    var total = 0
    for k in stride(from: 1, to: operands.count, by: 2) { total += count(key(operands[k], operands[k + 1])) }
    return total
  }

  /// Calls a closure with every pair below a node, in order: the door to long and short forms alike.
  func forEach(_ id: NodeID, _ body: (NodeID, NodeID) -> Void) {
    let operands = store.operands(id)
    var k = 1
    while k < operands.count {
      // Chunks nest at most 19 deep.
      if let chunk = chunk(operands[k], operands[k + 1]) {
        forEach(chunk, body)
      } else {
        body(operands[k], operands[k + 1])
      }
      k += 2
    }
  }

  func lastFingerprint(_ first: NodeID, _ second: NodeID) -> UInt64 {
    var (a, b) = (first, second)
    while let chunk = chunk(a, b) {
      let operands = store.operands(chunk)
      (a, b) = (operands[operands.count - 2], operands[operands.count - 1])
    }
    return store.fingerprint(key(a, b))
  }

  /// What stands beside an operand: its coefficient in a sum, its exponent in a product; nil where it is none. O(log n).
  func partner(of operand: NodeID, in id: NodeID) -> NodeID? {
    let fingerprint = store.fingerprint(operand)
    var node = id
    while true {
      let operands = store.operands(node)
      let isLong = chunk(operands[1], operands[2]) != nil
      var (low, high) = (0, operands.count / 2)
      while low < high {
        let middle = (low + high) / 2
        let (first, second) = (operands[2 * middle + 1], operands[2 * middle + 2])
        let last = isLong ? lastFingerprint(first, second) : store.fingerprint(key(first, second))
        if last < fingerprint { low = middle + 1 } else { high = middle }
      }
      guard low < operands.count / 2 else { return nil }
      let (first, second) = (operands[2 * low + 1], operands[2 * low + 2])
      if !isLong { return key(first, second) == operand ? (isSum ? first : second) : nil }
      node = key(first, second)
    }
  }

  // MARK: Building

  private func node(_ head: NodeID, _ pairs: some Collection<NodeID>) -> NodeID {
    withUnsafeTemporaryAllocation(of: NodeID.self, capacity: pairs.count + 1) { operands in
      // In bounds: the head and all ids.
      operands[0] = head
      var k = 1
      for id in pairs {
        operands[k] = id
        k += 1
      }
      return store.intern(operation, UnsafeBufferPointer(operands))
    }
  }

  private var neutral: NodeID { isSum ? .zero : .one }

  /// The node of more elements than one node takes; they are in order and all of one level.
  func build(_ head: NodeID, _ elements: [Element], level: Int = 0) -> NodeID {
    var elements = elements
    var level = level
    while elements.count > width && level < deepest {
      let grouped = group(elements, level: level)
      if grouped.count == 1 { break }
      elements = grouped
      level += 1
    }
    return node(head, elements[...])
  }

  private func node(_ head: NodeID, _ elements: ArraySlice<Element>) -> NodeID {
    withUnsafeTemporaryAllocation(of: NodeID.self, capacity: 2 * elements.count + 1) { operands in
      // In bounds: the head and two ids an element.
      operands[0] = head
      var k = 1
      for element in elements {
        operands[k] = element.first
        operands[k + 1] = element.second
        k += 2
      }
      return store.intern(operation, UnsafeBufferPointer(operands))
    }
  }

  private func group(_ elements: [Element], level: Int) -> [Element] {
    var result: [Element] = []
    var start = 0
    for k in elements.indices where k == elements.count - 1 || ends(elements[k].fingerprint, level: level) {
      let chunk = node(neutral, elements[start...k])
      result.append(
        Element(
          fingerprint: elements[k].fingerprint, first: isSum ? .one : chunk, second: isSum ? chunk : .one))
      start = k + 1
    }
    return result
  }

  private func depth(_ id: NodeID) -> Int {
    var depth = 0
    var id = id
    while isLong(id) {
      depth += 1
      let operands = store.operands(id)
      id = key(operands[1], operands[2])
    }
    return depth
  }

  private func root(_ head: NodeID, _ pairs: [NodeID], level: Int) -> NodeID {
    if pairs.count <= 2 * width { return node(head, pairs) }
    var elements: [Element] = []
    for k in stride(from: 0, to: pairs.count, by: 2) {
      elements.append(
        Element(fingerprint: lastFingerprint(pairs[k], pairs[k + 1]), first: pairs[k], second: pairs[k + 1]))
    }
    return build(head, elements, level: level)
  }

  // MARK: Inserting

  /// A long form with one operand more. `merge` gives the pair for an operand that is there already, or nil where the
  /// two do not simply join; then the result is nil as well. O(log n).
  func inserting(
    _ first: NodeID, _ second: NodeID, into id: NodeID, merge: (NodeID, NodeID) -> (NodeID, NodeID)?
  ) -> NodeID? {
    let depth = depth(id)
    let added = Element(fingerprint: store.fingerprint(key(first, second)), first: first, second: second)
    guard let (pairs, _) = splice(added, into: id, level: depth, merge) else { return nil }
    return root(store.operands(id)[0], pairs, level: depth)
  }

  /// The pairs of a node after an insertion below it; level 0 is a chunk of operands. `cut` is the number of elements
  /// after which the node now falls into two, if it does: an insertion ends at most one chunk a level.
  private func splice(
    _ added: Element, into id: NodeID, level: Int, _ merge: (NodeID, NodeID) -> (NodeID, NodeID)?
  ) -> (pairs: [NodeID], cut: Int?)? {
    let operands = store.operands(id)
    let count = operands.count / 2
    func last(_ element: Int) -> UInt64 { lastFingerprint(operands[2 * element + 1], operands[2 * element + 2]) }
    // The first element that ends at or after the new operand.
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if last(middle) < added.fingerprint { low = middle + 1 } else { high = middle }
    }
    var pairs = Array(operands.dropFirst())
    // Behind the last operand the last chunk may be closed already.
    let cuts = ends(low == count ? last(count - 1) : added.fingerprint, level: level)
    if level == 0 {
      if low < count, last(low) == added.fingerprint {
        let (a, b) = (pairs[2 * low], pairs[2 * low + 1])
        guard key(a, b) == key(added.first, added.second), let merged = merge(a, b) else { return nil }
        (pairs[2 * low], pairs[2 * low + 1]) = merged
        return (pairs, nil)
      }
      pairs.insert(contentsOf: [added.first, added.second], at: 2 * low)
      return (pairs, cuts ? (low == count ? count : low + 1) : nil)
    }
    let place = min(low, count - 1)
    let child = key(operands[2 * place + 1], operands[2 * place + 2])
    guard let below = splice(added, into: child, level: level - 1, merge) else { return nil }
    guard let cut = below.cut, 2 * cut < below.pairs.count else {
      pairs.replaceSubrange((2 * place)..<(2 * place + 2), with: pair(ofChunk: node(neutral, below.pairs)))
      return (pairs, nil)
    }
    let left = pair(ofChunk: node(neutral, below.pairs[..<(2 * cut)]))
    let right = pair(ofChunk: node(neutral, below.pairs[(2 * cut)...]))
    pairs.replaceSubrange((2 * place)..<(2 * place + 2), with: left + right)
    return (pairs, cuts ? place + 1 : nil)
  }

  // MARK: Leaving out

  /// A long form without one of its operands: O(log n). Nil if it is not there.
  func removing(_ operand: NodeID, from id: NodeID) -> NodeID? {
    let fingerprint = store.fingerprint(operand)
    let depth = depth(id)
    // What stands before and after the operand, on each level from the root down.
    var before = [[NodeID]](repeating: [], count: depth + 1)
    var after = before
    var current = id
    for level in stride(from: depth, through: 0, by: -1) {
      let operands = store.operands(current)
      let count = operands.count / 2
      var place = 0
      while place < count - 1, lastFingerprint(operands[2 * place + 1], operands[2 * place + 2]) < fingerprint {
        place += 1
      }
      before[level] = Array(operands[1..<(2 * place + 1)])
      after[level] = Array(operands[(2 * place + 3)...])
      current = key(operands[2 * place + 1], operands[2 * place + 2])
    }
    guard current == operand else { return nil }
    // The chunk it ended goes on in the next one, which is opened down to its operands.
    if ends(fingerprint, level: 0), let open = (1...max(1, depth)).first(where: { $0 <= depth && !after[$0].isEmpty }) {
      for level in stride(from: open, to: 0, by: -1) {
        let next = key(after[level][0], after[level][1])
        after[level].removeFirst(2)
        after[level - 1] = Array(store.operands(next).dropFirst())
      }
    }
    var pairs = before[0] + after[0]
    for level in 0..<depth {
      let chunk = pairs.isEmpty ? [] : pair(ofChunk: node(neutral, pairs))
      pairs = before[level + 1] + chunk + after[level + 1]
    }
    // A level that fits into the one above it goes.
    var level = depth
    while level > 0 {
      var below: [NodeID] = []
      for k in stride(from: 0, to: pairs.count, by: 2) {
        below += store.operands(key(pairs[k], pairs[k + 1])).dropFirst()
        if below.count > 2 * width && pairs.count > 2 { break }
      }
      guard below.count <= 2 * width || pairs.count <= 2 else { break }
      pairs = below
      level -= 1
    }
    return root(store.operands(id)[0], pairs, level: level)
  }
}

extension Store {
  /// Calls a closure with the coefficient and term of every term of a sum, in order.
  package func forEachTerm(_ sum: NodeID, _ body: (NodeID, NodeID) -> Void) { LongForm(self, .sum).forEach(sum, body) }

  /// The number of terms of a sum, or `most` where there are more. O(most).
  package func termCount(_ sum: NodeID, atMost most: Int) -> Int {
    let form = LongForm(self, .sum)
    var count = 0
    var pending = [sum]
    while let id = pending.popLast(), count < most {
      if form.isLong(id) {
        let operands = operands(id)
        for k in stride(from: 1, to: operands.count, by: 2) { pending.append(operands[k + 1]) }
      } else {
        count += operands(id).count / 2
      }
    }
    return min(count, most)
  }

  /// Calls a closure with the base and exponent of every factor of a product, in order.
  package func forEachFactor(_ product: NodeID, _ body: (NodeID, NodeID) -> Void) {
    LongForm(self, .product).forEach(product, body)
  }

  package func isLongSum(_ id: NodeID) -> Bool { LongForm(self, .sum).isLong(id) }
  package func isLongProduct(_ id: NodeID) -> Bool { LongForm(self, .product).isLong(id) }
}

extension Builder {
  /// A long sum with one term more, or with another coefficient of one it has. Nil where the term cancels.
  func inserting(_ coefficient: NodeID, _ term: NodeID, into sum: NodeID) -> NodeID? {
    LongForm(store, .sum).inserting(coefficient, term, into: sum) { present, term in
      let total = addNumbers(present, coefficient)
      // ±1 times a sum would have to be taken apart.
      return total == .zero || store.isOperation(term, .sum) ? nil : (total, term)
    }
  }

  /// A long product without the power of one of its bases. O(log n).
  package func product(_ product: NodeID, without base: NodeID) -> NodeID {
    LongForm(store, .product).removing(base, from: product) ?? product
  }
}
