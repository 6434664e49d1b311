// The names of the numeric functions: programs, printers and balls speak of functions by these.

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
