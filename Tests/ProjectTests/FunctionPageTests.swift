// The page of functions is what the catalogue says of each.

import Foundation
import Nabla
import NablaExpressions
import Testing

@Suite struct FunctionPageTests {
  private static let path = "Documentation/Functions.md"

  /// The page; to write it anew, run this test with `NABLA_WRITE_PAGES=1`.
  private static func page() throws -> String {
    var lines = [
      "# Functions", "",
      "What every function means, where it has a value, and its derivative; what is said of each follows from the catalogue.",
      "`help NAME` tells the same in a session. Names in parentheses are understood where arguments follow, and are symbols elsewhere. "
        + "Of a function with a whole number as its first argument the derivative shown is that of order 5.", "",
      "| function | also | meaning | defined for | derivative | slope, convention |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in Catalogue.all {
      let slope = row.slopeRange
      let isBounded = (slope.low != nil || slope.high != nil) && slope.low != slope.high
      let facts = [isBounded ? slope.text("slope") : "", row.convention].filter { !$0.isEmpty }
      lines.append(
        line([
          code(call(row, row.parameters)), names(row), row.summary, row.domainText, try derivative(of: row),
          facts.joined(separator: "; "),
        ]))
    }
    lines += [
      "", "Others are ways of writing a formula:", "", "| function | also | meaning | is |",
      "| --- | --- | --- | --- |",
    ]
    for function in Catalogue.callables where !(function is FunctionRow) {
      let formula = try Expr(parsing: sample(function))
      lines.append(
        line([code(call(function, function.parameters)), names(function), function.summary, code("\(formula)")]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  private static func code(_ text: String) -> String { "`\(text)`" }

  private static func call(_ function: any Callable, _ arguments: [String]) -> String {
    "\(function.name)(\(arguments.joined(separator: ", ")))"
  }

  private static func names(_ function: any Callable) -> String {
    (function.aliases.map(code) + function.furtherNames.map { "(\(code($0)))" }).joined(separator: ", ")
  }

  /// A call that can be read: a whole number where one is due.
  private static func sample(_ function: any Callable) -> String {
    call(function, function.parameters.map { $0 == "n" ? "5" : $0 })
  }

  private static func derivative(of row: FunctionRow) throws -> String {
    let variable = row.parameters.first { $0 != "n" } ?? "x"
    return code("\(try Expr(parsing: sample(row)).derivative(by: .symbol(variable)))")
  }

  @Test func everyFunctionIsOnThePageAsTheCatalogueSays() throws {
    let page = try Self.page()
    if ProcessInfo.processInfo.environment["NABLA_WRITE_PAGES"] == "1" {
      try page.write(to: ProjectFiles.root.appendingPathComponent(Self.path), atomically: true, encoding: .utf8)
    }
    let written = try ProjectFiles.text(Self.path).components(separatedBy: "\n")
    let expected = page.components(separatedBy: "\n")
    for (old, new) in zip(written, expected) { #expect(old == new) }
    #expect(written.count == expected.count)
  }
}
