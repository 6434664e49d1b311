// A value is an index into the arena of its document, so depth costs nothing when values are released,
// and every value still knows the bytes it was read from.

/// One value of a JSON text, with the bytes it was read from.
///
/// Numbers are never converted: their digits are kept as they stand. Members of an object keep their order.
/// A value keeps the whole text alive. Copying a value is O(1).
public struct JSONValue: Sendable {
  /// What a value is.
  public enum Kind: UInt8, Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool
    /// A number, kept as text.
    case number
    /// A string.
    case string
    /// An array.
    case array
    /// An object.
    case object
  }

  /// One member of an object.
  public struct Member: Sendable {
    /// The decoded key.
    public let name: String
    /// The key as a value, for its place in the text.
    public let key: JSONValue
    /// The value under the key.
    public let value: JSONValue
  }

  let document: JSONDocument
  let index: Int

  /// Reads one JSON value (RFC 8259, strictly) that fills `text` but for white space.
  ///
  /// - Parameters:
  ///   - text: the bytes, which must be valid UTF-8 without a byte order mark, at most 2^30 of them.
  ///   - maximumDepth: how many arrays and objects may be open at once.
  ///   - maximumValues: how many values (keys included) the text may hold; each takes 12 bytes of memory.
  /// - Throws: `JSONError` with the place of the first offence. Invalid UTF-8 anywhere is reported before
  ///   anything else. A key that an object has twice (after decoding) is an error.
  /// - Complexity: O(n) in the number of bytes; no recursion.
  public static func parse(
    _ text: [UInt8], maximumDepth: Int = 512, maximumValues: Int = 1 << 26
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(text: text, maximumDepth: maximumDepth, maximumValues: maximumValues)
    try parser.run()
    return JSONValue(document: JSONDocument(text: text, nodes: parser.nodes), index: 0)
  }

  private var node: JSONNode { document.nodes[index] }

  /// What the value is.
  public var kind: Kind { node.kind }

  /// Where the value begins in the text, in bytes.
  public var offset: Int { node.range.lowerBound }

  /// How many bytes of the text the value takes, with its quotation marks or brackets.
  public var length: Int { node.range.count }

  /// The bytes of the text that the value takes.
  public var range: Range<Int> { node.range }

  /// The value exactly as it stands in the text. O(1).
  public var rawBytes: ArraySlice<UInt8> { document.text[node.range] }

  /// Whether the value is `null`.
  public var isNull: Bool { kind == .null }

  /// The truth value, or nil where the value is not one.
  public var bool: Bool? { kind == .bool ? node.payload == 1 : nil }

  /// The number as its source text, untouched, or nil where the value is not a number.
  public var numberText: String? { kind == .number ? String(decoding: rawBytes, as: UTF8.self) : nil }

  /// The decoded string, or nil where the value is not one. O(length).
  public var string: String? {
    guard kind == .string else { return nil }
    return String(decoding: document.stringBytes(index), as: UTF8.self)
  }

  /// The UTF-8 bytes of the decoded string, or nil where the value is not one. O(1) without escapes.
  public var stringBytes: ArraySlice<UInt8>? {
    kind == .string ? document.stringBytes(index) : nil
  }

  /// The elements of an array in order, or nil where the value is not one. O(number of elements).
  public var elements: [JSONValue]? {
    guard kind == .array else { return nil }
    var result: [JSONValue] = []
    var child = index + 1
    let end = node.payload
    while child < end {
      result.append(JSONValue(document: document, index: child))
      child = document.following(child)
    }
    return result
  }

  /// The members of an object in order, or nil where the value is not one. O(length of the keys).
  public var members: [Member]? {
    guard kind == .object else { return nil }
    var result: [Member] = []
    var child = index + 1
    let end = node.payload
    while child < end {
      let name = String(decoding: document.stringBytes(child), as: UTF8.self)
      let key = JSONValue(document: document, index: child)
      result.append(Member(name: name, key: key, value: JSONValue(document: document, index: child + 1)))
      child = document.following(child + 1)
    }
    return result
  }

  /// The value under a key, or nil where there is none or the value is not an object.
  ///
  /// Keys are equal when their code points are: no Unicode normalisation. O(number of members).
  public subscript(name: String) -> JSONValue? {
    guard kind == .object else { return nil }
    var child = index + 1
    let end = node.payload
    while child < end {
      if document.stringBytes(child).elementsEqual(name.utf8) {
        return JSONValue(document: document, index: child + 1)
      }
      child = document.following(child + 1)
    }
    return nil
  }
}

/// One value in the arena: 12 bytes. The kind sits in the low bits of `tagged`, the payload above it: for an
/// array or object the index after its last descendant, for a string 1 if it has escapes, for a bool its value.
struct JSONNode: Sendable {
  private var start: UInt32
  private var length: UInt32
  private var tagged: UInt32

  init(kind: JSONValue.Kind, range: Range<Int>, payload: Int) {
    start = UInt32(range.lowerBound)
    length = UInt32(range.count)
    tagged = UInt32(payload) << 3 | UInt32(kind.rawValue)
  }

  var kind: JSONValue.Kind { JSONValue.Kind(rawValue: UInt8(tagged & 7)) ?? .null }
  var payload: Int { Int(tagged >> 3) }
  var range: Range<Int> { Int(start)..<Int(start) + Int(length) }

  mutating func close(textEnd: Int, nodesEnd: Int) {
    length = UInt32(textEnd) - start
    tagged = UInt32(nodesEnd) << 3 | tagged & 7
  }
}

/// The bytes and the values read from them, each container before its contents.
final class JSONDocument: Sendable {
  let text: [UInt8]
  let nodes: [JSONNode]

  init(text: [UInt8], nodes: [JSONNode]) {
    self.text = text
    self.nodes = nodes
  }

  /// The index of the value after the one at `index` and all it contains.
  func following(_ index: Int) -> Int {
    let node = nodes[index]
    return node.kind == .array || node.kind == .object ? node.payload : index + 1
  }

  func stringBytes(_ index: Int) -> ArraySlice<UInt8> {
    JSONString.bytes(of: nodes[index], in: text)
  }
}
