// How the parser puts operands together, and what it says where it cannot.

import NablaExpressions

extension Parser {
  /// Completes the operators that bind tighter than a precedence, down to the innermost open bracket.
  mutating func reduce(to precedence: UInt8) {
    while let top = pending.last, !top.isBracket, top.precedence > precedence {
      pending.removeLast()
      let upper = Int(tree.entries[Int(operands[operands.count - 1].entry)].upper)
      let form: SyntaxTree.Form
      var lower = Int(tree.entries[Int(operands[top.base].entry)].lower)
      switch top.kind {
      case .negative, .positive:
        form = top.kind == .negative ? .negative : .positive
        lower = top.lower
      case .or: form = .or
      case .and: form = .and
      case .relation: form = .relation
      case .sum: form = .sum
      case .product, .beside: form = .product
      case .elementPower: form = .elementPower
      case .not:
        form = .not
        lower = top.lower
      case .application, .root, .partial, .derivation:
        push(applied(top, upper))
        continue
      default: form = .power
      }
      remarkQuotient(form, top.base)
      push(add(form, from: top.base, lower, upper))
    }
  }

  /// Adds an entry whose children are the operands from an index on, which it takes off the stack.
  mutating func add(
    _ form: SyntaxTree.Form, from base: Int, _ lower: Int, _ upper: Int, name: UInt32 = 0, nameLower: Int = 0,
    positions: UInt32 = 0
  ) -> UInt32 {
    let first = tree.children.count
    let count = operands.count - base
    for k in base..<operands.count { tree.children.append(operands[k]) }
    if count > 0 { tree.children[first].sign = .plus }
    operands.removeLast(count)
    tree.entries.append(
      SyntaxTree.Entry(
        form: form, name: name, first: UInt32(first), count: UInt32(count), lower: UInt32(lower), upper: UInt32(upper),
        positions: positions, nameLower: UInt32(nameLower)))
    return UInt32(tree.entries.count - 1)
  }

  mutating func close() throws(Diagnostic) {
    reduce(to: 0)
    guard let open = pending.last else {
      if token.kind == .bar { throw missingOperator() }
      throw Diagnostic(
        .unopenedBracket, "found \(found()) without an opening bracket", token.range, fix: (token.range, ""))
    }
    let entry: UInt32
    switch (open.kind, token.kind) {
    case (.parenthesis, .rightParenthesis):
      let isPair = operands.count - open.base > 1
      entry = add(isPair ? .vector : .group, from: open.base, open.lower, token.upper)
    case (.bracket, .rightBracket):
      vectorDepth -= 1
      if open.rows > 0 { addRow(open) }
      entry = add(.vector, from: open.base, open.lower, token.upper)
    case (.component, .rightBracket):
      let lower = Int(tree.entries[Int(operands[open.base].entry)].lower)
      entry = add(.component, from: open.base, lower, token.upper)
    case (.bar, .bar): entry = add(.absolute, from: open.base, open.lower, token.upper)
    case (.call, .rightParenthesis):
      entry = raised(
        add(
          .call, from: open.base, open.lower, token.upper, name: open.name, nameLower: open.nameLower,
          positions: open.positions),
        open, token.upper)
    default:
      if token.kind == .bar { throw missingOperator() }
      throw unclosed(open)
    }
    pending.removeLast()
    bars.removeLast()
    push(entry)
    try advance()
  }

  /// Whether the innermost parenthesis is a branch, a value with its condition: piecewise((a, c), b).
  func isBranch() -> Bool {
    guard pending.count > 1 else { return false }
    let call = pending[pending.count - 2]
    return call.kind == .call && call.positions == 0 && tree.names[Int(call.name)] == "piecewise"
      && !tree.isQuoted[Int(call.name)]
  }

  // MARK: Errors

