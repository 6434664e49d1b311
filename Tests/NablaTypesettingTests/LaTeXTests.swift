// LaTeX against golden files: formulas as typed, and their automatic forms.
import Foundation
import Nabla
import Testing

@Suite("LaTeX")
struct LaTeXTests {
  /// Set to write the files anew: their changes are then read and judged by a person.
  static let refreshes = ProcessInfo.processInfo.environment["NABLA_UPDATE_GOLDEN"] == "1"

  /// Compares every line `input TAB expected` of a file.
  private func check(_ name: String, minimum: Int, _ print: (String) throws -> String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(name)
    var lines: [String] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let latex = try print(parts[0])
      lines.append("\(parts[0])\t\(latex)")
      if !LaTeXTests.refreshes { #expect(parts.count == 2 && latex == parts[1], "\(parts[0])") }
    }
    #expect(lines.count >= minimum)
    if LaTeXTests.refreshes { try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file) }
  }

  @Test("formulas are typeset as they were typed")
  func typed() throws {
    try check("latex.golden", minimum: 100) { text in
      let tree = try Parser.parse(Array(text.utf8)).displayTree()
      return try LaTeX.print(tree, tree.root)
    }
  }

  @Test("automatic forms are typeset in printing order")
  func automatic() throws {
    try check("automatic.golden", minimum: 40) { text in
      let reading = try Reader.read(Array(text.utf8), in: ResolutionContext(), store: Store())
      return try reading.value.latex(decimals: reading.usesDecimals)
    }
  }

  @Test("braces are balanced, and so are \\left and \\right, in everything typeset")
  func balance() throws {
    for name in ["latex.golden", "automatic.golden"] {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(name)
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let latex = line.split(separator: "\t").last.map(String.init) ?? ""
        #expect(latex.count(where: { $0 == "{" }) == latex.count(where: { $0 == "}" }), "\(line)")
        let left = latex.replacingOccurrences(of: "\\leftarrow", with: "").components(separatedBy: "\\left")
          .count
        #expect(left == latex.components(separatedBy: "\\right").count, "\(line)")
      }
    }
  }
}
