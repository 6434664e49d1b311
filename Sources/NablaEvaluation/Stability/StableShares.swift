// Shares of an exponential in a sum of exponentials, as in softmax and logistic models: what is left of 1, and logarithms.

import NablaExpressions
import NablaNumbers

extension StableForms {
  /// Multiples of e^v/S for one sum S of exponentials.
  struct Complement {
    /// All of the sum but one exponential.
    let terms: [ExponentialTerm]
    let sum: NodeID
  }

  /// A quotient of two signed sums of exponentials to a power.
  struct SignedRatio {
    let above: NodeID
    let below: NodeID
    let power: Int
  }

  /// u and S where a term is e^u/S or 1/S, or with another power of S.
  private func share(_ term: NodeID, power wanted: Int = -1) -> (exponent: NodeID, sum: NodeID)? {
    if let (base, exponent) = power(term) { return whole(exponent) == wanted ? (.zero, base) : nil }
    guard store.isOperation(term, .product) else { return nil }
    let factors = store.factors(of: term)
    guard factors.count == 2, factors.coefficient == .one else { return nil }
    for (own, other) in [(factors[0], factors[1]), (factors[1], factors[0])]
    where own.base == .e && whole(other.exponent) == wanted {
      return (own.exponent, other.base)
    }
    return nil
  }

  /// What is left where c + p·e^u/S takes the exponential e^u out of c·S.
  func complement(_ constant: Rational, _ part: SumPart) -> Complement? {
    guard constant.signum > 0, part.coefficient.isNegative, let (own, sum) = share(part.term),
      let terms = exponentials(sum), let place = terms.firstIndex(where: { $0.exponent == own }),
      (constant * terms[place].coefficient + part.coefficient).isZero
    else { return nil }
    let rest = terms.indices.filter { $0 != place }.map {
      (coefficient: constant * terms[$0].coefficient, exponent: terms[$0].exponent)
    }
    return Complement(terms: rest, sum: sum)
  }

  /// A sum of a number and one term.
  private func constantAndTerm(_ id: NodeID) -> (constant: Rational, part: SumPart)? {
    guard store.isOperation(id, .sum) else { return nil }
    let terms = store.terms(of: id)
    guard terms.count == 1, let constant = store.number(terms.constant),
      let coefficient = store.number(terms[0].coefficient)
    else { return nil }
    return (constant, SumPart(coefficient: coefficient, term: terms[0].term))
  }

  // MARK: In products

  /// Whether a factor may be of the kinds below: few are, and most products are left at a glance.
  @inline(__always)
  func holdsShares(_ pairs: [Factor]) -> Bool {
    for (base, _) in pairs where base.isStored && store.isOperation(base, .sum) {
      let terms = store.terms(of: base)
      guard terms.count <= 16, case let term = terms[0].term, term.isStored else { continue }
      if let (u, exponent) = power(term) {
        if u == .e || exponent == .minusOne || exponent == NodeID(smallInteger: -2) { return true }
      } else if store.isOperation(term, .product) {
        if terms.count <= 2 && store.factors(of: term).count == 2 { return true }
      } else if terms.count == 1 && store.isCall(term, .sigmoid) {
        return true
      }
    }
    return false
  }

  /// Both of the below.
  func takeShares(_ pairs: inout [Factor], _ found: inout [StableFactor]) -> [SignedRatio] {
    unfoldComplements(&pairs, &found)
    return signedSums(&pairs)
  }

  /// A factor of a product as e^u·R·S^p with a sum R of multiples of exponentials: 1 − e^u/S and e^u/S − e^(2u)/S².
  private struct Unfolded {
    let exponent: NodeID
    let terms: [ExponentialTerm]
    let sum: NodeID
    let power: Int
  }

