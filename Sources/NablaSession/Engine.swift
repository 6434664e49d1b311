// Carries out requests: what `nabla batch` and the subcommands share.

import Nabla
import NablaExpressions
import NablaSyntax

/// Answers requests, one store a request.
public struct Engine: Sendable {
  /// Polled while a request is computed; true ends it.
  public var isInterrupted: (@Sendable () -> Bool)?

  /// An engine.
  public init(isInterrupted: (@Sendable () -> Bool)? = nil) { self.isInterrupted = isInterrupted }

  /// The answer to a request; errors are part of it.
  public func answer(_ request: Request) -> Answer { within(request) { computed(request) } }

  /// The answer to a request as a line of JSON.
  public func line(_ request: Request) -> [UInt8] { lineAndAnswer(request).line }

  /// The answering line to a line of input.
  public func answer(line: [UInt8]) -> [UInt8] {
    var answer = Answer()
    do {
      let value = try JSONValue.parse(line)
      answer.id = RequestReader.id(of: value)
      do throws(NablaError) {
        var request = try RequestReader.read(value)
        request.id = answer.id
        return self.line(request)
      } catch {
        answer.error = error
      }
    } catch {
      answer.error = NablaError(.request, error.message, range: error.offset..<(error.offset + error.length))
    }
    return AnswerWriter.line(answer, [])
  }

  /// The answering line to a line too long to be read.
  public func line(tooLong length: Int) -> [UInt8] {
    var answer = Answer()
    answer.error = NablaError(.request, "the line has \(length) bytes, which is more than a request may have")
    return AnswerWriter.line(answer, [])
  }

  /// The answer and its line; the limits hold for both together.
  func lineAndAnswer(_ request: Request) -> (line: [UInt8], answer: Answer) {
    within(request) {
      let answer = computed(request)
      return (AnswerWriter.line(answer, request.forms), answer)
    }
  }

  /// Does something under the limits of a request.
  func within<Result>(_ request: Request, _ body: () -> Result) -> Result {
    var limits = request.limits
    limits.isInterrupted = isInterrupted
    return Limits.$current.withValue(limits.counting()) {
      NameText.$unquoted.withValue(Set(request.symbols + request.functions), operation: body)
    }
  }

  /// The answer under the limits of the task.
  func computed(_ request: Request) -> Answer {
    let start = ContinuousClock.now
    var answer = Answer()
    answer.id = request.id
    answer.declaredNames = Set(request.symbols + request.functions)
    do throws(NablaError) {
      var work = Work(request)
      try work.run(&answer)
    } catch {
      answer.error = error
    }
    let elapsed = ContinuousClock.now - start
    let (seconds, attoseconds) = elapsed.components
    answer.milliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
    return answer
  }
}

/// One request being carried out.
private struct Work {
  private let request: Request
  private let store = Store()
  private var context = ResolutionContext()
  private var usesDecimals = false
  private var notes: [Answer.Note] = []
  private var symbolPlaces: [String: Int] = [:]

  init(_ request: Request) {
    self.request = request
    context.symbols = Set(request.symbols)
    context.undefinedFunctions = Set(request.functions)
  }

  mutating func run(_ answer: inout Answer) throws(NablaError) {
    for name in request.symbols + request.functions where !Work.isName(name) {
      throw NablaError(.request, "‘\(name)’ is not a name")
    }
    if request.operation == .latex {
      answer.typedLatex = try placed("expr") { () throws(NablaError) in
        try TypedLaTeX.text(Array(request.expressions[0].utf8))
      }
      return
    }
    if request.operation == .check {
      answer.report = try check()
      answer.notes = notes
      return
    }
    let result = try compute()
    answer.usesDecimals = usesDecimals
    answer.symbolPlaces = symbolPlaces
    if request.operation != .eval {
      answer.result = result
      answer.conditions = try Expr.conditionTexts(of: result.elements).map(\.text)
    }
    if let points = request.points {
      answer.hasValue = true
      answer.isPointArray = request.isPointArray
      for (index, point) in points.enumerated() {
        let place = request.isPointArray ? "at[\(index)]" : "at"
        try append(result, at: try coordinates(point, place), place, to: &answer)
      }
    } else if request.operation == .eval {
      answer.hasValue = true
      try append(result, at: [:], "at", to: &answer)
      answer.conditions = []
    }
    var seen = Set<Answer.Note>()
    answer.notes = notes.filter { seen.insert($0).inserted }
  }

