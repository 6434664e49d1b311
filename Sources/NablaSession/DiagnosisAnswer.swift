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
    var variables: [Expr]?
    for (tree, range) in command.others {
      for variable in try read(tree, { $0.hidden = names }).value.elements {
        guard variable.node.isSymbol else {
          throw NablaError(.domain, "derivatives are taken by symbols, and this is none", range: range)
        }
        variables = (variables ?? []) + [variable]
      }
    }
    // What the formula has lost still is what was asked about.
    if variables == nil && expression.freeSymbols.isEmpty { variables = names.sorted().map { .symbol($0) } }
    let diagnosis = try expression.diagnosis(by: variables, at: point)
    return Response(text: diagnosis.text, notes: reading.notes.map(\.message))
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

  private mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }
}
