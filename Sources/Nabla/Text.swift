// Expressions to and from text, and to LaTeX.

import NablaCalculus
import NablaExpressions
import NablaSyntax
import NablaTypesetting

extension Expr: CustomStringConvertible {
  /// The expression as text in the language of the grammar: it parses back to the same node.
  ///
  /// Names that are none of the grammar, or have another meaning there, stand between back quotes. Functions of the user
  /// with names of several letters are read back by a reader who is told of them (`functions`).
  public var description: String { (try? text()) ?? "(an expression of \(nodeCount) nodes)" }

  /// The expression as text in the language of the grammar. Rationals that are short decimals are shown as such with `decimals`.
  ///
  /// A text that would be longer than `abbreviatingFrom` characters names what is shared where that saves as many:
  /// `f where h_1 = …, h_2 = …`. Symbols stand in the order of `symbolOrder`, others behind them in that of the alphabet.
  /// Linear in the nodes and the text. Throws `limit` for a text of more than about `maximumLength` characters, and past
  /// the limits of the task.
  public func text(
    decimals: Bool = false, maximumLength: Int = 1_000_000_000, abbreviatingFrom: Int = 100_000,
    symbolOrder: [String] = []
  ) throws(NablaError) -> String {
    var options = DisplayOptions(decimals: decimals)
    options.abbreviatesFrom = max(0, abbreviatingFrom)
    DisplayOptions.add(symbolOrder, to: &options.symbolPlaces)
    var printer = try ExpressionPrinter([self], options, maximumLength: maximumLength)
    return try printer.text(of: [0])
  }

  /// The expression as LaTeX, without dollar signs; otherwise as `text`.
  ///
  /// With `conditions`, what `conditions()` tells stands behind it: `\quad \text{for } x \ne 0`, ties in words. No two
  /// symbols look alike: `x1` beside `x_1` is set as \mathrm{x1}. Any text is a name here, and none can break out of its
  /// place.
  public func latex(
    decimals: Bool = false, maximumLength: Int = 1_000_000_000, abbreviatingFrom: Int = 100_000,
    symbolOrder: [String] = [], conditions: Bool = false
  ) throws(NablaError) -> String {
    var options = DisplayOptions(decimals: decimals)
    options.abbreviatesFrom = max(0, abbreviatingFrom)
    DisplayOptions.add(symbolOrder, to: &options.symbolPlaces)
    return try Nested.scalar(self).latex(options, maximumLength: maximumLength, conditions: conditions)
  }

  /// The expression as a formula for Typst, without dollar signs. Linear in the nodes and the text; throws `limit` for a text
  /// of more than about `maximumLength` characters, and past the limits of the task.
  public func typst(decimals: Bool = false, maximumLength: Int = 1 << 26) throws(NablaError) -> String {
    try Nested.scalar(self).typst(DisplayOptions(decimals: decimals), maximumLength: maximumLength)
  }

  /// The expression as an element of MathML, as browsers set it. Otherwise as `typst`.
  public func mathML(decimals: Bool = false, maximumLength: Int = 1 << 26) throws(NablaError) -> String {
    try Nested.scalar(self).mathML(DisplayOptions(decimals: decimals), maximumLength: maximumLength)
  }

  /// The expression for Markdown: LaTeX between dollar signs, as a block of its own between two.
  public func markdown(
    decimals: Bool = false, isBlock: Bool = false, maximumLength: Int = 1 << 26
  ) throws(NablaError) -> String {
    let latex = try latex(decimals: decimals, maximumLength: maximumLength)
    return isBlock ? "$$\n\(latex)\n$$" : "$\(latex)$"
  }

  /// Reads an expression in the language of the grammar.
  ///
  /// `values` gives names a meaning, `functions` are undefined functions; other names that are no functions are symbols.
  /// Throws `syntax`, `name` or `domain` with the place in the text, `limit` past the limits of the task; a vector is an
  /// error. Linear in the text.
  public init(
    parsing text: String, values: [String: Expr] = [:], functions: Set<String> = [], in store: Store = .default
  ) throws(NablaError) {
    var context = ResolutionContext()
    context.values = values.mapValues { .scalar($0) }
    context.undefinedFunctions = functions
    let read = try Reader.read(Array(text.utf8), in: context, store: store)
    guard case .scalar(let expression) = read.value else {
      throw NablaError(.domain, "this is a vector; an expression is one number", range: 0..<text.utf8.count)
    }
    self = expression
  }

