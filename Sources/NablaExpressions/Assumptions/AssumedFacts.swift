// What follows from assumptions: bounds of symbols and of sums, found once; contradictions among them.

import NablaNumbers

/// What assumptions say, in a store of its own: between what numbers symbols lie, and linear combinations of terms.
final class AssumedFacts: Sendable {
  struct Symbol: Sendable {
    var bounds = Bounds.all
    var flags: NodeFlags = []
  }

  /// Σ coefficient·term lies within bounds; terms in the order of their fingerprints, as in nodes.
  struct Combination: Sendable {
    let terms: [(coefficient: Rational, term: NodeID, fingerprint: UInt64)]
    var bounds: Bounds
    let isNonzero: Bool
  }

  let store: Store
  /// In their simplest form.
  let relations: [NodeID]
  let symbols: [NodeID: Symbol]
  /// Of two terms or more, or of one that is no symbol.
  let combinations: [Combination]

  init() {
    store = Store()
    relations = []
    symbols = [:]
    combinations = []
  }

  private static let contradiction = NablaError(
    .domain, "the assumptions contradict each other: no real numbers fulfil them all")

  init(_ given: [Relation], integers: [NodeID]) throws(NablaError) {
    let store = Store()
    let (parts, sets) = try store.build { (builder) throws(NablaError) in
      var parts: [NodeID] = []
      for relation in given { parts += builder.normalized(builder.adopt(relation.expression).node) }
      if parts.contains(.no) { throw AssumedFacts.contradiction }
      var sets: [(sum: NodeID, set: NumberSet)] = []
      var places: [ComparedSides: Int] = [:]
      for part in parts {
        guard let own = builder.valueSet(part) else { continue }
        if let place = places[own.sides] {
          sets[place].set = sets[place].set.intersection(own.set)
        } else {
          places[own.sides] = sets.count
          let (left, right) = (own.sides.left, own.sides.right)
          sets.append((right == .none ? left : builder.difference(left, right), own.set))
        }
      }
      return (parts, sets)
    }
    var symbols: [NodeID: Symbol] = [:]
    for symbol in integers { symbols[symbol, default: Symbol()].flags.insert(.integer) }
    var combinations: [Combination] = []
    for (sum, set) in sets {
      if set.isEmpty { throw AssumedFacts.contradiction }
      let isNonzero = set.intersection(NumberSet(.equal, 0)).isEmpty
      let bounds = Bounds(hullOf: set)
      if sum.isSymbol {
        symbols[sum, default: Symbol()].bounds = bounds
        if isNonzero { symbols[sum, default: Symbol()].flags.insert(.nonzero) }
      } else {
        combinations.append(AssumedFacts.combination(store, sum, bounds, isNonzero))
      }
    }
    combinations += AssumedFacts.joined(combinations)
    try AssumedFacts.propagate(store, &symbols, combinations)
    if AssumedFacts.isContradictory(store, symbols, combinations) { throw AssumedFacts.contradiction }
    self.store = store
    self.symbols = symbols
    self.combinations = combinations
    relations = parts
  }

  private static func combination(_ store: Store, _ sum: NodeID, _ bounds: Bounds, _ isNonzero: Bool) -> Combination {
    guard store.isOperation(sum, .sum), !store.isLongSum(sum) else {
      return Combination(terms: [(1, sum, store.fingerprint(sum))], bounds: bounds, isNonzero: isNonzero)
    }
    let view = store.terms(of: sum)
    let terms: [(coefficient: Rational, term: NodeID, fingerprint: UInt64)] = view.map {
      (store.number($0) ?? 0, $1, store.fingerprint($1))
    }
    let constant = store.number(view.constant) ?? 0
    return Combination(terms: terms, bounds: bounds + Bounds(-constant), isNonzero: isNonzero && constant.isZero)
  }

  // MARK: Consequences

  /// b > c and c > d say b > d: what follows from two by leaving out a term of both, up to a number.
  private static func joined(_ given: [Combination]) -> [Combination] {
    var known = given.filter { $0.terms.count <= 4 }
    let givenCount = known.count
    var next = 1
    while next < known.count, known.count < 64 {
      for earlier in 0..<next {
        let (a, b) = (known[next], known[earlier])
        for (coefficient, term, _) in a.terms {
          guard known.count < 64, let other = b.terms.first(where: { $0.term == term }) else { continue }
          let factor = -coefficient / other.coefficient
          var terms: [NodeID: (coefficient: Rational, term: NodeID, fingerprint: UInt64)] = [:]
          for own in a.terms { terms[own.term] = own }
          for own in b.terms {
            let sum = (terms[own.term]?.coefficient ?? 0) + own.coefficient * factor
            terms[own.term] = sum.isZero ? nil : (sum, own.term, own.fingerprint)
          }
          let rest = terms.values.sorted { $0.fingerprint < $1.fingerprint }
          let bounds = a.bounds + b.bounds.scaled(factor)
          guard (2...4).contains(rest.count), bounds != .all else { continue }
          let isKnown = known.contains { known in
            known.bounds == bounds && known.terms.count == rest.count
              && zip(known.terms, rest).allSatisfy { $0.term == $1.term && $0.coefficient == $1.coefficient }
          }
          if !isKnown { known.append(Combination(terms: rest, bounds: bounds, isNonzero: false)) }
        }
      }
      next += 1
    }
    return Array(known[givenCount...])
  }

