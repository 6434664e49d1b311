// A product whose factors meet in indices: vectors at an index, matrices between two, eliminated until the axes are left.

import NablaNumbers
import NablaExpressions

/// The graph of a product: indices are its vertices.
struct IndexNetwork {
  struct Edge {
    var from: NodeID
    var to: NodeID
    /// Rows `from`, columns `to`; nil is the identity.
    var form: ArrayForm?
  }

  let axes: [NodeID]
  var bound: [NodeID]
  let length: (NodeID) -> ArrayForm
  var coefficient = Rational(1)
  var scalars: [ArrayForm] = []
  var scalarDivisors: [ArrayForm] = []
  /// Columns at an index, and what they are divided by, entry by entry.
  var vectors: [NodeID: [ArrayForm]] = [:]
  var divisors: [NodeID: [ArrayForm]] = [:]
  /// Vectors that are squares, and of what.
  var squares: [NodeID: [(square: ArrayForm, base: ArrayForm)]] = [:]
  var edges: [Edge] = []

  init(axes: [NodeID], bound: [NodeID], length: @escaping (NodeID) -> ArrayForm) {
    self.axes = axes
    self.bound = bound
    self.length = length
  }

  /// A factor that has its form already.
  mutating func add(_ form: ArrayForm, _ own: [NodeID]) {
    switch own.count {
    case 0: scalars.append(form)
    case 1: vectors[own[0], default: []].append(form)
    default: edges.append(Edge(from: own[0], to: own[1], form: form))
    }
  }

  /// The form of the whole, in the axes; nil where an index joins too many factors.
  mutating func reduced() -> ArrayForm? {
    while let index = next() {
      guard eliminate(index) else { return nil }
      bound.removeAll { $0 == index }
    }
    return bound.isEmpty ? assembled() : nil
  }

  // MARK: Elimination

  private func ends(at index: NodeID) -> [Int] {
    edges.indices.flatMap { place -> [Int] in
      (edges[place].from == index ? [place] : []) + (edges[place].to == index ? [place] : [])
    }
  }

  /// The bound index that is eliminated next: ends of paths first, then what stands between two matrices.
  private mutating func next() -> NodeID? {
    if bound.isEmpty { return nil }
    func simplest() -> NodeID? {
      let degrees = bound.map { ($0, ends(at: $0).count) }
      return degrees.first { $0.1 == 0 }?.0 ?? degrees.first { $0.1 == 1 }?.0
        ?? degrees.first { isBetween($0.0) }?.0
        ?? degrees.first { $0.1 == 2 }?.0
    }
    if let index = simplest() { return index }
    // Matrices between the same two indices are multiplied entry by entry.
    mergeParallel()
    return simplest() ?? bound.first
  }

  /// Whether two matrices meet in an index that lead to different ones.
  private func isBetween(_ index: NodeID) -> Bool {
    let places = ends(at: index)
    guard places.count == 2, places[0] != places[1] else { return false }
    return other(places[0], index) != other(places[1], index)
  }

  private func other(_ place: Int, _ index: NodeID) -> NodeID {
    edges[place].from == index ? edges[place].to : edges[place].from
  }

  private mutating func mergeParallel() {
    var place = 0
    while place < edges.count {
      if edges[place].form == nil || edges[place].from == edges[place].to {
        place += 1
        continue
      }
      var second = place + 1
      while second < edges.count {
        let isSame = edges[second].from == edges[place].from && edges[second].to == edges[place].to
        let isTurned = edges[second].from == edges[place].to && edges[second].to == edges[place].from
        guard isSame || isTurned, let a = edges[place].form, let b = edges[second].form else {
          second += 1
          continue
        }
        edges[place].form = .elementProduct(IndexNetwork.elements(a) + IndexNetwork.elements(isSame ? b : b.transposed))
        edges.remove(at: second)
      }
      place += 1
    }
  }

  private static func elements(_ form: ArrayForm) -> [ArrayForm] {
    if case .elementProduct(let parts) = form { return parts }
    return [form]
  }

