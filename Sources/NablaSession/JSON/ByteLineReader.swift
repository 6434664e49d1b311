#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads lines of bytes from a file descriptor, whatever the bytes are.
///
/// A line ends with a line feed or the end of input; a carriage return before it belongs to the end. Memory is
/// bounded by the longest permitted line. The descriptor is not closed.
public struct ByteLineReader {
  /// One line.
  public enum Line: Equatable, Sendable {
    /// The bytes of the line, without its end.
    case bytes([UInt8])
    /// A line longer than permitted, which was skipped; `length` counts its bytes without the line feed.
    case tooLong(length: Int)
  }

  /// Why reading failed.
  public struct ReadError: Error, Equatable, Sendable {
    /// The number of the system's error (`errno`).
    public let code: Int32
    /// Whether a signal arrived while waiting; the reader can be used on.
    public var isInterruption: Bool { code == EINTR }
  }

  private static let chunkLength = 1 << 16

  private let fileDescriptor: Int32
  private let maximumLineLength: Int
  private let reportsInterruptions: Bool
  private var chunk = [UInt8](repeating: 0, count: ByteLineReader.chunkLength)
  private var unread = 0..<0
  private var line: [UInt8] = []
  private var lineLength = 0
  private var isAtEnd = false

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - fileDescriptor: what to read; 0 is standard input.
  ///   - maximumLineLength: longer lines are skipped and reported as such.
  ///   - reportsInterruptions: whether a signal that arrives while waiting makes `next` throw (and drops what
  ///     the line had so far, as a prompt wants it); otherwise waiting goes on.
  public init(
    fileDescriptor: Int32, maximumLineLength: Int = 256 << 20, reportsInterruptions: Bool = false
  ) {
    self.fileDescriptor = fileDescriptor
    self.maximumLineLength = maximumLineLength
    self.reportsInterruptions = reportsInterruptions
  }

  /// The next line, or nil at the end of input.
  ///
  /// - Throws: `ReadError` where the system cannot read.
  /// - Complexity: O(length of the line).
  public mutating func next() throws(ReadError) -> Line? {
    while true {
      if unread.isEmpty {
        if !isAtEnd { try fill() }
        if isAtEnd { return lineLength == 0 ? nil : takeLine() }
      }
      let rest = chunk[unread]
      guard let lineFeed = rest.firstIndex(of: 0x0A) else {
        append(rest)
        unread = unread.upperBound..<unread.upperBound
        continue
      }
      append(chunk[unread.lowerBound..<lineFeed])
      unread = lineFeed + 1..<unread.upperBound
      return takeLine()
    }
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    lineLength += bytes.count
    // One byte more than permitted is kept, for it may be the carriage return of the line's end.
    if lineLength <= maximumLineLength + 1 { line.append(contentsOf: bytes) } else { line = [] }
  }

  private mutating func takeLine() -> Line {
    defer {
      line = []
      lineLength = 0
    }
    if lineLength == line.count {
      if line.last == 0x0D { line.removeLast() }
      if line.count <= maximumLineLength { return .bytes(line) }
    }
    return .tooLong(length: lineLength)
  }

  private mutating func fill() throws(ReadError) {
    while true {
      // The call writes at most as many bytes as the buffer holds.
      let count = chunk.withUnsafeMutableBytes { read(fileDescriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        unread = 0..<count
        return
      }
      if count == 0 {
        isAtEnd = true
        return
      }
      switch errno {
      case EINTR where !reportsInterruptions: continue
      case EAGAIN, EWOULDBLOCK: waitUntilReadable()
      case let code:
        line = []
        lineLength = 0
        throw ReadError(code: code)
      }
    }
  }

  /// A program that shares the descriptor may have made it non-blocking.
  private func waitUntilReadable() {
    var request = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
    // One request is handed over, and its number is one.
    _ = poll(&request, 1, -1)
  }
}
