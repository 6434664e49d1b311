// A network of two layers learns the exclusive or.

import Nabla

enum TwoLayerNetwork: Example {
  static let name = "network"

  static func run(quick: Bool) throws -> [String] {
    let inputs = Expr.symbols("x", count: 2)
    let target = Expr.symbol("t")
    let hidden = 4
    let weights = Expr.symbols("w", count: 4 * hidden + 1)
    var output = weights[4 * hidden]
    for unit in 0..<hidden {
      let w = weights[(4 * unit)...]
      output += w[4 * unit] * tanh(w[4 * unit + 1] * inputs[0] + w[4 * unit + 2] * inputs[1] + w[4 * unit + 3])
    }
    let loss = square(output - target)
    let program = try loss.compiledGradient(by: weights, inputs: inputs + [target], shared: weights)
    let data: [[Double]] = [[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]]

    var noise = Noise()
    var w = weights.map { _ in noise.next() }
    var last = 0.0
    for _ in 0..<(quick ? 2000 : 10_000) {
      let sums = try program.sums(columns: data, shared: w)
      last = sums[0]
      for k in w.indices { w[k] -= 0.1 * sums[k + 1] }
    }
    let predictor = try output.compiled(inputs: inputs, shared: weights)
    let values = try predictor.values(columns: Array(data[..<2]), shared: w)[0]
    return ["loss below 0.01: \(last < 0.01)", "predictions: \(values.map { $0.text(0) })"]
  }
}
