// Every line of Grammar/must-reject.txt is refused as it says, with the bytes to blame.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Grammar: what must be refused")
struct MustRejectTests {
  /// A line that begins with this is read as a statement, any other as an expression.
  static let statementMark = "statement: "

  @Test("each line is refused with its kind, place and message")
  func lines() throws {
    let examples = try GrammarExample.read("must-reject.txt")
    #expect(examples.count >= 80)
    for example in examples {
      let comment = Comment("line \(example.line): \(example.source)")
      let fields = example.expected.split(separator: "  ", maxSplits: 1)
      let place = try #require(fields.first, comment)
      let fragment = fields.count > 1 ? String(fields[1]) : ""
      do {
        let value = try MustRejectTests.read(example)
        Issue.record("line \(example.line): \(example.source) is accepted: \(value)")
      } catch {
        let range = error.range
        let found = "\(error.kind.rawValue) @ \(range?.lowerBound ?? -1)+\(range?.count ?? -1)"
        #expect(found == place, comment)
        #expect(error.message.contains(fragment), comment)
        #expect((range?.upperBound ?? 0) <= MustRejectTests.bytes(example).count, comment)
      }
    }
  }

  private static func bytes(_ example: GrammarExample) -> [UInt8] {
    example.source.hasPrefix(statementMark)
      ? Array(example.bytes.dropFirst(statementMark.utf8.count)) : example.bytes
  }

  private static func read(_ example: GrammarExample) throws(NablaError) -> String {
    let bytes = bytes(example)
    guard example.source.hasPrefix(statementMark) else {
      return try Reader.read(bytes, in: ResolutionContext(), store: Store()).value.text(decimals: false)
    }
    return "\(try Parser.parseStatement(bytes))"
  }

  @Test("every prefix of an accepted text is read or refused, never a crash, with a range inside the text")
  func prefixes() throws {
    for example in try GrammarExample.read("must-accept.txt") {
      let bytes = example.bytes
      for length in 0..<bytes.count {
        do throws(NablaError) {
          _ = try Parser.parseStatement(Array(bytes[..<length]))
        } catch {
          #expect((error.range?.upperBound ?? .max) <= length, "\(example.source), its first \(length) bytes")
        }
      }
    }
  }

  @Test("random bytes and random tokens are read or refused, never a crash")
  func noise() throws {
    var random = SeededGenerator(seed: 815)
    let tokens = [
      "x", "f", "sin", "2", ".5", "1e9", "+", "-", "*", "/", "^", "(", ")", "[", "]", "|", ",", "!", "<",
      "==", "≤",
      "and", "or", "if(", "D[", "'", "θ", "\u{0}", "=", ":=", " ", "log(", "diff(", "true",
    ]
    for _ in 0..<(isThorough ? 200_000 : 4_000) {
      var bytes: [UInt8] = []
      if random.below(4) == 0 {
        for _ in 0..<random.below(12) { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
      } else {
        for _ in 0..<random.below(12) { bytes += Array(random.pick(tokens).utf8) }
      }
      do throws(NablaError) {
        _ = try Parser.parseStatement(bytes)
        _ = try Reader.read(bytes, in: ResolutionContext(), store: Store())
      } catch {
        let range = try #require(error.range, "seed \(random.seed): \(bytes)")
        #expect(range.upperBound <= bytes.count, "seed \(random.seed): \(bytes)")
      }
    }
  }
}