  /// The column at an index, and whether there is one.
  private func column(_ index: NodeID) -> ArrayForm? {
    let above = IndexNetwork.ordered(vectors[index] ?? [])
    let below = divisors[index] ?? []
    if above.isEmpty && below.isEmpty { return nil }
    let numerator: ArrayForm = above.isEmpty ? .one : above.count == 1 ? above[0] : .elementProduct(above)
    if below.isEmpty { return numerator }
    return .elementQuotient(numerator, below.count == 1 ? below[0] : .elementProduct(below))
  }

  /// A matrix from one index to another.
  private func matrix(_ edge: Edge, from index: NodeID) -> ArrayForm? {
    guard let form = edge.form else { return nil }
    return edge.from == index ? form : form.transposed
  }

  private mutating func eliminate(_ index: NodeID) -> Bool {
    let places = ends(at: index)
    let own = column(index)
    defer {
      vectors[index] = nil
      divisors[index] = nil
      squares[index] = nil
    }
    switch places.count {
    case 0:
      scalars.append(total(index, own))
      return true
    case 1:
      let edge = edges.remove(at: places[0])
      let end = edge.from == index ? edge.to : edge.from
      let matrix = self.matrix(edge, from: end)
      let vector = own ?? .ones([length(index)])
      vectors[end, default: []].append(matrix.map { ArrayForm.multiplied([$0, vector]) } ?? vector)
      return true
    case 2 where places[0] == places[1]:
      // Both ends of one matrix: its trace.
      let edge = edges.remove(at: places[0])
      var factors = [edge.form ?? .identity(length(index))]
      if let own { factors.append(ArrayForm.diagonal(own)) }
      let matrix = ArrayForm.multiplied(factors)
      scalars.append(.call("tr", [ArrayForm.plainer(matrix, matrix.transposed)]))
      return true
    case 2:
      let (first, second) = (edges[places[0]], edges[places[1]])
      edges.removeAll { $0.from == index || $0.to == index }
      let (a, b) = (first.from == index ? first.to : first.from, second.from == index ? second.to : second.from)
      var factors: [ArrayForm] = []
      if let left = matrix(first, from: a) { factors.append(left) }
      if let own { factors.append(ArrayForm.diagonal(own)) }
      if let right = matrix(second, from: index) { factors.append(right) }
      let form = ArrayForm.multiplied(factors)
      // The way with fewer transposes.
      if form.transposed.transposeCount < form.transposeCount {
        edges.append(Edge(from: b, to: a, form: form.transposed))
      } else {
        edges.append(Edge(from: a, to: b, form: factors.isEmpty ? nil : form))
      }
      return true
    default: return false
    }
  }

  /// A sum over an index at which only vectors stand: an inner product.
  private func total(_ index: NodeID, _ own: ArrayForm?) -> ArrayForm {
    let above = vectors[index] ?? []
    let below = divisors[index] ?? []
    guard let own else { return length(index) }
    if below.isEmpty, above.count == 1, let square = squares[index]?.first, square.square == above[0] {
      return .power(.call("norm", [square.base]), .number(2))
    }
    if below.isEmpty, above.count == 2, (squares[index] ?? []).isEmpty {
      let (a, b) = (above[0], above[1])
      let straight = ArrayForm.multiplied([a.transposed, b])
      let crossed = ArrayForm.multiplied([b.transposed, a])
      if straight.transposeCount != crossed.transposeCount {
        return crossed.transposeCount < straight.transposeCount ? crossed : straight
      }
      return IndexNetwork.isBefore(b, a) ? crossed : straight
    }
    if case .product(let factors) = own, factors.count == 2, case .ones = factors[1] {
      return .call("sum", [factors[0]])
    }
    return .call("sum", [own])
  }

  /// Which of two vectors comes first in an inner product: symbols, then members of families, then others.
  private static func isBefore(_ a: ArrayForm, _ b: ArrayForm) -> Bool {
    func key(_ form: ArrayForm) -> (Int, String) {
      switch form {
      case .symbol(let name, _): return (0, name)
      case .component: return (1, form.text)
      case .sum: return (2, form.text)
      default: return (3, form.text)
      }
    }
    return key(a) < key(b)
  }

