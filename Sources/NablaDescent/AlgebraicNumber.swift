// Real roots of polynomials as numbers: exact where they are rational or square roots, in proved intervals elsewhere.

import NablaEvaluation
import NablaExpressions
import NablaNumbers

/// A real root of an irreducible polynomial.
struct AlgebraicNumber {
  /// The number; of an interval its middle.
  let value: Expr
  /// The rational number that it is.
  let rational: Rational?
  let isExact: Bool
  /// Its polynomial and an interval in which it is the only root, narrow.
  let polynomial: RationalPolynomial
  let interval: (low: Rational, high: Rational)

  /// Of intervals, so narrow that their middles are right to sixty digits.
  static let width = Rational(2).power(-220)

  /// The real roots of a polynomial, without multiplicities, in rising order within each irreducible factor.
  static func roots(of polynomial: RationalPolynomial) -> [AlgebraicNumber] {
    polynomial.factors.flatMap { factor -> [AlgebraicNumber] in
      if factor.degree == 1 {
        let root = -factor.coefficients[0] / factor.coefficients[1]
        return [
          AlgebraicNumber(value: Expr(root), rational: root, isExact: true, polynomial: factor, interval: (root, root))
        ]
      }
      return factor.isolated().map { isolated in
        let interval = factor.narrowed(isolated, to: width)
        if interval.low == interval.high {
          return AlgebraicNumber(
            value: Expr(interval.low), rational: interval.low, isExact: true, polynomial: factor, interval: interval)
        }
        if factor.degree == 2 {
          let (c, b, a) = (factor.coefficients[0], factor.coefficients[1], factor.coefficients[2])
          let middle = -b / (a * 2)
          let offset = sqrt(Expr((b * b - a * c * 4) / (a * a * 4)))
          let isAbove = middle < interval.high
          return AlgebraicNumber(
            value: isAbove ? Expr(middle) + offset : Expr(middle) - offset, rational: nil, isExact: true,
            polynomial: factor, interval: interval)
        }
        return AlgebraicNumber(
          value: Expr((interval.low + interval.high) / 2), rational: nil, isExact: false, polynomial: factor,
          interval: interval)
      }
    }
  }
}
