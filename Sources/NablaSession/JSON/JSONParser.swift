// One pass with an explicit stack. Values are laid down in the order in which they begin; a container is
// completed when its bracket closes.

import NablaSyntax

struct JSONParser {
  private enum Expected {
    case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing
  }

  /// Offsets and node indices share 32-bit fields with a tag; this keeps both well inside.
  static let maximumLength = 1 << 30

  private let text: [UInt8]
  private let maximumDepth: Int
  private let maximumValues: Int
  private var position = 0
  private var open: [Int] = []
  private var keys: [Int] = []
  private(set) var nodes: [JSONNode] = []

  init(text: [UInt8], maximumDepth: Int, maximumValues: Int) {
    self.text = text
    self.maximumDepth = maximumDepth
    self.maximumValues = min(maximumValues, 1 << 29 - 1)
  }

  mutating func run() throws(JSONError) {
    guard text.count <= Self.maximumLength else {
      throw failure("a text of more than 2^30 bytes", at: Self.maximumLength)
    }
    if let fault = UTF8Validation.firstFault(in: text) {
      throw failure("not UTF-8", at: fault.lowerBound, length: fault.count)
    }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure("a byte order mark", at: 0, length: 3) }
    var expected = Expected.value
    while true {
      skipWhiteSpace()
      guard position < text.count else {
        guard expected == .nothing else { throw endFailure(expected) }
        return
      }
      expected = try step(expected)
    }
  }

  private mutating func step(_ expected: Expected) throws(JSONError) -> Expected {
    let byte = text[position]
    switch expected {
    case .nothing:
      throw failure("text after the value", at: position, length: text.count - position)
    case .colon:
      guard byte == UInt8(ascii: ":") else { throw failure("expected ':' after the key", at: position) }
      position += 1
      return .value
    case .commaOrEnd:
      return try commaOrEnd(byte)
    case .key, .keyOrEnd:
      if byte == UInt8(ascii: "}") {
        guard expected == .keyOrEnd else { throw failure("a comma before '}'", at: position) }
        return try close()
      }
      guard byte == UInt8(ascii: "\"") else {
        throw failure("expected a key in quotation marks", at: position)
      }
      try scanString()
      return .colon
    case .value, .valueOrEnd:
      if byte == UInt8(ascii: "]") && expected == .valueOrEnd { return try close() }
      return try value(byte)
    }
  }

  private mutating func value(_ byte: UInt8) throws(JSONError) -> Expected {
    switch byte {
    case UInt8(ascii: "["):
      try beginContainer(.array)
      return .valueOrEnd
    case UInt8(ascii: "{"):
      try beginContainer(.object)
      return .keyOrEnd
    case UInt8(ascii: "\""): try scanString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
    case UInt8(ascii: "t"): try scanLiteral("true", kind: .bool, payload: 1)
    case UInt8(ascii: "f"): try scanLiteral("false", kind: .bool, payload: 0)
    case UInt8(ascii: "n"): try scanLiteral("null", kind: .null, payload: 0)
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      let message = open.isEmpty ? "a closing bracket without its opening one" : "a value is missing"
      throw failure(message, at: position)
    default: throw failure("expected a value", at: position, length: wordLength(at: position))
    }
    return open.isEmpty ? .nothing : .commaOrEnd
  }

  private mutating func commaOrEnd(_ byte: UInt8) throws(JSONError) -> Expected {
    let isObject = open.last.map { nodes[$0].kind == .object } ?? false
    switch byte {
    case UInt8(ascii: ","):
      position += 1
      return isObject ? .key : .value
    case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
      return try close()
    default:
      throw failure("expected ',' or '\(isObject ? "}" : "]")'", at: position)
    }
  }

  // MARK: Containers

  private mutating func beginContainer(_ kind: JSONValue.Kind) throws(JSONError) {
    guard open.count < maximumDepth else {
      throw failure("nested more than \(maximumDepth) deep", at: position)
    }
    open.append(nodes.count)
    try append(kind, from: position, to: position + 1)
    position += 1
  }

  private mutating func close() throws(JSONError) -> Expected {
    position += 1
    if let index = open.popLast() {
      nodes[index].close(textEnd: position, nodesEnd: nodes.count)
      if nodes[index].kind == .object { try refuseRepeatedKeys(of: index) }
    }
    return open.isEmpty ? .nothing : .commaOrEnd
  }

  private mutating func refuseRepeatedKeys(of object: Int) throws(JSONError) {
    keys.removeAll(keepingCapacity: true)
    var child = object + 1
    while child < nodes.count {
      keys.append(child)
      let value = nodes[child + 1]
      child = value.kind == .array || value.kind == .object ? value.payload : child + 2
    }
    // A few keys are compared with each other, which needs no memory; more go through a set.
    var seen: Set<ArraySlice<UInt8>> = []
    for (place, index) in keys.enumerated() {
      let key = nodes[index]
      let name = JSONString.bytes(of: key, in: text)
      let isNew =
        keys.count > 8
        ? seen.insert(name).inserted
        : !keys[..<place].contains { JSONString.bytes(of: nodes[$0], in: text) == name }
      guard isNew else {
        throw failure("the key stands twice", at: key.range.lowerBound, length: key.range.count)
      }
    }
  }

  private mutating func append(
    _ kind: JSONValue.Kind, from start: Int, to end: Int, payload: Int = 0
  ) throws(JSONError) {
    guard nodes.count < maximumValues else { throw failure("more than \(maximumValues) values", at: start) }
    nodes.append(JSONNode(kind: kind, range: start..<end, payload: payload))
  }

  // MARK: Scalars

  private mutating func scanLiteral(
    _ literal: StaticString, kind: JSONValue.Kind, payload: Int
  ) throws(JSONError) {
    let start = position
    let length = wordLength(at: start)
    guard text[start..<start + length].elementsEqual(literal.description.utf8) else {
      throw failure("expected a value", at: start, length: length)
    }
    position += length
    try append(kind, from: start, to: position, payload: payload)
  }

  private mutating func scanNumber() throws(JSONError) {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    if peek() == UInt8(ascii: "0") {
      position += 1
      if let next = peek(), Self.isDigit(next) {
        throw failure("a number with a leading zero", at: start, length: numberLength(at: start))
      }
    } else {
      try scanDigits(of: start)
    }
    if peek() == UInt8(ascii: ".") {
      position += 1
      try scanDigits(of: start)
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      try scanDigits(of: start)
    }
    try append(.number, from: start, to: position)
  }

  private mutating func scanDigits(of start: Int) throws(JSONError) {
    guard let first = peek(), Self.isDigit(first) else {
      throw failure("a digit is missing", at: position, length: position < text.count ? 1 : 0)
    }
    while let byte = peek(), Self.isDigit(byte) { position += 1 }
  }

  private mutating func scanString() throws(JSONError) {
    let start = position
    var hasEscapes = false
    position += 1
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return try append(.string, from: start, to: position, payload: hasEscapes ? 1 : 0)
      }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        position += try JSONString.escapeLength(at: position, in: text)
      } else if byte < 0x20 {
        throw failure("a control character in a string must be escaped", at: position)
      } else {
        position += 1
      }
    }
    throw failure("a string without its closing quotation mark", at: start, length: text.count - start)
  }

  // MARK: Bytes

  private func peek() -> UInt8? { position < text.count ? text[position] : nil }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private mutating func skipWhiteSpace() {
    while position < text.count {
      switch text[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// The length of the run of letters (or of one character) from `start` on: what a message points at.
  private func wordLength(at start: Int) -> Int {
    var end = start
    while end < text.count, (text[end] | 0x20) >= UInt8(ascii: "a"), (text[end] | 0x20) <= UInt8(ascii: "z") {
      end += 1
    }
    if end > start { return end - start }
    end += 1
    while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
    return end - start
  }

  private func numberLength(at start: Int) -> Int {
    var end = start + 1
    while end < text.count, Self.isDigit(text[end]) { end += 1 }
    return end - start
  }

  private func failure(_ message: String, at offset: Int, length: Int = 1) -> JSONError {
    JSONError(message: message, offset: offset, length: length)
  }

  private func endFailure(_ expected: Expected) -> JSONError {
    guard let index = open.last else { return failure("expected a value", at: text.count, length: 0) }
    let name = nodes[index].kind == .object ? "object" : "array"
    return failure("the text ends inside an \(name)", at: text.count, length: 0)
  }
}
