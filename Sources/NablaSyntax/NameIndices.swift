// The names of a text, each once, found by their bytes.

/// An index from the bytes of names to small numbers: open addressing, a power of two in size.
struct NameIndices {
  /// The number plus one of each name of one ASCII letter, as most are.
  private var letters = [UInt32](repeating: 0, count: 128)
  private var table = [UInt32](repeating: 0, count: 64)
  private var hashes: [UInt32] = []
  private var places: [(lower: Int, count: Int)] = []

  /// The number of the name at a place of the text, and whether it is new.
  mutating func index(_ bytes: [UInt8], _ lower: Int, _ upper: Int) -> (index: Int, isNew: Bool) {
    guard upper - lower == 1, bytes[lower] < 128 else { return found(bytes, lower, upper) }
    let letter = Int(bytes[lower])
    if letters[letter] != 0 { return (Int(letters[letter]) - 1, false) }
    let new = found(bytes, lower, upper)
    letters[letter] = UInt32(new.index) + 1
    return new
  }

  private mutating func found(_ bytes: [UInt8], _ lower: Int, _ upper: Int) -> (index: Int, isNew: Bool) {
    var hash: UInt32 = 2_166_136_261
    for k in lower..<upper { hash = (hash ^ UInt32(bytes[k])) &* 16_777_619 }
    hash ^= hash >> 15
    var slot = Int(hash) & (table.count - 1)
    while table[slot] != 0 {
      let known = Int(table[slot]) - 1
      if hashes[known] == hash, places[known].count == upper - lower {
        let other = places[known].lower
        var same = true
        for k in 0..<(upper - lower) where bytes[lower + k] != bytes[other + k] {
          same = false
          break
        }
        if same { return (known, false) }
      }
      slot = (slot + 1) & (table.count - 1)
    }
    hashes.append(hash)
    places.append((lower, upper - lower))
    table[slot] = UInt32(hashes.count)
    if hashes.count * 2 > table.count { grow() }
    return (hashes.count - 1, true)
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 4)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(hash) & (table.count - 1)
      while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = UInt32(index + 1)
    }
  }
}
