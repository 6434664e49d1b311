// Raised digits and signs as those that they stand for.

/// `x²`, `x⁻¹`, `xⁿ`.
enum RaisedText {
  private static let characters: [(raised: [UInt8], plain: UInt8)] = [
    ("²", "2"), ("³", "3"), ("¹", "1"), ("⁰", "0"), ("⁴", "4"), ("⁵", "5"), ("⁶", "6"), ("⁷", "7"), ("⁸", "8"),
    ("⁹", "9"), ("⁻", "-"), ("ⁿ", "n"),
  ].map { (Array($0.utf8), Array($1.utf8)[0]) }

  /// What the raised character at an offset stands for, and how many bytes it has; nil where none is.
  static func character(_ bytes: [UInt8], _ offset: Int) -> (character: UInt8, length: Int)? {
    guard offset < bytes.count, bytes[offset] == 0xC2 || bytes[offset] == 0xE2 else { return nil }
    for (raised, plain) in characters where bytes[offset...].starts(with: raised) { return (plain, raised.count) }
    return nil
  }

  /// A text in which every raised character is the one it stands for.
  static func plain(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let bytes = Array(text)
    var result: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      let (character, length) = RaisedText.character(bytes, offset) ?? (bytes[offset], 1)
      result.append(character)
      offset += length
    }
    return result
  }
}
