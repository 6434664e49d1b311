// The 32-bit name of a node. Symbols, constants and small integers are the id itself and need no store.

/// The identifier of a node of an expression graph.
///
/// The two high bits tell what it is: an index into the store's nodes, a small integer, or a symbol or constant.
/// Within one store (and for the ids that need none) equal expressions have equal ids.
@frozen
public struct NodeID: Hashable, Sendable {
  @usableFromInline package let raw: UInt32

  @inlinable package init(raw: UInt32) { self.raw = raw }
  @inlinable package init(index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// Whether the id is an index into a store.
  @inlinable package var isStored: Bool { raw & 0x8000_0000 == 0 }
  /// The index among the store's nodes; meaningful only for a stored node.
  @inlinable package var index: Int { Int(raw) }

  // MARK: Small integers: 10 in the high bits, thirty bits of value

  @inlinable package static func fits(_ value: Int) -> Bool {
    value >= -(1 << 29) && value < (1 << 29)
  }
  /// The caller has checked `fits`.
  @inlinable package init(smallInteger value: Int) {
    raw = 0x8000_0000 | (UInt32(truncatingIfNeeded: value) & 0x3FFF_FFFF)
  }
  @inlinable package var isSmallInteger: Bool { raw & 0xC000_0000 == 0x8000_0000 }
  @inlinable package var smallInteger: Int {
    Int(Int32(bitPattern: raw << 2) >> 2)
  }

  // MARK: Symbols and constants: 110 and 111 in the high bits

  @inlinable package init(symbol index: Int) {
    raw = 0xC000_0000 | UInt32(truncatingIfNeeded: index)
  }
  @inlinable package var isSymbol: Bool { raw & 0xE000_0000 == 0xC000_0000 }
  @inlinable package var symbolIndex: Int { Int(raw & 0x1FFF_FFFF) }

  @inlinable package static var zero: NodeID { NodeID(smallInteger: 0) }
  @inlinable package static var one: NodeID { NodeID(smallInteger: 1) }
  @inlinable package static var minusOne: NodeID { NodeID(smallInteger: -1) }
  @inlinable package static var two: NodeID { NodeID(smallInteger: 2) }
  @inlinable package static var pi: NodeID { NodeID(raw: 0xE000_0000) }
  @inlinable package static var e: NodeID { NodeID(raw: 0xE000_0001) }
  @inlinable package static var yes: NodeID { NodeID(raw: 0xE000_0002) }
  @inlinable package static var no: NodeID { NodeID(raw: 0xE000_0003) }
  /// A place of a scratch array that holds no node.
  @inlinable package static var none: NodeID { NodeID(raw: 0xFFFF_FFFF) }
}

/// What a stored node does with its operands.
@frozen
@usableFromInline
package enum Operation: UInt8, Sendable {
  /// A number that is no small integer. No operands; the payload is its place among the store's numbers.
  case number
  /// constant, coefficient₁, term₁, coefficient₂, term₂, …: terms by fingerprint, coefficients nonzero numbers.
  case sum
  /// coefficient, base₁, exponent₁, base₂, exponent₂, …: bases by fingerprint.
  case product
  /// base, exponent.
  case power
  /// A function of the catalogue applied to its arguments.
  case call
  /// name, number of positions, positions…, arguments…: an undefined function or a derivative of one.
  case application
  /// name, number of arguments n, arguments…, value, n derivatives (`no` where there is no rule): a declared function.
  case declared
  /// condition, value if it holds, value otherwise.
  case ifElse
  case less
  case lessOrEqual
  case equal
  case notEqual
  case and
  case or

  // What a result depends on beyond its own domain (see the folder Conditions).
  /// u: the expression u has a value.
  case defined
  /// u, variables…: every function inside u that depends on the variables has a slope where it is used.
  case differentiable
  /// relation: elsewhere there is no value.
  case domainRequirement
  /// relation: elsewhere the value follows the convention for kinks.
  case kinkRequirement
  /// relation, condition: the condition matters only where the relation holds.
  case guarded
  /// Two conditions.
  case both
}

/// What is known of a node's value wherever it has one, computed once when it is interned.
@frozen
@usableFromInline
package struct NodeFlags: OptionSet, Sendable {
  @usableFromInline package let rawValue: UInt8
  @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It has a value for all real values of its symbols.
  @inlinable package static var total: NodeFlags { NodeFlags(rawValue: 1) }
  @inlinable package static var nonnegative: NodeFlags { NodeFlags(rawValue: 2) }
  @inlinable package static var nonpositive: NodeFlags { NodeFlags(rawValue: 4) }
  @inlinable package static var nonzero: NodeFlags { NodeFlags(rawValue: 8) }
  /// Neither symbols nor undefined functions occur in it.
  @inlinable package static var symbolFree: NodeFlags { NodeFlags(rawValue: 16) }
  /// A function that jumps occurs in it.
  @inlinable package static var jumps: NodeFlags { NodeFlags(rawValue: 32) }
  /// Its value is an integer.
  @inlinable package static var integer: NodeFlags { NodeFlags(rawValue: 64) }

  /// Every function in it has a slope wherever it has a value.
  @inlinable package static var smooth: NodeFlags { NodeFlags(rawValue: 128) }

  @inlinable package var isPositive: Bool { contains(.nonnegative) && contains(.nonzero) }
  @inlinable package var isNegative: Bool { contains(.nonpositive) && contains(.nonzero) }
  @inlinable package var isTotal: Bool { contains(.total) }
}
