// Whole files, read and written.

import NablaExpressions

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Files by their paths.
enum FileText {
  /// No script is longer.
  private static let longest = 64 << 20

  static func read(_ path: String, _ range: Range<Int>) throws(NablaError) -> [UInt8] {
    let descriptor = open(expanded(path), O_RDONLY)
    guard descriptor >= 0 else { throw failure("cannot read \(path)", range) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // The call writes at most as many bytes as the buffer holds.
      let count = chunk.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("cannot read \(path)", range)
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= longest else {
        throw NablaError(.limit, "\(path) has more than \(longest >> 20) MB", range: range)
      }
    }
  }

  /// Writes a file beside the one of that name and puts it in its place: what breaks off leaves the old one as it was.
  static func write(_ bytes: [UInt8], to path: String, _ range: Range<Int>) throws(NablaError) {
    let path = expanded(path)
    let beside = path + ".part"
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot write \(path)", range) }
    var start = 0
    while start < bytes.count {
      // In bounds: the slice is of the array, and lives during the call.
      let count = bytes[start...].withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        let error = failure("cannot write \(path)", range)
        close(descriptor)
        unlink(beside)
        throw error
      }
      start += count
    }
    guard close(descriptor) == 0, rename(beside, path) == 0 else {
      let error = failure("cannot write \(path)", range)
      unlink(beside)
      throw error
    }
  }

  /// `~/s.nabla` in the home folder.
  private static func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }

  private static func failure(_ what: String, _ range: Range<Int>) -> NablaError {
    NablaError(.request, "\(what): \(String(cString: strerror(errno)))", range: range)
  }

  private static func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, bytes, count)
    #else
      Glibc.read(descriptor, bytes, count)
    #endif
  }

  private static func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes, count)
    #else
      Glibc.write(descriptor, bytes, count)
    #endif
  }
}
