// A page for a formula and coordinates that were typed.

import Nabla
import NablaExpressions
import NablaSyntax

extension Session {
  /// The page of a loss over two variables; `axes` are their names, where any are given, and `coordinates` such as `k=2`
  /// tell where the sliders of others start. Throws as reading does and `Expr.explorerPage`.
  public static func explorerPage(
    _ formula: String, axes: [String] = [], coordinates: [String] = [], half: Double = 5
  ) throws(NablaError) -> String {
    let store = Store()
    let expression = try Expr(parsing: formula, in: store)
    var plane: [Expr]?
    for name in axes {
      guard let symbol = SyntaxTree.name(in: name) else { throw NablaError(.request, "‘\(name)’ is not a name") }
      plane = (plane ?? []) + [.symbol(symbol)]
    }
    var point: [Expr: Expr] = [:]
    for coordinate in coordinates {
      guard let equals = coordinate.firstIndex(of: "="), let name = SyntaxTree.name(in: String(coordinate[..<equals]))
      else { throw NablaError(.request, "‘\(coordinate)’ is no coordinate; write x=2") }
      point[.symbol(name)] = try Expr(parsing: String(coordinate[coordinate.index(after: equals)...]), in: store)
    }
    return try expression.explorerPage(plane: plane, at: point, half: half)
  }
}
