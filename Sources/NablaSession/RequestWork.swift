// One request carried out: its keys become the arguments of a verb, and what that computes an answer.

import Nabla
import NablaExpressions
import NablaSyntax

/// One request being carried out.
struct Work {
  let request: Request
  var store = Store()
  private var context = ResolutionContext()
  var usesDecimals = false
  var notes: [Answer.Note] = []
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
    if !request.assumed.isEmpty { store = Store(assuming: try assumptions()) }
    guard let verb = request.operation.verb else {
      throw NablaError(.unsupported, "`\(request.operation.rawValue)` is not supported by this version")
    }
    if !request.declarations.isEmpty && request.isLaTeX {
      throw NablaError(.unsupported, "formulas with declared arrays are not read from LaTeX yet")
    }
    if !request.declarations.isEmpty && verb.answer != .typed { return try runArrays(verb, &answer) }
    switch verb.answer {
    case .typed:
      answer.typedLatex = try placed("expr") { () throws(NablaError) in
        let text = Array(request.expressions[0].utf8)
        guard request.isLaTeX else { return try TypedLaTeX.text(text) }
        let formula = try Reader.text(latex: text)
        do throws(NablaError) { return try TypedLaTeX.text(formula.bytes) } catch { throw formula.located(error) }
      }
    case .report:
      answer.report = try check()
      answer.notes = notes
    case .diagnosis:
      let diagnosis = try diagnose()
      answer.diagnosis = diagnosis
      notes += diagnosis.relations.map { Answer.Note(message: $0, range: nil) }
      answer.notes = notes
    case .critical:
      let expression = try scalarOperand()
      if request.points != nil {
        throw NablaError(.request, "`critical` finds its own points; leave out `at`", text: "at")
      }
      let critical = try expression.criticalPoints(by: try variables(of: [expression]))
      answer.critical = critical
      notes += critical.remarks.map { Answer.Note(message: $0, range: nil) }
      answer.notes = notes
    case .descent:
      answer.descent = try descend()
      answer.notes = notes
    case .verdict: try compare(&answer)
    case .formula, .values: try runFormula(verb, &answer)
    }
  }

  private mutating func runFormula(_ verb: any Verb.Type, _ answer: inout Answer) throws(NablaError) {
    let result = try compute(verb)
    answer.usesDecimals = usesDecimals
    answer.symbolPlaces = symbolPlaces
    if verb.answer == .formula {
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
    } else if verb.answer == .values {
      answer.hasValue = true
      try append(result, at: [:], "at", to: &answer)
      answer.conditions = []
    }
    var seen = Set<Answer.Note>()
    answer.notes = notes.filter { seen.insert($0).inserted }
  }

  /// Whether the expression equals the other one.
  private mutating func compare(_ answer: inout Answer) throws(NablaError) {
    let (left, right) = (try scalarOperand(), try scalar(request.other, "with"))
    switch try left.equality(with: right) {
    case .equal:
      answer.verdict = Answer.Verdict(text: "true")
      answer.conditions = try Expr.conditionTexts(of: [(left - right).simplified()]).map(\.text)
    case .different(let point):
      answer.verdict = Answer.Verdict(text: "false", witness: point)
    case .unknown: answer.verdict = Answer.Verdict(text: "unknown")
    }
    answer.notes = notes
  }

  /// What the request assumes.
  private func assumptions() throws(NablaError) -> Assumptions {
    var assumptions = Assumptions.none
    for (name, text, key) in request.assumed {
      let (current, context) = (assumptions, context)
      assumptions = try placed(key) { () throws(NablaError) in
        if name.isEmpty { return try current.adding(parsing: Array(text.utf8), in: context) }
        guard let symbol = SyntaxTree.name(in: name) else {
          throw NablaError(.request, "‘\(name)’ is not a name", text: key)
        }
        guard let word = Assumptions.Word(rawValue: text) else {
          let words = Assumptions.Word.allCases.map(\.rawValue).joined(separator: ", ")
          throw NablaError(.request, "‘\(text)’ is none of \(words); relations stand under the key \"\"", text: key)
        }
        let meaning = Assumptions.meaning(word, of: .symbol(symbol))
        do throws(NablaError) { return try current.adding(meaning.relations, integers: meaning.integers) } catch {
          var error = error
          error.text = key
          throw error
        }
      }
    }
    return assumptions
  }

  // MARK: Arguments

  private mutating func compute(_ verb: any Verb.Type) throws(NablaError) -> Nested<Expr> {
    let input = try input(of: verb)
    let store = store
    return try store.build { (builder) throws(NablaError) in
      let value: Nested<Conditioned>
      do throws(NablaError) { value = try verb.formula(input, builder) } catch {
        var error = error
        if verb.takes(.base), error.kind == .name { error.text = "base" }
        throw error
      }
      return value.map { Expr(store: store, node: $0.node, condition: $0.condition) }
    }
  }

  /// The keys of the request as what the verb takes.
  private mutating func input(of verb: any Verb.Type) throws(NablaError) -> VerbInput {
    var input = VerbInput(.vector([]))
    input.isTidied = request.simplify
    /// What derivatives are taken of.
    var operands: [Expr] = []
    func conditioned(_ expression: Expr) -> Conditioned { Conditioned(expression.node, expression.condition) }
    for parameter in verb.parameters {
      switch parameter {
      case .value, .components:
        let value = try operand()
        operands = value.elements
        input.operand = value.map(conditioned)
      case .expression:
        operands = [try scalarOperand()]
        input.operand = .scalar(conditioned(operands[0]))
      case .expressions, .texts:
        operands = try parameter == .texts ? texts() : components()
        input.operand = .vector(operands.map { .scalar(conditioned($0)) })
      case .equations:
        operands = try equations()
        input.operand = .vector(operands.map { .scalar(conditioned($0)) })
      case .unknowns: input.variables = try unknowns(of: operands).map(\.node)
      case .paths:
        if request.variables == nil {
          throw NablaError(
            .request,
            "name the functions, and behind them their symbol, \(request.isFromShell ? "behind the formula" : "in `vars`")"
          )
        }
        input.variables = try variables(of: operands).map(\.node)
      case .symbolicOrder: input.symbolicOrder = try scalar(request.other, "with").node
      case .statement: break
      case .variables: input.variables = try variables(of: operands).map(\.node)
      case .steps:
        input.steps = try steps(of: operands)
        if operands.contains(where: { $0.isRelation && !$0.isEquation }) {
          throw NablaError(.domain, "a relation has no derivative; of an equation both sides have one", text: "expr")
        }
      case .order(let standard): input.order = request.order ?? standard
      case .about:
        let about = try coordinates(request.about, "about", mayHaveSymbols: true)
        for (symbol, place) in about { input.about[symbol.node] = conditioned(place) }
      case .direction: input.direction = try direction(input.variables.count).map(conditioned)
      case .weights: input.direction = try direction(operands.count).map(conditioned)
      case .unit: input.isUnit = request.unit
      case .replacements:
        for (name, text) in request.replacements {
          guard let symbol = SyntaxTree.name(in: name) else {
            throw NablaError(.request, "‘\(name)’ is not a name", text: "with")
          }
          let value = try scalar(text, "with.\(name)")
          input.replacements.append((Expr.symbol(spelt(symbol)).node, conditioned(value)))
        }
      case .other: input.other = conditioned(try scalar(request.other, "with"))
      case .base: input.base = request.base
      case .against, .point, .step, .method: break
      }
    }
    return input
  }

  /// What is to be differentiated by, and how often.
  private mutating func steps(of operands: [Expr]) throws(NablaError) -> [(variable: NodeID, order: Int)] {
    let names = try variables(of: operands)
    guard names.count == 1 || request.variables != nil else {
      throw NablaError(
        .request,
        (names.isEmpty ? "the expression has no free symbol; " : "the expression has several free symbols; ")
          + (request.isFromShell ? "name the one to differentiate by behind it" : "name the variable in `vars`"))
    }
    guard !names.isEmpty else { throw NablaError(.request, "`vars` names no variable") }
    return names.map { ($0.node, names.count == 1 ? request.order ?? 1 : 1) }
  }

  /// Several expressions as a list of texts or as one vector.
  private mutating func components() throws(NablaError) -> [Expr] {
    if request.isArray { return try texts() }
    if case .vector(let parts) = try operand() { return parts.flatMap(\.elements) }
    if request.isFromShell { return [try scalarOperand()] }
    throw NablaError(.request, "`expr` is an array of expressions here", text: "expr")
  }

  /// Relations or numbers, as a list of texts or one vector.
  private mutating func equations() throws(NablaError) -> [Expr] {
    guard request.isArray else { return try operand().elements }
    var equations: [Expr] = []
    for (index, text) in request.expressions.enumerated() {
      equations += try read(text, "expr[\(index)]").elements
    }
    return equations
  }

  /// A symbol and the unknowns that depend on it; in a shell it stands behind them.
  private func unknowns(of operands: [Expr]) throws(NablaError) -> [Expr] {
    let names = try variables(of: operands)
    guard names.count > 1 else {
      throw NablaError(
        .request,
        request.isFromShell
          ? "name the unknown and the symbol that it depends on: nabla implicit EQUATION y x"
          : "`vars` names a symbol and the unknown that depends on it")
    }
    return request.isFromShell && request.variables != nil ? [names[names.count - 1]] + names.dropLast() : names
  }

  private mutating func texts() throws(NablaError) -> [Expr] {
    var expressions: [Expr] = []
    for (index, text) in request.expressions.enumerated() {
      expressions.append(try scalar(text, request.isArray ? "expr[\(index)]" : "expr"))
    }
    return expressions
  }

  private mutating func direction(_ length: Int) throws(NablaError) -> [Expr] {
    let count = request.direction?.count ?? 0
    if count != length {
      throw NablaError(.request, "`direction` has \(count) components, and \(length) are needed", text: "direction")
    }
    var direction: [Expr] = []
    for (index, text) in (request.direction ?? []).enumerated() {
      direction.append(try scalar(text, "direction[\(index)]"))
    }
    if request.unit && !request.operation.takes(.unit) {
      throw NablaError(.request, "`unit` goes with `directional`")
    }
    return direction
  }

  // MARK: Reading

  func placed<Result>(
    _ place: String, _ body: () throws(NablaError) -> Result
  ) throws(NablaError) -> Result {
    do throws(NablaError) { return try body() } catch {
      var error = error
      if error.text == nil && error.range != nil { error.text = place }
      throw error
    }
  }

  private mutating func operand() throws(NablaError) -> Nested<Expr> { try read(request.expressions[0], "expr") }

  private mutating func scalarOperand() throws(NablaError) -> Expr { try scalar(request.expressions[0], "expr") }

  private mutating func read(_ text: String, _ place: String) throws(NablaError) -> Nested<Expr> {
    let (context, store) = (context, store)
    let reading = try placed(place) { () throws(NablaError) in
      let isLaTeX = request.isLaTeX && place.hasPrefix("expr")
      return isLaTeX
        ? try Reader.readLaTeX(
          Array(text.utf8), in: context, variables: Set(request.variables ?? []), store: store)
        : try Reader.read(Array(text.utf8), in: context, store: store)
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
    if expression.isRelation && !request.operation.takes(.value) {
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
      symbols.append(spelt(symbol))
      if NameText.constant(named: name) != nil && !context.symbols.contains(name) {
        throw NablaError(
          .request,
          "\(name) is a constant"
            + (request.isFromShell
              ? ", and derivatives are taken by symbols" : "; to use it as a symbol, list it under `symbols`"),
          text: "vars[\(index)]")
      }
    }
    if !request.operation.takes(.steps), Set(symbols).count != symbols.count {
      throw NablaError(.request, "a variable is named twice", text: "vars")
    }
    return symbols.map { .symbol($0) }
  }

  /// A name as the expressions spell it: `theta` and θ, `x₁` and `x_1` are one symbol across a request.
  private func spelt(_ name: String) -> String {
    if symbolPlaces[name] != nil { return name }
    let folded = GreekLetters.folded(name)
    let alike = symbolPlaces.filter { GreekLetters.folded($0.key) == folded }
    return alike.min { $0.value < $1.value }?.key ?? name
  }

  static func isName(_ text: String) -> Bool { SyntaxTree.name(in: text) == text }

  // MARK: Values

  private mutating func coordinates(
    _ point: Request.Point, _ place: String, mayHaveSymbols: Bool = false
  ) throws(NablaError) -> [Expr: Expr] {
    var table: [Expr: Expr] = [:]
    for (name, coordinate) in point {
      if table[.symbol(spelt(SyntaxTree.name(in: name) ?? name))] != nil {
        throw NablaError(.request, "\(name) has two values here", text: "\(place).\(name)")
      }
      let text: String
      switch coordinate {
      case .decimal(let digits): text = digits
      case .text(let own): text = own
      case .list: throw NablaError(.request, "\(name) is not declared as an array", text: "\(place).\(name)")
      }
      let decimals = usesDecimals
      let value = try scalar(text, "\(place).\(name)")
      usesDecimals = decimals
      if !mayHaveSymbols && !value.freeSymbols.isEmpty {
        throw NablaError(
          .request, "a coordinate is a number; \(value.freeSymbols[0]) has no value here", range: 0..<text.utf8.count,
          text: "\(place).\(name)")
      }
      table[.symbol(spelt(SyntaxTree.name(in: name) ?? name))] = value
    }
    return table
  }

  /// Adds the values of a result at a point, as numbers and in words.
  mutating func append(
    _ result: Nested<Expr>, at point: [Expr: Expr], _ place: String, to answer: inout Answer
  ) throws(NablaError) {
    do throws(NablaError) {
      try store.assumptions.check(point)
      let found = try PointValues(result, at: point, digits: request.digits)
      notes += found.remarks.map { Answer.Note(message: $0, range: nil) }
      answer.values.append(found.values)
      answer.valueTexts.append(found.text)
      answer.isMissingValue = answer.isMissingValue || found.isMissing
    } catch {
      var error = error
      if error.text == "at" { error.text = place }
      throw error
    }
  }

  /// The engine's gradient, or the one given, judged by values.
  private mutating func check() throws(NablaError) -> CheckReport {
    let expression = try scalarOperand()
    let names = try variables(of: [expression])
    let against = try judged(names)
    if request.points != nil { throw NablaError(.request, "`check` draws its own points; leave out `at`", text: "at") }
    return try expression.check(by: names, against: against)
  }

  /// Causes of slopes at a point, or over several points.
  private mutating func diagnose() throws(NablaError) -> Diagnosis {
    let expression = try scalarOperand()
    let names = try variables(of: [expression])
    let against = try judged(names)
    guard let points = request.points ?? (request.data == nil ? nil : [[]]), !points.isEmpty else {
      throw NablaError(
        .request, request.isFromShell ? "a point is missing; write why FORMULA w --at w=2" : "`why` needs the key `at`")
    }
    let step = try request.step.map { (text) throws(NablaError) in try scalar(text, "step") }
    if let text = request.data {
      let data = try DataTable(csv: text)
      notes += data.remarks.map { Answer.Note(message: $0, range: nil) }
      let own = request.variables == nil ? names.filter { !data.names.contains($0.name ?? "") } : names
      return try expression.diagnosis(by: own, over: data, at: try coordinates(points[0], "at"))
    }
    var diagnoses: [Diagnosis] = []
    for (index, point) in points.enumerated() {
      let place = request.isPointArray ? "at[\(index)]" : "at"
      do throws(NablaError) {
        diagnoses.append(
          try expression.diagnosis(by: names, at: try coordinates(point, place), step: step, against: against))
      } catch {
        var error = error
        if error.text == "at" { error.text = place }
        throw error
      }
    }
    return Diagnosis.overall(diagnoses)
  }

  /// A way down from the one point of the request.
  private mutating func descend() throws(NablaError) -> Descent {
    let expression = try scalarOperand()
    guard let points = request.points, points.count == 1 else {
      throw NablaError(
        .request,
        request.isFromShell ? "a start is missing; write descend FORMULA w=2" : "`descend` needs one point `at`")
    }
    var start: [Expr: Double] = [:]
    for (symbol, value) in try coordinates(points[0], "at") { start[symbol] = try value.value() }
    var method = DescentMethod.gradientDescent
    if let name = request.method { method = try DescentMethod(named: name) }
    let step = try request.step.map { (text) throws(NablaError) in try scalar(text, "step").value() }
    return try expression.descent(from: start, method: method, step: step)
  }

  /// The derivatives that were given to be judged.
  private mutating func judged(_ names: [Expr]) throws(NablaError) -> [Expr]? {
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
    return against
  }
}
