// The vectors of the block machine, for Double and for Float. Written out for both: only where the type of the lanes is named
// does the compiler take the instructions of the processor; what operations mean is written once, in Arithmetic.swift.

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
  let sum: @Sendable (UnsafeBufferPointer<Scalar>, inout CompensatedSum) -> Void
}

/// What the vectors of a kind of number can do.
protocol BlockArithmetic: BlockScalar {
  typealias Vector = SIMD8<Self>
  typealias VectorMask = SIMDMask<SIMD8<Self>.MaskStorage>
  static func add(_ a: Vector, _ b: Vector) -> Vector
  static func subtract(_ a: Vector, _ b: Vector) -> Vector
  static func multiply(_ a: Vector, _ b: Vector) -> Vector
  static func quotient(_ a: Vector, _ b: Vector) -> Vector
  static func squareRoot(_ a: Vector) -> Vector
  static func isEqual(_ a: Vector, _ b: Vector) -> VectorMask
  static func isLess(_ a: Vector, _ b: Vector) -> VectorMask
  static func isLessOrEqual(_ a: Vector, _ b: Vector) -> VectorMask
  static func either(_ a: VectorMask, _ b: VectorMask) -> VectorMask
  static func isEitherNaN(_ a: Vector, _ b: Vector) -> VectorMask
  static func choose(_ mask: VectorMask, _ a: Vector, _ b: Vector) -> Vector
  /// The closure that runs an operation on such vectors.
  static func step(
    _ operation: any MachineOperation.Type, _ step: PlacedInstruction, _ next: @escaping BlockStep
  ) -> BlockStep
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
      sum: { column, total in
        let values = UnsafeRawBufferPointer(column)
        // In bounds: a vector ends where the column does at the latest.
        total.add(column.count, { values.loadUnaligned(fromByteOffset: $0 &* 8, as: Vector.self) }, { column[$0] })
      })
  }
  @inline(__always) static func add(_ a: Vector, _ b: Vector) -> Vector { a + b }
  @inline(__always) static func subtract(_ a: Vector, _ b: Vector) -> Vector { a - b }
  @inline(__always) static func multiply(_ a: Vector, _ b: Vector) -> Vector { a * b }
  @inline(__always) static func quotient(_ a: Vector, _ b: Vector) -> Vector { a / b }
  @inline(__always) static func squareRoot(_ a: Vector) -> Vector { a.squareRoot() }
  @inline(__always) static func isEqual(_ a: Vector, _ b: Vector) -> VectorMask { a .== b }
  @inline(__always) static func isLess(_ a: Vector, _ b: Vector) -> VectorMask { a .< b }
  @inline(__always) static func isLessOrEqual(_ a: Vector, _ b: Vector) -> VectorMask { a .<= b }
  @inline(__always) static func either(_ a: VectorMask, _ b: VectorMask) -> VectorMask { a .| b }
  @inline(__always) static func isEitherNaN(_ a: Vector, _ b: Vector) -> VectorMask { (a .!= a) .| (b .!= b) }
  @inline(__always) static func choose(_ mask: VectorMask, _ a: Vector, _ b: Vector) -> Vector {
    b.replacing(with: a, where: mask)
  }
  static func step(
    _ operation: any MachineOperation.Type, _ step: PlacedInstruction, _ next: @escaping BlockStep
  ) -> BlockStep { operation.doubleStep(step, next) }
  static func removeInfinities(_ column: UnsafeMutableRawPointer, _ vectors: Int) {
    let size = MemoryLayout<Vector>.size
    // Finite only where all numbers are; a total that overflows costs a second look, no more.
    var total = Vector(repeating: 0)
    for k in 0..<vectors { total += column.loadUnaligned(fromByteOffset: k &* size, as: Vector.self) }
    if total * 0 == Vector(repeating: 0) { return }
    for k in 0..<vectors {
      let value = column.loadUnaligned(fromByteOffset: k &* size, as: Vector.self)
      let finite = value.replacing(with: .nan, where: (value * 0) .!= 0)
      column.storeBytes(of: finite, toByteOffset: k &* size, as: Vector.self)
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
      sum: { column, total in
        let values = UnsafeRawBufferPointer(column)
        // In bounds: a vector ends where the column does at the latest.
        total.add(
          column.count, { SIMD8<Double>(values.loadUnaligned(fromByteOffset: $0 &* 4, as: Vector.self)) },
          { Double(column[$0]) })
      })
  }
  @inline(__always) static func add(_ a: Vector, _ b: Vector) -> Vector { a + b }
  @inline(__always) static func subtract(_ a: Vector, _ b: Vector) -> Vector { a - b }
  @inline(__always) static func multiply(_ a: Vector, _ b: Vector) -> Vector { a * b }
  @inline(__always) static func quotient(_ a: Vector, _ b: Vector) -> Vector { a / b }
  @inline(__always) static func squareRoot(_ a: Vector) -> Vector { a.squareRoot() }
  @inline(__always) static func isEqual(_ a: Vector, _ b: Vector) -> VectorMask { a .== b }
  @inline(__always) static func isLess(_ a: Vector, _ b: Vector) -> VectorMask { a .< b }
  @inline(__always) static func isLessOrEqual(_ a: Vector, _ b: Vector) -> VectorMask { a .<= b }
  @inline(__always) static func either(_ a: VectorMask, _ b: VectorMask) -> VectorMask { a .| b }
  @inline(__always) static func isEitherNaN(_ a: Vector, _ b: Vector) -> VectorMask { (a .!= a) .| (b .!= b) }
  @inline(__always) static func choose(_ mask: VectorMask, _ a: Vector, _ b: Vector) -> Vector {
    b.replacing(with: a, where: mask)
  }
  static func step(
    _ operation: any MachineOperation.Type, _ step: PlacedInstruction, _ next: @escaping BlockStep
  ) -> BlockStep { operation.floatStep(step, next) }
  static func removeInfinities(_ column: UnsafeMutableRawPointer, _ vectors: Int) {
    let size = MemoryLayout<Vector>.size
    // Finite only where all numbers are; a total that overflows costs a second look, no more.
    var total = Vector(repeating: 0)
    for k in 0..<vectors { total += column.loadUnaligned(fromByteOffset: k &* size, as: Vector.self) }
    if total * 0 == Vector(repeating: 0) { return }
    for k in 0..<vectors {
      let value = column.loadUnaligned(fromByteOffset: k &* size, as: Vector.self)
      let finite = value.replacing(with: .nan, where: (value * 0) .!= 0)
      column.storeBytes(of: finite, toByteOffset: k &* size, as: Vector.self)
    }
  }
}
