// degree(f, x): the degree of a polynomial in a symbol, or in several together.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Degree: Verb {
    package static let name = "degree"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["degree(f, x)", "degree(f)"]
    package static let summary = "The degree of a polynomial in a symbol, or in several together."
    package static let examples = [VerbExample("degree((x + a)^3, x)", "[1] 3")]
    package static let shell: VerbShell? = VerbShell("The degree of a polynomial in a symbol, or in several together.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      let degree = try builder.degree(of: operand.node, by: input.variables)
      return .scalar(Conditioned(builder.integer(degree), operand.condition))
    }
  }
}
