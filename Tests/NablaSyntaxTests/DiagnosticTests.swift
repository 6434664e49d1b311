// What is wrong with a text, mistake by mistake, and the text put right.
import Nabla
import NablaTestSupport
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
  private func all(_ text: String) -> (diagnostics: [Diagnostic], mended: String) {
    let (diagnostics, mended) = Diagnostic.all(in: Array(text.utf8))
    return (diagnostics, String(decoding: mended, as: UTF8.self))
  }

  @Test("each mistake is told with its place in the text as it was given")
  func several() {
    let (diagnostics, mended) = all("2 2 + 3 2^2 - (a 2")
    #expect(mended == "2 *2 + 3 *2^2 - (a *2)")
    #expect(diagnostics.map(\.code) == [.missingOperator, .missingOperator, .missingOperator, .unclosedBracket])
    #expect(diagnostics.map(\.range) == [2..<3, 8..<9, 17..<18, 18..<18])
    #expect(diagnostics.map { $0.fixIts.map(\.range) } == [[2..<2], [8..<8], [17..<17], [18..<18]])
    #expect(diagnostics.last?.notes.map(\.range) == [14..<15])
  }

  @Test(
    "what was meant is put right where it is hardly in doubt",
    arguments: [
      ("x = 2", "x = 2", []), ("x² − y", "x² − y", []),
      ("(x = 2", "(x == 2)", [.misplaced, .unclosedBracket]),
      ("x + 1)", "x + 1", [.unopenedBracket]), ("[a, (b]", "[a, (b)]", [.unclosedBracket]),
      ("x – y", "x - y", [.character]), ("np.sin(x)", "sin(x)", [.habit]), ("x + 1,5", "x + 1.5", [.habit]),
      ("`a b", "`a b`", [.quotedName]), ("|x", "|x|", [.unclosedBracket]),
    ] as [(String, String, [Diagnostic.Code])])
  func mended(_ text: String, _ expected: String, _ codes: [Diagnostic.Code]) {
    let (diagnostics, mended) = all(text)
    #expect(mended == expected && diagnostics.map(\.code) == codes, "\(mended) \(diagnostics)")
  }

  @Test(
    "what was meant is left open where it is in doubt",
    arguments: ["x +", "", "2½", "x ∑ y", "{x}", "f(x, x) := x", "x | y", "∂/x", "0x1", "∂²f/∂x"])
  func open(_ text: String) {
    let (diagnostics, mended) = all(text)
    #expect(diagnostics.count == 1 && mended == text && diagnostics.last?.fixIts.isEmpty == true, "\(diagnostics)")
  }

  @Test("the first mistake is the error that reading ends with")
  func first() throws {
    for example in try GrammarExample.read("must-reject.txt") where !example.source.hasPrefix("statement: ") {
      do throws(NablaError) {
        _ = try Parser.parseStatement(example.bytes)
      } catch {
        let first = Diagnostic.all(in: example.bytes).diagnostics.first
        #expect(first?.error.message == error.message && first?.range == error.range, "\(example.source)")
      }
    }
  }

  @Test("many mistakes end at the limit, and noise has places inside the text")
  func noise() {
    #expect(all(String(repeating: "2x ", count: 100)).diagnostics.count == 10)
    var random = SeededGenerator(seed: 2_026)
    let tokens = ["x", "2", "+", "(", ")", "[", "]", "|", ",", "=", "²", "∧", "`", "sin", "where", ":=", "'", "^", "é"]
    for _ in 0..<(isThorough ? 50_000 : 2_000) {
      let text = (0..<random.below(12)).map { _ in random.pick(tokens) + (random.below(2) == 0 ? " " : "") }.joined()
      let (diagnostics, mended) = Diagnostic.all(in: Array(text.utf8))
      for diagnostic in diagnostics {
        let ranges = [diagnostic.range] + diagnostic.notes.map(\.range) + diagnostic.fixIts.map(\.range)
        for range in ranges {
          #expect(range.upperBound <= text.utf8.count, "seed \(random.seed): \(text) \(diagnostic)")
        }
      }
      if diagnostics.allSatisfy({ !$0.fixIts.isEmpty }) && diagnostics.count < 10 {
        #expect((try? Parser.parseStatement(mended)) != nil, "seed \(random.seed): \(text)")
      }
    }
  }
}
