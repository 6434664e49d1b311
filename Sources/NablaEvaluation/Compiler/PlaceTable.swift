// A hash table of places: what lies at them is kept and compared by whoever asks.

/// Finds the place of an element by its hash.
///
/// Programs are built at the speed of this table: it takes eight bytes an element, and hashing costs two products.
struct PlaceTable {
  /// A hash and a place plus one; zero is empty. Linear probing, a power of two in size.
  private var entries: [UInt64]
  private var count = 0

  init(capacity: Int = 8) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    entries = [UInt64](repeating: 0, count: size)
  }

  /// The place of an element with this hash that `isSame` accepts; where there is none, `new` is entered and returned.
  @inline(__always)
  mutating func place(_ hash: UInt32, orAdd new: Int, _ isSame: (Int) -> Bool) -> Int {
    let mask = entries.count &- 1
    var slot = Int(hash) & mask
    while entries[slot] != 0 {
      let entry = entries[slot]
      if UInt32(truncatingIfNeeded: entry >> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: entry)) &- 1
        if isSame(place) { return place }
      }
      slot = (slot &+ 1) & mask
    }
    entries[slot] = UInt64(hash) << 32 | UInt64(UInt32(truncatingIfNeeded: new &+ 1))
    count &+= 1
    if 2 &* count > entries.count { grow() }
    return new
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: 2 * entries.count)
    let mask = larger.count - 1
    for entry in entries where entry != 0 {
      var slot = Int(entry >> 32) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = entry
    }
    entries = larger
  }

  @inline(__always)
  static func hash(_ a: UInt64, _ b: UInt64 = 0) -> UInt32 {
    var x = a &* 0x9E37_79B9_7F4A_7C15 ^ b &* 0xC2B2_AE3D_27D4_EB4F
    x ^= x >> 32
    x = x &* 0xD6E8_FEB8_6659_FD93
    return UInt32(truncatingIfNeeded: x >> 32)
  }
}
