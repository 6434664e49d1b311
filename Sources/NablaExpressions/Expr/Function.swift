// Functions of the user: undefined ones, whose derivatives are named, and declared ones, whose derivatives are given.

/// A function of the user: it may be applied to expressions and differentiated.
///
/// An undefined function, `Function("f")`, has no values, and its derivatives are named: f'(x), D[2](f)(x, y).
/// A declared one stays a call in every result, has the value of its formula, and the derivatives it was declared with.
public struct Function: Sendable, Hashable {
  /// Its name.
  public let name: String
  private let declaration: Declaration?

  private struct Declaration: Hashable, Sendable {
    let parameters: [Expr]
    let value: Expr
    let derivatives: [Expr?]
  }

  /// The undefined function of a name.
  public init(_ name: String) {
    self.name = name
    declaration = nil
  }

  /// A function with a declared value and declared derivatives by each parameter.
  ///
  /// `derivatives` takes one formula a parameter; where it is nil or missing, differentiating by that argument is an
  /// error that shows what to add. The rules hold as they stand, so check them. Throws `domain` for parameters that
  /// are no symbols or come twice, for more derivatives than parameters, and for formulas with other symbols than those.
  public init(_ name: String, of parameters: [Expr], value: Expr, derivatives: [Expr?] = []) throws(NablaError) {
    guard parameters.allSatisfy(\.node.isSymbol), Set(parameters).count == parameters.count, !parameters.isEmpty else {
      throw NablaError(.domain, "the parameters of \(name) are different symbols, at least one")
    }
    guard derivatives.count <= parameters.count else {
      throw NablaError(.domain, "\(name) has \(parameters.count) parameters and \(derivatives.count) derivatives")
    }
    for formula in [value] + derivatives.compactMap(\.self) {
      if let other = formula.freeSymbols.first(where: { !parameters.contains($0) }) {
        throw NablaError(.domain, "\(NameTable.shared.name(of: other.node)) is no parameter of \(name)")
      }
    }
    self.name = name
    let missing = [Expr?](repeating: nil, count: parameters.count - derivatives.count)
    declaration = Declaration(parameters: parameters, value: value, derivatives: derivatives + missing)
  }

  /// The function applied to its arguments; a declared one takes as many as it has parameters.
  public func callAsFunction(_ arguments: Expr...) -> Expr {
    let symbol = Expr.symbol(name).node
    guard let declaration else { return Expr.build(arguments) { $0.application(symbol, positions: [], $1) } }
    precondition(
      arguments.count == declaration.parameters.count,
      "\(name) takes \(declaration.parameters.count) arguments, not \(arguments.count)")
    let formulas =
      [declaration.value] + declaration.derivatives.map { $0 ?? Expr(store: nil, node: .no, condition: .yes) }
    return Expr.build(arguments + formulas) { builder, nodes in
      var table: [NodeID: NodeID] = [:]
      for (parameter, argument) in zip(declaration.parameters, nodes) { table[parameter.node] = argument }
      let count = arguments.count
      // Without limits, so that it cannot fail.
      let images = (try? builder.substitute(table, in: Array(nodes[count...]))) ?? Array(nodes[count...])
      return builder.declared(
        symbol, Array(nodes[..<count]), value: images[0], derivatives: Array(images.dropFirst()))
    }
  }
}
