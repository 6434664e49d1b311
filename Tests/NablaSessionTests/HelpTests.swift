// Help answers what is asked, and its examples answer as shown.

import Nabla
import Testing

@testable import NablaSession

@Suite struct HelpTests {
  /// The lines behind prompts in a text, each with what stands below it.
  private func examples(in text: String) -> [(line: String, answer: String)] {
    var found: [(line: String, answer: String)] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("  nabla> ") {
        found.append((String(line.dropFirst(9)), ""))
      } else if line.hasPrefix("  "), !found.isEmpty {
        found[found.count - 1].answer += (found[found.count - 1].answer.isEmpty ? "" : "\n") + line.dropFirst(2)
      }
    }
    return found
  }

  @Test func examplesAnswerAsShown() {
    let names = Session.commands.map(\.name) + Verbs.names + Help.topics.keys
    var count = 0
    for name in Set(names) {
      for part in Session().execute("help \(name)").text.components(separatedBy: "\n\n") {
        let session = Session()
        for example in examples(in: part) {
          let answer = session.execute(example.line)
          // Of a long answer the beginning is shown.
          #expect(
            !answer.isError && answer.text.hasPrefix(example.answer), "help \(name): \(example.line): \(answer.text)")
          let isShortened = ["check", "why", "descend", "time"].contains { example.line.hasPrefix($0) }
          #expect(isShortened || example.line.hasPrefix("help") || answer.text == example.answer)
          count += 1
        }
      }
    }
    #expect(count >= 25)
  }

  @Test func everyCommandAndVerbHasAnExample() {
    for name in Session.commands.map(\.name) + Verbs.names {
      #expect(Session().execute("help \(name)").text.contains("\n  nabla> "), "\(name)")
    }
  }

  @Test(arguments: [
    "?", "help", "Help", "HELP", "help()", "?diff", "? diff", "diff?", "help(diff)", "help Diff", "help if",
    "help where",
    "help at", "help +", "help ^", "help !=", "help %", "help ;", "help '", "help limits", "?sin", "help SIN",
    "help pi",
  ])
  func helpIsFound(_ line: String) {
    let session = Session()
    let response = session.execute(line)
    #expect(!response.isError && response.text.count > 20, "\(line): \(response.text)")
    #expect(session.execute("x").text == "[1] x", "\(line) takes no number")
  }

  @Test func ownNamesComeFirst() {
    let session = Session()
    _ = session.execute("at = 3; help = 4")
    #expect(session.execute("?at").text == "at = 3")
    #expect(session.execute("help + 1").text == "[1] 5")
    #expect(session.execute("help nothing_of_the_kind").isError)
  }

  @Test func completionsFitWhereTheyStand() {
    let session = Session()
    _ = session.execute("tangle = 3")
    #expect(session.completions(before: "help ta") == ["tan", "tangent", "tangle", "tanh", "taylor"])
    #expect(session.completions(before: "?ta") == ["tan", "tangent", "tangle", "tanh", "taylor"])
    #expect(session.completions(before: "help dig") == ["digamma", "digits"])
    #expect(session.completions(before: "forget ta") == ["tangle"])
    #expect(session.completions(before: "2*ta") == ["tan(", "tangent(", "tangle", "tanh(", "taylor("])
  }
}
