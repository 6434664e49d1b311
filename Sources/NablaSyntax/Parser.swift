// Operator-precedence parsing with explicit stacks: no recursion, so a million parentheses are an ordinary input.

import NablaContainers
import NablaExpressions

/// Parses the language of `Grammar/`. Linear in the text.
package struct Parser: ~Copyable {
  let bytes: [UInt8]
  var lexer: Lexer
  var tree: SyntaxTree
  var token = Token(kind: .end, lower: 0, upper: 0)
  var names = NameIndices()
  /// Complete operands, with the signs before them in their sums, products and relations.
  var operands = Stack<SyntaxTree.Child>()
  var pending = Stack<Pending>()
  /// The sign last read before the operand at an index of the stack; the first operand of a list has none.
  var signs = Stack<SyntaxTree.Sign>()
  var vectorDepth = 0
  /// How many primes stand behind the operand.
  var transposes = 0
  /// Of each open bracket, whether it is a bar.
  var bars = Stack<Bool>()
  /// A bar that was taken to open because no bar was open.
  var besideBar: Token?
  /// Whether a blank outside of brackets stands for a product.
  var hasBlankProduct = false
  /// The number of a name by the number of its spelling.
  var numbers: [UInt32] = []
  /// The numbers of plain names by what the spellings of a symbol have in common, and of names that are not in the text.
  var foldedNames: [String: UInt32] = [:]
  var plainNumbers: [UInt32?] = []
  /// Of names, whether they are functions that may stand without parentheses.
  var functionWords: [Bool?] = []
  var addedNames: [String: UInt32] = [:]
  /// What the operators d/dx that are pending differentiate by.
  var derivations: [[Derivation]] = []
  /// Whether `where` has been read.
  var isDefining = false
  let verbs: [String: LanguageVerb]
  /// Where the expression of a command ends, and what may stand beside it behind a verb.
  var ending = CommandEnding.none
  var endsAtComma = false
  var sideBySide: LanguageVerb.SideBySide?

  /// An operator whose last operand is still to come, or an open bracket.
  struct Pending {
    enum Kind: UInt8 {
      case or, and, not, relation, sum, derivation, product, application, beside, negative, positive, root, partial,
        power, elementPower
      case parenthesis, bar, bracket, call, component
    }
    let kind: Kind
    let precedence: UInt8
    /// Operands below this index belong to what is outside.
    let base: Int
    let lower: Int
    let upper: Int
    var name: UInt32 = 0
    var nameLower = 0
    var positions: UInt32 = 0
    /// The entry of the exponent behind the name of a function, plus one: sin^2(x).
    var exponent: UInt32 = 0
    /// The rows of a matrix that are complete.
    var rows = 0

    init(_ kind: Kind, _ token: Token, base: Int) {
      self.kind = kind
      self.base = base
      lower = token.lower
      upper = token.upper
      switch kind {
      case .or: precedence = 1
      case .and: precedence = 2
      case .not: precedence = 3
      case .relation: precedence = 4
      case .sum: precedence = 5
      case .derivation: precedence = 6
      case .product: precedence = 7
      case .application: precedence = 8
      case .beside: precedence = 9
      case .negative, .positive, .root, .partial: precedence = 10
      case .power, .elementPower: precedence = 11
      default: precedence = 0
      }
    }

    var isBracket: Bool { precedence == 0 }
  }

  init(
    _ bytes: [UInt8], from start: Int = 0, allowsResultNames: Bool, verbs: [String: LanguageVerb]
  ) throws(Diagnostic) {
    self.bytes = bytes
    self.verbs = verbs
    lexer = Lexer(bytes, from: start, allowsResultNames: allowsResultNames)
    tree = SyntaxTree(bytes: bytes)
    if let offset = UTF8Validation.firstFault(in: bytes)?.lowerBound {
      throw Diagnostic(
        .encoding, "the text is not UTF-8: byte \(offset) is not part of a character", offset..<(offset + 1))
    }
    if bytes.count > 1 << 31 { throw Diagnostic(.size, "the text has more than 2^31 bytes", 0..<bytes.count) }
    // Of dense formulas every other byte is an operand or an operator.
    tree.entries.reserveCapacity(bytes.count / 2)
    tree.children.reserveCapacity(bytes.count / 2)
    token = try lexer.next()
  }

  /// A parser of what stands behind an offset of a text that another one reads; its first token is still to be read.
  init(behind start: Int, of other: borrowing Parser) {
    bytes = other.bytes
    verbs = other.verbs
    lexer = Lexer(bytes, from: start, allowsResultNames: other.lexer.allowsResultNames)
    tree = SyntaxTree(bytes: bytes)
  }

  /// Parses an expression. Of the verbs it wants to know what to say where one is written without parentheses.
  package static func parse(
    _ text: [UInt8], allowsResultNames: Bool = false, verbs: [String: LanguageVerb] = [:]
  ) throws(NablaError) -> SyntaxTree {
    do throws(Diagnostic) {
      return try expression(text, allowsResultNames, verbs)
    } catch {
      throw error.error
    }
  }

  /// Parses an expression or a definition.
  package static func parseStatement(
    _ text: [UInt8], allowsResultNames: Bool = false, verbs: [String: LanguageVerb] = [:]
  ) throws(NablaError) -> Statement {
    do throws(Diagnostic) {
      return try statement(text, allowsResultNames, verbs)
    } catch {
      throw error.error
    }
  }

  /// What is wrong with a statement first; nil where nothing is.
  static func firstDiagnostic(
    in text: [UInt8], allowsResultNames: Bool, verbs: [String: LanguageVerb]
  ) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try statement(text, allowsResultNames, verbs)
      return nil
    } catch {
      return error
    }
  }

  private static func expression(
    _ text: [UInt8], _ allowsResultNames: Bool, _ verbs: [String: LanguageVerb]
  ) throws(Diagnostic) -> SyntaxTree {
    var parser = try Parser(text, allowsResultNames: allowsResultNames, verbs: verbs)
    return try parser.expression()
  }

  private static func statement(
    _ text: [UInt8], _ allowsResultNames: Bool, _ verbs: [String: LanguageVerb]
  ) throws(Diagnostic) -> Statement {
    var parser = try Parser(text, allowsResultNames: allowsResultNames, verbs: verbs)
    if let definition = try parser.definition() { return definition }
    return .expression(try expression(text, allowsResultNames, verbs))
  }

  /// `name = …` or `name(x, y) := …`; nil if the text is something else.
  mutating func definition() throws(Diagnostic) -> Statement? {
    guard token.kind == .name else { return nil }
    let range = token.range
    let name = NameText.name(bytes[range])
    try advance()
    if token.kind == .definition {
      try advance()
      return .definition(name: name, range: range, try expression())
    }
    guard token.kind == .leftParenthesis, let parameters = try parameters() else { return nil }
    return .functionDefinition(name: name, range: range, parameters: parameters, try expression())
  }

  mutating func parameters() throws(Diagnostic) -> [String]? {
    var names: [String] = []
    repeat {
      try advance()
      guard token.kind == .name else { return nil }
      names.append(NameText.name(bytes[token.range]))
      try advance()
    } while token.kind == .comma
    guard token.kind == .rightParenthesis else { return nil }
    try advance()
    guard token.kind == .functionDefinition else { return nil }
    let place = token.range
    try advance()
    if Set(names).count != names.count { throw Diagnostic(.repeatedParameter, "a parameter is named twice", place) }
    return names
  }

  // MARK: The loop

  mutating func advance() throws(Diagnostic) { token = try lexer.next() }

  mutating func expression() throws(Diagnostic) -> SyntaxTree {
    tree.root = try wholeExpression()
    guard token.kind == .whereWord else { return tree }
    repeat {
      try advance()
      guard token.kind == .name else { throw expected("a name, as in `f where t = x^2`") }
      let name = plainIndex(nameIndex(token), token)
      let place = token.range
      try advance()
      guard token.kind == .definition else { throw expected("`=`") }
      try advance()
      let first = tree.entries.count
      let root = try wholeExpression()
      tree.definitions.append(
        SyntaxTree.Definition(name: name, nameRange: place, root: root, entries: first..<tree.entries.count))
    } while token.kind == .comma
    let isOver = try endsCommandPart()
    guard isOver || token.kind == .end else { throw expected("`,` or the end") }
    return tree
  }

  /// Reads up to the end, or up to `where`, or in the list behind it up to a comma; the entry of what was read.
  mutating func wholeExpression() throws(Diagnostic) -> Int {
    while true {
      try operand()
      if try operatorsAfterOperand() { break }
    }
    let root = Int(operands[operands.count - 1].entry)
    operands.removeLast()
    return root
  }

  /// Reads prefixes and opening brackets up to and including one complete operand.
  mutating func operand() throws(Diagnostic) {
    while true {
      switch token.kind {
      case .number:
        push(add(.number, from: operands.count, token.lower, token.upper))
        try advance()
        return
      case .name:
        let start = token
        if try opensOperator() { continue }
        let name = nameIndex(start)
        try advance()
        if token.kind == .leftParenthesis || (token.kind == .prime && primesCall()) || token.kind == .leftBracket,
          try openCall(name, start)
        {
          continue
        }
        if try openApplication(name, start) { continue }
        let plain = plainIndex(name, start)
        push(add(.name, from: operands.count, start.lower, start.upper, name: plain, nameLower: start.lower))
        return
      case .minus: try open(.negative)
      case .plus: try open(.positive)
      case .negation: try open(.not)
      case .root: try openRoot()
      case .partial: try openPartial()
      case .nabla: try openGradient()
      case .leftParenthesis: try open(.parenthesis)
      case .leftBracket:
        // Vectors are nested values; what is deeper than matrices of matrices is a slip.
        vectorDepth += 1
        if vectorDepth > 64 {
          throw Diagnostic(.size, "vectors nest at most 64 deep", token.range)
        }
        try open(.bracket)
      case .bar: try open(.bar)
      case .colon:
        guard pending.last?.kind == .component else { throw expectedOperand() }
        push(add(.all, from: operands.count, token.lower, token.upper))
        try advance()
        return
      default: throw expectedOperand()
      }
    }
  }

  mutating func open(_ kind: Pending.Kind) throws(Diagnostic) {
    openBracket(Pending(kind, token, base: operands.count))
    try advance()
  }

  mutating func openBracket(_ open: Pending) {
    pending.append(open)
    if open.isBracket { bars.append(open.kind == .bar) }
  }

  mutating func push(_ entry: UInt32) {
    let index = operands.count
    operands.append(SyntaxTree.Child(entry: entry, sign: index < signs.count ? signs[index] : .plus))
  }

  mutating func nameIndex(_ token: Token) -> UInt32 {
    let (index, isNew) = names.index(bytes, token.lower, token.upper)
    if isNew {
      numbers.append(UInt32(tree.names.count))
      tree.names.append(NameText.name(bytes[token.range]))
      tree.isQuoted.append(bytes[token.lower] == UInt8(ascii: "`"))
    }
    return numbers[index]
  }

  /// Opens a call after a name, if one follows.
  mutating func openCall(_ name: UInt32, _ start: Token) throws(Diagnostic) -> Bool {
    var function = (name: name, place: start)
    var positions: [Int] = []
    if token.kind == .prime {
      while token.kind == .prime {
        positions.append(1)
        try advance()
      }
    } else if token.kind == .leftBracket {
      guard tree.names[Int(name)] == "D", !tree.isQuoted[Int(name)] else { return false }
      (positions, function) = try positionalDerivative()
    }
    var call = Pending(.call, Token(kind: .name, lower: start.lower, upper: token.upper), base: operands.count)
    call.name = function.name
    call.nameLower = function.place.lower
    if !positions.isEmpty {
      call.positions = UInt32(tree.positionLists.count)
      tree.positionLists.append(positions)
    }
    openBracket(call)
    try advance()
    return true
  }

  /// D[2](f)( after its name D: the positions and the function.
  mutating func positionalDerivative() throws(Diagnostic) -> ([Int], (name: UInt32, place: Token)) {
    var positions: [Int] = []
    repeat {
      try advance()
      guard token.kind == .number, let position = Int(tree.text(token.range)), position >= 1, position <= 1 << 20
      else {
        let isDerivative = token.kind == .name || token.kind == .leftParenthesis
        throw expected(
          "the position of an argument, as in D[1, 2](f)(x, y)"
            + (isDerivative && positions.isEmpty ? "; a derivative is written diff(f, x)" : ""), .habit)
      }
      positions.append(position)
      try advance()
    } while token.kind == .comma
    guard token.kind == .rightBracket else { throw expected("`]`") }
    try advance()
    guard token.kind == .leftParenthesis else { throw expected("the function in parentheses, as in D[1](f)(x)") }
    try advance()
    guard token.kind == .name else { throw expected("the name of a function") }
    let function = (name: nameIndex(token), place: token)
    try advance()
    guard token.kind == .rightParenthesis else { throw expected("`)`") }
    try advance()
    guard token.kind == .leftParenthesis else { throw expected("its arguments, as in D[1](f)(x)") }
    return (positions, function)
  }

  /// Reads what may follow an operand; true at the end of the text, false when another operand is due.
  mutating func operatorsAfterOperand() throws(Diagnostic) -> Bool {
    while true {
      switch token.kind {
      case .plus: return try nary(.sum, .plus)
      case .minus: return try nary(.sum, .minus)
      case .times: return try nary(.product, .times)
      case .divide:
        if try closesPartial() { continue }
        return try nary(.product, .divide)
      case .superscript: try raise()
      case .elementTimes: return try nary(.product, .elementTimes)
      case .elementDivide: return try nary(.product, .elementDivide)
      case .power, .elementPower:
        pending.append(Pending(token.kind == .power ? .power : .elementPower, token, base: operands.count - 1))
        try advance()
        return false
      case .prime, .transpose: try transpose()
      case .semicolon:
        try endRow()
        return false
      case .less: return try nary(.relation, .less)
      case .greater: return try nary(.relation, .greater)
      case .lessOrEqual: return try nary(.relation, .lessOrEqual)
      case .greaterOrEqual: return try nary(.relation, .greaterOrEqual)
      case .equal: return try nary(.relation, .equal)
      case .notEqual: return try nary(.relation, .notEqual)
      case .and: return try nary(.and, .plus)
      case .or: return try nary(.or, .plus)
      case .factorial:
        let operand = operands.count - 1
        let lower = Int(tree.entries[Int(operands[operand].entry)].lower)
        let entry = add(.factorial, from: operand, lower, token.upper)
        push(entry)
        try advance()
      case .comma:
        if try separate() { return true }
        return false
      case .whereWord:
        reduce(to: 0)
        if let open = pending.last { throw unclosed(open) }
        if !tree.definitions.isEmpty || isDefining { throw expected("`,` or the end") }
        isDefining = true
        return true
      case .rightParenthesis, .rightBracket: try close()
      case .bar:
        if bars.last ?? false {
          try close()
          continue
        }
        if besideBar == nil { besideBar = token }
        return try juxtapose()
      case .end:
        reduce(to: 0)
        if let bar = openBesideBar() { throw valueAtPoint(bar) }
        if let open = pending.last { throw unclosed(open) }
        return true
      case .definition:
        if let bar = openBesideBar() { throw valueAtPoint(bar) }
        let isCall = operands.last.map { tree.entries[Int($0.entry)].form == .call } ?? false
        throw expected(
          "an operator or the end; to compare, write `==`\(isCall ? "; to define a function, `:=`" : "")",
          fix: (token.range, "=="))
      case .leftBracket:
        if try endsCommandPart() {
          reduce(to: 0)
          return true
        }
        openBracket(Pending(.component, token, base: operands.count - 1))
        try advance()
        return false
      case .number:
        guard try endsCommandPart() else { throw missingOperator() }
        reduce(to: 0)
        return true
      case .name, .leftParenthesis, .root, .partial, .nabla:
        if try endsCommandPart() {
          reduce(to: 0)
          return true
        }
        return try juxtapose()
      case .negation: throw expected("an operator or the end")
      case .functionDefinition: throw expected("an operator or the end; a value is defined with `=`")
      case .colon: throw expected("an operator or the end")
      }
    }
  }

  /// Continues an n-ary operator of the same kind, or starts one with the operand just read.
  mutating func nary(
    _ kind: Pending.Kind, _ sign: SyntaxTree.Sign, advances: Bool = true
  ) throws(Diagnostic) -> Bool {
    let fresh = Pending(kind, token, base: operands.count - 1)
    reduce(to: fresh.precedence)
    if pending.last?.kind != kind { pending.append(Pending(kind, token, base: operands.count - 1)) }
    // The operand it stands before will lie at this index, whatever is reduced on the way.
    while signs.count <= operands.count { signs.append(.plus) }
    signs[operands.count] = sign
    if advances { try advance() }
    return false
  }

  /// A comma between arguments, components or definitions; true where it ends a definition.
  mutating func separate() throws(Diagnostic) -> Bool {
    reduce(to: 0)
    guard let open = pending.last else {
      if isDefining || endsAtComma { return true }
      if let decimal = decimalComma() { throw decimal }
      throw expected("an operator or the end; several values are written [a, b]")
    }
    switch open.kind {
    case .call, .bracket, .component:
      try advance()
      return false
    case .parenthesis where isBranch():
      try advance()
      return false
    case .parenthesis: throw expected("`)`; a vector is written [a, b], a decimal with a point")
    default: throw expected("`|`")
    }
  }
}
