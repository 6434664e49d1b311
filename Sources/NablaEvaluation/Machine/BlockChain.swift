// A program as chained closures: each runs one operation over a block of points, then calls the next.

/// What a block is run on.
struct BlockFrame {
  /// The columns of all slots, at the block's first point.
  let slots: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// The numbers that are the same at every point.
  let uniforms: UnsafeRawPointer
  /// Vectors of eight in the block.
  let vectors: Int
  /// Room for three blocks of doubles.
  let scratch: UnsafeMutablePointer<Double>
}

/// One closure of a chain, which runs the rest of its chain.
typealias BlockStep = @Sendable (UnsafePointer<BlockFrame>) -> Void

/// Where a step reads an operand; resolved when the chain is made, so that each step is one loop.
protocol BlockSource: SendableMetatype {
  associatedtype Scalar: BlockArithmetic
  /// Whether there is anything to read.
  static var isPresent: Bool { get }
  init(_ frame: UnsafePointer<BlockFrame>, _ index: Int)
  subscript(k: Int) -> SIMD8<Scalar> { get }
}

struct ColumnSource<Scalar: BlockArithmetic>: BlockSource {
  let base: UnsafeMutableRawPointer
  @inline(__always) init(_ frame: UnsafePointer<BlockFrame>, _ index: Int) { base = frame.pointee.slots[index] }
  @inline(__always) subscript(k: Int) -> SIMD8<Scalar> {
    // In bounds: a slot holds as many vectors as the frame says. Callers' columns may be aligned to one number only.
    base.loadUnaligned(fromByteOffset: k &* MemoryLayout<SIMD8<Scalar>>.size, as: SIMD8<Scalar>.self)
  }
}

struct UniformSource<Scalar: BlockArithmetic>: BlockSource {
  let value: SIMD8<Scalar>
  @inline(__always) init(_ frame: UnsafePointer<BlockFrame>, _ index: Int) {
    value = SIMD8(
      repeating: frame.pointee.uniforms.load(
        fromByteOffset: index &* MemoryLayout<Scalar>.size, as: Scalar.self))
  }
  @inline(__always) subscript(k: Int) -> SIMD8<Scalar> { value }
}

extension BlockSource {
  static var isPresent: Bool { true }
}

/// Where a sum starts from nothing.
struct NoSource<Scalar: BlockArithmetic>: BlockSource {
  static var isPresent: Bool { false }
  @inline(__always) init(_ frame: UnsafePointer<BlockFrame>, _ index: Int) {}
  @inline(__always) subscript(k: Int) -> SIMD8<Scalar> { SIMD8(repeating: -0.0) }
}

protocol BlockBinary: SendableMetatype {
  static func apply<Scalar: BlockArithmetic>(_ a: SIMD8<Scalar>, _ b: SIMD8<Scalar>) -> SIMD8<Scalar>
}
protocol BlockTernary: SendableMetatype {
  static func apply<Scalar: BlockArithmetic>(
    _ a: SIMD8<Scalar>, _ b: SIMD8<Scalar>, _ c: SIMD8<Scalar>
  ) -> SIMD8<Scalar>
}

/// Makes the closures for one kind of number.
enum BlockChain<Scalar: BlockArithmetic> {
  /// Chains are cut after so many steps, so that the stack stays small however long a program is.
  private static var longest: Int { 64 }

  static func make(_ plan: BlockPlan) -> [BlockStep] {
    var chains: [BlockStep] = []
    var end = plan.steps.count
    var next = finish(plan)
    while end > 0 {
      let start = max(0, end - longest)
      for step in plan.steps[start..<end].reversed() { next = make(step, plan, next) }
      chains.append(next)
      next = { _ in }
      end = start
    }
    if chains.isEmpty { return [next] }
    chains.reverse()
    return chains
  }

  /// Outputs that are inputs or numbers are copied. What is infinite has no value.
  private static func finish(_ plan: BlockPlan) -> BlockStep {
    let copies = plan.copies
    let outputs = plan.columns.count..<plan.columns.count + plan.outputCount
    return { frame in
      let (slots, vectors) = (frame.pointee.slots, frame.pointee.vectors)
      let count = vectors * 8
      for (source, output) in copies {
        let result = slots[output].assumingMemoryBound(to: Scalar.self)
        switch source.kind {
        // In bounds: a slot holds as many vectors as the frame says.
        case .slot(let slot): slots[output].copyMemory(from: slots[slot], byteCount: count * MemoryLayout<Scalar>.size)
        case .uniform(let index):
          let value = frame.pointee.uniforms.load(fromByteOffset: index * MemoryLayout<Scalar>.size, as: Scalar.self)
          for k in 0..<count { result[k] = value }
        }
      }
      for output in outputs { Scalar.removeInfinities(slots[output], vectors) }
    }
  }

