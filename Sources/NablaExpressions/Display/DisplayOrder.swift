// The order in which terms and factors are printed: by degree, names and structure, never by the history of the store.

import NablaNumbers

/// Ranks of the nodes of a display in printing order, children first, and with them the order of any two operands.
///
/// Nodes are ranked level by level: those of less height stand before those of more, those of one height are compared
/// by their operands, which have ranks already. So a comparison never looks below the operands.
final class DisplayOrder {
  let graph: DisplayGraph
  let names: DisplayNames
  let store: Store
  /// By rank among the nodes: the place in printing order; −1 before it is found, and where nothing asks for it.
  private(set) var positions: [Int32]
  private var views: [View]
  private var factorPool: [Factor] = []
  /// The same with symbols by the alphabet, where factors stand otherwise: terms are compared so.
  private var alphabetPool: [Factor] = []
  private var termPool: [Term] = []
  /// By rank: where the sorted terms of a sum begin, −1 where they are not kept.
  private var termStarts: [Int32]
  private var termCounts: [Int32]
  /// By rank: operands of long forms, sorted when they are first compared.
  private var longFactors: [Int: [Factor]] = [:]
  private var longTerms: [Int: [Term]] = [:]
  /// How many of these are sorted, so that time stays linear in the nodes.
  private var budget: Int

  /// A base and its exponent, with what they are sorted by.
  struct Factor: BitwiseCopyable {
    let base: NodeID
    let exponent: NodeID
    /// Among the factors of a product.
    let key: UInt64
    /// Among terms: by the name of a function before its arguments.
    let termKey: UInt64

    var group: Group { Group(rawValue: UInt8(key >> 60)) ?? .sum }
  }

  /// Where a factor stands in its product.
  enum Group: UInt8 { case constant, symbol, symbolPower, numberPower, function, sum }

  struct Term: BitwiseCopyable {
    let coefficient: NodeID
    let term: NodeID
  }

  /// The factors of a node in printing order, within the pool.
  private struct View: BitwiseCopyable {
    var start: Int32 = -1
    var count: Int32 = 0
  }

  /// n log n in the operands of the nodes.
  init(_ graph: DisplayGraph, _ names: DisplayNames) throws(NablaError) {
    self.graph = graph
    self.names = names
    store = graph.store
    let count = graph.nodes.ids.count
    positions = [Int32](repeating: -1, count: count)
    views = [View](repeating: View(), count: count)
    termStarts = [Int32](repeating: -1, count: count)
    termCounts = [Int32](repeating: 0, count: count)
    budget = 4_000_000
    try rankNodes()
  }

  private func rankNodes() throws(NablaError) {
    let wanted = graph.nodes.ids.indices.filter { graph.hasParent[$0] }
    guard let highest = wanted.lazy.map({ self.graph.heights[$0] }).max() else { return }
    var starts = [Int](repeating: 0, count: Int(highest) + 2)
    for rank in wanted { starts[Int(graph.heights[rank]) + 1] += 1 }
    for level in 1..<starts.count { starts[level] += starts[level - 1] }
    var next = starts
    var levels = [Int](repeating: 0, count: wanted.count)
    for rank in wanted {
      levels[next[Int(graph.heights[rank])]] = rank
      next[Int(graph.heights[rank])] += 1
    }
    for level in 0...Int(highest) {
      let range = starts[level]..<starts[level + 1]
      for place in range {
        try graph.watch.check()
        prepare(levels[place])
      }
      if range.count > 1 {
        levels[range].sort { compareNodes(graph.nodes.ids[$0], graph.nodes.ids[$1]) < 0 }
        try graph.watch.check()
      }
      for place in range { positions[levels[place]] = Int32(truncatingIfNeeded: place) }
      for place in range { refresh(levels[place]) }
    }
  }

  /// A node that is its own factor was prepared before its rank was known.
  private func refresh(_ rank: Int) {
    let view = views[rank]
    guard view.count == 1, factorPool[Int(view.start)].base == graph.nodes.ids[rank] else { return }
    factorPool[Int(view.start)] = factor(graph.nodes.ids[rank], .one)
    if names.reorders { alphabetPool[Int(view.start)] = factorPool[Int(view.start)] }
  }

