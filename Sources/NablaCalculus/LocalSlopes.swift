// The links of the chain rule below a root with their slopes as nodes, for those who look at the rule factor by factor.

import NablaExpressions

/// One link of the chain rule: a node, what it depends on, and the partial derivative of the one by the other.
package struct LocalSlope: Sendable {
  package enum Kind: Sendable {
    case sum, product, power, exponential, function, branch
  }

  package let kind: Kind
  package let node: NodeID
  package let operand: NodeID
  /// The partial derivative; of a branch 1 where it is taken and 0 elsewhere.
  package let slope: NodeID
  /// The power in which the operand stands.
  package let exponent: NodeID
}

extension Builder {
  /// The links below a root, by node in ascending order. Linear in the graph, but for products of a few dozen factors.
  package func localSlopes(of root: NodeID) throws(NablaError) -> [LocalSlope] {
    let reachable = ReachableNodes(store, [root])
    let extensions = try Extensions(self, reachable, [root])
    return try withoutRecording { () throws(NablaError) -> [LocalSlope] in
      var links: [LocalSlope] = []
      var factors: [NodeID] = []
      for id in reachable.ids {
        try check()
        try forEachLink(of: id, extensions) { (link) throws(NablaError) in
          // A number has no slope, and none is asked for.
          if store.isNumber(link.operand) || link.operand == .pi || link.operand == .e { return }
          var slope: NodeID
          let kind: LocalSlope.Kind
          switch link.rule {
          case .branch, .otherBranch:
            let condition = store.operands(id)[0]
            slope = link.rule == .branch ? ifElse(condition, .one, .zero) : ifElse(condition, .zero, .one)
            kind = .branch
          case .sum, .product, .power, .exponential, .function, .undefinedFunction, .declaredFunction:
            factors.removeAll(keepingCapacity: true)
            let coefficient = try appendPartial(of: link, extensions, to: &factors)
            slope = factors.isEmpty ? coefficient : scaled(coefficient, product(factors))
            switch link.rule {
            case .sum: kind = .sum
            case .product: kind = .product
            case .power: kind = .power
            case .exponential: kind = .exponential
            case .function, .undefinedFunction, .declaredFunction, .branch, .otherBranch: kind = .function
            }
          }
          links.append(LocalSlope(kind: kind, node: id, operand: link.operand, slope: slope, exponent: link.exponent))
        }
      }
      return links
    }
  }
}
