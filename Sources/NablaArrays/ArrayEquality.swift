// Whether two formulas of arrays are the same: proved by a form that both have when everything is multiplied out, refuted by
// numbers.

import NablaExpressions
import NablaNumbers

/// A product under sums: its bound indices and its factors.
private struct OpenTerm {
  var bound: [NodeID]
  var factors: [NodeID]
}

/// Multiplies out: products over sums, sums inside of sums, whole powers.
final class ArrayExpander {
  private let algebra: ArrayAlgebra
  private var known: [NodeID: NodeID] = [:]
  private var count = 0
  /// More terms than this are not multiplied out.
  private static let mostTerms = 3000
  private static let mostDepth = 300

  init(_ algebra: ArrayAlgebra) { self.algebra = algebra }

  private var builder: Builder { algebra.builder }
  private var store: Store { algebra.store }

  /// The formula with everything multiplied out; nil past the limits.
  func expanded(_ node: NodeID, depth: Int = 0) throws(NablaError) -> NodeID? {
    if !node.isStored || store.isNumber(node) { return node }
    if let done = known[node] { return done }
    guard let terms = try terms(node, depth) else { return nil }
    var sums: [NodeID] = []
    for term in terms { sums.append(try algebra.contract(term.bound, builder.product([.one] + term.factors))) }
    let result = builder.sum([.zero] + sums)
    known[node] = result
    return result
  }

  private func terms(_ node: NodeID, _ depth: Int) throws(NablaError) -> [OpenTerm]? {
    try algebra.check()
    count += 1
    guard depth < ArrayExpander.mostDepth, count < 100 * ArrayExpander.mostTerms else { return nil }
    if !node.isStored || store.isNumber(node) { return [OpenTerm(bound: [], factors: [node])] }
    if store.isOperation(node, .sum) {
      var all: [OpenTerm] = []
      for term in algebra.terms(node) {
        guard let own = try terms(term, depth + 1) else { return nil }
        all += own
        if all.count > ArrayExpander.mostTerms { return nil }
      }
      return all
    }
    if store.isOperation(node, .product) {
      var all = [OpenTerm(bound: [], factors: [])]
      for factor in algebra.factors(node) {
        guard let own = try terms(factor, depth + 1), let next = multiplied(all, own) else { return nil }
        all = next
      }
      return all
    }
    if store.isOperation(node, .power) {
      let operands = Array(store.operands(node))
      guard let base = try expanded(operands[0], depth: depth + 1) else { return nil }
      if let exponent = builder.value(operands[1])?.asInt, exponent >= 2, exponent <= 8,
        store.isOperation(base, .sum) || isSum(base)
      {
        var all = [OpenTerm(bound: [], factors: [])]
        for _ in 0..<exponent {
          // Each factor has bound indices of its own.
          guard let own = try terms(base, depth + 1), let next = multiplied(all, own) else { return nil }
          all = next
        }
        return all
      }
      guard let exponent = try expanded(operands[1], depth: depth + 1) else { return nil }
      return [OpenTerm(bound: [], factors: [builder.power(base, exponent)])]
    }
    if let (array, arguments) = algebra.entry(node) {
      guard let own = algebra.array(array)?.definition else { return [OpenTerm(bound: [], factors: [node])] }
      return try terms(of: own, arguments, depth)
    }
    // Functions of what is multiplied out.
    var images: [NodeID: NodeID] = [:]
    for operand in Array(store.operands(node)) where operand.isStored {
      guard let image = try expanded(operand, depth: depth + 1) else { return nil }
      images[operand] = image
    }
    let image = builder.withoutRecordingRebuild(node, images)
    return [OpenTerm(bound: [], factors: [image])]
  }

  private func isSum(_ node: NodeID) -> Bool {
    algebra.entry(node).flatMap { algebra.array($0.array)?.definition }?.operation == .sum
  }

  private func terms(
    of own: (operation: ArrayOperator, signature: ArraySignature, body: NodeID), _ arguments: [NodeID], _ depth: Int
  ) throws(NablaError) -> [OpenTerm]? {
    let (bound, body) = algebra.opened(own.signature, own.body, arguments)
    switch own.operation {
    case .sum:
      guard let inner = try terms(body, depth + 1) else { return nil }
      return inner.map { OpenTerm(bound: bound + $0.bound, factors: $0.factors) }
    case .softmax, .logarithmOfSumOfExponentials:
      // What they are made of.
      guard let exponent = try expanded(body, depth: depth + 1) else { return nil }
      let power = builder.exponential(of: exponent)
      let total = try algebra.contract(bound, power)
      if own.operation == .logarithmOfSumOfExponentials {
        return [OpenTerm(bound: [], factors: [builder.call(.log, [total])])]
      }
      let above = algebra.renamed(power, [bound[0]: arguments[0]])
      return [OpenTerm(bound: [], factors: [above, builder.power(total, .minusOne)])]
    case .inverse:
      guard let inner = try expanded(body, depth: depth + 1) else { return nil }
      let entry = try algebra.inverse(inner, bound[0], bound[1], at: arguments[0], arguments[1])
      return [OpenTerm(bound: [], factors: algebra.factors(entry))]
    case .determinant, .logarithmOfDeterminant, .maximum:
      guard let inner = try expanded(body, depth: depth + 1) else { return nil }
      return [OpenTerm(bound: [], factors: [try algebra.named(own.operation, bound: bound, [], inner)])]
    }
  }

