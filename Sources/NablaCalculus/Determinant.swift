// Determinants of small matrices of expressions, by minors.

import NablaExpressions

extension Builder {
  /// A square matrix may have this many rows: minors are kept for each set of columns.
  package static var mostDeterminantRows: Int { 10 }

  /// The determinant of a square matrix, rows first. Throws `limit` for more than ten rows.
  ///
  /// Minors of the first k rows for each set of k columns, 0 where they vanish: n·2^n products.
  package func determinant(_ rows: [[NodeID]]) throws(NablaError) -> NodeID {
    guard rows.count <= Builder.mostDeterminantRows else {
      throw NablaError(
        .limit, "a determinant of \(rows.count) rows is out of reach; \(Builder.mostDeterminantRows) are not")
    }
    var minors: [Int: NodeID] = [0: .one]
    for row in rows {
      var next: [Int: [NodeID]] = [:]
      for (set, minor) in minors.sorted(by: { $0.key < $1.key }) {
        try check()
        for (column, entry) in row.enumerated() where set & (1 << column) == 0 && entry != .zero {
          // The sign by how many columns of the set stand behind this one.
          let behind = (set >> (column + 1)).nonzeroBitCount
          let term = product(minor, entry)
          next[set | 1 << column, default: []].append(behind & 1 == 0 ? term : negate(term))
        }
      }
      minors = next.mapValues { sum($0) }.filter { $0.value != .zero }
    }
    return minors[(1 << rows.count) - 1] ?? .zero
  }
}
