// Factors and terms that make something simpler together: signs, steps and choices beside what they decide about.

import NablaNumbers

extension Builder {
  /// Whether a base may make something else together with another factor.
  @inline(__always)
  func mayPair(_ node: UnsafePointer<Node>) -> Bool {
    if node.pointee.operation == .ifElse { return true }
    guard node.pointee.operation == .call else { return false }
    return Catalogue.row(node.pointee.function).pair != nil
  }

  /// Replaces two factors by what they make together, if there are such: sign(u)·u is |u|.
  func combinePairs(_ factors: inout [ProductFactor], reshaped: inout [NodeID]) {
    // A maximum with 0 over its argument comes last: a step beside it takes it first.
    for isLast in [false, true] {
      for (k, factor) in factors.enumerated() where factor.base.isStored && mayPair(store.node(factor.base)) {
        guard isLast == (store.isCall(factor.base, .max) || store.isCall(factor.base, .min)) else { continue }
        for (j, other) in factors.enumerated() where j != k {
          guard let replacement = paired(factor, other) else { continue }
          factors.remove(at: max(j, k))
          factors.remove(at: min(j, k))
          reshaped.append(replacement)
          return
        }
      }
    }
  }

  /// A whole number. A call of its own: two inlined into one function crash the optimiser of Swift 6.3.1 (CopyPropagation).
  @inline(never)
  private func whole(_ id: NodeID) -> Int? { value(id)?.asInt }

  private func paired(_ factor: ProductFactor, _ other: ProductFactor) -> NodeID? {
    guard let exponent = whole(factor.exponent) else { return nil }
    if exponent < 0, let replacement = pairedDivisors(factor, other) { return replacement }
    if store.isOperation(factor.base, .ifElse) {
      return exponent == 1 ? pairedChoice(factor.base, other) : nil
    }
    return Catalogue.row(store.node(factor.base).pointee.function).pair?(self, factor, exponent, other)
  }

  /// Two divisors are one where the two as factors would be: 1/(sign(u)·u^2) is 1/(u·|u|), in whatever order it is built.
  @inline(never)
  private func pairedDivisors(_ factor: ProductFactor, _ other: ProductFactor) -> NodeID? {
    guard store.flags(other.exponent).isNegative, store.isNumber(other.exponent) else { return nil }
    let inverse = [factor, other].map {
      ProductFactor(fingerprint: $0.fingerprint, base: $0.base, exponent: negate($0.exponent))
    }
    return paired(inverse[0], inverse[1]).map { power($0, .minusOne) }
  }

  /// sign(u)·u and u/sign(u) are |u|, sign(u)·|u|^n is u^n for odd n, sign(u)/u is 1/|u|, sign(u)·f(|u|) is f(u) for odd f.
  func pairedSign(_ factor: ProductFactor, _ other: ProductFactor) -> NodeID? {
    let u = store.operands(factor.base)[0]
    guard let exponent = value(other.exponent)?.asInt else { return nil }
    let replacement: NodeID
    if other.base == u, exponent >= 1 || exponent == -1 {
      let magnitude = call(.abs, [u])
      replacement =
        exponent == -1 ? power(magnitude, .minusOne) : product(magnitude, power(u, integer(exponent - 1)))
    } else if exponent & 1 == 1, argument(of: other.base, if: .abs) == u {
      replacement = power(u, other.exponent)
    } else if exponent & 1 == 1, store.isOperation(other.base, .call), store.operands(other.base).count == 1,
      argument(of: store.operands(other.base)[0], if: .abs) == u
    {
      let row = Catalogue.row(store.node(other.base).pointee.function)
      guard row.parity == .odd, !row.jumps, !row.isConstantForDerivatives else { return nil }
      replacement = power(call(row.id, [u]), other.exponent)
    } else {
      return nil
    }
    // u/sign(u) is |u| as well, for u ≠ 0.
    if factor.exponent == .minusOne { recordDefined(rawPower(factor.base, .minusOne), by: .dividedSign) }
    return replacement
  }

