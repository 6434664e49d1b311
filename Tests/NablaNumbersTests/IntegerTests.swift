// Named cases of integers: boundaries, literals, text, what can be drawn out of roots.

import NablaNumbers
import NablaTestSupport
import Testing

struct IntegerTests {
  @Test func boundariesOfInt() {
    let smallest = Integer(Int.min)
    let largest = Integer(Int.max)
    let beyond: Integer = 9_223_372_036_854_775_808
    #expect(-smallest == beyond && beyond.asInt == nil && (-beyond).asInt == Int.min)
    #expect(smallest.magnitude == beyond)
    #expect(largest + 1 == beyond && (beyond - 1).asInt == Int.max)
    #expect(smallest - 1 == -9_223_372_036_854_775_809)
    #expect((smallest - 1 + 1).asInt == Int.min)
    #expect(smallest * -1 == beyond && smallest.quotientAndRemainder(dividingBy: -1) == (beyond, 0))
    #expect(smallest.floorDivided(by: -1) == beyond && smallest.exactlyDivided(by: -1) == beyond)
    #expect(beyond.exactlyDivided(by: -1)?.asInt == Int.min)
    #expect(Integer.gcd(smallest, smallest) == beyond && Integer.gcd(smallest, 0) == beyond)
    #expect(Integer.gcd(smallest, 6).asInt == 2 && Integer.gcd(0, 0) == 0)
    #expect(Integer(2).power(63) == beyond && Integer(-2).power(63).asInt == Int.min)
    #expect(smallest.bitWidth == 64 && largest.bitWidth == 63 && Integer(0).bitWidth == 0)
    #expect(Integer(7).exactlyDivided(by: 0) == nil && Integer(0).exactlyDivided(by: 0) == nil)
  }

  @Test func literalsOfAnyLength() {
    let values: [(Integer, String)] = [
      (0, "0"), (-1, "-1"), (9_223_372_036_854_775_807, "9223372036854775807"),
      (-9_223_372_036_854_775_808, "-9223372036854775808"),
      (9_223_372_036_854_775_808, "9223372036854775808"),
      (-9_223_372_036_854_775_809, "-9223372036854775809"),
      (18_446_744_073_709_551_616, "18446744073709551616"),
      (-18_446_744_073_709_551_616, "-18446744073709551616"),
      (-340_282_366_920_938_463_463_374_607_431_768_211_456, "-340282366920938463463374607431768211456"),
      (
        1_234_567_890_123_456_789_012_345_678_901_234_567_890,
        "1234567890123456789012345678901234567890"
      ),
    ]
    for (value, text) in values {
      #expect(value.description == text && Integer(text) == value)
      #expect(Rational(value).description == text)
    }
    let rational: Rational = -18_446_744_073_709_551_617
    #expect(rational.description == "-18446744073709551617")
  }

  @Test func text() throws {
    for malformed in ["", "-", "+", "1 ", " 1", "1.0", "--1", "0x10", "١", "12a", "1_000", "-+1"] {
      #expect(Integer(malformed) == nil, "\(malformed)")
    }
    #expect(Integer("-0")?.isZero == true && Integer("+007")?.asInt == 7)
    #expect(Integer(String(repeating: "0", count: 500) + "5")?.asInt == 5)
    for length in 1...60 {
      for digit in ["1", "9"] {
        let text = String(repeating: digit, count: length)
        #expect(Integer(text)?.description == text && Integer("-" + text)?.description == "-" + text)
      }
    }
    let long = String(repeating: "9876543210", count: TestSize.isOptimised ? 100_000 : 2000)
    #expect(Integer(long)?.description == long)
  }

  @Test func doubles() {
    for value in [0, -0.0, 1, -1, 0x1p52, 0x1p63, -0x1p63, 0x1p64, 1e300, -Double.greatestFiniteMagnitude] {
      #expect(Integer(exactly: value)?.nearestDouble == value)
    }
    for value in [0.5, -1.25, .nan, .infinity, -.infinity, .leastNonzeroMagnitude] {
      #expect(Integer(exactly: value) == nil)
    }
    #expect(Integer(exactly: -0x1p63)?.asInt == Int.min && Integer(exactly: 0x1p63)?.asInt == nil)
    let two = Integer(2)
    for shift in [0, 1, 9, 10, 11, 12, 63, 64, 65, 127, 300] {
      let unit = two.power(shift)
      let even = two.power(53) * unit
      // 2^53 + 1 is half way: to even below, and above that anything more goes up.
      #expect((even + unit).nearestDouble == even.nearestDouble)
      #expect((-even - unit).nearestDouble == -even.nearestDouble)
      #expect((even + unit * 3).nearestDouble == (even + unit * 4).nearestDouble)
      if shift > 0 {
        #expect((even + unit + 1).nearestDouble == even.nearestDouble.nextUp)
        #expect((even + unit - 1).nearestDouble == even.nearestDouble)
      }
    }
    let half = two.power(1024) - two.power(970)
    #expect((half - 1).nearestDouble == .greatestFiniteMagnitude && half.nearestDouble == .infinity)
    #expect((-half).nearestDouble == -.infinity && Integer(10).power(5000).nearestDouble == .infinity)
  }

