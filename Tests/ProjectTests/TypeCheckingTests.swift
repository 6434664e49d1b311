// What the compiler says of right and wrong formulas, and how long it takes to say it.

import Foundation
import Testing

@Suite(.serialized, .enabled(if: SwiftCompiler.isPossible)) struct TypeCheckingTests {
  struct Formula: Sendable, CustomTestStringConvertible {
    let text: String
    var imports = "import Nabla"
    var result = "Expr"
    /// What the first error says; nil for a right one.
    var message: String?
    var testDescription: String { text }
  }

  static let right: [Formula] = [
    Formula(text: "\(long) - 2 * x * y"),
    Formula(text: "\(long) - 2 * d * y"),
    Formula(text: "\(long) - n * x * d / y + f * x"),
    Formula(text: "\(long) - 2 * d * pow(y, 2) + n * x", imports: "import Foundation\nimport Nabla"),
    Formula(text: "1 / 2 * x + 1 / 3 * y + x ** (1 / 2) + x * (1 / 3) + (1 / 3 + 1 / 7) * x + x * 1.0 / 3 - y"),
    Formula(text: "d * x + d * y - x * d / y + x / d - (d - x) * (y - d) + d * x ** 2 - n * y + d * z ** Expr(d)"),
    Formula(text: "-(y * log(sigmoid(z)) + (1 - y) * log(1 - sigmoid(z))) + when(x .> Expr(d), x, 0)"),
    Formula(
      text: "[d * x, x * n, d * d * x, x - d, 2 * f * y, (d - 1) * x, 1 - x * d, -d * x, 1 / d * x]", result: "[Expr]"),
  ]

  static let wrong: [Formula] = [
    Formula(text: "\(long) - 2 * x * yy", message: "cannot find 'yy' in scope"),
    Formula(
      text: "\(long) - 2 * x ** d", message: "cannot convert value of type 'Double' to expected argument type 'Expr'"),
    Formula(
      text: "\(long) - 2 * x ** n", message: "cannot convert value of type 'Int' to expected argument type 'Expr'"),
    Formula(text: "when(x < 0, -x, x)", message: "'<' is unavailable: write .< for a relation between expressions"),
    Formula(
      text: "when(x * y >= 2, x, y)", message: "'>=' is unavailable: write .>= for a relation between expressions"),
    Formula(
      text: "x + 1", result: "Double",
      message: "cannot convert return expression of type 'Expr' to return type 'Double'"),
    Formula(text: "x * sin(y) + foo(x)", message: "cannot find 'foo' in scope"),
    Formula(text: "x ^ 2", message: "binary operator '^' cannot be applied to operands of type 'Expr' and 'Int'"),
  ]

  private static let long =
    "x ** 2 * sin(y) - 3 * x / y + 1 + exp(-(x ** 2) / 2) / sqrt(2 * .pi) - log(1 + exp(x * y)) / 3 + 4 * x - 7"

  @Test(arguments: right) func rightOnesAreFast(_ formula: Formula) throws {
    let (seconds, output) = try SwiftCompiler.check(formula)
    #expect(!output.contains("error:"), "\(output)")
    #expect(seconds < 0.4, "\(seconds) s")
  }

  @Test(arguments: wrong) func wrongOnesAreSaidAtOnce(_ formula: Formula) throws {
    let (seconds, output) = try SwiftCompiler.check(formula)
    let first = output.components(separatedBy: "\n").first { $0.contains("error:") } ?? output
    #expect(first.hasSuffix(formula.message ?? ""), "\(output)")
    #expect(seconds < 1, "\(seconds) s")
  }
}

/// The compiler with which the tests were built, and the modules of this build.
enum SwiftCompiler {
  /// Where the modules of this build lie.
  private static let modules = ProjectFiles.program?.deletingLastPathComponent().appendingPathComponent("Modules")

  static var isPossible: Bool {
    guard let modules else { return false }
    return FileManager.default.fileExists(atPath: modules.appendingPathComponent("Nabla.swiftmodule").path)
      && (try? run("swiftc --version").output.contains("Swift")) == true
  }

  /// Seconds of processor time that a formula takes beyond an empty file, and what the compiler says.
  static func check(_ formula: TypeCheckingTests.Formula) throws -> (seconds: Double, output: String) {
    let head = """
      \(formula.imports)
      let (x, y, z) = Expr.symbols("x", "y", "z")
      let (d, n, f) = (0.5, 2, 1.5 as Float)
      """
    let (empty, _) = try compile(head)
    let (seconds, output) = try compile("\(head)\nfunc formula() -> \(formula.result) { \(formula.text) }\n")
    return (seconds - empty, output)
  }

  private static func compile(_ text: String) throws -> (seconds: Double, output: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nabla-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("formula.swift")
    try text.write(to: file, atomically: true, encoding: .utf8)
    var options = ["-typecheck", "-swift-version", "6", "-I", modules?.path ?? ""]
    for module in ["CGMP", "CFLINT"] {
      let map = ProjectFiles.root.appendingPathComponent("Sources/\(module)/module.modulemap").path
      options += ["-Xcc", "-fmodule-map-file=\(map)"]
    }
    let shims = ".build/checkouts/swift-numerics/Sources/_NumericsShims/include"
    options += ["-I", ProjectFiles.root.appendingPathComponent(shims).path]
    let words = (["swiftc"] + options + [file.path]).map { "'\($0)'" }.joined(separator: " ")
    return try run(words)
  }

  /// Runs a command and counts its processor time, which other processes do not lengthen.
  private static func run(_ command: String) throws -> (seconds: Double, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", "-c", "TIMEFORMAT='%U %S'; time \(command) 2>&1"]
    let (output, times) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = times
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let time = String(decoding: times.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (time.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }.reduce(0, +), text)
  }
}
