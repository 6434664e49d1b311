// Trial division by the primes of a table, and the little number theory of words that powers need.

internal import CGMP

/// The primes p with p³ < 2^40, and products of runs of them that fit a word: one pass over a large number tests a whole run.
private enum SmallPrimes {
  static let all: [Int] = {
    let bound = 10_322
    var isComposite = [Bool](repeating: false, count: bound)
    var primes: [Int] = []
    for candidate in 2..<bound where !isComposite[candidate] {
      primes.append(candidate)
      for multiple in stride(from: candidate * candidate, to: bound, by: candidate) {
        isComposite[multiple] = true
      }
    }
    return primes
  }()

  static let runs: [(product: UInt, indices: Range<Int>)] = {
    var runs: [(product: UInt, indices: Range<Int>)] = []
    var product: UInt = 1
    var start = 0
    for (index, prime) in all.enumerated() {
      let (next, overflow) = product.multipliedReportingOverflow(by: UInt(prime))
      if overflow {
        runs.append((product, start..<index))
        product = UInt(prime)
        start = index
      } else {
        product = next
      }
    }
    runs.append((product, start..<all.count))
    return runs
  }()
}

extension Integer {
  /// The primes of the table that divide a positive integer, with their exponents, and what is left.
  ///
  /// A small rest is not divided by primes beyond its cube root, so it may be a prime of the table, or a product of two.
  func dividedBySmallPrimes() -> (factors: [(prime: Int, exponent: Int)], cofactor: Integer) {
    var factors: [(prime: Int, exponent: Int)] = []
    var cofactor = self
    for run in SmallPrimes.runs {
      var residue: UInt?
      if cofactor.asInt == nil {
        residue = cofactor.withOperand { UInt(nabla_modulo($0, run.product)) }
      }
      for prime in SmallPrimes.all[run.indices] {
        if let value = cofactor.asInt {
          if prime * prime * prime > value { return (factors, cofactor) }
          if !value.isMultiple(of: prime) { continue }
        } else if let residue, !residue.isMultiple(of: UInt(prime)) {
          continue
        }
        let (rest, exponent) = cofactor.removing(prime)
        cofactor = rest
        factors.append((prime, exponent))
      }
    }
    return (factors, cofactor)
  }
}

/// Whether a word of at least 2 is prime, by trial division.
func isPrime(_ value: Int) -> Bool {
  if value < 4 { return value >= 2 }
  if value & 1 == 0 { return false }
  var divisor = 3
  while divisor * divisor <= value {
    if value.isMultiple(of: divisor) { return false }
    divisor += 2
  }
  return true
}

/// The power of a residue; the modulus is at least 2.
func modularPower(_ base: UInt, _ exponent: UInt, _ modulus: UInt) -> UInt {
  func times(_ x: UInt, _ y: UInt) -> UInt {
    // Both are below the modulus, so the high word is, as the division asks.
    modulus.dividingFullWidth(x.multipliedFullWidth(by: y)).remainder
  }
  var power: UInt = 1
  var square = base % modulus
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { power = times(power, square) }
    square = times(square, square)
    rest >>= 1
  }
  return power
}
