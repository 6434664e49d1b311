// What is known of symbols beyond their being real: relations, and which of them are integers.

import NablaNumbers

/// What is known of the symbols of expressions: relations that hold, and symbols that are integers.
///
/// A value that verbs take (`simplified(assuming:)`); expressions themselves know nothing of it. A store made with assumptions
/// (`Store(assuming:)`) brings what is built in it into the form that is right where they hold: |x| is x for x > 0, and what
/// they settle is no condition.
public struct Assumptions: Sendable, Hashable {
  /// The relations, as they were given.
  public let relations: [Relation]
  /// The symbols that are integers.
  public let integers: [Expr]
  let facts: AssumedFacts

  /// Nothing is known but that symbols are real numbers.
  public static let none = Assumptions(relations: [], integers: [], facts: AssumedFacts())

  private init(relations: [Relation], integers: [Expr], facts: AssumedFacts) {
    self.relations = relations
    self.integers = integers
    self.facts = facts
  }

  /// Assumes relations, and that some symbols are integers: `try Assumptions([x > 0, a > x], integers: [n])`.
  ///
  /// Throws `domain` where no numbers fulfil them, as far as that is seen: by each expression on its own, and by linear
  /// inequalities together; or where what is to be an integer is no symbol.
  public init(_ relations: [Relation], integers: [Expr] = []) throws(NablaError) {
    for symbol in integers where !symbol.node.isSymbol {
      throw NablaError(.domain, "symbols are assumed to be integers, and \(symbol.kind) is none")
    }
    let found = try AssumedFacts(relations, integers: integers.map(\.node))
    self.init(relations: relations, integers: integers, facts: found)
  }

  /// Whether nothing is assumed.
  public var isEmpty: Bool { relations.isEmpty && integers.isEmpty }

  /// These and more. Throws `domain` where they contradict each other.
  public func adding(_ more: [Relation], integers others: [Expr] = []) throws(NablaError) -> Assumptions {
    var relations = relations
    for relation in more where !relations.contains(relation) { relations.append(relation) }
    return try Assumptions(relations, integers: integers + others.filter { !integers.contains($0) })
  }

  /// Those that do not speak of a symbol.
  public func removing(_ symbol: Expr) throws(NablaError) -> Assumptions {
    try Assumptions(
      relations.filter { !$0.expression.freeSymbols.contains(symbol) }, integers: integers.filter { $0 != symbol })
  }

  /// The first relation that fails where symbols have some values, as far as that is decided.
  package func failing(at point: [Expr: Expr]) -> Relation? {
    if relations.isEmpty { return nil }
    return facts.failing(relations, at: point)
  }

  /// A coordinate that the symbol may have by itself: the given one, or another made of it.
  package func coordinate(_ symbol: Expr, near number: Rational) -> Rational {
    guard let known = facts.symbols[symbol.node] else { return number }
    let isWhole = known.flags.contains(.integer)
    let number = isWhole ? Rational(number.floor) : number
    let isInside =
      (known.bounds.low.map { $0.value < number || $0.isClosed && $0.value == number } ?? true)
      && (known.bounds.high.map { $0.value > number || $0.isClosed && $0.value == number } ?? true)
    if isInside { return number }
    let magnitude = number.magnitude + (number.isZero ? 1 : 0)
    let moved: Rational
    switch (known.bounds.low?.value, known.bounds.high?.value) {
    case (let low?, let high?): moved = low + (high - low) * magnitude / (magnitude + 1)
    case (let low?, nil): moved = low + magnitude
    case (nil, let high?): moved = high - magnitude
    case (nil, nil): return number
    }
    return isWhole ? Rational(moved.floor) : moved
  }

  /// Whether the symbol is an integer.
  package func isInteger(_ symbol: Expr) -> Bool { integers.contains(symbol) }

  /// Whether both say the same.
  public static func == (a: Assumptions, b: Assumptions) -> Bool {
    a.facts === b.facts || a.relations == b.relations && a.integers == b.integers
  }

  /// Hashes what is assumed.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(relations)
    hasher.combine(integers)
  }
}

extension Store {
  /// A store in which everything that is built is in the form that is right where some assumptions hold.
  ///
  /// Expressions of other stores are brought into that form when they are used in it. What comes out of it is known to equal what
  /// went in only where the assumptions hold, and carries no condition that says so.
  public convenience init(assuming assumptions: Assumptions) {
    self.init(assumed: assumptions.isEmpty ? nil : AssumedBounds(assumptions))
  }

  /// A store of its own under the assumptions of another one.
  package convenience init(like other: Store) {
    self.init(assumed: (other.assumed?.assumptions).map(AssumedBounds.init))
  }

  /// What is assumed of the symbols of expressions in it.
  public var assumptions: Assumptions { assumed?.assumptions ?? .none }
}

extension Expr {
  /// What some work on this expression under assumptions comes to, with the conditions that they leave open.
  package func built(
    assuming assumptions: Assumptions, _ body: (Builder, NodeID) throws(NablaError) -> NodeID
  ) throws(NablaError) -> Expr {
    let scratch = Store(assuming: try store.assumptions.adding(assumptions.relations, integers: assumptions.integers))
    let (node, requirements) = try scratch.build { (builder) throws(NablaError) in
      let (own, condition) = builder.adopt(self)
      let result = try body(builder, own)
      let whole = builder.both(condition, builder.takeConditions())
      return (result, try builder.requirements(of: whole, results: [result]))
    }
    let store = store
    return store.construct { builder in
      let copied = builder.importing([node] + requirements.map(\.relation), from: scratch, keepsForm: true)
      var condition = NodeID.yes
      for (relation, requirement) in zip(copied.dropFirst(), requirements) {
        condition = builder.both(
          condition, builder.intern(requirement.isKink ? .kinkRequirement : .domainRequirement, relation))
      }
      return Expr(store: store, node: copied[0], condition: condition)
    }
  }
}
