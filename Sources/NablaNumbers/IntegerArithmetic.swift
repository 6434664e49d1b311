// Sums, products, quotients and greatest common divisors: inline where both operands are, GMP otherwise.

internal import CGMP

extension Integer {
  /// The sum.
  @inlinable
  public static func + (left: Integer, right: Integer) -> Integer {
    if case .small(let x) = left.storage, case .small(let y) = right.storage {
      let (sum, overflow) = x.addingReportingOverflow(y)
      if !overflow { return Integer(sum) }
    }
    return sum(left, right)
  }

  /// The difference.
  @inlinable
  public static func - (left: Integer, right: Integer) -> Integer {
    if case .small(let x) = left.storage, case .small(let y) = right.storage {
      let (difference, overflow) = x.subtractingReportingOverflow(y)
      if !overflow { return Integer(difference) }
    }
    return difference(left, right)
  }

  /// The product.
  @inlinable
  public static func * (left: Integer, right: Integer) -> Integer {
    if case .small(let x) = left.storage, case .small(let y) = right.storage {
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if !overflow { return Integer(product) }
    }
    return product(left, right)
  }

  /// The opposite.
  @inlinable
  public static prefix func - (operand: Integer) -> Integer {
    if case .small(let x) = operand.storage, x != Int.min { return Integer(-x) }
    return opposite(operand)
  }

  /// Adds in place.
  @inlinable
  public static func += (left: inout Integer, right: Integer) { left = left + right }

  /// Subtracts in place.
  @inlinable
  public static func -= (left: inout Integer, right: Integer) { left = left - right }

  /// Multiplies in place.
  @inlinable
  public static func *= (left: inout Integer, right: Integer) { left = left * right }

  @usableFromInline
  @inline(never)
  static func sum(_ left: Integer, _ right: Integer) -> Integer { compute(left, right, nabla_add) }

  @usableFromInline
  @inline(never)
  static func difference(_ left: Integer, _ right: Integer) -> Integer {
    compute(left, right, nabla_subtract)
  }

  @usableFromInline
  @inline(never)
  static func product(_ left: Integer, _ right: Integer) -> Integer { compute(left, right, nabla_multiply) }

  @usableFromInline
  @inline(never)
  static func opposite(_ operand: Integer) -> Integer {
    Integer(adopting: operand.withOperand(nabla_negate))
  }
}

extension Integer {
  /// The quotient rounded toward zero, and the remainder, which has the sign of the dividend:
  /// `self == quotient * divisor + remainder`, |remainder| < |divisor|. The divisor must not be zero.
  public func quotientAndRemainder(
    dividingBy divisor: Integer
  ) -> (quotient: Integer, remainder: Integer) {
    require(!divisor.isZero, "division by zero")
    if case .small(let x) = storage, case .small(let y) = divisor.storage {
      // Int.min / −1 does not fit, and dividing by −1 traps on it.
      if y == -1 { return (-self, 0) }
      let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
      return (Integer(quotient), Integer(remainder))
    }
    let pair = Integer.withOperands(self, divisor, nabla_divide)
    return (Integer(adopting: pair.first), Integer(adopting: pair.second))
  }

  /// The quotient rounded toward −∞. The divisor must not be zero.
  public func floorDivided(by divisor: Integer) -> Integer {
    require(!divisor.isZero, "division by zero")
    if case .small(let x) = storage, case .small(let y) = divisor.storage {
      if y == -1 { return -self }
      let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
      let isRoundedUp = remainder != 0 && (remainder < 0) != (y < 0)
      return Integer(isRoundedUp ? quotient - 1 : quotient)
    }
    return Integer.compute(self, divisor, nabla_floor_divide)
  }

  /// The quotient where the divisor is not zero and divides this, otherwise nil.
  public func exactlyDivided(by divisor: Integer) -> Integer? {
    if divisor.isZero { return nil }
    if case .small(let x) = storage, case .small(let y) = divisor.storage {
      if y == -1 { return -self }
      let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
      return remainder == 0 ? Integer(quotient) : nil
    }
    guard Integer.withOperands(self, divisor, nabla_is_divisible) else { return nil }
    return Integer.compute(self, divisor, nabla_divide_exactly)
  }

  /// The quotient by a positive divisor known to divide this.
  @usableFromInline
  func divided(byFactor divisor: Integer) -> Integer {
    if divisor.isOne { return self }
    if case .small(let x) = storage, case .small(let y) = divisor.storage { return Integer(x / y) }
    return Integer.compute(self, divisor, nabla_divide_exactly)
  }

  /// The greatest common divisor, never negative; `gcd(0, 0)` is 0.
  @inlinable
  public static func gcd(_ left: Integer, _ right: Integer) -> Integer {
    if case .small(let x) = left.storage, case .small(let y) = right.storage,
      let divisor = Int(exactly: greatestCommonDivisor(x.magnitude, y.magnitude))
    {
      return Integer(divisor)
    }
    return divisor(left, right)
  }

  @usableFromInline
  @inline(never)
  static func divisor(_ left: Integer, _ right: Integer) -> Integer { compute(left, right, nabla_gcd) }

  /// This times 2^count; the count is not negative.
  func shiftedLeft(by count: Int) -> Integer {
    require(count >= 0 && count <= Integer.maximumBitWidth, "shift too long")
    if case .small(let value) = storage, count < UInt.bitWidth - 1 {
      let shifted = value << count
      if shifted >> count == value { return Integer(shifted) }
    }
    return Integer(adopting: withOperand { nabla_shift_left($0, UInt(count)) })
  }

  /// This divided by 2^count, rounded toward zero; the count is not negative.
  func shiftedRight(by count: Int) -> Integer {
    Integer(adopting: withOperand { nabla_shift_right($0, UInt(count)) })
  }

  /// A nonzero integer without its factors `divisor`, which is at least 2, and the number of these.
  func removing(_ divisor: Int) -> (rest: Integer, count: Int) {
    if case .small(var rest) = storage {
      var count = 0
      while rest.isMultiple(of: divisor) {
        rest /= divisor
        count += 1
      }
      return (Integer(rest), count)
    }
    var count: UInt64 = 0
    let rest = Integer.compute(self, Integer(divisor)) { nabla_remove($0, $1, &count) }
    return (rest, Int(count))
  }
}

/// The greatest common divisor of two words by Stein's binary algorithm; one division where one word is much longer.
@inlinable
func greatestCommonDivisor(_ left: UInt, _ right: UInt) -> UInt {
  if left == 0 || right == 1 { return right }
  if right == 0 || left == 1 { return left }
  var (x, y) = (left, right)
  if x &>> 8 > y {
    x %= y
    if x == 0 { return y }
  } else if y &>> 8 > x {
    y %= x
    if y == 0 { return x }
  }
  let shift = (x | y).trailingZeroBitCount
  x &>>= UInt(x.trailingZeroBitCount)
  while y != 0 {
    y &>>= UInt(y.trailingZeroBitCount)
    if x > y { swap(&x, &y) }
    y &-= x
  }
  return x &<< UInt(shift)
}
