// Conditions that rewriting leaves behind, where a value is lost or gained on a set of measure zero.

import Nabla
import NablaKernels
import Testing

@Suite("Domains")
struct DomainTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let z = Expr.symbol("z")

  /// The domain of each function, as its difference with itself shows it.
  private static func domain(_ id: FunctionID) -> Set<String> {
    switch id {
    case .log: return ["x > 0"]
    case .sqrt: return ["x ≥ 0"]
    case .tan, .sec: return ["cos(x) ≠ 0"]
    case .cot, .csc: return ["sin(x) ≠ 0"]
    case .asin, .acos: return ["x ≤ 1", "x ≥ -1"]
    case .atanh: return ["x < 1", "x > -1"]
    case .acosh: return ["x ≥ 1"]
    case .csch, .coth, .acot, .acsch: return ["x ≠ 0"]
    case .asec, .acsc: return ["abs(x) ≥ 1"]
    case .acoth: return ["abs(x) > 1"]
    case .asech: return ["x > 0", "x ≤ 1"]
    case .log1p: return ["x > -1"]
    case .log2, .log10, .besselY, .besselK, .Ci: return ["x > 0"]
    case .gamma, .lgamma, .digamma, .polygamma: return ["x > 0 or x ≠ floor(x)"]
    case .beta: return ["x > 0", "y > 0"]
    case .zeta, .zetaDerivative: return ["x ≠ 1"]
    case .Ei: return ["x ≠ 0"]
    case .logit: return ["x < 1", "x > 0"]
    case .erfinv: return ["x < 1", "x > -1"]
    case .xlogx: return ["x ≥ 0"]
    case .lambertW: return ["x + 1/e ≥ 0"]
    case .ellipticK: return ["x < 1"]
    case .ellipticE: return ["x ≤ 1"]
    case .atan2: return ["x ≠ 0 or y ≠ 0"]
    case .exp, .cbrt, .abs, .sign, .min, .max, .floor, .heaviside, .relu, .maxShare, .minShare, .sin, .cos, .atan,
      .sinh, .cosh, .tanh, .sigmoid, .erf, .stopGradient, .asinh, .sech, .expm1, .erfc, .erfi, .softplus, .softsign,
      .sinc, .sphericalBesselJ, .besselJ, .besselI, .airyAi, .airyAiPrime, .airyBi, .airyBiPrime, .Si, .fresnelS,
      .fresnelC:
      return []
    }
  }

  @Test("what cancels leaves its domain behind", arguments: FunctionID.allCases)
  func cancelled(_ id: FunctionID) throws {
    let isOrdered = Catalogue.row(id).orders != nil
    let call = try Expr.call(id, isOrdered ? [2, x] : Catalogue.row(id).arity.lowerBound == 2 ? [x, y] : [x])
    let zero = call - call
    #expect(zero == 0)
    #expect(Set(try zero.conditions().map(\.description)) == DomainTests.domain(id))
    // And that is where its kernel has no value.
    guard case .unary(let kernel) = Catalogue.row(id).kernel.row.form, Catalogue.row(id).hasValues else { return }
    for k in -30...30 {
      let at = Double(k) / 8
      let hasValue = !kernel(at).isNaN
      #expect((try zero.evaluated(at: [x: Expr(at)]).value != nil) == hasValue, "\(call) at \(at)")
      #expect((try zero.compiled(inputs: [x])(at) == 0) == hasValue, "\(call) at \(at)")
    }
  }

  @Test("a half of an integer is none: floor does not leave it alone")
  func halves() throws {
    let halves = floor(x) / 2 + floor(y)
    #expect(floor(halves) != halves)
    #expect(try floor(halves).evaluated(at: [x: 1, y: 3]).value == 3)
    #expect(floor(2 * floor(x) + 3 * floor(y) - 7) == 2 * floor(x) + 3 * floor(y) - 7)
    #expect(floor(floor(x) * floor(y) / 2) != floor(x) * floor(y) / 2)
    #expect(floor(floor(x) + 1 / 2) != floor(x) + 1 / 2)
  }

  @Test("u/sign(u) is |u|, where u is not 0")
  func quotientBySign() throws {
    for (u, condition) in [(x, "x ≠ 0"), (x + y, "x + y ≠ 0")] {
      let quotient = u / sign(u)
      #expect(quotient == abs(u))
      #expect(try quotient.conditions().map(\.description) == [condition])
    }
    #expect(try (x / sign(x)).evaluated(at: [x: 0]).value == nil)
    #expect(try (x / sign(x)).evaluated(at: [x: -2]).value == 2)
  }

  @Test("what a substitution cancels in a branch matters where that branch is taken")
  func branches() throws {
    let first = try when(x .> 0, y / z, 2).substituting([y: z])
    let second = try when(x .> 0, 2, y / z).substituting([y: z])
    for (choice, taken) in [(first, 1), (second, -1)] {
      #expect(try choice.evaluated(at: [x: Expr(taken), z: 0]).value == nil, "\(choice)")
      #expect(try choice.evaluated(at: [x: Expr(-taken), z: 0]).value == 2, "\(choice)")
      #expect(try choice.evaluated(at: [x: Expr(taken), z: 5]).value == 1, "\(choice)")
      let compiled = try choice.compiled(inputs: [x, z])
      #expect(compiled(Double(taken), 0).isNaN && compiled(Double(-taken), 0) == 2)
    }
    let guarded = when(x .> 0, log(y) - log(y), 1)
    #expect(try guarded.substituting([x: -1]).conditions().isEmpty)
    #expect(try guarded.substituting([x: 1]).conditions().map(\.description) == ["y > 0"])
    let mirrored = when(x .> 0, 1, log(y) - log(y))
    #expect(try mirrored.substituting([x: -1]).conditions().map(\.description) == ["y > 0"])
    #expect(try mirrored.substituting([x: 1]).conditions().isEmpty)
  }
}
