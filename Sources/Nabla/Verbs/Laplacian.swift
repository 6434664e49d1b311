// laplacian(f, [x, y]): the Laplacian: the sum of the second derivatives by each variable.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Laplacian: Verb {
    package static let name = "laplacian"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["laplacian(f, [x, y])", "laplacian(f)"]
    package static let summary =
      "The Laplacian: the sum of the second derivatives by each variable."
    package static let examples = [VerbExample("laplacian(x^2*y^2, [x, y])", "[1] 2*x^2 + 2*y^2")]
    package static let head = VerbHead.indexed("\\Delta")
    package static let shell: VerbShell? = VerbShell(
      "The sum of the second derivatives by each symbol: nabla laplacian 'x^2*y' x y")
    package static let page = "VectorFields"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      let (node, added) = try builder.laplacian(of: operand.node, by: input.variables)
      return Nested.scalar(Conditioned(node, builder.both(operand.condition, added))).tidied(input, builder)
    }
  }
}
