// A relation as a person would state it: without what always holds, and factor by factor.

import NablaContainers
import NablaNumbers

extension Builder {
  /// Relations that together say what the given one says wherever its sides have values: none if it always holds, `no`
  /// if it never does. A loop, so that nests of functions of any depth are taken apart; what has to be asked of one
  /// of several parts is taken apart to a fixed depth.
  func normalized(_ relation: NodeID) -> [NodeID] { unrecorded { normalized(relation, nesting: 0) } }

  private static let deepestNesting = 6

  /// What is still to be said: a relation of the language, or that an expression stands so to a number.
  private enum Item {
    case relation(NodeID)
    case bound(NodeID, Sense, Rational)
  }

  /// What an item comes to.
  private enum Outcome {
    case said(NodeID)
    case all([Item])
    /// One of these.
    case one([Item])
  }

  private func normalized(_ relation: NodeID, nesting: Int) -> [NodeID] { said([.relation(relation)], nesting) }

  private func said(_ items: [Item], _ nesting: Int) -> [NodeID] {
    var work = items
    var result: [NodeID] = []
    while let item = work.popLast() {
      if hasReachedLimit() { return result + (work + [item]).map(stated) }
      switch reduced(item) {
      case .said(.yes): continue
      case .said(.no): return [.no]
      case .said(let relation): if !result.contains(relation) { result.append(relation) }
      case .all(let items): work.append(contentsOf: items.reversed())
      case .one(let choices):
        if nesting >= Builder.deepestNesting || choices.count > 32 {
          result.append(or(choices.map(stated)))
          continue
        }
        let choice = disjunction(choices.map { and(said([$0], nesting + 1)) })
        if choice == .no { return [.no] }
        if choice != .yes && !result.contains(choice) { result.append(choice) }
      }
    }
    return result
  }

  private func stated(_ item: Item) -> NodeID {
    switch item {
    case .relation(let relation): return relation
    case .bound(let u, let sense, let bound): return state(u, sense, bound)
    }
  }

  private func reduced(_ item: Item) -> Outcome {
    switch item {
    case .relation(let relation): return reduced(relation)
    case .bound(let u, let sense, let bound): return reduced(u, sense, bound)
    }
  }

  private func reduced(_ relation: NodeID) -> Outcome {
    guard let operation = store.operation(relation) else { return .said(relation) }
    let operands = store.operands(relation)
    if operation == .and { return .all(operands.map { .relation($0) }) }
    if operation == .or { return .one(operands.map { .relation($0) }) }
    guard let sense = Sense(operation) else { return .said(relation) }
    let (a, b) = (operands[0], operands[1])
    if let bound = value(a) { return .all([.bound(b, sense.reversed, bound)]) }
    if let bound = value(b) { return .all([.bound(a, sense, bound)]) }
    if let parts = extremes(a, sense, b) { return parts }
    if sense == .equal || sense == .notEqual, isWholeness(a, b) { return .said(relation) }
    // Between two expressions it is a relation of their difference to 0, if that is short.
    if size(a) + size(b) > 64 { return .said(relation) }
    return .all([.bound(difference(a, b), sense, 0)])
  }

  private func size(_ id: NodeID) -> Int { id.isStored ? store.operands(id).count : 1 }

  /// n = floor(n) says that n is whole, and stays.
  private func isWholeness(_ a: NodeID, _ b: NodeID) -> Bool {
    store.shape(of: a) == .wholePart && store.operands(a)[0] == b
      || store.shape(of: b) == .wholePart && store.operands(b)[0] == a
  }

