// An append-only array whose elements never move: chunks of doubling size behind a fixed directory.

/// Append-only storage that may be read, without a lock, by whoever was handed an index.
///
/// Appending needs exclusive access. Chunk k holds 2^(firstChunkBits + k) elements, so that the directory is a
/// fixed array of pointers and finding an element takes a leading-zero count.
@usableFromInline
package final class ChunkedArray<Element>: @unchecked Sendable {
  // Sendable: a reader touches only elements below an index it was handed, and those are written before that.
  // The pointers are in bounds because every index handed out is below `count` and chunks are never freed before deinit.
  @usableFromInline let directory: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>
  @usableFromInline let bits: Int
  // Behind a pointer, valid until deinit: appending is exclusive by contract and need not be checked for it.
  private let counter: UnsafeMutablePointer<Int>
  package var count: Int { counter.pointee }

  package init(firstChunkBits: Int) {
    bits = firstChunkBits
    directory = .allocate(capacity: 64)
    directory.initialize(repeating: nil, count: 64)
    counter = .allocate(capacity: 1)
    counter.initialize(to: 0)
  }

  deinit {
    var remaining = count
    for k in 0..<(64 - bits) {
      guard let chunk = directory[k] else { break }
      let used = Swift.min(remaining, 1 << (bits + k))
      chunk.deinitialize(count: used)
      chunk.deallocate()
      remaining -= used
    }
    directory.deallocate()
    counter.deallocate()
  }

  @inlinable @inline(__always) package func pointer(to index: Int) -> UnsafeMutablePointer<Element> {
    let shifted = index &+ (1 << bits)
    let top = Int.bitWidth &- 1 &- shifted.leadingZeroBitCount
    // The chunk exists: it was allocated when the index was handed out.
    return directory[top &- bits].unsafelyUnwrapped + (shifted &- (1 << top))
  }

  @inlinable package subscript(index: Int) -> Element { pointer(to: index).pointee }

  /// Adds an element and returns its index.
  @inline(__always)
  package func append(_ element: Element) -> Int {
    let index = count
    let shifted = index &+ (1 << bits)
    let top = Int.bitWidth &- 1 &- shifted.leadingZeroBitCount
    if directory[top &- bits] == nil { directory[top &- bits] = .allocate(capacity: 1 << top) }
    (directory[top &- bits].unsafelyUnwrapped + (shifted &- (1 << top))).initialize(to: element)
    counter.pointee = index &+ 1
    return index
  }

  /// Room for `length` elements in one chunk, uninitialised; only for trivial elements, since elements
  /// skipped at the end of a chunk stay uninitialised.
  @inline(__always)
  package func reserve(_ length: Int) -> Int {
    var index = count
    while true {
      let shifted = index &+ (1 << bits)
      let top = Int.bitWidth &- 1 &- shifted.leadingZeroBitCount
      if shifted &+ length <= 1 << (top &+ 1) {
        if directory[top &- bits] == nil { directory[top &- bits] = .allocate(capacity: 1 << top) }
        counter.pointee = index &+ length
        return index
      }
      if directory[top &- bits] == nil { directory[top &- bits] = .allocate(capacity: 1 << top) }
      index = (1 << (top &+ 1)) &- (1 << bits)
    }
  }
}
