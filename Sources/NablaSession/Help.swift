// Help, generated from the catalogue, the verbs and the commands.

import Nabla
import NablaExpressions

/// What `help` says.
enum Help {
  static func text(
    for name: String, commands: [(name: String, usage: String, summary: String)], session: (String) -> String?
  ) throws(NablaError) -> String {
    if name.isEmpty { return overview(commands) }
    if let row = Catalogue.row(named: name) { return function(row) }
    if let row = Verbs.rows.first(where: { $0.name == name }) { return "\(row.usage)\n\(row.summary)" }
    let usages = commands.filter { $0.name == name }.map { "\($0.usage)\n\($0.summary)" }
    if !usages.isEmpty { return usages.joined(separator: "\n\n") }
    if let own = session(name) { return own }
    if let topic = topics[name] { return topic }
    throw NablaError(.name, "there is no help for ‘\(name)’; `help` lists what there is")
  }

  private static func overview(_ commands: [(name: String, usage: String, summary: String)]) -> String {
    var lines = [
      "Type a formula: x^2*sin(x)   (w - 5)^2   if(x > 0, x, 0)   |x|   [a, b]",
      "Derivatives:    diff(f, x)   diff(f, x, 2, y)   grad(f, [x, y])   hessian(f, [x, y])   jacobian([f, g], [x, y])",
      "Definitions:    a = 3   f(x, y) := x*y   % is the last result, %2 the second",
      "", "Functions: " + Catalogue.all.map(\.name).joined(separator: ", "), "", "Commands:",
    ]
    for command in commands { lines.append("  " + padded(command.usage) + command.summary) }
    lines.append("Topics: " + topics.keys.sorted().joined(separator: ", "))
    return lines.joined(separator: "\n")
  }

  private static func padded(_ text: String) -> String { text + String(repeating: " ", count: max(2, 38 - text.count)) }

  private static func function(_ row: FunctionRow) -> String {
    let names = ["x", "y", "z"]
    let shown: [String]
    switch row.id {
    case .atan2: shown = ["y", "x"]
    case .max, .min: shown = ["x", "y"]
    case .maxShare, .minShare: shown = ["x", "y", "z"]
    default: shown = Array(names.prefix(row.arity.lowerBound))
    }
    let call = "\(row.name)(\(shown.joined(separator: ", ")))"
    var lines = [call + (row.arity.upperBound == Int.max ? "   any number of arguments" : ""), row.summary]
    lines.append("defined for: " + row.domainText)
    if let expression = try? Expr(parsing: call), let slope = try? expression.derivative(by: .symbol(shown[0])) {
      lines.append("derivative by \(shown[0]): \(slope)")
    }
    if !row.convention.isEmpty { lines.append("convention: " + row.convention) }
    if !row.aliases.isEmpty { lines.append("also: " + row.aliases.joined(separator: ", ")) }
    return lines.joined(separator: "\n")
  }

  static let topics: [String: String] = [
    "conventions": """
    sign(0) = 0, heaviside(0) = 1/2, |x|' at 0 is 0, relu' at 0 is 0; k tied arguments of max or min share 1/k each.
    0^0 = 1. x^(p/q) is real only for x >= 0; cbrt takes negative x. log is natural; log(b, x) has the base first.
    Every symbol is a real number. Conditions behind `for` say where a result stands.
    """,
    "operators": """
    from loose to tight: or, and, < > ≤ ≥ == ≠ (also <= >= !=), + -, * /, unary -, ^ (also **), !
    -x^2 is -(x^2) and 2^3^2 is 2^(3^2). In Swift, `-x ** 2` is (-x)^2: write -(x ** 2).
    """,
  ]
}
