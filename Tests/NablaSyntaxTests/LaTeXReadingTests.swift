// Formulas in LaTeX are read as Grammar/latex-accept.txt and latex-reject.txt say, and what is typeset is read back.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("LaTeX as input")
struct LaTeXReadingTests {
  private static func read(_ bytes: [UInt8]) throws(NablaError) -> Reader.Reading {
    try Reader.readLaTeX(bytes, in: ResolutionContext(), store: Store())
  }

  @Test("each accepted line is read as it says")
  func accepted() throws {
    let examples = try GrammarExample.read("latex-accept.txt")
    #expect(examples.count >= 150)
    for example in examples {
      do {
        let reading = try LaTeXReadingTests.read(example.bytes)
        let conditions = try Expr.conditions(of: reading.value.elements).map(\.description)
        let answer =
          try reading.value.text(decimals: reading.usesDecimals)
          + (conditions.isEmpty ? "" : "  if  " + conditions.joined(separator: "; "))
        #expect(answer == example.expected, "line \(example.line): \(example.source)")
      } catch {
        Issue.record("line \(example.line): \(example.source) is refused: \(error)")
      }
    }
  }

  @Test("each refused line is refused with its kind, place and message")
  func refused() throws {
    let examples = try GrammarExample.read("latex-reject.txt")
    #expect(examples.count >= 40)
    for example in examples {
      let fields = example.expected.split(separator: "  ", maxSplits: 1)
      do {
        let reading = try LaTeXReadingTests.read(example.bytes)
        Issue.record("line \(example.line): \(example.source) is accepted: \(try reading.value.text(decimals: false))")
      } catch {
        let found = "\(error.kind.rawValue) @ \(error.range?.lowerBound ?? -1)+\(error.range?.count ?? -1)"
        #expect(found == fields[0], "line \(example.line): \(example.source)")
        #expect(error.message.contains(fields.count > 1 ? String(fields[1]) : ""), "line \(example.line): \(error)")
      }
    }
  }

  // MARK: What is typeset

  /// What only typesetting knows the difference of: x1 is set as x_{1}, θ as \theta, log(2, x) as log2(x).
  private static let isSetAlike = "[a-z][0-9]|log.2,|[^\\x00-\\x7F]|`|omicron|%"

