// The rewrites that enlarge a domain: the page on conditions shows an example of each, and what it says is so.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Rewrites that enlarge a domain")
struct DomainRewriteTests {
  @Test("the page shows every rewrite by its name, with what it makes of its example and under which condition")
  func page() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("Documentation/Conditions.md"), encoding: .utf8)
    var shown: [String: [String]] = [:]
    for line in page.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      if cells.count == 4 { shown[cells[0]] = cells }
    }
    for rewrite in DomainRewrite.allCases {
      guard let cells = shown[rewrite.rawValue] else {
        Issue.record("the page on conditions does not show \(rewrite.rawValue)")
        continue
      }
      let reading = try Reader.read(Array(cells[1].utf8), in: ResolutionContext(), store: Store())
      guard case .scalar(let expression) = reading.value else { continue }
      #expect(try expression.text() == cells[2], "\(rewrite.rawValue)")
      let conditions = try expression.conditions().map(\.description).joined(separator: ", ")
      #expect(conditions == cells[3], "\(rewrite.rawValue)")
    }
  }

  @Test("no part of the automatic form records a lost domain without the name of its rewrite, and every name is used")
  func names() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/NablaExpressions")
    var used: Set<String> = []
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      if file.lastPathComponent == "Recording.swift" { continue }
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      where line.contains("recordDefined(") {
        let name = line.components(separatedBy: "by: .").last?.prefix { $0.isLetter } ?? ""
        #expect(line.contains("by: ."), "\(file.lastPathComponent): \(line)")
        used.insert(String(name))
      }
    }
    #expect(used == Set(DomainRewrite.allCases.map { "\($0)" }))
  }
}
