// The examples of Grammar/, found beside the sources.
import Foundation
import Nabla
import Testing

/// A line of must-accept.txt or must-reject.txt.
struct GrammarExample: CustomTestStringConvertible, Sendable {
  let line: Int
  let source: String
  let expected: String

  var testDescription: String { "\(line): \(source)" }

  /// The bytes of the text: `\xNN` is the byte NN.
  var bytes: [UInt8] {
    let text = Array(source.utf8)
    var result: [UInt8] = []
    var k = 0
    while k < text.count {
      if text[k] == UInt8(ascii: "\\"), k + 3 < text.count, text[k + 1] == UInt8(ascii: "x"),
        let byte = UInt8(String(decoding: text[(k + 2)...(k + 3)], as: UTF8.self), radix: 16)
      {
        result.append(byte)
        k += 4
      } else {
        result.append(text[k])
        k += 1
      }
    }
    return result
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Grammar")

  /// The examples of a file; a line without an arrow that is neither empty nor a comment is an error of the file.
  static func read(_ name: String) throws -> [GrammarExample] {
    let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    var examples: [GrammarExample] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let arrow = line.range(of: "  =>  ") else {
        if line.isEmpty || line.hasPrefix("#") { continue }
        throw NablaError(.request, "\(name), line \(index + 1): no arrow")
      }
      examples.append(
        GrammarExample(
          line: index + 1, source: String(line[..<arrow.lowerBound]),
          expected: String(line[arrow.upperBound...])))
    }
    return examples
  }
}
