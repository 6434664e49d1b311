// The subcommands that are verbs: one shape for all, with the options that belong to what a verb takes and answers.

import ArgumentParser
import Nabla
import NablaSession

/// The subcommand of a verb.
func command(of verb: any Verb.Type) -> any ParsableCommand.Type {
  func command<V: Verb>(_: V.Type) -> any ParsableCommand.Type { VerbCommand<V>.self }
  return command(verb)
}

/// A formula, further arguments and options, as a request of the session's engine.
struct VerbCommand<V: Verb>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: V.name, abstract: V.shell?.abstract ?? V.summary, usage: V.shellUsage,
      discussion: V.shell?.discussion ?? "")
  }

  @Argument(help: ArgumentHelp(Self.argumentsHelp, valueName: V.takes(.statement) ? "formula" : nil))
  var arguments: [String] = []
  @Option(help: "The language of the formulas: nabla or latex.") var from = "nabla"
  @Option(help: Self.help("The order of the derivative by one symbol.", Self.takesOrder)) var order: Int?
  @Option(
    help: Self.help(
      "A derivative to be judged, one a symbol in their order; without any the engine's own are.", V.takes(.against)))
  var against: [String] = []
  @Option(help: Self.help("The length of a step along the slope.", V.takes(.step))) var step: String?
  @Option(
    help: Self.help(
      "A file of comma-separated values: columns are symbols, rows are samples.", V.answer == .diagnosis))
  var data: String?
  @Option(
    help: Self.help(
      "How steps are found: gradient, momentum, nesterov, adam, newton, lbfgs.", V.takes(.method)))
  var method: String?
  @Option(help: Self.help("Where a symbol is developed about, as x=2.", V.takes(.about))) var about: [String] = []
  @Flag(help: Self.help("Print LaTeX.", V.answer == .formula)) var latex = false
  @Flag(help: Self.help("Print <=, >= and != instead of ≤, ≥ and ≠.", V.answer == .formula)) var ascii = false
  @Option(
    help: Self.help(
      V.answer == .formula
        ? "A point, as x=2,y=1/3: print the value there too." : "Coordinates, as x=2,y=1/3.", Self.takesPoint))
  var at: [String] = []
  @Option(
    help: Self.help(
      V.answer == .formula
        ? "Significant digits of the value; more than 17 are computed by Arb and proved."
        : "Significant digits; more than 17 are computed by Arb and proved.", Self.hasValues))
  var digits: Int?
  @Flag(help: "Print the answer of the line protocol.") var json = false
  @Option(
    name: .customLong("function"),
    help: Self.help("A name that is an undefined function; may be repeated.", Self.isComputed))
  var functions: [String] = []
  @Option(help: Self.help("What is assumed of symbols, as 'x > 0, n integer'; may be repeated.", Self.isComputed))
  var assume: [String] = []
  @Option(help: Self.help("Seconds that an answer may take.", Self.isComputed)) var seconds: Double?
  @Option(help: Self.help("Nodes that an expression may grow by, as 10000000.", Self.isComputed)) var nodes: Int?
  @Option(help: Self.help("Bits that an exact number may have.", Self.isComputed)) var bits: Int?

  // What the verb has no use for is not shown, and refused below.
  private static func help(_ text: String, _ isShown: Bool) -> ArgumentHelp {
    ArgumentHelp(text, visibility: isShown ? .default : .private)
  }

  private static var takesOrder: Bool { V.takes(.steps) || V.standardOrder != nil }
  private static var hasValues: Bool { V.answer == .formula || V.answer == .values }
  private static var takesPoint: Bool { hasValues || V.takes(.point) }
  private static var isComputed: Bool { V.answer != .typed }

  private static var argumentsHelp: String {
    if V.takes(.steps) {
      return "The formula (- for standard input), then the symbols to differentiate by, each with its order."
    }
    if V.takesSeveral { return "The formulas, then the symbols; without them all of the formulas, in natural order." }
    if V.takes(.point) && V.takes(.variables) {
      return "The formula (- for standard input), then the symbols; without them all. Coordinates follow, as x=2."
    }
    if V.takes(.point) { return "The formula (- for standard input), then coordinates, as x=2." }
    return V.takes(.variables)
      ? "The formula (- for standard input), then the symbols; without them all, in natural order."
      : "The formula (- for standard input)."
  }

  func validate() throws {
    let given = [
      ("order", order != nil, Self.takesOrder), ("against", !against.isEmpty, V.takes(.against)),
      ("about", !about.isEmpty, V.takes(.about)), ("step", step != nil, V.takes(.step)),
      ("method", method != nil, V.takes(.method)), ("data", data != nil, V.answer == .diagnosis),
      ("latex", latex, V.answer == .formula),
      ("ascii", ascii, V.answer == .formula), ("at", !at.isEmpty, Self.takesPoint),
      ("digits", digits != nil, Self.hasValues), ("function", !functions.isEmpty, Self.isComputed),
      ("assume", !assume.isEmpty, Self.isComputed),
      ("seconds", seconds != nil, Self.isComputed), ("nodes", nodes != nil, Self.isComputed),
      ("bits", bits != nil, Self.isComputed),
    ]
    for (name, isGiven, isTaken) in given where isGiven && !isTaken {
      throw ValidationError("Unknown option '--\(name)'")
    }
    if V.takes(.statement), arguments.count > 1 { throw ValidationError("Unexpected argument '\(arguments[1])'") }
    guard from == "nabla" || from == "latex" else { throw ValidationError("--from is nabla or latex") }
    if latex && ascii { throw ValidationError("--ascii goes with text, not with --latex") }
    if digits != nil && at.isEmpty && V.answer == .formula { throw ValidationError("--digits goes with --at") }
    guard (digits ?? 1) >= 1 else { throw ValidationError("--digits is at least 1") }
  }

  func run() throws {
    guard let first = arguments.first else { throw ValidationError("a formula is missing") }
    let takesPoint = V.takes(.point)
    let isCoordinate: (String) -> Bool = { takesPoint && (!V.takes(.variables) || $0.contains("=") || $0 == "at") }
    let own = [try formula(first)] + arguments.dropFirst().filter { !isCoordinate($0) }
    var request = try checked { () throws(ArgumentError) in try Request.shell(V.self, own) }
    request.isLaTeX = from == "latex"
    if let order {
      guard order >= 0, !V.takes(.steps) || (request.variables ?? []).count <= 1, request.order == nil else {
        throw ValidationError("--order is 0 or more and goes with one symbol")
      }
      request.order = order
    }
    if !against.isEmpty { request.against = against }
    request.step = step
    request.method = method
    if latex { request.forms = [.text, .latex] }
    request.digits = digits ?? request.digits
    try checked { () throws(ArgumentError) in
      if takesPoint { try request.splitPoint() }
      try request.addPoint(arguments.dropFirst().filter(isCoordinate) + at)
      request.about = try Request.coordinates(about)
    }
    if let data { request.data = try readFile(data) }
    request.functions = functions
    request.assumed = assume.map { ("", $0, "assume") }
    request.limits = try Limits.program.with(seconds: seconds, nodes: nodes, bits: bits)
    try perform(request)
  }

  /// Carries out a request and prints the answer; where there is none, the status is 1.
  private func perform(_ request: Request) throws {
    Interrupt.install()
    let engine = Engine(isInterrupted: { Interrupt.isRequested })
    if json {
      let (line, isGood) = engine.shellLine(request)
      try Terminal.write(line)
      if !isGood { throw ExitCode.failure }
      return
    }
    let answer = engine.shellAnswer(request, asLaTeX: latex)
    for line in answer.lines { try Terminal.writeLine(ascii ? ShellAnswer.ascii(line) : line) }
    for remark in answer.remarks { Terminal.writeError(remark) }
    if answer.isError || answer.isNegative { throw ExitCode.failure }
  }
}

private func checked<Value>(_ body: () throws(ArgumentError) -> Value) throws -> Value {
  do { return try body() } catch { throw ValidationError(error.message) }
}

/// The text of a file.
private func readFile(_ path: String) throws -> String {
  let descriptor = openForReading(path)
  guard descriptor >= 0 else { throw ValidationError("\(path) cannot be read") }
  defer { closeFile(descriptor) }
  var reader = ByteLineReader(fileDescriptor: descriptor)
  var lines: [String] = []
  while let line = try reader.next() {
    guard case .bytes(let bytes) = line else { throw ValidationError("a line of \(path) is too long") }
    lines.append(String(decoding: bytes, as: UTF8.self))
  }
  return lines.joined(separator: "\n")
}

/// A formula given as `-` is read from standard input.
private func formula(_ argument: String) throws -> String {
  guard argument == "-" else { return argument }
  var reader = ByteLineReader(fileDescriptor: 0)
  var lines: [String] = []
  while let line = try reader.next() {
    guard case .bytes(let bytes) = line else { throw ValidationError("a line is too long") }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) && lines.isEmpty ? bytes[3...] : bytes[...]
    lines.append(String(decoding: text, as: UTF8.self))
  }
  return lines.joined(separator: "\n")
}
