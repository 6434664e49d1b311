// Shares of an exponential in a sum of exponentials, as in softmax and logistic models: what is left of 1, and logarithms.

import NablaExpressions
import NablaNumbers

extension Lowering {
  /// Multiples of e^v/S for one sum S of exponentials.
  struct Complement {
    /// All of the sum but one exponential.
    let terms: [(coefficient: Rational, exponent: NodeID)]
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
    let operands = store.operands(term)
    guard operands.count == 5, operands[0] == .one else { return nil }
    for (k, other) in [(1, 3), (3, 1)] where operands[k] == .e && whole(operands[other + 1]) == wanted {
      return (operands[k + 1], operands[other])
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
    let operands = store.operands(id)
    guard operands.count == 3, let constant = store.number(operands[0]), let coefficient = store.number(operands[1])
    else { return nil }
    return (constant, SumPart(coefficient: coefficient, term: operands[2]))
  }

  // MARK: In products

  /// Whether a factor may be of the kinds below: few are, and most products are left at a glance.
  @inline(__always)
  func holdsShares(_ pairs: [(base: NodeID, exponent: NodeID)]) -> Bool {
    for (base, _) in pairs where base.isStored && store.isOperation(base, .sum) {
      let operands = store.operands(base)
      guard operands.count <= 33, let term = operands.dropFirst(2).first, term.isStored else { continue }
      if let (u, exponent) = power(term) {
        if u == .e || exponent == .minusOne || exponent == NodeID(smallInteger: -2) { return true }
      } else if store.isOperation(term, .product) {
        if operands.count <= 5 && store.operands(term).count == 5 { return true }
      } else if operands.count == 3 && store.isCall(term, .sigmoid) {
        return true
      }
    }
    return false
  }

  /// Both of the below.
  mutating func takeShares(
    _ pairs: inout [(base: NodeID, exponent: NodeID)], _ codes: inout [Int32]
  ) -> [SignedRatio] {
    unfoldComplements(&pairs, &codes)
    return signedSums(&pairs)
  }

