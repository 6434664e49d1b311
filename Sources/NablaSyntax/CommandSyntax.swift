// What a line consists of beyond statements: a verb with its arguments side by side, a point behind an expression,
// derivatives behind `against`. Productions of the same parser, which ends an expression where no operator goes on.

import NablaExpressions

/// What follows the word of a command. Places are those of the whole line.
package struct CommandSyntax: Sendable {
  /// `x = 2`.
  package struct Coordinate: Sendable {
    package let name: String
    package let nameRange: Range<Int>
    /// Where the value stands; up to the end of the text where it is wrong.
    package let range: Range<Int>
    package let value: Result<SyntaxTree, NablaError>
  }

  package let body: SyntaxTree
  /// Where the body stands.
  package let range: Range<Int>
  package var coordinates: [Coordinate] = []
  /// What stands behind the word that ended the body.
  package var rest: SyntaxTree?
  /// What follows the body between commas, where that is a list: w and b in `L, w, b at w = 1, b = 2`.
  package var others: [(tree: SyntaxTree, range: Range<Int>)] = []
}

/// Where an expression may end though the text goes on.
package enum CommandEnding: Sendable, Equatable {
  case none
  /// At `at x = 2`, or at `x = 2` without the word.
  case point
  /// At a word.
  case word(String)
}

extension Parser {
  /// Parses what follows a command, from an offset of the line on: an expression or a verb with its arguments side by side.
  package static func parseCommand(
    _ text: [UInt8], from start: Int = 0, until ending: CommandEnding = .none, allowsResultNames: Bool = true,
    isList: Bool = false, verbs: [String: LanguageVerb]
  ) throws(NablaError) -> CommandSyntax {
    do throws(Diagnostic) {
      func attempt(_ isForm: Bool) throws(Diagnostic) -> CommandSyntax {
        var parser = try Parser(text, from: start, allowsResultNames: allowsResultNames, verbs: verbs)
        parser.ending = ending
        parser.endsAtComma = isList
        return try parser.rest(behind: isForm ? try parser.verbForm() : try parser.expression(), from: start)
      }
      if let form = VerbForm(text, from: start, verbs) {
        // `diff (f, x)` is a call as it stands; `diff (f) x` is not.
        if form.isParenthesized, !isBroken(text, start, verbs), let call = try? attempt(false) { return call }
        if let command = try? attempt(true) { return command }
      }
      return try attempt(false)
    } catch {
      throw error.error
    }
  }

  /// `grad x^2*y x y` as the call that it is; nil where a text is something else. Blanks separate the arguments.
  package static func parseVerbForm(
    _ text: [UInt8], allowsResultNames: Bool = true, verbs: [String: LanguageVerb]
  ) -> SyntaxTree? {
    guard let form = VerbForm(text, from: 0, verbs) else { return nil }
    do throws(Diagnostic) {
      if form.isParenthesized, !isBroken(text, 0, verbs),
        (try? parse(text, allowsResultNames: allowsResultNames)) != nil
      {
        return nil
      }
      var parser = try Parser(text, allowsResultNames: allowsResultNames, verbs: verbs)
      let tree = try parser.verbForm()
      return parser.token.kind == .end ? tree : nil
    } catch {
      return nil
    }
  }

  /// Whether blanks outside of brackets stand for products in an expression up to where it ends.
  private static func isBroken(_ text: [UInt8], _ start: Int, _ verbs: [String: LanguageVerb]) -> Bool {
    do throws(Diagnostic) {
      var parser = try Parser(text, from: start, allowsResultNames: true, verbs: verbs)
      parser.ending = .point
      _ = try parser.expression()
      return parser.hasBlankProduct
    } catch {
      return false
    }
  }

  /// Coordinates such as `x = 2, y = 1/3`, with commas or without; nil where a text does not begin with one.
  package static func parseCoordinates(
    _ text: [UInt8], verbs: [String: LanguageVerb]
  ) -> [CommandSyntax.Coordinate]? {
    do throws(Diagnostic) {
      var parser = try Parser(text, allowsResultNames: true, verbs: verbs)
      guard try parser.beginsCoordinate() else { return nil }
      return try parser.coordinates()
    } catch {
      return nil
    }
  }

  // MARK: Behind the body

  private mutating func rest(behind body: SyntaxTree, from start: Int) throws(Diagnostic) -> CommandSyntax {
    var end = token.lower
    while end > start, StatementText.isSpace(bytes[end - 1]) { end -= 1 }
    var command = CommandSyntax(body: body, range: start..<end)
    while endsAtComma && token.kind == .comma {
      let start = token.upper
      var parser = part(from: start)
      parser.ending = ending
      parser.endsAtComma = true
      try parser.advance()
      let tree = try parser.expression()
      command.others.append((tree, start..<parser.token.lower))
      lexer.move(to: parser.token.lower)
      try advance()
    }
    if token.kind == .end { return command }
    switch ending {
    case .none: throw expected("an operator or the end")
    case .word:
      var parser = part(from: token.upper)
      try parser.advance()
      command.rest = try parser.expression()
    case .point:
      if try !beginsCoordinate() { try advance() }
      command.coordinates = try coordinates()
    }
    return command
  }

