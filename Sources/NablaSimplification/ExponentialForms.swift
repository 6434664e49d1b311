// Powers and exponentials: e^u over a basis of exponents, and what may stand for it.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  extension NormalForms {
    // MARK: Powers

    func power(_ base: NodeID, _ exponent: NodeID, as id: NodeID?) throws -> RationalFunction {
      if base == .e && depth != .arithmetic { return try exponential(exponent) }
      if let value = store.number(exponent) {
        if let whole = value.asInt {
          if abs(whole) > ring.limits.degree {
            if store.isOperation(base, .sum) { keepsPowersOfSums = true }
            return try opaquePower(base, exponent, as: id)
          }
          return try form(base).power(whole)
        }
        if depth == .factors, rootDegree <= 12 { return try factoredPower(form(base), value) }
        guard let degree = rootDegrees[base], let times = (value * Rational(degree)).asInt,
          abs(times) <= 4 * ring.limits.degree
        else { return try opaquePower(base, exponent, as: id) }
        return try root(of: base, degree).power(times)
      }
      // x^(n + 1) = x^n·x wherever the left side has a value, unless x may be 0.
      return try opaquePower(base, exponent, as: id)
    }

    func opaquePower(_ base: NodeID, _ exponent: NodeID, as id: NodeID?) throws -> RationalFunction {
      try variable(id ?? builder.power(base, exponent))
    }

    /// e^u: a product of powers of the exponentials of a basis.
    func exponential(_ exponent: NodeID) throws -> RationalFunction {
      try exponential(form: form(exponent), node: exponent)
    }

    func exponential(form: RationalFunction, node: NodeID) throws -> RationalFunction {
      if form.isZero { return RationalFunction(ring, 1) }
      var reducedForm = try reduced(form)
      // Multiples of logarithms that are terms of their own leave as powers.
      var powers = RationalFunction(ring, 1)
      if let denominator = reducedForm.denominator.constant {
        for term in reducedForm.numerator.terms where term.exponents.reduce(0, +) == 1 {
          guard depth != .factors, let index = term.exponents.firstIndex(of: 1),
            let logarithm = logarithms.first(where: { $0.form == variable(index) })
          else { continue }
          let coefficient = Rational(term.coefficient) / Rational(denominator)
          guard coefficient.isInteger || coefficient.denominator == 2 else { continue }
          powers = try powers * power(logarithm.argument, builder.number(coefficient), as: nil)
          reducedForm = try reducedForm - RationalFunction(ring, coefficient) * logarithm.form
        }
      }
      if !powers.isOne {
        let rest = try Translation(self).expanded(reducedForm)
        return try powers * exponential(form: reducedForm, node: rest)
      }
      if let coefficients = try exponents.coefficients(of: reducedForm, beside: logarithms.map(\.form)) {
        var product = RationalFunction(ring, 1)
        for (place, coefficient) in coefficients.enumerated() where !coefficient.isZero {
          if place < exponents.elements.count {
            guard let whole = coefficient.asInt else {
              guard let denominator = coefficient.denominator.asInt, denominator <= 64 else {
                throw PolynomialError.tooLarge
              }
              divisors.exponents[place, default: 1] *= denominator
              throw FinerBasis()
            }
            product = try product * base(place).power(whole)
          } else {
            let argument = logarithms[place - exponents.elements.count].argument
            product = try product * power(argument, builder.number(coefficient), as: nil)
          }
        }
        return product
      }
      let place = exponents.elements.count
      let isNegative = reducedForm.numerator.terms.first?.coefficient.isNegative ?? false
      let scale = Rational(isNegative ? -1 : 1, divisors.exponents[place] ?? 1)
      let element = Basis.Element(
        form: try reducedForm * RationalFunction(ring, scale), node: builder.product(builder.number(scale), node))
      exponents.append(element)
      let generator = Generator(base: .e, exponent: 1, relation: nil, kind: .exponential(place))
      exponentVariables.append(try add(generator))
      return try base(place).power((Rational(1) / scale).asInt ?? 1)
    }

    /// The exponential of an element of the basis.
    func base(_ place: Int) -> RationalFunction { variable(exponentVariables[place]) }

    /// The same with another function for the exponentials; nil where there are none in it.
    func substituted(_ form: RationalFunction, _ substitute: ExponentialSubstitute) throws -> RationalFunction? {
      var form = form
      let used = form.variables
      var changed = false
      for (place, variable) in exponentVariables.enumerated() where used[variable] {
        changed = true
        let (top, bottom) = (form.numerator, form.denominator)
        // Where only powers of a power occur, that one is replaced: tanh(u) for e^(2u).
        var step = 0
        for term in top.terms + bottom.terms { step = greatestCommonDivisor(step, Int(term.exponents[variable])) }
        let generator = try self.substitute(place, max(1, step), substitute)
        let (t, one) = (self.variable(generator), RationalFunction(ring, 1))
        let (above, below) = substitute == .logistic ? (t, try one - t) : (try one + t, try one - t)
        func rewritten(_ polynomial: Polynomial) throws -> RationalFunction {
          let degree = polynomial.degrees[variable] / max(1, step)
          var total = RationalFunction(ring)
          for var term in polynomial.terms {
            let power = Int(term.exponents[variable]) / max(1, step)
            term.exponents[variable] = 0
            let part = RationalFunction(Polynomial(ring, terms: [term]))
            total = try total + part * above.power(power) * below.power(degree - power)
          }
          return try total / below.power(degree)
        }
        form = try rewritten(top) / rewritten(bottom)
      }
      return changed ? form : nil
    }

    func substitute(_ place: Int, _ step: Int, _ substitute: ExponentialSubstitute) throws -> Int {
      let key = Substitution(place: place, step: step, substitute: substitute)
      if let known = substitutions[key] { return known }
      let argument = builder.product(
        builder.rational(step, substitute == .logistic ? 1 : 2), exponents.elements[place].node)
      let node = builder.call(substitute == .logistic ? .sigmoid : .tanh, [argument])
      let index = try add(Generator(base: node, exponent: 1, relation: nil, kind: .opaque))
      substitutions[key] = index
      return index
    }
  }
#endif
