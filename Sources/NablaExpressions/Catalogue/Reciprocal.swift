// The reciprocals of the hyperbolic functions, and the inverses of all reciprocals.

import NablaNumbers

extension Catalogue {
  static let hyperbolicSecant = FunctionRow(
    .sech, "The hyperbolic secant 1/cosh(x).",
    range: RealInterval(low: .excluding(0), high: .including(1)), parity: .even, values: [0: 1], inverse: .asech,
    slopeRange: .closed(Rational(-1, 2), Rational(1, 2)),
    derivative: { b, x, call, _ in b.negate(b.product(call, b.call(.tanh, x))) },
    kernel: .sech, family: .sinh)

  static let hyperbolicCosecant = FunctionRow(
    .csch, "The hyperbolic cosecant 1/sinh(x).", aliases: ["cosech"],
    domain: .off(0), parity: .odd, known: .nonzero, inherited: FunctionRow.signs, inverse: .acsch,
    slopeRange: .below(0),
    derivative: { b, x, call, _ in b.negate(b.product(call, b.call(.coth, x))) },
    kernel: .csch, family: .sinh)

  static let hyperbolicCotangent = FunctionRow(
    .coth, "The hyperbolic cotangent cosh(x)/sinh(x).", aliases: ["cotanh"],
    domain: .off(0), parity: .odd, known: .nonzero, inherited: FunctionRow.signs, inverse: .acoth,
    slopeRange: .below(0),
    // Not 1 - coth(x)^2, which loses its digits far from 0.
    derivative: { b, x, _, _ in b.negate(b.power(b.call(.sinh, x), b.integer(-2))) },
    kernel: .coth, latex: .command("coth"), family: .sinh)

  static let arcCotangent = FunctionRow(
    .acot, "The angle atan(1/x), from -pi/2 to pi/2.", aliases: ["arccot", "arcctg"],
    domain: .off(0),
    range: RealInterval(low: .excludingPi(times: Rational(-1, 2)), high: .excludingPi(times: Rational(1, 2))),
    parity: .odd, known: .nonzero, inherited: FunctionRow.signs,
    rewrite: { b, x in x[0] == .zero ? nil : b.angle(ofTangent: b.power(x[0], .minusOne)) },
    slopeRange: .open(-1, 0),
    derivative: { b, x, _, _ in b.negate(b.power(b.sum(b.power(x[0], .two), .one), .minusOne)) },
    kernel: .acot, latex: .operatorName("arccot"))

