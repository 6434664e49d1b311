// Rational functions seen as polynomials or fractions in one symbol.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  extension Builder {
    /// The node as a polynomial in a symbol: its coefficients, of rising powers.
    ///
    /// Throws `domain` where it is no polynomial in the symbol.
    package func coefficients(of node: NodeID, by symbol: NodeID) throws(NablaError) -> [NodeID] {
      let result = try withForm(of: node) { (forms, form) throws -> [NodeID]? in
        guard let variable = try forms.place(of: symbol, in: form), form.denominator.degrees[variable] == 0 else {
          return nil
        }
        let translation = Translation(forms)
        let below = try translation.expanded(RationalFunction(form.denominator))
        return form.numerator.parts(by: variable).map { part in
          self.quotient(translation.sum(part), below)
        }
      }
      guard let result else { throw Builder.noPolynomial(symbol) }
      recordDefined(node)
      return result
    }

    /// The node by powers of a symbol, the coefficients factored.
    package func collected(_ node: NodeID, by symbol: NodeID) throws(NablaError) -> NodeID {
      let result = try withForm(of: node) { (forms, form) throws -> NodeID? in
        guard let variable = try forms.place(of: symbol, in: form) else { return nil }
        let translation = Translation(forms)
        let bottom = try translation.factors(form.denominator, sign: -1)
        var terms: [NodeID] = []
        for (power, part) in form.numerator.parts(by: variable).enumerated() where !part.isZero {
          let coefficient = try translation.factors(part, sign: 1)
          terms.append(
            self.product(
              [self.number(coefficient.content), self.power(symbol, self.integer(power))] + coefficient.factors))
        }
        return self.product([self.sum(terms), self.number(bottom.content)] + bottom.factors)
      }
      guard let result else { throw Builder.noPolynomial(symbol) }
      if result != node { recordDefined(node) }
      return result
    }

    /// The node as a sum of fractions whose denominators are powers of irreducible polynomials in a symbol.
    ///
    /// Throws `domain` where it is no fraction in that symbol alone.
    package func apart(_ node: NodeID, by symbol: NodeID) throws(NablaError) -> NodeID {
      let result = try withForm(of: node) { (forms, form) throws -> NodeID? in
        guard let variable = try forms.place(of: symbol, in: form) else { return nil }
        let used = form.variables
        guard used.indices.allSatisfy({ !used[$0] || $0 == variable }) else { return nil }
        return try Translation(forms).partialFractions(form, variable)
      }
      guard let result else {
        throw NablaError(
          .domain, "it is no fraction in \(NameTable.shared.name(of: symbol)) alone with rational coefficients")
      }
      if result != node { recordDefined(node) }
      return result
    }

    /// The degree of the node as a polynomial in some symbols together. Throws `domain` where it is none, or 0.
    package func degree(of node: NodeID, by symbols: [NodeID]) throws(NablaError) -> Int {
      let result = try withForm(of: node) { (forms, form) throws -> Int? in
        var places: [Int] = []
        for symbol in symbols {
          guard let place = try forms.place(of: symbol, in: form), form.denominator.degrees[place] == 0 else {
            return nil
          }
          places.append(place)
        }
        return form.numerator.terms.map { term in places.reduce(0) { $0 + Int(term.exponents[$1]) } }.max() ?? -1
      }
      guard let result else { throw Builder.noPolynomial(symbols) }
      if result < 0 { throw NablaError(.domain, "the polynomial 0 has no degree") }
      return result
    }

    /// The greatest common divisor of two polynomials in symbols and functions as they stand; of numbers that of numbers. Its first
    /// coefficient is positive.
    package func greatestCommonDivisor(_ a: NodeID, _ b: NodeID) throws(NablaError) -> NodeID {
      let result = try withForms(of: [a, b]) { (forms) throws -> NodeID? in
        let (first, second) = (try forms.reduced(forms.form(a)), try forms.reduced(forms.form(b)))
        guard let below = first.denominator.constant, let other = second.denominator.constant else { return nil }
        // gcd(p/m, q/n) is gcd(p·n, q·m)/(m·n).
        let divisor = try Polynomial.greatestCommonDivisor(
          (RationalFunction(first.numerator) * RationalFunction(forms.ring, Rational(other))).numerator,
          (RationalFunction(second.numerator) * RationalFunction(forms.ring, Rational(below))).numerator)
        let form = try RationalFunction(divisor) / RationalFunction(forms.ring, Rational(below * other))
        let translation = Translation(forms)
        let (expanded, factored) = (try translation.expanded(form), try translation.factored(form))
        return store.printedCost(factored) < store.printedCost(expanded) ? factored : expanded
      }
      guard let result else {
        throw NablaError(.domain, "a greatest common divisor is one of polynomials, and one of these has a denominator")
      }
      recordDefined(a)
      recordDefined(b)
      return result
    }

    private static func noPolynomial(_ symbols: [NodeID]) -> NablaError {
      if symbols.count == 1 { return noPolynomial(symbols[0]) }
      let names = symbols.map { NameTable.shared.name(of: $0) }.joined(separator: ", ")
      return NablaError(.domain, "it is no polynomial in \(names)")
    }

    private static func noPolynomial(_ symbol: NodeID) -> NablaError {
      NablaError(.domain, "it is no polynomial in \(NameTable.shared.name(of: symbol))")
    }

    /// Calls with the normal form of a node in symbols, functions as they stand, and roots.
    func withForm<Result>(
      of node: NodeID, _ body: (NormalForms, RationalFunction) throws -> Result
    ) throws(NablaError) -> Result {
      try withForms(of: [node]) { forms in try body(forms, forms.reduced(forms.form(node))) }
    }

    func withForms<Result>(
      of nodes: [NodeID], _ body: (NormalForms) throws -> Result
    ) throws(NablaError) -> Result {
      try withoutRecording { () throws(NablaError) in
        do {
          let work = PolynomialWork(limit: PolynomialLimits.large.work)
          return try body(NormalForms.forms(of: nodes, self, depth: .arithmetic, limits: .large, work: work))
        } catch PolynomialError.divisionByZero {
          throw NablaError(.domain, "a denominator in it is zero everywhere")
        } catch let error as NablaError {
          throw error
        } catch {
          throw NablaError(.limit, "its polynomials get too long, or it holds too many functions")
        }
      }
    }
  }

  extension NormalForms {
    /// The generator of a symbol, which occurs in a form only as such; nil where a function in the form holds the symbol.
    func place(of symbol: NodeID, in form: RationalFunction) throws -> Int? {
      let used = form.variables
      for (index, generator) in generators.enumerated() where used[index] && generator.base != symbol {
        if store.symbols(under: [generator.base]).contains(symbol) { return nil }
      }
      if let known = generators.firstIndex(where: { $0.base == symbol }) {
        // A root of it is no power of it.
        return generators[known].exponent == 1 ? known : nil
      }
      return try add(Generator(base: symbol, exponent: 1, relation: nil, kind: .opaque))
    }
  }

  extension Polynomial {
    /// The coefficients of the powers of a variable, from 0.
    func parts(by variable: Int) -> [Polynomial] {
      var parts: [[(coefficient: Integer, exponents: [UInt])]] = []
      for var term in terms {
        let power = Int(term.exponents[variable])
        term.exponents[variable] = 0
        while parts.count <= power { parts.append([]) }
        parts[power].append(term)
      }
      return parts.map { Polynomial(ring, terms: $0) }
    }
  }

  extension Translation {
    /// The fractions of a rational function in one variable: the solution of a linear system.
    func partialFractions(_ form: RationalFunction, _ variable: Int) throws -> NodeID {
      let (content, bases) = try form.denominator.factored()
      let denominator = RationalFunction(form.denominator)
      let x = forms.variable(variable)
      var columns: [[[UInt]: Rational]] = []
      /// The power of the variable above, and what stands below, of each column.
      var parts: [(power: Int, base: Polynomial?, exponent: Int)] = []
      func column(_ form: RationalFunction) -> [[UInt]: Rational] {
        let scale = Rational(form.denominator.constant ?? 1)
        return Dictionary(
          uniqueKeysWithValues: form.numerator.terms.map { ($0.exponents, Rational($0.coefficient) / scale) })
      }
      let excess = form.numerator.degrees[variable] - form.denominator.degrees[variable]
      if excess >= 0 {
        for power in 0...excess {
          columns.append(column(try denominator * x.power(power)))
          parts.append((power, nil, 0))
        }
      }
      for (base, multiplicity) in bases {
        guard base.degrees[variable] * multiplicity <= 60 else { throw PolynomialError.tooLarge }
        for exponent in 1...multiplicity {
          let rest = try denominator / RationalFunction(base).power(exponent)
          for power in 0..<base.degrees[variable] {
            columns.append(column(try rest * x.power(power)))
            parts.append((power, base, exponent))
          }
        }
      }
      columns.append(column(RationalFunction(form.numerator)))
      guard let solution = Basis.solve(columns) else { throw PolynomialError.tooLarge }
      _ = content
      // Numerators over one denominator stand together.
      var terms: [NodeID] = []
      var k = 0
      while k < parts.count {
        var above: [NodeID] = []
        let first = parts[k]
        while k < parts.count, parts[k].exponent == first.exponent,
          parts[k].base === first.base
        {
          above.append(
            forms.builder.product([forms.builder.number(solution[k]), forms.node(variable, power: parts[k].power)]))
          k += 1
        }
        let numerator = forms.builder.sum(above)
        if let base = first.base {
          terms.append(
            forms.builder.product(numerator, forms.builder.power(sum(base), forms.builder.integer(-first.exponent))))
        } else {
          terms.append(numerator)
        }
      }
      return forms.builder.sum(terms)
    }
  }
#endif
