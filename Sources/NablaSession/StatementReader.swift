// Lines of a terminal, a file or a pipe as statements.

import NablaSyntax

/// Gathers lines into statements: one goes on while a bracket is open or a line ends in an operator.
public struct StatementReader: Sendable {
  /// A statement and the number of the line that it begins with.
  public struct Statement: Sendable, Equatable {
    /// Its lines.
    public let text: [UInt8]
    /// Counted from 1.
    public let firstLine: Int
  }

  private var lines = StatementLines()
  private var firstLine = 1
  private var lineNumber = 0

  /// A reader at the beginning of a text.
  public init() {}

  /// Whether a statement has begun that goes on.
  public var isOpen: Bool { lines.count > 0 }

  /// Adds a line; the statements that it ends. A byte order mark in front of the text is skipped.
  public mutating func add(_ line: [UInt8]) -> [Statement] {
    lineNumber += 1
    var line = line
    if lineNumber == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    var complete: [Statement] = []
    if lines.isBroken(by: line) { complete += finish() }
    if !isOpen { firstLine = lineNumber }
    if lines.add(line) { complete += finish() }
    return complete
  }

  /// The statement as far as it came, if there is one.
  public mutating func finish() -> [Statement] {
    guard isOpen else { return [] }
    let statement = Statement(text: lines.text, firstLine: firstLine)
    lines = StatementLines()
    return [statement]
  }
}
