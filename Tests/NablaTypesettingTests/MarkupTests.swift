// Typst and MathML against a golden file, and that every element of MathML is closed.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Typst and MathML")
struct MarkupTests {
  @Test("formulas are marked up as the file shows")
  func golden() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("markup.golden")
    var lines: [String] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let input = line.split(separator: "\t").first.map(String.init) ?? ""
      let reading = try Reader.read(Array(input.utf8), in: ResolutionContext(), store: Store())
      let options = DisplayOptions(decimals: reading.usesDecimals)
      let typst = try reading.value.typst(options)
      let mathML = try reading.value.mathML(options)
        .replacing("<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">", with: "<math>")
      lines.append("\(input)\t\(typst)\t\(mathML)")
      if !LaTeXTests.refreshes { #expect(lines.last == String(line), "\(input)") }
    }
    #expect(lines.count >= 40)
    if LaTeXTests.refreshes { try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file) }
  }

  @Test("elements are closed in their order, and brackets of Typst are balanced, in random formulas")
  func balance() throws {
    var random = SeededGenerator(seed: 3_141)
    let atoms = ["x", "y_1", "theta", "rate", "2", "1/3", "pi", "e", "x_dot", "0.5"]
    let seed = random.seed
    for _ in 0..<(isThorough ? 20_000 : 500) {
      var text = random.pick(atoms)
      for _ in 0..<random.below(6) {
        let other = random.pick(atoms)
        switch random.below(10) {
        case 0: text = "(\(text)) + \(other)"
        case 1: text = "(\(text))*(\(other) - 1)"
        case 2: text = "(\(text))/(\(other) + x)"
        case 3: text = "(\(text))^2"
        case 4: text = "sqrt(\(text))"
        case 5: text = "sin(\(text))"
        case 6: text = "if(x > 0, \(text), \(other))"
        case 7: text = "max(\(text), \(other))"
        case 8: text = "f(\(text), \(other))"
        default: text = "abs(\(text))"
        }
      }
      let expression = try Expr(text)
      var open: [Substring] = []
      for tag in try expression.mathML().split(separator: "<").map({ $0.prefix { $0 != ">" } }) {
        if tag.hasPrefix("/") {
          #expect(open.popLast() == tag.dropFirst(), "seed \(seed): \(text)")
        } else {
          open.append(tag.prefix { $0 != " " })
        }
      }
      #expect(open.isEmpty, "seed \(seed): \(text)")
      var depth = 0
      for character in try expression.typst() {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        #expect(depth >= 0, "seed \(seed): \(text)")
      }
      #expect(depth == 0, "seed \(seed): \(text)")
    }
  }

  @Test("what is longer than allowed is an error, and depth is no matter")
  func bounds() throws {
    var deep = Expr.symbol("x")
    for _ in 0..<(isThorough ? 1_000_000 : 20_000) { deep = sin(deep) }
    #expect(try deep.typst().utf8.count > 100)
    #expect(throws: NablaError.self) { try deep.mathML(maximumLength: 1000) }
  }

  @Test("Markdown is LaTeX between dollar signs")
  func markdown() throws {
    #expect(try Expr("x^2/2").markdown() == "$\\frac{x^{2}}{2}$")
    #expect(try Expr("x^2").markdown(isBlock: true) == "$$\nx^{2}\n$$")
  }

  @Test("markup is escaped")
  func escaping() throws {
    #expect(try Expr("`<b>&`").mathML().contains("<mi>&lt;b&gt;&amp;</mi>"))
    #expect(try Expr("`a\"b`").typst() == "\"a\\\"b\"")
  }
}
