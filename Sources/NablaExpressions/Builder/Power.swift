// Powers: exact numbers, radicals, and powers of powers where the real numbers allow.

import NablaNumbers

extension Builder {
  /// base^exponent. 0^0 is 1; x^(p/q) is real only for x ≥ 0.
  package func power(_ base: NodeID, _ exponent: NodeID) -> NodeID {
    if exponent == .one { return base }
    if exponent == .zero || base == .one {
      recordDefined(exponent == .zero ? base : exponent, by: .trivialPower)
      return .one
    }
    let exponentValue = value(exponent)
    if let exponentValue, let baseValue = value(base) { return numericPower(baseValue, exponentValue) }
    if base == .e, let folded = exponential(exponent) { return folded }
    switch store.operation(base) {
    case .product: return powerOfProduct(base, exponent, exponentValue)
    case .power: return powerOfPower(base, exponent, exponentValue)
    case .call:
      if let exponentValue, let fold = Catalogue.row(store.node(base).pointee.function).power,
        let folded = fold(self, base, store.operands(base)[0], exponentValue)
      {
        return folded
      }
    case .ifElse:
      // 0 and 1 are their own powers.
      let branches = store.operands(base)
      if let exponentValue, exponentValue.signum > 0, [.zero, .one].contains(branches[1]),
        [.zero, .one].contains(branches[2])
      {
        return base
      }
    case .number, .sum, .application, .declared, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
      .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      break
    }
    return rawPower(base, exponent)
  }

  /// √u, one node with u^(1/2).
  package func squareRoot(_ u: NodeID) -> NodeID { power(u, rational(1, 2)) }

  /// e^u, one node with exp(u).
  package func exponential(of u: NodeID) -> NodeID { power(.e, u) }

  private func exponential(_ exponent: NodeID) -> NodeID? {
    // e^(c·log u) = u^c, for u > 0.
    let (coefficient, term) = splitCoefficient(exponent)
    guard store.isOperation(term, .call), Catalogue.row(store.node(term).pointee.function).inverse == .exp else {
      return nil
    }
    recordDefined(term, by: .exponentialOfLogarithm)
    return power(store.operands(term)[0], coefficient)
  }

  // MARK: Numbers

  private func numericPower(_ base: Rational, _ exponent: Rational) -> NodeID {
    if base.isZero { return exponent.isNegative ? rawPower(.zero, .minusOne) : .zero }
    if exponent.isInteger {
      guard let n = exponent.asInt, bitEstimate(base, exponent.numerator) <= Builder.automaticBits else {
        return base == Rational(-1)
          ? (exponent.numerator.isEven ? .one : .minusOne) : rawPower(number(base), number(exponent))
      }
      return number(base.power(n))
    }
    if base.isNegative { return rawPower(number(base), number(exponent)) }
    return product(
      integerRadical(base.numerator, exponent), integerRadical(base.denominator, -exponent))
  }

  private func bitEstimate(_ base: Rational, _ exponent: Integer) -> Double {
    let magnitude = exponent.magnitude
    return base.numerator.magnitude.powerBitWidth(magnitude) + base.denominator.powerBitWidth(magnitude)
  }

  /// n^(p/q) for an integer n ≥ 1: an integer power times the smallest root that is left.
  private func integerRadical(_ n: Integer, _ exponent: Rational) -> NodeID {
    if n.isOne { return .one }
    // Roots of longer numbers are not looked for: the search takes time that cannot be bounded by interrupting it.
    if n.bitWidth > 8192 { return rawPower(number(Rational(n)), number(exponent)) }
    let (root, multiplicity) = n.perfectPower()
    let total = exponent * Rational(multiplicity)
    let whole = total.floor
    guard let wholeInt = whole.asInt, root.powerBitWidth(whole.magnitude) <= Builder.automaticBits else {
      return rawPower(number(Rational(n)), number(exponent))
    }
    let outside = Rational(root).power(wholeInt)
    let fraction = total - Rational(whole)
    if fraction.isZero { return number(outside) }
    guard let p = fraction.numerator.asInt, let q = fraction.denominator.asInt, q <= 4096 else {
      return scaled(number(outside), rawPower(number(Rational(root)), number(fraction)))
    }
    let (extracted, inside) = root.extractingPower(q)
    if extracted.isOne { return scaled(number(outside), rawPower(number(Rational(root)), number(fraction))) }
    let factor = outside * Rational(extracted).power(p)
    return scaled(number(factor), integerRadical(inside, fraction))
  }

