// Bessel functions of whole order, sin(x)/x with its derivatives, and Airy functions.

import NablaNumbers

extension Catalogue {
  static let cardinalSine = FunctionRow(
    .sinc, "sin(x)/x, and 1 at 0. DLMF 10.49.",
    range: RealInterval(low: .excluding(Rational(-2173, 10000)), high: .including(1)),
    parity: .even, values: [0: 1],
    slopeRange: .open(Rational(-43619, 100_000), Rational(43619, 100_000)),
    derivative: { b, x, _, _ in b.negate(b.call(.sphericalBesselJ, [.one, x[0]])) },
    kernel: .sinc)

  static let sphericalBessel = FunctionRow(
    .sphericalBesselJ, "The spherical Bessel function j_n, n = 0, 1, 2, … DLMF 10.47: sinc(x) for n = 0.",
    aliases: ["spherical_jn"], arity: 2...2, parameters: ["n", "x"], orders: 0...1_000_000,
    exact: { $0[1].isZero ? Rational(0) : nil },
    rewrite: { b, x in
      if x[0] == .zero { return b.call(.sinc, [x[1]]) }
      return b.mirrored(.sphericalBesselJ, x)
    },
    // Without a division by x: (n·j_(n − 1) − (n + 1)·j_(n + 1))/(2n + 1).
    derivative: { b, x, _, _ in
      guard let n = b.value(x[0])?.asInt else { return .zero }
      let (below, above) = (b.neighbour(.sphericalBesselJ, x, -1), b.neighbour(.sphericalBesselJ, x, 1))
      return b.sum(b.scaled(b.rational(n, 2 * n + 1), below), b.scaled(b.rational(-n - 1, 2 * n + 1), above))
    },
    kernel: .sphericalBesselJ, latex: .indexed("j", isAbove: false))

  static let besselJ = FunctionRow(
    .besselJ, "The Bessel function of the first kind of whole order n. DLMF 10.2.", aliases: ["besselj"],
    arity: 2...2, parameters: ["n", "x"], orders: besselOrders,
    exact: { $0[1].isZero ? Rational($0[0].isZero ? 1 : 0) : nil },
    rewrite: { b, x in b.positiveOrder(.besselJ, x, alternates: true) ?? b.mirrored(.besselJ, x) },
    derivative: { b, x, _, _ in b.halfDifference(.besselJ, x) },
    kernel: .besselJ, latex: .indexed("J", isAbove: false))

  static let besselY = FunctionRow(
    .besselY, "The Bessel function of the second kind of whole order n. DLMF 10.2.", aliases: ["bessely"],
    arity: 2...2, parameters: ["n", "x"], orders: besselOrders, domain: .interval(.above(0)),
    rewrite: { b, x in b.positiveOrder(.besselY, x, alternates: true) },
    derivative: { b, x, _, _ in b.halfDifference(.besselY, x) },
    kernel: .besselY, latex: .indexed("Y", isAbove: false))

  static let besselI = FunctionRow(
    .besselI, "The modified Bessel function of the first kind of whole order n. DLMF 10.25.", aliases: ["besseli"],
    arity: 2...2, parameters: ["n", "x"], orders: besselOrders,
    exact: { $0[1].isZero ? Rational($0[0].isZero ? 1 : 0) : nil },
    rewrite: { b, x in b.positiveOrder(.besselI, x, alternates: false) ?? b.mirrored(.besselI, x) },
    derivative: { b, x, _, _ in
      b.scaled(b.rational(1, 2), b.sum(b.neighbour(.besselI, x, -1), b.neighbour(.besselI, x, 1)))
    },
    kernel: .besselI, latex: .indexed("I", isAbove: false))

  static let besselK = FunctionRow(
    .besselK, "The modified Bessel function of the second kind of whole order n. DLMF 10.25.", aliases: ["besselk"],
    arity: 2...2, parameters: ["n", "x"], orders: besselOrders, domain: .interval(.above(0)), range: .above(0),
    rewrite: { b, x in b.positiveOrder(.besselK, x, alternates: false) },
    derivative: { b, x, _, _ in
      b.scaled(b.rational(-1, 2), b.sum(b.neighbour(.besselK, x, -1), b.neighbour(.besselK, x, 1)))
    },
    kernel: .besselK, latex: .indexed("K", isAbove: false))

  private static let besselOrders = -1_000_000...1_000_000

  static let airyAi = FunctionRow(
    .airyAi, "The Airy function Ai, a solution of y'' = x*y. DLMF 9.2.", aliases: ["airyai"],
    range: .open(Rational(-41902, 100_000), Rational(53566, 100_000)),
    derivative: { b, x, _, _ in b.call(.airyAiPrime, x) },
    kernel: .airyAi, latex: .symbol("\\operatorname{Ai}"))

