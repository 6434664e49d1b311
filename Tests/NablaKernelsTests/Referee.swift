// Arb as an independent referee: the exact value enclosed ever more tightly, until the error in ulps is known.
#if NABLA_HAS_FLINT
  import CFLINT

  /// One ball of Arb, initialised and cleared with its owner.
  final class Ball {
    // One element, allocated here and freed in `deinit`: in bounds for every Arb function, which takes one ball.
    let pointer = UnsafeMutablePointer<arb_struct>.allocate(capacity: 1)

    init() { arb_init(pointer) }

    convenience init(_ value: Double) {
      self.init()
      arb_set_d(pointer, value)
    }

    deinit {
      arb_clear(pointer)
      pointer.deallocate()
    }
  }

  /// Puts an enclosure of the exact value at the arguments into the first ball, computed with so many bits.
  typealias ExactFunction = @Sendable (_ result: Ball, _ arguments: [Double], _ bits: Int) -> Void

  /// How far `computed` lies from the exact value, in units in the last place of the exact value.
  ///
  /// A unit is never below the least subnormal number. An infinity counts as 2^1024 if the exact value is smaller, and
  /// as exact otherwise. Nil if even the tightest enclosure does not decide.
  func errorInUlps(of computed: Double, arguments: [Double], exact: ExactFunction) -> Double? {
    if computed.isNaN { return .infinity }
    let value = Ball()
    let difference = Ball()
    var bits = 256
    while bits <= 16_384 {
      exact(value, arguments, bits)
      bits *= 2
      guard nabla_arb_is_finite(value.pointer) != 0 else { continue }
      let magnitude = nabla_arb_midpoint_exponent(value.pointer)
      let isNegative = nabla_arb_midpoint(value.pointer) < 0
      let unit = min(max(magnitude, -1021), 1024) - 53
      var given = computed
      if computed.isInfinite {
        if magnitude > 1024 { return isNegative == (computed < 0) ? 0 : .infinity }
        given = computed < 0 ? -0x1p1023 : 0x1p1023
      }
      arb_set_d(difference.pointer, given)
      if computed.isInfinite { arb_mul_2exp_si(difference.pointer, difference.pointer, 1) }
      arb_sub(difference.pointer, difference.pointer, value.pointer, bits)
      arb_mul_2exp_si(difference.pointer, difference.pointer, -unit)
      if nabla_arb_radius(difference.pointer) < 0x1p-10 {
        return nabla_arb_midpoint(difference.pointer).magnitude
      }
    }
    return nil
  }

  /// Brings nearer to 0 an argument so great that the result is beyond the range, or a limit to the last digit.
  private func clamped(_ argument: Double, to bound: Double) -> Double { min(max(argument, -bound), bound) }

  /// The exact functions of one argument by their names in `Kernels`.
  enum Exact {
    static func direct(
      _ function: @escaping @Sendable (arb_ptr?, arb_srcptr?, Int) -> Void,
      clampedTo bound: Double = .infinity
    ) -> ExactFunction {
      { result, arguments, bits in
        let argument = Ball(clamped(arguments[0], to: bound))
        function(result.pointer, argument.pointer, bits)
      }
    }

    /// A function of 1/x.
    static func ofReciprocal(_ function: @escaping @Sendable (arb_ptr?, arb_srcptr?, Int) -> Void) -> ExactFunction {
      direct { result, argument, bits in
        arb_inv(result, argument, bits)
        function(result, result, bits)
      }
    }

    static let exp = direct({ arb_exp($0, $1, $2) }, clampedTo: 1e4)
    static let log = direct { arb_log($0, $1, $2) }
    static let log1p = direct { arb_log1p($0, $1, $2) }
    static let expm1 = direct({ arb_expm1($0, $1, $2) }, clampedTo: 1e4)
    static let softplus: ExactFunction = { result, arguments, bits in
      let argument = Ball(clamped(arguments[0], to: 1e4))
      arb_exp(result.pointer, argument.pointer, bits)
      arb_log1p(result.pointer, result.pointer, bits)
      if arguments[0] > 1e4 { arb_set_d(result.pointer, arguments[0]) }
    }
    static let sechSquared: ExactFunction = { result, arguments, bits in
      let argument = Ball(clamped(arguments[0], to: 1e4))
      arb_sech(result.pointer, argument.pointer, bits)
      arb_mul(result.pointer, result.pointer, result.pointer, bits)
    }
    static let sqrt = direct { arb_sqrt($0, $1, $2) }
    static let sin = direct { arb_sin($0, $1, $2) }
    static let cos = direct { arb_cos($0, $1, $2) }
    static let tan = direct { arb_tan($0, $1, $2) }
    static let cot = direct { arb_cot($0, $1, $2) }
    static let sec = direct { arb_sec($0, $1, $2) }
    static let csc = direct { arb_csc($0, $1, $2) }
    static let asin = direct { arb_asin($0, $1, $2) }
    static let acos = direct { arb_acos($0, $1, $2) }
    static let atan = direct { arb_atan($0, $1, $2) }
    static let sinh = direct({ arb_sinh($0, $1, $2) }, clampedTo: 1e4)
    static let cosh = direct({ arb_cosh($0, $1, $2) }, clampedTo: 1e4)
    static let tanh = direct({ arb_tanh($0, $1, $2) }, clampedTo: 1e4)
    static let asinh = direct { arb_asinh($0, $1, $2) }
    static let acosh = direct { arb_acosh($0, $1, $2) }
    static let atanh = direct { arb_atanh($0, $1, $2) }
    static let erf = direct({ arb_hypgeom_erf($0, $1, $2) }, clampedTo: 1e2)

    static let cbrt: ExactFunction = { result, arguments, bits in
      arb_set_d(result.pointer, arguments[0].magnitude)
      arb_root_ui(result.pointer, result.pointer, 3, bits)
      if arguments[0] < 0 { arb_neg(result.pointer, result.pointer) }
    }

    static let sigmoid: ExactFunction = { result, arguments, bits in
      arb_set_d(result.pointer, -clamped(arguments[0], to: 1e4))
      arb_exp(result.pointer, result.pointer, bits)
      arb_add_ui(result.pointer, result.pointer, 1, bits)
      arb_inv(result.pointer, result.pointer, bits)
    }

    static let atan2: ExactFunction = { result, arguments, bits in
      let (y, x) = (Ball(arguments[0]), Ball(arguments[1]))
      arb_atan2(result.pointer, y.pointer, x.pointer, bits)
    }

    static let power: ExactFunction = { result, arguments, bits in
      let (base, exponent) = (Ball(arguments[0].magnitude), Ball(arguments[1]))
      arb_log(result.pointer, base.pointer, bits)
      arb_mul(result.pointer, result.pointer, exponent.pointer, bits)
      exponential(ofLogarithm: result, bits)
      let isOdd = arguments[1].truncatingRemainder(dividingBy: 2).magnitude == 1
      if arguments[0] < 0, isOdd { arb_neg(result.pointer, result.pointer) }
    }

    static func rationalPower(_ numerator: Int, _ denominator: Int) -> ExactFunction {
      { result, arguments, bits in
        let fraction = Ball(arguments[0])
        arb_log(result.pointer, fraction.pointer, bits)
        arb_set_si(fraction.pointer, numerator)
        arb_mul(result.pointer, result.pointer, fraction.pointer, bits)
        arb_set_si(fraction.pointer, denominator)
        arb_div(result.pointer, result.pointer, fraction.pointer, bits)
        exponential(ofLogarithm: result, bits)
      }
    }

    /// Replaces a logarithm by its exponential, or by e^±10000 where it lies beyond that.
    private static func exponential(ofLogarithm ball: Ball, _ bits: Int) {
      let size = nabla_arb_midpoint(ball.pointer)
      if size.magnitude > 1e4 { arb_set_d(ball.pointer, clamped(size, to: 1e4)) }
      arb_exp(ball.pointer, ball.pointer, bits)
    }
  }
#endif
