// What answers of verbs go through on their way to a reader: a shorter form where one is known.

import NablaExpressions
import NablaSimplification

extension Nested where Element == Conditioned {
  /// The same with each number in a shorter form, where that saves two operations or more.
  ///
  /// An answer of more than `SimplificationLimits.tidying` operations altogether stays as it is, and pays only for
  /// being counted so far.
  func tidied(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> {
    let elements = elements
    guard input.isTidied, builder.store.hasAtMost(SimplificationLimits.tidying.operations, under: elements.map(\.node))
    else { return self }
    return reshaped(
      elements.map { element in
        let (node, added) = builder.recording { builder.simplified(element.node, .tidying) }
        return Conditioned(node, builder.both(element.condition, added))
      })
  }
}
