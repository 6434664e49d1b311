// Functions that are integrals of elementary ones, their inverses, and the product logarithm.

import NablaNumbers

extension Catalogue {
  static let inverseErrorFunction = FunctionRow(
    .erfinv, "The number with the given error function. DLMF 7.17.", domain: .interval(.open(-1, 1)), parity: .odd,
    shape: .increasing, values: [0: 0], inverse: .erf,
    slopeRange: .above(Rational(88622, 100_000)),
    derivative: { b, _, call, _ in
      b.product([b.rational(1, 2), b.power(.pi, b.rational(1, 2)), b.power(.e, b.power(call, .two))])
    },
    kernel: .erfinv, latex: .symbol("\\operatorname{erf}^{-1}"))

  static let productLogarithm = FunctionRow(
    .lambertW, "The number w ≥ -1 for which w*e^w is x: the principal branch. DLMF 4.13.",
    aliases: ["LambertW", "productlog", "W"],
    domain: .interval(RealInterval(low: .includingReciprocalE(times: -1), high: nil)), slope: .insideDomain,
    range: .atLeast(-1), shape: .increasing, values: [0: 0],
    rewrite: { b, x in
      if x[0] == .e { return .one }
      return x[0] == b.negate(b.power(.e, .minusOne)) ? .minusOne : nil
    },
    slopeRange: .above(0),
    derivative: { b, _, call, _ in
      b.product(b.power(.e, b.negate(call)), b.power(b.sum(call, .one), .minusOne))
    },
    kernel: .lambertW, latex: .symbol("W"))

  static let exponentialIntegral = FunctionRow(
    .Ei, "The integral of e^t/t from -infinity to x, its principal value for x > 0. DLMF 6.2.", aliases: ["expi"],
    domain: .off(0),
    derivative: { b, x, _, _ in b.quotient(b.power(.e, x[0]), x[0]) },
    kernel: .exponentialIntegral, latex: .symbol("\\operatorname{Ei}"))

  static let sineIntegral = FunctionRow(
    .Si, "The integral of sin(t)/t from 0 to x. DLMF 6.2.",
    range: .open(Rational(-185194, 100_000), Rational(185194, 100_000)), parity: .odd, values: [0: 0],
    slopeRange: RealInterval(low: .excluding(Rational(-2173, 10000)), high: .including(1)),
    derivative: { b, x, _, _ in b.call(.sinc, x) },
    kernel: .sineIntegral, latex: .symbol("\\operatorname{Si}"))

  static let cosineIntegral = FunctionRow(
    .Ci, "The integral of cos(t)/t from infinity to x. DLMF 6.2.", domain: .interval(.above(0)),
    range: RealInterval(low: nil, high: .excluding(Rational(47201, 100_000))),
    slopeRange: .above(Rational(-33651, 100_000)),
    derivative: { b, x, _, _ in b.quotient(b.call(.cos, x), x[0]) },
    kernel: .cosineIntegral, latex: .symbol("\\operatorname{Ci}"))

  static let fresnelS = FunctionRow(
    .fresnelS, "The integral of sin(pi*t^2/2) from 0 to x. DLMF 7.2.", aliases: ["fresnels"],
    range: .open(Rational(-71398, 100_000), Rational(71398, 100_000)), parity: .odd, values: [0: 0],
    slopeRange: .closed(-1, 1),
    derivative: { b, x, _, _ in b.call(.sin, [b.halfPiSquare(x[0])]) },
    kernel: .fresnelS, latex: .symbol("S"))

  static let fresnelC = FunctionRow(
    .fresnelC, "The integral of cos(pi*t^2/2) from 0 to x. DLMF 7.2.", aliases: ["fresnelc"],
    range: .open(Rational(-77990, 100_000), Rational(77990, 100_000)), parity: .odd, values: [0: 0],
    slopeRange: .closed(-1, 1),
    derivative: { b, x, _, _ in b.call(.cos, [b.halfPiSquare(x[0])]) },
    kernel: .fresnelC, latex: .symbol("C"))

