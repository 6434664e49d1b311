// latex f: what was typed, typeset.

import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Typeset: Verb {
    package static let name = "latex"
    package static let parameters: [VerbParameter] = [.statement]
    package static let command: String? = "latex EXPRESSION   latex %   latex"
    package static let summary =
      "The LaTeX of a formula as it is typed; with `%` in it, or alone, of a result and its conditions."
    package static let examples = [
      VerbExample("latex f(x) := x^2/2", "f(x) := \\frac{x^{2}}{2}"), VerbExample("diff(x^3, x)", "[1] 3*x^2"),
      VerbExample("latex", "3 x^{2}"),
    ]
    package static let shell: VerbShell? = VerbShell(
      "The LaTeX of a formula or definition as typed: nabla latex 'diff(sin(x)/x, x)'",
      discussion: "The LaTeX of a derivative itself is printed by the other subcommands with --latex.")
    package static let answer = VerbAnswer.typed
    package static let page = "Printing"

    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}
