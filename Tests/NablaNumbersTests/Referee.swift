// Random operands around every boundary, and GMP called directly as referee.

import CGMP
import NablaNumbers
import NablaTestSupport

/// A number held by GMP and handled by nothing else.
final class Referee {
  var value = __mpz_struct()

  init() { __gmpz_init(&value) }

  init(_ small: Int) { __gmpz_init_set_si(&value, small) }

  init(_ decimal: String) {
    __gmpz_init(&value)
    precondition(__gmpz_set_str(&value, decimal, 10) == 0)
  }

  deinit { __gmpz_clear(&value) }

  /// A function of GMP: result, left operand, right operand.
  typealias Operation = (
    UnsafeMutablePointer<__mpz_struct>?, UnsafePointer<__mpz_struct>?, UnsafePointer<__mpz_struct>?
  ) -> Void

  static func of(_ left: Referee, _ right: Referee, _ function: Operation) -> Referee {
    let result = Referee()
    // GMP reads through copies of the headers, whose limbs live as long as the operands.
    withExtendedLifetime((left, right)) {
      var x = left.value
      var y = right.value
      function(&result.value, &x, &y)
    }
    return result
  }

  var fitsInt: Bool { __gmpz_fits_slong_p(&value) != 0 }
  var small: Int { __gmpz_get_si(&value) }

  var decimal: String {
    let size = __gmpz_sizeinbase(&value, 10) + 2
    var text = [CChar](repeating: 0, count: size)
    __gmpz_get_str(&text, 10, &value)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether the integer has this value, in the one form that the value has.
  func agrees(with integer: Integer) -> Bool {
    if fitsInt { return integer.asInt == small }
    return integer.asInt == nil && integer.description == decimal
  }

  /// The same value, made from an `Int` or from text.
  var integer: Integer { fitsInt ? Integer(small) : Integer(decimal) ?? 0 }

  private static let boundaries: [UInt] = [31, 32, 53, 62, 63, 64, 127, 128]

  /// A number near a boundary or of random size, up to `bits` bits, of either sign.
  static func random(bits: UInt, using generator: inout SeededGenerator) -> Referee {
    let result = Referee()
    switch Int.random(in: 0..<8, using: &generator) {
    case 0:
      __gmpz_set_si(&result.value, Int.random(in: -20...20, using: &generator))
    case 1, 2, 3:
      let power = boundaries[Int.random(in: 0..<8, using: &generator)]
      __gmpz_ui_pow_ui(&result.value, 2, power)
      let offset = Referee(Int.random(in: -3...3, using: &generator))
      return signed(of(result, offset, __gmpz_add), using: &generator)
    case 4, 5:
      __gmpz_set_si(
        &result.value, Int(truncatingIfNeeded: generator.next()) >> Int.random(in: 0..<64, using: &generator))
    default:
      let size = UInt.random(in: 1...bits, using: &generator)
      let limbs = (0..<(size + 63) / 64).map { _ in generator.next() }
      __gmpz_import(&result.value, limbs.count, -1, 8, 0, 0, limbs)
      let whole = result.value
      withUnsafePointer(to: whole) { __gmpz_tdiv_r_2exp(&result.value, $0, size) }
    }
    return signed(result, using: &generator)
  }

  private static func signed(_ number: Referee, using generator: inout SeededGenerator) -> Referee {
    Bool.random(using: &generator) ? number : of(Referee(), number, __gmpz_sub)
  }
}
