// tangent(f, x, a): the tangent of the graph at a point: a line, or of several variables a plane.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Tangent: Verb {
    package static let name = "tangent"
    package static let parameters: [VerbParameter] = [.expression, .variables, .about]
    package static let calls = ["tangent(f, x, a)", "tangent(f, [x, y], [a, b])"]
    package static let summary =
      "The tangent of the graph at a point: a line, or of several variables a plane."
    package static let examples = [VerbExample("tangent(x^2, x, 3)", "[1] 6*x - 9")]
    package static let shell: VerbShell? = VerbShell(
      "The tangent of the graph at a point: nabla tangent 'x^2' x --about x=3")
    package static let page = "Taylor"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      guard input.variables.allSatisfy({ input.about[$0] != nil }) else {
        throw NablaError(.name, "a tangent is one at a point: \(calls[0])")
      }
      let (terms, added) = try builder.taylorTerms(
        of: input.operands[0], by: input.variables, about: input.place, order: 1)
      let (tidy, own) = Taylor.tidied(terms, added, input, builder)
      let (node, recorded) = builder.recording {
        builder.tangent(tidy, in: input.variables, at: input.place.map(\.node))
      }
      return .scalar(Conditioned(node, builder.both(own, recorded)))
    }
  }
}
