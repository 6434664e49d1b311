// jacobian([f, g], [x, y]): all first partial derivatives of several expressions.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Jacobian: Verb {
    package static let name = "jacobian"
    package static let parameters: [VerbParameter] = [.expressions, .variables]
    package static let calls = ["jacobian([f, g], [x, y])", "jacobian(f, g, x, y)"]
    package static let summary = "One row an expression, one column a variable."
    package static let examples = [VerbExample("jacobian([x*y, x + y], [x, y])", "[1] [[y, x], [1, 1]]")]
    package static let head = VerbHead.indexed("\\operatorname{Jac}")
    package static let shell: VerbShell? = VerbShell(
      "The derivatives of several formulas: nabla jacobian 'x*y' 'x + y' x y",
      discussion:
        "The formulas may be one vector, '[x*y, x + y]'. What is a symbol alone behind the first is a variable.")
    package static let page = "Jacobian"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operands = input.operands
      let rows = try builder.jacobian(of: operands.map(\.node), by: input.variables)
      return Nested.vector(
        zip(rows, operands).map { row, operand in
          vector(
            row,
            builder.both(
              operand.condition, builder.derivativeCondition(of: operand.node, by: input.variables)))
        }
      ).tidied(input, builder)
    }
  }
}
