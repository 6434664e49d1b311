// The six circular functions and the inverses of three.

import NablaNumbers

extension Catalogue {
  static let sine = FunctionRow(
    .sin, "The sine of an angle in radians.",
    range: .closed(-1, 1), parity: .odd, values: [0: 0],
    rewrite: { b, x in b.multipleOfPi(x[0]).flatMap { b.sineOfPi(times: $0) } },
    slopeRange: .closed(-1, 1),
    derivative: { b, x, _, _ in b.call(.cos, x) },
    derivativeOfOrder: { b, u, n in b.call(.sin, [b.turned(u, byQuarters: n)]) }, period: 2,
    kernel: .sin, latex: .command("sin"), family: .cos)

  static let cosine = FunctionRow(
    .cos, "The cosine of an angle in radians.",
    range: .closed(-1, 1), parity: .even, values: [0: 1],
    rewrite: { b, x in b.multipleOfPi(x[0]).flatMap { b.sineOfPi(times: $0 + Rational(1, 2)) } },
    slopeRange: .closed(-1, 1),
    derivative: { b, x, _, _ in b.negate(b.call(.sin, x)) },
    derivativeOfOrder: { b, u, n in b.call(.cos, [b.turned(u, byQuarters: n)]) }, period: 2,
    kernel: .cos, latex: .command("cos"))

  static let tangent = FunctionRow(
    .tan, "The tangent sin(x)/cos(x).", aliases: ["tg"],
    domain: .nonzero(.cos), parity: .odd, values: [0: 0],
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(b.sineOfPi(times: r), b.sineOfPi(times: r + Rational(1, 2)))
    },
    slopeRange: .atLeast(1),
    derivative: { b, _, call, _ in b.sum(b.power(call, .two), .one) },
    period: 1,
    kernel: .tan, latex: .command("tan"), family: .cos)

  static let cotangent = FunctionRow(
    .cot, "The cotangent cos(x)/sin(x).", aliases: ["ctg", "cotan"],
    domain: .nonzero(.sin), parity: .odd,
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(b.sineOfPi(times: r + Rational(1, 2)), b.sineOfPi(times: r))
    },
    slopeRange: .atMost(-1),
    derivative: { b, _, call, _ in b.difference(.minusOne, b.power(call, .two)) },
    period: 1,
    kernel: .cot, latex: .command("cot"), family: .cos)

  static let secant = FunctionRow(
    .sec, "The secant 1/cos(x).",
    domain: .nonzero(.cos), parity: .even, known: .nonzero, values: [0: 1],
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(.one, b.sineOfPi(times: r + Rational(1, 2)))
    },
    derivative: { b, x, call, _ in b.product(call, b.call(.tan, x)) },
    period: 2,
    kernel: .sec, latex: .command("sec"), family: .cos)

  static let cosecant = FunctionRow(
    .csc, "The cosecant 1/sin(x).", aliases: ["cosec"],
    domain: .nonzero(.sin), parity: .odd, known: .nonzero,
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(.one, b.sineOfPi(times: r))
    },
    derivative: { b, x, call, _ in b.negate(b.product(call, b.call(.cot, x))) },
    period: 2,
    kernel: .csc, latex: .command("csc"), family: .cos)

  static let arcSine = FunctionRow(
    .asin, "The angle in [-pi/2, pi/2] with the given sine.", aliases: ["arcsin"],
    domain: .interval(.closed(-1, 1)), slope: .insideDomain,
    range: RealInterval(low: .includingPi(times: Rational(-1, 2)), high: .includingPi(times: Rational(1, 2))),
    parity: .odd, shape: .increasing, values: [0: 0],
    rewrite: { b, x in b.angle(ofSine: x[0]) ?? b.principalAngle(x[0], of: .sin) },
    slopeRange: .atLeast(1),
    derivative: { b, x, _, _ in b.power(b.oneMinusSquare(x[0]), b.rational(-1, 2)) },
    kernel: .asin, latex: .command("arcsin"))

  static let arcCosine = FunctionRow(
    .acos, "The angle in [0, pi] with the given cosine.", aliases: ["arccos"],
    domain: .interval(.closed(-1, 1)), slope: .insideDomain,
    range: RealInterval(low: .including(0), high: .includingPi(times: 1)), shape: .decreasing, values: [1: 0],
    rewrite: { b, x in
      if b.store.isNumber(x[0]) || b.store.isOperation(x[0], .product) || b.store.isOperation(x[0], .power) {
        return b.angle(ofSine: x[0]).map { b.difference(b.scaled(b.rational(1, 2), .pi), $0) }
      }
      return b.principalAngle(x[0], of: .cos)
    },
    slopeRange: .atMost(-1),
    derivative: { b, x, _, _ in b.negate(b.power(b.oneMinusSquare(x[0]), b.rational(-1, 2))) },
    kernel: .acos, latex: .command("arccos"))

  static let arcTangent = FunctionRow(
    .atan, "The angle in (-pi/2, pi/2) with the given tangent.", aliases: ["arctan", "arctg"],
    range: RealInterval(low: .excludingPi(times: Rational(-1, 2)), high: .excludingPi(times: Rational(1, 2))),
    parity: .odd, shape: .increasing, values: [0: 0],
    rewrite: { b, x in b.angle(ofTangent: x[0]) ?? b.principalAngle(x[0], of: .tan) },
    slopeRange: RealInterval(low: .excluding(0), high: .including(1)),
    derivative: { b, x, _, _ in b.power(b.sum(b.power(x[0], .two), .one), .minusOne) },
    kernel: .atan, latex: .command("arctan"))

  static let arcTangent2 = FunctionRow(
    .atan2, "atan2(y, x): the angle in (-pi, pi] from the positive x-axis to the point (x, y).",
    aliases: ["arctan2"], arity: 2...2, parameters: ["y", "x"], domain: .offOrigin, slope: .offNegativeAxis,
    range: RealInterval(low: .excludingPi(times: -1), high: .includingPi(times: 1)),
    exact: { $0[0].isZero && $0[1].signum > 0 ? Rational(0) : nil },
    rewrite: { b, x in
      guard let right = b.value(x[1]), let up = b.value(x[0]) else { return nil }
      if right.isZero && up.isZero { return nil }
      if right.isZero { return b.scaled(b.rational(up.signum, 2), .pi) }
      let angle = b.call(.atan, [b.number(up / right)])
      if right.signum > 0 { return angle }
      return up.isNegative ? b.difference(angle, .pi) : b.sum(angle, .pi)
    },
    derivative: { b, x, _, position in
      let square = b.sum(b.power(x[0], .two), b.power(x[1], .two))
      return position == 0 ? b.quotient(x[1], square) : b.negate(b.quotient(x[0], square))
    },
    kernel: .atan2)
}

