// A relation as a person would state it: without what always holds, and factor by factor.

import NablaNumbers

extension Builder {
  /// Relations that together say what the given one says wherever its sides have values; `.no` if it never holds.
  func normalized(_ relation: NodeID) -> [NodeID] {
    guard let operation = store.operation(relation) else { return [relation] }
    let operands = store.operands(relation)
    switch operation {
    case .less, .lessOrEqual:
      let sense: Sense = operation == .less ? .greater : .greaterOrEqual
      if let bound = value(operands[0]) { return normalized(operands[1], sense, bound) }
      if let bound = value(operands[1]) { return normalized(operands[0], sense.reversed, bound) }
      return [relation]
    case .notEqual:
      if let bound = value(operands[0]) { return normalized(operands[1], .notEqual, bound) }
      if let bound = value(operands[1]) { return normalized(operands[0], .notEqual, bound) }
      return [relation]
    case .and:
      return Array(operands).flatMap { store.isOperation($0, .or) ? [$0] : normalized($0) }
    default:
      return [relation]
    }
  }

  /// What follows from a relation: u > m says u ≥ m and u ≠ m.
  func consequences(of relation: NodeID) -> [NodeID] {
    if store.isOperation(relation, .less) {
      let operands = store.operands(relation)
      let (a, b) = (operands[0], operands[1])
      return [lessOrEqual(a, b), notEqual(a, b)]
    }
    // Guarded ones: or(dead, u > m).
    guard store.isOperation(relation, .or) else { return [] }
    let parts = Array(store.operands(relation))
    guard parts.count == 2 else { return [] }
    var result: [NodeID] = []
    for k in 0..<2 where store.isOperation(parts[k], .less) {
      result += consequences(of: parts[k]).map { or([parts[1 - k], $0]) }
    }
    return result
  }

  private enum Sense {
    case less, lessOrEqual, greater, greaterOrEqual, notEqual

    var reversed: Sense {
      switch self {
      case .less: return .greater
      case .lessOrEqual: return .greaterOrEqual
      case .greater: return .less
      case .greaterOrEqual: return .lessOrEqual
      case .notEqual: return .notEqual
      }
    }
  }

