// The order in which terms and factors are printed: by degree and name, never by the history of the store.

import NablaNumbers

/// Keys and comparisons for the printed order of the expressions under some roots.
struct DisplayOrder {
  let store: Store
  private let reachable: ReachableNodes
  private let degrees: [Double]
  private let symbolRanks: [NodeID: Int]
  private let leading = LeadingTerms()

  /// Leading terms of sums by depth: a sum is compared with many others.
  private final class LeadingTerms {
    var known: [UInt64: Term] = [:]
  }

  /// Linear in the nodes, n log n in the symbols.
  init(_ store: Store, _ roots: [NodeID], _ reachable: ReachableNodes) {
    self.store = store
    self.reachable = reachable
    var ranks: [NodeID: Int] = [:]
    for (rank, symbol) in store.symbols(under: roots).enumerated() { ranks[symbol] = rank }
    symbolRanks = ranks
    var degrees = [Double](repeating: 0, count: reachable.ids.count)
    func degree(_ id: NodeID) -> Double {
      if id.isSymbol { return 1 }
      return reachable.rank(id).map { degrees[$0] } ?? 0
    }
    for (rank, id) in reachable.ids.enumerated() {
      let operands = store.operands(id)
      switch store.operation(id) {
      case .sum:
        var highest = 0.0
        for k in stride(from: 2, to: operands.count, by: 2) {
          let own = degree(operands[k])
          highest = k == 2 ? own : max(highest, own)
        }
        degrees[rank] = operands[0] == .zero ? highest : max(highest, 0)
      case .product:
        var total = 0.0
        for k in stride(from: 1, to: operands.count, by: 2) {
          if let exponent = store.number(operands[k + 1]) {
            total += degree(operands[k]) * exponent.nearestDouble
          }
        }
        degrees[rank] = total
      case .power:
        degrees[rank] = store.number(operands[1]).map { degree(operands[0]) * $0.nearestDouble } ?? 0
      default: break
      }
    }
    self.degrees = degrees
  }

  func degree(_ id: NodeID) -> Double {
    if id.isSymbol { return 1 }
    return reachable.rank(id).map { degrees[$0] } ?? 0
  }

  // MARK: Factors

  /// A factor of a product, with what it is sorted by.
  struct Factor {
    let base: NodeID
    let exponent: NodeID
    let group: Group
    let symbolRank: Int
    let name: String

    /// Where a factor stands in its product.
    enum Group: Int { case constant, symbol, numberPower, function, sum }
  }

  func factor(_ base: NodeID, _ exponent: NodeID) -> Factor {
    func make(_ group: Factor.Group, rank: Int = 0, name: String = "") -> Factor {
      Factor(base: base, exponent: exponent, group: group, symbolRank: rank, name: name)
    }
    if base.isSymbol { return make(.symbol, rank: symbolRanks[base] ?? 0) }
    let isFree =
      Store.flags(base, in: store).contains(.symbolFree) && Store.flags(exponent, in: store).contains(.symbolFree)
    let name: String
    switch store.operation(base) {
    case .call: name = Catalogue.row(store.node(base).pointee.function).name
    case .application, .declared: name = NameTable.shared.name(of: store.operands(base)[0])
    case .ifElse: name = "if"
    default:
      if base == .e && !store.isNumber(exponent) {
        name = "exp"
      } else if let r = store.number(exponent), r.magnitude == Rational(1, 2) {
        name = "sqrt"
      } else {
        name = ""
      }
    }
    if isFree { return make(.constant, rank: base == .pi ? 0 : base == .e ? 1 : 2, name: name) }
    if store.isNumber(base) || base == .pi { return make(.numberPower) }
    return name.isEmpty ? make(.sum) : make(.function, name: name)
  }

  /// The factors of a node with its coefficient left out, in printed order.
  func factors(of id: NodeID, depth: Int = 3) -> [Factor] {
    var result: [Factor] = []
    switch store.operation(id) {
    case .product:
      result.reserveCapacity(store.operands(id).count / 2)
      store.forEachFactor(id) { result.append(factor($0, $1)) }
      result.sort { precedes($0, $1, depth) < 0 }
    case .power:
      let operands = store.operands(id)
      result = [factor(operands[0], operands[1])]
    default:
      result = [factor(id, .one)]
    }
    return result
  }

  private func precedes(_ a: Factor, _ b: Factor, _ depth: Int) -> Int {
    if a.group != b.group { return a.group.rawValue - b.group.rawValue }
    if a.symbolRank != b.symbolRank { return a.symbolRank - b.symbolRank }
    if a.name != b.name { return NaturalOrder.isBefore(a.name, b.name) ? -1 : 1 }
    let byBase = compareArguments(a.base, b.base, depth)
    if byBase != 0 { return byBase }
    return compareExponents(a.exponent, b.exponent, depth)
  }

  // MARK: Terms

  /// A term of a sum, with what it is sorted by.
  struct Term {
    let coefficient: NodeID
    let term: NodeID
    let degree: Double
    let factors: [Factor]
  }

  func term(_ coefficient: NodeID, _ id: NodeID, depth: Int = 3) -> Term {
    Term(coefficient: coefficient, term: id, degree: degree(id), factors: factors(of: id, depth: depth))
  }

  func isBefore(_ a: Term, _ b: Term) -> Bool {
    let order = compare(a, b, 3)
    return order != 0 ? order < 0 : store.fingerprint(a.term) < store.fingerprint(b.term)
  }

