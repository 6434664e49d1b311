// Declaring functions, listing names and forgetting them.

import NablaContainers
import Nabla
import NablaExpressions
import NablaSyntax

/// `function f(x) := VALUE; BY x`.
enum FunctionDeclaration {
  /// Whether a line is a declaration with derivatives, in which `;` separates these.
  static func begins(_ line: [UInt8]) -> Bool {
    let word = Array("function".utf8)
    let text = line.drop(while: StatementText.isSpace)
    guard text.starts(with: word), let next = text.dropFirst(word.count).first, StatementText.isSpace(next) else {
      return false
    }
    return zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: ":") && $1 == UInt8(ascii: "=") }
  }
}

extension Session {
  func declare(_ name: String, _ offset: Int) throws(NablaError) -> Response {
    if name.contains(":=") { return try declareRules(name, offset) }
    let range = offset..<(offset + name.utf8.count)
    guard SyntaxTree.name(in: name) == name else {
      throw NablaError(.syntax, "‘\(name)’ is not a name", range: range)
    }
    try checkName(name, range)
    clear(name)
    context.undefinedFunctions.insert(name)
    return Response(text: "\(name) is an undefined function")
  }

  /// `f(x, y) := value; derivative by x; derivative by y`: a function whose calls stay calls.
  func declareRules(_ text: String, _ offset: Int) throws(NablaError) -> Response {
    let bytes = Array(text.utf8)
    let parts = StatementText.parts(of: bytes, keepsEmpty: true).map { bytes[$0] }
    let statement = try shifted(offset) { () throws(NablaError) in
      try Reader.statement(Array(parts[0]), allowsResultNames: true)
    }
    guard case .functionDefinition(let name, let nameRange, let parameters, let tree) = statement else {
      throw NablaError(
        .syntax, "a declaration with derivatives is: function f(x) := VALUE; DERIVATIVE BY x",
        range: offset..<(offset + text.utf8.count))
    }
    guard parts.count <= parameters.count + 1 else {
      throw NablaError(
        .syntax, "\(name) has \(parameters.count) parameters and \(parts.count - 1) derivatives",
        range: offset..<(offset + text.utf8.count))
    }
    try shifted(offset) { () throws(NablaError) in try checkName(name, nameRange) }
    for parameter in parameters { try checkName(parameter, offset..<(offset + text.utf8.count)) }
    func formula(_ tree: SyntaxTree, _ place: Int, _ length: Int) throws(NablaError) -> (Expr, Reader.Reading) {
      let reading = try shifted(place) { () throws(NablaError) in
        try read(tree) { context in
          context.hidden = Set(parameters)
          context.definedName = name
          context.definedNameIsFunction = context.functions[name] == nil
        }
      }
      let range = place..<(place + length)
      guard case .scalar(let expression) = reading.value else {
        throw NablaError(.domain, "the value and the derivatives of \(name) are numbers, not vectors", range: range)
      }
      if let other = expression.freeSymbols.first(where: { !parameters.contains($0.description) }) {
        throw NablaError(.domain, "\(other) is no parameter of \(name)", range: range)
      }
      return (expression, reading)
    }
    let (value, reading) = try formula(tree, offset, parts[0].count)
    var derivatives: [Expr?] = []
    var shown = ["\(name)(\(parameters.joined(separator: ", "))) := \(try render(reading))"]
    var place = offset + parts[0].count + 1
    for part in parts.dropFirst() {
      let tree = try shifted(place) { () throws(NablaError) in
        try Reader.parse(Array(part), allowsResultNames: true)
      }
      let (derivative, reading) = try formula(tree, place, part.count)
      derivatives.append(derivative)
      shown.append(try render(reading))
      place += part.count + 1
    }
    while derivatives.count < parameters.count { derivatives.append(nil) }
    clear(name)
    context.functions[name] = ResolutionContext.FunctionDefinition(
      parameters: parameters, body: .scalar(value), derivatives: derivatives)
    return Response(text: "function " + shown.joined(separator: "; "))
  }

  /// Makes names symbols again; one whose last definition failed means what it meant before that.
  func forget(_ text: String, _ offset: Int) throws(NablaError) -> Response {
    var lines: [String] = []
    var notes: [String] = []
    for name in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init) {
      let range = offset..<(offset + text.utf8.count)
      if name.hasPrefix("%") {
        throw NablaError(.name, "\(name) names a result, and results are kept", range: range)
      }
      guard SyntaxTree.name(in: name) == name else {
        throw NablaError(.syntax, "‘\(name)’ is not a name", range: range)
      }
      let wasAssumed = try forgetAssumptions(on: name)
      if context.failed.remove(name) != nil {
        if let meaning = summary(of: name) { lines.append(meaning) }
      } else if summary(of: name) == nil {
        if !wasAssumed { notes.append("\(name) was not defined") }
      } else {
        clear(name)
      }
    }
    return Response(text: lines.joined(separator: "\n"), notes: notes)
  }

  func names() -> String {
    var lines: [String] = []
    for (name, value) in context.values {
      lines.append("\(name) = \((try? value.text(decimals: false, maximumLength: 2000)) ?? "…")")
    }
    for (name, function) in context.functions {
      lines.append(text(of: name, function))
    }
    for name in context.undefinedFunctions { lines.append("function \(name)") }
    for (key, shape) in arrays.declarations { lines.append("declare \(key): \(shape)") }
    for (name, text) in arrays.values { lines.append("\(name) = \(text.dropFirst().dropLast())") }
    return lines.isEmpty ? "nothing is defined" : lines.sorted(by: NaturalOrder.isBefore).joined(separator: "\n")
  }

  func text(of name: String, _ function: ResolutionContext.FunctionDefinition) -> String {
    func text(_ value: Nested<Expr>) -> String { (try? value.text(decimals: false, maximumLength: 2000)) ?? "…" }
    let head = "\(name)(\(function.parameters.joined(separator: ", "))) := \(text(function.body))"
    guard let derivatives = function.derivatives else { return head }
    let rules = derivatives.map { $0.map { text(.scalar($0)) } ?? "?" }
    return (["function " + head] + rules).joined(separator: "; ")
  }

  func summary(of name: String) -> String? {
    if let value = context.values[name] { return "\(name) = \((try? value.text(decimals: false)) ?? "…")" }
    if let function = context.functions[name] { return text(of: name, function) }
    return context.undefinedFunctions.contains(name) ? "\(name) is an undefined function" : nil
  }
}
