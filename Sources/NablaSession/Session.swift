// Commands and definitions of an interactive session: no terminal code, so that tests can drive it.

import Nabla
import NablaExpressions
import NablaSyntax

/// A session: definitions, numbered results and commands. Not for use from several threads at once.
public final class Session {
  /// What a line came to.
  public struct Response: Sendable, Equatable {
    /// What is to be shown; may be empty.
    public var text: String
    /// Whether the line failed.
    public var isError = false
    /// Whether the session is to end.
    public var ends = false
  }

  package internal(set) var store = Store()
  var context = ResolutionContext()
  var results: [Tensor<Expr>] = []
  let limits: Limits
  /// The symbols in the order in which the line brings them up, and those of what was defined before.
  var symbolOrder: [String] = []
  var symbolOrders: [String: [String]] = [:]
  /// Significant digits of `eval`.
  var digits = 17

  /// A session without definitions.
  public init(limits: Limits = .program) { self.limits = limits }

  /// Carries out one line: an expression, a definition or a command.
  public func execute(_ line: String) -> Response { execute(Array(line.utf8)) }

  /// Carries out one line of UTF-8.
  public func execute(_ line: [UInt8]) -> Response {
    Limits.$current.withValue(limits) {
      do throws(NablaError) {
        let response = try perform(line)
        renewStore()
        return response
      } catch {
        return Response(text: Session.describe(error, in: line), isError: true)
      }
    }
  }

  // MARK: Lines

  func perform(_ line: [UInt8]) throws(NablaError) -> Response {
    let spaces: Set<UInt8> = [9, 10, 11, 12, 13, 32]
    guard let first = line.firstIndex(where: { !spaces.contains($0) }), line[first] != UInt8(ascii: "#") else {
      return Response(text: "")
    }
    if let response = try command(line) { return response }
    switch try Parser.parseStatement(line, allowsResultNames: true) {
    case .expression(let tree): return try show(tree)
    case .definition(let name, let range, let tree): return try define(name, range, tree)
    case .functionDefinition(let name, let range, let parameters, let tree):
      return try defineFunction(name, range, parameters, tree)
    }
  }

  func show(_ tree: SyntaxTree) throws(NablaError) -> Response {
    let reading = try read(tree)
    // Shown first: what cannot be shown is no result.
    let text = try render(reading)
    results.append(reading.value)
    symbolOrders["%\(results.count)"] = symbolOrder
    let heading = "[\(results.count)] "
    return Response(text: heading + text + notes(reading.notes))
  }

  func read(_ tree: SyntaxTree, _ adjust: (inout ResolutionContext) -> Void = { _ in }) throws(NablaError)
    -> Reader.Reading
  {
    var context = context
    if let last = results.last { context.values["%"] = last }
    for (index, result) in results.enumerated() { context.values["%\(index + 1)"] = result }
    adjust(&context)
    let reading = try Reader.resolve(tree, in: context, store: store)
    symbolOrder = order(of: reading.names)
    return reading
  }

  /// Names as they appear, those of definitions with what they are made of. A reader keeps no more than some in mind.
  private func order(of names: [String]) -> [String] {
    var order: [String] = []
    var seen = Set<String>()
    for name in names.prefix(64) {
      let key = name == "%" ? "%\(results.count)" : name
      for part in symbolOrders[key] ?? [name] where seen.insert(part).inserted { order.append(part) }
    }
    return Array(order.prefix(64))
  }

  /// How results are displayed: `meant` are names that mean something else in what is displayed.
  func displayOptions(_ reading: Reader.Reading, meant: [String] = []) -> DisplayOptions {
    var options = DisplayOptions(decimals: reading.usesDecimals)
    DisplayOptions.add(symbolOrder, to: &options.symbolPlaces)
    options.abbreviatesFrom = DisplayOptions.twoLines
    let (values, store) = (context.values, store)
    options.names = { Session.names(values, in: store, without: Set(meant)) }
    return options
  }

  /// The names of what is defined, by node.
  private static func names(
    _ values: [String: Tensor<Expr>], in store: Store, without meant: Set<String>
  ) -> [NodeID: String] {
    var names: [NodeID: String] = [:]
    for (name, value) in values where !name.hasPrefix("%") && !meant.contains(name) {
      guard case .scalar(let expression) = value, expression.node.isStored, expression.store === store else { continue }
      if let other = names[expression.node], NaturalOrder.isBefore(other, name) { continue }
      names[expression.node] = name
    }
    return names
  }

