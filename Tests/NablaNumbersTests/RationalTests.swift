// Rationals: random operations against GMP's own rationals, and named cases.

import CGMP
import NablaNumbers
import NablaTestSupport
import Testing

/// A rational held by GMP and handled by nothing else.
private final class RationalReferee {
  var value = __mpq_struct()

  init() { __gmpq_init(&value) }

  /// The reduced quotient; the denominator is not zero.
  init(_ numerator: Referee, _ denominator: Referee) {
    __gmpq_init(&value)
    __gmpz_set(&value._mp_num, &numerator.value)
    __gmpz_set(&value._mp_den, &denominator.value)
    __gmpq_canonicalize(&value)
  }

  deinit { __gmpq_clear(&value) }

  /// A function of GMP: result, left operand, right operand.
  typealias Operation = (
    UnsafeMutablePointer<__mpq_struct>?, UnsafePointer<__mpq_struct>?, UnsafePointer<__mpq_struct>?
  ) -> Void

  static func of(
    _ left: RationalReferee, _ right: RationalReferee, _ function: Operation
  ) -> RationalReferee {
    let result = RationalReferee()
    withExtendedLifetime((left, right)) {
      var x = left.value
      var y = right.value
      function(&result.value, &x, &y)
    }
    return result
  }

  func agrees(with rational: Rational) -> Bool {
    let numerator = Referee()
    let denominator = Referee()
    __gmpz_set(&numerator.value, &value._mp_num)
    __gmpz_set(&denominator.value, &value._mp_den)
    return numerator.agrees(with: rational.numerator) && denominator.agrees(with: rational.denominator)
  }
}

struct RationalTests {
  @Test func randomOperationsAgreeWithGMP() {
    var generator = SeededGenerator()
    for _ in 0..<(TestSize.isOptimised ? 300_000 : 5000) {
      let parts = (0..<4).map { _ in Referee.random(bits: 200, using: &generator) }
      if parts[1].decimal == "0" || parts[3].decimal == "0" { continue }
      let operation = Int.random(in: 0..<8, using: &generator)
      if !agree(operation, parts) {
        Issue.record("operation \(operation) on \(parts.map(\.decimal)); seed \(generator.seed)")
        return
      }
    }
  }

  private func agree(_ operation: Int, _ parts: [Referee]) -> Bool {
    let x = RationalReferee(parts[0], parts[1])
    let y = RationalReferee(parts[2], parts[3])
    let a = Rational(parts[0].integer, parts[1].integer)
    let b = Rational(parts[2].integer, parts[3].integer)
    switch operation {
    case 0: return RationalReferee.of(x, y, __gmpq_add).agrees(with: a + b)
    case 1: return RationalReferee.of(x, y, __gmpq_sub).agrees(with: a - b)
    case 2: return RationalReferee.of(x, y, __gmpq_mul).agrees(with: a * b)
    case 3: return b.isZero || RationalReferee.of(x, y, __gmpq_div).agrees(with: a / b)
    case 4:
      let order = __gmpq_cmp(&x.value, &y.value)
      return (a < b) == (order < 0) && (a == b) == (order == 0) && (a > b) == (order > 0)
    case 5:
      let detour = (a + b) - b
      let inverse = a.isZero ? a : a.reciprocal.reciprocal
      return detour == a && detour.hashValue == a.hashValue && detour.structuralHash == a.structuralHash
        && inverse == a && -(-a) == a
    case 6:
      let floor = Referee.of(parts[0], parts[1], __gmpz_fdiv_q)
      return floor.agrees(with: a.floor) && x.agrees(with: a)
        && a.bitWidth == a.numerator.bitWidth + a.denominator.bitWidth
    default:
      // Sums and differences of the same denominator, and what cancels to an integer.
      let shared = Rational(parts[2].integer, parts[1].integer)
      let sharedReferee = RationalReferee(parts[2], parts[1])
      return RationalReferee.of(x, sharedReferee, __gmpq_add).agrees(with: a + shared)
        && RationalReferee.of(x, sharedReferee, __gmpq_sub).agrees(with: a - shared) && (a - a).isZero
    }
  }

  @Test func forms() {
    #expect(Rational(6, -4).description == "-3/2" && Rational(10, 2).description == "5")
    #expect(Rational(0, -7) == 0 && Rational(0, Int.min).denominator.isOne)
    #expect(Rational(Int.min, Int.min).isOne && Rational(Int.min, -1).description == "9223372036854775808")
    #expect(Rational(1, Int.min).description == "-1/9223372036854775808")
    #expect(Rational(Int.min, Int.max).reciprocal == Rational(Int.max, Int.min))
    #expect(Rational(7, 2).floor == 3 && Rational(-7, 2).floor == -4 && Rational(-6, 2).floor == -3)
    #expect(Rational(6, 3).asInt == 2 && Rational(1, 2).asInt == nil && Rational(1, 2).asInteger == nil)
    #expect(Rational(-1, 2).signum == -1 && Rational(-1, 2).magnitude == Rational(1, 2))
    #expect(Rational(1, 3) < Rational(1, 2) && Rational(-1, 2) < Rational(-1, 3))
    #expect(Rational(Int.min, Int.max) < Rational(-1) && Rational(Int.max, 1) > Rational(Int.min, 3))
  }

  @Test func powersAndRoots() {
    #expect(Rational(-2, 3).power(3) == Rational(-8, 27) && Rational(-2, 3).power(-3) == Rational(-27, 8))
    #expect(Rational(0).power(0) == 1 && Rational(5, 7).power(0) == 1)
    #expect(Rational(1).power(Int.min) == 1 && Rational(-1).power(Int.min) == 1)
    #expect(Rational(-1).power(-3) == -1)
    #expect(Rational(4, 9).root(2) == Rational(2, 3) && Rational(4, 3).root(2) == nil)
    #expect(Rational(0).root(3) == 0 && Rational(3, 4).root(2) == nil)
    #expect(Rational(3, 4).root(1) == Rational(3, 4))
    for degree in [2, 3, 10, 70] {
      #expect(Rational(1_000_003, 999_983).power(degree).root(degree) == Rational(1_000_003, 999_983))
    }
  }

  @Test func manyTermsCancel() {
    // The harmonic sum grows far beyond words and comes back.
    var sum: Rational = 0
    for n in 1...300 { sum += Rational(1, n) }
    #expect(sum.numerator.asInt == nil)
    for n in (1...300).reversed() { sum -= Rational(1, n) }
    #expect(sum == 0 && sum.numerator.asInt == 0 && sum.denominator.asInt == 1)
    var product: Rational = 1
    for n in 1...500 { product *= Rational(n, n + 1) }
    #expect(product == Rational(1, 501))
    for n in 1...500 { product /= Rational(n, n + 1) }
    #expect(product.isOne)
  }
  /// Parts near a word's end multiply to more than two words; the comparison must not lose what lies beyond.
  @Test func productsAreRecognisedWithoutMultiplyingOut() {
    let parts = [1, 2, 3, -7, 10, 1 << 31, (1 << 62) - 57, Int.max, Int.min + 1]
    let values = parts.flatMap { n in parts.filter { $0 > 0 }.map { Rational(n, $0) } }
    for a in values {
      for b in values {
        let product = a * b
        #expect(product.isProduct(of: a, and: b))
        #expect(!(product + Rational(1, Int.max)).isProduct(of: a, and: b))
        #expect(!(-product).isProduct(of: a, and: b))
      }
    }
  }
}
