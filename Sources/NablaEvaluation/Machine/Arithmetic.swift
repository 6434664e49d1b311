// What the operations of programs mean, whatever they work on: one double, or lanes of them. The meaning of poles, of truth
// and of what has no value stands here and nowhere else.

/// A number, or several side by side, with what all operations are made of.
///
/// Named functions, not operators: each conformance says in its own types what it calls, so that no operator of all vectors,
/// a loop over lanes, is taken.
protocol Arithmetic: SendableMetatype {
  /// What comparisons give.
  associatedtype Mask

  /// The number in every lane.
  static func all(_ number: Double) -> Self
  static func add(_ a: Self, _ b: Self) -> Self
  static func subtract(_ a: Self, _ b: Self) -> Self
  static func multiply(_ a: Self, _ b: Self) -> Self
  /// a/b as the processor has it: infinite where b is zero.
  static func quotient(_ a: Self, _ b: Self) -> Self
  static func squareRoot(_ a: Self) -> Self
  static func isEqual(_ a: Self, _ b: Self) -> Mask
  static func isLess(_ a: Self, _ b: Self) -> Mask
  static func isLessOrEqual(_ a: Self, _ b: Self) -> Mask
  static func isEitherNaN(_ a: Self, _ b: Self) -> Mask
  static func either(_ a: Mask, _ b: Mask) -> Mask
  /// The first where the mask is set, the second elsewhere.
  static func choose(_ mask: Mask, _ a: Self, _ b: Self) -> Self
}

extension Arithmetic {
  @inline(__always) static func negate(_ a: Self) -> Self { subtract(all(-0.0), a) }

  /// a/b, NaN where b is zero: a pole has no value.
  @inline(__always) static func divide(_ a: Self, _ b: Self) -> Self {
    choose(isEqual(b, all(0)), all(.nan), quotient(a, b))
  }

  /// NaN where a or b is, elsewhere the value.
  @inline(__always) private static func orNaN(_ value: Self, _ a: Self, _ b: Self) -> Self {
    choose(isEitherNaN(a, b), all(.nan), value)
  }

  /// The extremes of two; NaN where one is.
  @inline(__always) static func minimum(_ a: Self, _ b: Self) -> Self { orNaN(choose(isLess(a, b), a, b), a, b) }
  @inline(__always) static func maximum(_ a: Self, _ b: Self) -> Self { orNaN(choose(isLess(b, a), a, b), a, b) }

  /// Relations: 1, 0, or NaN where one side is.
  @inline(__always) private static func truth(_ mask: Mask, _ a: Self, _ b: Self) -> Self {
    orNaN(choose(mask, all(1), all(0)), a, b)
  }
  @inline(__always) static func less(_ a: Self, _ b: Self) -> Self { truth(isLess(a, b), a, b) }
  @inline(__always) static func lessOrEqual(_ a: Self, _ b: Self) -> Self { truth(isLessOrEqual(a, b), a, b) }
  @inline(__always) static func equal(_ a: Self, _ b: Self) -> Self { truth(isEqual(a, b), a, b) }
  @inline(__always) static func notEqual(_ a: Self, _ b: Self) -> Self {
    orNaN(choose(isEqual(a, b), all(0), all(1)), a, b)
  }

  /// One false side decides `and`, one true side `or`, whatever the other is.
  @inline(__always) static func and(_ a: Self, _ b: Self) -> Self {
    choose(either(isEqual(a, all(0)), isEqual(b, all(0))), all(0), multiply(a, b))
  }
  @inline(__always) static func or(_ a: Self, _ b: Self) -> Self {
    choose(either(isEqual(a, all(1)), isEqual(b, all(1))), all(1), add(a, b))
  }

  /// a where the condition is true, b where it is false, NaN where it is neither. What is not taken does not matter.
  @inline(__always) static func select(_ condition: Self, _ a: Self, _ b: Self) -> Self {
    choose(isEqual(condition, all(0)), b, choose(isEqual(condition, all(1)), a, all(.nan)))
  }
}

