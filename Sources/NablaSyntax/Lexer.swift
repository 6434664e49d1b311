// Splits UTF-8 text into tokens. Byte offsets everywhere; no copy of the text.

import NablaExpressions

/// A token and its place.
struct Token: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case number
    case name
    /// An operator or bracket in its plain spelling.
    case sign(String)
    case end
  }

  let kind: Kind
  let range: Range<Int>
}

/// Reads tokens one by one.
struct Lexer {
  let bytes: [UInt8]
  /// Whether `%` and `%3` name earlier results.
  let allowsResultNames: Bool
  private(set) var position = 0

  init(_ bytes: [UInt8], allowsResultNames: Bool) throws(NablaError) {
    self.bytes = bytes
    self.allowsResultNames = allowsResultNames
    if let offset = UTF8Validation.firstInvalidOffset(bytes) {
      throw NablaError(
        .syntax, "the text is not UTF-8: byte \(offset) is not part of a character", range: offset..<(offset + 1))
    }
  }

  mutating func next() throws(NablaError) -> Token {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    let start = position
    guard start < bytes.count else { return Token(kind: .end, range: start..<start) }
    let byte = bytes[start]
    if isDigit(byte) || (byte == UInt8(ascii: ".") && start + 1 < bytes.count && isDigit(bytes[start + 1])) {
      return number()
    }
    if byte == UInt8(ascii: "%") && allowsResultNames {
      position += 1
      while position < bytes.count, isDigit(bytes[position]) { position += 1 }
      return Token(kind: .name, range: start..<position)
    }
    if letterLength(at: start) > 0 {
      while position < bytes.count {
        let length = letterLength(at: position)
        if length > 0 {
          position += length
        } else if isDigit(bytes[position]) || bytes[position] == UInt8(ascii: "_") {
          position += 1
        } else {
          break
        }
      }
      return Token(kind: .name, range: start..<position)
    }
    return try sign()
  }

  private mutating func number() -> Token {
    let start = position
    while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      var end = position + 1
      if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end += 1 }
      if end < bytes.count, isDigit(bytes[end]) {
        while end < bytes.count, isDigit(bytes[end]) { end += 1 }
        position = end
      }
    }
    return Token(kind: .number, range: start..<position)
  }

  private static let twoByteSigns: [(String, String)] = [
    ("**", "^"), (":=", ":="), ("==", "="), ("<=", "≤"), (">=", "≥"), ("!=", "≠"),
  ]
  private static let wideSigns: [(String, String)] = [
    ("≤", "≤"), ("≥", "≥"), ("≠", "≠"), ("·", "*"), ("×", "*"), ("−", "-"), ("÷", "/"),
  ]

  private mutating func sign() throws(NablaError) -> Token {
    let start = position
    for (spelling, plain) in Lexer.twoByteSigns + Lexer.wideSigns where matches(spelling) {
      position += spelling.utf8.count
      return Token(kind: .sign(plain), range: start..<position)
    }
    let byte = bytes[start]
    let plain = Unicode.Scalar(byte)
    if byte < 128, "+-*/^()[],|!<>'".unicodeScalars.contains(plain) {
      position += 1
      return Token(kind: .sign(String(plain)), range: start..<position)
    }
    if plain == "=" {
      // A lone = is no comparison.
      position += 1
      return Token(kind: .sign("definition"), range: start..<position)
    }
    var end = start + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    let found =
      byte < 32 || byte == 127
      ? "the control character \(byte)" : "‘\(String(decoding: bytes[start..<end], as: UTF8.self))’"
    let hint: String
    switch plain {
    case "{", "}": hint = "; group with parentheses"
    case ";": hint = "; separate with commas"
    case "&": hint = "; write `and`"
    case "#", "$", "@", "%", "\\", "?", "\"", "`", "~": hint = ""
    default: hint = byte >= 128 ? "; names are made of Latin and Greek letters, digits and _" : ""
    }
    throw NablaError(.syntax, "\(found) is not part of the language\(hint)", range: start..<end)
  }

  private func matches(_ spelling: String) -> Bool {
    var index = position
    for byte in spelling.utf8 {
      guard index < bytes.count, bytes[index] == byte else { return false }
      index += 1
    }
    return true
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  /// The length of a Latin or Greek letter at an offset, 0 if there is none.
  private func letterLength(at offset: Int) -> Int {
    let byte = bytes[offset]
    if byte < 128 { return (byte | 0x20) >= 97 && (byte | 0x20) <= 122 ? 1 : 0 }
    // U+0370 to U+03FF are two bytes: CD B0 to CF BF.
    guard byte >= 0xCD, byte <= 0xCF, offset + 1 < bytes.count else { return 0 }
    return byte == 0xCD && bytes[offset + 1] < 0xB0 ? 0 : 2
  }
}

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
package enum UTF8Validation {
  /// The offset of the first byte that is not part of a character; nil where all are.
  package static func firstInvalidOffset(_ bytes: [UInt8]) -> Int? {
    var k = 0
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
