// coefficients(f, x): the coefficients of a polynomial in a symbol, of rising powers.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Coefficients: Verb {
    package static let name = "coefficients"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["coefficients(f, x)"]
    package static let summary = "The coefficients of a polynomial in a symbol, of rising powers."
    package static let examples = [VerbExample("coefficients((x + a)^2, x)", "[1] [a^2, 2*a, 1]")]
    package static let shell: VerbShell? = VerbShell("The coefficients of a polynomial in a symbol, of rising powers.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      guard let symbol = input.variables.first else { return .scalar(operand) }
      let (nodes, added) = try builder.recording { () throws(NablaError) in
        try builder.coefficients(of: operand.node, by: symbol)
      }
      return vector(nodes, builder.both(operand.condition, added))
    }
  }
}
