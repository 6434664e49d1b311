// The functions that programs call: the kernels of the catalogue, with poles as NaN, and those of the stable forms.

import NablaExpressions
import NablaKernels

/// Functions of programs. At a pole a formula has no value, so the infinity of the kernel becomes NaN.
enum Functions {
  static let exponential = of(Catalogue.row(.exp))
  static let logarithm = of(Catalogue.row(.log))
  static let sigmoid = of(Catalogue.row(.sigmoid))
  static let exponentialLessOne = UnaryFunction("expm1", { Kernels.exponentialLessOne($0) })
  static let logarithmOfOnePlus = UnaryFunction(
    "log1p", { $0 > -1 ? Kernels.logarithmOfOnePlus($0) : .nan }, block: VectorKernels.log1p)
  static let softplus = UnaryFunction("softplus", { Kernels.softplus($0) }, block: VectorKernels.softplus)
  static let sechSquared = UnaryFunction("sech^2", { Kernels.sechSquared($0) }, block: VectorKernels.sechSquared)

  /// Functions that are computed together where a program needs both of the same argument.
  static let pairs = [
    FunctionPair(
      name: "sin and cos", first: of(Catalogue.row(.sin)), second: of(Catalogue.row(.cos)),
      block: VectorKernels.sineAndCosine),
    FunctionPair(
      name: "tanh and sech^2", first: of(Catalogue.row(.tanh)), second: sechSquared,
      block: VectorKernels.tanhAndSechSquared),
    FunctionPair(
      name: "softplus and sigmoid", first: softplus, second: sigmoid, block: VectorKernels.softplusAndSigmoid),
  ]

  static let power = BinaryFunction(name: "power") { base, exponent in
    base == 0 && exponent < 0 ? .nan : Kernels.power(base, exponent)
  }
  static let hypotenuse = BinaryFunction(name: "hypot", scalar: Kernels.hypotenuse)

  /// x to a positive fraction; the second number is not looked at.
  static func rationalPower(_ numerator: Int, _ denominator: Int) -> BinaryFunction {
    BinaryFunction(name: "^(\(numerator)/\(denominator))") { base, _ in
      Kernels.rationalPower(base, numerator: numerator, denominator: denominator)
    }
  }

  /// The function of a row of the catalogue that has one argument.
  static func of(_ row: FunctionRow) -> UnaryFunction {
    guard case .unary(let kernel, let lanes, let overflows) = row.kernel else {
      return UnaryFunction(row.name) { _ in .nan }
    }
    return UnaryFunction(row.name, kernel, hasPoles: !overflows, block: lanes)
  }
}
