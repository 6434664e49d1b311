// The inverses of the three hyperbolic functions.

import NablaKernels
import NablaNumbers

extension Catalogue {
  static let areaSine = FunctionRow(
    id: .asinh, name: "asinh", aliases: ["arcsinh", "arsinh"], arity: 1...1,
    summary: "The number with the given hyperbolic sine: log(x + sqrt(x^2 + 1)).", domainText: "all x", convention: "",
    parity: .odd, isTotal: true, jumps: false, isSmooth: true,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
    exact: zeroAtZero,
    rewrite: { b, x in b.argument(of: x[0], if: .sinh) },
    derivative: { b, x, _, _ in b.power(b.sum(b.power(x[0], .two), .one), b.rational(-1, 2)) },
    domain: noRequirements, slope: smooth,
    kernel: .asinh, latex: .operatorName("arsinh"), isIncreasing: true)

  static let areaCosine = FunctionRow(
    id: .acosh, name: "acosh", aliases: ["arccosh", "arcosh"], arity: 1...1,
    summary: "The number not below 0 with the given hyperbolic cosine: log(x + sqrt(x^2 - 1)).", domainText: "x ≥ 1",
    convention: "no slope at 1: the derivative has no value there",
    parity: .neither, isTotal: false, jumps: false, isSmooth: false, range: { _, _ in .nonnegative },
    exact: { $0[0].isOne ? Rational(0) : nil },
    rewrite: { b, x in b.argument(of: x[0], if: .cosh).map { b.call(.abs, [$0]) } },
    derivative: { b, x, _, _ in b.power(b.difference(b.power(x[0], .two), .one), b.rational(-1, 2)) },
    domain: { b, x in [b.lessOrEqual(.one, x[0])] },
    slope: { b, x in [.domain(b.less(.one, x[0]))] },
    kernel: .acosh, latex: .operatorName("arcosh"))

  static let areaTangent = FunctionRow(
    id: .atanh, name: "atanh", aliases: ["arctanh", "artanh"], arity: 1...1,
    summary: "The number with the given hyperbolic tangent: log((1 + x)/(1 - x))/2.", domainText: "-1 < x < 1",
    convention: "",
    parity: .odd, isTotal: false, jumps: false, isSmooth: true,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
    exact: zeroAtZero,
    rewrite: { b, x in b.argument(of: x[0], if: .tanh) },
    derivative: { b, x, _, _ in b.power(b.oneMinusSquare(x[0]), .minusOne) },
    domain: { b, x in [b.less(.minusOne, x[0]), b.less(x[0], .one)] }, slope: smooth,
    kernel: .atanh, latex: .operatorName("artanh"), isIncreasing: true)
}

extension Builder {
  /// sinh, cosh or tanh of its own inverse: the argument, where the inverse has a value.
  func inverted(_ x: NodeID, _ inverse: FunctionID) -> NodeID? {
    guard let argument = argument(of: x, if: inverse) else { return nil }
    recordDefined(x)
    return argument
  }
}
