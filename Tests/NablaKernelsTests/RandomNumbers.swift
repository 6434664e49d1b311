// Numbers whose binary exponents are drawn evenly.

import NablaTestSupport

extension SeededGenerator {
  /// A number of either sign with 2^e ≤ |x| < 2^(e+1), where e is drawn evenly.
  mutating func number(exponents: ClosedRange<Int>) -> Double {
    let significand = Double.random(in: 1..<2, using: &self)
    let size = Double(
      sign: .plus, exponent: Int.random(in: exponents, using: &self), significand: significand)
    return Bool.random(using: &self) ? size : -size
  }

  /// A number of the whole range: subnormal numbers and the largest are as likely as any other exponents.
  mutating func number() -> Double { number(exponents: -1074...1023) }
}

/// Numbers at which functions tend to go wrong, each with both signs and with its neighbours.
let directedNumbers: [Double] = {
  let pi = Double.pi
  var sizes: [Double] = [
    0, .leastNonzeroMagnitude, 0x1p-1073, .leastNormalMagnitude, 0x1p-1024, 0x1p-1023, 0x1p-1021,
    1e-300, 0x1p-512, 0x1p-60, 0x1p-54, 0x1p-53, 0x1p-52, 0x1p-28, 0x1p-27, 0x1p-26, 1e-3, 0.1,
    0.25, 1 / 3, 0.5, 2 / 3, 0.75, 0.84375, 0.9, 1, 1.25, 1.5, 2, 2.1971405029296875,
    2.857142857142857, 3, 4, 5, 5.9, 6, 7, 8, 10, 16, 20, 22, 27, 28, 36.7, 37, 64, 100, 170, 355,
    700, 708.396, 709.089, 709.782712893384, 709.9, 710.4758600739439, 710.5, 720, 740,
    744.4400719213812, 745.1332191019411, 745.2, 746, 1000, 1024, 1e4, 105_414_357.8, 0x1p24,
    0x1p26, 0x1p31, 0x1p32, 0x1p52, 0x1p53, 0x1p62, 0x1p63, 0x1p64, 1e22, 1e100, 0x1p511, 0x1p512,
    1e300, 0x1p1022, 0x1p1023, 5.61e102,
    // Of all Doubles, the first is the nearest to a multiple of pi/2.
    6_381_956_970_095_103 * 0x1p797, .greatestFiniteMagnitude, .infinity,
  ]
  for multiple in 1...40 { sizes.append(Double(multiple) * pi / 4) }
  for power in 3...60 { sizes.append(Double(sign: .plus, exponent: power, significand: pi / 2)) }
  let positive = sizes.flatMap { [$0, $0.nextUp, $0.nextDown.magnitude] }
  return (positive + positive.map { -$0 }).filter { !$0.isNaN }
}()