  /// Reads an expression in the language of the grammar: `try Expr("x^2*sin(x)")`. As `init(parsing:values:functions:in:)`.
  public init(_ text: String) throws(NablaError) { try self.init(parsing: text) }

  /// Reads a formula in LaTeX: `try Expr(latex: "\\frac{x^2}{1 + e^{-x}}")`.
  ///
  /// What `latex()` writes is read back, and what papers contain: fractions, roots, functions with brackets or without,
  /// `\left|…\right|`, derivatives, sums and products with numbers as bounds, `cases`, names with indices. A letter right
  /// before a parenthesis is a function, unless it is one of `symbols`. Throws as `init(parsing:values:functions:in:)`, with
  /// places in the LaTeX. Linear in the text.
  public init(
    latex text: String, values: [String: Expr] = [:], functions: Set<String> = [], symbols: Set<String> = [],
    in store: Store = .default
  ) throws(NablaError) {
    var context = ResolutionContext()
    context.values = values.mapValues { .scalar($0) }
    context.undefinedFunctions = functions
    context.symbols = symbols
    let read = try Reader.readLaTeX(Array(text.utf8), in: context, store: store)
    guard case .scalar(let expression) = read.value else {
      throw NablaError(.domain, "this is a vector; an expression is one number", range: 0..<text.utf8.count)
    }
    self = expression
  }

  /// Reads an expression in which functions of the user occur: undefined ones, and declared ones with their formulas.
  ///
  /// What `description` writes of an expression with these functions is read back as the same node. Otherwise as
  /// `init(parsing:values:functions:in:)`; throws `name` where two different functions have one name.
  public init(
    parsing text: String, values: [String: Expr] = [:], functions: [Function], in store: Store = .default
  ) throws(NablaError) {
    var context = ResolutionContext()
    context.values = values.mapValues { .scalar($0) }
    var known: [String: Function] = [:]
    for function in functions {
      if let other = known.updateValue(function, forKey: function.name), other != function {
        throw NablaError(.name, "two functions have the name \(function.name)")
      }
      guard let declaration = function.declaration else {
        context.undefinedFunctions.insert(function.name)
        continue
      }
      context.functions[function.name] = ResolutionContext.FunctionDefinition(
        parameters: declaration.parameters.map { NameTable.shared.name(of: $0.node) },
        body: .scalar(declaration.value), derivatives: declaration.derivatives)
    }
    let read = try Reader.read(Array(text.utf8), in: context, store: store)
    guard case .scalar(let expression) = read.value else {
      throw NablaError(.domain, "this is a vector; an expression is one number", range: 0..<text.utf8.count)
    }
    self = expression
  }

  /// The size of some expressions as a reader counts it: operations of the printed form, each distinct one once.
  ///
  /// A sum or product of n has n − 1 operations; a − b, a/b, −a, a power and a call one each. Linear in the nodes. Past the
  /// limits of the task the answer is `Int.max`.
  public static func operationCount(of expressions: [Expr]) -> Int {
    guard let store = expressions.first(where: { $0.node.isStored })?.store else { return 0 }
    let nodes = store.construct { builder in expressions.map { builder.adopt($0).node } }
    do throws(NablaError) { return try store.cost(of: nodes) } catch { return .max }
  }

  /// What the result depends on beyond its own domain: where one of these fails, the expression that this one was
  /// made from has no value, or (for kinks) its derivative follows a convention.
  ///
  /// Linear in the nodes of the expressions involved. Throws `limit` past the limits of the task.
  public func conditions() throws(NablaError) -> [Relation] {
    try Expr.conditions(of: [self])
  }

  /// The conditions that several expressions stand under together.
  package static func conditions(of expressions: [Expr]) throws(NablaError) -> [Relation] {
    try conditionTexts(of: expressions).map(\.relation)
  }

