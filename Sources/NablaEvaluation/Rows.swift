// Many points, one a row: turned into columns and back, a cacheful at a time.

import NablaExpressions

extension CompiledFunction {
  /// The outputs at many points: one array a point in, one array a point out.
  ///
  /// An array is made for every point; `values(rowMajor:shared:)` makes one for all. Throws `request` where
  /// a row or `shared` has another number of values than there are inputs of that kind. Linear in operations and points.
  public func values(rows: [[Scalar]], shared: [Scalar] = []) throws(NablaError) -> [[Scalar]] {
    let width = plan.columns.count
    if let place = rows.firstIndex(where: { $0.count != width }) {
      throw NablaError(.request, "row \(place + 1) has \(rows[place].count) values, and \(width) are expected")
    }
    var results: [[Scalar]] = []
    results.reserveCapacity(rows.count)
    let outputCount = outputCount
    try forEachSlice(rows.count, shared) { range, columns, length in
      for (point, row) in rows[range].enumerated() {
        // In bounds: the row is as long as there are columns, each with a place for every point of a slice.
        row.withUnsafeBufferPointer { for k in 0..<width { columns[k * length + point] = $0[k] } }
      }
    } take: { range, outputs, length in
      for point in 0..<range.count {
        results.append(
          Array(unsafeUninitializedCapacity: outputCount) { row, count in
            for k in 0..<outputCount { row.initializeElement(at: k, to: outputs[k * length + point]) }
            count = outputCount
          })
      }
    }
    return results
  }

  /// The outputs at many points in one array: the points one behind the other in, the outputs of each one behind the other out.
  ///
  /// A matrix with one row a point, row by row. Throws `request` where the number of values is no multiple of the number of
  /// inputs that are not shared, or `shared` has another number. Linear in operations and points.
  public func values(rowMajor points: [Scalar], shared: [Scalar] = []) throws(NablaError) -> [Scalar] {
    let width = plan.columns.count
    guard width > 0, points.count % width == 0 else {
      throw NablaError(.request, "\(points.count) values are no rows of \(width) each")
    }
    let (count, outputCount) = (points.count / width, outputCount)
    var failure: NablaError?
    let results = [Scalar](unsafeUninitializedCapacity: count * outputCount) { results, initialized in
      do throws(NablaError) {
        try points.withUnsafeBufferPointer { (points) throws(NablaError) in
          try evaluate(rowMajor: points, shared: shared, into: results)
        }
        initialized = count * outputCount
      } catch { failure = error }
    }
    if let failure { throw failure }
    return results
  }

  /// The same from and into spans of the caller. Throws `request` too where there is no room for the outputs.
  public func evaluate(
    rowMajor points: Span<Scalar>, shared: [Scalar] = [], into outputs: inout MutableSpan<Scalar>
  ) throws(NablaError) {
    let width = plan.columns.count
    guard width > 0, points.count % width == 0, outputs.count >= points.count / width * outputCount else {
      throw NablaError(
        .request, "\(points.count) values in rows of \(width) with room for \(outputs.count) outputs do not match")
    }
    var failure: NablaError?
    points.withUnsafeBufferPointer { points in
      outputs.withUnsafeMutableBufferPointer { outputs in
        do throws(NablaError) { try evaluate(rowMajor: points, shared: shared, into: outputs) } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  private func evaluate(
    rowMajor points: UnsafeBufferPointer<Scalar>, shared: [Scalar], into results: UnsafeMutableBufferPointer<Scalar>
  ) throws(NablaError) {
    let (width, outputCount) = (plan.columns.count, outputCount)
    // In bounds: the callers have counted the values and the room for the outputs.
    try forEachSlice(points.count / width, shared) { range, columns, length in
      for k in 0..<width {
        var place = range.lowerBound * width + k
        for point in 0..<range.count {
          columns[k * length + point] = points[place]
          place += width
        }
      }
    } take: { range, outputs, length in
      for k in 0..<outputCount {
        var place = range.lowerBound * outputCount + k
        for point in 0..<range.count {
          results.initializeElement(at: place, to: outputs[k * length + point])
          place += outputCount
        }
      }
    }
  }

  /// Runs slices of the points in columns that stay in cache: `fill` writes the inputs of a range of points, `take` reads its
  /// outputs. Column k begins at k·length.
  func forEachSlice(
    _ count: Int, _ shared: [Scalar],
    fill: (Range<Int>, UnsafeMutablePointer<Scalar>, Int) -> Void,
    take: (Range<Int>, UnsafePointer<Scalar>, Int) -> Void
  ) throws(NablaError) {
    let (width, outputCount) = (plan.columns.count, outputCount)
    guard shared.count == inputs.count - width else {
      throw NablaError(.request, "\(inputs.count - width) shared values are expected, not \(shared.count)")
    }
    if count == 0 { return }
    // Whole blocks of any length, and a few of them: what shared values alone decide is computed once a slice.
    let length = min((count + 7) / 8 * 8, max(512, 32_768 / (width + outputCount + 1) / 512 * 512))
    // In bounds: `length` places for each input and output, and no slice is longer.
    let numbers = UnsafeMutablePointer<Scalar>.allocate(capacity: (width + outputCount + 1) * length)
    numbers.initialize(repeating: 0, count: (width + outputCount + 1) * length)
    defer { numbers.deallocate() }
    let results = numbers + width * length
    let memory = BlockWorkspace(self, points: length).memory
    var start = 0
    while start < count {
      let range = start..<min(count, start + length)
      fill(range, numbers, length)
      let columns = (0..<width).map { UnsafeBufferPointer(start: numbers + $0 * length, count: range.count) }
      let outputs = (0..<outputCount).map {
        UnsafeMutableBufferPointer(start: results + $0 * length, count: range.count)
      }
      run(columns, shared, outputs, 0..<range.count, memory)
      take(range, UnsafePointer(results), length)
      start = range.upperBound
    }
  }
}
