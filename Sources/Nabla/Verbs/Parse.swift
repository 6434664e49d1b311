// The op `parse`: the expression itself, in automatic form.

import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Parse: Verb {
    package static let name = "parse"
    package static let parameters: [VerbParameter] = [.value]
    package static let summary = "The expression in automatic form."
    package static let page = "LineProtocol"

    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}
