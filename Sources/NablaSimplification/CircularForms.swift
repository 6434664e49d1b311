// Sines and cosines over a basis of angles.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  extension NormalForms {
    /// Sine and cosine of an angle, in those of a basis.
    func circular(_ argument: NodeID) throws -> (sine: RationalFunction, cosine: RationalFunction) {
      var angle = try reduced(form(argument))
      let (zero, one) = (RationalFunction(ring), RationalFunction(ring, 1))
      var result = (sine: zero, cosine: one)
      // Quarter turns.
      if let pi = opaque[.pi], let quarters = try quarterTurns(angle, pi) {
        angle = try angle - RationalFunction(ring, Rational(quarters, 2)) * variable(pi)
        switch ((quarters % 4) + 4) % 4 {
        case 1: result = (one, zero)
        case 2: result = (zero, -one)
        case 3: result = (-one, zero)
        default: break
        }
      }
      if angle.isZero { return result }
      if let pi = opaque[.pi], let fraction = try fractionOfPi(angle, pi) {
        let node = builder.product([builder.number(fraction), .pi])
        let rest = try circular(
          angle - RationalFunction(ring, fraction) * variable(pi), turned: result)
        let (sine, cosine) = (try form(builder.call(.sin, [node])), try form(builder.call(.cos, [node])))
        return (
          try reduced(rest.sine * cosine + rest.cosine * sine), try reduced(rest.cosine * cosine - rest.sine * sine)
        )
      }
      return try circular(angle, turned: result)
    }

    /// The same of an angle without turns, behind those of another one.
    private func circular(
      _ angle: RationalFunction, turned given: (sine: RationalFunction, cosine: RationalFunction)
    ) throws -> (sine: RationalFunction, cosine: RationalFunction) {
      let one = RationalFunction(ring, 1)
      var result = given
      if let coefficients = try angles.coefficients(of: angle, beside: []) {
        for (place, coefficient) in coefficients.enumerated() where !coefficient.isZero {
          guard let whole = coefficient.asInt else {
            guard let denominator = coefficient.denominator.asInt, denominator <= 12 else {
              throw PolynomialError.tooLarge
            }
            divisors.angles[place, default: 1] *= denominator
            throw FinerBasis()
          }
          guard abs(whole) <= 24 else { throw PolynomialError.tooLarge }
          result = try turned(result, by: whole, of: place)
        }
        return result
      }
      let place = angles.elements.count
      let isNegative = angle.numerator.terms.first?.coefficient.isNegative ?? false
      let scale = Rational(isNegative ? -1 : 1, divisors.angles[place] ?? 1)
      // Without its quarter turns the angle is no node of the input.
      let node = builder.product(builder.number(scale), try Translation(self).expanded(angle))
      angles.append(Basis.Element(form: try angle * RationalFunction(ring, scale), node: node))
      let sine = try add(
        Generator(base: builder.call(.sin, [node]), exponent: 1, relation: nil, kind: .sine(place)))
      let square = try one - variable(sine).power(2)
      let cosine = try add(
        Generator(
          base: builder.call(.cos, [node]), exponent: 1,
          relation: Generator.Relation(degree: 2, value: square), kind: .cosine(place)))
      angleVariables.append((sine, cosine))
      return try turned(result, by: (Rational(1) / scale).asInt ?? 1, of: place)
    }

    /// The multiple of π that an angle has as a term of its own beside others, where its sine and cosine are roots: a twelfth of a turn and
    /// its like.
    private func fractionOfPi(_ angle: RationalFunction, _ pi: Int) throws -> Rational? {
      guard let denominator = angle.denominator.constant, angle.numerator.termCount > 1 else { return nil }
      for term in angle.numerator.terms where term.exponents[pi] == 1 && term.exponents.reduce(0, +) == 1 {
        let fraction = Rational(term.coefficient) / Rational(denominator)
        return (depth == .factors ? [3, 4, 6, 12] : [3, 4, 6]).contains(fraction.denominator.asInt ?? 0)
          ? fraction : nil
      }
      return nil
    }

    /// Notes the roots that sines of fractions of π are made of, before any root is taken.
    func noteFractionsOfPi(in angle: NodeID) {
      guard store.isOperation(angle, .sum) else { return }
      store.forEachTerm(angle) { coefficient, term in
        guard term == .pi, let denominator = store.number(coefficient)?.denominator.asInt else { return }
        if denominator % 4 == 0 { note(.two, builder.rational(1, 2)) }
        if denominator % 3 == 0 { note(builder.integer(3), builder.rational(1, 2)) }
      }
    }

    /// How many quarter turns an angle has as a term of its own.
    func quarterTurns(_ angle: RationalFunction, _ pi: Int) throws -> Int? {
      guard let denominator = angle.denominator.constant else { return nil }
      for term in angle.numerator.terms where term.exponents[pi] == 1 && term.exponents.reduce(0, +) == 1 {
        return (Rational(term.coefficient) * Rational(2) / Rational(denominator)).asInt
      }
      return nil
    }

    func turned(
      _ angle: (sine: RationalFunction, cosine: RationalFunction), by times: Int, of place: Int
    ) throws -> (sine: RationalFunction, cosine: RationalFunction) {
      let (sineVariable, cosineVariable) = angleVariables[place]
      let (s, c) = (variable(sineVariable), variable(cosineVariable))
      var result = angle
      for _ in 0..<abs(times) {
        let sine = times > 0 ? s : -s
        result = (
          try result.sine * c + result.cosine * sine,
          try result.cosine * c - result.sine * sine
        )
      }
      return (try reduced(result.sine), try reduced(result.cosine))
    }

    /// The same in the tangent of an angle, where it has no value at the tangent's poles either; nil where that does not go.
    func inTangents(_ form: RationalFunction, _ place: Int) throws -> RationalFunction? {
      let (sine, cosine) = angleVariables[place]
      let (top, bottom) = (form.numerator.terms, form.denominator.terms)
      guard let degree = top.first.map({ $0.exponents[sine] + $0.exponents[cosine] }), degree > 0,
        (top + bottom).allSatisfy({ $0.exponents[sine] + $0.exponents[cosine] == degree }),
        bottom.allSatisfy({ $0.exponents[cosine] > 0 })
      else { return nil }
      let node = builder.call(.tan, [angles.elements[place].node])
      let index: Int
      if let known = opaque[node] {
        index = known
      } else {
        index = try add(Generator(base: node, exponent: 1, relation: nil, kind: .opaque))
        opaque[node] = index
      }
      func rewritten(_ terms: [(coefficient: Integer, exponents: [UInt])]) -> RationalFunction {
        RationalFunction(
          Polynomial(
            ring,
            terms: terms.map { term in
              var exponents = term.exponents
              exponents[index] = exponents[sine]
              exponents[sine] = 0
              exponents[cosine] = 0
              return (term.coefficient, exponents)
            }))
      }
      return try rewritten(top) / rewritten(bottom)
    }

    /// Sine and cosine of twice an angle of the basis.
    func doubled(_ place: Int) throws -> (sine: Int, cosine: Int) {
      if let known = doubledAngles[place] { return known }
      let node = builder.product(.two, angles.elements[place].node)
      let sine = try add(
        Generator(base: builder.call(.sin, [node]), exponent: 1, relation: nil, kind: .opaque))
      let square = try RationalFunction(ring, 1) - variable(sine).power(2)
      let cosine = try add(
        Generator(
          base: builder.call(.cos, [node]), exponent: 1,
          relation: Generator.Relation(degree: 2, value: square), kind: .opaque))
      doubledAngles[place] = (sine, cosine)
      return (sine, cosine)
    }
  }
#endif
