// The door to GMP: large values, their ownership, and how operands and results cross into C.

internal import CGMP

/// The version of the GMP library that is linked, for example `6.2.1`.
public let gmpVersion = String(cString: nabla_gmp_version())

/// An integer that does not fit `Int`, held by GMP and freed with the last reference.
///
/// Sendable without a check by the compiler: the header and the limbs it points to are written before the
/// object is shared, never afterwards, and freed by the only `deinit`; GMP only reads its operands.
@usableFromInline
final class LargeInteger: @unchecked Sendable {
  let value: __mpz_struct

  init(adopting value: __mpz_struct) {
    self.value = value
  }

  deinit {
    nabla_clear(value)
  }

  /// Reads limbs, which stay alive until the closure returns. (The header alone can be read without.)
  func read<Result>(_ body: (__mpz_struct) -> Result) -> Result {
    withExtendedLifetime(self) { body(value) }
  }
}

extension Integer {
  /// The limbs of the magnitude, least significant first: how a number crosses to another library.
  package var magnitudeLimbs: [UInt64] {
    switch storage {
    case .small(let value): return [UInt64(value.magnitude)]
    case .large(let object):
      // In bounds: GMP's header tells how many limbs there are, negative for negative numbers.
      return object.read { header in
        (0..<Int(header._mp_size.magnitude)).map { UInt64(header._mp_d?[$0] ?? 0) }
      }
    }
  }
}

extension Integer {
  /// Takes ownership of a result of GMP, and brings it inline where it fits: there is one form of each value.
  init(adopting value: __mpz_struct) {
    if nabla_fits(value) {
      storage = .small(Int(nabla_small(value)))
      nabla_clear(value)
    } else {
      storage = .large(LargeInteger(adopting: value))
    }
  }

  /// What C reads. A large one points into the object, so use it inside `withOperand` or `withOperands` only.
  private var operand: nabla_operand {
    switch storage {
    case .small(let value): nabla_operand(small: Int64(value), limb: 0, large: __mpz_struct())
    case .large(let object): nabla_operand(small: 0, limb: 0, large: object.value)
    }
  }

  /// Calls into C with the operand, whose limbs stay alive until the call returns.
  func withOperand<Result>(_ body: (nabla_operand) -> Result) -> Result {
    withExtendedLifetime(self) { body(operand) }
  }

  /// Calls into C with two operands, whose limbs stay alive until the call returns.
  static func withOperands<Result>(
    _ left: Integer, _ right: Integer, _ body: (nabla_operand, nabla_operand) -> Result
  ) -> Result {
    withExtendedLifetime((left, right)) { body(left.operand, right.operand) }
  }

  /// The result of a function of two operands.
  static func compute(
    _ left: Integer, _ right: Integer, _ body: (nabla_operand, nabla_operand) -> __mpz_struct
  ) -> Integer {
    Integer(adopting: withOperands(left, right, body))
  }
}
