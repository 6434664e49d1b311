// The derivatives against differences of enclosures in hundreds of bits, which know nothing of derivative rules.

import NablaEvaluation
import NablaExpressions
import NablaKernels

extension Checker {
  /// Puts enclosures in the place of what differences say: for a few points a direction, and for all they doubt.
  func settle(_ rows: inout [CheckReport.Row], each most: Int = 3) throws(NablaError) {
    /// Rows of one variable are counted together, and those of all variables.
    func key(_ place: Int) -> Int {
      rows[place].direction.isSingle ? rows[place].direction.first : variables.count
    }
    guard Ball.isAvailable else {
      // Without enclosures a single doubtful row condemns nothing: three points must say the same.
      var wrong = [Int](repeating: 0, count: variables.count + 1)
      for place in rows.indices where rows[place].verdict == .disagrees { wrong[key(place)] += 1 }
      for place in rows.indices where rows[place].verdict == .disagrees && wrong[key(place)] < 3 {
        rows[place] = rows[place].with(.undecided)
      }
      return
    }
    var settled = [Int](repeating: 0, count: variables.count + 1)
    var isSettled = [Bool](repeating: false, count: rows.count)
    func settle(_ place: Int) throws(NablaError) {
      isSettled[place] = true
      rows[place] = try self.settled(rows[place])
      if rows[place].verdict != .undecided { settled[key(place)] += 1 }
    }
    // First what looks wrong, until some points are condemned; then some points a variable, then what is open as long
    // as a variable has none.
    var budget = 300
    var condemned = 0
    for place in rows.indices where rows[place].verdict == .disagrees && budget > 0 && condemned < most {
      try settle(place)
      budget -= 1
      if rows[place].verdict == .disagrees { condemned += 1 }
    }
    if condemned == most { return }
    for place in rows.indices
    where !isSettled[place] && rows[place].verdict == .agrees && settled[key(place)] < most {
      try settle(place)
    }
    var attempts = [Int](repeating: 0, count: variables.count + 1)
    for place in rows.indices where !isSettled[place] && rows[place].verdict == .undecided {
      guard settled[key(place)] < most, attempts[key(place)] < 12 else { continue }
      attempts[key(place)] += 1
      try settle(place)
    }
    for place in rows.indices where rows[place].verdict == .disagrees && !isSettled[place] {
      rows[place] = rows[place].with(.undecided)
    }
  }

  /// A row with the verdict of enclosures. A wrong derivative is one that far smaller steps condemn as well.
  private func settled(_ row: CheckReport.Row) throws(NablaError) -> CheckReport.Row {
    try watch.check()
    guard let exact = try referee(row.point, row.direction) else { return row.with(.undecided) }
    if !exact.agrees {
      guard let again = try referee(row.point, row.direction, steps: (-1000, -960), precisions: [6000]), !again.agrees
      else { return row.with(.undecided) }
    }
    return CheckReport.Row(
      point: row.point, direction: row.direction, symbolic: exact.symbolic, numeric: exact.numeric,
      estimate: exact.error, verdict: exact.agrees ? .agrees : .disagrees)
  }

  /// Where the derivatives along a direction disagree: halves it until one variable is to blame, and adds its row.
  func blame(_ rows: inout [CheckReport.Row]) throws(NablaError) {
    guard let wrong = rows.first(where: { $0.verdict == .disagrees && !$0.direction.isSingle }) else { return }
    var direction = wrong.direction
    while !direction.isSingle {
      try watch.check()
      let half = direction.parts.count / 2
      let left = Direction(Array(direction.parts[..<half]))
      direction =
        try disagrees(wrong.point, left) ? left : Direction(Array(direction.parts[half...]))
    }
    let row = try differences([wrong.point], along: [[direction]])[0]
    let judged = Ball.isAvailable ? try settled(row) : row
    if judged.verdict == .disagrees { rows.append(judged) }
  }

  private func disagrees(_ point: [Double], _ direction: Direction) throws(NablaError) -> Bool {
    if Ball.isAvailable { return try referee(point, direction).map { !$0.agrees } ?? false }
    return try differences([point], along: [[direction]])[0].verdict == .disagrees
  }

  private struct Settlement {
    let symbolic: Double
    let numeric: Double
    let error: Double
    let agrees: Bool
  }

  /// Central differences of enclosures at two tiny steps; nil where they do not agree with each other.
  private func referee(
    _ point: [Double], _ direction: Direction, steps: (near: Int, far: Int) = (-180, -150),
    precisions: [Int] = [640, 2560]
  ) throws(NablaError) -> Settlement? {
    let store = ([function] + derivatives).first { $0.node.isStored }?.store ?? Store.default
    for bits in precisions {
      let settlement: Settlement?? = try store.build { (builder) throws(NablaError) -> Settlement?? in
        var balls: [NodeID: Ball] = [:]
        for (symbol, value) in zip(inputs, point) { balls[symbol.node] = Ball(value) }
        let f = builder.adopt(function).node
        let g = direction.parts.map { builder.adopt(derivatives[$0.variable]).node }
        func value(_ node: NodeID, shift: Ball?) throws(NablaError) -> Ball? {
          var shifted = balls
          if let shift {
            for part in direction.parts {
              let input = places[part.variable]
              let way = Ball(part.weight).times(shift, bits: bits)
              shifted[inputs[input].node] = Ball(point[input]).plus(way, bits: bits)
            }
          }
          guard case .number(let ball) = try builder.balls(of: [node], at: shifted, bits: bits)[0], ball.isFinite else {
            return nil
          }
          return ball
        }
        func slope(_ exponent: Int) throws(NablaError) -> Ball? {
          let step = Ball.powerOfTwo(exponent)
          let back = step.negated
          guard let above = try value(f, shift: step), let below = try value(f, shift: back) else { return nil }
          let rise = above.minus(below, bits: bits)
          return rise.divided(by: Ball.powerOfTwo(exponent + 1), bits: bits)
        }
        guard let near = try slope(steps.near), let far = try slope(steps.far) else { return .some(nil) }
        var exact = Ball(0)
        for (part, value) in zip(direction.parts, try builder.balls(of: g, at: balls, bits: bits)) {
          guard case .number(let ball) = value, ball.isFinite else { return .some(nil) }
          exact = exact.plus(Ball(part.weight).times(ball, bits: bits), bits: bits)
        }
        func distance(_ a: Ball, _ b: Ball) -> Double {
          let difference = a.minus(b, bits: bits)
          return difference.double.magnitude + difference.radius
        }
        let size = max(near.double.magnitude, exact.double.magnitude)
        // More bits where rounding in the enclosures is what is seen.
        if near.radius > 1e-30 * max(size, 1e-30) { return .none }
        // Steps that are not small against the function's own waves contradict each other.
        let slopeSize = max(near.double.magnitude, far.double.magnitude)
        if distance(near, far) > 1e-25 * max(slopeSize, 1e-40) { return .some(nil) }
        return .some(
          Settlement(
            symbolic: exact.double, numeric: near.double, error: distance(near, far),
            agrees: distance(near, exact) <= 1e-22 * max(size, 1e-40)))
      }
      if let settled = settlement { return settled }
    }
    return nil
  }
}

extension CheckReport.Row {
  fileprivate func with(_ verdict: Verdict) -> CheckReport.Row {
    CheckReport.Row(
      point: point, direction: direction, symbolic: symbolic, numeric: numeric, estimate: estimate, verdict: verdict)
  }
}