  // MARK: Operations

  private mutating func compute() throws(NablaError) -> Tensor<Expr> {
    switch request.operation {
    case .parse, .eval: return try operand()
    case .substitute:
      let value = try operand()
      var table: [Expr: Expr] = [:]
      for (name, text) in request.replacements {
        guard let symbol = SyntaxTree.name(in: name) else {
          throw NablaError(.request, "‘\(name)’ is not a name", text: "with")
        }
        let replacement = try scalar(text, "with.\(name)")
        table[.symbol(symbol)] = replacement
      }
      let images = try Expr.substituting(table, in: value.elements)
      return value.reshaped(images)
    case .diff:
      let value = try operand()
      let names = try variables(of: value.elements)
      guard names.count == 1 || request.variables != nil else {
        throw NablaError(
          .request,
          (names.isEmpty ? "the expression has no free symbol; " : "the expression has several free symbols; ")
            + (request.isFromShell ? "name the one to differentiate by behind it" : "name the variable in `vars`"))
      }
      guard !names.isEmpty else { throw NablaError(.request, "`vars` names no variable") }
      var images: [Expr] = []
      for element in value.elements {
        images.append(
          names.count == 1
            ? try element.derivative(by: names[0], order: request.order ?? 1) : try element.derivative(by: names))
      }
      return value.reshaped(images)
    case .gradient:
      let expression = try scalarOperand()
      return .vector(try expression.gradient(by: try variables(of: [expression])).map { .scalar($0) })
    case .hessian:
      let expression = try scalarOperand()
      let rows = try expression.hessian(by: try variables(of: [expression]))
      return .vector(rows.map { .vector($0.map { .scalar($0) }) })
    case .jacobian:
      var expressions: [Expr] = []
      if request.isArray {
        for (index, text) in request.expressions.enumerated() { expressions.append(try scalar(text, "expr[\(index)]")) }
      } else if case .vector(let parts) = try operand() {
        expressions = parts.flatMap(\.elements)
      } else if request.isFromShell {
        expressions = [try scalarOperand()]
      } else {
        throw NablaError(.request, "`expr` is an array of expressions here", text: "expr")
      }
      let rows = try Expr.jacobian(of: expressions, by: try variables(of: expressions))
      return .vector(rows.map { .vector($0.map { .scalar($0) }) })
    case .jvp, .vjp:
      var expressions: [Expr] = []
      for (index, text) in request.expressions.enumerated() {
        expressions.append(try scalar(text, request.isArray ? "expr[\(index)]" : "expr"))
      }
      let names = try variables(of: expressions)
      let vector = try direction(request.operation == .jvp ? names.count : expressions.count)
      let components =
        request.operation == .jvp
        ? try Expr.jacobianVectorProduct(of: expressions, by: names, direction: vector)
        : try Expr.vectorJacobianProduct(of: expressions, by: names, vector: vector)
      return .vector(components.map { .scalar($0) })
    case .hvp:
      let expression = try scalarOperand()
      let names = try variables(of: [expression])
      let components = try expression.hessianVectorProduct(by: names, direction: try direction(names.count))
      return .vector(components.map { .scalar($0) })
    case .directional:
      let expression = try scalarOperand()
      let names = try variables(of: [expression])
      let direction = try direction(names.count)
      return .scalar(try expression.directionalDerivative(by: names, along: direction, unit: request.unit))
    default:
      throw NablaError(.unsupported, "`\(request.operation.rawValue)` is not supported by this version")
    }
  }

