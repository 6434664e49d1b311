import NablaSession
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A small generator (splitmix64), so that a failing case can be replayed from its seed.
struct JSONRandom: RandomNumberGenerator {
  static let seed: UInt64 = {
    if let text = getenv("NABLA_SEED"), let seed = UInt64(String(cString: text)) { return seed }
    return UInt64.random(in: 0..<1 << 32)
  }()

  private var state: UInt64

  init(stream: UInt64) { state = Self.seed &+ stream &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// A JSON value built by hand, to compare with what was read.
indirect enum JSONTree: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONTree])
  case object([(String, JSONTree)])

  init(_ value: JSONValue) {
    switch value.kind {
    case .null: self = .null
    case .bool: self = .bool(value.bool ?? false)
    case .number: self = .number(value.numberText ?? "")
    case .string: self = .string(value.string ?? "")
    case .array: self = .array((value.elements ?? []).map { JSONTree($0) })
    case .object: self = .object((value.members ?? []).map { ($0.name, JSONTree($0.value)) })
    }
  }

  static func random(depth: Int, using random: inout JSONRandom) -> JSONTree {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .number(Int.random(in: -1_000_000...1_000_000, using: &random).description)
    case 3:
      return .number(
        "-\(Int.random(in: 0...99, using: &random)).\(UInt64.random(in: 0...UInt64.max, using: &random))E+7")
    case 4: return .string(randomString(using: &random))
    case 5:
      return .array(
        (0..<Int.random(in: 0...5, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      return .object(
        (0..<Int.random(in: 0...5, using: &random)).map { index in
          ("\(index)" + randomString(using: &random), .random(depth: depth - 1, using: &random))
        })
    }
  }

  static func randomString(using random: inout JSONRandom) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let bound: UInt32 = [0x20, 0x80, 0x800, 0x10000, 0x110000].randomElement(using: &random) ?? 0x80
      if let scalar = Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let text): writer.numberText(text)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for (name, value) in members {
        writer.key(name)
        value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  static func == (left: JSONTree, right: JSONTree) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a.elementsEqual(b) { $0.0.utf8.elementsEqual($1.0.utf8) && $0.1 == $1.1 }
    default: false
    }
  }
}

/// The place of the error that reading the bytes gives, or nil if they are acceptable.
func jsonFault(_ bytes: [UInt8]) -> JSONError? {
  do {
    _ = try JSONValue.parse(bytes)
    return nil
  } catch {
    return error
  }
}

/// Runs a closure on a thread of its own, to be joined by the caller.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
  final class Box: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let context = Unmanaged.passRetained(Box(body)).toOpaque()
  let status = pthread_create(
    &thread, nil,
    { argument in
      // The argument is optional on one of the systems only.
      let context: UnsafeMutableRawPointer? = argument
      if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
      return nil
    }, context)
  return status == 0 ? thread : nil
}
