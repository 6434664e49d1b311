// Answers requests for gradients of formulas that anybody may send: within limits, and in memory that does not grow.

import Nabla

enum GradientServer: Example {
  static let name = "server"

  static func run(quick: Bool) throws -> [String] {
    var lines = ["x^2*y at 3, 0.5", "log(x) at -1, 0", "x +", "sin(x*y)/y at 0.5, 2"].map(answer)
    // A model that is asked for ever.
    let store = Store()
    let model = try Expr(parsing: "exp(-x^2)*cos(y)", in: store).derivative(by: .symbol("x"))
    let (x, y) = Expr.symbols("x", "y")
    _ = try model.value(at: [x: 0.5, y: 0.25 as Double])
    let before = store.nodeCount
    for k in 0..<(quick ? 1000 : 1_000_000) { _ = try model.value(at: [x: Double(k) / 7e5, y: 0.1]) }
    lines.append("nodes added by evaluation: \(store.nodeCount - before)")
    return lines
  }

  /// One request, in a store of its own that goes when it is answered.
  static func answer(_ request: String) -> String {
    do throws(NablaError) {
      return try Limits.with(Limits(nodes: 100_000, seconds: 1)) { () throws(NablaError) in
        try Store.with(Store()) { () throws(NablaError) in
          let halves = request.split(separator: "@", omittingEmptySubsequences: false)
          let parts = String(halves[0]).split(separator: " ")
          guard let word = parts.firstIndex(of: "at") else { return "\(try Expr(request))" }
          let f = try Expr(parts[..<word].joined(separator: " "))
          let (x, y) = Expr.symbols("x", "y")
          let numbers = parts[(word + 1)...].compactMap { Double($0.filter { $0 != "," }) }
          guard numbers.count == 2 else { throw NablaError(.request, "two numbers are expected") }
          let gradient = try f.gradient(by: [x, y])
          let values = try Expr.evaluate(gradient, at: [x: numbers[0], y: numbers[1]])
          return "\(gradient) = \(values)"
        }
      }
    } catch {
      return "\(error.kind): \(error)"
    }
  }
}
