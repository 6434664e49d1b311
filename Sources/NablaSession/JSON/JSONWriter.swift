/// Writes JSON (RFC 8259, UTF-8) to bytes, without white space or line breaks.
///
/// Commas and colons are put in by the writer. Calls must nest as the text does: a key before each value of an
/// object, an end for each beginning; debug builds check this. Strings are escaped only where they must be:
/// quotation marks, backslashes and control characters.
public struct JSONWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []

  private var closers: [UInt8] = []
  private var needsComma = false
  private var followsKey = false

  /// Makes a writer that has written nothing.
  public init() {}

  /// Begins an object.
  public mutating func beginObject() { begin(UInt8(ascii: "{"), closer: UInt8(ascii: "}")) }

  /// Ends the innermost object.
  public mutating func endObject() { end(UInt8(ascii: "}")) }

  /// Begins an array.
  public mutating func beginArray() { begin(UInt8(ascii: "["), closer: UInt8(ascii: "]")) }

  /// Ends the innermost array.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes a key; its value must follow.
  public mutating func key(_ name: String) {
    assert(closers.last == UInt8(ascii: "}") && !followsKey, "a key outside an object or after a key")
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    appendQuoted(name)
    bytes.append(UInt8(ascii: ":"))
    followsKey = true
    needsComma = false
  }

  /// Writes a string.
  public mutating func string(_ text: String) {
    beginValue()
    appendQuoted(text)
  }

  /// Writes a double as the shortest text that reads back to the same double; 5.0 is written `5`, the negative
  /// zero `-0.0`. A number that is not finite has no JSON text and is written `null`.
  public mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    beginValue()
    var text = value.description
    if text.hasSuffix(".0") && !(value == 0 && value.sign == .minus) { text.removeLast(2) }
    bytes.append(contentsOf: text.utf8)
  }

  /// Writes an integer.
  public mutating func number(_ value: Int) { numberText(value.description) }

  /// Writes a number by its text, which must be a JSON number.
  public mutating func numberText(_ text: String) {
    beginValue()
    bytes.append(contentsOf: text.utf8)
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    beginValue()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Writes `null`.
  public mutating func null() {
    beginValue()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes one value that is JSON text already, byte for byte, but for line breaks: in valid JSON these
  /// stand between tokens only, and become spaces, so that the value stays on one line.
  public mutating func raw(_ text: some Sequence<UInt8>) {
    beginValue()
    for byte in text { bytes.append(byte == 0x0A || byte == 0x0D ? 0x20 : byte) }
  }

  /// Ends the line; what follows is a new text. All arrays and objects must have ended.
  public mutating func endLine() {
    assert(closers.isEmpty && !followsKey, "a line that ends inside a value")
    bytes.append(0x0A)
    needsComma = false
  }

  /// Forgets what has been written, but keeps the memory for what comes.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    closers.removeAll(keepingCapacity: true)
    needsComma = false
    followsKey = false
  }

  private mutating func beginValue() {
    assert(followsKey || closers.last != UInt8(ascii: "}"), "a value of an object without its key")
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    followsKey = false
  }

  private mutating func begin(_ opener: UInt8, closer: UInt8) {
    beginValue()
    bytes.append(opener)
    closers.append(closer)
    needsComma = false
  }

  private mutating func end(_ closer: UInt8) {
    assert(closers.last == closer && !followsKey, "an end that has no beginning, or a key without its value")
    _ = closers.popLast()
    bytes.append(closer)
    needsComma = true
  }

  private mutating func appendQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0x08: bytes.append(contentsOf: #"\b"#.utf8)
      case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
      case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
      case 0x0C: bytes.append(contentsOf: #"\f"#.utf8)
      case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
      case 0x00..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: #"\u00"#.utf8)
        bytes.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
