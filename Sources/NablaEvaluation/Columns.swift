// Many points: columns in, columns out, block by block.

import NablaExpressions

/// Room for `evaluate(columns:shared:into:with:)`. One a thread.
public final class BlockWorkspace<Scalar: BlockScalar> {
  let memory: BlockMemory
  fileprivate let program: PointProgram

  init(_ function: CompiledFunction<Scalar>) {
    program = function.pointProgram
    memory = BlockMemory(function.runner, inputCount: function.inputs.count)
  }
}

extension CompiledFunction {
  /// Room for `evaluate(columns:shared:into:with:)`.
  public func makeBlockWorkspace() -> BlockWorkspace<Scalar> { BlockWorkspace(self) }

  /// The outputs at many points, written into columns of the caller.
  ///
  /// `columns` gives one column for each input that is not shared, `shared` one number for each that is, in the order of
  /// `inputs`; all columns are of one length, outputs too. Without allocation. Throws `request` for another number of
  /// columns or numbers, columns that are too short, outputs that overlap an input or each other, and the workspace of
  /// another function.
  public func evaluate(
    columns: [UnsafeBufferPointer<Scalar>], shared: [Scalar] = [], into outputs: [UnsafeMutableBufferPointer<Scalar>],
    with workspace: BlockWorkspace<Scalar>
  ) throws(NablaError) {
    guard workspace.program === pointProgram else {
      throw NablaError(.request, "this workspace belongs to another function; make one with makeBlockWorkspace()")
    }
    let count = columns.first?.count ?? outputs.first?.count ?? 0
    try validate(columns, shared, outputs, count)
    run(columns, shared, outputs, 0..<count, workspace.memory)
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

  /// Runs a range of the points; columns are validated.
  private func run(
    _ columns: [UnsafeBufferPointer<Scalar>], _ shared: [Scalar], _ outputs: [UnsafeMutableBufferPointer<Scalar>],
    _ range: Range<Int>, _ memory: BlockMemory
  ) {
    if range.isEmpty { return }
    var next = 0
    for (input, isShared) in isShared.enumerated() where isShared {
      memory.point[input] = Double(shared[next])
      next += 1
    }
    for (slot, column) in columns.enumerated() {
      memory.bases[slot] = UnsafeMutableRawPointer(mutating: column.baseAddress.unsafelyUnwrapped)
    }
    for (k, output) in outputs.enumerated() {
      memory.bases[columns.count + k] = UnsafeMutableRawPointer(output.baseAddress.unsafelyUnwrapped)
    }
    runner.run(range, memory)
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
    run(inputs, shared, bounded, 0..<count, BlockWorkspace(self).memory)
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
