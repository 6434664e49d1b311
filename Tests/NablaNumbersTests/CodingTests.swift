// The coded forms: decimal text that keeps every digit.

import Foundation
import NablaNumbers
import Testing

struct CodingTests {
  @Test func valuesComeBack() throws {
    let integers: [Integer] = [0, -1, 9_223_372_036_854_775_808, -123_456_789_012_345_678_901_234_567_890]
    let text = try JSONEncoder().encode(integers)
    #expect(
      String(decoding: text, as: UTF8.self)
        == #"["0","-1","9223372036854775808","-123456789012345678901234567890"]"#)
    #expect(try JSONDecoder().decode([Integer].self, from: text) == integers)

    let rationals = [Rational(-3, 2), 5, 0, Rational(1, 3).power(100)]
    let coded = try JSONEncoder().encode(rationals)
    #expect(try JSONDecoder().decode([Rational].self, from: coded) == rationals)
    #expect(try JSONDecoder().decode([Rational].self, from: Data(#"["6/4"]"#.utf8)) == [Rational(3, 2)])
  }

  @Test(arguments: ["", "x", "1/0", "1/-2", "1/", "/2", "1/2/3", "1.5"])
  func malformedTextIsRefused(_ text: String) {
    let data = Data("[\"\(text)\"]".utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Rational].self, from: data) }
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Integer].self, from: data) }
  }
}
