// The catalogue's derivative rules against Arb's own power series, which share nothing with them.
#if NABLA_HAS_FLINT
  import CFLINT
  import Nabla
  import NablaExpressions
  import Testing

  @Suite struct SeriesRefereeTests {
    private static let bits = 200

    /// A polynomial of Arb in t; freed with its owner.
    private final class Series {
      let pointer = UnsafeMutablePointer<arb_poly_struct>.allocate(capacity: 1)

      init() { arb_poly_init(pointer) }

      deinit {
        arb_poly_clear(pointer)
        pointer.deallocate()
      }

      /// a + b·t.
      convenience init(_ a: Double, _ b: Double) {
        self.init()
        var ball = arb_struct()
        arb_init(&ball)
        arb_set_d(&ball, a)
        arb_poly_set_coeff_arb(pointer, 0, &ball)
        arb_set_d(&ball, b)
        arb_poly_set_coeff_arb(pointer, 1, &ball)
        arb_clear(&ball)
      }

      func applying(_ body: (UnsafeMutablePointer<arb_poly_struct>, UnsafeMutablePointer<arb_poly_struct>) -> Void)
        -> Series
      {
        let result = Series()
        body(result.pointer, pointer)
        return result
      }

      /// The coefficient of t.
      var slope: Double {
        var ball = arb_struct()
        arb_init(&ball)
        defer { arb_clear(&ball) }
        arb_poly_get_coeff_arb(&ball, pointer, 1)
        return nabla_arb_midpoint(&ball)
      }
    }

    /// The series of a function to first order.
    private static func series(_ function: FunctionID, _ x: Series) -> Series? {
      let p = bits
      func unary(_ function: FunctionID) -> Series {
        x.applying { z, a in
          switch function {
          case .exp: arb_poly_exp_series(z, a, 2, p)
          case .log: arb_poly_log_series(z, a, 2, p)
          case .sqrt: arb_poly_sqrt_series(z, a, 2, p)
          case .sin: arb_poly_sin_series(z, a, 2, p)
          case .cos: arb_poly_cos_series(z, a, 2, p)
          case .tan: arb_poly_tan_series(z, a, 2, p)
          case .asin: arb_poly_asin_series(z, a, 2, p)
          case .acos: arb_poly_acos_series(z, a, 2, p)
          case .atan: arb_poly_atan_series(z, a, 2, p)
          case .sinh: arb_poly_sinh_series(z, a, 2, p)
          case .cosh: arb_poly_cosh_series(z, a, 2, p)
          default: arb_hypgeom_erf_series(z, a, 2, p)
          }
        }
      }
      func quotient(_ a: Series, _ b: Series) -> Series {
        a.applying { z, above in arb_poly_div_series(z, above, b.pointer, 2, p) }
      }
      switch function {
      case .exp, .log, .sqrt, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .erf: return unary(function)
      case .cot: return quotient(unary(.cos), unary(.sin))
      case .sec: return quotient(Series(1, 0), unary(.cos))
      case .csc: return quotient(Series(1, 0), unary(.sin))
      case .tanh: return quotient(unary(.sinh), unary(.cosh))
      case .sigmoid:
        let e = unary(.exp)
        let sum = e.applying { z, a in
          let one = Series(1, 0)
          arb_poly_add(z, a, one.pointer, p)
        }
        return quotient(e, sum)
      // By logarithms of series: log(x + √(x² ± 1)), (log(1 + x) − log(1 − x))/2.
      case .asinh, .acosh:
        let root = x.applying { z, a in
          let one = Series(1, 0)
          arb_poly_mullow(z, a, a, 2, p)
          if function == .asinh { arb_poly_add(z, z, one.pointer, p) } else { arb_poly_sub(z, z, one.pointer, p) }
          arb_poly_sqrt_series(z, z, 2, p)
        }
        return x.applying { z, a in
          arb_poly_add(z, a, root.pointer, p)
          arb_poly_log_series(z, z, 2, p)
        }
      case .atanh:
        let one = Series(1, 0)
        let below = x.applying { z, a in
          arb_poly_sub(z, one.pointer, a, p)
          arb_poly_log_series(z, z, 2, p)
        }
        return x.applying { z, a in
          arb_poly_add(z, one.pointer, a, p)
          arb_poly_log_series(z, z, 2, p)
          arb_poly_sub(z, z, below.pointer, p)
          arb_poly_scalar_mul_2exp_si(z, z, -1)
        }
      case .cbrt:
        return x.applying { z, a in
          var (three, third) = (arb_struct(), arb_struct())
          arb_init(&three)
          arb_init(&third)
          arb_set_ui(&three, 3)
          arb_ui_div(&third, 1, &three, p)
          arb_poly_pow_arb_series(z, a, &third, 2, p)
          arb_clear(&three)
          arb_clear(&third)
        }
      // What is made of pieces has no series of its own; the conventions have theirs.
      case .abs, .sign, .min, .max, .floor, .heaviside, .relu, .maxShare, .minShare, .stopGradient, .atan2: return nil
      // These have a referee that asks for the ball of the function alone.
      default: return nil
      }
    }

    private static let withSeries = FunctionID.allCases.filter { $0.rawValue <= FunctionID.atanh.rawValue }

    @Test("derivative rules agree with Arb's series", arguments: withSeries)
    func rules(_ function: FunctionID) throws {
      let row = Catalogue.row(function)
      switch row.slope {
      case .kinkAtZero, .kinkAtIntegers, .kinkAtTies: return
      case .everywhere, .insideDomain, .offZero, .offNegativeAxis: if row.isConstantForDerivatives { return }
      }
      let x = Expr.symbol("x")
      let slope = try Expr.call(function, function == .atan2 ? [x, 2] : [x]).derivative(by: x)
      let compiled = try slope.compiled(inputs: [x])
      var lowest = 0.0
      if case .interval(let domain) = row.domain, let low = domain.low { lowest = max(0, low.double) }
      var decided = 0
      for k in 1...200 {
        let at = Double(k) * 0.00493 + lowest
        if function == .atan2 {
          // atan(x/2).
          let exact = Series(at / 2, 0.5).applying { arb_poly_atan_series($0, $1, 2, Self.bits) }.slope
          #expect((compiled(at) - exact).magnitude <= 1e-14 * exact.magnitude)
          decided += 1
        } else if let exact = Self.series(function, Series(at, 1))?.slope {
          #expect(
            (compiled(at) - exact).magnitude <= 1e-13 * exact.magnitude,
            "\(function) at \(at): \(compiled(at)), \(exact)")
          decided += 1
        }
      }
      #expect(decided == 200)
    }
  }
#endif
