// The gamma function and what is made of it, the zeta function.

import NablaNumbers

extension Catalogue {
  static let gamma = FunctionRow(
    .gamma, "The gamma function: gamma(n) = (n - 1)!. DLMF 5.2.", aliases: ["tgamma", "Gamma"],
    domain: .offNonpositiveIntegers, known: .nonzero, inherited: .nonnegative, values: [1: 1, 2: 1],
    exact: { x in
      guard let n = x[0].asInt, n > 0, n <= 200 else { return nil }
      return Rational(Integer.factorial(n - 1))
    },
    rewrite: { b, x in b.gammaOfHalf(x[0]) },
    derivative: { b, x, call, _ in b.product(call, b.call(.digamma, x)) },
    kernel: .gamma, latex: .symbol("\\Gamma"))

  static let logarithmOfGamma = FunctionRow(
    .lgamma, "log(|gamma(x)|). DLMF 5.2.", aliases: ["loggamma", "gammaln", "lngamma"],
    domain: .offNonpositiveIntegers, values: [1: 0, 2: 0],
    derivative: { b, x, _, _ in b.call(.digamma, x) },
    kernel: .lgamma, latex: .symbol("\\ln\\Gamma"))

  static let digamma = FunctionRow(
    .digamma, "The digamma function gamma'(x)/gamma(x). DLMF 5.2.", aliases: ["psi"], domain: .offNonpositiveIntegers,
    slopeRange: .above(0),
    derivative: { b, x, _, _ in b.call(.polygamma, [.one, x[0]]) },
    kernel: .digamma, latex: .symbol("\\psi"))

  static let polygamma = FunctionRow(
    .polygamma, "The n-th derivative of digamma, n = 0, 1, 2, … DLMF 5.15: the derivatives of log(gamma(x)).",
    arity: 2...2, parameters: ["n", "x"], orders: 0...10_000, domain: .offNonpositiveIntegers,
    rewrite: { b, x in x[0] == .zero ? b.call(.digamma, [x[1]]) : nil },
    derivative: { b, x, _, _ in b.call(.polygamma, [b.sum(x[0], .one), x[1]]) },
    kernel: .polygamma, latex: .indexed("\\psi", isAbove: true))

  static let beta = FunctionRow(
    .beta, "The beta function gamma(x)*gamma(y)/gamma(x + y). DLMF 5.12.", arity: 2...2, parameters: ["x", "y"],
    domain: .positive, range: .above(0), shape: .symmetric,
    rewrite: { b, x in b.ordered(.beta, x) },
    derivative: { b, x, call, place in
      b.product(call, b.difference(b.call(.digamma, [x[place]]), b.call(.digamma, [b.sum(x[0], x[1])])))
    },
    kernel: .beta, latex: .symbol("\\mathrm{B}"))

  static let zeta = FunctionRow(
    .zeta, "The zeta function of Riemann on the reals: the sum of n^(-x) for x > 1. DLMF 25.2.",
    domain: .off(1),
    values: [
      0: Rational(-1, 2), -1: Rational(-1, 12), -3: Rational(1, 120), -5: Rational(-1, 252), -7: Rational(1, 240),
      -9: Rational(-1, 132), -11: Rational(691, 32760),
    ],
    exact: { x in x[0].asInt.map { $0 < 0 && $0 & 1 == 0 } == true ? Rational(0) : nil },
    rewrite: { b, x in b.zetaOfEven(x[0]) },
    derivative: { b, x, _, _ in b.call(.zetaDerivative, [.one, x[0]]) },
    kernel: .zeta, latex: .symbol("\\zeta"))

  static let zetaDerivative = FunctionRow(
    .zetaDerivative, "The n-th derivative of zeta, n = 0, 1, 2, … DLMF 25.2: zeta itself for n = 0.",
    arity: 2...2, parameters: ["n", "x"], orders: 0...1000, domain: .off(1),
    rewrite: { b, x in x[0] == .zero ? b.call(.zeta, [x[1]]) : nil },
    derivative: { b, x, _, _ in b.call(.zetaDerivative, [b.sum(x[0], .one), x[1]]) },
    kernel: .zetaDerivative, latex: .indexed("\\zeta", isAbove: true))

