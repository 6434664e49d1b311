// Writing to the terminal or a pipe, byte by byte as given.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output and error.
enum Terminal {
  /// Whether a person sits at both ends.
  static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

  /// Where lines are remembered: NABLA_HISTORY, else a file in the home folder; nil without one.
  static var historyPath: String? {
    if let path = getenv("NABLA_HISTORY") { return String(cString: path) }
    return getenv("HOME").map { String(cString: $0) + "/.nabla_history" }
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32 = 1) {
    var start = 0
    bytes.withUnsafeBytes { buffer in
      while start < bytes.count {
        // In bounds: `start` never passes the count.
        let written = systemWrite(descriptor, buffer.baseAddress.map { $0 + start }, bytes.count - start)
        if written < 0 && errno != EINTR { return }
        start += max(0, written)
      }
    }
  }

  static func writeLine(_ text: String) { write(Array(text.utf8) + [10]) }
  static func writeError(_ text: String) { write(Array(text.utf8) + [10], to: 2) }
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