  private static func make(
    _ step: PlacedInstruction, _ plan: BlockPlan, _ next: @escaping BlockStep
  ) -> BlockStep {
    let (x, d) = (step, step.result)
    switch step.operation {
    case .add: return binary(Add.self, x, d, next)
    case .subtract: return binary(Subtract.self, x, d, next)
    case .multiply: return binary(Multiply.self, x, d, next)
    case .divide: return binary(Divide.self, x, d, next)
    case .minimum: return binary(Minimum.self, x, d, next)
    case .maximum: return binary(Maximum.self, x, d, next)
    case .less: return binary(Less.self, x, d, next)
    case .lessOrEqual: return binary(LessOrEqual.self, x, d, next)
    case .equal: return binary(Equal.self, x, d, next)
    case .notEqual: return binary(NotEqual.self, x, d, next)
    case .and: return binary(And.self, x, d, next)
    case .or: return binary(Or.self, x, d, next)
    // One operand, as the second of a binary operation that does not look at the first.
    case .negate: return binary(Negate.self, x.doubled, d, next)
    case .squareRoot: return binary(SquareRoot.self, x.doubled, d, next)
    case .multiplyAdd: return ternary(MultiplyAdd.self, x, d, next)
    case .subtractProduct: return ternary(SubtractProduct.self, x, d, next)
    case .multiplySubtract: return ternary(MultiplySubtract.self, x, d, next)
    case .multiplyThree: return ternary(MultiplyThree.self, x, d, next)
    case .addThree: return ternary(AddThree.self, x, d, next)
    case .select: return ternary(Select.self, x, d, next)
    case .combination: return CombinationSteps<Scalar>.make(step, plan, next)
    case .pair: return pair(plan.functions[Int(step.function)], x.a, d, step.second, next)
    case .unary: return unary(plan.functions[Int(step.function)], x.a, d, next)
    case .binary: return function(plan.functions[Int(step.function)], x, d, next)
    case .constant, .input, .second: return next
    }
  }

  // MARK: Arithmetic

  private static func binary<Operation: BlockBinary>(
    _ operation: Operation.Type, _ x: PlacedInstruction, _ d: Int, _ next: @escaping BlockStep
  ) -> BlockStep {
    typealias C = ColumnSource<Scalar>
    typealias U = UniformSource<Scalar>
    switch (x.a.kind, x.b.kind) {
    case (.slot(let a), .slot(let b)): return binaryStep(operation, C.self, a, C.self, b, d, next)
    case (.slot(let a), .uniform(let b)): return binaryStep(operation, C.self, a, U.self, b, d, next)
    case (.uniform(let a), .slot(let b)): return binaryStep(operation, U.self, a, C.self, b, d, next)
    case (.uniform(let a), .uniform(let b)): return binaryStep(operation, U.self, a, U.self, b, d, next)
    }
  }

  private static func binaryStep<Operation: BlockBinary, A: BlockSource, B: BlockSource>(
    _: Operation.Type, _: A.Type, _ a: Int, _: B.Type, _ b: Int, _ d: Int, _ next: @escaping BlockStep
  ) -> BlockStep where A.Scalar == Scalar, B.Scalar == Scalar {
    { frame in
      let (x, y) = (A(frame, a), B(frame, b))
      let result = frame.pointee.slots[d]
      for k in 0..<frame.pointee.vectors {
        result.storeBytes(
          of: Operation.apply(x[k], y[k]), toByteOffset: k &* MemoryLayout<SIMD8<Scalar>>.size, as: SIMD8<Scalar>.self)
      }
      next(frame)
    }
  }

  private static func ternary<Operation: BlockTernary>(
    _ operation: Operation.Type, _ x: PlacedInstruction, _ d: Int, _ next: @escaping BlockStep
  ) -> BlockStep {
    typealias C = ColumnSource<Scalar>
    typealias U = UniformSource<Scalar>
    switch (x.a.kind, x.b.kind, x.c.kind) {
    case (.slot(let a), .slot(let b), .slot(let c)):
      return ternaryStep(operation, C.self, a, C.self, b, C.self, c, d, next)
    case (.slot(let a), .slot(let b), .uniform(let c)):
      return ternaryStep(operation, C.self, a, C.self, b, U.self, c, d, next)
    case (.slot(let a), .uniform(let b), .slot(let c)):
      return ternaryStep(operation, C.self, a, U.self, b, C.self, c, d, next)
    case (.uniform(let a), .slot(let b), .slot(let c)):
      return ternaryStep(operation, U.self, a, C.self, b, C.self, c, d, next)
    case (.slot(let a), .uniform(let b), .uniform(let c)):
      return ternaryStep(operation, C.self, a, U.self, b, U.self, c, d, next)
    case (.uniform(let a), .slot(let b), .uniform(let c)):
      return ternaryStep(operation, U.self, a, C.self, b, U.self, c, d, next)
    case (.uniform(let a), .uniform(let b), .slot(let c)):
      return ternaryStep(operation, U.self, a, U.self, b, C.self, c, d, next)
    case (.uniform(let a), .uniform(let b), .uniform(let c)):
      return ternaryStep(operation, U.self, a, U.self, b, U.self, c, d, next)
    }
  }

