// Expressions to and from text, and to LaTeX.

import NablaExpressions
import NablaSyntax
import NablaTypesetting

extension Expr: CustomStringConvertible {
  /// The expression as text in the language of the grammar: it parses back to the same node.
  public var description: String { (try? text()) ?? "(an expression of \(nodeCount) nodes)" }

  /// The expression as text in the language of the grammar. Rationals that are short decimals are shown as such with `decimals`.
  ///
  /// A text that would be longer than 100,000 characters names what is shared: `f where t1 = …, t2 = …`. Linear in the
  /// nodes. Throws `limit` for a text of more than about `maximumLength` characters.
  public func text(decimals: Bool = false, maximumLength: Int = 1_000_000_000) throws(NablaError) -> String {
    let tree = display(decimals: decimals)
    return try PlainText.print(tree, tree.root, maximumLength: maximumLength)
  }

  /// The expression as LaTeX, without dollar signs; otherwise as `text`.
  public func latex(decimals: Bool = false, maximumLength: Int = 1_000_000_000) throws(NablaError) -> String {
    let tree = display(decimals: decimals)
    return try LaTeX.print(tree, tree.root, maximumLength: maximumLength)
  }

  private func display(decimals: Bool) -> DisplayTree {
    var display = DisplayBuilder(store, [node], decimals: decimals)
    let root = display.display(node)
    return display.tree.naming(root, whenLongerThan: 100_000)
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

  /// The size of some expressions as a reader counts it: operations of the printed form, each distinct one once.
  ///
  /// A sum or product of n has n − 1 operations; a − b, a/b, −a, a power and a call one each. Linear in the nodes.
  public static func operationCount(of expressions: [Expr]) -> Int {
    guard let store = expressions.first(where: { $0.node.isStored })?.store else { return 0 }
    let nodes = store.construct { builder in expressions.map { builder.adopt($0).node } }
    var display = DisplayBuilder(store, nodes)
    let roots = nodes.map { display.display($0) }
    return display.tree.operationCount(under: roots)
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
    guard expressions.contains(where: { $0.condition != .yes }) else { return [] }
    let store = expressions.first { $0.condition.isStored }?.store ?? Store.default
    let relations = try store.build { (builder) throws(NablaError) in
      let adopted = expressions.map { builder.adopt($0) }
      var condition = NodeID.yes
      for (_, own) in adopted { condition = builder.both(condition, own) }
      return try builder.requirements(of: condition, results: adopted.map(\.node)).map(\.relation)
    }
    let written = relations.map { Relation(expression: Expr(store: store, node: $0, condition: .yes)) }
    var seen = Set<Relation>()
    return written.filter { seen.insert($0).inserted }.map { (String(describing: $0), $0) }
      .sorted { ($0.0.utf8.count, $0.0) < ($1.0.utf8.count, $1.0) }.map(\.1)
  }
}

extension Relation: CustomStringConvertible {
  /// The relation as text in the language of the grammar.
  public var description: String {
    // What never holds is shown as what failed, not as a truth value.
    expression.node == .no ? "0 ≠ 0" : expression.description
  }
}

/// Reads text into expressions of a store.
package enum Reader {
  package struct Reading: Sendable {
    package let value: Tensor<Expr>
    package let usesDecimals: Bool
    package let notes: [ReadingNote]
  }

  package static func read(
    _ text: [UInt8], in context: ResolutionContext, store: Store, allowsResultNames: Bool = false
  ) throws(NablaError) -> Reading {
    try resolve(try Parser.parse(text, allowsResultNames: allowsResultNames), in: context, store: store)
  }

  package static func resolve(
    _ tree: SyntaxTree, in context: ResolutionContext, store: Store
  ) throws(NablaError) -> Reading {
    var context = context
    context.verbs = Verbs.table
    let full = context
    return try store.build { (builder) throws(NablaError) in
      let resolution = try Resolver.resolve(tree, in: full, builder)
      let value = resolution.value.map { Expr(store: store, node: $0.node, condition: $0.condition) }
      return Reading(value: value, usesDecimals: resolution.usesDecimals, notes: resolution.notes)
    }
  }
}

extension Tensor where Element == Expr {
  /// Text of a scalar, or nested vectors as they are written.
  package func text(decimals: Bool, maximumLength: Int = 1_000_000_000) throws(NablaError) -> String {
    let (tree, root) = display(decimals: decimals)
    return try PlainText.print(tree, root, maximumLength: maximumLength)
  }

  package func latex(decimals: Bool, maximumLength: Int = 1_000_000_000) throws(NablaError) -> String {
    let (tree, root) = display(decimals: decimals)
    return try LaTeX.print(tree, root, maximumLength: maximumLength)
  }

  private func display(decimals: Bool) -> (DisplayTree, Int) {
    let elements = self.elements
    let store = elements.first { $0.node.isStored }?.store ?? Store.default
    let nodes = store.construct { builder in elements.map { builder.adopt($0).node } }
    var builder = DisplayBuilder(store, nodes, decimals: decimals)
    var next = 0
    func place(_ value: Tensor<Expr>) -> Int {
      switch value {
      case .scalar:
        next += 1
        return builder.display(nodes[next - 1])
      case .vector(let parts): return builder.vector(parts.map(place))
      }
    }
    let root = place(self)
    let named = builder.tree.naming(root, whenLongerThan: 100_000)
    return (named, named.root)
  }
}
