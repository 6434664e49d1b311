// The values of nodes as balls at some precision: enclosures of the exact values.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// An enclosure, a truth, a lack of value beyond doubt, or what the precision does not decide.
package enum BallValue: Sendable {
  case number(Ball)
  case truth(Bool)
  case none(NoValue)
  case open
}

extension Builder {
  /// Enclosures of the values of some nodes, children first. Symbols have the balls of `point`.
  package func balls(
    of roots: [NodeID], at point: [NodeID: Ball], bits: Int
  ) throws(NablaError) -> [BallValue] {
    var pass = BallPass(builder: self, reachable: ReachableNodes(store, roots), point: point, bits: bits)
    try pass.run()
    return roots.map { pass.value($0) }
  }
}

/// One pass over nodes in balls. What a pass in doubles knows exactly is taken from there.
struct BallPass {
  let builder: Builder
  let reachable: ReachableNodes
  let bits: Int
  /// Whether what agrees in some hundred digits is taken to be equal: the side of a jump, a border of a domain.
  let snaps: Bool
  private let known: PointPass?
  /// By rank, where not all are: which nodes matter.
  private let isNeeded: [Bool]?
  private let point: [NodeID: Ball]
  private var values: [BallValue] = []
  private let slow: SlowOperations?

  private var store: Store { builder.store }

  init(builder: Builder, reachable: ReachableNodes, point: [NodeID: Ball], bits: Int) {
    self.builder = builder
    self.reachable = reachable
    self.point = point
    self.bits = bits
    snaps = false
    known = nil
    isNeeded = nil
    slow = nil
  }

  /// The nodes of a pass in doubles that `isNeeded`, by rank, and `coordinates` for its symbols.
  init(
    builder: Builder, known: PointPass, isNeeded: [Bool], bits: Int, snaps: Bool, slow: SlowOperations? = nil
  ) {
    self.slow = slow
    self.builder = builder
    self.known = known
    self.isNeeded = isNeeded
    self.bits = bits
    self.snaps = snaps
    reachable = known.reachable
    point = known.point.mapValues { Ball($0, bits: bits) }
  }

  mutating func run() throws(NablaError) {
    values.reserveCapacity(reachable.ids.count)
    // What takes long is watched closely.
    let isSlow = bits > 4096
    for (rank, id) in reachable.ids.enumerated() {
      if isNeeded?[rank] == false {
        values.append(.open)
        continue
      }
      try isSlow ? builder.checkNow() : builder.check()
      if let number = store.number(id), number.bitWidth > 1 << 20 {
        // Its digits alone take a while.
        let bits = bits
        values.append(.number(try builder.slowly(number.bitWidth) { Ball(number, bits: bits) }))
        continue
      }
      values.append(compute(id, rank))
      if let error = slow?.error { throw error }
    }
  }

  func value(_ id: NodeID) -> BallValue {
    if let rank = reachable.rank(id) { return values[rank] }
    if id.isSmallInteger { return .number(Ball(Double(id.smallInteger))) }
    switch id {
    case .pi: return .number(slowly { [bits] in Ball.pi(bits: bits) })
    case .e: return .number(slowly { [bits] in Ball.e(bits: bits) })
    case .yes: return .truth(true)
    case .no: return .truth(false)
    default: return point[id].map { .number($0) } ?? .open
    }
  }

  /// What conditions need to know of a node.
  func view(_ id: NodeID) -> PointValue {
    switch value(id) {
    case .number: return .approximate(1, error: 0)
    case .truth(let holds): return .truth(holds, isCertain: true)
    case .none(let reason): return .none(reason, isCertain: true)
    case .open: return known?.value(id).doubted ?? .none(.undefined, isCertain: false)
    }
  }

  // MARK: Nodes

