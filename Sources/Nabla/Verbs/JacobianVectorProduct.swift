// The op `jvp`: the Jacobian of some expressions times a direction.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum JacobianVectorProduct: Verb {
    package static let name = "jvp"
    package static let parameters: [VerbParameter] = [.texts, .variables, .direction]
    package static let summary = "The Jacobian times a direction."
    package static let page = "Products"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let (nodes, added) = try builder.jacobianVectorProduct(
        of: input.operands.map(\.node), by: input.variables, direction: input.direction.map(\.node))
      var condition = added
      for part in input.operands + input.direction { condition = builder.both(condition, part.condition) }
      return vector(nodes, condition)
    }
  }
}
