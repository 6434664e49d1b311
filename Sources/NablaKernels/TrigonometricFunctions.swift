// Trigonometric, inverse trigonometric and hyperbolic functions. Angles are in radians.

extension Kernels {
  /// The sine. Domain: all reals, reduced modulo 2 pi exactly; ±∞ gives NaN.
  @inlinable public static func sin(_ x: Double) -> Double {
    let result = systemSin(x)
    return result.magnitude < nearZero && x.magnitude > 1 ? sinNearZero(x) : result
  }

  /// The cosine. Domain: all reals, reduced modulo 2 pi exactly; ±∞ gives NaN.
  @inlinable public static func cos(_ x: Double) -> Double {
    let result = systemCos(x)
    return result.magnitude < nearZero ? cosNearZero(x) : result
  }

  /// The tangent sin(x)/cos(x). Its poles, pi/2 + k pi, are never a `Double`; ±∞ gives NaN.
  @inlinable public static func tan(_ x: Double) -> Double {
    let result = systemTan(x)
    if result.magnitude < nearZero && x.magnitude > 1 { return tanNearZero(x) }
    return result.magnitude > 1 / nearZero ? 1 / cotNearZero(x) : result
  }

  /// The cotangent cos(x)/sin(x). Pole at 0: cot(±0) = ±∞; ±∞ gives NaN.
  @inlinable public static func cot(_ x: Double) -> Double {
    let tangent = systemTan(x)
    if tangent.magnitude < nearZero && x.magnitude > 1 { return 1 / tanNearZero(x) }
    return tangent.magnitude > 1 / nearZero ? cotNearZero(x) : 1 / tangent
  }

  /// The secant 1/cos(x). Its poles, pi/2 + k pi, are never a `Double`; ±∞ gives NaN.
  @inlinable public static func sec(_ x: Double) -> Double { 1 / cos(x) }

  /// The cosecant 1/sin(x). Pole at 0: csc(±0) = ±∞; ±∞ gives NaN.
  @inlinable public static func csc(_ x: Double) -> Double { 1 / sin(x) }

  /// The inverse sine, with values from −pi/2 to pi/2. Domain: −1 ≤ x ≤ 1, otherwise NaN.
  @inlinable public static func asin(_ x: Double) -> Double { systemAsin(x) }

  /// The inverse cosine, with values from 0 to pi. Domain: −1 ≤ x ≤ 1, otherwise NaN.
  @inlinable public static func acos(_ x: Double) -> Double { systemAcos(x) }

  /// The inverse tangent, with values between −pi/2 and pi/2. Domain: all reals; atan(±∞) = ±pi/2.
  @inlinable public static func atan(_ x: Double) -> Double { systemAtan(x) }

  /// The angle of the point (x, y), ordinate first, above −pi and up to pi.
  ///
  /// Undefined at the origin: NaN there. A zero is the number 0 whatever its sign, so on the negative axis the
  /// angle is pi, also for y = −0. Infinite arguments give the limits along the axes and diagonals.
  @inlinable public static func atan2(_ y: Double, _ x: Double) -> Double {
    if y == 0 {
      if x == 0 { return .nan }
      return systemAtan2(0, x)
    }
    return systemAtan2(y, x)
  }

  /// The hyperbolic sine. Domain: all reals; sinh(±∞) = ±∞.
  @inlinable public static func sinh(_ x: Double) -> Double { systemSinh(x) }

  /// The hyperbolic cosine. Domain: all reals; cosh(±∞) = ∞.
  @inlinable public static func cosh(_ x: Double) -> Double { systemCosh(x) }

  /// The hyperbolic tangent. Domain: all reals; tanh(±∞) = ±1.
  @inlinable public static func tanh(_ x: Double) -> Double { systemTanh(x) }

  /// The inverse hyperbolic sine. Domain: all reals; asinh(±∞) = ±∞.
  @inlinable public static func asinh(_ x: Double) -> Double { systemAsinh(x) }

  /// The inverse hyperbolic cosine, not negative. Domain: x ≥ 1, otherwise NaN; acosh(∞) = ∞.
  @inlinable public static func acosh(_ x: Double) -> Double { systemAcosh(x) }

  /// The inverse hyperbolic tangent. Domain: −1 < x < 1; poles: atanh(±1) = ±∞, beyond NaN.
  @inlinable public static func atanh(_ x: Double) -> Double { systemAtanh(x) }
}

// Results nearer to 0 than the system's reduction of great arguments is trusted with. There the sine, the tangent
// and their argument agree to the last digit.
extension Kernels {
  /// Below this size sin r and tan r differ from r by less than 2^-60 of it.
  @inlinable internal static var nearZero: Double { 0x1p-30 }

  /// The sine of a number greater than 1 in size at which it is nearly 0.
  @usableFromInline internal static func sinNearZero(_ x: Double) -> Double {
    let reduced = ReducedArgument(x.magnitude)
    return (x < 0) == (reduced.quarterTurns == 2) ? reduced.offset : -reduced.offset
  }

  /// The cosine of a number at which it is nearly 0.
  @usableFromInline internal static func cosNearZero(_ x: Double) -> Double {
    let reduced = ReducedArgument(x.magnitude)
    return reduced.quarterTurns == 3 ? reduced.offset : -reduced.offset
  }

  /// The tangent of a number greater than 1 in size at which it is nearly 0.
  @usableFromInline internal static func tanNearZero(_ x: Double) -> Double {
    let offset = ReducedArgument(x.magnitude).offset
    return x < 0 ? -offset : offset
  }

  /// The cotangent of a number at which it is nearly 0.
  @usableFromInline internal static func cotNearZero(_ x: Double) -> Double {
    let offset = ReducedArgument(x.magnitude).offset
    return x < 0 ? offset : -offset
  }
}