  private func compute(_ id: NodeID, _ rank: Int) -> BallValue {
    if let known {
      switch known.values[rank] {
      case .exact(let value): return .number(Ball(value, bits: bits))
      case .truth(let holds, isCertain: true): return .truth(holds)
      case .none(let reason, isCertain: true): return .none(reason)
      case .truth, .none, .approximate, .overflow: break
      }
    }
    let node = store.node(id).pointee
    let operands = store.operands(id)
    switch node.operation {
    case .number: return .number(Ball(store.number(id) ?? 0, bits: bits))
    case .sum:
      let terms = store.terms(of: id)
      guard case .number(var total) = value(terms.constant) else { return .open }
      for (factor, node) in terms {
        let term = value(node)
        guard case .number(let ball) = term else { return lack(operands, term) }
        if factor == .one {
          total = slowly { [bits, total] in total.plus(ball, bits: bits) }
        } else {
          guard case .number(let coefficient) = value(factor) else { return .open }
          total = slowly { [bits, total] in total.plus(coefficient.times(ball, bits: bits), bits: bits) }
        }
      }
      return finite(total)
    case .product:
      let factors = store.factors(of: id)
      guard case .number(var total) = value(factors.coefficient) else { return .open }
      var missing: BallValue?
      for (base, exponent) in factors {
        let factor = power(base, exponent)
        guard case .number(let ball) = factor else {
          if case .none = factor { return factor }
          missing = factor
          continue
        }
        if missing == nil { total = slowly { [bits, total] in total.times(ball, bits: bits) } }
      }
      return missing ?? finite(total)
    case .power: return power(operands[0], operands[1])
    case .call: return call(Catalogue.row(node.function), operands)
    case .declared: return value(operands[2 + operands[1].smallInteger])
    case .application: return .open
    case .ifElse:
      guard case .truth(let holds) = value(operands[0]) else { return value(operands[0]) }
      return value(operands[holds ? 1 : 2])
    case .less, .lessOrEqual, .equal, .notEqual:
      guard case .number(let a) = value(operands[0]), case .number(let b) = value(operands[1]) else {
        return lack(operands, .open)
      }
      guard let sign = order(a, b) else { return .open }
      return Sense(node.operation).map { .truth($0.holds(sign)) } ?? .open
    case .and, .or:
      let decisive = node.operation == .or
      var missing: BallValue?
      for operand in operands {
        let own = value(operand)
        guard case .truth(let holds) = own else {
          if case .open = own { missing = own } else { missing = missing ?? own }
          continue
        }
        if holds == decisive { return .truth(decisive) }
      }
      return missing ?? .truth(!decisive)
    case .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      assertionFailure("conditions are written out as relations before they are evaluated")
      return .open
    }
  }

  /// What has operands without numbers: an operand without a value beyond doubt decides.
  private func lack(_ operands: UnsafeBufferPointer<NodeID>, _ found: BallValue) -> BallValue {
    for operand in operands {
      let own = value(operand)
      if case .none = own { return own }
    }
    return found
  }

  private func finite(_ ball: Ball) -> BallValue { ball.isFinite ? .number(ball) : .open }

  /// After an error there are no values any more.
  private func slowly(_ body: @escaping @Sendable () -> Ball) -> Ball {
    if let slow { return slow.run(body) ?? Ball(.nan) }
    return body()
  }

  // MARK: Decisions

  /// The sign of a − b; nil where it is open.
  private func order(_ a: Ball, _ b: Ball) -> Int? {
    let difference = slowly { [bits] in a.minus(b, bits: bits) }
    if let sign = difference.sign { return sign }
    guard snaps else { return nil }
    let size = max(a.exponent, b.exponent)
    return difference.isBelow(powerOfTwo: max(-1080, size > -10_000 ? size - bits / 2 : -1080)) ? 0 : nil
  }

  /// A ball, or where ties are taken the integer that it can hardly be distinguished from.
  private func settled(_ ball: Ball) -> Ball {
    guard snaps, !ball.isExact, let integer = ball.nearestInteger, order(ball, integer) == 0 else { return ball }
    return integer
  }

  private func exact(_ id: NodeID) -> Rational? {
    if let rank = reachable.rank(id) {
      if case .exact(let value)? = known?.values[rank] { return value }
      return store.number(id)
    }
    if id.isSmallInteger { return Rational(id.smallInteger) }
    return known?.point[id]
  }

