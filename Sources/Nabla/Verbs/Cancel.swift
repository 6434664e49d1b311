// cancel(f): one fraction in lowest terms, multiplied out.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Cancel: Verb {
    package static let name = "cancel"
    package static let parameters: [VerbParameter] = [.components]
    package static let calls = ["cancel(f)"]
    package static let summary = "One fraction in lowest terms, multiplied out."
    package static let examples = [VerbExample("cancel((x^2 - 1)/(x - 1))", "[1] x + 1   for x ≠ 1")]
    package static let shell: VerbShell? = VerbShell("One fraction in lowest terms, multiplied out.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var images: [Conditioned] = []
      for operand in input.operands {
        let (node, added) = try builder.recording { () throws(NablaError) in
          try builder.shaped(operand.node, .cancelled)
        }
        images.append(Conditioned(node, builder.both(operand.condition, added)))
      }
      return input.operand.reshaped(images)
    }
  }
}
