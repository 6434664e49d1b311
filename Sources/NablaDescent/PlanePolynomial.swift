// Polynomials in two variables: resultants by interpolation, and the common zeros of two of them.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

/// A polynomial in x and y: the coefficient of xⁱyʲ stands in row i and column j.
struct PlanePolynomial: Equatable {
  let rows: [[Rational]]

  init(_ rows: [[Rational]]) {
    let width = rows.map { row in (row.lastIndex { !$0.isZero } ?? -1) + 1 }.max() ?? 0
    let height = (rows.lastIndex { row in row.contains { !$0.isZero } } ?? -1) + 1
    self.rows = rows[..<height].map { row in (0..<width).map { $0 < row.count ? row[$0] : 0 } }
  }

  var isZero: Bool { rows.isEmpty }
  /// The degrees in x and y; −1 of the zero polynomial.
  var degrees: (x: Int, y: Int) { (rows.count - 1, (rows.first?.count ?? 0) - 1) }

  /// With the variables exchanged.
  var transposed: PlanePolynomial {
    PlanePolynomial((0..<(degrees.y + 1)).map { j in rows.map { $0[j] } })
  }

  /// The polynomial in y at an x.
  func at(x: Rational) -> RationalPolynomial {
    RationalPolynomial(
      (0..<(degrees.y + 1)).map { j in RationalPolynomial(rows.map { $0[j] })(x) })
  }

  /// Irreducible factors, each once; without FLINT the polynomial itself.
  var factors: [PlanePolynomial] {
    #if NABLA_HAS_CALCIUM
      let ring = PolynomialRing(
        variableCount: 2, limits: .standard, work: PolynomialWork(limit: PolynomialLimits.standard.work))
      var scale = Integer(1)
      for coefficient in rows.joined() { scale = scale * (coefficient * Rational(scale)).denominator }
      var terms: [(coefficient: Integer, exponents: [UInt])] = []
      for (i, row) in rows.enumerated() {
        for (j, coefficient) in row.enumerated() where !coefficient.isZero {
          terms.append(((coefficient * Rational(scale)).numerator, [UInt(i), UInt(j)]))
        }
      }
      if let found = try? Polynomial(ring, terms: terms).factored() {
        return found.factors.map { factor in
          let degrees = factor.base.degrees
          var rows = [[Rational]](
            repeating: [Rational](repeating: 0, count: degrees[1] + 1), count: degrees[0] + 1)
          for term in factor.base.terms {
            rows[Int(term.exponents[0])][Int(term.exponents[1])] = Rational(term.coefficient)
          }
          return PlanePolynomial(rows)
        }
      }
    #endif
    return [self]
  }

  /// The resultant by y, a polynomial in x that is 0 where both have a common zero; 0 where they have a common factor.
  static func resultant(_ f: PlanePolynomial, _ g: PlanePolynomial) -> RationalPolynomial {
    let (m, n) = (f.degrees.y, g.degrees.y)
    if m < 1 || n < 1 {
      // Of what has no y a power.
      let (free, other) = m < 1 ? (f, n) : (g, m)
      let base = RationalPolynomial(free.rows.map { $0.first ?? 0 })
      return other == 0
        ? RationalPolynomial.gcd(base, RationalPolynomial((m < 1 ? g : f).rows.map { $0.first ?? 0 })) : base
    }
    let bound = n * f.degrees.x + m * g.degrees.x
    var places: [Rational] = []
    var values: [Rational] = []
    for k in 0...bound {
      let x = Rational(k.isMultiple(of: 2) ? k / 2 : -(k + 1) / 2)
      places.append(x)
      values.append(sylvester(column(f, x, m), column(g, x, n)))
    }
    return interpolated(places, values)
  }

  /// The coefficients in y at an x, with their zeros at the end.
  private static func column(_ f: PlanePolynomial, _ x: Rational, _ degree: Int) -> [Rational] {
    let own = f.at(x: x).coefficients
    return own + [Rational](repeating: 0, count: degree + 1 - own.count)
  }

  /// The determinant of Sylvester's matrix of two polynomials with formal degrees.
  private static func sylvester(_ f: [Rational], _ g: [Rational]) -> Rational {
    let (m, n) = (f.count - 1, g.count - 1)
    var matrix: [[Rational]] = []
    for (polynomial, count) in [(f, n), (g, m)] {
      for shift in 0..<count {
        var row = [Rational](repeating: 0, count: m + n)
        for (k, coefficient) in polynomial.reversed().enumerated() { row[shift + k] = coefficient }
        matrix.append(row)
      }
    }
    return determinant(matrix)
  }

  static func determinant(_ rows: [[Rational]]) -> Rational {
    var rows = rows
    var result = Rational(1)
    for k in rows.indices {
      guard let pivot = (k..<rows.count).first(where: { !rows[$0][k].isZero }) else { return 0 }
      if pivot != k {
        rows.swapAt(pivot, k)
        result = -result
      }
      result = result * rows[k][k]
      for i in (k + 1)..<max(rows.count, k + 1) where !rows[i][k].isZero {
        let factor = rows[i][k] / rows[k][k]
        for j in k..<rows.count { rows[i][j] = rows[i][j] - factor * rows[k][j] }
      }
    }
    return result
  }

  /// The polynomial through some points, by Newton's differences.
  private static func interpolated(_ x: [Rational], _ y: [Rational]) -> RationalPolynomial {
    var differences = y
    for order in 1..<max(1, x.count) {
      for k in (order..<x.count).reversed() {
        differences[k] = (differences[k] - differences[k - 1]) / (x[k] - x[k - order])
      }
    }
    var coefficients: [Rational] = []
    for k in x.indices.reversed() {
      // c ← c·(X − xₖ) + dₖ
      var next = [Rational](repeating: 0, count: coefficients.count + 1)
      for (i, c) in coefficients.enumerated() {
        next[i + 1] = next[i + 1] + c
        next[i] = next[i] - c * x[k]
      }
      next[0] = next[0] + differences[k]
      coefficients = next
    }
    return RationalPolynomial(coefficients)
  }
}
