// The op `directional`: the slope along a direction.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum DirectionalDerivative: Verb {
    package static let name = "directional"
    package static let parameters: [VerbParameter] = [.expression, .variables, .direction, .unit]
    package static let summary = "The slope along a direction: the gradient times the direction."
    package static let page = "DirectionalDerivative"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      var condition = operand.condition
      for component in input.direction { condition = builder.both(condition, component.condition) }
      let (node, added) = try builder.directionalDerivative(
        of: operand.node, by: input.variables, along: input.direction.map(\.node), unit: input.isUnit)
      return Nested.scalar(Conditioned(node, builder.both(condition, added))).tidied(input, builder)
    }
  }
}
