// Polynomials in one variable with rational coefficients: division, greatest common divisors, and their real roots.

import NablaNumbers
import NablaPolynomials

/// A polynomial in one variable; coefficients of rising powers, the last one not 0.
struct RationalPolynomial: Equatable, Sendable {
  private(set) var coefficients: [Rational]

  init(_ coefficients: [Rational]) {
    self.coefficients = coefficients
    while self.coefficients.last?.isZero == true { self.coefficients.removeLast() }
  }

  var isZero: Bool { coefficients.isEmpty }
  /// −1 of the zero polynomial.
  var degree: Int { coefficients.count - 1 }

  func callAsFunction(_ x: Rational) -> Rational {
    var value = Rational(0)
    for coefficient in coefficients.reversed() { value = value * x + coefficient }
    return value
  }

  var derivative: RationalPolynomial {
    RationalPolynomial(coefficients.indices.dropFirst().map { coefficients[$0] * Rational($0) })
  }

  /// With the leading coefficient 1.
  var monic: RationalPolynomial {
    guard let last = coefficients.last else { return self }
    return RationalPolynomial(coefficients.map { $0 / last })
  }

  /// Quotient and remainder by a polynomial other than 0.
  func divided(by other: RationalPolynomial) -> (quotient: RationalPolynomial, remainder: RationalPolynomial) {
    guard let leading = other.coefficients.last, degree >= other.degree else { return (RationalPolynomial([]), self) }
    var rest = coefficients
    var quotient = [Rational](repeating: 0, count: degree - other.degree + 1)
    for k in quotient.indices.reversed() {
      let factor = rest[k + other.degree] / leading
      quotient[k] = factor
      if factor.isZero { continue }
      for j in other.coefficients.indices { rest[k + j] = rest[k + j] - factor * other.coefficients[j] }
    }
    return (RationalPolynomial(quotient), RationalPolynomial(Array(rest[..<other.degree])))
  }

  static func gcd(_ a: RationalPolynomial, _ b: RationalPolynomial) -> RationalPolynomial {
    var (x, y) = (a.monic, b.monic)
    while !y.isZero { (x, y) = (y, x.divided(by: y).remainder.monic) }
    return x
  }

  /// Without repeated factors.
  var squareFree: RationalPolynomial {
    let common = RationalPolynomial.gcd(self, derivative)
    return common.degree > 0 ? divided(by: common).quotient.monic : monic
  }

  /// Irreducible factors over the rational numbers, each once; without FLINT what has no repeated factors.
  var factors: [RationalPolynomial] {
    guard degree > 1 else { return degree < 1 ? [] : [self] }
    #if NABLA_HAS_CALCIUM
      let ring = PolynomialRing(
        variableCount: 1, limits: .standard, work: PolynomialWork(limit: PolynomialLimits.standard.work))
      var scale = Integer(1)
      for coefficient in coefficients { scale = scale * (coefficient * Rational(scale)).denominator }
      let terms = coefficients.enumerated().filter { !$0.element.isZero }.map {
        (coefficient: ($0.element * Rational(scale)).numerator, exponents: [UInt($0.offset)])
      }
      if let found = try? Polynomial(ring, terms: terms).factored() {
        return found.factors.map { factor in
          var own = [Rational](repeating: 0, count: factor.base.totalDegree + 1)
          for term in factor.base.terms { own[Int(term.exponents[0])] = Rational(term.coefficient) }
          return RationalPolynomial(own)
        }
      }
    #endif
    return [squareFree]
  }

  // MARK: Real roots

  /// Sturm's sequence of a polynomial without repeated factors.
  private var sturm: [RationalPolynomial] {
    var sequence = [self, derivative]
    while let last = sequence.last, last.degree > 0 {
      let remainder = sequence[sequence.count - 2].divided(by: last).remainder
      if remainder.isZero { break }
      // A positive multiple, whose coefficients stay short.
      let size = remainder.coefficients.last?.magnitude ?? 1
      sequence.append(RationalPolynomial(remainder.coefficients.map { -$0 / size }))
    }
    return sequence
  }

  private static func changes(_ sequence: [RationalPolynomial], at x: Rational) -> Int {
    let signs = sequence.map { $0(x).signum }.filter { $0 != 0 }
    return zip(signs, signs.dropFirst()).count { $0 != $1 }
  }

  /// Open intervals with one root each, and roots that were met exactly, of a polynomial without repeated factors; in rising
  /// order.
  func isolated() -> [(low: Rational, high: Rational)] {
    guard degree > 0, let leading = coefficients.last else { return [] }
    let sequence = sturm
    // Cauchy's bound.
    var bound = Rational(1)
    for coefficient in coefficients.dropLast() {
      let own = (coefficient / leading).magnitude + 1
      if bound < own { bound = own }
    }
    bound = bound + 1
    var found: [(low: Rational, high: Rational)] = []
    var pending = [(-bound, bound)]
    while let (low, high) = pending.popLast() {
      // Roots in (low, high].
      let count = RationalPolynomial.changes(sequence, at: low) - RationalPolynomial.changes(sequence, at: high)
      if count <= 0 { continue }
      if self(high).isZero {
        found.append((high, high))
        if count == 1 { continue }
      }
      if count == 1 {
        found.append((low, high))
        continue
      }
      let middle = (low + high) / 2
      if self(high).isZero {
        // The end is found already: what is left lies below it.
        var below = high - (high - low) / 4
        while RationalPolynomial.changes(sequence, at: below) - RationalPolynomial.changes(sequence, at: high) > 1
          || self(below).isZero
        {
          below = (below + high) / 2
        }
        pending.append((low, below))
        continue
      }
      pending.append((middle, high))
      pending.append((low, middle))
    }
    return found.sorted { $0.low < $1.low }
  }

  /// An interval with one root, narrowed to a width.
  func narrowed(_ interval: (low: Rational, high: Rational), to width: Rational) -> (low: Rational, high: Rational) {
    var (low, high) = interval
    if low == high { return interval }
    let sign = self(high).signum
    while high - low > width {
      let middle = (low + high) / 2
      let own = self(middle).signum
      if own == 0 { return (middle, middle) }
      if own == sign { high = middle } else { low = middle }
    }
    return (low, high)
  }
}