  /// Factors in the order in which they are written.
  private static func ordered(_ forms: [ArrayForm]) -> [ArrayForm] {
    if forms.count < 2 { return forms }
    return forms.map { (rank($0), $0.text, $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.2 }
  }

  /// Numbers, then symbols, then functions, then sums.
  private static func rank(_ form: ArrayForm) -> Int {
    switch form {
    case .number: return 0
    case .symbol, .component, .constant, .index: return 1
    case .power(let base, _): return rank(base)
    case .sum: return 3
    case .indexedSum: return 4
    default: return 2
    }
  }

  // MARK: The whole

  private mutating func assembled() -> ArrayForm? {
    mergeParallel()
    let core: ArrayForm?
    switch axes.count {
    case 0:
      guard edges.isEmpty else { return nil }
      core = nil
    case 1:
      for edge in edges where edge.from == axes[0] && edge.to == axes[0] {
        vectors[axes[0], default: []].append(
          .call("diag", [edge.form.map { ArrayForm.plainer($0, $0.transposed) } ?? .identity(length(axes[0]))]))
      }
      edges.removeAll { $0.from == axes[0] && $0.to == axes[0] }
      guard edges.isEmpty else { return nil }
      core = column(axes[0]) ?? .ones([length(axes[0])])
    default:
      guard let form = matrixCore() else { return nil }
      core = form
    }
    return scaled(core)
  }

  private mutating func matrixCore() -> ArrayForm? {
    let (row, column) = (axes[0], axes[1])
    for axis in axes {
      for edge in edges where edge.from == axis && edge.to == axis {
        vectors[axis, default: []].append(.call("diag", [edge.form ?? .identity(length(axis))]))
      }
      edges.removeAll { $0.from == axis && $0.to == axis }
    }
    let identities = edges.filter { $0.form == nil }
    let matrices = edges.filter { $0.form != nil }
    guard matrices.count <= 1 else { return nil }
    let (left, right) = (self.column(row), self.column(column))
    if !identities.isEmpty {
      // On the diagonal everything is a vector.
      var parts = [left, right].compactMap { $0 }
      if let matrix = matrices.first, let form = matrix.form { parts.append(.call("diag", [form])) }
      if parts.isEmpty { return .identity(length(row)) }
      return ArrayForm.diagonal(parts.count == 1 ? parts[0] : .elementProduct(parts.flatMap(IndexNetwork.elements)))
    }
    guard let edge = matrices.first, let matrix = self.matrix(edge, from: row) else {
      guard left != nil || right != nil else { return .ones([length(row), length(column)]) }
      return ArrayForm.multiplied([left ?? .ones([length(row)]), (right ?? .ones([length(column)])).transposed])
    }
    var factors = [matrix]
    if let left { factors.insert(ArrayForm.diagonal(left), at: 0) }
    if let right { factors.append(ArrayForm.diagonal(right)) }
    return ArrayForm.multiplied(factors)
  }

  /// The numbers before what is left.
  private func scaled(_ core: ArrayForm?) -> ArrayForm {
    var isNegative = coefficient.signum < 0
    let size = isNegative ? -coefficient : coefficient
    var above: [ArrayForm] = []
    for scalar in scalars {
      if case .negative(let inner) = scalar {
        isNegative.toggle()
        above.append(inner)
      } else {
        above.append(scalar)
      }
    }
    var front = IndexNetwork.ordered(above)
    if size != Rational(1) { front.insert(.number(size), at: 0) }
    let result: ArrayForm
    if scalarDivisors.isEmpty {
      result = ArrayForm.multiplied(front + (core.map { [$0] } ?? []))
    } else {
      if let core, !IndexNetwork.isSum(core) {
        let form = ArrayForm.quotient(ArrayForm.multiplied(front + [core]), ArrayForm.multiplied(scalarDivisors))
        return isNegative ? form.opposite : form
      }
      // A whole denominator below; sums stand behind the fraction.
      let sums = core == nil ? front.filter(IndexNetwork.isSum) : []
      let numerator = ArrayForm.multiplied(core == nil ? front.filter { !IndexNetwork.isSum($0) } : front)
      let quotient = ArrayForm.quotient(numerator, ArrayForm.multiplied(scalarDivisors))
      result = ArrayForm.multiplied([quotient] + sums + (core.map { [$0] } ?? []))
    }
    return isNegative ? result.opposite : result
  }

  private static func isSum(_ form: ArrayForm) -> Bool {
    if case .indexedSum = form { return true }
    return false
  }
}