  /// A factor of a product as e^u·R·S^p with a sum R of multiples of exponentials: 1 − e^u/S and e^u/S − e^(2u)/S².
  private struct Unfolded {
    let exponent: NodeID
    let terms: [(coefficient: Rational, exponent: NodeID)]
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
    let operands = store.operands(base)
    guard operands.count == 5, operands[0] == .zero else { return nil }
    for (k, other) in [(1, 3), (3, 1)] {
      guard let c = store.number(operands[k]), let d = store.number(operands[other]),
        let (u, sum) = share(operands[k + 1]), let (v, again) = share(operands[other + 1], power: -2), sum == again,
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
  mutating func unfoldComplements(_ pairs: inout [(base: NodeID, exponent: NodeID)], _ codes: inout [Int32]) {
    var k = 0
    while k < pairs.count {
      guard let n = whole(pairs[k].exponent), n.magnitude < 64, let found = unfolded(pairs[k].base) else {
        k += 1
        continue
      }
      pairs.remove(at: k)
      var exponent = builder.product(builder.integer(n), found.exponent)
      if found.terms.count == 1 {
        takeOut(found.terms[0].coefficient, n, &codes)
        exponent = builder.sum(exponent, builder.product(builder.integer(n), found.terms[0].exponent))
      } else {
        let rest = found.terms.map { builder.product(builder.number($0.coefficient), builder.power(.e, $0.exponent)) }
        multiply(&pairs, builder.sum(rest), builder.integer(n))
      }
      multiply(&pairs, .e, exponent)
      multiply(&pairs, found.sum, builder.integer(n * found.power))
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
      takeOut(scale, n, &codes)
      multiply(&pairs, builder.call(.sigmoid, [builder.negate(u)]), exponent)
    }
  }

  private mutating func takeOut(_ number: Rational, _ power: Int, _ codes: inout [Int32]) {
    if number.isOne { return }
    let code =
      power.magnitude == 1
      ? ValueKey.node(builder.number(number)) : .power(builder.number(number), Rational(power).magnitude)
    codes.append(factorCode(code, divides: power < 0))
  }

  private func multiply(_ pairs: inout [(base: NodeID, exponent: NodeID)], _ base: NodeID, _ exponent: NodeID) {
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
  mutating func signedSums(_ pairs: inout [(base: NodeID, exponent: NodeID)]) -> [SignedRatio] {
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
  private func signedExponentials(_ id: NodeID) -> [(coefficient: Rational, exponent: NodeID)]? {
    guard store.isOperation(id, .sum), !store.isLongSum(id) else { return nil }
    let operands = store.operands(id)
    guard let constant = store.number(operands[0]), operands.count >= (constant.isZero ? 5 : 3) else { return nil }
    var found: [(Rational, NodeID)] = constant.isZero ? [] : [(constant, .zero)]
    for k in stride(from: 1, to: operands.count, by: 2) {
      guard let coefficient = store.number(operands[k]), let (base, exponent) = power(operands[k + 1]), base == .e
      else { return nil }
      found.append((coefficient, exponent))
    }
    return found
  }

  mutating func planShiftedNumerator(_ above: NodeID, _ below: NodeID) -> Plan {
    let terms = signedExponentials(above) ?? []
    let coefficients = terms.map(\.coefficient.nearestDouble)
    return .from(terms.map { key($0.exponent) } + [key(.largestExponent(below))]) { program, values in
      let largest = values[values.count - 1]
      program.noteRewrite("(exp(x) - exp(y))/(exp(x) + exp(y))")
      if coefficients.count == 2 && coefficients[0] == -coefficients[1] {
        // c·(e^a − e^b) = ±c·e^max(a, b)·(1 − e^(−|a − b|)), which loses nothing where a and b are near.
        let difference = program.subtract(values[0], values[1])
        let distance = program.extreme(.minimum, difference, program.negate(difference))
        let size = program.unary(Functions.exponentialLessOne, distance)
        let isFirst = program.relation(.less, program.constant(0), difference)
        let signed = program.select(isFirst, program.negate(size), size)
        let top = program.subtract(program.extreme(.maximum, values[0], values[1]), largest)
        let product = program.multiply(program.unary(Functions.exponential, top), signed)
        return program.multiply(product, program.constant(coefficients[0]))
      }
      var total = program.constant(0)
      for (coefficient, exponent) in zip(coefficients, values) {
        let shifted = program.unary(Functions.exponential, program.subtract(exponent, largest))
        total = program.add(total, program.multiply(shifted, program.constant(coefficient)))
      }
      return total
    }
  }

  // MARK: Logarithms

  /// The logarithm of a share, of what a share leaves of 1, and of what the logistic function leaves.
  mutating func planLogarithmOfShare(_ argument: NodeID) -> Plan? {
    if let (constant, part) = constantAndTerm(argument) {
      if let u = self.argument(part.term, .sigmoid), constant.signum > 0, (constant + part.coefficient).isZero {
        // log(c − c·σ(u)) = log c − log(1 + e^u).
        return .from([key(u)]) { program, values in
          program.noteRewrite("log(1 - sigmoid(x))")
          let value = program.negate(program.unary(Functions.softplus, values[0]))
          return Lowering.add(logarithmOf: constant, to: value, &program)
        }
      }
      guard let rest = complement(constant, part) else { return nil }
      if rest.terms.count == 1 {
        return planLogarithm(ofShare: rest.terms[0].exponent, of: rest.sum, times: rest.terms[0].coefficient)
      }
      return planLogarithm(constant, part, rest)
    }
    guard store.isOperation(argument, .product) else { return nil }
    let operands = store.operands(argument)
    guard operands.count == 5, let coefficient = store.number(operands[0]), coefficient.signum > 0 else { return nil }
    let bare = builder.product(builder.rawPower(operands[1], operands[2]), builder.rawPower(operands[3], operands[4]))
    guard let (exponent, sum) = share(bare) else { return nil }
    return planLogarithm(ofShare: exponent, of: sum, times: coefficient)
  }

  /// log(c·e^u/S) = log c − log Σ e^(v − u): nothing is subtracted that was added before.
  private mutating func planLogarithm(ofShare u: NodeID, of sum: NodeID, times coefficient: Rational) -> Plan? {
    guard let terms = exponentials(sum) else { return nil }
    let moved = builder.sum(
      terms.map {
        builder.product(builder.number($0.coefficient), builder.power(.e, builder.difference($0.exponent, u)))
      })
    guard let exponents = exponentials(moved), case .from(let keys, let body) = planLogarithm(ofSum: moved, exponents)
    else { return nil }
    return .from(keys) { program, values in
      program.noteRewrite("log(exp(x)/(exp(x) + exp(y)))")
      let value = program.negate(body(&program, values))
      return Lowering.add(logarithmOf: coefficient, to: value, &program)
    }
  }

  /// log(c − p·e^u/S): from the share where it is small, as a difference of two logarithms of sums where it is near 1.
  private mutating func planLogarithm(_ constant: Rational, _ part: SumPart, _ rest: Complement) -> Plan? {
    let others = builder.sum(
      rest.terms.map { builder.product(builder.number($0.coefficient), builder.power(.e, $0.exponent)) })
    guard let above = exponentials(others), let below = exponentials(rest.sum) else { return nil }
    let ratio = (part.coefficient / constant).nearestDouble
    let keys = [
      key(part.term), key(of: planLogarithm(ofSum: others, above)), key(of: planLogarithm(ofSum: rest.sum, below)),
    ]
    return .from(keys) { program, values in
      program.noteRewrite("log(1 - exp(x)/(exp(x) + exp(y)))")
      let share = program.multiply(values[0], by: ratio)
      let near = Lowering.add(
        logarithmOf: constant, to: program.unary(Functions.logarithmOfOnePlus, share), &program)
      let far = program.subtract(values[1], values[2])
      return program.select(program.relation(.less, program.constant(-0.5), share), near, far)
    }
  }

  private static func add(logarithmOf number: Rational, to value: Int32, _ program: inout ProgramBuilder) -> Int32 {
    if number.isOne { return value }
    return program.add(value, program.unary(Functions.logarithm, program.constant(number.nearestDouble)))
  }
}
