// The powers of generators that are expressions in the generators before them.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  extension NormalForms {
    // MARK: Relations

    /// The same with the powers that the relations of generators give replaced.
    func reduced(_ form: RationalFunction) throws -> RationalFunction {
      var form = form
      for index in generators.indices.reversed() {
        guard let relation = generators[index].relation else { continue }
        form = try reduced(form, index, relation)
      }
      return form
    }

    func reduced(_ form: RationalFunction, _ variable: Int, _ relation: Generator.Relation) throws -> RationalFunction {
      let (top, bottom) = (form.numerator, form.denominator)
      if depth == .factors, generators[variable].kind == .root {
        // A root leaves a denominator of one term.
        let least = bottom.terms.map { Int($0.exponents[variable]) }.min() ?? 0
        if least > 0, least == bottom.degrees[variable] {
          let missing = try self.variable(variable).power(relation.degree - least % relation.degree)
          let above = try reducedOnce(RationalFunction(top) * missing, variable, relation)
          var terms = bottom.terms
          for k in terms.indices { terms[k].exponents[variable] = 0 }
          let below =
            try RationalFunction(Polynomial(ring, terms: terms))
            * relation.value.power(least / relation.degree + 1)
          return try above / below
        }
      }
      return try reducedOnce(form, variable, relation)
    }

    func reducedOnce(
      _ form: RationalFunction, _ variable: Int, _ relation: Generator.Relation
    ) throws -> RationalFunction {
      let (top, bottom) = (form.numerator, form.denominator)
      let needsTop = top.degrees[variable] >= relation.degree
      let least = bottom.terms.map { Int($0.exponents[variable]) }.min() ?? 0
      let needsBottom = bottom.degrees[variable] - least >= relation.degree
      if !needsTop && !needsBottom { return form }
      let numerator = needsTop ? try replaced(top.terms, variable, relation) : RationalFunction(top)
      var denominator = RationalFunction(bottom)
      if needsBottom {
        var terms = bottom.terms
        for k in terms.indices { terms[k].exponents[variable] -= UInt(least) }
        denominator = try replaced(terms, variable, relation) * self.variable(variable).power(least)
      }
      return try numerator / denominator
    }

    func replaced(
      _ terms: [(coefficient: Integer, exponents: [UInt])], _ variable: Int, _ relation: Generator.Relation
    ) throws -> RationalFunction {
      var parts: [Int: [(coefficient: Integer, exponents: [UInt])]] = [:]
      for var term in terms {
        let power = Int(term.exponents[variable])
        term.exponents[variable] = UInt(power % relation.degree)
        parts[power / relation.degree, default: []].append(term)
      }
      var total = RationalFunction(ring)
      for power in parts.keys.sorted() {
        let part = RationalFunction(Polynomial(ring, terms: parts[power] ?? []))
        total = try total + part * relation.value.power(power)
      }
      return total
    }
  }
#endif
