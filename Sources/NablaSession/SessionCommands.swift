// What the commands of a session are, and which one a line is.

import Nabla
import NablaExpressions
import NablaSyntax
import NablaTypesetting

/// A command: what `help` says of it, with lines that show it at work.
struct CommandRow {
  let name: String
  let usage: String
  let summary: String
  /// Lines and what they answer; of a long answer its beginning.
  let example: [(line: String, answer: String)]

  init(name: String, usage: String, summary: String, example: [(line: String, answer: String)]) {
    (self.name, self.usage, self.summary, self.example) = (name, usage, summary, example)
  }

  init(_ verb: any Verb.Type, usage: String) {
    self.init(
      name: verb.name, usage: usage, summary: verb.summary, example: verb.examples.map { ($0.line, $0.answer) })
  }
}

extension Session {
  static let commands: [CommandRow] =
    [
      CommandRow(
        name: "help", usage: "help   help NAME   ?NAME",
        summary: "What there is, or one function, verb, sign or command.",
        example: [("help pi", "pi, also π: the circle's constant")])
    ] + Verbs.all.compactMap { verb in verb.command.map { CommandRow(verb, usage: $0) } } + [
      CommandRow(
        name: "digits", usage: "digits 50",
        summary: "How many significant digits `eval` gives; above 17 every one is proved.",
        example: [("digits 5", ""), ("eval pi", "3.1416")]),
      CommandRow(
        name: "show", usage: "show %3", summary: "A result in full, however many screens it has.",
        example: [("x + x", "[1] 2*x"), ("show %1", "2*x")]),
      CommandRow(
        name: "pretty", usage: "pretty   pretty EXPRESSION",
        summary: "A result as it is written on paper: fractions stacked, exponents raised.",
        example: [("pretty sqrt(x) + 1", "√x + 1")]),
      CommandRow(
        name: "plot", usage: "plot f, g, x = -3..3   plot f to f.svg",
        summary: "Curves in the terminal, or in a file of vectors.",
        example: [("plot x^2 to /tmp/nabla-help-example.svg", "wrote /tmp/nabla-help-example.svg")]),
      CommandRow(
        name: "typst", usage: "typst   typst EXPRESSION", summary: "A result as a formula for Typst.",
        example: [("typst x^2/2", "frac(x^(2), 2)")]),
      CommandRow(
        name: "mathml", usage: "mathml   mathml EXPRESSION", summary: "A result as MathML, for a page in the web.",
        example: [
          (
            "mathml x^2",
            "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\"><msup><mi>x</mi><mn>2</mn></msup></math>"
          )
        ]),
      CommandRow(
        name: "time", usage: "time STATEMENT", summary: "Carries out a statement and tells how long it took.",
        example: [("time x + x", "[1] 2*x")]),
      CommandRow(
        name: "undo", usage: "undo", summary: "Takes the last line back.",
        example: [("a = 3", "a = 3"), ("undo", "undone: a = 3"), ("a", "[1] a")]),
      CommandRow(
        name: "save", usage: "save s.nabla", summary: "Writes the lines of the session to a file that does them again.",
        example: [("a = 3", "a = 3"), ("save /tmp/nabla-help-example", "saved 1 line to /tmp/nabla-help-example")]),
      CommandRow(
        name: "load", usage: "load s.nabla", summary: "Carries out the lines of a file.",
        example: [
          ("save /tmp/nabla-help-example", "saved 0 lines to /tmp/nabla-help-example"),
          ("load /tmp/nabla-help-example", ""),
        ]),
      CommandRow(
        name: "export", usage: "export s.tex   export s.md   export s.html",
        summary: "Writes the lines with their results as a document.",
        example: [("export /tmp/nabla-help-example.md", "wrote 0 lines to /tmp/nabla-help-example.md")]),
      CommandRow(
        name: "function", usage: "function NAME",
        summary: "Declares an undefined function with a name of several letters.",
        example: [("function loss", "loss is an undefined function"), ("diff(loss(x^2), x)", "[1] 2*x*loss'(x^2)")]),
      CommandRow(
        name: "function", usage: "function f(x, y) := VALUE; BY x; BY y",
        summary: "Declares a function that stays a call, with its value and its derivative by each argument.",
        example: [("function area(r) := pi*r^2; 2*pi*r", "function area(r) := pi*r^2; 2*pi*r")]),
      CommandRow(
        name: "declare", usage: "declare W: matrix(m, n)   declare x[i]: vector(d), i = 1..n",
        summary: "Declares vectors and matrices; derivatives by them come in matrix form.",
        example: [
          ("declare A: matrix(m, n)", "A: matrix(m, n)"), ("declare x: vector(n)", "x: vector(n)"),
          ("grad(norm(A*x)^2, x)", "2*A'*A*x"),
        ]),
      CommandRow(
        name: "names", usage: "names", summary: "What is defined.", example: [("a = 3", "a = 3"), ("names", "a = 3")]),
      CommandRow(
        name: "assume", usage: "assume x > 0   assume 0 < p < 1   assume n integer",
        summary: "What is known of symbols; results and conditions make use of it.",
        example: [("assume x > 0", "x > 0"), ("sqrt(x^2)", "[1] x")]),
      CommandRow(
        name: "assumptions", usage: "assumptions", summary: "What is assumed.",
        example: [("assume 0 < p < 1", "p > 0 and p < 1"), ("assumptions", "p > 0 and p < 1")]),
      CommandRow(
        name: "forget", usage: "forget NAME", summary: "Makes a name a symbol again, of which nothing is assumed.",
        example: [("a = 3", "a = 3"), ("forget a", ""), ("a + 1", "[1] a + 1")]),
      CommandRow(
        name: "limit", usage: "limit   limit seconds 60   limit nodes 10^7   limit bits 10^8   limit seconds none",
        summary: "What one line may spend: time, nodes of an expression, bits of an exact number.",
        example: [("limit seconds 60", "seconds: 60")]),
      CommandRow(
        name: "quit", usage: "quit", summary: "Ends the session (as Ctrl-D does).", example: [("quit", "")]),
    ]

