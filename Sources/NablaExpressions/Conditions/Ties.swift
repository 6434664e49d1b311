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
  /// The ties that some relations exclude, in which maxima of the results may be meant. Linear in relations and nodes.
  package func ties(in relations: [NodeID], results: [NodeID]) throws(NablaError) -> [Ties] {
    var result: [Ties] = []
    var groups: [Pairs: [Int]] = [:]
    var order: [Pairs] = []
    let said = try withoutRecording { () throws(NablaError) in try tiesInResults(relations, results) }
    result += said
    let places = Set(said.flatMap(\.places))
    for (place, relation) in relations.enumerated() where !places.contains(place) {
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

  /// Those of maxima with few arguments whose relations all are among those given, in their simplest form.
  private func tiesInResults(_ relations: [NodeID], _ results: [NodeID]) throws(NablaError) -> [Ties] {
    // A text says no more of them, and simplifying takes time.
    let most = 16
    guard relations.contains(where: { store.isOperation($0, .or) }) else { return [] }
    var places: [NodeID: Int] = [:]
    for (place, relation) in relations.enumerated() { places[relation] = place }
    var result: [Ties] = []
    var seen = Set<NodeID>()
    let own = try domain(of: results)
    for id in ReachableNodes(store, results).ids where store.isOperation(id, .call) {
      try check()
      let row = Catalogue.row(store.node(id).pointee.function)
      guard row.id == .max || row.id == .min || row.id == .maxShare || row.id == .minShare else { continue }
      let arguments = Array(store.operands(id))
      guard arguments.count > 2, arguments.count <= Builder.mostPairedArguments else { continue }
      let isMax = row.id == .max || row.id == .maxShare
      let extreme = call(isMax ? .max : .min, arguments)
      guard store.isCall(extreme, isMax ? .max : .min), seen.insert(extreme).inserted, seen.count <= most else {
        continue
      }
      let whole = untied(isMax ? .maxShare : .minShare, Array(store.operands(extreme)))
      let parts = store.isOperation(whole, .and) ? Array(store.operands(whole)) : [whole]
      let required = parts.flatMap { normalized($0) }.filter { $0 != .yes }
        .map { Requirement(relation: $0, isKink: true) }
      let wanted = try compact(simplified(required, beside: own)).map(\.relation)
      let found = wanted.compactMap { places[$0] }
      if !found.isEmpty && found.count == wanted.count { result.append(Ties(extreme: extreme, places: found)) }
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
