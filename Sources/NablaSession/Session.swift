// Commands and definitions of an interactive session: no terminal code, so that tests can drive it.

import Nabla
import NablaExpressions
import NablaSyntax

/// A session: definitions, numbered results and commands. Not for use from several threads at once.
public final class Session {
  /// What a statement came to.
  public struct Response: Sendable, Equatable {
    /// The answer; may be empty.
    public var answer: String
    /// Remarks on how the line was read.
    public var notes: [String] = []
    /// Whether the line failed.
    public var isError = false
    /// Whether the answer is that there is none: a value that does not exist, a derivative that is wrong.
    public var isNegative = false
    /// Whether the session is to end.
    public var ends = false

    /// What is to be shown: the answer and the remarks.
    public var text: String { ([answer].filter { !$0.isEmpty } + notes.map { "note: \($0)" }).joined(separator: "\n") }

    init(text: String, notes: [String] = [], isError: Bool = false, isNegative: Bool = false, ends: Bool = false) {
      answer = text
      self.notes = notes
      self.isError = isError
      self.isNegative = isNegative
      self.ends = ends
    }
  }

  /// How much fits on a screen.
  public struct Screen: Sendable {
    /// Characters a line.
    public var columns: Int
    /// Lines.
    public var rows: Int

    /// A screen of a size.
    public init(columns: Int, rows: Int) {
      self.columns = max(20, columns)
      self.rows = max(6, rows)
    }
  }

  package internal(set) var store = Store()
  var context = ResolutionContext()
  var limits: Limits
  /// The symbols in the order in which the line brings them up, and those of what was defined before.
  var symbolOrder: [String] = []
  var symbolOrders: [String: [String]] = [:]
  /// The lines that were carried out, for `undo`, `save` and `export`.
  var journal: [JournalEntry] = []
  /// How many files stand around the line that is carried out, each loaded by the other.
  var loadDepth = 0
  /// Names that are declared as arrays, and values that were given names with them, as texts.
  var arrays = SessionArrays()
  /// Significant digits of `eval`.
  var digits = 17
  /// Whether results are numbered, `[1] x`.
  public var isNumbering = true
  /// Where a person reads: long answers are laid out and cut to the first screen. Nil for files and pipes.
  public var screen: Screen?

  /// A session without definitions.
  public init(limits: Limits = .program) { self.limits = limits }

  /// Carries out the statements of a text, which `;` separates: expressions, definitions and commands.
  public func execute(_ text: String) -> Response { execute(Array(text.utf8)) }

  /// Carries out the statements of a text in UTF-8, as one response.
  public func execute(_ text: [UInt8]) -> Response {
    let all = responses(to: text)
    guard all.count != 1 else { return all[0] }
    return Response(
      text: all.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n"), notes: [],
      isError: all.contains(where: \.isError),
      isNegative: all.contains(where: \.isNegative), ends: all.contains(where: \.ends))
  }

  /// Carries out the statements of a text, each with a response of its own.
  public func responses(to text: [UInt8]) -> [Response] {
    let first = text.first { !StatementText.isSpace($0) }
    guard let first, first != UInt8(ascii: "#") else { return [] }
    // A declaration with its derivatives has semicolons of its own.
    let isWhole = FunctionDeclaration.begins(text)
    var responses: [Response] = []
    for part in isWhole ? [0..<text.count] : StatementText.parts(of: text) {
      responses.append(response(to: part, of: text))
      if responses.last?.ends == true { break }
    }
    return responses
  }

  private func response(to part: Range<Int>, of text: [UInt8]) -> Response {
    Limits.$current.withValue(limits.counting()) {
      let statement = Array(text[part])
      do throws(NablaError) {
        let entry = journalEntry(statement)
        var response = try carriedOut(statement)
        remember(entry)
        renewStore()
        if let screen {
          response.answer = Layout.wrapped(response.answer, screen.columns)
          response.notes = response.notes.map { Layout.wrapped($0, screen.columns - 6) }
        }
        return response
      } catch {
        if let defined = StatementText.definedName(in: statement), (try? checkName(defined.name, defined.range)) != nil
        {
          context.failed.insert(defined.name)
        }
        var error = explained(error, in: statement)
        error.range = error.range.map { ($0.lowerBound + part.lowerBound)..<($0.upperBound + part.lowerBound) }
        return Response(text: Session.describe(error, in: text, columns: screen?.columns), isError: true)
      }
    }
  }