  /// 1,5 between an operand and what is no list.
  func decimalComma() -> Diagnostic? {
    func isDigit(_ place: Int) -> Bool { place >= 0 && bytes[place] &- 48 < 10 }
    var first = token.lower
    while isDigit(first - 1), token.lower - first < 20 { first -= 1 }
    var ahead = lexer
    guard first < token.lower, let next = try? ahead.next(), next.kind == .number, next.lower == token.upper else {
      return nil
    }
    let whole = tree.text(first..<token.lower)
    return expected(
      "an operator or the end; a decimal has a point, \(whole).\(tree.text(next.range)); several values are written [a, b]",
      .habit, fix: (token.range, "."))
  }

  func opening(_ open: Pending) -> String {
    switch open.kind {
    case .bracket, .component: return "["
    case .bar: return "|"
    default: return "("
    }
  }

  func closing(_ open: Pending) -> String {
    switch open.kind {
    case .bracket, .component: return "]"
    case .bar: return "|"
    default: return ")"
    }
  }

  func found() -> String {
    if token.kind == .end { return "the end of the text" }
    let text = tree.text(token.range)
    return "`\(text.utf8.count > 40 ? String(text.prefix(40)) + "…" : text)`"
  }

  func expected(
    _ what: String, _ code: Diagnostic.Code = .misplaced, notes: [Diagnostic.Note] = [],
    fix: (Range<Int>, String)? = nil
  ) -> Diagnostic {
    Diagnostic(code, "found \(found()), expected \(what)", token.range, notes: notes, fix: fix)
  }

  func expectedOperand() -> Diagnostic {
    if tree.entries.isEmpty && pending.isEmpty && token.kind == .end {
      return Diagnostic(
        .missingOperand, "the text is empty, expected an expression such as x^2*sin(x)", token.range)
    }
    return expected("an expression: a number, a name or `(`", .missingOperand)
  }

  func unclosed(_ open: Pending) -> Diagnostic {
    expected(
      "`\(closing(open))` for the `\(opening(open))` at byte \(open.upper - 1)", .unclosedBracket,
      notes: [Diagnostic.Note(message: "opened here", range: (open.upper - 1)..<open.upper)],
      fix: (token.lower..<token.lower, closing(open)))
  }

  /// For `sin x` and `sin^2(x)`: how it is written.
  func functionBefore() -> String? {
    func function(_ operand: SyntaxTree.Child) -> String? {
      let entry = Int(operand.entry)
      guard tree.entries[entry].form == .name, !tree.isQuoted(entry) else { return nil }
      return Catalogue.callable(named: tree.name(entry)) == nil ? nil : tree.name(entry)
    }
    if let last = operands.last, let name = function(last) { return "\(name)(x)" }
    if let open = pending.last, open.kind == .power, open.base < operands.count,
      let name = function(operands[open.base])
    {
      return "\(name)(x)^2"
    }
    return nil
  }

  func missingOperator() -> Diagnostic {
    if let advice = adviceInsteadOfOperator() {
      return expected("an operator or the end; \(advice)", .missingOperator)
    }
    var hint = "; to multiply, write `*`"
    var fix: (Range<Int>, String)? = token.kind == .bar ? nil : (token.lower..<token.lower, "*")
    if let function = functionBefore() {
      fix = nil
      hint = "; a function takes its argument in parentheses: \(function)"
    } else if let last = operands.last {
      let before = tree.entries[Int(last.entry)].range
      if before.count <= 20, token.upper - token.lower <= 20 {
        hint += ": \(tree.text(before))*\(tree.text(token.range))"
      }
    }
    return expected("an operator or the end\(hint)", .missingOperator, fix: fix)
  }

  /// For what other languages write without an operator.
  func adviceInsteadOfOperator() -> String? {
    if token.kind == .bar { return "a value at a point is asked for by `eval f at x = 2`" }
    if token.kind == .name, tree.text(token.range) == "at" {
      return "a point is written at x = 2, y = 3, behind `eval f`"
    }
    guard let last = operands.last, tree.entries[Int(last.entry)].form == .name else { return nil }
    let name = tree.name(Int(last.entry))
    switch name {
    case "if": return "a choice is written if(c, a, b)"
    default: return verbs[name]?.advice
    }
  }
}