  private static func bounds(_ store: Store, _ symbols: [NodeID: Symbol], _ term: NodeID) -> Bounds {
    if term.isSymbol { return symbols[term]?.bounds ?? .all }
    return Bounds(store.flags(term))
  }

  /// What a sum and all terms but one say of that one: a few rounds, since bounds may creep for ever.
  private static func propagate(
    _ store: Store, _ symbols: inout [NodeID: Symbol], _ combinations: [Combination]
  ) throws(NablaError) {
    for _ in 0..<4 {
      for combination in combinations where combination.terms.count <= 8 {
        for (k, (coefficient, term, _)) in combination.terms.enumerated() where term.isSymbol {
          var rest = combination.bounds
          for (j, other) in combination.terms.enumerated() where j != k {
            rest = rest + bounds(store, symbols, other.term).scaled(-other.coefficient)
          }
          let known = symbols[term]?.bounds ?? .all
          symbols[term, default: Symbol()].bounds = known.intersection(rest.scaled(coefficient.reciprocal))
        }
      }
      for (symbol, known) in symbols {
        if known.flags.contains(.integer) { symbols[symbol]?.bounds = known.bounds.rounded }
        if symbols[symbol]?.bounds.isEmpty ?? false { throw contradiction }
      }
    }
    for (symbol, known) in symbols {
      let flags = known.flags.union(known.bounds.signs)
      if flags.contains(.nonnegative) && flags.contains(.nonpositive) && flags.contains(.nonzero) {
        throw contradiction
      }
      symbols[symbol]?.flags = flags
    }
  }

  /// Σ coefficient·term ≥ bound, or > where it is strict.
  private struct Inequality {
    var coefficients: [NodeID: Rational]
    var bound: Rational
    var isStrict: Bool
  }

  /// Whether linear inequalities have no common solution: terms are eliminated one by one (Fourier and Motzkin), up to a bound.
  private static func isContradictory(
    _ store: Store, _ symbols: [NodeID: Symbol], _ combinations: [Combination]
  ) -> Bool {
    var rows: [Inequality] = []
    func add(_ terms: [(NodeID, Rational)], _ bounds: Bounds) {
      for (end, sign) in [(bounds.low, Rational(1)), (bounds.high, Rational(-1))] {
        guard let end else { continue }
        rows.append(
          Inequality(
            coefficients: Dictionary(terms.map { ($0.0, $0.1 * sign) }, uniquingKeysWith: +), bound: end.value * sign,
            isStrict: !end.isClosed))
      }
    }
    var order: [NodeID] = []
    for combination in combinations {
      add(combination.terms.map { ($0.term, $0.coefficient) }, combination.bounds)
      for (_, term, _) in combination.terms where !order.contains(term) { order.append(term) }
    }
    for term in order { add([(term, 1)], bounds(store, symbols, term)) }
    if order.count > 24 { return false }
    for term in order {
      var (above, below, rest): ([Inequality], [Inequality], [Inequality]) = ([], [], [])
      for row in rows {
        let coefficient = row.coefficients[term] ?? 0
        if coefficient.isZero {
          rest.append(row)
        } else if coefficient.isNegative {
          above.append(row)
        } else {
          below.append(row)
        }
      }
      if rest.count + above.count * below.count > 400 { return false }
      for low in below {
        for high in above {
          let (c, d) = (low.coefficients[term] ?? 1, -(high.coefficients[term] ?? -1))
          var joined = Inequality(
            coefficients: [:], bound: low.bound * d + high.bound * c, isStrict: low.isStrict || high.isStrict)
          for (key, value) in low.coefficients { joined.coefficients[key, default: 0] += value * d }
          for (key, value) in high.coefficients { joined.coefficients[key, default: 0] += value * c }
          joined.coefficients = joined.coefficients.filter { !$0.value.isZero }
          rest.append(joined)
        }
      }
      rows = rest
    }
    return rows.contains { row in
      row.coefficients.values.allSatisfy(\.isZero) && (row.bound.signum > 0 || row.bound.isZero && row.isStrict)
    }
  }

  // MARK: Points

  func failing(_ given: [Relation], at point: [Expr: Expr]) -> Relation? {
    let scratch = Store()
    return scratch.construct { builder in
      var table: [NodeID: NodeID] = [:]
      for (symbol, value) in point { table[symbol.node] = builder.adopt(value).node }
      for relation in given {
        let node = builder.adopt(relation.expression).node
        if let image = try? builder.substitute(table, in: [node]).first, builder.and(builder.normalized(image)) == .no {
          return relation
        }
      }
      return nil
    }
  }
}
