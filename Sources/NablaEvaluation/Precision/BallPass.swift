// The values of nodes as balls at some precision: enclosures of the exact values.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// An enclosure, a truth, or nothing where there is no value or the precision does not decide.
package enum BallValue: Sendable {
  case number(Ball)
  case truth(Bool)
  case none
}

extension Builder {
  /// Enclosures of the values of some nodes, children first. Symbols have the balls of `point`.
  package func balls(
    of roots: [NodeID], at point: [NodeID: Ball], bits: Int
  ) throws(NablaError) -> [BallValue] {
    let reachable = ReachableNodes(store, roots)
    var pass = BallPass(builder: self, reachable: reachable, point: point, bits: bits)
    for id in reachable.ids {
      try check()
      pass.values.append(pass.compute(id))
    }
    return roots.map { pass.value($0) }
  }
}

private struct BallPass {
  let builder: Builder
  let reachable: ReachableNodes
  let point: [NodeID: Ball]
  let bits: Int
  var values: [BallValue] = []

  private var store: Store { builder.store }

  func value(_ id: NodeID) -> BallValue {
    if let rank = reachable.rank(id) { return values[rank] }
    if id.isSmallInteger { return .number(Ball(Double(id.smallInteger))) }
    switch id {
    case .pi: return .number(Ball.pi(bits: bits))
    case .e: return .number(Ball.e(bits: bits))
    case .yes: return .truth(true)
    case .no: return .truth(false)
    default: return point[id].map { .number($0) } ?? .none
    }
  }

  private func ball(_ id: NodeID) -> Ball? {
    if case .number(let ball) = value(id), ball.isFinite { return ball }
    return nil
  }

  private func number(_ value: Rational) -> Ball {
    Ball(numerator: value.numerator.description, denominator: value.denominator.description, bits: bits)
  }

  private func apply(_ function: BallFunction, _ x: Ball...) -> Ball { Ball.apply(function, x, bits: bits) }

  func compute(_ id: NodeID) -> BallValue {
    let node = store.node(id).pointee
    let operands = store.operands(id)
    switch node.operation {
    case .number: return .number(number(store.number(id) ?? 0))
    case .sum:
      guard var total = ball(operands[0]) else { return .none }
      for k in stride(from: 1, to: operands.count, by: 2) {
        guard let coefficient = ball(operands[k]), let term = ball(operands[k + 1]) else { return .none }
        total = apply(.add, total, apply(.multiply, coefficient, term))
      }
      return .number(total)
    case .product:
      guard var total = ball(operands[0]) else { return .none }
      for k in stride(from: 1, to: operands.count, by: 2) {
        guard let factor = power(operands[k], operands[k + 1]) else { return .none }
        total = apply(.multiply, total, factor)
      }
      return .number(total)
    case .power: return power(operands[0], operands[1]).map { .number($0) } ?? .none
    case .call: return call(Catalogue.row(node.function), Array(operands))
    case .declared: return value(operands[2 + operands[1].smallInteger])
    case .application: return .none
    case .ifElse:
      guard case .truth(let holds) = value(operands[0]) else { return .none }
      return value(operands[holds ? 1 : 2])
    case .less, .lessOrEqual, .equal, .notEqual:
      guard let a = ball(operands[0]), let b = ball(operands[1]), let sign = apply(.subtract, a, b).sign else {
        return .none
      }
      switch node.operation {
      case .less: return .truth(sign < 0)
      case .lessOrEqual: return .truth(sign <= 0)
      case .equal: return .truth(sign == 0)
      default: return .truth(sign != 0)
      }
    case .and, .or:
      let decisive = node.operation == .or
      var isOpen = false
      for operand in operands {
        guard case .truth(let holds) = value(operand) else {
          isOpen = true
          continue
        }
        if holds == decisive { return .truth(decisive) }
      }
      return isOpen ? .none : .truth(!decisive)
    default: return .truth(true)
    }
  }

  private func power(_ base: NodeID, _ exponent: NodeID) -> Ball? {
    if exponent == .one { return ball(base) }
    if base == .e { return ball(exponent).map { apply(.exp, $0) } }
    guard let x = ball(base) else { return nil }
    if let r = store.number(exponent), let p = r.numerator.asInt {
      if r.isInteger { return r.isNegative && x.sign == 0 ? nil : x.power(p, bits: bits) }
      guard let q = r.denominator.asInt, let sign = x.sign, sign >= 0 else { return nil }
      if sign == 0 { return r.isNegative ? nil : Ball(0) }
      if q <= 1000 && p.magnitude <= 1000 { return x.root(q, bits: bits).power(p, bits: bits) }
      return apply(.power, x, number(r))
    }
    guard let y = ball(exponent), let sign = x.sign, sign > 0 else { return nil }
    return apply(.power, x, y)
  }

  private func call(_ row: FunctionRow, _ operands: [NodeID]) -> BallValue {
    var x: [Ball] = []
    for operand in operands {
      guard let ball = ball(operand) else { return .none }
      x.append(ball)
    }
    return row.ball(x, bits).map { .number($0) } ?? .none
  }
}
