// The nodes under some roots, children first, without recursion.

/// The stored nodes reachable from some roots, in ascending order of id, and the rank of each among them.
///
/// Scratch arrays of algorithms are indexed by rank. Time and memory are linear in the reachable nodes, plus a
/// bit for every id between the smallest and the largest of them.
package final class ReachableNodes {
  /// The reachable stored nodes, children before parents.
  package let ids: [NodeID]
  private let words: UnsafeMutablePointer<UInt64>
  private let ranks: UnsafeMutablePointer<UInt32>
  private let wordCount: Int
  private let firstWord: Int

  /// Visits everything under the roots; below a node for which `descend` is false it does not look.
  package init(_ store: Store, _ roots: [NodeID], descend: (NodeID) -> Bool = { _ in true }) {
    var highest = -1
    for root in roots where root.isStored { highest = max(highest, root.index) }
    let total = highest < 0 ? 1 : highest / 64 + 1
    // Zeroed by the system page by page, so that only what is touched costs. In bounds: every id marked is at most `highest`.
    let marks = CallocArray<UInt64>(total)
    var pending = 0
    for root in roots where root.isStored {
      let bit: UInt64 = 1 << UInt64(root.index & 63)
      if marks.pointer[root.index >> 6] & bit == 0 {
        marks.pointer[root.index >> 6] |= bit
        pending += 1
      }
    }
    var lowest = total
    var found: [NodeID] = []
    var word = total - 1
    while pending > 0 {
      // Operands have smaller ids, so the highest unvisited mark is always final.
      var unvisited = marks.pointer[word]
      while unvisited != 0 {
        let bit = 63 - unvisited.leadingZeroBitCount
        let id = NodeID(index: word * 64 + bit)
        found.append(id)
        pending -= 1
        unvisited &= ~(1 << UInt64(bit))
        lowest = word
        guard descend(id) else { continue }
        for operand in store.operands(id) where operand.isStored {
          let mask: UInt64 = 1 << UInt64(operand.index & 63)
          let place = operand.index >> 6
          if marks.pointer[place] & mask == 0 {
            marks.pointer[place] |= mask
            pending += 1
            if place == word { unvisited |= mask }
          }
        }
      }
      word -= 1
    }
    found.reverse()
    ids = found
    if found.isEmpty { lowest = 0 }
    firstWord = lowest
    wordCount = total - lowest
    words = .allocate(capacity: max(1, wordCount))
    ranks = .allocate(capacity: max(1, wordCount))
    var rank: UInt32 = 0
    for k in 0..<wordCount {
      let bits = marks.pointer[lowest + k]
      words[k] = bits
      ranks[k] = rank
      rank += UInt32(bits.nonzeroBitCount)
    }
  }

  deinit {
    words.deallocate()
    ranks.deallocate()
  }

  /// The place of a node among `ids`; nil for ids that are not stored or not reachable. O(1).
  @inline(__always)
  package func rank(_ id: NodeID) -> Int? {
    guard id.isStored else { return nil }
    let place = (id.index >> 6) - firstWord
    guard place >= 0 && place < wordCount else { return nil }
    let bit: UInt64 = 1 << UInt64(id.index & 63)
    let word = words[place]
    guard word & bit != 0 else { return nil }
    return Int(ranks[place]) + (word & (bit - 1)).nonzeroBitCount
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory that the system zeroes, freed with its owner.
final class CallocArray<Element> {
  let pointer: UnsafeMutablePointer<Element>

  /// Only for trivial types whose zero pattern is a value.
  init(_ count: Int) {
    guard let memory = calloc(max(1, count), MemoryLayout<Element>.stride) else {
      preconditionFailure("out of memory")
    }
    pointer = memory.bindMemory(to: Element.self, capacity: count)
  }

  deinit { free(pointer) }
}
