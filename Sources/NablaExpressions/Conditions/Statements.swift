// Relations as they are written: what is subtracted stands on the other side.

import NablaNumbers

extension Builder {
  /// The relation between an expression and a number; a difference and 0 stand on two sides.
  func state(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> NodeID {
    if bound.isZero, store.isOperation(u, .sum), let (left, right) = sides(of: u) { return state(left, sense, right) }
    return state(u, sense, number(bound))
  }

  func state(_ a: NodeID, _ sense: Sense, _ b: NodeID) -> NodeID {
    switch sense {
    case .less: return less(a, b)
    case .lessOrEqual: return lessOrEqual(a, b)
    case .greater: return less(b, a)
    case .greaterOrEqual: return lessOrEqual(b, a)
    case .equal: return relation(.equal, a, b)
    case .notEqual: return notEqual(a, b)
    }
  }

  /// a and b where a sum is a − b; nil if all its signs are the same.
  private func sides(of sum: NodeID) -> (NodeID, NodeID)? {
    let terms = store.terms(of: sum)
    if terms.count >= 32 || store.isLongSum(sum) { return nil }
    var positive: [NodeID] = []
    var negative: [NodeID] = []
    for (coefficient, term) in terms {
      let c = numberValue(coefficient)
      let multiple = scaled(number(c.magnitude), term)
      if c.isNegative { negative.append(multiple) } else { positive.append(multiple) }
    }
    // The number belongs to a side as well.
    let constant = numberValue(terms.constant)
    if constant.signum > 0 { positive.append(terms.constant) }
    if constant.signum < 0 { negative.append(number(-constant)) }
    if positive.isEmpty || negative.isEmpty { return nil }
    return (self.sum(positive), self.sum(negative))
  }
}