  static let airyAiPrime = FunctionRow(
    .airyAiPrime, "The derivative of the Airy function Ai. DLMF 9.2.", aliases: ["airyaiprime"],
    derivative: { b, x, _, _ in b.product(x[0], b.call(.airyAi, x)) },
    kernel: .airyAiPrime, latex: .symbol("\\operatorname{Ai}'"))

  static let airyBi = FunctionRow(
    .airyBi, "The Airy function Bi, the other solution of y'' = x*y. DLMF 9.2.", aliases: ["airybi"],
    range: .above(Rational(-45495, 100_000)),
    derivative: { b, x, _, _ in b.call(.airyBiPrime, x) },
    kernel: .airyBi, latex: .symbol("\\operatorname{Bi}"))

  static let airyBiPrime = FunctionRow(
    .airyBiPrime, "The derivative of the Airy function Bi. DLMF 9.2.", aliases: ["airybiprime"],
    derivative: { b, x, _, _ in b.product(x[0], b.call(.airyBi, x)) },
    kernel: .airyBiPrime, latex: .symbol("\\operatorname{Bi}'"))
}

extension Builder {
  /// The same function of the next order, or of the one before.
  fileprivate func neighbour(_ function: FunctionID, _ x: [NodeID], _ step: Int) -> NodeID {
    call(function, [sum(x[0], integer(step)), x[1]])
  }

  /// (f_(n − 1) − f_(n + 1))/2.
  fileprivate func halfDifference(_ function: FunctionID, _ x: [NodeID]) -> NodeID {
    scaled(rational(1, 2), difference(neighbour(function, x, -1), neighbour(function, x, 1)))
  }

  /// A function of negative order by the one of positive order: equal, or with a sign that alternates.
  fileprivate func positiveOrder(_ function: FunctionID, _ x: [NodeID], alternates: Bool) -> NodeID? {
    guard let n = value(x[0])?.asInt, n < 0 else { return nil }
    let positive = call(function, [integer(-n), x[1]])
    return alternates && n & 1 != 0 ? negate(positive) : positive
  }

  /// The sign drawn out of the argument of a function that is even or odd as its order is.
  fileprivate func mirrored(_ function: FunctionID, _ x: [NodeID]) -> NodeID? {
    guard let n = value(x[0])?.asInt else { return nil }
    if n & 1 == 0, let u = argument(of: x[1], if: .abs) { return call(function, [x[0], u]) }
    guard drawsSign(x[1]) else { return nil }
    let positive = call(function, [x[0], negate(x[1])])
    return n & 1 == 0 ? positive : negate(positive)
  }
}

extension Expr {
  /// A function of an order that its row allows.
  static func apply(ofOrder function: FunctionID, _ n: Int, _ x: Expr) -> Expr {
    let orders = Catalogue.row(function).orders ?? 0...0
    precondition(
      orders.contains(n), "the order of \(function) is between \(orders.lowerBound) and \(orders.upperBound)")
    return apply(function, [Expr(n), x])
  }
}

/// sin(x)/x, and 1 at 0.
public func sinc(_ x: Expr) -> Expr { .apply(.sinc, [x]) }
/// The spherical Bessel function of order n ≥ 0.
public func sphericalBesselJ(_ n: Int, _ x: Expr) -> Expr { .apply(ofOrder: .sphericalBesselJ, n, x) }
/// The Bessel function of the first kind of order n.
public func besselJ(_ n: Int, _ x: Expr) -> Expr { .apply(ofOrder: .besselJ, n, x) }
/// The Bessel function of the second kind of order n, for x > 0.
public func besselY(_ n: Int, _ x: Expr) -> Expr { .apply(ofOrder: .besselY, n, x) }
/// The modified Bessel function of the first kind of order n.
public func besselI(_ n: Int, _ x: Expr) -> Expr { .apply(ofOrder: .besselI, n, x) }
/// The modified Bessel function of the second kind of order n, for x > 0.
public func besselK(_ n: Int, _ x: Expr) -> Expr { .apply(ofOrder: .besselK, n, x) }
/// The Airy function of the first kind.
public func airyAi(_ x: Expr) -> Expr { .apply(.airyAi, [x]) }
/// The derivative of the Airy function of the first kind.
public func airyAiPrime(_ x: Expr) -> Expr { .apply(.airyAiPrime, [x]) }
/// The Airy function of the second kind.
public func airyBi(_ x: Expr) -> Expr { .apply(.airyBi, [x]) }
/// The derivative of the Airy function of the second kind.
public func airyBiPrime(_ x: Expr) -> Expr { .apply(.airyBiPrime, [x]) }
