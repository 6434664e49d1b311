// A number, vector or matrix as a formula in the indices of its rows and columns, and arithmetic of such.

import NablaExpressions
import NablaNumbers

/// What a value has rows and columns of.
package enum ArrayShape: Hashable {
  case scalar
  /// A column of so many entries: what is called a vector.
  case column(NodeID)
  /// The transpose of a vector.
  case row(NodeID)
  case matrix(NodeID, NodeID)
}

/// An array: its entry as a formula in `row` and `column` of its dimensions.
package struct ArrayValue {
  package var node: NodeID
  package var shape: ArrayShape

  package init(_ node: NodeID, _ shape: ArrayShape) {
    self.node = node
    self.shape = shape
  }
}

extension ArrayAlgebra {
  /// The indices of a shape, rows first.
  package func axes(_ shape: ArrayShape) -> [NodeID] {
    switch shape {
    case .scalar: return []
    case .column(let n): return [row(n)]
    case .row(let n): return [column(n)]
    case .matrix(let m, let n): return [row(m), column(n)]
    }
  }

  /// A dimension in words.
  package func text(_ dimension: NodeID) -> String {
    ArrayFormWriter(language: .text).write(MatrixReading(self, usedNames: []).scalarForm(dimension))
  }

  /// A shape in words.
  package func text(_ shape: ArrayShape) -> String {
    switch shape {
    case .scalar: return "a number"
    case .column(let n): return "a vector of \(text(n))"
    case .row(let n): return "a transposed vector of \(text(n))"
    case .matrix(let m, let n): return "a \(text(m)) by \(text(n)) matrix"
    }
  }

  package func transpose(_ value: ArrayValue) -> ArrayValue {
    switch value.shape {
    case .scalar: return value
    case .column(let n): return ArrayValue(renamed(value.node, [row(n): column(n)]), .row(n))
    case .row(let n): return ArrayValue(renamed(value.node, [column(n): row(n)]), .column(n))
    case .matrix(let m, let n):
      return ArrayValue(renamed(value.node, [row(m): column(m), column(n): row(n)]), .matrix(n, m))
    }
  }

  /// a·b of matrices, vectors and numbers; nil where the shapes do not fit.
  package func matrixProduct(_ a: ArrayValue, _ b: ArrayValue) throws(NablaError) -> ArrayValue? {
    /// Sums over the columns of a and the rows of b.
    func joined(_ inner: NodeID, _ shape: ArrayShape) throws(NablaError) -> ArrayValue {
      let between = freshIndex(inner)
      let left = renamed(a.node, [column(inner): between])
      let right = renamed(b.node, [row(inner): between])
      return ArrayValue(try contract([between], builder.product(left, right)), shape)
    }
    switch (a.shape, b.shape) {
    case (.scalar, _): return ArrayValue(builder.product(a.node, b.node), b.shape)
    case (_, .scalar): return ArrayValue(builder.product(a.node, b.node), a.shape)
    case (.matrix(let m, let k), .matrix(let l, let n)) where k == l: return try joined(k, .matrix(m, n))
    case (.matrix(let m, let k), .column(let l)) where k == l: return try joined(k, .column(m))
    case (.row(let k), .matrix(let l, let n)) where k == l: return try joined(k, .row(n))
    case (.row(let k), .column(let l)) where k == l: return try joined(k, .scalar)
    case (.column(let m), .row(let n)):
      return ArrayValue(try contract([], builder.product(a.node, b.node)), .matrix(m, n))
    case (.matrix(let m, .one), .row(let n)): return try joined(.one, .matrix(m, n))
    default: return nil
    }
  }

  /// Two values entry by entry; a number goes with every entry. Nil where the shapes do not fit.
  package func elementwise(
    _ a: ArrayValue, _ b: ArrayValue, _ build: (NodeID, NodeID) -> NodeID
  ) -> ArrayValue? {
    if a.shape != b.shape && a.shape != .scalar && b.shape != .scalar { return nil }
    return ArrayValue(build(a.node, b.node), a.shape == .scalar ? b.shape : a.shape)
  }

  /// The sum of all entries.
  package func total(_ value: ArrayValue) throws(NablaError) -> ArrayValue {
    var table: [NodeID: NodeID] = [:]
    for axis in axes(value.shape) { table[axis] = freshIndex(dimension(axis) ?? .one) }
    return ArrayValue(try contract(Array(table.values), renamed(value.node, table)), .scalar)
  }

  /// The number of entries.
  package func count(_ value: ArrayValue) -> NodeID {
    builder.product([.one] + axes(value.shape).map { dimension($0) ?? .one })
  }

  /// A vector as a formula in one index: that index, and the formula in it.
  func along(_ value: ArrayValue) -> (index: NodeID, body: NodeID)? {
    guard axes(value.shape).count == 1, let axis = axes(value.shape).first, let length = dimension(axis) else {
      return nil
    }
    let index = freshIndex(length)
    return (index, renamed(value.node, [axis: index]))
  }

