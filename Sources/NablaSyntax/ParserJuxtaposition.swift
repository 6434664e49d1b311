// Operands side by side are multiplied, and functions of the catalogue take what stands behind them: 2x, sin 2x, sin^2(x).

import NablaContainers
import NablaExpressions

extension Parser {
  /// Goes on with a product where an operand stands behind another one, or says why it cannot.
  mutating func juxtapose() throws(Diagnostic) -> Bool {
    if token.kind != .bar, adviceInsteadOfOperator() != nil { throw missingOperator() }
    if let last = operands.last { try requireFactor(tree.entries[Int(last.entry)]) }
    let isApplied = isInApplication()
    if bars.isEmpty, StatementText.isSpace(bytes[token.lower - 1]) { hasBlankProduct = true }
    if isApplied && !(token.kind == .name && isFunctionWord(token)) {
      return try nary(.beside, .beside, advances: false)
    }
    return try nary(.product, .beside, advances: false)
  }

  /// What is hardly meant as a factor: hexadecimal digits, a derivative at a point.
  private func requireFactor(_ entry: SyntaxTree.Entry) throws(Diagnostic) {
    if entry.form == .number, entry.range.count == 1, bytes[entry.range.lowerBound] == UInt8(ascii: "0"),
      token.kind == .name, token.lower == entry.range.upperBound
    {
      throw Diagnostic(
        .missingOperator, "numbers are written in decimal; to multiply by 0, write `*`",
        entry.range.lowerBound..<token.upper)
    }
    // What is written ∂f/∂x is no call by its name.
    if token.kind == .leftParenthesis, entry.form == .call, !tree.isQuoted[Int(entry.name)],
      case let name = tree.names[Int(entry.name)], verbs[name] != nil,
      bytes[Int(entry.nameLower)...].starts(with: name.utf8)
    {
      throw expected(
        "an operator or the end; a value at a point is asked for by `eval f at x = 2`; to multiply, write `*`",
        .missingOperator)
    }
  }

  /// Whether the operand just read belongs to a function without parentheses. What is looked at is reduced next.
  private func isInApplication() -> Bool {
    for place in stride(from: pending.count - 1, through: 0, by: -1) {
      switch pending[place].kind {
      case .power, .negative, .positive, .root, .partial, .beside: continue
      case .application: return true
      default: return false
      }
    }
    return false
  }

  // MARK: Functions without parentheses

  /// Whether a name is that of a function which may stand without parentheses.
  func isFunctionWord(_ token: Token) -> Bool {
    // The shortest functions have two letters.
    guard token.upper - token.lower > 1, bytes[token.lower] != UInt8(ascii: "`") else { return false }
    let name = NameText.name(bytes[token.range])
    // What may be a symbol is a function only where its arguments stand in parentheses.
    return Catalogue.row(named: name).map { $0.accepts(1) && !$0.mayBeSymbol }
      ?? (name.hasPrefix("log_") && name.utf8.count > 4)
  }

  /// The same of a name that was met, looked up once.
  private mutating func isFunctionWord(_ token: Token, _ name: UInt32) -> Bool {
    while functionWords.count <= Int(name) { functionWords.append(nil) }
    if let known = functionWords[Int(name)] { return known }
    let isWord = isFunctionWord(token)
    functionWords[Int(name)] = isWord
    return isWord
  }

  /// Whether an operand begins at a token, as a function without parentheses takes it.
  private func beginsArgument(_ token: Token, _ ahead: Lexer) -> Bool {
    switch token.kind {
    case .number, .root, .nabla: return true
    case .name: return !isWordOfCommand(token)
    case .bar: return !(bars.last ?? false)
    case .minus:
      // sin -x, but not sin - x.
      guard token.lower > 0, StatementText.isSpace(bytes[token.lower - 1]), token.upper < bytes.count else {
        return false
      }
      return !StatementText.isSpace(bytes[token.upper])
    default: return false
    }
  }

  /// Whether a name ends the expression of a command.
  private func isWordOfCommand(_ token: Token) -> Bool {
    switch ending {
    case .none: return false
    case .word(let word): return tree.text(token.range) == word
    case .point: return ["at", "from"].contains(tree.text(token.range))
    }
  }

