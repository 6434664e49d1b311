// Vectors, matrices and sums as whole objects, for Swift.

import NablaArrays
import NablaEvaluation
import NablaExpressions
import NablaNumbers

/// Names that are declared as vectors and matrices.
///
/// ```swift
/// let scope = try ArrayScope(["A": "matrix(m, n)", "x": "vector(n)", "b": "vector(m)"])
/// let loss = try scope.formula("norm(A*x - b)^2")
/// print(try loss.gradient(by: "x"))   // 2*A'*(A*x - b)
/// ```
///
/// Shapes: `scalar`, `vector(n)`, `matrix(m, n)`, `symmetric(n)`, `diagonal(n)`, `orthogonal(n)`, `positive definite(n)`; of a family
/// `"x[i]": "vector(d), i = 1..n"`. Dimensions are numbers, symbols, or polynomials in symbols.
public struct ArrayScope: Sendable {
  let declarations: [(key: String, text: String)]

  /// Declares arrays. Throws `request` for a shape that is none, with the key to blame.
  public init(_ shapes: KeyValuePairs<String, String>) throws(NablaError) {
    let declarations = shapes.map { (key: $0.key, text: $0.value) }
    self.declarations = declarations
    _ = try Store().build { (builder) throws(NablaError) in try ArrayProblem(builder, declarations).read("1").node }
  }

  /// What a text means where these arrays are declared. Throws `syntax`, `name`, or `domain` where shapes do not fit.
  public func formula(_ text: String) throws(NablaError) -> ArrayFormula { try ArrayFormula(text, self) }
}

/// A number, vector or matrix as a formula of declared arrays.
public struct ArrayFormula: Sendable, CustomStringConvertible {
  /// The text, which reads back where there is a matrix form.
  public let description: String
  /// The LaTeX: vectors and matrices upright and bold.
  public let latex: String
  /// The free indices of a derivative that has no matrix form; empty where it has one.
  public let indices: [String]
  /// How the entries of a derivative lie; nil for what is no derivative.
  public let layout: String?
  private let scope: ArrayScope
  /// What it was made of: a text, and what it is differentiated by, in turn.
  private let source: (text: String, variables: [String])

  init(_ text: String, _ scope: ArrayScope) throws(NablaError) { try self.init(text, [], scope) }

  private init(_ text: String, _ variables: [String], _ scope: ArrayScope) throws(NablaError) {
    let (written, layout) = try ArrayFormula.derived(text, variables, scope) {
      (problem, value, indices, layout) throws(NablaError) in
      (try problem.text(value, indices: indices), layout)
    }
    (description, latex, indices) = (written.text, written.latex, written.indices)
    (self.layout, self.scope, source) = (layout, scope, (text, variables))
  }

  /// Reads a text, differentiates, and hands on what that gave.
  private static func derived<Result: Sendable>(
    _ text: String, _ variables: [String], _ scope: ArrayScope,
    _ body: (ArrayProblem, ArrayValue, [NodeID], String?) throws(NablaError) -> Result
  ) throws(NablaError) -> Result {
    try Store().build { (builder) throws(NablaError) in
      let problem = try ArrayProblem(builder, scope.declarations)
      var value = try problem.read(text)
      var (indices, layout): ([NodeID], String?) = ([], nil)
      for variable in variables {
        guard indices.isEmpty else {
          throw NablaError(.unsupported, "derivatives beyond two indices are not differentiated again")
        }
        let derivative = try problem.derivative(of: value, by: problem.variable(variable))
        (value, indices, layout) = (derivative.value, derivative.indices, derivative.layout)
      }
      return try body(problem, value, indices, layout)
    }
  }

  /// The derivative by an array, an entry `x[j]`, or a member `x[k]` of a family: of a number the gradient, in the shape of the
  /// variable; of a vector the Jacobian, outputs as rows. By a symmetric matrix it is the symmetric one.
  ///
  /// One reverse sweep, whatever the dimensions. Throws `domain` where the variable is no array.
  public func gradient(by variable: String) throws(NablaError) -> ArrayFormula {
    try ArrayFormula(source.text, source.variables + [variable], scope)
  }

  /// The derivative by one array of the gradient by another one.
  public func hessian(by first: String, _ second: String? = nil) throws(NablaError) -> ArrayFormula {
    try gradient(by: first).gradient(by: second ?? first)
  }

  /// Whether two formulas are proved to be the same, when everything is multiplied out. False is no proof that they differ.
  public func isProvedEqual(to other: ArrayFormula) throws(NablaError) -> Bool {
    let scope = scope
    let (mine, its) = (source, other.source)
    return try Store().build { (builder) throws(NablaError) in
      let problem = try ArrayProblem(builder, scope.declarations)
      func value(_ source: (text: String, variables: [String])) throws(NablaError) -> ArrayValue {
        var value = try problem.read(source.text)
        for variable in source.variables {
          value = try problem.derivative(of: value, by: problem.variable(variable)).value
        }
        return value
      }
      return try problem.isProvedEqual(try value(mine), try value(its))
    }
  }

  /// The rows of its value where arrays have the given ones: one row of one number for a number, a row an entry for a vector.
  ///
  /// Dimensions follow from the values. Throws `request` where a value is missing, ragged, or does not fit its declaration.
  public func rows(at point: [String: ArrayEntries]) throws(NablaError) -> [[Double]] {
    let store = Store()
    let scope = scope
    let (text, variables) = source
    let found = try store.build { (builder) throws(NablaError) in
      let problem = try ArrayProblem(builder, scope.declarations)
      var value = try problem.read(text)
      for variable in variables { value = try problem.derivative(of: value, by: problem.variable(variable)).value }
      let entries = point.sorted { $0.key < $1.key }.map { ($0.key, $0.value.nodes(builder)) }
      return try problem.entries(of: [value], at: entries)[0]
    }
    let expressions = found.nodes.map { Expr(store: store, node: $0, condition: .yes) }
    let values = try Expr.evaluate(expressions, at: [Expr: Expr]()).map { $0.value ?? .nan }
    return (0..<found.rows).map { Array(values[($0 * found.columns)..<(($0 + 1) * found.columns)]) }
  }
}

/// The entries of an array: a number, or nested lists of numbers.
public indirect enum ArrayEntries: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral
{
  /// A number; taken for its shortest decimal.
  case number(Double)
  /// The rows of a matrix, the entries of a vector, the members of a family.
  case list([ArrayEntries])

  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A list.
  public init(arrayLiteral elements: ArrayEntries...) { self = .list(elements) }

  /// A vector.
  public init(_ numbers: [Double]) { self = .list(numbers.map { .number($0) }) }
  /// A matrix by its rows.
  public init(_ rows: [[Double]]) { self = .list(rows.map { ArrayEntries($0) }) }

  func nodes(_ builder: Builder) -> ArrayProblem.Entries {
    switch self {
    case .number(let value):
      // No number is 1/0, which has no value wherever it goes.
      return .number(Rational(shortestDecimal: value).map { builder.number($0) } ?? builder.power(.zero, .minusOne))
    case .list(let parts): return .list(parts.map { $0.nodes(builder) })
    }
  }
}