  /// Only symbols move; what else there is stays as it is sorted.
  private func isBeforeByAlphabet(_ a: Factor, _ b: Factor) -> Bool {
    if a.group != b.group { return a.group.rawValue < b.group.rawValue }
    switch a.group {
    case .symbol, .symbolPower: return a.termKey < b.termKey
    case .constant, .numberPower, .function, .sum: return compareFactors(a, b) < 0
    }
  }

  /// Sorts the operands of a node; their ranks are known.
  private func prepare(_ rank: Int) {
    let id = graph.nodes.ids[rank]
    if store.isLongSum(id) || store.isLongProduct(id) { return }
    let start = factorPool.count
    let factors = sortedFactors(of: id)
    factorPool.append(contentsOf: factors)
    if names.reorders { alphabetPool.append(contentsOf: factors.sorted(by: isBeforeByAlphabet)) }
    views[rank] = View(start: Int32(truncatingIfNeeded: start), count: Int32(truncatingIfNeeded: factors.count))
    if store.isOperation(id, .sum) {
      let terms = sortedTerms(of: id)
      termStarts[rank] = Int32(truncatingIfNeeded: termPool.count)
      termCounts[rank] = Int32(truncatingIfNeeded: terms.count)
      termPool.append(contentsOf: terms)
    }
  }

  /// Whether the operands of a long form may be sorted to be compared.
  private func pays(for id: NodeID) -> Bool {
    guard budget > 0 else { return false }
    graph.forEachChild(id) { _ in budget -= 1 }
    return budget > 0
  }

  // MARK: Factors

  func factor(_ base: NodeID, _ exponent: NodeID) -> Factor {
    func make(_ group: Group, _ key: UInt64, _ termKey: UInt64? = nil) -> Factor {
      let high = UInt64(group.rawValue) << 60
      return Factor(base: base, exponent: exponent, key: high | key, termKey: high | (termKey ?? key))
    }
    if base.isSymbol {
      return make(
        store.isNumber(exponent) ? .symbol : .symbolPower, UInt64(names.symbol(base)), UInt64(names.alphabet(base)))
    }
    let isFree =
      Store.flags(base, in: store).contains(.symbolFree) && Store.flags(exponent, in: store).contains(.symbolFree)
    if isFree { return make(.constant, base == .pi ? 0 : base == .e ? 1 : 2) }
    let node = base.isStored ? store.node(base).pointee : nil
    func function(_ kind: UInt64, _ name: Int32, _ argument: NodeID?) -> Factor {
      // Where there are several, what the first argument leaves open is compared later.
      let alphabetic = argument.map(nodeKey) ?? 0
      let placed = argument.map { $0.isSymbol ? 8 + UInt64(names.symbol($0)) : alphabetic } ?? 0
      return make(
        .function, kind << 58 | UInt64(name) << 36 | placed, UInt64(name) << 36 | alphabetic)
    }
    switch node?.operation {
    case .call:
      guard let node else { break }
      let argument = store.operands(base)[0]
      let call = function(2, names.family(node.function), argument)
      let own = function(2, names.call(node.function), argument)
      return Factor(base: base, exponent: exponent, key: call.key, termKey: own.termKey)
    case .application, .declared:
      // The outer function of a chain rule first; of one function the highest derivative.
      let operands = store.operands(base)
      let isApplication = node?.operation == .application
      let order = isApplication ? UInt64(min(255, operands[1].smallInteger)) : 0
      let name = UInt64(names.application(operands[0]))
      let depth = UInt64(4095 - min(4095, graph.height(base)))
      return make(
        .function, 1 << 58 | depth << 46 | name << 24, name << 36 | (255 - order) << 28)
    case .ifElse: return function(3, names.branch, store.operands(base)[0])
    case .number, .sum, .product, .power, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
      .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      break
    }
    if base == .e && !store.isNumber(exponent) { return function(0, names.exponential, exponent) }
    if let r = store.number(exponent), r.magnitude == Rational(1, 2) { return function(2, names.squareRoot, base) }
    if store.isNumber(base) || base == .pi { return make(.numberPower, 0) }
    return make(.sum, (store.isNumber(exponent) ? 0 : 1 << 58) | nodeKey(base))
  }

