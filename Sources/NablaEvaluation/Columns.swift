// Many points: columns in, columns out, block by block.

import NablaExpressions

/// Room for `evaluate(columns:shared:into:with:)`. One a thread.
public final class BlockWorkspace<Scalar: BlockScalar> {
  let memory: BlockMemory
  fileprivate let program: PointProgram

  /// For runs over so many points at most.
  init(_ function: CompiledFunction<Scalar>, points: Int = .max) {
    program = function.pointProgram
    memory = BlockMemory(function.runner, inputCount: function.inputs.count, points: points)
  }
}

extension CompiledFunction {
  /// Room for `evaluate(columns:shared:into:with:)`.
  public func makeBlockWorkspace() -> BlockWorkspace<Scalar> { BlockWorkspace(self) }

  /// The outputs at many points, written into columns of the caller.
  ///
  /// `columns` gives one column for each input that is not shared, `shared` one number for each that is, in the order of
  /// `inputs`; all columns are of one length, outputs too. Allocates nothing but a list of the columns. Throws `request`
  /// for another number of columns or numbers, columns that are too short, outputs that overlap an input or each other,
  /// and the workspace of another function.
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
    var places = ColumnPlaces(count: count, size: MemoryLayout<Scalar>.stride)
    for k in 0..<columns.count {
      let input = inputs[plan.columns[k]].node
      try places.add(input: input, UnsafeRawPointer(columns[k].baseAddress), columns[k].count)
    }
    for k in 0..<outputs.count {
      try places.add(output: k, UnsafeRawPointer(outputs[k].baseAddress), outputs[k].count)
    }
    try places.check()
  }

  /// Runs a range of the points; columns are validated.
  func run(
    _ columns: [UnsafeBufferPointer<Scalar>], _ shared: [Scalar], _ outputs: [UnsafeMutableBufferPointer<Scalar>],
    _ range: Range<Int>, _ memory: BlockMemory
  ) {
    if range.isEmpty { return }
    var next = 0
    for input in 0..<isShared.count where isShared[input] {
      memory.point[input] = Double(shared[next])
      next += 1
    }
    for k in 0..<columns.count {
      memory.bases[k] = UnsafeMutableRawPointer(mutating: columns[k].baseAddress.unsafelyUnwrapped)
    }
    for k in 0..<outputs.count {
      memory.bases[columns.count + k] = UnsafeMutableRawPointer(outputs[k].baseAddress.unsafelyUnwrapped)
    }
    runner.run(range, memory)
  }

  // MARK: Arrays

  /// The outputs at many points: one array a column in, one array an output out.
  public func values(columns: [[Scalar]], shared: [Scalar] = []) throws(NablaError) -> [[Scalar]] {
    let count = columns.first?.count ?? 1
    // All columns one behind the other, the outputs last. Those are written before they are read.
    var total = outputCount * count
    for column in columns { total += column.count }
    let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: max(1, total))
    defer { memory.deallocate() }
    var next = memory
    var inputs: [UnsafeBufferPointer<Scalar>] = []
    for column in columns {
      // In bounds: the total counts every element.
      column.withUnsafeBufferPointer { if let base = $0.baseAddress { next.initialize(from: base, count: $0.count) } }
      inputs.append(UnsafeBufferPointer(start: next, count: column.count))
      next += column.count
    }
    var outputs: [UnsafeMutableBufferPointer<Scalar>] = []
    for _ in 0..<outputCount {
      outputs.append(UnsafeMutableBufferPointer(start: next, count: count))
      next += count
    }
    try validate(inputs, shared, outputs, count)
    run(inputs, shared, outputs, 0..<count, BlockWorkspace(self, points: count).memory)
    return outputs.map { Array($0) }
  }

  /// The same with slices, or anything else that lists numbers, as columns.
  public func values<Column: Collection>(
    columns: [Column], shared: [Scalar] = []
  ) throws(NablaError) -> [[Scalar]] where Column.Element == Scalar {
    try values(columns: columns.map { Array($0) }, shared: shared)
  }
}

/// Where the columns of a call lie: all of one length, and no output over anything else.
private struct ColumnPlaces {
  let count: Int
  /// Bytes of a number.
  let size: Int
  private var read: [(range: Range<UInt>, input: NodeID)] = []
  private var written: [(range: Range<UInt>, place: Int)] = []

  init(count: Int, size: Int) {
    self.count = count
    self.size = size
  }

  private func range(_ base: UnsafeRawPointer?) -> Range<UInt> {
    let start = UInt(bitPattern: base)
    return start..<(start + UInt(count * size))
  }

  mutating func add(input: NodeID, _ base: UnsafeRawPointer?, _ length: Int) throws(NablaError) {
    guard length == count else {
      throw NablaError(
        .request, "the column of \(NameTable.shared.name(of: input)) has \(length) points, not \(count)")
    }
    read.append((range(base), input))
  }

  mutating func add(output: Int, _ base: UnsafeRawPointer?, _ length: Int) throws(NablaError) {
    guard length >= count else {
      throw NablaError(.request, "output \(output + 1) has room for \(length) points, and \(count) are needed")
    }
    written.append((range(base), output))
  }

  mutating func check() throws(NablaError) {
    if count == 0 { return }
    read.sort { $0.range.lowerBound < $1.range.lowerBound }
    written.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (one, next) in zip(written, written.dropFirst()) where one.range.overlaps(next.range) {
      throw NablaError(.request, "outputs \(one.place + 1) and \(next.place + 1) overlap")
    }
    // Inputs may repeat; an output between two of them is found from the one before it.
    var place = 0
    var furthest: (end: UInt, input: NodeID) = (0, .none)
    for output in written {
      while place < read.count, read[place].range.lowerBound < output.range.upperBound {
        if read[place].range.upperBound > furthest.end { furthest = (read[place].range.upperBound, read[place].input) }
        place += 1
      }
      if furthest.end > output.range.lowerBound {
        let name = NameTable.shared.name(of: furthest.input)
        throw NablaError(.request, "output \(output.place + 1) overlaps the column of \(name)")
      }
    }
  }
}
