// Every line of Grammar/hostile.txt gets its answer: noise, look-alikes, depth, numbers out of reach.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Grammar: hostile lines")
struct HostileTests {
  /// The bytes of a line: `\u{41}` is a character, `\x00` a byte, `\rep{3}{ab}` is ababab.
  static func bytes(_ source: String) -> (bytes: [UInt8], repetitions: Int) {
    var text = source
    var most = 0
    while let match = try? #/\\rep\{(\d+)\}\{([^}]*)\}/#.firstMatch(in: text) {
      let count = Int(match.1) ?? 0
      most = max(most, count)
      text.replaceSubrange(match.range, with: String(repeating: String(match.2), count: count))
    }
    if !text.contains("`\\u{") {
      text = text.replacing(#/\\u\{([0-9A-F]{2,6})\}/#) { match in
        UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? "?"
      }
    }
    return (GrammarExample(line: 0, source: text, expected: "").bytes, most)
  }

  @Test("each line gets its answer", .timeLimit(.minutes(10)))
  func lines() throws {
    let examples = try GrammarExample.read("hostile.txt")
    #expect(examples.count >= 600)
    for example in examples {
      let (bytes, repetitions) = HostileTests.bytes(example.source)
      // Depth is for the optimised run.
      if repetitions > 2000 && !isThorough { continue }
      let comment = Comment("line \(example.line): \(example.source.prefix(100))")
      do throws(NablaError) {
        let reading = try Reader.read(bytes, in: ResolutionContext(), store: Store())
        let text = try reading.value.text(decimals: reading.usesDecimals)
        #expect(text == example.expected || "\(text.utf8.count) bytes" == example.expected, comment)
      } catch {
        let fields = example.expected.split(separator: "  ", maxSplits: 1)
        let found = "\(error.kind.rawValue) @ \(error.range?.lowerBound ?? -1)+\(error.range?.count ?? -1)"
        #expect(found == fields.first ?? "", comment)
        #expect(error.message.contains(fields.count > 1 ? String(fields[1]) : ""), comment)
      }
    }
  }
}