  /// The conditions that several expressions stand under together, with their texts: short ones first.
  ///
  /// All are displayed at once, and throw `limit` together where they are longer than `maximumLength`. In words, what
  /// excludes ties is `no ties in max(x, y, z)`, with the call as the relation.
  package static func conditionTexts(
    of expressions: [Expr], _ options: DisplayOptions = DisplayOptions(), inWords: Bool = false,
    maximumLength: Int = 1 << 26
  ) throws(NablaError) -> [(text: String, relation: Relation, isTie: Bool)] {
    guard expressions.contains(where: { $0.condition != .yes }) else { return [] }
    let store = expressions.first { $0.condition.isStored }?.store ?? Store.default
    let (relations, ties) = try store.build { (builder) throws(NablaError) in
      let adopted = expressions.map { builder.adopt($0) }
      var condition = NodeID.yes
      for (_, own) in adopted { condition = builder.both(condition, own) }
      var seen = Set<NodeID>()
      let relations = try builder.requirements(of: condition, results: adopted.map(\.node)).map(\.relation)
        .filter { seen.insert($0).inserted }
      return (relations, inWords ? try builder.ties(in: relations, results: adopted.map(\.node)) : [])
    }
    let said = Set(ties.flatMap(\.places))
    let written = (relations.indices.filter { !said.contains($0) }.map { relations[$0] } + ties.map(\.extreme))
      .map { Relation(expression: Expr(store: store, node: $0, condition: .yes)) }
    var printer = try ExpressionPrinter(written.map(\.expression), options, maximumLength: maximumLength)
    var result: [(text: String, relation: Relation, isTie: Bool)] = []
    var left = maximumLength
    for (place, relation) in written.enumerated() {
      var text = relation.expression.node == .no ? Relation.failed : try printer.text(of: [place])
      if inWords && relation.expression.node == .no { text = "no values" }
      let isTie = place >= written.count - ties.count
      if isTie { text = "no ties in \(text)" }
      left -= text.utf8.count
      if left < 0 { throw NablaError(.limit, "the conditions have more than \(maximumLength) characters") }
      result.append((text, relation, isTie))
    }
    return result.sorted { ($0.text.utf8.count, $0.text) < ($1.text.utf8.count, $1.text) }
  }
}

extension Relation: CustomStringConvertible {
  static let failed = "false"

  /// The relation as text in the language of the grammar.
  public var description: String {
    expression.node == .no ? Relation.failed : expression.description
  }
}

/// Prints some expressions, whose displays have everything in common that they share.
package struct ExpressionPrinter {
  private let nodes: [NodeID]
  private var displayer: Displayer
  private var plain: PlainText
  private let maximumLength: Int
  private let watch: DisplayWatch

  /// Whether an error is that of a text longer than allowed, rather than of time.
  package static func isTooLong(_ error: NablaError) -> Bool {
    error.kind == .limit && error.message.hasPrefix("as ")
  }

  /// Linear in the nodes of the expressions. Throws past the limits of the task, and where every text of an expression
  /// is sure to be too long.
  package init(
    _ expressions: [Expr], _ options: DisplayOptions, maximumLength: Int = 1_000_000_000
  ) throws(NablaError) {
    let store = expressions.first { $0.node.isStored }?.store ?? Store.default
    nodes = store.construct { builder in expressions.map { builder.adopt($0).node } }
    watch = DisplayWatch()
    var options = options
    options.longestNumber = maximumLength
    displayer = Displayer(try DisplaySource.sharing(store, nodes, options, watch: watch))
    plain = PlainText(verbs: Verbs.names, maximumLength: maximumLength, watch: watch)
    self.maximumLength = maximumLength
  }

  /// The text of the expressions at some places, as `assemble` puts them together.
  package mutating func text(
    of places: [Int], _ assemble: (inout DisplayTree, [Int]) -> Int = { $1[0] }
  ) throws(NablaError) -> String {
    switch try displayer.display(places.map { nodes[$0] }, assemble) {
    case .plain(let root): return try plain.text(displayer.tree, root)
    case .abbreviated(let tree):
      return try PlainText.print(
        tree, tree.root, verbs: Verbs.names, maximumLength: maximumLength, watch: watch)
    }
  }

  /// The LaTeX of the expressions at some places, as `assemble` puts them together.
  package mutating func latex(
    of places: [Int], _ assemble: (inout DisplayTree, [Int]) -> Int = { $1[0] }
  ) throws(NablaError) -> String {
    switch try displayer.display(places.map { nodes[$0] }, assemble) {
    case .plain(let root):
      return try LaTeX.print(displayer.tree, root, maximumLength: maximumLength, watch: watch)
    case .abbreviated(let tree):
      return try LaTeX.print(tree, tree.root, maximumLength: maximumLength, watch: watch)
    }
  }
}

extension ExpressionPrinter {
  /// The markup of the expressions at some places, as `assemble` puts them together.
  package mutating func markup(
    of places: [Int], _ print: (DisplayTree, Int) throws(NablaError) -> String,
    _ assemble: (inout DisplayTree, [Int]) -> Int = { $1[0] }
  ) throws(NablaError) -> String {
    switch try displayer.display(places.map { nodes[$0] }, assemble) {
    case .plain(let root): return try print(displayer.tree, root)
    case .abbreviated(let tree): return try print(tree, tree.root)
    }
  }