  static let arcSecant = FunctionRow(
    .asec, "The angle in [0, pi] with the given secant: acos(1/x).", aliases: ["arcsec"],
    domain: .beyondOne(isClosed: true), slope: .insideDomain,
    range: RealInterval(low: .including(0), high: .includingPi(times: 1)), values: [1: 0],
    rewrite: { b, x in
      b.angleOfReciprocal(x[0]).map { b.difference(b.scaled(b.rational(1, 2), .pi), $0) }
    },
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.reciprocalSlope(x[0], b.difference(b.power(x[0], .two), .one)) },
    kernel: .asec, latex: .operatorName("arcsec"))

  static let arcCosecant = FunctionRow(
    .acsc, "The angle in [-pi/2, pi/2] with the given cosecant: asin(1/x).", aliases: ["arccsc", "arccosec"],
    domain: .beyondOne(isClosed: true), slope: .insideDomain,
    range: RealInterval(low: .includingPi(times: Rational(-1, 2)), high: .includingPi(times: Rational(1, 2))),
    parity: .odd, known: .nonzero, inherited: FunctionRow.signs,
    rewrite: { b, x in b.angleOfReciprocal(x[0]) },
    slopeRange: .below(0),
    derivative: { b, x, _, _ in b.negate(b.reciprocalSlope(x[0], b.difference(b.power(x[0], .two), .one))) },
    kernel: .acsc, latex: .operatorName("arccsc"))

  static let areaSecant = FunctionRow(
    .asech, "The number not below 0 with the given hyperbolic secant: acosh(1/x).", aliases: ["arcsech", "arsech"],
    domain: .interval(RealInterval(low: .excluding(0), high: .including(1))), slope: .insideDomain,
    range: .atLeast(0), shape: .decreasing, values: [1: 0],
    rewrite: { b, x in b.argument(of: x[0], if: .sech).map { b.call(.abs, [$0]) } },
    slopeRange: .atMost(-2),
    derivative: { b, x, _, _ in
      b.negate(b.product(b.power(x[0], .minusOne), b.power(b.oneMinusSquare(x[0]), b.rational(-1, 2))))
    },
    kernel: .asech, latex: .operatorName("arsech"))

  static let areaCosecant = FunctionRow(
    .acsch, "The number with the given hyperbolic cosecant: asinh(1/x).", aliases: ["arccsch", "arcsch"],
    domain: .off(0), parity: .odd, known: .nonzero, inherited: FunctionRow.signs, inverse: .csch,
    slopeRange: .below(0),
    derivative: { b, x, _, _ in b.negate(b.reciprocalSlope(x[0], b.sum(b.power(x[0], .two), .one))) },
    kernel: .acsch, latex: .operatorName("arcsch"))

  static let areaCotangent = FunctionRow(
    .acoth, "The number with the given hyperbolic cotangent: log((x + 1)/(x - 1))/2.",
    aliases: ["arccoth", "arcoth"],
    domain: .beyondOne(isClosed: false), parity: .odd, known: .nonzero, inherited: FunctionRow.signs, inverse: .coth,
    slopeRange: .below(0),
    derivative: { b, x, _, _ in b.power(b.oneMinusSquare(x[0]), .minusOne) },
    kernel: .acoth, latex: .operatorName("arcoth"))
}

extension Builder {
  /// The angle whose sine is 1/x, where that is known.
  fileprivate func angleOfReciprocal(_ x: NodeID) -> NodeID? {
    guard x != .zero, store.isNumber(x) || store.isOperation(x, .product) || store.isOperation(x, .power) else {
      return nil
    }
    return angle(ofSine: power(x, .minusOne))
  }

  /// 1/(|x|·√square).
  fileprivate func reciprocalSlope(_ x: NodeID, _ square: NodeID) -> NodeID {
    product(power(call(.abs, [x]), .minusOne), power(square, rational(-1, 2)))
  }
}

/// The hyperbolic secant 1/cosh(x).
public func sech(_ x: Expr) -> Expr { .apply(.sech, [x]) }
/// The hyperbolic cosecant 1/sinh(x), for x ≠ 0.
public func csch(_ x: Expr) -> Expr { .apply(.csch, [x]) }
/// The hyperbolic cotangent, for x ≠ 0.
public func coth(_ x: Expr) -> Expr { .apply(.coth, [x]) }
/// The angle atan(1/x), for x ≠ 0.
public func acot(_ x: Expr) -> Expr { .apply(.acot, [x]) }
/// The angle in [0, π] with secant x, for |x| ≥ 1.
public func asec(_ x: Expr) -> Expr { .apply(.asec, [x]) }
/// The angle in [−π/2, π/2] with cosecant x, for |x| ≥ 1.
public func acsc(_ x: Expr) -> Expr { .apply(.acsc, [x]) }
/// The inverse hyperbolic secant acosh(1/x), for 0 < x ≤ 1.
public func asech(_ x: Expr) -> Expr { .apply(.asech, [x]) }
/// The inverse hyperbolic cosecant asinh(1/x), for x ≠ 0.
public func acsch(_ x: Expr) -> Expr { .apply(.acsch, [x]) }
/// The inverse hyperbolic cotangent log((x + 1)/(x − 1))/2, for |x| > 1.
public func acoth(_ x: Expr) -> Expr { .apply(.acoth, [x]) }
