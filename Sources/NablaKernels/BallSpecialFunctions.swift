// Special functions in balls that Arb computes of complex numbers or of series, or as parts of others.
#if NABLA_HAS_FLINT
  import CFLINT

  extension Ball {
    /// Orders of Bessel functions that take no longer than others.
    static let orders = -1_000_000...1_000_000

    /// The modified Bessel function of the second kind. Where Arb would integrate, which takes a millisecond, its series with
    /// as many bits more as it loses takes a twentieth of that.
    static func besselK(_ order: Int, _ n: Ball, _ x: Ball, _ bits: Int) -> Ball? {
      guard order.magnitude <= 100, x.double < 0.35 * Double(bits) else {
        return n.applying { arb_hypgeom_bessel_k($0, $1, x.pointer, bits) }
      }
      let more = bits + Int(3 * max(0, x.double)) + 40
      return real([n, x]) { acb_hypgeom_bessel_k_0f1($0, $1[0], $1[1], 0, more) }
    }

    /// log|Γ(x)|; by reflection below 0.
    static func logarithmOfGamma(_ x: Ball, _ bits: Int) -> Ball? {
      if x.sign == 1 { return x.applying { arb_lgamma($0, $1, bits) } }
      if x.sign != -1 { return nil }
      // log(π/|sin(πx)|) − log Γ(1 − x).
      let sine = x.applying { arb_sin_pi($0, $1, bits) }.magnitude
      guard sine.sign == 1 else { return nil }
      let first = Ball.pi(bits: bits).divided(by: sine, bits: bits).applying { arb_log($0, $1, bits) }
      let second = Ball(1).minus(x, bits: bits).applying { arb_lgamma($0, $1, bits) }
      return first.minus(second, bits: bits)
    }

    /// Γ(a)·Γ(b)/Γ(a + b), for positive a and b.
    static func beta(_ a: Ball, _ b: Ball, _ bits: Int) -> Ball {
      let sum = a.plus(b, bits: bits)
      // The logarithms lose what they are large, and the gammas themselves may be beyond any exponent.
      let more = bits + 2 * max(0, max(a.exponent, b.exponent)) + 10
      let logarithms = [a, b, sum].map { $0.applying { arb_lgamma($0, $1, more) } }
      let total = logarithms[0].plus(logarithms[1], bits: more).minus(logarithms[2], bits: more)
      return total.applying { arb_exp($0, $1, bits) }
    }

    /// The n-th derivative of the digamma function.
    static func polygamma(_ n: Ball, _ x: Ball, _ bits: Int) -> Ball? {
      if x.containsInteger, x.sign != 1 { return nil }
      return real([n, x]) { acb_polygamma($0, $1[0], $1[1], bits) }
    }

    /// The complete elliptic integrals of the first and second kind, of the parameter m.
    static func elliptic(_ m: Ball, _ bits: Int, isSecondKind: Bool) -> Ball? {
      let rest = Ball(1).minus(m, bits: bits)
      if isSecondKind && rest.sign == 0 { return Ball(1) }
      if rest.sign != 1 { return nil }
      return real([m]) { isSecondKind ? acb_elliptic_e($0, $1[0], bits) : acb_elliptic_k($0, $1[0], bits) }
    }

    /// The n-th derivative of the zeta function, from its power series.
    static func zetaDerivative(_ n: Int, _ x: Ball, _ bits: Int) -> Ball? {
      if Ball(1).minus(x, bits: bits).sign == nil || x.sign == 1 && x.isExact && x.double == 1 { return nil }
      var (line, series, one) = (arb_poly_struct(), arb_poly_struct(), arb_struct())
      arb_poly_init(&line)
      arb_poly_init(&series)
      arb_init(&one)
      defer {
        arb_poly_clear(&line)
        arb_poly_clear(&series)
        arb_clear(&one)
      }
      arb_poly_set_coeff_arb(&line, 0, x.pointer)
      arb_poly_set_coeff_si(&line, 1, 1)
      arb_set_ui(&one, 1)
      arb_poly_zeta_series(&series, &line, &one, 0, n + 1, bits)
      let result = Ball()
      arb_fac_ui(result.pointer, UInt(n), bits)
      arb_poly_get_coeff_arb(&one, &series, n)
      arb_mul(result.pointer, result.pointer, &one, bits)
      return result
    }

    /// The spherical Bessel function j_n, for n ≥ 0: x^n/(2n + 1)!! · ₀F₁(n + 3/2, −x²/4).
    static func sphericalBesselJ(_ n: Int, _ x: Ball, _ bits: Int) -> Ball {
      let argument = x.times(x, bits: bits).applying { z, a in
        arb_mul_2exp_si(z, a, -2)
        arb_neg(z, z)
      }
      let parameter = Ball(2 * n + 3, 2, bits: bits)
      let series = argument.applying { arb_hypgeom_0f1($0, parameter.pointer, $1, 0, bits) }
      let scale = Ball().applying { z, _ in arb_doublefac_ui(z, UInt(2 * n + 1), bits) }
      return series.times(x.power(n, bits: bits), bits: bits).divided(by: scale, bits: bits)
    }

    /// The real part of a function of real numbers that is real.
    private static func real(
      _ x: [Ball], _ body: (UnsafeMutablePointer<acb_struct>, [UnsafeMutablePointer<acb_struct>]) -> Void
    ) -> Ball {
      // One more than the arguments, each initialised here and cleared below: in bounds for every function called.
      let numbers = (0...x.count).map { _ in UnsafeMutablePointer<acb_struct>.allocate(capacity: 1) }
      for number in numbers { acb_init(number) }
      defer {
        for number in numbers {
          acb_clear(number)
          number.deallocate()
        }
      }
      for (k, ball) in x.enumerated() { acb_set_arb(numbers[k + 1], ball.pointer) }
      body(numbers[0], Array(numbers.dropFirst()))
      let result = Ball()
      acb_get_real(result.pointer, numbers[0])
      return result
    }
  }
#endif
