// A recurrent network of one unit, unrolled: the gradient is linear in the steps.

import Nabla

enum RecurrentNetwork: Example {
  static let name = "recurrent"

  static func run(quick: Bool) throws -> [String] {
    let steps = quick ? 200 : 4000
    let (w, u, b) = Expr.symbols("w", "u", "b")
    let inputs = Expr.symbols("x", count: steps)
    var state: Expr = 0
    var loss: Expr = 0
    for (step, x) in inputs.enumerated() {
      state = tanh(w * state + u * x + b)
      // The target is the input before.
      if step > 0 { loss += square(state - inputs[step - 1] / 2) }
    }
    let program = try loss.compiledGradient(by: [w, u, b], inputs: [w, u, b] + inputs)
    var noise = Noise()
    let data = inputs.map { _ in noise.next() }
    let point = [0.5, 0.5, 0.1]
    let values = try program.values(at: point + data)
    // A difference quotient, for comparison.
    let h = 1e-6
    let difference =
      (program([0.5 + h, 0.5, 0.1] + data) - program([0.5 - h, 0.5, 0.1] + data)) / (2 * h)
    let isLinear = loss.nodeCount < 12 * steps && program.operationCount < 60 * steps
    let agrees = abs(values[1] - difference) < 1e-4 * abs(difference)
    return ["linear in the steps: \(isLinear)", "as differences: \(agrees)"]
  }
}
