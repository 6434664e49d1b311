// What a derivative gives at kinks: a convention, which for a single kink lies between the slopes on either side.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaNumbers

extension Checker {
  /// Rows at points on kinks: where a variable has the value, or two have the same, at which a slope breaks.
  ///
  /// Both sides are extrapolated one-sided differences. Where the function jumps there are none, and no row. Where kinks
  /// meet, conventions add up to what no side has: relu(x) − relu(−x) is x, and its rules give 0 at 0. So a value that is
  /// not between the sides is wrong only if the engine's own is, and open otherwise.
  func kinks(near points: [[Double]]) throws(NablaError) -> [CheckReport.Row] {
    var onKinks: [(point: [Double], variable: Int)] = []
    let gradient = try function.gradient(by: variables)
    for kink in try kinkRelations(gradient).prefix(8) {
      for point in points.prefix(2) {
        var moved = point
        guard let place = variables.firstIndex(of: kink.variable) else { continue }
        switch kink.value {
        case .number(let value): moved[places[place]] = value
        case .symbol(let symbol):
          guard let input = inputs.firstIndex(of: symbol) else { continue }
          moved[places[place]] = point[input]
          if let other = variables.firstIndex(of: symbol) { onKinks.append((moved, other)) }
        }
        onKinks.append((moved, place))
      }
    }
    if onKinks.isEmpty { return [] }
    let symbolic = try evaluate(slopes, count: onKinks.count) { $1 = onKinks[$0].point }
    let conventions = try evaluate(CompiledFunction(gradient, inputs: inputs), count: onKinks.count) {
      $1 = onKinks[$0].point
    }
    var rows: [CheckReport.Row] = []
    for (k, (point, variable)) in onKinks.enumerated() where symbolic[k][variable].isFinite {
      guard let left = try side(point, variable, -1), let right = try side(point, variable, 1) else { continue }
      let s = symbolic[k][variable]
      let error = max(left.error, right.error)
      func nearest(_ slope: Double) -> Double {
        min(max(slope, min(left.slope, right.slope)), max(left.slope, right.slope))
      }
      func isBetween(_ slope: Double) -> Bool {
        let size = max(left.slope.magnitude, right.slope.magnitude, slope.magnitude)
        return (slope - nearest(slope)).magnitude <= 10 * error + 1e-6 * size
      }
      let isOpen = error > 1e-3 * max(left.slope.magnitude, right.slope.magnitude, 1e-3)
      let isWrong = !isBetween(s) && isBetween(conventions[k][variable])
      rows.append(
        CheckReport.Row(
          point: point, direction: Direction(variable: variable), symbolic: s, numeric: nearest(s), estimate: error,
          verdict: isOpen ? .undecided : isBetween(s) ? .agrees : isWrong ? .disagrees : .undecided))
    }
    return rows
  }

  private func side(_ point: [Double], _ variable: Int, _ sign: Double) throws(NablaError) -> (
    slope: Double, error: Double
  )? {
    let input = places[variable]
    var step = max(point[input].magnitude, 0.1) * 0.05
    var steps: [(above: Double, below: Double)] = []
    for _ in 0..<RiddersDifferences.rows {
      steps.append((point[input] + sign * step, point[input]))
      step /= RiddersDifferences.shrink
    }
    let here = try values.values(at: point)[0]
    let f = try evaluate(values, count: steps.count) {
      $1 = point
      $1[input] = steps[$0].above
    }
    guard here.isFinite, let found = RiddersDifferences.slope(steps, f.map { ($0[0], here) }, isOneSided: true),
      found.slope.magnitude < 1e9
    else { return nil }
    return found
  }

  /// Where a variable has a kink.
  private struct Kink {
    enum Value {
      case number(Double)
      case symbol(Expr)
    }

    let variable: Expr
    let value: Value
  }

  /// The kinks of the function that are a variable at a number, or two symbols at the same value.
  private func kinkRelations(_ gradient: [Expr]) throws(NablaError) -> [Kink] {
    guard let store = gradient.first(where: { $0.node.isStored || $0.condition.isStored })?.store else { return [] }
    return try store.build { (builder) throws(NablaError) -> [Kink] in
      var found: [Kink] = []
      var seen = Set<NodeID>()
      for slope in gradient {
        let (node, condition) = builder.adopt(slope)
        for requirement in try builder.requirements(of: condition, results: [node], keepingAll: true)
        where requirement.isKink && store.isOperation(requirement.relation, .notEqual)
          && seen.insert(requirement.relation).inserted
        {
          let sides = Array(store.operands(requirement.relation))
          for (a, b) in [(sides[0], sides[1]), (sides[1], sides[0])] where a.isSymbol {
            let variable = Expr(store: nil, node: a, condition: .yes)
            if let number = store.number(b), Rational(exactly: number.nearestDouble) == number {
              found.append(Kink(variable: variable, value: .number(number.nearestDouble)))
            } else if b.isSymbol {
              found.append(Kink(variable: variable, value: .symbol(Expr(store: nil, node: b, condition: .yes))))
            }
          }
        }
      }
      return found
    }
  }
}