  func render(_ reading: Reader.Reading, meant: [String] = []) throws(NablaError) -> String {
    let options = displayOptions(reading, meant: meant)
    let text = try shownText(reading, options)
    let conditions = try Expr.conditionTexts(of: reading.value.elements, options).map(\.text)
    return conditions.isEmpty ? text : "\(text)   for \(conditions.joined(separator: ", "))"
  }

  /// The text, or a summary of what nobody would read.
  func shownText(_ reading: Reader.Reading, _ options: DisplayOptions) throws(NablaError) -> String {
    do throws(NablaError) {
      return try reading.value.text(options, maximumLength: 1_000_000)
    } catch {
      let elements = reading.value.elements
      guard ExpressionPrinter.isTooLong(error), let first = elements.first else { throw error }
      let nodes = elements.count == 1 ? "\(first.nodeCount) nodes" : "\(elements.count) components"
      return "(too long to show: \(nodes); it may be used as any other)"
    }
  }

  func notes(_ notes: [ReadingNote]) -> String { notes.map { "\nnote: \($0.message)" }.joined() }

  // MARK: Definitions

  func checkName(_ name: String, _ range: Range<Int>) throws(NablaError) {
    if name.hasPrefix("%") {
      throw NablaError(.name, "\(name) names a result and cannot be defined", range: range)
    }
    if ["e", "pi", "π", "true", "false", "and", "or", "if", "D"].contains(name) || Verbs.table[name] != nil
      || Catalogue.row(named: name) != nil
    {
      throw NablaError(.name, "\(name) has a fixed meaning and cannot be defined; choose another name", range: range)
    }
  }

  func define(_ name: String, _ range: Range<Int>, _ tree: SyntaxTree) throws(NablaError) -> Response {
    try checkName(name, range)
    let reading = try read(tree) { $0.definedName = name }
    let text = try render(reading, meant: [name])
    context.functions[name] = nil
    context.undefinedFunctions.remove(name)
    context.values[name] = reading.value
    symbolOrders[name] = symbolOrder
    return Response(text: "\(name) = \(text)" + notes(reading.notes))
  }

  func defineFunction(
    _ name: String, _ range: Range<Int>, _ parameters: [String], _ tree: SyntaxTree
  ) throws(NablaError) -> Response {
    try checkName(name, range)
    for parameter in parameters { try checkName(parameter, range) }
    let reading = try read(tree) { context in
      for parameter in parameters {
        context.values[parameter] = nil
        context.functions[parameter] = nil
      }
      context.definedName = name
      // The old meaning may be used to define the new one.
      context.definedNameIsFunction = context.functions[name] == nil
      context.values[name] = nil
    }
    let text = try render(reading, meant: [name] + parameters)
    context.values[name] = nil
    context.undefinedFunctions.remove(name)
    context.functions[name] = ResolutionContext.FunctionDefinition(parameters: parameters, body: reading.value)
    symbolOrders[name] = symbolOrder.filter { !parameters.contains($0) }
    return Response(text: "\(name)(\(parameters.joined(separator: ", "))) := \(text)" + notes(reading.notes))
  }

  /// Copies what is named into a fresh store when most nodes are no longer reachable.
  func renewStore() {
    guard store.nodeCount > 200_000 else { return }
    let rules = context.functions.values.flatMap { ($0.derivatives ?? []).compactMap { $0.map(Tensor.scalar) } }
    let kept = (Array(context.values.values) + context.functions.values.map(\.body) + results + rules)
      .flatMap(\.elements)
    let living = ReachableNodes(store, kept.flatMap { [$0.node, $0.condition] }).ids.count
    guard store.nodeCount > 2 * living + 200_000 else { return }
    let fresh = Store()
    let copied = fresh.construct { builder in
      builder.importing(kept.flatMap { [$0.node, $0.condition] }, from: store)
    }
    var next = 0
    func moved(_ value: Tensor<Expr>) -> Tensor<Expr> {
      value.map { _ in
        next += 2
        return Expr(store: fresh, node: copied[next - 2], condition: copied[next - 1])
      }
    }
    for name in Array(context.values.keys) { context.values[name] = context.values[name].map(moved) }
    var bodies: [String: Tensor<Expr>] = [:]
    for (name, function) in context.functions { bodies[name] = moved(function.body) }
    results = results.map(moved)
    for (name, function) in context.functions {
      let derivatives = function.derivatives.map { $0.map { $0.flatMap { moved(.scalar($0)).elements.first } } }
      context.functions[name] = ResolutionContext.FunctionDefinition(
        parameters: function.parameters, body: bodies[name] ?? function.body, derivatives: derivatives)
    }
    store = fresh
  }
}
