// An append-only array whose elements never move: chunks of doubling size behind a fixed directory.

/// Append-only storage that may be read, without a lock, by whoever was handed an index.
///
/// Appending needs exclusive access. The first chunk holds 64 elements and each next one twice as many, so that the
/// directory is a fixed array and finding an element takes a leading-zero count.
@frozen
@usableFromInline
package struct ChunkedArray<Element>: ~Copyable, @unchecked Sendable {
  // Sendable: a reader touches only elements below an index it was handed, and those are written before that.

  /// By the leading zeros of n = index + 64: the address to which n strides are added, that of the chunk less the strides
  /// of its first n; 0 where there is no chunk.
  @usableFromInline let directory: UnsafeMutablePointer<UInt>
  /// The chunks themselves, for deinit and for whoever looks for memory that nothing points to.
  @usableFromInline let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>
  // Behind a pointer, valid until deinit: appending is exclusive by contract and need not be checked for it.
  @usableFromInline let counter: UnsafeMutablePointer<Int>
  @inlinable package var count: Int { counter.pointee }

  @inlinable package init() {
    directory = .allocate(capacity: Int.bitWidth)
    directory.initialize(repeating: 0, count: Int.bitWidth)
    chunks = .allocate(capacity: Int.bitWidth)
    chunks.initialize(repeating: nil, count: Int.bitWidth)
    counter = .allocate(capacity: 1)
    counter.initialize(to: 0)
  }

  @inlinable deinit {
    for zeros in (0..<Int.bitWidth).reversed() {
      guard let chunk = chunks[zeros] else { continue }
      // A chunk begins where as many elements as it holds, less the first 64, lie before it.
      let length = 1 << (Int.bitWidth - 1 - zeros)
      chunk.deinitialize(count: max(0, Swift.min(count - (length - 64), length)))
      chunk.deallocate()
    }
    chunks.deallocate()
    directory.deallocate()
    counter.deallocate()
  }

  @inlinable @inline(__always) package func pointer(to index: Int) -> UnsafeMutablePointer<Element> {
    let sum = UInt(bitPattern: index &+ 64)
    // In bounds: the chunk was allocated when the index was handed out, and is freed only by deinit.
    let origin = directory[sum.leadingZeroBitCount]
    return UnsafeMutablePointer(bitPattern: origin &+ sum &* UInt(bitPattern: MemoryLayout<Element>.stride))
      .unsafelyUnwrapped
  }

  @inlinable package subscript(index: Int) -> Element { pointer(to: index).pointee }

  /// Makes sure that the chunk of an index is there; how many elements fit from the index on.
  @inlinable @inline(__always)
  func room(at index: Int) -> Int {
    let sum = UInt(bitPattern: index &+ 64)
    let zeros = sum.leadingZeroBitCount
    let length = UInt(1) << UInt(63 &- zeros)
    if directory[zeros] == 0 {
      let chunk = UnsafeMutablePointer<Element>.allocate(capacity: Int(length))
      chunks[zeros] = chunk
      directory[zeros] = UInt(bitPattern: chunk) &- length &* UInt(bitPattern: MemoryLayout<Element>.stride)
    }
    return Int(2 &* length &- sum)
  }

  /// Adds an element and returns its index.
  @inlinable @inline(__always)
  package func append(_ element: Element) -> Int {
    let index = count
    _ = room(at: index)
    pointer(to: index).initialize(to: element)
    counter.pointee = index &+ 1
    return index
  }

  /// Room for `length` elements in one chunk, uninitialised; only for trivial elements, since elements
  /// skipped at the end of a chunk stay uninitialised.
  @inlinable @inline(__always)
  package func reserve(_ length: Int) -> Int {
    var index = count
    while case let room = room(at: index), room < length { index &+= room }
    counter.pointee = index &+ length
    return index
  }
}
