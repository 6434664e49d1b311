// An import points to a lower layer only, and rooms of one layer do not import each other.

import Foundation
import Testing

@Suite struct WallsTests {
  static let layers: [String: Int] = [
    "CGMP": 0, "CFLINT": 0, "CEdit": 0, "NablaNumbers": 1, "NablaKernels": 1, "NablaExpressions": 2, "NablaSyntax": 3,
    "NablaCalculus": 3, "NablaEvaluation": 3, "NablaTypesetting": 3, "NablaChecking": 4, "Nabla": 5, "NablaSession": 6,
    "REPL": 7,
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
