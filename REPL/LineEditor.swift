import CEdit

/// Reads lines from the terminal with editing, history and completion.
///
/// There is none where the program was built without libedit, or where standard input or output is not a
/// terminal; lines are then read as they come. An editor belongs to one thread.
final class LineEditor {
  /// How reading a line ended.
  enum Result: Equatable {
    /// A line, without its end.
    case line(String)
    /// The interrupt key: the line was abandoned.
    case interrupted
    /// The end of input.
    case endOfInput
  }

  /// What the C callback is handed; the editor keeps it alive.
  private final class Completer {
    let complete: (String) -> [String]

    init(_ complete: @escaping (String) -> [String]) { self.complete = complete }
  }

  private let handle: OpaquePointer
  private let completer: Completer

  /// Makes an editor, or nil where none is possible.
  ///
  /// - Parameters:
  ///   - historyPath: a file that keeps the last 1,000 lines, readable by its owner alone; an unusable one is
  ///     passed over in silence.
  ///   - complete: given the text left of the cursor, the words that could stand in place of its last one. They
  ///     should begin with that word; a single one that does not replaces the name (or `\name`) before the cursor.
  init?(historyPath: String?, complete: @escaping (String) -> [String]) {
    let completer = Completer(complete)
    let context = Unmanaged.passUnretained(completer).toOpaque()
    // The path is copied by the call. The context outlives the handle, which `deinit` destroys first.
    guard let handle = nabla_editor_create(historyPath, Self.callback, context) else { return nil }
    self.handle = handle
    self.completer = completer
  }

  deinit {
    nabla_editor_destroy(handle)
  }

  /// Reads one line. Escape sequences in the prompt, such as colours, must stand between `\u{1}` characters,
  /// with a visible character after them.
  func readLine(prompt: String) -> Result {
    var line: UnsafePointer<CChar>?
    var length = 0
    switch nabla_editor_read(handle, prompt, &line, &length) {
    case NABLA_READ_LINE:
      // The editor answers with exactly `length` bytes, which stay until its next call.
      let bytes = UnsafeRawBufferPointer(start: line, count: length)
      return .line(String(decoding: bytes, as: UTF8.self))
    case NABLA_READ_INTERRUPTED: return .interrupted
    default: return .endOfInput
    }
  }

  /// Adds a line to the history and its file; blank lines and immediate repetitions are left out.
  func addHistory(_ line: String) {
    // The bytes are copied by the call, and their number is told.
    nabla_editor_add_history(handle, line, line.utf8.count)
  }

  private static let callback: nabla_complete = { context, text, length, candidates in
    guard let context, let candidates else { return }
    // The context is the completer that `init` passed. The text has `length` bytes during this call.
    let completer = Unmanaged<Completer>.fromOpaque(context).takeUnretainedValue()
    let line = String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
    for candidate in completer.complete(line) {
      nabla_candidates_add(candidates, candidate, candidate.utf8.count)
    }
  }
}
