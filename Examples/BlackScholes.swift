// The price of an option and its sensitivities, which judge themselves.

import Nabla

enum BlackScholes: Example {
  static let name = "options"

  static func run(quick: Bool) throws -> [String] {
    let (s, k, t) = Expr.symbols("S", "K", "T")
    let (r, sigma) = Expr.symbols("r", "sigma")
    func normal(_ z: Expr) -> Expr { (1 + erf(z / sqrt(2))) / 2 }
    let d1 = (log(s / k) + (r + square(sigma) / 2) * t) / (sigma * sqrt(t))
    let price = s * normal(d1) - k * exp(-r * t) * normal(d1 - sigma * sqrt(t))
    let point: [Expr: Double] = [s: 100, k: 100, t: 1, r: 0.05, sigma: 0.2]
    let delta = try price.derivative(by: s)
    let gamma = try price.derivative(by: s, order: 2)
    let vega = try price.derivative(by: sigma)
    return [
      "price \(try price.value(at: point).text(4)), delta \(try delta.value(at: point).text(4))",
      "gamma \(try gamma.value(at: point).text(4)), vega \(try vega.value(at: point).text(4))",
      "checked: \(try price.check(by: [s, sigma]).verdict)",
    ]
  }
}
