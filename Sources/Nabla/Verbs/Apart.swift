// apart(f, x): partial fractions in a symbol.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Apart: Verb {
    package static let name = "apart"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["apart(f, x)"]
    package static let summary = "Partial fractions in a symbol."
    package static let examples = [VerbExample("apart(2/(x^2 - 1), x)", "[1] 1/(x - 1) - 1/(x + 1)")]
    package static let shell: VerbShell? = VerbShell("Partial fractions in a symbol.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      guard let symbol = input.variables.first else { return .scalar(operand) }
      let (node, added) = try builder.recording { () throws(NablaError) in try builder.apart(operand.node, by: symbol) }
      return .scalar(Conditioned(node, builder.both(operand.condition, added)))
    }
  }
}