/// The sine of an angle in radians.
public func sin(_ x: Expr) -> Expr { .apply(.sin, [x]) }
/// The cosine of an angle in radians.
public func cos(_ x: Expr) -> Expr { .apply(.cos, [x]) }
/// The tangent, where cos(x) ≠ 0.
public func tan(_ x: Expr) -> Expr { .apply(.tan, [x]) }
/// The cotangent, where sin(x) ≠ 0.
public func cot(_ x: Expr) -> Expr { .apply(.cot, [x]) }
/// The secant, where cos(x) ≠ 0.
public func sec(_ x: Expr) -> Expr { .apply(.sec, [x]) }
/// The cosecant, where sin(x) ≠ 0.
public func csc(_ x: Expr) -> Expr { .apply(.csc, [x]) }
/// The angle in [−π/2, π/2] with sine x, for −1 ≤ x ≤ 1.
public func asin(_ x: Expr) -> Expr { .apply(.asin, [x]) }
/// The angle in [0, π] with cosine x, for −1 ≤ x ≤ 1.
public func acos(_ x: Expr) -> Expr { .apply(.acos, [x]) }
/// The angle in (−π/2, π/2) with tangent x.
public func atan(_ x: Expr) -> Expr { .apply(.atan, [x]) }
/// The angle of the point (x, y), in (−π, π]; not defined at the origin.
public func atan2(_ y: Expr, _ x: Expr) -> Expr { .apply(.atan2, [y, x]) }

extension Builder {
  /// sin(r·π) where it is a square root of a simple rational.
  func sineOfPi(times r: Rational) -> NodeID? {
    let turns = Rational((r / Rational(2)).floor)
    var angle = r - turns * Rational(2)
    var negative = false
    if angle >= Rational(1) {
      angle -= Rational(1)
      negative = true
    }
    if angle > Rational(1, 2) { angle = Rational(1) - angle }
    guard let known = Builder.knownSines.first(where: { $0.angle == angle }) else { return nil }
    let value = squareRoot(number(known.square))
    return negative ? negate(value) : value
  }

