// The verbs: a new one is a file beside this one and a line here.

import NablaExpressions
import NablaSyntax

/// All verbs.
package enum Verbs {
  package static let all: [any Verb.Type] = [
    Parse.self,
    Substitute.self,
    Diff.self,
    Gradient.self,
    Hessian.self,
    Jacobian.self,
    DirectionalDerivative.self,
    JacobianVectorProduct.self,
    VectorJacobianProduct.self,
    HessianVectorProduct.self,
    NthDerivative.self,
    Taylor.self,
    Remainder.self,
    Tangent.self,
    Differential.self,
    Implicit.self,
    Parametric.self,
    Divergence.self,
    Curl.self,
    Laplacian.self,
    Wronskian.self,
    EulerLagrange.self,
    Softmax.self,
    Simplify.self,
    Expand.self,
    Factor.self,
    Cancel.self,
    Together.self,
    Collect.self,
    Apart.self,
    Coefficients.self,
    Degree.self,
    GreatestCommonDivisor.self,
    Rewrite.self,
    Equal.self,
    Evaluate.self,
    Check.self,
    Why.self,
    Critical.self,
    Descend.self,
    Typeset.self,
  ]

  /// Those that are written inside expressions.
  package static let language: [any Verb.Type] = all.filter { !$0.calls.isEmpty }

  /// What the language knows of them, by name.
  package static let words: [String: LanguageVerb] = Dictionary(
    uniqueKeysWithValues: language.map { ($0.name, $0.word) })

  /// Their names in the language: no symbol is written so without quotes.
  package static let names: Set<String> = Set(words.keys)

  private static let operations: [String: any Verb.Type] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.operation, $0) })

  /// The verb of an operation of the line protocol.
  package static func verb(operation: String) -> (any Verb.Type)? { operations[operation] }

  /// The verb that a session knows by a name.
  package static func verb(named name: String) -> (any Verb.Type)? {
    all.first { $0.name == name && (!$0.calls.isEmpty || $0.command != nil) }
  }
}

extension Verb {
  /// A vector of nodes that stand under one condition.
  static func vector(_ nodes: [NodeID], _ condition: NodeID) -> Nested<Conditioned> {
    .vector(nodes.map { .scalar(Conditioned($0, condition)) })
  }
}