  private func unfolded(_ base: NodeID) -> Unfolded? {
    if let (constant, part) = constantAndTerm(base) {
      guard let rest = complement(constant, part) else { return nil }
      return Unfolded(exponent: .zero, terms: rest.terms, sum: rest.sum, power: -1)
    }
    // c·T − c·a·T² for the share T = e^u/S of a·e^u in S is c·e^u·(S − a·e^u)/S².
    guard store.isOperation(base, .sum) else { return nil }
    let parts = store.terms(of: base)
    guard parts.count == 2, parts.constant == .zero else { return nil }
    for (own, other) in [(parts[0], parts[1]), (parts[1], parts[0])] {
      guard let c = store.number(own.coefficient), let d = store.number(other.coefficient),
        let (u, sum) = share(own.term), let (v, again) = share(other.term, power: -2), sum == again,
        v == builder.product(.two, u), let terms = exponentials(sum),
        let place = terms.firstIndex(where: { $0.exponent == u }), (c * terms[place].coefficient + d).isZero
      else { continue }
      let rest = terms.indices.filter { $0 != place }.map {
        (coefficient: c * terms[$0].coefficient, exponent: terms[$0].exponent)
      }
      return Unfolded(exponent: u, terms: rest, sum: sum, power: -2)
    }
    return nil
  }

  /// Writes factors such as 1 − e^u/(e^u + c·e^v) and their powers as c·e^v/(e^u + c·e^v), and what the logistic function
  /// leaves of 1, where it is divided by, as one of its values: so that they cancel with what else is there.
  func unfoldComplements(_ pairs: inout [Factor], _ found: inout [StableFactor]) {
    var k = 0
    while k < pairs.count {
      guard let n = self.whole(pairs[k].exponent), n.magnitude < 64, let whole = unfolded(pairs[k].base) else {
        k += 1
        continue
      }
      pairs.remove(at: k)
      var exponent = builder.product(builder.integer(n), whole.exponent)
      if whole.terms.count == 1 {
        takeOut(whole.terms[0].coefficient, n, &found)
        exponent = builder.sum(exponent, builder.product(builder.integer(n), whole.terms[0].exponent))
      } else {
        multiply(&pairs, sum(of: whole.terms), builder.integer(n))
      }
      multiply(&pairs, .e, exponent)
      multiply(&pairs, whole.sum, builder.integer(n * whole.power))
      k = 0
    }
    func logistic(_ base: NodeID) -> (argument: NodeID, scale: Rational)? {
      guard let (constant, part) = constantAndTerm(base), (constant + part.coefficient).isZero,
        let u = argument(part.term, .sigmoid)
      else { return nil }
      return (u, constant)
    }
    guard pairs.contains(where: { pair in (whole(pair.exponent) ?? 0) < 0 && logistic(pair.base) != nil }) else {
      return
    }
    let given = pairs
    pairs = []
    for (base, exponent) in given {
      guard let n = whole(exponent), n.magnitude < 64, let (u, scale) = logistic(base) else {
        multiply(&pairs, base, exponent)
        continue
      }
      takeOut(scale, n, &found)
      multiply(&pairs, builder.call(.sigmoid, [builder.negate(u)]), exponent)
    }
  }

  private func takeOut(_ number: Rational, _ power: Int, _ found: inout [StableFactor]) {
    if !number.isOne { found.append(StableFactor(builder.number(number), power)) }
  }

  private func multiply(_ pairs: inout [Factor], _ base: NodeID, _ exponent: NodeID) {
    if exponent == .zero { return }
    guard let place = pairs.firstIndex(where: { $0.base == base }) else {
      pairs.append((base, exponent))
      return
    }
    let joined = builder.sum(pairs[place].exponent, exponent)
    if joined == .zero { pairs.remove(at: place) } else { pairs[place].exponent = joined }
  }

