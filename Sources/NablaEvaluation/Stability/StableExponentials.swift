// Sums of exponentials: shifted by their largest exponent, in logarithms and where they are divided by.

import NablaExpressions
import NablaNumbers

/// A multiple of an exponential.
typealias ExponentialTerm = (coefficient: Rational, exponent: NodeID)

extension StableForms {
  /// The terms c·e^u of a sum of positive multiples of exponentials (a constant counts as c·e^0), at least two.
  func exponentials(_ id: NodeID) -> [ExponentialTerm]? {
    guard store.isOperation(id, .sum) else { return nil }
    let constant = store.number(store.head(of: id)) ?? 0
    if constant.isNegative { return nil }
    var found: [ExponentialTerm] = constant.isZero ? [] : [(constant, .zero)]
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
  func logisticArgument(_ terms: [ExponentialTerm]) -> NodeID? {
    guard terms.count == 2, terms[0].exponent == .zero, terms[0].coefficient == terms[1].coefficient else { return nil }
    return terms[1].exponent
  }

  func sum(of terms: [ExponentialTerm]) -> NodeID {
    builder.sum(terms.map { builder.product(builder.number($0.coefficient), builder.power(.e, $0.exponent)) })
  }

  // MARK: In products

  /// Takes from the factors of a product the negative powers of sums of exponentials, and the exponential beside them;
  /// what takes their place.
  func factors(from pairs: inout [Factor]) -> [StableFactor] {
    var found: [StableFactor] = []
    let ratios = holdsShares(pairs) ? takeShares(&pairs, &found) : []
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
        if j > 0 { found.append(StableFactor(.logistic(u), j)) }
        if -power - j > 0 { found.append(StableFactor(.logistic(builder.negate(u)), -power - j)) }
        if !terms[0].coefficient.isOne { found.append(StableFactor(builder.number(terms[0].coefficient), power)) }
        pairs.remove(at: k)
      } else {
        shifts.append(ShiftedPower(sum: pairs[k].base, power: power))
        pairs.remove(at: k)
      }
      exponentialPlace = pairs.firstIndex { $0.base == .e && !store.isNumber($0.exponent) }
    }
    if shifts.isEmpty { return found }
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
    if exponent != .zero || !joined.isEmpty { found.append(StableFactor(.shiftedExponential(exponent, joined), 1)) }
    for ratio in ratios { found.append(StableFactor(.shiftedNumerator(ratio.above, below: ratio.below), ratio.power)) }
    // s lies between 1 and the number of terms, so its powers neither overflow nor vanish.
    for shift in shifts where shift.power < 0 { found.append(StableFactor(.shiftedSum(shift.sum), shift.power)) }
    return found
  }

  /// n where v = n·u.
  private func multiple(_ v: NodeID, of u: NodeID) -> Int? {
    v == u ? 1 : whole(builder.quotient(v, u))
  }

  // MARK: What forms bring in

  /// How a value that forms bring in comes about.
  func definition(of value: StableValue) -> StableForm {
    switch value {
    case .logistic(let u): return StableForm(.logistic, .function(.sigmoid, .node(u)))
    case .largestExponent(let sum):
      return StableForm(.largestExponent, .largest((exponentials(sum) ?? []).map { .node($0.exponent) }))
    case .shiftedSum(let sum): return StableForm(nil, shifted(exponentials(sum) ?? [], by: sum))
    case .shiftedRest(let sum): return StableForm(nil, shiftedRest(sum))
    case .shiftedNumerator(let above, let below):
      return StableForm(.signedShare, shiftedNumerator(signedExponentials(above) ?? [], below))
    case .shiftedExponential(let exponent, let shifts):
      let terms = shifts.map { StableFormula.Term.times(Rational($0.power), .value(.largestExponent($0.sum))) }
      return StableForm(nil, .function(.exp, .sum(0, [.plus(.node(exponent))] + terms)))
    }
  }

  private func exponential(_ exponent: NodeID, less shift: StableFormula) -> StableFormula {
    .function(.exp, .difference(.node(exponent), shift))
  }

  /// Σ c·e^(u − m) for the largest exponent m of a sum.
  private func shifted(_ terms: [ExponentialTerm], by sum: NodeID) -> StableFormula {
    let largest = StableFormula.value(.largestExponent(sum))
    return .sum(0, terms.map { .times($0.coefficient, exponential($0.exponent, less: largest)) })
  }

  /// The same less 1, without the largest term, whose multiple of 1 is set against the 1 that is taken off.
  private func shiftedRest(_ sum: NodeID) -> StableFormula {
    let largest = StableFormula.value(.largestExponent(sum))
    var ties: [StableFormula.Term] = []
    var others: [StableFormula.Term] = []
    for (coefficient, exponent) in exponentials(sum) ?? [] {
      let isLargest = StableFormula.equal(.node(exponent), largest)
      ties.append(.times(coefficient, isLargest))
      others.append(.times(coefficient, .select(isLargest, .number(0), exponential(exponent, less: largest))))
    }
    return .sum(0, [.plus(.sum(-1, ties)), .plus(.sum(0, others))])
  }

  private func shiftedNumerator(_ terms: [ExponentialTerm], _ below: NodeID) -> StableFormula {
    guard terms.count == 2, (terms[0].coefficient + terms[1].coefficient).isZero else {
      return shifted(terms, by: below)
    }
    // c·(e^a − e^b) = ±c·e^max(a, b)·(1 − e^(−|a − b|)), which loses nothing where a and b are near.
    let (a, b) = (StableFormula.node(terms[0].exponent), StableFormula.node(terms[1].exponent))
    let difference = StableFormula.difference(a, b)
    let distance = StableFormula.smallest([difference, .scaled(-1, difference)])
    let size = StableFormula.function(.exponentialLessOne, distance)
    let signed = StableFormula.select(.less(.number(0), difference), .scaled(-1, size), size)
    let top = StableFormula.difference(.largest([a, b]), .value(.largestExponent(below)))
    return .product(terms[0].coefficient, [.function(.exp, top), signed])
  }

  // MARK: Logarithms

  /// The logarithm of an argument, in a form without overflow or cancellation.
  func logarithm(of argument: NodeID) -> StableForm? {
    if let terms = exponentials(argument) { return logarithm(ofSum: argument, terms) }
    if let (base, exponent) = power(argument), exponent == .minusOne, let terms = exponentials(base) {
      let form = logarithm(ofSum: base, terms)
      return StableForm(form.rule, .scaled(-1, form.formula))
    }
    if let stable = logarithmOfShare(argument) { return stable }
    if let u = self.argument(argument, .sigmoid) {
      // log σ(u) = −log(1 + e^(−u)).
      let value = StableFormula.function(.softplus, .scaled(-1, .node(u)))
      return StableForm(.logarithmOfLogistic, .scaled(-1, value))
    }
    if let form = areaFunction(argument) { return form }
    if store.isOperation(argument, .sum), store.head(of: argument) == .one {
      let rest = builder.difference(argument, .one)
      return StableForm(.logarithmOfOnePlus, .function(.logarithmOfOnePlus, .node(rest)))
    }
    return nil
  }

  /// log(u + sqrt(u² ± 1)), the inverses of sinh and cosh spelt out.
  private func areaFunction(_ argument: NodeID) -> StableForm? {
    guard store.isOperation(argument, .sum), !store.isLongSum(argument) else { return nil }
    for (coefficient, term) in store.terms(of: argument) where coefficient == .one {
      guard let (base, exponent) = power(term), isRoot(exponent) else { continue }
      let u = builder.difference(argument, term)
      let square = builder.power(u, .two)
      if builder.sum(square, .one) == base { return StableForm(.areaSine, .function(.asinh, .node(u))) }
      if builder.difference(square, .one) == base { return StableForm(.areaSine, .function(.acosh, .node(u))) }
    }
    return nil
  }

  /// The logarithm of a sum of exponentials. The row of its largest exponent is noted where that is computed.
  func logarithm(ofSum sum: NodeID, _ terms: [ExponentialTerm]) -> StableForm {
    if let u = logisticArgument(terms) {
      let value = StableFormula.function(.softplus, .node(u))
      return StableForm(.softplus, StableForms.adding(logarithmOf: terms[0].coefficient, to: value))
    }
    let rest = StableFormula.function(.logarithmOfOnePlus, .value(.shiftedRest(sum)))
    return StableForm(nil, .sum(0, [.plus(.value(.largestExponent(sum))), .plus(rest)]))
  }

  static func adding(logarithmOf number: Rational, to formula: StableFormula) -> StableFormula {
    number.isOne ? formula : .sum(0, [.plus(formula), .plus(.function(.log, .number(number)))])
  }
}