  /// Opens a function behind its name: `sin x`, `sin^2 x`, `sin²(x)`; false where the name stands for itself.
  mutating func openApplication(_ name: UInt32, _ start: Token) throws(Diagnostic) -> Bool {
    guard start.upper - start.lower > 1, isFunctionWord(start, name) else { return false }
    var function = Pending(.application, start, base: operands.count)
    function.name = name
    function.nameLower = start.lower
    guard token.kind == .power || token.kind == .superscript else {
      guard beginsArgument(token, lexer) else { return false }
      pending.append(function)
      return true
    }
    // An exponent of one token with or without a minus.
    var ahead = lexer
    guard var exponent = token.kind == .superscript ? token : try? ahead.next() else { return false }
    let minus = exponent.kind == .minus ? exponent : nil
    if minus != nil {
      guard let next = try? ahead.next() else { return false }
      exponent = next
    }
    guard exponent.kind == .number || exponent.kind == .superscript || (exponent.kind == .name && minus == nil),
      let next = try? ahead.next(), next.kind == .leftParenthesis || beginsArgument(next, ahead)
    else { return false }
    let plain = RaisedText.plain(bytes[(minus ?? exponent).lower..<exponent.upper])
    if plain.first == UInt8(ascii: "-"), plain.filter({ !StatementText.isSpace($0) }) == Array("-1".utf8) {
      let row = Catalogue.row(named: tree.names[Int(name)])
      let range = start.lower..<exponent.upper
      if let inverse = row.flatMap({ Catalogue.row(named: "a" + $0.name) }) {
        function.name = addedName(inverse.name)
        note("\(tree.text(range)) was read as \(inverse.name)", range)
      } else {
        // No function is called its inverse.
        function.exponent = 1 + exponentEntry(exponent, minus)
        note("\(tree.text(range)) was read as the reciprocal, 1/\(tree.text(start.range))", range)
      }
    } else {
      function.exponent = 1 + exponentEntry(exponent, minus)
    }
    lexer = ahead
    token = next
    guard token.kind == .leftParenthesis else {
      pending.append(function)
      return true
    }
    var call = Pending(.call, Token(kind: .name, lower: start.lower, upper: token.upper), base: operands.count)
    (call.name, call.nameLower, call.exponent) = (function.name, function.nameLower, function.exponent)
    openBracket(call)
    try advance()
    return true
  }

  /// The entry of an exponent of one token.
  private mutating func exponentEntry(_ token: Token, _ minus: Token?) -> UInt32 {
    if token.kind == .superscript { return raisedEntry(token) }
    guard token.kind == .number else {
      let name = plainIndex(nameIndex(token), token)
      return add(.name, from: operands.count, token.lower, token.upper, name: name, nameLower: token.lower)
    }
    let number = add(.number, from: operands.count, token.lower, token.upper)
    guard let minus else { return number }
    push(number)
    return add(.negative, from: operands.count - 1, minus.lower, token.upper)
  }

  /// A call to the power that stands behind the name of its function.
  mutating func raised(_ call: UInt32, _ open: Pending, _ upper: Int) -> UInt32 {
    guard open.exponent > 0 else { return call }
    let base = operands.count
    operands.append(SyntaxTree.Child(entry: call, sign: .plus))
    operands.append(SyntaxTree.Child(entry: open.exponent - 1, sign: .plus))
    return add(.power, from: base, open.lower, upper)
  }

  /// What a function, root or derivative without parentheses comes to: its argument is the last operand.
  mutating func applied(_ top: Pending, _ upper: Int) -> UInt32 {
    switch top.kind {
    case .derivation: return derivative(top, upper)
    case .partial:
      return add(.call, from: top.base, top.lower, upper, name: addedName("∂"), nameLower: top.lower)
    case .root where bytes[top.lower..<top.upper].elementsEqual("∜".utf8):
      let inner = add(.call, from: top.base, top.lower, upper, name: top.name, nameLower: top.nameLower)
      operands.append(SyntaxTree.Child(entry: inner, sign: .plus))
    case .application:
      if let argument = operands.last { remarkArgument(tree.entries[Int(argument.entry)], top) }
    default: break
    }
    let call = add(.call, from: top.base, top.lower, upper, name: top.name, nameLower: top.nameLower)
    return raised(call, top, upper)
  }

  /// Remarks on an argument that is more than a number and a name: `sin x y`, where `sin 2x` needs no remark.
  private mutating func remarkArgument(_ argument: SyntaxTree.Entry, _ function: Pending) {
    if token.kind == .divide {
      let whole = function.lower..<argument.range.upperBound
      note("\(short(whole))/… was read as (\(short(whole)))/…", whole)
    }
    guard argument.form == .product, argument.count > 1,
      tree.entries[Int(tree.children[Int(argument.first)].entry)].form != .number
    else { return }
    let name = tree.text(function.nameLower..<function.upper)
    note(
      "\(short(function.lower..<argument.range.upperBound)) was read as \(name)(\(short(argument.range)))",
      function.lower..<argument.range.upperBound)
  }

