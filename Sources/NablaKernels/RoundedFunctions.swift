// Functions that the C library does not have, or not to the last digit: rounded from their enclosures.

extension KernelID {
  /// The value at doubles, correctly rounded but for ties nearer than 2^(−60); NaN where there is none, and without Arb.
  func rounded(_ x: Double...) -> Double {
    guard Ball.isAvailable, x.allSatisfy(\.isFinite) else { return .nan }
    let balls = x.map { Ball($0) }
    var bits = 96
    while bits <= 16_384 {
      guard let ball = ball(balls, bits: bits) else { return .nan }
      if ball.isFinite {
        if ball.isBelow(powerOfTwo: -1080) { return 0 }
        if ball.accuracyBits > 60 || ball.sign == 0 { return ball.double }
      } else if bits > 1000 {
        // Outside its domain no precision helps.
        return .nan
      }
      bits *= 2
    }
    return .nan
  }
}

extension Kernels {
  /// The complementary error function 1 − erf(x). Domain: all reals; erfc(∞) = 0, erfc(−∞) = 2.
  public static func erfc(_ x: Double) -> Double {
    // Beyond these it rounds to its limits.
    x.magnitude > 28 ? (x > 0 ? 0 : 2) : KernelID.erfc.rounded(x)
  }

  /// The imaginary error function, 2/sqrt(pi) times the integral of e^(t²) from 0 to x. Domain: all reals.
  public static func erfi(_ x: Double) -> Double {
    x.magnitude > 27 ? Double(signOf: x, magnitudeOf: .infinity) : KernelID.erfi.rounded(x)
  }

  /// sin(x)/x, and 1 at 0. Domain: all reals.
  public static func sinc(_ x: Double) -> Double {
    // Nearer to 0 the rest is below a half of the last place.
    x.magnitude < 1e-8 ? 1 : x.isInfinite ? 0 : sin(x) / x
  }

  /// log(x/(1 − x)). Domain: 0 < x < 1; poles at both ends.
  public static func logit(_ x: Double) -> Double {
    if x > 0.25 && x < 0.75 { return logarithmOfOnePlus((2 * x - 1) / (1 - x)) }
    return systemLog(x) - logarithmOfOnePlus(-x)
  }

  /// x·log(x), and 0 at 0. Domain: x ≥ 0.
  public static func xlogx(_ x: Double) -> Double { x == 0 ? 0 : x * systemLog(x) }

  /// x/(1 + |x|). Domain: all reals.
  public static func softsign(_ x: Double) -> Double {
    x.isInfinite ? Double(signOf: x, magnitudeOf: 1) : x / (1 + x.magnitude)
  }

  /// The gamma function. Domain: all reals but 0, −1, −2, …
  public static func gamma(_ x: Double) -> Double {
    // Where it is beyond the doubles, and where it is below them but for its poles.
    if x > 172 { return .infinity }
    if x < -200 { return x == x.rounded() ? .nan : 0 }
    return KernelID.gamma.rounded(x)
  }

  /// log|gamma(x)|. Domain: all reals but 0, −1, −2, …
  public static func lgamma(_ x: Double) -> Double { x > 1e306 ? .infinity : KernelID.lgamma.rounded(x) }

  /// The zeta function. Domain: x ≠ 1.
  public static func zeta(_ x: Double) -> Double {
    if x > 60 { return 1 }
    // Beyond the doubles, but for its zeros at even numbers.
    if x < -300 {
      return x.truncatingRemainder(dividingBy: 2) == 0
        ? 0 : .infinity * sin(.pi / 2 * (x.truncatingRemainder(dividingBy: 4)))
    }
    return KernelID.zeta.rounded(x)
  }

  /// The exponential integral Ei. Domain: x ≠ 0.
  public static func exponentialIntegral(_ x: Double) -> Double {
    x > 720 ? .infinity : x < -800 ? 0 : KernelID.exponentialIntegral.rounded(x)
  }

  /// The Airy functions of the first and second kind, and their derivatives. Domain: all reals.
  public static func airyAi(_ x: Double) -> Double { x > 110 ? 0 : KernelID.airyAi.rounded(x) }
  /// The derivative of `airyAi`.
  public static func airyAiPrime(_ x: Double) -> Double { x > 110 ? 0 : KernelID.airyAiPrime.rounded(x) }
  /// The Airy function of the second kind.
  public static func airyBi(_ x: Double) -> Double { x > 110 ? .infinity : KernelID.airyBi.rounded(x) }
  /// The derivative of `airyBi`.
  public static func airyBiPrime(_ x: Double) -> Double { x > 110 ? .infinity : KernelID.airyBiPrime.rounded(x) }
}