extension Double: Arithmetic {
  @inline(__always) static func all(_ number: Double) -> Double { number }
  @inline(__always) static func add(_ a: Double, _ b: Double) -> Double { a + b }
  @inline(__always) static func subtract(_ a: Double, _ b: Double) -> Double { a - b }
  @inline(__always) static func multiply(_ a: Double, _ b: Double) -> Double { a * b }
  @inline(__always) static func quotient(_ a: Double, _ b: Double) -> Double { a / b }
  @inline(__always) static func squareRoot(_ a: Double) -> Double { a.squareRoot() }
  @inline(__always) static func isEqual(_ a: Double, _ b: Double) -> Bool { a == b }
  @inline(__always) static func isLess(_ a: Double, _ b: Double) -> Bool { a < b }
  @inline(__always) static func isLessOrEqual(_ a: Double, _ b: Double) -> Bool { a <= b }
  @inline(__always) static func isEitherNaN(_ a: Double, _ b: Double) -> Bool { a != a || b != b }
  @inline(__always) static func either(_ a: Bool, _ b: Bool) -> Bool { a || b }
  @inline(__always) static func choose(_ mask: Bool, _ a: Double, _ b: Double) -> Double { mask ? a : b }
}

/// The packs of single points.
extension SIMD4: Arithmetic where Scalar == Double {
  typealias Mask = SIMDMask<SIMD4<Double>.MaskStorage>
  @inline(__always) static func all(_ number: Double) -> Self { SIMD4(repeating: number) }
  @inline(__always) static func add(_ a: Self, _ b: Self) -> Self { a + b }
  @inline(__always) static func subtract(_ a: Self, _ b: Self) -> Self { a - b }
  @inline(__always) static func multiply(_ a: Self, _ b: Self) -> Self { a * b }
  @inline(__always) static func quotient(_ a: Self, _ b: Self) -> Self { a / b }
  @inline(__always) static func squareRoot(_ a: Self) -> Self { a.squareRoot() }
  @inline(__always) static func isEqual(_ a: Self, _ b: Self) -> Mask { a .== b }
  @inline(__always) static func isLess(_ a: Self, _ b: Self) -> Mask { a .< b }
  @inline(__always) static func isLessOrEqual(_ a: Self, _ b: Self) -> Mask { a .<= b }
  @inline(__always) static func either(_ a: Mask, _ b: Mask) -> Mask { a .| b }
  @inline(__always) static func isEitherNaN(_ a: Self, _ b: Self) -> Mask { (a .!= a) .| (b .!= b) }
  @inline(__always) static func choose(_ mask: Mask, _ a: Self, _ b: Self) -> Self { b.replacing(with: a, where: mask) }
}

/// The vectors of blocks: what they are made of says each kind of number (`BlockArithmetic`).
extension SIMD8: Arithmetic where Scalar: BlockArithmetic {
  typealias Mask = SIMDMask<SIMD8<Scalar>.MaskStorage>
  @inline(__always) static func all(_ number: Double) -> Self { SIMD8(repeating: Scalar(number)) }
  @inline(__always) static func add(_ a: Self, _ b: Self) -> Self { Scalar.add(a, b) }
  @inline(__always) static func subtract(_ a: Self, _ b: Self) -> Self { Scalar.subtract(a, b) }
  @inline(__always) static func multiply(_ a: Self, _ b: Self) -> Self { Scalar.multiply(a, b) }
  @inline(__always) static func quotient(_ a: Self, _ b: Self) -> Self { Scalar.quotient(a, b) }
  @inline(__always) static func squareRoot(_ a: Self) -> Self { Scalar.squareRoot(a) }
  @inline(__always) static func isEqual(_ a: Self, _ b: Self) -> Mask { Scalar.isEqual(a, b) }
  @inline(__always) static func isLess(_ a: Self, _ b: Self) -> Mask { Scalar.isLess(a, b) }
  @inline(__always) static func isLessOrEqual(_ a: Self, _ b: Self) -> Mask { Scalar.isLessOrEqual(a, b) }
  @inline(__always) static func either(_ a: Mask, _ b: Mask) -> Mask { Scalar.either(a, b) }
  @inline(__always) static func isEitherNaN(_ a: Self, _ b: Self) -> Mask { Scalar.isEitherNaN(a, b) }
  @inline(__always) static func choose(_ mask: Mask, _ a: Self, _ b: Self) -> Self { Scalar.choose(mask, a, b) }
}