  // MARK: Powers of products and of powers

  private func powerOfProduct(_ base: NodeID, _ exponent: NodeID, _ exponentValue: Rational?) -> NodeID {
    let coefficient = store.head(of: base)
    var pairs: [NodeID] = []
    store.forEachFactor(base) { pairs.append(rawPower($0, $1)) }
    if let exponentValue, exponentValue.isInteger {
      let parts = pairs.map { power($0, exponent) }
      return product(parts + [power(coefficient, exponent)])
    }
    let positive = numberValue(coefficient).signum > 0
    // Where every factor is nonnegative the whole splits; else only positive factors leave.
    let allNonnegative = positive && pairs.allSatisfy { store.flags($0).contains(.nonnegative) }
    var outside: [NodeID] = []
    var inside: [NodeID] = []
    for pair in pairs {
      let flags = store.flags(pair)
      if allNonnegative || flags.isPositive { outside.append(power(pair, exponent)) } else { inside.append(pair) }
    }
    let magnitude = numberValue(coefficient).magnitude
    let splitsNumber = exponentValue != nil && !magnitude.isOne
    if splitsNumber { outside.append(power(number(magnitude), exponent)) }
    if outside.isEmpty { return rawPower(base, exponent) }
    var rest = inside.isEmpty ? NodeID.one : product(inside)
    rest = scaled(splitsNumber ? (positive ? .one : .minusOne) : coefficient, rest)
    if !(rest == .one) { outside.append(rest == base ? rawPower(base, exponent) : power(rest, exponent)) }
    return product(outside)
  }

  private func powerOfPower(_ base: NodeID, _ exponent: NodeID, _ exponentValue: Rational?) -> NodeID {
    let inner = store.operands(base)
    let (u, a) = (inner[0], inner[1])
    let flags = store.flags(u)
    if flags.isPositive { return power(u, product(a, exponent)) }
    if let exponentValue, exponentValue.isInteger {
      let joined = product(a, exponent)
      // (√u)² is u only for u ≥ 0, (1/u)^(−1) is u only for u ≠ 0.
      if let inner = value(a), let outer = value(joined) {
        let losesNonzero = inner.isNegative && !outer.isNegative && !flags.contains(.nonzero)
        let losesSign = !inner.isInteger && outer.isInteger && !flags.contains(.nonnegative)
        if losesNonzero || losesSign { recordDefined(base, by: .nestedPower) }
      } else {
        recordDefined(base, by: .nestedPower)
      }
      return power(u, joined)
    }
    guard let exponentValue, let a = value(a) else { return rawPower(base, exponent) }
    let joined = a * exponentValue
    // Exponents past any use stay apart, so that nests of roots cost what they show.
    if joined.bitWidth > 4096 { return rawPower(base, exponent) }
    // (x^(−2))^(−1/2) is |x| only for x ≠ 0.
    if a.isNegative && !joined.isNegative && !flags.contains(.nonzero) { recordDefined(base, by: .nestedPower) }
    if flags.contains(.nonnegative) || !a.isInteger {
      if !a.isInteger && joined.isInteger && !flags.contains(.nonnegative) { recordDefined(base, by: .nestedPower) }
      return power(u, number(joined))
    }
    if a.numerator.isEven { return power(call(.abs, [u]), number(joined)) }
    return rawPower(base, exponent)
  }
}