  static let ellipticK = FunctionRow(
    .ellipticK, "The complete elliptic integral of the first kind, of the parameter m = k^2. DLMF 19.2.",
    aliases: ["elliptic_k", "ellipk"], parameters: ["m"],
    domain: .interval(RealInterval(low: nil, high: .excluding(1))), range: .above(0), shape: .increasing,
    rewrite: { b, x in x[0] == .zero ? b.scaled(b.rational(1, 2), .pi) : nil },
    slopeRange: .above(0),
    // (E − (1 − m)·K)/(2m(1 − m)).
    derivative: { b, x, call, _ in
      let rest = b.difference(.one, x[0])
      let above = b.difference(b.call(.ellipticE, x), b.product(rest, call))
      return b.product([b.rational(1, 2), above, b.power(x[0], .minusOne), b.power(rest, .minusOne)])
    },
    kernel: .ellipticK, latex: .symbol("K"))

  static let ellipticE = FunctionRow(
    .ellipticE, "The complete elliptic integral of the second kind, of the parameter m = k^2. DLMF 19.2.",
    aliases: ["elliptic_e", "ellipe"], parameters: ["m"],
    domain: .interval(RealInterval(low: nil, high: .including(1))), slope: .insideDomain, range: .atLeast(1),
    shape: .decreasing, values: [1: 1],
    rewrite: { b, x in x[0] == .zero ? b.scaled(b.rational(1, 2), .pi) : nil },
    slopeRange: .below(0),
    // (E − K)/(2m).
    derivative: { b, x, call, _ in
      b.product([b.rational(1, 2), b.difference(call, b.call(.ellipticK, x)), b.power(x[0], .minusOne)])
    },
    kernel: .ellipticE, latex: .symbol("E"))

  static let integralDefinitions = [logarithmicIntegral]

  static let logarithmicIntegral = DefinedFunction(
    "li", "The integral of 1/log(t) from 0 to x, its principal value for x > 1: Ei(log(x)). DLMF 6.2.",
    mayBeSymbol: true
  ) { b, x in b.call(.Ei, [b.call(.log, x)]) }
}

extension Builder {
  /// π·u²/2.
  fileprivate func halfPiSquare(_ u: NodeID) -> NodeID { product([rational(1, 2), .pi, power(u, .two)]) }
}

/// The number with error function x, for −1 < x < 1.
public func erfinv(_ x: Expr) -> Expr { .apply(.erfinv, [x]) }
/// The number w ≥ −1 for which w·e^w is x, for x ≥ −1/e.
public func lambertW(_ x: Expr) -> Expr { .apply(.lambertW, [x]) }
/// The exponential integral, for x ≠ 0.
public func Ei(_ x: Expr) -> Expr { .apply(.Ei, [x]) }
/// The sine integral.
public func Si(_ x: Expr) -> Expr { .apply(.Si, [x]) }
/// The cosine integral, for x > 0.
public func Ci(_ x: Expr) -> Expr { .apply(.Ci, [x]) }
/// The logarithmic integral, for positive x ≠ 1.
public func li(_ x: Expr) -> Expr { .apply(Catalogue.logarithmicIntegral, [x]) }
/// The integral of sin(π·t²/2) from 0 to x.
public func fresnelS(_ x: Expr) -> Expr { .apply(.fresnelS, [x]) }
/// The integral of cos(π·t²/2) from 0 to x.
public func fresnelC(_ x: Expr) -> Expr { .apply(.fresnelC, [x]) }
/// The complete elliptic integral of the first kind, of the parameter m < 1.
public func ellipticK(_ m: Expr) -> Expr { .apply(.ellipticK, [m]) }
/// The complete elliptic integral of the second kind, of the parameter m ≤ 1.
public func ellipticE(_ m: Expr) -> Expr { .apply(.ellipticE, [m]) }
