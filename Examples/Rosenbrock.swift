// Rosenbrock's function of very many variables: gradient, sparse Hessian, and a few steps of truncated Newton.

import Nabla

enum Rosenbrock: Example {
  static let name = "rosenbrock"

  static func run(quick: Bool) throws -> [String] {
    let count = quick ? 200 : 100_000
    let x = Expr.symbols("x", count: count)
    let f = (0..<(count - 1)).map { 100 * square(x[$0 + 1] - square(x[$0])) + square(1 - x[$0]) }.sum()
    let hessian = try f.sparseHessian(by: x)
    var lines = ["\(hessian.entries.count == 2 * count - 1 ? "2n − 1" : "other") entries of second derivatives"]

    let directions = Expr.symbols("d", count: count)
    let program = try f.compiledHessianVectorProduct(by: x, direction: directions, inputs: x + directions)
    var point = (0..<count).map { $0 % 2 == 0 ? 0.9 : 0.8 }
    var value = 0.0
    for _ in 0..<20 {
      let start = try program.values(at: point + [Double](repeating: 0, count: count))
      value = start[0]
      // Conjugate gradients on H·s = −g.
      var s = [Double](repeating: 0, count: count)
      var r = start[1...count].map { -$0 }
      var d = r
      var rr = r.reduce(0) { $0 + $1 * $1 }
      if rr < 1e-20 { break }
      for _ in 0..<40 where rr > 1e-24 {
        let hd = Array(try program.values(at: point + d)[(count + 1)...])
        let alpha = rr / zip(d, hd).reduce(0) { $0 + $1.0 * $1.1 }
        for k in 0..<count {
          s[k] += alpha * d[k]
          r[k] -= alpha * hd[k]
        }
        let next = r.reduce(0) { $0 + $1 * $1 }
        for k in 0..<count { d[k] = r[k] + next / rr * d[k] }
        rr = next
      }
      for k in 0..<count { point[k] += s[k] }
    }
    lines.append("minimum found: \(value < 1e-12)")
    return lines
  }
}
