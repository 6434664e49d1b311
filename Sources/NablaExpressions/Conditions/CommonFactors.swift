// What all terms of a sum have in common: p·u − (p − 1)·u is u times 1.

import NablaNumbers

extension Builder {
  /// Factors whose product is a short sum: powers that all of its terms share, and what is left; nil where they share none.
  ///
  /// Powers with negative exponents, and those that are no numbers, are not taken out: the product has a value
  /// where the sum has one.
  func commonFactors(of sum: NodeID) -> [NodeID]? {
    guard store.isOperation(sum, .sum), !store.isLongSum(sum) else { return nil }
    let terms = store.terms(of: sum)
    guard terms.constant == .zero, terms.count <= 16 else { return nil }
    var common = powers(of: terms[0].term)
    for (_, term) in terms.dropFirst() {
      if common.isEmpty { return nil }
      let own = powers(of: term)
      common = common.compactMap { base, exponent in
        own.first { $0.base == base }.map { (base, Swift.min($0.exponent, exponent)) }
      }
    }
    if common.isEmpty { return nil }
    let factors = common.map { power($0.base, integer($0.exponent)) }
    let divisors = common.map { power($0.base, integer(-$0.exponent)) }
    var rest: [NodeID] = []
    for (coefficient, term) in terms { rest.append(scaled(coefficient, product([term] + divisors))) }
    return factors + [self.sum(rest)]
  }

  /// The factors of a term with positive whole exponents.
  private func powers(of term: NodeID) -> [(base: NodeID, exponent: Int)] {
    if !term.isStored { return [(term, 1)] }
    var result: [(base: NodeID, exponent: Int)] = []
    if store.isOperation(term, .product), !store.isLongProduct(term) {
      for (base, exponent) in store.factors(of: term).prefix(16)
      where exponent.isSmallInteger && exponent.smallInteger > 0 {
        result.append((base, exponent.smallInteger))
      }
    } else if store.isOperation(term, .power) {
      let operands = store.operands(term)
      let exponent = operands[1]
      if exponent.isSmallInteger, exponent.smallInteger > 0 { result.append((operands[0], exponent.smallInteger)) }
    } else if !store.isNumber(term) {
      result.append((term, 1))
    }
    return result
  }
}
