// Names as the language writes them: plain where the lexer reads them so, between back quotes where it would not.

/// How names are written and read: `x_1` as it is, `` `a+b` ``, `` `e` `` (a symbol, not Euler's number), `` `été` ``.
///
/// Between back quotes stands any text; a backslash, a back quote and what does not show are escaped: `\\`, `` \` ``, `\u{A}`.
package enum NameText {
  /// The names of constants.
  private static let constants: [String: DisplayConstant] = ["pi": .pi, "π": .pi, "e": .e, "true": .yes, "false": .no]
  /// Words that are no names.
  package static let words: Set<String> = ["and", "or", "where", "if"]

  /// The constant that a name stands for where it is not quoted.
  package static func constant(named name: String) -> DisplayConstant? { constants[name] }

  /// Names that whoever asks reads as symbols and functions in any case, and wants to see without quotes.
  @TaskLocal package static var unquoted: Set<String> = []

  /// Runs what writes text for somebody to whom some names are symbols and functions in any case.
  package static func withUnquoted<Result>(
    _ names: Set<String>, _ body: () throws(NablaError) -> Result
  ) throws(NablaError) -> Result {
    try $unquoted.withValue(names) { Swift.Result(catching: body) }.get()
  }

  /// A name of a symbol or of a function of the user, as it is read back by a language with some verbs.
  package static func symbol(_ name: String, verbs: Set<String>) -> String {
    if isPlain(name) && (!isReserved(name, verbs: verbs) || unquoted.contains(name)) { return name }
    return quoted(name)
  }

  /// A name of a function of the user that is applied: quoted also where a function of the catalogue has it for calls alone.
  package static func function(_ name: String, verbs: Set<String>) -> String {
    let text = symbol(name, verbs: verbs)
    return text == name && Catalogue.callable(named: name) != nil && !unquoted.contains(name) ? quoted(name) : text
  }

  /// Whether a name has a fixed meaning where it stands without quotes.
  package static func isReserved(_ name: String, verbs: Set<String>) -> Bool {
    constants[name] != nil || words.contains(name) || verbs.contains(name) || Catalogue.isReserved(name)
  }

  /// Whether the lexer reads a name without quotes: a Latin or Greek letter, then such letters, digits and `_`.
  package static func isPlain(_ name: String) -> Bool {
    var isFirst = true
    var isSecondByte = false
    for byte in name.utf8 {
      if isSecondByte {
        isSecondByte = false
      } else if byte & 0xDF &- 65 < 26 {
      } else if byte == 0xCE || byte == 0xCF {
        isSecondByte = true
      } else if byte == 0xCD {
        // U+0340 to U+036F begin so too.
        return isPlainWithScalars(name)
      } else if isFirst || !(byte &- 48 < 10 || byte == UInt8(ascii: "_")) {
        return false
      }
      isFirst = false
    }
    return !isFirst
  }

  private static func isPlainWithScalars(_ name: String) -> Bool {
    func isLetter(_ scalar: Unicode.Scalar) -> Bool {
      "a"..."z" ~= scalar || "A"..."Z" ~= scalar || "\u{370}"..."\u{3FF}" ~= scalar
    }
    return name.unicodeScalars.allSatisfy { isLetter($0) || "0"..."9" ~= $0 || $0 == "_" }
      && name.unicodeScalars.first.map(isLetter) ?? false
  }

  /// A name between back quotes, on one line and with all of it visible.
  package static func quoted(_ name: String) -> String {
    var text = "`"
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\\", "`":
        text.unicodeScalars.append("\\")
        text.unicodeScalars.append(scalar)
      case _ where isHidden(scalar): text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "`"
  }

  /// Control characters, and those that hide or turn around what stands beside them.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<32, 127..<160, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
      return true
    default: return false
    }
  }

  /// The name that stands in a place of a text, with its quotes if it has any; the lexer has found it well formed.
  package static func name(_ text: ArraySlice<UInt8>) -> String {
    guard text.first == UInt8(ascii: "`") else {
      // Lowered digits and letters are three bytes each.
      return text.contains { $0 >= 0xE1 } ? withoutSubscripts(text) : String(decoding: text, as: UTF8.self)
    }
    var name = ""
    var run: [UInt8] = []
    var k = text.startIndex + 1
    while k < text.endIndex - 1 {
      guard text[k] == UInt8(ascii: "\\") else {
        run.append(text[k])
        k += 1
        continue
      }
      if let (scalar, length) = escape(text[k...]) {
        name += String(decoding: run, as: UTF8.self)
        name.unicodeScalars.append(scalar)
        run = []
        k += length
      } else {
        k += 1
      }
    }
    return name + String(decoding: run, as: UTF8.self)
  }

  private static let subscripts: [(lowered: [UInt8], plain: UInt8)] = zip(
    "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx".utf8
  ).map { (Array(String($0).utf8), $1) }

  /// The length of a lowered digit or letter at an offset, 0 if there is none.
  package static func subscriptLength(_ bytes: [UInt8], _ offset: Int) -> Int {
    subscripts.contains { bytes[offset...].starts(with: $0.lowered) } ? 3 : 0
  }

  /// `x₁₂` is `x_12`.
  private static func withoutSubscripts(_ text: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var k = text.startIndex
    var isLowered = false
    while k < text.endIndex {
      if text[k] >= 0xE1, let row = subscripts.first(where: { text[k...].starts(with: $0.lowered) }) {
        if !isLowered && result.last != UInt8(ascii: "_") { result.append(UInt8(ascii: "_")) }
        result.append(row.plain)
        isLowered = true
        k += 3
      } else {
        result.append(text[k])
        isLowered = false
        k += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The character that an escape at the beginning of a text stands for, and how many bytes it has.
  package static func escape(_ text: ArraySlice<UInt8>) -> (scalar: Unicode.Scalar, length: Int)? {
    let bytes = Array(text.prefix(10))
    guard bytes.count >= 2, bytes[0] == UInt8(ascii: "\\") else { return nil }
    if bytes[1] == UInt8(ascii: "\\") || bytes[1] == UInt8(ascii: "`") { return (Unicode.Scalar(bytes[1]), 2) }
    guard bytes[1] == UInt8(ascii: "u"), bytes.count > 3, bytes[2] == UInt8(ascii: "{"),
      let end = bytes.firstIndex(of: UInt8(ascii: "}")), (4...9).contains(end)
    else { return nil }
    let digits = bytes[3..<end]
    guard digits.allSatisfy({ $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 6 }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16), let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, end + 1)
  }
}
