// A functional of density theory (Slater's exchange with Perdew and Zunger's correlation at high density), to fourth order.

import Nabla

enum DensityFunctional: Example {
  static let name = "functional"

  static func run(quick: Bool) throws -> [String] {
    let n = Expr.symbol("n")
    let exchange = -3 / 4 * cbrt(3 / .pi) * n * cbrt(n)
    let rs = cbrt(3 / (4 * .pi * n))
    let correlation = n * (0.0311 * log(rs) - 0.048 + 0.002 * rs * log(rs) - 0.0116 * rs)
    var derivatives = [exchange + correlation]
    for _ in 0..<4 { derivatives.append(try derivatives[derivatives.count - 1].derivative(by: n)) }
    let program = try CompiledFunction(derivatives, inputs: [n])
    let densities = (0..<(quick ? 100 : 1_000_000)).map { 0.1 + Double($0 % 1000) / 100 }
    let values = try program.values(columns: [densities])
    let exact = try derivatives[4].value(at: [n: densities[7]])
    return [
      "fourth derivative to all digits: \(abs(values[4][7] - exact) <= 1e-13 * abs(exact))",
      "potential at n = 1: \(try derivatives[1].value(at: [n: 1]).text(6))",
    ]
  }
}
