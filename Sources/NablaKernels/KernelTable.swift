// The numeric functions by name, their rows and their enclosures. What is computed stands in the files of their families.

#if NABLA_HAS_FLINT
  import CFLINT
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A numeric function: of the catalogue, or of a formula that would lose its digits in plain arithmetic.
package enum KernelID: UInt16, CaseIterable, Sendable {
  case exp, log, sqrt, cbrt, identity
  case abs, sign, heaviside, relu, floor, maximum, minimum, maximumShare, minimumShare
  case sin, cos, tan, cot, sec, csc, asin, acos, atan, atan2
  case sinh, cosh, tanh, asinh, acosh, atanh, sigmoid, erf
  case exponentialLessOne, logarithmOfOnePlus, softplus, sechSquared, hypotenuse
  case power, rationalPower

  /// Everything that is known of it but its enclosures.
  package var row: KernelRow { KernelRow.all[Int(rawValue)] }

  /// The two functions that are computed together with this one among them, in the order of their results.
  package var pair: KernelRow.Pair? {
    KernelRow.pairs[Int(rawValue)]
  }
}

extension KernelRow {
  // Not a member of the names, which would hide the system's functions.
  static func declaration(of id: KernelID) -> KernelRow {
    switch id {
    case .exp: .unary("exp", { Kernels.exp($0) }, lanes: VectorKernels.exp, overflows: true, names: .init("exp"))
    case .log: .unary("log", { Kernels.log($0) }, lanes: VectorKernels.log, names: .init("log"))
    case .sqrt: .unary("sqrt", { Kernels.sqrt($0) }, ulps: 0.5, names: .init("sqrt"))
    case .cbrt: .unary("cbrt", { Kernels.cbrt($0) }, ulps: 1, names: .init("cbrt"))
    case .identity:
      .unary("identity", { $0 }, ulps: 0, names: .init(c: "#", swift: "#", python: "#", julia: "#"))

    case .abs:
      .unary("abs", { Kernels.abs($0) }, ulps: 0, names: .init(c: "fabs", swift: "abs", python: "abs", julia: "abs"))
    case .sign:
      .unary(
        "sign", { Kernels.sign($0) }, ulps: 0,
        names: .init(
          c: "((# > 0) - (# < 0))", swift: "(# > 0 ? 1 : # < 0 ? -1 : 0)", python: "numpy.sign", julia: "sign"))
    case .heaviside:
      .unary(
        "heaviside", { Kernels.heaviside($0) }, ulps: 0,
        names: .init(
          c: "(((# > 0) + (# >= 0)) / 2.0)", swift: "(# > 0 ? 1 : # < 0 ? 0 : 0.5)", python: "numpy.heaviside(#, 0.5)",
          julia: "((1 + sign(#)) / 2)"))
    case .relu:
      .unary(
        "relu", { Kernels.relu($0) }, ulps: 0,
        names: .init(c: "fmax(#, 0)", swift: "max(#, 0)", python: "numpy.maximum(#, 0)", julia: "max(#, 0)"))
    case .floor: .unary("floor", { Kernels.floor($0) }, ulps: 0, names: .init("floor"))
    case .maximum:
      .form(
        "max", .variadic { Kernels.maximum($0) }, ulps: 0,
        names: .init(c: "fmax", swift: "max", python: "numpy.maximum", julia: "max"))
    case .minimum:
      .form(
        "min", .variadic { Kernels.minimum($0) }, ulps: 0,
        names: .init(c: "fmin", swift: "min", python: "numpy.minimum", julia: "min"))
    // Of two; of more they are counted.
    case .maximumShare:
      .form(
        "maxShare", .variadic { Kernels.maxShare($0) }, ulps: 0.5,
        names: .init(
          c: "(((#1 > #2) + (#1 >= #2)) / 2.0)", swift: "(#1 > #2 ? 1 : #1 < #2 ? 0 : 0.5)",
          python: "numpy.heaviside(#1 - #2, 0.5)", julia: "((1 + sign(#1 - #2)) / 2)"))
    case .minimumShare:
      .form(
        "minShare", .variadic { Kernels.minShare($0) }, ulps: 0.5,
        names: .init(
          c: "(((#1 < #2) + (#1 <= #2)) / 2.0)", swift: "(#1 < #2 ? 1 : #1 > #2 ? 0 : 0.5)",
          python: "numpy.heaviside(#2 - #1, 0.5)", julia: "((1 + sign(#2 - #1)) / 2)"))

    case .sin:
      .unary(
        "sin", { Kernels.sin($0) }, lanes: VectorKernels.sin,
        partner: .init(kernel: .cos, lanes: VectorKernels.sineAndCosine), names: .init("sin"))
    case .cos: .unary("cos", { Kernels.cos($0) }, lanes: VectorKernels.cos, names: .init("cos"))
    case .tan: .unary("tan", { Kernels.tan($0) }, names: .init("tan"))
    case .cot:
      .unary(
        "cot", { Kernels.cot($0) },
        names: .init(c: "(1 / tan(#))", swift: "(1 / tan(#))", python: "(1 / numpy.tan(#))", julia: "cot"))
    case .sec:
      .unary(
        "sec", { Kernels.sec($0) },
        names: .init(c: "(1 / cos(#))", swift: "(1 / cos(#))", python: "(1 / numpy.cos(#))", julia: "sec"))
    case .csc:
      .unary(
        "csc", { Kernels.csc($0) },
        names: .init(c: "(1 / sin(#))", swift: "(1 / sin(#))", python: "(1 / numpy.sin(#))", julia: "csc"))
    case .asin: .unary("asin", { Kernels.asin($0) }, names: .inverse("asin", numPy: "arcsin"))
    case .acos: .unary("acos", { Kernels.acos($0) }, names: .inverse("acos", numPy: "arccos"))
    case .atan: .unary("atan", { Kernels.atan($0) }, names: .inverse("atan", numPy: "arctan"))
    case .atan2:
      .form(
        "atan2", .binary(Kernels.atan2),
        names: .init(c: "atan2", swift: "atan2", python: "numpy.arctan2", julia: "atan"))

    case .sinh: .unary("sinh", { Kernels.sinh($0) }, overflows: true, names: .init("sinh"))
    case .cosh: .unary("cosh", { Kernels.cosh($0) }, overflows: true, names: .init("cosh"))
    case .tanh:
      .unary(
        "tanh", { Kernels.tanh($0) }, lanes: VectorKernels.tanh,
        partner: .init(kernel: .sechSquared, lanes: VectorKernels.tanhAndSechSquared), names: .init("tanh"))
    case .asinh: .unary("asinh", { Kernels.asinh($0) }, names: .inverse("asinh", numPy: "arcsinh"))
    case .acosh: .unary("acosh", { Kernels.acosh($0) }, names: .inverse("acosh", numPy: "arccosh"))
    case .atanh: .unary("atanh", { Kernels.atanh($0) }, names: .inverse("atanh", numPy: "arctanh"))
    case .sigmoid:
      .unary(
        "sigmoid", { Kernels.sigmoid($0) }, lanes: VectorKernels.sigmoid,
        names: .init(
          c: "(1 / (1 + exp(-(#))))", swift: "(1 / (1 + exp(-(#))))", python: "scipy.special.expit",
          julia: "(1 / (1 + exp(-(#))))"))
    case .erf:
      .unary(
        "erf", { Kernels.erf($0) },
        names: .init(c: "erf", swift: "erf", python: "scipy.special.erf", julia: "SpecialFunctions.erf"))

    case .exponentialLessOne:
      .unary("expm1", { Kernels.exponentialLessOne($0) }, overflows: true, names: .init("expm1"))
    case .logarithmOfOnePlus:
      .unary("log1p", { Kernels.logarithmOfOnePlus($0) }, lanes: VectorKernels.log1p, names: .init("log1p"))
    case .softplus:
      .unary(
        "softplus", { Kernels.softplus($0) }, lanes: VectorKernels.softplus,
        partner: .init(kernel: .sigmoid, lanes: VectorKernels.softplusAndSigmoid),
        names: .init(
          c: "(fmax(#, 0) + log1p(exp(-fabs(#))))", swift: "(max(#, 0) + log1p(exp(-abs(#))))",
          python: "numpy.logaddexp(#, 0)", julia: "(max(#, 0) + log1p(exp(-abs(#))))"))
    case .sechSquared:
      .unary(
        "sech^2", { Kernels.sechSquared($0) }, lanes: VectorKernels.sechSquared,
        names: .init(
          c: "pow(1 / cosh(#), 2)", swift: "pow(1 / cosh(#), 2)", python: "((1 / numpy.cosh(#))**2)",
          julia: "sech(#)^2"))
    case .hypotenuse: .form("hypot", .binary(Kernels.hypotenuse), names: .init("hypot"))
    case .power:
      // At its pole there is no value.
      .form(
        "power", .binary { base, exponent in base == 0 && exponent < 0 ? .nan : Kernels.power(base, exponent) },
        names: .init(c: "pow", swift: "pow", python: "numpy.power", julia: "((#1)^(#2))"))
    case .rationalPower:
      .form(
        "^", .fractional { Kernels.rationalPower($0, numerator: $1, denominator: $2) },
        names: .init(c: "pow", swift: "pow", python: "numpy.power", julia: "((#1)^(#2))"))
    }
  }
}

extension KernelRow.LanguageNames {
  /// An inverse function, whose name NumPy writes out.
  static func inverse(_ name: String, numPy: String) -> Self {
    Self(c: name, swift: name, python: "numpy.\(numPy)", julia: name)
  }
}

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
      }
      return result
    }
  }
#else
  extension KernelID {
    /// In a build without FLINT no enclosure tells anything.
    package func ball(_ x: [Ball], bits: Int) -> Ball? { nil }
  }
#endif
