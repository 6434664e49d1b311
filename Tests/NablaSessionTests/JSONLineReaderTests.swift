import NablaSession
import Synchronization
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct JSONLineReaderTests {
  /// What a reader makes of bytes that come through a pipe in pieces.
  private func lines(
    _ bytes: [UInt8], pieces: Int, limit: Int = 256 << 20, nonBlocking: Bool = false
  ) throws -> [ByteLineReader.Line] {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (input, output) = (ends[0], ends[1])
    if nonBlocking { _ = fcntl(input, F_SETFL, O_NONBLOCK) }
    let thread = try #require(
      startThread {
        var start = 0
        while start < bytes.count {
          let end = min(bytes.count, start + pieces)
          let count = bytes[start..<end].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
          if count <= 0 { break }
          start += count
          if pieces < 100 { usleep(200) }
        }
        close(output)
      })
    defer {
      pthread_join(thread, nil)
      close(input)
    }
    var reader = ByteLineReader(fileDescriptor: input, maximumLineLength: limit)
    var result: [ByteLineReader.Line] = []
    while let line = try reader.next() { result.append(line) }
    return result
  }

  private func text(_ text: String) -> ByteLineReader.Line { .bytes(Array(text.utf8)) }

  @Test(arguments: [1, 2, 3, 1_000], [false, true])
  func splitsLines(pieces: Int, nonBlocking: Bool) throws {
    let bytes = Array("one\ntwo\r\n\n\r\na\rb\nμ\n".utf8) + [0xFF, 0x00, 0x0A] + Array("last".utf8)
    let expected = [
      text("one"), text("two"), text(""), text(""), text("a\rb"), text("μ"), .bytes([0xFF, 0x00]),
      text("last"),
    ]
    #expect(try lines(bytes, pieces: pieces, nonBlocking: nonBlocking) == expected)
  }

  @Test func endOfInput() throws {
    #expect(try lines([], pieces: 1) == [])
    #expect(try lines([0x0A], pieces: 1) == [.bytes([])])
    #expect(try lines(Array("a\r".utf8), pieces: 1) == [text("a")])
    #expect(try lines(Array("\r".utf8), pieces: 1) == [text("")])
  }

  @Test(arguments: [1, 7, 1_000])
  func skipsLongLines(pieces: Int) throws {
    let bytes = Array("12345\n123456\n12345\r\n123456\r\n1\n1234567890".utf8)
    let expected: [ByteLineReader.Line] = [
      text("12345"), .tooLong(length: 6), text("12345"), .tooLong(length: 7), text("1"), .tooLong(length: 10),
    ]
    #expect(try lines(bytes, pieces: pieces, limit: 5) == expected)
  }

  @Test func longLinesThroughAPipe() throws {
    let long = [UInt8](repeating: 0x78, count: 3_000_000)
    let bytes = long + [0x0A] + Array("short".utf8) + [0x0A] + long + [0x79, 0x0A]
    #expect(
      try lines(bytes, pieces: 50_000, limit: 3_000_000) == [
        .bytes(long), text("short"), .tooLong(length: 3_000_001),
      ])
    #expect(try lines(bytes, pieces: 65_536, limit: 1_000_000).count == 3)
  }

  @Test func reportsWhatCannotBeRead() {
    var reader = ByteLineReader(fileDescriptor: -1)
    #expect(throws: ByteLineReader.ReadError.self) { try reader.next() }
  }

  /// A signal that arrives while waiting is noticed only if asked for, and ends nothing.
  @Test func interruptions() throws {
    var action = sigaction()
    var previous = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = { _ in }
    #else
      action.__sigaction_handler.sa_handler = { _ in }
    #endif
    sigaction(SIGUSR2, &action, &previous)
    defer { sigaction(SIGUSR2, &previous, nil) }
    for reported in [false, true] {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      let (input, output) = (ends[0], ends[1])
      let observed = Observed()
      // A thread of its own, for those of the test runner block signals.
      let reading = try #require(
        startThread {
          var signals = sigset_t()
          sigemptyset(&signals)
          sigaddset(&signals, SIGUSR2)
          pthread_sigmask(SIG_UNBLOCK, &signals, nil)
          var reader = ByteLineReader(fileDescriptor: input, reportsInterruptions: reported)
          while observed.line.withLock({ $0 }) == nil {
            do throws(ByteLineReader.ReadError) {
              let line = try reader.next()
              observed.line.withLock { $0 = line }
            } catch {
              let count = error.isInterruption ? 1 : 0
              observed.interruptions.withLock { $0 += count }
            }
          }
        })
      for _ in 0..<(reported ? 2_000 : 10) where observed.interruptions.withLock({ $0 }) == 0 {
        usleep(5_000)
        pthread_kill(reading, SIGUSR2)
      }
      _ = Array("after\n".utf8).withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
      pthread_join(reading, nil)
      close(input)
      close(output)
      #expect(observed.line.withLock { $0 } == text("after"))
      #expect((observed.interruptions.withLock { $0 } > 0) == reported)
    }
  }

  private final class Observed: Sendable {
    let line = Mutex<ByteLineReader.Line?>(nil)
    let interruptions = Mutex(0)
  }
}
