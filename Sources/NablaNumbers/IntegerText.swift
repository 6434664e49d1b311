// Integers from and to decimal text.

internal import CGMP

extension Integer: CustomStringConvertible, Codable {
  /// The integer written in base ten: an optional sign (`+` or `-`) and at least one ASCII digit, nothing else;
  /// otherwise nil. Subquadratic in the length.
  public init?(_ decimal: String) {
    var text = decimal
    // In bounds: the slices are of the buffer, used within the closure.
    let parsed = text.withUTF8 { bytes -> Integer? in
      let sign = bytes.first
      let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
      let digits = UnsafeBufferPointer(rebasing: bytes.dropFirst(isSigned ? 1 : 0))
      guard let magnitude = Integer(decimalDigits: digits) else { return nil }
      return sign == UInt8(ascii: "-") ? -magnitude : magnitude
    }
    guard let parsed else { return nil }
    self = parsed
  }

  /// The integer written by ASCII digits without a sign; nil if there is none or any other byte. Subquadratic.
  public init?(decimalDigits digits: UnsafeBufferPointer<UInt8>) {
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    self.init(validDigits: digits)
  }

  /// The integer written by bytes that are all ASCII digits; 0 without any.
  init(validDigits: UnsafeBufferPointer<UInt8>) {
    let digits = UnsafeBufferPointer(rebasing: validDigits.drop { $0 == UInt8(ascii: "0") })
    if digits.count <= 18 {
      self.init(digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
      return
    }
    // In bounds: the temporary holds the digits and the zero byte that C stops at.
    self = withUnsafeTemporaryAllocation(of: CChar.self, capacity: digits.count + 1) { text in
      for (index, digit) in digits.enumerated() {
        text.initializeElement(at: index, to: CChar(bitPattern: digit))
      }
      text.initializeElement(at: digits.count, to: 0)
      guard let start = text.baseAddress else { return 0 }
      return Integer(adopting: nabla_read_decimal(start))
    }
  }

  /// The value in base ten, with `-` for negative ones. Subquadratic in the size.
  public var description: String {
    if case .small(let value) = storage { return String(value) }
    return withOperand { operand in
      let capacity = Int(nabla_decimal_capacity(operand)) + 2
      // In bounds: C writes at most sign, digits and a zero byte, for which there is room; those before
      // the zero byte are the text. CChar and UInt8 have the same layout.
      return String(unsafeUninitializedCapacity: capacity) { bytes in
        bytes.initialize(repeating: 0)
        return bytes.withMemoryRebound(to: CChar.self) { text in
          guard let start = text.baseAddress else { return 0 }
          nabla_write_decimal(operand, start)
          // There may be no sign, and a digit less than announced.
          return (text[..<capacity].lastIndex { $0 != 0 } ?? -1) + 1
        }
      }
    }
  }

  /// Reads the decimal text; throws `DecodingError.dataCorrupted` for any other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = Integer(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal integer")
    }
    self = value
  }

  /// Writes the decimal text, which no reader of the format can round.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Whether a byte is one of the ASCII digits.
func isDigit(_ byte: UInt8) -> Bool {
  UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
}
