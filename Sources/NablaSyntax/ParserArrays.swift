// What arrays need beside the grammar of numbers: transposes and the rows of a matrix.

import NablaExpressions

extension Parser {
  /// Whether the primes behind a name are those of a derivative: `f'(x)`, `f''(x)`.
  func primesCall() -> Bool {
    var ahead = lexer
    while let next = try? ahead.next() {
      if next.kind != .prime { return next.kind == .leftParenthesis && next.lower == ahead.position - 1 }
    }
    return false
  }

  /// A prime or ᵀ behind an operand.
  mutating func transpose() throws(Diagnostic) {
    let operand = operands.count - 1
    transposes = tree.entries[Int(operands[operand].entry)].form == .transpose ? transposes + 1 : 1
    if transposes > 64 { throw Diagnostic(.size, "an operand has at most 64 primes", token.range) }
    let lower = Int(tree.entries[Int(operands[operand].entry)].lower)
    push(add(.transpose, from: operand, lower, token.upper))
    try advance()
  }

  /// The `;` behind a row of a matrix.
  mutating func endRow() throws(Diagnostic) {
    reduce(to: 0)
    guard let open = pending.last, open.kind == .bracket else {
      throw expected("an operator or the end; several values are written [a, b], the rows of a matrix [a, b; c, d]")
    }
    addRow(open)
    pending[pending.count - 1].rows += 1
    try advance()
  }

  /// Puts the operands behind the complete rows together.
  mutating func addRow(_ open: Pending) {
    let first = open.base + open.rows
    let lower = Int(tree.entries[Int(operands[first].entry)].lower)
    let upper = Int(tree.entries[Int(operands[operands.count - 1].entry)].upper)
    push(add(.vector, from: first, lower, upper))
  }
}
