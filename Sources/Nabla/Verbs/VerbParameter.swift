// The kinds of argument that verbs take. Language, shell and line protocol each have one way to write every kind.

import NablaExpressions
import NablaSyntax

/// An argument of a verb by what it means.
package enum VerbParameter: Sendable, Hashable {
  /// Anything that can be read: a number, a relation, a vector.
  case value
  /// A number or a vector of such; what is done is done to each.
  case components
  /// One number.
  case expression
  /// Several numbers: a vector, or one after another.
  case expressions
  /// Several numbers as a list of texts.
  case texts
  /// A text of the language that is not evaluated.
  case statement
  /// The symbols that derivatives are taken by: listed, or all in natural order.
  case variables
  /// Symbols to differentiate by in turn, each with its order.
  case steps
  /// Equations, or numbers that are to be 0: a vector, or one.
  case equations
  /// The unknowns of equations, and the symbol that they depend on: behind them in the language, before them in `vars`.
  case unknowns
  /// Undefined functions, by name or applied, and the symbol that they depend on.
  case paths
  /// A node that is an order: a number or a symbol.
  case symbolicOrder
  /// A whole number from 0, with what it is where it is left out.
  case order(Int)
  /// Where a symbol is developed about: 0 where nothing is said.
  case about
  /// A vector as long as the variables.
  case direction
  /// A vector as long as the expressions.
  case weights
  /// Whether the direction is divided by its length.
  case unit
  /// What symbols are replaced by.
  case replacements
  /// What it is compared with: one number.
  case other
  /// The functions in which it is to be written.
  case base
  /// Derivatives to be judged.
  case against
  /// Coordinates of a point.
  case point
  /// The length of a step along the slope; nothing where it is left out.
  case step
  /// How the next step of a descent is found.
  case method

  /// The keys of the line protocol that go with it, beside those that go with all.
  package var keys: [String] {
    switch self {
    case .value, .components, .expression, .expressions, .texts, .statement, .variables, .point, .equations, .unknowns,
      .paths:
      return []
    case .symbolicOrder: return ["with"]
    case .steps, .order: return ["order"]
    case .about: return ["about"]
    // `unit` is refused by name where the direction cannot be divided by its length.
    case .direction, .weights, .unit: return ["direction", "unit"]
    case .replacements, .other: return ["with"]
    case .base: return ["base"]
    case .against: return ["against"]
    case .step: return ["step"]
    case .method: return ["method"]
    }
  }

  /// The key that a request cannot do without.
  package var requiredKey: String? {
    switch self {
    case .direction, .weights: return "direction"
    case .replacements, .other, .symbolicOrder: return "with"
    case .base: return "base"
    case .equations, .unknowns, .paths: return nil
    case .value, .components, .expression, .expressions, .texts, .statement, .variables, .steps, .order, .about, .unit,
      .against, .point, .step, .method:
      return nil
    }
  }

  /// How it is written in a shell; empty where it has an option or no place there.
  package var usage: String {
    switch self {
    case .value, .components, .expression, .statement: return "FORMULA"
    case .expressions: return "FORMULA ..."
    case .equations: return "EQUATION ..."
    case .unknowns: return "UNKNOWN ... SYMBOL"
    case .paths: return "FUNCTION ... SYMBOL"
    case .variables: return "[SYMBOL ...]"
    case .steps: return "[SYMBOL [ORDER] ...]"
    case .point: return "[SYMBOL=VALUE ...]"
    case .against: return "[--against FORMULA ...]"
    case .step: return "[--step NUMBER]"
    case .method: return "[--method NAME]"
    case .other: return "FORMULA"
    case .base: return "FUNCTION"
    case .texts, .order, .about, .direction, .weights, .unit, .replacements, .symbolicOrder: return ""
    }
  }
}

/// What a verb has to say of its answer, beside it.
package final class VerbRemarks {
  package var texts: [String] = []
}

/// The arguments of a verb as values, wherever they were written.
package struct VerbInput {
  /// What stands for the expression or the expressions.
  package var operand: Nested<Conditioned>
  package var variables: [NodeID] = []
  package var steps: [(variable: NodeID, order: Int)] = []
  package var order = 0
  /// The place of `about` by its symbol.
  package var about: [NodeID: Conditioned] = [:]
  package var direction: [Conditioned] = []
  package var isUnit = false
  /// An order that may be a symbol.
  package var symbolicOrder = NodeID.one
  package var replacements: [(symbol: NodeID, value: Conditioned)] = []
  /// Whether it is written inside an expression: what would be a list of one is that one there.
  package var isWritten = false
  /// What it is compared with.
  package var other = Conditioned(.zero)
  /// The function in which it is to be written.
  package var base = ""
  /// What there is to be said of the answer.
  package let remarks = VerbRemarks()
  /// Whether answers go through `tidied`.
  package var isTidied = true

  package init(_ operand: Nested<Conditioned>) { self.operand = operand }

  /// The numbers that are asked about.
  package var operands: [Conditioned] { operand.elements }
}

extension Verb {
  package static func takes(_ parameter: VerbParameter) -> Bool { parameters.contains(parameter) }

  /// The order where none is given; nil where none is taken.
  package static var standardOrder: Int? {
    for case .order(let standard) in parameters { return standard }
    return nil
  }

  /// Whether one formula may be given as a list of them.
  package static var takesSeveral: Bool { takes(.expressions) || takes(.texts) || takes(.equations) }

  /// How its subcommand is written.
  package static var shellUsage: String {
    let arguments = parameters.map(\.usage).filter { !$0.isEmpty }.joined(separator: " ")
    return "nabla \(name) \(arguments) \(answer == .typed ? "[--json]" : "[OPTIONS]")"
  }
}
