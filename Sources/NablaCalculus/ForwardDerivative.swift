// Derivatives along one direction: one pass over the graph, children first.

import NablaExpressions
import NablaNumbers

extension Builder {
  /// The derivatives of some roots along a direction: seeds give the derivatives of symbols, all others are constant.
  ///
  /// Linear in the nodes under the roots, beside the factors of products. Conditions are the caller's to record.
  package func forwardDerivatives(
    of roots: [NodeID], seeds: [NodeID: NodeID]
  ) throws(NablaError) -> [NodeID] {
    try withoutRecording { () throws(NablaError) in
      let reachable = ReachableNodes(store, roots)
      var derivatives = [NodeID](repeating: .zero, count: reachable.ids.count)
      func derivative(_ id: NodeID) -> NodeID {
        if let rank = reachable.rank(id) { return derivatives[rank] }
        return seeds[id] ?? .zero
      }
      let extensions = try Extensions(self, reachable, roots)
      let domain = KnownDomain(roots)
      let isSkipped = try nodesWithoutSlope(reachable, roots, extensions)
      for (rank, id) in reachable.ids.enumerated() where !isSkipped[rank] {
        try check()
        let operands = store.operands(id)
        // Neither a long product nor a sum that goes on from another is made of its operands' slopes.
        guard
          extensions.sums[id] != nil || store.isLongProduct(id) || operands.contains(where: { derivative($0) != .zero })
        else { continue }
        derivatives[rank] = try localDerivative(id, extensions, domain, derivative)
      }
      return roots.map(derivative)
    }
  }

  /// Which nodes occur only as chunks of long products, whose derivative is taken as a whole, or of sums that go on from
  /// others, or as values and rules of declared functions.
  func nodesWithoutSlope(
    _ reachable: ReachableNodes, _ roots: [NodeID], _ extensions: Extensions
  ) throws(NablaError) -> [Bool] {
    var isUsed = [Bool](repeating: false, count: reachable.ids.count)
    guard
      !extensions.sums.isEmpty
        || reachable.ids.contains(where: { store.isLongProduct($0) || store.isOperation($0, .declared) })
    else {
      return [Bool](repeating: false, count: reachable.ids.count)
    }
    for root in roots { if let rank = reachable.rank(root) { isUsed[rank] = true } }
    for (rank, id) in reachable.ids.enumerated().reversed() where isUsed[rank] {
      try check()
      try forEachLink(of: id, extensions) { link in
        if let rank = reachable.rank(link.operand) { isUsed[rank] = true }
      }
    }
    return isUsed.map(!)
  }

  /// The derivative of one node from those of its operands: by the chain rule, the sum over its links.
  func localDerivative(
    _ id: NodeID, _ extensions: Extensions, _ domain: KnownDomain, _ derivative: (NodeID) -> NodeID
  ) throws(NablaError) -> NodeID {
    if store.isOperation(id, .ifElse) {
      let operands = store.operands(id)
      return choice(operands[0], derivative(operands[1]), derivative(operands[2]))
    }
    var terms: [NodeID] = []
    var factors: [NodeID] = []
    try forEachLink(of: id, extensions) { (link) throws(NablaError) in
      let slope = derivative(link.operand)
      if slope == .zero { return }
      if link.rule == .sum { return append(link.coefficient, slope, of: link.operand, to: &terms) }
      factors.removeAll(keepingCapacity: true)
      if link.rule == .power || link.rule == .exponential {
        let (byBase, byExponent) = (derivative(link.base), derivative(link.exponent))
        if byBase != .zero && byExponent != .zero {
          // One term for both, at the first of the two links.
          if link.rule == .power { terms.append(activeSlope(generalPower(link, byBase, byExponent), domain)) }
          return
        }
      }
      let coefficient = try appendPartial(of: link, extensions, to: &factors)
      if let own = onlyVarying(link.operand, derivative) {
        for k in factors.indices { factors[k] = stepsWithout(link.operand, own, in: factors[k]) }
      }
      factors.append(slope)
      if coefficient != .one { factors.append(coefficient) }
      terms.append(activeSlope(product(factors), domain))
    }
    return terms.count == 1 ? terms[0] : sum(terms)
  }

  /// The only argument of a maximum, minimum or positive part that has a slope.
  private func onlyVarying(_ id: NodeID, _ derivative: (NodeID) -> NodeID) -> NodeID? {
    guard store.isExtreme(id), store.operands(id).count <= 16 else { return nil }
    let varying = store.operands(id).filter { derivative($0) != .zero }
    return varying.count == 1 ? varying[0] : nil
  }

  /// A multiple of a slope; the terms that the product rule gave stay terms, so that like ones meet.
  private func append(_ coefficient: NodeID, _ slope: NodeID, of operand: NodeID, to terms: inout [NodeID]) {
    guard coefficient != .one, store.isOperation(operand, .product), store.isOperation(slope, .sum) else {
      return terms.append(scaled(coefficient, slope))
    }
    let constant = store.head(of: slope)
    if constant != .zero { terms.append(scaled(coefficient, constant)) }
    store.forEachTerm(slope) { terms.append(scaled(scaled(coefficient, $0), $1)) }
  }

  /// The slope of a power whose base and exponent vary, u^v·(v′·log u + v·u′/u), times the other factors of a product.
  private func generalPower(
    _ link: ChainLink, _ byBase: NodeID, _ byExponent: NodeID
  ) -> NodeID {
    let logarithmic = sum(
      product(byExponent, call(.log, [link.base])),
      product([link.exponent, byBase, power(link.base, .minusOne)]))
    return product(link.node, logarithmic)
  }
}
