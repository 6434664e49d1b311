// Many points: columns in, columns out, block by block.

import NablaExpressions

/// What stays allocated between runs over blocks. One a thread.
public final class BlockWorkspace<Scalar: BlockScalar> {
  let slots: UnsafeMutablePointer<UnsafeMutableRawPointer>
  let registers: UnsafeMutableRawPointer
  /// Whole blocks of inputs and outputs for the last points, which do not fill one.
  let padded: UnsafeMutableRawPointer
  let uniforms: UnsafeMutablePointer<Scalar>
  let values: UnsafeMutablePointer<Double>
  let scratch: UnsafeMutablePointer<Double>

  init(_ function: CompiledFunction<Scalar>) {
    let plan = function.plan
    let column = function.blockLength * MemoryLayout<Scalar>.stride
    // In bounds: a pointer a slot, a block a register, a block an input and output, a number a uniform and a value.
    slots = .allocate(capacity: plan.slotCount + 1)
    registers = .allocate(byteCount: column * plan.registerCount + 64, alignment: 64)
    padded = .allocate(byteCount: column * (plan.columns.count + plan.outputCount) + 64, alignment: 64)
    padded.initializeMemory(as: UInt8.self, repeating: 0, count: column * (plan.columns.count + plan.outputCount))
    uniforms = .allocate(capacity: plan.uniformPlaces.count + 1)
    values = .allocate(capacity: plan.uniform.valueCount + 1)
    plan.uniform.prepare(values)
    scratch = .allocate(capacity: 2 * function.blockLength)
    for register in 0..<plan.registerCount {
      slots[plan.columns.count + plan.outputCount + register] = registers + register * column
    }
  }

  deinit {
    slots.deallocate()
    registers.deallocate()
    padded.deallocate()
    uniforms.deallocate()
    values.deallocate()
    scratch.deallocate()
  }
}

extension CompiledFunction {
  /// Room for `evaluate(columns:shared:into:with:)`.
  public func makeBlockWorkspace() -> BlockWorkspace<Scalar> { BlockWorkspace(self) }

  /// The outputs at many points, written into columns of the caller.
  ///
  /// `columns` gives one column for each input that is not shared, `shared` one number for each that is, in the order of
  /// `inputs`; all columns are of one length, outputs too. Without allocation. Throws `request` for another number of
  /// columns or numbers, columns that are too short, and outputs that overlap an input or each other.
  public func evaluate(
    columns: [UnsafeBufferPointer<Scalar>], shared: [Scalar] = [], into outputs: [UnsafeMutableBufferPointer<Scalar>],
    with workspace: BlockWorkspace<Scalar>
  ) throws(NablaError) {
    let count = columns.first?.count ?? outputs.first?.count ?? 0
    try validate(columns, shared, outputs, count)
    run(columns, shared, outputs, 0..<count, workspace)
  }

  private func validate(
    _ columns: [UnsafeBufferPointer<Scalar>], _ shared: [Scalar], _ outputs: [UnsafeMutableBufferPointer<Scalar>],
    _ count: Int
  ) throws(NablaError) {
    guard columns.count == plan.columns.count else {
      throw NablaError(.request, "\(plan.columns.count) columns are expected, not \(columns.count)")
    }
    guard shared.count == inputs.count - plan.columns.count else {
      throw NablaError(
        .request, "\(inputs.count - plan.columns.count) shared values are expected, not \(shared.count)")
    }
    guard outputs.count == outputCount else {
      throw NablaError(.request, "\(outputCount) columns of outputs are expected, not \(outputs.count)")
    }
    for (column, input) in zip(columns, plan.columns) where column.count != count {
      throw NablaError(
        .request,
        "the column of \(NameTable.shared.name(of: inputs[input].node)) has \(column.count) points, not \(count)")
    }
    func range(_ base: UnsafeRawPointer?) -> Range<UInt> {
      let start = UInt(bitPattern: base)
      return start..<(start + UInt(count * MemoryLayout<Scalar>.stride))
    }
    var taken: [(range: Range<UInt>, name: String)] = zip(columns, plan.columns).map {
      (range(UnsafeRawPointer($0.baseAddress)), "the column of " + NameTable.shared.name(of: inputs[$1].node))
    }
    taken.sort { $0.range.lowerBound < $1.range.lowerBound }
    var written: [(range: Range<UInt>, place: Int)] = []
    for (place, output) in outputs.enumerated() {
      guard output.count >= count else {
        throw NablaError(.request, "output \(place + 1) has room for \(output.count) points, and \(count) are needed")
      }
      written.append((range(UnsafeRawPointer(output.baseAddress)), place))
    }
    guard count > 0 else { return }
    written.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (one, next) in zip(written, written.dropFirst()) where one.range.overlaps(next.range) {
      throw NablaError(.request, "outputs \(one.place + 1) and \(next.place + 1) overlap")
    }
    // Inputs may repeat; an output between two of them is found from the one before it.
    var place = 0
    var furthest: (end: UInt, name: String) = (0, "")
    for output in written {
      while place < taken.count, taken[place].range.lowerBound < output.range.upperBound {
        if taken[place].range.upperBound > furthest.end {
          furthest = (taken[place].range.upperBound, taken[place].name)
        }
        place += 1
      }
      if furthest.end > output.range.lowerBound {
        throw NablaError(.request, "output \(output.place + 1) overlaps \(furthest.name)")
      }
    }
  }

