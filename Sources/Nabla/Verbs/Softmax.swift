// softmax([a, b, c]): the shares of exponentials in their sum.

import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Softmax: Verb {
    package static let name = "softmax"
    package static let parameters: [VerbParameter] = [.expressions]
    package static let calls = ["softmax([a, b, c])", "softmax(a, b, c)"]
    package static let summary =
      "The shares of exponentials in their sum: e^a/(e^a + e^b + e^c) and so on, positive numbers whose sum is 1."
    package static let examples = [VerbExample("softmax([a, 0])", "[1] [exp(a)/(exp(a) + 1), 1/(exp(a) + 1)]")]
    package static let page = "Softmax"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let condition = input.operands.reduce(NodeID.yes) { builder.both($0, $1.condition) }
      let (nodes, added) = builder.recording { builder.softmax(input.operands.map(\.node)) }
      return vector(nodes, builder.both(condition, added))
    }
  }
}
