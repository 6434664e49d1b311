// What evaluation at a point is about: roots, their conditions, and the outcome that either kind of pass gives a root.

import NablaExpressions
import NablaNumbers

/// What the symbols stand for: numbers, and constants such as pi/4.
struct Point: Sendable {
  private(set) var numbers: [NodeID: Rational] = [:]
  private(set) var symbolic: [Expr: Expr] = [:]

  init(_ values: [Expr: Expr]) throws(NablaError) {
    for (symbol, value) in values {
      try Point.requireSymbol(symbol)
      if case .number(let number) = value.kind, value.condition == .yes {
        numbers[symbol.node] = number
      } else {
        symbolic[symbol] = value
      }
    }
  }

  /// Numbers that no store has to hold.
  init(_ values: [Expr: Double]) throws(NablaError) {
    for (symbol, value) in values {
      try Point.requireSymbol(symbol)
      guard let number = Rational(shortestDecimal: value) else {
        throw NablaError(
          .domain, "\(NameTable.shared.name(of: symbol.node)) is \(value), and a point consists of real numbers")
      }
      numbers[symbol.node] = number
    }
  }

  private static func requireSymbol(_ symbol: Expr) throws(NablaError) {
    if !symbol.node.isSymbol { throw NablaError(.domain, "a point gives values to symbols") }
  }
}

/// Some expressions at a point.
struct PointProblem {
  /// The nodes whose values are asked for, with what has to be looked at beside each.
  let roots: [(node: NodeID, checks: [ConditionCheck])]
  let pass: PointPass

  /// A point with its symbols and exact values; constants such as pi/4 are substituted, so that sin(pi) is 0.
  static func run<Result: Sendable>(
    _ expressions: [Expr], at point: Point, _ body: (Builder, PointProblem) throws(NablaError) -> Result
  ) throws(NablaError) -> Result {
    let symbolic = point.symbolic
    let inserted = symbolic.isEmpty ? expressions : try Expr.substituting(symbolic, in: expressions)
    let store =
      inserted.first { $0.node.isStored || $0.condition.isStored }?.store ?? expressions.first?.store ?? Store.default
    let values = point.numbers
    return try store.build { (builder) throws(NablaError) in
      try body(builder, PointProblem(builder, inserted, values))
    }
  }

  private init(_ builder: Builder, _ expressions: [Expr], _ point: [NodeID: Rational]) throws(NablaError) {
    var roots: [(node: NodeID, checks: [ConditionCheck])] = []
    var known: [NodeID: [ConditionCheck]] = [:]
    let adopted = expressions.map { builder.adopt($0) }
    for (node, condition) in adopted {
      if let own = known[condition] {
        roots.append((node, own))
        continue
      }
      // Components of one gradient share their condition, and a kink matters to all of them or to none.
      let sharing = adopted.filter { $0.condition == condition }.map(\.node)
      let own = try builder.checks(of: condition, results: sharing)
      known[condition] = own
      roots.append((node, own))
    }
    self.roots = roots
    var all = roots.map(\.node)
    for check in known.values.joined() { all += check.nodes }
    pass = try PointPass(builder, all, point)
  }
}

extension ConditionCheck {
  /// The nodes whose values it looks at.
  var nodes: [NodeID] {
    switch self {
    case .defined(let node, let guardRelation): return [node, guardRelation]
    case .requirement(let requirement): return [requirement.relation]
    }
  }
}

/// What the conditions of a result say at a point.
struct ConditionOutcome {
  /// Whether one of them fails, so that there is no value.
  var isUndefined = false
  var isKink = false
  /// Whether more digits can change nothing.
  var isCertain = true

  /// Goes through the checks of a root; `value` tells what is known of a node.
  init(_ checks: [ConditionCheck], _ value: (NodeID) -> PointValue) {
    for check in checks {
      switch check {
      case .defined(let node, let guardRelation):
        switch value(guardRelation) {
        case .truth(false, let isSure):
          isCertain = isCertain && isSure
          continue
        case .truth(true, let isSure): isCertain = isCertain && isSure
        default: break
        }
        switch value(node) {
        case .none(_, let isSure):
          isUndefined = true
          if isSure && isCertain { return }
          isCertain = false
        case .approximate(_, let error) where error == .infinity: isCertain = false
        case .truth(_, let isSure): isCertain = isCertain && isSure
        // Beyond the doubles is no lack of a value, but maybe one.
        case .overflow: isCertain = false
        case .exact, .approximate: break
        }
      case .requirement(let requirement):
        switch value(requirement.relation) {
        case .truth(true, let isSure): isCertain = isCertain && isSure
        case .truth(false, let isSure) where requirement.isKink:
          isKink = true
          isCertain = isCertain && isSure
        // A kink of what has no value here is none.
        case .none(_, let isSure) where requirement.isKink: isCertain = isCertain && isSure
        // What is beyond the doubles is taken not to meet its kink.
        case .overflow where requirement.isKink: isCertain = false
        case .truth(false, isCertain: true), .none(_, isCertain: true):
          // One that fails beyond doubt is enough.
          isUndefined = true
          isCertain = true
          return
        default:
          isUndefined = true
          isCertain = false
        }
      }
    }
  }
}
