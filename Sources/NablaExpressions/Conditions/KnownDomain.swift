// What holds wherever a function has a value: its slope needs no choice between pieces there.

import NablaNumbers

/// The relations under which a function has a value, found when they are first asked for.
package final class KnownDomain {
  private let root: NodeID?
  private var known: KnownRelations?
  private var isFound = false
  /// Each takes time, and a text says no more of them.
  private var questionsLeft = 256

  private static let mostNodes = 2_000
  private static let mostNodesAsked = 128

  /// Of one function. Of several together nothing is known, since not all of them use the same nodes.
  package init(_ roots: [NodeID]) { root = roots.count == 1 ? roots[0] : nil }

  /// Whether a relation holds wherever the function has a value, as far as it is seen.
  func implies(_ relation: NodeID, _ builder: Builder) -> Bool {
    guard let known = relations(builder), questionsLeft > 0 else { return false }
    questionsLeft -= 1
    if known.remainder(of: relation, builder) == .yes { return true }
    return builder.normalized(relation).allSatisfy { known.remainder(of: $0, builder) == .yes }
  }

  /// Whether an expression has a value wherever the function has one.
  func implies(valueOf id: NodeID, _ builder: Builder) -> Bool {
    guard relations(builder) != nil else { return false }
    let store = builder.store
    var count = 0
    let reachable = ReachableNodes(store, [id]) {
      count += 1
      return count <= KnownDomain.mostNodesAsked && !store.flags($0).isTotal
    }
    if count > KnownDomain.mostNodesAsked { return false }
    return reachable.ids.allSatisfy { id in
      store.flags(id).isTotal || builder.localDomain(of: id).allSatisfy { implies($0, builder) }
    }
  }

  private func relations(_ builder: Builder) -> KnownRelations? {
    if isFound { return known }
    isFound = true
    guard let root, root.isStored, !builder.store.flags(root).isTotal else { return nil }
    var count = 0
    let reachable = ReachableNodes(builder.store, [root]) {
      count += 1
      return count <= KnownDomain.mostNodes && !builder.store.flags($0).isTotal
    }
    if count > KnownDomain.mostNodes { return nil }
    let live = builder.liveness(reachable, roots: [root])
    var found = KnownRelations()
    for (rank, id) in reachable.ids.enumerated() where live[rank] == .yes && !builder.store.flags(id).isTotal {
      for relation in builder.localDomain(of: id) {
        found.add(relation, builder)
        for part in builder.normalized(relation) { found.add(part, builder) }
      }
    }
    known = found
    return found
  }
}
