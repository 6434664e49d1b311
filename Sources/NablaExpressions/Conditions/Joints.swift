// Where pieces of a function meet: a kink of the formula is none where function and slopes have the same limits from both
// sides, as abs(x)·sin(x) at 0, or x^2 and 2·x − 1 at 1.

import NablaNumbers

/// A set a = b across which pieces meet, solved for one of its symbols.
private struct Joint {
  let symbol: NodeID
  /// What the symbol is there.
  let value: NodeID
  /// a − b, positive on one side.
  let distance: NodeID
  /// How the distance grows with the symbol.
  let rate: Rational
}

/// A way to a joint.
private final class Approach {
  let joint: Joint
  /// The sign of the distance; 0 is the joint itself.
  let side: Int
  /// The sign of the one expression that is 0 at the joint and not seen to be a multiple of the distance.
  let open: Int
  var openNode: NodeID?
  /// Whether something changes at the joint.
  var isMet = false

  init(_ joint: Joint, side: Int, open: Int = 1) {
    self.joint = joint
    self.side = side
    self.open = open
  }
}

extension Builder {
  private static let mostNodes = 400

  /// Whether expressions have equal limits from both sides of a = b, which are their values there. What is not seen to be
  /// equal counts as different. Linear in the nodes, of which there may be some hundreds.
  ///
  /// With `isAtJump` something in them has to change there: else it is not seen what does.
  func areContinuous(_ roots: [NodeID], across relation: NodeID, isAtJump: Bool) -> Bool {
    guard store.isOperation(relation, .notEqual), let joint = joint(store.operands(relation)) else { return false }
    let reachable = ReachableNodes(store, roots)
    guard reachable.ids.count <= Builder.mostNodes, let here = limits(roots, reachable, Approach(joint, side: 0)) else {
      return false
    }
    for side in [1, -1] {
      for open in [1, -1] {
        let approach = Approach(joint, side: side, open: open)
        if limits(roots, reachable, approach) != here || (isAtJump && !approach.isMet) { return false }
      }
    }
    return true
  }

  private func joint(_ sides: UnsafeBufferPointer<NodeID>) -> Joint? {
    let distance = difference(sides[0], sides[1])
    for side in [sides[0], sides[1]] where side.isSymbol {
      if let joint = joint(distance, for: side) { return joint }
    }
    guard store.isOperation(distance, .sum), store.terms(of: distance).count < 16 else {
      let term = splitCoefficient(distance).term
      return term.isSymbol ? joint(distance, for: term) : nil
    }
    for (_, term) in store.terms(of: distance) where term.isSymbol {
      if let joint = joint(distance, for: term) { return joint }
    }
    return nil
  }

  private func joint(_ distance: NodeID, for symbol: NodeID) -> Joint? {
    guard let rate = rate(of: distance, by: symbol) else { return nil }
    let rest = difference(distance, scaled(number(rate), symbol))
    let inside = ReachableNodes(store, [rest])
    if inside.ids.count > 64 || rest == symbol || inside.ids.contains(where: { store.operands($0).contains(symbol) }) {
      return nil
    }
    return Joint(symbol: symbol, value: product(number(-rate.reciprocal), rest), distance: distance, rate: rate)
  }

  /// The number with which a symbol stands in a sum.
  private func rate(of id: NodeID, by symbol: NodeID) -> Rational? {
    let (coefficient, term) = splitCoefficient(id)
    if term == symbol { return value(coefficient) }
    guard store.isOperation(id, .sum), store.terms(of: id).count < 32 else { return nil }
    return store.terms(of: id).first { $0.term == symbol }.flatMap { value($0.coefficient) }
  }

  /// The sign near the joint of what is 0 there.
  private func sign(of id: NodeID, _ approach: Approach, _ image: (NodeID) -> NodeID) -> Int? {
    let joint = approach.joint
    let u = withKnownSigns(id, image)
    approach.isMet = true
    if let own = rate(of: u, by: joint.symbol) {
      let factor = own / joint.rate
      let isSum = store.isOperation(joint.distance, .sum)
      let multiple = isSum ? scaledTerms(joint.distance, factor) : scaled(number(factor), joint.distance)
      if difference(u, multiple) == .zero { return factor.signum * approach.side }
    }
    if let open = approach.openNode, open != u { return nil }
    approach.openNode = u
    return approach.open
  }

