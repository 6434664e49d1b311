// Functions that are other ways of writing formulas, against plain doubles: values, slopes and conventions.

import Foundation
import Nabla
import NablaExpressions
import NablaTestSupport
import Testing

@Suite struct DefinitionTests {
  private struct Case: Sendable {
    let call: String
    let range: ClosedRange<Double>
    let value: @Sendable (Double, Double) -> Double

    init(_ call: String, _ range: ClosedRange<Double> = -3...3, _ value: @escaping @Sendable (Double, Double) -> Double)
    {
      (self.call, self.range, self.value) = (call, range, value)
    }
  }

  /// Each with x and y between the ends of the range.
  private static let cases: [Case] = [
    Case("exp2(x)") { x, _ in Foundation.exp2(x) },
    Case("root(x, 5)") { x, _ in Foundation.pow(x.magnitude, 0.2) * (x < 0 ? -1 : 1) },
    Case("root(x, 4)", 0.01...3) { x, _ in Foundation.pow(x, 0.25) },
    Case("root(x, 1)") { x, _ in x },
    Case("ceil(x)") { x, _ in x.rounded(.up) },
    Case("round(x)") { x, _ in x.rounded(.toNearestOrAwayFromZero) },
    Case("frac(x)") { x, _ in x - x.rounded(.down) },
    Case("mod(x, y)") { x, y in x - y * (x / y).rounded(.down) },
    Case("clamp(x, y, 2)") { x, y in min(max(x, y), 2) },
    Case("hypot(x, y)") { x, y in Foundation.hypot(x, y) },
    Case("hypot(x, y, 2)") { x, y in (x * x + y * y + 4).squareRoot() },
    Case("leakyRelu(x)") { x, _ in x > 0 ? x : x / 100 },
    Case("leakyRelu(x, y)") { x, y in x > 0 ? x : x * y },
    Case("elu(x)") { x, _ in x > 0 ? x : Foundation.expm1(x) },
    Case("elu(x, y)") { x, y in x > 0 ? x : y * Foundation.expm1(x) },
    Case("selu(x)") { x, _ in 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Foundation.expm1(x)) },
    Case("gelu(x)") { x, _ in x * Foundation.erfc(-x / 2.squareRoot()) / 2 },
    Case("silu(x)") { x, _ in x / (1 + Foundation.exp(-x)) },
    Case("mish(x)") { x, _ in x * Foundation.tanh(Foundation.log1p(Foundation.exp(x))) },
    Case("hardtanh(x)") { x, _ in max(-1, min(1, x)) },
    Case("logsumexp(x, y)") { x, y in Foundation.log(Foundation.exp(x) + Foundation.exp(y)) },
    Case("entr(x)", 0.01...3) { x, _ in -x * Foundation.log(x) },
    Case("normalPdf(x)") { x, _ in Foundation.exp(-x * x / 2) / (2 * Double.pi).squareRoot() },
    Case("normalPdf(x, 1, y)", 0.4...3) { x, y in
      Foundation.exp(-(x - 1) * (x - 1) / (2 * y * y)) / (y * (2 * Double.pi).squareRoot())
    },
    Case("normalCdf(x)") { x, _ in Foundation.erfc(-x / 2.squareRoot()) / 2 },
    Case("normalCdf(x, y, 2)") { x, y in Foundation.erfc(-(x - y) / 8.squareRoot()) / 2 },
    Case("factorial(x)", 0.1...5) { x, _ in Foundation.tgamma(x + 1) },
    Case("binomial(x, 3)") { x, _ in x * (x - 1) * (x - 2) / 6 },
    Case("binomial(x, y)", 0.1...0.9) { x, y in
      Foundation.tgamma(x + 1) / (Foundation.tgamma(y + 1) * Foundation.tgamma(x - y + 1))
    },
    Case("li(x)", 1.3...3) { x, _ in DefinitionTests.logarithmicIntegral(x) },
  ]

  /// By Ramanujan's series for Ei(u) with u = log(x): γ + log|u| + Σ uⁿ/(n·n!).
  private static func logarithmicIntegral(_ x: Double) -> Double {
    let u = Foundation.log(x)
    var (term, sum) = (1.0, 0.5772156649015329 + Foundation.log(u))
    for n in 1...40 {
      term *= u / Double(n)
      sum += term / Double(n)
    }
    return sum
  }

  @Test("values and slopes are those of plain doubles")
  func values() throws {
    var generator = SeededGenerator(seed: 41)
    let variables = ["x", "y"].map(Expr.symbol)
    for item in DefinitionTests.cases {
      let f = try Expr(parsing: item.call)
      let gradient = try f.gradient(by: variables)
      var decided = 0
      for _ in 0..<40 {
        let point = variables.map { _ in generator.number(in: item.range) }
        let value = try #require(try f.value(variables, point), "\(item.call) at \(point)")
        let expected = item.value(point[0], point[1])
        #expect(
          agree(value, expected, scale: 1e-3, tolerance: 1e-12), "\(item.call) at \(point): \(value), \(expected)")
        for place in 0..<2 {
          let room = min(point[place] - item.range.lowerBound, item.range.upperBound - point[place])
          guard room > 0.01 else { continue }
          let estimate = FiniteDifferences.slope(at: point[place], step: 0.01) { moved in
            var x = point
            x[place] = moved
            return item.value(x[0], x[1])
          }
          guard let estimate, estimate.error < 1e-6 else { continue }
          let slope = try #require(try gradient[place].value(variables, point), "\(item.call) at \(point)")
          #expect(
            (slope - estimate.slope).magnitude <= 10 * estimate.error + 1e-9 * (1 + slope.magnitude),
            "\(gradient[place]) at \(point): \(slope), not \(estimate)")
          decided += 1
        }
      }
      #expect(decided > 30, "\(item.call)")
    }
  }

  @Test("every definition is among them")
  func complete() {
    for definition in Catalogue.callables where !(definition is FunctionRow) {
      #expect(DefinitionTests.cases.contains { $0.call.hasPrefix(definition.name + "(") }, "\(definition.name)")
    }
  }

  @Test("slopes at kinks are those of the frameworks")
  func conventions() throws {
    let x = Expr.symbol("x")
    let cases: [(Expr, Double, Double)] = [
      (leakyRelu(x), 0, 0.01), (leakyRelu(x, 3), 0, 3), (elu(x), 0, 1), (elu(x, 2), 0, 2), (softsign(x), 0, 1),
      (clamp(x, -1, 1), 0.5, 1), (clamp(x, -1, 1), 2, 0), (hardtanh(x), 1, 0.5), (round(x), 0.5, 0),
      (silu(x), 0, 0.5), (gelu(x), 0, 0.5), (mish(x), 0, 0.6), (relu(x), 0, 0),
    ]
    for (f, at, expected) in cases {
      let value = try f.derivative(by: x).value([x], [at])
      #expect(value.map { ($0 - expected).magnitude < 1e-12 } ?? false, "\(f) at \(at): \(String(describing: value))")
    }
    // Where both pieces have one slope there is no kink.
    #expect(try elu(x).derivative(by: x).conditions().isEmpty)
    #expect(try sinc(x).derivative(by: x, order: 2).value([x], [0]) == -1 / 3.0)
    #expect(try xlogx(x).value([x], [0]) == 0)
    #expect(try xlogx(x).derivative(by: x).value([x], [0]) == nil)
  }
}
