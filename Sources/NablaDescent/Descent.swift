// Going down a loss step by step: the usual methods, with a trace and the reason of the end in words.

import NablaCalculus
import NablaEvaluation
import NablaExpressions

/// How the next step is found. The raw values are as they are written.
public enum DescentMethod: String, Sendable, CaseIterable {
  /// Against the gradient, by the step times it.
  case gradientDescent = "gradient"
  /// A velocity that keeps a share of itself and takes up the gradient (Polyak).
  case momentum
  /// Momentum with the gradient ahead of the point (Nesterov).
  case nesterov
  /// Steps of about the same size for every parameter, by running means of slopes and their squares (Kingma and Ba).
  case adam
  /// To the minimum of the second-order approximation, shortened until the loss falls.
  case newton
  /// Newton's step approximated from the last ten gradients, shortened until the loss falls.
  case lbfgs

  /// The method of a name. Throws `request` where there is none.
  public init(named name: String) throws(NablaError) {
    guard let method = DescentMethod(rawValue: name) else {
      let known = DescentMethod.allCases.map(\.rawValue).joined(separator: ", ")
      throw NablaError(.request, "there is no method ‘\(name)’; methods are \(known)")
    }
    self = method
  }
}

/// Where a descent went, and why it ended.
public struct Descent: Sendable {
  /// Why a descent ended.
  public enum End: String, Sendable {
    /// The gradient is shorter than the tolerance.
    case converged
    /// All steps that were allowed are done.
    case steps
    /// The loss grows without bound, or is no number any more.
    case diverged
    /// A step is shorter than the spacing of doubles, or no shorter step lowers the loss.
    case stalled
  }

  /// One point on the way.
  public struct Row: Sendable {
    /// The coordinates, in the order of the variables.
    public let point: [Double]
    /// The loss.
    public let loss: Double
    /// The length of the gradient.
    public let slope: Double
  }

  /// The variables.
  public let variables: [Expr]
  /// The method.
  public let method: DescentMethod
  /// The step that the method took; Newton's and L-BFGS choose their own.
  public let step: Double
  /// The points, the start first.
  public let rows: [Row]
  /// Why it ended.
  public let end: End
  /// The end in words, with numbers.
  public let reason: String

  /// Where it ended.
  public var last: Row { rows[rows.count - 1] }

  /// The end, then points on the way: at most so many, the last among them.
  public func text(rows limit: Int = 10) -> String {
    var lines = [reason]
    let stride = Swift.max(1, (rows.count + limit - 2) / Swift.max(1, limit - 1))
    for (number, row) in rows.enumerated() where number % stride == 0 || number == rows.count - 1 {
      let place = zip(variables, row.point).prefix(6).map { "\(Wording.name($0)) = \(Wording.short($1))" }
        .joined(separator: ", ")
      lines.append(
        "  \(number): \(place)\(variables.count > 6 ? ", …" : ""); loss \(Wording.short(row.loss)), slope \(Wording.short(row.slope))"
      )
    }
    return lines.joined(separator: "\n")
  }
}

extension Expr {
  /// Goes down this loss from a point of doubles.
  ///
  /// `step` is the factor of the gradient (0.1 where nothing is said); `momentum` the share that a velocity keeps. Ends where
  /// the gradient is shorter than `tolerance`, after `steps` steps, where the loss grows past 1e100 or is no number, or where
  /// steps are below the spacing of doubles. Deterministic. Each step is linear in the graph; Newton's is cubic in the
  /// variables. Throws `domain` for relations, free symbols without a coordinate, a start that is not finite or without a
  /// loss, and a step that is not positive; `limit` past the limits of the task.
  public func descent(
    from start: [Expr: Double], method: DescentMethod = .gradientDescent, step: Double? = nil, momentum: Double = 0.9,
    steps: Int = 1000, tolerance: Double = 1e-8
  ) throws(NablaError) -> Descent {
    let variables = start.keys.sorted { Wording.name($0) < Wording.name($1) }
    if let missing = freeSymbols.first(where: { start[$0] == nil }) {
      throw NablaError(.domain, "the start gives no value for \(missing)")
    }
    guard start.values.allSatisfy(\.isFinite), !start.isEmpty else {
      throw NablaError(.domain, "a start gives a finite number to every variable")
    }
    guard step ?? 1 > 0, (step ?? 1).isFinite else { throw NablaError(.domain, "a step is a positive number") }
    var run = try DescentRun(
      self, variables, method, step ?? (method == .newton || method == .lbfgs ? 1 : 0.1), momentum)
    return try run.run(variables.map { start[$0] ?? 0 }, steps, tolerance)
  }
}

