// What always holds of a node (see the page on the architecture), to be asserted where nodes are made and tested on all.

extension Store {
  /// What is wrong with an operation and its operands, if anything is. Linear in the operands.
  func violation(_ operation: Operation, function: UInt16 = 0, _ operands: UnsafeBufferPointer<NodeID>) -> String? {
    if operands.contains(where: { $0.isStored && $0.index >= nodes.count }) { return "an operand that is no node" }
    switch operation {
    case .number: return operands.isEmpty ? nil : "a number has no operands"
    case .sum: return pairViolation(.sum, operands)
    case .product: return pairViolation(.product, operands)
    case .power:
      guard operands.count == 2, areNumbers(operands) else { return "a power has a base and an exponent" }
      return operands[1] == .zero || operands[1] == .one ? "a power to 0 or 1" : nil
    case .call:
      guard areNumbers(operands) else { return "arguments are numbers" }
      return Catalogue.row(function).arity.contains(operands.count) ? nil : "a call with a wrong number of arguments"
    case .application:
      guard operands.count >= 2, operands[0].isSymbol, operands[1].isSmallInteger else { return "no name and count" }
      let count = operands[1].smallInteger
      guard count >= 0, operands.count > 2 + count, operands[2..<(2 + count)].allSatisfy(\.isSmallInteger) else {
        return "positions are small integers, and there is an argument"
      }
      let isOrdered = zip(operands[2..<(2 + count)], operands[2..<(2 + count)].dropFirst()).allSatisfy {
        $0.smallInteger <= $1.smallInteger
      }
      let arguments = UnsafeBufferPointer(rebasing: operands[(2 + count)...])
      return isOrdered && areNumbers(arguments) ? nil : "positions in order, and numbers as arguments"
    case .declared:
      guard operands.count >= 2, operands[0].isSymbol, operands[1].isSmallInteger else { return "no name and count" }
      return operands.count == 3 + 2 * operands[1].smallInteger ? nil : "a value and a derivative an argument"
    case .ifElse:
      guard operands.count == 3, sort(operands[0]) == .truth else { return "a choice by a truth value" }
      return sort(operands[1]) == .number && sort(operands[2]) == .number ? nil : "a choice between numbers"
    case .less, .lessOrEqual, .equal, .notEqual:
      guard operands.count == 2, areNumbers(operands) else { return "a relation compares two numbers" }
      return operands[0] == operands[1] ? "a relation with equal sides" : nil
    case .and, .or:
      let isJoined = operands.count >= 2 && operands.allSatisfy { sort($0) == .truth }
      return isJoined ? nil : "truth values are joined, two at least"
    case .defined: return operands.count == 1 ? nil : "one expression"
    case .differentiable: return operands.isEmpty ? "an expression and variables" : nil
    case .domainRequirement, .kinkRequirement:
      return operands.count == 1 && sort(operands[0]) == .truth ? nil : "a requirement is a relation"
    case .guarded:
      let isGuarded = operands.count == 2 && sort(operands[0]) == .truth && isCondition(operands[1])
      return isGuarded ? nil : "a relation and a condition"
    case .both:
      return operands.count == 2 && operands.allSatisfy { isCondition($0) } ? nil : "two conditions"
    }
  }

  private func areNumbers(_ operands: UnsafeBufferPointer<NodeID>) -> Bool {
    operands.allSatisfy { sort($0) == .number }
  }

  /// Of a head and pairs: terms or bases in order, none twice, no coefficient or exponent 0, nothing nested but chunks.
  private func pairViolation(_ operation: Operation, _ operands: UnsafeBufferPointer<NodeID>) -> String? {
    let form = LongForm(self, operation)
    let isSum = operation == .sum
    guard operands.count >= 3, operands.count & 1 == 1 else { return "a head and pairs" }
    guard isNumber(operands[0]) else { return "the head is a number" }
    guard isSum || operands[0] != .zero else { return "a product with 0" }
    guard areNumbers(operands) else { return "operands are numbers" }
    let isLong = form.chunk(operands[1], operands[2]) != nil
    var last: UInt64 = 0
    for k in stride(from: 1, to: operands.count, by: 2) {
      let (first, second) = (operands[k], operands[k + 1])
      guard (form.chunk(first, second) != nil) == isLong else { return "chunks beside others" }
      let (number, key) = isSum ? (first, second) : (second, first)
      if number == .zero { return "a coefficient or an exponent 0" }
      if isSum {
        if !isNumber(first) || isNumber(second) { return "a number and a term" }
        if first == .minusOne && self.isOperation(second, .sum) { return "the opposite of a sum among terms" }
      }
      let fingerprint = form.lastFingerprint(first, second)
      if k > 1 && fingerprint < last { return "operands out of order" }
      if k > 1 && fingerprint == last && operands[isSum ? k - 1 : k - 2] == key { return "an operand twice" }
      last = fingerprint
    }
    return nil
  }

  /// The same of a node, with what is computed once when it is interned.
  package func violation(of id: NodeID) -> String? {
    guard id.isStored else { return nil }
    let node = node(id).pointee
    let operands = operands(id)
    if operands.contains(where: { $0.isStored && $0.index >= id.index }) { return "an operand that is no smaller id" }
    if let violation = violation(node.operation, function: node.function, operands) { return violation }
    if node.operation == .number { return nil }
    let flags = computeFlags(node.operation, function: node.function, operands)
    let known =
      assumed?.strengthened(flags, node.operation, function: node.function, operands, node.fingerprint, in: self).flags
    if known ?? flags != node.flags { return "other flags" }
    return node.fingerprint == fingerprint(node.operation, node.function, operands) ? nil : "another fingerprint"
  }
}
