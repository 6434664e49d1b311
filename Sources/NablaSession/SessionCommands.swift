// What the commands of a session do.

import Nabla

extension Session {
  static let commands: [(name: String, usage: String, summary: String)] = [
    ("help", "help   help NAME", "What there is, or one function, verb or command."),
    ("eval", "eval EXPRESSION at x = 2, y = 1/3", "The value at a point."),
    ("digits", "digits 50", "How many significant digits `eval` gives; above 17 every one is proved."),
    ("check", "check F   check F against [G, H]", "Judges the derivatives of F, its own or those given, by values."),
    ("latex", "latex EXPRESSION", "The LaTeX of the result."),
    ("function", "function NAME", "Declares an undefined function with a name of several letters."),
    (
      "function", "function f(x, y) := VALUE; BY x; BY y",
      "Declares a function that stays a call, with its value and its derivative by each argument."
    ),
    ("names", "names", "What is defined."),
    ("forget", "forget NAME", "Makes a name a symbol again."),
    ("quit", "quit", "Ends the session (as Ctrl-D does)."),
  ]

  /// Carries out a command; nil if the line is none.
  func command(_ line: [UInt8]) throws(NablaError) -> Response? {
    let text = String(decoding: line, as: UTF8.self)
    let trimmed = text.drop(while: \.isWhitespace)
    let word = String(trimmed.prefix(while: { $0.isLetter || $0.isNumber || $0 == "_" }))
    let rest = trimmed.dropFirst(word.count)
    let argument = String(rest.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    // `names = 3` and `help + 1` are expressions; a command is followed by a word, or by nothing.
    guard argument.isEmpty || rest.first?.isWhitespace == true else { return nil }
    if let operatorSign = argument.first, "+*/^=!:)],<>≤≥≠".contains(operatorSign) { return nil }
    let offset =
      text.utf8.count - trimmed.utf8.count + word.utf8.count
      + (rest.utf8.count - rest.drop(while: \.isWhitespace).utf8.count)
    switch word {
    case "quit", "exit": return argument.isEmpty ? Response(text: "", ends: true) : nil
    case "help": return Response(text: try Help.text(for: argument, commands: Session.commands, session: summary(of:)))
    case "names": return argument.isEmpty ? Response(text: names()) : nil
    case "function":
      if argument.isEmpty { return nil }
      return try declare(argument, offset)
    case "forget":
      if argument.isEmpty { return nil }
      context.values[argument] = nil
      context.functions[argument] = nil
      context.undefinedFunctions.remove(argument)
      return Response(text: "")
    case "latex":
      if argument.isEmpty { return nil }
      let reading = try shifted(offset) { () throws(NablaError) in
        try read(try Parser.parse(Array(argument.utf8), allowsResultNames: true))
      }
      var options = displayOptions(reading)
      options.abbreviatesFrom = DisplayOptions.longText
      return Response(text: try reading.value.latex(options, maximumLength: 1_000_000, conditions: true))
    case "check":
      if argument.isEmpty { return nil }
      return try check(argument, offset)
    case "digits":
      if argument.isEmpty { return Response(text: "\(digits) digits") }
      guard let count = Int(argument), count >= 1 else {
        throw NablaError(
          .syntax, "digits takes a whole number from 1", range: offset..<(offset + argument.utf8.count))
      }
      digits = count
      return Response(text: "")
    case "eval":
      if argument.isEmpty { return nil }
      return try evaluate(argument, offset)
    default: return nil
    }
  }

  /// Moves the places of errors in a part of a line to where it stands in the line.
  func shifted<Result>(
    _ offset: Int, _ body: () throws(NablaError) -> Result
  ) throws(NablaError) -> Result {
    do throws(NablaError) { return try body() } catch {
      var error = error
      error.range = error.range.map { ($0.lowerBound + offset)..<($0.upperBound + offset) }
      throw error
    }
  }

  func declare(_ name: String, _ offset: Int) throws(NablaError) -> Response {
    if name.contains(":=") { return try declareRules(name, offset) }
    let range = offset..<(offset + name.utf8.count)
    guard SyntaxTree.name(in: name) == name else {
      throw NablaError(.syntax, "‘\(name)’ is not a name", range: range)
    }
    try checkName(name, range)
    context.undefinedFunctions.insert(name)
    context.values[name] = nil
    context.functions[name] = nil
    return Response(text: "\(name) is an undefined function")
  }

  /// `f(x, y) := value; derivative by x; derivative by y`: a function whose calls stay calls.
  func declareRules(_ text: String, _ offset: Int) throws(NablaError) -> Response {
    let parts = Array(text.utf8).split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let statement = try shifted(offset) { () throws(NablaError) in
      try Parser.parseStatement(Array(parts[0]), allowsResultNames: true)
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
          for parameter in parameters {
            context.values[parameter] = nil
            context.functions[parameter] = nil
          }
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
        try Parser.parse(Array(part), allowsResultNames: true)
      }
      let (derivative, reading) = try formula(tree, place, part.count)
      derivatives.append(derivative)
      shown.append(try render(reading))
      place += part.count + 1
    }
    while derivatives.count < parameters.count { derivatives.append(nil) }
    context.values[name] = nil
    context.undefinedFunctions.remove(name)
    context.functions[name] = ResolutionContext.FunctionDefinition(
      parameters: parameters, body: .scalar(value), derivatives: derivatives)
    return Response(text: "function " + shown.joined(separator: "; "))
  }

