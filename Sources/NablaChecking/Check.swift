// Derivatives checked by the program itself: finite differences, and where they do not decide, enclosures of exact values.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaKernels

extension Expr {
  /// Checks the partial derivatives of this expression against slopes from its values alone.
  ///
  /// `against` gives derivatives to be judged, one a variable; without it those of the engine are. Points are drawn
  /// inside the domain, away from kinks with probability one. Central differences, extrapolated with an error estimate,
  /// run on the compiled program; a few points a variable, and all that look wrong or open, are settled by differences of
  /// enclosures in hundreds of bits, which know nothing of derivative rules. The same seed draws the same points.
  ///
  /// Throws `domain` if a variable is no symbol or `against` has another length than the variables.
  public func check(
    by variables: [Expr]? = nil, against: [Expr]? = nil, points: Int = 24, seed: UInt64 = 1
  ) throws(NablaError) -> CheckReport {
    let symbols = variables ?? freeSymbols
    for symbol in symbols where !symbol.node.isSymbol {
      throw NablaError(.domain, "derivatives are taken by symbols only")
    }
    if let against, against.count != symbols.count {
      throw NablaError(
        .domain, "\(symbols.count) derivatives are expected, one a variable, and \(against.count) were given")
    }
    let derivatives: [Expr]
    if let against { derivatives = against } else { derivatives = try gradient(by: symbols) }
    let checker = try Checker(self, symbols, derivatives)
    return try checker.run(points: points, seed: seed)
  }
}

private struct Checker {
  let function: Expr
  let variables: [Expr]
  let derivatives: [Expr]
  let inputs: [Expr]
  let values: CompiledFunction<Double>
  let slopes: CompiledFunction<Double>

  init(_ function: Expr, _ variables: [Expr], _ derivatives: [Expr]) throws(NablaError) {
    self.function = function
    self.variables = variables
    self.derivatives = derivatives
    // A condition may speak of symbols that the formula itself has lost.
    var known = Set<Expr>()
    inputs =
      ([function] + derivatives).flatMap(\.symbolsWithConditions).filter { known.insert($0).inserted }
      + variables.filter { known.insert($0).inserted }
    values = try function.compiled(inputs: inputs)
    slopes = try CompiledFunction(derivatives, inputs: inputs)
  }

  func run(points wanted: Int, seed: UInt64) throws(NablaError) -> CheckReport {
    func report(_ rows: [CheckReport.Row], _ verdict: Verdict, _ reason: String?) -> CheckReport {
      CheckReport(inputs: inputs, variables: variables, rows: rows, verdict: verdict, reason: reason)
    }
    if variables.isEmpty { return report([], .undecided, "there is no variable") }
    if function.holdsStopGradient {
      return report(
        [], .undecided, "stopGradient takes as constant what the values vary: no slope of values is its derivative")
    }
    // Fewer points where there are many variables; where there are branches many are looked at, to meet each.
    let isBranched = ([function] + derivatives).contains { !$0.isSmooth }
    let count = max(3, min(isBranched ? 4 * wanted : wanted, 40_000 / variables.count))
    let pool = isBranched ? max(count, min(120 * wanted, 100_000 / variables.count)) : count
    var generator = SplitMix(seed: seed)
    // Where values are huge, jumps and waves are closer than any step; such points are taken only for want of others.
    var points = try sample(pool, below: 1e12, &generator)
    if points.isEmpty { points = try sample(pool, below: 1e100, &generator) }
    if points.count > count { points = try mostDoubtful(points, count) }
    if points.isEmpty {
      return report([], .undecided, "no point was found where the function and its derivatives have values")
    }
    var rows = try differences(points)
    try settle(&rows, points)
    if rows.contains(where: { $0.verdict == .disagrees }) { return report(rows, .disagrees, nil) }
    for (place, variable) in variables.enumerated()
    where !rows.contains(where: { $0.variable == place && $0.verdict == .agrees }) {
      return report(rows, .undecided, "no point decides the derivative by \(variable)")
    }
    return report(rows, .agrees, nil)
  }

  // MARK: Points

  /// Points where the function and the derivatives have values: drawn at several scales, since domains differ.
  private func sample(_ count: Int, below most: Double, _ generator: inout SplitMix) throws(NablaError) -> [[Double]] {
    let ranges: [ClosedRange<Double>] = [-2...2, 0.1...3, -0.95...0.95, 0.05...0.95, 1...6, -10...10, 2...40]
    var found: [[Double]] = []
    for round in 0..<12 where found.count < count {
      let candidates = (0..<(count * 8)).map { k in
        // One range for all inputs, or one for each.
        let common = ranges[(k + round) % ranges.count]
        let mixed = k % 3 == 2
        return inputs.map { _ in
          generator.number(in: mixed ? ranges[Int(generator.next() % UInt64(ranges.count))] : common)
        }
      }
      let f = try values.values(rows: candidates)
      let g = try slopes.values(rows: candidates)
      for (k, candidate) in candidates.enumerated() where found.count < count {
        if f[k][0].magnitude < most && g[k].allSatisfy({ $0.magnitude < most }) { found.append(candidate) }
      }
    }
    return found
  }

