// Writing to the terminal or a pipe, byte by byte as given.

import CEdit
import NablaSession

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output could not be written to.
struct WriteError: Error {
  let number: Int32

  /// In words; a reader that went away is no news, and neither is the interrupt key.
  var message: String? {
    number == EPIPE || isInterruption ? nil : "cannot write the answer: \(String(cString: strerror(number)))"
  }

  /// Whether the interrupt key was pressed while a reader kept the program waiting.
  var isInterruption: Bool { number == EINTR }
}

/// Standard output and error.
enum Terminal {
  /// Whether a person sits at both ends.
  static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

  /// Where lines are remembered: NABLA_HISTORY, else a file in the home folder; nil without one.
  static var historyPath: String? {
    if let path = getenv("NABLA_HISTORY") { return String(cString: path) }
    return getenv("HOME").map { String(cString: $0) + "/.nabla_history" }
  }

  /// How much fits on the terminal.
  static var screen: Session.Screen {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return Session.Screen(columns: 80, rows: 24)
    }
    return Session.Screen(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Writes all bytes. `untilInterrupted` ends in silence when the interrupt key is pressed.
  static func write(_ bytes: [UInt8], to descriptor: Int32 = 1, untilInterrupted: Bool = false) throws(WriteError) {
    var start = 0
    while start < bytes.count {
      // A terminal takes its time: between pieces the key is looked at.
      let end = untilInterrupted ? min(bytes.count, start + 4096) : bytes.count
      // In bounds: the slice is of the array, and lives during the call.
      let written = bytes[start..<end].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno != EINTR { throw WriteError(number: errno) }
      start += max(0, written)
      // A write that was ended by the key has written a part, or nothing.
      if start < bytes.count && Interrupt.isRequested {
        if untilInterrupted { return }
        throw WriteError(number: EINTR)
      }
    }
  }

  /// Ends the program.
  static func exit(_ status: Int32) -> Never {
    #if canImport(Glibc)
      Glibc.exit(status)
    #elseif canImport(Musl)
      Musl.exit(status)
    #else
      Darwin.exit(status)
    #endif
  }

  static func writeLine(_ text: String) throws(WriteError) { try write(Array(text.utf8) + [10]) }

  /// What cannot be said on standard error is not said.
  static func writeError(_ text: String) { try? write(Array(text.utf8) + [10], to: 2) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Glibc)
    Glibc.write(descriptor, bytes, count)
  #elseif canImport(Musl)
    Musl.write(descriptor, bytes, count)
  #else
    Darwin.write(descriptor, bytes, count)
  #endif
}

/// A file to be read, or nil if there is none of that name.
func openFile(_ path: String) -> Int32? {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
  let descriptor = open(path, O_RDONLY)
  return descriptor < 0 ? nil : descriptor
}
