// Cross-entropies and softmax models as they are written: values and slopes of programs at scores of any size.

import Foundation
import Nabla
import Testing

@Suite struct StableSharesTests {
  private let z = Expr.symbol("z")

  /// Formulas in z with their values and slopes, as plain functions that keep their digits.
  private static let cases: [(String, @Sendable (Double) -> Double, @Sendable (Double) -> Double)] = {
    @Sendable func softplus(_ x: Double) -> Double { max(x, 0) + log1p(Foundation.exp(-x.magnitude)) }
    @Sendable func logistic(_ x: Double) -> Double {
      x < 0 ? Foundation.exp(x) / (1 + Foundation.exp(x)) : 1 / (1 + Foundation.exp(-x))
    }
    @Sendable func square(_ x: Double) -> Double { x * x }
    return [
      ("log(1 - sigmoid(z))", { -softplus($0) }, { -logistic($0) }),
      ("log(3 - 3*sigmoid(z))", { Foundation.log(3) - softplus($0) }, { -logistic($0) }),
      ("1 - 1/(1 + exp(-z))", { logistic(-$0) }, { -logistic($0) * logistic(-$0) }),
      ("log(1 - 1/(1 + exp(-z)))", { -softplus($0) }, { -logistic($0) }),
      ("log(1/(1 + exp(-z)))", { -softplus(-$0) }, { logistic(-$0) }),
      ("log(exp(z)/(1 + exp(z)))", { -softplus(-$0) }, { logistic(-$0) }),
      ("log(1 - exp(z)/(1 + exp(z)))", { -softplus($0) }, { -logistic($0) }),
      ("1/(1 - 1/(1 + exp(z)))", { 1 / logistic($0) }, { -Foundation.exp(-$0) }),
      (
        "-(log(sigmoid(z)) + 2*log(1 - sigmoid(z)))", { softplus(-$0) + 2 * softplus($0) },
        { 2 * logistic($0) - logistic(-$0) }
      ),
      (
        "(exp(z) - exp(-z))/(exp(z) + exp(-z))", { tanh($0) },
        { 4 * Foundation.exp(-2 * $0.magnitude) / square(1 + Foundation.exp(-2 * $0.magnitude)) }
      ),
      (
        "(exp(2*z) - 1)/(exp(2*z) + 1)", { tanh($0) },
        { 4 * Foundation.exp(-2 * $0.magnitude) / square(1 + Foundation.exp(-2 * $0.magnitude)) }
      ),
    ]
  }()

  @Test(arguments: cases.indices)
  func valuesAndSlopes(index: Int) throws {
    let (text, value, slope) = Self.cases[index]
    let formula = try Expr(parsing: text)
    let outputs = [formula, try formula.derivative(by: z)]
    let program = try CompiledFunction<Double>(outputs, inputs: [z])
    let single = try CompiledFunction<Float>(outputs, inputs: [z])
    let points = [-800.0, -200, -40, -30, -3, -1e-3, 0, 1e-9, 0.5, 3, 30, 40, 200, 800]
    let rows = try program.values(columns: [points])
    let floats = try single.values(columns: [points.map { Float($0) }])
    for (k, at) in points.enumerated() {
      let expected = [value(at), slope(at)]
      let found = try program.values(at: [at])
      for output in 0...1 where expected[output].isFinite {
        let size = max(expected[output].magnitude, output == 1 ? 1e-3 : 1e-300)
        let what: Comment = "\(text) at \(at), output \(output): \(found[output]), \(expected[output])"
        #expect((found[output] - expected[output]).magnitude <= 1e-12 * size, what)
        #expect((rows[output][k] - expected[output]).magnitude <= 1e-12 * size, what)
        // In Float what vanishes is 0.
        guard expected[output].magnitude < 1e37, !(text.contains("1/(1 - ") && at < -80) else { continue }
        let single = Double(floats[output][k])
        #expect((single - expected[output]).magnitude <= 2e-5 * max(size, 1e-3), "Float \(single): \(text) at \(at)")
      }
    }
  }

  @Test("softmax for three classes, what it leaves of 1, their logarithms and gradients")
  func threeClasses() throws {
    let names = ["a", "b", "c"].map { Expr.symbol($0) }
    var outputs: [Expr] = []
    for text in ["exp(a)/(exp(a) + exp(b) + exp(c))", "1 - exp(a)/(exp(a) + exp(b) + exp(c))"] {
      let share = try Expr(parsing: text)
      outputs += [share, log(share)]
      outputs.append(try log(share).derivative(by: names[1]))
    }
    let program = try CompiledFunction<Double>(outputs, inputs: names)
    for point in [[1000.0, 999, 998], [1000, 0, 1], [-1000, 5, 6], [0, 0, 0], [3, -1000, -1000], [-40, 0, -1]] {
      let found = try program.values(at: point)
      let at = Dictionary(uniqueKeysWithValues: zip(names, point.map { Expr($0) }))
      let exact = try Expr.evaluate(outputs, at: at)
      for k in outputs.indices {
        guard let value = exact[k].value, value.magnitude > 1e-300 else { continue }
        #expect(
          (found[k] - value).magnitude <= 1e-13 * max(value.magnitude, 1e-3), "\(k) at \(point): \(found[k]), \(value)")
      }
    }
  }
}
