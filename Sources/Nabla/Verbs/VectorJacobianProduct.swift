// The op `vjp`: a vector times the Jacobian of some expressions.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum VectorJacobianProduct: Verb {
    package static let name = "vjp"
    package static let parameters: [VerbParameter] = [.texts, .variables, .weights]
    package static let summary = "A vector times the Jacobian."
    package static let page = "Products"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let (nodes, added) = try builder.vectorJacobianProduct(
        of: input.operands.map(\.node), by: input.variables, vector: input.direction.map(\.node))
      var condition = added
      for part in input.operands + input.direction { condition = builder.both(condition, part.condition) }
      return vector(nodes, condition)
    }
  }
}
