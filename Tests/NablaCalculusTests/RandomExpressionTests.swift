// Derivatives of random compositions: against finite differences, and of the verbs against each other.

import Nabla
import NablaTestSupport
import Testing

@Suite struct RandomExpressionTests {
  private let symbols = SmoothCase.symbols

  /// Whether two values agree that were computed in different orders, possibly with cancellation.
  private func same(_ a: Double?, _ b: Double?, _ what: Comment, tolerance: Double = 1e-8) {
    guard let a, let b else {
      #expect(a == nil && b == nil, what)
      return
    }
    #expect(agree(a, b, tolerance: tolerance), "\(a) and \(b): \(what)")
  }

  @Test("expressions have the values of their formulas, forward derivatives the slopes of their values")
  func chainProductQuotient() throws {
    var generator = SeededGenerator(seed: 31)
    var decided = 0
    let count = TestSize.cases(250, full: 6000)
    for turn in 0..<count {
      let sample = try SmoothCase.random(turn, depth: 6, &generator)
      let value = try sample.expression.value(symbols, sample.point)
      #expect(
        value.map { agree($0, sample.value, scale: sample.size, tolerance: 1e-9) } ?? false,
        "\(sample.expression) at \(sample.point): \(String(describing: value)), not \(sample.value), seed \(generator.seed)"
      )
      for (axis, symbol) in symbols.enumerated() {
        guard let estimate = sample.slope(axis) else { continue }
        decided += 1
        let derivative = try sample.expression.derivative(by: symbol)
        let slope = try derivative.value(symbols, sample.point)
        let allowed = 8 * estimate.error + 1e-9 * estimate.slope.magnitude + 1e-12 * sample.size
        #expect(
          slope.map { ($0 - estimate.slope).magnitude <= allowed } ?? false,
          "d/d\(symbol) \(sample.expression) at \(sample.point): \(String(describing: slope)), by differences \(estimate), seed \(generator.seed)"
        )
      }
    }
    #expect(decided > 2 * count, "only \(decided) slopes were decided, seed \(generator.seed)")
  }

  @Test("the reverse sweep gives what forward derivatives give")
  func gradients() throws {
    var generator = SeededGenerator(seed: 32)
    for turn in 0..<TestSize.cases(250, full: 6000) {
      let sample = try SmoothCase.random(turn, depth: 6, &generator)
      let gradient = try sample.expression.gradient(by: symbols)
      let at = try Expr.point(symbols, sample.point)
      let values = try Expr.evaluate(gradient, at: at).map(\.value)
      for (symbol, value) in zip(symbols, values) {
        let forward = try sample.expression.derivative(by: symbol).value(symbols, sample.point)
        same(value, forward, "d/d\(symbol) \(sample.expression) at \(sample.point), seed \(generator.seed)")
      }
    }
  }

  @Test("the Hessian is symmetric, and the derivative of the gradient; mixed partials commute")
  func hessians() throws {
    var generator = SeededGenerator(seed: 33)
    for turn in 0..<TestSize.cases(80, full: 2000) {
      let sample = try SmoothCase.random(turn, depth: 4, &generator)
      let at = try Expr.point(symbols, sample.point)
      let hessian = try sample.expression.hessian(by: symbols)
      let gradient = try sample.expression.gradient(by: symbols)
      for i in symbols.indices {
        let row = try Expr.evaluate(hessian[i], at: at).map(\.value)
        for j in symbols.indices {
          let what: Comment =
            "\(symbols[i]) \(symbols[j]) of \(sample.expression) at \(sample.point), seed \(generator.seed)"
          #expect(hessian[i][j] == hessian[j][i], what)
          same(
            row[j], try gradient[i].derivative(by: symbols[j]).evaluated(at: at).value, what, tolerance: 1e-6)
          same(
            row[j], try sample.expression.derivative(by: [symbols[j], symbols[i]]).evaluated(at: at).value,
            what,
            tolerance: 1e-6)
        }
      }
    }
  }

  @Test("the directional derivative is gradient dot direction, and rows of the Jacobian are gradients")
  func directionsAndRows() throws {
    var generator = SeededGenerator(seed: 34)
    for turn in 0..<TestSize.cases(120, full: 3000) {
      let sample = try SmoothCase.random(turn, depth: 5, &generator)
      let other = try Formula.random(depth: 3, symbols: 3, &generator).expression(symbols)
      let direction = symbols.map { _ in generator.number(in: -2...2) }
      if direction.allSatisfy({ $0 == 0 }) { continue }
      let at = try Expr.point(symbols, sample.point)
      let gradient = try sample.expression.gradient(by: symbols)
      let slopes = try Expr.evaluate(gradient, at: at).map(\.value)
      let what: Comment = "\(sample.expression) at \(sample.point) along \(direction), seed \(generator.seed)"
      if slopes.allSatisfy({ $0 != nil }) {
        let dot = zip(slopes, direction).reduce(0) { $0 + ($1.0 ?? 0) * $1.1 }
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for unit in [false, true] {
          let slope = try sample.expression.directionalDerivative(
            by: symbols, along: direction.map { try Expr(double: $0) }, unit: unit)
          let scale = slopes.reduce(1) { max($0, ($1 ?? 0).magnitude) }
          let value = try #require(try slope.evaluated(at: at).value, what)
          #expect(agree(value, unit ? dot / length : dot, scale: scale, tolerance: 1e-8), what)
        }
      }
      // One expression more than variables goes forward, fewer go in reverse: both are the gradient.
      for functions in [[sample.expression, other], [sample.expression, other, sample.expression * other]] {
        let rows = try Expr.jacobian(of: functions, by: symbols)
        for (function, row) in zip(functions, rows) {
          let expected = try Expr.evaluate(try function.gradient(by: symbols), at: at).map(\.value)
          let found = try Expr.evaluate(row, at: at).map(\.value)
          for (a, b) in zip(found, expected) { same(a, b, what) }
        }
      }
    }
  }
}
