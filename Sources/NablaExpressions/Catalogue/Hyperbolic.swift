// Three hyperbolic functions.

extension Catalogue {
  static let hyperbolicSine = FunctionRow(
    .sinh, "The hyperbolic sine (e^x - e^(-x))/2.",
    parity: .odd, shape: .increasing, values: [0: 0], inverse: .asinh,
    slopeRange: .atLeast(1),
    derivative: { b, x, _, _ in b.call(.cosh, x) },
    derivativeOfOrder: { b, u, n in
      b.scaled(
        b.rational(1, 2), b.difference(b.power(.e, u), b.product(b.power(.minusOne, n), b.power(.e, b.negate(u)))))
    },
    kernel: .sinh, latex: .command("sinh"), family: .sinh)

  static let hyperbolicCosine = FunctionRow(
    .cosh, "The hyperbolic cosine (e^x + e^(-x))/2.",
    range: .atLeast(1), parity: .even, values: [0: 1], inverse: .acosh,
    derivative: { b, x, _, _ in b.call(.sinh, x) },
    derivativeOfOrder: { b, u, n in
      b.scaled(b.rational(1, 2), b.sum(b.power(.e, u), b.product(b.power(.minusOne, n), b.power(.e, b.negate(u)))))
    },
    kernel: .cosh, latex: .command("cosh"), family: .sinh)

  static let hyperbolicTangent = FunctionRow(
    .tanh, "The hyperbolic tangent sinh(x)/cosh(x).",
    range: .open(-1, 1), parity: .odd, shape: .increasing, values: [0: 0], inverse: .atanh,
    slopeRange: RealInterval(low: .excluding(0), high: .including(1)),
    derivative: { b, _, call, _ in b.difference(.one, b.power(call, .two)) },
    kernel: .tanh, latex: .command("tanh"))
}

/// The hyperbolic sine.
public func sinh(_ x: Expr) -> Expr { .apply(.sinh, [x]) }
/// The hyperbolic cosine.
public func cosh(_ x: Expr) -> Expr { .apply(.cosh, [x]) }
/// The hyperbolic tangent.
public func tanh(_ x: Expr) -> Expr { .apply(.tanh, [x]) }