  /// |v| as v where v is positive at the joint, and so on.
  private func withKnownSigns(_ id: NodeID, _ image: (NodeID) -> NodeID) -> NodeID {
    let inside = ReachableNodes(store, [id])
    guard inside.ids.count <= 32 else { return id }
    var result = id
    for call in inside.ids {
      guard let shape = store.shape(of: call), shape == .magnitude || shape == .positivePart else { continue }
      let v = store.operands(call)[0]
      let flags = store.flags(image(v))
      guard flags.isPositive || flags.isNegative else { continue }
      let known = flags.isPositive ? v : shape == .magnitude ? negate(v) : .zero
      result = replacing(call, by: known, in: result, ReachableNodes(store, [result]))
    }
    return result
  }

  /// The limits from one side, or with side 0 the values; nil where there are none, or they are not seen.
  private func limits(
    _ roots: [NodeID], _ reachable: ReachableNodes, _ approach: Approach
  ) -> [NodeID]? {
    var images = [NodeID](repeating: .no, count: reachable.ids.count)
    func image(_ id: NodeID) -> NodeID {
      if let rank = reachable.rank(id) { return images[rank] }
      return id == approach.joint.symbol ? approach.joint.value : id
    }
    for (rank, id) in reachable.ids.enumerated() {
      guard let limit = limit(of: id, approach, image) else { return nil }
      // A constant without a value, such as log(0).
      if store.flags(limit).contains(.symbolFree) && !store.flags(limit).isTotal { return nil }
      images[rank] = limit
    }
    return roots.map(image)
  }

  private func limit(of id: NodeID, _ approach: Approach, _ image: (NodeID) -> NodeID) -> NodeID? {
    let side = approach.side
    let operands = store.operands(id)
    switch store.operation(id) {
    case .less, .lessOrEqual, .equal, .notEqual:
      let images = (image(operands[0]), image(operands[1]))
      guard side != 0, images.0 == images.1 else {
        // max(x, y) > 1 has its edge at x = 1 as well.
        let parts = normalized(id)
        if side != 0 && isHidden(Array(operands), [images.0, images.1]) { return nil }
        return side == 0 || parts == [id] ? rebuild(id, image) : limit(ofParts: parts, approach, image)
      }
      guard let sign = sign(of: difference(operands[0], operands[1]), approach, image) else { return nil }
      return holds(id, sign) ? .yes : .no
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      let arguments = operands.map(image)
      if let steps = row.steps, arguments[0] == .zero, side != 0 {
        return sign(of: operands[0], approach, image).map { number($0 < 0 ? steps.below : steps.above) }
      }
      // At their other jumps limits are not looked for.
      if side != 0 && row.mayJump(self, at: arguments) { return nil }
      if side != 0 && row.jumps && isHidden(Array(operands), arguments) { return nil }
      return rebuild(id, image)
    case .power:
      return hasLimit(image(operands[0]), image(operands[1])) ? rebuild(id, image) : nil
    case .product:
      for (base, exponent) in store.factors(of: id) where !hasLimit(image(base), image(exponent)) { return nil }
      return rebuild(id, image)
    case .declared, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both: return nil
    case .number, .sum, .application, .ifElse, .and, .or, nil: return rebuild(id, image)
    }
  }

  /// Whether a zero or a tie at the joint may not be seen, as in heaviside(x − min(x, y)): pieces are no normal form.
  private func isHidden(_ operands: [NodeID], _ images: [NodeID]) -> Bool {
    zip(operands, images).contains { operand, image in operand != image && !store.flags(image).contains(.smooth) }
  }

  /// The limit of a relation that was taken apart.
  private func limit(ofParts parts: [NodeID], _ approach: Approach, _ image: (NodeID) -> NodeID) -> NodeID? {
    let inside = ReachableNodes(store, parts)
    guard inside.ids.count <= 64 else { return nil }
    var images = [NodeID](repeating: .no, count: inside.ids.count)
    func part(_ id: NodeID) -> NodeID { inside.rank(id).map { images[$0] } ?? image(id) }
    for (rank, id) in inside.ids.enumerated() {
      let isRelation = store.isBoolean(id) && !store.isOperation(id, .and) && !store.isOperation(id, .or)
      let operands = store.operands(id)
      if isRelation, part(operands[0]) == part(operands[1]) {
        guard let sign = sign(of: difference(operands[0], operands[1]), approach, part) else { return nil }
        images[rank] = holds(id, sign) ? .yes : .no
      } else {
        images[rank] = rebuild(id, part)
      }
    }
    return and(parts.map(part))
  }

  private func holds(_ relation: NodeID, _ sign: Int) -> Bool {
    store.operation(relation).flatMap { Sense($0) }.map { $0.holds(sign) } ?? false
  }

  private func hasLimit(_ base: NodeID, _ exponent: NodeID) -> Bool {
    if base != .zero { return true }
    return value(exponent).map { $0.signum > 0 } ?? false
  }
}
