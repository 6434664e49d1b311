// The op `substitute`: symbols replaced by expressions, all at once.

import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Substitute: Verb {
    package static let name = "substitute"
    package static let parameters: [VerbParameter] = [.value, .replacements]
    package static let summary = "The expression with symbols replaced, all at once."
    package static let page = "Substitution"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var table: [NodeID: NodeID] = [:]
      var condition = NodeID.yes
      for (symbol, value) in input.replacements {
        table[symbol] = value.node
        condition = builder.both(condition, value.condition)
      }
      var images: [Conditioned] = []
      for operand in input.operands {
        let image = try builder.substitute(table, in: operand.node, condition: operand.condition)
        images.append(Conditioned(image.node, builder.both(condition, image.condition)))
      }
      return input.operand.reshaped(images)
    }
  }
}
