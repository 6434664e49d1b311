// Expressions at points of doubles, which they take exactly.

import Nabla

extension Expr {
  /// A double that is no number.
  package struct NotFinite: Error {}

  /// The number that a double is, exactly.
  package init(double value: Double) throws {
    guard let value = Rational(exactly: value) else { throw NotFinite() }
    self.init(value)
  }

  /// The value at a point of doubles; nil where there is none.
  package func value(_ variables: [Expr], _ point: [Double]) throws -> Double? {
    try evaluated(at: Expr.point(variables, point)).value
  }

  package static func point(_ variables: [Expr], _ point: [Double]) throws -> [Expr: Expr] {
    var assigned: [Expr: Expr] = [:]
    for (variable, value) in zip(variables, point) { assigned[variable] = try Expr(double: value) }
    return assigned
  }
}