  /// Angles in units of π and the squares of their sines.
  private static let knownSines: [(angle: Rational, square: Rational)] = [
    (Rational(0), Rational(0)), (Rational(1, 6), Rational(1, 4)), (Rational(1, 4), Rational(1, 2)),
    (Rational(1, 3), Rational(3, 4)), (Rational(1, 2), Rational(1)),
  ]

  func quotientOfKnown(_ a: NodeID?, _ b: NodeID?) -> NodeID? {
    guard let a, let b else { return nil }
    // A pole has no value: 1/0.
    return b == .zero ? rawPower(.zero, .minusOne) : quotient(a, b)
  }

  /// The angle whose sine is an exact number with a known one.
  func angle(ofSine x: NodeID) -> NodeID? {
    guard let square = exactSquare(x) else { return nil }
    guard let known = Builder.knownSines.first(where: { $0.square == square.value }) else { return nil }
    return scaled(number(square.isNegative ? -known.angle : known.angle), .pi)
  }

  func angle(ofTangent x: NodeID) -> NodeID? {
    guard let square = exactSquare(x) else { return nil }
    let angles: [(Rational, Rational)] = [
      (Rational(0), Rational(0)), (Rational(1, 3), Rational(1, 6)), (Rational(1), Rational(1, 4)),
      (Rational(3), Rational(1, 3)),
    ]
    guard let known = angles.first(where: { $0.0 == square.value }) else { return nil }
    return scaled(number(square.isNegative ? -known.1 : known.1), .pi)
  }

  /// The square of a rational, or of a rational times a square root of one, and its sign.
  private func exactSquare(_ x: NodeID) -> (value: Rational, isNegative: Bool)? {
    if let number = value(x) {
      return number.bitWidth > 16 ? nil : (number * number, number.isNegative)
    }
    let (coefficient, term) = splitCoefficient(x)
    guard store.isOperation(term, .power), let c = value(coefficient), c.bitWidth <= 16 else { return nil }
    let operands = store.operands(term)
    guard let base = value(operands[0]), value(operands[1]) == Rational(1, 2) else { return nil }
    return (c * c * base, c.isNegative)
  }

  /// u + nπ/2.
  fileprivate func turned(_ u: NodeID, byQuarters n: NodeID) -> NodeID { sum(u, product([rational(1, 2), .pi, n])) }

  /// An argument of a function of some period without the whole periods in it: of sums with a multiple of π beside others.
  func withoutPeriods(_ u: NodeID, _ period: Rational) -> NodeID? {
    guard store.isOperation(u, .sum), !store.isLongSum(u) else { return nil }
    for (coefficient, term) in store.terms(of: u) where term == .pi {
      guard let turns = value(coefficient), turns.magnitude >= period else { return nil }
      let whole = turns.isNegative ? -(turns.magnitude / period).floor : (turns / period).floor
      return difference(u, scaled(number(Rational(whole) * period), .pi))
    }
    return nil
  }

  /// The whole number nearest to r/π, or the greatest not above it; nil where the bounds of π do not tell, or for long numbers.
  fileprivate func halfTurns(in r: Rational, rounded: Bool) -> Int? {
    guard r.bitWidth <= 64, r.magnitude < Rational(1_000_000) else { return nil }
    let shift = rounded ? Rational(1, 2) : Rational(0)
    let k = ((r.nearestDouble / .pi) + (rounded ? 0.5 : 0)).rounded(.down)
    let turns = Rational(Int(k))
    let ends = [turns - shift, turns - shift + Rational(1)].map { RealInterval.End.excludingPi(times: $0).bounds }
    return ends[0].above < r && r < ends[1].below ? Int(k) : nil
  }

  /// The angle of a range whose sine, cosine or tangent is that of an exact number: asin(sin(3)) is π − 3.
  fileprivate func principalAngle(_ x: NodeID, of function: FunctionID) -> NodeID? {
    guard let u = argument(of: x, if: function), let r = value(u),
      let k = halfTurns(in: r, rounded: function != .cos)
    else { return nil }
    switch function {
    case .cos: return k & 1 == 0 ? difference(u, scaled(integer(k), .pi)) : difference(scaled(integer(k + 1), .pi), u)
    case .tan: return difference(u, scaled(integer(k), .pi))
    default:
      let turns = scaled(integer(k), .pi)
      return k & 1 == 0 ? difference(u, turns) : difference(turns, u)
    }
  }

  /// 1 − u².
  func oneMinusSquare(_ u: NodeID) -> NodeID { difference(.one, power(u, .two)) }
}
