// What is said of a character that no token begins with.

/// Characters that are not of the language: their names, and what to write in their place.
enum UnknownCharacter {
  private static let written: [String: String] = [
    "²": "^2", "³": "^3", "¹": "^1", "⁰": "^0", "⁴": "^4", "⁵": "^5", "⁶": "^6", "⁷": "^7", "⁸": "^8", "⁹": "^9",
    "ⁿ": "^n", "₀": "_0", "₁": "_1", "₂": "_2", "₃": "_3", "₄": "_4", "₅": "_5", "₆": "_6", "₇": "_7", "₈": "_8",
    "₉": "_9", "√": "sqrt(x)", "∛": "cbrt(x)", "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "–": "-",
    "—": "-", "‐": "-", "‑": "-", "⋅": "*", "∗": "*", "•": "*", "∙": "*", "⁄": "/", "∕": "/", "′": "'", "’": "'",
    "´": "'", "″": "''", "µ": "μ or mu", "∂": "diff(f, x)", "∇": "grad(f)", "⩽": "≤", "⩾": "≥", "≡": "==", "∧": "and",
    "∨": "or", "¬": "the opposite relation", "&": "`and`", "（": "(", "）": ")", "，": ",", "∑": "the terms out",
    "∏": "the factors out", "…": "the terms out", "𝜋": "pi",
  ]

  /// What the character is to be replaced by, where that is no piece of advice.
  static func replacement(_ character: String) -> String? {
    guard let text = written[character], let first = text.utf8.first else { return nil }
    if text == "and" || text == "or" { return " \(text) " }
    // What a sign stands for is a sign: letters and digits would grow together with what stands beside them.
    let hasLetters = text.utf8.contains { ($0 | 0x20) &- 97 < 26 }
    return hasLetters || first &- 48 < 10 ? nil : text
  }

  static func message(_ character: String) -> String {
    guard let scalar = character.unicodeScalars.first else { return "" }
    if scalar.value < 32 || scalar.value == 127 {
      return "the control character \(scalar.value) is not part of the language"
    }
    if isInvisible(scalar) {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return "U+\(number), an invisible character, is not part of the language; delete it"
    }
    return "‘\(character)’ is not part of the language" + hint(character)
  }

  private static func hint(_ character: String) -> String {
    if let text = written[character] { return "; write \(text)" }
    switch character {
    case "{", "}": return "; group with parentheses"
    case ";": return "; several values are written [a, b]"
    case ":": return "; a function is defined with `:=`"
    case "∞": return "; there is no infinity"
    case "∫": return "; Nabla has no integral yet"
    default:
      return (character.utf8.first ?? 0) >= 128
        ? "; names are made of Latin and Greek letters, digits and _, others stand between back quotes" : ""
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: return true
    default: return false
    }
  }
}
