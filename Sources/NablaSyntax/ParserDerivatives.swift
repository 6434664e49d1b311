// Derivatives as they are written on paper: d/dx f, d²/dx² f, ∂/∂x f, ∂²f/∂x∂y, ∇f.

import NablaContainers
import NablaExpressions

extension Parser {
  /// A variable below the bar of a derivative, and the number that is raised there.
  struct Derivation {
    let name: Token
    let order: Token?
  }

  /// Opens what stands before an operand and is spelt like a name: `d/dx` and `not`.
  mutating func opensOperator() throws(Diagnostic) -> Bool {
    switch token.upper - token.lower {
    case 1: return bytes[token.lower] == UInt8(ascii: "d") ? try opensLeibniz() : false
    case 3:
      guard tree.text(token.range) == "not" else { return false }
      var ahead = lexer
      guard let next = try? ahead.next() else { return false }
      switch next.kind {
      case .number, .name, .bar, .root, .nabla: try open(.not)
      default: return false
      }
      return true
    default: return false
    }
  }

  private mutating func opensLeibniz() throws(Diagnostic) -> Bool {
    let start = token
    var ahead = lexer
    guard var next = try? ahead.next() else { return false }
    let above = Parser.order(&next, &ahead)
    guard next.kind == .divide, let below = try? ahead.next(), below.kind == .name,
      below.upper - below.lower > 1, bytes[below.lower] == UInt8(ascii: "d"), var last = try? ahead.next()
    else { return false }
    let order = Parser.order(&last, &ahead)
    guard (above == nil) == (order == nil), above.map({ number($0) }) == order.map({ number($0) }) else { return false }
    switch last.kind {
    case .number, .leftParenthesis, .root, .partial, .nabla: break
    case .bar: if bars.last ?? false { return false }
    case .name:
      // grad d/dx x y
      if sideBySide != nil, StatementText.isSpace(bytes[last.lower - 1]) { return false }
      if ending != .none {
        var beyond = ahead
        if let sign = try? beyond.next(), sign.kind == .definition { return false }
        if tree.text(last.range) == "at" || ending == .word(tree.text(last.range)) { return false }
      }
    default: return false
    }
    let name = Token(kind: .name, lower: below.lower + 1, upper: below.upper)
    lexer = ahead
    token = last
    openDerivation([Derivation(name: name, order: order)], start.lower)
    return true
  }

  /// Reads `²` or `^2` if it is there; the token with the number.
  private static func order(_ next: inout Token, _ ahead: inout Lexer) -> Token? {
    var order: Token?
    var beyond = ahead
    if next.kind == .superscript {
      order = next
    } else if next.kind == .power, let number = try? beyond.next(), number.kind == .number {
      order = number
    }
    guard let order, let following = try? beyond.next() else { return nil }
    (next, ahead) = (following, beyond)
    return order
  }

  private func number(_ token: Token) -> Int? {
    Int(String(decoding: RaisedText.plain(bytes[token.range]), as: UTF8.self))
  }

  private mutating func openDerivation(_ list: [Derivation], _ lower: Int) {
    var operation = Pending(.derivation, Token(kind: .name, lower: lower, upper: token.lower), base: operands.count)
    operation.name = addedName("diff")
    operation.nameLower = lower
    operation.positions = UInt32(derivations.count)
    derivations.append(list)
    pending.append(operation)
  }

  // MARK: ∂ and ∇

  /// ∂/∂x before its operand, or ∂f before /∂x.
  mutating func openPartial() throws(Diagnostic) {
    let start = token
    try advance()
    var order: Token?
    if token.kind == .superscript || token.kind == .power {
      order = Parser.order(&token, &lexer)
      if order == nil { throw expected("the order of the derivative, a number") }
    }
    if token.kind == .divide {
      let list = try variables(order)
      openDerivation(list, start.lower)
      return
    }
    var partial = Pending(.partial, start, base: operands.count)
    partial.positions = UInt32(derivations.count)
    derivations.append(order.map { [Derivation(name: start, order: $0)] } ?? [])
    pending.append(partial)
  }

  /// `/∂x∂y²`, from the sign of division on; the orders have to fit.
  private mutating func variables(_ order: Token?) throws(Diagnostic) -> [Derivation] {
    try advance()
    guard token.kind == .partial else { throw expected("∂ and a variable, as in ∂/∂x f") }
    let above = order.map { number($0) ?? 0 } ?? 1
    var list: [Derivation] = []
    var total = 0
    // As many as the order above says: in ∂/∂x ∂f/∂y the second one is a derivative of its own.
    while token.kind == .partial, list.isEmpty || total < above {
      try advance()
      guard token.kind == .name else { throw expected("a variable, as in ∂/∂x f") }
      let name = token
      try advance()
      let power = token.kind == .superscript || token.kind == .power ? Parser.order(&token, &lexer) : nil
      list.append(Derivation(name: name, order: power))
      total += power.map { number($0) ?? 0 } ?? 1
      if list.count > 1000 { throw Diagnostic(.size, "a derivative has at most 1000 variables", name.range) }
    }
    if total != above {
      let place = order?.range ?? list[0].name.range
      throw Diagnostic(
        .misplaced, "the orders of a derivative differ: \(above) above, \(total) below, as ∂²f/∂x∂y has 2 and 2", place)
    }
    return list
  }

  /// Ends ∂f at /∂x.
  mutating func closesPartial() throws(Diagnostic) -> Bool {
    var ahead = lexer
    guard let next = try? ahead.next(), next.kind == .partial else { return false }
    reduce(to: 10)
    guard let open = pending.last, open.kind == .partial else { return false }
    pending.removeLast()
    let list = try variables(derivations[Int(open.positions)].first?.order)
    var operation = Pending(.derivation, Token(kind: .name, lower: open.lower, upper: open.upper), base: open.base)
    operation.name = addedName("diff")
    operation.nameLower = open.lower
    operation.positions = UInt32(derivations.count)
    derivations.append(list)
    let last = list[list.count - 1]
    push(derivative(operation, max(last.name.upper, last.order?.upper ?? 0)))
    return true
  }

  mutating func openGradient() throws(Diagnostic) {
    var operation = Pending(.derivation, token, base: operands.count)
    operation.name = addedName("grad")
    operation.nameLower = token.lower
    operation.positions = UInt32(derivations.count)
    derivations.append([])
    pending.append(operation)
    try advance()
  }

  /// The call of a verb that an operator of derivatives is: its function is the last operand.
  mutating func derivative(_ top: Pending, _ upper: Int) -> UInt32 {
    for variable in derivations[Int(top.positions)] {
      let name = variable.name
      let number = plainIndex(nameIndex(name), name)
      let entry = add(.name, from: operands.count, name.lower, name.upper, name: number, nameLower: name.lower)
      operands.append(SyntaxTree.Child(entry: entry, sign: .plus))
      guard let order = variable.order else { continue }
      let exponent = add(.number, from: operands.count, order.lower, order.upper)
      operands.append(SyntaxTree.Child(entry: exponent, sign: .plus))
    }
    return add(.call, from: top.base, top.lower, upper, name: top.name, nameLower: top.nameLower)
  }
}
