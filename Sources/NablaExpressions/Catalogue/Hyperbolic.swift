// Three hyperbolic functions.

import NablaKernels
import NablaNumbers

extension Catalogue {
  static let hyperbolicSine = FunctionRow(
    id: .sinh, name: "sinh", aliases: [], arity: 1...1,
    summary: "The hyperbolic sine (e^x - e^(-x))/2.", domainText: "all x", convention: "",
    parity: .odd, isTotal: true, jumps: false, isSmooth: true,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
    exact: zeroAtZero, rewrite: { b, x in b.inverted(x[0], .asinh) },
    derivative: { b, x, _, _ in b.call(.cosh, x) },
    domain: noRequirements, slope: smooth,
    kernel: .sinh, latex: .command("sinh"), isIncreasing: true)

  static let hyperbolicCosine = FunctionRow(
    id: .cosh, name: "cosh", aliases: [], arity: 1...1,
    summary: "The hyperbolic cosine (e^x + e^(-x))/2.", domainText: "all x", convention: "",
    parity: .even, isTotal: true, jumps: false, isSmooth: true,
    range: { _, _ in [.nonnegative, .nonzero] },
    exact: oneAtZero, rewrite: { b, x in b.inverted(x[0], .acosh) },
    derivative: { b, x, _, _ in b.call(.sinh, x) },
    domain: noRequirements, slope: smooth,
    kernel: .cosh, latex: .command("cosh"))

  static let hyperbolicTangent = FunctionRow(
    id: .tanh, name: "tanh", aliases: [], arity: 1...1,
    summary: "The hyperbolic tangent sinh(x)/cosh(x).", domainText: "all x", convention: "",
    parity: .odd, isTotal: true, jumps: false, isSmooth: true,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
    exact: zeroAtZero, rewrite: { b, x in b.inverted(x[0], .atanh) },
    derivative: { b, _, call, _ in b.difference(.one, b.power(call, .two)) },
    domain: noRequirements, slope: smooth,
    kernel: .tanh, latex: .command("tanh"), isIncreasing: true)
}