  private func power(_ base: NodeID, _ exponent: NodeID) -> BallValue {
    if exponent == .one { return value(base) }
    if base == .e {
      guard case .number(let ball) = value(exponent) else { return value(exponent) }
      return finite(slowly { [bits] in KernelID.exp.ball([ball], bits: bits) ?? Ball(.nan) })
    }
    guard case .number(let base) = value(base) else { return value(base) }
    if let r = exact(exponent) { return power(base, r) }
    guard case .number(let inexact) = value(exponent) else { return value(exponent) }
    let exponent = settled(inexact)
    if exponent.isExact && exponent.isInteger, let n = Int(exactly: exponent.double), n.magnitude < 1 << 53 {
      return power(base, Rational(n))
    }
    switch base.sign ?? settled(base).sign {
    case 1: return finite(slowly { [bits] in base.power(exponent, bits: bits) })
    case 0:
      guard let sign = exponent.sign else { return .open }
      return sign < 0 ? .none(.infinite) : .number(Ball(0))
    case -1: return exponent.containsInteger ? .open : .none(.notReal)
    default: return .open
    }
  }

  private func power(_ base: Ball, _ r: Rational) -> BallValue {
    if r.isZero { return .number(Ball(1)) }
    let base = base.sign == nil && (r.isNegative || !r.isInteger) ? settled(base) : base
    let bits = bits
    let sign = base.sign
    if sign == 0 { return r.isNegative ? .none(.infinite) : .number(Ball(0)) }
    if r.isInteger {
      if r.isNegative && sign == nil { return .open }
      if let n = r.numerator.asInt { return finite(slowly { base.power(n, bits: bits) }) }
      guard sign != nil else { return .open }
      let size = slowly { base.magnitude.power(Ball(r, bits: bits), bits: bits) }
      return finite(sign == -1 && !r.numerator.isEven ? size.negated : size)
    }
    guard let sign else { return .open }
    if sign < 0 { return .none(.notReal) }
    if let p = r.numerator.asInt, let q = r.denominator.asInt, q <= 1000 && p.magnitude <= 1000 {
      return finite(slowly { base.root(q, bits: bits).power(p, bits: bits) })
    }
    return finite(slowly { base.power(Ball(r, bits: bits), bits: bits) })
  }

  private func call(_ row: FunctionRow, _ operands: UnsafeBufferPointer<NodeID>) -> BallValue {
    var x: [Ball] = []
    for operand in operands {
      guard case .number(let ball) = value(operand) else { return lack(operands, value(operand)) }
      x.append(ball)
    }
    if row.kernel == .maximumShare || row.kernel == .minimumShare {
      return share(x, largest: row.kernel == .maximumShare)
    }
    let (bits, arguments) = (bits, x)
    let ball = slowly { row.ball(arguments, bits) ?? Ball(.nan) }
    if ball.isFinite { return .number(ball) }
    let settled = x.map(settled)
    if snaps, let ball = row.ball(settled, bits), ball.isFinite { return .number(ball) }
    // Outside the domain beyond doubt, as far as doubles tell.
    let doubles = settled.map { ball in
      ball.isExact && ball.sign == 0
        ? PointValue.exact(0)
        : PointValue.approximate(ball.double, error: ball.radius + ball.double.magnitude * 0x1p-52)
    }
    if case .none(let reason, isCertain: true) = PointPass.call(row, doubles) { return .none(reason) }
    return .open
  }

  private func share(_ x: [Ball], largest: Bool) -> BallValue {
    var tied = 1
    var isOpen = false
    for other in x.dropFirst() {
      guard let sign = order(x[0], other) else {
        isOpen = true
        continue
      }
      if sign == (largest ? -1 : 1) { return .number(Ball(0)) }
      if sign == 0 { tied += 1 }
    }
    return isOpen ? .open : .number(Ball(Rational(1, tied), bits: bits))
  }
}

extension Ball {
  /// A rational, rounded to so many bits.
  convenience init(_ value: Rational, bits: Int) {
    if let n = value.numerator.asInt, let d = value.denominator.asInt {
      self.init(n, d, bits: bits)
    } else {
      self.init(numerator: value.numerator.description, denominator: value.denominator.description, bits: bits)
    }
  }
}
