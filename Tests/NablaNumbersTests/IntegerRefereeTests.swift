// Random operations on integers against GMP itself.

import CGMP
import NablaNumbers
import NablaTestSupport
import Testing

struct IntegerRefereeTests {
  @Test func randomOperationsAgreeWithGMP() {
    var generator = SeededGenerator()
    let count = TestSize.isOptimised ? 1_000_000 : 20_000
    for step in 0..<count {
      let x = Referee.random(bits: step % 100 == 0 ? 5000 : 300, using: &generator)
      let y = Referee.random(bits: 300, using: &generator)
      let operation = Int.random(in: 0..<13, using: &generator)
      if !agree(operation, x, y, using: &generator) {
        Issue.record("operation \(operation) on \(x.decimal), \(y.decimal); seed \(generator.seed)")
        return
      }
    }
  }

  private func agree(
    _ operation: Int, _ x: Referee, _ y: Referee, using generator: inout SeededGenerator
  ) -> Bool {
    let a = x.integer
    let b = y.integer
    switch operation {
    case 0: return Referee.of(x, y, __gmpz_add).agrees(with: a + b)
    case 1: return Referee.of(x, y, __gmpz_sub).agrees(with: a - b)
    case 2: return Referee.of(x, y, __gmpz_mul).agrees(with: a * b)
    case 3:
      let opposite = Referee.of(Referee(), x, __gmpz_sub)
      return opposite.agrees(with: -a) && (a.isNegative ? opposite : x).agrees(with: a.magnitude)
    case 4:
      if b.isZero { return a.exactlyDivided(by: b) == nil }
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      return Referee.of(x, y, __gmpz_tdiv_q).agrees(with: quotient)
        && Referee.of(x, y, __gmpz_tdiv_r).agrees(with: remainder)
    case 5:
      return b.isZero || Referee.of(x, y, __gmpz_fdiv_q).agrees(with: a.floorDivided(by: b))
    case 6:
      if b.isZero { return true }
      let product = Referee.of(x, y, __gmpz_mul).integer
      let divides = __gmpz_divisible_p(&x.value, &y.value) != 0
      return product.exactlyDivided(by: b) == a && (a.exactlyDivided(by: b) != nil) == divides
        && a.exactlyDivided(by: b).map(Referee.of(x, y, __gmpz_tdiv_q).agrees(with:)) != false
    case 7:
      // Common factors are rare between random numbers: multiply one in.
      let common = Referee.random(bits: 100, using: &generator)
      let left = Referee.of(x, common, __gmpz_mul)
      let right = Referee.of(y, common, __gmpz_mul)
      return Referee.of(left, right, __gmpz_gcd).agrees(with: Integer.gcd(left.integer, right.integer))
        && Referee.of(x, y, __gmpz_gcd).agrees(with: Integer.gcd(a, b))
    case 8:
      let order = __gmpz_cmp(&x.value, &y.value)
      return (a < b) == (order < 0) && (a == b) == (order == 0) && (a > b) == (order > 0)
    case 9:
      let exponent = UInt.random(in: 0...12, using: &generator)
      let power = Referee()
      __gmpz_pow_ui(&power.value, &x.value, exponent)
      return power.agrees(with: a.power(Int(exponent)))
    case 10:
      let degree = UInt.random(in: 1...70, using: &generator)
      let root = Referee()
      let isExact = __gmpz_root(&root.value, &absolute(x).value, degree) != 0
      let answer = a.magnitude.root(Int(degree))
      return root.agrees(with: answer.root) && answer.isExact == isExact
    case 11:
      // The same value by another way: equal, with equal hashes.
      let detour = (a + b) - b
      let sign = x.value._mp_size.signum()
      return detour == a && detour.hashValue == a.hashValue && detour.structuralHash == a.structuralHash
        && a.signum == Int(sign) && a.isZero == (sign == 0) && a.isNegative == (sign < 0)
    default:
      let bits = __gmpz_sizeinbase(&x.value, 2)
      return a.bitWidth == (a.isZero ? 0 : bits)
        && a.isEven == (__gmpz_divisible_ui_p(&x.value, 2) != 0)
        && x.decimal == a.description && Integer(x.decimal).map(x.agrees(with:)) == true
        && a.isOne == (x.decimal == "1")
    }
  }

  private func absolute(_ x: Referee) -> Referee {
    x.value._mp_size < 0 ? Referee.of(Referee(), x, __gmpz_sub) : x
  }

  @Test func factorialsAndTheirSizes() {
    for n in Array(0...400) + [1000, 5000] {
      let expected = Referee()
      __gmpz_fac_ui(&expected.value, UInt(n))
      let factorial = Integer.factorial(n)
      #expect(expected.agrees(with: factorial))
      let estimate = Integer.factorialBitWidth(Integer(n))
      #expect(abs(estimate - Double(factorial.bitWidth)) <= 1.1, "\(n)")
    }
    let million = Integer.factorialBitWidth(1_000_000)
    #expect(abs(million - 18_488_884.8) < 2)
    #expect(Integer.factorialBitWidth(Integer(10).power(300)).isFinite)
    #expect(Integer.factorialBitWidth(Integer(10).power(400)) == .infinity)
    #expect(Integer.factorialBitWidth(-7) == 1)
  }

  @Test func sizesOfPowers() {
    for base in [2, 3, 10, -7, 1_000_003, Int.max, Int.min] {
      for exponent in [1, 2, 10, 100, 1001] {
        let power = Integer(base).power(exponent)
        let estimate = Integer(base).powerBitWidth(Integer(exponent))
        #expect(abs(estimate - Double(power.bitWidth)) <= 1.0001, "\(base)^\(exponent)")
      }
    }
    #expect(Integer(1).powerBitWidth(Integer(10).power(500)) == 1)
    #expect(Integer(-1).powerBitWidth(Integer(10).power(500)) == 1)
    #expect(Integer(2).powerBitWidth(Integer(10).power(12)) == 1e12 + 1)
    #expect(Integer(2).powerBitWidth(-100) == 101)
    #expect(Integer(2).powerBitWidth(Integer(10).power(500)) == .infinity)
  }
}
