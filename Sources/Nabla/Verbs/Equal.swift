// The op `equal`: whether two expressions are equal wherever both have a value.

import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Equal: Verb {
    package static let name = "equal"
    package static let parameters: [VerbParameter] = [.expression, .other]
    package static let summary = "Whether two expressions are equal: proved, refuted at a point, or unknown."
    package static let answer = VerbAnswer.verdict
    package static let page = "Simplification"

    /// What is compared.
    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}
