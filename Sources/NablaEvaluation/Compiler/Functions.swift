// The functions that programs call: the kernels of the catalogue, with poles as NaN, and those of the stable forms.

import NablaExpressions
import NablaKernels

/// Functions of programs. At a pole a formula has no value, so the infinity of the kernel becomes NaN.
enum Functions {
  static let exponential = UnaryFunction("exp", Kernels.exp, block: VectorKernels.exp)
  static let logarithm = UnaryFunction("log", { $0 > 0 ? Kernels.log($0) : .nan }, block: VectorKernels.log)
  static let sine = UnaryFunction("sin", Kernels.sin, block: VectorKernels.sin)
  static let cosine = UnaryFunction("cos", Kernels.cos, block: VectorKernels.cos)
  static let hyperbolicTangent = UnaryFunction("tanh", Kernels.tanh, block: VectorKernels.tanh)
  static let sigmoid = UnaryFunction("sigmoid", Kernels.sigmoid, block: VectorKernels.sigmoid)
  static let exponentialLessOne = UnaryFunction("expm1", Kernels.exponentialLessOne)
  static let logarithmOfOnePlus = UnaryFunction(
    "log1p", { $0 > -1 ? Kernels.logarithmOfOnePlus($0) : .nan }, block: VectorKernels.log1p)
  static let softplus = UnaryFunction("softplus", Kernels.softplus, block: VectorKernels.softplus)
  static let sechSquared = UnaryFunction("sech^2", Kernels.sechSquared, block: VectorKernels.sechSquared)

  /// Functions that are computed together where a program needs both of the same argument.
  static let pairs = [
    FunctionPair(first: sine, second: cosine, block: VectorKernels.sineAndCosine),
    FunctionPair(first: hyperbolicTangent, second: sechSquared, block: VectorKernels.tanhAndSechSquared),
    FunctionPair(first: softplus, second: sigmoid, block: VectorKernels.softplusAndSigmoid),
  ]

  static let power = BinaryFunction(name: "power") { base, exponent in
    base == 0 && exponent < 0 ? .nan : Kernels.power(base, exponent)
  }
  static let hypotenuse = BinaryFunction(name: "hypot", scalar: Kernels.hypotenuse)

  /// x to a whole power beyond what is multiplied out.
  static func wholePower(_ exponent: Int) -> UnaryFunction {
    UnaryFunction("^\(exponent)") { Kernels.power($0, Double(exponent)) }
  }

  /// x to a positive fraction.
  static func rationalPower(_ numerator: Int, _ denominator: Int) -> UnaryFunction {
    UnaryFunction("^(\(numerator)/\(denominator))") {
      Kernels.rationalPower($0, numerator: numerator, denominator: denominator)
    }
  }

  /// The function of a row of the catalogue that has one argument.
  static func of(_ row: FunctionRow) -> UnaryFunction {
    switch row.id {
    case .exp: return exponential
    case .log: return logarithm
    case .sin: return sine
    case .cos: return cosine
    case .tanh: return hyperbolicTangent
    case .sigmoid: return sigmoid
    default: break
    }
    guard case .unary(let kernel) = row.kernel else { return UnaryFunction(row.name) { _ in .nan } }
    // Of the finite numbers only these are carried beyond the doubles; any other infinity is a pole.
    if row.id == .sinh || row.id == .cosh { return UnaryFunction(row.name, kernel) }
    return UnaryFunction(row.name) { x in
      let value = kernel(x)
      return value.isInfinite && x.isFinite ? .nan : value
    }
  }
}
