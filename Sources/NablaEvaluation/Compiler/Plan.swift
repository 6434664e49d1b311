// What a program needs, and how each of it comes about, as data.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// A value that a program needs: that of a node, or one that a stable form brings in.
enum ValueKey: Hashable {
  case node(NodeID)
  /// e to a node.
  case exponential(NodeID)
  /// A node to a fixed rational power.
  case power(NodeID, Rational)
  /// 1 over a node, and a whole power of that: for bases that several products divide by.
  case reciprocal(NodeID)
  case powerOfReciprocal(NodeID, Int)
  /// What a stable form brings in, and a positive whole power of it.
  case stable(StableValue)
  case stablePower(StableValue, Int)
  /// A product of two factors, by their codes in order, and of more.
  case pair(Int32, Int32)
  case product(FactorGroup)
  /// Planned from the first.
  case planned

  /// The value in one word, other than 0, for the most frequent kinds.
  var word: UInt64? {
    switch self {
    case .node(let node): return UInt64(node.raw) + 1
    case .exponential(let node): return 1 << 40 | UInt64(node.raw)
    case .power(let node, let exponent):
      return exponent.asInt.flatMap { ValueKey.word(node, $0) }
    case .pair(let first, let second): return ValueKey.word(first, second)
    case .reciprocal, .powerOfReciprocal, .stable, .stablePower, .product, .planned: return nil
    }
  }

  /// The word of a node to a whole power.
  static func word(_ base: NodeID, _ exponent: Int) -> UInt64? {
    exponent > 0 && exponent < 1 << 15 ? UInt64(exponent) << 48 | 2 << 40 | UInt64(base.raw) : nil
  }

  /// The word of a product of two factors, whose codes are in order.
  static func word(_ first: Int32, _ second: Int32) -> UInt64 { 1 << 63 | UInt64(first) << 31 | UInt64(second) }
}

/// How a value comes about from others, which are named by their keys.
enum Plan {
  case constant(Double)
  case input(Int)
  /// Another value under another name, and one that a stable form gave.
  case same(Int)
  case form(StableRule, Int)
  case unary(KernelID, Int)
  case binary(KernelID, Int, Int)
  /// A positive power that is a fraction: its numerator and denominator.
  case fraction(Int, Int, Int)
  case squareRoot(Int)
  case reciprocal(Int)
  /// A positive whole power.
  case power(Int, Int)
  /// A coefficient times a product of two factors, and of any number.
  case pair(Double, Int32, Int32)
  case product(Double, FactorGroup)
  /// A number plus multiples of other values, which lie in this range of the table of terms.
  case sum(Double, Range<Int>)
  /// The minimum or maximum of some values.
  case extreme(ProgramOperation, [Int])
  /// A relation of two values, or `and` and `or` of some, from left to right.
  case relation(ProgramOperation, [Int])
  case select(Int, Int, Int)
}