  /// A square matrix as a formula in two indices of its own.
  func square(_ value: ArrayValue) -> (a: NodeID, b: NodeID, body: NodeID, dimension: NodeID)? {
    guard case .matrix(let n, let m) = value.shape, n == m else { return nil }
    let (a, b) = (freshIndex(n), freshIndex(n))
    return (a, b, renamed(value.node, [row(n): a, column(n): b]), n)
  }

  /// The diagonal matrix of a vector, the diagonal of a matrix.
  package func diagonal(_ value: ArrayValue) throws(NablaError) -> ArrayValue? {
    switch value.shape {
    case .column(let n), .row(let n):
      let node = renamed(value.node, [column(n): row(n)])
      return ArrayValue(
        try contract([], builder.product(deltaEntry(row(n), column(n)), node)), .matrix(n, n))
    case .matrix(let n, let m) where n == m:
      return ArrayValue(try contract([], renamed(value.node, [column(n): row(n)])), .column(n))
    case .scalar, .matrix: return nil
    }
  }

  package func inverse(_ value: ArrayValue) throws(NablaError) -> ArrayValue? {
    guard let (a, b, body, n) = square(value) else { return nil }
    return ArrayValue(try inverse(body, a, b, at: row(n), column(n)), .matrix(n, n))
  }

  package func trace(_ value: ArrayValue) throws(NablaError) -> ArrayValue? {
    guard case .matrix(let n, let m) = value.shape, n == m else { return nil }
    let index = freshIndex(n)
    return ArrayValue(try contract([index], renamed(value.node, [row(n): index, column(n): index])), .scalar)
  }

  /// The determinant or its logarithm.
  package func determinant(_ value: ArrayValue, logarithm: Bool) throws(NablaError) -> ArrayValue? {
    guard let (a, b, body, _) = square(value) else { return nil }
    if logarithm, let diagonal = diagonalFactor(body, a, b) {
      return ArrayValue(try contract([a], builder.call(.log, [diagonal])), .scalar)
    }
    if !logarithm, let chain = squareFactors(body, a, b), chain.count > 1 {
      // det(AB) is det(A)·det(B).
      var factors: [NodeID] = []
      for factor in chain { factors.append(try determinant(.determinant, factor.body, factor.from, factor.to)) }
      return ArrayValue(builder.product(factors), .scalar)
    }
    return ArrayValue(
      try determinant(logarithm ? .logarithmOfDeterminant : .determinant, body, a, b), .scalar)
  }

  /// That of a matrix and that of its transpose are one.
  private func determinant(
    _ operation: ArrayOperator, _ body: NodeID, _ a: NodeID, _ b: NodeID
  ) throws(NablaError) -> NodeID {
    let straight = try named(operation, bound: [a, b], [], body)
    let turned = try named(operation, bound: [b, a], [], body)
    guard let (first, _) = entry(straight), let (second, _) = entry(turned), let x = arrays[first]?.definition?.body,
      let y = arrays[second]?.definition?.body
    else { return straight }
    return store.fingerprint(x) <= store.fingerprint(y) ? straight : turned
  }

  package func softmax(_ value: ArrayValue) throws(NablaError) -> ArrayValue? {
    guard let (index, body) = along(value), let axis = axes(value.shape).first else { return nil }
    return ArrayValue(try named(.softmax, bound: [index], [axis], body), value.shape)
  }

  package func logarithmOfSumOfExponentials(_ value: ArrayValue) throws(NablaError) -> ArrayValue? {
    guard let (index, body) = along(value) else { return nil }
    return ArrayValue(try named(.logarithmOfSumOfExponentials, bound: [index], [], body), .scalar)
  }

  /// log softmax(x) is x − logsumexp(x): nil for any other entry.
  func logarithmOfShare(_ node: NodeID) throws(NablaError) -> NodeID? {
    guard let (array, arguments) = entry(node), let own = arrays[array]?.definition, own.operation == .softmax else {
      return nil
    }
    var table = Dictionary(uniqueKeysWithValues: zip(own.signature.parameters, arguments.dropFirst()))
    let body = renamed(own.body, table)
    table = [own.signature.bound[0]: arguments[0]]
    let total = try named(.logarithmOfSumOfExponentials, bound: own.signature.bound, [], body)
    return builder.difference(renamed(body, table), total)
  }

  package func maximum(_ value: ArrayValue) throws(NablaError) -> ArrayValue? {
    guard let (index, body) = along(value) else { return nil }
    return ArrayValue(try named(.maximum, bound: [index], [], body), .scalar)
  }

  /// The square root of the sum of the squares.
  package func norm(_ value: ArrayValue) throws(NablaError) -> ArrayValue {
    let squares = ArrayValue(builder.power(value.node, .two), value.shape)
    return ArrayValue(builder.squareRoot(try total(squares).node), .scalar)
  }
}