  private func compare(_ a: Term, _ b: Term, _ depth: Int) -> Int {
    if a.degree != b.degree { return a.degree > b.degree ? -1 : 1 }
    // Names of symbols first, then names of functions, then what they are applied to.
    var (i, j) = (0, 0)
    let (left, right) = (a.factors, b.factors)
    while true {
      while i < left.count, left[i].group.rawValue < Factor.Group.symbol.rawValue { i += 1 }
      while j < right.count, right[j].group.rawValue < Factor.Group.symbol.rawValue { j += 1 }
      let x = i < left.count && left[i].group == .symbol ? left[i] : nil
      let y = j < right.count && right[j].group == .symbol ? right[j] : nil
      guard let x, let y else {
        if x != nil { return -1 }
        if y != nil { return 1 }
        break
      }
      if x.symbolRank != y.symbolRank { return x.symbolRank - y.symbolRank }
      let byExponent = compareExponents(x.exponent, y.exponent, depth)
      if byExponent != 0 { return byExponent }
      i += 1
      j += 1
    }
    let (p, q) = (left[i...], right[j...])
    for (x, y) in zip(p, q) {
      let order = precedes(x, y, depth)
      if order != 0 { return order }
    }
    if p.count != q.count { return p.count - q.count }
    for (x, y) in zip(left, right) where x.group == .constant && y.group == .constant {
      let order = precedes(x, y, depth)
      if order != 0 { return order }
    }
    return left.count - right.count
  }

  /// Larger exponents first.
  private func compareExponents(_ a: NodeID, _ b: NodeID, _ depth: Int) -> Int {
    if a == b { return 0 }
    if let x = store.number(a), let y = store.number(b) { return x > y ? -1 : 1 }
    if store.isNumber(a) { return -1 }
    if store.isNumber(b) { return 1 }
    return compareExpressions(a, b, depth)
  }

  private func compareArguments(_ a: NodeID, _ b: NodeID, _ depth: Int) -> Int {
    if a == b { return 0 }
    guard depth > 0 else { return byFingerprint(a, b) }
    if (store.isOperation(a, .call) && store.isOperation(b, .call))
      || (store.isOperation(a, .application) && store.isOperation(b, .application))
      || (store.isOperation(a, .declared) && store.isOperation(b, .declared))
    {
      let (x, y) = (store.operands(a), store.operands(b))
      for k in 0..<min(x.count, y.count) {
        let order = compareExpressions(x[k], y[k], depth - 1)
        if order != 0 { return order }
      }
      if x.count != y.count { return x.count - y.count }
      return byFingerprint(a, b)
    }
    if store.isOperation(a, .sum) && store.isOperation(b, .sum) { return compareSums(a, b, depth - 1) }
    return byFingerprint(a, b)
  }

  private func compareExpressions(_ a: NodeID, _ b: NodeID, _ depth: Int) -> Int {
    if a == b { return 0 }
    if let x = store.number(a), let y = store.number(b) { return x < y ? -1 : 1 }
    guard depth > 0 else { return byFingerprint(a, b) }
    if store.isOperation(a, .sum) && store.isOperation(b, .sum) { return compareSums(a, b, depth - 1) }
    let order = compare(term(.one, a, depth: depth - 1), term(.one, b, depth: depth - 1), depth - 1)
    if order != 0 { return order }
    // x before 2*x.
    let (p, q) = (coefficient(a), coefficient(b))
    return p != q ? (p < q ? -1 : 1) : byFingerprint(a, b)
  }

  private func coefficient(_ id: NodeID) -> Rational {
    store.isOperation(id, .product) ? store.number(store.operands(id)[0]) ?? 1 : 1
  }

  /// The order of relations: by their left sides, then by their right ones.
  func isBefore(_ a: NodeID, _ b: NodeID) -> Bool {
    let (x, y) = (store.operands(a), store.operands(b))
    guard x.count == 2, y.count == 2 else { return x.count == y.count ? byFingerprint(a, b) < 0 : x.count < y.count }
    func symbolic(_ sides: UnsafeBufferPointer<NodeID>) -> [NodeID] {
      store.isNumber(sides[0]) ? [sides[1], sides[0]] : [sides[0], sides[1]]
    }
    for (p, q) in zip(symbolic(x), symbolic(y)) {
      let order = compareExpressions(p, q, 3)
      if order != 0 { return order < 0 }
    }
    return byFingerprint(a, b) < 0
  }

  /// Sums by their first terms. Only the leading term is looked for: linear in the terms.
  private func compareSums(_ a: NodeID, _ b: NodeID, _ depth: Int) -> Int {
    guard depth > 0, let x = leadingTerm(a, depth), let y = leadingTerm(b, depth) else { return byFingerprint(a, b) }
    let order = compare(x, y, depth)
    return order != 0 ? order : byFingerprint(a, b)
  }

  private func leadingTerm(_ sum: NodeID, _ depth: Int) -> Term? {
    let operands = store.operands(sum)
    guard operands.count <= 65, !store.isLongSum(sum) else { return nil }
    let key = UInt64(sum.raw) << 8 | UInt64(depth)
    if let known = leading.known[key] { return known }
    var best: Term?
    for k in stride(from: 1, to: operands.count, by: 2) {
      let candidate = term(operands[k], operands[k + 1], depth: depth - 1)
      guard let current = best else {
        best = candidate
        continue
      }
      if compare(candidate, current, depth - 1) < 0 { best = candidate }
    }
    if let best { leading.known[key] = best }
    return best
  }

  private func byFingerprint(_ a: NodeID, _ b: NodeID) -> Int {
    let (x, y) = (store.fingerprint(a), store.fingerprint(b))
    return x == y ? 0 : x < y ? -1 : 1
  }
}
