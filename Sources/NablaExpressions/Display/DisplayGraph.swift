// What the display of some roots shows, with what is found once a node, children first.

import NablaNumbers

/// The nodes under some roots as they are displayed: terms and factors of long sums and products belong to these alone.
final class DisplayGraph {
  let store: Store
  let nodes: ReachableNodes
  let watch: DisplayWatch
  let decimals: Bool
  /// Long products that are written as another one, which need not be in the formula, and what is new.
  let productExtensions: [NodeID: DisplayExtension]
  /// By rank: whether it is displayed as a whole somewhere.
  private(set) var isShown: [Bool]
  /// By rank: whether it stands inside another that is displayed.
  private(set) var hasParent: [Bool]
  /// By rank: the longest way down to a symbol or number.
  private(set) var heights: [Int32]
  /// By rank: the total degree in symbols.
  private(set) var degrees: [Double]
  /// By rank: about how many characters its text has when nothing is shared.
  private(set) var lengths: [Int]
  /// By rank: what of that is not its operands'.
  private(set) var overheads: [Int]

  static let longest = Int.max / 8

  /// Linear in the operands of the nodes.
  init(
    _ store: Store, _ roots: [NodeID], decimals: Bool, _ watch: DisplayWatch,
    productExtensions: [NodeID: DisplayExtension] = [:]
  ) throws(NablaError) {
    self.store = store
    self.watch = watch
    self.decimals = decimals
    self.productExtensions = productExtensions
    let roots = roots + productExtensions.values.map(\.base)
    nodes = ReachableNodes(store, roots)
    let count = nodes.ids.count
    isShown = [Bool](repeating: false, count: count)
    hasParent = isShown
    heights = [Int32](repeating: 0, count: count)
    degrees = [Double](repeating: 0, count: count)
    lengths = [Int](repeating: 1, count: count)
    overheads = lengths
    for root in roots { if let rank = nodes.rank(root) { isShown[rank] = true } }
    for rank in nodes.ids.indices.reversed() where isShown[rank] || hasParent[rank] {
      try watch.check()
      // A chunk has a parent and is not shown.
      forEachOperand(nodes.ids[rank]) { id, isChunk in
        guard let rank = nodes.rank(id) else { return }
        hasParent[rank] = true
        if !isChunk { isShown[rank] = true }
      }
    }
    for rank in nodes.ids.indices {
      try watch.check()
      measure(rank, nodes.ids[rank])
    }
    for rank in nodes.ids.indices where !isShown[rank] { hasParent[rank] = false }
  }

  /// Calls a closure with the operands that a node is displayed with, chunks of terms or factors as such.
  @inline(__always)
  func forEachOperand(_ id: NodeID, _ body: (NodeID, _ isChunk: Bool) -> Void) {
    guard let operation = store.operation(id) else { return }
    let operands = store.operands(id)
    switch operation {
    case .number, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both: break
    case .sum:
      for (coefficient, term) in store.terms(of: id) {
        body(term, coefficient == .one && store.isOperation(term, .sum))
      }
    case .product:
      for (base, exponent) in store.factors(of: id) {
        body(base, exponent == .one && store.isOperation(base, .product))
        if !exponent.isSmallInteger { body(exponent, false) }
      }
    case .power, .call, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or:
      for operand in operands { body(operand, false) }
    case .application:
      for operand in operands.dropFirst(2 + operands[1].smallInteger) { body(operand, false) }
    case .declared:
      for operand in operands.dropFirst(2).prefix(operands[1].smallInteger) { body(operand, false) }
    }
  }

  /// Calls a closure with the operands that a node is displayed with; those of chunks are the node's own.
  func forEachChild(_ id: NodeID, _ body: (NodeID) -> Void) {
    forEachOperand(id) { operand, isChunk in
      if isChunk { forEachChild(operand, body) } else { body(operand) }
    }
  }

  // MARK: Height, degree, length

  func height(_ id: NodeID) -> Int32 { nodes.rank(id).map { heights[$0] } ?? 0 }

  func degree(_ id: NodeID) -> Double {
    if id.isSymbol { return 1 }
    return nodes.rank(id).map { degrees[$0] } ?? 0
  }

  func length(_ id: NodeID) -> Int {
    if let rank = nodes.rank(id) { return lengths[rank] }
    if id.isSymbol { return NameTable.shared.name(of: id).utf8.count }
    return id.isSmallInteger ? length(ofInteger: id.smallInteger) : id == .pi ? 2 : 1
  }

  private func length(ofInteger value: Int) -> Int {
    var (rest, digits) = (value.magnitude, value < 0 ? 2 : 1)
    while rest > 9 {
      rest /= 10
      digits += 1
    }
    return digits
  }

  private func measure(_ rank: Int, _ id: NodeID) {
    guard let operation = store.operation(id) else { return }
    if operation == .number {
      lengths[rank] = length(of: store.number(id) ?? 0)
      overheads[rank] = lengths[rank]
      return
    }
    var (height, inner, count, length) = (Int32(0), 0, 0, 0)
    forEachOperand(id) { operand, isChunk in
      height = max(height, self.height(operand) + (isChunk ? 0 : 1))
      inner = min(DisplayGraph.longest, inner + self.length(operand))
      count += 1
    }
    heights[rank] = height
    let operands = store.operands(id)
    switch operation {
    case .sum:
      let terms = store.terms(of: id)
      for (k, (coefficient, term)) in terms.enumerated() {
        let own = degree(term)
        degrees[rank] = k == 0 ? own : max(degrees[rank], own)
        if coefficient != .one && coefficient != .minusOne { length += self.length(coefficient) + 1 }
      }
      if terms.constant != .zero {
        degrees[rank] = max(degrees[rank], 0)
        length += self.length(terms.constant) + 3
      }
      length += 3 * (count - 1)
    case .product:
      let factors = store.factors(of: id)
      for (base, exponent) in factors {
        if let degree = self.exponent(exponent) { degrees[rank] += self.degree(base) * degree }
        if exponent.isSmallInteger, exponent != .one, exponent != .minusOne { length += self.length(exponent) + 1 }
      }
      if factors.coefficient != .one { length += self.length(factors.coefficient) + 1 }
      length += count - 1
    case .power:
      if let exponent = exponent(operands[1]) { degrees[rank] = degree(operands[0]) * exponent }
      length += 1
    case .call: length += Catalogue.row(store.node(id).pointee.function).name.utf8.count + 2 * count
    case .application, .declared:
      length += NameTable.shared.name(of: operands[0]).utf8.count + 2 * count
    case .ifElse: length += 8
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or: length += 4 * (count - 1)
    case .number, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both: length = 4
    }
    overheads[rank] = length
    lengths[rank] = min(DisplayGraph.longest, inner + length)
  }

  private func exponent(_ id: NodeID) -> Double? {
    if id.isSmallInteger { return Double(id.smallInteger) }
    return store.isNumber(id) ? store.nearestDouble(id) : nil
  }

  private func length(of number: Rational) -> Int {
    func digits(_ integer: Integer) -> Int { 1 + Int(Double(integer.bitWidth) * 0.301) }
    return digits(number.numerator) + (number.isInteger ? 0 : 1 + digits(number.denominator))
  }
}
