// parametric([x, y], t): the derivative of y by x along a curve, where both are functions of a parameter t.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Parametric: Verb {
    package static let name = "parametric"
    package static let parameters: [VerbParameter] = [.expressions, .variables, .order(1)]
    package static let calls = ["parametric([x, y], t)", "parametric([x, y], t, 2)"]
    package static let summary =
      "The derivative of y by x along a curve, where both are functions of a parameter t."
    package static let examples = [VerbExample("parametric([cos(t), sin(t)], t)", "[1] -cos(t)/sin(t)")]
    package static let shell: VerbShell? = VerbShell(
      "The derivative of the second formula by the first, functions of a parameter: nabla parametric 't^2' 't^3' t")
    package static let page = "Parametric"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var condition = NodeID.yes
      for operand in input.operands { condition = builder.both(condition, operand.condition) }
      guard input.variables.count == 1, input.operands.count > 1 else {
        throw NablaError(.domain, "a curve has two or more components, which depend on one parameter: \(calls[0])")
      }
      guard input.order > 0 else { throw NablaError(.domain, "the order of a parametric derivative is 1, 2, 3, …") }
      let nodes = input.operands.map(\.node)
      var slopes = input.operands.dropFirst().map { $0 }
      for _ in 0..<input.order {
        let next = try builder.parametricSlopes(of: slopes.map(\.node), by: nodes[0], parameter: input.variables[0])
        condition = slopes.reduce(builder.both(condition, next.condition)) { builder.both($0, $1.condition) }
        slopes = vector(next.nodes, condition).tidied(input, builder).elements
      }
      return slopes.count == 1 ? .scalar(slopes[0]) : .vector(slopes.map { .scalar($0) })
    }
  }
}
