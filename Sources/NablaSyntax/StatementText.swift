// Statements before they are parsed: where one ends, whether it goes on, and which name it defines.

import NablaExpressions

/// Looks at the tokens of a text alone.
package enum StatementText {
  /// Where the statements of a text stand that are separated by `;`. Empty ones are left out, unless they are asked for.
  package static func parts(of text: [UInt8], keepsEmpty: Bool = false) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var first = 0
    var isQuoted = false
    var isRemark = false
    var depth = 0
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: "`") && !isRemark && !(isQuoted && text[index - 1] == UInt8(ascii: "\\")) {
        isQuoted.toggle()
      }
      if byte == UInt8(ascii: "#") && !isQuoted { isRemark = true }
      if byte == 10 { isRemark = false }
      if !isQuoted, !isRemark {
        if byte == UInt8(ascii: "[") { depth += 1 }
        if byte == UInt8(ascii: "]") { depth = max(0, depth - 1) }
      }
      // Inside of brackets it separates the rows of a matrix; in LaTeX \; is a space.
      guard byte == UInt8(ascii: ";"), !isQuoted, !isRemark, depth == 0,
        index == 0 || text[index - 1] != UInt8(ascii: "\\")
      else { continue }
      parts.append(first..<index)
      first = index + 1
    }
    parts.append(first..<text.count)
    if keepsEmpty { return parts }
    return parts.filter { part in text[part].contains { !isSpace($0) } }
  }

  /// The name that a text defines, or set out to define.
  package static func definedName(in text: [UInt8]) -> (name: String, range: Range<Int>)? {
    definition(in: text).map { ($0.name, $0.range) }
  }

  /// Behind the sign of a definition, if a text is one.
  static func definitionSign(in text: [UInt8]) -> Int? { definition(in: text)?.end }

  private static func definition(in text: [UInt8]) -> (name: String, range: Range<Int>, end: Int)? {
    var lexer = Lexer(text, allowsResultNames: true)
    guard var token = try? lexer.next(), token.kind == .name else { return nil }
    if String(decoding: text[token.range], as: UTF8.self) == "function", let next = try? lexer.next(),
      next.kind == .name
    {
      token = next
    }
    let name = token
    guard let sign = try? lexer.next() else { return nil }
    var last = sign
    if sign.kind == .leftParenthesis {
      var depth = 1
      while depth > 0 {
        guard let next = try? lexer.next(), next.kind != .end else { return nil }
        depth += next.kind == .leftParenthesis ? 1 : next.kind == .rightParenthesis ? -1 : 0
      }
      guard let next = try? lexer.next() else { return nil }
      last = next
    }
    guard last.kind == .definition || last.kind == .functionDefinition else { return nil }
    let written = String(decoding: text[name.range], as: UTF8.self)
    return (SyntaxTree.name(in: written) ?? written, name.range, last.upper)
  }

  package static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
}

/// Gathers the lines of a statement: it goes on while a bracket is open or a line ends in an operator.
///
/// A blank line ends it in any case, so that a bracket forgotten in a file spoils one paragraph only.
package struct StatementLines: Sendable {
  /// The lines so far, with line feeds between them.
  package private(set) var text: [UInt8] = []
  /// How many lines there are.
  package private(set) var count = 0
  private var depth = 0
  private var endsInOperator = false
  /// Whether `where` was read: behind it definitions follow each other.
  private var isDefining = false
  private var checkedCount = 1
  /// Where the last statement of the text begins.
  private var start = 0

  package init() {}

  /// Adds a line; true if the statement is complete.
  package mutating func add(_ line: [UInt8]) -> Bool {
    let blank = !line.contains { !StatementText.isSpace($0) }
    let first = line.first { !StatementText.isSpace($0) }
    if count > 0 && blank { return true }
    if count > 0 && first == UInt8(ascii: "#") { return false }
    if count > 0 { text.append(10) }
    count += 1
    let offset = text.count
    text += line
    if blank || (count == 1 && (first == UInt8(ascii: "#") || first == UInt8(ascii: "?"))) { return true }
    var rest = line
    if let last = line.lastIndex(of: UInt8(ascii: ";")) {
      guard depth == 0 && !endsInOperator else { return true }
      rest = Array(line[(last + 1)...])
      start = offset + last + 1
    }
    guard scan(rest), depth > 0 || endsInOperator else { return true }
    // A mistake before the end is told at once. Looked at whenever the lines have doubled: linear altogether.
    guard count >= checkedCount else { return false }
    checkedCount = 2 * count
    return isWrongBeforeItsEnd()
  }

  /// Whether a line begins a statement of its own, though this one is not complete: a definition cannot stand in brackets
  /// or behind an operator.
  package func isBroken(by line: [UInt8]) -> Bool {
    count > 0 && (depth > 0 || !isDefining) && StatementText.definedName(in: line) != nil
  }

  /// Counts brackets; false where the line holds what no statement has.
  private mutating func scan(_ line: [UInt8]) -> Bool {
    var lexer = Lexer(line, allowsResultNames: true)
    var isFirst = count == 1
    while true {
      guard let token = try? lexer.next() else {
        return false
      }
      switch token.kind {
      case .end: return true
      case .leftParenthesis, .leftBracket:
        depth += 1
        endsInOperator = false
      case .rightParenthesis, .rightBracket:
        depth -= 1
        endsInOperator = false
      case .plus, .minus, .times, .divide, .power, .elementTimes, .elementDivide, .elementPower, .comma, .semicolon,
        .colon,
        .less, .greater, .lessOrEqual, .greaterOrEqual, .equal,
        .notEqual, .definition, .functionDefinition, .and, .or, .root, .partial, .nabla, .negation:
        endsInOperator = true
      case .whereWord:
        endsInOperator = true
        isDefining = true
      case .number, .name, .factorial, .prime, .bar, .superscript, .transpose:
        endsInOperator = false
        // `help +` asks about a sign.
        if isFirst && String(decoding: line[token.range], as: UTF8.self).lowercased() == "help" { return false }
      }
      isFirst = false
    }
  }

  /// Whether the lines so far are wrong whatever follows.
  private func isWrongBeforeItsEnd() -> Bool {
    do throws(NablaError) {
      _ = try Parser.parseStatement(Array(text[start...]), allowsResultNames: true)
      return false
    } catch {
      guard error.kind == .syntax, let range = error.range else { return false }
      // Commands are none of the parser's business.
      if beginsWithTwoWords() { return false }
      return !range.isEmpty || text[(start + range.upperBound)...].contains { !StatementText.isSpace($0) }
    }
  }

  private func beginsWithTwoWords() -> Bool {
    var lexer = Lexer(Array(text[start...]), allowsResultNames: true)
    guard let first = try? lexer.next(), let second = try? lexer.next(), first.kind == .name else { return false }
    return second.lower > first.upper
      && [.name, .number, .minus, .leftParenthesis, .leftBracket, .bar].contains(second.kind)
  }
}

extension StatementText {
  /// The names of a text with their places, as far as it consists of tokens.
  package static func names(in text: [UInt8]) -> [(name: String, range: Range<Int>)] {
    var lexer = Lexer(text, allowsResultNames: true)
    var names: [(name: String, range: Range<Int>)] = []
    while let token = try? lexer.next(), token.kind != .end {
      if token.kind == .name { names.append((NameText.name(text[token.range]), token.range)) }
    }
    return names
  }
}
