// Splits UTF-8 text into tokens. Byte offsets everywhere; no copy of the text.

import NablaExpressions

/// A token and its place.
struct Token: Sendable {
  enum Kind: UInt8, Sendable {
    case number, name, end
    case plus, minus, times, divide, power, factorial, prime, comma, bar
    case leftParenthesis, rightParenthesis, leftBracket, rightBracket
    case less, greater, lessOrEqual, greaterOrEqual, equal, notEqual
    /// A lone `=`, and `:=`.
    case definition, functionDefinition
    case and, or, whereWord
    /// `.*`, `./`, `.^`, entry by entry; `;` and `:` in brackets; ᵀ.
    case elementTimes, elementDivide, elementPower, semicolon, colon, transpose
    /// A run of raised digits, with a raised sign or without, or ⁿ.
    case superscript
    /// √, ∛, ∜.
    case root
    case partial, nabla, negation
  }

  var kind: Kind
  var lower: Int
  var upper: Int

  var range: Range<Int> { lower..<upper }
}

/// Reads tokens one by one.
struct Lexer {
  private let bytes: [UInt8]
  /// Whether `%` and `%3` name earlier results.
  let allowsResultNames: Bool
  private(set) var position: Int

  init(_ bytes: [UInt8], from start: Int = 0, allowsResultNames: Bool) {
    self.bytes = bytes
    self.allowsResultNames = allowsResultNames
    position = start
  }

  /// Goes on from a place where a token begins.
  mutating func move(to place: Int) { position = place }

  private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  mutating func next() throws(Diagnostic) -> Token {
    var start = position
    while start < bytes.count {
      if bytes[start] == UInt8(ascii: "#") {
        // A remark goes on to the end of its line.
        while start < bytes.count, bytes[start] != 10 { start += 1 }
      } else if isSpace(bytes[start]) {
        start += 1
      } else {
        break
      }
    }
    guard start < bytes.count else {
      position = start
      return Token(kind: .end, lower: start, upper: start)
    }
    let first = bytes[start]
    if isDigit(first) || (first == UInt8(ascii: ".") && isDigit(byte(start + 1))) { return number(start) }
    if letterLength(start) > 0 { return name(start) }
    if first == UInt8(ascii: "`") { return try quotedName(start) }
    func token(_ kind: Token.Kind, _ length: Int) -> Token { Token(kind: kind, lower: start, upper: start + length) }
    let found: Token?
    let second = byte(start + 1)
    switch first {
    case UInt8(ascii: "+"): found = token(.plus, 1)
    case UInt8(ascii: "-"): found = token(.minus, 1)
    case UInt8(ascii: "*"): found = second == UInt8(ascii: "*") ? token(.power, 2) : token(.times, 1)
    case UInt8(ascii: "/"): found = token(.divide, 1)
    case UInt8(ascii: "^"): found = token(.power, 1)
    case UInt8(ascii: "("): found = token(.leftParenthesis, 1)
    case UInt8(ascii: ")"): found = token(.rightParenthesis, 1)
    case UInt8(ascii: "["): found = token(.leftBracket, 1)
    case UInt8(ascii: "]"): found = token(.rightBracket, 1)
    case UInt8(ascii: ","): found = token(.comma, 1)
    case UInt8(ascii: "|"): found = token(.bar, 1)
    case UInt8(ascii: "'"): found = token(.prime, 1)
    case UInt8(ascii: "!"): found = second == UInt8(ascii: "=") ? token(.notEqual, 2) : token(.factorial, 1)
    case UInt8(ascii: "<"): found = second == UInt8(ascii: "=") ? token(.lessOrEqual, 2) : token(.less, 1)
    case UInt8(ascii: ">"): found = second == UInt8(ascii: "=") ? token(.greaterOrEqual, 2) : token(.greater, 1)
    case UInt8(ascii: "="): found = second == UInt8(ascii: "=") ? token(.equal, 2) : token(.definition, 1)
    case UInt8(ascii: ":"): found = second == UInt8(ascii: "=") ? token(.functionDefinition, 2) : token(.colon, 1)
    case UInt8(ascii: ";"): found = token(.semicolon, 1)
    case UInt8(ascii: ".") where second == UInt8(ascii: "*"): found = token(.elementTimes, 2)
    case UInt8(ascii: ".") where second == UInt8(ascii: "/"): found = token(.elementDivide, 2)
    case UInt8(ascii: ".") where second == UInt8(ascii: "^"): found = token(.elementPower, 2)
    case UInt8(ascii: "%") where allowsResultNames:
      var end = start + 1
      while isDigit(byte(end)) { end += 1 }
      found = Token(kind: .name, lower: start, upper: end)
    default: found = first >= 128 ? superscript(start) ?? wideSign(start) : nil
    }
    guard let found else { throw unknown(start) }
    position = found.upper
    return found
  }

