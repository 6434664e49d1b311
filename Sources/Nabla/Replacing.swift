// Undefined functions given their formulas, in derivatives too.

import NablaCalculus
import NablaExpressions

extension Expr {
  /// The expression with an undefined function replaced by a formula in some parameters; its derivatives become those of the
  /// formula.
  ///
  ///     let f = Function("f")
  ///     try f(x).derivative(by: x).replacing(f, of: [t], by: t ** 2)   // 2*x
  ///
  /// Linear in the nodes, times those of the formula for each call. Throws `domain` for a declared function, for parameters
  /// that are no symbols or named twice, and where the function is applied to another number of arguments; `limit` past the
  /// limits of the task.
  public func replacing(_ function: Function, of parameters: [Expr], by formula: Expr) throws(NablaError) -> Expr {
    guard function.declaration == nil else {
      throw NablaError(.domain, "\(function.name) is declared with a formula of its own")
    }
    guard parameters.allSatisfy(\.node.isSymbol), Set(parameters).count == parameters.count, !parameters.isEmpty else {
      throw NablaError(.domain, "the parameters of \(function.name) are different symbols, at least one")
    }
    try Expr.requireNumbers([formula], for: "the formula of \(function.name)")
    let found = applications(of: function.name)
    if let other = found.counts.first(where: { $0 != parameters.count }) {
      throw NablaError(
        .domain, "\(function.name) is applied to \(other) arguments here, and \(parameters.count) parameters are given")
    }
    var formulas: [[Int]: Expr] = [:]
    for positions in found.positions {
      formulas[positions] = try formula.derivative(by: positions.map { parameters[$0 - 1] })
    }
    return try replacing(function.name, of: parameters, by: formulas)
  }
}