  /// heaviside(u)·u^n is max(u, 0)^n, and so is heaviside(u)·max(u, 0); likewise min for heaviside(−u).
  func pairedStep(_ factor: ProductFactor, _ other: ProductFactor) -> NodeID? {
    let v = store.operands(factor.base)[0]
    guard let exponent = value(other.exponent), exponent.signum > 0 else { return nil }
    if argument(of: other.base, if: .relu) == v { return rawPower(other.base, other.exponent) }
    for (u, function) in [(v, FunctionID.max), (negate(v), .min)] {
      if other.base == u, exponent.isInteger {
        return power(call(function, [u, .zero]), other.exponent)
      }
      if store.isCall(other.base, function), store.operands(other.base).count == 2,
        other.base == call(function, [u, .zero])
      {
        return rawPower(other.base, other.exponent)
      }
    }
    return nil
  }

  /// max(u, 0)^n·u^k is max(u, 0)^(n + k), or where that is no power 1, 2, 3, … heaviside(u)·u^(n + k): the same whatever
  /// order the step, the maximum and the powers are multiplied in. Likewise min with heaviside(−u).
  func pairedExtreme(_ factor: ProductFactor, _ exponent: Int, _ other: ProductFactor) -> NodeID? {
    guard exponent > 0, exponent < 1 << 40, let own = value(other.exponent) else { return nil }
    let operands = store.operands(factor.base)
    guard operands.count == 2, operands.contains(.zero), operands.contains(other.base), other.base != .zero else {
      return nil
    }
    let isMaximum = store.isCall(factor.base, .max)
    let step = call(.heaviside, [isMaximum ? other.base : negate(other.base)])
    let total = own + Rational(exponent)
    if own.signum < 0 || !own.isInteger { recordDefined(rawPower(other.base, other.exponent), by: .dividedExtreme) }
    if total.isInteger, total.signum > 0 { return power(factor.base, number(total)) }
    return product(step, power(other.base, number(total)))
  }

  /// if(u > 0, 1, 0)·u is relu(u), and so is if(u > 0, 1, 0)·relu(u); choices by one condition are one choice.
  private func pairedChoice(_ choice: NodeID, _ other: ProductFactor) -> NodeID? {
    let operands = store.operands(choice)
    let (condition, first, second) = (operands[0], operands[1], operands[2])
    if store.isOperation(other.base, .ifElse), other.exponent == .one, first == .zero || second == .zero {
      let others = store.operands(other.base)
      guard others[0] == condition else { return nil }
      let (lost, kept) = second == .zero ? (others[2], others[1]) : (others[1], others[2])
      if store.state.pointee.records && !store.flags(lost).isTotal { return nil }
      let whole = product(second == .zero ? first : second, kept)
      return second == .zero ? ifElse(condition, whole, .zero) : ifElse(condition, .zero, whole)
    }
    guard first == .one, second == .zero, let exponent = value(other.exponent), exponent.signum > 0 else { return nil }
    if let u = argument(of: other.base, if: .relu), isPositivity(condition, of: u) {
      return rawPower(other.base, other.exponent)
    }
    if exponent.isInteger, isPositivity(condition, of: other.base) {
      return product(call(.relu, [other.base]), power(other.base, number(exponent - 1)))
    }
    return nil
  }

  /// Whether a relation is u > 0 or u ≥ 0.
  private func isPositivity(_ relation: NodeID, of u: NodeID) -> Bool {
    guard store.isOperation(relation, .less) || store.isOperation(relation, .lessOrEqual) else { return false }
    return store.operands(relation)[0] == .zero && store.operands(relation)[1] == u
  }

  /// u^a·cbrt(u)^b is u^q·cbrt(u)^r with r of 0, 1, 2 and the sign of q.
  func pairedCubeRoot(_ factor: ProductFactor, _ b: Int, _ other: ProductFactor) -> NodeID? {
    let u = store.operands(factor.base)[0]
    guard other.base == u, let a = value(other.exponent)?.asInt, a.magnitude < 1 << 40, b.magnitude < 1 << 40,
      (a < 0) != (b < 0)
    else { return nil }
    recordDefined(a < 0 ? rawPower(u, other.exponent) : rawPower(factor.base, factor.exponent), by: .cubeRoots)
    let total = 3 * a + b
    return product(power(u, integer(total / 3)), rawCubeRootPower(factor.base, total % 3))
  }

  private func rawCubeRootPower(_ root: NodeID, _ exponent: Int) -> NodeID {
    exponent == 0 ? .one : rawPower(root, integer(exponent))
  }

