// Many points on all cores, and sums over points: a loss and its gradient over a data set in one pass.

import NablaExpressions

extension CompiledFunction {
  /// Points that one task runs at a time: enough to be worth a task, few enough to stop soon.
  private static var slice: Int { 16_384 }

  /// The outputs at many points, computed by several tasks at once.
  ///
  /// Cancelling the task ends the work within a slice of points with a `CancellationError`; `progress` is told the
  /// share that is done, from whichever thread did it. Otherwise as `values(columns:shared:)`.
  public func values(
    columns: [[Scalar]], shared: [Scalar] = [], tasks: Int, progress: (@Sendable (Double) -> Void)? = nil
  ) async throws -> [[Scalar]] {
    let count = columns.first?.count ?? 0
    guard columns.allSatisfy({ $0.count == count }), count > CompiledFunction.slice, tasks > 1 else {
      return try values(columns: columns, shared: shared)
    }
    let parts = try await slices(count, tasks, progress) { range in
      try self.values(columns: columns.map { Array($0[range]) }, shared: shared)
    }
    return (0..<outputCount).map { output in parts.flatMap { $0[output] } }
  }

  /// The sums of the outputs over all points, with the rounding of every addition carried along (Neumaier).
  ///
  /// A point where an output has no value makes that sum NaN. Throws as `values(columns:shared:)`. Allocates no columns.
  public func sums(columns: [[Scalar]], shared: [Scalar] = []) throws(NablaError) -> [Double] {
    let count = try pointCount(columns)
    var totals = [CompensatedSum](repeating: CompensatedSum(), count: outputCount)
    var start = 0
    while start < count {
      let range = start..<min(count, start + CompiledFunction.slice)
      for (k, part) in try sums(columns, shared, range).enumerated() { totals[k].add(part) }
      start = range.upperBound
    }
    return totals.map(\.value)
  }

  /// The same by several tasks at once, with the same result to the last bit, whatever their number.
  public func sums(
    columns: [[Scalar]], shared: [Scalar] = [], tasks: Int, progress: (@Sendable (Double) -> Void)? = nil
  ) async throws -> [Double] {
    let count = try pointCount(columns)
    guard count > CompiledFunction.slice, tasks > 1 else { return try sums(columns: columns, shared: shared) }
    let parts = try await slices(count, tasks, progress) { range in try self.sums(columns, shared, range) }
    return (0..<outputCount).map { output in
      var total = CompensatedSum()
      for part in parts { total.add(part[output]) }
      return total.value
    }
  }

  /// The sums over a range of the points.
  private func sums(
    _ columns: [[Scalar]], _ shared: [Scalar], _ range: Range<Int>
  ) throws(NablaError) -> [CompensatedSum] {
    var totals = [CompensatedSum](repeating: CompensatedSum(), count: outputCount)
    let machine = Scalar.blockMachine
    try forEachSlice(range.count, shared) { part, places, length in
      for (k, column) in columns.enumerated() {
        // In bounds: every column has as many points as the range counts on.
        column.withUnsafeBufferPointer { column in
          guard let base = column.baseAddress else { return }
          (places + k * length).update(from: base + range.lowerBound + part.lowerBound, count: part.count)
        }
      }
    } take: { part, outputs, length in
      for k in totals.indices {
        machine.sum(UnsafeBufferPointer(start: outputs + k * length, count: part.count), &totals[k])
      }
    }
    return totals
  }

  /// How many points some columns have. Throws `request` for another number of columns, and for columns of different lengths.
  private func pointCount(_ columns: [[Scalar]]) throws(NablaError) -> Int {
    guard columns.count == plan.columns.count else {
      throw NablaError(.request, "\(plan.columns.count) columns are expected, not \(columns.count)")
    }
    let count = columns.first?.count ?? 1
    for column in columns where column.count != count {
      throw NablaError(.request, "columns have \(count) and \(column.count) points; they are of one length")
    }
    return count
  }

  /// Runs slices of the points, at most so many at once, and returns what they gave in their order, whichever was done first.
  package func slices<Part: Sendable>(
    _ count: Int, _ tasks: Int, _ progress: (@Sendable (Double) -> Void)?,
    _ body: @escaping @Sendable (Range<Int>) throws -> Part
  ) async throws -> [Part] {
    let starts = Array(stride(from: 0, to: count, by: CompiledFunction.slice))
    let range: @Sendable (Int) -> Range<Int> = { starts[$0]..<min(count, starts[$0] + CompiledFunction.slice) }
    return try await withThrowingTaskGroup(of: (Int, Part).self) { group in
      var next = 0
      func start() {
        guard next < starts.count else { return }
        let place = next
        next += 1
        group.addTask {
          try Task.checkCancellation()
          return (place, try body(range(place)))
        }
      }
      for _ in 0..<tasks { start() }
      var parts = [Part?](repeating: nil, count: starts.count)
      var done = 0
      for try await (place, part) in group {
        parts[place] = part
        done += 1
        progress?(Double(done) / Double(starts.count))
        start()
      }
      return parts.compactMap(\.self)
    }
  }
}

/// A sum that carries the rounding of its additions along.
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var rounding = 0.0

  mutating func add(_ value: Double) {
    let total = sum + value
    // What the smaller of the two has lost.
    rounding += sum.magnitude >= value.magnitude ? (sum - total) + value : (value - total) + sum
    sum = total
  }

  /// Adds up in eight lanes, the points of each in their order.
  @inline(__always)
  mutating func add(_ count: Int, _ vector: (Int) -> SIMD8<Double>, _ number: (Int) -> Double) {
    var (sums, roundings) = (SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0))
    let whole = count & ~7
    var place = 0
    while place < whole {
      let values = vector(place)
      let totals = sums + values
      // What the addition has lost, exactly, whichever of the two is larger (Knuth).
      let added = totals - sums
      roundings += (sums - (totals - added)) + (values - added)
      sums = totals
      place += 8
    }
    for lane in 0..<8 { add(sums[lane]) }
    for lane in 0..<8 { rounding += roundings[lane] }
    while place < count {
      add(number(place))
      place += 1
    }
  }

  mutating func add(_ other: CompensatedSum) {
    add(other.sum)
    rounding += other.rounding
  }

  var value: Double { sum + rounding }
}
