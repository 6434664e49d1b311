// Which bytes are no text.

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
package enum UTF8Validation {
  /// How many bytes in front, eight at a time, are ASCII.
  private static func firstWide(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { bytes in
      var k = 0
      while k + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: k, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
        k += 8
      }
      return k
    }
  }

  /// The offset of the first byte that is not part of a character; nil where all are.
  package static func firstInvalidOffset(_ bytes: [UInt8]) -> Int? {
    var k = firstWide(bytes)
    while k < bytes.count {
      let byte = bytes[k]
      if byte < 0x80 {
        k += 1
        continue
      }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      guard byte >= 0xC2, byte <= 0xF4, k + length <= bytes.count else { return k }
      for j in 1..<length where bytes[k + j] & 0xC0 != 0x80 { return k }
      let second = bytes[k + 1]
      switch byte {
      case 0xE0 where second < 0xA0, 0xED where second > 0x9F, 0xF0 where second < 0x90, 0xF4 where second > 0x8F:
        return k
      default: k += length
      }
    }
    return nil
  }
}
