// An answer of the line protocol, and how it is written.

import Nabla
import NablaExpressions
import NablaSyntax

/// What a request is answered with.
public struct Answer: Sendable {
  /// A remark on the reading of the text or on a value.
  public struct Note: Sendable, Hashable {
    /// What is remarked.
    public var message: String
    /// The place in the text that is meant.
    public var range: Range<Int>?
  }

  /// A value at a point.
  package enum Value: Sendable {
    case number(Double)
    /// A number beyond the range of doubles.
    case decimal(String)
    /// Decimal digits, where more than a double has were asked for.
    case digits(String)
    case missing
  }

  /// The bytes of the request's id.
  public var id: [UInt8] = Array("null".utf8)
  /// What went wrong; nil in a good answer.
  public var error: NablaError?
  package var result: Nested<Expr>?
  package var usesDecimals = false
  /// The names of the request in the order in which they first appeared.
  package var symbolPlaces: [String: Int] = [:]
  /// What a check found.
  package var report: CheckReport?
  /// Causes of slopes.
  package var diagnosis: Diagnosis?
  /// Stationary points.
  package var critical: CriticalPoints?
  /// A way down.
  package var descent: Descent?
  /// Whether something is so, and where it is not a point that shows it.
  package struct Verdict {
    package let text: String
    package var witness: [Expr: Expr]?
  }
  package var verdict: Verdict?
  /// Formulas of arrays as they are written, and how derivatives lie.
  package struct ArrayResult {
    package var texts: Nested<String>
    package var latex: Nested<String>
    package var layout: String?
  }
  package var arrays: ArrayResult?
  /// LaTeX of the text as it was typed.
  public var typedLatex: String?
  package var values: [Nested<Value>] = []
  /// The values in words: a line a point.
  public internal(set) var valueTexts: [String] = []
  /// Whether a value that was asked for does not exist.
  public internal(set) var isMissingValue = false
  package var hasValue = false
  package var isPointArray = false
  /// Relations under which the result stands.
  public var conditions: [String] = []
  /// Remarks.
  public var notes: [Note] = []
  /// An answer with more bytes of text is refused.
  static let maximumLength = 64 << 20
  /// Milliseconds of the computation.
  public var milliseconds = 0.0

  /// Names that the request declared to be symbols or functions: they are written without quotes.
  package var declaredNames: Set<String> = []

  /// The text of the result for a reader: factors stand as they were typed, and what would be long names what is shared.
  public func text() throws(NablaError) -> String {
    if let arrays { return Answer.line(arrays.texts) }
    var options = DisplayOptions(decimals: usesDecimals)
    options.symbolPlaces = symbolPlaces
    options.abbreviatesFrom = DisplayOptions.twoLines
    return try NameText.withUnquoted(declaredNames) { () throws(NablaError) in try result?.text(options) ?? "" }
  }

  private static func line(_ texts: Nested<String>) -> String {
    switch texts {
    case .scalar(let text): return text
    case .vector(let parts): return "[\(parts.map(line).joined(separator: ", "))]"
    }
  }

  /// The LaTeX of the result, with the conditions under which it stands.
  public func latex() throws(NablaError) -> String {
    if let typedLatex { return typedLatex }
    if let arrays { return Answer.line(arrays.latex) }
    var options = DisplayOptions(decimals: usesDecimals)
    options.symbolPlaces = symbolPlaces
    return try result?.latex(options, maximumLength: Answer.maximumLength, conditions: true) ?? ""
  }
}

/// Writes answers as lines of JSON.
struct AnswerWriter {
  private var json = JSONWriter()

  /// The line of an answer, with the renderings asked for; an answer too long to write is an error itself.
  static func line(_ answer: Answer, _ forms: [Request.Form]) -> [UInt8] {
    if answer.error == nil {
      var writer = AnswerWriter()
      do throws(NablaError) {
        try writer.write(answer, forms)
        return writer.json.bytes
      } catch {
        var failed = answer
        failed.error = error
        return line(failed, forms)
      }
    }
    var writer = AnswerWriter()
    writer.writeError(answer)
    return writer.json.bytes
  }

  private mutating func writeError(_ answer: Answer) {
    guard let error = answer.error else { return }
    json.beginObject()
    json.key("id")
    json.raw(answer.id)
    json.key("ok")
    json.bool(false)
    json.key("error")
    json.beginObject()
    json.key("kind")
    json.string(error.kind.rawValue)
    json.key("message")
    json.string(error.message)
    if let text = error.text {
      json.key("where")
      json.string(text)
    }
    if let range = error.range {
      json.key("offset")
      json.number(range.lowerBound)
      json.key("length")
      json.number(range.count)
    }
    json.endObject()
    json.endObject()
    json.endLine()
  }

