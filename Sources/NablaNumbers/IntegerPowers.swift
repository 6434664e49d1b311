// Powers, roots, and what can be drawn out of a root.

internal import CGMP

extension Integer {
  /// The power with an exponent that is not negative; `0^0` is 1.
  ///
  /// The size is up to the caller: ask `powerBitWidth` first. Traps beyond `maximumBitWidth`.
  public func power(_ exponent: Int) -> Integer {
    require(exponent >= 0, "a power of an integer needs an exponent that is not negative")
    if case .small(let base) = storage {
      switch base {
      case 0: return exponent == 0 ? 1 : 0
      case 1: return 1
      case -1: return exponent & 1 == 0 ? 1 : -1
      default: if let power = smallPower(base, exponent) { return Integer(power) }
      }
    }
    require(
      powerBitWidth(Integer(exponent)) <= Double(Integer.maximumBitWidth), "the power is too large")
    return Integer(adopting: withOperand { nabla_power($0, UInt(exponent)) })
  }

  /// The largest integer whose power of this degree is at most `self`, and whether that power is `self`.
  ///
  /// For `self` not negative and a degree of at least 1.
  public func root(_ degree: Int) -> (root: Integer, isExact: Bool) {
    require(degree >= 1, "a root needs a positive degree")
    require(!isNegative, "a root needs a radicand that is not negative")
    if case .small(let value) = storage {
      let root = smallRoot(value, degree)
      return (Integer(root), smallPower(root, degree) == value)
    }
    var isExact = false
    let root = withOperand { nabla_root($0, UInt(degree), &isExact) }
    return (Integer(adopting: root), isExact)
  }

  /// What can be drawn out of a root: `outside^degree * inside == self`, for `self` positive, degree at least 1.
  ///
  /// `outside` is as large as can be found by dividing by the primes below 10,322 and asking whether the rest is
  /// a power of one number. Below 2^40 it is the largest possible: a rest without such primes has at most two prime factors.
  public func extractingPower(_ degree: Int) -> (outside: Integer, inside: Integer) {
    require(degree >= 1 && signum > 0, "needs a positive integer and a positive degree")
    if degree == 1 { return (self, 1) }
    var outside: Integer = 1
    var inside: Integer = 1
    func take(_ base: Integer, _ exponent: Int) {
      let (quotient, remainder) = exponent.quotientAndRemainder(dividingBy: degree)
      outside *= base.power(quotient)
      inside *= base.power(remainder)
    }
    let (factors, cofactor) = dividedBySmallPrimes()
    for factor in factors { take(Integer(factor.prime), factor.exponent) }
    if !cofactor.isOne {
      let (base, exponent) = cofactor.perfectPower()
      take(base, exponent)
    }
    return (outside, inside)
  }

  /// The largest exponent, with its base, such that `base^exponent == self`, for `self` at least 2.
  public func perfectPower() -> (base: Integer, exponent: Int) {
    require(self >= 2, "needs an integer of at least 2")
    if case .small(let value) = storage { return Integer.smallPerfectPower(value) }
    guard withOperand(nabla_is_perfect_power) else { return (self, 1) }
    // The exponent divides that of every prime factor, so a known factor leaves few candidates. Without one
    // the base exceeds the table of primes, which bounds the exponent.
    let (factors, _) = dividedBySmallPrimes()
    let divisor = factors.reduce(0) { Int(greatestCommonDivisor(UInt($0), UInt($1.exponent))) }
    var base = self
    var exponent = 1
    var candidate = 2
    while candidate <= (divisor > 0 ? divisor : base.bitWidth / 13) {
      guard isPrime(candidate), divisor.isMultiple(of: candidate), base.mayBePower(candidate),
        case let (root, true) = base.root(candidate)
      else {
        candidate += 1
        continue
      }
      base = root
      exponent *= candidate
      if case .small(let value) = base.storage {
        let (root, rest) = Integer.smallPerfectPower(value)
        return (root, exponent * rest)
      }
      guard base.withOperand(nabla_is_perfect_power) else { break }
    }
    return (base, exponent)
  }

  private static func smallPerfectPower(_ value: Int) -> (base: Integer, exponent: Int) {
    var base = value
    var exponent = 1
    for candidate in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61] {
      while true {
        let root = smallRoot(base, candidate)
        guard root > 1, smallPower(root, candidate) == base else { break }
        base = root
        exponent *= candidate
      }
    }
    return (Integer(base), exponent)
  }

  /// False only if this, positive, is no power of the prime degree: a nonzero such power is, modulo a prime
  /// q = k·degree + 1, a root of x^k = 1.
  private func mayBePower(_ degree: Int) -> Bool {
    var modulus = 2 * degree + 1
    while !isPrime(modulus) { modulus += 2 * degree }
    let residue = withOperand { UInt(nabla_modulo($0, UInt(modulus))) }
    if residue == 0 { return true }
    return modularPower(residue, UInt((modulus - 1) / degree), UInt(modulus)) == 1
  }
}

/// The power where it fits.
private func smallPower(_ base: Int, _ exponent: Int) -> Int? {
  var power = 1
  var square = base
  var rest = exponent
  while true {
    if rest & 1 == 1 {
      let (product, overflow) = power.multipliedReportingOverflow(by: square)
      if overflow { return nil }
      power = product
    }
    rest >>= 1
    if rest == 0 { return power }
    let (product, overflow) = square.multipliedReportingOverflow(by: square)
    if overflow { return nil }
    square = product
  }
}

/// The floor of the root of a word that is not negative: bit by bit, square roots by the processor.
private func smallRoot(_ value: Int, _ degree: Int) -> Int {
  if value <= 1 || degree == 1 { return value }
  if degree >= Int.bitWidth - 1 { return 1 }
  if degree == 2 {
    // The rounded root is the floor or one above it, whose square can overflow next to Int.max.
    let root = Int(Double(value).squareRoot())
    let (square, overflow) = root.multipliedReportingOverflow(by: root)
    return overflow || square > value ? root - 1 : root
  }
  let bits = Int.bitWidth - value.leadingZeroBitCount
  var root = 0
  for bit in (0...((bits - 1) / degree)).reversed() {
    let candidate = root | 1 << bit
    if let power = smallPower(candidate, degree), power <= value { root = candidate }
  }
  return root
}
