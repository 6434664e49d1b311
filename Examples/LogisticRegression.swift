// Two classes from ten features: Newton's method with the Hessian summed over the data.

import Nabla

enum LogisticRegression: Example {
  static let name = "logistic"

  static func run(quick: Bool) throws -> [String] {
    let features = Expr.symbols("x", count: 10)
    let weights = Expr.symbols("w", count: 10)
    let label = Expr.symbol("t")
    let z = zip(weights, features).map { $0 * $1 }.sum()
    let loss = -(label * log(sigmoid(z)) + (1 - label) * log(1 - sigmoid(z)))

    var noise = Noise()
    let count = quick ? 500 : 1_000_000
    let columns = features.map { _ in (0..<count).map { _ in noise.next() } }
    let labels = (0..<count).map { columns[0][$0] - 2 * columns[1][$0] + noise.next() / 4 > 0 ? 1.0 : 0.0 }

    let hessian = try loss.sparseHessian(by: weights).entries
    let outputs = try [loss] + loss.gradient(by: weights) + hessian.map(\.value)
    let program = try CompiledFunction(outputs, inputs: features + [label], shared: weights)
    var w = [Double](repeating: 0, count: 10)
    var lines: [String] = []
    for step in 0..<6 {
      let sums = try program.sums(columns: columns + [labels], shared: w)
      lines.append("step \(step): loss \((sums[0] / Double(count)).text(4))")
      // A little of the identity keeps separable data from running away.
      var matrix = (0..<10).map { i in (0..<10).map { $0 == i ? 1e-3 * Double(count) : 0.0 } }
      for (entry, value) in zip(hessian, sums[11...]) {
        matrix[entry.row][entry.column] += value
        if entry.row != entry.column { matrix[entry.column][entry.row] += value }
      }
      let gradient = zip(sums[1...10], w).map { -($0 + 1e-3 * Double(count) * $1) }
      w = zip(w, solve(matrix, gradient)).map { $0 + $1 }
    }
    return lines + ["the second weight is \((w[1] / w[0]).text(1)) times the first"]
  }
}
