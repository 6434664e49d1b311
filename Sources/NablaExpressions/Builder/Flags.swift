// What is known of a node's value, from what is known of its operands. Constant time an operand.

import NablaNumbers

extension Store {
  func computeFlags(
    _ operation: Operation, function: UInt16, _ operands: UnsafeBufferPointer<NodeID>
  ) -> NodeFlags {
    switch operation {
    case .sum: return sumFlags(operands)
    case .product: return productFlags(operands)
    case .power: return powerFlags(operands[0], operands[1])
    case .call: return callFlags(function, operands)
    case .application: return applicationFlags(operands)
    case .declared: return declaredFlags(operands)
    case .ifElse:
      var result = flags(operands[1]).intersection(flags(operands[2]))
      if !flags(operands[0]).isTotal { result.remove(.total) }
      if !flags(operands[0]).contains(.symbolFree) { result.remove(.symbolFree) }
      result.insert(.jumps)
      result.remove(.smooth)
      return result
    case .number, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable, .domainRequirement,
      .kinkRequirement, .guarded, .both:
      var result: NodeFlags = [.total, .symbolFree, .smooth]
      for operand in operands { combine(&result, flags(operand)) }
      return result
    }
  }

  @inline(__always)
  private func combine(_ result: inout NodeFlags, _ part: NodeFlags) {
    if !part.isTotal { result.remove(.total) }
    if !part.contains(.symbolFree) { result.remove(.symbolFree) }
    if part.contains(.jumps) { result.insert(.jumps) }
    if !part.contains(.smooth) { result.remove(.smooth) }
  }

  private func sumFlags(_ operands: UnsafeBufferPointer<NodeID>) -> NodeFlags {
    var result: NodeFlags = [.total, .symbolFree, .smooth]
    let terms = TermView(operands)
    let constant = flags(terms.constant)
    var nonnegative = constant.contains(.nonnegative)
    var nonpositive = constant.contains(.nonpositive)
    var someNonzero = constant.contains(.nonzero)
    var integer = constant.contains(.integer)
    for pair in terms {
      let (coefficient, term) = (flags(pair.coefficient), flags(pair.term))
      combine(&result, term)
      let same = coefficient.contains(.nonnegative)
      nonnegative = nonnegative && term.contains(same ? .nonnegative : .nonpositive)
      nonpositive = nonpositive && term.contains(same ? .nonpositive : .nonnegative)
      someNonzero = someNonzero || term.contains(.nonzero)
      integer = integer && coefficient.contains(.integer) && term.contains(.integer)
    }
    if nonnegative { result.insert(.nonnegative) }
    if nonpositive { result.insert(.nonpositive) }
    if (nonnegative || nonpositive) && someNonzero { result.insert(.nonzero) }
    if integer { result.insert(.integer) }
    return result
  }

  private func productFlags(_ operands: UnsafeBufferPointer<NodeID>) -> NodeFlags {
    var result: NodeFlags = [.total, .symbolFree, .smooth]
    let factors = FactorView(operands)
    let coefficient = flags(factors.coefficient)
    var nonnegative = coefficient.contains(.nonnegative)
    var nonpositive = coefficient.contains(.nonpositive)
    var nonzero = true
    var integer = coefficient.contains(.integer)
    for (base, exponent) in factors {
      let factor = powerFlags(base, exponent)
      combine(&result, factor)
      (nonnegative, nonpositive) = (
        (nonnegative && factor.contains(.nonnegative)) || (nonpositive && factor.contains(.nonpositive)),
        (nonnegative && factor.contains(.nonpositive)) || (nonpositive && factor.contains(.nonnegative))
      )
      nonzero = nonzero && factor.contains(.nonzero)
      integer = integer && factor.contains(.integer)
    }
    if nonnegative { result.insert(.nonnegative) }
    if nonpositive { result.insert(.nonpositive) }
    if nonzero { result.insert(.nonzero) }
    if integer { result.insert(.integer) }
    return result
  }

