// Vectors and matrices in a session: what is declared, and lines that mention it.

import Nabla
import NablaArrays
import NablaExpressions
import NablaSyntax

/// The arrays of a session.
struct SessionArrays {
  /// Names with their shapes, as they were declared.
  var declarations: [(key: String, text: String)] = []
  /// Values that were given names where arrays are in them: their texts, with earlier ones put in.
  var values: [String: String] = [:]

  var isEmpty: Bool { declarations.isEmpty }

  func declares(_ name: String) -> Bool { declarations.contains { ArrayDeclaration.name($0.key) == name } }

  mutating func forget(_ name: String) {
    declarations.removeAll { ArrayDeclaration.name($0.key) == name }
    values[name] = nil
  }
}

extension Session {
  /// The answer to a line that declares arrays or mentions them; nil for any other.
  func arrayResponse(_ line: [UInt8]) throws(NablaError) -> Response? {
    let text = String(decoding: line, as: UTF8.self)
    if let (key, shape) = Session.declaration(text) {
      let name = ArrayDeclaration.name(key)
      let before = arrays
      arrays.forget(name)
      arrays.declarations.append((key, shape))
      do throws(NablaError) {
        let declarations = arrays.declarations
        _ = try Store().build { (builder) throws(NablaError) in try ArrayProblem(builder, declarations).read("1").node }
      } catch {
        arrays = before
        var error = error
        (error.range, error.text) = (0..<line.count, nil)
        throw error
      }
      return Response(text: "\(key): \(shape)")
    }
    if arrays.isEmpty { return nil }
    let words = text.split(separator: " ").map(String.init)
    if words.count == 2, words[0] == "forget", arrays.declares(words[1]) || arrays.values[words[1]] != nil {
      arrays.forget(words[1])
      return Response(text: "")
    }
    guard mentionsArrays(line) else { return nil }
    if let (name, range) = StatementText.definedName(in: line), let sign = line[range.upperBound...].firstIndex(of: 61),
      line.indices.contains(sign + 1), line[sign + 1] != 61, sign == 0 || line[sign - 1] != 58
    {
      try checkName(name, range)
      let body = String(decoding: line[(sign + 1)...], as: UTF8.self)
      let written = try answer(.parse, [substituted(body)], []).text()
      arrays.values[name] = "(\(substituted(body)))"
      return Response(text: "\(name) = \(written)")
    }
    return try ask(line)
  }

  /// `declare W: matrix(m, n)` or `W: matrix(m, n)`: the name and the shape.
  private static func declaration(_ text: String) -> (key: String, shape: String)? {
    var rest = text[...]
    while rest.first == " " { rest.removeFirst() }
    let hasWord = rest.hasPrefix("declare ")
    if hasWord { rest = rest.dropFirst(8) }
    var depth = 0
    guard
      let colon = rest.firstIndex(where: { character in
        depth += character == "[" || character == "(" ? 1 : character == "]" || character == ")" ? -1 : 0
        return character == ":" && depth == 0
      }), rest[rest.index(after: colon)...].first != "="
    else { return nil }
    let key = rest[..<colon].filter { $0 != " " }
    let shape = rest[rest.index(after: colon)...].split(separator: " ").joined(separator: " ")
    guard !key.isEmpty, hasWord || SyntaxTree.name(in: ArrayDeclaration.name(key)) != nil else { return nil }
    return (key, shape)
  }

  /// Whether a line has a name that is an array, or has arrays in its value.
  private func mentionsArrays(_ line: [UInt8]) -> Bool {
    names(in: line).contains { arrays.declares($0.name) || arrays.values[$0.name] != nil }
  }

  /// The names of a text with their places, whatever else is in it.
  private func names(in text: [UInt8]) -> [(name: String, range: Range<Int>)] { StatementText.names(in: text) }

  /// A text with the values of names put in.
  private func substituted(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for (name, range) in names(in: bytes).reversed() {
      guard let value = arrays.values[name] else { continue }
      bytes.replaceSubrange(range, with: Array(value.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Carries out a line in which arrays are mentioned: a verb with its arguments, or a formula.
  private func ask(_ line: [UInt8]) throws(NablaError) -> Response {
    let text = substituted(String(decoding: line, as: UTF8.self))
    let bytes = Array(text.utf8)
    let tree: SyntaxTree
    if let form = Reader.verbForm(bytes) {
      tree = form
    } else {
      tree = try Parser.parse(bytes, allowsResultNames: true)
    }
    var operation = "parse"
    var arguments = [tree.root]
    if tree.entries[tree.root].form == .call,
      let verb = Verbs.verb(named: tree.name(tree.root)) ?? Verbs.verb(operation: tree.name(tree.root))
    {
      operation = verb.operation
      arguments = tree.children(tree.root).map { Int($0.entry) }
    }
    func piece(_ entry: Int) -> String { tree.text(tree.entries[entry].range) }
    guard let first = arguments.first else {
      throw NablaError(.syntax, "\(tree.name(tree.root)) takes a formula", range: 0..<line.count)
    }
    var variables: [String] = []
    var other: String?
    for argument in arguments.dropFirst() {
      if operation == "equal" {
        other = piece(argument)
      } else if tree.entries[argument].form == .vector {
        variables += tree.children(argument).map { piece(Int($0.entry)) }
      } else {
        variables.append(piece(argument))
      }
    }
    let answer: Answer
    do throws(NablaError) {
      answer = try self.answer(Request.Operation(rawValue: operation), [piece(first)], variables, other: other)
    } catch {
      var error = error
      // Where earlier values were put in, places are not those of the line.
      let isPlain = text.utf8.elementsEqual(line)
      let start = tree.entries[first].range.lowerBound
      error.range =
        isPlain && error.text == "expr" ? error.range.map { ($0.lowerBound + start)..<($0.upperBound + start) } : nil
      error.text = nil
      throw error
    }
    var notes = answer.notes.map { $0.message }
    if let layout = answer.arrays?.layout, operation == "jacobian" || operation == "hessian" { notes.append(layout) }
    if let verdict = answer.verdict { return Response(text: verdict.text) }
    // One derivative is no list.
    var shown = try answer.text()
    if variables.count == 1, operation != "parse", case .vector(let parts)? = answer.arrays?.texts, parts.count == 1 {
      while shown.hasPrefix("["), shown.hasSuffix("]") { shown = String(shown.dropFirst().dropLast()) }
    }
    return Response(text: shown, notes: notes)
  }

  private func answer(
    _ operation: Request.Operation?, _ expressions: [String], _ variables: [String], other: String? = nil
  ) throws(NablaError) -> Answer {
    guard let operation else { throw NablaError(.unsupported, "this does not go with declared arrays") }
    var request = Request(operation, expressions)
    request.declarations = arrays.declarations
    if !variables.isEmpty { request.variables = variables }
    if let other { request.other = other }
    request.limits = limits
    var answer = Answer()
    var work = Work(request)
    try work.run(&answer)
    return answer
  }
}

extension Request.Operation {
  fileprivate static var parse: Request.Operation { Request.Operation(Verbs.Parse.self) }
}
