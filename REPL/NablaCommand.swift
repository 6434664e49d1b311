// The program `nabla`: what its arguments are, and how it ends.

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
    usage: """
      nabla [FORMULA | FILE | -] ...
      nabla SUBCOMMAND ...
      """,
    discussion: """
      Without arguments it starts an interactive session; with input piped to it, it runs the input. Formulas and \
      definitions are answered as in a session: nabla 'f(x) := x^3' "f'(2)". What names a file is run, and - is \
      standard input. A formula that begins with a minus sign may be given as it is.

      The status is 0 where all went well, 1 where something failed, a value does not exist or a derivative \
      disagrees, 64 where the arguments are not understood.
      """,
    version: version,
    subcommands: [Interactive.self] + Verbs.all.filter { $0.shell != nil }.map { command(of: $0) }
      + [Explore.self, Batch.self],
    defaultSubcommand: Interactive.self)

  static var subcommandNames: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } }

  static var version: String {
    var libraries = ["GMP \(gmpVersion)"]
    if let flint = Libraries.flintVersion {
      libraries.append("FLINT \(flint)" + (Libraries.arbVersion.map { " with Arb \($0)" } ?? ""))
    } else {
      libraries.append("without FLINT (libflint-dev, libflint-arb-dev)")
    }
    libraries.append(nabla_editor_built_in() ? "libedit" : "without libedit (libedit-dev)")
    return "nabla 0.2.0 (\(libraries.joined(separator: ", ")))"
  }

  static func main() { Terminal.exit(status(of: Array(CommandLine.arguments.dropFirst()))) }

  private static func status(of arguments: [String]) -> Int32 {
    let arguments = routed(arguments)
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      return 0
    } catch let code as ExitCode {
      return code.rawValue
    } catch let error as WriteError {
      if let message = error.message { Terminal.writeError("error: \(message)") }
      return error.isInterruption ? 130 : 1
    } catch let error as ByteLineReader.ReadError {
      Terminal.writeError("error: \(error)")
      return 1
    } catch {
      let code = exitCode(for: error)
      guard code != .success else {
        // What was asked for: help, the version, a script for completion.
        return (try? Terminal.writeLine(fullMessage(for: error))) == nil ? 1 : 0
      }
      let name = arguments.first.flatMap { subcommandNames.contains($0) && $0 != "repl" ? $0 + " " : nil } ?? ""
      let lines = message(for: error).replacing("' -", with: "'-").split(separator: "\n")
      Terminal.writeError("error: \(lines.joined(separator: " ")); see nabla \(name)--help")
      return code.rawValue
    }
  }

  /// Says what the arguments mean where the parser of arguments would not know: formulas, and help on a name.
  private static func routed(_ arguments: [String]) -> [String] {
    // An argument such as -x^2 is a formula, not an option: a space in front says so.
    let marked = arguments.map { argument in
      argument.hasPrefix("-") && !argument.hasPrefix("--") && argument != "-h" && argument != "-"
        ? " " + argument : argument
    }
    guard let first = arguments.first, first != "-h", !subcommandNames.contains(first) else { return marked }
    if first == "help" {
      guard arguments.count > 1, !subcommandNames.contains(arguments[1]) else { return arguments }
      return ["repl", arguments.joined(separator: " ")]
    }
    let own = ["--version", "--help", "--generate-completion-script", "--experimental-dump-help"]
    return own.contains { first.hasPrefix($0) } ? arguments : ["repl"] + marked
  }
}