  private mutating func direction(_ length: Int?) throws(NablaError) -> [Expr] {
    let count = request.direction?.count ?? 0
    if let length, count != length {
      throw NablaError(.request, "`direction` has \(count) components, and \(length) are needed", text: "direction")
    }
    var direction: [Expr] = []
    for (index, text) in (request.direction ?? []).enumerated() {
      direction.append(try scalar(text, "direction[\(index)]"))
    }
    if request.unit && request.operation != .directional {
      throw NablaError(.request, "`unit` goes with `directional`")
    }
    return direction
  }

  // MARK: Reading

  private func placed<Result>(
    _ place: String, _ body: () throws(NablaError) -> Result
  ) throws(NablaError) -> Result {
    do throws(NablaError) { return try body() } catch {
      var error = error
      if error.text == nil && error.range != nil { error.text = place }
      throw error
    }
  }

  private mutating func operand() throws(NablaError) -> Tensor<Expr> { try read(request.expressions[0], "expr") }

  private mutating func scalarOperand() throws(NablaError) -> Expr { try scalar(request.expressions[0], "expr") }

  private mutating func read(_ text: String, _ place: String) throws(NablaError) -> Tensor<Expr> {
    let (context, store) = (context, store)
    let reading = try placed(place) { () throws(NablaError) in
      try Reader.read(Array(text.utf8), in: context, store: store)
    }
    usesDecimals = usesDecimals || reading.usesDecimals
    DisplayOptions.add(reading.names, to: &symbolPlaces)
    if place.hasPrefix("expr") { notes += reading.notes.map { Answer.Note(message: $0.message, range: $0.range) } }
    return reading.value
  }

  private mutating func scalar(_ text: String, _ place: String) throws(NablaError) -> Expr {
    guard case .scalar(let expression) = try read(text, place) else {
      throw NablaError(
        .domain, "one expression is expected here, not a vector", range: 0..<text.utf8.count, text: place)
    }
    if expression.isRelation && place != "expr" {
      throw NablaError(.domain, "a number is expected here, not a relation", range: 0..<text.utf8.count, text: place)
    }
    if expression.isRelation && ![.parse, .eval, .substitute].contains(request.operation) {
      throw NablaError(.domain, "a relation has no derivative", range: 0..<text.utf8.count, text: place)
    }
    return expression
  }

  private func variables(of expressions: [Expr]) throws(NablaError) -> [Expr] {
    guard let names = request.variables else {
      return store.symbols(under: expressions.map(\.node)).map { .symbol(NameTable.shared.name(of: $0)) }
    }
    var symbols: [String] = []
    for (index, name) in names.enumerated() {
      guard let symbol = SyntaxTree.name(in: name) else {
        throw NablaError(.request, "‘\(name)’ is not a name", text: "vars[\(index)]")
      }
      symbols.append(symbol)
      if ["e", "pi", "π", "true", "false"].contains(name) && !context.symbols.contains(name) {
        throw NablaError(
          .request,
          "\(name) is a constant"
            + (request.isFromShell
              ? ", and derivatives are taken by symbols" : "; to use it as a symbol, list it under `symbols`"),
          text: "vars[\(index)]")
      }
    }
    if request.operation != .diff, Set(symbols).count != symbols.count {
      throw NablaError(.request, "a variable is named twice", text: "vars")
    }
    return symbols.map { .symbol($0) }
  }

  static func isName(_ text: String) -> Bool { SyntaxTree.name(in: text) == text }

  // MARK: Values

  private mutating func coordinates(_ point: Request.Point, _ place: String) throws(NablaError) -> [Expr: Expr] {
    var table: [Expr: Expr] = [:]
    for (name, coordinate) in point {
      if table[.symbol(name)] != nil {
        throw NablaError(.request, "\(name) has two values here", text: "\(place).\(name)")
      }
      let text: String
      switch coordinate {
      case .decimal(let digits): text = digits
      case .text(let own): text = own
      }
      let decimals = usesDecimals
      let value = try scalar(text, "\(place).\(name)")
      usesDecimals = decimals
      if !value.freeSymbols.isEmpty {
        throw NablaError(
          .request, "a coordinate is a number; \(value.freeSymbols[0]) has no value here", range: 0..<text.utf8.count,
          text: "\(place).\(name)")
      }
      table[.symbol(SyntaxTree.name(in: name) ?? name)] = value
    }
    return table
  }