  /// So many of the points, half of them those where a plain difference is farthest from the derivative.
  private func mostDoubtful(_ points: [[Double]], _ count: Int) throws(NablaError) -> [[Double]] {
    let symbolic = try slopes.values(rows: points)
    var doubts = [Double](repeating: 0, count: points.count)
    for (place, variable) in variables.enumerated() {
      let input = inputs.firstIndex(of: variable) ?? 0
      func moved(_ sign: Double) -> [[Double]] {
        points.map { point in
          var point = point
          point[input] += sign * 1e-5 * max(point[input].magnitude, 0.1)
          return point
        }
      }
      let (above, below) = (moved(1), moved(-1))
      let (f, g) = (try values.values(rows: above), try values.values(rows: below))
      for k in points.indices {
        let slope = (f[k][0] - g[k][0]) / (above[k][input] - below[k][input])
        let size = max(symbolic[k][place].magnitude, slope.magnitude, 1e-9)
        let doubt = (slope - symbolic[k][place]).magnitude / size
        if doubt > doubts[k] { doubts[k] = doubt }
      }
    }
    let byDoubt = points.indices.sorted { doubts[$0] != doubts[$1] ? doubts[$0] > doubts[$1] : $0 < $1 }
    let chosen = Set(byDoubt.prefix(count / 2))
    let others = points.indices.filter { !chosen.contains($0) }.prefix(count - chosen.count)
    return (chosen.sorted() + others).map { points[$0] }
  }

  // MARK: Finite differences

  private func differences(_ points: [[Double]]) throws(NablaError) -> [CheckReport.Row] {
    let symbolic = try slopes.values(rows: points)
    let here = try values.values(rows: points)
    var rows: [CheckReport.Row] = []
    rows.reserveCapacity(points.count * variables.count)
    for (k, point) in points.enumerated() {
      var shifted: [[Double]] = []
      var coordinates: [[(above: Double, below: Double)]] = []
      for variable in variables {
        let place = inputs.firstIndex(of: variable) ?? 0
        let steps = RiddersDifferences.coordinates(at: point[place])
        coordinates.append(steps)
        for step in steps {
          var moved = point
          moved[place] = step.above
          shifted.append(moved)
          moved[place] = step.below
          shifted.append(moved)
        }
      }
      let f = try values.values(rows: shifted).map { $0[0] }
      for variable in variables.indices {
        let start = variable * 2 * RiddersDifferences.rows
        let pairs = (0..<RiddersDifferences.rows).map { (above: f[start + 2 * $0], below: f[start + 2 * $0 + 1]) }
        let s = symbolic[k][variable]
        let estimate = RiddersDifferences.slope(coordinates[variable], pairs)
        let verdict = estimate.map { judge(s, $0.slope, $0.error, here[k][0]) } ?? .undecided
        rows.append(
          CheckReport.Row(
            point: point, variable: variable, symbolic: s, numeric: estimate?.slope ?? .nan,
            estimate: estimate?.error ?? .infinity, verdict: verdict))
      }
    }
    return rows
  }

  private func judge(_ symbolic: Double, _ numeric: Double, _ error: Double, _ value: Double) -> Verdict {
    let distance = (symbolic - numeric).magnitude
    let size = max(symbolic.magnitude, numeric.magnitude)
    // A slope of 0 is seen against the size of the values.
    if error > 1e-4 * (symbolic == 0 ? max(size, 1e-6 * max(1, value.magnitude)) : size) { return .undecided }
    if distance <= 10 * error + 1e-8 * size + 1e-12 * value.magnitude { return .agrees }
    return distance > 1000 * error + 1e-5 * size ? .disagrees : .undecided
  }

  // MARK: Enclosures

