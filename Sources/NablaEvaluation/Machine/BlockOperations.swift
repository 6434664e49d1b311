// The arithmetic of the steps, each on eight lanes of either kind of number.

enum Add: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.add(a, b) }
}
enum Subtract: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.subtract(a, b) }
}
enum Multiply: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.multiply(a, b) }
}
enum Divide: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.divide(a, b) }
}
enum Minimum: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.minimum(a, b) }
}
enum Maximum: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.maximum(a, b) }
}
enum Less: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.less(a, b) }
}
enum LessOrEqual: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> {
    T.lessOrEqual(a, b)
  }
}
enum Equal: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.equal(a, b) }
}
enum NotEqual: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.notEqual(a, b) }
}
enum And: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.and(a, b) }
}
enum Or: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.or(a, b) }
}
enum Negate: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> {
    T.subtract(SIMD8(repeating: -0.0), b)
  }
}
enum SquareRoot: BlockBinary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>) -> SIMD8<T> { T.squareRoot(b) }
}
enum MultiplyAdd: BlockTernary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>, _ c: SIMD8<T>) -> SIMD8<T> {
    T.add(T.multiply(a, b), c)
  }
}
enum SubtractProduct: BlockTernary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>, _ c: SIMD8<T>) -> SIMD8<T> {
    T.subtract(c, T.multiply(a, b))
  }
}
enum MultiplySubtract: BlockTernary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>, _ c: SIMD8<T>) -> SIMD8<T> {
    T.subtract(T.multiply(a, b), c)
  }
}
enum MultiplyThree: BlockTernary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>, _ c: SIMD8<T>) -> SIMD8<T> {
    T.multiply(T.multiply(a, b), c)
  }
}
enum AddThree: BlockTernary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>, _ c: SIMD8<T>) -> SIMD8<T> {
    T.add(T.add(a, b), c)
  }
}
enum Select: BlockTernary {
  @inline(__always) static func apply<T: BlockArithmetic>(_ a: SIMD8<T>, _ b: SIMD8<T>, _ c: SIMD8<T>) -> SIMD8<T> {
    T.select(a, b, c)
  }
}
