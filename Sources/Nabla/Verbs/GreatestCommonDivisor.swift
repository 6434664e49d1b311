// gcd(f, g): the greatest common divisor of two polynomials.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum GreatestCommonDivisor: Verb {
    package static let name = "gcd"
    package static let parameters: [VerbParameter] = [.expression, .other]
    package static let calls = ["gcd(f, g)"]
    package static let summary = "The greatest common divisor of two polynomials, or of two numbers."
    package static let examples = [VerbExample("gcd(x^2 - 1, x^2 - 2*x + 1)", "[1] x - 1")]
    package static let shell: VerbShell? = VerbShell("The greatest common divisor of two polynomials.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      let (node, added) = try builder.recording { () throws(NablaError) in
        try builder.greatestCommonDivisor(operand.node, input.other.node)
      }
      let given = builder.both(operand.condition, input.other.condition)
      return .scalar(Conditioned(node, builder.both(given, added)))
    }
  }
}