  static let gammaDefinitions = [factorial, binomial]

  static let factorial = DefinedFunction("factorial", "gamma(x + 1): x! for whole x.") { b, x in
    b.call(.gamma, [b.sum(x[0], .one)])
  }

  static let binomial = DefinedFunction(
    "binomial", "The binomial coefficient: x over k, by gamma functions where k is no small whole number. DLMF 1.2.",
    arity: 2...2, parameters: ["x", "k"]
  ) { b, x in
    if let k = b.value(x[1])?.asInt, k <= 32 {
      // x(x − 1)⋯(x − k + 1)/k!, and 0 for negative k.
      if k < 0 { return b.scaled(.zero, x[0]) }
      let factors = (0..<k).map { b.difference(x[0], b.integer($0)) }
      return b.scaled(b.number(Rational(1) / Rational(Integer.factorial(k))), b.product(factors))
    }
    let parts = [x[1], b.difference(x[0], x[1])].map { b.power(b.call(.gamma, [b.sum($0, .one)]), .minusOne) }
    return b.product([b.call(.gamma, [b.sum(x[0], .one)])] + parts)
  }
}

extension Builder {
  /// Γ of a half of an odd number: a rational times √π.
  fileprivate func gammaOfHalf(_ x: NodeID) -> NodeID? {
    guard let number = value(x), number.denominator == 2, number.magnitude < Rational(50) else { return nil }
    var coefficient = Rational(1)
    var at = Rational(1, 2)
    while at < number {
      coefficient *= at
      at += Rational(1)
    }
    while at > number {
      at -= Rational(1)
      coefficient = coefficient / at
    }
    return scaled(self.number(coefficient), power(.pi, rational(1, 2)))
  }

  /// ζ of 2, 4, …, 10: a rational times a power of π.
  fileprivate func zetaOfEven(_ x: NodeID) -> NodeID? {
    let denominators = [2: 6, 4: 90, 6: 945, 8: 9450, 10: 93555]
    guard let n = value(x)?.asInt, let denominator = denominators[n] else { return nil }
    return scaled(rational(1, denominator), power(.pi, integer(n)))
  }

  /// A call with its arguments in order.
  fileprivate func ordered(_ function: FunctionID, _ x: [NodeID]) -> NodeID? {
    intern(.call, function: function.rawValue, x.sorted { store.fingerprint($0) < store.fingerprint($1) })
  }
}

/// The gamma function, at all reals but 0, −1, −2, …
public func gamma(_ x: Expr) -> Expr { .apply(.gamma, [x]) }
/// log|gamma(x)|, at all reals but 0, −1, −2, …
public func lgamma(_ x: Expr) -> Expr { .apply(.lgamma, [x]) }
/// The digamma function, the derivative of log(gamma(x)).
public func digamma(_ x: Expr) -> Expr { .apply(.digamma, [x]) }
/// The n-th derivative of the digamma function, 0 ≤ n ≤ 10000.
public func polygamma(_ n: Int, _ x: Expr) -> Expr { .apply(ofOrder: .polygamma, n, x) }
/// The beta function gamma(x)·gamma(y)/gamma(x + y), for positive x and y.
public func beta(_ x: Expr, _ y: Expr) -> Expr { .apply(.beta, [x, y]) }
/// The zeta function of Riemann on the reals, x ≠ 1.
public func zeta(_ x: Expr) -> Expr { .apply(.zeta, [x]) }
/// The n-th derivative of the zeta function, 0 ≤ n ≤ 1000.
public func zetaDerivative(_ n: Int, _ x: Expr) -> Expr { .apply(ofOrder: .zetaDerivative, n, x) }
/// gamma(x + 1): x! for whole x.
public func factorial(_ x: Expr) -> Expr { .apply(Catalogue.factorial, [x]) }
/// The binomial coefficient, x over k.
public func binomial(_ x: Expr, _ k: Expr) -> Expr { .apply(Catalogue.binomial, [x, k]) }
