// Formulas that lose digits or overflow as they stand, and the forms that take their place.

import NablaExpressions
import NablaKernels
import NablaNumbers

extension Lowering {
  // MARK: Sums of one or two terms

  /// A sum in which close numbers would cancel, in a form without that; nil for any other.
  mutating func planStableSum(_ constant: Rational, _ terms: [SumPart]) -> Plan? {
    if terms.count == 1 && !constant.isZero { return planConstantAndTerm(constant, terms[0]) }
    if terms.count == 2 && constant.isZero && (terms[0].coefficient + terms[1].coefficient).isZero {
      return planDifference(terms[0].coefficient, terms[0].term, terms[1].term)
    }
    return nil
  }

  func whole(_ id: NodeID) -> Int? { id.isSmallInteger ? id.smallInteger : nil }

  /// base and exponent of a term that is a power.
  func power(_ id: NodeID) -> (base: NodeID, exponent: NodeID)? {
    guard store.isOperation(id, .power) else { return nil }
    let operands = store.operands(id)
    return (operands[0], operands[1])
  }

  func argument(_ id: NodeID, _ function: FunctionID) -> NodeID? {
    store.isCall(id, function) ? store.operands(id)[0] : nil
  }

  private mutating func planConstantAndTerm(_ constant: Rational, _ part: SumPart) -> Plan? {
    let term = part.term
    let factor = part.coefficient.nearestDouble
    let opposite = (constant + part.coefficient).isZero
    if let rest = complement(constant, part) {
      // 1 − e^u/S without the difference.
      let below = builder.power(rest.sum, .minusOne)
      let node = builder.sum(
        rest.terms.map { builder.product([builder.number($0.coefficient), builder.power(.e, $0.exponent), below]) })
      return .from([key(node)]) { program, values in
        program.noteRewrite("1 - exp(x)/(exp(x) + exp(y))")
        return values[0]
      }
    }
    if opposite {
      let scale = constant.nearestDouble
      if let (base, exponent) = power(term) {
        // 1 − tanh² = sech²; e^u − 1; 1 − cos², 1 − sin².
        if exponent == .two, let u = argument(base, .tanh) {
          return scaled(scale, "1 - tanh(x)^2", u) { $0.unary(Functions.sechSquared, $1) }
        }
        if exponent == .two, let u = argument(base, .sin) ?? argument(base, .cos) {
          let function = Functions.of(Catalogue.row(store.isCall(base, .sin) ? .cos : .sin))
          return scaled(scale, "1 - sin(x)^2", u) {
            let root = $0.unary(function, $1)
            return $0.multiply(root, root)
          }
        }
        if base == .e {
          return scaled(factor, "exp(x) - 1", exponent) { $0.unary(Functions.exponentialLessOne, $1) }
        }
      }
      if let u = argument(term, .sigmoid) {
        return scaled(scale, "1 - sigmoid(x)", u) { $0.unary(Functions.sigmoid, $0.negate($1)) }
      }
      if let u = argument(term, .cos) ?? argument(term, .cosh) {
        // 1 − cos u = 2·sin²(u/2), 1 − cosh u = −2·sinh²(u/2).
        let isCircular = store.isCall(term, .cos)
        let function = Functions.of(Catalogue.row(isCircular ? .sin : .sinh))
        return scaled(isCircular ? 2 * scale : -2 * scale, "1 - cos(x)", u) {
          let half = $0.unary(function, $0.multiply($1, $0.constant(0.5)))
          return $0.multiply(half, half)
        }
      }
    }
    guard let (base, exponent) = power(term), constant.isNegative != part.coefficient.isNegative else { return nil }
    let ratio = -(constant / part.coefficient)
    if let n = whole(exponent), n >= 2, n % 2 == 0, let root = ratio.root(2) {
      // a·(u² − q²) = a·(u − q)·(u + q), and again where u and q are squares.
      var halves = [(n / 2, root)]
      while let (m, q) = halves.last, m % 2 == 0, let next = q.root(2) { halves.append((m / 2, next)) }
      let roots = halves.map(\.1.nearestDouble)
      return .from(halves.map { key(.power(base, Rational($0.0))) }) { program, values in
        program.noteRewrite("x^2 - y^2")
        var product = program.subtract(values[values.count - 1], program.constant(roots[roots.count - 1]))
        for (value, q) in zip(values, roots) {
          product = program.multiply(product, program.add(value, program.constant(q)))
        }
        return program.multiply(product, program.constant(factor))
      }
    }
    if exponent == builder.rational(1, 2) {
      // a·√u + c = (a²·u − c²)/(a·√u − c) where the signs differ.
      let square = part.coefficient * part.coefficient
      let numerator = builder.sum(
        builder.product(builder.number(square), base), builder.number(-(constant * constant)))
      let c = constant.nearestDouble
      return .from([key(numerator), key(.power(base, Rational(1, 2)))]) { program, values in
        program.noteRewrite("sqrt(x) - sqrt(y)")
        let root = program.multiply(values[1], program.constant(factor))
        return program.divide(values[0], program.subtract(root, program.constant(c)))
      }
    }
    return nil
  }

