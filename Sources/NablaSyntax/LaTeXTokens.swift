// LaTeX as tokens: letters, numbers, commands and delimiters, and where groups and environments end.

import NablaExpressions

/// A token of a formula in LaTeX.
struct LaTeXToken: Sendable {
  enum Kind: UInt8, Sendable {
    /// One letter, Latin or Greek.
    case letter
    case number, command, text
    case openBrace, closeBrace
    /// A bracket by the character that it is; `\lfloor` is f, `\lceil` c.
    case open, close
    /// `|`, which opens and closes.
    case bar
    case raised, lowered, prime
    case plus, minus, times, divide, factorial, comma
    case less, greater, lessOrEqual, greaterOrEqual, equal, notEqual
    case ampersand, row, begin, end
  }

  /// What `\left` and `\right` say of a delimiter.
  enum Side: UInt8, Sendable { case none, left, right }

  var kind: Kind
  var lower: Int
  var upper: Int
  /// The character of a bracket.
  var bracket: UInt8 = 0
  var side = Side.none
  /// Whether a blank or a space of LaTeX stands before it.
  var isApart = false

  var range: Range<Int> { lower..<upper }
}

/// The tokens of a text, and of each where what begins there ends.
struct LaTeXTokens {
  let bytes: [UInt8]
  private(set) var all: [LaTeXToken] = []
  /// Of `{`, `\begin` and the bracket of `\sqrt[`: the token that closes it; else -1.
  private(set) var matches: [Int] = []
  /// Of each `\begin` the tokens that end its cells: `&` and `\\`.
  private(set) var separators: [Int: [Int]] = [:]
  private var side = LaTeXToken.Side.none

