// check f: derivatives judged by values.

import NablaChecking
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Check: Verb {
    package static let name = "check"
    package static let parameters: [VerbParameter] = [.expression, .variables, .against]
    package static let command: String? = "check F   check F against [G, H]"
    package static let summary = "Judges the derivatives of F, its own or those given, by values."
    package static let examples = [VerbExample("check x^2*y against [2*x*y, x^2]", "agrees at 24 points")]
    package static let shell: VerbShell? = VerbShell(
      "Checks derivatives against values: nabla check 'x^2*y' x y --against '2*x*y' --against 'x^2'",
      discussion: "Ends with status 1 where a derivative disagrees.")
    package static let answer = VerbAnswer.report
    package static let page = "Check"

    /// What is judged.
    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}
