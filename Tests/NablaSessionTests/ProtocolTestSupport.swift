// Asking the engine one line at a time, and reading what it answers.

import NablaSession
import NablaTestSupport
import Testing

/// A size, in full or a tenth of it.
func sized(_ full: Int) -> Int { isThorough ? full : full / 10 }

/// A text as a JSON string.
func quoted(_ text: String) -> String {
  var writer = JSONWriter()
  writer.string(text)
  return String(decoding: writer.bytes, as: UTF8.self)
}

/// Texts as a JSON array.
func quoted(_ texts: [String]) -> String { "[\(texts.map { quoted($0) }.joined(separator: ","))]" }

/// The answer to a line, which must be one line of JSON.
func reply(
  _ line: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> JSONValue { try reply(bytes: Array(line.utf8), sourceLocation: sourceLocation) }

func reply(
  bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) throws -> JSONValue {
  let answer = Engine().answer(line: bytes)
  #expect(answer.last == 10 && answer.dropLast().firstIndex(of: 10) == nil, sourceLocation: sourceLocation)
  return try JSONValue.parse(answer)
}

/// The answer to an operation on an expression; `rest` is further members of the request.
func reply(
  _ op: String, _ expression: String, _ rest: String = "", sourceLocation: SourceLocation = #_sourceLocation
) throws -> JSONValue {
  try reply(
    "{\"op\":\"\(op)\",\"expr\":\(quoted(expression))\(rest.isEmpty ? "" : ",")\(rest)}",
    sourceLocation: sourceLocation)
}

extension JSONValue {
  /// The bytes of the value as text, `nothing` where it is missing.
  var source: String { String(decoding: rawBytes, as: UTF8.self) }
  var isGood: Bool { self["ok"]?.bool == true }
  var result: String { self["result"]?.string ?? self["result"]?.source ?? "nothing" }
  var value: String { self["value"]?.source ?? "nothing" }
  var conditions: [String] { self["conditions"]?.elements?.compactMap(\.string) ?? ["nothing"] }
  var notes: [String] { self["notes"]?.elements?.compactMap { $0["message"]?.string } ?? ["nothing"] }
  var failure: JSONValue? { self["error"] }
  var errorKind: String { failure?["kind"]?.string ?? "none" }
  var place: String {
    guard let failure else { return "no error" }
    let name = failure["where"]?.string ?? "-"
    guard let offset = failure["offset"], let length = failure["length"] else { return name }
    return "\(name) \(offset.source)+\(length.source)"
  }
  /// The keys of an object, in order.
  var keys: [String] { members?.map(\.name) ?? [] }
}