  /// The lines of a picture of the expressions, as `assemble` puts them together; nil where none is narrow enough.
  package mutating func picture(
    of places: [Int], columns: Int, isASCII: Bool, _ assemble: (inout DisplayTree, [Int]) -> Int = { $1[0] }
  ) throws(NablaError) -> [String]? {
    switch try displayer.display(places.map { nodes[$0] }, assemble) {
    case .plain(let root): return TwoDimensional.lines(displayer.tree, root, columns: columns, isASCII: isASCII)
    case .abbreviated(let tree): return TwoDimensional.lines(tree, tree.root, columns: columns, isASCII: isASCII)
    }
  }
}

/// Reads text into expressions of a store.
package enum Reader {
  package struct Reading: Sendable {
    package let value: Nested<Expr>
    package let usesDecimals: Bool
    package let notes: [ReadingNote]
    /// The first names of the text, in the order in which results are written.
    package let names: [String]
    /// The undefined functions that the text applies.
    package let undefinedFunctions: [String]
  }

  package static func read(
    _ text: [UInt8], in context: ResolutionContext, store: Store, allowsResultNames: Bool = false
  ) throws(NablaError) -> Reading {
    try resolve(try parse(text, allowsResultNames: allowsResultNames), in: context, store: store)
  }

  /// Reads a formula in LaTeX; places are those of the LaTeX. Names in `variables` are multiplied before a parenthesis.
  package static func readLaTeX(
    _ text: [UInt8], in context: ResolutionContext, variables: Set<String> = [], store: Store
  ) throws(NablaError) -> Reading {
    let symbols = context.symbols.union(variables)
    let functions = context.undefinedFunctions.union(context.functions.keys)
    let formula = try LaTeXText.translate(text, symbols: symbols, functions: functions, verbs: Verbs.names)
    do throws(NablaError) {
      let reading = try read(formula.bytes, in: context, store: store)
      return Reading(
        value: reading.value, usesDecimals: reading.usesDecimals,
        notes: formula.notes + formula.located(reading.notes), names: reading.names,
        undefinedFunctions: reading.undefinedFunctions)
    } catch {
      throw formula.located(error)
    }
  }

  /// The text that a formula in LaTeX stands for.
  package static func text(latex: [UInt8]) throws(NablaError) -> LaTeXText {
    try LaTeXText.translate(latex, verbs: Verbs.names)
  }

  /// An expression of the language with its verbs.
  package static func parse(_ text: [UInt8], allowsResultNames: Bool = false) throws(NablaError) -> SyntaxTree {
    try Parser.parse(text, allowsResultNames: allowsResultNames, verbs: Verbs.words)
  }

  /// A statement of the language with its verbs.
  package static func statement(_ text: [UInt8], allowsResultNames: Bool = false) throws(NablaError) -> Statement {
    try Parser.parseStatement(text, allowsResultNames: allowsResultNames, verbs: Verbs.words)
  }

  /// What follows the word of a command.
  package static func command(
    _ line: [UInt8], from start: Int = 0, until ending: CommandEnding = .none, allowsResultNames: Bool = true,
    isList: Bool = false
  ) throws(NablaError) -> CommandSyntax {
    try Parser.parseCommand(
      line, from: start, until: ending, allowsResultNames: allowsResultNames, isList: isList, verbs: Verbs.words)
  }

  /// A verb with its arguments side by side; nil where a text is something else.
  package static func verbForm(_ text: [UInt8]) -> SyntaxTree? { Parser.parseVerbForm(text, verbs: Verbs.words) }

  package static func resolve(
    _ tree: SyntaxTree, in context: ResolutionContext, store: Store
  ) throws(NablaError) -> Reading {
    var context = context
    context.verbs = Verbs.words
    context.derivative = { (builder, node, variable, order) throws(NablaError) in
      try builder.derivative(of: node, by: variable, order: order)
    }
    let full = context
    return try store.build { (builder) throws(NablaError) in
      let resolution = try Resolver.resolve(tree, in: full, builder)
      let value = resolution.value.map { Expr(store: store, node: $0.node, condition: $0.condition) }
      return Reading(
        value: value, usesDecimals: resolution.usesDecimals, notes: resolution.notes, names: tree.symbolOrder(),
        undefinedFunctions: resolution.undefinedFunctions)
    }
  }
}

