// Pictures of formulas against a golden file, as a person reads them.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Pictures of formulas")
struct TwoDimensionalTests {
  private func picture(_ text: String, columns: Int = 80, isASCII: Bool = false) throws -> [String]? {
    let reading = try Reader.read(Array(text.utf8), in: ResolutionContext(), store: Store())
    return try reading.value.picture(
      DisplayOptions(decimals: reading.usesDecimals), columns: columns, isASCII: isASCII)
  }

  @Test("each formula of the file is drawn as it shows, in Unicode or in ASCII")
  func golden() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("pictures.golden")
    var drawn = ""
    let text = try String(contentsOf: file, encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) where line.hasPrefix("# ") {
      let isASCII = line.hasPrefix("# ascii ")
      let input = String(line.dropFirst(isASCII ? 8 : 2))
      let lines = try #require(try picture(input, isASCII: isASCII), "\(input)")
      if isASCII { #expect(lines.allSatisfy { $0.utf8.count == $0.count }, "\(input)") }
      drawn += "\(line)\n" + lines.joined(separator: "\n") + "\n\n"
    }
    if LaTeXTests.refreshes { return try Data(drawn.utf8).write(to: file) }
    #expect(drawn == text)
    #expect(text.split(separator: "\n").count > 60)
  }

  @Test("what does not fit is given up, whatever its size")
  func bounds() throws {
    #expect(try picture("x + y", columns: 4) == nil && picture("x + y", columns: 5) != nil)
    let x = Expr.symbol("x")
    var deep = x
    for _ in 0..<(isThorough ? 1_000_000 : 20_000) { deep = sin(deep) }
    var shared = x
    for _ in 0..<60 { shared = shared * shared + 1 }
    var tower = x
    for _ in 0..<300 { tower = 1 / (1 + tower) }
    for expression in [deep, shared, tower] {
      var options = DisplayOptions(decimals: false)
      options.abbreviatesFrom = 1_000_000_000
      #expect(try Nested.scalar(expression).picture(options, columns: 80) == nil)
    }
    #expect(try picture(String(repeating: "-x^2+", count: 5) + "x", columns: 80)?.allSatisfy { $0.count <= 80 } == true)
  }

  @Test("random formulas are drawn inside of the columns")
  func random() throws {
    var random = SeededGenerator(seed: 27_182)
    for _ in 0..<(isThorough ? 20_000 : 30) {
      var pool = [Expr.symbol("x"), .symbol("y"), 2, 3]
      for _ in 0..<12 {
        let (a, b) = (random.pick(pool), random.pick(pool))
        switch random.below(6) {
        case 0: pool.append(a + b)
        case 1: pool.append(a * b)
        case 2: pool.append(a - b)
        case 3: pool.append(sqrt(a * a + 1) / (b * b + 2))
        case 4: pool.append(exp(a))
        default: pool.append(pow(a * a + 1, b))
        }
      }
      let columns = 20 + random.below(100)
      for expression in pool {
        let lines = try Nested.scalar(expression).picture(DisplayOptions(decimals: false), columns: columns)
        #expect(lines?.allSatisfy { $0.unicodeScalars.count <= columns } ?? true, "seed \(random.seed): \(expression)")
      }
    }
  }
}
