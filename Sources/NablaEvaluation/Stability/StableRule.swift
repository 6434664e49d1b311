// The table of stable forms: what is recognised, what is computed in its place, and where that matters.

/// A kind of formula that loses its digits or overflows as it stands: one row of the table.
///
/// To add a row, name it here, write its columns below, and recognise it in the file of its family; the test of the
/// table asks for its plain formula.
package enum StableRule: UInt8, CaseIterable, Sendable {
  // Sums of a number and a term, and of two terms.
  case sechSquared, circularSquare, exponentialLessOne, logisticComplement, halfAngle
  case differenceOfSquares, differenceOfRoots, rootOfSquares, rootOfDifference
  // Sums of exponentials, and what is divided by them.
  case logistic, largestExponent, shareComplement, signedShare
  // Logarithms.
  case logarithmOfOnePlus, areaSine, softplus, logarithmOfLogistic, logarithmOfLogisticComplement
  case logarithmOfShare, logarithmOfShareComplement

  /// What is known of a kind.
  package struct Row: Sendable {
    /// As `explanation` names it: the simplest formula of the kind.
    package let name: String
    /// What is recognised, and what is computed in its place; c is a number, S a sum of multiples of exponentials of
    /// which m is the largest exponent.
    package let pattern: String
    package let form: String
    /// Where the formula as it stands has no digits, or no value, and the form has.
    package let matters: String
    /// A formula of x and y, and a point (x, y) where it matters.
    package let example: String
    package let point: (x: Double, y: Double)
  }

  package var name: String { row.name }

  package var row: Row {
    switch self {
    case .sechSquared:
      return Row(
        name: "1 - tanh(x)^2", pattern: "c - c*tanh(u)^2", form: "c*sech(u)^2", matters: "|u| is large",
        example: "1 - tanh(x)^2", point: (20, 0))
    case .circularSquare:
      return Row(
        name: "1 - sin(x)^2", pattern: "c - c*sin(u)^2, c - c*cos(u)^2", form: "c*cos(u)^2, c*sin(u)^2",
        matters: "the square is near 1", example: "1 - sin(x)^2", point: (1.5707, 0))
    case .exponentialLessOne:
      return Row(
        name: "exp(x) - 1", pattern: "c*exp(u) - c", form: "c*expm1(u)", matters: "u is small",
        example: "exp(x) - 1", point: (1e-10, 0))
    case .logisticComplement:
      return Row(
        name: "1 - sigmoid(x)", pattern: "c - c*sigmoid(u)", form: "c*sigmoid(-u)", matters: "u is large",
        example: "1 - sigmoid(x)", point: (40, 0))
    case .halfAngle:
      return Row(
        name: "1 - cos(x)", pattern: "c - c*cos(u), c - c*cosh(u)", form: "2*c*sin(u/2)^2, -2*c*sinh(u/2)^2",
        matters: "u is small", example: "1 - cos(x)", point: (1e-8, 0))
    case .differenceOfSquares:
      return Row(
        name: "x^2 - y^2", pattern: "c*u^(2*m) - c*v^(2*n)", form: "c*(u^m - v^n)*(u^m + v^n), and again",
        matters: "the powers are near each other, or overflow", example: "x^2 - y^2",
        point: (1.0000001, 1))
    case .differenceOfRoots:
      return Row(
        name: "sqrt(x) - sqrt(y)", pattern: "c*sqrt(u) - c*sqrt(v), c*sqrt(u) - d",
        form: "c*(u - v)/(sqrt(u) + sqrt(v)), (c^2*u - d^2)/(c*sqrt(u) + d)", matters: "the roots are near each other",
        example: "sqrt(x + 1) - sqrt(x)", point: (1e16, 0))
    case .rootOfSquares:
      return Row(
        name: "sqrt(x^2 + y^2)", pattern: "sqrt(c*u^2 + d*v^2 + …)", form: "hypot(sqrt(c)*u, sqrt(d)*v, …)",
        matters: "a square overflows, or vanishes", example: "sqrt(x^2 + y^2)", point: (3e200, 4e200))
    case .rootOfDifference:
      return Row(
        name: "sqrt(x^2 - y^2)", pattern: "sqrt(c*u^2 - d*v^2), d/c a square",
        form: "sqrt(c*(abs(u) - q*abs(v)))*sqrt(abs(u) + q*abs(v)), q = sqrt(d/c)",
        matters: "the squares are near each other, or overflow", example: "sqrt(x^2 - y^2)", point: (5e200, 3e200))
    case .logistic:
      return Row(
        name: "exp(x)/(1 + exp(x))", pattern: "exp(j*u)/(1 + exp(u))^n", form: "sigmoid(u)^j*sigmoid(-u)^(n - j)",
        matters: "exp(u) overflows", example: "exp(x)/(1 + exp(x))", point: (800, 0))
    case .largestExponent:
      return Row(
        name: "log-sum-exp", pattern: "log(S), exp(v)/S^n",
        form: "m + log1p(S*exp(-m) - 1), exp(v - n*m)/(S*exp(-m))^n",
        matters: "an exponential overflows, or all vanish", example: "log(exp(x) + exp(2*x) + exp(y))", point: (500, 0))
    case .shareComplement:
      return Row(
        name: "1 - exp(x)/(exp(x) + exp(y))", pattern: "c - c*exp(u)/(exp(u) + R)", form: "c*R/(exp(u) + R)",
        matters: "the share is near 1", example: "1 - exp(x)/(exp(x) + exp(y))", point: (40, -1))
    case .signedShare:
      return Row(
        name: "(exp(x) - exp(y))/(exp(x) + exp(y))", pattern: "(c*exp(u) - d*exp(v))/S for u and v of S",
        form: "(c*exp(u - m) - d*exp(v - m))/(S*exp(-m)), a difference by expm1",
        matters: "exponentials overflow, or are near each other", example: "(exp(x) - exp(y))/(exp(x) + exp(y))",
        point: (800, 799.999999))
    case .logarithmOfOnePlus:
      return Row(
        name: "log(1 + x)", pattern: "log(1 + u)", form: "log1p(u)", matters: "u is small",
        example: "log(1 + x)", point: (1e-12, 0))
    case .areaSine:
      return Row(
        name: "log(x + sqrt(x^2 + 1))", pattern: "log(u + sqrt(u^2 + 1)), log(u + sqrt(u^2 - 1))",
        form: "asinh(u), acosh(u)", matters: "u is small, or negative, or its square overflows",
        example: "log(x + sqrt(x^2 + 1))", point: (-1e10, 0))
    case .softplus:
      return Row(
        name: "log(1 + exp(x))", pattern: "log(c + c*exp(u))", form: "log(c) + softplus(u)",
        matters: "exp(u) overflows, or is small", example: "log(1 + exp(x))", point: (-40, 0))
    case .logarithmOfLogistic:
      return Row(
        name: "log(sigmoid(x))", pattern: "log(sigmoid(u))", form: "-softplus(-u)",
        matters: "sigmoid(u) vanishes, or is near 1", example: "log(sigmoid(x))", point: (40, 0))
    case .logarithmOfLogisticComplement:
      return Row(
        name: "log(1 - sigmoid(x))", pattern: "log(c - c*sigmoid(u))", form: "log(c) - softplus(u)",
        matters: "sigmoid(u) is near 1, or small", example: "log(1 - sigmoid(x))", point: (800, 0))
    case .logarithmOfShare:
      return Row(
        name: "log(exp(x)/(exp(x) + exp(y)))", pattern: "log(c*exp(u)/S)", form: "log(c) - log(S*exp(-u))",
        matters: "the share vanishes, or is near 1", example: "log(exp(x)/(exp(x) + exp(y)))", point: (40, -1))
    case .logarithmOfShareComplement:
      return Row(
        name: "log(1 - exp(x)/(exp(x) + exp(y)))", pattern: "log(c - d*exp(u)/S)",
        form: "log(c) + log1p(-d*exp(u)/(c*S)) or a difference of log-sum-exp",
        matters: "the share is near 1, or small", example: "log(1 - exp(x)/(exp(x) + exp(y) + 1))", point: (-1, 40))
    }
  }
}
