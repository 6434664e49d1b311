// Sums of more than 32 terms are cut into chunks, and chunks into chunks, so that adding a term costs O(log n).
// Where a chunk ends depends on the fingerprints of the terms alone: equal sums have one shape, however they were built.

import NablaNumbers

/// Chunks stand in a sum as terms with coefficient 1 that are sums themselves; no other term of a sum is one.
enum LongSum {
  /// A node has at most this many elements unless they cannot be told apart.
  static let width = 32
  static let deepest = 14

  /// Whether a chunk of a level ends after a term with this fingerprint: once in 16 on the lowest level.
  static func ends(_ fingerprint: UInt64, level: Int) -> Bool {
    fingerprint & ((1 << (4 * UInt64(level + 1))) - 1) == 0
  }
}

extension Store {
  /// Whether an element of a sum is a chunk of further terms.
  @inline(__always)
  func isChunk(coefficient: NodeID, _ term: NodeID) -> Bool { coefficient == .one && isOperation(term, .sum) }

  /// Whether the elements of a sum are chunks.
  func isLongSum(_ id: NodeID) -> Bool {
    guard isOperation(id, .sum) else { return false }
    let operands = operands(id)
    return operands.count >= 3 && isChunk(coefficient: operands[1], operands[2])
  }

  /// The number of terms of a sum, beside its constant.
  func termCount(_ sum: NodeID) -> Int {
    let operands = operands(sum)
    guard isChunk(coefficient: operands[1], operands[2]) else { return operands.count / 2 }
    var count = 0
    for k in stride(from: 2, to: operands.count, by: 2) { count += termCount(operands[k]) }
    return count
  }

  /// Calls a closure with the coefficient and term of every term of a sum, in order: the door to long and short sums alike.
  package func forEachTerm(_ sum: NodeID, _ body: (NodeID, NodeID) -> Void) {
    let operands = operands(sum)
    var k = 1
    while k < operands.count {
      // Chunks nest at most 15 deep.
      if isChunk(coefficient: operands[k], operands[k + 1]) {
        forEachTerm(operands[k + 1], body)
      } else {
        body(operands[k], operands[k + 1])
      }
      k += 2
    }
  }

  private func lastFingerprint(_ term: NodeID, isChunk: Bool) -> UInt64 {
    var id = term
    var chunk = isChunk
    while chunk {
      let operands = operands(id)
      let last = operands.count - 1
      chunk = self.isChunk(coefficient: operands[last - 1], operands[last])
      id = operands[last]
    }
    return fingerprint(id)
  }

  fileprivate func elements(_ sum: NodeID) -> [SumTerm] {
    let operands = operands(sum)
    var result: [SumTerm] = []
    result.reserveCapacity(operands.count / 2 + 2)
    for k in stride(from: 1, to: operands.count, by: 2) {
      let chunk = isChunk(coefficient: operands[k], operands[k + 1])
      result.append(
        SumTerm(
          fingerprint: lastFingerprint(operands[k + 1], isChunk: chunk), coefficient: operands[k], term: operands[k + 1]
        ))
    }
    return result
  }
}

extension Builder {
  /// The sum of a constant and more terms than one node takes; `elements` are in order, all of one level.
  func longSum(_ constant: NodeID, _ elements: [SumTerm], level: Int = 0) -> NodeID {
    var elements = elements
    var level = level
    while elements.count > LongSum.width && level < LongSum.deepest {
      let grouped = group(elements, level: level)
      if grouped.count == 1 { break }
      elements = grouped
      level += 1
    }
    return sumNode(constant, elements[...])
  }

  /// The chunks that a list of elements of a level is cut into.
  private func group(_ elements: [SumTerm], level: Int) -> [SumTerm] {
    var result: [SumTerm] = []
    var start = 0
    for k in elements.indices where k == elements.count - 1 || LongSum.ends(elements[k].fingerprint, level: level) {
      let chunk = sumNode(.zero, elements[start...k])
      result.append(SumTerm(fingerprint: elements[k].fingerprint, coefficient: .one, term: chunk))
      start = k + 1
    }
    return result
  }

  private func sumNode(_ constant: NodeID, _ elements: ArraySlice<SumTerm>) -> NodeID {
    withUnsafeTemporaryAllocation(of: NodeID.self, capacity: 2 * elements.count + 1) { operands in
      // In bounds: a constant and two ids an element.
      operands[0] = constant
      var k = 1
      for element in elements {
        operands[k] = element.coefficient
        operands[k + 1] = element.term
        k += 2
      }
      return store.intern(.sum, UnsafeBufferPointer(operands))
    }
  }

  /// A long sum with one term more, or with another coefficient of one it has: O(log n). Nil where the term cancels,
  /// since chunks may then have to be joined.
  func inserting(_ coefficient: NodeID, _ term: NodeID, into sum: NodeID) -> NodeID? {
    var depth = 0
    var id = sum
    while store.isLongSum(id) {
      depth += 1
      id = store.operands(id)[2]
    }
    let added = SumTerm(fingerprint: store.fingerprint(term), coefficient: coefficient, term: term)
    guard let elements = elements(of: sum, inserting: added, level: depth) else { return nil }
    return longSum(store.operands(sum)[0], elements, level: depth)
  }

  /// The elements of a sum node after an insertion below it; `level` 0 is a chunk of terms.
  private func elements(of sum: NodeID, inserting added: SumTerm, level: Int) -> [SumTerm]? {
    var elements = store.elements(sum)
    if level == 0 {
      let place = elements.firstIndex { $0.fingerprint >= added.fingerprint } ?? elements.count
      if place < elements.count, elements[place].term == added.term {
        let coefficient = addNumbers(elements[place].coefficient, added.coefficient)
        // ±1 times a sum would have to be taken apart.
        if coefficient == .zero || store.isOperation(added.term, .sum) { return nil }
        elements[place].coefficient = coefficient
      } else if place < elements.count, elements[place].fingerprint == added.fingerprint {
        return nil
      } else {
        elements.insert(added, at: place)
      }
      return elements
    }
    let place = elements.firstIndex { $0.fingerprint >= added.fingerprint } ?? elements.count - 1
    guard let below = self.elements(of: elements[place].term, inserting: added, level: level - 1) else { return nil }
    elements.replaceSubrange(place...place, with: group(below, level: level - 1))
    return elements
  }
}
