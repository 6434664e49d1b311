// Every command of a session stands in the published grammar.

import Foundation
import Testing

@testable import NablaSession

@Suite struct CommandGrammarTests {
  @Test("the grammar has every command")
  func commands() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let grammar = try String(contentsOf: root.appendingPathComponent("Grammar/grammar.ebnf"), encoding: .utf8)
    let rule = try #require(grammar.range(of: "command     =").map { grammar[$0.upperBound...] })
    for command in Session.commands {
      #expect(rule.contains("\"\(command.name)\""), "\(command.name)")
    }
  }
}
