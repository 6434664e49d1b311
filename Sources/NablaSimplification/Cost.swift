// How large an expression is, as far as it matters.

import NablaExpressions

extension Store {
  /// Whether not more than so many distinct nodes are under some roots. Looks at no more than that.
  package func hasAtMost(_ limit: Int, under roots: [NodeID]) -> Bool {
    var seen = Set<NodeID>()
    var pending: [NodeID] = []
    for root in roots where root.isStored && seen.insert(root).inserted { pending.append(root) }
    while let id = pending.popLast() {
      if seen.count > limit { return false }
      for operand in operands(id) where operand.isStored && seen.insert(operand).inserted { pending.append(operand) }
    }
    return seen.count <= limit
  }

  /// The operations of the printed form of a node.
  func printedCost(_ node: NodeID) -> Int { (try? cost(of: [node])) ?? Int.max }
}
