// Analytic rules to nearly all digits: the imaginary part of f(x + ih), divided by h, for a tiny h.

import Nabla
import NablaTestSupport
import Testing

/// The elementary functions that are analytic inside their domain, or away from 0: each needs an extension. The special
/// ones have enclosures as their referees.
private let analyticFunctions: [FunctionID] = Catalogue.all.filter { (row: FunctionRow) -> Bool in
  guard row.accepts(1), !row.isConstantForDerivatives, !row.kernel.row.isRounded || [.erfc, .erfi].contains(row.id)
  else { return false }
  switch row.slope {
  case .everywhere, .insideDomain, .offZero: return true
  case .kinkAtZero, .kinkAtIntegers, .kinkAtTies, .offNegativeAxis: return false
  }
}.map(\.id)

@Suite struct ComplexStepTests {
  private typealias Unary = @Sendable (ComplexNumber) -> ComplexNumber
  private static let step = 1e-40

  private static let extensions: [FunctionID: Unary] = [
    .exp: { $0.exponential }, .log: { $0.logarithm }, .sqrt: { $0.squareRoot }, .cbrt: { $0.cubeRoot },
    .sin: { $0.sine }, .cos: { $0.cosine }, .tan: { $0.sine / $0.cosine }, .cot: { $0.cosine / $0.sine },
    .sec: { ComplexNumber(1) / $0.cosine }, .csc: { ComplexNumber(1) / $0.sine },
    .asin: { $0.arcSine }, .acos: { ComplexNumber(.pi / 2) - $0.arcSine }, .atan: { $0.arcTangent },
    .sinh: { $0.hyperbolicSine }, .cosh: { $0.hyperbolicCosine },
    .tanh: { $0.hyperbolicSine / $0.hyperbolicCosine },
    .asinh: { $0.inverseHyperbolicSine }, .acosh: { $0.inverseHyperbolicCosine },
    .atanh: { $0.inverseHyperbolicTangent },
    .sigmoid: { ComplexNumber(1) / (ComplexNumber(1) + (-$0).exponential) },
    .erf: { $0.errorFunction }, .erfc: { ComplexNumber(1) - $0.errorFunction },
    .erfi: { (ComplexNumber(0, 1) * $0).errorFunction * ComplexNumber(0, -1) },
    .sech: { ComplexNumber(1) / $0.hyperbolicCosine }, .csch: { ComplexNumber(1) / $0.hyperbolicSine },
    .coth: { $0.hyperbolicCosine / $0.hyperbolicSine },
    .acot: { (ComplexNumber(1) / $0).arcTangent }, .acsc: { (ComplexNumber(1) / $0).arcSine },
    .asec: { ComplexNumber(.pi / 2) - (ComplexNumber(1) / $0).arcSine },
    .asech: { (ComplexNumber(1) / $0).inverseHyperbolicCosine },
    .acsch: { (ComplexNumber(1) / $0).inverseHyperbolicSine },
    .acoth: { (ComplexNumber(1) / $0).inverseHyperbolicTangent },
    .softplus: { (ComplexNumber(1) + $0.exponential).logarithm },
    .logit: { ($0 / (ComplexNumber(1) - $0)).logarithm }, .xlogx: { $0 * $0.logarithm },
    .softsign: { $0 / (ComplexNumber(1) + ($0.real < 0 ? -$0 : $0)) }, .sinc: { $0.sine / $0 },
    .expm1: { $0.exponential - ComplexNumber(1) }, .log1p: { (ComplexNumber(1) + $0).logarithm },
    .log2: { $0.logarithm / ComplexNumber(2).logarithm }, .log10: { $0.logarithm / ComplexNumber(10).logarithm },
  ]

  @Test("the derivative of an analytic function is its complex step", arguments: analyticFunctions)
  func analytic(_ id: FunctionID) throws {
    var generator = SeededGenerator(seed: 21)
    let extended = try #require(Self.extensions[id], "\(id) has no extension to complex numbers")
    let function = try #require(SampledFunction.all.first { $0.row.id == id && $0.arity == 1 })
    let x = Expr.symbol("x")
    let derivative = try Expr.call(id, [x]).derivative(by: x)
    for _ in 0..<200 {
      let (arguments, room) = function.sample(&generator)
      // The series of erf cancels for larger numbers, and so do differences near poles and edges.
      if room < 0.05 || ([.erf, .erfc, .erfi].contains(id) && arguments[0].magnitude > 1.5) { continue }
      let expected = extended(ComplexNumber(arguments[0], Self.step)).imaginary / Self.step
      let slope = try #require(try derivative.value([x], arguments))
      let scale = [.tanh, .sigmoid, .coth, .sinc].contains(id) ? 1 : 0.0
      #expect(
        agree(slope, expected, scale: scale, tolerance: 1e-12),
        "\(derivative) at \(arguments): \(slope), not \(expected), seed \(generator.seed)")
    }
  }

  @Test("powers and atan2 agree with their complex steps in either argument")
  func binary() throws {
    var generator = SeededGenerator(seed: 22)
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let cases: [(Expr, (ComplexNumber, ComplexNumber) -> ComplexNumber)] = [
      (x ** y, { $0.power($1) }),
      (log(x, y), { $1.logarithm / $0.logarithm }),
      (atan2(y, x), { ($1 / $0).arcTangent }),
      (x ** x * y, { $0.power($0) * $1 }),
      (Expr(2) ** (x * y), { (ComplexNumber(2)).power($0 * $1) }),
      (x ** Expr(Rational(5, 3)) / y, { $0.power(ComplexNumber(5 / 3.0)) / $1 }),
    ]
    for (function, extended) in cases {
      let gradient = try function.gradient(by: [x, y])
      for _ in 0..<100 {
        let point = [generator.number(in: 1.1...4), generator.number(in: 0.2...3)]
        let byX = extended(ComplexNumber(point[0], Self.step), ComplexNumber(point[1])).imaginary / Self.step
        let byY = extended(ComplexNumber(point[0]), ComplexNumber(point[1], Self.step)).imaginary / Self.step
        for (derivative, expected) in zip(gradient, [byX, byY]) {
          let slope = try #require(try derivative.value([x, y], point))
          #expect(
            agree(slope, expected, scale: 1e-3, tolerance: 1e-12),
            "\(derivative) at \(point): \(slope), not \(expected), seed \(generator.seed)")
        }
      }
    }
  }
}