  /// max(a, b) < c is a < c and b < c; max(a, b) > c is one of them.
  private func extremes(_ a: NodeID, _ sense: Sense, _ b: NodeID) -> Outcome? {
    for (u, other, sense) in [(a, b, sense), (b, a, sense.reversed)] {
      guard let shape = store.shape(of: u), shape == .largest || shape == .smallest else { continue }
      let isMax = shape == .largest
      let arguments = store.operands(u)
      if arguments.count > 32 { return nil }
      let operation: Operation = sense == .less || sense == .greater ? .less : .lessOrEqual
      let isBelow = sense == .less || sense == .lessOrEqual
      if let known = extreme(u, isMax, sense, other) { return known }
      guard isBelow || sense == .greater || sense == .greaterOrEqual else { return nil }
      let parts = arguments.map { argument -> Item in
        .relation(isBelow ? relation(operation, argument, other) : relation(operation, other, argument))
      }
      return isBelow == isMax ? .all(parts) : .one(parts)
    }
    return nil
  }

  /// max(a, 0) ≠ 1 is a ≠ 1, max(a, 0) ≠ 0 is a > 0, max(a, 0) ≠ −1 always holds; likewise for equality and min.
  private func extreme(_ u: NodeID, _ isMax: Bool, _ sense: Sense, _ other: NodeID) -> Outcome? {
    guard sense == .equal || sense == .notEqual, let bound = value(other) else { return nil }
    let arguments = Array(store.operands(u))
    guard let number = arguments.lazy.compactMap(value).first else { return nil }
    let rest = call(isMax ? .max : .min, arguments.filter { value($0) == nil })
    if number == bound {
      let holds: Sense = isMax ? (sense == .equal ? .lessOrEqual : .greater) : sense == .equal ? .greaterOrEqual : .less
      return .all([.bound(rest, holds, bound)])
    }
    if (number < bound) == isMax { return .all([.bound(rest, sense, bound)]) }
    return .said(sense == .equal ? .no : .yes)
  }

  private func reduced(_ id: NodeID, _ givenSense: Sense, _ givenBound: Rational) -> Outcome {
    var (u, sense, bound) = (id, givenSense, givenBound)
    // k + c·t > m is t > (m − k)/c.
    while true {
      if store.isOperation(u, .sum), store.head(of: u) != .zero {
        bound -= numberValue(store.head(of: u))
        u = difference(u, store.head(of: u))
        continue
      }
      if store.isOperation(u, .sum), let factor = content(u), !factor.isOne {
        u = scaledTerms(u, factor.reciprocal)
        bound /= factor
        if factor.isNegative { sense = sense.reversed }
      }
      let (coefficient, term) = splitCoefficient(u)
      guard coefficient != .one, let c = value(coefficient) else { break }
      bound /= c
      if c.isNegative { sense = sense.reversed }
      u = term
    }
    if let number = value(u) { return .said(sense.holds(number < bound ? -1 : number == bound ? 0 : 1) ? .yes : .no) }
    let flags = store.flags(u)
    if alwaysHolds(flags, sense, bound) || isWithinRange(u, sense, bound) { return .said(.yes) }
    if alwaysHolds(flags, sense.negated, bound) || isWithinRange(u, sense.negated, bound) { return .said(.no) }
    if flags.contains(.symbolFree), let sign = constantSign(difference(u, number(bound))) {
      return .said(sense.holds(sign) ? .yes : .no)
    }
    let outcome: Outcome?
    switch store.operation(u) {
    case .sum: outcome = reducedSum(u, sense, bound)
    case .power: outcome = reducedPower(u, sense, bound)
    case .product: outcome = bound.isZero ? reducedProduct(u, sense) : reducedQuotient(u, sense, bound)
    case .call: outcome = reducedCall(u, sense, bound)
    case .ifElse:
      let (choice, first, second) = (store.operands(u)[0], store.operands(u)[1], store.operands(u)[2])
      outcome = .one([
        .relation(and([choice, state(first, sense, number(bound))])),
        .relation(and([not(choice), state(second, sense, number(bound))])),
      ])
    case .number, .application, .declared, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      outcome = nil
    }
    return outcome ?? .said(state(u, sense, bound))
  }

