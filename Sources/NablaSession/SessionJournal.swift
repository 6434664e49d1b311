// What a session remembers of its lines: `undo`, `save`, `load`, `time`.

import Nabla
import NablaExpressions
import NablaSyntax

/// A line that was carried out, and what it changed.
struct JournalEntry {
  let text: [UInt8]
  /// The number of the result, where it gave one.
  var result: Int?
  /// What the names that it defines or forgets meant before.
  fileprivate var names: [NameMeaning] = []
  fileprivate var resultCount = 0
  fileprivate var digits = 17
  fileprivate var limits = Limits.program
  /// Where other things are assumed than before.
  fileprivate var assumptions: Assumptions?
  /// The arrays that were declared, and losses with them.
  fileprivate var arrays = SessionArrays()
}

private struct NameMeaning {
  let name: String
  let value: Nested<Expr>?
  let function: ResolutionContext.FunctionDefinition?
  let isUndefinedFunction: Bool
  let isFailed: Bool
  let order: [String]?
}

extension Session {
  /// Words of lines that change nothing that is worth to be done again.
  private static let passingWords: Set<String> = [
    "help", "names", "show", "pretty", "latex", "typst", "mathml", "assumptions", "save", "load", "export", "undo",
    "quit",
    "exit", "time", "plot",
  ]

  /// What a line is going to change, as it is before. Looks at the names in the line alone.
  func journalEntry(_ line: [UInt8]) -> JournalEntry {
    var entry = JournalEntry(text: line)
    var names: [String] = []
    if let defined = StatementText.definedName(in: line) { names = [defined.name] }
    let words = String(decoding: line, as: UTF8.self)
      .split(whereSeparator: { $0.isWhitespace || $0 == "," }).prefix(1000).map(String.init)
    if let word = words.first, ["forget", "function", "assume"].contains(word) { names += words.dropFirst() }
    for name in names {
      entry.names.append(
        NameMeaning(
          name: name, value: context.values[name], function: context.functions[name],
          isUndefinedFunction: context.undefinedFunctions.contains(name), isFailed: context.failed.contains(name),
          order: symbolOrders[name]))
    }
    (entry.resultCount, entry.digits, entry.limits) = (context.results.count, digits, limits)
    entry.assumptions = store.assumptions
    entry.arrays = arrays
    return entry
  }

  /// Remembers a line that was carried out.
  func remember(_ entry: JournalEntry) {
    var entry = entry
    let letters = entry.text.drop(while: StatementText.isSpace).prefix { ($0 | 0x20) &- 97 < 26 }
    let word = String(decoding: letters, as: UTF8.self)
    let first = entry.text.first { !StatementText.isSpace($0) }
    guard first != UInt8(ascii: "?"), !Session.passingWords.contains(word) || context.results.count > entry.resultCount
    else { return }
    // `digits` alone asks.
    let asks = ["digits", "limit", "limits"].contains(word)
    if asks, !entry.text.drop(while: StatementText.isSpace).contains(where: StatementText.isSpace) { return }
    if context.results.count > entry.resultCount { entry.result = context.results.count }
    if entry.assumptions == store.assumptions { entry.assumptions = nil }
    journal.append(entry)
  }

  /// Takes the last line back: what it defined, forgot, assumed or gave as a result.
  func undo() -> Response {
    guard let entry = journal.popLast() else { return Response(text: "there is nothing to be undone") }
    if let assumptions = entry.assumptions { move(to: Store(assuming: assumptions)) }
    for meaning in entry.names {
      context.values[meaning.name] = meaning.value
      context.functions[meaning.name] = meaning.function
      if meaning.isUndefinedFunction {
        context.undefinedFunctions.insert(meaning.name)
      } else {
        context.undefinedFunctions.remove(meaning.name)
      }
      if meaning.isFailed { context.failed.insert(meaning.name) } else { context.failed.remove(meaning.name) }
      symbolOrders[meaning.name] = meaning.order
    }
    while context.results.count > entry.resultCount {
      symbolOrders["%\(context.results.count)"] = nil
      context.results.removeLast()
    }
    (digits, limits, arrays) = (entry.digits, entry.limits, entry.arrays)
    return Response(text: "undone: \(String(decoding: entry.text, as: UTF8.self))")
  }

  // MARK: Files

  /// Writes the lines that were carried out, so that running the file does it again.
  func save(_ argument: String, _ range: Range<Int>) throws(NablaError) -> Response {
    let path = try path(argument, "save s.nabla", range)
    var text = Array("# A session of nabla: run it with `nabla FILE`, or read it in with `load FILE`.\n".utf8)
    for entry in journal { text += entry.text + [10] }
    try FileText.write(text, to: path, range)
    let count = journal.count
    return Response(text: "saved \(count) line\(count == 1 ? "" : "s") to \(path)")
  }

  /// Carries out the lines of a file.
  func load(_ argument: String, _ range: Range<Int>) throws(NablaError) -> Response {
    let path = try path(argument, "load s.nabla", range)
    guard loadDepth < 8 else { throw NablaError(.limit, "files load each other more than 8 deep", range: range) }
    loadDepth += 1
    defer { loadDepth -= 1 }
    let bytes = try FileText.read(path, range)
    if bytes.prefix(4096).contains(0) {
      throw NablaError(.request, "\(path) is no text: it has bytes that are 0", range: range)
    }
    var statements = StatementReader()
    var answers: [String] = []
    var errors = 0
    func run(_ complete: [StatementReader.Statement]) {
      for statement in complete where errors < 10 {
        for response in responses(to: statement.text) {
          let text = response.text
          if response.isError {
            errors += 1
            answers.append("\(path):\(statement.firstLine): \(text)")
          } else if !text.isEmpty {
            answers.append(text)
          }
        }
      }
    }
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      let line = line.last == 13 ? line.dropLast() : line
      run(statements.add(Array(line)))
      if limits.isInterrupted?() == true { throw NablaError(.limit, "interrupted", exceeded: .interrupt) }
    }
    run(statements.finish())
    if errors >= 10 { answers.append("\(path): the rest was not read, for there were \(errors) errors") }
    return Response(text: answers.joined(separator: "\n"), isError: errors > 0)
  }

  /// A path behind a command; quotes around it are taken off.
  func path(_ argument: String, _ usage: String, _ range: Range<Int>) throws(NablaError) -> String {
    var path = argument[...]
    if path.count > 1, let first = path.first, first == path.last, first == "\"" || first == "'" {
      path = path.dropFirst().dropLast()
    }
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw NablaError(.syntax, "a file is named behind the command: \(usage)", range: range)
    }
    return String(path)
  }

  // MARK: Time

  /// Carries out a statement and tells how long it took.
  func timed(_ line: [UInt8], from offset: Int) throws(NablaError) -> Response {
    let start = ContinuousClock.now
    var response = try shifted(offset) { () throws(NablaError) in try carriedOut(Array(line[offset...])) }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let milliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
    response.notes.append("it took \(Session.duration(milliseconds))")
    return response
  }

  static func duration(_ milliseconds: Double) -> String {
    func digits(_ value: Double) -> String { ValueText.text((value * 100).rounded() / 100) }
    return milliseconds < 1000 ? "\(digits(milliseconds)) ms" : "\(digits(milliseconds / 1000)) s"
  }
}
