// simplify(f): the shortest form that is known.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Simplify: Verb {
    package static let name = "simplify"
    package static let parameters: [VerbParameter] = [.components]
    package static let calls = ["simplify(f)"]
    package static let summary = "The shortest form that is known."
    package static let examples = [VerbExample("simplify(sin(x)^2 + cos(x)^2)", "[1] 1")]
    package static let shell: VerbShell? = VerbShell("The shortest form that is known.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var images: [Conditioned] = []
      for operand in input.operands {
        let (node, added) = builder.recording { builder.simplified(operand.node, .standard) }
        images.append(Conditioned(node, builder.both(operand.condition, added)))
      }
      return input.operand.reshaped(images)
    }
  }
}
