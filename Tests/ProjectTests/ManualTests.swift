// The manuals name all there is: subcommands and options of the program, keys and operations of the line protocol.

import Foundation
import Nabla
import NablaSession
import Testing

@Suite struct ManualTests {
  /// The words of a text that begin with two dashes.
  private func options(in text: String) -> Set<String> {
    Set(
      text.components(separatedBy: CharacterSet(charactersIn: " .\n[]<>,;'\"()=|\\")).filter {
        $0.hasPrefix("--") && $0.count > 3
      })
  }

  @Test func theManualPageHasEverySubcommandAndOption() throws {
    let manual = try ProjectFiles.text("Documentation/nabla.1").replacingOccurrences(of: "\\-", with: "-")
    for name in [
      "repl", "diff", "grad", "hessian", "jacobian", "eval", "check", "why", "critical", "descend", "explore", "latex",
      "batch",
    ] {
      #expect(manual.contains(".B \(name)\n"), "\(name)")
      let help = try ShellTests.run([name, "--help"])
      #expect(help.status == 0 && help.output.contains("USAGE: nabla"))
      for option in options(in: help.output) { #expect(manual.contains(option), "\(name) \(option)") }
    }
    #expect(try ShellTests.run(["--help"]).output.contains("SUBCOMMANDS"))
  }

  @Test func theManualPageKnowsNoOptionThatIsNone() throws {
    let manual = try ProjectFiles.text("Documentation/nabla.1").replacingOccurrences(of: "\\-", with: "-")
    var known: Set<String> = ["--generate-completion-script"]
    for name in [
      "repl", "diff", "grad", "hessian", "jacobian", "eval", "check", "why", "critical", "descend", "explore", "latex",
      "batch",
    ] {
      known.formUnion(options(in: try ShellTests.run([name, "--help"]).output))
    }
    #expect(options(in: manual).subtracting(known).isEmpty, "\(options(in: manual).subtracting(known))")
  }

  @Test func theLineProtocolIsDocumented() throws {
    let page = try ProjectFiles.text("Documentation/LineProtocol.md")
    for operation in Request.Operation.allCases where !operation.isSupported {
      #expect(page.contains("`\(operation.rawValue)`"), "\(operation)")
    }
    // A verb may be told of on its own page.
    for verb in Verbs.all {
      let own = try ProjectFiles.text("Documentation/\(verb.page).md")
      #expect((page + own).contains("`\(verb.operation)`"), "\(verb.operation)")
    }
    for key in [
      "id", "op", "expr", "from", "vars", "order", "direction", "unit", "with", "against", "step", "method", "symbols",
      "functions", "at",
      "digits",
      "assume", "simplify", "form", "limits", "result", "latex", "graph", "value", "conditions", "notes", "ms",
    ] {
      #expect(page.contains("`\(key)`"), "\(key)")
    }
    for kind in ["request", "syntax", "name", "domain", "limit", "unsupported"] {
      #expect(page.contains("| `\(kind)` |"))
    }
  }
}
