// Runs a plan over columns, block by block. It knows of numbers only their size: nothing in its loops is generic.

/// What stays allocated between runs over blocks.
final class BlockMemory {
  /// Where each slot's column is at the block's first point.
  let slots: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// Where the columns of inputs and outputs begin.
  let bases: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private let registers: UnsafeMutableRawPointer
  /// Whole blocks of inputs and outputs for the last points, which do not fill one.
  fileprivate let padded: UnsafeMutableRawPointer
  fileprivate let uniforms: UnsafeMutableRawPointer
  fileprivate let values: UnsafeMutablePointer<Double>
  fileprivate let scratch: UnsafeMutablePointer<Double>
  /// The shared inputs, one a place among all inputs.
  let point: UnsafeMutablePointer<Double>
  fileprivate let blockLength: Int

  /// For runs over so many points at most.
  init(_ runner: BlockRunner, inputCount: Int, points: Int) {
    let plan = runner.plan
    blockLength = min(runner.blockLength, (max(8, min(points, runner.blockLength)) + 7) / 8 * 8)
    let column = blockLength * runner.size
    let outside = plan.columns.count + plan.outputCount
    // In bounds: a pointer a slot, a block a register, a block an input and output, a number a uniform.
    slots = .allocate(capacity: plan.slotCount + 1)
    bases = .allocate(capacity: outside + 1)
    registers = .allocate(byteCount: column * plan.registerCount + 64, alignment: 64)
    padded = .allocate(byteCount: column * outside + 64, alignment: 64)
    padded.initializeMemory(as: UInt8.self, repeating: 0, count: column * outside)
    uniforms = .allocate(byteCount: runner.size * (plan.uniformPlaces.count + 1), alignment: 64)
    values = plan.uniform.makeValues()
    scratch = .allocate(capacity: 3 * blockLength)
    point = .allocate(capacity: inputCount + 1)
    point.initialize(repeating: 0, count: inputCount + 1)
    for register in 0..<plan.registerCount { slots[outside + register] = registers + register * column }
  }

  deinit {
    slots.deallocate()
    bases.deallocate()
    registers.deallocate()
    padded.deallocate()
    uniforms.deallocate()
    values.deallocate()
    scratch.deallocate()
    point.deallocate()
  }
}

/// A plan with its closures for one kind of number.
struct BlockRunner: Sendable {
  let plan: BlockPlan
  let blockLength: Int
  /// Bytes of a number.
  let size: Int
  private let chain: [BlockStep]
  /// Writes a double as a number.
  private let store: @Sendable (Double, UnsafeMutableRawPointer) -> Void

  init(
    _ plan: BlockPlan, size: Int, chain: [BlockStep],
    store: @escaping @Sendable (Double, UnsafeMutableRawPointer) -> Void
  ) {
    self.plan = plan
    self.size = size
    self.chain = chain
    self.store = store
    // The registers and outputs of a block stay in the second cache: longer blocks cost less than a nearer cache gains.
    // Where moving the columns is most of the work, in short ones one step's misses overlap with the next's.
    let perPoint = max(1, plan.registerCount + plan.outputCount) * size
    let longest = plan.steps.count < 2 * (plan.columns.count + plan.outputCount) ? 128 : 512
    blockLength = min(longest, max(128, 196_608 / perPoint / 8 * 8))
  }

  /// Computes a range of the points from the columns at `memory.bases`, which are as long, and the inputs at `memory.point`.
  func run(_ range: Range<Int>, _ memory: BlockMemory) {
    plan.uniform.run(UnsafePointer(memory.point), memory.values, nil)
    for (k, place) in plan.uniformPlaces.enumerated() {
      let value: Double
      switch place.value {
      case UniformPlace.zero: value = -0.0
      case UniformPlace.one: value = 1
      default: value = memory.values[Int(place.value)]
      }
      store(place.isNegative ? -value : value, memory.uniforms + k * size)
    }
    let inputCount = plan.columns.count
    let outside = inputCount + plan.outputCount
    var start = range.lowerBound
    while start < range.upperBound {
      let left = min(memory.blockLength, range.upperBound - start)
      let whole = left & ~7
      if whole > 0 {
        // In bounds: start + whole is at most the end of the range.
        for slot in 0..<outside { memory.slots[slot] = memory.bases[slot] + start * size }
        runBlock(whole / 8, memory)
        start += whole
        continue
      }
      // Fewer than eight points left: through whole vectors of our own.
      let column = memory.blockLength * size
      for slot in 0..<outside { memory.slots[slot] = memory.padded + slot * column }
      for slot in 0..<inputCount {
        memory.slots[slot].copyMemory(from: memory.bases[slot] + start * size, byteCount: left * size)
      }
      runBlock(1, memory)
      for slot in inputCount..<outside {
        (memory.bases[slot] + start * size).copyMemory(from: memory.slots[slot], byteCount: left * size)
      }
      start += left
    }
  }

  private func runBlock(_ vectors: Int, _ memory: BlockMemory) {
    var frame = BlockFrame(
      slots: memory.slots, uniforms: UnsafeRawPointer(memory.uniforms), vectors: vectors, scratch: memory.scratch)
    for step in chain { step(&frame) }
  }
}
