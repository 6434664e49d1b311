// Greatest and least of many numbers, and the share that the first of them has in the extreme.

extension Kernels {
  /// The greater of two numbers; NaN if either is NaN. Of two zeros of different sign, either may be the result.
  @inlinable public static func maximum(_ first: Double, _ second: Double) -> Double {
    if first >= second { return first }
    return first < second ? second : .nan
  }

  /// The lesser of two numbers; NaN if either is NaN. Of two zeros of different sign, either may be the result.
  @inlinable public static func minimum(_ first: Double, _ second: Double) -> Double {
    if first <= second { return first }
    return first > second ? second : .nan
  }

  /// The greatest of the numbers of an array, buffer or other sequence; NaN if any of them is NaN.
  ///
  /// Of no numbers it is −∞, which changes no maximum that it takes part in. Linear in their number.
  @inlinable public static func maximum(_ values: some Sequence<Double>) -> Double {
    var greatest = -Double.infinity
    for value in values {
      // A NaN fails the comparison and is kept from then on, since nothing compares with it.
      if !(value <= greatest) {
        if value.isNaN { return .nan }
        greatest = value
      }
    }
    return greatest
  }

  /// The least of the numbers of an array, buffer or other sequence; NaN if any of them is NaN.
  ///
  /// Of no numbers it is ∞, which changes no minimum that it takes part in. Linear in their number.
  @inlinable public static func minimum(_ values: some Sequence<Double>) -> Double {
    var least = Double.infinity
    for value in values where !(value >= least) {
      if value.isNaN { return .nan }
      least = value
    }
    return least
  }

  /// The slope that `maximum` has with respect to the first number: 1/k if k numbers, the first among them, are
  /// equally the greatest, and 0 if the first is not. NaN if any number is NaN, or if there are none.
  ///
  /// Zeros of either sign are equal. Linear in the count of the numbers.
  @inlinable public static func maxShare(_ values: some Sequence<Double>) -> Double {
    share(of: values) { $0 > $1 }
  }

  /// The slope that `minimum` has with respect to the first number: 1/k if k numbers, the first among them, are
  /// equally the least, and 0 if the first is not. NaN if any number is NaN, or if there are none.
  ///
  /// Zeros of either sign are equal. Linear in the count of the numbers.
  @inlinable public static func minShare(_ values: some Sequence<Double>) -> Double {
    share(of: values) { $0 < $1 }
  }

  @inlinable @inline(__always)
  internal static func share(
    of values: some Sequence<Double>, beats: (Double, Double) -> Bool
  ) -> Double {
    var numbers = values.makeIterator()
    guard let first = numbers.next(), !first.isNaN else { return .nan }
    var tied = 1
    var firstIsExtreme = true
    // The walk goes on when the first number is beaten, because a NaN may still follow.
    while let value = numbers.next() {
      if value.isNaN { return .nan }
      if value == first { tied += 1 } else if beats(value, first) { firstIsExtreme = false }
    }
    return firstIsExtreme ? 1 / Double(tied) : 0
  }
}
