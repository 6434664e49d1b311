// The derivatives against finite differences, and what those may say.

import NablaEvaluation
import NablaExpressions

extension Checker {
  /// A row for each direction of each point.
  func differences(_ points: [[Double]], along directions: [[Direction]]) throws(NablaError) -> [CheckReport.Row] {
    let symbolic = try evaluate(slopes, count: points.count) { $1 = points[$0] }
    let here = try evaluate(values, count: points.count) { $1 = points[$0] }
    var rows: [CheckReport.Row] = []
    rows.reserveCapacity(points.count * (directions.first?.count ?? 0))
    let length = 2 * RiddersDifferences.rows
    for (k, point) in points.enumerated() {
      let steps = directions[k].map { self.steps($0, point) }
      let f = try evaluate(values, count: directions[k].count * length) { row, moved in
        let step = steps[row / length][row % length / 2]
        move(point, along: directions[k][row / length], to: row % 2 == 0 ? step.above : step.below, &moved)
      }
      for (place, direction) in directions[k].enumerated() {
        let start = place * length
        let pairs = (0..<RiddersDifferences.rows).map { (above: f[start + 2 * $0][0], below: f[start + 2 * $0 + 1][0]) }
        let s = direction.slope(symbolic[k])
        let estimate = RiddersDifferences.slope(steps[place], pairs)
        rows.append(
          CheckReport.Row(
            point: point, direction: direction, symbolic: s, numeric: estimate?.slope ?? .nan,
            estimate: estimate?.error ?? .infinity,
            verdict: estimate.map { judge(s, $0.slope, $0.error, here[k][0]) } ?? .undecided))
      }
    }
    return rows
  }

  /// Of a single variable its values; of several how far they go.
  private func steps(_ direction: Direction, _ point: [Double]) -> [(above: Double, below: Double)] {
    RiddersDifferences.coordinates(at: direction.isSingle ? point[places[direction.first]] : 0)
  }

  private func move(_ point: [Double], along direction: Direction, to step: Double, _ moved: inout [Double]) {
    moved = point
    if direction.isSingle {
      moved[places[direction.first]] = step
    } else {
      for part in direction.parts { moved[places[part.variable]] += part.weight * step }
    }
  }

  private func judge(_ symbolic: Double, _ numeric: Double, _ error: Double, _ value: Double) -> Verdict {
    let distance = (symbolic - numeric).magnitude
    let size = max(symbolic.magnitude, numeric.magnitude)
    // A slope of 0 is seen against the size of the values.
    if error > 1e-4 * (symbolic == 0 ? max(size, 1e-6 * max(1, value.magnitude)) : size) { return .undecided }
    if distance <= 10 * error + 1e-8 * size + 1e-12 * value.magnitude { return .agrees }
    return distance > 1000 * error + 1e-5 * size ? .disagrees : .undecided
  }

}