  private mutating func scaled(
    _ scale: Double, _ name: String, _ u: NodeID, _ body: @escaping (inout ProgramBuilder, Int32) -> Int32
  ) -> Plan {
    .from([key(u)]) { program, values in
      program.noteRewrite(name)
      let value = body(&program, values[0])
      return program.multiply(value, program.constant(scale))
    }
  }

  /// c·(a − b).
  private mutating func planDifference(_ coefficient: Rational, _ a: NodeID, _ b: NodeID) -> Plan? {
    guard let (u, p) = power(a), let (v, q) = power(b) else { return nil }
    let scale = coefficient.nearestDouble
    if let m = whole(p), let n = whole(q), m >= 2, n >= 2, m % 2 == 0, n % 2 == 0 {
      var halves = [(m / 2, n / 2)]
      while let (i, j) = halves.last, i % 2 == 0, j % 2 == 0 { halves.append((i / 2, j / 2)) }
      let count = halves.count
      let keys = halves.map { key(.power(u, Rational($0.0))) } + halves.map { key(.power(v, Rational($0.1))) }
      return .from(keys) { program, values in
        program.noteRewrite("x^2 - y^2")
        var product = program.subtract(values[count - 1], values[2 * count - 1])
        for k in 0..<count { product = program.multiply(product, program.add(values[k], values[count + k])) }
        return program.multiply(product, program.constant(scale))
      }
    }
    let half = builder.rational(1, 2)
    if p == half && q == half {
      let difference = builder.difference(u, v)
      let roots = [key(.power(u, Rational(1, 2))), key(.power(v, Rational(1, 2)))]
      return .from([key(difference)] + roots) { program, values in
        program.noteRewrite("sqrt(x) - sqrt(y)")
        let total = program.add(values[1], values[2])
        let quotient = program.divide(values[0], total)
        // Both roots are 0 where their sum is.
        let zero = program.constant(0)
        let difference = program.select(program.relation(.equal, total, zero), zero, quotient)
        return program.multiply(difference, program.constant(scale))
      }
    }
    return nil
  }

  // MARK: Roots of sums of squares

  /// sqrt(Σ c·u²) without overflow; nil for any other sum.
  mutating func planRootOfSquares(_ id: NodeID) -> Plan? {
    guard store.isOperation(id, .sum), !store.isLongSum(id) else { return nil }
    let operands = Array(store.operands(id))
    let constant = store.number(operands[0]) ?? 0
    guard operands.count <= 17, !constant.isNegative, operands.count > 3 || !constant.isZero else { return nil }
    var keys: [Int] = []
    var factors: [Double] = []
    for k in stride(from: 1, to: operands.count, by: 2) {
      guard let coefficient = store.number(operands[k]), !coefficient.isNegative,
        let (base, exponent) = power(operands[k + 1]), let n = whole(exponent), n >= 2, n % 2 == 0
      else { return nil }
      keys.append(key(.power(base, Rational(n / 2))))
      factors.append(coefficient.nearestDouble.squareRoot())
    }
    let last = constant.nearestDouble.squareRoot()
    return .from(keys) { program, values in
      program.noteRewrite("sqrt(x^2 + y^2)")
      var total: Int32?
      for (value, factor) in zip(values, factors) {
        let side = program.multiply(value, program.constant(factor))
        total = total.map { program.binary(Functions.hypotenuse, $0, side) } ?? side
      }
      let root = total ?? program.constant(0)
      return last == 0 ? root : program.binary(Functions.hypotenuse, root, program.constant(last))
    }
  }

  // MARK: Sums of exponentials

