// The file format of the symbolic workloads: a directive a line.

import Nabla

struct Workload {
  var task = ""
  var n = 0
  var variables: [String] = []
  var wanted: [String] = []
  var lets: [(name: String, text: String)] = []
  var expressions: [String] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      let rest = parts.count > 1 ? String(parts[1]) : ""
      switch parts[0] {
      case "task": task = rest
      case "n": n = Int(rest) ?? 0
      case "vars": variables = rest.split(separator: " ").map(String.init)
      case "wrt": wanted = rest.split(separator: " ").map(String.init)
      case "let":
        let halves = rest.split(separator: "=", maxSplits: 1)
        lets.append((halves[0].filter { $0 != " " }, String(halves[1])))
      case "expr": expressions.append(rest)
      default: break
      }
    }
    if wanted.isEmpty { wanted = variables }
  }

  /// The expressions, in a store of their own.
  func build() throws -> [Expr] {
    let store = Store()
    var values: [String: Expr] = [:]
    for (name, text) in lets { values[name] = try Expr(parsing: text, values: values, in: store) }
    return try expressions.map { try Expr(parsing: $0, values: values, in: store) }
  }

  /// The point at which results are compared.
  var point: [Expr: Expr] {
    var point: [Expr: Expr] = [:]
    for (k, name) in variables.enumerated() {
      let value = 0.9 * ((0.8 + 0.6180339887 * Double(k)).truncatingRemainder(dividingBy: 1)) - 0.4
      point[.symbol(name)] = Expr(floatLiteral: value)
    }
    return point
  }
}

/// The weighted sum of values by which results are compared.
func weightedSum(_ values: [Double]) -> Double {
  values.enumerated().reduce(0) { $0 + Double(1 + $1.offset % 7) * $1.element }
}
