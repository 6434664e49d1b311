// Products with Jacobian and Hessian, and sparse Jacobians, as programs.

import NablaCalculus
import NablaEvaluation
import NablaExpressions

extension Expr {
  /// The program of some expressions and their Jacobian times a direction: the values, then one component an expression.
  ///
  /// `direction` are symbols of its own, one a variable, that stand among `inputs` or `shared`. One forward pass, whatever the
  /// number of variables; linear in the nodes. Throws as `jacobianVectorProduct` and `CompiledFunction`.
  public static func compiledJacobianVectorProduct<Scalar: BlockScalar>(
    of expressions: [Expr], by variables: [Expr], direction: [Expr], inputs: [Expr], shared: [Expr] = [],
    as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> CompiledFunction<Scalar> {
    let product = try jacobianVectorProduct(of: expressions, by: variables, direction: direction)
    return try CompiledFunction(expressions + product, inputs: inputs, shared: shared, as: scalar)
  }

  /// The program of some expressions and a vector times their Jacobian: the values, then one component a variable.
  ///
  /// `vector` are symbols of its own, one an expression, that stand among `inputs` or `shared`. One reverse sweep, whatever the
  /// number of expressions; linear in the nodes. Throws as `vectorJacobianProduct` and `CompiledFunction`.
  public static func compiledVectorJacobianProduct<Scalar: BlockScalar>(
    of expressions: [Expr], by variables: [Expr], vector: [Expr], inputs: [Expr], shared: [Expr] = [],
    as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> CompiledFunction<Scalar> {
    let product = try vectorJacobianProduct(of: expressions, by: variables, vector: vector)
    return try CompiledFunction(expressions + product, inputs: inputs, shared: shared, as: scalar)
  }

  /// The program of the value, the gradient and the Hessian times a direction: 1 + n + n outputs for n variables.
  ///
  /// `direction` are symbols of its own, one a variable, that stand among `inputs` or `shared`. What a method of conjugate
  /// gradients asks for; the Hessian is never built. Linear in the nodes. Throws as `hessianVectorProduct` and `CompiledFunction`.
  public func compiledHessianVectorProduct<Scalar: BlockScalar>(
    by variables: [Expr], direction: [Expr], inputs: [Expr], shared: [Expr] = [],
    as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> CompiledFunction<Scalar> {
    let product = try hessianVectorProduct(by: variables, direction: direction)
    return try CompiledFunction(
      [self] + gradient(by: variables) + product, inputs: inputs, shared: shared, as: scalar)
  }

  /// The program of the entries of a Jacobian that are not identically zero, and where they stand.
  ///
  /// Throws as `sparseJacobian` and `CompiledFunction`.
  public static func compiledSparseJacobian<Scalar: BlockScalar>(
    of expressions: [Expr], by variables: [Expr], inputs: [Expr], shared: [Expr] = [],
    as scalar: Scalar.Type = Double.self
  ) throws(NablaError) -> (function: CompiledFunction<Scalar>, pattern: [(row: Int, column: Int)]) {
    let entries = try sparseJacobian(of: expressions, by: variables).entries
    let function = try CompiledFunction(entries.map(\.value), inputs: inputs, shared: shared, as: scalar)
    return (function, entries.map { ($0.row, $0.column) })
  }
}
