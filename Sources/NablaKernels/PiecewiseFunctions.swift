// Functions with a kink or a jump. All are exact. A zero argument counts as 0 whatever its sign.

extension Kernels {
  /// The absolute value |x|, +0 at ±0. Domain: all reals.
  @inlinable public static func abs(_ x: Double) -> Double { x.magnitude }

  /// The sign: −1, 0 or 1, with sign(±0) = 0. Domain: all reals.
  @inlinable public static func sign(_ x: Double) -> Double {
    // Branches on rare cases only: one on a random sign is mispredicted half the time.
    if x == 0 { return 0 }
    return x.isNaN ? .nan : Double(signOf: x, magnitudeOf: 1)
  }

  /// The step function: 0 below zero, 1 above it, and 1/2 at ±0. Domain: all reals.
  @inlinable public static func heaviside(_ x: Double) -> Double {
    if x == 0 { return 0.5 }
    return x.isNaN ? .nan : 0.5 + Double(signOf: x, magnitudeOf: 0.5)
  }

  /// The positive part max(x, 0), +0 at ±0. Domain: all reals.
  @inlinable public static func relu(_ x: Double) -> Double {
    // Written so that NaN, for which no comparison holds, falls through.
    x <= 0 ? 0 : x
  }

  /// The greatest integer not above x; its own value at integers and ±∞. Domain: all reals.
  @inlinable public static func floor(_ x: Double) -> Double { x.rounded(.down) }
}
