// Logarithms to other bases, exponential and logarithm near their zeros, and the relatives of the error function.

import NablaNumbers

extension Catalogue {
  static let exponentialLessOne = FunctionRow(
    .expm1, "e^x - 1, with all digits near 0.", range: .above(-1), shape: .increasing, values: [0: 0], inverse: .log1p,
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.power(.e, x[0]) },
    derivativeOfOrder: { b, u, _ in b.power(.e, u) },
    kernel: .exponentialLessOne)

  static let logarithmOfOnePlus = FunctionRow(
    .log1p, "log(1 + x), with all digits near 0.",
    domain: .interval(.above(-1)), shape: .increasing, values: [0: 0], inverse: .expm1,
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.power(b.sum(x[0], .one), .minusOne) },
    derivativeOfOrder: { b, u, n in b.logarithmSlope(b.sum(u, .one), n) },
    kernel: .logarithmOfOnePlus)

  static let binaryLogarithm = FunctionRow(
    .log2, "The logarithm to base 2.", aliases: ["lb", "ld"],
    domain: .interval(.above(0)), shape: .increasing, values: [1: 0],
    preimage: { wholePower(of: 2, $0) }, exact: { exponent(of: $0[0], base: 2) },
    rewrite: { b, x in b.exponent(of: x[0], base: .two) },
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.power(b.product(x[0], b.call(.log, [.two])), .minusOne) },
    derivativeOfOrder: { b, u, n in b.quotient(b.logarithmSlope(u, n), b.call(.log, [.two])) },
    kernel: .log2, latex: .command("log_{2}"))

  static let decimalLogarithm = FunctionRow(
    .log10, "The logarithm to base 10.", aliases: ["lg"],
    domain: .interval(.above(0)), shape: .increasing, values: [1: 0],
    preimage: { wholePower(of: 10, $0) }, exact: { exponent(of: $0[0], base: 10) },
    rewrite: { b, x in b.exponent(of: x[0], base: b.integer(10)) },
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.power(b.product(x[0], b.call(.log, [b.integer(10)])), .minusOne) },
    derivativeOfOrder: { b, u, n in b.quotient(b.logarithmSlope(u, n), b.call(.log, [b.integer(10)])) },
    kernel: .log10, latex: .command("log_{10}"))

  static let complementaryErrorFunction = FunctionRow(
    .erfc, "1 - erf(x), with all digits where that is small.",
    range: .open(0, 2), shape: .decreasing, values: [0: 1],
    slopeRange: .open(Rational(-112838, 100_000), 0),
    derivative: { b, x, _, _ in b.negate(b.gaussian(x[0], sign: -1)) },
    kernel: .erfc)

  static let imaginaryErrorFunction = FunctionRow(
    .erfi, "2/sqrt(pi) times the integral of exp(t^2) from 0 to x.",
    parity: .odd, shape: .increasing, values: [0: 0],
    slopeRange: .above(Rational(112837, 100_000)),
    derivative: { b, x, _, _ in b.gaussian(x[0], sign: 1) },
    kernel: .erfi)

  /// base^x for a small whole x.
  private static func wholePower(of base: Int, _ x: Rational) -> Rational? {
    guard let n = x.asInt, n.magnitude <= 300 else { return nil }
    return Rational(base).power(n)
  }

  /// The whole number n for which base^n is x.
  private static func exponent(of x: Rational, base: Int) -> Rational? {
    guard x.signum > 0, x.bitWidth < 4096 else { return nil }
    let isBelowOne = x < Rational(1)
    let power = isBelowOne ? Rational(1) / x : x
    guard power.isInteger else { return nil }
    // At most one whole number is near enough.
    let bits = Double(power.numerator.bitWidth)
    let near = Int((bits / (base == 2 ? 1 : 3.321928094887362)).rounded(.down))
    for n in Swift.max(0, near - 1)...(near + 1) where Rational(base).power(n) == power {
      return Rational(isBelowOne ? -n : n)
    }
    return nil
  }
}

extension Builder {
  /// v where u is base^v.
  fileprivate func exponent(of u: NodeID, base: NodeID) -> NodeID? {
    guard store.isOperation(u, .power), store.operands(u)[0] == base else { return nil }
    return store.operands(u)[1]
  }

  /// 2·e^(±u²)/√π.
  fileprivate func gaussian(_ u: NodeID, sign: Int) -> NodeID {
    product([.two, power(.e, scaled(integer(sign), power(u, .two))), power(.pi, rational(-1, 2))])
  }
}

/// e^x − 1, with all digits near 0.
public func expm1(_ x: Expr) -> Expr { .apply(.expm1, [x]) }
/// log(1 + x), with all digits near 0, for x > −1.
public func log1p(_ x: Expr) -> Expr { .apply(.log1p, [x]) }
/// The logarithm to base 2, for x > 0.
public func log2(_ x: Expr) -> Expr { .apply(.log2, [x]) }
/// The logarithm to base 10, for x > 0.
public func log10(_ x: Expr) -> Expr { .apply(.log10, [x]) }
/// 1 − erf(x), with all digits where that is small.
public func erfc(_ x: Expr) -> Expr { .apply(.erfc, [x]) }
/// 2/sqrt(π) times the integral of e^(t²) from 0 to x.
public func erfi(_ x: Expr) -> Expr { .apply(.erfi, [x]) }
