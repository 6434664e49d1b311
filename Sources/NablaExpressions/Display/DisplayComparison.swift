// Which of two factors, terms, nodes or relations is printed first.

import NablaNumbers

extension DisplayOrder {
  // MARK: Factors

  func compareFactors(_ a: Factor, _ b: Factor) -> Int {
    graph.watch.tick()
    if a.key != b.key { return a.key < b.key ? -1 : 1 }
    return compareAlike(a, b)
  }

  /// The order of factors of one kind.
  private func compareAlike(_ a: Factor, _ b: Factor) -> Int {
    if a.group == .function {
      let byArguments = compareArguments(a, b)
      if byArguments != 0 { return byArguments }
      if a.termKey != b.termKey { return a.termKey < b.termKey ? -1 : 1 }
    } else if a.base != b.base {
      let byBase = compareNodes(a.base, b.base)
      if byBase != 0 { return byBase }
    }
    return compareExponents(a.exponent, b.exponent)
  }

  private func compareArguments(_ a: Factor, _ b: Factor) -> Int {
    if a.base == b.base { return a.base == .e ? compareNodes(a.exponent, b.exponent) : 0 }
    guard let operation = store.operation(a.base), operation == store.operation(b.base) else {
      return compareNodes(a.base, b.base)
    }
    switch operation {
    case .call, .ifElse, .application, .declared: return compareOperands(a.base, b.base)
    case .number, .sum, .product, .power, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
      .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      return compareNodes(a.base, b.base)
    }
  }

  /// Larger exponents first.
  private func compareExponents(_ a: NodeID, _ b: NodeID) -> Int {
    if a == b { return 0 }
    if a.isSmallInteger && b.isSmallInteger { return b.smallInteger - a.smallInteger }
    if let x = store.number(a), let y = store.number(b) { return x > y ? -1 : 1 }
    if store.isNumber(a) { return -1 }
    if store.isNumber(b) { return 1 }
    return compareNodes(a, b)
  }

  // MARK: Terms

  /// The order of expressions as terms: total degree, names of symbols, names of functions, what these are applied to.
  func compareTerms(_ a: NodeID, _ b: NodeID) -> Int {
    graph.watch.tick()
    if a == b { return 0 }
    let (x, y) = (graph.degree(a), graph.degree(b))
    if x != y { return x > y ? -1 : 1 }
    if a.isSymbol && b.isSymbol { return Int(names.alphabet(a)) - Int(names.alphabet(b)) }
    let order = withFactors(a) { p in withFactors(b) { q in compare(p, q) } }
    if order != 0 { return order }
    let byCoefficient = compareSizes(coefficient(a), coefficient(b), positiveFirst: true)
    return byCoefficient != 0 ? byCoefficient : byFingerprint(a, b)
  }

  private func compare(_ left: UnsafeBufferPointer<Factor>, _ right: UnsafeBufferPointer<Factor>) -> Int {
    var (i, j) = (0, 0)
    while true {
      while i < left.count, left[i].group == .constant { i += 1 }
      while j < right.count, right[j].group == .constant { j += 1 }
      let x = i < left.count && left[i].group == .symbol
      let y = j < right.count && right[j].group == .symbol
      guard x && y else {
        if x { return -1 }
        if y { return 1 }
        break
      }
      if left[i].termKey != right[j].termKey { return left[i].termKey < right[j].termKey ? -1 : 1 }
      let byExponent = compareExponents(left[i].exponent, right[j].exponent)
      if byExponent != 0 { return byExponent }
      i += 1
      j += 1
    }
    let constants = (i, j)
    while i < left.count && j < right.count {
      if left[i].termKey != right[j].termKey { return left[i].termKey < right[j].termKey ? -1 : 1 }
      let order = compareAlike(left[i], right[j])
      if order != 0 { return order }
      i += 1
      j += 1
    }
    if left.count - i != right.count - j { return (left.count - i) - (right.count - j) }
    for k in 0..<min(constants.0, constants.1) {
      guard left[k].group == .constant, right[k].group == .constant else { break }
      let order = compareFactors(left[k], right[k])
      if order != 0 { return order }
    }
    return left.count - right.count
  }

  private func coefficient(_ id: NodeID) -> NodeID {
    store.isOperation(id, .product) || store.isOperation(id, .sum) ? store.head(of: id) : .zero
  }

  /// By magnitude, then by sign.
  private func compareSizes(_ a: NodeID, _ b: NodeID, positiveFirst: Bool) -> Int {
    guard a != b, let x = store.number(a), let y = store.number(b) else { return 0 }
    let (p, q) = (x.magnitude, y.magnitude)
    if p != q { return p < q ? -1 : 1 }
    return x.isNegative == positiveFirst ? 1 : -1
  }

  // MARK: Nodes

