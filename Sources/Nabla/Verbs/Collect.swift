// collect(f, x): by powers of a symbol, their coefficients factored.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Collect: Verb {
    package static let name = "collect"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["collect(f, x)"]
    package static let summary = "By powers of a symbol, their coefficients factored."
    package static let examples = [VerbExample("collect(x*a + x*b + x^2, x)", "[1] x^2 + x*(a + b)")]
    package static let shell: VerbShell? = VerbShell("By powers of a symbol, their coefficients factored.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      guard let symbol = input.variables.first else { return .scalar(operand) }
      let (node, added) = try builder.recording { () throws(NablaError) in
        try builder.collected(operand.node, by: symbol)
      }
      return .scalar(Conditioned(node, builder.both(operand.condition, added)))
    }
  }
}
