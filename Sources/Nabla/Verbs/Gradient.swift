// grad(f, [x, y]): all first partial derivatives of one expression.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Gradient: Verb {
    package static let name = "grad"
    package static let operation = "gradient"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["grad(f, [x, y])", "grad(f)"]
    package static let summary =
      "The gradient: the partial derivatives by the listed symbols, or by all in natural order."
    package static let examples = [VerbExample("grad(x^2*y, [x, y])", "[1] [2*x*y, x^2]")]
    package static let head = VerbHead.indexed("\\nabla")
    package static let shell: VerbShell? = VerbShell("The gradient: nabla grad 'w_1^2 + 4*w_2^2' w_1 w_2")
    package static let page = "Gradient"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      let (nodes, added) = try builder.gradient(of: operand.node, by: input.variables)
      return vector(nodes, builder.both(operand.condition, added)).tidied(input, builder)
    }
  }
}
