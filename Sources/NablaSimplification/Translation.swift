// From normal forms back to nodes, in the shapes that people write.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  /// Writes rational functions of generators as nodes.
  struct Translation {
    let forms: NormalForms
    var builder: Builder { forms.builder }

    init(_ forms: NormalForms) { self.forms = forms }

    private func monomial(_ exponents: [UInt], sign: Int = 1) -> [NodeID] {
      var factors: [NodeID] = []
      for (index, exponent) in exponents.enumerated() where exponent > 0 {
        factors.append(forms.node(index, power: sign * Int(exponent)))
      }
      return factors
    }

    func sum(_ polynomial: Polynomial, negated: Bool = false) -> NodeID {
      builder.sum(
        polynomial.terms.map { term in
          let coefficient = Rational(negated ? -term.coefficient : term.coefficient)
          return builder.product([builder.number(coefficient)] + monomial(term.exponents))
        })
    }

    /// Numerator and denominator multiplied out.
    func expanded(_ form: RationalFunction) throws -> NodeID {
      if let denominator = form.denominator.constant, !denominator.isOne {
        let scale = Rational(1, denominator)
        return builder.sum(
          form.numerator.terms.map { term in
            builder.product([builder.number(Rational(term.coefficient) * scale)] + monomial(term.exponents))
          })
      }
      return builder.quotient(sum(form.numerator), sum(form.denominator))
    }

    /// How a numerator or denominator is written.
    enum Factoring: CaseIterable {
      /// As a sum.
      case none
      /// Its powers and single terms drawn out, the rest a sum.
      case powers
      /// As a product of powers of irreducible factors.
      case full
    }

    /// A number and factors whose product a polynomial is, or with sign −1 its inverse.
    func factors(
      _ polynomial: Polynomial, sign: Int, _ factoring: Factoring = .full
    ) throws -> (content: Rational, factors: [NodeID]) {
      if factoring == .none && polynomial.termCount > 1 {
        return (1, [builder.power(sum(polynomial), builder.integer(sign))])
      }
      let (content, bases) = try polynomial.factored()
      return try written(content, bases, sign: sign, factoring)
    }

    private func written(
      _ content: Integer, _ bases: [(base: Polynomial, multiplicity: Int)], sign: Int, _ factoring: Factoring
    ) throws -> (content: Rational, factors: [NodeID]) {
      var result: [NodeID] = []
      var scale = Rational(content)
      var rest = RationalFunction(forms.ring, 1)
      var drawn = bases
      if factoring == .powers {
        drawn = bases.filter { $0.base.termCount == 1 || $0.multiplicity > 1 }
        for (base, multiplicity) in bases where base.termCount > 1 && multiplicity == 1 {
          rest = try rest * RationalFunction(base)
        }
        if !rest.isOne { drawn.append((rest.numerator, 1)) }
      }
      for (base, multiplicity) in drawn {
        if base.termCount == 1 {
          let term = base.terms[0]
          scale = scale * Rational(term.coefficient).power(multiplicity)
          result += monomial(term.exponents.map { $0 * UInt(multiplicity) }, sign: sign)
          continue
        }
        let isNegative = multiplicity % 2 == 1 && scale.isNegative
        if isNegative { scale = -scale }
        result.append(builder.power(sum(base, negated: isNegative), builder.integer(sign * multiplicity)))
      }
      return (sign > 0 ? scale : Rational(1) / scale, result)
    }

    /// Every way to write numerator and denominator.
    func offerQuotients(_ form: RationalFunction, _ offer: (NodeID?) -> Void) {
      let (top, bottom) = (form.numerator, form.denominator)
      guard let above = try? top.factored(), let below = try? bottom.factored() else {
        offer(try? expanded(form))
        return
      }
      func ways(
        _ polynomial: Polynomial, _ known: (content: Integer, factors: [(base: Polynomial, multiplicity: Int)]),
        sign: Int
      ) -> [(content: Rational, factors: [NodeID])] {
        var ways: [(content: Rational, factors: [NodeID])] = []
        if let way = try? written(known.content, known.factors, sign: sign, .powers) { ways.append(way) }
        if known.factors.count(where: { $0.base.termCount > 1 }) > 1,
          let way = try? written(known.content, known.factors, sign: sign, .full)
        {
          ways.append(way)
        }
        if polynomial.termCount > 1, known.content != 1 || known.factors.count > 1 || known.factors[0].multiplicity > 1
        {
          ways.append((1, [builder.power(sum(polynomial), builder.integer(sign))]))
        }
        return ways
      }
      let belows = ways(bottom, below, sign: -1)
      for above in ways(top, above, sign: 1) {
        for below in belows {
          offer(builder.product([builder.number(above.content * below.content)] + above.factors + below.factors))
        }
      }
      if bottom.isNumber { offer(try? expanded(form)) }
    }

    /// Both factored.
    func factored(_ form: RationalFunction) throws -> NodeID {
      let top = try factors(form.numerator, sign: 1)
      let bottom = try factors(form.denominator, sign: -1)
      return builder.product([builder.number(top.content * bottom.content)] + top.factors + bottom.factors)
    }

    /// The numerator multiplied out over the factored denominator.
    func expandedOverFactors(_ form: RationalFunction) throws -> NodeID {
      let bottom = try factors(form.denominator, sign: -1)
      return builder.product([sum(form.numerator), builder.number(bottom.content)] + bottom.factors)
    }

    /// Every term of the numerator over a denominator of one term.
    func separated(_ form: RationalFunction) throws -> NodeID? {
      let denominator = form.denominator
      guard denominator.termCount == 1, form.numerator.termCount > 1 else { return nil }
      let term = denominator.terms[0]
      let below = monomial(term.exponents, sign: -1)
      return builder.sum(
        form.numerator.terms.map { above in
          builder.product(
            [builder.number(Rational(above.coefficient) / Rational(term.coefficient))] + monomial(above.exponents)
              + below)
        })
    }

    /// The numerator by powers of a generator, with factored coefficients, over the factored denominator.
    func collected(_ form: RationalFunction, by variable: Int) throws -> NodeID? {
      var parts: [UInt: [(coefficient: Integer, exponents: [UInt])]] = [:]
      let numerator = form.numerator
      guard numerator.termCount > 2, numerator.termCount <= 64 else { return nil }
      for var term in numerator.terms {
        let power = term.exponents[variable]
        term.exponents[variable] = 0
        parts[power, default: []].append(term)
      }
      guard parts.count > 1, parts.count < numerator.termCount else { return nil }
      var terms: [NodeID] = []
      for power in parts.keys.sorted() {
        let coefficient = try factors(Polynomial(forms.ring, terms: parts[power] ?? []), sign: 1)
        terms.append(
          builder.product(
            [builder.number(coefficient.content)] + coefficient.factors
              + (power > 0 ? [forms.node(variable, power: Int(power))] : [])))
      }
      let bottom = try factors(form.denominator, sign: -1)
      return builder.product([builder.sum(terms), builder.number(bottom.content)] + bottom.factors)
    }
  }
#endif
