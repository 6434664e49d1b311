// Quotients of polynomials in lowest terms: equal ones have one form.

import NablaNumbers

#if NABLA_HAS_CALCIUM
  import CFLINT

  /// A quotient of two polynomials in lowest terms.
  package final class RationalFunction {
    package let ring: PolynomialRing
    // One element, initialised here and cleared in deinit.
    private let value = UnsafeMutablePointer<fmpz_mpoly_q_struct>.allocate(capacity: 1)

    /// Zero.
    package init(_ ring: PolynomialRing) {
      self.ring = ring
      fmpz_mpoly_q_init(value, ring.context)
    }

    deinit {
      fmpz_mpoly_q_clear(value, ring.context)
      value.deallocate()
    }

    package convenience init(_ ring: PolynomialRing, _ number: Rational) {
      self.init(ring)
      number.numerator.withFLINT { fmpz_mpoly_set_fmpz(numeratorPointer, $0, ring.context) }
      number.denominator.withFLINT { fmpz_mpoly_set_fmpz(denominatorPointer, $0, ring.context) }
    }

    package convenience init(_ ring: PolynomialRing, variable: Int) {
      self.init(ring)
      fmpz_mpoly_q_gen(value, variable, ring.context)
    }

    package convenience init(_ polynomial: Polynomial) {
      self.init(polynomial.ring)
      fmpz_mpoly_set(numeratorPointer, polynomial.value, ring.context)
    }

    private var numeratorPointer: UnsafeMutablePointer<fmpz_mpoly_struct> { nabla_numerator(value) }
    private var denominatorPointer: UnsafeMutablePointer<fmpz_mpoly_struct> { nabla_denominator(value) }

    package var isZero: Bool { value.pointee.num.length == 0 }
    package var isOne: Bool { fmpz_mpoly_q_is_one(value, ring.context) != 0 }
    package var numeratorTermCount: Int { value.pointee.num.length }
    package var denominatorTermCount: Int { value.pointee.den.length }
    package var isPolynomial: Bool { fmpz_mpoly_is_one(denominatorPointer, ring.context) != 0 }

    package var numerator: Polynomial {
      let copy = Polynomial(ring)
      fmpz_mpoly_set(copy.value, numeratorPointer, ring.context)
      return copy
    }

    package var denominator: Polynomial {
      let copy = Polynomial(ring)
      fmpz_mpoly_set(copy.value, denominatorPointer, ring.context)
      return copy
    }

    /// The number that it is, if it is one.
    package var number: Rational? {
      guard fmpz_mpoly_q_is_fmpq(value, ring.context) != 0 else { return nil }
      return Rational(numerator.constant ?? 0, denominator.constant ?? 1)
    }

    package static func == (a: RationalFunction, b: RationalFunction) -> Bool {
      fmpz_mpoly_q_equal(a.value, b.value, a.ring.context) != 0
    }

    /// Which variables occur.
    package var variables: [Bool] {
      var used = [Int32](repeating: 0, count: ring.variableCount)
      // In bounds: a mark for every variable.
      used.withUnsafeMutableBufferPointer { fmpz_mpoly_q_used_vars($0.baseAddress, value, ring.context) }
      return used.map { $0 != 0 }
    }

    // MARK: Arithmetic

    package static func + (a: RationalFunction, b: RationalFunction) throws(PolynomialError) -> RationalFunction {
      try a.combined(b, fmpz_mpoly_q_add, crossing: true)
    }

    package static func - (a: RationalFunction, b: RationalFunction) throws(PolynomialError) -> RationalFunction {
      try a.combined(b, fmpz_mpoly_q_sub, crossing: true)
    }

    package static func * (a: RationalFunction, b: RationalFunction) throws(PolynomialError) -> RationalFunction {
      try a.combined(b, fmpz_mpoly_q_mul, crossing: false)
    }

    package static func / (a: RationalFunction, b: RationalFunction) throws(PolynomialError) -> RationalFunction {
      try a * b.inverted()
    }

    package static prefix func - (a: RationalFunction) -> RationalFunction {
      let result = RationalFunction(a.ring)
      fmpz_mpoly_q_neg(result.value, a.value, a.ring.context)
      return result
    }

    package func inverted() throws(PolynomialError) -> RationalFunction {
      if isZero { throw .divisionByZero }
      let result = RationalFunction(ring)
      fmpz_mpoly_q_inv(result.value, value, ring.context)
      return result
    }

    /// A whole power, by squaring.
    package func power(_ exponent: Int) throws(PolynomialError) -> RationalFunction {
      if exponent < 0 { return try inverted().power(-exponent) }
      // Of single terms any power is a single term.
      let size =
        numerator.termCount == 1 && denominator.termCount == 1 ? 1 : max(numerator.totalDegree, denominator.totalDegree)
      guard exponent <= ring.limits.degree || size == 1 && exponent < 1 << 20 else { throw .tooLarge }
      var result = RationalFunction(ring, 1)
      var square = self
      var rest = exponent
      while rest > 0 {
        if rest & 1 == 1 { result = try result * square }
        rest >>= 1
        if rest > 0 { square = try square * square }
      }
      return result
    }

    private typealias Operation = (
      UnsafeMutablePointer<fmpz_mpoly_q_struct>?, UnsafePointer<fmpz_mpoly_q_struct>?,
      UnsafePointer<fmpz_mpoly_q_struct>?, UnsafePointer<fmpz_mpoly_ctx_struct>?
    ) -> Void

    private func combined(
      _ other: RationalFunction, _ operation: Operation, crossing: Bool
    ) throws(PolynomialError) -> RationalFunction {
      let (a, b) = (value.pointee.num.length, value.pointee.den.length)
      let (c, d) = (other.value.pointee.num.length, other.value.pointee.den.length)
      // A greatest common divisor costs more than the products.
      let products = crossing ? a * d + b * c + b * d : a * c + b * d
      try ring.spend(b == 1 && d == 1 ? products : 8 * products)
      let result = RationalFunction(ring)
      operation(result.value, value, other.value, ring.context)
      try result.checkSize()
      return result
    }

    private func checkSize() throws(PolynomialError) {
      for polynomial in [numeratorPointer, denominatorPointer] {
        let terms = polynomial.pointee.length
        if terms > ring.limits.terms { throw .tooLarge }
        if abs(fmpz_mpoly_max_bits(polynomial)) > ring.limits.bits { throw .tooLarge }
        if terms > 0 {
          guard fmpz_mpoly_total_degree_fits_si(polynomial, ring.context) != 0 else { throw .tooLarge }
          let degree = fmpz_mpoly_total_degree_si(polynomial, ring.context)
          if degree > (terms == 1 ? 1 << 30 : ring.limits.degree) { throw .tooLarge }
        }
      }
    }
  }
#endif