  /// A statement in which formulas of LaTeX are what they stand for, with places in what was typed.
  func carriedOut(_ statement: [UInt8]) throws(NablaError) -> Response {
    guard let formula = try LaTeXText.line(statement, verbs: Verbs.names, commands: Session.commandWords) else {
      return try perform(statement)
    }
    do throws(NablaError) {
      var response = try perform(formula.bytes)
      response.notes = formula.notes.map(\.message) + response.notes
      return response
    } catch {
      throw formula.located(error)
    }
  }

  private static let commandWords = Set(commands.map(\.name)).union(Verbs.names)

  // MARK: Statements

  func perform(_ line: [UInt8]) throws(NablaError) -> Response {
    if let response = try arrayResponse(line) { return response }
    if let response = try command(line) { return response }
    if let tree = Reader.verbForm(line) { return try show(tree) }
    switch try Reader.statement(line, allowsResultNames: true) {
    case .expression(let tree): return try show(tree)
    case .definition(let name, let range, let tree): return try define(name, range, tree)
    case .functionDefinition(let name, let range, let parameters, let tree):
      return try defineFunction(name, range, parameters, tree)
    }
  }

  func show(_ tree: SyntaxTree) throws(NablaError) -> Response {
    let reading = try read(tree)
    let number = context.results.count + 1
    // Shown first: what cannot be shown is no result.
    let text = try shown(reading, heading: isNumbering ? "[\(number)] " : "", recall: "%\(number)")
    context.results.append(reading.value)
    symbolOrders["%\(number)"] = symbolOrder
    var notes = reading.notes.map(\.message)
    if reading.names.count == 1, let hint = Session.commandsOfOthers[reading.names[0]],
      case .scalar(let value) = reading.value, value.node.isSymbol
    {
      notes.append(hint)
    }
    return Response(text: text, notes: notes)
  }

  /// What is typed alone by those who come from other programs, and would be taken for a symbol.
  private static let commandsOfOthers = [
    "ans": "the last result is %", "clear": "Ctrl-L clears the screen, and `forget NAME` a definition",
    "cls": "Ctrl-L clears the screen", "version": "`nabla --version` tells the version",
    "who": "`names` lists what is defined",
    "vars": "`names` lists what is defined", "variables": "`names` lists what is defined",
    "reset": "`forget NAME` forgets a definition", "bye": "`quit` ends the session", "q": "`quit` ends the session",
    "history": "Ctrl-R searches the lines that were typed",
  ]

  func read(_ tree: SyntaxTree, _ adjust: (inout ResolutionContext) -> Void = { _ in }) throws(NablaError)
    -> Reader.Reading
  {
    var context = context
    adjust(&context)
    let reading = try Reader.resolve(tree, in: context, store: store)
    self.context.remarkedFunctions.formUnion(reading.undefinedFunctions)
    symbolOrder = order(of: reading.names)
    return reading
  }

  // MARK: Definitions

  func checkName(_ name: String, _ range: Range<Int>) throws(NablaError) {
    if name.hasPrefix("%") {
      throw NablaError(.name, "\(name) names a result and cannot be defined", range: range)
    }
    if (NameText.isReserved(name, verbs: Verbs.names) && name != "where") || name == "D" {
      throw NablaError(.name, "\(name) has a fixed meaning and cannot be defined; choose another name", range: range)
    }
  }

  /// Makes room for a new meaning of a name.
  func clear(_ name: String) {
    if context.values[name] != nil { context.values[name] = nil }
    symbolOrders[name] = nil
    if context.functions[name] != nil { context.functions[name] = nil }
    context.undefinedFunctions.remove(name)
    context.failed.remove(name)
  }

