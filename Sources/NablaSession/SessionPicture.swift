// Results as they are written on paper, on several lines.

import Nabla
import NablaExpressions
import NablaSyntax

extension Session {
  /// The last result, or what follows the command, as a picture; on one line where it does not fit on the screen.
  func pretty(_ line: [UInt8], _ argument: String, _ offset: Int) throws(NablaError) -> Response {
    if argument.isEmpty && context.results.isEmpty {
      throw NablaError(
        .syntax, "there is no result yet; write pretty EXPRESSION", range: max(0, offset - 6)..<offset)
    }
    let reading =
      argument.isEmpty
      ? try read(try Reader.parse(Array("%".utf8), allowsResultNames: true))
      : try read(try Reader.command(line, from: offset).body)
    let notes = reading.notes.map(\.message)
    let columns = screen?.columns ?? 100
    var options = displayOptions(reading)
    options.abbreviatesFrom = 4 * columns
    let conditions = try Expr.conditionTexts(of: reading.value.elements, options, inWords: true).map(\.text)
    guard let picture = try reading.value.picture(options, columns: columns) else {
      return Response(
        text: try render(reading), notes: notes + ["it is too wide for a picture of \(columns) columns"])
    }
    let tail = conditions.isEmpty ? [] : ["for \(conditions.joined(separator: ", "))"]
    return Response(text: (picture + tail).joined(separator: "\n"), notes: notes)
  }
}
