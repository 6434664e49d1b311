// The op `hvp`: the Hessian times a direction.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum HessianVectorProduct: Verb {
    package static let name = "hvp"
    package static let parameters: [VerbParameter] = [.expression, .variables, .direction]
    package static let summary = "The Hessian times a direction."
    package static let page = "Products"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let (nodes, added) = try builder.hessianVectorProduct(
        of: input.operands[0].node, by: input.variables, direction: input.direction.map(\.node))
      var condition = added
      for part in input.operands + input.direction { condition = builder.both(condition, part.condition) }
      return vector(nodes, condition)
    }
  }
}