  /// The terms c·e^u of a sum of positive multiples of exponentials (a constant counts as c·e^0), at least two.
  func exponentials(_ id: NodeID) -> [(coefficient: Rational, exponent: NodeID)]? {
    guard store.isOperation(id, .sum) else { return nil }
    let constant = store.number(store.operands(id)[0]) ?? 0
    if constant.isNegative { return nil }
    var found: [(Rational, NodeID)] = constant.isZero ? [] : [(constant, .zero)]
    var fits = true
    store.forEachTerm(id) { coefficient, term in
      guard fits, let c = store.number(coefficient), !c.isNegative, let (base, exponent) = power(term), base == .e
      else {
        fits = false
        return
      }
      found.append((c, exponent))
    }
    return fits && found.count >= 2 ? found : nil
  }

  /// u where a sum is c·(1 + e^u).
  private func logisticArgument(_ terms: [(coefficient: Rational, exponent: NodeID)]) -> NodeID? {
    guard terms.count == 2, terms[0].exponent == .zero, terms[0].coefficient == terms[1].coefficient else { return nil }
    return terms[1].exponent
  }

  /// Takes from the factors of a product the negative powers of sums of exponentials, and the exponential beside them.
  mutating func planExponentialFactors(_ pairs: inout [(base: NodeID, exponent: NodeID)]) -> [Int32] {
    var codes: [Int32] = []
    let ratios = holdsShares(pairs) ? takeShares(&pairs, &codes) : []
    var shifts: [ShiftedPower] = ratios.map { ShiftedPower(sum: $0.below, power: $0.power) }
    var exponentialPlace = pairs.firstIndex { $0.base == .e && !store.isNumber($0.exponent) }
    var k = 0
    while k < pairs.count {
      guard let power = whole(pairs[k].exponent), power < 0, power > -64, let terms = exponentials(pairs[k].base) else {
        k += 1
        continue
      }
      if let u = logisticArgument(terms), !ratios.contains(where: { $0.below == pairs[k].base }) {
        // e^(j·u)·(c + c·e^u)^(−n) = c^(−n)·σ(u)^j·σ(−u)^(n − j).
        var j = 0
        if let place = exponentialPlace, let multiple = multiple(pairs[place].exponent, of: u), multiple > 0,
          multiple <= -power
        {
          j = multiple
          pairs.remove(at: place)
          exponentialPlace = nil
          if place < k { k -= 1 }
        }
        codes += logisticFactors(u, j, -power - j)
        if !terms[0].coefficient.isOne {
          codes.append(factorCode(.power(builder.number(terms[0].coefficient), Rational(-power)), divides: true))
        }
        pairs.remove(at: k)
      } else {
        shifts.append(ShiftedPower(sum: pairs[k].base, power: power))
        pairs.remove(at: k)
      }
      exponentialPlace = pairs.firstIndex { $0.base == .e && !store.isNumber($0.exponent) }
    }
    if shifts.isEmpty { return codes }
    let exponent = exponentialPlace.map { pairs.remove(at: $0).exponent } ?? .zero
    // What a numerator's power takes from the shift of a sum, and what the sum's own takes.
    var joined: [ShiftedPower] = []
    for shift in shifts {
      let place = joined.firstIndex { $0.sum == shift.sum }
      if let place {
        joined[place] = ShiftedPower(sum: shift.sum, power: joined[place].power + shift.power)
      } else {
        joined.append(shift)
      }
    }
    joined.removeAll { $0.power == 0 }
    if exponent != .zero || !joined.isEmpty { codes.append(factorCode(.shiftedExponential(exponent, joined))) }
    for ratio in ratios { codes.append(factorCode(.shiftedNumeratorPower(ratio.above, ratio.below, ratio.power))) }
    for shift in shifts where shift.power < 0 { codes.append(code(shift)) }
    return codes
  }

  private mutating func code(_ shift: ShiftedPower) -> Int32 {
    // s lies between 1 and the number of terms, so its powers neither overflow nor vanish.
    factorCode(.shiftedSumPower(shift.sum, -shift.power), divides: true)
  }

  /// n where v = n·u.
  private func multiple(_ v: NodeID, of u: NodeID) -> Int? {
    if v == u { return 1 }
    let ratio = builder.quotient(v, u)
    return whole(ratio)
  }

  private mutating func logisticFactors(_ u: NodeID, _ rising: Int, _ falling: Int) -> [Int32] {
    var codes: [Int32] = []
    let positive = builder.call(.sigmoid, [u])
    let negative = builder.call(.sigmoid, [builder.negate(u)])
    if rising > 0 { codes.append(factorCode(.power(positive, Rational(rising)))) }
    if falling > 0 { codes.append(factorCode(.power(negative, Rational(falling)))) }
    return codes
  }

