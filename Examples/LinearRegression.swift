// Least squares: one Newton step is exact, gradient descent comes close.

import Nabla

enum LinearRegression: Example {
  static let name = "linear"

  static func run(quick: Bool) throws -> [String] {
    let (x, y) = Expr.symbols("x", "y")
    let (slope, offset) = Expr.symbols("slope", "offset")
    let loss = square(slope * x + offset - y) / 2
    var noise = Noise()
    let xs = (0..<(quick ? 1000 : 1_000_000)).map { _ in noise.next() }
    let ys = xs.map { 3 * $0 - 1 + noise.next() / 10 }

    // Sums over all data points: the loss, its gradient, and its second derivatives.
    let weights = [slope, offset]
    let outputs = try loss.gradient(by: weights) + loss.hessian(by: weights).flatMap { $0 }
    let program = try CompiledFunction(outputs, inputs: [x, y], shared: weights)
    let sums = try program.sums(columns: [xs, ys], shared: [0, 0])
    let newton = solve([[sums[2], sums[3]], [sums[4], sums[5]]], [-sums[0], -sums[1]])

    var descent = [0.0, 0.0]
    for _ in 0..<50 {
      let gradient = try program.sums(columns: [xs, ys], shared: descent)
      for k in 0..<2 { descent[k] -= gradient[k] / Double(xs.count) }
    }
    return [
      "Newton: y = \(newton[0].text(2))x + \(newton[1].text(2))",
      "descent: y = \(descent[0].text(2))x + \(descent[1].text(2))",
    ]
  }
}
