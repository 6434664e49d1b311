// Arrays of given dimensions, entry by entry: what values are computed from, and what every rule is checked against.

import NablaExpressions
import NablaNumbers

/// Writes formulas out in numbers and symbols for the entries.
package final class ArrayExpansion {
  private let algebra: ArrayAlgebra
  /// The values of symbols that dimensions consist of.
  private let sizes: [NodeID: NodeID]
  /// The entries of symbols.
  private let entries: (NodeID, [Int]) -> NodeID
  private var known: [Entry: NodeID] = [:]
  private var matrices: [Entry: [[NodeID]]] = [:]
  private var count = 0

  private struct Entry: Hashable {
    let array: NodeID
    let arguments: [Int]
  }

  /// More entries than this are refused.
  package static let mostEntries = 4_000_000

  package init(_ algebra: ArrayAlgebra, sizes: [NodeID: Int], entries: @escaping (NodeID, [Int]) -> NodeID) {
    self.algebra = algebra
    self.sizes = sizes.mapValues { algebra.builder.integer($0) }
    self.entries = entries
  }

  private var builder: Builder { algebra.builder }

  /// A dimension as a number.
  package func size(_ dimension: NodeID) throws(NablaError) -> Int {
    let value = try builder.substitute(sizes, in: [dimension])[0]
    guard let number = builder.value(value) else {
      throw NablaError(.domain, "the dimension \(algebra.text(dimension)) has no value; give one in `at`")
    }
    guard number.isInteger, number.signum > 0, let small = number.asInt else {
      throw NablaError(.domain, "the dimension \(algebra.text(dimension)) is \(number), which is no number of entries")
    }
    return small
  }

  /// All entries of a value, rows first.
  package func entries(of value: ArrayValue) throws(NablaError) -> (rows: Int, columns: Int, nodes: [NodeID]) {
    let axes = algebra.axes(value.shape)
    var sizes: [Int] = []
    for axis in axes { sizes.append(try size(algebra.dimension(axis) ?? .one)) }
    guard sizes.reduce(1, { $0.multipliedReportingOverflow(by: $1).overflow ? Int.max : $0 * $1 }) <= Self.mostEntries
    else {
      throw NablaError(.limit, "this has more than \(Self.mostEntries) entries")
    }
    var nodes: [NodeID] = []
    try each(sizes) { (place) throws(NablaError) in
      nodes.append(try expanded(value.node, Dictionary(uniqueKeysWithValues: zip(axes, place))))
    }
    return (sizes.first ?? 1, sizes.count > 1 ? sizes[1] : 1, nodes)
  }

  /// Calls a closure with every tuple of numbers from 1 up to some sizes.
  private func each(_ sizes: [Int], _ body: ([Int]) throws(NablaError) -> Void) throws(NablaError) {
    var place = sizes.map { _ in 1 }
    while true {
      count += 1
      if count > 10 * Self.mostEntries {
        throw NablaError(.limit, "this is more than can be written out entry by entry")
      }
      try algebra.check()
      try body(place)
      var position = sizes.count - 1
      while position >= 0, place[position] == sizes[position] {
        place[position] = 1
        position -= 1
      }
      if position < 0 { return }
      place[position] += 1
    }
  }

  /// A formula with numbers for its indices.
  private func expanded(_ node: NodeID, _ place: [NodeID: Int]) throws(NablaError) -> NodeID {
    var images: [NodeID: NodeID] = [:]
    for leaf in algebra.entries(under: [node]) {
      guard let (array, arguments) = algebra.entry(leaf) else { continue }
      var numbers: [Int] = []
      for argument in arguments {
        if let number = place[argument] ?? builder.value(argument)?.asInt {
          numbers.append(number)
        } else {
          throw NablaError(.domain, "an index has no value here")
        }
      }
      images[leaf] = try entry(array, numbers)
    }
    for (index, number) in place { images[index] = builder.integer(number) }
    let mapped = algebra.replaced([node], images)[0]
    return sizes.isEmpty ? mapped : try builder.substitute(sizes, in: [mapped])[0]
  }

  private func entry(_ array: NodeID, _ arguments: [Int]) throws(NablaError) -> NodeID {
    if array == algebra.delta { return arguments[0] == arguments[1] ? .one : .zero }
    guard let definition = algebra.array(array) else { return .zero }
    guard let own = definition.definition else {
      for (argument, dimension) in zip(arguments, definition.dimensions) where argument > (try size(dimension)) {
        throw NablaError(.domain, "\(definition.name) has no entry \(arguments)")
      }
      return entries(array, arguments)
    }
    let key = Entry(array: array, arguments: arguments)
    if let known = known[key] { return known }
    let outputs = own.signature.outputs.count
    let parameters = Array(arguments.dropFirst(outputs))
    let place = Dictionary(uniqueKeysWithValues: zip(own.signature.parameters, parameters))
    var sizes: [Int] = []
    for index in own.signature.bound { sizes.append(try size(algebra.dimension(index) ?? .one)) }
    /// The formula at all values of the bound indices.
    func bodies() throws(NablaError) -> [NodeID] {
      var nodes: [NodeID] = []
      try each(sizes) { (bound) throws(NablaError) in
        let all = place.merging(zip(own.signature.bound, bound)) { $1 }
        nodes.append(try expanded(own.body, all))
      }
      return nodes
    }
    func square() throws(NablaError) -> [[NodeID]] {
      let nodes = try bodies()
      return (0..<sizes[0]).map { row in Array(nodes[(row * sizes[1])..<((row + 1) * sizes[1])]) }
    }
    let result: NodeID
    switch own.operation {
    case .sum: result = builder.sum(try bodies())
    case .inverse:
      let whole = Entry(array: array, arguments: parameters)
      let inverse: [[NodeID]]
      if let known = matrices[whole] {
        inverse = known
      } else {
        inverse = try SquareMatrix(builder, try square()).inverse()
        matrices[whole] = inverse
      }
      result = inverse[arguments[0] - 1][arguments[1] - 1]
    case .determinant: result = try SquareMatrix(builder, try square()).determinant()
    case .logarithmOfDeterminant:
      result = builder.call(.log, [try SquareMatrix(builder, try square()).determinant()])
    case .softmax:
      let powers = try bodies().map { builder.exponential(of: $0) }
      result = builder.quotient(powers[arguments[0] - 1], builder.sum(powers))
    case .logarithmOfSumOfExponentials:
      result = builder.call(.log, [builder.sum(try bodies().map { builder.exponential(of: $0) })])
    case .maximum: result = builder.call(.max, try bodies())
    }
    known[key] = result
    return result
  }
}

