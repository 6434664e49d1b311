// The arguments of circular functions that are hardest to reduce, by continued fractions.
#if NABLA_HAS_FLINT
  import CFLINT

  /// Integers m of up to 53 bits for which m 2^exponent lies closest to a multiple of pi/2.
  ///
  /// They are the denominators of the convergents of 2^exponent/(pi/2), and for each the greatest multiple that still
  /// has 53 bits.
  func significandsNearestToMultiplesOfHalfPi(exponent: Int) -> [UInt64] {
    let bits = exponent + 512
    let (rest, whole) = (Ball(), Ball())
    arb_const_pi(rest.pointer, bits)
    arb_inv(rest.pointer, rest.pointer, bits)
    arb_mul_2exp_si(rest.pointer, rest.pointer, exponent + 1)
    // The integer part adds a multiple of pi/2 for every unit of the significand; it is of no interest.
    arb_floor(whole.pointer, rest.pointer, bits)
    arb_sub(rest.pointer, rest.pointer, whole.pointer, bits)

    var found: [UInt64] = []
    var (previous, denominator): (UInt64, UInt64) = (0, 1)
    while true {
      arb_inv(rest.pointer, rest.pointer, bits)
      arb_floor(whole.pointer, rest.pointer, bits)
      arb_sub(rest.pointer, rest.pointer, whole.pointer, bits)
      let quotient = nabla_arb_midpoint(whole.pointer)
      guard quotient < 0x1p53 else { break }
      let product = denominator.multipliedReportingOverflow(by: UInt64(quotient))
      let sum = product.partialValue.addingReportingOverflow(previous)
      guard !product.overflow, !sum.overflow, sum.partialValue < 1 << 53 else { break }
      (previous, denominator) = (denominator, sum.partialValue)
      found.append(denominator)
      found.append(((1 << 53) - 1) / denominator * denominator)
    }
    return found
  }
#endif
