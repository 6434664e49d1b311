// Causes of slopes, as a session and the line protocol tell them.

import Nabla
import NablaExpressions
import NablaSyntax

extension Session {
  /// `why L at w = 2`, `why L, w, b at w = 2, b = 1`.
  func why(_ command: CommandSyntax) throws(NablaError) -> Response {
    let (point, names) = try coordinates(command)
    let reading = try read(command.body) { $0.hidden = names }
    guard case .scalar(let expression) = reading.value, !expression.isRelation else {
      throw NablaError(.domain, "why takes one expression with a number as its value", range: command.range)
    }
    var variables = try self.variables(command, names)
    // What the formula has lost still is what was asked about.
    if variables == nil && expression.freeSymbols.isEmpty { variables = names.sorted().map { .symbol($0) } }
    let diagnosis = try expression.diagnosis(by: variables, at: point)
    return Response(text: diagnosis.text, notes: reading.notes.map(\.message))
  }

  /// The symbols behind a formula; nil where there are none.
  private func variables(_ command: CommandSyntax, _ names: Set<String>) throws(NablaError) -> [Expr]? {
    var variables: [Expr]?
    for (tree, range) in command.others {
      for variable in try read(tree, { $0.hidden = names }).value.elements {
        guard variable.node.isSymbol else {
          throw NablaError(.domain, "derivatives are taken by symbols, and this is none", range: range)
        }
        variables = (variables ?? []) + [variable]
      }
    }
    return variables
  }

  /// `critical L`, `critical L, x, y`.
  func critical(_ command: CommandSyntax) throws(NablaError) -> Response {
    let reading = try read(command.body)
    guard case .scalar(let expression) = reading.value, !expression.isRelation else {
      throw NablaError(.domain, "critical takes one expression with a number as its value", range: command.range)
    }
    let found = try expression.criticalPoints(by: try variables(command, []))
    return Response(text: found.text, notes: reading.notes.map(\.message))
  }

  /// `descend L from w = 4`, `descend L, adam, 0.05 from w = 4`.
  func descend(_ command: CommandSyntax) throws(NablaError) -> Response {
    let (point, names) = try coordinates(command)
    let reading = try read(command.body) { $0.hidden = names }
    guard case .scalar(let expression) = reading.value, !expression.isRelation else {
      throw NablaError(.domain, "descend takes one expression with a number as its value", range: command.range)
    }
    var (method, step) = (DescentMethod.gradientDescent, Double?.none)
    for (tree, range) in command.others {
      let words = Set(DescentMethod.allCases.map(\.rawValue))
      guard case .scalar(let word) = try read(tree, { $0.hidden = words }).value else {
        throw NablaError(.domain, "a method or a step is expected here", range: range)
      }
      if let name = word.name {
        do throws(NablaError) { method = try DescentMethod(named: name) } catch {
          throw NablaError(error.kind, error.message, range: range)
        }
      } else {
        step = try word.value()
      }
    }
    var start: [Expr: Double] = [:]
    for (symbol, value) in point { start[symbol] = try value.value() }
    let descent = try expression.descent(from: start, method: method, step: step)
    return Response(
      text: descent.text(), notes: reading.notes.map(\.message), isNegative: descent.end == .diverged)
  }
}

extension JSONWriter {
  /// One object a variable.
  mutating func write(_ diagnosis: Diagnosis) {
    beginArray()
    for parameter in diagnosis.parameters {
      beginObject()
      member("variable", parameter.variable.description)
      key("value")
      if let value = parameter.value.exactValue?.description ?? parameter.value.text() { string(value) } else { null() }
      member("verdict", parameter.cause.rawValue)
      member("proof", parameter.proof)
      member("sentence", parameter.sentence)
      key("factors")
      beginArray()
      for factor in parameter.factors {
        beginObject()
        member("expr", factor.expression.description)
        key("value")
        if let value = factor.value.text() { string(value) } else { null() }
        endObject()
      }
      endArray()
      key("remedies")
      beginArray()
      for remedy in parameter.remedies {
        beginObject()
        member("change", remedy.change)
        member("value", remedy.value)
        endObject()
      }
      endArray()
      endObject()
    }
    endArray()
  }

  /// One object a point.
  mutating func write(_ critical: CriticalPoints) {
    beginArray()
    for point in critical.points {
      beginObject()
      key("at")
      beginObject()
      for (variable, coordinate) in zip(critical.variables, point.coordinates) {
        member(variable.description, CriticalPoints.text(coordinate, isExact: point.isExact))
      }
      endObject()
      member("kind", point.kind.rawValue)
      key("exact")
      bool(point.isExact)
      endObject()
    }
    endArray()
  }

  /// The end and the last point, and the way.
  mutating func write(_ descent: Descent) {
    beginObject()
    member("method", descent.method.rawValue)
    member("end", descent.end.rawValue)
    member("reason", descent.reason)
    key("steps")
    number(descent.rows.count - 1)
    key("at")
    write(descent.last.point, of: descent)
    key("loss")
    finite(descent.last.loss)
    key("trace")
    beginArray()
    for row in descent.rows {
      beginObject()
      key("at")
      write(row.point, of: descent)
      key("loss")
      finite(row.loss)
      key("slope")
      finite(row.slope)
      endObject()
    }
    endArray()
    endObject()
  }

  private mutating func write(_ point: [Double], of descent: Descent) {
    beginObject()
    for (variable, value) in zip(descent.variables, point) {
      key(variable.description)
      finite(value)
    }
    endObject()
  }

  private mutating func finite(_ value: Double) { if value.isFinite { number(value) } else { null() } }

  private mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }
}