  /// The number by which a sum is divided so that its coefficients are whole, without a common factor, and the first of
  /// its names has a positive one.
  private func content(_ sum: NodeID) -> Rational? {
    let terms = store.terms(of: sum)
    if terms.count >= 32 { return nil }
    var (numerator, denominator) = (Integer(0), Integer(1))
    var first: (term: NodeID, isNegative: Bool)?
    for (coefficient, term) in terms {
      let c = numberValue(coefficient)
      if c.bitWidth > 256 { return nil }
      numerator = Integer.gcd(numerator, c.numerator)
      denominator = denominator.floorDivided(by: Integer.gcd(denominator, c.denominator)) * c.denominator
      if first.map({ isNamedBefore(term, $0.term) }) ?? true { first = (term, c.isNegative) }
    }
    let magnitude = Rational(numerator, denominator)
    return first?.isNegative == true ? -magnitude : magnitude
  }

  private func isNamedBefore(_ a: NodeID, _ b: NodeID) -> Bool {
    let (first, second) = (leadingSymbol(a), leadingSymbol(b))
    if let first, let second, first != second {
      return NaturalOrder.isBefore(NameTable.shared.name(of: first), NameTable.shared.name(of: second))
    }
    if (first == nil) != (second == nil) { return first != nil }
    return store.fingerprint(a) < store.fingerprint(b)
  }

  /// A symbol, or the one of which this is a power.
  private func leadingSymbol(_ id: NodeID) -> NodeID? {
    if id.isSymbol { return id }
    guard store.isOperation(id, .power), store.operands(id)[0].isSymbol else { return nil }
    return store.operands(id)[0]
  }

  /// A multiple of a sum, term by term.
  func scaledTerms(_ sum: NodeID, _ factor: Rational) -> NodeID {
    let terms = store.terms(of: sum)
    var multiples = [scaled(number(factor), terms.constant)]
    for (coefficient, term) in terms { multiples.append(scaled(number(factor * numberValue(coefficient)), term)) }
    return self.sum(multiples)
  }

  // MARK: By operation

