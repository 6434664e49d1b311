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
    if let arithmetic = step.operation.arithmetic {
      guard step.hasNoColumn, case .uniform(let index) = step.a.kind else {
        return Scalar.step(arithmetic, step, next)
      }
      // Two numbers that begin a sum: the first as a column.
      var moved = step
      moved.a = .slot(step.result)
      return fill(step.result, index, Scalar.step(arithmetic, moved, next))
    }
    let (x, d) = (step, step.result)
    switch step.operation {
    case .combination: return CombinationSteps<Scalar>.make(step, plan, next)
    case .pair: return pair(plan.functions[Int(step.function)], x.a, d, step.second, next)
    case .unary: return unary(plan.functions[Int(step.function)], x.a, d, next)
    case .binary: return function(plan.functions[Int(step.function)], x, d, next)
    case .constant, .input, .second: return next
    default: preconditionFailure("an operation is arithmetic, or has a step above")
    }
  }

  /// A number as a column.
  private static func fill(_ slot: Int, _ index: Int, _ next: @escaping BlockStep) -> BlockStep {
    { frame in
      let value = UniformSource<Scalar>(frame, index).value
      let result = frame.pointee.slots[slot]
      for k in 0..<frame.pointee.vectors {
        // In bounds: a slot holds as many vectors as the frame says.
        result.storeBytes(of: value, toByteOffset: k &* MemoryLayout<SIMD8<Scalar>>.size, as: SIMD8<Scalar>.self)
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