  mutating func planLargestExponent(_ sum: NodeID) -> Plan {
    let terms = exponentials(sum) ?? []
    return .from(terms.map { key($0.exponent) }) { program, values in
      program.noteRewrite("log-sum-exp")
      return values.dropFirst().reduce(values[0]) { program.extreme(.maximum, $0, $1) }
    }
  }

  mutating func planShiftedSum(_ sum: NodeID) -> Plan {
    let terms = exponentials(sum) ?? []
    let coefficients = terms.map(\.coefficient.nearestDouble)
    let keys = terms.map { key($0.exponent) } + [key(.largestExponent(sum))]
    return .from(keys) { program, values in
      let largest = values[values.count - 1]
      var total = program.constant(0)
      for (coefficient, exponent) in zip(coefficients, values) {
        let shifted = program.unary(Functions.exponential, program.subtract(exponent, largest))
        total = program.add(total, program.multiply(shifted, program.constant(coefficient)))
      }
      return total
    }
  }

  /// The same without the largest term, whose multiple of 1 is set against the 1 that is taken off.
  mutating func planShiftedRest(_ sum: NodeID) -> Plan {
    let terms = exponentials(sum) ?? []
    let coefficients = terms.map(\.coefficient.nearestDouble)
    let keys = terms.map { key($0.exponent) } + [key(.largestExponent(sum))]
    return .from(keys) { program, values in
      let largest = values[values.count - 1]
      let zero = program.constant(0)
      var others = zero
      var ties = program.constant(-1)
      for (coefficient, exponent) in zip(coefficients, values) {
        let shifted = program.unary(Functions.exponential, program.subtract(exponent, largest))
        let term = program.multiply(shifted, program.constant(coefficient))
        let isLargest = program.relation(.equal, exponent, largest)
        others = program.add(others, program.select(isLargest, zero, term))
        ties = program.add(ties, program.multiply(isLargest, program.constant(coefficient)))
      }
      return program.add(ties, others)
    }
  }

  mutating func planShiftedExponential(_ exponent: NodeID, _ shifts: [ShiftedPower]) -> Plan {
    let powers = shifts.map { Double($0.power) }
    return .from([key(exponent)] + shifts.map { key(.largestExponent($0.sum)) }) { program, values in
      var total = values[0]
      for (power, largest) in zip(powers, values.dropFirst()) {
        let shift = program.multiply(largest, program.constant(-power))
        total = program.subtract(total, shift)
      }
      return program.unary(Functions.exponential, total)
    }
  }

  // MARK: Logarithms

  mutating func planLogarithm(_ argument: NodeID) -> Plan? {
    if let terms = exponentials(argument) { return planLogarithm(ofSum: argument, terms) }
    if let (base, exponent) = power(argument), exponent == .minusOne, let terms = exponentials(base) {
      let plan = planLogarithm(ofSum: base, terms)
      guard case .from(let keys, let body) = plan else { return nil }
      return .from(keys) { program, values in
        let value = body(&program, values)
        return program.negate(value)
      }
    }
    if let stable = planLogarithmOfShare(argument) { return stable }
    if let u = self.argument(argument, .sigmoid) {
      // log σ(u) = −log(1 + e^(−u)).
      return .from([key(u)]) { program, values in
        program.noteRewrite("log(sigmoid(x))")
        return program.negate(program.unary(Functions.softplus, program.negate(values[0])))
      }
    }
    if store.isOperation(argument, .sum), store.operands(argument)[0] == .one {
      let rest = builder.difference(argument, .one)
      return .from([key(rest)]) { program, values in
        program.noteRewrite("log(1 + x)")
        return program.unary(Functions.logarithmOfOnePlus, values[0])
      }
    }
    return nil
  }

  mutating func planLogarithm(
    ofSum sum: NodeID, _ terms: [(coefficient: Rational, exponent: NodeID)]
  ) -> Plan {
    if let u = logisticArgument(terms) {
      let scale = terms[0].coefficient.nearestDouble
      return .from([key(u)]) { program, values in
        program.noteRewrite("log(1 + exp(x))")
        let value = program.unary(Functions.softplus, values[0])
        return scale == 1 ? value : program.add(value, program.unary(Functions.logarithm, program.constant(scale)))
      }
    }
    return .from([key(.largestExponent(sum)), key(.shiftedRest(sum))]) { program, values in
      program.add(values[0], program.unary(Functions.logarithmOfOnePlus, values[1]))
    }
  }
}
