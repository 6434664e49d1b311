// Functions that formulas need in place of a difference or a sum that would lose their digits.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Kernels {
  /// e^x − 1, also near 0. Domain: all reals.
  public static func exponentialLessOne(_ x: Double) -> Double { expm1(x) }

  /// log(1 + x), also near 0. Domain: x > −1; at −1 it is −∞.
  public static func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }

  /// log(1 + e^x) without overflow. Domain: all reals.
  public static func softplus(_ x: Double) -> Double {
    // Above 0 the correction is at most log 2, far below 0 it is the whole value.
    (x > 0 ? x : x - x) + log1p(systemExp(-x.magnitude))
  }

  /// 1 − tanh(x)^2 = 1/cosh(x)^2, also where tanh rounds to 1. Domain: all reals.
  public static func sechSquared(_ x: Double) -> Double {
    // 4·e^(−2|x|)/(1 + e^(−2|x|))^2, whose exponential neither overflows nor is subtracted.
    let small = systemExp(-2 * x.magnitude)
    let denominator = 1 + small
    return 4 * small / (denominator * denominator)
  }

  /// sqrt(x^2 + y^2) without overflow. Domain: all reals.
  public static func hypotenuse(_ x: Double, _ y: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    let sum = x * x + y * y
    // Where the squares are in range the plain formula is within one unit in the last place.
    if sum > 1e-280 && sum < 1e300 { return sum.squareRoot() }
    return hypot(x, y)
  }
}