  /// Carries out a command; nil if the line is none.
  func command(_ line: [UInt8]) throws(NablaError) -> Response? {
    let text = String(decoding: line, as: UTF8.self)
    let trimmed = text.drop(while: \.isWhitespace)
    if let topic = Help.question(trimmed) { return Response(text: try help(topic)) }
    let word = String(trimmed.prefix(while: { $0.isLetter || $0.isNumber || $0 == "_" }))
    let rest = trimmed.dropFirst(word.count)
    let argument = String(rest.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    // `names = 3` and `help + 1` are expressions; a command is followed by a word, or by nothing.
    guard argument.isEmpty || rest.first?.isWhitespace == true else { return nil }
    if context.values[word] != nil || context.functions[word] != nil { return nil }
    if word.lowercased() == "help", argument.isEmpty || Help.isSign(argument) {
      return Response(text: try help(argument))
    }
    // `save /tmp/s.nabla` names a file, `save / 2` is a quotient.
    let isPath =
      ["save", "load", "export"].contains(word) && argument.first == "/" && argument.dropFirst().first != " "
    if let operatorSign = argument.first, "+*/^=!:)],<>≤≥≠".contains(operatorSign), !isPath { return nil }
    let offset =
      text.utf8.count - trimmed.utf8.count + word.utf8.count
      + (rest.utf8.count - rest.drop(while: \.isWhitespace).utf8.count)
    let bytes = Array(text.utf8)
    switch word {
    case "quit", "exit": return argument.isEmpty ? Response(text: "", ends: true) : nil
    case "names": return argument.isEmpty ? Response(text: names()) : nil
    case "assumptions": return argument.isEmpty ? Response(text: assumptions()) : nil
    case "limit", "limits": return try limit(bytes, argument, offset)
    case "digits":
      if argument.isEmpty { return Response(text: "\(digits) digits") }
      guard let count = Int(argument), count >= 1 else {
        throw NablaError(
          .syntax, "digits takes a whole number from 1", range: offset..<(offset + argument.utf8.count))
      }
      digits = count
      return Response(text: "")
    case "latex": return try latex(argument, offset)
    case "typst", "mathml": return try markup(word, bytes, argument, offset)
    case "undo": return argument.isEmpty ? undo() : nil
    case "plot" where !argument.isEmpty: return try plot(argument, offset)
    case "save" where !argument.isEmpty: return try save(argument, offset..<(offset + argument.utf8.count))
    case "load" where !argument.isEmpty: return try load(argument, offset..<(offset + argument.utf8.count))
    case "export" where !argument.isEmpty: return try export(argument, offset..<(offset + argument.utf8.count))
    case "time" where !argument.isEmpty: return try timed(bytes, from: offset)
    case "pretty": return try pretty(bytes, argument, offset)
    case "eval", "check", "why", "critical", "descend", "show", "forget", "function", "assume", "plot", "save", "load",
      "export":
      if argument.isEmpty {
        let usage = Session.commands.first { $0.name == word }?.usage ?? word
        let start = offset - rest.utf8.count - word.utf8.count
        throw NablaError(.syntax, "\(word) is a command: \(usage)", range: max(0, start)..<offset)
      }
    default:
      if word.lowercased() == "help" { return Response(text: try help(argument)) }
      return nil
    }
    switch word {
    case "eval": return try evaluate(try Reader.command(bytes, from: offset, until: .point))
    case "check": return try check(try Reader.command(bytes, from: offset, until: .word("against")))
    case "why": return try why(try Reader.command(bytes, from: offset, until: .point, isList: true))
    case "critical": return try critical(try Reader.command(bytes, from: offset, isList: true))
    case "descend": return try descend(try Reader.command(bytes, from: offset, until: .point, isList: true))
    case "forget": return try forget(argument, offset)
    case "assume": return try assume(argument, offset)
    case "show":
      let reading = try read(try Reader.command(bytes, from: offset).body)
      return Response(text: try render(reading, maximumLength: 64 << 20), notes: reading.notes.map(\.message))
    default: return try declare(argument, offset)
    }
  }

  private func help(_ topic: String) throws(NablaError) -> String {
    try Help.text(for: topic, session: summary(of:))
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

  /// The last result, or what follows the command, in another language for formulas.
  private func markup(
    _ word: String, _ line: [UInt8], _ argument: String, _ offset: Int
  ) throws(NablaError) -> Response {
    if argument.isEmpty && context.results.isEmpty {
      throw NablaError(
        .syntax, "there is no result yet; write \(word) EXPRESSION", range: max(0, offset - word.utf8.count)..<offset)
    }
    let reading =
      argument.isEmpty
      ? try read(try Reader.parse(Array("%".utf8), allowsResultNames: true))
      : try read(try Reader.command(line, from: offset).body)
    var options = displayOptions(reading)
    options.abbreviatesFrom = DisplayOptions.longText
    let text = word == "typst" ? try reading.value.typst(options) : try reading.value.mathML(options)
    return Response(text: text, notes: reading.notes.map(\.message))
  }

  // MARK: Limits

  private func limit(_ line: [UInt8], _ text: String, _ offset: Int) throws(NablaError) -> Response? {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    func described(_ name: String) -> String {
      switch name {
      case "seconds": return "seconds: " + (limits.seconds.map { ValueText.text($0) } ?? "none")
      case "nodes": return "nodes: \(limits.nodes)"
      default: return "bits: \(limits.bits)"
      }
    }
    let range = offset..<(offset + text.utf8.count)
    let names = ["seconds", "nodes", "bits"]
    guard let name = words.first else { return Response(text: names.map(described).joined(separator: "\n")) }
    guard names.contains(name), words.count == 2 else {
      throw NablaError(.syntax, "write limit seconds 60, limit nodes 10^7 or limit bits 10^8", range: range)
    }
    if name == "seconds" && words[1] == "none" {
      limits.seconds = nil
      return Response(text: described(name))
    }
    let number = try Reader.command(line, from: range.upperBound - words[1].utf8.count).body
    let value = try Expr.evaluate(try read(number).value.elements, at: [:])
    guard value.count == 1, let number = value[0].value, number > 0 else {
      throw NablaError(.syntax, "a limit is a positive number", range: range)
    }
    switch name {
    case "seconds": limits.seconds = min(number, 1e9)
    case "nodes": limits.nodes = Int(min(max(1, number), 2e9))
    default: limits.bits = Int(min(max(1, number), 4e9))
    }
    return Response(text: described(name))
  }

  // MARK: LaTeX

  /// As typed; of what names a result, its value.
  private func latex(_ text: String, _ offset: Int) throws(NablaError) -> Response {
    if text.isEmpty && context.results.isEmpty {
      throw NablaError(.syntax, "there is no result yet; write latex EXPRESSION", range: max(0, offset - 5)..<offset)
    }
    let typed = Array((text.isEmpty ? "%" : text).utf8)
    if let tree = Reader.verbForm(typed) { return Response(text: try TypedLaTeX.text(tree)) }
    if !typed.contains(UInt8(ascii: "%")) {
      return Response(text: try shifted(offset) { () throws(NablaError) in try TypedLaTeX.text(typed) })
    }
    let reading = try shifted(offset) { () throws(NablaError) in
      try read(try Reader.parse(typed, allowsResultNames: true))
    }
    var options = displayOptions(reading)
    options.abbreviatesFrom = DisplayOptions.longText
    return Response(text: try reading.value.latex(options, maximumLength: 10_000_000, conditions: true))
  }
}