/// One descent.
private struct DescentRun {
  private let variables: [Expr]
  private let method: DescentMethod
  private let step: Double
  private let momentum: Double
  /// The loss and its slopes, for Newton's method second derivatives behind them.
  private let program: CompiledFunction<Double>
  private let watch = LimitWatch()
  // What methods remember.
  private var velocity: [Double]
  private var squares: [Double]
  private var history: [(move: [Double], change: [Double])] = []

  init(
    _ loss: Expr, _ variables: [Expr], _ method: DescentMethod, _ step: Double, _ momentum: Double
  ) throws(NablaError) {
    self.variables = variables
    self.method = method
    self.step = step
    self.momentum = momentum
    var outputs = [loss] + (try loss.gradient(by: variables))
    if method == .newton {
      guard variables.count <= 300 else {
        throw NablaError(.limit, "Newton's method takes at most 300 variables; L-BFGS takes more")
      }
      outputs += try loss.hessian(by: variables).flatMap { $0 }
    }
    program = try CompiledFunction<Double>(outputs, inputs: variables)
    velocity = [Double](repeating: 0, count: variables.count)
    squares = velocity
  }

  private func look(_ x: [Double]) throws(NablaError) -> (loss: Double, slopes: [Double], rest: [Double]) {
    let values = try program.values(at: x)
    return (values[0], Array(values[1...variables.count]), Array(values[(variables.count + 1)...]))
  }

  private static func length(_ x: [Double]) -> Double {
    // Scaled, so that squares stay among the doubles.
    let size = x.map(\.magnitude).max() ?? 0
    guard size > 0, size.isFinite else { return size }
    return size * x.reduce(0) { $0 + ($1 / size) * ($1 / size) }.squareRoot()
  }

  mutating func run(_ start: [Double], _ steps: Int, _ tolerance: Double) throws(NablaError) -> Descent {
    var x = start
    var here = try look(x)
    guard here.loss.isFinite else { throw NablaError(.domain, "the loss has no value at the start") }
    var rows = [Descent.Row(point: x, loss: here.loss, slope: DescentRun.length(here.slopes))]
    let first = here.loss
    func done(_ end: Descent.End, _ reason: String) -> Descent {
      Descent(variables: variables, method: method, step: step, rows: rows, end: end, reason: reason)
    }
    for number in 0..<Swift.max(0, steps) {
      try watch.check()
      let slope = DescentRun.length(here.slopes)
      if slope <= tolerance {
        return done(
          .converged,
          "converged after \(count(number)): the gradient is \(Wording.short(slope)) long, within \(Wording.short(tolerance))"
        )
      }
      if !slope.isFinite { return done(.diverged, "the gradient is no number after \(count(number))") }
      guard let next = try proposal(x, here, number) else {
        return done(
          .stalled,
          "stalled after \(count(number)): no shorter step lowers the loss; the gradient is \(Wording.short(slope)) long"
        )
      }
      if next == x {
        return done(
          .stalled,
          "stalled after \(count(number)): a step of \(Wording.short(step)) times the gradient is below the spacing of doubles"
        )
      }
      let there = try look(next)
      rows.append(Descent.Row(point: next, loss: there.loss, slope: DescentRun.length(there.slopes)))
      if !there.loss.isFinite || there.loss.magnitude > 1e100 * Swift.max(1, first.magnitude) {
        let advice = hint(rows)
        return done(
          .diverged,
          "diverged after \(count(number + 1)): the loss went from \(Wording.short(first)) to \(Wording.short(there.loss))\(advice)"
        )
      }
      remember(x, here.slopes, next, there.slopes)
      (x, here) = (next, there)
    }
    let slope = DescentRun.length(here.slopes)
    if slope <= tolerance {
      return done(.converged, "converged after \(count(steps)): the gradient is \(Wording.short(slope)) long")
    }
    let growing = here.loss > first ? "; the loss has grown, so the step is too large" : ""
    return done(
      .steps, "not converged after \(count(steps)): the gradient is still \(Wording.short(slope)) long\(growing)")
  }

  private func count(_ steps: Int) -> String { steps == 1 ? "1 step" : "\(steps) steps" }

  /// The largest step that would not have diverged, from the growth of the slopes.
  private func hint(_ rows: [Descent.Row]) -> String {
    guard method == .gradientDescent, rows.count > 3 else { return "; a smaller step may converge" }
    // Along the steepest direction of a quadratic loss slopes grow by |1 − step·λ| a step.
    let growth = rows[2].slope / rows[1].slope
    guard growth.isFinite, growth > 1 else { return "; a smaller step may converge" }
    let curvature = (growth + 1) / step
    return "; the step \(Wording.short(step)) is too large for a curvature of \(Wording.short(curvature)): below "
      + "\(Wording.short(2 / curvature)) it would shrink"
  }

