// What a name followed by arguments may be: a function with a row, or one that is another way of writing a formula.

import NablaNumbers

/// A function of the catalogue as it is called: its names, and what becomes of its arguments.
package protocol Callable: Sendable {
  /// Its name in the language and in Swift.
  var name: String { get }
  /// Other names under which it is understood.
  var aliases: [String] { get }
  /// Names under which it is understood where arguments follow, and that are those of symbols elsewhere.
  var furtherNames: [String] { get }
  var arity: ClosedRange<Int> { get }
  /// How its arguments are called where it is explained.
  var parameters: [String] { get }
  /// One sentence for `help`.
  var summary: String { get }
  /// Whether its names are those of symbols too, wherever no arguments follow.
  var mayBeSymbol: Bool { get }
  /// What is wrong with arguments of the right number; nil where nothing is.
  func complaint(_ builder: Builder, _ arguments: [NodeID]) -> String?
  /// The function applied to arguments of which nothing is wrong.
  func applied(_ builder: Builder, _ arguments: [NodeID]) -> NodeID
}

extension Callable {
  /// Whether one of its names is that of a symbol too, wherever no arguments follow.
  package func mayBeSymbol(as name: String) -> Bool { mayBeSymbol || furtherNames.contains(name) }

  /// Whether a number of arguments is right.
  package func accepts(_ count: Int) -> Bool { arity.contains(count) }

  /// What to say of a wrong number of arguments.
  package func arityMessage(_ count: Int) -> String {
    let wanted: String
    if arity.upperBound == Int.max {
      wanted = "at least \(arity.lowerBound)"
    } else if arity.count == 1 {
      wanted = "\(arity.lowerBound)"
    } else if arity.count == 2 {
      wanted = "\(arity.lowerBound) or \(arity.upperBound)"
    } else {
      wanted = "\(arity.lowerBound) to \(arity.upperBound)"
    }
    return "\(name) takes \(wanted) argument\(wanted == "1" ? "" : "s"), not \(count)"
  }
}

/// A function that is another way of writing a formula: no node is a call of it.
package struct DefinedFunction: Callable {
  package let name: String
  package let aliases: [String]
  package let furtherNames: [String] = []
  package let arity: ClosedRange<Int>
  package let parameters: [String]
  package let summary: String
  package let mayBeSymbol: Bool
  private let requirement: (@Sendable (Builder, [NodeID]) -> String?)?
  private let formula: @Sendable (Builder, [NodeID]) -> NodeID

  init(
    _ name: String, _ summary: String, aliases: [String] = [], arity: ClosedRange<Int> = 1...1,
    parameters: [String] = ["x"], mayBeSymbol: Bool = true,
    requirement: (@Sendable (Builder, [NodeID]) -> String?)? = nil,
    formula: @escaping @Sendable (Builder, [NodeID]) -> NodeID
  ) {
    self.name = name
    self.aliases = aliases
    self.arity = arity
    self.parameters = parameters
    self.summary = summary
    self.mayBeSymbol = mayBeSymbol
    self.requirement = requirement
    self.formula = formula
  }

  package func complaint(_ builder: Builder, _ arguments: [NodeID]) -> String? { requirement?(builder, arguments) }
  package func applied(_ builder: Builder, _ arguments: [NodeID]) -> NodeID { formula(builder, arguments) }
}

extension FunctionRow: Callable {
  package func complaint(_ builder: Builder, _ arguments: [NodeID]) -> String? {
    guard let orders else { return nil }
    if let order = builder.value(arguments[0])?.asInt, orders.contains(order) { return nil }
    let least = orders.lowerBound < 0 ? "0, 1, -1" : "\(orders.lowerBound), \(orders.lowerBound + 1)"
    return "the first argument of \(name) is a whole number: \(least), …"
  }

  package func applied(_ builder: Builder, _ arguments: [NodeID]) -> NodeID { builder.call(id, arguments) }
}

extension Catalogue {
  /// All functions that can be called: rows, then what is defined by formulas.
  package static let callables: [any Callable] = all + definitions

  private static let callableIndices: [String: Int] = {
    var indices: [String: Int] = [:]
    for (index, callable) in callables.enumerated() {
      for name in [callable.name] + callable.aliases + callable.furtherNames { indices[name] = index }
    }
    return indices
  }()

  /// The function of a name or alias.
  package static func callable(named name: String) -> (any Callable)? { callableIndices[name].map { callables[$0] } }

  /// Whether a name has a fixed meaning also where no arguments follow.
  package static func isReserved(_ name: String) -> Bool {
    callable(named: name).map { !$0.mayBeSymbol(as: name) } ?? false
  }

  /// The functions that are other ways of writing formulas.
  static let definitions: [DefinedFunction] =
    elementaryDefinitions + activationDefinitions + gammaDefinitions + integralDefinitions
}

extension Expr {
  /// A function that a formula defines, applied to arguments of which nothing is wrong.
  static func apply(_ definition: DefinedFunction, _ arguments: [Expr]) -> Expr {
    build(arguments) { definition.applied($0, $1) }
  }
}
