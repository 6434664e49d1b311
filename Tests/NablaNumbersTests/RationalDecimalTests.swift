// Decimal text to rationals and back.

import NablaNumbers
import NablaTestSupport
import Testing

private func parse(_ text: String, _ bits: Int = 10_000) -> Rational.DecimalParse {
  var text = text
  return text.withUTF8 { Rational.parseDecimal($0, maximumBits: bits) }
}

struct RationalDecimalTests {
  @Test func literals() {
    let cases: [(String, Rational)] = [
      ("0", 0), ("7", 7), ("007", 7), ("7.", 7), (".5", Rational(1, 2)), ("2.50e-3", Rational(1, 400)),
      ("1e3", 1000), ("1E+3", 1000), ("12.5E1", 125), ("0.1", Rational(1, 10)), ("3.14", Rational(157, 50)),
      ("0.000", 0), ("0e999999999999999999999999", 0), ("1.e2", 100), (".5e0", Rational(1, 2)),
      ("1e-18", Rational(1, Integer(10).power(18))), ("1e-19", Rational(1, Integer(10).power(19))),
      ("0.1000000000000000000000000000", Rational(1, 10)),
      ("123456789012345678901234567890.25e2", 12_345_678_901_234_567_890_123_456_789_025),
      ("5000000000000000000000000000000000000000000e-40", 500),
    ]
    for (text, value) in cases {
      #expect(parse(text) == .value(value), "\(text)")
    }
    let malformed = [
      "", ".", "e5", ".e5", "1e", "1e+", "1e-", "1.2.3", "1e5.0", "-1", "+1", "1 ", "1e5e5", "0x1", "٣",
    ]
    for text in malformed {
      #expect(parse(text) == .malformed, "\(text)")
    }
  }

  @Test func whatIsTooLargeIsToldApart() {
    #expect(parse("1e1000000") == .tooLarge(mantissa: 1, exponent: 1_000_000))
    #expect(parse("2.5e-1000000") == .tooLarge(mantissa: Rational(5, 2), exponent: -1_000_000))
    #expect(
      parse("1e100000000000000000000") == .tooLarge(mantissa: 1, exponent: 100_000_000_000_000_000_000))
    #expect(parse("1e9223372036854775808", Int.max) != .malformed)
    #expect(parse("1e5", Int.min) == .tooLarge(mantissa: 1, exponent: 5))
    for exponent in [10, 100, 1000, 3000, 3010] {
      for text in ["1e\(exponent)", "7.25e-\(exponent)"] {
        switch parse(text, 5000) {
        case .value(let value): #expect(value.bitWidth <= 5000 && exponent < 1510, "\(text)")
        case .tooLarge: #expect(exponent > 1490, "\(text)")
        case .malformed: Issue.record("\(text)")
        }
      }
    }
    var text = "1e1000000"
    #expect(text.withUTF8 { Rational(decimal: $0, maximumBits: 1000) } == nil)
    text = "1e2"
    #expect(text.withUTF8 { Rational(decimal: $0, maximumBits: 1000) } == 100)
  }

  @Test func randomLiteralsAgreeWithTheirDefinition() {
    var generator = SeededGenerator()
    for _ in 0..<(TestSize.isOptimised ? 50_000 : 1000) {
      let lengths = [0, 1, 3, 17, 18, 19, 40]
      // Long runs of 0 and of 5 and 2 try the reduction.
      let alphabets = [Array("0123456789"), Array("0"), Array("05"), Array("0248")]
      let digits = { (generator: inout SeededGenerator) -> String in
        let length = lengths[Int.random(in: 0..<lengths.count, using: &generator)]
        let alphabet = alphabets[Int.random(in: 0..<alphabets.count, using: &generator)]
        let range = 0..<alphabet.count
        return String((0..<length).map { _ in alphabet[Int.random(in: range, using: &generator)] })
      }
      let whole = digits(&generator)
      let fraction = digits(&generator)
      let exponent = Int.random(in: -50...50, using: &generator)
      let text = "\(whole).\(fraction)e\(exponent)"
      if whole.isEmpty && fraction.isEmpty {
        #expect(parse(text) == .malformed)
        continue
      }
      let expected =
        Rational(Integer("0" + whole + fraction) ?? -1) * Rational(10).power(exponent - fraction.count)
      if parse(text) != .value(expected) { Issue.record("\(text); seed \(generator.seed)") }
      // And back: the description is read as the same value.
      guard let description = expected.decimalDescription(maximumDigits: 500),
        parse(description) == .value(expected)
      else {
        Issue.record("description of \(text); seed \(generator.seed)")
        continue
      }
    }
  }

  @Test func descriptions() {
    #expect(Rational(1, 4).decimalDescription(maximumDigits: 2) == "0.25")
    #expect(Rational(1, 4).decimalDescription(maximumDigits: 1) == nil)
    #expect(Rational(-25, 2).decimalDescription(maximumDigits: 3) == "-12.5")
    #expect(Rational(-25, 2).decimalDescription(maximumDigits: 2) == nil)
    #expect(Rational(1, 3).decimalDescription(maximumDigits: 1000) == nil)
    #expect(Rational(1, 1000).decimalDescription(maximumDigits: 3) == "0.001")
    #expect(Rational(1, 1000).decimalDescription(maximumDigits: 2) == nil)
    #expect(Rational(-1, 80).decimalDescription(maximumDigits: 9) == "-0.0125")
    #expect(Rational(100).decimalDescription(maximumDigits: 3) == "100")
    #expect(Rational(100).decimalDescription(maximumDigits: 2) == nil)
    #expect(Rational(0).decimalDescription(maximumDigits: 1) == "0")
    #expect(Rational(2).power(-100_000).decimalDescription(maximumDigits: 50) == nil)
    #expect(Rational(7).power(100_000).decimalDescription(maximumDigits: 50) == nil)
    let zeros = String(repeating: "0", count: 29)
    #expect(Rational(10).power(-30).decimalDescription(maximumDigits: 30) == "0." + zeros + "1")
  }

  @Test func longText() {
    let digits = String(repeating: "1234567890", count: TestSize.isOptimised ? 100_000 : 1000) + "5"
    guard case .value(let value) = parse("0." + digits) else {
      Issue.record("a long decimal is a value whatever the limit")
      return
    }
    #expect(value.decimalDescription(maximumDigits: digits.count) == "0." + digits)
    #expect(parse("0." + digits + "e1", 100) == .tooLarge(mantissa: value, exponent: 1))
  }
}
