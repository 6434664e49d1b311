// The program from a shell: what its arguments mean, what it prints where, and how it ends.

import Foundation
import Testing

@Suite struct ShellTests {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
    let seconds: Double
  }

  /// Runs the program. What it writes is little, so that neither pipe fills.
  static func run(_ arguments: [String], input: String = "", output: String? = nil) throws -> Outcome {
    let program = try #require(ProjectFiles.program)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let (source, out, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = source
    process.standardOutput = try output.map { try FileHandle(forWritingTo: URL(fileURLWithPath: $0)) } ?? out
    process.standardError = errors
    let clock = ContinuousClock.now
    try process.run()
    try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try source.fileHandleForWriting.close()
    let text = output == nil ? out.fileHandleForReading.readDataToEndOfFile() : Data()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let (seconds, attoseconds) = (ContinuousClock.now - clock).components
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: said, as: UTF8.self), seconds: Double(seconds) + Double(attoseconds) / 1e18)
  }

  @Test(
    arguments: [
      (["diff(x^2, x)"], "2*x"), (["f(x) := x^3", "f'(2)"], "f(x) := x^3\n12"), (["-x^2"], "-x^2"),
      (["diff", "x^2", "x"], "2*x"), (["diff", "x^2", "[x]"], "2*x"), (["diff", "x^3*y", "x", "2", "y"], "6*x"),
      (["diff", "x^3", "x", "2"], "6*x"), (["diff", "x^3", "x", "--order", "2"], "6*x"), (["diff", "x^2"], "2*x"),
      (["grad", "x^2*y", "x", "y"], "[2*x*y, x^2]"), (["grad", "x^2*y", "[x, y]"], "[2*x*y, x^2]"),
      (["grad", "x^2*y", "x,y"], "[2*x*y, x^2]"), (["jacobian", "x*y", "x+y", "x", "y"], "[[y, x], [1, 1]]"),
      (["jacobian", "[x*y, x + y]", "x", "y"], "[[y, x], [1, 1]]"), (["jacobian", "x*y", "x", "y"], "[[y, x]]"),
      (["diff", "abs(x)", "x"], "sign(x)   for x ≠ 0"), (["diff", "abs(x)", "x", "--ascii"], "sign(x)   for x != 0"),
      (["diff", "abs(x)", "x", "--latex"], #"\operatorname{sign}(x) \quad \text{for } x \ne 0"#),
      (["diff", "x^2", "x", "--at", "x=1/3", "--digits", "3"], "2*x\n0.667"),
      (["eval", "pi", "--digits", "5"], "3.1416"), (["eval", "x^2", "--at", "x=3"], "9"),
      (["hessian", "x^2*y", "x", "y"], "[[2*y, 2*x], [2*x, 0]]"), (["hessian", "x^2*y", "[y]"], "[[0]]"),
      (["check", "x^2*y", "x", "y", "--against", "2*x*y", "--against", "x^2"], nil),
      (["diff", "loss(x)", "x", "--function", "loss"], "loss'(x)"), (["eval", "`a b`^2 at `a b` = 3"], "9"),
      (["eval", "x^2 at x = 2"], "4"), (["eval", "x^2", "at", "x=2"], "4"), (["eval", "x > 2", "x=3"], "true"),
      (["latex", "f(x) := x^2/2"], #"f(x) := \frac{x^{2}}{2}"#),
      (["latex", "diff(sin(x)/x, x)"], #"\frac{d}{dx} \frac{\sin x}{x}"#), (["help", "if"], nil), (["?sin"], nil),
    ] as [([String], String?)])
  func argumentsAreAnswered(_ arguments: [String], _ answer: String?) throws {
    let outcome = try Self.run(arguments)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    if let answer { #expect(outcome.output == answer + "\n") } else { #expect(outcome.output.count > 20) }
  }

  @Test func standardInputIsAFormulaOrAFile() throws {
    #expect(try Self.run(["diff", "-", "x"], input: "\u{FEFF}x^2\n  + y").output == "2*x\n")
    #expect(try Self.run(["a = 3", "-"], input: "\u{FEFF}a*x\n").output == "a = 3\n[1] 3*x\n")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("nabla-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try "a = 2 +\n  1\n\nx 2\na^2\n".write(to: file, atomically: true, encoding: .utf8)
    let outcome = try Self.run([file.path])
    #expect(outcome.output == "a = 3\n[1] 9\n" && outcome.status == 1)
    #expect(outcome.errors.hasPrefix("\(file.path):4: error: found `2`"), "\(outcome.errors)")
  }

  @Test(
    arguments: [
      (["eval", "1/x", "x=0"], "no value: infinite\n"), (["eval", "log(x)", "x=-1"], "no value: not real\n"),
      (["eval", "log(-1)", "--json"], nil), (["check", "x^2", "x", "--against", "x"], nil),
      (["check", "x^2", "x", "--against", "x", "--json"], nil), (["diff", "x^2", "x +"], ""), (["x 2"], ""),
      (["eval 1/0"], "no value: infinite\n"), (["diff", "x*y"], ""), (["diff", "x +", "--json"], nil),
      (["diff", "abs(x)/x", "x", "--at", "x=0"], nil),
    ] as [([String], String?)])
  func whatHasNoGoodAnswerEndsWithOne(_ arguments: [String], _ output: String?) throws {
    let outcome = try Self.run(arguments)
    #expect(outcome.status == 1, "\(outcome)")
    if let output { #expect(outcome.output == output) }
    if output == "" { #expect(outcome.errors.hasPrefix("error: ")) }
    #expect(!outcome.errors.contains("vars") && !outcome.errors.contains("Usage"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ["dif", "x^2", "x"], ["version"], ["s.txt"], ["eval", "pi", "--latex"], ["check", "x^2", "--at", "x=1"],
    ["check", "x^2", "--latex"], ["latex", "x", "--at", "x=1"], ["latex", "x", "--digits", "5"],
    ["diff", "x^2", "x", "--digits", "5"], ["eval", "x", "x=1", "x=2"], ["eval", "x^2", "x"], ["diff"], ["eval"],
    ["diff", "x^2", "--order", "-1"], ["eval", "1", "--seconds", "0"], ["grad", "x", "--order", "2"], ["--nope"],
  ])
  func argumentsThatMeanNothingAreRefusedInOneStyle(_ arguments: [String]) throws {
    let outcome = try Self.run(arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains("--help"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1 && !outcome.errors.contains("' -"), "\(outcome.errors)")
  }

  @Test func aSubcommandThatIsMisspeltIsGuessed() throws {
    #expect(try Self.run(["dif", "x^2", "x"]).errors.contains("did you mean diff?"))
    #expect(try Self.run(["version"]).errors.contains("did you mean --version?"))
    #expect(try Self.run(["diff", "x^2", "2x"]).errors.contains("  2x\n  ^^"))
  }

  @Test func pipesTellTheLine() throws {
    let outcome = try Self.run([], input: "\u{FEFF}x^2\nx 2\nk(y)\neval 1/0\nf(t) := (\n\nf(1)\n")
    #expect(outcome.output == "[1] x^2\n[2] k(y)\nno value: infinite\n" && outcome.status == 1)
    for place in [
      "line 2: error: found `2`", "line 3: note: k(…)", "line 5: error:", "line 7: error: the definition of f failed",
    ] {
      #expect(outcome.errors.contains(place), "\(outcome.errors)")
    }
    #expect(try Self.run([], input: "eval 1/0").status == 1)
    #expect(try Self.run([], input: "check x^2 against [x]").status == 1)
    #expect(try Self.run([], input: "quit\nx 2").status == 0)
  }

  @Test func whatCannotBeWrittenIsAFailure() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    for arguments in [["diff", "x^2", "x"], ["x^2"], ["--version"], ["help"], ["eval", "1", "--json"]] {
      let outcome = try Self.run(arguments, output: "/dev/full")
      #expect(outcome.status == 1, "\(arguments) \(outcome)")
    }
    #expect(try Self.run([], input: "x\n", output: "/dev/full").status == 1)
    #expect(try Self.run(["batch"], input: "{}\n", output: "/dev/full").status == 1)
  }

  @Test func limitsAreRaisedWhereTheMessageSays() throws {
    let bits = try Self.run(["eval", "1000!", "--bits", "100"])
    #expect(bits.status == 1 && bits.errors.contains("raise it with --bits NUMBER"), "\(bits.errors)")
    #expect(try Self.run(["eval", "1000!/1000!", "--bits", "100000"]).output == "1\n")
    let nodes = try Self.run(["hessian", "sin(x*y*z)^5", "--nodes", "5"])
    #expect(nodes.errors.contains("raise it with --nodes NUMBER"), "\(nodes.errors)")
    let session = try Self.run([], input: "limit bits 100\n1000!\nlimit bits 10^6\n1000!/999!\n")
    #expect(session.output.hasSuffix("[1] 1000\n") && session.errors.contains("raise it with `limit bits NUMBER`"))
  }

  /// What took half a minute and more whatever was asked for.
  static let slow: [String] = {
    let definitions = (1...60).map { "a\($0) = a\($0 - 1)*sin(a\($0 - 1))" }.joined(separator: ", ")
    let nest = (0..<3000).reduce("x*y") { text, _ in "sin(\(text))" }
    let digits = (0..<12).reduce("x") { text, _ in "sin(exp(-atan(\(text))))" }
    return [
      "diff(a60, x) where a0 = x + y, \(definitions)", "hessian(\(nest), [x, y])",
      "digits 100000; eval \(digits) at x = 1/3", "diff(sin(exp(-atan(x)))*erf(x)*\(digits), x, 9)",
    ]
  }()

  @Test func secondsEndWhateverRuns() throws {
    for line in Self.slow {
      let outcome = try Self.run([], input: "limit seconds 1\n\(line)\n")
      #if DEBUG
        let bound = 3.0
      #else
        let bound = 1.4
      #endif
      #expect(outcome.seconds < bound, "\(outcome.seconds) s: \(line.prefix(60))")
    }
  }
}
