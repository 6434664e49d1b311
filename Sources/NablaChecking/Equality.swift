// Whether two expressions are equal: proved by a normal form, refuted by a point, or open.

import NablaEvaluation
import NablaExpressions
import NablaNumbers
import NablaPolynomials
import NablaSimplification

/// What is known of the equality of two expressions.
public enum Equality: Sendable, Hashable {
  /// They are equal wherever both have a value: their difference has the normal form 0.
  case equal
  /// They differ at a point: the difference is enclosed there, away from 0.
  case different(at: [Expr: Expr])
  /// Neither was found.
  case unknown
}

extension Expr {
  /// Whether this expression and another one are equal wherever both have a value.
  ///
  /// Never a guess: equality is proved by a normal form over exponentials, logarithms, circular functions, roots and absolute values,
  /// difference by a rational point with proved values. Bounded, deterministic. Throws `domain` for relations, `limit` past
  /// the task's limits. Without FLINT and Calcium only what the automatic form makes equal is known to be.
  public func equality(with other: Expr) throws(NablaError) -> Equality {
    try Expr.requireNumbers([self, other], for: "compared by value; two relations are compared as such")
    let difference = self - other
    if difference.node == .zero { return .equal }
    // A condition may speak of symbols that the difference has lost.
    let symbols = difference.store.symbols(under: [difference.node, difference.condition]).map {
      Expr(store: nil, node: $0, condition: .yes)
    }
    // Values first: they are cheap, and most of what is not equal differs at once.
    for round in 0..<(symbols.isEmpty ? 1 : 12) {
      var point: [Expr: Expr] = [:]
      let assumptions = difference.store.assumptions
      for (place, symbol) in symbols.enumerated() {
        point[symbol] = Expr(assumptions.coordinate(symbol, near: Equality.coordinate(round, place)))
      }
      if assumptions.failing(at: point) != nil { continue }
      let found = try difference.evaluated(at: point)
      if found.isUncertain || found.isKink { continue }
      if let value = found.value, value != 0 { return .different(at: point) }
    }
    let store = difference.store
    let isZero = try store.build { (builder) throws(NablaError) in
      builder.isProvedZero(builder.adopt(difference).node, .standard)
    }
    return isZero ? .equal : .unknown
  }
}

extension Equality {
  /// Coordinates that are no binary fractions, of both signs and of several sizes.
  fileprivate static func coordinate(_ round: Int, _ place: Int) -> Rational {
    let primes = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
    let denominator = primes[(round + 5 * place) % primes.count]
    let numerator = (round * 17 + place * 29 + 5) % (3 * denominator) + 1
    let isNegative = (round >> 1 + place) & 1 == 1 && round > 3
    return Rational(isNegative ? -numerator : numerator, denominator)
  }
}
