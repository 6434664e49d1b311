// Every code block of the README and the documentation is compiled and run.

import Foundation
import Nabla
import NablaSession
import Testing

@Suite struct DocumentationTests {
  struct Block {
    let path: String
    let language: String
    let lines: [String]
  }

  static func blocks() throws -> [Block] {
    var result: [Block] = []
    let pages = ProjectFiles.files(in: "Documentation", ending: ".md")
    let articles = ProjectFiles.files(in: "Sources/Nabla/Nabla.docc", ending: ".md")
    for path in ["README.md"] + pages + articles {
      var open: (language: String, lines: [String])?
      for line in try ProjectFiles.text(path).components(separatedBy: "\n") {
        if line.hasPrefix("```") {
          if let block = open {
            result.append(Block(path: path, language: block.language, lines: block.lines))
            open = nil
          } else {
            open = (String(line.dropFirst(3)), [])
          }
        } else {
          open?.lines.append(line)
        }
      }
    }
    return result
  }

  @Test func everyBlockHasALanguageThatIsTested() throws {
    for block in try Self.blocks() {
      #expect(["swift", "nabla", "console"].contains(block.language), "\(block.path): ```\(block.language)")
    }
  }

  /// Lines after the prompt are executed; lines between are what was answered.
  @Test func sessionsAnswerAsShown() throws {
    for block in try Self.blocks() where block.language == "nabla" {
      let session = Session()
      var shown: [String] = []
      var answered: [String] = []
      for line in block.lines {
        if line.hasPrefix("nabla> ") {
          #expect(shown == answered, "\(block.path)")
          shown = []
          answered = session.execute(String(line.dropFirst(7))).text.components(separatedBy: "\n")
        } else {
          shown.append(line)
        }
      }
      #expect(shown == answered, "\(block.path)")
    }
  }

  @Test func shellCommandsAnswerAsShown() throws {
    let program = try #require(ProjectFiles.program)
    for block in try Self.blocks() where block.language == "console" {
      var command: String?
      var shown: [String] = []
      func check() throws {
        guard let command, command.contains("nabla ") else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "nabla() { '\(program.path)' \"$@\"; }; \(command)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: output, as: UTF8.self)
        #expect(text == shown.map { $0 + "\n" }.joined(), "\(block.path): \(command)")
      }
      for line in block.lines {
        if line.hasPrefix("$ ") {
          try check()
          command = String(line.dropFirst(2))
          shown = []
        } else {
          shown.append(line)
        }
      }
      try check()
    }
  }

  /// The Swift blocks stand word for word in the file of examples, which is compiled and checked below.
  @Test func swiftBlocksAreCompiled() throws {
    let files = ["Swift", "Article", "Calculus"].map { "Tests/ProjectTests/\($0)Examples.swift" }
    let examples = try files.map { try ProjectFiles.text($0) }.joined(separator: "\n")
      .components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      .joined(separator: "\n")
    for block in try Self.blocks() where block.language == "swift" {
      let body = block.lines.map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty && $0 != "import Nabla" }.joined(separator: "\n")
      #expect(examples.contains(body), "\(block.path) has a block that the files of examples lack:\n\(body)")
    }
  }

  /// A `print` is followed by a comment with its output.
  @Test func swiftBlocksPrintAsShown() throws {
    // The blocks of one file go on from each other.
    var expected: [String: [String]] = [:]
    for block in try Self.blocks() where block.language == "swift" {
      expected[block.path, default: []] += block.lines.filter { $0.hasPrefix("// ") }.map { String($0.dropFirst(3)) }
    }
    for (path, lines) in expected {
      let example = try #require(
        SwiftExamples.all[path] ?? ArticleExamples.all[path] ?? CalculusExamples.all[path], "\(path) has no example")
      let output = Output()
      try example(output)
      #expect(output.lines == lines, "\(path)")
    }
  }
}
