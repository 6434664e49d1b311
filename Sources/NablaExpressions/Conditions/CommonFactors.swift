// What all terms of a sum have in common: p·u − (p − 1)·u is u times 1.

import NablaNumbers

extension Builder {
  /// Factors whose product is a short sum: powers that all of its terms share, and what is left; nil where they share none.
  ///
  /// Powers with negative exponents, and those that are no numbers, are not taken out: the product has a value
  /// where the sum has one.
  func commonFactors(of sum: NodeID) -> [NodeID]? {
    guard store.isOperation(sum, .sum), !store.isLongSum(sum) else { return nil }
    let operands = store.operands(sum)
    guard operands[0] == .zero, operands.count <= 33 else { return nil }
    var common = powers(of: operands[2])
    for k in stride(from: 4, to: operands.count, by: 2) {
      if common.isEmpty { return nil }
      let own = powers(of: operands[k])
      common = common.compactMap { base, exponent in
        own.first { $0.base == base }.map { (base, Swift.min($0.exponent, exponent)) }
      }
    }
    if common.isEmpty { return nil }
    let factors = common.map { power($0.base, integer($0.exponent)) }
    let divisors = common.map { power($0.base, integer(-$0.exponent)) }
    var rest: [NodeID] = []
    for k in stride(from: 1, to: operands.count, by: 2) {
      rest.append(scaled(operands[k], product([operands[k + 1]] + divisors)))
    }
    return factors + [self.sum(rest)]
  }

  /// The factors of a term with positive whole exponents.
  private func powers(of term: NodeID) -> [(base: NodeID, exponent: Int)] {
    if !term.isStored { return [(term, 1)] }
    let operands = store.operands(term)
    var result: [(base: NodeID, exponent: Int)] = []
    if store.isOperation(term, .product), !store.isLongProduct(term) {
      for k in stride(from: 1, to: Swift.min(operands.count, 33), by: 2)
      where operands[k + 1].isSmallInteger && operands[k + 1].smallInteger > 0 {
        result.append((operands[k], operands[k + 1].smallInteger))
      }
    } else if store.isOperation(term, .power) {
      let exponent = operands[1]
      if exponent.isSmallInteger, exponent.smallInteger > 0 { result.append((operands[0], exponent.smallInteger)) }
    } else if !store.isNumber(term) {
      result.append((term, 1))
    }
    return result
  }
}
