// The numeric functions by name, and their rows. What is computed stands in the files of their families.

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
  case sech, csch, coth, acot, asec, acsc, asech, acsch, acoth
  case log2, log10, erfc, erfi
  case logit, xlogx, softsign, sinc, sphericalBesselJ
  case gamma, lgamma, digamma, polygamma, beta, erfinv, lambertW, zeta, zetaDerivative
  case besselJ, besselY, besselI, besselK, airyAi, airyAiPrime, airyBi, airyBiPrime
  case exponentialIntegral, sineIntegral, cosineIntegral, fresnelS, fresnelC, ellipticK, ellipticE

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

    case .sech: .unary("sech", { Kernels.sech($0) }, names: .reciprocal(of: "cosh", julia: "sech"))
    case .csch: .unary("csch", { Kernels.csch($0) }, names: .reciprocal(of: "sinh", julia: "csch"))
    case .coth: .unary("coth", { Kernels.coth($0) }, names: .reciprocal(of: "tanh", julia: "coth"))
    case .acot: .unary("acot", { Kernels.acot($0) }, names: .ofReciprocal("atan", numPy: "arctan", julia: "acot"))
    case .asec: .unary("asec", { Kernels.asec($0) }, names: .ofReciprocal("acos", numPy: "arccos", julia: "asec"))
    case .acsc: .unary("acsc", { Kernels.acsc($0) }, names: .ofReciprocal("asin", numPy: "arcsin", julia: "acsc"))
    case .asech: .unary("asech", { Kernels.asech($0) }, names: .ofReciprocal("acosh", numPy: "arccosh", julia: "asech"))
    case .acsch: .unary("acsch", { Kernels.acsch($0) }, names: .ofReciprocal("asinh", numPy: "arcsinh", julia: "acsch"))
    case .acoth: .unary("acoth", { Kernels.acoth($0) }, names: .ofReciprocal("atanh", numPy: "arctanh", julia: "acoth"))
    case .log2: .unary("log2", { Kernels.binaryLogarithm($0) }, names: .init("log2"))
    case .log10: .unary("log10", { Kernels.decimalLogarithm($0) }, names: .init("log10"))
    case .erfc: .rounded("erfc", { Kernels.erfc($0) }, names: .special("erfc", c: "erfc"))
    case .erfi: .rounded("erfi", { Kernels.erfi($0) }, overflows: true, names: .special("erfi"))
    case .logit:
      .unary("logit", { Kernels.logit($0) }, names: .formula("(log(#) - log1p(-(#)))", python: "scipy.special.logit"))
    case .xlogx:
      .unary(
        "xlogx", { Kernels.xlogx($0) }, overflows: true,
        names: .formula("((#) * log(#))", python: "scipy.special.xlogy(#, #)"))
    case .softsign:
      .unary(
        "softsign", { Kernels.softsign($0) },
        names: .init(
          c: "((#) / (1 + fabs(#)))", swift: "((#) / (1 + abs(#)))", python: "((#) / (1 + numpy.abs(#)))",
          julia: "((#) / (1 + abs(#)))"))
    case .sinc:
      .unary("sinc", { Kernels.sinc($0) }, names: .formula("(sin(#) / (#))", python: "numpy.sinc((#) / numpy.pi)"))
    case .sphericalBesselJ:
      .binary(
        "sphericalBesselJ", { KernelID.sphericalBesselJ.rounded($0, $1) },
        names: .special("sphericalBesselJ", sciPy: "spherical_jn", julia: "sphericalbesselj"))
    case .gamma: .rounded("gamma", { Kernels.gamma($0) }, overflows: true, names: .special("gamma", c: "tgamma"))
    case .lgamma:
      .rounded(
        "lgamma", { Kernels.lgamma($0) }, overflows: true,
        names: .special("lgamma", c: "lgamma", sciPy: "gammaln", julia: "logabsgamma"))
    case .digamma: .rounded("digamma", { KernelID.digamma.rounded($0) }, overflows: true, names: .special("digamma"))
    case .polygamma: .binary("polygamma", { KernelID.polygamma.rounded($0, $1) }, names: .special("polygamma"))
    case .beta: .binary("beta", { KernelID.beta.rounded($0, $1) }, names: .special("beta"))
    case .erfinv: .rounded("erfinv", { KernelID.erfinv.rounded($0) }, names: .special("erfinv"))
    case .lambertW:
      .rounded(
        "lambertW", { KernelID.lambertW.rounded($0) }, names: .special("lambertW", sciPy: "lambertw", julia: "lambertw")
      )
    case .zeta: .rounded("zeta", { Kernels.zeta($0) }, overflows: true, names: .special("zeta"))
    case .zetaDerivative:
      .binary("zetaDerivative", { KernelID.zetaDerivative.rounded($0, $1) }, names: .special("zetaDerivative"))
    case .besselJ:
      .binary(
        "besselJ", { KernelID.besselJ.rounded($0, $1) },
        names: .special("besselJ", c: "jn", sciPy: "jv", julia: "besselj"))
    case .besselY:
      .binary(
        "besselY", { KernelID.besselY.rounded($0, $1) },
        names: .special("besselY", c: "yn", sciPy: "yv", julia: "bessely"))
    case .besselI:
      .binary(
        "besselI", { KernelID.besselI.rounded($0, $1) }, names: .special("besselI", sciPy: "iv", julia: "besseli"))
    case .besselK:
      .binary(
        "besselK", { KernelID.besselK.rounded($0, $1) }, names: .special("besselK", sciPy: "kv", julia: "besselk"))
    case .airyAi:
      .rounded("airyAi", { Kernels.airyAi($0) }, names: .special("airyAi", sciPy: "airy(#)[0]", julia: "airyai"))
    case .airyAiPrime:
      .rounded(
        "airyAiPrime", { Kernels.airyAiPrime($0) },
        names: .special("airyAiPrime", sciPy: "airy(#)[1]", julia: "airyaiprime"))
    case .airyBi:
      .rounded(
        "airyBi", { Kernels.airyBi($0) }, overflows: true,
        names: .special("airyBi", sciPy: "airy(#)[2]", julia: "airybi"))
    case .airyBiPrime:
      .rounded(
        "airyBiPrime", { Kernels.airyBiPrime($0) }, overflows: true,
        names: .special("airyBiPrime", sciPy: "airy(#)[3]", julia: "airybiprime"))
    case .exponentialIntegral:
      .rounded(
        "Ei", { Kernels.exponentialIntegral($0) }, overflows: true,
        names: .special("Ei", sciPy: "expi", julia: "expinti"))
    case .sineIntegral:
      .rounded("Si", { KernelID.sineIntegral.rounded($0) }, names: .special("Si", sciPy: "sici(#)[0]", julia: "sinint"))
    case .cosineIntegral:
      .rounded(
        "Ci", { KernelID.cosineIntegral.rounded($0) }, names: .special("Ci", sciPy: "sici(#)[1]", julia: "cosint"))
    case .fresnelS:
      .rounded(
        "fresnelS", { KernelID.fresnelS.rounded($0) },
        names: .special("fresnelS", sciPy: "fresnel(#)[0]", julia: "fresnels"))
    case .fresnelC:
      .rounded(
        "fresnelC", { KernelID.fresnelC.rounded($0) },
        names: .special("fresnelC", sciPy: "fresnel(#)[1]", julia: "fresnelc"))
    case .ellipticK:
      .rounded(
        "ellipticK", { KernelID.ellipticK.rounded($0) }, names: .special("ellipticK", sciPy: "ellipk", julia: "ellipk"))
    case .ellipticE:
      .rounded(
        "ellipticE", { KernelID.ellipticE.rounded($0) }, names: .special("ellipticE", sciPy: "ellipe", julia: "ellipe"))
    }
  }
}

