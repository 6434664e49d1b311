// Stationary points of a formula: exact where its slopes are polynomials, proved intervals or approximations elsewhere.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaNumbers
import NablaSimplification

/// A stationary point.
public struct CriticalPoint: Sendable {
  /// The coordinates in the order of the variables; of a number that is no square root the middle of a narrow interval.
  public let coordinates: [Expr]
  /// The value of the formula there.
  public let value: Evaluation
  /// Which kind it is; `degenerate` also where signs of eigenvalues stay open.
  public let kind: StationaryKind
  /// Whether the coordinates are exact, and the kind follows from proved signs.
  public let isExact: Bool
  /// The eigenvalues of the Hessian in rising order, as doubles.
  public let eigenvalues: [Double]

  /// The largest size of an eigenvalue over the smallest; nil where one is 0.
  public var conditionNumber: Double? {
    let sizes = eigenvalues.map(\.magnitude)
    guard let least = sizes.min(), let most = sizes.max(), least > most * 1e-14 else { return nil }
    return most / least
  }
}

/// The stationary points of a formula.
public struct CriticalPoints: Sendable {
  /// The variables, in the order of coordinates.
  public let variables: [Expr]
  /// The points, in rising order of their coordinates.
  public let points: [CriticalPoint]
  /// Equations of curves all of whose points are stationary, as formulas that are 0 there.
  public let curves: [Expr]
  /// Whether these are all: proved for polynomial slopes.
  public let isComplete: Bool

  /// What is to be said beside the points.
  public var remarks: [String] {
    curves.map {
      $0 == 0
        ? "the formula does not depend on some variable: no stationary point is isolated"
        : "every point with \($0) = 0 is stationary"
    }
      + (isComplete ? [] : ["there may be other stationary points"])
  }

  /// A line a point: where, which kind, the value, the eigenvalues and their ratio.
  public var text: String {
    var lines = points.map { point in
      let place = zip(variables, point.coordinates).map { variable, coordinate in
        "\(Wording.name(variable)) = \(CriticalPoints.text(coordinate, isExact: point.isExact))"
      }.joined(separator: ", ")
      let condition = point.conditionNumber.map {
        points.isEmpty || variables.count < 2 ? "" : ", condition number \(Wording.short($0))"
      }
      let values = point.eigenvalues.map { Wording.short($0) }.joined(separator: ", ")
      return "\(point.kind.rawValue) at \(place): value \(Wording.short(point.value)), eigenvalues \(values)"
        + (condition ?? "") + (point.isExact ? "" : " (not exact)")
    }
    if lines.isEmpty && curves.isEmpty {
      lines = [isComplete ? "there is no stationary point" : "no stationary point was found"]
    }
    lines += remarks
    return lines.joined(separator: "\n")
  }

  /// A coordinate: exact, or with 17 digits.
  public static func text(_ coordinate: Expr, isExact: Bool) -> String {
    isExact || coordinate.number.map { $0.bitWidth < 64 } == true
      ? "\(coordinate)" : (try? coordinate.evaluated())?.text() ?? "\(coordinate)"
  }
}

extension Expr {
  /// The points at which all partial derivatives are 0, with their kinds.
  ///
  /// Variables that do not meet in a second derivative are solved for apart. Exact where the numerators of the slopes are
  /// linear, or polynomials in one or two variables with rational coefficients: by factors and resultants, the real roots
  /// rational, square roots, or in intervals of width 2^-220 that Sturm's theorem proves. Elsewhere by sign changes on
  /// [-100, 100] in one variable, and Newton's method from some starts in several; then others may exist. Kinds by the signs
  /// of the Hessian's eigenvalues. Throws `domain` for relations and where another symbol occurs, `limit` past the limits of
  /// the task. At most 1000 points.
  public func criticalPoints(by variables: [Expr]? = nil) throws(NablaError) -> CriticalPoints {
    let variables = variables ?? freeSymbols
    let slopes = try gradient(by: variables)
    let own = Set(variables)
    if let other = freeSymbols.first(where: { !own.contains($0) }) {
      throw NablaError(
        .domain, "stationary points are numbers, and \(other) has no value; list it among the variables, or give it one"
      )
    }
    guard variables.count <= 100 else {
      throw NablaError(.limit, "stationary points of more than 100 variables are out of reach")
    }
    var search = CriticalSearch(self, variables, slopes)
    return try search.run()
  }
}

/// One formula being searched.
struct CriticalSearch {
  let function: Expr
  let variables: [Expr]
  let slopes: [Expr]
  let watch = LimitWatch()
  var curves: [Expr] = []
  var isComplete = true

  init(_ function: Expr, _ variables: [Expr], _ slopes: [Expr]) {
    self.function = function
    self.variables = variables
    self.slopes = slopes
  }

  /// Coordinates of some of the variables.
  struct Partial {
    var values: [Int: Expr]
    var isExact: Bool
  }