  private func multiplied(_ a: [OpenTerm], _ b: [OpenTerm]) -> [OpenTerm]? {
    guard a.count * b.count <= ArrayExpander.mostTerms else { return nil }
    return a.flatMap { x in
      // Each was opened by itself: no index is bound in both.
      b.map { y in OpenTerm(bound: x.bound + y.bound, factors: x.factors + y.factors) }
    }
  }
}

extension Builder {
  /// A node with other operands; what that leaves behind is none of its own.
  fileprivate func withoutRecordingRebuild(_ node: NodeID, _ images: [NodeID: NodeID]) -> NodeID {
    recording { rebuild(node) { images[$0] ?? $0 } }.result
  }
}

extension ArrayProblem {
  /// Whether two values have one form when everything is multiplied out.
  package func isProvedEqual(_ a: ArrayValue, _ b: ArrayValue) throws(NablaError) -> Bool {
    guard a.shape == b.shape else { return false }
    if a.node == b.node { return true }
    let expander = ArrayExpander(algebra)
    guard let x = try expander.expanded(a.node), let y = try expander.expanded(b.node) else { return false }
    return x == y
  }

  /// Numbers for all arrays and dimensions, other ones for each seed; nil where a dimension is no symbol and no number.
  package func sample(_ seed: Int) -> [(name: String, value: Entries)]? {
    var generator = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Int {
      generator ^= generator << 13
      generator ^= generator >> 7
      generator ^= generator << 17
      return Int(generator % UInt64(bound))
    }
    // No two dimensions are the same, or n - m would pass for 0.
    var sizes: [NodeID: Int] = [:]
    let symbols = algebra.dimensionSymbols.sorted { NameTable.shared.name(of: $0) < NameTable.shared.name(of: $1) }
    for (place, symbol) in symbols.enumerated() { sizes[symbol] = 2 + (place + seed) % max(3, symbols.count) }
    var point: [(name: String, value: Entries)] = symbols.map {
      (NameTable.shared.name(of: $0), .number(algebra.builder.integer(sizes[$0] ?? 2)))
    }
    for (name, array) in declaredArrays + algebra.scalars.sorted(by: { $0.key < $1.key }).map({ ($0.key, $0.value) }) {
      guard let definition = algebra.array(array) else { continue }
      var shape: [Int] = []
      for dimension in definition.dimensions {
        guard let size = sizes[dimension] ?? algebra.builder.value(dimension)?.asInt else { return nil }
        shape.append(size)
      }
      let isSquare = shape.count == 2 && shape[0] == shape[1] && definition.familyCount == 0
      var table: [[Int]: NodeID] = [:]
      func number(_ place: [Int]) -> NodeID {
        if definition.isOrthogonal { return place[0] == (place[1] + 1) % shape[0] ? .one : .zero }
        if definition.isDiagonal && place[0] != place[1] { return .zero }
        let key = definition.isSymmetric && isSquare ? place.sorted() : place
        if let known = table[key] { return known }
        let large = isSquare && place[0] == place[1] ? 12 : 0
        let value = algebra.builder.rational(1 + next(17) + large, 7)
        table[key] = value
        return value
      }
      func entries(_ place: [Int]) -> Entries {
        place.count == shape.count
          ? .number(number(place)) : .list((0..<shape[place.count]).map { entries(place + [$0]) })
      }
      point.append((name, entries([])))
    }
    return point
  }

  /// A number and its derivatives by an array, written out in symbols for all entries at small dimensions: what a check by values
  /// compares. Of a symmetric array entries above the diagonal count twice.
  package func writtenOut(
    _ value: ArrayValue, by variable: ArrayVariable
  ) throws(NablaError) -> (value: NodeID, symbols: [NodeID], slopes: [NodeID]) {
    guard let definition = algebra.array(variable.array), !definition.isOrthogonal else {
      throw NablaError(.unsupported, "entries of an orthogonal matrix do not vary one by one")
    }
    guard let point = sample(1) else {
      throw NablaError(.unsupported, "a check needs dimensions that are numbers or symbols")
    }
    let names = Set(algebra.dimensionSymbols.map { NameTable.shared.name(of: $0) })
    // An empty point would ask for no dimensions.
    let sizes = point.filter { names.contains($0.name) }
    let derivative = try derivative(of: value, by: variable).value
    let found = try entries(of: [value, derivative], at: sizes, mayHaveSymbols: true)
    let (rows, columns) = (found[1].rows, found[1].columns)
    var (symbols, slopes): ([NodeID], [NodeID]) = ([], [])
    let isMatrix = definition.dimensions.count == 2
    for i in 1...rows {
      for j in 1...columns {
        let slope = found[1].nodes[(i - 1) * columns + j - 1]
        if definition.isDiagonal && i != j || definition.isSymmetric && i > j { continue }
        let place = definition.dimensions.isEmpty ? [] : isMatrix ? [i, j] : [i]
        symbols.append(Expr.symbol(([definition.name] + place.map { "\($0)" }).joined(separator: "_")).node)
        let other = definition.isSymmetric && i < j ? found[1].nodes[(j - 1) * columns + i - 1] : .zero
        slopes.append(algebra.builder.sum(slope, other))
      }
    }
    return (found[0].nodes[0], symbols, slopes)
  }
}
