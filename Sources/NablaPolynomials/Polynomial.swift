// Polynomials: their terms, their factors.

import NablaNumbers

#if NABLA_HAS_CALCIUM
  import CFLINT

  /// A polynomial with integer coefficients.
  package final class Polynomial {
    package let ring: PolynomialRing
    // One element, initialised here and cleared in deinit.
    let value = UnsafeMutablePointer<fmpz_mpoly_struct>.allocate(capacity: 1)

    /// The zero polynomial.
    package init(_ ring: PolynomialRing) {
      self.ring = ring
      fmpz_mpoly_init(value, ring.context)
    }

    deinit {
      fmpz_mpoly_clear(value, ring.context)
      value.deallocate()
    }

    /// The sum of terms; their exponents may repeat.
    package convenience init(_ ring: PolynomialRing, terms: [(coefficient: Integer, exponents: [UInt])]) {
      self.init(ring)
      for term in terms {
        term.coefficient.withFLINT { number in
          // In bounds: an exponent for every variable.
          term.exponents.withUnsafeBufferPointer {
            fmpz_mpoly_push_term_fmpz_ui(value, number, $0.baseAddress, ring.context)
          }
        }
      }
      fmpz_mpoly_sort_terms(value, ring.context)
      fmpz_mpoly_combine_like_terms(value, ring.context)
    }

    package var termCount: Int { value.pointee.length }
    package var isZero: Bool { value.pointee.length == 0 }
    package var isOne: Bool { fmpz_mpoly_is_one(value, ring.context) != 0 }
    package var isNumber: Bool { fmpz_mpoly_is_fmpz(value, ring.context) != 0 }
    /// Bits of the longest coefficient.
    package var bitWidth: Int { abs(fmpz_mpoly_max_bits(value)) }
    /// −1 for the zero polynomial; Int.max where it is no word.
    package var totalDegree: Int {
      fmpz_mpoly_total_degree_fits_si(value, ring.context) == 0
        ? Int.max : fmpz_mpoly_total_degree_si(value, ring.context)
    }

    /// The highest power of each variable.
    package var degrees: [Int] {
      var degrees = [Int](repeating: 0, count: ring.variableCount)
      if isZero { return degrees }
      // In bounds: a degree for every variable.
      degrees.withUnsafeMutableBufferPointer { fmpz_mpoly_degrees_si($0.baseAddress, value, ring.context) }
      return degrees
    }

    /// The terms, highest first.
    package var terms: [(coefficient: Integer, exponents: [UInt])] {
      var terms: [(coefficient: Integer, exponents: [UInt])] = []
      terms.reserveCapacity(termCount)
      withUnsafeTemporaryAllocation(of: fmpz.self, capacity: 1) { buffer in
        // In bounds: one element.
        let number = buffer.baseAddress.unsafelyUnwrapped
        fmpz_init(number)
        defer { fmpz_clear(number) }
        for k in 0..<termCount {
          fmpz_mpoly_get_term_coeff_fmpz(number, value, k, ring.context)
          var exponents = [UInt](repeating: 0, count: ring.variableCount)
          // In bounds: an exponent for every variable; limits keep them within a word.
          exponents.withUnsafeMutableBufferPointer {
            fmpz_mpoly_get_term_exp_ui($0.baseAddress, value, k, ring.context)
          }
          terms.append((Integer(number), exponents))
        }
      }
      return terms
    }

    /// The constant, if it is one.
    package var constant: Integer? { isNumber ? (terms.first?.coefficient ?? 0) : nil }

    package static func == (a: Polynomial, b: Polynomial) -> Bool {
      fmpz_mpoly_equal(a.value, b.value, a.ring.context) != 0
    }

    /// With a positive first coefficient; of 0 and 0 it is 0.
    package static func greatestCommonDivisor(_ a: Polynomial, _ b: Polynomial) throws(PolynomialError) -> Polynomial {
      try a.ring.spend(8 * (a.termCount * b.termCount + a.termCount + b.termCount))
      let result = Polynomial(a.ring)
      guard fmpz_mpoly_gcd(result.value, a.value, b.value, a.ring.context) != 0 else { throw .tooLarge }
      return result
    }

    /// Content and irreducible factors with their multiplicities: the polynomial is their product.
    package func factored() throws(PolynomialError) -> (
      content: Integer, factors: [(base: Polynomial, multiplicity: Int)]
    ) {
      if let constant { return (constant, []) }
      guard termCount <= ring.limits.terms, bitWidth <= ring.limits.bits,
        termCount == 1 || totalDegree <= ring.limits.degree
      else { throw .tooLarge }
      try ring.spend(termCount == 1 ? 0 : termCount * (100 + termCount))
      return withUnsafeTemporaryAllocation(of: fmpz_mpoly_factor_struct.self, capacity: 1) { buffer in
        // In bounds: one element.
        let factors = buffer.baseAddress.unsafelyUnwrapped
        fmpz_mpoly_factor_init(factors, ring.context)
        defer { fmpz_mpoly_factor_clear(factors, ring.context) }
        guard fmpz_mpoly_factor(factors, value, ring.context) != 0 else { return (1, [(self, 1)]) }
        let content = withUnsafeTemporaryAllocation(of: fmpz.self, capacity: 1) { buffer in
          let number = buffer.baseAddress.unsafelyUnwrapped
          fmpz_init(number)
          defer { fmpz_clear(number) }
          fmpz_mpoly_factor_get_constant_fmpz(number, factors, ring.context)
          return Integer(number)
        }
        var result: [(base: Polynomial, multiplicity: Int)] = []
        for k in 0..<factors.pointee.num {
          let base = Polynomial(ring)
          fmpz_mpoly_factor_get_base(base.value, factors, k, ring.context)
          result.append((base, fmpz_mpoly_factor_get_exp_si(factors, k, ring.context)))
        }
        return (content, result)
      }
    }
  }
#endif
