// Exponential, logarithm, roots, the logistic function and the error function.

extension Kernels {
  /// The exponential e^x. Domain: all reals; exp(−∞) = 0, exp(∞) = ∞.
  @inlinable public static func exp(_ x: Double) -> Double { systemExp(x) }

  /// The natural logarithm. Domain: x > 0. log(±0) = −∞ (a pole), negative x gives NaN, log(∞) = ∞.
  @inlinable public static func log(_ x: Double) -> Double { systemLog(x) }

  /// The square root, correctly rounded. Domain: x ≥ 0; sqrt(−0) = −0, negative x gives NaN.
  @inlinable public static func sqrt(_ x: Double) -> Double { x.squareRoot() }

  /// The real cube root, odd in x. Domain: all reals; cbrt(±∞) = ±∞. Exact where x is the cube of a `Double`.
  ///
  /// Within one unit of the last place, where a system's own cube root may miss by four.
  public static func cbrt(_ x: Double) -> Double {
    // So small an argument would leave no digits for the residual below. The powers of two are exact.
    if x.magnitude < 0x1p-900 { return x == 0 ? x : cbrt(x * 0x1p600) * 0x1p-200 }
    let root = systemCbrt(x)
    if !root.isFinite { return root }
    // One step of Newton's method on root^3 = x, the square in two parts so that the residual is exact enough.
    let square = root * root
    let squareError = (-square).addingProduct(root, root)
    let residual = (-x).addingProduct(square, root) + squareError * root
    return root - residual / (3 * square)
  }

  /// The logistic function 1/(1 + e^−x). Domain: all reals; sigmoid(−∞) = 0, sigmoid(∞) = 1.
  ///
  /// Only e^−|x| is formed, so nothing overflows, and far below zero the result is e^x with full accuracy.
  @inlinable public static func sigmoid(_ x: Double) -> Double {
    let small = systemExp(-x.magnitude)
    return (x < 0 ? small : 1) / (1 + small)
  }

  /// The error function, 2/sqrt(pi) times the integral of e^(−t²) from 0 to x. Domain: all reals; erf(±∞) = ±1.
  @inlinable public static func erf(_ x: Double) -> Double { systemErf(x) }
}
