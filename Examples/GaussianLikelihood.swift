// The maximum of a Gaussian likelihood, and the standard errors that its Hessian gives.

import Nabla

enum GaussianLikelihood: Example {
  static let name = "likelihood"

  static func run(quick: Bool) throws -> [String] {
    let x = Expr.symbol("x")
    let (mu, rho) = Expr.symbols("mu", "rho")
    // The logarithm of the deviation keeps it positive.
    let negative = square(x - mu) * exp(-2 * rho) / 2 + rho + log(2 * .pi) / 2
    let parameters = [mu, rho]
    let outputs = try negative.gradient(by: parameters) + negative.hessian(by: parameters).flatMap { $0 }
    let program = try CompiledFunction(outputs, inputs: [x], shared: parameters)
    var noise = Noise()
    let count = quick ? 2000 : 200_000
    let data = (0..<count).map { _ in 5 + (0..<12).reduce(0.0) { sum, _ in sum + noise.next() } }
    var point = [4.0, 1.0]
    var sums: [Double] = []
    for _ in 0..<20 {
      sums = try program.sums(columns: [data], shared: point)
      let step = solve([[sums[2], sums[3]], [sums[4], sums[5]]], [-sums[0], -sums[1]])
      point = zip(point, step).map { $0 + $1 }
    }
    let deviation = try exp(rho).value(at: [rho: point[1]])
    let mean = data.reduce(0, +) / Double(count)
    return [
      "mean \(abs(point[0] - mean) < 1e-9), deviation near 2: \(abs(deviation - 2) < 0.1)",
      "both at rest: \(abs(sums[0]) < 1e-6 && abs(sums[1]) < 1e-6)",
    ]
  }
}
