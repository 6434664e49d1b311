// factor(f): a product of irreducible factors over the rational numbers.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Factor: Verb {
    package static let name = "factor"
    package static let parameters: [VerbParameter] = [.components]
    package static let calls = ["factor(f)"]
    package static let summary = "A product of irreducible factors over the rational numbers."
    package static let examples = [VerbExample("factor(x^2 - 1)", "[1] (x - 1)*(x + 1)")]
    package static let shell: VerbShell? = VerbShell("A product of irreducible factors over the rational numbers.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var images: [Conditioned] = []
      for operand in input.operands {
        let (node, added) = try builder.recording { () throws(NablaError) in try builder.shaped(operand.node, .factored)
        }
        images.append(Conditioned(node, builder.both(operand.condition, added)))
      }
      return input.operand.reshaped(images)
    }
  }
}