  private mutating func write(_ answer: Answer, _ forms: [Request.Form]) throws(NablaError) {
    json.beginObject()
    json.key("id")
    json.raw(answer.id)
    json.key("ok")
    json.bool(true)
    if let report = answer.report {
      json.key("result")
      write(report)
    } else if let diagnosis = answer.diagnosis {
      json.key("result")
      json.write(diagnosis)
      if forms.contains(.latex) {
        json.key("latex")
        json.beginArray()
        for parameter in diagnosis.parameters { json.string(try parameter.latex()) }
        json.endArray()
      }
    } else if let critical = answer.critical {
      json.key("result")
      json.write(critical)
    } else if let descent = answer.descent {
      json.key("result")
      json.write(descent)
    } else if let verdict = answer.verdict {
      json.key("result")
      json.string(verdict.text)
      if let witness = verdict.witness {
        json.key("witness")
        json.beginObject()
        let coordinates = witness.map { ($0.key.description, $0.value.description) }
        for (name, value) in coordinates.sorted(by: { $0.0 < $1.0 }) {
          json.key(name)
          json.string(value)
        }
        json.endObject()
      }
    } else if let arrays = answer.arrays {
      json.key("result")
      write(texts: arrays.texts)
      if forms.contains(.latex) {
        json.key("latex")
        write(texts: arrays.latex)
      }
      if let layout = arrays.layout {
        json.key("layout")
        json.string(layout)
      }
    } else if let typed = answer.typedLatex {
      json.key("result")
      json.string(typed)
      json.key("latex")
      json.string(typed)
    } else if let result = answer.result {
      let graphAlone = forms == [.graph]
      json.key("result")
      if graphAlone {
        try write(graph: result)
      } else {
        var printer = try ExpressionPrinter(
          result.elements, DisplayOptions(decimals: answer.usesDecimals), maximumLength: Answer.maximumLength)
        var next = 0
        try write(text: result, &printer, &next)
      }
      if forms.contains(.latex) {
        json.key("latex")
        json.string(try answer.latex())
      }
      if forms.contains(.graph) && !graphAlone {
        json.key("graph")
        try write(graph: result)
      }
    }
    if answer.hasValue {
      json.key("value")
      if answer.isPointArray {
        json.beginArray()
        for value in answer.values { write(value: value) }
        json.endArray()
      } else if let value = answer.values.first {
        write(value: value)
      }
    }
    json.key("conditions")
    json.beginArray()
    for condition in answer.conditions { json.string(condition) }
    json.endArray()
    json.key("notes")
    json.beginArray()
    for note in answer.notes {
      json.beginObject()
      json.key("message")
      json.string(note.message)
      if let range = note.range {
        json.key("offset")
        json.number(range.lowerBound)
        json.key("length")
        json.number(range.count)
      }
      json.endObject()
    }
    json.endArray()
    json.key("ms")
    json.number((answer.milliseconds * 1000).rounded() / 1000)
    json.endObject()
    json.endLine()
  }

  private mutating func write(
    text value: Nested<Expr>, _ printer: inout ExpressionPrinter, _ next: inout Int
  ) throws(NablaError) {
    switch value {
    case .scalar:
      guard json.bytes.count < Answer.maximumLength else {
        throw NablaError(
          .limit,
          "the answer has more than \(Answer.maximumLength) bytes; ask for less at a time, or for the form `graph`")
      }
      json.string(try printer.text(of: [next]))
      next += 1
    case .vector(let parts):
      json.beginArray()
      for part in parts { try write(text: part, &printer, &next) }
      json.endArray()
    }
  }

  private mutating func write(texts: Nested<String>) {
    switch texts {
    case .scalar(let text): json.string(text)
    case .vector(let parts):
      json.beginArray()
      for part in parts { write(texts: part) }
      json.endArray()
    }
  }

  private mutating func write(value: Nested<Answer.Value>) {
    switch value {
    case .scalar(.number(let number)): json.number(number)
    case .scalar(.decimal(let text)): json.raw(Array(text.utf8))
    case .scalar(.digits(let text)): json.string(text)
    case .scalar(.missing): json.null()
    case .vector(let parts):
      json.beginArray()
      for part in parts { write(value: part) }
      json.endArray()
    }
  }

  private mutating func write(_ report: CheckReport) {
    func number(_ value: Double) { if value.isFinite { json.number(value) } else { json.null() } }
    json.beginObject()
    json.key("points")
    json.number(report.pointCount)
    json.key("max_relative_error")
    number(report.maximumRelativeError)
    json.key("worst")
    if let worst = report.worst {
      json.beginObject()
      json.key("at")
      json.beginObject()
      for (symbol, value) in zip(report.inputs, worst.point) {
        json.key(symbol.description)
        number(value)
      }
      json.endObject()
      json.key("symbolic")
      number(worst.symbolic)
      json.key("numeric")
      number(worst.numeric)
      json.key("variable")
      if let variable = worst.variable { json.string(report.variables[variable].description) } else { json.null() }
      json.endObject()
    } else {
      json.null()
    }
    json.key("verdict")
    json.string(report.verdict.rawValue)
    if let reason = report.reason {
      json.key("reason")
      json.string(reason)
    }
    json.endObject()
  }

  private mutating func write(graph value: Nested<Expr>) throws(NablaError) {
    switch value {
    case .vector(let parts):
      json.beginArray()
      for part in parts { try write(graph: part) }
      json.endArray()
    case .scalar(let expression):
      let (rows, roots) = expression.store.construct { $0.graphRows([expression.node]) }
      json.beginArray()
      // The last row is the result.
      for row in rows.prefix(through: roots[0]) { write(row) }
      json.endArray()
    }
  }

  private mutating func write(_ row: GraphRow) {
    json.beginArray()
    switch row {
    case .number(let value):
      json.string("number")
      json.string(value.description)
    case .symbol(let name):
      json.string("symbol")
      json.string(name)
    case .constant(let name):
      json.string("constant")
      json.string(name)
    case .operation(let name, let operands):
      json.string(name)
      for operand in operands { json.number(operand) }
    case .call(let name, let operands):
      json.string("call")
      json.string(name)
      for operand in operands { json.number(operand) }
    case .derivative(let name, let positions, let operands):
      json.string("derivative")
      json.string(name)
      json.beginArray()
      for position in positions { json.number(position) }
      json.endArray()
      for operand in operands { json.number(operand) }
    case .declared(let name, _, let parts):
      json.string("declared")
      json.string(name)
      for part in parts { json.number(part) }
    }
    json.endArray()
  }
}
