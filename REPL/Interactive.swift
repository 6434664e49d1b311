// The interactive session on a terminal, and the same on piped input, files and formulas given as arguments.

import ArgumentParser
import Nabla
import NablaSession

struct Interactive: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Starts a session; runs the input if it is piped, or files and formulas: nabla 'diff(x^2, x)'")
  @Argument(help: "Files to be run, formulas, or - for standard input.") var inputs: [String] = []
  @OptionGroup var limits: LimitOptions

  func run() throws {
    Interrupt.install()
    var limits = try self.limits.applied(to: .program)
    // At a keyboard the interrupt key is the limit of time.
    if inputs.isEmpty && Terminal.isInteractive && self.limits.seconds == nil { limits.seconds = nil }
    limits.isInterrupted = { Interrupt.isRequested }
    let session = Session(limits: limits)
    if !inputs.isEmpty { return try runArguments(in: session) }
    if Terminal.isInteractive { return try Conversation(session: session).run() }
    try finish(try runLines(of: 0, "line ", in: session))
  }

  /// Ends with the status of failure where something failed.
  private func finish(_ isGood: Bool) throws { if !isGood { throw ExitCode.failure } }

  private func runArguments(in session: Session) throws {
    var isGood = true
    for (index, input) in inputs.enumerated() {
      if input == "-" {
        isGood = try runLines(of: 0, "line ", in: session) && isGood
      } else if let descriptor = openFile(input) {
        isGood = try runLines(of: descriptor, "\(input):", in: session) && isGood
      } else {
        if index == 0 && Session.isWord(input) {
          let commands = NablaCommand.subcommandNames + ["--version", "--help"]
          let hint = Session.nearestCommand(to: input, among: commands).map { "; did you mean \($0)?" } ?? ""
          throw ValidationError("there is no command and no file ‘\(input)’\(hint)")
        }
        if looksLikeFile(input) && !Session.isStatement(input) { throw ValidationError("there is no file ‘\(input)’") }
        session.isNumbering = false
        for response in session.responses(to: Array(input.utf8)) { isGood = try show(response, "") && isGood }
        session.isNumbering = true
      }
    }
    try finish(isGood)
  }

  /// s.txt, dir/s
  private func looksLikeFile(_ text: String) -> Bool {
    guard text.allSatisfy({ $0.isLetter || $0.isNumber || "._-/~".contains($0) }) else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).last.map {
      $0.first?.isLetter == true && $0.count < text.count
    } ?? false || text.hasPrefix("/") || text.hasPrefix("~")
  }

  /// Runs the statements of a file or a pipe; whether all were good.
  private func runLines(of descriptor: Int32, _ place: String, in session: Session) throws -> Bool {
    var reader = ByteLineReader(fileDescriptor: descriptor)
    var statements = StatementReader()
    var isGood = true
    var isOver = false
    var number = 0
    func execute(_ complete: [StatementReader.Statement]) throws {
      for statement in complete where !isOver {
        for response in session.responses(to: statement.text) {
          isGood = try show(response, "\(place)\(statement.firstLine): ") && isGood
          if response.ends { isOver = true }
        }
        if Interrupt.isRequested { throw ExitCode(130) }
      }
    }
    while !isOver, let line = try reader.next() {
      defer { number += 1 }
      guard case .bytes(let bytes) = line else {
        Terminal.writeError("\(place)\(number + 1): error: a line is too long")
        isGood = false
        continue
      }
      try execute(statements.add(bytes))
    }
    try execute(statements.finish())
    return isGood
  }

  /// Answers to standard output, errors and remarks with their place to standard error; whether the response is good.
  private func show(_ response: Session.Response, _ place: String) throws -> Bool {
    if response.isError {
      Terminal.writeError(place + response.answer)
    } else if !response.answer.isEmpty {
      try Terminal.writeLine(response.answer)
    }
    for note in response.notes { Terminal.writeError("\(place)note: \(note)") }
    return !response.isError && !response.isNegative
  }
}
