// What stands in brackets behind an array: entries, rows and columns, members of families; and arrays that are written out.

import NablaExpressions
import NablaNumbers
import NablaSyntax

extension ArrayReader {
  func component(_ index: Int) throws(NablaError) -> Meaning {
    let parts = children(index)
    let places = Array(parts.dropFirst())
    switch meanings[parts[0]] {
    case .delta:
      guard places.count == 2 else { throw fault("δ has two indices: δ[i, j]", index) }
      return scalar(algebra.deltaEntry(try place(places[0], nil), try place(places[1], nil)))
    case .family(let array):
      guard let definition = algebra.array(array) else { return .none }
      let count = definition.familyCount
      var first: [NodeID] = []
      for (position, entry) in places.prefix(count).enumerated() {
        first.append(try place(entry, definition.dimensions[position]))
      }
      let member = whole(array, first, Array(definition.dimensions.dropFirst(count)))
      return .value(try indexed(member, Array(places.dropFirst(count)), index))
    default:
      return .value(try indexed(try value(parts[0]), places, index))
    }
  }

  /// An index or number in brackets, which a dimension bounds.
  func place(_ entry: Int, _ dimension: NodeID?) throws(NablaError) -> NodeID {
    let node: NodeID
    if case .index(let symbol) = meanings[entry] {
      node = symbol
    } else if tree.entries[entry].form == .name, declared[tree.name(entry)] == nil {
      node = ArrayAlgebra.symbol(tree.name(entry))
    } else {
      node = try number(entry)
    }
    if let own = algebra.dimension(node) {
      if let dimension, own != dimension {
        let name = algebra.indexNames[node] ?? "the index"
        throw fault("\(name) runs to \(algebra.text(own)), and \(algebra.text(dimension)) are there", entry)
      }
      return node
    }
    if let number = algebra.builder.value(node) {
      guard let small = number.asInt, small >= 1, NodeID.fits(small) else {
        throw fault("indices are 1, 2, 3, …, not \(number)", entry)
      }
      if let dimension, let most = algebra.builder.value(dimension), number > most {
        throw fault("there are \(most) entries, and \(small) was asked for", entry)
      }
      return node
    }
    if let dimension, node.isSymbol {
      // A free index: an entry that is not summed over.
      let symbol = algebra.freeIndex(node, dimension)
      return symbol
    }
    throw fault("an index is a number, or the index of a sum: sum(x[i], i, 1, n)", entry, .unsupported)
  }

  func indexed(_ value: ArrayValue, _ places: [Int], _ entry: Int) throws(NablaError) -> ArrayValue {
    if places.isEmpty { return value }
    let axes = algebra.axes(value.shape)
    guard places.count == axes.count else {
      throw fault("\(algebra.text(value.shape)) has \(axes.count) indices, not \(places.count)", entry)
    }
    var table: [NodeID: NodeID] = [:]
    var kept: [NodeID] = []
    for (axis, entry) in zip(axes, places) {
      if case .all = meanings[entry] {
        kept.append(axis)
      } else {
        table[axis] = try place(entry, algebra.dimension(axis))
      }
    }
    var node = algebra.renamed(value.node, table)
    if kept.count == 2 { return value }
    guard let axis = kept.first, let length = algebra.dimension(axis) else {
      return ArrayValue(try algebra.contract([], node), .scalar)
    }
    node = algebra.renamed(node, [axis: algebra.row(length)])
    return ArrayValue(try algebra.contract([], node), .column(length))
  }

  /// Entries that were written out: a column, or rows of a matrix.
  func explicit(_ parts: [Meaning], _ entry: Int) throws(NablaError) -> ArrayValue {
    func numbers(_ parts: [Meaning]) throws(NablaError) -> [NodeID] {
      var nodes: [NodeID] = []
      for part in parts {
        switch part {
        case .value(let value) where value.shape == .scalar: nodes.append(value.node)
        case .index(let symbol): nodes.append(symbol)
        default: throw fault("the entries of a matrix are numbers", entry, .unsupported)
        }
      }
      return nodes
    }
    let builder = algebra.builder
    let rowCount = builder.integer(parts.count)
    if case .list? = parts.first {
      var terms: [NodeID] = []
      var width = 0
      for (i, part) in parts.enumerated() {
        guard case .list(let inner) = part else { throw fault("the rows of a matrix are of one length", entry) }
        let row = try numbers(inner)
        if i > 0 && row.count != width { throw fault("the rows of a matrix are of one length", entry) }
        width = row.count
        for (j, number) in row.enumerated() {
          terms.append(
            builder.product([
              number, algebra.deltaEntry(algebra.row(rowCount), builder.integer(i + 1)),
              algebra.deltaEntry(algebra.column(builder.integer(width)), builder.integer(j + 1)),
            ]))
        }
      }
      return ArrayValue(builder.sum(terms), .matrix(rowCount, builder.integer(width)))
    }
    var terms: [NodeID] = []
    for (i, number) in try numbers(parts).enumerated() {
      terms.append(builder.product(number, algebra.deltaEntry(algebra.row(rowCount), builder.integer(i + 1))))
    }
    return ArrayValue(builder.sum(terms), .column(rowCount))
  }
}
