// Values at a point: exact rationals rounded once where the expression is rational, doubles elsewhere.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// The value of an expression at a point.
public struct Evaluation: Sendable, Hashable {
  /// The value; nil where there is none.
  public let value: Double?
  /// The value itself where it is rational and not too long.
  public let exactValue: Rational?
  /// Why there is no value.
  public let reason: NoValue?
  /// Whether the point is a kink, where the value follows a convention.
  public let isKink: Bool
}

extension Expr {
  /// The value at a point, given for every free symbol, in double precision.
  ///
  /// Rational expressions are computed exactly and rounded once. The conditions of the expression are evaluated with
  /// it: where one fails there is no value, at a kink the value follows the convention. Branches not taken do not
  /// matter. Linear in the nodes. Throws `request` if a symbol has no value, `domain` for undefined functions.
  public func evaluated(at point: [Expr: Expr] = [:]) throws(NablaError) -> Evaluation {
    try Expr.evaluate([self], at: point)[0]
  }

  /// The values of several expressions that share their nodes.
  public static func evaluate(
    _ expressions: [Expr], at point: [Expr: Expr] = [:]
  ) throws(NablaError) -> [Evaluation] {
    guard let first = expressions.first else { return [] }
    // Constants such as pi/4 are substituted, so that sin(pi) is 0; rationals are looked up.
    var symbolic: [Expr: Expr] = [:]
    var rational: [NodeID: PointValue] = [:]
    for (symbol, value) in point {
      guard symbol.node.isSymbol else { throw NablaError(.domain, "a point gives values to symbols") }
      if case .number(let number) = value.kind, value.condition == .yes {
        rational[symbol.node] = PointValue(number)
      } else {
        symbolic[symbol] = value
      }
    }
    let inserted = symbolic.isEmpty ? expressions : try Expr.substituting(symbolic, in: expressions)
    let store = inserted.first { $0.node.isStored || $0.condition.isStored }?.store ?? first.store
    let values = rational
    return try store.build { (builder) throws(NablaError) in
      var roots: [NodeID] = []
      var checks: [[ConditionCheck]] = []
      var known: [NodeID: [ConditionCheck]] = [:]
      let adopted = inserted.map { builder.adopt($0) }
      roots = adopted.map(\.node)
      for (_, condition) in adopted {
        if let own = known[condition] {
          checks.append(own)
          continue
        }
        // Components of one gradient share their condition, and a kink matters to all of them or to none.
        let sharing = adopted.filter { $0.condition == condition }.map(\.node)
        let own = try builder.checks(of: condition, results: sharing)
        known[condition] = own
        checks.append(own)
      }
      var all = roots
      for check in known.values.joined() {
        switch check {
        case .defined(let node, let guardRelation): all += [node, guardRelation]
        case .requirement(let requirement): all.append(requirement.relation)
        }
      }
      let pass = try PointPass(builder, all, values)
      return zip(roots, checks).map { pass.evaluation($0, $1) }
    }
  }
}

/// One pass over the nodes under some roots, children first.
private struct PointPass {
  private let store: Store
  private let reachable: ReachableNodes
  private let point: [NodeID: PointValue]
  /// Long sums that are computed from sums before them, so that the digits of what decays are kept.
  private let extensions: [NodeID: SumExtension]
  private var values: [PointValue]

  init(_ builder: Builder, _ roots: [NodeID], _ point: [NodeID: PointValue]) throws(NablaError) {
    store = builder.store
    self.point = point
    reachable = ReachableNodes(store, roots)
    extensions = try builder.longExtensions(reachable, roots)
    let missing = store.symbols(under: roots).filter { point[$0] == nil }
    if let first = missing.first {
      let names = missing.prefix(5).map { NameTable.shared.name(of: $0) }.joined(separator: ", ")
      _ = first
      throw NablaError(.request, "the point gives no value for \(names)\(missing.count > 5 ? ", …" : "")", text: "at")
    }
    values = []
    values.reserveCapacity(reachable.ids.count)
    for id in reachable.ids {
      try builder.check()
      values.append(try compute(id))
    }
  }

  private func value(_ id: NodeID) -> PointValue {
    if let rank = reachable.rank(id) { return values[rank] }
    if id.isSmallInteger { return .exact(Rational(id.smallInteger)) }
    switch id {
    case .pi: return .approximate(Double.pi)
    case .e: return .approximate(2.718281828459045)
    case .yes: return .truth(true)
    case .no: return .truth(false)
    default: return point[id] ?? .none(.undefined)
    }
  }

