// Composite formulas against enclosures: units in the last place, with the condition number of the formula beside.

import Foundation
import Nabla
import NablaKernels
import Testing

@Suite struct AccuracyTableTests {
  private static let formulas: [(text: String, range: ClosedRange<Double>)] = [
    ("1 - tanh(x)^2", -30...30), ("log(1 + x)", -0.9...50), ("exp(x) - 1", -5...5), ("1/(1 + exp(-x))", -700...700),
    ("log(1/(1 + exp(-x)))", -700...700), ("sigmoid(x)*(1 - sigmoid(x))", -700...700), ("log(1 + exp(x))", -700...700),
    ("log(exp(x) + exp(2*x) + exp(-3*x))", -200...200), ("exp(x)/(exp(x) + exp(2*x) + exp(-3*x))", -100...100),
    ("x*log(x)", 0.001...5), ("1 - cos(x)", -3...3), ("(1 - cos(x))/x^2", -3...3), ("x^2 - 1", -3...3),
    ("sqrt(x + 1) - sqrt(x)", 0.001...1e6), ("sqrt(x^2 + 1)", -1e6...1e6), ("diff(tanh(x), x, 2)", -5...5),
    ("diff(log(1 + exp(x)), x)", -700...700), ("diff(sqrt(x^2 + 1), x)", -1e6...1e6), ("diff(x*log(x), x)", 0.5...5),
    ("erf(x)*exp(-x^2)", -3...3), ("x^5 - 3*x^3 + 2*x - 1", -2...2), ("sin(x)/x", 0.01...30), ("x^x", 0.01...20),
  ]

  /// The error of each, in units in the last place, beside |x·f′/f|: what the rounding of x alone may cost.
  @Test("composite formulas lose no more digits than their condition asks for")
  func table() throws {
    guard Ball.isAvailable else { return }
    let count = ProcessInfo.processInfo.environment["NABLA_THOROUGH"] == "1" ? 1000 : 40
    let x = Expr.symbol("x")
    var lines = ["formula                                        worst ulp   at condition   largest condition"]
    for (text, range) in Self.formulas {
      let f = try Expr(parsing: text)
      let compiled = try f.compiled(inputs: [x])
      let slope = try f.derivative(by: x).compiled(inputs: [x])
      var worst = (ulps: 0.0, condition: 0.0)
      var largest = 0.0
      let points = (0..<count).map { k in
        // No special points: a step that shares nothing with the range.
        range.lowerBound + (range.upperBound - range.lowerBound)
          * (Double(k) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
      }.filter { $0 != 0 }
      let values = try compiled.values(columns: [points])[0]
      for (at, value) in zip(points, values) {
        let exact = try Expr.evaluate([f], at: [x: Expr(Rational(exactly: at) ?? 0)], digits: 25)[0]
        guard let exactText = exact.text, let nearest = Double(exactText), nearest != 0 else { continue }
        let rest = try Expr.evaluate(
          [f - Expr(Rational(exactly: value) ?? 0)], at: [x: Expr(Rational(exactly: at) ?? 0)], digits: 18)[0]
        let ulps = (rest.text.flatMap(Double.init) ?? 0).magnitude / nearest.ulp
        let condition = (at * slope(at) / nearest).magnitude
        largest = max(largest, condition)
        if ulps > worst.ulps { worst = (ulps, condition) }
        #expect(ulps <= 8 + 4 * condition, "\(text) at \(at): \(value), \(ulps) ulp, condition \(condition)")
      }
      lines.append(
        text.padding(toLength: 47, withPad: " ", startingAt: 0)
          + String(format: "%9.2f %14.3g %19.3g", worst.ulps, worst.condition, largest))
    }
    if count == 1000 { print(lines.joined(separator: "\n")) }
  }
}
