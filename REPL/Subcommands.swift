// The subcommands, each a thin layer over the session's engine.

import ArgumentParser
import Nabla
import NablaSession

/// What one answer may spend.
struct LimitOptions: ParsableArguments {
  @Option(help: "Seconds that an answer may take.") var seconds: Double?
  @Option(help: "Nodes that an expression may grow by, as 10000000.") var nodes: Int?
  @Option(help: "Bits that an exact number may have.") var bits: Int?

  func applied(to limits: Limits) throws -> Limits {
    var limits = limits
    guard (seconds ?? 1) > 0, (nodes ?? 1) > 0, (bits ?? 1) > 0 else { throw ValidationError("a limit is positive") }
    if let seconds { limits.seconds = min(seconds, 1e9) }
    if let nodes { limits.nodes = min(nodes, 2_000_000_000) }
    if let bits { limits.bits = min(bits, 4_000_000_000) }
    return limits
  }
}

/// Options of every answer.
struct AnswerOptions: ParsableArguments {
  @Flag(help: "Print the answer of the line protocol.") var json = false
  @Option(name: .customLong("function"), help: "A name that is an undefined function; may be repeated.")
  var functions: [String] = []
  @OptionGroup var limits: LimitOptions

  func apply(to request: inout Request) throws {
    request.functions = functions
    request.limits = try limits.applied(to: request.limits)
  }
}

/// Options of answers that are formulas.
struct ResultOptions: ParsableArguments {
  @Flag(help: "Print LaTeX.") var latex = false
  @Flag(help: "Print <=, >= and != instead of ≤, ≥ and ≠.") var ascii = false
  @Option(help: "A point, as x=2,y=1/3: print the value there too.") var at: [String] = []
  @Option(help: "Significant digits of the value; more than 17 are computed by Arb and proved.") var digits: Int?

  func apply(to request: inout Request) throws {
    if latex { request.forms = [.text, .latex] }
    if latex && ascii { throw ValidationError("--ascii goes with text, not with --latex") }
    if digits != nil && at.isEmpty { throw ValidationError("--digits goes with --at") }
    try setDigits(digits, of: &request)
    try checked { () throws(ArgumentError) in try request.addPoint(at) }
  }
}

private func setDigits(_ digits: Int?, of request: inout Request) throws {
  guard (digits ?? 1) >= 1 else { throw ValidationError("--digits is at least 1") }
  request.digits = digits ?? request.digits
}

private func checked<Value>(_ body: () throws(ArgumentError) -> Value) throws -> Value {
  do { return try body() } catch { throw ValidationError(error.message) }
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

private func request(_ operation: Request.Operation, _ arguments: [String]) throws -> Request {
  guard let first = arguments.first else { throw ValidationError("a formula is missing") }
  let all = [try formula(first)] + arguments.dropFirst()
  return try checked { () throws(ArgumentError) in try Request.shell(operation, all) }
}

/// Carries out a request and prints the answer; where there is none, the status is 1.
private func perform(
  _ request: Request, _ options: AnswerOptions, asLaTeX: Bool = false, inASCII: Bool = false
) throws {
  Interrupt.install()
  let engine = Engine(isInterrupted: { Interrupt.isRequested })
  if options.json {
    let (line, isGood) = engine.shellLine(request)
    try Terminal.write(line)
    if !isGood { throw ExitCode.failure }
    return
  }
  let answer = engine.shellAnswer(request, asLaTeX: asLaTeX)
  for line in answer.lines { try Terminal.writeLine(inASCII ? ShellAnswer.ascii(line) : line) }
  for remark in answer.remarks { Terminal.writeError(remark) }
  if answer.isError || answer.isNegative { throw ExitCode.failure }
}

struct Differentiate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "The derivative: nabla diff 'x^2*sin(x)' x",
    usage: "nabla diff FORMULA [SYMBOL [ORDER] ...] [OPTIONS]",
    discussion: "Several symbols give the mixed partial, a number behind a symbol is its order: nabla diff F x 2 y")
  @Argument(help: "The formula (- for standard input), then the symbols to differentiate by, each with its order.")
  var arguments: [String] = []
  @Option(help: "The order of the derivative by one symbol.") var order: Int?
  @OptionGroup var result: ResultOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    var request = try request(.diff, arguments)
    if let order {
      guard order >= 0, (request.variables ?? []).count <= 1, request.order == nil else {
        throw ValidationError("--order is 0 or more and goes with one symbol")
      }
      request.order = order
    }
    try result.apply(to: &request)
    try options.apply(to: &request)
    try perform(request, options, asLaTeX: result.latex, inASCII: result.ascii)
  }
}