extension KernelRow.LanguageNames {
  /// An inverse function, whose name NumPy writes out.
  static func inverse(_ name: String, numPy: String) -> Self {
    Self(c: name, swift: name, python: "numpy.\(numPy)", julia: name)
  }

  /// 1 by a function.
  static func reciprocal(of name: String, julia: String) -> Self {
    Self(c: "(1 / \(name)(#))", swift: "(1 / \(name)(#))", python: "(1 / numpy.\(name)(#))", julia: julia)
  }

  /// A function of 1/x.
  static func ofReciprocal(_ name: String, numPy: String, julia: String) -> Self {
    Self(c: "\(name)(1 / (#))", swift: "\(name)(1 / (#))", python: "numpy.\(numPy)(1 / (#))", julia: julia)
  }

  /// A formula that is the same in most of them.
  static func formula(_ text: String, python: String) -> Self {
    Self(c: text, swift: text, python: python, julia: text)
  }

  /// A function of SciPy and of Julia's SpecialFunctions; in C and Swift one of the user's where the C library has none.
  static func special(_ name: String, c: String? = nil, sciPy: String? = nil, julia: String? = nil) -> Self {
    Self(
      c: c ?? name, swift: c ?? name, python: "scipy.special.\(sciPy ?? name)",
      julia: "SpecialFunctions.\(julia ?? name)")
  }
}
