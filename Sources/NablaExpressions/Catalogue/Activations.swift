// What machine learning asks for beside the logistic function: its inverse, softplus, entropies, activations.

import NablaNumbers

extension Catalogue {
  static let softplus = FunctionRow(
    .softplus, "log(1 + e^x), without overflow.", range: .above(0), shape: .increasing,
    slopeRange: .open(0, 1),
    derivative: { b, x, _, _ in b.call(.sigmoid, x) },
    kernel: .softplus)

  static let logit = FunctionRow(
    .logit, "log(x/(1 - x)), the inverse of the logistic function.",
    domain: .interval(.open(0, 1)), shape: .increasing, values: [Rational(1, 2): 0], inverse: .sigmoid,
    slopeRange: .atLeast(4),
    derivative: { b, x, _, _ in b.power(b.product(x[0], b.difference(.one, x[0])), .minusOne) },
    kernel: .logit)

  static let entropyTerm = FunctionRow(
    .xlogx, "x*log(x), and 0 at 0.", domain: .interval(.atLeast(0)), slope: .insideDomain,
    range: RealInterval(low: .includingReciprocalE(times: -1), high: nil), values: [0: 0, 1: 0],
    derivative: { b, x, _, _ in b.sum(b.call(.log, x), .one) },
    kernel: .xlogx)

  static let softsign = FunctionRow(
    .softsign, "x/(1 + |x|).", range: .open(-1, 1), parity: .odd, shape: .increasing, values: [0: 0],
    preimage: { $0.magnitude < Rational(1) ? $0 / (Rational(1) - $0.magnitude) : nil },
    exact: { $0[0] / (Rational(1) + $0[0].magnitude) },
    slopeRange: RealInterval(low: .excluding(0), high: .including(1)),
    derivative: { b, x, _, _ in b.power(b.sum(b.call(.abs, x), .one), b.integer(-2)) },
    kernel: .softsign)

  static let activationDefinitions = [
    leakyRectifier, exponentialLinear, scaledExponentialLinear, gaussianLinear, sigmoidLinear, mish, hardTanh,
    logarithmOfSum, entropy, normalDensity, normalDistribution,
  ]

  static let leakyRectifier = DefinedFunction(
    "leakyRelu", "x where it is positive, else a*x; a is 1/100 where it is left out. The slope at 0 is a.",
    aliases: ["leaky_relu"], arity: 1...2, parameters: ["x", "a"]
  ) { b, x in
    b.ifElse(b.less(.zero, x[0]), x[0], b.product(x.count > 1 ? x[1] : b.rational(1, 100), x[0]))
  }

  static let exponentialLinear = DefinedFunction(
    "elu", "x where it is positive, else a*(e^x - 1); a is 1 where it is left out.", arity: 1...2,
    parameters: ["x", "a"]
  ) { b, x in
    b.ifElse(b.less(.zero, x[0]), x[0], b.product(x.count > 1 ? x[1] : .one, b.call(.expm1, [x[0]])))
  }

  static let scaledExponentialLinear = DefinedFunction(
    "selu", "1.0507009873554805*elu(x, 1.6732632423543772), which keeps mean 0 and variance 1 of its values."
  ) { b, x in
    let scale = b.number(Rational(10_507_009_873_554_805, 10_000_000_000_000_000))
    let slope = b.number(Rational(16_732_632_423_543_772, 10_000_000_000_000_000))
    return b.product(scale, exponentialLinear.applied(b, [x[0], slope]))
  }

  static let gaussianLinear = DefinedFunction("gelu", "x*normalCdf(x), by the error function.") { b, x in
    b.product(x[0], normalDistribution.applied(b, x))
  }

  static let sigmoidLinear = DefinedFunction("silu", "x*sigmoid(x).", aliases: ["SiLU", "swish"]) { b, x in
    b.product(x[0], b.call(.sigmoid, x))
  }

  static let mish = DefinedFunction("mish", "x*tanh(softplus(x)).") { b, x in
    b.product(x[0], b.call(.tanh, [b.call(.softplus, x)]))
  }

  static let hardTanh = DefinedFunction("hardtanh", "max(-1, min(1, x)).") { b, x in
    b.call(.max, [.minusOne, b.call(.min, [.one, x[0]])])
  }

