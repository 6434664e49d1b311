// Which kind of stationary point: the signs of the Hessian's eigenvalues, exactly or by enclosures.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaNumbers

/// What a stationary point is.
public enum StationaryKind: String, Sendable {
  /// All eigenvalues of the Hessian are positive.
  case minimum
  /// All are negative.
  case maximum
  /// Some are positive and some are negative.
  case saddle
  /// Some are 0, and those that are not have one sign: second derivatives do not tell.
  case degenerate
}

/// The eigenvalues of a symmetric matrix: how many have each sign.
struct Inertia {
  var positive = 0
  var negative = 0
  var zero = 0

  var kind: StationaryKind {
    if positive > 0 && negative > 0 { return .saddle }
    if zero > 0 { return .degenerate }
    return positive > 0 ? .minimum : negative > 0 ? .maximum : .degenerate
  }

  var text: String {
    [(positive, "positive"), (negative, "negative"), (zero, "zero")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// From the coefficients of the characteristic polynomial det(λ − H) by falling power, by their signs: all of its roots are
  /// real, so that Descartes' rule counts them exactly.
  init(signs: [Int]) {
    let last = signs.lastIndex { $0 != 0 } ?? 0
    zero = signs.count - 1 - last
    positive = Inertia.changes(Array(signs[...last]))
    negative = signs.count - 1 - zero - positive
  }

  private static func changes(_ signs: [Int]) -> Int {
    let own = signs.filter { $0 != 0 }
    return zip(own, own.dropFirst()).count { $0 != $1 }
  }

  /// Of a Hessian at a point: exact where its entries are rational, by enclosures for up to six variables; nil where the
  /// signs stay open.
  init?(_ hessian: [[Expr]], at point: [Expr: Expr]) throws(NablaError) {
    let n = hessian.count
    let values = try Expr.evaluate(hessian.flatMap { $0 }, at: point)
    guard !values.contains(where: { $0.value == nil && $0.decimal == nil || $0.isKink }) else { return nil }
    let exact = values.compactMap(\.exactValue)
    if exact.count == n * n {
      guard n <= 40 else { return nil }
      let rows = (0..<n).map { Array(exact[($0 * n)..<(($0 + 1) * n)]) }
      let coefficients = Inertia.characteristic(rows, zero: Rational(0), one: Rational(1)) { $0 / Rational($1) }
      self.init(signs: coefficients.map { (c: Rational) in c.signum })
      return
    }
    guard n <= 6 else { return nil }
    let coefficients = Inertia.characteristic(hessian, zero: Expr(0), one: Expr(1)) { $0 / Expr($1) }
    var signs: [Int] = []
    for value in try Expr.evaluate(coefficients, at: point) {
      guard !value.isUncertain, let number = ScaledNumber(value) else { return nil }
      signs.append(number.isZero ? 0 : number.significand < 0 ? -1 : 1)
    }
    self.init(signs: signs)
  }

  /// The coefficients of det(λ − A) by falling power (Faddeev and Le Verrier).
  private static func characteristic<Number: MatrixEntry>(
    _ a: [[Number]], zero: Number, one: Number, _ divided: (Number, Int) -> Number
  ) -> [Number] {
    let n = a.count
    var coefficients = [one]
    var m = [[Number]](repeating: [Number](repeating: zero, count: n), count: n)
    for k in 1...max(1, n) where k <= n {
      // M ← A·M + c·I; c ← −tr(A·M)/k.
      var next = k == 1 ? m : multiply(a, m, zero)
      for i in 0..<n { next[i][i] = next[i][i] + coefficients[k - 1] }
      m = next
      let product = multiply(a, m, zero)
      var trace = zero
      for i in 0..<n { trace = trace + product[i][i] }
      coefficients.append(zero - divided(trace, k))
    }
    return coefficients
  }

  private static func multiply<Number: MatrixEntry>(
    _ a: [[Number]], _ b: [[Number]], _ zero: Number
  ) -> [[Number]] {
    let n = a.count
    var result = a
    for i in 0..<n {
      for j in 0..<n {
        var sum = zero
        for k in 0..<n { sum = sum + a[i][k] * b[k][j] }
        result[i][j] = sum
      }
    }
    return result
  }
}

/// What matrices are made of.
protocol MatrixEntry {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
}

extension Rational: MatrixEntry {}
extension Expr: MatrixEntry {}

extension Diagnoser {
  /// All slopes are 0: which kind of point it is.
  func stationary(_ slot: Int, _ guilty: Set<Int>) throws(NablaError) -> Finding {
    let name = Wording.name(variables[slot])
    let others = variables.count > 1 ? "All slopes are 0 here" : "The slope is 0 here"
    guard variables.count <= 12 || budget.inertia != nil else {
      return Finding(
        cause: .stationary, proof: "∂L/∂\(name) = 0 here, exactly", sentence: "\(others): a stationary point.",
        guilty: guilty)
    }
    let known: Inertia?
    if let found = budget.inertia {
      known = found
    } else {
      known = try Inertia(try loss.hessian(by: variables), at: point)
    }
    budget.inertia = .some(known)
    guard let inertia = known else {
      return Finding(
        cause: .stationary, proof: "∂L/∂\(name) = 0 here, exactly",
        sentence: "\(others): a stationary point of open kind.",
        guilty: guilty)
    }
    let what: String
    switch inertia.kind {
    case .minimum: what = "a minimum. Nothing is left to learn"
    case .maximum: what = "a maximum: any move away from it lowers the loss, and the slope does not tell which way"
    case .saddle: what = "a saddle: along some directions the loss falls, and the slope does not show them"
    case .degenerate: what = "a degenerate point: second derivatives do not tell whether it is a minimum"
    }
    return Finding(
      cause: .stationary, proof: "∇L = 0 exactly; eigenvalues of the Hessian: \(inertia.text)",
      sentence: "\(others): \(what).", guilty: guilty)
  }

  /// This slope is 0 and others are not.
  func stationaryAlone(_ slot: Int, _ guilty: Set<Int>) throws(NablaError) -> Finding {
    let name = Wording.name(variables[slot])
    guard budget.takesSide() else {
      return Finding(
        cause: .stationary, proof: "∂L/∂\(name) = 0 here, exactly",
        sentence: "The slope by \(name) is 0 here, and others are not, so the loss can still fall.", guilty: guilty)
    }
    let second = try loss.hessian(by: [variables[slot]])[0][0].evaluated(at: point)
    let size = second.value ?? 0
    let what =
      size > 0
      ? "for the values of the others \(name) is at its best"
      : size < 0
        ? "along \(name) this is a maximum" : "along \(name) second derivatives do not tell more"
    return Finding(
      cause: .stationary, proof: "∂L/∂\(name) = 0 here, exactly; ∂²L/∂\(name)² = \(Wording.short(second))",
      sentence: "The slope by \(name) is 0 here: \(what). Other slopes are not 0, so the loss can still fall.",
      guilty: guilty)
  }
}
