// `plot x^2, sin(x), x = -3..3`, `plot f to f.svg`.

import Nabla
import NablaExpressions
import NablaSyntax

extension Session {
  func plot(_ argument: String, _ offset: Int) throws(NablaError) -> Response {
    let whole = offset..<(offset + argument.utf8.count)
    let usage = "plot x^2, sin(x), x = -3..3   plot f to f.svg"
    var text = argument[...]
    var file: String?
    if let mark = text.ranges(of: " to ").last {
      let path = text[mark.upperBound...].drop(while: \.isWhitespace)
      if path.lowercased().hasSuffix(".svg") {
        file = String(path)
        text = text[..<mark.lowerBound]
      }
    }
    // The interval stands last.
    var interval: (name: String, low: String, high: String)?
    if let points = text.ranges(of: "..").last, let sign = text[..<points.lowerBound].lastIndex(of: "=") {
      let before = text[..<sign].reversed().drop(while: \.isWhitespace)
      let name = String(before.prefix { !$0.isWhitespace && $0 != "," }.reversed())
      interval = (name, String(text[text.index(after: sign)..<points.lowerBound]), String(text[points.upperBound...]))
      text = text[..<text.index(text.startIndex, offsetBy: before.count - name.count)]
      while let last = text.last, last.isWhitespace || last == "," { text = text.dropLast() }
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw NablaError(.syntax, "a formula stands behind plot: \(usage)", range: whole)
    }
    let reading = try shifted(offset - 1) { () throws(NablaError) in
      try read(try Reader.parse(Array("[\(text)]".utf8), allowsResultNames: true)) { context in
        if let interval { context.hidden = [interval.name] }
      }
    }
    let formulas = reading.value.elements
    if formulas.contains(where: \.isRelation) {
      throw NablaError(.domain, "a plot shows numbers, not relations", range: whole)
    }
    guard formulas.count <= 7 else { throw NablaError(.limit, "a plot shows at most 7 curves", range: whole) }
    var symbols: [String] = []
    for formula in formulas {
      for symbol in formula.freeSymbols where !symbols.contains(symbol.description) {
        symbols.append(symbol.description)
      }
    }
    let name = interval?.name ?? symbols.first ?? "x"
    guard let variable = SyntaxTree.name(in: name) else {
      throw NablaError(.syntax, "the variable of a plot is a name: \(usage)", range: whole)
    }
    if let other = symbols.first(where: { $0 != name }) {
      throw NablaError(
        .domain, "\(other) has no value here; a plot has one variable, \(usage)", range: whole)
    }
    let low = try bound(interval?.low ?? "-5", whole)
    let high = try bound(interval?.high ?? "5", whole)
    guard low < high else {
      throw NablaError(.domain, "the interval of a plot goes from a number to a larger one", range: whole)
    }
    let columns = min(screen?.columns ?? 80, 100)
    let named = formulas.map { (name: (try? $0.text(maximumLength: 60)) ?? "…", formula: $0) }
    let plot = try Plot(
      named, by: Expr.symbol(variable), from: low, to: high, samples: file == nil ? 2 * columns + 1 : 601)
    guard plot.curves.contains(where: { $0.values.contains { $0 != nil } }) else {
      throw NablaError(.domain, "there is no value between \(Plot.label(low)) and \(Plot.label(high))", range: whole)
    }
    let notes = reading.notes.map(\.message)
    if let file {
      try FileText.write(Array(SVGPicture.text(plot).utf8), to: try path(file, usage, whole), whole)
      return Response(text: "wrote \(file)", notes: notes)
    }
    let rows = min(16, max(4, (screen?.rows ?? 24) - 6))
    return Response(
      text: BraillePicture.lines(plot, columns: columns, rows: rows).joined(separator: "\n"), notes: notes)
  }

  /// An end of the interval: `2*pi`.
  private func bound(_ text: String, _ range: Range<Int>) throws(NablaError) -> Double {
    let fault = NablaError(.domain, "the ends of the interval are numbers, as in x = -3..3", range: range)
    guard let tree = try? Reader.parse(Array(text.utf8), allowsResultNames: true) else { throw fault }
    guard case .scalar(let value) = try read(tree).value, value.freeSymbols.isEmpty,
      let number = try value.evaluated(at: [Expr: Expr]()).value, number.isFinite
    else { throw fault }
    return number
  }
}