  /// Computes the uniform part once a run.
  private func prepare(_ shared: [Scalar], _ workspace: BlockWorkspace<Scalar>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: inputs.count + 1) { point in
      var next = 0
      for input in inputs.indices {
        point[input] = 0
        if isShared[input] {
          point[input] = Double(shared[next])
          next += 1
        }
      }
      // In bounds: one double an input.
      plan.uniform.run(UnsafePointer(point.baseAddress.unsafelyUnwrapped), workspace.values)
    }
    for (k, place) in plan.uniformPlaces.enumerated() { workspace.uniforms[k] = Scalar(workspace.values[Int(place)]) }
  }

  /// Runs a range of the points; columns are validated.
  func run(
    _ columns: [UnsafeBufferPointer<Scalar>], _ shared: [Scalar], _ outputs: [UnsafeMutableBufferPointer<Scalar>],
    _ range: Range<Int>, _ workspace: BlockWorkspace<Scalar>
  ) {
    prepare(shared, workspace)
    let size = MemoryLayout<Scalar>.stride
    var start = range.lowerBound
    while start < range.upperBound {
      let count = min(blockLength, range.upperBound - start)
      let whole = count & ~7
      let points = whole > 0 ? whole : count
      if whole > 0 {
        for (slot, column) in columns.enumerated() {
          // In bounds: start + whole is at most the columns' length.
          workspace.slots[slot] = UnsafeMutableRawPointer(mutating: column.baseAddress.unsafelyUnwrapped + start)
        }
        for (k, output) in outputs.enumerated() {
          workspace.slots[columns.count + k] = UnsafeMutableRawPointer(output.baseAddress.unsafelyUnwrapped + start)
        }
        runBlock(whole / 8, workspace)
      } else {
        // Fewer than eight points left: through whole vectors of our own.
        let column = blockLength * size
        for (slot, source) in columns.enumerated() {
          let target = workspace.padded + slot * column
          target.copyMemory(from: source.baseAddress.unsafelyUnwrapped + start, byteCount: count * size)
          workspace.slots[slot] = target
        }
        for k in outputs.indices {
          workspace.slots[columns.count + k] = workspace.padded + (columns.count + k) * column
        }
        runBlock(1, workspace)
        for (k, output) in outputs.enumerated() {
          UnsafeMutableRawPointer(output.baseAddress.unsafelyUnwrapped + start)
            .copyMemory(from: workspace.slots[columns.count + k], byteCount: count * size)
        }
      }
      start += points
    }
  }

  private func runBlock(_ vectors: Int, _ workspace: BlockWorkspace<Scalar>) {
    var frame = BlockFrame(
      slots: workspace.slots, uniforms: UnsafeRawPointer(workspace.uniforms), vectors: vectors,
      scratch: workspace.scratch)
    for step in chain { step(&frame) }
    let bytes = vectors * 8 * MemoryLayout<Scalar>.stride
    for (source, output) in plan.copies {
      switch source {
      case .slot(let slot): workspace.slots[output].copyMemory(from: workspace.slots[slot], byteCount: bytes)
      case .uniform(let index):
        workspace.slots[output].initializeMemory(
          as: Scalar.self, repeating: workspace.uniforms[index], count: vectors * 8)
      }
    }
    // What is infinite has no value: found by one multiplication, mended only where it happened.
    let removeInfinities = Scalar.blockMachine.removeInfinities
    for k in 0..<outputCount {
      removeInfinities(workspace.slots[plan.columns.count + k], vectors)
    }
  }

  // MARK: Arrays

  /// The outputs at many points: one array a column in, one array an output out.
  public func values(columns: [[Scalar]], shared: [Scalar] = []) throws(NablaError) -> [[Scalar]] {
    let count = columns.first?.count ?? 1
    let inputs = columns.map { column in
      let copy = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: max(1, column.count))
      _ = copy.initialize(from: column)
      return UnsafeBufferPointer(rebasing: copy[0..<column.count])
    }
    let outputs = (0..<outputCount).map { _ in
      UnsafeMutableBufferPointer<Scalar>.allocate(capacity: max(1, count))
    }
    defer {
      for column in inputs { column.deallocate() }
      for column in outputs { column.deallocate() }
    }
    for output in outputs { output.initialize(repeating: 0) }
    let bounded = outputs.map { UnsafeMutableBufferPointer(rebasing: $0[0..<count]) }
    try validate(inputs, shared, bounded, count)
    run(inputs, shared, bounded, 0..<count, BlockWorkspace(self))
    return bounded.map { Array($0) }
  }

  /// The outputs at many points: one array a point in, one array a point out.
  public func values(rows: [[Scalar]], shared: [Scalar] = []) throws(NablaError) -> [[Scalar]] {
    for (k, row) in rows.enumerated() where row.count != plan.columns.count {
      throw NablaError(.request, "row \(k + 1) has \(row.count) values, and \(plan.columns.count) are expected")
    }
    let columns = plan.columns.indices.map { place in rows.map { $0[place] } }
    if columns.isEmpty || rows.isEmpty { return rows.isEmpty ? [] : try values(columns: [], shared: shared) }
    let results = try values(columns: columns, shared: shared)
    return rows.indices.map { row in results.map { $0[row] } }
  }
}