extension SyntaxTree {
  /// What was typed, for the printers.
  package func displayTree() -> DisplayTree { displayTree(verbs: Verbs.words) }
}

extension Nested where Element == Expr {
  /// Text of a scalar, or nested vectors as they are written.
  package func text(decimals: Bool, maximumLength: Int = 1_000_000_000) throws(NablaError) -> String {
    try text(DisplayOptions(decimals: decimals), maximumLength: maximumLength)
  }

  package func text(_ options: DisplayOptions, maximumLength: Int = 1_000_000_000) throws(NablaError) -> String {
    let elements = elements
    var printer = try ExpressionPrinter(elements, options, maximumLength: maximumLength)
    return try printer.text(of: Array(elements.indices), assemble)
  }

  /// The lines of a picture: stacked fractions, raised exponents; nil where none is narrow enough.
  package func picture(
    _ options: DisplayOptions, columns: Int, isASCII: Bool = false
  ) throws(NablaError) -> [String]? {
    let elements = elements
    var printer = try ExpressionPrinter(elements, options, maximumLength: 1_000_000)
    return try printer.picture(of: Array(elements.indices), columns: columns, isASCII: isASCII, assemble)
  }

  /// A formula for Typst, without dollar signs.
  package func typst(
    _ options: DisplayOptions = DisplayOptions(), maximumLength: Int = 1 << 26
  ) throws(NablaError) -> String {
    try markup(options) { (tree, root) throws(NablaError) in
      try Typst.print(tree, root, maximumLength: maximumLength)
    }
  }

  /// An element of MathML.
  package func mathML(
    _ options: DisplayOptions = DisplayOptions(), maximumLength: Int = 1 << 26
  ) throws(NablaError) -> String {
    try markup(options) { (tree, root) throws(NablaError) in
      try MathML.print(tree, root, maximumLength: maximumLength)
    }
  }

  private func markup(
    _ options: DisplayOptions, _ print: (DisplayTree, Int) throws(NablaError) -> String
  ) throws(NablaError) -> String {
    var options = options
    options.typesets = true
    let elements = elements
    var printer = try ExpressionPrinter(elements, options)
    return try printer.markup(of: Array(elements.indices), print, assemble)
  }

  package func latex(decimals: Bool, maximumLength: Int = 1_000_000_000) throws(NablaError) -> String {
    try latex(DisplayOptions(decimals: decimals), maximumLength: maximumLength)
  }

  /// The LaTeX of a scalar, a column or a matrix; with the conditions under which it stands where that is asked for.
  package func latex(
    _ options: DisplayOptions, maximumLength: Int = 1_000_000_000, conditions: Bool = false
  ) throws(NablaError) -> String {
    var options = options
    options.typesets = true
    let elements = elements
    var printer = try ExpressionPrinter(elements, options, maximumLength: maximumLength)
    let latex = try printer.latex(of: Array(elements.indices), assemble)
    guard conditions else { return latex }
    let conditions = try Expr.conditionTexts(of: elements, options, inWords: true, maximumLength: maximumLength)
    if conditions.isEmpty { return latex }
    if conditions.contains(where: { $0.relation.expression.node == .no }) {
      return latex + " \\quad \\text{for no values}"
    }
    var (relations, ties): ([String], [String]) = ([], [])
    var conditionPrinter = try ExpressionPrinter(
      conditions.map(\.relation.expression), options, maximumLength: maximumLength)
    for (place, condition) in conditions.enumerated() {
      let text = try conditionPrinter.latex(of: [place])
      if condition.isTie { ties.append(text) } else { relations.append(text) }
    }
    var texts: [String] = []
    if !relations.isEmpty { texts.append("\\text{for } " + relations.joined(separator: ",\\; ")) }
    if !ties.isEmpty {
      let words = relations.isEmpty ? "\\text{with no ties in } " : "\\text{and no ties in } "
      texts.append(words + ties.joined(separator: " \\text{ and } "))
    }
    return latex + " \\quad " + texts.joined(separator: "\\; ")
  }

  /// The entry of the whole from those of its elements.
  private func assemble(_ tree: inout DisplayTree, _ entries: [Int]) -> Int {
    var next = 0
    func place(_ value: Nested<Expr>) -> Int {
      switch value {
      case .scalar:
        next += 1
        return entries[next - 1]
      case .vector(let parts):
        let children = parts.map(place)
        return tree.add(.vector, children)
      }
    }
    return place(self)
  }
}
