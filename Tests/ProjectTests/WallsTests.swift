// An import points to a lower layer only, and rooms of one layer do not import each other.

import Foundation
import Testing

@Suite struct WallsTests {
  static let layers: [String: Int] = [
    "CGMP": 0, "CFLINT": 0, "CEdit": 0, "NablaContainers": 1, "NablaNumbers": 1, "NablaKernels": 1,
    "NablaPolynomials": 2,
    "NablaExpressions": 2, "NablaSyntax": 3,
    "NablaCalculus": 3, "NablaEvaluation": 3, "NablaTypesetting": 3, "NablaSimplification": 3, "NablaChecking": 4,
    "NablaArrays": 4,
    "NablaDescent": 5, "Nabla": 6, "NablaSession": 7,
    "REPL": 8,
  ]
  static let systemModules: Set<String> = ["Glibc", "Musl", "Darwin"]

  private static func imports(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ").map(String.init)
      if words.first?.hasPrefix("@") == true { words.removeFirst() }
      while let first = words.first, ["public", "package", "internal", "private"].contains(first) {
        words.removeFirst()
      }
      guard words.count >= 2, words[0] == "import" else { return nil }
      return String(words[1].split(separator: ".")[0])
    }
  }

  @Test func sourcesImportLowerLayersOnly() throws {
    var seen = 0
    for (room, layer) in Self.layers {
      for path in ProjectFiles.files(in: room == "REPL" ? "REPL" : "Sources/\(room)", ending: ".swift") {
        seen += 1
        for module in Self.imports(of: try ProjectFiles.text(path)) {
          if let other = Self.layers[module] {
            #expect(other < layer, "\(path) imports \(module)")
          } else if module == "Foundation" || module == "ArgumentParser" {
            #expect(room == "REPL", "\(path) imports \(module)")
          } else if module == "RealModule" {
            #expect(room == "Nabla", "\(path) imports \(module)")
          } else {
            #expect(Self.systemModules.contains(module), "\(path) imports \(module)")
          }
        }
      }
    }
    #expect(seen > 50)
  }

  @Test func everyRoomIsListed() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: ProjectFiles.root.appendingPathComponent("Sources").path)
    for folder in folders where !folder.hasPrefix(".") {
      #expect(Self.layers[folder] != nil, "Sources/\(folder) is in no layer")
    }
  }

  @Test func manifestDependsOnLowerLayersOnly() throws {
    let manifest = try ProjectFiles.text("Package.swift")
    // A target's declaration: from its name to the next target.
    let parts = manifest.components(separatedBy: "name: \"").dropFirst()
    var current: (name: String, layer: Int)?
    for part in parts {
      let name = String(part.prefix { $0 != "\"" })
      if let layer = Self.layers[name] { current = (name, layer) } else { current = nil }
      guard let current, part.contains("dependencies:") else { continue }
      let list = part.components(separatedBy: "dependencies:")[1].prefix { $0 != "]" }
      for piece in list.components(separatedBy: "\"") {
        if let layer = Self.layers[piece] { #expect(layer < current.layer, "\(current.name) depends on \(piece)") }
      }
    }
    #expect(manifest.contains("flintDependency: [Target.Dependency] = hasFLINT ? [\"CFLINT\"]"))
    #expect(!manifest.contains("unsafeFlags"))
  }

  /// A new kind of node must not compile until every room has said what it is there: a `default` would be an answer.
  @Test func noDefaultOverOperationsOfNodes() throws {
    let declaration = try ProjectFiles.text("Sources/NablaExpressions/Store/NodeID.swift")
    let body = declaration.components(separatedBy: "package enum Operation")[1].components(separatedBy: "\n}")[0]
    let operations = Set(body.split(separator: "\n").flatMap(Self.casesOfDeclaration))
    #expect(operations.count >= 20)
    var seen = 0
    for room in Self.layers.keys {
      for path in ProjectFiles.files(in: room == "REPL" ? "REPL" : "Sources/\(room)", ending: ".swift") {
        let lines = try ProjectFiles.text(path).components(separatedBy: "\n")
        for (start, line) in lines.enumerated() where line.contains("switch ") && line.hasSuffix("{") {
          let indentation = line.prefix { $0 == " " }
          let inside = lines[(start + 1)...].prefix { !$0.hasPrefix(indentation + "}") }
          let patterns = inside.filter { $0.hasPrefix(indentation + "case ") }
          let names = Set(patterns.flatMap(Self.patterns))
          guard names.count >= 2, names.isSubset(of: operations) else { continue }
          seen += 1
          #expect(!inside.contains { $0.hasPrefix(indentation + "default") }, "\(path):\(start + 1)")
        }
      }
    }
    #expect(seen > 15)
  }

  /// Sums and products are read through views: how their operands lie is known to the store alone.
  @Test func theLayoutOfOperandsIsTheStoresAffair() throws {
    let layouts = [
      try Regex(#"stride\(from: \d, to: .*(operands|sides)"#), try Regex(#"operands(\(\w+\))?\[\w+ [+-] [12]\]"#),
      try Regex(#"operands(\(\w+\))?\[2 &?\* "#), try Regex(#"operands(\(\w+\))?\.count (/ 2|[<>=]+ 2 \*)"#),
    ]
    let inside = "stride(from: 1, to: operands.count, by: 2) operands[k + 1] operands(id)[2 * k] operands(id).count / 2"
    for layout in layouts { #expect(try layout.firstMatch(in: inside) != nil) }
    var seen = 0
    for room in Self.layers.keys where room != "NablaSyntax" {
      for path in ProjectFiles.files(in: room == "REPL" ? "REPL" : "Sources/\(room)", ending: ".swift")
      where !path.contains("NablaExpressions/Store/") {
        for line in try ProjectFiles.text(path).split(separator: "\n") {
          seen += 1
          for layout in layouts { #expect(try layout.firstMatch(in: line) == nil, "\(path): \(line)") }
        }
      }
    }
    #expect(seen > 10_000)
  }

  private static func casesOfDeclaration(_ line: Substring) -> [String] {
    let trimmed = line.drop { $0 == " " }
    guard trimmed.hasPrefix("case ") else { return [] }
    return trimmed.dropFirst(5).split(separator: ",").map { $0.filter { $0.isLetter } }
  }

  /// The names behind a dot before the colon of a line of a switch.
  private static func patterns(_ line: String) -> [String] {
    let pattern = line.prefix { $0 != ":" }
    return pattern.split(separator: ".").dropFirst().map { String($0.prefix { $0.isLetter }) }
  }

  @Test func noForcedUnwrappingInSources() throws {
    for room in Self.layers.keys {
      for path in ProjectFiles.files(in: room == "REPL" ? "REPL" : "Sources/\(room)", ending: ".swift") {
        let text = try ProjectFiles.text(path)
        #expect(!text.contains("try!"), "\(path)")
        #expect(!text.contains("as!"), "\(path)")
      }
    }
  }
}