  /// The next point; nil where none is found that lowers the loss.
  private mutating func proposal(
    _ x: [Double], _ here: (loss: Double, slopes: [Double], rest: [Double]), _ number: Int
  ) throws(NablaError) -> [Double]? {
    let n = x.count
    switch method {
    case .gradientDescent: return (0..<n).map { x[$0] - step * here.slopes[$0] }
    case .momentum:
      for k in 0..<n { velocity[k] = momentum * velocity[k] - step * here.slopes[k] }
      return (0..<n).map { x[$0] + velocity[$0] }
    case .nesterov:
      let ahead = try look((0..<n).map { x[$0] + momentum * velocity[$0] }).slopes
      for k in 0..<n { velocity[k] = momentum * velocity[k] - step * ahead[k] }
      return (0..<n).map { x[$0] + velocity[$0] }
    case .adam:
      var next = x
      var (first, second) = (1.0, 1.0)
      for _ in 0...number { (first, second) = (first * 0.9, second * 0.999) }
      for k in 0..<n {
        velocity[k] = 0.9 * velocity[k] + 0.1 * here.slopes[k]
        squares[k] = 0.999 * squares[k] + 0.001 * here.slopes[k] * here.slopes[k]
        next[k] -= step * (velocity[k] / (1 - first)) / ((squares[k] / (1 - second)).squareRoot() + 1e-8)
      }
      return next
    case .newton: return try shortened(x, here, newtonDirection(here))
    case .lbfgs: return try shortened(x, here, quasiNewtonDirection(here.slopes))
    }
  }

  /// The direction of Newton's step, with the diagonal raised until it goes downwards.
  private func newtonDirection(_ here: (loss: Double, slopes: [Double], rest: [Double])) -> [Double] {
    let n = variables.count
    let size = here.rest.map(\.magnitude).max() ?? 0
    var shift = 0.0
    for _ in 0..<60 {
      let rows = (0..<n).map { i in
        (0..<n).map { here.rest[i * n + $0] + ($0 == i ? shift : 0) } + [-here.slopes[i]]
      }
      if let direction = LinearSystem.solve(rows), direction.allSatisfy(\.isFinite),
        zip(direction, here.slopes).reduce(0, { $0 + $1.0 * $1.1 }) < 0
      {
        return direction
      }
      shift = shift == 0 ? 1e-6 * Swift.max(size, 1e-6) : shift * 4
    }
    return here.slopes.map { -$0 }
  }

  /// Two loops over the last moves (Nocedal).
  private func quasiNewtonDirection(_ slopes: [Double]) -> [Double] {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var q = slopes
    var weights: [Double] = []
    for (move, change) in history.reversed() {
      let weight = dot(move, q) / dot(move, change)
      weights.append(weight)
      for k in q.indices { q[k] -= weight * change[k] }
    }
    if let (move, change) = history.last {
      let scale = dot(move, change) / dot(change, change)
      for k in q.indices { q[k] *= scale }
    }
    for (place, (move, change)) in history.enumerated() {
      let weight = weights[history.count - 1 - place] - dot(change, q) / dot(move, change)
      for k in q.indices { q[k] += weight * move[k] }
    }
    return q.map { -$0 }
  }

  /// A step along a direction, by bisection: short enough for the loss to fall as it should, and so long that the slope is
  /// flatter there (Armijo, Wolfe).
  private func shortened(
    _ x: [Double], _ here: (loss: Double, slopes: [Double], rest: [Double]), _ direction: [Double]
  ) throws(NablaError) -> [Double]? {
    var factor = step
    let fall = zip(direction, here.slopes).reduce(0) { $0 + $1.0 * $1.1 }
    var (low, high) = (0.0, Double.infinity)
    var best: [Double]?
    for _ in 0..<60 {
      let next = x.indices.map { x[$0] + factor * direction[$0] }
      let there = try look(next)
      if !(there.loss <= here.loss + 1e-4 * factor * Swift.min(fall, 0)) {
        high = factor
      } else {
        best = next
        if !(zip(direction, there.slopes).reduce(0) { $0 + $1.0 * $1.1 } < 0.9 * fall) { break }
        low = factor
      }
      factor = high.isFinite ? (low + high) / 2 : 2 * factor
      if !factor.isFinite { break }
    }
    return best
  }

  private mutating func remember(_ x: [Double], _ slopes: [Double], _ next: [Double], _ later: [Double]) {
    guard method == .lbfgs else { return }
    let move = zip(next, x).map { $0 - $1 }
    let change = zip(later, slopes).map { $0 - $1 }
    // Only what curves upwards keeps directions downwards.
    guard zip(move, change).reduce(0, { $0 + $1.0 * $1.1 }) > 1e-300 else { return }
    history.append((move, change))
    if history.count > 10 { history.removeFirst() }
  }
}