  func evaluate(_ text: String, _ offset: Int) throws(NablaError) -> Response {
    // The last ` at ` that assignments follow.
    var body = text
    var point: [Expr: Expr] = [:]
    if let split = PointText.split(text) {
      body = split.body
      for assignment in split.assignments {
        let place = offset + assignment.offset
        let value = try shifted(place) { () throws(NablaError) in
          try read(try Parser.parse(Array(assignment.value.utf8), allowsResultNames: true))
        }
        guard case .scalar(let expression) = value.value else {
          throw NablaError(.domain, "a coordinate is one number", range: place..<(place + assignment.value.utf8.count))
        }
        point[.symbol(assignment.name)] = expression
      }
    }
    let reading = try shifted(offset) { () throws(NablaError) in
      try read(try Parser.parse(Array(body.utf8), allowsResultNames: true))
    }
    if digits > 17 {
      let values = try Expr.evaluate(reading.value.elements, at: point, digits: digits)
      return Response(text: ValueText.text(reading.value.reshaped(values)))
    }
    let evaluations = try Expr.evaluate(reading.value.elements, at: point)
    return Response(text: ValueText.text(reading.value.reshaped(evaluations), digits: digits))
  }

  /// `check f`, `check f against [g, h]`.
  func check(_ text: String, _ offset: Int) throws(NablaError) -> Response {
    var body = text
    var against: [Expr]?
    if let split = PointText.split(text, at: " against ") {
      body = split.body
      let reading = try shifted(offset + split.offset) { () throws(NablaError) in
        try read(try Parser.parse(Array(split.rest.utf8), allowsResultNames: true))
      }
      against = reading.value.elements
    }
    let reading = try shifted(offset) { () throws(NablaError) in
      try read(try Parser.parse(Array(body.utf8), allowsResultNames: true))
    }
    guard case .scalar(let expression) = reading.value, !expression.isRelation else {
      throw NablaError(
        .domain, "check takes one expression with a number as its value", range: offset..<(offset + body.utf8.count))
    }
    return Response(text: try expression.check(against: against).text())
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
    return lines.isEmpty ? "nothing is defined" : lines.sorted(by: NaturalOrder.isBefore).joined(separator: "\n")
  }

  func text(of name: String, _ function: ResolutionContext.FunctionDefinition) -> String {
    func text(_ value: Tensor<Expr>) -> String { (try? value.text(decimals: false, maximumLength: 2000)) ?? "…" }
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

  /// The names that begin with what stands before the cursor.
  public func completions(before cursor: String) -> [String] {
    let word = String(cursor.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    guard !word.isEmpty else { return [] }
    let isFirst = cursor.drop(while: \.isWhitespace).count == word.count
    var names = Catalogue.all.map { $0.name + "(" } + Verbs.rows.map { $0.name + "(" } + ["if("]
    names += context.values.keys.filter { !$0.hasPrefix("%") }
    names += (Array(context.functions.keys) + Array(context.undefinedFunctions)).map { $0 + "(" }
    if isFirst { names += Session.commands.map { $0.name + " " } }
    return Set(names).filter { $0.hasPrefix(word) }.sorted()
  }

  /// An error in words, with the line and a caret under the place.
  public static func describe(_ error: NablaError, in line: [UInt8]) -> String {
    guard let range = error.range, range.lowerBound <= line.count else { return "error: \(error.message)" }
    return "error: \(error.message)\n" + Caret.lines(line, range)
  }
}