  /// The order of expressions as arguments and bases: numbers, constants, symbols, then the less nested.
  func compareNodes(_ a: NodeID, _ b: NodeID) -> Int {
    graph.watch.tick()
    if a == b { return 0 }
    let (x, y) = (nodeKey(a), nodeKey(b))
    if x != y { return x < y ? -1 : 1 }
    if let x = store.number(a), let y = store.number(b) { return x < y ? -1 : 1 }
    return compareStructure(a, b)
  }

  /// Ascending in printing order; equal for numbers, and for nodes of one height that have no rank yet.
  func nodeKey(_ id: NodeID) -> UInt64 {
    if id.isSymbol { return 8 + UInt64(names.alphabet(id)) }
    guard let rank = graph.nodes.rank(id) else { return id.isSmallInteger ? 0 : UInt64(id.raw & 3) + 1 }
    if store.isNumber(id) { return 0 }
    let position = positions[rank]
    return 1 << 31 | (position < 0 ? 1 << 32 | UInt64(graph.heights[rank]) : UInt64(position))
  }

  private func compareStructure(_ a: NodeID, _ b: NodeID) -> Int {
    guard let p = store.operation(a), let q = store.operation(b) else { return byFingerprint(a, b) }
    // Products and powers are compared by their factors, whose bases are ranked already.
    guard isOneFactor(p) && isOneFactor(q) else { return compareTerms(a, b) }
    let (x, y) = (graph.degree(a), graph.degree(b))
    if x != y { return x > y ? -1 : 1 }
    let (s, t) = (factor(a, .one), factor(b, .one))
    if s.termKey != t.termKey { return s.termKey < t.termKey ? -1 : 1 }
    if p != q { return Int(p.rawValue) - Int(q.rawValue) }
    if p == .sum { return compareSums(a, b) }
    let (f, g) = (store.node(a).pointee.function, store.node(b).pointee.function)
    if p == .call && f != g { return Int(names.call(f)) - Int(names.call(g)) }
    let order = compareOperands(a, b)
    return order != 0 ? order : byFingerprint(a, b)
  }

  private func isOneFactor(_ operation: Operation) -> Bool {
    switch operation {
    case .product, .power: return false
    case .number, .sum, .call, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or,
      .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      return true
    }
  }

  private func compareOperands(_ a: NodeID, _ b: NodeID) -> Int {
    var (left, right) = (store.operands(a)[...], store.operands(b)[...])
    if store.isOperation(a, .application) && store.isOperation(b, .application) {
      // Positions of derivatives are numbers, and as many in both.
      left = left.dropFirst()
      right = right.dropFirst()
    } else if store.isOperation(a, .declared) && store.isOperation(b, .declared) {
      left = left.dropFirst(2).prefix(left[1].smallInteger)
      right = right.dropFirst(2).prefix(right[1].smallInteger)
    }
    for (x, y) in zip(left, right) {
      let order = compareNodes(x, y)
      if order != 0 { return order }
    }
    return left.count - right.count
  }

  /// Sums by their terms, then by their constants: x - 1 before x + 1 before x - 2.
  private func compareSums(_ a: NodeID, _ b: NodeID) -> Int {
    let (x, y) = (graph.degree(a), graph.degree(b))
    if x != y { return x > y ? -1 : 1 }
    let (left, right) = (termsToCompare(a), termsToCompare(b))
    for (s, t) in zip(left, right) {
      let order = compareTerms(s.term, t.term)
      if order != 0 { return order }
      let bySize = compareSizes(s.coefficient, t.coefficient, positiveFirst: false)
      if bySize != 0 { return bySize }
    }
    if left.count != right.count { return left.count - right.count }
    let byConstant = compareSizes(store.head(of: a), store.head(of: b), positiveFirst: false)
    return byConstant != 0 ? byConstant : byFingerprint(a, b)
  }

  private func byFingerprint(_ a: NodeID, _ b: NodeID) -> Int {
    let (x, y) = (store.fingerprint(a), store.fingerprint(b))
    return x == y ? 0 : x < y ? -1 : 1
  }

  // MARK: Relations

  /// The order of relations: by their left sides, then by their right ones.
  func isBefore(_ a: NodeID, _ b: NodeID) -> Bool {
    func sides(_ id: NodeID) -> [NodeID] {
      guard id.isStored else { return [] }
      let operands = store.operands(id)
      return operands.count == 2 && store.isNumber(operands[0]) ? [operands[1], operands[0]] : Array(operands)
    }
    let (x, y) = (sides(a), sides(b))
    if x.count == 2 && y.count == 2 {
      for (p, q) in zip(x, y) {
        let bothTerms = !store.isNumber(p) && !store.isNumber(q)
        let order = bothTerms ? compareTerms(p, q) : compareNodes(p, q)
        if order != 0 { return order < 0 }
      }
    }
    return compareNodes(a, b) < 0
  }
}
