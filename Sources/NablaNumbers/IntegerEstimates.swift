// Factorials, sizes told before computing, and the nearest double.

internal import CGMP

// Also makes the linker find the C library's mathematical functions, which optimised conversions of doubles call.
#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

extension Integer {
  /// The product 1 · 2 ⋯ n, for n not negative; `factorial(0)` is 1.
  ///
  /// The size is up to the caller: ask `factorialBitWidth` first. Traps beyond `maximumBitWidth`.
  public static func factorial(_ n: Int) -> Integer {
    require(n >= 0, "a factorial needs a number that is not negative")
    if n <= 20 { return Integer((1...20).prefix(n).reduce(1, *)) }
    require(
      factorialBitWidth(Integer(n)) <= Double(maximumBitWidth), "the factorial is too large")
    return Integer(adopting: nabla_factorial(UInt(n)))
  }

  /// An estimate of the bits of n!, by Stirling's formula; 1 for n below 2. Infinity where a double cannot hold it.
  public static func factorialBitWidth(_ n: Integer) -> Double {
    if n < 2 { return 1 }
    let x = n.nearestDouble
    let log2OfE = 1.442_695_040_888_963_4
    let half = 1.325_748_064_736_159_3  // log2(2π) / 2
    // Written so that no partial result is infinite before the whole is.
    return x * (n.log2OfMagnitude - log2OfE) + n.log2OfMagnitude / 2 + half + log2OfE / (12 * x) + 1
  }

  /// An estimate of the bits of `self^|exponent|`, to a relative error of about 10⁻¹⁵ and at most one bit above it;
  /// infinity where a double cannot hold it.
  public func powerBitWidth(_ exponent: Integer) -> Double {
    if isZero { return exponent.isZero ? 1 : 0 }
    if magnitude.isOne || exponent.isZero { return 1 }
    return exponent.magnitude.nearestDouble * log2OfMagnitude + 1
  }

  /// The binary logarithm of the magnitude of a nonzero integer, to a relative error of about 10⁻¹⁵.
  var log2OfMagnitude: Double {
    let (top, exponent, _) = leadingBits
    return Double(exponent) + log2(Double(top))
  }

  /// The leading 64 bits of the magnitude (all of it, if shorter), the power of two they count, and whether
  /// all bits below them are zero.
  var leadingBits: (bits: UInt64, exponent: Int, isExact: Bool) {
    switch storage {
    case .small(let value):
      return (UInt64(value.magnitude), 0, true)
    case .large(let object):
      let count = Int(nabla_limb_count(object.value))
      let high = object.read { nabla_limb($0, count - 1) }
      if count == 1 { return (high, 0, true) }
      let next = object.read { nabla_limb($0, count - 2) }
      let shift = high.leadingZeroBitCount
      let exponent = (count - 1) * 64 - shift
      // Swift's shift by 64 gives zero: with no leading zeros nothing comes from the second limb.
      return (high << shift | next >> (64 - shift), exponent, trailingZeroBitCount >= exponent)
    }
  }

  /// The nearest double; of two equally near the one with the even significand; ±infinity beyond the range.
  public var nearestDouble: Double {
    if case .small(let value) = storage { return Double(value) }
    let (bits, exponent, isExact) = leadingBits
    return scaledDouble(isNegative: isNegative, bits: bits, exponent: exponent, isExact: isExact)
  }
}

/// The double nearest to `bits` · 2^exponent, or, if that is not exact, to a number above it by less than 2^exponent. Ties go
/// to the even significand. Inexact bits must have 55 significant ones at least.
func scaledDouble(isNegative: Bool, bits: UInt64, exponent: Int, isExact: Bool) -> Double {
  let zero = isNegative ? -0.0 : 0.0
  if bits == 0 { return zero }
  let leading = exponent + 63 - bits.leadingZeroBitCount
  if leading > 1023 { return isNegative ? -Double.infinity : Double.infinity }
  if leading < -1075 { return zero }
  // The place of the last bit that a double of this size has: subnormal ones end at 2^−1074.
  let last = max(leading - 52, -1074)
  let dropped = last - exponent
  var kept = bits
  if dropped > 0 {
    // At most 64, since the leading bit is at −1075 or above; Swift's shift by 64 gives zero.
    kept = bits >> dropped
    let rest = bits - kept << dropped
    let half: UInt64 = 1 << (dropped - 1)
    if rest > half || rest == half && (!isExact || kept & 1 == 1) { kept += 1 }
  }
  // Exact: `kept` has at most 53 bits (or is 2^53), and `place` is that of its lowest bit.
  let place = max(dropped, 0) + exponent
  return Double(sign: isNegative ? .minus : .plus, exponent: place, significand: Double(kept))
}
