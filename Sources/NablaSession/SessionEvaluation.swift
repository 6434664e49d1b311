// Values at points and checks of derivatives, as commands of a session.

import Nabla
import NablaExpressions
import NablaSyntax

extension Session {
  /// `eval f at x = 2, y = 1/3`.
  func evaluate(_ command: CommandSyntax) throws(NablaError) -> Response {
    let (point, names) = try coordinates(command)
    // What has a coordinate is a symbol in the formula, whatever it was defined as.
    let reading = try read(command.body) { $0.hidden = names }
    let found = try PointValues(reading.value, at: point, digits: digits)
    let shown = found.text
    let lines = screen.map { Layout.lines(shown, heading: "", columns: $0.columns).joined(separator: "\n") } ?? shown
    return Response(text: lines, notes: reading.notes.map(\.message), isNegative: found.isMissing)
  }

  /// The coordinates behind a formula, and their names.
  func coordinates(_ command: CommandSyntax) throws(NablaError) -> (point: [Expr: Expr], names: Set<String>) {
    var point: [Expr: Expr] = [:]
    var names = Set<String>()
    for coordinate in command.coordinates {
      guard names.insert(coordinate.name).inserted else {
        throw NablaError(.domain, "\(coordinate.name) has two values here", range: coordinate.range)
      }
      let value = try read(try coordinate.value.get())
      guard case .scalar(let expression) = value.value, !expression.isRelation else {
        throw NablaError(.domain, "a coordinate is one number", range: coordinate.range)
      }
      point[.symbol(coordinate.name)] = expression
    }
    try store.assumptions.check(point)
    return (point, names)
  }

  /// `check f`, `check f against [g, h]`.
  func check(_ command: CommandSyntax) throws(NablaError) -> Response {
    var against: [Expr]?
    if let given = command.rest { against = try read(given).value.elements }
    let reading = try read(command.body)
    guard case .scalar(let expression) = reading.value, !expression.isRelation else {
      throw NablaError(.domain, "check takes one expression with a number as its value", range: command.range)
    }
    let report = try expression.check(against: against)
    return Response(
      text: report.text(), notes: reading.notes.map(\.message), isNegative: report.verdict == .disagrees)
  }
}
