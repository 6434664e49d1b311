// descend L at w = 4: down a loss step by step.

import NablaDescent
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Descend: Verb {
    package static let name = "descend"
    package static let parameters: [VerbParameter] = [.expression, .point, .step, .method]
    package static let command: String? = "descend LOSS from w = 4, b = 1   descend LOSS, adam, 0.05 from w = 4"
    package static let summary =
      "Goes down a loss: gradient, momentum, nesterov, adam, newton or lbfgs, with a step; why it ended, and the way."
    package static let examples = [
      VerbExample("descend (w - 5)^2, newton from w = 0", "converged after 1 step: the gradient is 0 long, within 1e-8")
    ]
    package static let shell: VerbShell? = VerbShell(
      "Goes down a loss: nabla descend 'w_1^2 + 4*w_2^2' w_1=4 w_2=1 --method adam --step 0.1",
      discussion: "Ends with status 1 where it diverges.")
    package static let answer = VerbAnswer.descent
    package static let page = "Descend"

    /// What is gone down.
    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}