  private mutating func number(_ start: Int) -> Token {
    var end = start
    while isDigit(byte(end)) { end += 1 }
    // The point of `x.^2.*y` belongs to the sign behind it.
    if byte(end) == UInt8(ascii: "."),
      ![UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "^")].contains(byte(end + 1))
    {
      end += 1
      while isDigit(byte(end)) { end += 1 }
    }
    if byte(end) | 0x20 == UInt8(ascii: "e") {
      var exponent = end + 1
      if byte(exponent) == UInt8(ascii: "+") || byte(exponent) == UInt8(ascii: "-") { exponent += 1 }
      if isDigit(byte(exponent)) {
        while isDigit(byte(exponent)) { exponent += 1 }
        end = exponent
      }
    }
    position = end
    return Token(kind: .number, lower: start, upper: end)
  }

  private mutating func name(_ start: Int) -> Token {
    var end = start
    while end < bytes.count {
      let next = bytes[end]
      if isDigit(next) || next == UInt8(ascii: "_") {
        end += 1
      } else {
        let length = next >= 0xE1 ? NameText.subscriptLength(bytes, end) : letterLength(end)
        if length == 0 { break }
        end += length
      }
    }
    position = end
    var kind = Token.Kind.name
    switch end - start {
    case 2 where bytes[start] == UInt8(ascii: "o") && bytes[start + 1] == UInt8(ascii: "r"): kind = .or
    case 3
    where bytes[start] == UInt8(ascii: "a") && bytes[start + 1] == UInt8(ascii: "n")
      && bytes[start + 2] == UInt8(ascii: "d"):
      kind = .and
    case 5 where String(decoding: bytes[start..<end], as: UTF8.self) == "where": kind = .whereWord
    default: break
    }
    return Token(kind: kind, lower: start, upper: end)
  }

  /// A name between back quotes: any text, with `\\`, `` \` `` and `\u{A}` for what cannot stand there as it is.
  private mutating func quotedName(_ start: Int) throws(Diagnostic) -> Token {
    var end = start + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "`") {
      if bytes[end] == UInt8(ascii: "\\") {
        guard let (_, length) = NameText.escape(bytes[end...]) else {
          throw Diagnostic(
            .quotedName,
            "in a name between back quotes \\ is written \\\\, ` is \\`, and a character by its number \\u{e9}",
            end..<(end + 1))
        }
        end += length
      } else if bytes[end] < 32 || bytes[end] == 127 {
        let digits = String(bytes[end], radix: 16, uppercase: true)
        throw Diagnostic(
          .quotedName, "the control character \(bytes[end]) in a name is written \\u{\(digits)}",
          end..<(end + 1), fix: (end..<(end + 1), "\\u{\(digits)}"))
      } else {
        end += 1
      }
    }
    guard end < bytes.count else {
      throw Diagnostic(
        .quotedName, "the name is not closed, expected another back quote", start..<(start + 1),
        fix: (bytes.count..<bytes.count, "`"))
    }
    position = end + 1
    return Token(kind: .name, lower: start, upper: end + 1)
  }

  private static let wideSigns: [(String, Token.Kind)] = [
    ("≤", .lessOrEqual), ("≥", .greaterOrEqual), ("≠", .notEqual), ("·", .times), ("×", .times), ("−", .minus),
    ("÷", .divide), ("⋅", .times), ("√", .root), ("∛", .root), ("∜", .root), ("∂", .partial), ("∇", .nabla),
    ("¬", .negation), ("∧", .and), ("∨", .or), ("⩽", .lessOrEqual), ("⩾", .greaterOrEqual),
    ("ᵀ", .transpose), ("⊤", .transpose), ("⊙", .elementTimes), ("∘", .elementTimes),
  ]

  private func wideSign(_ start: Int) -> Token? {
    for (spelling, kind) in Lexer.wideSigns {
      var offset = start
      var matches = true
      for expected in spelling.utf8 {
        if byte(offset) != expected {
          matches = false
          break
        }
        offset += 1
      }
      if matches { return Token(kind: kind, lower: start, upper: offset) }
    }
    return nil
  }

  /// Raised digits with or without a raised sign before them, or ⁿ.
  private func superscript(_ start: Int) -> Token? {
    var end = start
    var hasSign = false
    var hasLetter = false
    while let (character, length) = RaisedText.character(bytes, end) {
      if hasLetter || (character == UInt8(ascii: "n") && end > start) { break }
      if character == UInt8(ascii: "-") {
        if end > start { break }
        hasSign = true
      }
      hasLetter = character == UInt8(ascii: "n")
      end += length
    }
    guard end > start, !hasSign || RaisedText.character(bytes, start).map({ end > start + $0.length }) ?? false else {
      return nil
    }
    return Token(kind: .superscript, lower: start, upper: end)
  }

  private func unknown(_ start: Int) -> Diagnostic {
    var end = start + 1
    while byte(end) & 0xC0 == 0x80 { end += 1 }
    let character = String(decoding: bytes[start..<end], as: UTF8.self)
    if let module = moduleName(before: start) {
      return Diagnostic(
        .habit, "functions have no module before them; write them without `\(module)`",
        (start - module.utf8.count + 1)..<(start + 1), fix: ((start - module.utf8.count + 1)..<(start + 1), ""))
    }
    // x²³ is no x^2^3.
    let standsApart = byte(end) < 128 && !isDigit(byte(end))
    return Diagnostic(
      .character, UnknownCharacter.message(character), start..<end,
      fix: standsApart ? UnknownCharacter.replacement(character).map { (start..<end, $0) } : nil)
  }

  private static let modules: Set<String> = [
    "np", "numpy", "math", "Math", "cmath", "sp", "sympy", "sm", "torch", "tf", "jnp", "jax", "scipy", "special", "F",
  ]

  /// `np.` where that stands between a name and a letter.
  private func moduleName(before point: Int) -> String? {
    guard bytes[point] == UInt8(ascii: "."), letterLength(point + 1) > 0 else { return nil }
    var first = point
    while first > 0, (bytes[first - 1] | 0x20) &- 97 < 26 { first -= 1 }
    if first > 0, bytes[first - 1] == UInt8(ascii: "_") || bytes[first - 1] == UInt8(ascii: "`") { return nil }
    let name = String(decoding: bytes[first..<point], as: UTF8.self)
    return Lexer.modules.contains(name) ? name + "." : nil
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
  private func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  /// The length of a Latin or Greek letter at an offset, 0 if there is none.
  private func letterLength(_ offset: Int) -> Int {
    let first = byte(offset)
    if first < 128 { return (first | 0x20) &- 97 < 26 ? 1 : 0 }
    // U+0370 to U+03FF are two bytes: CD B0 to CF BF.
    guard first >= 0xCD, first <= 0xCF, offset + 1 < bytes.count else { return 0 }
    return first == 0xCD && bytes[offset + 1] < 0xB0 ? 0 : 2
  }
}
