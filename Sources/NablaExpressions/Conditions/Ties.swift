// Which relations together say that no two of the largest, or smallest, of some arguments are equal.

import NablaNumbers

/// The arguments of max or min among which there is no tie, and the relations that say so.
package struct Ties: Sendable {
  /// The call of max or min.
  package let extreme: NodeID
  /// The places of the relations that say it.
  package let places: [Int]
}

extension Builder {
  /// The ties that some relations exclude. O(relations).
  package func ties(in relations: [NodeID]) -> [Ties] {
    var result: [Ties] = []
    var groups: [Pairs: [Int]] = [:]
    var order: [Pairs] = []
    for (place, relation) in relations.enumerated() {
      if let extreme = comparedExtreme(relation) {
        result.append(Ties(extreme: extreme, places: [place]))
      } else if let pairs = pairs(relation) {
        if groups[pairs] == nil { order.append(pairs) }
        groups[pairs, default: []].append(place)
      }
    }
    for pairs in order {
      let (count, places) = (pairs.arguments.count, groups[pairs] ?? [])
      guard places.count == count * (count - 1) / 2 else { continue }
      let arguments = pairs.arguments.sorted { store.fingerprint($0) < store.fingerprint($1) }
      result.append(Ties(extreme: call(pairs.isMax ? .max : .min, arguments), places: places))
    }
    return result
  }

  private struct Pairs: Hashable {
    let arguments: Set<NodeID>
    let isMax: Bool
  }

  /// a ≠ b or a < c, of a maximum of a, b and c.
  private func pairs(_ relation: NodeID) -> Pairs? {
    guard store.isOperation(relation, .or) else { return nil }
    let parts = store.operands(relation)
    guard let equal = parts.first(where: { store.isOperation($0, .notEqual) }) else { return nil }
    let tied = Set(store.operands(equal))
    var arguments = tied
    var isMax: Bool?
    for part in parts where part != equal {
      guard store.isOperation(part, .less) else { return nil }
      let (below, above) = (store.operands(part)[0], store.operands(part)[1])
      guard tied.contains(below) != tied.contains(above), isMax ?? tied.contains(below) == tied.contains(below) else {
        return nil
      }
      isMax = tied.contains(below)
      arguments.insert(tied.contains(below) ? above : below)
    }
    guard let isMax, arguments.count == parts.count + 1 else { return nil }
    return Pairs(arguments: arguments, isMax: isMax)
  }

  /// maxShare(max(a, b, …), a, b, …) = 1/2, as it is said of many arguments.
  private func comparedExtreme(_ relation: NodeID) -> NodeID? {
    guard store.isOperation(relation, .equal) else { return nil }
    for side in store.operands(relation) where store.isCall(side, .maxShare) || store.isCall(side, .minShare) {
      let operands = store.operands(side)
      let function: FunctionID = store.isCall(side, .maxShare) ? .max : .min
      guard store.isCall(operands[0], function), operands.count > 3,
        Set(store.operands(operands[0])) == Set(operands.dropFirst())
      else { continue }
      return operands[0]
    }
    return nil
  }
}
