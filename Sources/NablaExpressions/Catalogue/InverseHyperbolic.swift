// The inverses of the three hyperbolic functions.

import NablaNumbers

extension Catalogue {
  static let areaSine = FunctionRow(
    .asinh, "The number with the given hyperbolic sine: log(x + sqrt(x^2 + 1)).", aliases: ["arcsinh", "arsinh"],
    parity: .odd, shape: .increasing, values: [0: 0], inverse: .sinh,
    slopeRange: RealInterval(low: .excluding(0), high: .including(1)),
    derivative: { b, x, _, _ in b.power(b.sum(b.power(x[0], .two), .one), b.rational(-1, 2)) },
    kernel: .asinh, latex: .operatorName("arsinh"))

  static let areaCosine = FunctionRow(
    .acosh, "The number not below 0 with the given hyperbolic cosine: log(x + sqrt(x^2 - 1)).",
    aliases: ["arccosh", "arcosh"],
    domain: .interval(.atLeast(1)), slope: .insideDomain, range: .atLeast(0), shape: .increasing, values: [1: 0],
    rewrite: { b, x in b.argument(of: x[0], if: .cosh).map { b.call(.abs, [$0]) } },
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.power(b.difference(b.power(x[0], .two), .one), b.rational(-1, 2)) },
    kernel: .acosh, latex: .operatorName("arcosh"))

  static let areaTangent = FunctionRow(
    .atanh, "The number with the given hyperbolic tangent: log((1 + x)/(1 - x))/2.", aliases: ["arctanh", "artanh"],
    domain: .interval(.open(-1, 1)), parity: .odd, shape: .increasing, values: [0: 0], inverse: .tanh,
    slopeRange: .atLeast(1),
    derivative: { b, x, _, _ in b.power(b.oneMinusSquare(x[0]), .minusOne) },
    kernel: .atanh, latex: .operatorName("artanh"))
}

/// The inverse hyperbolic sine log(x + sqrt(x² + 1)).
public func asinh(_ x: Expr) -> Expr { .apply(.asinh, [x]) }
/// The inverse hyperbolic cosine log(x + sqrt(x² − 1)), for x ≥ 1.
public func acosh(_ x: Expr) -> Expr { .apply(.acosh, [x]) }
/// The inverse hyperbolic tangent log((1 + x)/(1 − x))/2, for −1 < x < 1.
public func atanh(_ x: Expr) -> Expr { .apply(.atanh, [x]) }
