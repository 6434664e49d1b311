// The session of a person at a terminal.

import Nabla
import NablaSession

struct Conversation {
  let session: Session

  func run() throws {
    try Terminal.writeLine("\(NablaCommand.version)\nType a formula, or help. Ctrl-D ends.")
    if let editor = LineEditor(historyPath: Terminal.historyPath, complete: { session.completions(before: $0) }) {
      try edit(with: editor)
    } else {
      try readPlainly()
    }
  }

  private func prompt(_ statements: StatementReader) -> String { statements.isOpen ? "  ...> " : "nabla> " }

  private func edit(with editor: LineEditor) throws {
    var statements = StatementReader()
    var typed: [String] = []
    while true {
      switch editor.readLine(prompt: prompt(statements)) {
      case .line(let line):
        if line.contains(where: { !$0.isWhitespace }) { typed.append(line) }
        let complete = statements.add(Array(line.utf8))
        if complete.isEmpty { continue }
        // Remembered as one line, to be edited as one.
        if !typed.isEmpty { editor.addHistory(typed.joined(separator: " ")) }
        typed = []
        Interrupt.clear()
        if try respond(to: complete) { return }
      case .interrupted:
        _ = statements.finish()
        typed = []
      case .endOfInput:
        try Terminal.writeLine("")
        let complete = statements.finish()
        if complete.isEmpty { return }
        if try respond(to: complete) { return }
      }
    }
  }

  /// Without libedit: plain lines.
  private func readPlainly() throws {
    var reader = ByteLineReader(fileDescriptor: 0, reportsInterruptions: true)
    var statements = StatementReader()
    while true {
      try Terminal.write(Array(prompt(statements).utf8))
      Interrupt.clear()
      switch Result(catching: { () throws(ByteLineReader.ReadError) in try reader.next() }) {
      case .success(.bytes(let bytes)?):
        if try respond(to: statements.add(bytes)) { return }
      case .success(.tooLong?): Terminal.writeError("error: a line is too long")
      case .success(nil):
        try Terminal.writeLine("")
        return
      case .failure(let error):
        guard error.isInterruption else { throw error }
        try Terminal.writeLine("")
        _ = statements.finish()
      }
    }
  }

  /// Carries out statements and shows what they came to; true when the session ends.
  private func respond(to statements: [StatementReader.Statement]) throws -> Bool {
    for statement in statements {
      session.screen = Terminal.screen
      let response = session.execute(statement.text)
      if !response.text.isEmpty { try Terminal.write(Array(response.text.utf8) + [10], untilInterrupted: true) }
      if response.ends { return true }
    }
    return false
  }
}
