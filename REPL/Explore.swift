// nabla explore: a loss over a plane as a page of its own.

import ArgumentParser
import Nabla
import NablaSession

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Writes a page that shows a loss over two variables: nabla explore 'w_1^2 + 4*w_2^2'",
    usage: "nabla explore FORMULA [SYMBOL SYMBOL] [SYMBOL=VALUE ...] [--output FILE] [--half NUMBER]",
    discussion: """
      The page is one file, needs no network and no other program than a browser: contours, value and slopes under the \
      pointer, balls that race by method, sliders for the other variables.
      """)

  @Argument(help: "The formula, then two symbols for the axes, and where the sliders of others start, as x=2.")
  var arguments: [String] = []
  @Option(help: "The file that is written; - is standard output.") var output = "explore.html"
  @Option(help: "Half the height of the plane.") var half = 5.0

  func run() throws {
    guard let formula = arguments.first else { throw ValidationError("a formula is missing") }
    let rest = arguments.dropFirst()
    let page: [UInt8]
    do throws(NablaError) {
      page = Array(
        try Session.explorerPage(
          formula, axes: rest.filter { !$0.contains("=") }, coordinates: rest.filter { $0.contains("=") }, half: half
        ).utf8)
    } catch {
      Terminal.writeError(Session.describe(error, in: Array(formula.utf8)))
      throw ExitCode.failure
    }
    if output == "-" { return try Terminal.write(page) }
    let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else {
      Terminal.writeError("error: \(output) cannot be written")
      throw ExitCode.failure
    }
    defer { close(descriptor) }
    try Terminal.write(page, to: descriptor)
    try Terminal.writeLine(output)
  }
}

/// A descriptor of a file to be read; negative where there is none.
func openForReading(_ path: String) -> Int32 { open(path, O_RDONLY) }

func closeFile(_ descriptor: Int32) { close(descriptor) }