  /// Puts enclosures in the place of what differences say: for a few points a variable, and for all they doubt.
  private func settle(_ rows: inout [CheckReport.Row], _ points: [[Double]]) throws(NablaError) {
    guard Ball.isAvailable else {
      // Without enclosures a single doubtful row condemns nothing: three points must say the same.
      for variable in variables.indices {
        let wrong = rows.indices.filter { rows[$0].variable == variable && rows[$0].verdict == .disagrees }
        if wrong.count < 3 { for place in wrong { rows[place] = rows[place].with(.undecided) } }
      }
      return
    }
    var settled = [Int](repeating: 0, count: variables.count)
    var isSettled = [Bool](repeating: false, count: rows.count)
    func settle(_ place: Int) throws(NablaError) {
      let row = rows[place]
      isSettled[place] = true
      guard let exact = try referee(row.point, row.variable) else {
        rows[place] = row.with(.undecided)
        return
      }
      // A wrong derivative is one that far smaller steps condemn as well.
      if !exact.agrees {
        guard let again = try referee(row.point, row.variable, steps: (-1000, -960), precisions: [6000]), !again.agrees
        else {
          rows[place] = row.with(.undecided)
          return
        }
      }
      settled[row.variable] += 1
      rows[place] = CheckReport.Row(
        point: row.point, variable: row.variable, symbolic: exact.symbolic, numeric: exact.numeric,
        estimate: exact.error, verdict: exact.agrees ? .agrees : .disagrees)
    }
    // First what looks wrong, until three points are condemned; then three points a variable, then what is open as long
    // as a variable has none.
    var budget = 300
    var condemned = 0
    for place in rows.indices where rows[place].verdict == .disagrees && budget > 0 && condemned < 3 {
      try settle(place)
      budget -= 1
      if rows[place].verdict == .disagrees { condemned += 1 }
    }
    if condemned == 3 { return }
    for place in rows.indices
    where !isSettled[place] && rows[place].verdict == .agrees && settled[rows[place].variable] < 3 {
      try settle(place)
    }
    var attempts = [Int](repeating: 0, count: variables.count)
    for place in rows.indices where !isSettled[place] && rows[place].verdict == .undecided {
      let variable = rows[place].variable
      guard settled[variable] < 3, attempts[variable] < 12 else { continue }
      attempts[variable] += 1
      try settle(place)
    }
    for place in rows.indices where rows[place].verdict == .disagrees && !isSettled[place] {
      rows[place] = rows[place].with(.undecided)
    }
  }

  private struct Settlement {
    let symbolic: Double
    let numeric: Double
    let error: Double
    let agrees: Bool
  }

  /// Central differences of enclosures at two tiny steps; nil where they do not agree with each other.
  private func referee(
    _ point: [Double], _ variable: Int, steps: (near: Int, far: Int) = (-180, -150), precisions: [Int] = [640, 2560]
  ) throws(NablaError) -> Settlement? {
    guard let input = inputs.firstIndex(of: variables[variable]) else { return nil }
    let store = ([function] + derivatives).first { $0.node.isStored }?.store ?? Store.default
    for bits in precisions {
      let settlement: Settlement?? = try store.build { (builder) throws(NablaError) -> Settlement?? in
        var balls: [NodeID: Ball] = [:]
        for (symbol, value) in zip(inputs, point) { balls[symbol.node] = Ball(value) }
        let f = builder.adopt(function).node
        let g = builder.adopt(derivatives[variable]).node
        func value(_ node: NodeID, shift: Ball?) throws(NablaError) -> Ball? {
          var shifted = balls
          if let shift { shifted[inputs[input].node] = Ball.apply(.add, [Ball(point[input]), shift], bits: bits) }
          guard case .number(let ball) = try builder.balls(of: [node], at: shifted, bits: bits)[0], ball.isFinite else {
            return nil
          }
          return ball
        }
        func slope(_ exponent: Int) throws(NablaError) -> Ball? {
          let step = Ball.powerOfTwo(exponent)
          let back = Ball.apply(.negate, [step], bits: bits)
          guard let above = try value(f, shift: step), let below = try value(f, shift: back) else { return nil }
          let rise = Ball.apply(.subtract, [above, below], bits: bits)
          return Ball.apply(.divide, [rise, Ball.powerOfTwo(exponent + 1)], bits: bits)
        }
        guard let near = try slope(steps.near), let far = try slope(steps.far), let exact = try value(g, shift: nil)
        else {
          return .some(nil)
        }
        func distance(_ a: Ball, _ b: Ball) -> Double {
          let difference = Ball.apply(.subtract, [a, b], bits: bits)
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
      point: point, variable: variable, symbolic: symbolic, numeric: numeric, estimate: estimate, verdict: verdict)
  }
}

extension Expr {
  fileprivate var symbolsWithConditions: [Expr] {
    store.symbols(under: [node, condition]).map { Expr(store: nil, node: $0, condition: .yes) }
  }

  fileprivate var isSmooth: Bool { store.flags(node).contains(.smooth) && !store.flags(node).contains(.jumps) }

  fileprivate var holdsStopGradient: Bool {
    let store = store
    return ReachableNodes(store, [node]).ids.contains { store.isCall($0, .stopGradient) }
  }
}

/// Points that depend on the seed alone.
private struct SplitMix {
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
