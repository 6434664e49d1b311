/// Escapes of JSON strings.
enum JSONString {
  /// The decoded UTF-8 bytes of a string node; without escapes a slice of the text, O(1).
  static func bytes(of node: JSONNode, in text: [UInt8]) -> ArraySlice<UInt8> {
    let inside = node.range.lowerBound + 1..<node.range.upperBound - 1
    guard node.payload == 1 else { return text[inside] }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(inside.count)
    var position = inside.lowerBound
    while position < inside.upperBound {
      let byte = text[position]
      if byte == UInt8(ascii: "\\") {
        position += appendEscape(at: position, in: text, to: &decoded)
      } else {
        decoded.append(byte)
        position += 1
      }
    }
    return decoded[...]
  }

  /// The length of the escape that begins at `start` (a surrogate pair is one escape of 12 bytes).
  static func escapeLength(at start: Int, in text: [UInt8]) throws(JSONError) -> Int {
    guard start + 1 < text.count else {
      throw JSONError(message: "the text ends inside an escape", offset: start, length: 1)
    }
    switch text[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "u"):
      return try unicodeEscapeLength(at: start, in: text)
    default:
      throw JSONError(message: "an unknown escape", offset: start, length: 2)
    }
  }

  private static func unicodeEscapeLength(at start: Int, in text: [UInt8]) throws(JSONError) -> Int {
    guard let unit = codeUnit(at: start, in: text) else {
      let length = min(6, text.count - start)
      throw JSONError(message: "'\\u' needs four hexadecimal digits", offset: start, length: length)
    }
    guard unit & 0xF800 == 0xD800 else { return 6 }
    if unit < 0xDC00, let low = codeUnit(at: start + 6, in: text), low & 0xFC00 == 0xDC00 { return 12 }
    throw JSONError(message: "half of a surrogate pair", offset: start, length: 6)
  }

  /// The code unit of a `\uXXXX` at `start`, or nil if there is none.
  private static func codeUnit(at start: Int, in text: [UInt8]) -> UInt32? {
    guard start + 6 <= text.count, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt32 = 0
    for digit in text[start + 2..<start + 6] {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return unit
  }

  /// Appends what a checked escape stands for; returns the length of the escape.
  private static func appendEscape(at start: Int, in text: [UInt8], to decoded: inout [UInt8]) -> Int {
    switch text[start + 1] {
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"):
      guard let unit = codeUnit(at: start, in: text) else { return 6 }
      guard unit & 0xF800 == 0xD800, let low = codeUnit(at: start + 6, in: text) else {
        append(unit, to: &decoded)
        return 6
      }
      append(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF), to: &decoded)
      return 12
    case let plain: decoded.append(plain)
    }
    return 2
  }

  private static func append(_ codePoint: UInt32, to decoded: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(codePoint) else { return }
    decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
