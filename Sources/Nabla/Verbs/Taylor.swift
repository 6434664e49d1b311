// taylor(f, x, a, n): the Taylor polynomial of order n about a; a is 0 and n is 5 where nothing is said.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Taylor: Verb {
    package static let name = "taylor"
    package static let parameters: [VerbParameter] = [.expression, .variables, .about, .order(5)]
    package static let calls = ["taylor(f, x, a, n)", "taylor(f, [x, y], [a, b], n)", "taylor(f, x)"]
    package static let summary =
      "The Taylor polynomial of order n about a; a is 0 and n is 5 where nothing is said."
    package static let examples = [VerbExample("taylor(sin(x), x, 0, 5)", "[1] x^5/120 - x^3/6 + x")]
    package static let shell: VerbShell? = VerbShell(
      "The Taylor polynomial: nabla taylor 'exp(x)' x --about x=1 --order 3")
    package static let page = "Taylor"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let (terms, added) = try builder.taylorTerms(
        of: input.operands[0], by: input.variables, about: input.place, order: input.order)
      let (tidy, own) = Taylor.tidied(terms, added, input, builder)
      let (node, recorded) = builder.recording {
        builder.polynomial(tidy, in: input.variables, about: input.place.map(\.node))
      }
      return .scalar(Conditioned(node, builder.both(own, recorded)))
    }

    /// The terms with shorter coefficients; powers of x - a stay as they are.
    static func tidied(
      _ terms: [TaylorTerm], _ condition: NodeID, _ input: VerbInput, _ builder: Builder
    ) -> (terms: [TaylorTerm], condition: NodeID) {
      let coefficients = vector(terms.map(\.coefficient), condition).tidied(input, builder).elements
      var result = terms
      for (place, coefficient) in coefficients.enumerated() { result[place].coefficient = coefficient.node }
      return (result, coefficients.reduce(condition) { builder.both($0, $1.condition) })
    }
  }
}