  /// A node as one factor, whatever it is made of.
  func whole(_ id: NodeID) -> Factor { Factor(base: id, exponent: .one, key: 0, termKey: 0) }

  /// The factors of a node with its coefficient left out, in printed order.
  func factors(of id: NodeID) -> [Factor] {
    if let rank = graph.nodes.rank(id), views[rank].start >= 0 {
      let view = views[rank]
      return Array(factorPool[Int(view.start)..<Int(view.start + view.count)])
    }
    return sortedFactors(of: id)
  }

  func sortedFactors(of id: NodeID) -> [Factor] {
    if store.isOperation(id, .product) {
      var result: [Factor] = []
      result.reserveCapacity(store.factors(of: id).count)
      store.forEachFactor(id) { result.append(factor($0, $1)) }
      result.sort { compareFactors($0, $1) < 0 }
      return result
    }
    if store.isOperation(id, .power) {
      let operands = store.operands(id)
      return [factor(operands[0], operands[1])]
    }
    return [factor(id, .one)]
  }

  /// Factors in printed order.
  func sorted(_ factors: [(base: NodeID, exponent: NodeID)]) -> [Factor] {
    factors.map { factor($0.base, $0.exponent) }.sorted { compareFactors($0, $1) < 0 }
  }

  // MARK: Terms

  /// The terms of a sum in printed order, before signs move one to the front.
  func terms(of sum: NodeID) -> [Term] {
    if let rank = graph.nodes.rank(sum), termStarts[rank] >= 0 {
      let start = Int(termStarts[rank])
      return Array(termPool[start..<(start + Int(termCounts[rank]))])
    }
    return sortedTerms(of: sum)
  }

  func sortedTerms(of sum: NodeID) -> [Term] {
    var result: [Term] = []
    result.reserveCapacity(store.terms(of: sum).count)
    store.forEachTerm(sum) { result.append(Term(coefficient: $0, term: $1)) }
    result.sort { compareTerms($0.term, $1.term) < 0 }
    return result
  }

  @inline(__always)
  func withFactors<Result>(_ id: NodeID, _ body: (UnsafeBufferPointer<Factor>) -> Result) -> Result {
    if let rank = graph.nodes.rank(id), views[rank].start >= 0 {
      let view = views[rank]
      // In bounds: the view was cut when its factors were appended, and the pool only grows.
      return (names.reorders ? alphabetPool : factorPool).withUnsafeBufferPointer {
        body(UnsafeBufferPointer(rebasing: $0[Int(view.start)..<Int(view.start + view.count)]))
      }
    }
    if store.isOperation(id, .product), let rank = graph.nodes.rank(id) {
      // What is too long to be sorted has no names.
      if longFactors[rank] == nil {
        let factors = pays(for: id) ? sortedFactors(of: id) : []
        longFactors[rank] = names.reorders ? factors.sorted(by: isBeforeByAlphabet) : factors
      }
      return (longFactors[rank] ?? []).withUnsafeBufferPointer(body)
    }
    // One factor.
    return sortedFactors(of: id).withUnsafeBufferPointer(body)
  }

  func termsToCompare(_ sum: NodeID) -> ArraySlice<Term> {
    guard let rank = graph.nodes.rank(sum) else { return [] }
    if termStarts[rank] >= 0 {
      let start = Int(termStarts[rank])
      return termPool[start..<(start + Int(termCounts[rank]))]
    }
    if longTerms[rank] == nil { longTerms[rank] = pays(for: sum) ? sortedTerms(of: sum) : [] }
    return (longTerms[rank] ?? [])[...]
  }
}
