// The sign of a constant such as pi - 22/7, proved by enclosures.

import NablaKernels
import NablaNumbers

extension Builder {
  /// The sign of an expression without symbols, if it is a short one that is not 0; nil where it is not proved (or Arb is
  /// absent). Constant time: at most so many nodes at a few fixed precisions.
  func constantSign(_ id: NodeID) -> Int? {
    if let number = value(id) { return number.signum }
    let flags = store.flags(id)
    guard Ball.isAvailable, flags.contains(.symbolFree) else { return nil }
    if flags.isPositive && flags.isTotal { return 1 }
    if flags.isNegative && flags.isTotal { return -1 }
    let reachable = ReachableNodes(store, [id])
    guard reachable.ids.count <= 64 else { return nil }
    for bits in [64, 256] {
      if let sign = enclosure(id, reachable, bits)?.sign, sign != 0 { return sign }
    }
    return nil
  }

  /// Whether an expression without symbols is seen to have no value: no enclosure of it is found. False of long ones, and
  /// where Arb is absent, says nothing.
  package func isKnownToLackValue(_ id: NodeID) -> Bool {
    let flags = store.flags(id)
    guard Ball.isAvailable, flags.contains(.symbolFree), !flags.isTotal else { return false }
    let reachable = ReachableNodes(store, [id])
    // Branches and undefined functions have no enclosures.
    guard reachable.ids.count <= 64, reachable.ids.allSatisfy(isEnclosed) else { return false }
    return enclosure(id, reachable, 256) == nil
  }

  private func isEnclosed(_ id: NodeID) -> Bool {
    switch store.operation(id) {
    case .number, .sum, .product, .power, .call, nil: true
    case .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both:
      false
    }
  }

  private func enclosure(_ root: NodeID, _ reachable: ReachableNodes, _ bits: Int) -> Ball? {
    var balls: [Ball?] = []
    balls.reserveCapacity(reachable.ids.count)
    func ball(_ id: NodeID) -> Ball? {
      if let rank = reachable.rank(id) { return balls[rank] }
      switch id {
      case .pi: return Ball.pi(bits: bits)
      case .e: return Ball.e(bits: bits)
      default: return value(id).flatMap(enclosed)
      }
    }
    func enclosed(_ number: Rational) -> Ball? {
      if number.bitWidth > 4096 { return nil }
      return Ball(numerator: number.numerator.description, denominator: number.denominator.description, bits: bits)
    }
    func power(_ base: NodeID, _ exponent: NodeID) -> Ball? {
      if exponent == .one { return ball(base) }
      guard let x = ball(base), let y = ball(exponent) else { return nil }
      if let n = value(exponent)?.asInt, n.magnitude <= 4096 {
        return n < 0 && x.sign == nil || x.sign == 0 ? nil : x.power(n, bits: bits)
      }
      return x.sign == 1 ? x.power(y, bits: bits) : nil
    }
    for id in reachable.ids {
      let operands = store.operands(id)
      let found: Ball?
      switch store.operation(id) {
      case .number: found = value(id).flatMap(enclosed)
      case .sum, .product:
        let isSum = store.isOperation(id, .sum)
        let pairs = store.pairs(of: id)
        var total = ball(pairs.head)
        for (first, second) in pairs {
          let part: Ball?
          if isSum {
            part = ball(first).flatMap { c in
              ball(second).map { c.times($0, bits: bits) }
            }
          } else {
            part = power(first, second)
          }
          total = total.flatMap { total in
            part.map { isSum ? total.plus($0, bits: bits) : total.times($0, bits: bits) }
          }
        }
        found = total
      case .power: found = power(operands[0], operands[1])
      case .call:
        let arguments = operands.map(ball)
        let known = arguments.compactMap { $0 }
        found =
          known.count == arguments.count ? Catalogue.row(store.node(id).pointee.function).ball(known, bits) : nil
      case .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
        .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
        found = nil
      }
      balls.append(found.flatMap { $0.isFinite ? $0 : nil })
    }
    return ball(root)
  }
}
