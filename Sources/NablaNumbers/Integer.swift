// Exact integers of any size: the type, its literals, its conversions from and to Int.

internal import CGMP

/// An exact integer of any size.
///
/// A value that fits `Int` is held inline, without allocation; any other is held by GMP. Each value has one form only, so
/// equality of inline values compares two words. Operations are exact; where inline arithmetic overflows,
/// GMP continues. Costs are those of GMP: linear for sums, subquadratic for products, quotients and text.
///
/// GMP ends the process when memory is exhausted. No operation here makes a result much longer than its
/// operands except `power`, `factorial` and products repeated by the caller: ask `powerBitWidth` and `factorialBitWidth`
/// first. These two operations trap beyond `maximumBitWidth`.
@frozen
public struct Integer: Sendable {
  @usableFromInline
  @frozen
  enum Storage: Sendable {
    case small(Int)
    /// A value that does not fit `Int`.
    case large(LargeInteger)
  }

  @usableFromInline
  let storage: Storage

  /// The largest size, in bits, that `power` and `factorial` agree to produce: half a gigabyte.
  public static let maximumBitWidth = 1 << 32

  /// The integer of the same value.
  @inlinable
  public init(_ value: Int) {
    storage = .small(value)
  }

  /// The integer equal to a double, or nil for infinities, NaN and numbers with a fraction.
  public init?(exactly value: Double) {
    if let small = Int(exactly: value) {
      self.init(small)
    } else if value.isFinite, value == value.rounded(.towardZero) {
      self.init(adopting: nabla_from_double(value))
    } else {
      return nil
    }
  }

  init(_ value: UInt) {
    if let small = Int(exactly: value) {
      self.init(small)
    } else {
      self.init(limbs: [UInt64(value)], isNegative: false)
    }
  }

  /// The integer with these limbs, least significant first, as magnitude.
  package init(limbs: [UInt64], isNegative: Bool) {
    // In bounds: C reads exactly `count` limbs of the buffer, within the closure, and copies them.
    self = limbs.withUnsafeBufferPointer {
      Integer(adopting: nabla_from_limbs($0.baseAddress, $0.count, isNegative))
    }
  }

  /// The value where it fits `Int`, otherwise nil.
  @inlinable
  public var asInt: Int? {
    if case .small(let value) = storage { value } else { nil }
  }
}

extension Integer: ExpressibleByIntegerLiteral {
  /// The integer of a literal of any length.
  @inlinable
  public init(integerLiteral value: StaticBigInt) {
    if value.bitWidth <= Int.bitWidth {
      self.init(Int(bitPattern: value[0]))
    } else {
      self.init(long: value)
    }
  }

  @usableFromInline
  init(long literal: StaticBigInt) {
    let isNegative = literal.signum() < 0
    let count = (literal.bitWidth + UInt.bitWidth - 1) / UInt.bitWidth
    var carry = isNegative
    let limbs = (0..<count).map { index in
      // The words are in two's complement: the magnitude of a negative number is the complement plus one.
      let word = isNegative ? ~literal[index] : literal[index]
      let (sum, overflow) = word.addingReportingOverflow(carry ? 1 : 0)
      carry = overflow
      return UInt64(sum)
    }
    self.init(limbs: limbs, isNegative: isNegative)
  }
}

extension Integer {
  /// −1, 0 or 1: the sign.
  @inlinable
  public var signum: Int {
    if case .small(let value) = storage { value.signum() } else { signumOfLarge }
  }

  @usableFromInline
  var signumOfLarge: Int {
    if case .large(let object) = storage { Int(nabla_sign(object.value)) } else { 0 }
  }

  /// Whether this is 0.
  @inlinable
  public var isZero: Bool {
    if case .small(0) = storage { true } else { false }
  }

  /// Whether this is 1.
  @inlinable
  public var isOne: Bool {
    if case .small(1) = storage { true } else { false }
  }

  /// Whether this is less than 0.
  @inlinable
  public var isNegative: Bool { signum < 0 }

  /// Whether 2 divides this.
  public var isEven: Bool {
    switch storage {
    case .small(let value): value & 1 == 0
    case .large(let object): object.read { nabla_limb($0, 0) & 1 == 0 }
    }
  }

  /// The absolute value.
  @inlinable
  public var magnitude: Integer { isNegative ? -self : self }

  /// The number of bits of the magnitude: the least b with |self| < 2^b, which is 0 for 0.
  public var bitWidth: Int {
    switch storage {
    case .small(let value): UInt.bitWidth - value.magnitude.leadingZeroBitCount
    case .large: withOperand { Int(nabla_bit_width($0)) }
    }
  }

  /// The number of factors 2 of a nonzero integer.
  var trailingZeroBitCount: Int {
    switch storage {
    case .small(let value): value.trailingZeroBitCount
    case .large: withOperand { Int(nabla_trailing_zeros($0)) }
    }
  }
}

extension Integer: Hashable, Comparable {
  /// Whether the values are equal.
  @inlinable
  public static func == (left: Integer, right: Integer) -> Bool {
    switch (left.storage, right.storage) {
    case (.small(let x), .small(let y)): x == y
    case (.large, .large): compare(left, right) == 0
    default: false
    }
  }

  /// Whether the left value is smaller.
  @inlinable
  public static func < (left: Integer, right: Integer) -> Bool {
    if case .small(let x) = left.storage, case .small(let y) = right.storage { return x < y }
    return compare(left, right) < 0
  }

  @usableFromInline
  static func compare(_ left: Integer, _ right: Integer) -> Int {
    if case .large(let x) = left.storage, case .large(let y) = right.storage, x === y { return 0 }
    return withOperands(left, right) { Int(nabla_compare($0, $1)) }
  }

  /// Feeds the value to the hasher.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    if case .small(let value) = storage {
      hasher.combine(value)
    } else {
      hasher.combine(structuralHash)
    }
  }

  /// A hash of the value alone, the same in every process and however the value was computed. Linear in the size.
  @inlinable
  public var structuralHash: UInt64 {
    guard case .small(let value) = storage else { return structuralHashOfLarge }
    return mixed(UInt64(bitPattern: Int64(value)))
  }

  @usableFromInline
  var structuralHashOfLarge: UInt64 {
    guard case .large(let object) = storage else { return 0 }
    return object.read { value in
      let count = nabla_limb_count(value)
      var hash = mixed(UInt64(count) &* 2 &+ (nabla_sign(value) < 0 ? 1 : 0))
      for index in 0..<count {
        hash = mixed(hash &+ nabla_limb(value, index))
      }
      return hash
    }
  }
}

/// A bijection of 64-bit words in which every bit of the argument changes about half of the bits of the result.
@inlinable
func mixed(_ word: UInt64) -> UInt64 {
  // Constants of the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  var bits = word &+ 0x9E37_79B9_7F4A_7C15
  bits = (bits ^ (bits &>> 30)) &* 0xBF58_476D_1CE4_E5B9
  bits = (bits ^ (bits &>> 27)) &* 0x94D0_49BB_1331_11EB
  return bits ^ (bits &>> 31)
}
