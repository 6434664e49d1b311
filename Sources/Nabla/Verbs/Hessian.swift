// hessian(f, [x, y]): all second partial derivatives of one expression.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Hessian: Verb {
    package static let name = "hessian"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["hessian(f, [x, y])", "hessian(f)"]
    package static let summary = "The matrix of second partial derivatives."
    package static let examples = [VerbExample("hessian(x^2*y, [x, y])", "[1] [[2*y, 2*x], [2*x, 0]]")]
    package static let head = VerbHead.indexed("\\operatorname{Hess}")
    package static let shell: VerbShell? = VerbShell("The second partial derivatives: nabla hessian 'x^2*y' x y")
    package static let page = "Hessian"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      let (rows, added) = try builder.hessian(of: operand.node, by: input.variables)
      let condition = builder.both(operand.condition, added)
      return Nested.vector(rows.map { vector($0, condition) }).tidied(input, builder)
    }
  }
}
