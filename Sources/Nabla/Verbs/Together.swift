// together(f): one fraction in lowest terms over a factored denominator.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Together: Verb {
    package static let name = "together"
    package static let parameters: [VerbParameter] = [.components]
    package static let calls = ["together(f)"]
    package static let summary = "One fraction in lowest terms over a factored denominator."
    package static let examples = [VerbExample("together(1/x + 1/(x + 1))", "[1] (2*x + 1)/(x*(x + 1))")]
    package static let shell: VerbShell? = VerbShell("One fraction in lowest terms over a factored denominator.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var images: [Conditioned] = []
      for operand in input.operands {
        let (node, added) = try builder.recording { () throws(NablaError) in try builder.shaped(operand.node, .together)
        }
        images.append(Conditioned(node, builder.both(operand.condition, added)))
      }
      return input.operand.reshaped(images)
    }
  }
}
