// Reciprocals of the hyperbolic functions, the inverses of reciprocals, logarithms to other bases.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Kernels {
  /// The hyperbolic secant 1/cosh(x). Domain: all reals; 0 at ±∞.
  public static func sech(_ x: Double) -> Double {
    // e^−|x| neither overflows nor loses the smallest results.
    let small = systemExp(-x.magnitude)
    return 2 * small / (1 + small * small)
  }

  /// The hyperbolic cosecant 1/sinh(x). Pole at 0: csch(±0) = ±∞.
  public static func csch(_ x: Double) -> Double {
    if x.magnitude < 20 { return 1 / systemSinh(x) }
    return Double(signOf: x, magnitudeOf: 2 * systemExp(-x.magnitude))
  }

  /// The hyperbolic cotangent cosh(x)/sinh(x). Pole at 0: coth(±0) = ±∞.
  public static func coth(_ x: Double) -> Double { 1 / systemTanh(x) }

  /// The angle atan(1/x). It jumps at 0, where it has no value.
  public static func acot(_ x: Double) -> Double { x == 0 ? .nan : systemAtan(1 / x) }

  /// The angle in [0, pi] whose secant is x. Domain: |x| ≥ 1, otherwise NaN.
  public static func asec(_ x: Double) -> Double { systemAtan2(tangent(ofSecant: x), x < 0 ? -1 : 1) }

  /// The angle in [−pi/2, pi/2] whose cosecant is x. Domain: |x| ≥ 1, otherwise NaN.
  public static func acsc(_ x: Double) -> Double {
    // 1/x loses digits near 1 alone.
    if x.magnitude > 2 { return systemAsin(1 / x) }
    return Double(signOf: x, magnitudeOf: systemAtan2(1, tangent(ofSecant: x)))
  }

  /// √(x² − 1) without cancellation or overflow.
  private static func tangent(ofSecant x: Double) -> Double {
    let size = x.magnitude
    return size > 1e100 ? size : ((size - 1) * (size + 1)).squareRoot()
  }

  /// The number not below 0 whose hyperbolic secant is x. Domain: 0 < x ≤ 1; asech(0) = ∞ (a pole).
  public static func asech(_ x: Double) -> Double {
    if x < 0 { return .nan }
    // Both terms are positive.
    return log1p(((1 - x) * (1 + x)).squareRoot()) - systemLog(x)
  }

  /// The number whose hyperbolic cosecant is x. Pole at 0: acsch(±0) = ±∞.
  public static func acsch(_ x: Double) -> Double {
    if x.magnitude > 1e-300 || x == 0 { return systemAsinh(1 / x) }
    return Double(signOf: x, magnitudeOf: 0.6931471805599453 - systemLog(x.magnitude))
  }

  /// The number whose hyperbolic cotangent is x. Domain: |x| > 1; acoth(±1) = ±∞ (a pole).
  public static func acoth(_ x: Double) -> Double {
    if x.magnitude < 1 { return .nan }
    if x.magnitude > 1e15 { return 1 / x }
    return Double(signOf: x, magnitudeOf: log1p(2 / (x.magnitude - 1)) / 2)
  }

  /// The logarithm to base 2. Domain: x > 0; log2(±0) = −∞ (a pole).
  public static func binaryLogarithm(_ x: Double) -> Double { log2(x) }

  /// The logarithm to base 10. Domain: x > 0; log10(±0) = −∞ (a pole).
  public static func decimalLogarithm(_ x: Double) -> Double { log10(x) }
}