  func define(_ name: String, _ range: Range<Int>, _ tree: SyntaxTree) throws(NablaError) -> Response {
    try checkName(name, range)
    let reading = try read(tree) { $0.definedName = name }
    let text = try shown(reading, heading: "\(name) = ", recall: name, meant: [name])
    clear(name)
    context.values[name] = reading.value
    symbolOrders[name] = symbolOrder
    let isRelation = reading.value.elements.contains(where: \.isRelation)
    return Response(
      text: text, notes: reading.notes.map(\.message) + (isRelation ? ["\(name) is a relation, not a number"] : []))
  }

  func defineFunction(
    _ name: String, _ range: Range<Int>, _ parameters: [String], _ tree: SyntaxTree
  ) throws(NablaError) -> Response {
    try checkName(name, range)
    for parameter in parameters { try checkName(parameter, range) }
    let reading = try read(tree) { context in
      context.hidden = Set(parameters)
      context.definedName = name
      // The old meaning may be used to define the new one.
      context.definedNameIsFunction = context.functions[name] == nil
      if context.values[name] != nil { context.values[name] = nil }
    }
    let text = try shown(
      reading, heading: "\(name)(\(parameters.joined(separator: ", "))) := ", recall: name, meant: [name] + parameters)
    clear(name)
    context.functions[name] = ResolutionContext.FunctionDefinition(parameters: parameters, body: reading.value)
    symbolOrders[name] = symbolOrder.filter { !parameters.contains($0) }
    return Response(text: text, notes: reading.notes.map(\.message))
  }

  /// Copies what is named into a fresh store when most nodes are no longer reachable.
  func renewStore() {
    guard store.nodeCount > renewalCount else { return }
    let rules = context.functions.values.flatMap { ($0.derivatives ?? []).compactMap { $0.map(Nested.scalar) } }
    let kept = (Array(context.values.values) + context.functions.values.map(\.body) + context.results + rules)
      .flatMap(\.elements)
    let living = ReachableNodes(store, kept.flatMap { [$0.node, $0.condition] }).ids.count
    // Counting what lives is linear in it: done again when the store has grown by a share of itself.
    renewalCount = max(2 * living + 200_000, store.nodeCount + store.nodeCount / 8)
    guard store.nodeCount > 2 * living + 200_000 else { return }
    move(to: Store(assuming: store.assumptions))
    renewalCount = max(200_000, 2 * living + 200_000)
  }

  /// Copies what is named into another store, in which the session goes on.
  func move(to fresh: Store) {
    let old = store
    let rules = context.functions.values.flatMap { ($0.derivatives ?? []).compactMap { $0.map(Nested.scalar) } }
    let kept = (Array(context.values.values) + context.functions.values.map(\.body) + context.results + rules)
      .flatMap(\.elements)
    let isAlike = fresh.assumptions == old.assumptions
    let copied = fresh.construct { builder in
      if isAlike { return builder.importing(kept.flatMap { [$0.node, $0.condition] }, from: old) }
      // What other assumptions leave behind belongs to each value alone.
      return kept.flatMap { value in
        let (nodes, added) = builder.recording { builder.importing([value.node, value.condition], from: old) }
        return [nodes[0], builder.both(nodes[1], added)]
      }
    }
    var next = 0
    func moved(_ value: Nested<Expr>) -> Nested<Expr> {
      value.map { _ in
        next += 2
        return Expr(store: fresh, node: copied[next - 2], condition: copied[next - 1])
      }
    }
    for name in Array(context.values.keys) { context.values[name] = context.values[name].map(moved) }
    var bodies: [String: Nested<Expr>] = [:]
    for (name, function) in context.functions { bodies[name] = moved(function.body) }
    context.results = context.results.map(moved)
    for (name, function) in context.functions {
      let derivatives = function.derivatives.map { $0.map { $0.flatMap { moved(.scalar($0)).elements.first } } }
      context.functions[name] = ResolutionContext.FunctionDefinition(
        parameters: function.parameters, body: bodies[name] ?? function.body, derivatives: derivatives)
    }
    store = fresh
  }

  /// The store is looked at when it has this many nodes.
  private var renewalCount = 200_000
}
