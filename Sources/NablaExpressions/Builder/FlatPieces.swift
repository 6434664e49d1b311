// Slopes that are 0 on whole pieces: what they are multiplied by needs no value there.

import NablaNumbers

extension Builder {
  /// A contribution to a slope, as a choice where it is a product of a step and of what has no value everywhere.
  ///
  /// sqrt(relu(x)) is constant for x < 0, and there its slope is 0, though 1/(2·sqrt(relu(x))) has no value. What is known
  /// wherever the function has a value decides, where it can: log(relu(x)) has the slope 1/x.
  package func activeSlope(_ slope: NodeID, _ domain: KnownDomain) -> NodeID {
    guard store.isOperation(slope, .product), !store.flags(slope).isTotal else { return slope }
    let factors = store.factors(of: slope)
    guard factors.count <= 16 else { return slope }
    var relations: [NodeID] = []
    var rest = [factors.coefficient]
    for (base, exponent) in factors {
      if exponent.isSmallInteger, exponent.smallInteger > 0, relations.count < 4, let piece = piece(base) {
        relations.append(piece.relation)
        rest.append(power(piece.value, exponent))
      } else {
        rest.append(rawPower(base, exponent))
      }
    }
    if relations.isEmpty { return slope }
    if relations.allSatisfy({ domain.implies($0, self) }) {
      let values = rest.map { factor in
        argument(of: factor, if: .heaviside).map { domain.implies(less(.zero, $0), self) } ?? false ? .one : factor
      }
      return withoutRectifiers(product(values), where: relations)
    }
    if domain.implies(valueOf: product(rest), self) { return slope }
    return choice(of: withoutRectifiers(product(rest), where: relations), where: relations)
  }

  /// if(u ≥ 0, heaviside(u)·v, 0) is if(u > 0, v, 0) where v has no value at u = 0: neither has the slope.
  private func choice(of slope: NodeID, where relations: [NodeID]) -> NodeID {
    var relations = relations
    var factors: [NodeID] = []
    if store.isOperation(slope, .product), !store.isLongProduct(slope) {
      factors = [store.head(of: slope)]
      store.forEachFactor(slope) { factors.append(rawPower($0, $1)) }
    }
    var needed: KnownRelations?
    for (k, relation) in relations.enumerated() {
      guard store.isOperation(relation, .lessOrEqual), store.operands(relation)[0] == .zero else { continue }
      let u = store.operands(relation)[1]
      guard let place = factors.firstIndex(where: { argument(of: $0, if: .heaviside) == u }) else { continue }
      if needed == nil {
        needed = KnownRelations()
        for asked in localDomain(of: slope) { for part in normalized(asked) { needed?.add(part, self) } }
      }
      let isMissing = [notEqual(u, .zero), less(.zero, u)].contains { needed?.remainder(of: $0, self) == .yes }
      guard isMissing else { continue }
      relations[k] = less(.zero, u)
      factors.remove(at: place)
    }
    return ifElse(and(relations), factors.isEmpty ? slope : product(factors), .zero)
  }

  /// The relation outside which a factor is 0, and its value inside.
  private func piece(_ id: NodeID) -> (relation: NodeID, value: NodeID)? {
    guard let operation = store.operation(id) else { return nil }
    switch operation {
    case .ifElse:
      let operands = store.operands(id)
      if operands[2] == .zero { return (operands[0], operands[1]) }
      return operands[1] == .zero ? (not(operands[0]), operands[2]) : nil
    case .call:
      guard let u = argument(of: id, if: .heaviside) else { return nil }
      return (lessOrEqual(.zero, u), id)
    case .sum:
      // The sum of a few pieces is 0 where all are.
      let terms = store.terms(of: id)
      guard terms.count <= 3, terms.constant == .zero else { return nil }
      var relations: [NodeID] = []
      for (_, term) in terms {
        guard let piece = factorPiece(term) else { return nil }
        relations.append(piece)
      }
      return (disjunction(relations), id)
    case .number, .product, .power, .application, .declared: return nil
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable, .domainRequirement,
      .kinkRequirement, .guarded, .both:
      assertionFailure("no factor")
      return nil
    }
  }

  private func factorPiece(_ id: NodeID) -> NodeID? {
    guard store.isOperation(id, .product) else {
      return store.isOperation(id, .sum) ? nil : piece(id)?.relation
    }
    for (base, exponent) in store.factors(of: id).prefix(16) where exponent == .one && !store.isOperation(base, .sum) {
      if let piece = piece(base) { return piece.relation }
    }
    return nil
  }

  /// relu(u) as u where u > 0 is known.
  private func withoutRectifiers(_ id: NodeID, where relations: [NodeID]) -> NodeID {
    var result = id
    for relation in relations {
      guard store.isOperation(relation, .less) || store.isOperation(relation, .lessOrEqual),
        store.operands(relation)[0] == .zero
      else { continue }
      let u = store.operands(relation)[1]
      let rectified = store.find(.call, function: FunctionID.relu.rawValue, u)
      for rectified in [rectified, call(.max, [u, .zero])] {
        guard let rectified else { continue }
        let inside = ReachableNodes(store, [result])
        guard inside.ids.count <= 64, inside.rank(rectified) != nil else { continue }
        result = replacing(rectified, by: u, in: result, inside)
      }
    }
    return result
  }

  /// The steps among the factors of a slope, where a maximum, minimum or positive part is the one of its arguments through
  /// which the slope goes: of min(max(x, 0), 1) the inner slope is 0 unless max(x, 0) is x.
  package func stepsWithout(_ extreme: NodeID, _ own: NodeID, in slope: NodeID) -> NodeID {
    guard slope.isStored, slope.raw > extreme.raw else { return slope }
    if !store.isOperation(slope, .product) { return step(slope, without: extreme, own) ?? slope }
    let present = store.factors(of: slope)
    if present.count > 16 || store.isLongProduct(slope) { return slope }
    var factors = [present.coefficient]
    var isChanged = false
    for (base, exponent) in present {
      let image = exponent == .one ? step(base, without: extreme, own) : nil
      if image != nil { isChanged = true }
      factors.append(image ?? rawPower(base, exponent))
    }
    return isChanged ? product(factors) : slope
  }

  private func step(_ id: NodeID, without extreme: NodeID, _ own: NodeID) -> NodeID? {
    guard id.isStored, id.raw > extreme.raw else { return nil }
    let isStep =
      store.isOperation(id, .ifElse) && store.isNumber(store.operands(id)[1]) && store.isNumber(store.operands(id)[2])
    guard isStep || store.isCall(id, .heaviside) else { return nil }
    var count = 0
    let inside = ReachableNodes(store, [id]) { _ in
      count += 1
      return count <= 32
    }
    guard count <= 32, inside.rank(extreme) != nil else { return nil }
    let image = replacing(extreme, by: own, in: id, inside)
    return store.flags(image).isTotal ? image : nil
  }

  /// A node with another in the place of one under it. Linear in the nodes.
  func replacing(_ node: NodeID, by value: NodeID, in root: NodeID, _ inside: ReachableNodes) -> NodeID {
    var images = [NodeID](repeating: .no, count: inside.ids.count)
    func image(_ id: NodeID) -> NodeID { inside.rank(id).map { images[$0] } ?? (id == node ? value : id) }
    for (rank, id) in inside.ids.enumerated() {
      if id == node {
        images[rank] = value
      } else {
        images[rank] = store.operands(id).allSatisfy { image($0) == $0 } ? id : rebuild(id, image)
      }
    }
    return image(root)
  }
}
