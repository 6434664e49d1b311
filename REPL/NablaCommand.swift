// The program `nabla`: subcommands, each a thin layer over the session's engine.

import ArgumentParser
import CEdit
import Nabla
import NablaKernels
import NablaSession

@main
struct NablaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nabla",
    abstract: "Exact symbolic derivatives: type a formula, get what you would have written.",
    discussion: """
      Without a subcommand it starts an interactive session; with input piped to it, it runs the input.
      A formula that begins with a minus sign may be given as it is.
      """,
    version: version,
    subcommands: [
      Interactive.self, Differentiate.self, Gradient.self, Hessian.self, Jacobian.self, Evaluate.self, Check.self,
      Typeset.self, Batch.self,
    ],
    defaultSubcommand: Interactive.self)

  static var version: String {
    var libraries = ["GMP \(gmpVersion)"]
    if let flint = Libraries.flintVersion {
      libraries.append("FLINT \(flint)" + (Libraries.arbVersion.map { " with Arb \($0)" } ?? ""))
    } else {
      libraries.append("without FLINT (libflint-dev, libflint-arb-dev)")
    }
    libraries.append(nabla_editor_built_in() ? "libedit" : "without libedit (libedit-dev)")
    return "nabla 0.1.0 (\(libraries.joined(separator: ", ")))"
  }

  static func main() {
    // An argument such as -x^2 is a formula, not an option: a space in front says so.
    let arguments = CommandLine.arguments.dropFirst().map { argument in
      argument.hasPrefix("-") && !argument.hasPrefix("--") && argument != "-h" && argument != "-"
        ? " " + argument : argument
    }
    main(Array(arguments))
  }
}

/// Options that the subcommands share.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print LaTeX.") var latex = false
  @Flag(help: "Print the answer of the line protocol.") var json = false
  @Option(help: "A point, as x=2,y=1/3: print the value there too.") var at: [String] = []
  @Option(help: "Significant digits of values; more than 17 are computed by Arb and proved.") var digits = 17
  @Option(name: .customLong("function"), help: "A name that is an undefined function; may be repeated.")
  var functions: [String] = []

  func apply(to request: inout Request) throws {
    if latex { request.forms = [.text, .latex] }
    request.functions = functions
    guard digits >= 1 else { throw ValidationError("--digits is at least 1") }
    request.digits = digits
    if !at.isEmpty { request.points = [try pointCoordinates(at)] }
  }
}

/// Coordinates from arguments such as `x=2` and `x=2,y=3`.
func pointCoordinates(_ arguments: [String]) throws -> Request.Point {
  var point: Request.Point = []
  for argument in arguments {
    guard let coordinates = pointArgument(argument) else {
      throw ValidationError("‘\(argument)’ is no coordinate; write x=2")
    }
    for (name, value) in coordinates { point.append((name, .text(value))) }
  }
  return point
}

/// Carries out a request and prints the answer; an error goes to standard error and ends with status 1.
func perform(_ request: Request, _ output: OutputOptions) throws {
  Interrupt.install()
  let engine = Engine(isInterrupted: { Interrupt.isRequested })
  if output.json {
    let line = engine.line(request)
    Terminal.write(line)
    if line.starts(with: Array("{\"id\":null,\"ok\":false".utf8)) { throw ExitCode.failure }
    return
  }
  let answer = engine.answer(request)
  if let error = answer.error {
    let text = error.text ?? ""
    let blamed = text.isEmpty || text == "expr" ? request.expressions.first ?? "" : nil
    Terminal.writeError(
      blamed.map { Session.describe(error, in: Array($0.utf8)) } ?? "error: \(error.message) (in \(text))")
    throw ExitCode.failure
  }
  if let report = answer.reportText {
    Terminal.writeLine(report)
    for note in answer.notes { Terminal.writeError("note: \(note.message)") }
    if answer.reportDisagrees { throw ExitCode.failure }
    return
  }
  if request.operation != .eval { Terminal.writeLine(try shown(answer, output.latex || request.operation == .latex)) }
  for text in answer.valueTexts { Terminal.writeLine(text) }
  if !output.latex, !answer.conditions.isEmpty {
    Terminal.writeLine("for " + answer.conditions.joined(separator: ", "))
  }
  for note in answer.notes { Terminal.writeError("note: \(note.message)") }
}

