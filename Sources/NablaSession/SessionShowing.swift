// What a session says of results and errors.

import NablaContainers
import Nabla
import NablaExpressions
import NablaSyntax

extension Session {
  /// A value behind its heading; on a screen broken into lines, and no more of them than it has.
  func shown(_ reading: Reader.Reading, heading: String, recall: String, meant: [String] = []) throws(NablaError)
    -> String
  {
    let text = try render(reading, meant: meant)
    guard let screen else { return heading + text }
    let lines = Layout.lines(text, heading: heading, columns: screen.columns)
    let most = screen.rows - 3
    guard lines.count > most + 1 else { return lines.joined(separator: "\n") }
    let rest = lines.count - most
    return (lines.prefix(most) + ["… \(rest) more lines; `show \(recall)` shows all"]).joined(separator: "\n")
  }

  /// The text and its conditions.
  func render(
    _ reading: Reader.Reading, meant: [String] = [], maximumLength: Int? = nil
  ) throws(NablaError) -> String {
    let options = displayOptions(reading, meant: meant)
    let text = try shownText(reading, options, maximumLength)
    let conditions = try Expr.conditionTexts(of: reading.value.elements, options, inWords: true).map(\.text)
    return conditions.isEmpty ? text : "\(text)   for \(conditions.joined(separator: ", "))"
  }

  /// The text, or a summary of what nobody would read.
  private func shownText(
    _ reading: Reader.Reading, _ options: DisplayOptions, _ maximumLength: Int?
  ) throws(NablaError) -> String {
    let elements = reading.value.elements
    func summary(_ first: Expr) -> String {
      let nodes = elements.count == 1 ? "\(first.nodeCount) nodes" : "\(elements.count) components"
      return "(too long to show: \(nodes); it may be used as any other)"
    }
    // With whatever abbreviations, a text has a character a node.
    if maximumLength == nil, store.nodeCount > Session.longestShown, let first = elements.first,
      first.nodeCount > Session.longestShown
    {
      return summary(first)
    }
    do throws(NablaError) {
      return try reading.value.text(options, maximumLength: maximumLength ?? Session.longestShown)
    } catch {
      guard maximumLength == nil, ExpressionPrinter.isTooLong(error), let first = elements.first else { throw error }
      return summary(first)
    }
  }

  /// Characters of a text that is shown without being asked for by `show`.
  private static let longestShown = 1_000_000

  /// How results are displayed: two lines in full, of more what is shared is named, by the user's own names first.
  /// `meant` are names that mean something else in what is displayed.
  func displayOptions(_ reading: Reader.Reading, meant: [String] = []) -> DisplayOptions {
    var options = DisplayOptions(decimals: reading.usesDecimals)
    DisplayOptions.add(symbolOrder, to: &options.symbolPlaces)
    options.abbreviatesFrom = screen.map { 2 * $0.columns } ?? DisplayOptions.twoLines
    let (values, store) = (context.values, store)
    options.names = { Session.names(values, in: store, without: Set(meant)) }
    return options
  }

  /// The names of what is defined, by node.
  private static func names(
    _ values: [String: Nested<Expr>], in store: Store, without meant: Set<String>
  ) -> [NodeID: String] {
    var names: [NodeID: String] = [:]
    for (name, value) in values where !meant.contains(name) {
      guard case .scalar(let expression) = value, expression.node.isStored, expression.store === store else { continue }
      if let other = names[expression.node], NaturalOrder.isBefore(other, name) { continue }
      names[expression.node] = name
    }
    return names
  }

  /// Names as they appear, those of definitions with what they are made of. A reader keeps no more than some in mind.
  func order(of names: [String]) -> [String] {
    var order: [String] = []
    var seen = Set<String>()
    for name in names.prefix(64) {
      let key = name == "%" ? "%\(context.results.count)" : name
      for part in symbolOrders[key] ?? [name] where seen.insert(part).inserted { order.append(part) }
    }
    return Array(order.prefix(64))
  }

  /// An error with what only the session knows: what a name to blame stands for, and how its limits are raised.
  func explained(_ error: NablaError, in line: [UInt8]) -> NablaError {
    var error = error
    for limit in ["seconds", "nodes", "bits"] {
      error.message = error.message.replacing(
        "raise the limit `\(limit)`", with: "raise it with `limit \(limit) NUMBER`")
    }
    // What the interrupt key ended needs no place.
    if error.message == "interrupted" { error.range = nil }
    guard error.kind == .domain, let range = error.range, range.upperBound <= line.count else { return error }
    var said = Set<String>()
    for name in names(in: line[range]) where said.count < 3 {
      guard let value = context.values[name], said.insert(name).inserted else { continue }
      let text = (try? value.text(decimals: false, maximumLength: 60)) ?? "…"
      let kind = value.elements.contains(where: \.isRelation) ? "is the relation" : "has the value"
      error.message += "; \(name) \(kind) \(text) here, `forget \(name)` makes it a symbol"
    }
    return error
  }

  /// The names that a place to blame consists of: one, or a list of them.
  private func names(in place: ArraySlice<UInt8>) -> [String] {
    let text = String(decoding: place, as: UTF8.self)
    if SyntaxTree.name(in: text) != nil { return [text] }
    guard text.hasPrefix("[") else { return [] }
    return text.dropFirst().dropLast().split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
  }

  /// An error in words, with the line and a caret under the place.
  public static func describe(_ error: NablaError, in line: [UInt8], columns: Int? = nil) -> String {
    let message = columns.map { Layout.wrapped("error: \(error.message)", $0) } ?? "error: \(error.message)"
    guard let range = error.range, range.lowerBound <= line.count else { return message }
    return message + "\n" + Caret.lines(line, range, columns: columns)
  }
}
