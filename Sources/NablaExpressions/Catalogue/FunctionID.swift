// The list of the catalogue's functions, and where their rows stand.

/// The functions of the catalogue. The names are those of the language.
public enum FunctionID: UInt16, CaseIterable, Sendable {
  case exp, log, sqrt, cbrt
  case abs, sign, min, max, floor, heaviside, relu, maxShare, minShare
  case sin, cos, tan, cot, sec, csc
  case asin, acos, atan, atan2
  case sinh, cosh, tanh, sigmoid, erf
  case stopGradient
  case asinh, acosh, atanh
  case sech, csch, coth, acot, asec, acsc, asech, acsch, acoth
  case expm1, log1p, log2, log10, erfc, erfi
  case softplus, logit, xlogx, softsign, sinc, sphericalBesselJ
  case gamma, lgamma, digamma, polygamma, beta, erfinv, lambertW, zeta, zetaDerivative
  case besselJ, besselY, besselI, besselK, airyAi, airyAiPrime, airyBi, airyBiPrime
  case Ei, Si, Ci, fresnelS, fresnelC, ellipticK, ellipticE
}

/// The table of all rows.
package enum Catalogue {
  private static let rows: [FunctionRow] = FunctionID.allCases.map(row(for:))

  private static let indices: [String: Int] = {
    var indices: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      for name in [row.name] + row.aliases { indices[name] = index }
    }
    return indices
  }()

  package static var all: [FunctionRow] { rows }
  package static func row(_ raw: UInt16) -> FunctionRow { rows[Int(raw)] }
  package static func row(_ id: FunctionID) -> FunctionRow { rows[Int(id.rawValue)] }
  /// The row of a name or alias.
  package static func row(named name: String) -> FunctionRow? { indices[name].map { rows[$0] } }

  private static func row(for id: FunctionID) -> FunctionRow {
    switch id {
    case .exp: exponential
    case .log: logarithm
    case .sqrt: squareRoot
    case .cbrt: cubeRoot
    case .abs: absoluteValue
    case .sign: sign
    case .min: minimum
    case .max: maximum
    case .floor: floor
    case .heaviside: heaviside
    case .relu: relu
    case .maxShare: maximumShare
    case .minShare: minimumShare
    case .sin: sine
    case .cos: cosine
    case .tan: tangent
    case .cot: cotangent
    case .sec: secant
    case .csc: cosecant
    case .asin: arcSine
    case .acos: arcCosine
    case .atan: arcTangent
    case .atan2: arcTangent2
    case .sinh: hyperbolicSine
    case .cosh: hyperbolicCosine
    case .tanh: hyperbolicTangent
    case .sigmoid: sigmoid
    case .erf: errorFunction
    case .stopGradient: stopGradient
    case .asinh: areaSine
    case .acosh: areaCosine
    case .atanh: areaTangent
    case .sech: hyperbolicSecant
    case .csch: hyperbolicCosecant
    case .coth: hyperbolicCotangent
    case .acot: arcCotangent
    case .asec: arcSecant
    case .acsc: arcCosecant
    case .asech: areaSecant
    case .acsch: areaCosecant
    case .acoth: areaCotangent
    case .expm1: exponentialLessOne
    case .log1p: logarithmOfOnePlus
    case .log2: binaryLogarithm
    case .log10: decimalLogarithm
    case .erfc: complementaryErrorFunction
    case .erfi: imaginaryErrorFunction
    case .softplus: softplus
    case .logit: logit
    case .xlogx: entropyTerm
    case .softsign: softsign
    case .sinc: cardinalSine
    case .sphericalBesselJ: sphericalBessel
    case .gamma: gamma
    case .lgamma: logarithmOfGamma
    case .digamma: digamma
    case .polygamma: polygamma
    case .beta: beta
    case .erfinv: inverseErrorFunction
    case .lambertW: productLogarithm
    case .zeta: zeta
    case .zetaDerivative: zetaDerivative
    case .besselJ: besselJ
    case .besselY: besselY
    case .besselI: besselI
    case .besselK: besselK
    case .airyAi: airyAi
    case .airyAiPrime: airyAiPrime
    case .airyBi: airyBi
    case .airyBiPrime: airyBiPrime
    case .Ei: exponentialIntegral
    case .Si: sineIntegral
    case .Ci: cosineIntegral
    case .fresnelS: fresnelS
    case .fresnelC: fresnelC
    case .ellipticK: ellipticK
    case .ellipticE: ellipticE
    }
  }
}