  private func reducedSum(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> Outcome? {
    guard bound.isZero else { return nil }
    let terms = store.terms(of: u)
    if store.flags(u).contains(.nonnegative) {
      // A sum of squares is 0 only where all of them are.
      if sense == .notEqual || sense == .greater { return .one(terms.map { .bound($0.term, .notEqual, 0) }) }
      if sense == .equal || sense == .lessOrEqual { return .all(terms.map { .bound($0.term, .equal, 0) }) }
    }
    if sense == .notEqual, let factors = commonFactors(of: u) { return .all(factors.map { .bound($0, .notEqual, 0) }) }
    // t + √p with p > t² has the sign of the root.
    guard terms.count == 2 else { return nil }
    for (root, other) in [(terms[0], terms[1]), (terms[1], terms[0])] {
      guard store.isOperation(root.term, .power), store.operands(root.term)[1] == rational(1, 2) else { continue }
      let (c, d) = (numberValue(root.coefficient), numberValue(other.coefficient))
      let inside = store.operands(root.term)[0]
      let gap = difference(scaled(number(c * c), inside), scaled(number(d * d), power(other.term, .two)))
      guard store.flags(gap).isPositive else { continue }
      return .said(sense.holds(c.signum) ? .yes : .no)
    }
    return nil
  }

  private func reducedPower(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> Outcome? {
    let (base, exponent) = (store.operands(u)[0], store.operands(u)[1])
    if base == .e { return bound.isOne ? .all([.bound(exponent, sense, 0)]) : nil }
    guard let r = value(exponent) else { return nil }
    if r.isInteger && r.numerator.isEven { return reducedEvenPower(base, r, sense, bound) }
    if r.isInteger {
      // Odd ones keep the order, and for negative ones the sign.
      if bound.isZero { return .all([.bound(base, sense, 0)]) }
      guard let n = r.asInt, n.magnitude <= 64, let magnitude = bound.magnitude.root(Int(n.magnitude)) else {
        return nil
      }
      let root = bound.isNegative ? -magnitude : magnitude
      if n > 0 { return .all([.bound(base, sense, root)]) }
      // Negative ones turn the order around for one sign, and keep none across 0.
      if store.flags(base).isPositive && !bound.isNegative || store.flags(base).isNegative && bound.isNegative {
        return .all([.bound(base, sense.reversed, root.reciprocal)])
      }
      return sense == .equal || sense == .notEqual ? .all([.bound(base, sense, root.reciprocal)]) : nil
    }
    // The base is not negative where there is a value.
    if bound.isZero {
      if r.isNegative { return nil }
      return .all([.bound(base, sense == .notEqual ? .greater : sense == .equal ? .lessOrEqual : sense, 0)])
    }
    guard bound.signum > 0, let p = r.magnitude.numerator.asInt, let q = r.denominator.asInt, p <= 64, q <= 64,
      bound.bitWidth <= 64, let root = bound.root(p)
    else { return nil }
    let limit = root.power(r.isNegative ? -q : q)
    return .all([.bound(base, r.isNegative ? sense.reversed : sense, limit)])
  }

  private func reducedEvenPower(_ base: NodeID, _ r: Rational, _ sense: Sense, _ bound: Rational) -> Outcome? {
    if r.isNegative { return nil }
    if bound.isZero {
      let isZero = sense == .equal || sense == .lessOrEqual
      return .all([.bound(base, isZero ? .equal : .notEqual, 0)])
    }
    guard bound.signum > 0, let n = r.asInt, n <= 64, let root = bound.root(n) else { return nil }
    return between(base, sense, root)
  }

  /// |u| < m is −m < u < m; |u| > m stays.
  private func between(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> Outcome? {
    switch sense {
    case .less, .lessOrEqual, .notEqual: return .all([.bound(u, sense, bound), .bound(u, sense.reversed, -bound)])
    case .equal, .greater, .greaterOrEqual: return nil
    }
  }

  /// x/a < 1 is x < a where a is assumed to be positive.
  private func reducedQuotient(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> Outcome? {
    guard store.assumed != nil else { return nil }
    var (above, below): ([NodeID], [NodeID]) = ([], [])
    var isClear = true
    store.forEachFactor(u) { base, exponent in
      guard let number = value(exponent), number.isNegative else { return above.append(rawPower(base, exponent)) }
      below.append(power(base, self.number(-number)))
      if !store.flags(base).isPositive { isClear = false }
    }
    guard isClear, !below.isEmpty else { return nil }
    return .all([.bound(difference(product(above), scaled(number(bound), product(below))), sense, 0)])
  }

  private func reducedProduct(_ u: NodeID, _ sense: Sense) -> Outcome? {
    var factors: [NodeID] = []
    store.forEachFactor(u) { factors.append(rawPower($0, $1)) }
    if sense == .notEqual { return .all(factors.map { .bound($0, .notEqual, 0) }) }
    if sense == .equal { return nil }
    var rest: [NodeID] = []
    var items: [Item] = []
    for factor in factors {
      let flags = store.flags(factor)
      if flags.isPositive { continue }
      if flags.contains(.nonnegative) && (sense == .greater || sense == .less) {
        items.append(.bound(factor, .notEqual, 0))
      } else {
        rest.append(factor)
      }
    }
    if rest.count == factors.count { return nil }
    // All factors are nonnegative.
    if rest.isEmpty { return sense == .less ? .said(.no) : .all(items) }
    return .all(items + [.bound(product(rest), sense, 0)])
  }

  private func reducedCall(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> Outcome? {
    let v = store.operands(u)[0]
    let row = Catalogue.row(store.node(u).pointee.function)
    guard let shape = row.shape else { return nil }
    switch shape {
    case .increasing: return row.argument(of: bound).map { .all([.bound(v, sense, $0)]) }
    case .decreasing: return row.argument(of: bound).map { .all([.bound(v, sense.reversed, $0)]) }
    case .steps(let steps): return reducedStep(v, steps, sense, bound)
    case .magnitude:
      if bound.isZero { return .all([.bound(v, sense == .greater || sense == .notEqual ? .notEqual : .equal, 0)]) }
      return between(v, sense, bound)
    case .positivePart:
      if !bound.isZero { return .all([.bound(v, sense, bound)]) }
      return .all([.bound(v, sense == .greater || sense == .notEqual ? .greater : .lessOrEqual, 0)])
    case .wholePart: return reducedFloor(v, sense, bound)
    case .largest, .smallest: return extremes(u, sense, number(bound))
    case .symmetric, .shareOfLargest, .shareOfSmallest: return nil
    }
  }

  /// A function that is constant below, at and above 0.
  private func reducedStep(_ v: NodeID, _ steps: FunctionRow.Steps, _ sense: Sense, _ bound: Rational) -> Outcome {
    let holds = [steps.below, steps.at, steps.above].map { sense.holds($0 < bound ? -1 : $0 == bound ? 0 : 1) }
    switch (holds[0], holds[1], holds[2]) {
    case (true, true, true): return .said(.yes)
    case (false, false, false): return .said(.no)
    case (false, false, true): return .all([.bound(v, .greater, 0)])
    case (false, true, true): return .all([.bound(v, .greaterOrEqual, 0)])
    case (true, false, false): return .all([.bound(v, .less, 0)])
    case (true, true, false): return .all([.bound(v, .lessOrEqual, 0)])
    case (true, false, true): return .all([.bound(v, .notEqual, 0)])
    case (false, true, false): return .all([.bound(v, .equal, 0)])
    }
  }

  private func reducedFloor(_ v: NodeID, _ sense: Sense, _ bound: Rational) -> Outcome {
    let below = Rational(bound.floor)
    let next = below + 1
    let ceiling = bound.isInteger ? bound : next
    switch sense {
    case .greater: return .all([.bound(v, .greaterOrEqual, next)])
    case .greaterOrEqual: return .all([.bound(v, .greaterOrEqual, ceiling)])
    case .less: return .all([.bound(v, .less, ceiling)])
    case .lessOrEqual: return .all([.bound(v, .less, next)])
    case .equal:
      return bound.isInteger ? .all([.bound(v, .greaterOrEqual, bound), .bound(v, .less, next)]) : .said(.no)
    case .notEqual:
      return bound.isInteger ? .one([.bound(v, .less, bound), .bound(v, .greaterOrEqual, next)]) : .said(.yes)
    }
  }

  // MARK: What is known

  /// Whether a relation follows from the range of a function, or from what is assumed.
  private func isWithinRange(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> Bool {
    if let assumed = store.assumed, assumed.bounds(of: u, in: store).satisfies(sense, bound) { return true }
    return store.isOperation(u, .call) && Catalogue.row(store.node(u).pointee.function).range.satisfies(sense, bound)
  }

  private func alwaysHolds(_ flags: NodeFlags, _ sense: Sense, _ bound: Rational) -> Bool {
    switch sense {
    case .greater:
      return flags.contains(.nonnegative) && (bound.isNegative || (bound.isZero && flags.contains(.nonzero)))
    case .greaterOrEqual: return flags.contains(.nonnegative) && bound.signum <= 0
    case .less:
      return flags.contains(.nonpositive) && (bound.signum > 0 || (bound.isZero && flags.contains(.nonzero)))
    case .lessOrEqual: return flags.contains(.nonpositive) && bound.signum >= 0
    case .notEqual:
      return (flags.contains(.nonzero) && bound.isZero) || (flags.contains(.nonnegative) && bound.isNegative)
        || (flags.contains(.nonpositive) && bound.signum > 0) || (flags.contains(.integer) && !bound.isInteger)
    case .equal: return flags.contains(.nonnegative) && flags.contains(.nonpositive) && bound.isZero
    }
  }
}
