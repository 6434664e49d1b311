// Rationals to doubles and back, judged in exact arithmetic against both neighbours.

import NablaNumbers
import NablaTestSupport
import Testing

/// The exact value of a double, from its parts alone; of ±infinity the power of two that would come next.
private func exact(_ value: Double) -> Rational {
  if value.isInfinite { return Rational(value < 0 ? -1 : 1) * Rational(2).power(1024) }
  if value.isZero { return 0 }
  let exponent = max(Int(value.exponent), -1022) - 52
  let significand = Int(value.significandBitPattern) + (value.isSubnormal ? 0 : 1 << 52)
  return Rational(value < 0 ? -significand : significand) * Rational(2).power(exponent)
}

/// Whether no double is nearer, and of two equally near ones this is even.
private func isNearest(_ value: Double, to number: Rational) -> Bool {
  if value.isNaN { return false }
  let error = (number - exact(value)).magnitude
  if value.isInfinite {
    if (value < 0) != number.isNegative { return false }
    // Infinity stands for everything from half way to the number after the largest; a tie is even.
    return number.magnitude >= exact(.greatestFiniteMagnitude) + Rational(2).power(970)
  }
  for neighbour in [value.nextUp, value.nextDown] {
    let other = (number - exact(neighbour)).magnitude
    if other < error { return false }
    if other == error && value.significandBitPattern & 1 == 1 { return false }
  }
  return true
}

struct RationalDoubleTests {
  @Test func roundingIsCorrect() {
    var generator = SeededGenerator()
    for _ in 0..<(TestSize.isOptimised ? 60_000 : 1500) {
      let number = randomNumber(using: &generator)
      let value = number.nearestDouble
      if !isNearest(value, to: number) || (-number).nearestDouble != -value {
        Issue.record("\(value) for \(number); seed \(generator.seed)")
        return
      }
    }
  }

  /// Quotients of all sizes; doubles of all sizes; halfway between two of them; and very little beside that.
  private func randomNumber(using generator: inout SeededGenerator) -> Rational {
    if Int.random(in: 0..<3, using: &generator) == 0 {
      let n = Referee.random(bits: 1300, using: &generator).integer
      let d = Referee.random(bits: 1300, using: &generator).integer
      return d.isZero ? Rational(n) : Rational(n, d)
    }
    var pattern = generator.next() & 0x7FFF_FFFF_FFFF_FFFF
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: pattern &= 0x001F_FFFF_FFFF_FFFF  // subnormal, or next to them
    case 1: pattern = pattern & 0xFFFF | UInt64.random(in: 0..<0x7FF, using: &generator) << 52
    case 2: pattern = pattern & 0x000F_FFFF_FFFF_FFFF | 0x7FE0_0000_0000_0000  // next to overflow
    default: break
    }
    let value = Double(bitPattern: min(pattern, Double.greatestFiniteMagnitude.bitPattern))
    let halfway = (exact(value) + exact(value.nextUp)) / 2
    let start = Bool.random(using: &generator) ? halfway : exact(value)
    let little = Rational(2).power(-Int.random(in: 50...1500, using: &generator)) / 3
    return start + little * Rational(Int.random(in: -1...1, using: &generator))
  }

  @Test func namedValues() {
    let tiny = Rational(2).power(-1074)
    #expect(tiny.nearestDouble == .leastNonzeroMagnitude && (tiny / 2).nearestDouble == 0)
    #expect((tiny / 2 + tiny.power(2)).nearestDouble == .leastNonzeroMagnitude)
    #expect((tiny * Rational(3, 2)).nearestDouble == 0x1p-1073)
    #expect((tiny / 1000).nearestDouble == 0 && tiny.power(50).nearestDouble == 0)
    #expect((-tiny.power(50)).nearestDouble.sign == .minus)
    #expect((-Rational(10).power(400) / 3).nearestDouble == -.infinity)
    #expect((Rational(10).power(400) / Rational(10).power(399)).nearestDouble == 10)
    #expect(Rational(1, 3).nearestDouble == 1.0 / 3 && Rational(0).nearestDouble == 0)
    #expect(Rational(9_007_199_254_740_993, 1).nearestDouble == 9_007_199_254_740_992)
    #expect(Rational(Int.min, 3).nearestDouble == -0x1p63 / 3)
  }

  @Test func doublesAreReadBack() {
    var generator = SeededGenerator()
    let named: [Double] = [
      0, -0.0, 1, -1, 0.1, 0.5, 1e16, 123456.789, 1e300, .leastNonzeroMagnitude,
      .leastNormalMagnitude.nextDown, .pi,
      .leastNormalMagnitude,
      .greatestFiniteMagnitude, -0x1p63, 0x1p63,
    ]
    let random = (0..<(TestSize.isOptimised ? 20_000 : 500)).map { _ in Double(bitPattern: generator.next()) }
    for value in named + random {
      guard value.isFinite else {
        #expect(Rational(exactly: value) == nil && Rational(shortestDecimal: value) == nil)
        continue
      }
      let isRight =
        Rational(exactly: value) == exact(value)
        && Rational(shortestDecimal: value)?.nearestDouble == value && exact(value).nearestDouble == value
      if !isRight { Issue.record("\(value); seed \(generator.seed)") }
    }
    #expect(Rational(shortestDecimal: 0.1) == Rational(1, 10))
    #expect(Rational(shortestDecimal: -2.5e-3) == Rational(-1, 400))
    #expect(Rational(shortestDecimal: 1e22) == Rational(10).power(22))
    #expect(Rational(exactly: 0.1) != Rational(1, 10) && Rational(exactly: 0.75) == Rational(3, 4))
    #expect(Rational(exactly: Double.nan) == nil && Rational(shortestDecimal: .infinity) == nil)
  }
}