  mutating func run() throws(NablaError) -> CriticalPoints {
    let hessian = try function.hessian(by: variables)
    var found = [Partial(values: [:], isExact: true)]
    for group in groups(hessian) {
      try watch.check()
      let own = try solutions(group, hessian)
      found = found.flatMap { partial in
        own.map { Partial(values: partial.values.merging($0.values) { $1 }, isExact: partial.isExact && $0.isExact) }
      }
      if found.count > 1000 {
        found = Array(found.prefix(1000))
        isComplete = false
      }
    }
    var points: [CriticalPoint] = []
    for partial in found where partial.values.count == variables.count {
      try watch.check()
      if let point = try judged(partial, hessian) { points.append(point) }
    }
    let order = points.map { point in point.coordinates.map { (try? $0.evaluated())?.value ?? 0 } }
    let sorted = points.indices.sorted { order[$0].lexicographicallyPrecedes(order[$1]) }
    return CriticalPoints(
      variables: variables, points: sorted.map { points[$0] }, curves: curves, isComplete: isComplete)
  }

  /// Variables that meet in second derivatives.
  private func groups(_ hessian: [[Expr]]) -> [[Int]] {
    var group = Array(variables.indices)
    func root(_ k: Int) -> Int {
      var k = k
      while group[k] != k { k = group[k] }
      return k
    }
    for i in variables.indices {
      for j in 0..<i where hessian[i][j].node != .zero { group[root(i)] = root(j) }
    }
    return Dictionary(grouping: variables.indices, by: root).values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  private mutating func solutions(_ group: [Int], _ hessian: [[Expr]]) throws(NablaError) -> [Partial] {
    if group.allSatisfy({ slopes[$0].node == .zero }) {
      curves.append(0)
      return []
    }
    if let linear = try linearSolutions(group, hessian) { return linear }
    if let plain = try polynomialSolutions(group) { return plain }
    isComplete = false
    return group.count == 1 ? try signChanges(group[0]) : try newton(group)
  }

  // MARK: Judging

  /// A point at which all slopes are 0 indeed, with its kind; nil for others.
  private func judged(_ partial: Partial, _ hessian: [[Expr]]) throws(NablaError) -> CriticalPoint? {
    let coordinates = variables.indices.map { partial.values[$0] ?? 0 }
    var point: [Expr: Expr] = [:]
    for (variable, coordinate) in zip(variables, coordinates) { point[variable] = coordinate }
    for (slope, size) in zip(try Expr.evaluate(slopes, at: point), hessian.map(\.count)) {
      // At a kink there is no slope, whatever the convention is.
      guard let value = slope.value, !slope.isKink else { return nil }
      if partial.isExact ? value != 0 : value.magnitude > 1e-9 * Double(size + 1) { return nil }
    }
    // Points of curves are told by those.
    for value in try Expr.evaluate(curves, at: point) where value.value == 0 { return nil }
    let entries = try Expr.evaluate(hessian.flatMap { $0 }, at: point).map { $0.value ?? .nan }
    let n = variables.count
    let eigenvalues = SymmetricMatrix.eigenvalues((0..<n).map { Array(entries[($0 * n)..<(($0 + 1) * n)]) }).sorted()
    var isProved = partial.isExact
    var kind = StationaryKind.degenerate
    if let inertia = try Inertia(hessian, at: point), partial.isExact {
      kind = inertia.kind
    } else {
      // By doubles, where none of them is near 0.
      isProved = false
      let scale = eigenvalues.map(\.magnitude).max() ?? 0
      if !eigenvalues.contains(where: { !($0.magnitude > 1e-9 * scale) }) {
        kind = eigenvalues[0] > 0 ? .minimum : eigenvalues[n - 1] < 0 ? .maximum : .saddle
      }
    }
    return CriticalPoint(
      coordinates: coordinates, value: try function.evaluated(at: point), kind: kind, isExact: isProved,
      eigenvalues: eigenvalues)
  }
}

/// Eigenvalues of symmetric matrices of doubles, by Jacobi's rotations.
enum SymmetricMatrix {
  static func eigenvalues(_ rows: [[Double]]) -> [Double] {
    var a = rows
    let n = a.count
    guard n > 1, !a.joined().contains(where: { !$0.isFinite }) else { return a.indices.map { a[$0][$0] } }
    for _ in 0..<60 {
      var rest = 0.0
      var size = 0.0
      for i in 0..<n {
        for j in 0..<n { if i == j { size += a[i][i] * a[i][i] } else { rest += a[i][j] * a[i][j] } }
      }
      if rest <= 1e-32 * size { break }
      for p in 0..<(n - 1) {
        for q in (p + 1)..<n where a[p][q] != 0 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n {
            let (x, y) = (a[k][p], a[k][q])
            (a[k][p], a[k][q]) = (c * x - s * y, s * x + c * y)
          }
          for k in 0..<n {
            let (x, y) = (a[p][k], a[q][k])
            (a[p][k], a[q][k]) = (c * x - s * y, s * x + c * y)
          }
        }
      }
    }
    return (0..<n).map { a[$0][$0] }
  }
}
