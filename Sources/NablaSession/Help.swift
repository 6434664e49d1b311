// Help, generated from the catalogue, the verbs and the commands.

import Nabla
import NablaExpressions

/// What `help` says.
enum Help {
  /// The name asked about by `?`, `?diff`, `diff?`, `help()` or `help(diff)`; nil if the line is something else.
  static func question(_ line: Substring) -> String? {
    let text = line.reversed().drop(while: \.isWhitespace).reversed().map { String($0) }.joined()
    if text.hasPrefix("?") { return trimmed(text.drop { $0 == "?" }) }
    if text.hasSuffix("?") {
      let name = text.dropLast()
      return name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) ? String(name) : nil
    }
    guard text.lowercased().hasPrefix("help("), text.hasSuffix(")") else { return nil }
    return trimmed(text.dropFirst(5).dropLast())
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  /// Whether a text is a sign of the language rather than the rest of a formula.
  static func isSign(_ text: String) -> Bool { HelpTopics.signs[text] != nil }

  static func text(for topic: String, session: (String) -> String?) throws(NablaError) -> String {
    if topic.isEmpty { return overview }
    if let own = session(topic) { return own }
    if let text = known(topic) ?? known(topic.lowercased()) { return text }
    throw NablaError(.name, "there is no help for ‘\(topic)’; `help` lists what there is")
  }

  private static func known(_ name: String) -> String? {
    if let function = Catalogue.callable(named: name) { return self.function(function) }
    if let verb = Verbs.language.first(where: { $0.name == name }) {
      return
        "\(verb.calls.joined(separator: "   "))\n\(verb.summary)\n\(example(verb.examples.map { ($0.line, $0.answer) }))"
    }
    let usages = Session.commands.filter { $0.name == name || $0.name + "s" == name && name != "names" }
    if !usages.isEmpty {
      return usages.map { "\($0.usage)\n\($0.summary)\n\(example($0.example))" }.joined(separator: "\n\n")
    }
    if let sign = HelpTopics.signs[name] { return "\(name)   \(sign)\n`help operators` tells what binds how" }
    return topics[name]
  }

  private static func example(_ lines: [(line: String, answer: String)]) -> String {
    lines.map { "  nabla> \($0.line)" + ($0.answer.isEmpty ? "" : "\n  \($0.answer)") }.joined(separator: "\n")
  }

  private static var overview: String {
    var lines = [
      "Type a formula: x^2*sin(x)   (w - 5)^2   if(x > 0, x, 0)   |x|   [a, b]",
      "Derivatives:    " + Verbs.language.flatMap { $0.calls.dropLast() }.joined(separator: "   "),
      "Definitions:    a = 3   f(x, y) := x*y   % is the last result, %2 the second, %2[1] its first component",
      "", "Functions: " + Catalogue.callables.map(\.name).joined(separator: ", "), "", "Commands:",
    ]
    for command in Session.commands { lines.append("  " + padded(command.usage) + command.summary) }
    lines.append("Topics: " + topics.keys.sorted().joined(separator: ", "))
    return lines.joined(separator: "\n")
  }

  private static func padded(_ text: String) -> String { text + String(repeating: " ", count: max(2, 38 - text.count)) }

  private static func function(_ row: any Callable) -> String {
    let shown = row.parameters
    let variable = shown.first { $0 != "n" } ?? "x"
    let call = "\(row.name)(\(shown.joined(separator: ", ")))"
    var lines = [call + (row.arity.upperBound == Int.max ? "   any number of arguments" : ""), row.summary]
    // A whole number is one that shows the rule.
    let sample = "\(row.name)(\(shown.map { $0 == "n" ? "5" : $0 }.joined(separator: ", ")))"
    let expression = try? Expr(parsing: sample)
    if let row = row as? FunctionRow {
      lines.append("defined for: " + row.domainText)
    } else if let expression {
      lines.append((sample == call ? "" : sample + " is ") + "written as: \(expression)")
    }
    if let slope = try? expression?.derivative(by: .symbol(variable)) {
      lines.append("derivative by \(variable)\(sample == call ? "" : " of \(sample)"): \(slope)")
    }
    if let range = (row as? FunctionRow)?.slopeRange, range.low != nil || range.high != nil, range.low != range.high {
      lines.append("slope: " + range.text("slope"))
    }
    if let convention = (row as? FunctionRow)?.convention, !convention.isEmpty {
      lines.append("convention: " + convention)
    }
    if !row.aliases.isEmpty { lines.append("also: " + row.aliases.joined(separator: ", ")) }
    return lines.joined(separator: "\n")
  }

  static var topics: [String: String] { HelpTopics.texts }
}