/// A matrix of formulas, for inverses and determinants.
private struct SquareMatrix {
  let builder: Builder
  let rows: [[NodeID]]

  init(_ builder: Builder, _ rows: [[NodeID]]) {
    self.builder = builder
    self.rows = rows
  }

  /// Exact numbers by elimination; formulas by minors, up to five rows.
  func determinant() throws(NablaError) -> NodeID {
    if let numbers { return builder.number(SquareMatrix.eliminated(numbers).determinant) }
    guard rows.count <= 5 else {
      throw NablaError(.limit, "the determinant of \(rows.count) rows of formulas is not written out; give numbers")
    }
    return minor(rows)
  }

  func inverse() throws(NablaError) -> [[NodeID]] {
    if let numbers {
      guard let inverse = SquareMatrix.eliminated(numbers).inverse else {
        // No value: the quotient 1/0 says so wherever it goes.
        return rows.map { row in row.map { _ in builder.power(.zero, .minusOne) } }
      }
      return inverse.map { $0.map { builder.number($0) } }
    }
    guard rows.count <= 5 else {
      throw NablaError(.limit, "the inverse of \(rows.count) rows of formulas is not written out; give numbers")
    }
    let determinant = minor(rows)
    return rows.indices.map { i in
      rows.indices.map { j in
        let rest = rows.indices.filter { $0 != j }.map { row in
          rows.indices.filter { $0 != i }.map { rows[row][$0] }
        }
        let cofactor = rest.isEmpty ? NodeID.one : minor(rest)
        return builder.quotient((i + j) % 2 == 0 ? cofactor : builder.negate(cofactor), determinant)
      }
    }
  }

  private func minor(_ rows: [[NodeID]]) -> NodeID {
    if rows.count == 1 { return rows[0][0] }
    var terms: [NodeID] = []
    for (column, entry) in rows[0].enumerated() where entry != .zero {
      let rest = rows.dropFirst().map { row in row.indices.filter { $0 != column }.map { row[$0] } }
      let term = builder.product(entry, minor(rest))
      terms.append(column % 2 == 0 ? term : builder.negate(term))
    }
    return builder.sum(terms)
  }

  private var numbers: [[Rational]]? {
    var result: [[Rational]] = []
    for row in rows {
      var numbers: [Rational] = []
      for entry in row {
        guard let value = builder.value(entry) else { return nil }
        numbers.append(value)
      }
      result.append(numbers)
    }
    return result
  }

  /// Gauss and Jordan, exactly; no inverse of a singular matrix.
  private static func eliminated(_ given: [[Rational]]) -> (determinant: Rational, inverse: [[Rational]]?) {
    let n = given.count
    var rows = given.enumerated().map { index, row in row + (0..<n).map { Rational($0 == index ? 1 : 0) } }
    var determinant = Rational(1)
    for column in 0..<n {
      guard let pivot = (column..<n).first(where: { rows[$0][column].signum != 0 }) else { return (Rational(0), nil) }
      if pivot != column {
        rows.swapAt(pivot, column)
        determinant = -determinant
      }
      let scale = rows[column][column]
      determinant = determinant * scale
      for k in column..<(2 * n) { rows[column][k] = rows[column][k] / scale }
      for other in 0..<n where other != column && rows[other][column].signum != 0 {
        let factor = rows[other][column]
        for k in column..<(2 * n) { rows[other][k] = rows[other][k] - factor * rows[column][k] }
      }
    }
    return (determinant, rows.map { Array($0[n...]) })
  }
}
