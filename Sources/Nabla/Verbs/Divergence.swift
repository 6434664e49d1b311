// divergence([f, g], [x, y]): the divergence of a vector field: the sum of the derivative of each component by its own coordinate.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Divergence: Verb {
    package static let name = "divergence"
    package static let parameters: [VerbParameter] = [.expressions, .variables]
    package static let calls = ["divergence([f, g], [x, y])", "divergence([f, g])"]
    package static let summary =
      "The divergence of a vector field: the sum of the derivative of each component by its own coordinate."
    package static let examples = [VerbExample("divergence([x^2, x*y], [x, y])", "[1] 3*x")]
    package static let head = VerbHead.indexed("\\operatorname{div}")
    package static let shell: VerbShell? = VerbShell(
      "The divergence of a vector field: nabla divergence '[x^2, x*y]' x y")
    package static let page = "VectorFields"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var condition = NodeID.yes
      for operand in input.operands { condition = builder.both(condition, operand.condition) }
      let (node, added) = try builder.divergence(of: input.operands.map(\.node), by: input.variables)
      return Nested.scalar(Conditioned(node, builder.both(condition, added))).tidied(input, builder)
    }
  }
}