  /// Adds the values of a result at a point, as numbers and in words.
  private mutating func append(
    _ result: Tensor<Expr>, at point: [Expr: Expr], _ place: String, to answer: inout Answer
  ) throws(NablaError) {
    let isRelation = result.elements.allSatisfy(\.isRelation)
    do throws(NablaError) {
      if request.digits > ValueText.doubleDigits {
        let values = try Expr.evaluate(result.elements, at: point, digits: request.digits)
        for value in values {
          note(value.reason, isKink: value.isKink)
          if value.isUndecided {
            notes.append(Answer.Note(message: "undecided: the digits asked for could not be proved", range: nil))
          }
        }
        answer.values.append(result.reshaped(values.map { $0.text.map { .digits($0) } ?? .missing }))
        answer.valueTexts.append(ValueText.text(result.reshaped(values), isRelation: isRelation))
        answer.isMissingValue = answer.isMissingValue || values.contains { $0.text == nil }
      } else {
        let values = try Expr.evaluate(result.elements, at: point)
        for value in values {
          note(value.decimal == nil ? value.reason : .beyondDoubles, isKink: value.isKink)
          if value.isUncertain { notes.append(Answer.Note(message: NoValue.uncertainty, range: nil)) }
        }
        answer.values.append(result.reshaped(values.map(number)))
        answer.valueTexts.append(
          ValueText.text(result.reshaped(values), isRelation: isRelation, digits: request.digits))
        answer.isMissingValue = answer.isMissingValue || values.contains { $0.value == nil && $0.decimal == nil }
      }
    } catch {
      var error = error
      if error.text == "at" { error.text = place }
      throw error
    }
  }

  private func number(_ evaluation: Evaluation) -> Answer.Value {
    if evaluation.decimal != nil { return evaluation.text(digits: request.digits).map { .decimal($0) } ?? .missing }
    guard let value = evaluation.value else { return .missing }
    // A double shows its digits by itself.
    return .number(request.digits < 17 ? evaluation.text(digits: request.digits).flatMap(Double.init) ?? value : value)
  }

  private mutating func note(_ reason: NoValue?, isKink: Bool) {
    if let reason { notes.append(Answer.Note(message: reason.rawValue, range: nil)) }
    if isKink { notes.append(Answer.Note(message: "kink", range: nil)) }
  }

  /// The engine's gradient, or the one given, judged by values.
  private mutating func check() throws(NablaError) -> CheckReport {
    let expression = try scalarOperand()
    let names = try variables(of: [expression])
    var against: [Expr]?
    if let texts = request.against {
      var given: [Expr] = []
      for (index, text) in texts.enumerated() { given.append(try scalar(text, "against[\(index)]")) }
      guard given.count == names.count else {
        throw NablaError(
          .request,
          "\(request.isFromShell ? "--against" : "`against`") has \(given.count) derivatives, and there are \(names.count) variables",
          text: "against")
      }
      against = given
    }
    if request.points != nil { throw NablaError(.request, "`check` draws its own points; leave out `at`", text: "at") }
    return try expression.check(by: names, against: against)
  }
}

extension Tensor {
  /// The same shape with other elements, in order.
  package func reshaped<Other>(_ elements: [Other]) -> Tensor<Other> {
    var next = elements.startIndex
    return map { _ in
      next += 1
      return elements[next - 1]
    }
  }
}

extension Expr {
  /// Whether this is a truth value rather than a number.
  package var isRelation: Bool {
    if case .relation = kind { return true }
    return false
  }
}

extension Answer {
  /// What a check found, in words.
  public var reportText: String? { report?.text() }
  /// Whether a check found a wrong derivative.
  public var reportDisagrees: Bool { report?.verdict == .disagrees }
}
