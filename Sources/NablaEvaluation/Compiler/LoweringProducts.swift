// How products and powers become programs.

import NablaExpressions
import NablaKernels
import NablaNumbers

extension Lowering {
  mutating func factorCode(_ value: ValueKey, divides: Bool = false) -> Int32 {
    Lowering.code(key(value), divides: divides)
  }

  /// A value as a factor: twice its key, plus one where it divides.
  static func code(_ key: Int, divides: Bool = false) -> Int32 {
    Int32(truncatingIfNeeded: key << 1) | (divides ? 1 : 0)
  }

  /// A base to a number, other than 1, as a factor.
  mutating func powerCode(_ base: NodeID, _ exponent: Rational) -> Int32 {
    if exponent.isNegative, exponent.isInteger, sharedDivisors.contains(base), let n = exponent.magnitude.asInt, n < 64
    {
      return factorCode(.powerOfReciprocal(base, n))
    }
    return factorCode(.power(base, exponent.magnitude), divides: exponent.isNegative)
  }

  mutating func planProduct(_ id: NodeID) -> Plan {
    if let known = productExtensions[id] {
      var pairs = known.factors
      let codes = factorCodes(&pairs)
      return .product((store.number(known.coefficient) ?? 1).nearestDouble, FactorGroup(codes: codes.sorted()))
    }
    let factors = store.factors(of: id)
    var pairs: [(base: NodeID, exponent: NodeID)] = Array(factors)
    let codes = factorCodes(&pairs)
    let coefficient = (store.number(factors.coefficient) ?? 1).nearestDouble
    return .product(coefficient, FactorGroup(codes: codes.sorted()))
  }

  /// The factors of a product of powers.
  mutating func factorCodes(_ pairs: inout [(base: NodeID, exponent: NodeID)]) -> [Int32] {
    var codes = forms.factors(from: &pairs).map { factorCode($0) }
    for (base, exponent) in pairs {
      if let number = store.number(exponent) {
        if base == .e {
          codes.append(factorCode(.exponential(exponent)))
        } else if number.isOne {
          codes.append(factorCode(.node(base)))
        } else {
          codes.append(powerCode(base, number))
        }
      } else if base == .e {
        codes.append(factorCode(.exponential(exponent)))
      } else {
        codes.append(factorCode(.node(builder.rawPower(base, exponent))))
      }
    }
    return codes
  }

  // MARK: Powers

  mutating func planPower(_ base: NodeID, _ exponent: NodeID) -> Plan {
    if base == .e { return .same(key(.exponential(exponent))) }
    if let number = store.number(exponent) {
      var pairs = [(base: base, exponent: exponent)]
      let codes = forms.factors(from: &pairs).map { factorCode($0) }
      if pairs.isEmpty { return .product(1, FactorGroup(codes: codes.sorted())) }
      if number.isNegative {
        return .product(1, FactorGroup(codes: [powerCode(base, number)]))
      }
      return .same(key(.power(base, number)))
    }
    return .binary(.power, key(base), key(exponent))
  }

  /// A base to a positive rational power.
  mutating func plan(_ base: NodeID, to exponent: Rational) -> Plan {
    guard let numerator = exponent.numerator.asInt, let denominator = exponent.denominator.asInt else {
      return .binary(.power, key(base), key(of: .constant(exponent.nearestDouble)))
    }
    if denominator == 1 {
      if numerator == 1 { return .same(key(base)) }
      if numerator <= 64 { return .power(key(base), numerator) }
      return .binary(.power, key(base), key(of: .constant(Double(numerator))))
    }
    if denominator == 2 && numerator <= 63 {
      if numerator > 1 { return .power(key(.power(base, Rational(1, 2))), numerator) }
      if let stable = forms.root(of: base) { return plan(stable) }
      return .squareRoot(key(base))
    }
    return .fraction(key(base), numerator, denominator)
  }
}
