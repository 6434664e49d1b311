// The exact distance of a number to the nearest multiple of pi/2, for results of sin, cos and tan near their zeros.
// Systems reduce great arguments with an absolute error that such results, down to 2^-62, do not forgive.

/// Where a positive number lies between the multiples of pi/2.
internal struct ReducedArgument {
  /// The nearest multiple of pi/2, counted modulo 4.
  internal let quarterTurns: Int
  /// The number minus that multiple, from about −pi/4 to pi/4, rounded once.
  internal let offset: Double

  /// Reduces a finite number of at least 1 by multiplying its significand with as many digits of 2/pi as matter.
  ///
  /// With x = m 2^e, the digits of 2/pi whose product with 2^e is a multiple of 4 do not change the result. The 256
  /// digits after these give x 2/pi modulo 4 with an error below 2^-200; no `Double` comes nearer than 2^-64 to a multiple.
  internal init(_ x: Double) {
    let significand = UInt64(x.significandBitPattern) | 1 << 52
    let firstDigit = Int(x.exponent) - 52 - 1

    // The product of the significand and four words of digits, most significant word first, modulo 2^256.
    var words = SIMD4<UInt64>()
    var carry: UInt64 = 0
    for place in (0..<4).reversed() {
      let digits = Self.digitsOfTwoOverPi(from: firstDigit + 64 * place)
      let product = significand.multipliedFullWidth(by: digits)
      let (sum, overflow) = product.low.addingReportingOverflow(carry)
      words[place] = sum
      carry = product.high + (overflow ? 1 : 0)
    }

    // Two digits before the point; what follows is taken to the nearest integer.
    var turns = Int(words[0] >> 62)
    for place in 0..<4 { words[place] = words[place] << 2 | (place < 3 ? words[place + 1] >> 62 : 0) }
    let isNegative = words[0] >> 63 == 1
    if isNegative {
      turns += 1
      // Negation without the final 1, which is far below the error.
      for place in 0..<4 { words[place] = ~words[place] }
    }
    quarterTurns = turns & 3

    // The leading 106 digits as a sum of two exact Doubles, times pi/2 as such a sum.
    var zeros = words[0].leadingZeroBitCount
    var start = 0
    if zeros == 64 {
      start = 1
      zeros = words[1].leadingZeroBitCount
    }
    let top = words[start] << UInt64(zeros) | words[start + 1] >> UInt64(64 - zeros)
    let next = words[start + 1] << UInt64(zeros) | words[start + 2] >> UInt64(64 - zeros)
    let scale = Double(sign: .plus, exponent: -53 - 64 * start - zeros, significand: 1)
    let high = Double(top >> 11) * scale
    let low = Double((top & 0x7FF) << 42 | next >> 22) * scale * 0x1p-53
    let halfPi = Double.pi / 2
    let halfPiError = 0x1.1a62633145c07p-54
    let product = high * halfPi
    let remainder = (-product).addingProduct(high, halfPi) + (high * halfPiError + low * halfPi)
    offset = isNegative ? -(product + remainder) : product + remainder
  }

  /// 64 binary digits of 2/pi, beginning with the one of weight 2^-first; those before the point are 0.
  private static func digitsOfTwoOverPi(from first: Int) -> UInt64 {
    // Position 0 is the digit after the point. The shift rounds down for negative positions too.
    let position = first - 1
    let word = position >> 6
    let shift = UInt64(position & 63)
    func digits(_ word: Int) -> UInt64 { twoOverPi.indices.contains(word) ? twoOverPi[word] : 0 }
    return digits(word) << shift | digits(word + 1) >> (64 - shift)
  }

  /// The first 1280 binary digits of 2/pi after the point, enough for the greatest exponent.
  private static let twoOverPi: [UInt64] = [
    0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561,
    0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484,
    0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
    0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D, 0x7527_BAC7_EBE5_F17B,
    0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB, 0xF0CF_BC20_9AF4_361D,
  ]
}
