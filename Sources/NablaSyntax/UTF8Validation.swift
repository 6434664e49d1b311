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

  /// The first bytes that are no text, nil where all are: from the first byte that is part of no character, as far as they
  /// could have begun one. Linear.
  package static func firstFault(in bytes: [UInt8]) -> Range<Int>? {
    var k = firstWide(bytes)
    while k < bytes.count {
      let lead = bytes[k]
      if lead < 0x80 {
        k += 1
        continue
      }
      // Length of the sequence and the bounds of its second byte (Unicode, table 3-7).
      let (length, low, high): (Int, UInt8, UInt8)
      switch lead {
      case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
      case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
      case 0xED: (length, low, high) = (3, 0x80, 0x9F)
      case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
      case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
      case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
      case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
      default: return k..<(k + 1)
      }
      guard k + 1 < bytes.count, bytes[k + 1] >= low, bytes[k + 1] <= high else { return k..<(k + 1) }
      for next in (k + 2)..<(k + length) where next >= bytes.count || bytes[next] & 0xC0 != 0x80 { return k..<next }
      k += length
    }
    return nil
  }
}