  /// Takes from the factors the positive powers of signed sums of exponentials all of which stand in a sum that is
  /// divided by: the hyperbolic tangent as it is written by hand.
  func signedSums(_ pairs: inout [Factor]) -> [SignedRatio] {
    var found: [SignedRatio] = []
    let divisors = pairs.filter { pair in whole(pair.exponent).map { $0 < 0 && $0 > -64 } ?? false }
    if divisors.isEmpty { return [] }
    pairs.removeAll { base, exponent in
      guard let n = whole(exponent), n > 0, n < 64, let terms = signedExponentials(base) else { return false }
      for (below, _) in divisors {
        guard let all = exponentials(below), terms.allSatisfy({ term in all.contains { $0.exponent == term.exponent } })
        else { continue }
        found.append(SignedRatio(above: base, below: below, power: n))
        return true
      }
      return false
    }
    return found
  }

  /// The terms of a short sum of multiples of exponentials.
  func signedExponentials(_ id: NodeID) -> [ExponentialTerm]? {
    guard store.isOperation(id, .sum), !store.isLongSum(id) else { return nil }
    let terms = store.terms(of: id)
    guard let constant = store.number(terms.constant), terms.count >= (constant.isZero ? 2 : 1) else { return nil }
    var found: [(Rational, NodeID)] = constant.isZero ? [] : [(constant, .zero)]
    for (factor, term) in terms {
      guard let coefficient = store.number(factor), let (base, exponent) = power(term), base == .e
      else { return nil }
      found.append((coefficient, exponent))
    }
    return found
  }

  // MARK: Logarithms

  /// The logarithm of a share, of what a share leaves of 1, and of what the logistic function leaves.
  func logarithmOfShare(_ argument: NodeID) -> StableForm? {
    if let (constant, part) = constantAndTerm(argument) {
      if let u = self.argument(part.term, .sigmoid), constant.signum > 0, (constant + part.coefficient).isZero {
        // log(c − c·σ(u)) = log c − log(1 + e^u).
        let value = StableFormula.scaled(-1, .function(.softplus, .node(u)))
        return StableForm(.logarithmOfLogisticComplement, StableForms.adding(logarithmOf: constant, to: value))
      }
      guard let rest = complement(constant, part) else { return nil }
      if rest.terms.count == 1 {
        return logarithm(ofShare: rest.terms[0].exponent, of: rest.sum, times: rest.terms[0].coefficient)
      }
      return logarithm(constant, part, rest)
    }
    guard store.isOperation(argument, .product) else { return nil }
    let factors = store.factors(of: argument)
    guard factors.count == 2, let coefficient = store.number(factors.coefficient), coefficient.signum > 0 else {
      return nil
    }
    let bare = builder.product(factors.map { builder.rawPower($0, $1) })
    guard let (exponent, sum) = share(bare) else { return nil }
    return logarithm(ofShare: exponent, of: sum, times: coefficient)
  }

  /// log(c·e^u/S) = log c − log Σ e^(v − u): nothing is subtracted that was added before.
  private func logarithm(ofShare u: NodeID, of sum: NodeID, times coefficient: Rational) -> StableForm? {
    guard let terms = exponentials(sum) else { return nil }
    let moved = self.sum(of: terms.map { ($0.coefficient, builder.difference($0.exponent, u)) })
    guard let exponents = exponentials(moved) else { return nil }
    let value = StableFormula.scaled(-1, logarithm(ofSum: moved, exponents).formula)
    return StableForm(.logarithmOfShare, StableForms.adding(logarithmOf: coefficient, to: value))
  }

  /// log(c − p·e^u/S): from the share where it is small, as a difference of two logarithms of sums where it is near 1.
  private func logarithm(_ constant: Rational, _ part: SumPart, _ rest: Complement) -> StableForm? {
    let others = sum(of: rest.terms)
    guard let above = exponentials(others), let below = exponentials(rest.sum) else { return nil }
    let share = StableFormula.product(part.coefficient / constant, [.node(part.term)])
    let near = StableForms.adding(logarithmOf: constant, to: .function(.logarithmOfOnePlus, share))
    let far = StableFormula.difference(
      logarithm(ofSum: others, above).formula, logarithm(ofSum: rest.sum, below).formula)
    return StableForm(
      .logarithmOfShareComplement, .select(.less(.number(Rational(-1, 2)), share), near, far))
  }
}
