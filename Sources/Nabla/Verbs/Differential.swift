// differential(f, [x, y]): the total differential: the partial derivatives times dx, dy and so on.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Differential: Verb {
    package static let name = "differential"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let calls = ["differential(f, [x, y])", "differential(f)"]
    package static let summary =
      "The total differential: the partial derivatives times dx, dy and so on."
    package static let examples = [VerbExample("differential(x^2*y)", "[1] 2*x*y*dx + x^2*dy")]
    package static let shell: VerbShell? = VerbShell("The total differential: nabla differential 'x^2*y'")
    package static let page = "Differential"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      let (nodes, added) = try builder.gradient(of: operand.node, by: input.variables)
      let partials = vector(nodes, builder.both(operand.condition, added)).tidied(input, builder).elements
      let (node, recorded) = try builder.differential(
        partials.map(\.node), by: input.variables, of: operand.node)
      return .scalar(
        Conditioned(node, partials.reduce(recorded) { builder.both($0, $1.condition) }))
    }
  }
}
