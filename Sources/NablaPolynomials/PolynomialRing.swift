// Polynomials with integer coefficients in a fixed number of variables: rings and numbers of FLINT.

import NablaNumbers

#if NABLA_HAS_CALCIUM
  import CFLINT
#endif

/// How large polynomials may become. FLINT can neither be interrupted nor report that memory is short, so sizes are
/// looked at before every call.
package struct PolynomialLimits: Sendable {
  /// Terms of a numerator or denominator.
  package var terms: Int
  /// The total degree of what is not a single term.
  package var degree: Int
  /// Bits of a coefficient.
  package var bits: Int
  /// Products of terms, counted over all operations of the rings that share a count.
  package var work: Int

  package init(terms: Int, degree: Int, bits: Int, work: Int) {
    self.terms = terms
    self.degree = degree
    self.bits = bits
    self.work = work
  }

  /// For what is asked for by name: a call takes some hundredths of a second at most.
  package static let standard = PolynomialLimits(terms: 2_000, degree: 200, bits: 10_000, work: 2_000_000)
  /// For what every result goes through.
  package static let small = PolynomialLimits(terms: 200, degree: 40, bits: 1_000, work: 100_000)
  /// For expanding large products.
  package static let large = PolynomialLimits(terms: 2_000_000, degree: 20_000, bits: 100_000, work: 200_000_000)
}

/// Thrown where a polynomial would exceed its limits, or a denominator is zero.
package enum PolynomialError: Error {
  case tooLarge
  case divisionByZero
}

/// Whether this build has the libraries that polynomials need: FLINT and Calcium.
package enum PolynomialSupport {
  #if NABLA_HAS_CALCIUM
    package static let isAvailable = true
  #else
    package static let isAvailable = false
  #endif
}

/// What operations have cost, in products of terms, over several rings.
package final class PolynomialWork {
  package private(set) var spent = 0
  let limit: Int

  package init(limit: Int) { self.limit = limit }

  package var isExhausted: Bool { spent > limit }

  fileprivate func spend(_ products: Int) throws(PolynomialError) {
    spent += products
    if isExhausted { throw .tooLarge }
  }
}

/// A ring ℤ[g₀, …, gₙ₋₁], and the count of what its elements have cost.
///
/// Not safe for use from two threads at once; a ring lives as long as one call.
package final class PolynomialRing {
  package let variableCount: Int
  package let limits: PolynomialLimits
  package let work: PolynomialWork

  #if NABLA_HAS_CALCIUM
    // One element, initialised here and cleared in deinit; elements of the ring keep the ring.
    let context = UnsafeMutablePointer<fmpz_mpoly_ctx_struct>.allocate(capacity: 1)

    package init(variableCount: Int, limits: PolynomialLimits, work: PolynomialWork) {
      self.work = work
      self.variableCount = variableCount
      self.limits = limits
      fmpz_mpoly_ctx_init(context, variableCount, ORD_DEGREVLEX)
    }

    deinit {
      fmpz_mpoly_ctx_clear(context)
      context.deallocate()
    }
  #else
    package init(variableCount: Int, limits: PolynomialLimits, work: PolynomialWork) {
      self.work = work
      self.variableCount = variableCount
      self.limits = limits
    }
  #endif

  /// Counts work that is about to be done.
  func spend(_ products: Int) throws(PolynomialError) {
    try work.spend(products + 16)
  }
}

#if NABLA_HAS_CALCIUM
  extension Integer {
    /// The value of a number of FLINT.
    init(_ value: UnsafePointer<fmpz>) {
      var word = 0
      if nabla_flint_word(value, &word) {
        self.init(word)
        return
      }
      let count = nabla_flint_limb_count(value)
      var limbs = [UInt](repeating: 0, count: count)
      // In bounds: FLINT writes `count` limbs.
      limbs.withUnsafeMutableBufferPointer { nabla_flint_get_limbs($0.baseAddress, count, value) }
      self.init(limbs: limbs.map { UInt64($0) }, isNegative: nabla_flint_is_negative(value))
    }

    /// Calls with a number of FLINT of this value, which is cleared afterwards.
    func withFLINT<Result>(_ body: (UnsafeMutablePointer<fmpz>) -> Result) -> Result {
      withUnsafeTemporaryAllocation(of: fmpz.self, capacity: 1) { buffer in
        // In bounds: one element.
        let number = buffer.baseAddress.unsafelyUnwrapped
        fmpz_init(number)
        defer { fmpz_clear(number) }
        if let word = asInt {
          fmpz_set_si(number, word)
        } else {
          let limbs = magnitudeLimbs.map { UInt($0) }
          limbs.withUnsafeBufferPointer { nabla_flint_set_limbs(number, $0.baseAddress, $0.count, isNegative) }
        }
        return body(number)
      }
    }
  }
#endif
