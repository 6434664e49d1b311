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
      let isSkipped = nodesWithoutSlope(reachable, roots, extensions)
      for (rank, id) in reachable.ids.enumerated() where !isSkipped[rank] {
        try check()
        let operands = store.operands(id)
        // Neither a long product nor a sum that goes on from another is made of its operands' slopes.
        guard
          extensions.sums[id] != nil || store.isLongProduct(id) || operands.contains(where: { derivative($0) != .zero })
        else { continue }
        derivatives[rank] = try localDerivative(id, operands, extensions, derivative)
      }
      return roots.map(derivative)
    }
  }

  /// Which nodes occur only as chunks of long products, whose derivative is taken as a whole, or of sums that go on from
  /// others, or as values and rules of declared functions.
  func nodesWithoutSlope(
    _ reachable: ReachableNodes, _ roots: [NodeID], _ extensions: Extensions
  ) -> [Bool] {
    var isUsed = [Bool](repeating: false, count: reachable.ids.count)
    guard
      !extensions.sums.isEmpty
        || reachable.ids.contains(where: { store.isLongProduct($0) || store.isOperation($0, .declared) })
    else {
      return [Bool](repeating: false, count: reachable.ids.count)
    }
    for root in roots { if let rank = reachable.rank(root) { isUsed[rank] = true } }
    for (rank, id) in reachable.ids.enumerated().reversed() where isUsed[rank] {
      forEachDifferentiated(id, extensions) { operand in
        if let rank = reachable.rank(operand) { isUsed[rank] = true }
      }
    }
    return isUsed.map(!)
  }

  /// The operands whose slopes make up that of a node.
  func forEachDifferentiated(_ id: NodeID, _ extensions: Extensions, _ body: (NodeID) -> Void) {
    if let known = extensions.sums[id] {
      for (_, term) in known.terms { body(term) }
    } else if let known = extensions.products[id] {
      for (base, exponent) in known.factors {
        body(base)
        if exponent != .one { body(exponent) }
      }
    } else if store.isLongProduct(id) {
      store.forEachFactor(id) { base, exponent in
        body(base)
        if exponent != .one { body(exponent) }
      }
    } else if store.isOperation(id, .declared) {
      for argument in store.declaredCall(id).arguments { body(argument) }
    } else {
      for operand in store.operands(id) { body(operand) }
    }
  }

  /// The derivative of one node from those of its operands.
  func localDerivative(
    _ id: NodeID, _ operands: UnsafeBufferPointer<NodeID>, _ extensions: Extensions,
    _ derivative: (NodeID) -> NodeID
  ) throws(NablaError) -> NodeID {
    switch store.operation(id) {
    case .sum:
      var terms: [NodeID] = []
      func append(_ coefficient: NodeID, _ term: NodeID) {
        let slope = derivative(term)
        if slope == .zero { return }
        if coefficient != .one && store.isOperation(term, .product) && store.isOperation(slope, .sum) {
          // The terms of the product rule stay terms, so that like ones meet.
          let constant = store.operands(slope)[0]
          if constant != .zero { terms.append(scaled(coefficient, constant)) }
          store.forEachTerm(slope) { terms.append(scaled(scaled(coefficient, $0), $1)) }
        } else {
          terms.append(scaled(coefficient, slope))
        }
      }
      if let known = extensions.sums[id] {
        for (coefficient, term) in known.terms { append(coefficient, term) }
      } else {
        for k in stride(from: 1, to: operands.count, by: 2) { append(operands[k], operands[k + 1]) }
      }
      return sum(terms)
    case .product:
      var terms: [NodeID] = []
      if let known = extensions.products[id] {
        for (k, (base, exponent)) in known.factors.enumerated() {
          let slope = powerSlope(base, exponent, derivative(base), derivative(exponent))
          if slope != .zero { terms.append(activeSlope(product(known.otherFactors(than: k, self) + [slope]))) }
        }
        return sum(terms)
      }
      if store.isLongProduct(id) {
        // The factors before and behind one are shared chunks.
        var pairs: [(base: NodeID, exponent: NodeID)] = []
        store.forEachFactor(id) { pairs.append(($0, $1)) }
        // In the order in which they were made, since the slope of one is near that of the one before it.
        pairs.sort { $0.base.raw < $1.base.raw }
        for (base, exponent) in pairs {
          try check()
          let slope = powerSlope(base, exponent, derivative(base), derivative(exponent))
          if slope != .zero { terms.append(activeSlope(product(product(id, without: base), slope))) }
        }
        return sum(terms)
      }
      for k in stride(from: 1, to: operands.count, by: 2) {
        let slope = powerSlope(
          operands[k], operands[k + 1], derivative(operands[k]), derivative(operands[k + 1]))
        if slope == .zero { continue }
        terms.append(activeSlope(product(otherFactors(operands, except: k) + [slope])))
      }
      return sum(terms)
    case .power:
      return powerSlope(operands[0], operands[1], derivative(operands[0]), derivative(operands[1]))
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      let arguments = Array(operands)
      var terms: [NodeID] = []
      for (position, argument) in arguments.enumerated() {
        let slope = derivative(argument)
        if slope != .zero {
          terms.append(activeSlope(product(row.derivative(self, arguments, id, position), slope)))
        }
      }
      return sum(terms)
    case .application:
      let application = store.application(id)
      var terms: [NodeID] = []
      for (position, argument) in application.arguments.enumerated() {
        let slope = derivative(argument)
        if slope == .zero { continue }
        let partial = self.application(
          application.name, positions: application.positions + [position + 1], application.arguments)
        terms.append(product(partial, slope))
      }
      return sum(terms)
    case .declared:
      // By its rules, whatever the formula of its value.
      let call = store.declaredCall(id)
      var terms: [NodeID] = []
      for (position, argument) in call.arguments.enumerated() {
        let slope = derivative(argument)
        if slope != .zero { terms.append(product(try rule(call, by: position), slope)) }
      }
      return sum(terms)
    case .ifElse:
      return choice(operands[0], derivative(operands[1]), derivative(operands[2]))
    default:
      return .zero
    }
  }

  /// The derivative of u^v from those of u and v; constant exponents and bases have their own, shorter rules.
  private func powerSlope(_ u: NodeID, _ v: NodeID, _ du: NodeID, _ dv: NodeID) -> NodeID {
    if du == .zero && dv == .zero { return .zero }
    if v == .one { return du }
    if dv == .zero { return activeSlope(product([v, power(u, difference(v, .one)), du])) }
    // 0^v is 0 wherever it has a slope.
    if u == .zero { return .zero }
    let whole = rawPower(u, v)
    if du == .zero { return product([whole, call(.log, [u]), dv]) }
    let byExponent = product(dv, call(.log, [u]))
    let byBase = product([v, du, power(u, .minusOne)])
    return product(whole, sum(byExponent, byBase))
  }

  /// The coefficient and the factors of a product but one.
  func otherFactors(_ operands: UnsafeBufferPointer<NodeID>, except place: Int) -> [NodeID] {
    var factors = [operands[0]]
    for k in stride(from: 1, to: operands.count, by: 2) where k != place {
      factors.append(rawPower(operands[k], operands[k + 1]))
    }
    return factors
  }
}

/// The long sums and products among some nodes that go on from others.
struct Extensions {
  let sums: [NodeID: SumExtension]
  let products: [NodeID: ProductExtension]

  init(_ builder: Builder, _ nodes: ReachableNodes, _ roots: [NodeID]) throws(NablaError) {
    sums = try builder.longExtensions(nodes, roots)
    products = try builder.longProductExtensions(nodes, roots)
  }
}

extension ProductExtension {
  /// The coefficient and the factors but one.
  func otherFactors(than place: Int, _ builder: Builder) -> [NodeID] {
    var others = [coefficient]
    for (k, (base, exponent)) in factors.enumerated() where k != place {
      others.append(builder.rawPower(base, exponent))
    }
    return others
  }
}
