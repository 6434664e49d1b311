// Operator-precedence parsing with explicit stacks: no recursion, so a million parentheses are an ordinary input.

import NablaExpressions

/// Parses the language of `Grammar/`. Linear in the text.
package struct Parser {
  private var lexer: Lexer
  private var tree: SyntaxTree
  private var token: Token
  private var operands: [Int] = []
  private var pending: [Pending] = []

  /// An operator whose last operand is still to come, or an open bracket.
  private struct Pending {
    enum Kind: Equatable {
      case or, and, relation, sum, product, prefix(negative: Bool), power
      case parenthesis, bar, bracket
      case call(String, positions: [Int])
    }
    let kind: Kind
    let range: Range<Int>
    /// Operands below this index belong to what is outside.
    let base: Int
    var signs: [String] = []
    var flags: [Bool] = []
    var nameRange: Range<Int> = 0..<0

    var precedence: Int {
      switch kind {
      case .or: return 1
      case .and: return 2
      case .relation: return 3
      case .sum: return 4
      case .product: return 5
      case .prefix: return 6
      case .power: return 7
      default: return 0
      }
    }
    var isBracket: Bool { precedence == 0 }
  }

  private init(_ text: [UInt8], allowsResultNames: Bool) throws(NablaError) {
    lexer = try Lexer(text, allowsResultNames: allowsResultNames)
    tree = SyntaxTree(bytes: text)
    token = try lexer.next()
  }

  /// Parses an expression.
  package static func parse(_ text: [UInt8], allowsResultNames: Bool = false) throws(NablaError) -> SyntaxTree {
    var parser = try Parser(text, allowsResultNames: allowsResultNames)
    return try parser.expression()
  }

  /// Parses an expression or a definition.
  package static func parseStatement(
    _ text: [UInt8], allowsResultNames: Bool = false
  ) throws(NablaError) -> Statement {
    var scout = try Parser(text, allowsResultNames: allowsResultNames)
    if scout.token.kind == .name {
      let name = scout.token
      try scout.advance()
      if scout.isSign("definition") {
        try scout.advance()
        return .definition(name: scout.tree.text(name.range), range: name.range, try scout.expression())
      }
      if scout.isSign("("), let parameters = try scout.parameters() {
        return .functionDefinition(
          name: scout.tree.text(name.range), range: name.range, parameters: parameters, try scout.expression())
      }
    }
    return .expression(try parse(text, allowsResultNames: allowsResultNames))
  }

  /// The parameters of `f(x, y) :=`; nil if the text is something else.
  private mutating func parameters() throws(NablaError) -> [String]? {
    var names: [String] = []
    repeat {
      try advance()
      guard token.kind == .name else { return nil }
      names.append(tree.text(token.range))
      try advance()
    } while isSign(",")
    guard isSign(")") else { return nil }
    try advance()
    guard isSign(":=") else { return nil }
    let place = token.range
    try advance()
    if Set(names).count != names.count {
      throw NablaError(.syntax, "a parameter is named twice", range: place)
    }
    return names
  }

  // MARK: The loop

  private mutating func advance() throws(NablaError) { token = try lexer.next() }

  private func isSign(_ sign: String) -> Bool {
    if case .sign(let own) = token.kind { return own == sign }
    return false
  }

  private mutating func expression() throws(NablaError) -> SyntaxTree {
    while true {
      try operand()
      if try operatorsAfterOperand() { return tree }
    }
  }

  /// Reads prefixes and opening brackets up to and including one complete operand.
  private mutating func operand() throws(NablaError) {
    while true {
      let range = token.range
      switch token.kind {
      case .number:
        operands.append(tree.add(.number, [], range: range))
        try advance()
        return
      case .name:
        let name = tree.text(range)
        if name == "and" || name == "or" { throw expectedOperand() }
        try advance()
        if try openCall(name, range) { continue }
        operands.append(tree.add(.name(name), [], range: range))
        return
      case .sign(let sign):
        switch sign {
        case "-", "+":
          pending.append(Pending(kind: .prefix(negative: sign == "-"), range: range, base: operands.count))
        case "(": pending.append(Pending(kind: .parenthesis, range: range, base: operands.count))
        case "[": pending.append(Pending(kind: .bracket, range: range, base: operands.count))
        case "|": pending.append(Pending(kind: .bar, range: range, base: operands.count))
        default: throw expectedOperand()
        }
        try advance()
      case .end: throw expectedOperand()
      }
    }
  }

  /// Opens a call after a name, if one follows.
  private mutating func openCall(_ name: String, _ range: Range<Int>) throws(NablaError) -> Bool {
    var positions: [Int] = []
    var function = name
    var nameRange = range
    if isSign("'") {
      while isSign("'") {
        positions.append(1)
        try advance()
      }
      guard isSign("(") else {
        throw NablaError(
          .syntax, "found \(found()), expected `(`: a derivative is written with its argument, \(name)'(x)",
          range: token.range)
      }
    } else if name == "D" && isSign("[") {
      (positions, function, nameRange) = try positionalDerivative()
    } else if !isSign("(") {
      return false
    }
    pending.append(
      Pending(
        kind: .call(function, positions: positions), range: range.lowerBound..<token.range.upperBound,
        base: operands.count, nameRange: nameRange))
    try advance()
    return true
  }

  /// D[2](f)( after its name D: the positions and the function.
  private mutating func positionalDerivative() throws(NablaError) -> ([Int], String, Range<Int>) {
    var positions: [Int] = []
    repeat {
      try advance()
      guard token.kind == .number, let position = Int(tree.text(token.range)), position >= 1, position <= 1 << 20 else {
        throw expected("the position of an argument, as in D[1, 2](f)(x, y)")
      }
      positions.append(position)
      try advance()
    } while isSign(",")
    guard isSign("]") else { throw expected("`]`") }
    try advance()
    guard isSign("(") else { throw expected("the function in parentheses, as in D[1](f)(x)") }
    try advance()
    guard token.kind == .name else { throw expected("the name of a function") }
    let range = token.range
    let function = tree.text(range)
    try advance()
    guard isSign(")") else { throw expected("`)`") }
    try advance()
    guard isSign("(") else { throw expected("its arguments, as in D[1](f)(x)") }
    return (positions, function, range)
  }

  /// Reads what may follow an operand; true at the end of the text, false when another operand is due.
  private mutating func operatorsAfterOperand() throws(NablaError) -> Bool {
    while true {
      let range = token.range
      switch token.kind {
      case .end:
        try reduce(to: 0)
        if let open = pending.last { throw unclosed(open) }
        return true
      case .number: throw missingOperator()
      case .name:
        let name = tree.text(range)
        guard name == "and" || name == "or" else { throw missingOperator() }
        try nary(name == "and" ? .and : .or, range)
        try advance()
        return false
      case .sign(let sign):
        switch sign {
        case "+", "-":
          try nary(.sum, range)
          pending[pending.count - 1].flags.append(sign == "-")
        case "*", "/":
          try nary(.product, range)
          pending[pending.count - 1].flags.append(sign == "/")
        case "<", ">", "≤", "≥", "=", "≠":
          try nary(.relation, range)
          pending[pending.count - 1].signs.append(sign)
        case "^": pending.append(Pending(kind: .power, range: range, base: operands.count - 1))
        case "!":
          let operand = operands.removeLast()
          let start = tree.entries[operand].range.lowerBound
          operands.append(tree.add(.factorial, [operand], range: start..<range.upperBound))
          try advance()
          continue
        case ",":
          try reduce(to: 0)
          guard let open = pending.last else {
            throw NablaError(
              .syntax, "found `,`, expected an operator or the end; several values are written [a, b]", range: range)
          }
          switch open.kind {
          case .call, .bracket: break
          case .parenthesis:
            throw NablaError(
              .syntax, "found `,`, expected `)`; a vector is written [a, b], a decimal with a point", range: range)
          default: throw expected("`|`")
          }
        case ")", "]", "|":
          try close(sign, range)
          continue
        case "definition":
          throw NablaError(
            .syntax, "found `=`, expected an operator or the end; to compare, write `==`", range: range)
        case "(", "[": throw missingOperator()
        case "'":
          throw NablaError(
            .syntax, "found `'`, expected an operator; only a function has a derivative: f'(x)", range: range)
        default: throw expected("an operator or the end")
        }
        try advance()
        return false
      }
    }
  }

  // MARK: Reducing

  /// Continues an n-ary operator of the same kind, or starts one with the operand just read.
  private mutating func nary(_ kind: Pending.Kind, _ range: Range<Int>) throws(NablaError) {
    let started = Pending(kind: kind, range: range, base: operands.count - 1)
    try reduce(to: started.precedence)
    if let top = pending.last, top.kind == kind { return }
    var fresh = Pending(kind: kind, range: range, base: operands.count - 1)
    if kind == .sum || kind == .product { fresh.flags = [false] }
    pending.append(fresh)
  }

  /// Completes the operators that bind tighter than a precedence, down to the innermost open bracket.
  private mutating func reduce(to precedence: Int) throws(NablaError) {
    while let top = pending.last, !top.isBracket, top.precedence > precedence {
      pending.removeLast()
      let children = Array(operands[top.base...])
      operands.removeSubrange(top.base...)
      guard let last = children.last else { throw expectedOperand() }
      let end = tree.entries[last].range.upperBound
      let start: Int
      let form: SyntaxTree.Form
      switch top.kind {
      case .prefix(let negative):
        form = negative ? .negative : .positive
        start = top.range.lowerBound
      default:
        start = tree.entries[children[0]].range.lowerBound
        switch top.kind {
        case .or: form = .or
        case .and: form = .and
        case .relation: form = .relation(top.signs)
        case .sum: form = .sum(top.flags)
        case .product: form = .product(top.flags)
        default: form = .power
        }
      }
      operands.append(tree.add(form, children, range: start..<end))
    }
  }

  private mutating func close(_ sign: String, _ range: Range<Int>) throws(NablaError) {
    try reduce(to: 0)
    guard let open = pending.last else {
      if sign == "|" { throw missingOperator() }
      throw NablaError(.syntax, "found `\(sign)` without an opening bracket", range: range)
    }
    let whole = open.range.lowerBound..<range.upperBound
    let children = Array(operands[open.base...])
    let entry: Int
    switch (open.kind, sign) {
    case (.parenthesis, ")"): entry = tree.add(.group, children, range: whole)
    case (.bracket, "]"): entry = tree.add(.vector, children, range: whole)
    case (.bar, "|"): entry = tree.add(.absolute, children, range: whole)
    case (.call(let name, let positions), ")"):
      entry = tree.add(.call(name, positions: positions), children, range: whole, nameRange: open.nameRange)
    default:
      if sign == "|" { throw missingOperator() }
      throw NablaError(
        .syntax,
        "found `\(sign)`, expected `\(closing(open))` for the `\(opening(open))` at byte \(open.range.upperBound - 1)",
        range: range)
    }
    pending.removeLast()
    operands.removeSubrange(open.base...)
    operands.append(entry)
    try advance()
  }

  // MARK: Errors

  private func opening(_ open: Pending) -> String {
    switch open.kind {
    case .bracket: return "["
    case .bar: return "|"
    default: return "("
    }
  }

  private func closing(_ open: Pending) -> String {
    switch open.kind {
    case .bracket: return "]"
    case .bar: return "|"
    default: return ")"
    }
  }

  private func found() -> String {
    switch token.kind {
    case .end: return "the end of the text"
    case .sign("definition"): return "`=`"
    default:
      let text = tree.text(token.range)
      return "`\(text.utf8.count > 40 ? String(text.prefix(40)) + "…" : text)`"
    }
  }

  private func expected(_ what: String) -> NablaError {
    NablaError(.syntax, "found \(found()), expected \(what)", range: token.range)
  }

  private func expectedOperand() -> NablaError {
    if tree.entries.isEmpty && pending.isEmpty && token.kind == .end {
      return NablaError(.syntax, "the text is empty, expected an expression such as x^2*sin(x)", range: token.range)
    }
    return expected("an expression: a number, a name or `(`")
  }

  private func unclosed(_ open: Pending) -> NablaError {
    NablaError(
      .syntax,
      "found the end of the text, expected `\(closing(open))` for the `\(opening(open))` at byte \(open.range.upperBound - 1)",
      range: token.range)
  }

  private func missingOperator() -> NablaError {
    let next = found()
    var hint = "; to multiply, write `*`"
    if let last = operands.last {
      let before = tree.entries[last].range
      if before.count <= 20, token.range.count <= 20, token.kind != .end {
        hint += ": \(tree.text(before))*\(tree.text(token.range))"
      }
    }
    return NablaError(.syntax, "found \(next), expected an operator or the end\(hint)", range: token.range)
  }
}