  private func compute(_ id: NodeID) throws(NablaError) -> PointValue {
    let node = store.node(id).pointee
    let operands = store.operands(id)
    switch node.operation {
    case .number: return PointValue(store.number(id) ?? 0)
    case .sum:
      // Where the other sum has no value in doubles, this one may have.
      if let known = extensions[id], value(known.base).reason == nil {
        var sum = PointSum()
        sum.add(1, value(known.constant))
        for (coefficient, term) in known.terms { sum.add(store.number(coefficient) ?? 0, value(term)) }
        return sum.value
      }
      var sum = PointSum()
      sum.add(1, value(operands[0]))
      for k in stride(from: 1, to: operands.count, by: 2) {
        sum.add(store.number(operands[k]) ?? 0, value(operands[k + 1]))
      }
      return sum.value
    case .product:
      var product = PointProduct(store.number(operands[0]) ?? 1)
      for k in stride(from: 1, to: operands.count, by: 2) {
        if operands[k + 1].isSmallInteger, operands[k + 1] != .one, operands[k + 1].smallInteger.magnitude <= 1000,
          case .approximate(let base) = value(operands[k]), base != 0
        {
          product.multiply(base, power: operands[k + 1].smallInteger)
        } else {
          product.multiply(power(operands[k], operands[k + 1]))
        }
      }
      return product.value
    case .power: return power(operands[0], operands[1])
    case .call: return call(Catalogue.row(node.function), operands.map(value))
    case .declared: return value(operands[2 + operands[1].smallInteger])
    case .application:
      throw NablaError(
        .domain,
        "\(NameTable.shared.name(of: operands[0])) is an undefined function and has no values; define it, or replace it",
        text: "expr")
    case .ifElse:
      switch value(operands[0]) {
      case .truth(let holds): return value(operands[holds ? 1 : 2])
      case .none(let reason): return .none(reason)
      case .overflow: return .overflow
      default: return .none(.undefined)
      }
    case .less: return compare(operands) { $0 < 0 }
    case .lessOrEqual: return compare(operands) { $0 <= 0 }
    case .equal: return compare(operands) { $0 == 0 }
    case .notEqual: return compare(operands) { $0 != 0 }
    case .and, .or:
      let decisive = node.operation == .or
      var reason: NoValue?
      for operand in operands {
        switch value(operand) {
        case .truth(let holds): if holds == decisive { return .truth(decisive) }
        case .none(let own): reason = reason ?? own
        default: break
        }
      }
      return reason.map { .none($0) } ?? .truth(!decisive)
    default: return .truth(true)
    }
  }

  private func power(_ base: NodeID, _ exponent: NodeID) -> PointValue {
    if exponent == .one { return value(base) }
    if base == .e {
      let exponent = value(exponent)
      if exponent.reason != nil { return exponent }
      return exponent.isZero ? .exact(1) : PointValue(growing: Kernels.exp(exponent.double))
    }
    return PointValue.power(value(base), value(exponent))
  }

  private func call(_ row: FunctionRow, _ arguments: [PointValue]) -> PointValue {
    if let missing = PointValue.missing(arguments) { return missing }
    let exact = arguments.compactMap(\.exact)
    if exact.count == arguments.count, let value = row.exact(exact) { return PointValue(value) }
    let doubles = arguments.map(\.double)
    if doubles.contains(where: { !$0.isFinite }) { return .overflow }
    switch row.kernel {
    case .unary(let function, _, let overflows):
      let result = function(doubles[0])
      // The steps of a function that jumps are exact for inexact arguments too.
      if row.jumps, let exact = Rational(exactly: result) {
        return .exact(exact)
      }
      return overflows ? PointValue(growing: result) : PointValue(result)
    case .binary(let function):
      let result = function(doubles[0], doubles[1])
      return result.isNaN ? .none(.undefined) : PointValue(result)
    case .variadic(let function): return PointValue(function(doubles))
    }
  }

  /// Compares two sides by the sign of their difference, exactly where both are exact.
  private func compare(_ operands: UnsafeBufferPointer<NodeID>, _ holds: (Int) -> Bool) -> PointValue {
    let (a, b) = (value(operands[0]), value(operands[1]))
    if let missing = PointValue.missing([a, b]) { return missing }
    if let x = a.exact, let y = b.exact { return .truth(holds(x < y ? -1 : x == y ? 0 : 1)) }
    let (x, y) = (a.double, b.double)
    return .truth(holds(x < y ? -1 : x == y ? 0 : 1))
  }

  func evaluation(_ root: NodeID, _ checks: [ConditionCheck]) -> Evaluation {
    var isKink = false
    for check in checks {
      switch check {
      case .defined(let node, let guardRelation):
        if case .truth(false) = value(guardRelation) { continue }
        if value(node).isOverflow { continue }
        if value(node).reason != nil {
          return Evaluation(value: nil, exactValue: nil, reason: .undefined, isKink: false)
        }
      case .requirement(let requirement):
        switch value(requirement.relation) {
        case .truth(true): continue
        case .truth(false) where requirement.isKink: isKink = true
        // A kink of what has no value here is none.
        case .none where requirement.isKink: continue
        // What is beyond the doubles is taken not to meet its kink.
        case .overflow where requirement.isKink: continue
        default: return Evaluation(value: nil, exactValue: nil, reason: .undefined, isKink: false)
        }
      }
    }
    switch value(root) {
    case .exact(let value):
      let double = value.nearestDouble
      if !double.isFinite { return Evaluation(value: nil, exactValue: value, reason: .infinite, isKink: isKink) }
      return Evaluation(value: double, exactValue: value, reason: nil, isKink: isKink)
    case .approximate(let value): return Evaluation(value: value, exactValue: nil, reason: nil, isKink: isKink)
    case .truth(let holds):
      return Evaluation(value: holds ? 1 : 0, exactValue: Rational(holds ? 1 : 0), reason: nil, isKink: isKink)
    case .overflow: return Evaluation(value: nil, exactValue: nil, reason: .infinite, isKink: isKink)
    case .none(let reason): return Evaluation(value: nil, exactValue: nil, reason: reason, isKink: isKink)
    }
  }
}
