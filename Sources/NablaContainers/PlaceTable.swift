// A hash table of places: what lies at them is kept and compared by whoever asks.

/// Finds the place of an element by its hash.
///
/// Programs are built at the speed of this table: it takes eight bytes an element, and hashing costs two products.
@frozen
@usableFromInline
package struct PlaceTable: ~Copyable {
  /// A hash and a place plus one; zero is empty. Linear probing, a power of two in size.
  @usableFromInline var entries: UnsafeMutablePointer<UInt64>
  @usableFromInline var mask: Int
  @usableFromInline var count = 0

  package init(capacity: Int = 8) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    (entries, mask) = (PlaceTable.zeros(size), size - 1)
  }

  @inlinable deinit { entries.deallocate() }

  private static func zeros(_ size: Int) -> UnsafeMutablePointer<UInt64> {
    let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    entries.initialize(repeating: 0, count: size)
    return entries
  }

  /// The place of an element with this hash that `isSame` accepts; where there is none, `new` is entered and returned.
  @inlinable @inline(__always)
  package mutating func place(_ hash: UInt32, orAdd new: Int, _ isSame: (Int) -> Bool) -> Int {
    // In bounds: the mask keeps every slot inside, and half of them are empty.
    let (entries, mask) = (entries, mask)
    var slot = Int(hash) & mask
    while case let entry = entries[slot], entry != 0 {
      if UInt32(truncatingIfNeeded: entry >> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: entry)) &- 1
        if isSame(place) { return place }
      }
      slot = (slot &+ 1) & mask
    }
    entries[slot] = UInt64(hash) << 32 | UInt64(UInt32(truncatingIfNeeded: new &+ 1))
    count &+= 1
    if 2 &* count > mask { grow() }
    return new
  }

  /// The place of an element with this hash that `isSame` accepts, if there is one.
  @inlinable @inline(__always)
  package func place(_ hash: UInt32, _ isSame: (Int) -> Bool) -> Int? {
    // In bounds as above.
    var slot = Int(hash) & mask
    while case let entry = entries[slot], entry != 0 {
      if UInt32(truncatingIfNeeded: entry >> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: entry)) &- 1
        if isSame(place) { return place }
      }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  @usableFromInline @inline(never)
  mutating func grow() {
    let (smaller, size) = (entries, mask + 1)
    (entries, mask) = (PlaceTable.zeros(2 * size), 2 * size - 1)
    for place in 0..<size where smaller[place] != 0 {
      var slot = Int(smaller[place] >> 32) & mask
      while entries[slot] != 0 { slot = (slot + 1) & mask }
      entries[slot] = smaller[place]
    }
    smaller.deallocate()
  }

  @inlinable @inline(__always)
  package static func hash(_ a: UInt64, _ b: UInt64 = 0) -> UInt32 {
    var x = a &* 0x9E37_79B9_7F4A_7C15 ^ b &* 0xC2B2_AE3D_27D4_EB4F
    x ^= x >> 32
    x = x &* 0xD6E8_FEB8_6659_FD93
    return UInt32(truncatingIfNeeded: x >> 32)
  }
}
