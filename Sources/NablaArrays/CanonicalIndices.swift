// Definitions do not depend on what their indices were called: they are numbered by what they do in the formula.

import NablaExpressions

extension ArrayAlgebra {
  /// The most orders of indices that are tried where they cannot be told apart.
  private static let mostOrders = 720

  /// An entry of the array that an operator makes of a formula: at `outputs`, and at the formula's free indices.
  ///
  /// Bound indices of a sum are numbered as well; those of other operators keep their order.
  func named(
    _ operation: ArrayOperator, bound: [NodeID], _ outputs: [NodeID], _ body: NodeID
  ) throws(NablaError) -> NodeID {
    let free = indices(body).filter { !bound.contains($0) }
    let isOrdered = operation != .sum
    var fixed: [NodeID: NodeID] = [:]
    var canonicalBound: [NodeID] = []
    if isOrdered {
      for (place, index) in bound.enumerated() {
        let canonical = self.index(10 + place, dimension(index) ?? .one)
        fixed[index] = canonical
        canonicalBound.append(canonical)
      }
    }
    let groups = [(free, 40), (isOrdered ? [] : bound, 10)]
    let marked = renamed(body, fixed)
    let orders = try self.orders(groups, marked)
    var best: (body: NodeID, order: [[NodeID]], print: UInt64)?
    var equal: [[[NodeID]]] = []
    for order in orders {
      try check()
      var table: [NodeID: NodeID] = [:]
      for (group, (_, base)) in zip(order, groups) {
        for (place, index) in group.enumerated() { table[index] = self.index(base + place, dimension(index) ?? .one) }
      }
      let image = renamed(marked, table)
      let print = store.fingerprint(image)
      if let known = best, print >= known.print {
        if image == known.body { equal.append(order) }
        continue
      }
      best = (image, order, print)
      equal = [order]
    }
    guard let best else { return .zero }
    let parameters = best.order[0]
    if !isOrdered {
      canonicalBound = best.order[1].enumerated().map { index(10 + $0, dimension($1) ?? .one) }
    }
    let signature = ArraySignature(
      outputs: outputs.enumerated().map { index(20 + $0, dimension($1) ?? dimension(canonicalBound[$0]) ?? .one) },
      bound: canonicalBound,
      parameters: parameters.enumerated().map { index(40 + $0, dimension($1) ?? .one) })
    let array = defined(operation, signature, best.body)
    // Two free indices whose exchange changes nothing.
    if operation == .sum, parameters.count == 2,
      equal.contains(where: { $0[0] == [parameters[1], parameters[0]] })
    {
      setSymmetric(array)
    }
    return entry(array, outputs + parameters)
  }

  /// Orders of the indices of each group, all that could be the first one.
  private func orders(_ groups: [([NodeID], Int)], _ body: NodeID) throws(NablaError) -> [[[NodeID]]] {
    // What an index does: the formula with all others alike.
    var prints: [NodeID: UInt64] = [:]
    for (members, base) in groups where members.count > 1 {
      for index in members {
        var table: [NodeID: NodeID] = [:]
        for (others, otherBase) in groups {
          for other in others { table[other] = self.index(otherBase + 1000, dimension(other) ?? .one) }
        }
        table[index] = self.index(base + 2000, dimension(index) ?? .one)
        prints[index] = store.fingerprint(renamed(body, table)) ^ store.fingerprint(dimension(index) ?? .one)
      }
    }
    var result: [[[NodeID]]] = [[]]
    for (members, _) in groups {
      let sorted = members.sorted { prints[$0, default: 0] < prints[$1, default: 0] }
      var orders: [[NodeID]] = [[]]
      var place = 0
      while place < sorted.count {
        var end = place + 1
        while end < sorted.count, prints[sorted[end], default: 0] == prints[sorted[place], default: 0] { end += 1 }
        let tied = Array(sorted[place..<end])
        let permutations =
          tied.count <= 6 && orders.count * result.count <= ArrayAlgebra.mostOrders
          ? ArrayAlgebra.permutations(tied) : [tied]
        orders = orders.flatMap { order in permutations.map { order + $0 } }
        place = end
      }
      result = result.flatMap { done in orders.map { done + [$0] } }
      if result.count > ArrayAlgebra.mostOrders { result = Array(result.prefix(ArrayAlgebra.mostOrders)) }
    }
    return result
  }

  private static func permutations(_ items: [NodeID]) -> [[NodeID]] {
    guard items.count > 1 else { return [items] }
    var result: [[NodeID]] = []
    for (place, item) in items.enumerated() {
      var rest = items
      rest.remove(at: place)
      for tail in permutations(rest) { result.append([item] + tail) }
    }
    return result
  }
}
