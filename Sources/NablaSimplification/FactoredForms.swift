// Logarithms, roots and absolute values over the irreducible factors of what they are taken of.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  extension NormalForms {
    /// A number, and irreducible polynomials with their exponents, whose product a form is.
    func decomposed(
      _ form: RationalFunction
    ) throws -> (content: Rational, factors: [(base: Polynomial, exponent: Int)]) {
      let form = try reduced(form)
      if form.isZero { return (0, []) }
      let (above, below) = (try form.numerator.factored(), try form.denominator.factored())
      var factors = above.factors.map { (base: $0.base, exponent: $0.multiplicity) }
      factors += below.factors.map { (base: $0.base, exponent: -$0.multiplicity) }
      return (Rational(above.content) / Rational(below.content), factors)
    }

    /// log u = log|c| + Σ kᵢ·log|pᵢ| where u = c·Π pᵢ^kᵢ is positive.
    func factoredLogarithm(_ form: RationalFunction) throws -> RationalFunction {
      let (content, factors) = try decomposed(form)
      if content.isZero { throw PolynomialError.divisionByZero }
      var total = try logarithm(of: content.numerator.magnitude) - logarithm(of: content.denominator)
      for (base, exponent) in factors {
        total = try total + RationalFunction(ring, Rational(exponent)) * logarithm(of: base)
      }
      return total
    }

    /// |u|^(p/q) = |c|^(p/q)·Π |pᵢ|^(kᵢ·p/q).
    func factoredPower(_ form: RationalFunction, _ exponent: Rational) throws -> RationalFunction {
      let (content, factors) = try decomposed(form)
      if content.isZero {
        if exponent.isNegative { throw PolynomialError.divisionByZero }
        return RationalFunction(ring)
      }
      // Of numbers the automatic form has taken out what is rational.
      var product = try number(content.magnitude, to: exponent)
      for (base, multiplicity) in factors {
        product = try product * magnitude(of: base, to: exponent * Rational(multiplicity))
      }
      return product
    }

    /// |u| = |c|·Π |pᵢ|^kᵢ.
    func factoredAbsolute(_ form: RationalFunction) throws -> RationalFunction {
      let (content, factors) = try decomposed(form)
      var product = RationalFunction(ring, content.magnitude)
      for (base, multiplicity) in factors { product = try product * magnitude(of: base, to: Rational(multiplicity)) }
      return product
    }
    // MARK: Factors

    func place(of base: Polynomial) -> Int {
      if let known = factors.firstIndex(where: { $0.base == base }) { return known }
      factors.append((base, nil, nil, nil))
      return factors.count - 1
    }

    /// The generator that a polynomial is, if it is one.
    func generator(_ base: Polynomial) -> Int? {
      guard base.termCount == 1, base.totalDegree == 1 else { return nil }
      return base.terms[0].exponents.firstIndex(of: 1)
    }

    /// Whether a polynomial is not negative wherever the whole has a value.
    func isNonnegative(_ base: Polynomial) -> (Bool, NodeID) {
      let node = Translation(self).sum(base)
      return (nonnegative.contains(node) || store.flags(node).contains(.nonnegative), node)
    }

    /// Whether a polynomial is not positive wherever the whole has a value.
    func isNonpositive(_ base: Polynomial) -> Bool {
      let node = Translation(self).sum(base, negated: true)
      return nonnegative.contains(node) || store.flags(node).contains(.nonnegative)
    }

    /// Another factor, and the sign of its product with this one, where what both make together is positive for it is divided by its root.
    private func partner(of place: Int) -> (place: Int, sign: Int)? {
      for node in positive {
        guard let form = forms[node], let (content, parts) = try? decomposed(form) else { continue }
        let odd = parts.filter { $0.exponent % 2 != 0 && !isNonnegative($0.base).0 }.map { self.place(of: $0.base) }
        guard odd.count == 2, odd.contains(place), let other = odd.first(where: { $0 != place }) else { continue }
        return (other, content.signum)
      }
      return nil
    }

    func logarithm(of base: Polynomial) throws -> RationalFunction {
      if let index = generator(base) {
        switch generators[index].kind {
        case .exponential(let place): return exponents.elements[place].form
        case .root:
          if let relation = generators[index].relation {
            let inner = try factoredLogarithm(relation.value)
            return try inner * RationalFunction(ring, Rational(1, relation.degree))
          }
        case .absolute:
          if let relation = generators[index].relation {
            return try factoredLogarithm(relation.value) * RationalFunction(ring, Rational(1, 2))
          }
        case .opaque, .sine, .cosine: break
        }
      }
      let place = place(of: base)
      if let known = factors[place].logarithm { return variable(known) }
      let (isNonnegative, node) = isNonnegative(base)
      let argument =
        isNonnegative
        ? node : isNonpositive(base) ? Translation(self).sum(base, negated: true) : builder.call(.abs, [node])
      let index = try add(
        Generator(base: builder.call(.log, [argument]), exponent: 1, relation: nil, kind: .opaque))
      factors[place].logarithm = index
      return variable(index)
    }

    func logarithm(of number: Integer) throws -> RationalFunction {
      var total = RationalFunction(ring)
      guard var rest = number.asInt, rest > 0 else { throw PolynomialError.tooLarge }
      var candidate = 2
      while rest > 1 {
        if candidate > 1_000 || candidate * candidate > rest { candidate = rest }
        var count = 0
        while rest % candidate == 0 {
          rest /= candidate
          count += 1
        }
        if count > 0 {
          let index: Int
          if let known = primeLogarithms[candidate] {
            index = known
          } else {
            let node = builder.call(.log, [builder.integer(candidate)])
            index = try add(Generator(base: node, exponent: 1, relation: nil, kind: .opaque))
            primeLogarithms[candidate] = index
          }
          total = try total + RationalFunction(ring, Rational(count)) * variable(index)
        }
        candidate += 1
      }
      return total
    }

    /// |p| to a power.
    func magnitude(of base: Polynomial, to exponent: Rational) throws -> RationalFunction {
      if let whole = exponent.asInt, whole % 2 == 0 { return try RationalFunction(base).power(whole) }
      let place = place(of: base)
      // Exponentials, and roots and absolute values themselves, are not negative.
      var isPositive = false
      if let index = generator(base) {
        switch generators[index].kind {
        case .exponential(let place):
          return try exponential(
            form: exponents.elements[place].form * RationalFunction(ring, exponent),
            node: builder.product(builder.number(exponent), exponents.elements[place].node))
        case .root, .absolute: isPositive = true
        case .opaque, .sine, .cosine: break
        }
      }
      let (isNonnegative, given) = isNonnegative(base)
      let isOpposite = !isPositive && !isNonnegative && self.isNonpositive(base)
      let node = isOpposite ? Translation(self).sum(base, negated: true) : given
      let plain = isPositive || isNonnegative || isOpposite
      func absolute() throws -> RationalFunction {
        if plain { return isOpposite ? -RationalFunction(base) : RationalFunction(base) }
        if factors[place].absolute == nil, let (other, sign) = partner(of: place), let known = factors[other].absolute {
          let product = try RationalFunction(base) * RationalFunction(factors[other].base)
          return try RationalFunction(ring, Rational(sign)) * product / variable(known)
        }
        if let known = factors[place].absolute { return variable(known) }
        let square = try RationalFunction(base).power(2)
        let index = try add(
          Generator(
            base: builder.call(.abs, [node]), exponent: 1, relation: Generator.Relation(degree: 2, value: square),
            kind: .absolute))
        factors[place].absolute = index
        return variable(index)
      }
      if let whole = exponent.asInt { return try absolute().power(whole) }
      guard let times = (exponent * Rational(rootDegree)).asInt, abs(times) <= 4 * ring.limits.degree else {
        throw PolynomialError.tooLarge
      }
      if let known = factors[place].root { return try reduced(variable(known).power(times)) }
      let value = try absolute()
      let argument = plain ? node : builder.call(.abs, [node])
      let index = try add(
        Generator(
          base: argument, exponent: Rational(1, rootDegree),
          relation: Generator.Relation(degree: rootDegree, value: value), kind: .root))
      factors[place].root = index
      rootPlaces[index] = place
      return try reduced(variable(index).power(times))
    }

    /// A positive number to a fractional power: roots of primes.
    func number(_ value: Rational, to exponent: Rational) throws -> RationalFunction {
      var product = RationalFunction(ring, 1)
      for (part, sign) in [(value.numerator, 1), (value.denominator, -1)] {
        guard var rest = part.asInt else { throw PolynomialError.tooLarge }
        var candidate = 2
        while rest > 1 {
          if candidate > 1_000 || candidate * candidate > rest { candidate = rest }
          var count = 0
          while rest % candidate == 0 {
            rest /= candidate
            count += 1
          }
          if count > 0 {
            let total = exponent * Rational(sign * count)
            let whole = total.floor
            guard let times = ((total - Rational(whole)) * Rational(rootDegree)).asInt, let power = whole.asInt,
              abs(power) <= 64
            else { throw PolynomialError.tooLarge }
            product = try product * RationalFunction(ring, Rational(candidate)).power(power)
            if times > 0 {
              product = try reduced(product * root(of: builder.integer(candidate), rootDegree).power(times))
            }
          }
          candidate += 1
        }
      }
      return product
    }
  }
#endif