  init(_ bytes: [UInt8]) throws(Diagnostic) {
    self.bytes = bytes
    if let offset = UTF8Validation.firstFault(in: bytes)?.lowerBound {
      throw Diagnostic(
        .encoding, "the text is not UTF-8: byte \(offset) is not part of a character", offset..<(offset + 1))
    }
    if bytes.count > 1 << 30 { throw Diagnostic(.size, "the text has more than 2^30 bytes", 0..<bytes.count) }
    try read()
    try match()
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The name of a command, without its backslash.
  func command(_ index: Int) -> String {
    all.indices.contains(index) && all[index].kind == .command
      ? text((all[index].lower + 1)..<all[index].upper) : ""
  }

  /// The name of an environment behind `\begin` or `\end`.
  func environment(_ index: Int) -> String {
    let written = text(all[index].range)
    guard let open = written.firstIndex(of: "{") else { return "" }
    return String(written[written.index(after: open)...].dropLast())
  }

  // MARK: Reading

  private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  private static let spaces: Set<String> = [
    "quad", "qquad", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "thinspace",
    "medspace", "thickspace", "negthinspace", "enspace", "nonumber", "notag", "big", "Big", "bigg", "Bigg", "bigl",
    "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "hfill", "null", "relax", "allowbreak", "nobreak",
  ]
  private static let signs: [String: LaTeXToken.Kind] = [
    "cdot": .times, "times": .times, "ast": .times, "div": .divide, "le": .lessOrEqual, "leq": .lessOrEqual,
    "leqslant": .lessOrEqual, "ge": .greaterOrEqual, "geq": .greaterOrEqual, "geqslant": .greaterOrEqual, "lt": .less,
    "gt": .greater, "ne": .notEqual, "neq": .notEqual, "prime": .prime, "colon": .comma,
  ]
  private static let delimiters: [String: (kind: LaTeXToken.Kind, bracket: Character, side: LaTeXToken.Side)] = [
    "{": (.open, "{", .none), "}": (.close, "{", .none), "lbrace": (.open, "{", .none),
    "rbrace": (.close, "{", .none), "lbrack": (.open, "[", .none), "rbrack": (.close, "[", .none),
    "lfloor": (.open, "f", .none), "rfloor": (.close, "f", .none), "lceil": (.open, "c", .none),
    "rceil": (.close, "c", .none), "lvert": (.bar, "|", .left), "rvert": (.bar, "|", .right),
    "vert": (.bar, "|", .none), "mid": (.bar, "|", .none), "lparen": (.open, "(", .none),
    "rparen": (.close, "(", .none),
  ]
  private static let texts: Set<String> = [
    "text", "textrm", "textup", "textnormal", "mbox", "hbox", "textit", "textbf",
  ]

  private mutating func add(
    _ kind: LaTeXToken.Kind, _ lower: Int, _ upper: Int, _ isApart: Bool, bracket: UInt8 = 0,
    side: LaTeXToken.Side = .none
  ) {
    all.append(
      LaTeXToken(
        kind: kind, lower: lower, upper: upper, bracket: bracket, side: self.side == .none ? side : self.side,
        isApart: isApart))
    self.side = .none
  }

  private mutating func read() throws(Diagnostic) {
    all.reserveCapacity(bytes.count / 2)
    var place = 0
    var isApart = false
    while place < bytes.count {
      let first = bytes[place]
      let start = place
      switch first {
      case 32, 9...13, UInt8(ascii: "~"), UInt8(ascii: "$"):
        place += 1
        isApart = true
        continue
      case UInt8(ascii: "%"):
        while place < bytes.count, bytes[place] != 10 { place += 1 }
        continue
      case UInt8(ascii: "\\"):
        place = try readCommand(start, &isApart)
        continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        place = takesDigits ? start + 1 : numberEnd(start)
        add(.number, start, place, isApart)
      case UInt8(ascii: "."):
        if side != .none {
          // \left. is a delimiter that is not shown.
          add(side == .left ? .open : .close, start, start + 1, isApart, bracket: first)
          place += 1
        } else if LaTeXTokens.isDigit(byte(start + 1)) {
          place = numberEnd(start)
          add(.number, start, place, isApart)
        } else if bytes[(start + 1)...].allSatisfy({ $0 <= 32 || $0 == UInt8(ascii: "$") }) {
          // The end of a sentence.
          place = bytes.count
        } else {
          throw unknown(start)
        }
      case _ where LaTeXTokens.isLetter(first):
        place += 1
        add(.letter, start, place, isApart)
      case _ where first >= 128: place = try readWide(start, isApart)
      default:
        guard let kind = LaTeXTokens.single[first] else { throw unknown(start) }
        place += 1
        var bracket = first
        if first == UInt8(ascii: ")") { bracket = UInt8(ascii: "(") }
        if first == UInt8(ascii: "]") { bracket = UInt8(ascii: "[") }
        if first == UInt8(ascii: "!"), byte(place) == UInt8(ascii: "=") {
          place += 1
          add(.notEqual, start, place, isApart)
        } else {
          if (kind == .less || kind == .greater), byte(place) == UInt8(ascii: "=") {
            place += 1
            add(kind == .less ? .lessOrEqual : .greaterOrEqual, start, place, isApart)
          } else {
            add(kind, start, place, isApart, bracket: bracket)
          }
        }
      }
      isApart = false
    }
  }

  /// Whether digits are arguments one by one: \frac12 is a half.
  private var takesDigits: Bool {
    guard let last = all.indices.last else { return false }
    func isCommand(_ index: Int) -> Bool {
      let name = command(index)
      return LaTeXReader.fractions.contains(name) || name == "sqrt"
    }
    if isCommand(last) { return true }
    return all[last].kind == .number && last > 0 && all[last].range.count == 1
      && LaTeXReader.fractions.contains(command(last - 1))
  }

  private static let single: [UInt8: LaTeXToken.Kind] = [
    UInt8(ascii: "{"): .openBrace, UInt8(ascii: "}"): .closeBrace, UInt8(ascii: "("): .open,
    UInt8(ascii: ")"): .close, UInt8(ascii: "["): .open, UInt8(ascii: "]"): .close, UInt8(ascii: "|"): .bar,
    UInt8(ascii: "^"): .raised, UInt8(ascii: "_"): .lowered, UInt8(ascii: "'"): .prime, UInt8(ascii: "+"): .plus,
    UInt8(ascii: "-"): .minus, UInt8(ascii: "*"): .times, UInt8(ascii: "/"): .divide, UInt8(ascii: "!"): .factorial,
    UInt8(ascii: ","): .comma, UInt8(ascii: "<"): .less, UInt8(ascii: ">"): .greater, UInt8(ascii: "="): .equal,
    UInt8(ascii: "&"): .ampersand,
  ]

  /// 3.25; 0{,}5 has a decimal comma that takes no space.
  private func numberEnd(_ start: Int) -> Int {
    var end = start
    while LaTeXTokens.isDigit(byte(end)) { end += 1 }
    if byte(end) == UInt8(ascii: "."), LaTeXTokens.isDigit(byte(end + 1)) {
      end += 1
    } else if bytes[end...].starts(with: Array("{,}".utf8)), LaTeXTokens.isDigit(byte(end + 3)) {
      end += 3
    } else {
      return end
    }
    while LaTeXTokens.isDigit(byte(end)) { end += 1 }
    return end
  }

  private static let wide: [String: LaTeXToken.Kind] = [
    "·": .times, "×": .times, "⋅": .times, "−": .minus, "≤": .lessOrEqual, "≥": .greaterOrEqual, "≠": .notEqual,
    "′": .prime, "÷": .divide,
  ]

  private mutating func readWide(_ start: Int, _ isApart: Bool) throws(Diagnostic) -> Int {
    var end = start + 1
    while byte(end) & 0xC0 == 0x80 { end += 1 }
    let character = text(start..<end)
    if let kind = LaTeXTokens.wide[character] {
      add(kind, start, end, isApart)
    } else if let scalar = character.unicodeScalars.first, (0x370...0x3FF).contains(scalar.value) {
      add(.letter, start, end, isApart)
    } else {
      throw unknown(start)
    }
    return end
  }

  private mutating func readCommand(_ start: Int, _ isApart: inout Bool) throws(Diagnostic) -> Int {
    var end = start + 1
    while LaTeXTokens.isLetter(byte(end)) { end += 1 }
    if end == start + 1 {
      end = min(end + 1, bytes.count)
      while byte(end) & 0xC0 == 0x80 { end += 1 }
    }
    let name = text((start + 1)..<end)
    switch name {
    case ",", ";", ":", "!", " ", ">", "\n", "(", ")", "[", "]":
      isApart = true
      return end
    case _ where LaTeXTokens.spaces.contains(name):
      isApart = true
      return end
    case "\\":
      // The space between rows: \\[10pt].
      if byte(end) == UInt8(ascii: "["), let close = bytes[end...].prefix(16).firstIndex(of: UInt8(ascii: "]")),
        bytes[close - 1] | 0x20 >= 97
      {
        end = close + 1
      }
      add(.row, start, end, isApart)
    case "left", "right", "middle", "mleft", "mright":
      side = name.hasSuffix("left") ? .left : .right
      isApart = isApart || false
      return end
    case "begin", "end":
      while byte(end) == 32 { end += 1 }
      guard byte(end) == UInt8(ascii: "{"), let close = bytes[end...].firstIndex(of: UInt8(ascii: "}")) else {
        throw Diagnostic(.misplaced, "\\\(name) is followed by an environment: \\\(name){cases}", start..<end)
      }
      end = close + 1
      // The columns of an array are for the eye alone.
      if name == "begin", text(start..<end).hasSuffix("{array}"), byte(end) == UInt8(ascii: "{"),
        let columns = bytes[end...].firstIndex(of: UInt8(ascii: "}"))
      {
        end = columns + 1
        add(.begin, start, close + 1, isApart)
      } else {
        add(name == "begin" ? .begin : .end, start, end, isApart)
      }
    case _ where LaTeXTokens.texts.contains(name):
      while byte(end) == 32 { end += 1 }
      guard byte(end) == UInt8(ascii: "{"), let close = bytes[end...].firstIndex(of: UInt8(ascii: "}")) else {
        throw Diagnostic(.misplaced, "\\\(name) is followed by a text in braces", start..<end)
      }
      add(.text, end + 1, close, isApart)
      end = close + 1
    default:
      if let kind = LaTeXTokens.signs[name] {
        add(kind, start, end, isApart)
      } else if let delimiter = LaTeXTokens.delimiters[name] {
        add(
          delimiter.kind, start, end, isApart, bracket: delimiter.bracket.asciiValue ?? 0, side: delimiter.side)
      } else {
        add(.command, start, end, isApart)
      }
    }
    isApart = false
    return end
  }

  func unknown(_ start: Int) -> Diagnostic {
    var end = start + 1
    while byte(end) & 0xC0 == 0x80 { end += 1 }
    let character = text(start..<end)
    if bytes[start] < 32 || bytes[start] == 127 {
      return Diagnostic(.character, UnknownCharacter.message(character), start..<end)
    }
    return Diagnostic(.character, "‘\(character)’ has no meaning in a formula of LaTeX", start..<end)
  }

  // MARK: Matching

  private mutating func match() throws(Diagnostic) {
    matches = [Int](repeating: -1, count: all.count)
    var open: [Int] = []
    for (index, token) in all.enumerated() {
      switch token.kind {
      case .openBrace, .begin: open.append(index)
      case .open where token.bracket == UInt8(ascii: "[") && token.side == .none:
        if index > 0, command(index - 1) == "sqrt" { open.append(index) }
      case .close where token.bracket == UInt8(ascii: "["):
        if let last = open.last, all[last].kind == .open {
          matches[last] = index
          open.removeLast()
        }
      case .closeBrace:
        while let last = open.last, all[last].kind == .open { open.removeLast() }
        guard let last = open.last, all[last].kind == .openBrace else {
          throw Diagnostic(.unopenedBracket, "found `}` without an opening brace", token.range, fix: (token.range, ""))
        }
        matches[last] = index
        open.removeLast()
      case .end:
        while let last = open.last, all[last].kind == .open { open.removeLast() }
        guard let last = open.last, all[last].kind == .begin, environment(last) == environment(index) else {
          throw Diagnostic(
            .unopenedBracket, "found `\(text(token.range))` without its `\\begin`", token.range)
        }
        matches[last] = index
        open.removeLast()
      case .ampersand, .row:
        if let last = open.last, all[last].kind == .begin { separators[last, default: []].append(index) }
      default: break
      }
    }
    if let last = open.last(where: { all[$0].kind != .open }) {
      let isBrace = all[last].kind == .openBrace
      throw Diagnostic(
        .unclosedBracket,
        isBrace
          ? "the brace is not closed, expected `}`"
          : "the environment is not closed, expected `\\end{\(environment(last))}`",
        all[last].range, fix: isBrace ? (bytes.count..<bytes.count, "}") : nil)
    }
  }
}
