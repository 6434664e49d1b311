// Arithmetic of rationals. Common factors are divided out before multiplying (Knuth, The Art of Computer
// Programming, volume 2, 4.5.1), which keeps intermediate results small; inline until a product overflows.

extension Rational {
  /// The sum.
  @inlinable
  public static func + (left: Rational, right: Rational) -> Rational {
    if let x = left.smallParts, let y = right.smallParts,
      let sum = smallSum(x.numerator, x.denominator, y.numerator, y.denominator)
    {
      return sum
    }
    return sum(left, right)
  }

  /// The difference.
  @inlinable
  public static func - (left: Rational, right: Rational) -> Rational {
    if let x = left.smallParts, let y = right.smallParts, y.numerator != Int.min,
      let sum = smallSum(x.numerator, x.denominator, -y.numerator, y.denominator)
    {
      return sum
    }
    return sum(left, -right)
  }

  /// The product.
  @inlinable
  public static func * (left: Rational, right: Rational) -> Rational {
    if let x = left.smallParts, let y = right.smallParts,
      let product = smallProduct(x.numerator, x.denominator, y.numerator, y.denominator)
    {
      return product
    }
    return product(left, right)
  }

  /// The quotient. The divisor must not be zero.
  @inlinable
  public static func / (left: Rational, right: Rational) -> Rational { left * right.reciprocal }

  /// The opposite.
  @inlinable
  public static prefix func - (operand: Rational) -> Rational {
    Rational(reduced: -operand.numerator, operand.denominator)
  }

  /// Adds in place.
  @inlinable
  public static func += (left: inout Rational, right: Rational) { left = left + right }

  /// Subtracts in place.
  @inlinable
  public static func -= (left: inout Rational, right: Rational) { left = left - right }

  /// Multiplies in place.
  @inlinable
  public static func *= (left: inout Rational, right: Rational) { left = left * right }

  /// Divides in place. The divisor must not be zero.
  @inlinable
  public static func /= (left: inout Rational, right: Rational) { left = left / right }

  /// One divided by this, which must not be zero.
  @inlinable
  public var reciprocal: Rational {
    require(!isZero, "division by zero")
    return isNegative
      ? Rational(reduced: -denominator, -numerator) : Rational(reduced: denominator, numerator)
  }

  /// Whether this is the product of two others: the same as comparing with it, without greatest common divisors
  /// where words hold what meets.
  public func isProduct(of left: Rational, and right: Rational) -> Bool {
    if let (n, d) = smallParts, let (a, b) = left.smallParts, let (c, e) = right.smallParts {
      // n/d = (a/b)·(c/e) where n·(b·e) = (a·c)·d.
      let (above, overflow1) = a.multipliedReportingOverflow(by: c)
      let (below, overflow2) = b.multipliedReportingOverflow(by: e)
      if !overflow1 && !overflow2 { return n.multipliedFullWidth(by: below) == above.multipliedFullWidth(by: d) }
    }
    return self == left * right
  }

  /// The power. A negative exponent needs a nonzero base; `0^0` is 1.
  ///
  /// The size is up to the caller: ask `powerBitWidth` of the parts first. Traps beyond `Integer.maximumBitWidth`.
  public func power(_ exponent: Int) -> Rational {
    if exponent >= 0 {
      return Rational(reduced: numerator.power(exponent), denominator.power(exponent))
    }
    let inverse = reciprocal
    // The magnitude of Int.min does not fit: that one power is the square of the power with half the exponent.
    if exponent == Int.min {
      let half = inverse.power(1 << (Int.bitWidth - 2))
      return half * half
    }
    return inverse.power(-exponent)
  }

  /// The exact root of a rational that is not negative, or nil where the root is irrational. The degree is at least 1.
  public func root(_ degree: Int) -> Rational? {
    // In lowest terms a fraction is a power only if both parts are.
    guard case let (n, true) = numerator.root(degree), case let (d, true) = denominator.root(degree)
    else { return nil }
    return Rational(reduced: n, d)
  }
}

extension Rational {
  /// The sum of a/b and c/d in lowest terms, or nil where a step overflows.
  @inlinable
  static func smallSum(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Rational? {
    if b == d {
      let (sum, overflow) = a.addingReportingOverflow(c)
      if overflow { return nil }
      return b == 1 ? Rational(sum) : Rational(sum, b)
    }
    // Divisors of positive words fit.
    let common = Int(bitPattern: greatestCommonDivisor(b.magnitude, d.magnitude))
    let (left, overflow1) = a.multipliedReportingOverflow(by: d / common)
    let (right, overflow2) = c.multipliedReportingOverflow(by: b / common)
    let (sum, overflow3) = left.addingReportingOverflow(right)
    // Only factors of `common` can be shared by the sum and the common denominator.
    let shared = Int(bitPattern: greatestCommonDivisor(sum.magnitude, common.magnitude))
    let (denominator, overflow4) = (b / common).multipliedReportingOverflow(by: d / shared)
    if overflow1 || overflow2 || overflow3 || overflow4 { return nil }
    return Rational(reduced: Integer(sum / shared), Integer(denominator))
  }

  /// The product of a/b and c/d in lowest terms, or nil where it overflows.
  @inlinable
  package static func smallProduct(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Rational? {
    if b == 1 && d == 1 {
      let (product, overflow) = a.multipliedReportingOverflow(by: c)
      return overflow ? nil : Rational(product)
    }
    // Divisors of positive words fit.
    let first = Int(bitPattern: greatestCommonDivisor(a.magnitude, d.magnitude))
    let second = Int(bitPattern: greatestCommonDivisor(c.magnitude, b.magnitude))
    // Most often there is nothing to divide by.
    let (p, q) = first == 1 ? (a, d) : (a / first, d / first)
    let (r, s) = second == 1 ? (c, b) : (c / second, b / second)
    let (numerator, overflow1) = p.multipliedReportingOverflow(by: r)
    let (denominator, overflow2) = s.multipliedReportingOverflow(by: q)
    if overflow1 || overflow2 { return nil }
    return Rational(reduced: Integer(numerator), Integer(denominator))
  }

  @usableFromInline
  @inline(never)
  static func sum(_ left: Rational, _ right: Rational) -> Rational {
    let common = Integer.gcd(left.denominator, right.denominator)
    let leftCofactor = left.denominator.divided(byFactor: common)
    let rightCofactor = right.denominator.divided(byFactor: common)
    let sum = left.numerator * rightCofactor + right.numerator * leftCofactor
    let shared = Integer.gcd(sum, common)
    return Rational(
      reduced: sum.divided(byFactor: shared), leftCofactor * right.denominator.divided(byFactor: shared))
  }

  @usableFromInline
  @inline(never)
  static func product(_ left: Rational, _ right: Rational) -> Rational {
    let first = Integer.gcd(left.numerator, right.denominator)
    let second = Integer.gcd(right.numerator, left.denominator)
    return Rational(
      reduced: left.numerator.divided(byFactor: first) * right.numerator.divided(byFactor: second),
      left.denominator.divided(byFactor: second) * right.denominator.divided(byFactor: first))
  }
}