  /// Those of a value to a whole power above 1, from those of the value.
  private func positivePowerFlags(_ u: NodeFlags, _ exponent: Int) -> NodeFlags {
    var result = u.intersection([.symbolFree, .jumps, .smooth, .nonzero, .total, .integer])
    if exponent & 1 == 0 || u.contains(.nonnegative) {
      result.insert(.nonnegative)
    } else if u.contains(.nonpositive) {
      result.insert(.nonpositive)
    }
    return result
  }

  func powerFlags(_ base: NodeID, _ exponent: NodeID) -> NodeFlags {
    let u = flags(base)
    if exponent == .one { return u }
    if exponent.isSmallInteger && exponent.smallInteger > 1 { return positivePowerFlags(u, exponent.smallInteger) }
    let v = flags(exponent)
    var result: NodeFlags = []
    if u.contains(.symbolFree) && v.contains(.symbolFree) { result.insert(.symbolFree) }
    if u.contains(.jumps) || v.contains(.jumps) { result.insert(.jumps) }
    var smooth = u.contains(.smooth) && v.contains(.smooth)
    if let r = number(exponent) {
      smooth = smooth && (r.isInteger || r > Rational(1) || u.isPositive)
      if r.isNegative || u.contains(.nonzero) { result.insert(.nonzero) }
      let even = r.isInteger && r.numerator.isEven
      if even || !r.isInteger || u.contains(.nonnegative) {
        result.insert(.nonnegative)
      } else if u.contains(.nonpositive) {
        result.insert(.nonpositive)
      }
      let reachesRoot = r.isInteger || u.contains(.nonnegative)
      if u.isTotal && reachesRoot && (!r.isNegative || u.contains(.nonzero)) { result.insert(.total) }
      if r.isInteger && !r.isNegative && u.contains(.integer) { result.insert(.integer) }
    } else {
      smooth = smooth && u.isPositive
      if u.contains(.nonnegative) { result.insert(.nonnegative) }
      if u.contains(.nonzero) { result.insert(.nonzero) }
      if u.isTotal && v.isTotal && u.isPositive { result.insert(.total) }
    }
    if smooth { result.insert(.smooth) }
    // 0 to a negative number is a number node's power and has no value.
    if base == .zero { result.remove(.total) }
    return result
  }

  private func callFlags(_ function: UInt16, _ operands: UnsafeBufferPointer<NodeID>) -> NodeFlags {
    var result: NodeFlags = [.total, .symbolFree, .smooth]
    for operand in operands { combine(&result, flags(operand)) }
    let row = Catalogue.row(function)
    result.formUnion(row.valueFlags(self, operands))
    if !row.isTotal && !(operands.count == 1 && row.hasValue(for: flags(operands[0]))) { result.remove(.total) }
    if row.jumps { result.insert(.jumps) }
    if !row.isSmooth { result.remove(.smooth) }
    return result
  }

  private func declaredFlags(_ operands: UnsafeBufferPointer<NodeID>) -> NodeFlags {
    let count = operands[1].smallInteger
    var result = flags(operands[2 + count])
    var arguments: NodeFlags = [.total, .smooth]
    for operand in operands[2..<(2 + count)] { combine(&arguments, flags(operand)) }
    if !arguments.isTotal { result.remove(.total) }
    if arguments.contains(.jumps) { result.insert(.jumps) }
    // The rules say where it has a slope, whatever the formula of its value looks like.
    let rules = operands[(3 + count)...].allSatisfy { $0 != .no && flags($0).isTotal }
    if rules && arguments.contains(.smooth) { result.insert(.smooth) } else { result.remove(.smooth) }
    return result
  }

  private func applicationFlags(_ operands: UnsafeBufferPointer<NodeID>) -> NodeFlags {
    // An undefined function is taken to have a value wherever its arguments have.
    var result: NodeFlags = [.total, .smooth]
    for operand in operands.dropFirst(2) { combine(&result, flags(operand)) }
    return result
  }
}