  /// Remarks on 1/2x, which is (1/2)*x.
  mutating func remarkQuotient(_ form: SyntaxTree.Form, _ base: Int) {
    guard form == .product, operands.count - base > 2 else { return }
    for place in (base + 2)..<operands.count where operands[place].sign == .beside {
      guard operands[place - 1].sign == .divide else { continue }
      let (first, last) = (tree.entries[Int(operands[base].entry)], tree.entries[Int(operands[place].entry)])
      let before = tree.entries[Int(operands[place - 1].entry)]
      let quotient = first.range.lowerBound..<before.range.upperBound
      note(
        "\(short(first.range.lowerBound..<last.range.upperBound)) was read as (\(short(quotient)))*\(short(last.range))",
        first.range.lowerBound..<last.range.upperBound)
    }
  }

  private func short(_ range: Range<Int>) -> String { range.count > 40 ? "…" : tree.text(range) }

  mutating func note(_ message: String, _ range: Range<Int>) {
    guard tree.notes.count < 10 else { return }
    tree.notes.append(ReadingNote(message: message, range: range))
  }

  // MARK: Roots and raised numbers

  mutating func openRoot() throws(Diagnostic) {
    var root = Pending(.root, token, base: operands.count)
    let sign = tree.text(token.range)
    root.name = addedName(sign == "∛" ? "cbrt" : "sqrt")
    root.nameLower = token.lower
    pending.append(root)
    try advance()
  }

  /// x² behind its operand.
  mutating func raise() throws(Diagnostic) {
    let operand = operands.count - 1
    let lower = Int(tree.entries[Int(operands[operand].entry)].lower)
    let exponent = raisedEntry(token)
    operands.append(SyntaxTree.Child(entry: exponent, sign: .plus))
    push(add(.power, from: operand, lower, token.upper))
    try advance()
  }

  /// The entry of a raised exponent.
  func isRaisedLetter(_ token: Token) -> Bool { bytes[token.range].elementsEqual("ⁿ".utf8) }

  mutating func raisedEntry(_ token: Token) -> UInt32 {
    let (lower, upper) = (token.lower, token.upper)
    if isRaisedLetter(token) {
      return add(.name, from: operands.count, lower, upper, name: addedName("n"), nameLower: lower)
    }
    guard let sign = RaisedText.character(bytes, lower), sign.character == UInt8(ascii: "-") else {
      return add(.number, from: operands.count, lower, upper)
    }
    let base = operands.count
    operands.append(
      SyntaxTree.Child(entry: add(.number, from: base, lower + sign.length, upper), sign: .plus))
    return add(.negative, from: base, lower, upper)
  }

  // MARK: Names

  /// The number of a name as a symbol: `alpha` and `α`, `x_1` and `x₁` are one, spelt as it was first.
  mutating func plainIndex(_ name: UInt32, _ token: Token) -> UInt32 {
    guard token.upper - token.lower > 1, bytes[token.lower] != UInt8(ascii: "`") else { return name }
    while plainNumbers.count <= Int(name) { plainNumbers.append(nil) }
    if let known = plainNumbers[Int(name)] { return known }
    let key = GreekLetters.folded(tree.names[Int(name)])
    let number = foldedNames[key] ?? name
    foldedNames[key] = number
    plainNumbers[Int(name)] = number
    return number
  }

  /// The number of a name that the text means without spelling it.
  mutating func addedName(_ name: String) -> UInt32 {
    if let known = addedNames[name] { return known }
    let number = UInt32(tree.names.count)
    tree.names.append(name)
    tree.isQuoted.append(false)
    addedNames[name] = number
    return number
  }

  // MARK: Bars

  /// The bar that opened because no bar was open, where it is the one that is still to be closed.
  func openBesideBar() -> Token? {
    for place in stride(from: pending.count - 1, through: 0, by: -1) where pending[place].isBracket {
      guard pending[place].kind == .bar, let bar = besideBar, pending[place].lower == bar.lower else { return nil }
      return bar
    }
    return nil
  }

  /// What is said of `f | x = 2`.
  mutating func valueAtPoint(_ bar: Token) -> Diagnostic {
    token = bar
    return expected("an operator or the end; a value at a point is asked for by `eval f at x = 2`", .missingOperator)
  }
}
