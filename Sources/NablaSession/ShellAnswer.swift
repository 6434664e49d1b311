// Answers as a shell shows them: lines, remarks and whether they are good.

import Nabla
import NablaSyntax

/// What a subcommand prints.
public struct ShellAnswer: Sendable {
  /// For standard output.
  public var lines: [String] = []
  /// For standard error: remarks, or what went wrong with its place.
  public var remarks: [String] = []
  /// Whether the answer is an error.
  public var isError = false
  /// Whether the answer is that there is none: no value, a wrong derivative.
  public var isNegative = false

  /// A text of the language with the signs of relations that other languages read as well.
  public static func ascii(_ text: String) -> String {
    text.replacing("≤", with: "<=").replacing("≥", with: ">=").replacing("≠", with: "!=")
  }
}

extension Engine {
  /// The answer to a request in words, or as LaTeX; the conditions stand behind the result.
  public func shellAnswer(_ request: Request, asLaTeX: Bool) -> ShellAnswer {
    within(request) {
      let answer = computed(request)
      do throws(NablaError) {
        if let error = answer.error { throw error }
        return try good(answer, request, asLaTeX)
      } catch {
        return ShellAnswer(remarks: [Engine.describe(error, request)], isError: true)
      }
    }
  }

  /// The line of JSON, and whether it is good.
  public func shellLine(_ request: Request) -> (line: [UInt8], isGood: Bool) {
    let (line, answer) = lineAndAnswer(request)
    return (line, answer.error == nil && !answer.reportDisagrees && !answer.isMissingValue)
  }

  private func good(_ answer: Answer, _ request: Request, _ asLaTeX: Bool) throws(NablaError) -> ShellAnswer {
    var shown = ShellAnswer(isNegative: answer.reportDisagrees || answer.isMissingValue)
    // Why there is no value, and kinks, stand with the values.
    let said: Set<String> = answer.valueTexts.isEmpty ? [] : ["not real", "infinite", "undefined", "kink"]
    shown.remarks = answer.notes.filter { !said.contains($0.message) }.map { "note: \($0.message)" }
    if let report = answer.reportText {
      shown.lines = [report]
      return shown
    }
    if let text = answer.diagnosis?.text ?? answer.critical?.text ?? answer.descent?.text() {
      shown.lines = [text]
      // They stand with the answer.
      let said = (answer.critical?.remarks ?? answer.diagnosis?.relations ?? []).map { "note: " + $0 }
      shown.remarks.removeAll(where: said.contains)
      shown.isNegative = answer.descent?.end == .diverged
      return shown
    }
    if let verdict = answer.verdict {
      let point = (verdict.witness ?? [:]).map { ($0.key.description, $0.value.description) }.sorted { $0.0 < $1.0 }
      let place = point.map { "\($0.0) = \($0.1)" }.joined(separator: ", ")
      let conditions = answer.conditions.isEmpty ? "" : "   for " + answer.conditions.joined(separator: ", ")
      shown.lines = [verdict.text + (place.isEmpty ? "" : "   at \(place)") + conditions]
    } else if let typed = answer.typedLatex {
      shown.lines = [typed]
    } else if asLaTeX {
      shown.lines = [try answer.latex()]
    } else if request.operation.verb?.answer == .formula {
      let conditions = answer.conditions.isEmpty ? "" : "   for " + answer.conditions.joined(separator: ", ")
      shown.lines = [try answer.text() + conditions]
    }
    shown.lines += answer.valueTexts
    return shown
  }

  /// An error in words, with the argument to blame.
  static func describe(_ error: NablaError, _ request: Request) -> String {
    var error = error
    for limit in ["seconds", "nodes", "bits"] {
      error.message = error.message.replacing("raise the limit `\(limit)`", with: "raise it with --\(limit) NUMBER")
    }
    error.message = error.message.replacing("; ask for the form `graph`", with: "; ask for less, or for --json")
    guard let text = request.text(at: error.text ?? "expr") else { return "error: \(error.message)" }
    if error.range == nil && error.text != nil { error.range = 0..<text.utf8.count }
    return Session.describe(error, in: Array(text.utf8))
  }
}

extension Request {
  /// The text that a place such as `expr`, `vars[1]` or `at.x` names.
  func text(at place: String) -> String? {
    func element(_ texts: [String]) -> String? {
      guard let open = place.firstIndex(of: "["), let number = Int(place[open...].dropFirst().dropLast()) else {
        return texts.first
      }
      return texts.indices.contains(number) ? texts[number] : nil
    }
    switch place.prefix(while: { $0.isLetter }) {
    case "expr": return element(expressions)
    case "vars": return element(variables ?? [])
    case "against": return place == "against" ? nil : element(against ?? [])
    case "assume": return assumed.count == 1 ? assumed[0].text : nil
    case "with": return place == "with" ? other : nil
    case "base": return base
    case "direction": return element(direction ?? [])
    case "at":
      guard let dot = place.firstIndex(of: ".") else { return nil }
      let name = place[place.index(after: dot)...]
      guard case .text(let text)? = points?.first?.first(where: { $0.name == name })?.value else { return nil }
      return text
    default: return nil
    }
  }
}
