// The nodes under some roots, children first, without recursion.

import NablaContainers

/// The stored nodes reachable from some roots, in ascending order of id, and the rank of each among them.
///
/// Scratch arrays of algorithms are indexed by rank. Time and memory are linear in the reachable nodes: few nodes
/// among many ids are found by hashing, others by a bit for every id.
package final class ReachableNodes {
  /// The reachable stored nodes, children before parents.
  package let ids: [NodeID]
  private let words: UnsafeMutablePointer<UInt64>
  private let ranks: UnsafeMutablePointer<UInt32>
  private let wordCount: Int
  private let firstWord: Int
  /// Few nodes among many ids; then there are no words.
  private let sparse: SparseRanks?

  /// Visits everything under the roots; below a node for which `descend` is false it does not look. `descend` may be
  /// asked twice about a node.
  package init(_ store: Store, _ roots: [NodeID], descend: (NodeID) -> Bool = { _ in true }) {
    var highest = -1
    for root in roots where root.isStored { highest = max(highest, root.index) }
    let total = highest < 0 ? 1 : highest / 64 + 1
    // To hash and sort a node costs about as much as to look at 16 words.
    if total > 1024, let few = SparseRanks(store, roots, atMost: total / 16, descend) {
      (ids, sparse) = (few.ids, few)
      (firstWord, wordCount) = (0, 0)
      (words, ranks) = (.allocate(capacity: 1), .allocate(capacity: 1))
      return
    }
    sparse = nil
    // Zeroed by the system page by page, so that only what is touched costs. In bounds: every id marked is at most `highest`.
    let memory = CallocArray<UInt64>(total)
    defer { extendLifetime(memory) }
    let marks = memory.pointer
    var pending = 0
    for root in roots where root.isStored {
      let bit: UInt64 = 1 &<< UInt64(root.index & 63)
      if marks[root.index >> 6] & bit == 0 {
        marks[root.index >> 6] |= bit
        pending += 1
      }
    }
    var lowest = total
    var found = Stack<NodeID>()
    var word = total - 1
    while pending > 0 {
      // Operands have smaller ids, so the highest unvisited mark is always final.
      var unvisited = marks[word]
      while unvisited != 0 {
        let bit = 63 - unvisited.leadingZeroBitCount
        let id = NodeID(index: word * 64 + bit)
        found.append(id)
        pending -= 1
        unvisited &= ~(1 &<< UInt64(bit))
        lowest = word
        guard descend(id) else { continue }
        for operand in store.operands(id) where operand.isStored {
          let mask: UInt64 = 1 &<< UInt64(operand.index & 63)
          let place = operand.index >> 6
          if marks[place] & mask == 0 {
            marks[place] |= mask
            pending += 1
            if place == word { unvisited |= mask }
          }
        }
      }
      word -= 1
    }
    var ascending = [NodeID](repeating: .none, count: found.count)
    for k in ascending.indices { ascending[k] = found[found.count - 1 - k] }
    ids = ascending
    if found.isEmpty { lowest = 0 }
    firstWord = lowest
    wordCount = total - lowest
    words = .allocate(capacity: max(1, wordCount))
    ranks = .allocate(capacity: max(1, wordCount))
    var rank: UInt32 = 0
    for k in 0..<wordCount {
      let bits = marks[lowest + k]
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
    if let sparse { return sparse.rank(id) }
    let place = (id.index >> 6) - firstWord
    guard place >= 0 && place < wordCount else { return nil }
    let bit: UInt64 = 1 << UInt64(id.index & 63)
    let word = words[place]
    guard word & bit != 0 else { return nil }
    return Int(ranks[place]) + (word & (bit - 1)).nonzeroBitCount
  }
}

/// The ranks of a few nodes, found by hashing.
private struct SparseRanks {
  /// Ascending.
  private(set) var ids: [NodeID] = []
  /// An id plus one in the high half and its rank in the low; zero is empty. Linear probing, a power of two in size.
  private var entries = [UInt64](repeating: 0, count: 64)

  /// Nil if more nodes than so many are reachable.
  init?(_ store: Store, _ roots: [NodeID], atMost limit: Int, _ descend: (NodeID) -> Bool) {
    for root in roots where root.isStored { insert(root) }
    var next = 0
    while next < ids.count {
      guard ids.count <= limit else { return nil }
      let id = ids[next]
      next += 1
      guard descend(id) else { continue }
      for operand in store.operands(id) where operand.isStored { insert(operand) }
    }
    ids.sort { $0.raw < $1.raw }
    for (rank, id) in ids.enumerated() { entries[slot(id)] |= UInt64(rank) }
  }

  /// Where an id is, or would be.
  private func slot(_ id: NodeID) -> Int {
    let mask = entries.count &- 1
    var slot = Int(truncatingIfNeeded: UInt64(id.raw) &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
    while entries[slot] != 0 && entries[slot] >> 32 != UInt64(id.raw) &+ 1 { slot = (slot &+ 1) & mask }
    return slot
  }

  private mutating func insert(_ id: NodeID) {
    let place = slot(id)
    guard entries[place] == 0 else { return }
    entries[place] = (UInt64(id.raw) &+ 1) << 32
    ids.append(id)
    guard 2 &* ids.count > entries.count else { return }
    entries = [UInt64](repeating: 0, count: 4 &* entries.count)
    for id in ids { entries[slot(id)] = (UInt64(id.raw) &+ 1) << 32 }
  }

  func rank(_ id: NodeID) -> Int? {
    let entry = entries[slot(id)]
    return entry == 0 ? nil : Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
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
      fatalError("out of memory")
    }
    pointer = memory.bindMemory(to: Element.self, capacity: count)
  }

  deinit { free(pointer) }
}
