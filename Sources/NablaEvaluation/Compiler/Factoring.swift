// Sums whose terms have factors in common, regrouped so that each factor is multiplied once: for a polynomial this is the
// nested form, in which a value and its partial derivatives share their inner sums.

import NablaExpressions
import NablaNumbers

extension Lowering {
  /// Sums of fewer terms are left as they are, and so are those of so many that looking at them would cost too much.
  private static var sizes: ClosedRange<Int> { 4...2048 }

  /// A sum with common factors drawn out; nil where there are none. Values are the same up to rounding.
  ///
  /// Only positive whole powers are drawn out, so that quotients and exponentials that belong together stay so.
  /// O(n·k) for n terms of k factors.
  mutating func factored(_ id: NodeID) -> NodeID? {
    guard !isFactored.contains(id) else { return nil }
    var count = 0
    store.forEachTerm(id) { _, _ in count += 1 }
    guard Lowering.sizes.contains(count), count <= factoringBudget else { return nil }
    var terms: [FactoredTerm] = []
    store.forEachTerm(id) { coefficient, term in
      terms.append(FactoredTerm(builder, store.number(coefficient) ?? 1, term))
    }
    guard let sum = grouped(terms, levels: 16) else { return nil }
    let constant = store.operands(id)[0]
    let result = builder.sum(constant, sum)
    isFactored.insert(result)
    isFactored.insert(sum)
    return result
  }

  /// The sum of some terms, grouped by the factor that most have, again within the groups; nil where no two share one.
  private mutating func grouped(_ terms: [FactoredTerm], levels: Int) -> NodeID? {
    var rest = terms
    var parts: [NodeID] = []
    var rounds = 32
    while rounds > 0, factoringBudget > 0, let factor = commonest(rest) {
      rounds -= 1
      factoringBudget -= rest.count
      var groups: [Int: [FactoredTerm]] = [:]
      var others: [FactoredTerm] = []
      for term in rest {
        if let exponent = term.exponent(of: factor) {
          groups[exponent, default: []].append(term)
        } else {
          others.append(term)
        }
      }
      for (exponent, group) in groups.sorted(by: { $0.key < $1.key }) {
        if group.count == 1 {
          parts.append(group[0].node(builder))
          continue
        }
        let inner = group.map { $0.divided(by: factor) }
        let sum = (levels > 0 ? grouped(inner, levels: levels - 1) : nil) ?? builder.sum(inner.map { $0.node(builder) })
        isFactored.insert(sum)
        let power = builder.power(factor, builder.integer(exponent))
        parts.append(builder.product(power, sum))
      }
      rest = others
    }
    if parts.isEmpty { return nil }
    return builder.sum(parts + rest.map { $0.node(builder) })
  }

  /// The factor of the most terms, of two at least with one exponent; of several the one with the least fingerprint.
  private func commonest(_ terms: [FactoredTerm]) -> NodeID? {
    struct Uses {
      var count = 0
      /// A bit for each exponent that was met; higher ones than the word has are not drawn out.
      var exponents: UInt64 = 0
      var isShared = false

      mutating func add(_ exponent: Int) {
        let bit: UInt64 = 1 << UInt64(exponent)
        count += 1
        if exponents & bit != 0 { isShared = true }
        exponents |= bit
      }
    }
    var uses: [NodeID: Uses] = [:]
    for term in terms {
      for (base, exponent) in term.factors where exponent < 64 {
        uses[base, default: Uses()].add(exponent)
      }
    }
    var best: (base: NodeID, count: Int)?
    for (base, use) in uses where use.isShared {
      if let known = best,
        (known.count, store.fingerprint(base)) > (use.count, store.fingerprint(known.base))
      {
        continue
      }
      best = (base, use.count)
    }
    return best?.base
  }
}

/// A term of a sum, taken apart: a coefficient, positive whole powers, and everything else.
private struct FactoredTerm {
  var coefficient: Rational
  var factors: [(base: NodeID, exponent: Int)] = []
  private var others: [NodeID] = []

  init(_ builder: Builder, _ coefficient: Rational, _ term: NodeID) {
    self.coefficient = coefficient
    let store = builder.store
    switch store.operation(term) {
    case .product where !store.isLongProduct(term):
      let operands = store.operands(term)
      if let number = store.number(operands[0]) { self.coefficient *= number }
      for k in stride(from: 1, to: operands.count, by: 2) { add(builder, operands[k], operands[k + 1]) }
    case .power: add(builder, store.operands(term)[0], store.operands(term)[1])
    default: add(builder, term, .one)
    }
  }

  private mutating func add(_ builder: Builder, _ base: NodeID, _ exponent: NodeID) {
    if exponent.isSmallInteger, exponent.smallInteger > 0, base != .e, !builder.store.isNumber(base) {
      factors.append((base, exponent.smallInteger))
    } else {
      others.append(builder.power(base, exponent))
    }
  }

  func exponent(of base: NodeID) -> Int? { factors.first { $0.base == base }?.exponent }

  func divided(by base: NodeID) -> FactoredTerm {
    var result = self
    result.factors.removeAll { $0.base == base }
    return result
  }

  func node(_ builder: Builder) -> NodeID {
    var parts = [builder.number(coefficient)] + others
    for (base, exponent) in factors { parts.append(builder.power(base, builder.integer(exponent))) }
    return builder.product(parts)
  }
}