struct Gradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grad", abstract: "The gradient: nabla grad 'w_1^2 + 4*w_2^2' w_1 w_2",
    usage: "nabla grad FORMULA [SYMBOL ...] [OPTIONS]")
  @Argument(help: "The formula (- for standard input), then the symbols; without them all, in natural order.")
  var arguments: [String] = []
  @OptionGroup var result: ResultOptions
  @OptionGroup var options: AnswerOptions

  func run() throws { try performByVariables(.gradient, arguments, result, options) }
}

struct Hessian: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hessian", abstract: "The second partial derivatives: nabla hessian 'x^2*y' x y",
    usage: "nabla hessian FORMULA [SYMBOL ...] [OPTIONS]")
  @Argument(help: "The formula (- for standard input), then the symbols; without them all, in natural order.")
  var arguments: [String] = []
  @OptionGroup var result: ResultOptions
  @OptionGroup var options: AnswerOptions

  func run() throws { try performByVariables(.hessian, arguments, result, options) }
}

struct Jacobian: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jacobian", abstract: "The derivatives of several formulas: nabla jacobian 'x*y' 'x + y' x y",
    usage: "nabla jacobian FORMULA ... [SYMBOL ...] [OPTIONS]",
    discussion: "The formulas may be one vector, '[x*y, x + y]'. What is a symbol alone behind the first is a variable."
  )
  @Argument(help: "The formulas, then the symbols; without them all of the formulas, in natural order.")
  var arguments: [String] = []
  @OptionGroup var result: ResultOptions
  @OptionGroup var options: AnswerOptions

  func run() throws { try performByVariables(.jacobian, arguments, result, options) }
}

private func performByVariables(
  _ operation: Request.Operation, _ arguments: [String], _ result: ResultOptions, _ options: AnswerOptions
) throws {
  var request = try request(operation, arguments)
  try result.apply(to: &request)
  try options.apply(to: &request)
  try perform(request, options, asLaTeX: result.latex, inASCII: result.ascii)
}

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "The value at a point: nabla eval 'x^2 + y' x=2 y=1/3",
    usage: "nabla eval FORMULA [SYMBOL=VALUE ...] [OPTIONS]",
    discussion: "Ends with status 1 where there is no value.")
  @Argument(help: "The formula (- for standard input), then coordinates, as x=2.") var arguments: [String] = []
  @Option(help: "Coordinates, as x=2,y=1/3.") var at: [String] = []
  @Option(help: "Significant digits; more than 17 are computed by Arb and proved.") var digits: Int?
  @OptionGroup var options: AnswerOptions

  func run() throws {
    var request = try request(.eval, Array(arguments.prefix(1)))
    try setDigits(digits, of: &request)
    try checked { () throws(ArgumentError) in
      try request.splitPoint()
      try request.addPoint(arguments.dropFirst() + at)
    }
    try options.apply(to: &request)
    try perform(request, options)
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks derivatives against values: nabla check 'x^2*y' x y --against '2*x*y' --against 'x^2'",
    usage: "nabla check FORMULA [SYMBOL ...] [--against FORMULA ...] [OPTIONS]",
    discussion: "Ends with status 1 where a derivative disagrees.")
  @Argument(help: "The formula (- for standard input), then the symbols; without them all, in natural order.")
  var arguments: [String] = []
  @Option(help: "A derivative to be judged, one a symbol in their order; without any the engine's own are.")
  var against: [String] = []
  @OptionGroup var options: AnswerOptions

  func run() throws {
    var request = try request(.check, arguments)
    request.against = against.isEmpty ? nil : against
    try options.apply(to: &request)
    try perform(request, options)
  }
}

struct Typeset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latex", abstract: "The LaTeX of a formula or definition as typed: nabla latex 'diff(sin(x)/x, x)'",
    usage: "nabla latex FORMULA [--json]",
    discussion: "The LaTeX of a derivative itself is printed by the other subcommands with --latex.")
  @Argument(help: "The formula (- for standard input).") var formula: String
  @Flag(help: "Print the answer of the line protocol.") var json = false

  func run() throws {
    let options = try AnswerOptions.parse(json ? ["--json"] : [])
    try perform(try request(.latex, [formula]), options)
  }
}

struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Answers requests of the line protocol: a JSON object a line in, one a line out.",
    discussion: """
      For example: echo '{"op": "diff", "expr": "x^2"}' | nabla batch
      The protocol is described in Documentation/LineProtocol.md.
      """)

  func run() throws {
    let engine = Engine()
    var reader = ByteLineReader(fileDescriptor: 0)
    while let line = try reader.next() {
      switch line {
      case .bytes(let bytes): try Terminal.write(engine.answer(line: bytes))
      case .tooLong(let length): try Terminal.write(engine.line(tooLong: length))
      }
    }
  }
}
