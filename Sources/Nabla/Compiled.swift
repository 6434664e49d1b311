// Derivatives as programs: all outputs share what they have in common.

import NablaCalculus
import NablaEvaluation
import NablaExpressions

extension Expr {
  /// The program of the value and of its partial derivatives: output 0 is the value, output k the derivative by
  /// `variables[k − 1]`. Inputs are `inputs`, one value a point, then `shared`, one value for all points.
  public func compiledGradient<Scalar: BlockScalar>(
    by variables: [Expr], inputs: [Expr], shared: [Expr] = [], as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> CompiledFunction<Scalar> {
    try CompiledFunction([self] + gradient(by: variables), inputs: inputs, shared: shared)
  }

  /// The program of a Jacobian, row by row: output i·n + j is the derivative of expression i by variable j of n.
  public static func compiledJacobian<Scalar: BlockScalar>(
    of expressions: [Expr], by variables: [Expr], inputs: [Expr], shared: [Expr] = [],
    as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> CompiledFunction<Scalar> {
    try CompiledFunction(
      Expr.jacobian(of: expressions, by: variables).flatMap { $0 }, inputs: inputs, shared: shared)
  }

  /// The program of the Hessian, row by row: output i·n + j is the derivative by variables i and j of n.
  public func compiledHessian<Scalar: BlockScalar>(
    by variables: [Expr], inputs: [Expr], shared: [Expr] = [], as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> CompiledFunction<Scalar> {
    try CompiledFunction(hessian(by: variables).flatMap { $0 }, inputs: inputs, shared: shared)
  }

  /// The program of the entries of the Hessian's upper triangle that are not identically zero, and where they stand.
  public func compiledSparseHessian<Scalar: BlockScalar>(
    by variables: [Expr], inputs: [Expr], shared: [Expr] = [], as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> (function: CompiledFunction<Scalar>, pattern: [(row: Int, column: Int)]) {
    let entries = try sparseHessian(by: variables).entries
    let function = try CompiledFunction<Scalar>(entries.map(\.value), inputs: inputs, shared: shared)
    return (function, entries.map { ($0.row, $0.column) })
  }
}
