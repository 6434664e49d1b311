// exp, log, square and cube root, error function, logistic function.

import NablaKernels
import NablaNumbers

extension Catalogue {
  static let exponential = FunctionRow(
    id: .exp, name: "exp", aliases: [], arity: 1...1,
    summary: "The exponential e^x.", domainText: "all x", convention: "",
    parity: .neither, isTotal: true, jumps: false, isSmooth: true,
    range: { _, _ in [.nonnegative, .nonzero] },
    exact: oneAtZero,
    rewrite: { b, x in b.exponential(of: x[0]) },
    derivative: { _, _, call, _ in call },
    domain: noRequirements, slope: smooth,
    kernel: .exp, latex: .exponential)

  static let logarithm = FunctionRow(
    id: .log, name: "log", aliases: ["ln"], arity: 1...2,
    summary: "The natural logarithm; log(b, x) has the base first.", domainText: "x > 0", convention: "",
    parity: .neither, isTotal: false, jumps: false, isSmooth: true,
    range: anyValue,
    exact: { $0.count == 1 && $0[0].isOne ? Rational(0) : nil },
    rewrite: { b, x in
      if x.count == 2 { return b.quotient(b.call(.log, [x[1]]), b.call(.log, [x[0]])) }
      if x[0] == .e { return .one }
      if b.store.isOperation(x[0], .power), b.store.operands(x[0])[0] == .e { return b.store.operands(x[0])[1] }
      return nil
    },
    derivative: { b, x, _, _ in b.power(x[0], .minusOne) },
    domain: { b, x in [b.less(.zero, x[0])] },
    slope: smooth,
    kernel: .log, latex: .command("log"))

  static let squareRoot = FunctionRow(
    id: .sqrt, name: "sqrt", aliases: [], arity: 1...1,
    summary: "The square root x^(1/2).", domainText: "x ≥ 0", convention: "",
    parity: .neither, isTotal: false, jumps: false, isSmooth: false,
    range: { _, _ in .nonnegative },
    exact: { $0[0].isNegative ? nil : $0[0].root(2) },
    rewrite: { b, x in b.squareRoot(x[0]) },
    derivative: { b, x, call, _ in b.scaled(b.rational(1, 2), b.power(call, .minusOne)) },
    domain: { b, x in [b.lessOrEqual(.zero, x[0])] },
    slope: { b, x in [.domain(b.less(.zero, x[0]))] },
    kernel: .sqrt, latex: .squareRoot)

  static let cubeRoot = FunctionRow(
    id: .cbrt, name: "cbrt", aliases: [], arity: 1...1,
    summary: "The real cube root, also of negative numbers.", domainText: "all x",
    convention: "no slope at 0: the derivative has no value there",
    parity: .odd, isTotal: true, jumps: false, isSmooth: false,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
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
    derivative: { b, _, call, _ in b.scaled(b.rational(1, 3), b.power(call, b.integer(-2))) },
    domain: noRequirements,
    slope: { b, x in [.domain(b.notEqual(x[0], .zero))] },
    kernel: .cbrt, latex: .cubeRoot, isIncreasing: true)

  static let sigmoid = FunctionRow(
    id: .sigmoid, name: "sigmoid", aliases: ["logistic"], arity: 1...1,
    summary: "The logistic function 1/(1 + e^(-x)).", domainText: "all x", convention: "",
    parity: .neither, isTotal: true, jumps: false, isSmooth: true,
    range: { _, _ in [.nonnegative, .nonzero] },
    exact: { $0[0].isZero ? Rational(1, 2) : nil },
    rewrite: noRewrite,
    derivative: { b, _, call, _ in b.product(call, b.difference(.one, call)) },
    domain: noRequirements, slope: smooth,
    kernel: .sigmoid, latex: .operatorName("sigmoid"))

  static let errorFunction = FunctionRow(
    id: .erf, name: "erf", aliases: [], arity: 1...1,
    summary: "The error function 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.",
    domainText: "all x", convention: "",
    parity: .odd, isTotal: true, jumps: false, isSmooth: true,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
    exact: zeroAtZero,
    rewrite: noRewrite,
    derivative: { b, x, _, _ in
      let density = b.power(.e, b.negate(b.power(x[0], .two)))
      return b.product([.two, density, b.power(.pi, b.rational(-1, 2))])
    },
    domain: noRequirements, slope: smooth,
    kernel: .erf, latex: .operatorName("erf"), isIncreasing: true)
}
