// expand(f): products and powers of sums multiplied out.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Expand: Verb {
    package static let name = "expand"
    package static let parameters: [VerbParameter] = [.components]
    package static let calls = ["expand(f)"]
    package static let summary = "Products and powers of sums multiplied out."
    package static let examples = [VerbExample("expand((x + 1)^2)", "[1] x^2 + 2*x + 1")]
    package static let shell: VerbShell? = VerbShell("Products and powers of sums multiplied out.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var images: [Conditioned] = []
      for operand in input.operands {
        let (node, added) = try builder.recording { () throws(NablaError) in try builder.shaped(operand.node, .expanded)
        }
        images.append(Conditioned(node, builder.both(operand.condition, added)))
      }
      return input.operand.reshaped(images)
    }
  }
}