  private static func ternaryStep<Operation: BlockTernary, A: BlockSource, B: BlockSource, C: BlockSource>(
    _: Operation.Type, _: A.Type, _ a: Int, _: B.Type, _ b: Int, _: C.Type, _ c: Int, _ d: Int,
    _ next: @escaping BlockStep
  ) -> BlockStep where A.Scalar == Scalar, B.Scalar == Scalar, C.Scalar == Scalar {
    { frame in
      let (x, y, z) = (A(frame, a), B(frame, b), C(frame, c))
      let result = frame.pointee.slots[d]
      for k in 0..<frame.pointee.vectors {
        result.storeBytes(
          of: Operation.apply(x[k], y[k], z[k]), toByteOffset: k &* MemoryLayout<SIMD8<Scalar>>.size,
          as: SIMD8<Scalar>.self)
      }
      next(frame)
    }
  }

  // MARK: Functions

  /// The doubles of an operand: the column itself, or a copy in scratch space.
  private static func doubles(
    _ place: BlockPlace, _ frame: UnsafePointer<BlockFrame>, _ scratch: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<Double> {
    let count = frame.pointee.vectors * 8
    switch place.kind {
    case .uniform(let index):
      let value = Double(
        frame.pointee.uniforms.load(fromByteOffset: index &* MemoryLayout<Scalar>.size, as: Scalar.self))
      for k in 0..<count { scratch[k] = value }
      return UnsafePointer(scratch)
    case .slot(let slot):
      let base = frame.pointee.slots[slot]
      if Scalar.self == Double.self { return UnsafePointer(base.assumingMemoryBound(to: Double.self)) }
      let column = base.assumingMemoryBound(to: Scalar.self)
      for k in 0..<count { scratch[k] = Double(column[k]) }
      return UnsafePointer(scratch)
    }
  }

  private static func unary(
    _ function: KernelCall, _ x: BlockPlace, _ d: Int, _ next: @escaping BlockStep
  ) -> BlockStep {
    let lanes = function.lanes
    return { frame in
      let count = frame.pointee.vectors * 8
      let argument = doubles(x, frame, frame.pointee.scratch)
      if Scalar.self == Double.self {
        lanes(argument, frame.pointee.slots[d].assumingMemoryBound(to: Double.self), count)
      } else {
        lanes(argument, frame.pointee.scratch, count)
        let result = frame.pointee.slots[d].assumingMemoryBound(to: Scalar.self)
        for k in 0..<count { result[k] = Scalar(frame.pointee.scratch[k]) }
      }
      next(frame)
    }
  }

  private static func pair(
    _ pair: KernelCall, _ x: BlockPlace, _ d: Int, _ e: Int, _ next: @escaping BlockStep
  ) -> BlockStep {
    // The compiler pairs kernels that have a partner only.
    guard let lanes = pair.pairLanes else { return unary(pair, x, d, next) }
    return { frame in
      let count = frame.pointee.vectors * 8
      let argument = doubles(x, frame, frame.pointee.scratch)
      if Scalar.self == Double.self {
        lanes(
          argument, frame.pointee.slots[d].assumingMemoryBound(to: Double.self),
          frame.pointee.slots[e].assumingMemoryBound(to: Double.self), count)
      } else {
        let (one, other) = (frame.pointee.scratch + count, frame.pointee.scratch + 2 * count)
        lanes(argument, one, other, count)
        let first = frame.pointee.slots[d].assumingMemoryBound(to: Scalar.self)
        let second = frame.pointee.slots[e].assumingMemoryBound(to: Scalar.self)
        for k in 0..<count {
          first[k] = Scalar(one[k])
          second[k] = Scalar(other[k])
        }
      }
      next(frame)
    }
  }

  private static func function(
    _ function: KernelCall, _ step: PlacedInstruction, _ d: Int, _ next: @escaping BlockStep
  ) -> BlockStep {
    let scalar = function.binary
    let (x, y) = (step.a, step.b)
    return { frame in
      let count = frame.pointee.vectors * 8
      let a = doubles(x, frame, frame.pointee.scratch)
      let b = doubles(y, frame, frame.pointee.scratch + count)
      let result = frame.pointee.slots[d].assumingMemoryBound(to: Scalar.self)
      for k in 0..<count { result[k] = Scalar(scalar(a[k], b[k])) }
      next(frame)
    }
  }
}
