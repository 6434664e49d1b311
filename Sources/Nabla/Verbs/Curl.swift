// curl([f, g, h], [x, y, z]): the curl of a vector field of three components; of two the one number dg/dx - df/dy.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Curl: Verb {
    package static let name = "curl"
    package static let parameters: [VerbParameter] = [.expressions, .variables]
    package static let calls = ["curl([f, g, h], [x, y, z])", "curl([f, g, h])"]
    package static let summary =
      "The curl of a vector field of three components; of two the one number dg/dx - df/dy."
    package static let examples = [VerbExample("curl([-y, x, z], [x, y, z])", "[1] [0, 0, 2]")]
    package static let head = VerbHead.indexed("\\operatorname{curl}")
    package static let shell: VerbShell? = VerbShell("The curl of a vector field: nabla curl '[-y, x, z]' x y z")
    package static let page = "VectorFields"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var condition = NodeID.yes
      for operand in input.operands { condition = builder.both(condition, operand.condition) }
      let (nodes, added) = try builder.curl(of: input.operands.map(\.node), by: input.variables)
      condition = builder.both(condition, added)
      let result = nodes.count == 1 ? .scalar(Conditioned(nodes[0], condition)) : vector(nodes, condition)
      return result.tidied(input, builder)
    }
  }
}
