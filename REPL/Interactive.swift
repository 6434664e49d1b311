// The interactive session on a terminal, and the same on piped input.

import ArgumentParser
import Nabla
import NablaSession

struct Interactive: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: "Starts a session; runs the input if it is piped.")

  func run() throws {
    Interrupt.install()
    var limits = Limits.program
    // At a keyboard the interrupt key is the limit of time.
    if Terminal.isInteractive { limits.seconds = nil }
    limits.isInterrupted = { Interrupt.isRequested }
    let session = Session(limits: limits)
    if Terminal.isInteractive { try converse(with: session) } else { try runInput(in: session) }
  }

  private func converse(with session: Session) throws {
    Terminal.writeLine("\(NablaCommand.version)\nType a formula, or help. Ctrl-D ends.")
    if let editor = LineEditor(historyPath: Terminal.historyPath, complete: { session.completions(before: $0) }) {
      edit(with: editor, in: session)
    } else {
      try readPlainly(in: session)
    }
  }

  private func edit(with editor: LineEditor, in session: Session) {
    var isOver = false
    while !isOver {
      switch editor.readLine(prompt: "nabla> ") {
      case .line(let line):
        if line.contains(where: { !$0.isWhitespace }) { editor.addHistory(line) }
        Interrupt.clear()
        isOver = respond(session.execute(line))
      case .interrupted: break
      case .endOfInput:
        Terminal.writeLine("")
        isOver = true
      }
    }
  }

  /// Without libedit: plain lines.
  private func readPlainly(in session: Session) throws {
    var reader = ByteLineReader(fileDescriptor: 0, reportsInterruptions: true)
    var isOver = false
    while !isOver {
      Terminal.write(Array("nabla> ".utf8))
      Interrupt.clear()
      isOver = try plainLine(&reader, session)
    }
  }

  private func plainLine(_ reader: inout ByteLineReader, _ session: Session) throws -> Bool {
    switch Result(catching: { () throws(ByteLineReader.ReadError) in try reader.next() }) {
    case .success(.bytes(let bytes)?): return respond(session.execute(bytes))
    case .success(.tooLong?): return false
    case .success(nil):
      Terminal.writeLine("")
      return true
    case .failure(let error):
      guard error.isInterruption else { throw error }
      Terminal.writeLine("")
      return false
    }
  }

  /// Shows a response; true when the session ends.
  private func respond(_ response: Session.Response) -> Bool {
    if !response.text.isEmpty { Terminal.writeLine(response.text) }
    return response.ends
  }

  /// Runs piped lines; the status is that of failure if one of them failed.
  private func runInput(in session: Session) throws {
    var reader = ByteLineReader(fileDescriptor: 0)
    var failed = false
    while let line = try reader.next() {
      guard case .bytes(let bytes) = line else {
        Terminal.writeError("error: a line is too long")
        failed = true
        continue
      }
      let response = session.execute(bytes)
      if response.isError {
        Terminal.writeError(response.text)
        failed = true
      } else if !response.text.isEmpty {
        Terminal.writeLine(response.text)
      }
      if response.ends { break }
    }
    if failed { throw ExitCode.failure }
  }
}