  @Test func whatIsDrawnOutOfRoots() {
    #expect(Integer(8).extractingPower(2) == (2, 2))
    #expect(Integer(1).extractingPower(5) == (1, 1))
    #expect(Integer(72).extractingPower(3) == (2, 9))
    #expect(Integer(12).extractingPower(1) == (12, 1))
    let prime: Integer = 1_000_000_007
    #expect(prime.power(5).extractingPower(2) == (prime.power(2), prime))
    #expect((prime.power(6) * 48).extractingPower(4) == (prime * 2, prime.power(2) * 3))
    #expect(Integer(10).power(1001).extractingPower(2) == (Integer(10).power(500), 10))
    #expect((Integer(10_007).power(4) * 10_009).extractingPower(4) == (10_007, 10_009))
    // p²q with all three primes above 4096 is below 2^40: found all the same.
    #expect(Integer(4099 * 4099 * 10_007).extractingPower(2) == (4099, 10_007))
    #expect(Integer(10_007 * 10_007 * 4099).extractingPower(2) == (10_007, 4099))
    #expect(Integer(10_303 * 10_303 * 10_301).extractingPower(2) == (10_303, 10_301))

    var generator = SeededGenerator()
    for _ in 0..<(TestSize.isOptimised ? 2000 : 20) {
      let degree = Int.random(in: 2...4, using: &generator)
      let n = Int.random(in: 1..<(1 << 40), using: &generator) >> Int.random(in: 0..<40, using: &generator)
      let value = Integer(max(n, 1))
      let (outside, inside) = value.extractingPower(degree)
      #expect(outside.power(degree) * inside == value, "\(value), seed \(generator.seed)")
      // No larger outside: inside is free of powers of this degree, by trial.
      guard let rest = inside.asInt else {
        Issue.record("\(value), seed \(generator.seed)")
        continue
      }
      var divisor = 2
      var power = 1 << degree
      while power <= rest {
        if rest.isMultiple(of: power) {
          Issue.record("\(value) degree \(degree), seed \(generator.seed)")
        }
        divisor += 1
        power = (1..<degree).reduce(divisor) { product, _ in product * divisor }
      }
    }
  }

  @Test func perfectPowers() {
    #expect(Integer(2).perfectPower() == (2, 1) && Integer(64).perfectPower() == (2, 6))
    #expect(Integer(Int.max).perfectPower() == (Integer(Int.max), 1))
    #expect(Integer(2).power(62).perfectPower() == (2, 62))
    let prime: Integer = 1_000_000_007
    let bases: [Integer] = [
      2, 3, 6, 10, 12, 18, 4099, 10_321, prime, prime * 2, prime.power(2) * 3, prime * 10_007,
    ]
    for base in bases {
      for exponent in [1, 2, 3, 4, 5, 6, 7, 12, 30, 37, 61, 64, 101, 210] {
        #expect(base.power(exponent).perfectPower() == (base, exponent), "\(base)^\(exponent)")
        #expect((base.power(exponent) * 2 + 1).perfectPower().exponent <= 2)
      }
    }
  }

  @Test func rootsNextToPowers() {
    for base in [2, 3, 10, 46_341, 2_097_151, 2_097_152, 3_037_000_499, 3_037_000_500, Int.max] {
      for degree in [1, 2, 3, 4, 5, 7, 13, 62, 63, 64, 200] {
        let power = Integer(base).power(degree)
        #expect(power.root(degree) == (Integer(base), true))
        #expect((power - 1).root(degree) == (Integer(base - 1), degree == 1))
        if base == 2 && degree == 1 { continue }
        #expect((power + 1).root(degree) == (degree == 1 ? Integer(base) + 1 : Integer(base), degree == 1))
      }
    }
    var generator = SeededGenerator()
    for _ in 0..<(TestSize.isOptimised ? 200_000 : 2000) {
      let base =
        Int.random(in: 1...3_037_000_499, using: &generator) >> Int.random(in: 0...4, using: &generator)
      let square = base * base
      let roots = [square - 1, square, square + 1].map { Integer($0).root(2) }
      let isRight =
        base < 2
        || roots[0] == (Integer(base - 1), false) && roots[1] == (Integer(base), true)
          && roots[2] == (Integer(base), false)
      if !isRight { Issue.record("\(base), seed \(generator.seed)") }
    }
    #expect(Integer(Int.max).root(2) == (3_037_000_499, false) && Integer(0).root(9) == (0, true))
    #expect(Integer(10).power(50).root(Int.max) == (1, false))
  }

  @Test func hashesDoNotCollide() {
    var hashes: Set<UInt64> = []
    var values: [Integer] = []
    for n in -2000...2000 { values += [Integer(n), Integer(n) * Integer(2).power(64) + Integer(1 << 62)] }
    for value in values { hashes.insert(value.structuralHash) }
    #expect(hashes.count == Set(values).count)
    // Part of stored results: the value must never change.
    #expect(Integer(0).structuralHash == 0xE220_A839_7B1D_CDAF)
  }
}
