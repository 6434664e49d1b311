// exp, log, square and cube root, error function, logistic function.

import NablaNumbers

extension Catalogue {
  static let exponential = FunctionRow(
    .exp, "The exponential e^x.", range: .above(0), shape: .increasing, values: [0: 1], inverse: .log,
    rewrite: { b, x in b.exponential(of: x[0]) },
    slopeRange: .above(0),
    derivative: { _, _, call, _ in call },
    kernel: .exp, latex: .exponential)

  static let logarithm = FunctionRow(
    .log, "The natural logarithm; log(b, x) has the base first.", aliases: ["ln"], arity: 1...2,
    domain: .interval(.above(0)), shape: .increasing, values: [1: 0], inverse: .exp,
    rewrite: { b, x in
      if x.count == 2 { return b.quotient(b.call(.log, [x[1]]), b.call(.log, [x[0]])) }
      if x[0] == .e { return .one }
      if b.store.isOperation(x[0], .power), b.store.operands(x[0])[0] == .e { return b.store.operands(x[0])[1] }
      return nil
    },
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.power(x[0], .minusOne) },
    derivativeOfOrder: { b, u, n in b.logarithmSlope(u, n) },
    kernel: .log, latex: .command("log"))

  static let squareRoot = FunctionRow(
    .sqrt, "The square root x^(1/2).",
    domain: .interval(.atLeast(0)), slope: .insideDomain, range: .atLeast(0), shape: .increasing, values: [0: 0],
    preimage: { $0.isNegative || $0.bitWidth > 64 ? nil : $0.power(2) },
    exact: { $0[0].isNegative ? nil : $0[0].root(2) },
    rewrite: { b, x in b.squareRoot(x[0]) },
    slopeRange: .above(0),
    derivative: { b, _, call, _ in b.scaled(b.rational(1, 2), b.power(call, .minusOne)) },
    kernel: .sqrt, latex: .squareRoot)

  static let cubeRoot = FunctionRow(
    .cbrt, "The real cube root, also of negative numbers.",
    slope: .offZero, parity: .odd, shape: .increasing, values: [0: 0],
    preimage: { $0.bitWidth > 64 ? nil : $0.power(3) },
    exact: { x in
      let root = x[0].magnitude.root(3)
      return x[0].isNegative ? root.map { -$0 } : root
    },
    rewrite: { b, x in
      if let number = b.value(x[0]), number.signum > 0, number.root(3) == nil {
        return b.power(x[0], b.rational(1, 3))
      }
      guard b.store.isOperation(x[0], .power) else { return nil }
      let operands = b.store.operands(x[0])
      guard let n = b.value(operands[1])?.asInt, n % 3 == 0 else { return nil }
      return b.power(operands[0], b.integer(n / 3))
    },
    power: { b, call, u, exponent in exponent.asInt.map { b.cubeRootPower(call, of: u, $0) } },
    pair: { b, factor, exponent, other in b.pairedCubeRoot(factor, exponent, other) },
    slopeRange: .above(0),
    derivative: { b, _, call, _ in b.scaled(b.rational(1, 3), b.power(call, b.integer(-2))) },
    kernel: .cbrt, latex: .cubeRoot)

  static let sigmoid = FunctionRow(
    .sigmoid, "The logistic function 1/(1 + e^(-x)).", aliases: ["logistic", "expit"],
    range: .open(0, 1), shape: .increasing, values: [0: Rational(1, 2)],
    slopeRange: RealInterval(low: .excluding(0), high: .including(Rational(1, 4))),
    derivative: { b, _, call, _ in b.product(call, b.difference(.one, call)) },
    kernel: .sigmoid)

  static let errorFunction = FunctionRow(
    .erf, "The error function 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.",
    range: .open(-1, 1), parity: .odd, shape: .increasing, values: [0: 0], inverse: .erfinv,
    slopeRange: .open(0, Rational(112838, 100_000)),
    derivative: { b, x, _, _ in
      let density = b.power(.e, b.negate(b.power(x[0], .two)))
      return b.product([.two, density, b.power(.pi, b.rational(-1, 2))])
    },
    kernel: .erf)
}

extension Builder {
  /// (−1)^(n − 1)·(n − 1)!/u^n.
  func logarithmSlope(_ u: NodeID, _ n: NodeID) -> NodeID {
    product([power(.minusOne, difference(n, .one)), call(.gamma, [n]), power(u, negate(n))])
  }
}

/// e^x. Defined for all x.
public func exp(_ x: Expr) -> Expr { .apply(.exp, [x]) }
/// The natural logarithm, for x > 0.
public func log(_ x: Expr) -> Expr { .apply(.log, [x]) }
/// The logarithm of x to a base: log(x)/log(base).
public func log(_ base: Expr, _ x: Expr) -> Expr { .apply(.log, [base, x]) }
/// The square root x^(1/2), for x ≥ 0.
public func sqrt(_ x: Expr) -> Expr { .apply(.sqrt, [x]) }
/// The real cube root, also of negative numbers.
public func cbrt(_ x: Expr) -> Expr { .apply(.cbrt, [x]) }
/// The logistic function 1/(1 + e^(−x)).
public func sigmoid(_ x: Expr) -> Expr { .apply(.sigmoid, [x]) }
/// The error function.
public func erf(_ x: Expr) -> Expr { .apply(.erf, [x]) }
