// Expressions in other shapes: the shortest that is known, multiplied out, factored, over one denominator.

import NablaExpressions
import NablaSimplification

extension Expr {
  /// The expression in the shortest form that is known: its operations as printed, each distinct one counted once.
  ///
  /// Equal wherever this expression has a value, which the conditions say where the new form has one in more places. Deterministic, and
  /// bounded: a fixed number of polynomial operations of bounded size; an expression of more than 5,000 nodes is given
  /// back. Without FLINT and Calcium every expression is.
  public func simplified() -> Expr {
    Expr.build([self]) { builder, nodes in builder.simplified(nodes[0], .standard) }
  }

  /// The expression in a shorter form, where that saves two operations or more: what derivatives go through in the
  /// language. Expressions of more than 200 nodes are given back.
  public func tidied() -> Expr {
    Expr.build([self]) { builder, nodes in builder.simplified(nodes[0], .tidying) }
  }

  /// Products and powers of sums multiplied out; functions and their arguments stay as they are.
  ///
  /// Throws `limit` where it would have more than two million terms, or holds more than about 40 different functions and
  /// symbols; `domain` where a denominator is zero everywhere; `unsupported` without FLINT and Calcium.
  public func expanded() throws(NablaError) -> Expr { try shaped(.expanded) }

  /// Numerator and denominator as products of powers of polynomials that are irreducible over the rational numbers.
  ///
  /// Functions and their arguments stay as they are. Throws as `expanded` does.
  public func factored() throws(NablaError) -> Expr { try shaped(.factored) }

  /// One fraction in lowest terms, numerator and denominator multiplied out. Throws as `expanded` does.
  public func cancelled() throws(NablaError) -> Expr { try shaped(.cancelled) }

  /// One fraction in lowest terms over a factored denominator. Throws as `expanded` does.
  public func combined() throws(NablaError) -> Expr { try shaped(.together) }

  /// By powers of a symbol, the coefficients factored. Throws `domain` where a function in it holds the symbol, else as
  /// `expanded` does.
  public func collected(by symbol: Expr) throws(NablaError) -> Expr {
    try built(by: symbol) { (builder, node, symbol) throws(NablaError) in [try builder.collected(node, by: symbol)] }[0]
  }

  /// The sum of fractions whose denominators are powers of irreducible polynomials in a symbol. Throws `domain` where other symbols
  /// or functions occur, else as `expanded` does.
  public func partialFractions(by symbol: Expr) throws(NablaError) -> Expr {
    try built(by: symbol) { (builder, node, symbol) throws(NablaError) in [try builder.apart(node, by: symbol)] }[0]
  }

  /// The coefficients of a polynomial in a symbol, of rising powers. Throws `domain` where it is none, else as `expanded` does.
  public func coefficients(by symbol: Expr) throws(NablaError) -> [Expr] {
    try built(by: symbol) { (builder, node, symbol) throws(NablaError) in try builder.coefficients(of: node, by: symbol)
    }
  }

  /// The degree as a polynomial in some symbols together. Throws `domain` where it is none in them, or 0, else as `expanded` does.
  public func degree(by symbols: Expr...) throws(NablaError) -> Int {
    try Expr.requireNumbers([self], for: "taken apart")
    if let other = symbols.first(where: { !$0.node.isSymbol }) {
      throw NablaError(.domain, "degrees are taken by symbols, and \(other) is none")
    }
    return try store.build { (builder) throws(NablaError) in
      try builder.degree(of: builder.adopt(self).node, by: symbols.map(\.node))
    }
  }

  /// The greatest common divisor of this polynomial and another one, with a positive first coefficient; of numbers that of
  /// numbers. Throws `domain` where one has a denominator, else as `expanded` does.
  public func greatestCommonDivisor(with other: Expr) throws(NablaError) -> Expr {
    try Expr.requireNumbers([self, other], for: "divided")
    let built = try store.build { (builder) throws(NablaError) in
      let ((left, condition), (right, added)) = (builder.adopt(self), builder.adopt(other))
      let result = try builder.greatestCommonDivisor(left, right)
      return [result, builder.both(builder.both(condition, added), builder.takeConditions())]
    }
    return Expr(store: store, node: built[0], condition: built[1])
  }

  /// The functions by which others can be written.
  public enum Base: String, CaseIterable, Sendable {
    case exp, sin, tan, tanh, sigmoid, log, sqrt
  }

  /// The expression with functions written by others, where there is a formula: hyperbolic ones by exponentials, tangents by sines
  /// and cosines, inverse hyperbolic ones by logarithms.
  ///
  /// Equal wherever both have a value. Linear in the nodes. Throws `limit` past the limits of the task.
  public func rewritten(by base: Base) throws(NablaError) -> Expr {
    try Expr.requireNumbers([self], for: "rewritten")
    let built = try store.build { (builder) throws(NablaError) in
      let (node, condition) = builder.adopt(self)
      guard let base = FunctionBase(rawValue: base.rawValue) else { return [node, condition] }
      let result = try builder.rewritten(node, by: base)
      return [result, builder.both(condition, builder.takeConditions())]
    }
    return Expr(store: store, node: built[0], condition: built[1])
  }

  private func built(
    by symbol: Expr, _ body: (Builder, NodeID, NodeID) throws(NablaError) -> [NodeID]
  ) throws(NablaError) -> [Expr] {
    try Expr.requireNumbers([self], for: "taken apart")
    guard symbol.node.isSymbol else { throw NablaError(.domain, "this is taken by a symbol, and \(symbol) is none") }
    let store = store
    let (nodes, condition) = try store.build { (builder) throws(NablaError) in
      let (node, own) = builder.adopt(self)
      let nodes = try body(builder, node, symbol.node)
      return (nodes, builder.both(own, builder.takeConditions()))
    }
    return nodes.map { Expr(store: store, node: $0, condition: condition) }
  }

  private func shaped(_ shape: RationalShape) throws(NablaError) -> Expr {
    try Expr.requireNumbers([self], for: "brought into another shape")
    let built = try store.build { (builder) throws(NablaError) in
      let (node, condition) = builder.adopt(self)
      let result = try builder.shaped(node, shape)
      return [result, builder.both(condition, builder.takeConditions())]
    }
    return Expr(store: store, node: built[0], condition: built[1])
  }
}
