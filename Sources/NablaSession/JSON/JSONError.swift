/// Why a text is not acceptable JSON, and where.
///
/// `offset` and `length` count bytes of the text that was read; `length` is 0 where the text ends too early.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, as a sentence fragment without a capital letter or full stop.
  public let message: String
  /// The first byte to blame.
  public let offset: Int
  /// How many bytes are to blame.
  public let length: Int

  /// Makes an error for `length` bytes from `offset` on.
  public init(message: String, offset: Int, length: Int) {
    self.message = message
    self.offset = offset
    self.length = length
  }

  /// The message with its place.
  public var description: String { "\(message) at byte \(offset)" }
}
