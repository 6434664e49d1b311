// For every kernel of one number what it is compared with, and where. A kernel without an entry does not compile.
#if NABLA_HAS_FLINT
  import CFLINT
  import NablaKernels

  extension Exact {
    /// The exact function, and where both it and the kernel are defined.
    struct Reference: Sendable {
      let exact: ExactFunction
      /// Exponents of arguments at which the function is neither its limit nor its first Taylor term.
      var exponents: ClosedRange<Int> = -30...10
      var isDefined: @Sendable (Double) -> Bool = { _ in true }
    }

    /// Nil for kernels of several numbers, which have tests of their own.
    static func reference(_ id: KernelID) -> Reference? {
      switch id {
      case .exp: Reference(exact: exp)
      case .log: Reference(exact: log) { $0 > 0 }
      case .sqrt: Reference(exact: sqrt) { $0 >= 0 }
      case .cbrt: Reference(exact: cbrt)
      case .identity: Reference(exact: direct { x, y, _ in arb_set(x, y) })
      case .abs: Reference(exact: direct { x, y, _ in arb_abs(x, y) })
      case .sign: Reference(exact: direct { x, y, _ in arb_sgn(x, y) })
      case .heaviside:
        Reference(
          exact: direct { x, y, bits in
            arb_sgn(x, y)
            arb_add_ui(x, x, 1, bits)
            arb_mul_2exp_si(x, x, -1)
          })
      case .relu: Reference(exact: { result, x, _ in arb_set_d(result.pointer, x[0] > 0 ? x[0] : 0) })
      case .floor: Reference(exact: direct { arb_floor($0, $1, $2 + 1100) })
      case .sin: Reference(exact: sin, exponents: -30...40)
      case .cos: Reference(exact: cos, exponents: -30...40)
      case .tan: Reference(exact: tan, exponents: -30...40)
      case .cot: Reference(exact: cot, exponents: -30...40) { $0 != 0 }
      case .sec: Reference(exact: sec, exponents: -30...40)
      case .csc: Reference(exact: csc, exponents: -30...40) { $0 != 0 }
      case .sinh: Reference(exact: sinh)
      case .cosh: Reference(exact: cosh)
      case .tanh: Reference(exact: tanh)
      case .asinh: Reference(exact: asinh, exponents: -30...60)
      case .acosh: Reference(exact: acosh, exponents: 0...60) { $0 >= 1 }
      case .atanh: Reference(exact: atanh, exponents: -30 ... -1) { $0.magnitude < 1 }
      case .asin: Reference(exact: asin, exponents: -30 ... -1) { $0.magnitude <= 1 }
      case .acos: Reference(exact: acos, exponents: -30 ... -1) { $0.magnitude <= 1 }
      case .atan: Reference(exact: atan, exponents: -30...60)
      case .sigmoid: Reference(exact: sigmoid)
      case .erf: Reference(exact: erf, exponents: -30...3)
      case .exponentialLessOne: Reference(exact: expm1)
      case .logarithmOfOnePlus: Reference(exact: log1p) { $0 > -1 }
      case .softplus: Reference(exact: softplus)
      case .sechSquared: Reference(exact: sechSquared)
      case .sech: Reference(exact: direct({ arb_sech($0, $1, $2) }, clampedTo: 1e4))
      case .csch: Reference(exact: direct({ arb_csch($0, $1, $2) }, clampedTo: 1e4)) { $0 != 0 }
      case .coth: Reference(exact: direct({ arb_coth($0, $1, $2) }, clampedTo: 1e4)) { $0 != 0 }
      case .acot: Reference(exact: ofReciprocal { arb_atan($0, $1, $2) }, exponents: -60...30) { $0 != 0 }
      case .asec: Reference(exact: ofReciprocal { arb_acos($0, $1, $2) }, exponents: 0...60) { $0.magnitude >= 1 }
      case .acsc: Reference(exact: ofReciprocal { arb_asin($0, $1, $2) }, exponents: 0...60) { $0.magnitude >= 1 }
      case .asech: Reference(exact: ofReciprocal { arb_acosh($0, $1, $2) }, exponents: -60...0) { $0 > 0 && $0 <= 1 }
      case .acsch: Reference(exact: ofReciprocal { arb_asinh($0, $1, $2) }, exponents: -60...60) { $0 != 0 }
      case .acoth: Reference(exact: ofReciprocal { arb_atanh($0, $1, $2) }, exponents: 0...60) { $0.magnitude > 1 }
      case .log2: Reference(exact: direct { arb_log_base_ui($0, $1, 2, $2) }) { $0 > 0 }
      case .log10: Reference(exact: direct { arb_log_base_ui($0, $1, 10, $2) }) { $0 > 0 }
      case .erfc: Reference(exact: direct({ arb_hypgeom_erfc($0, $1, $2) }, clampedTo: 1e2), exponents: -30...5)
      case .erfi: Reference(exact: direct({ arb_hypgeom_erfi($0, $1, $2) }, clampedTo: 1e2), exponents: -30...4)
      case .logit:
        Reference(
          exact: direct { x, y, bits in
            arb_sub_ui(x, y, 1, bits + 2200)
            arb_div(x, y, x, bits)
            arb_neg(x, x)
            arb_log(x, x, bits)
          }, exponents: -30 ... -1
        ) { $0 > 0 && $0 < 1 }
      case .xlogx:
        Reference(
          exact: direct { x, y, bits in
            arb_log(x, y, bits)
            arb_mul(x, x, y, bits)
            if arb_is_zero(y) != 0 { arb_zero(x) }
          }
        ) { $0 >= 0 }
      case .softsign:
        Reference(
          exact: direct { x, y, bits in
            arb_abs(x, y)
            arb_add_ui(x, x, 1, bits + 2200)
            arb_div(x, y, x, bits)
          })
      case .sinc: Reference(exact: direct { arb_sinc($0, $1, $2) }, exponents: -30...40)
      case .gamma, .lgamma, .digamma, .erfinv, .lambertW, .zeta, .airyAi, .airyAiPrime, .airyBi, .airyBiPrime,
        .exponentialIntegral, .sineIntegral, .cosineIntegral, .fresnelS, .fresnelC, .ellipticK, .ellipticE:
        nil
      case .sphericalBesselJ, .polygamma, .beta, .zetaDerivative, .besselJ, .besselY, .besselI, .besselK: nil
      case .maximum, .minimum, .maximumShare, .minimumShare, .atan2, .hypotenuse, .power, .rationalPower: nil
      }
    }
  }
#endif