  /// A parser of what stands behind an offset of the same text.
  private func part(from start: Int) -> Parser { Parser(behind: start, of: self) }

  private mutating func coordinates() throws(Diagnostic) -> [CommandSyntax.Coordinate] {
    var coordinates: [CommandSyntax.Coordinate] = []
    while try beginsCoordinate() {
      let name = token.range
      try advance()
      let start = token.upper
      var parser = part(from: start)
      parser.ending = .point
      parser.endsAtComma = true
      let value: Result<SyntaxTree, NablaError>
      do throws(Diagnostic) {
        try parser.advance()
        value = .success(try parser.expression())
      } catch {
        value = .failure(error.error)
      }
      var end = bytes.count
      if case .success = value { end = parser.token.lower }
      coordinates.append(
        CommandSyntax.Coordinate(
          name: NameText.name(bytes[name]), nameRange: name, range: start..<end, value: value))
      if case .failure = value { return coordinates }
      lexer.move(to: end)
      try advance()
      if token.kind == .comma { try advance() } else if token.kind == .end { return coordinates }
    }
    throw expected("a coordinate such as x = 2")
  }

  // MARK: Where expressions end

  /// Whether `x =` stands here.
  private func beginsCoordinate() throws(Diagnostic) -> Bool {
    guard token.kind == .name else { return false }
    var ahead = lexer
    return try ahead.next().kind == .definition
  }

  /// Whether the expression of a command ends before the token, which no operator joins to what stands before it.
  mutating func endsCommandPart() throws(Diagnostic) -> Bool {
    if ending == .none && sideBySide == nil { return false }
    for place in stride(from: pending.count - 1, through: 0, by: -1) {
      if pending[place].isBracket { return false }
    }
    if token.kind == .name {
      switch ending {
      case .none: break
      case .word(let word): if tree.text(token.range) == word { return true }
      case .point:
        if try beginsCoordinate() { return true }
        if ["at", "from"].contains(tree.text(token.range)) {
          var ahead = lexer
          if try ahead.next().kind == .name, try ahead.next().kind == .definition { return true }
        }
      }
    }
    guard let shape = sideBySide, token.lower > 0, StatementText.isSpace(bytes[token.lower - 1]) else { return false }
    switch token.kind {
    case .name: return true
    case .number: return shape.contains(.orders) || shape.contains(.formulas)
    case .leftBracket: return shape.contains(.vectors)
    default: return false
    }
  }

  // MARK: Arguments side by side

  /// A verb, a formula, and what belongs to it: names, orders, vectors; for a Jacobian more formulas.
  private mutating func verbForm() throws(Diagnostic) -> SyntaxTree {
    let start = token
    let name = nameIndex(start)
    guard let verb = verbs[tree.names[Int(name)]] else { throw expectedOperand() }
    sideBySide = verb.sideBySide
    try advance()
    var arguments: [UInt32] = []
    var isOver = false
    repeat {
      let root = UInt32(try wholeExpression())
      let isListed: Bool
      switch tree.entries[Int(root)].form {
      case .name: isListed = true
      case .number: isListed = verb.sideBySide.contains(.orders)
      case .vector: isListed = verb.sideBySide.contains(.vectors)
      default: isListed = false
      }
      guard arguments.isEmpty || isListed || verb.sideBySide.contains(.formulas) else { throw missingOperator() }
      arguments.append(root)
      isOver = try endsBeforeWord()
    } while !isOver && token.kind != .end && token.kind != .whereWord
    sideBySide = nil
    let upper = tree.entries[Int(arguments[arguments.count - 1])].range.upperBound
    for argument in arguments { operands.append(SyntaxTree.Child(entry: argument, sign: .plus)) }
    tree.root = Int(add(.call, from: 0, start.lower, upper, name: name, nameLower: start.lower))
    if token.kind == .whereWord { throw expected("an operator or the end") }
    return tree
  }

  /// Whether what follows belongs to the command rather than to a verb in it.
  private mutating func endsBeforeWord() throws(Diagnostic) -> Bool {
    let shape = sideBySide
    sideBySide = nil
    defer { sideBySide = shape }
    return try endsCommandPart()
  }
}

/// A text that begins with a verb and a blank.
private struct VerbForm {
  let isParenthesized: Bool

  init?(_ text: [UInt8], from start: Int, _ verbs: [String: LanguageVerb]) {
    guard let first = text[start...].firstIndex(where: { !StatementText.isSpace($0) }),
      let end = text[first...].firstIndex(where: StatementText.isSpace),
      verbs[String(decoding: text[first..<end], as: UTF8.self)] != nil,
      let next = text[end...].firstIndex(where: { !StatementText.isSpace($0) })
    else { return nil }
    isParenthesized = text[next] == UInt8(ascii: "(")
  }
}
