// Functions that the C library does not have, or not to the last digits: Arb's, rounded correctly.

#if NABLA_HAS_FLINT
  import CFLINT

  extension Kernels {
    /// What Arb computes for doubles, correctly rounded; NaN where it finds no value.
    private static func rounded(_ body: (UnsafeMutablePointer<Double>, Int32) -> Int32) -> Double {
      var value = Double.nan
      return body(&value, FPWRAP_CORRECT_ROUNDING) == FPWRAP_SUCCESS ? value : .nan
    }

    /// The complementary error function 1 − erf(x). Domain: all reals.
    static func erfc(_ x: Double) -> Double {
      // Beyond these it rounds to its limits.
      if x.magnitude > 28 { return x > 0 ? 0 : 2 }
      return rounded { arb_fpwrap_double_erfc($0, x, $1) }
    }

    /// The imaginary error function, 2/sqrt(pi) times the integral of e^(t²) from 0 to x. Domain: all reals.
    static func erfi(_ x: Double) -> Double {
      if x.magnitude > 27 { return Double(signOf: x, magnitudeOf: x.isNaN ? .nan : .infinity) }
      return rounded { arb_fpwrap_double_erfi($0, x, $1) }
    }
  }
#else
  // Without Arb they have no values; whoever asks for some is told so before.
  extension Kernels {
    static func erfc(_ x: Double) -> Double { .nan }
    static func erfi(_ x: Double) -> Double { .nan }
  }
#endif
