// critical L: the points at which all slopes are 0, and their kinds.

import NablaDescent
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Critical: Verb {
    package static let name = "critical"
    package static let parameters: [VerbParameter] = [.expression, .variables]
    package static let command: String? = "critical LOSS   critical LOSS, x, y"
    package static let summary = "The stationary points, exact where slopes are polynomials, with their kinds."
    package static let examples = [
      VerbExample("critical a^2 - b^2", "saddle at a = 0, b = 0: value 0, eigenvalues -2, 2, condition number 1")
    ]
    package static let shell: VerbShell? = VerbShell("Stationary points and their kinds: nabla critical 'x^3 - 3*x'")
    package static let answer = VerbAnswer.critical
    package static let page = "Critical"

    /// What is searched.
    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}