  /// cbrt(u)^n with what is whole drawn out: cbrt(u)^4 is u·cbrt(u).
  func cubeRootPower(_ root: NodeID, of u: NodeID, _ n: Int) -> NodeID {
    if n.magnitude < 3 { return rawPower(root, integer(n)) }
    let whole = power(u, integer(n / 3))
    return n % 3 == 0 ? whole : product(whole, rawPower(root, integer(n % 3)))
  }

  // MARK: Terms

  /// Whether a term may make something else together with another one.
  @inline(__always)
  func mayPair(term: NodeID) -> Bool {
    guard term.isStored else { return false }
    let node = store.node(term)
    return node.pointee.operation == .ifElse
      || node.pointee.operation == .call && Catalogue.row(node.pointee.function).termPair != nil
  }

  /// Two terms of a sum as one: heaviside(u) − heaviside(−u) is sign(u), if(c, a, 0) + if(not c, b, 0) is if(c, a, b).
  func pairedTerms(_ a: SumTerm, _ b: SumTerm) -> NodeID? {
    if store.isOperation(a.term, .call) {
      return Catalogue.row(store.node(a.term).pointee.function).termPair?(self, a, b)
    }
    guard store.isOperation(a.term, .ifElse), store.isOperation(b.term, .ifElse) else { return nil }
    let (first, second) = (choice(a), choice(b))
    guard let first, let second else { return nil }
    if first.condition == second.condition { return ifElse(first.condition, sum(first.value, second.value), .zero) }
    guard not(first.condition) == second.condition else { return nil }
    return choice(first.condition, first.value, second.value)
  }

  /// Steps at the same place, as their row pairs them.
  func pairedSteps(_ a: SumTerm, _ b: SumTerm) -> NodeID? {
    guard let u = argument(of: a.term, if: .heaviside), let v = argument(of: b.term, if: .heaviside), areOpposite(u, v)
    else { return nil }
    if a.coefficient == b.coefficient {
      recordDefined(u, by: .oppositeSteps)
      return a.coefficient
    }
    guard addNumbers(a.coefficient, b.coefficient) == .zero else { return nil }
    let isFirst = store.flags(a.coefficient).contains(.nonnegative)
    return scaled(isFirst ? a.coefficient : b.coefficient, call(.sign, [isFirst ? u : v]))
  }

  /// Whether one node is minus the other.
  func areOpposite(_ a: NodeID, _ b: NodeID) -> Bool {
    if !a.isStored && !b.isStored { return false }
    let isSum = store.isOperation(a, .sum) && store.isOperation(b, .sum)
    if isSum, case let count = store.terms(of: a).count, count >= 32 || count != store.terms(of: b).count {
      return false
    }
    return unrecorded { isSum ? sum(a, b) == .zero : negate(a) == b }
  }

  /// A multiple of a choice between a value and 0, in this order.
  private func choice(_ term: SumTerm) -> (condition: NodeID, value: NodeID)? {
    let operands = store.operands(term.term)
    if operands[2] == .zero { return (operands[0], scaled(term.coefficient, operands[1])) }
    return operands[1] == .zero ? (not(operands[0]), scaled(term.coefficient, operands[2])) : nil
  }

  /// if(c, a, b) with the factors that both have outside.
  package func choice(_ condition: NodeID, _ first: NodeID, _ second: NodeID) -> NodeID {
    if first == .zero || second == .zero || first == second { return ifElse(condition, first, second) }
    var common: [NodeID] = []
    let own = factors(of: first)
    let others = factors(of: second)
    if own.count <= 16 && others.count <= 16 { common = own.filter { !store.isNumber($0) && others.contains($0) } }
    // A sign that both have.
    let areNegative = [first, second].allSatisfy { node in
      !store.isNumber(node) && store.flags(splitCoefficient(node).coefficient).isNegative
    }
    let front: NodeID = areNegative ? .minusOne : .one
    if common.isEmpty && !areNegative { return ifElse(condition, first, second) }
    func rest(_ all: [NodeID]) -> NodeID { scaled(front, product(all.filter { !common.contains($0) })) }
    func product(_ factors: [NodeID]) -> NodeID { factors.isEmpty ? .one : self.product(factors) }
    return product(common + [front, ifElse(condition, rest(own), rest(others))])
  }

  private func factors(of id: NodeID) -> [NodeID] {
    guard store.isOperation(id, .product), !store.isLongProduct(id) else { return [id] }
    var result = [store.head(of: id)]
    store.forEachFactor(id) { result.append(rawPower($0, $1)) }
    return result
  }
}