  private func normalized(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> [NodeID] {
    var u = u
    var sense = sense
    var bound = bound
    // k + c·t > m is t > (m − k)/c.
    while true {
      if store.isOperation(u, .sum), store.operands(u).count == 3, store.operands(u)[0] != .zero {
        let operands = store.operands(u)
        bound -= numberValue(operands[0])
        u = scaled(operands[1], operands[2])
        continue
      }
      let (coefficient, term) = splitCoefficient(u)
      guard coefficient != .one, let c = value(coefficient) else { break }
      bound /= c
      if c.isNegative { sense = sense.reversed }
      u = term
    }
    if let number = value(u) { return [holds(number, sense, bound) ? .yes : .no] }
    if alwaysHolds(store.flags(u), sense, bound) || isWithinRange(u, sense, bound) { return [.yes] }
    if bound.signum > 0, sense == .less || sense == .lessOrEqual, let interval = interval(u, sense, bound) {
      return interval
    }
    guard bound.isZero else { return [state(u, sense, bound)] }
    switch store.operation(u) {
    case .sum where sense == .notEqual || sense == .greater:
      // A sum of squares is 0 only where all of them are.
      let operands = Array(store.operands(u))
      guard store.flags(u).contains(.nonnegative), operands[0] == .zero else { break }
      var choices: [NodeID] = []
      for k in stride(from: 2, to: operands.count, by: 2) {
        choices.append(and(normalized(operands[k], .notEqual, bound)))
      }
      return [or(choices)]
    case .power:
      let operands = store.operands(u)
      let base = operands[0]
      guard let r = value(operands[1]) else { break }
      // Where the base has to be nonnegative, its own domain says so.
      if sense == .notEqual { return normalized(base, .notEqual, bound) }
      if sense == .greater {
        let isEven = r.isInteger && r.numerator.isEven
        return normalized(base, isEven ? .notEqual : .greater, bound)
      }
    case .product:
      var factors: [NodeID] = []
      store.forEachFactor(u) { factors.append(rawPower($0, $1)) }
      var rest: [NodeID] = []
      var relations: [NodeID] = []
      for factor in factors {
        let flags = store.flags(factor)
        if sense == .notEqual {
          relations += normalized(factor, .notEqual, bound)
        } else if flags.isPositive {
          continue
        } else if flags.contains(.nonnegative) && (sense == .greater || sense == .less) {
          relations += normalized(factor, .notEqual, bound)
        } else {
          rest.append(factor)
        }
      }
      if sense == .notEqual { return relations.filter { $0 != .yes } }
      if rest.count == factors.count { return [state(u, sense, bound)] }
      if rest.isEmpty {
        // All factors are nonnegative.
        if sense == .less { return [.no] }
        return relations.filter { $0 != .yes }
      }
      return (relations + normalized(product(rest), sense, bound)).filter { $0 != .yes }
    case .call:
      let v = store.operands(u)[0]
      switch Catalogue.row(store.node(u).pointee.function).id {
      case .abs where sense == .notEqual || sense == .greater: return normalized(v, .notEqual, bound)
      case .relu where sense == .notEqual || sense == .greater: return normalized(v, .greater, bound)
      case .cbrt, .sinh, .tanh, .asinh, .atanh, .asin, .atan, .erf, .sign: return normalized(v, sense, bound)
      case .log where store.operands(u).count == 1: return normalized(v, sense, 1)
      default: break
      }
    default: break
    }
    return [state(u, sense, bound)]
  }

  /// u^2 < 9 is -3 < u < 3.
  private func interval(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> [NodeID]? {
    guard store.isOperation(u, .power), let n = value(store.operands(u)[1])?.asInt, n > 0, n & 1 == 0, n <= 64,
      let root = bound.root(n)
    else { return nil }
    let base = store.operands(u)[0]
    return normalized(base, sense, root) + normalized(base, sense.reversed, -root)
  }

  private func holds(_ number: Rational, _ sense: Sense, _ bound: Rational) -> Bool {
    switch sense {
    case .less: return number < bound
    case .lessOrEqual: return number <= bound
    case .greater: return number > bound
    case .greaterOrEqual: return number >= bound
    case .notEqual: return number != bound
    }
  }

  /// Whether a relation follows from the range of a function, or from the value of a constant.
  private func isWithinRange(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> Bool {
    if u == .pi || u == .e {
      // Far enough from the bound for a double to decide.
      let value = u == .pi ? Double.pi : 2.718281828459045
      let distance = value - bound.nearestDouble
      guard distance.magnitude > 1e-6 else { return false }
      return sense == .notEqual || (distance > 0) == (sense == .greater || sense == .greaterOrEqual)
    }
    guard store.isOperation(u, .call) else { return false }
    let range: (low: Rational, high: Rational, isOpen: Bool)
    switch Catalogue.row(store.node(u).pointee.function).id {
    case .sigmoid: range = (0, 1, true)
    case .tanh, .erf: range = (-1, 1, true)
    case .sin, .cos, .sign: range = (-1, 1, false)
    case .heaviside, .maxShare, .minShare: range = (0, 1, false)
    default: return false
    }
    let (isBelow, isAbove) = (
      range.high < bound || (range.isOpen && range.high == bound),
      range.low > bound || (range.isOpen && range.low == bound)
    )
    switch sense {
    case .less: return isBelow
    case .lessOrEqual: return isBelow || range.high == bound
    case .greater: return isAbove
    case .greaterOrEqual: return isAbove || range.low == bound
    case .notEqual: return isBelow || isAbove
    }
  }

  private func alwaysHolds(_ flags: NodeFlags, _ sense: Sense, _ bound: Rational) -> Bool {
    switch sense {
    case .greater:
      return flags.contains(.nonnegative) && (bound.isNegative || (bound.isZero && flags.contains(.nonzero)))
    case .greaterOrEqual: return flags.contains(.nonnegative) && bound.signum <= 0
    case .less:
      return flags.contains(.nonpositive) && (bound.signum > 0 || (bound.isZero && flags.contains(.nonzero)))
    case .lessOrEqual: return flags.contains(.nonpositive) && bound.signum >= 0
    case .notEqual:
      return (flags.contains(.nonzero) && bound.isZero) || (flags.contains(.nonnegative) && bound.isNegative)
        || (flags.contains(.nonpositive) && bound.signum > 0)
    }
  }

  private func state(_ u: NodeID, _ sense: Sense, _ bound: Rational) -> NodeID {
    let m = number(bound)
    switch sense {
    case .less: return less(u, m)
    case .lessOrEqual: return lessOrEqual(u, m)
    case .greater: return less(m, u)
    case .greaterOrEqual: return lessOrEqual(m, u)
    case .notEqual: return notEqual(u, m)
    }
  }
}
