// The vector operations of the block machine, for Double and for Float.

/// A number that blocks are made of: Double or Float.
public protocol BlockScalar: SIMDScalar, BinaryFloatingPoint, Codable, Sendable {
  /// What runs programs on blocks of such numbers.
  static var blockMachine: BlockMachine<Self> { get }
}

/// The entries into the code made for one kind of number.
public struct BlockMachine<Scalar: BlockScalar>: Sendable {
  /// The closures that run a program on blocks.
  let makeRunner: @Sendable (BlockPlan) -> BlockRunner
  /// Adds up a column.
  let sum: @Sendable ([Scalar], inout CompensatedSum) -> Void
}

/// The vector operations that steps are made of.
protocol BlockArithmetic: BlockScalar {
  static func add(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func subtract(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func multiply(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  /// a/b, NaN where b is zero.
  static func divide(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func squareRoot(_ a: SIMD8<Self>) -> SIMD8<Self>
  /// The extremes of two; NaN where one is.
  static func minimum(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func maximum(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  /// Relations: 1, 0, or NaN where one side is.
  static func less(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func lessOrEqual(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func equal(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func notEqual(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func and(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func or(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  static func select(_ condition: SIMD8<Self>, _ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>
  /// Puts NaN in the place of infinities, in so many vectors.
  static func removeInfinities(_ column: UnsafeMutableRawPointer, _ vectors: Int)
}

extension Double: BlockArithmetic {
  /// What runs programs on blocks of such numbers.
  public static var blockMachine: BlockMachine<Double> {
    BlockMachine(
      makeRunner: { plan in
        BlockRunner(
          plan, size: MemoryLayout<Double>.size, chain: BlockChain<Double>.make(plan),
          store: { $1.storeBytes(of: $0, as: Double.self) })
      },
      sum: { column, total in for value in column { total.add(value) } })
  }
  @inline(__always) static func add(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> { a + b }
  @inline(__always) static func subtract(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> { a - b }
  @inline(__always) static func multiply(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> { a * b }
  @inline(__always) static func divide(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    (a / b).replacing(with: .nan, where: b .== 0)
  }
  @inline(__always) static func squareRoot(_ a: SIMD8<Double>) -> SIMD8<Double> { a.squareRoot() }
  @inline(__always) private static func orNaN(
    _ value: SIMD8<Double>, _ a: SIMD8<Double>, _ b: SIMD8<Double>
  ) -> SIMD8<Double> {
    value.replacing(with: .nan, where: (a .!= a) .| (b .!= b))
  }
  @inline(__always) private static func truth(
    _ mask: SIMDMask<SIMD8<Double>.MaskStorage>, _ a: SIMD8<Double>, _ b: SIMD8<Double>
  ) -> SIMD8<Double> {
    orNaN(SIMD8<Double>(repeating: 0).replacing(with: 1, where: mask), a, b)
  }
  @inline(__always) static func minimum(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    orNaN(b.replacing(with: a, where: a .< b), a, b)
  }
  @inline(__always) static func maximum(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    orNaN(b.replacing(with: a, where: a .> b), a, b)
  }
  @inline(__always) static func less(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    truth(a .< b, a, b)
  }
  @inline(__always) static func lessOrEqual(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    truth(a .<= b, a, b)
  }
  @inline(__always) static func equal(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    truth(a .== b, a, b)
  }
  @inline(__always) static func notEqual(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    truth(a .!= b, a, b)
  }
  @inline(__always) static func and(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    (a * b).replacing(with: 0, where: (a .== 0) .| (b .== 0))
  }
  @inline(__always) static func or(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    (a + b).replacing(with: 1, where: (a .== 1) .| (b .== 1))
  }
  @inline(__always) static func select(
    _ condition: SIMD8<Double>, _ a: SIMD8<Double>, _ b: SIMD8<Double>
  ) -> SIMD8<Double> {
    SIMD8<Double>(repeating: .nan).replacing(with: a, where: condition .== 1).replacing(with: b, where: condition .== 0)
  }
  static func removeInfinities(_ column: UnsafeMutableRawPointer, _ vectors: Int) {
    let size = MemoryLayout<SIMD8<Double>>.size
    // Finite only where all numbers are; a total that overflows costs a second look, no more.
    var total = SIMD8<Double>(repeating: 0)
    for k in 0..<vectors { total += column.loadUnaligned(fromByteOffset: k &* size, as: SIMD8<Double>.self) }
    if total * 0 == SIMD8<Double>(repeating: 0) { return }
    for k in 0..<vectors {
      let value = column.loadUnaligned(fromByteOffset: k &* size, as: SIMD8<Double>.self)
      let finite = value.replacing(with: .nan, where: (value * 0) .!= 0)
      column.storeBytes(of: finite, toByteOffset: k &* size, as: SIMD8<Double>.self)
    }
  }
}

extension Float: BlockArithmetic {
  /// What runs programs on blocks of such numbers.
  public static var blockMachine: BlockMachine<Float> {
    BlockMachine(
      makeRunner: { plan in
        BlockRunner(
          plan, size: MemoryLayout<Float>.size, chain: BlockChain<Float>.make(plan),
          store: { $1.storeBytes(of: Float($0), as: Float.self) })
      },
      sum: { column, total in for value in column { total.add(Double(value)) } })
  }
  @inline(__always) static func add(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { a + b }
  @inline(__always) static func subtract(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { a - b }
  @inline(__always) static func multiply(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { a * b }
  @inline(__always) static func divide(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    (a / b).replacing(with: .nan, where: b .== 0)
  }
  @inline(__always) static func squareRoot(_ a: SIMD8<Float>) -> SIMD8<Float> { a.squareRoot() }
  @inline(__always) private static func orNaN(
    _ value: SIMD8<Float>, _ a: SIMD8<Float>, _ b: SIMD8<Float>
  ) -> SIMD8<Float> {
    value.replacing(with: .nan, where: (a .!= a) .| (b .!= b))
  }
  @inline(__always) private static func truth(
    _ mask: SIMDMask<SIMD8<Float>.MaskStorage>, _ a: SIMD8<Float>, _ b: SIMD8<Float>
  ) -> SIMD8<Float> {
    orNaN(SIMD8<Float>(repeating: 0).replacing(with: 1, where: mask), a, b)
  }
  @inline(__always) static func minimum(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    orNaN(b.replacing(with: a, where: a .< b), a, b)
  }
  @inline(__always) static func maximum(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    orNaN(b.replacing(with: a, where: a .> b), a, b)
  }
  @inline(__always) static func less(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    truth(a .< b, a, b)
  }
  @inline(__always) static func lessOrEqual(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    truth(a .<= b, a, b)
  }
  @inline(__always) static func equal(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    truth(a .== b, a, b)
  }
  @inline(__always) static func notEqual(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    truth(a .!= b, a, b)
  }
  @inline(__always) static func and(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    (a * b).replacing(with: 0, where: (a .== 0) .| (b .== 0))
  }
  @inline(__always) static func or(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    (a + b).replacing(with: 1, where: (a .== 1) .| (b .== 1))
  }
  @inline(__always) static func select(
    _ condition: SIMD8<Float>, _ a: SIMD8<Float>, _ b: SIMD8<Float>
  ) -> SIMD8<Float> {
    SIMD8<Float>(repeating: .nan).replacing(with: a, where: condition .== 1).replacing(with: b, where: condition .== 0)
  }
  static func removeInfinities(_ column: UnsafeMutableRawPointer, _ vectors: Int) {
    let size = MemoryLayout<SIMD8<Float>>.size
    // Finite only where all numbers are; a total that overflows costs a second look, no more.
    var total = SIMD8<Float>(repeating: 0)
    for k in 0..<vectors { total += column.loadUnaligned(fromByteOffset: k &* size, as: SIMD8<Float>.self) }
    if total * 0 == SIMD8<Float>(repeating: 0) { return }
    for k in 0..<vectors {
      let value = column.loadUnaligned(fromByteOffset: k &* size, as: SIMD8<Float>.self)
      let finite = value.replacing(with: .nan, where: (value * 0) .!= 0)
      column.storeBytes(of: finite, toByteOffset: k &* size, as: SIMD8<Float>.self)
    }
  }
}