  static let logarithmOfSum = DefinedFunction(
    "logsumexp", "log(e^x + e^y + …), of any number of arguments.", aliases: ["logaddexp"], arity: 1...Int.max,
    parameters: ["x", "y"]
  ) { b, x in b.call(.log, [b.sum(x.map { b.power(.e, $0) })]) }

  static let entropy = DefinedFunction("entr", "-x*log(x), and 0 at 0: a term of an entropy.") {
    b, x in b.negate(b.call(.xlogx, x))
  }

  static let normalDensity = DefinedFunction(
    "normalPdf", "The density of the normal distribution; the mean m is 0 and the deviation s is 1 where left out.",
    arity: 1...3, parameters: ["x", "m", "s"]
  ) { b, x in
    let z = b.standardized(x)
    let density = b.power(.e, b.scaled(b.rational(-1, 2), b.power(z, .two)))
    let scale = b.power(b.scaled(.two, .pi), b.rational(-1, 2))
    return b.product([density, scale, x.count > 2 ? b.power(x[2], .minusOne) : .one])
  }

  static let normalDistribution = DefinedFunction(
    "normalCdf", "The normal distribution function; the mean m is 0 and the deviation s is 1 where left out.",
    aliases: ["Phi", "ndtr"],
    arity: 1...3, parameters: ["x", "m", "s"]
  ) { b, x in
    let z = b.standardized(x)
    let argument = b.negate(b.product(z, b.power(.two, b.rational(-1, 2))))
    return b.scaled(b.rational(1, 2), b.call(.erfc, [argument]))
  }
}

extension Builder {
  /// (x − m)/s, of as many as there are.
  fileprivate func standardized(_ x: [NodeID]) -> NodeID {
    let centred = x.count > 1 ? difference(x[0], x[1]) : x[0]
    return x.count > 2 ? quotient(centred, x[2]) : centred
  }
}

/// log(1 + e^x), without overflow.
public func softplus(_ x: Expr) -> Expr { .apply(.softplus, [x]) }
/// log(x/(1 − x)), for 0 < x < 1.
public func logit(_ x: Expr) -> Expr { .apply(.logit, [x]) }
/// x·log(x), and 0 at 0, for x ≥ 0.
public func xlogx(_ x: Expr) -> Expr { .apply(.xlogx, [x]) }
/// x/(1 + |x|).
public func softsign(_ x: Expr) -> Expr { .apply(.softsign, [x]) }
/// x where it is positive, else a·x; the slope at 0 is a.
public func leakyRelu(_ x: Expr, _ a: Expr = Expr(Rational(1, 100))) -> Expr {
  .apply(Catalogue.leakyRectifier, [x, a])
}
/// x where it is positive, else a·(e^x − 1).
public func elu(_ x: Expr, _ a: Expr = 1) -> Expr { .apply(Catalogue.exponentialLinear, [x, a]) }
/// 1.0507009873554805·elu(x, 1.6732632423543772).
public func selu(_ x: Expr) -> Expr { .apply(Catalogue.scaledExponentialLinear, [x]) }
/// x·normalCdf(x), by the error function.
public func gelu(_ x: Expr) -> Expr { .apply(Catalogue.gaussianLinear, [x]) }
/// x·sigmoid(x).
public func silu(_ x: Expr) -> Expr { .apply(Catalogue.sigmoidLinear, [x]) }
/// x·tanh(softplus(x)).
public func mish(_ x: Expr) -> Expr { .apply(Catalogue.mish, [x]) }
/// max(−1, min(1, x)); at −1 and 1 the slope is 1/2 by convention.
public func hardtanh(_ x: Expr) -> Expr { .apply(Catalogue.hardTanh, [x]) }
/// log(e^x + e^y + …), without overflow.
public func logsumexp(_ x: Expr, _ more: Expr...) -> Expr { .apply(Catalogue.logarithmOfSum, [x] + more) }
/// −x·log(x), and 0 at 0, for x ≥ 0.
public func entr(_ x: Expr) -> Expr { .apply(Catalogue.entropy, [x]) }
/// The density of the normal distribution with a mean and a deviation.
public func normalPdf(_ x: Expr, _ mean: Expr = 0, _ deviation: Expr = 1) -> Expr {
  .apply(Catalogue.normalDensity, [x, mean, deviation])
}
/// The normal distribution function with a mean and a deviation.
public func normalCdf(_ x: Expr, _ mean: Expr = 0, _ deviation: Expr = 1) -> Expr {
  .apply(Catalogue.normalDistribution, [x, mean, deviation])
}