  @Test("golden formulas are read back as the same node", arguments: ["latex.golden", "automatic.golden"])
  func golden(_ name: String) throws {
    let file = GrammarExample.folder.deletingLastPathComponent()
      .appendingPathComponent("Tests/NablaTypesettingTests/\(name)")
    let pattern = try Regex(LaTeXReadingTests.isSetAlike)
    var count = 0
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[0].contains(pattern) else { continue }
      let store = Store()
      guard let typed = try? Reader.read(Array(parts[0].utf8), in: ResolutionContext(), store: store) else { continue }
      count += 1
      do {
        let reading = try Reader.readLaTeX(Array(parts[1].utf8), in: ResolutionContext(), store: store)
        #expect(reading.value.elements == typed.value.elements, "\(line)")
      } catch {
        Issue.record("\(line) is refused: \(error)")
      }
    }
    #expect(count >= (name == "latex.golden" ? 100 : 30))
  }

  /// Typesetting draws signs out of sums and shows branches of 0 as indicators: then what is read is another node that is
  /// set alike.
  @Test("random formulas are read back as the same node, or as one that is set alike or equal")
  func random() throws {
    // A Latin letter before a parenthesis is a function of the user, never one of the catalogue.
    let functions = FunctionID.allCases.filter { id in
      if case .symbol(let set) = Catalogue.row(id).latex { return set.utf8.count > 1 }
      return true
    }
    var generator = RandomExpressions(
      random: SeededGenerator(seed: 11_235),
      symbols: ["x", "y", "z", "x_2", "x_10", "theta_1", "theta", "w_ij", "rate"].map { Expr.symbol($0) },
      functions: functions, undefined: ["f", "g", "phi", "u_1", "D"])
    let seed = generator.random.seed
    var failures = 0
    var others = 0
    let count = isThorough ? 100_000 : 3_000
    for round in 0..<count where failures <= 10 {
      let expression = generator.expression(depth: 1 + round % 5)
      let latex = try expression.latex()
      do {
        let same = try Expr(latex: latex, functions: ["f", "g", "phi", "u_1", "D"])
        if same == expression { continue }
        others += 1
        if try same.latex() == latex { continue }
        // Set otherwise, and yet the same: only what is proved to differ is wrong.
        guard case .different? = try? same.equality(with: expression) else { continue }
        failures += 1
        Issue.record("\(latex), of \(expression), is read as \(same) (seed \(seed), round \(round))")
      } catch {
        failures += 1
        Issue.record("\(latex), of \(expression), is refused: \(error) (seed \(seed), round \(round))")
      }
    }
    #expect(others < count / 50)
  }

  // MARK: Bad input

  @Test("prefixes and noise are read or refused with a place inside of the text")
  func noise() throws {
    func check(_ bytes: [UInt8]) {
      do throws(NablaError) { _ = try LaTeXReadingTests.read(bytes) } catch {
        #expect((error.range?.upperBound ?? 0) <= bytes.count, "\(String(decoding: bytes, as: UTF8.self)): \(error)")
      }
    }
    for example in try GrammarExample.read("latex-accept.txt") {
      for length in 0..<example.bytes.count { check(Array(example.bytes[..<length])) }
    }
    var random = SeededGenerator(seed: 4_711)
    let tokens = [
      "x", "f", "2", "\\frac", "{", "}", "^", "_", "\\sqrt", "[", "]", "(", ")", "|", "\\left", "\\right", "\\sin",
      "\\sum", "_{i=1}^{2}", "i", "d", "\\partial", "\\begin{cases}", "\\end{cases}", "&", "\\\\", "\\text{if }",
      "+", "-", "/", "=", "'", "!", ",", "\\mathbf", "\\dot", "\\nabla", "\\log", "\\", "\\,", "$", ".", "\u{0}", "é",
    ]
    for _ in 0..<(isThorough ? 200_000 : 5_000) {
      var bytes: [UInt8] = []
      for _ in 0..<random.below(14) {
        if random.below(40) == 0 {
          bytes.append(UInt8(truncatingIfNeeded: random.next()))
        } else {
          bytes += Array(random.pick(tokens).utf8)
        }
      }
      check(bytes)
    }
  }

  @Test("deep and long formulas take linear time", .timeLimit(.minutes(1)))
  func depth() throws {
    let count = isThorough ? 100_000 : 5_000
    func repeated(_ text: String) -> String { String(repeating: text, count: count) }
    for text in [
      repeated("{") + "x" + repeated("}"), repeated("\\frac{1}{") + "x" + repeated("}"),
      repeated("\\sqrt[3]{") + "x" + repeated("}"), repeated("\\sqrt") + "x", repeated("\\frac1") + "x",
      repeated("\\sin ") + "x", repeated("x^{") + "2" + repeated("}"), repeated("x + ") + "1",
      repeated("\\left(") + "x" + repeated("\\right)"), repeated("\\frac{d}{dx} ") + "x",
      repeated("-") + "x", repeated("x_1 "), repeated("\\sqrt["), repeated("|"), repeated("\\begin{cases}"),
    ] {
      do throws(NablaError) {
        _ = try LaTeXText.translate(Array(text.utf8), verbs: Verbs.names)
      } catch {
        #expect((error.range?.upperBound ?? 0) <= text.utf8.count)
      }
    }
  }

  @Test("indices of sums are bound in what is summed alone")
  func scopes() throws {
    #expect(try Expr(latex: "i + \\sum_{i=1}^{3} i") == Expr("i + 6"))
    #expect(try Expr(latex: "\\sum_{i=1}^{2} w_i x_i + w_i") == Expr("w_1*x_1 + w_2*x_2 + w_i"))
  }

  @Test("a name that is declared is a function, one that is a variable is multiplied")
  func declared() throws {
    #expect(try Expr(latex: "H(x)") == Expr("heaviside(x)"))
    #expect(try Expr(latex: "H(x)", functions: ["H"]) == Expr("H(x)"))
    #expect(try Expr(latex: "a(x + 1)", symbols: ["a"]) == Expr("a*(x + 1)"))
  }
}
