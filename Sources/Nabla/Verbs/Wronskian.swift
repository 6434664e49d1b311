// wronskian([f, g], x): the determinant of functions and their derivatives: where it is not 0 they are linearly independent.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Wronskian: Verb {
    package static let name = "wronskian"
    package static let parameters: [VerbParameter] = [.expressions, .variables]
    package static let calls = ["wronskian([f, g], x)", "wronskian(f, g, x)"]
    package static let summary =
      "The determinant of functions and their derivatives: where it is not 0 they are linearly independent."
    package static let examples = [VerbExample("wronskian([sin(x), cos(x)], x)", "[1] -1")]
    package static let shell: VerbShell? = VerbShell(
      "The determinant of formulas and their derivatives: nabla wronskian 'sin(x)' 'cos(x)' x")
    package static let page = "Wronskian"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var condition = NodeID.yes
      for operand in input.operands { condition = builder.both(condition, operand.condition) }
      guard input.variables.count == 1 else {
        throw NablaError(.domain, "a Wronskian is one of functions of one symbol: \(calls[0])")
      }
      let (node, added) = try builder.wronskian(of: input.operands.map(\.node), by: input.variables[0])
      return Nested.scalar(Conditioned(node, builder.both(condition, added))).tidied(input, builder)
    }
  }
}
