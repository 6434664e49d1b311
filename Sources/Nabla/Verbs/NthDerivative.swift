// nthdiff(f, x, n): the derivative of order n, where n is a symbol that stands for 1, 2, 3, ….

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum NthDerivative: Verb {
    package static let name = "nthdiff"
    package static let parameters: [VerbParameter] = [.expression, .variables, .symbolicOrder]
    package static let calls = ["nthdiff(f, x, n)"]
    package static let summary =
      "The derivative of order n, where n is a symbol that stands for 1, 2, 3, …."
    package static let examples = [VerbExample("nthdiff(sin(2*x), x, n)", "[1] 2^n*sin(pi*n/2 + 2*x)")]
    package static let page = "NthDerivative"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      guard input.variables.count == 1 else {
        throw NablaError(.domain, "a derivative of symbolic order is one by one symbol: \(calls[0])")
      }
      let (node, added) = try builder.nthDerivative(
        of: operand.node, by: input.variables[0], order: input.symbolicOrder)
      return Nested.scalar(Conditioned(node, builder.both(operand.condition, added))).tidied(input, builder)
    }
  }
}
