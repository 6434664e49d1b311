// Enclosures of the numeric functions by Arb; absent without it.

#if NABLA_HAS_FLINT
  import CFLINT
#endif

#if NABLA_HAS_FLINT
  extension KernelID {
    /// An enclosure of its values on an enclosure of its arguments, in so many bits; nil where that cannot tell. Of a
    /// fraction as exponent the two parts are the second and third argument.
    package func ball(_ x: [Ball], bits: Int) -> Ball? {
      let result = Ball()
      let (z, a) = (result.pointer, x[0].pointer)
      let b = x.count > 1 ? x[1].pointer : a
      switch self {
      case .exp: arb_exp(z, a, bits)
      case .log:
        if x[0].sign != 1 { return nil }
        arb_log(z, a, bits)
      case .sqrt: arb_sqrt(z, a, bits)
      case .cbrt:
        if x[0].sign == 0 { return x[0] }
        let isNegative = arb_is_negative(a) != 0
        if isNegative { arb_neg(z, a) } else { arb_set(z, a) }
        arb_root_ui(z, z, 3, bits)
        if isNegative { arb_neg(z, z) }
      case .identity: return x[0]
      case .abs: arb_abs(z, a)
      case .sign: return Ball.steps(x[0], -1, 0, 1)
      case .heaviside: return Ball.steps(x[0], 0, 0.5, 1)
      case .relu: return x[0].maximum(Ball(0), bits: bits)
      case .floor:
        arb_floor(z, a, bits)
        return result.isExact ? result : nil
      case .maximum: return x.dropFirst().reduce(x[0]) { $0.maximum($1, bits: bits) }
      case .minimum: return x.dropFirst().reduce(x[0]) { $0.minimum($1, bits: bits) }
      case .maximumShare: return Ball.share(x, 1, bits: bits)
      case .minimumShare: return Ball.share(x, -1, bits: bits)
      case .sin: arb_sin(z, a, bits)
      case .cos: arb_cos(z, a, bits)
      case .tan: arb_tan(z, a, bits)
      case .cot: arb_cot(z, a, bits)
      case .sec: arb_sec(z, a, bits)
      case .csc: arb_csc(z, a, bits)
      case .asin: arb_asin(z, a, bits)
      case .acos: arb_acos(z, a, bits)
      case .atan: arb_atan(z, a, bits)
      case .atan2:
        // At the origin there is none, whatever the limit of angles is there.
        if x[0].sign == 0 && x[1].sign == 0 { return nil }
        arb_atan2(z, a, b, bits)
      case .sinh: arb_sinh(z, a, bits)
      case .cosh: arb_cosh(z, a, bits)
      case .tanh: arb_tanh(z, a, bits)
      case .asinh: arb_asinh(z, a, bits)
      case .acosh: arb_acosh(z, a, bits)
      case .atanh: arb_atanh(z, a, bits)
      case .sigmoid:
        arb_neg(z, a)
        arb_exp(z, z, bits)
        arb_add_ui(z, z, 1, bits)
        arb_inv(z, z, bits)
      case .erf: arb_hypgeom_erf(z, a, bits)
      case .exponentialLessOne: arb_expm1(z, a, bits)
      case .logarithmOfOnePlus: arb_log1p(z, a, bits)
      case .softplus:
        arb_exp(z, a, bits)
        arb_log1p(z, z, bits)
      case .sechSquared:
        arb_sech(z, a, bits)
        arb_sqr(z, z, bits)
      case .hypotenuse: arb_hypot(z, a, b, bits)
      case .power: arb_pow(z, a, b, bits)
      case .rationalPower:
        arb_div(z, b, x[2].pointer, bits)
        arb_pow(z, a, z, bits)
      case .sech: arb_sech(z, a, bits)
      case .csch: arb_csch(z, a, bits)
      case .coth: arb_coth(z, a, bits)
      case .acot:
        arb_inv(z, a, bits)
        arb_atan(z, z, bits)
      case .asec:
        arb_inv(z, a, bits)
        arb_acos(z, z, bits)
      case .acsc:
        arb_inv(z, a, bits)
        arb_asin(z, z, bits)
      case .asech:
        if x[0].sign != 1 { return nil }
        arb_inv(z, a, bits)
        arb_acosh(z, z, bits)
      case .acsch:
        arb_inv(z, a, bits)
        arb_asinh(z, z, bits)
      case .acoth:
        arb_inv(z, a, bits)
        arb_atanh(z, z, bits)
      case .log2, .log10:
        if x[0].sign != 1 { return nil }
        arb_log_base_ui(z, a, self == .log2 ? 2 : 10, bits)
      case .erfc: arb_hypgeom_erfc(z, a, bits)
      case .erfi: arb_hypgeom_erfi(z, a, bits)
      case .logit:
        if x[0].sign != 1 { return nil }
        arb_sub_ui(z, a, 1, bits)
        arb_div(z, a, z, bits)
        arb_neg(z, z)
        arb_log(z, z, bits)
      case .xlogx:
        if x[0].sign == 0 { return x[0] }
        if x[0].sign != 1 { return nil }
        arb_log(z, a, bits)
        arb_mul(z, z, a, bits)
      case .softsign:
        arb_abs(z, a)
        arb_add_ui(z, z, 1, bits)
        arb_div(z, a, z, bits)
      case .sinc: arb_sinc(z, a, bits)
      case .sphericalBesselJ: return order(x[0], 0...1_000_000) { Ball.sphericalBesselJ($0, x[1], bits) }
      case .gamma: arb_gamma(z, a, bits)
      case .lgamma: return Ball.logarithmOfGamma(x[0], bits)
      case .digamma: arb_digamma(z, a, bits)
      case .polygamma: return order(x[0], 0...10_000) { _ in Ball.polygamma(x[0], x[1], bits) }
      case .beta:
        if x[0].sign != 1 || x[1].sign != 1 { return nil }
        return Ball.beta(x[0], x[1], bits)
      case .erfinv: arb_hypgeom_erfinv(z, a, bits)
      case .lambertW: arb_lambertw(z, a, 0, bits)
      case .zeta: arb_zeta(z, a, bits)
      case .zetaDerivative: return order(x[0], 0...1000) { Ball.zetaDerivative($0, x[1], bits) }
      case .besselJ: return order(x[0], Ball.orders) { _ in x[0].applying { arb_hypgeom_bessel_j($0, $1, b, bits) } }
      case .besselY:
        if x[1].sign != 1 { return nil }
        return order(x[0], Ball.orders) { _ in x[0].applying { arb_hypgeom_bessel_y($0, $1, b, bits) } }
      case .besselI: return order(x[0], Ball.orders) { _ in x[0].applying { arb_hypgeom_bessel_i($0, $1, b, bits) } }
      case .besselK:
        if x[1].sign != 1 { return nil }
        return order(x[0], Ball.orders) { Ball.besselK($0, x[0], x[1], bits) }
      case .airyAi: arb_hypgeom_airy(z, nil, nil, nil, a, bits)
      case .airyAiPrime: arb_hypgeom_airy(nil, z, nil, nil, a, bits)
      case .airyBi: arb_hypgeom_airy(nil, nil, z, nil, a, bits)
      case .airyBiPrime: arb_hypgeom_airy(nil, nil, nil, z, a, bits)
      case .exponentialIntegral: arb_hypgeom_ei(z, a, bits)
      case .sineIntegral: arb_hypgeom_si(z, a, bits)
      case .cosineIntegral:
        if x[0].sign != 1 { return nil }
        arb_hypgeom_ci(z, a, bits)
      case .fresnelS: arb_hypgeom_fresnel(z, nil, a, 1, bits)
      case .fresnelC: arb_hypgeom_fresnel(nil, z, a, 1, bits)
      case .ellipticK: return Ball.elliptic(x[0], bits, isSecondKind: false)
      case .ellipticE: return Ball.elliptic(x[0], bits, isSecondKind: true)
      }
      return result
    }

    /// What a whole order of some range gives; nil for any other.
    private func order(_ ball: Ball, _ range: ClosedRange<Int>, _ body: (Int) -> Ball?) -> Ball? {
      guard ball.isInteger, let order = Int(exactly: ball.double), range.contains(order) else { return nil }
      return body(order)
    }
  }
#else
  extension KernelID {
    /// In a build without FLINT no enclosure tells anything.
    package func ball(_ x: [Ball], bits: Int) -> Ball? { nil }
  }
#endif