/// The result of an answer; one too long to show ends with status 1.
private func shown(_ answer: Answer, _ asLatex: Bool) throws -> String {
  switch Result(catching: { () throws(NablaError) in asLatex ? try answer.latex() : try answer.text() }) {
  case .success(let text): return text
  case .failure(let error):
    Terminal.writeError("error: \(error.message)")
    throw ExitCode.failure
  }
}

struct Differentiate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "The derivative: nabla diff 'x^2*sin(x)' x")
  @Argument(help: "The formula.") var formula: String
  @Argument(help: "The symbol to differentiate by; several give the mixed partial.") var variables: [String] = []
  @Option(help: "The order of the derivative.") var order: Int?
  @OptionGroup var output: OutputOptions

  func run() throws {
    var request = Request(.diff, [formula])
    request.variables = variables.isEmpty ? nil : variables
    if let order {
      guard order >= 0, variables.count <= 1 else {
        throw ValidationError("--order is 0 or more and goes with one symbol")
      }
      request.order = order
    }
    try output.apply(to: &request)
    try perform(request, output)
  }
}

struct Gradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grad", abstract: "The gradient: nabla grad 'w_1^2 + 4*w_2^2' w_1 w_2")
  @Argument(help: "The formula.") var formula: String
  @Argument(help: "The symbols; without them all of the formula, in natural order.") var variables: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws { try performByVariables(.gradient, formula, variables, output) }
}

struct Hessian: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hessian", abstract: "The second partial derivatives: nabla hessian 'x^2*y' x y")
  @Argument(help: "The formula.") var formula: String
  @Argument(help: "The symbols; without them all of the formula, in natural order.") var variables: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws { try performByVariables(.hessian, formula, variables, output) }
}

struct Jacobian: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jacobian", abstract: "The derivatives of several formulas: nabla jacobian '[x*y, x + y]' x y")
  @Argument(help: "The formulas as a vector.") var formula: String
  @Argument(help: "The symbols; without them all of the formulas, in natural order.") var variables: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws { try performByVariables(.jacobian, formula, variables, output) }
}

private func performByVariables(
  _ operation: Request.Operation, _ formula: String, _ variables: [String], _ output: OutputOptions
) throws {
  var request = Request(operation, [formula])
  request.variables = variables.isEmpty ? nil : variables
  try output.apply(to: &request)
  try perform(request, output)
}

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "The value at a point: nabla eval 'x^2 + y' x=2 y=1/3")
  @Argument(help: "The formula.") var formula: String
  @Argument(help: "Coordinates, as x=2.") var point: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws {
    var request = Request(.eval, [formula])
    try output.apply(to: &request)
    if !point.isEmpty { request.points = [try pointCoordinates(point) + (request.points?.first ?? [])] }
    try perform(request, output)
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks derivatives against values: nabla check 'x^2*y' x y --against '2*x*y' --against 'x^2'",
    discussion: "Ends with status 1 where a derivative disagrees.")
  @Argument(help: "The formula.") var formula: String
  @Argument(help: "The symbols; without them all of the formula, in natural order.") var variables: [String] = []
  @Option(help: "A derivative to be judged, one a symbol in their order; without any the engine's own are.")
  var against: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws {
    var request = Request(.check, [formula])
    request.variables = variables.isEmpty ? nil : variables
    request.against = against.isEmpty ? nil : against
    try output.apply(to: &request)
    try perform(request, output)
  }
}

struct Typeset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latex", abstract: "The LaTeX of a formula as typed: nabla latex 'diff(sin(x)/x, x)'")
  @Argument(help: "The formula.") var formula: String
  @OptionGroup var output: OutputOptions

  func run() throws { try perform(Request(.latex, [formula]), output) }
}

struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Answers requests of the line protocol: a JSON object a line in, one a line out.")

  func run() throws {
    let engine = Engine()
    var reader = ByteLineReader(fileDescriptor: 0)
    while let line = try reader.next() {
      switch line {
      case .bytes(let bytes): Terminal.write(engine.answer(line: bytes))
      case .tooLong(let length): Terminal.write(engine.line(tooLong: length))
      }
    }
  }
}
