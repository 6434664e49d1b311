// What resolving a text needs, and what it gives.

import NablaExpressions
import NablaNumbers

/// A scalar, or nested vectors of such.
package enum Nested<Element> {
  case scalar(Element)
  case vector([Nested])

  package func map<Image>(_ transform: (Element) -> Image) -> Nested<Image> {
    switch self {
    case .scalar(let element): return .scalar(transform(element))
    case .vector(let parts): return .vector(parts.map { $0.map(transform) })
    }
  }

  package var elements: [Element] {
    switch self {
    case .scalar(let element): return [element]
    case .vector(let parts): return parts.flatMap(\.elements)
    }
  }

  /// The same shape with other elements, in order.
  package func reshaped<Other>(_ elements: [Other]) -> Nested<Other> {
    var next = elements.startIndex
    return map { _ in
      next += 1
      return elements[next - 1]
    }
  }
}

extension Nested: Sendable where Element: Sendable {}

/// The derivative of a node by a symbol, of some order, and the condition it leaves behind; handed in from above.
package typealias Differentiation =
  @Sendable (Builder, NodeID, NodeID, Int) throws(NablaError) -> (
    node: NodeID, condition: NodeID
  )

/// What names mean where a text is read.
package struct ResolutionContext: Sendable {
  package struct FunctionDefinition: Sendable {
    package let parameters: [String]
    package let body: Nested<Expr>
    /// Where derivatives are declared, by parameter: calls stay calls.
    package let derivatives: [Expr?]?

    package init(parameters: [String], body: Nested<Expr>, derivatives: [Expr?]? = nil) {
      self.parameters = parameters
      self.body = body
      self.derivatives = derivatives
    }
  }

  package var values: [String: Nested<Expr>] = [:]
  package var functions: [String: FunctionDefinition] = [:]
  /// Names that are undefined functions beside those of one letter.
  package var undefinedFunctions: Set<String> = []
  /// Names that are symbols whatever else they could mean.
  package var symbols: Set<String> = []
  package var verbs: [String: LanguageVerb] = [:]
  /// For `f'(x)` of a defined function.
  package var derivative: Differentiation?
  /// Earlier results: `%` is the last, `%2` the second.
  package var results: [Nested<Expr>] = []
  /// Names that are symbols here even if they have a value: parameters of a function being defined, coordinates of a point.
  package var hidden: Set<String> = []
  /// Names whose last definition failed: they mean nothing until they are defined again.
  package var failed: Set<String> = []
  /// Undefined functions of one letter that were remarked on before.
  package var remarkedFunctions: Set<String> = []
  /// The name being defined, which its definition may not use.
  package var definedName: String?
  package var definedNameIsFunction = false

  package init() {}
}

/// A remark on how a text was read.
package struct ReadingNote: Sendable, Hashable {
  package let message: String
  package let range: Range<Int>

  package init(message: String, range: Range<Int>) {
    self.message = message
    self.range = range
  }
}

/// What a text means.
package struct Resolution {
  package let value: Nested<Conditioned>
  package let usesDecimals: Bool
  package let notes: [ReadingNote]
  /// The undefined functions that the text applies.
  package let undefinedFunctions: [String]
}
