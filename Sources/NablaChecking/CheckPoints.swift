// Where derivatives are checked: points inside the domain, and where there are branches the most doubtful of many.

import NablaEvaluation
import NablaExpressions
import NablaNumbers

extension Checker {
  /// The outputs of a program at so many points, each written by a closure. Memory is bounded, and limits are looked at.
  func evaluate(
    _ program: CompiledFunction<Double>, count: Int, _ point: (Int, inout [Double]) -> Void
  ) throws(NablaError) -> [[Double]] {
    var results: [[Double]] = []
    results.reserveCapacity(count)
    var buffer = [Double](repeating: 0, count: inputs.count)
    if inputs.count > 512 {
      // Wide points one by one: nothing is gained by turning them into columns.
      for k in 0..<count {
        try watch.check()
        point(k, &buffer)
        results.append(try program.values(at: buffer))
      }
      return results
    }
    let slice = max(8, 262_144 / max(1, inputs.count))
    for start in stride(from: 0, to: count, by: slice) {
      try watch.check()
      let range = start..<min(count, start + slice)
      var columns = [[Double]](repeating: [Double](repeating: 0, count: range.count), count: inputs.count)
      for k in range {
        point(k, &buffer)
        for (place, value) in buffer.enumerated() { columns[place][k - start] = value }
      }
      // Without inputs one row is all there is.
      let found = try inputs.isEmpty ? program.values(columns: []) : program.values(columns: columns)
      for k in range.indices { results.append(found.map { $0[inputs.isEmpty ? 0 : k - start] }) }
    }
    return results
  }

  /// Points where the function and the derivatives have values: drawn at several scales, since domains differ.
  func sample(_ count: Int, below most: Double, _ generator: inout SplitMix) throws(NablaError) -> [[Double]] {
    let ranges: [ClosedRange<Double>] = [-2...2, 0.1...3, -0.95...0.95, 0.05...0.95, 1...6, -10...10, 2...40]
    var found: [[Double]] = []
    let batch = inputs.count > 512 ? min(count, 4) : 8 * count
    var drawn = 0
    while found.count < count && drawn < 96 * count {
      let round = drawn / (8 * count)
      var candidates = (drawn..<(drawn + batch)).map { k in
        // One range for all inputs, or one for each.
        let common = ranges[(k % (8 * count) + round) % ranges.count]
        let mixed = k % (8 * count) % 3 == 2
        return inputs.map { _ in
          generator.number(in: mixed ? ranges[Int(generator.next() % UInt64(ranges.count))] : common)
        }
      }
      drawn += batch
      if !function.store.assumptions.relations.isEmpty { candidates = candidates.compactMap(assumed) }
      if candidates.isEmpty { continue }
      let f = try evaluate(values, count: candidates.count) { $1 = candidates[$0] }
      let inside = candidates.indices.filter { f[$0][0].magnitude < most }
      let g = try evaluate(slopes, count: inside.count) { $1 = candidates[inside[$0]] }
      for (k, place) in inside.enumerated() where found.count < count {
        if g[k].allSatisfy({ $0.magnitude < most }) { found.append(candidates[place]) }
      }
    }
    return found
  }

  /// A point that the assumptions of the function allow, made of another one; nil where that is not found.
  private func assumed(_ point: [Double]) -> [Double]? {
    let assumptions = function.store.assumptions
    var table: [Expr: Expr] = [:]
    var moved = point
    for (place, symbol) in inputs.enumerated() where !assumptions.isInteger(symbol) {
      guard let number = Rational(exactly: point[place]) else { return nil }
      moved[place] = assumptions.coordinate(symbol, near: number).nearestDouble
    }
    for (place, symbol) in inputs.enumerated() { table[symbol] = Rational(exactly: moved[place]).map { Expr($0) } }
    return assumptions.failing(at: table) == nil ? moved : nil
  }

  /// So many of the points, half of them those where a plain difference is farthest from the derivative.
  func mostDoubtful(_ points: [[Double]], _ count: Int) throws(NablaError) -> [[Double]] {
    let symbolic = try evaluate(slopes, count: points.count) { $1 = points[$0] }
    var doubts = [Double](repeating: 0, count: points.count)
    for (variable, input) in places.enumerated() {
      func coordinate(_ k: Int, _ sign: Double) -> Double {
        points[k][input] + sign * 1e-5 * max(points[k][input].magnitude, 0.1)
      }
      func moved(_ sign: Double) throws(NablaError) -> [[Double]] {
        try evaluate(values, count: points.count) {
          $1 = points[$0]
          $1[input] = coordinate($0, sign)
        }
      }
      let (f, g) = (try moved(1), try moved(-1))
      for k in points.indices {
        let slope = (f[k][0] - g[k][0]) / (coordinate(k, 1) - coordinate(k, -1))
        let size = max(symbolic[k][variable].magnitude, slope.magnitude, 1e-9)
        let doubt = (slope - symbolic[k][variable]).magnitude / size
        if doubt > doubts[k] { doubts[k] = doubt }
      }
    }
    let byDoubt = points.indices.sorted { doubts[$0] != doubts[$1] ? doubts[$0] > doubts[$1] : $0 < $1 }
    let chosen = Set(byDoubt.prefix(count / 2))
    let others = points.indices.filter { !chosen.contains($0) }.prefix(count - chosen.count)
    return (chosen.sorted() + others).map { points[$0] }
  }
}

/// Points that depend on the seed alone.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) * 0x1p-53
  }
}
