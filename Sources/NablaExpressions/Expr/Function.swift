// Functions of the user: undefined ones, whose derivatives are named, and declared ones, whose derivatives are given.

/// A function of the user: it may be applied to expressions and differentiated.
///
/// An undefined function, `Function("f")`, has no values, and its derivatives are named: f'(x), D[2](f)(x, y).
/// A declared one stays a call in every result, has the value of its formula, and the derivatives it was declared with.
public struct Function: Sendable, Hashable {
  /// Its name.
  public let name: String
  package let declaration: Declaration?

  /// What a declared function is: its formulas in its parameters.
  package struct Declaration: Hashable, Sendable {
    package let parameters: [Expr]
    package let value: Expr
    package let derivatives: [Expr?]
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
  /// are no symbols or come twice, for more derivatives than parameters, and for formulas that are relations or have
  /// other symbols than those.
  public init(_ name: String, of parameters: [Expr], value: Expr, derivatives: [Expr?] = []) throws(NablaError) {
    guard parameters.allSatisfy(\.node.isSymbol), Set(parameters).count == parameters.count, !parameters.isEmpty else {
      throw NablaError(.domain, "the parameters of \(name) are different symbols, at least one")
    }
    guard derivatives.count <= parameters.count else {
      throw NablaError(.domain, "\(name) has \(parameters.count) parameters and \(derivatives.count) derivatives")
    }
    let formulas = [value] + derivatives.compactMap(\.self)
    try Expr.requireNumbers(formulas, for: "the value or a derivative of \(name)")
    for formula in formulas {
      if let other = formula.freeSymbols.first(where: { !parameters.contains($0) }) {
        throw NablaError(.domain, "\(NameTable.shared.name(of: other.node)) is no parameter of \(name)")
      }
    }
    self.name = name
    let missing = [Expr?](repeating: nil, count: parameters.count - derivatives.count)
    declaration = Declaration(parameters: parameters, value: value, derivatives: derivatives + missing)
  }

  /// The function applied to its arguments: a declared one to as many as it has parameters, an undefined one to at least
  /// one. Another number of them, or a relation among them, stops the process with a message.
  public func callAsFunction(_ arguments: Expr...) -> Expr { callAsFunction(arguments) }

  /// The same with the arguments in an array.
  public func callAsFunction(_ arguments: [Expr]) -> Expr {
    let symbol = Expr.symbol(name).node
    guard let declaration else {
      if arguments.isEmpty { stop("\(name) is applied to nothing, and a function takes at least one argument") }
      return Expr.build(arguments) { $0.application(symbol, positions: [], $1) }
    }
    if arguments.count != declaration.parameters.count {
      stop("\(name) takes \(declaration.parameters.count) arguments, not \(arguments.count)")
    }
    return Expr.build(arguments) { builder, nodes in
      var table: [NodeID: NodeID] = [:]
      for (parameter, argument) in zip(declaration.parameters, nodes) { table[parameter.node] = argument }
      func image(_ formula: Expr) -> (node: NodeID, condition: NodeID) {
        let (node, condition) = builder.adopt(formula)
        do throws(NablaError) { return try builder.substitute(table, in: node, condition: condition) } catch {
          // An operator runs without limits: only a full store stops it.
          stop(error.message)
        }
      }
      let value = image(declaration.value)
      // Where the formula of the value has none the call has none; the rules hold as they stand.
      builder.addCondition(value.condition)
      return builder.declared(
        symbol, nodes, value: value.node, derivatives: declaration.derivatives.map { $0.map { image($0).node } ?? .no })
    }
  }
}
