// Under which conditions outputs have values: what their own formulas do not ask for.

import NablaExpressions

/// What is looked at beside the values of some outputs: where a condition fails an output has none.
struct OutputMasks {
  /// For each output a relation that has to hold, `yes` where nothing is asked.
  private(set) var relations: [NodeID]
  /// For each output the output that has no value wherever a relation fails, if there is one: to look at it is enough.
  private(set) var witnesses: [Int?]

  /// The outputs with their conditions. Relations that the values of all outputs imply are not asked again.
  init(_ builder: Builder, _ outputs: [(node: NodeID, condition: NodeID)]) throws(NablaError) {
    relations = [NodeID](repeating: .yes, count: outputs.count)
    witnesses = [Int?](repeating: nil, count: outputs.count)
    let roots = outputs.map(\.node)
    for (condition, group) in OutputMasks.groups(outputs) {
      let asked = try builder.requirements(of: condition, results: group.map { roots[$0] }, keepingAll: true)
        .filter { !$0.isKink }.map(\.relation)
      if asked.isEmpty { continue }
      let implied = try builder.relationsImplied(byValuesOf: roots, among: asked)
      mask(builder, group, asked, implied)
    }
    _ = builder.takeConditions()
  }

  /// The outputs of each condition, in the order of the first of each.
  private static func groups(_ outputs: [(node: NodeID, condition: NodeID)]) -> [(condition: NodeID, outputs: [Int])] {
    var places: [NodeID: Int] = [:]
    var groups: [(condition: NodeID, outputs: [Int])] = []
    for (output, (_, condition)) in outputs.enumerated() where condition != .yes {
      if let place = places[condition] {
        groups[place].outputs.append(output)
      } else {
        places[condition] = groups.count
        groups.append((condition, [output]))
      }
    }
    return groups
  }

  /// Masks the outputs of a condition. `implied` has for each of all outputs a bit for each relation, of the first 64, that
  /// holds wherever it has a value.
  private mutating func mask(_ builder: Builder, _ group: [Int], _ asked: [NodeID], _ implied: [UInt64]) {
    let all: UInt64 = asked.count >= 64 ? .max : (1 << UInt64(asked.count)) - 1
    let isCounted = asked.count <= 64
    let witness = isCounted ? implied.firstIndex { $0 & all == all } : nil
    var known: [UInt64: NodeID] = [:]
    for output in group where !isCounted || implied[output] & all != all {
      if let witness {
        witnesses[output] = witness
        continue
      }
      let own = implied[output]
      let missing = asked.enumerated().filter { $0.offset >= 64 || own >> UInt64($0.offset) & 1 == 0 }
      let relation = known[own] ?? builder.and(missing.map(\.element))
      known[own] = relation
      relations[output] = relation
    }
  }

  /// The relations to be computed with the outputs, each once.
  func roots(_ store: Store) -> [NodeID] {
    Array(Set(relations.filter { $0 != .yes })).sorted { store.fingerprint($0) < store.fingerprint($1) }
  }
}
