// eval f at x = 2: values.

import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Evaluate: Verb {
    package static let name = "eval"
    package static let parameters: [VerbParameter] = [.value, .point]
    package static let command: String? = "eval EXPRESSION at x = 2, y = 1/3"
    package static let summary = "The value at a point."
    package static let examples = [VerbExample("eval x^2 + y at x = 2, y = 1/2", "4.5")]
    package static let shell: VerbShell? = VerbShell(
      "The value at a point: nabla eval 'x^2 + y' x=2 y=1/3", discussion: "Ends with status 1 where there is no value.")
    package static let answer = VerbAnswer.values
    package static let page = "Evaluation"

    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}
