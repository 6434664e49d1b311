// Sums that go on from others of the same program: recurrences, whose steps are flat sums in the graph.

import Nabla
import NablaTestSupport
import RealModule
import Testing

/// A step of a recurrence in two numbers, with a parameter.
private protocol Recurrence {
  static func step<Number: AlgebraicField & ElementaryFunctions>(
    _ a: Number, _ b: Number, _ parameter: Number
  ) -> (Number, Number)
}

/// Momentum in the bowl a²/2.
private enum Momentum: Recurrence {
  static func step<Number: AlgebraicField & ElementaryFunctions>(
    _ a: Number, _ b: Number, _ parameter: Number
  ) -> (Number, Number) {
    let velocity = 7 * b / 8 - a / 16
    return (a + velocity, velocity)
  }
}

/// Each goes on from the opposite of the other.
private enum Opposites: Recurrence {
  static func step<Number: AlgebraicField & ElementaryFunctions>(
    _ a: Number, _ b: Number, _ parameter: Number
  ) -> (Number, Number) {
    let next = parameter * a + b
    return (next, parameter * b - next)
  }
}

/// Gradient flow with a constant pull, whose multiples are collected.
private enum Pull: Recurrence {
  static func step<Number: AlgebraicField & ElementaryFunctions>(
    _ a: Number, _ b: Number, _ parameter: Number
  ) -> (Number, Number) {
    (a + parameter / 64 - .sin(a) / 8, b)
  }
}

/// A residual net of one neuron.
private enum Residual: Recurrence {
  static func step<Number: AlgebraicField & ElementaryFunctions>(
    _ a: Number, _ b: Number, _ parameter: Number
  ) -> (Number, Number) {
    (a + .tanh(parameter * a) / 4, b)
  }
}

@Suite struct SumExtensionTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let p = Expr.symbol("p")

  private func operationCount(_ function: CompiledFunction<Double>) throws -> Int {
    let line = try #require(function.explanation.split(separator: "\n").first { $0.hasPrefix("operations") })
    return try #require(line.split { !$0.isNumber }.compactMap { Int($0) }.first)
  }

  /// Compares both numbers after some steps with those that the steps give on doubles.
  private func compare<Steps: Recurrence>(_ recurrence: Steps.Type, steps: Int, operationsPerStep: Int) throws {
    var (a, b) = (x, y)
    for _ in 0..<steps { (a, b) = Steps.step(a, b, p) }
    let function = try CompiledFunction<Double>([a, b], inputs: [x, y, p])
    #expect(try operationCount(function) <= operationsPerStep * steps)
    for point in [[1, 1, 0.5], [0.3, -2, 0.25], [-5, 0.01, 0.125]] {
      var expected = (point[0], point[1])
      for _ in 0..<steps { expected = Steps.step(expected.0, expected.1, point[2]) }
      let scale = max(expected.0.magnitude, expected.1.magnitude)
      for values in [try function.values(at: point), try function.values(rows: [point])[0]] {
        for (value, expected) in zip(values, [expected.0, expected.1]) {
          #expect((value - expected).magnitude <= 1e-10 * scale, "\(value), not \(expected), at \(point)")
        }
      }
    }
  }

  @Test("what decays keeps its digits, and a step costs what it costs as it is written")
  func recurrences() throws {
    try compare(Momentum.self, steps: 500, operationsPerStep: 3)
    try compare(Opposites.self, steps: 300, operationsPerStep: 3)
    try compare(Pull.self, steps: 200, operationsPerStep: 4)
    try compare(Residual.self, steps: 300, operationsPerStep: 3)
  }

  @Test("the gradient of many steps costs a few operations a step")
  func gradients() throws {
    var a = x
    for _ in 0..<300 { (a, _) = Residual.step(a, y, p) }
    let gradient = try a.compiledGradient(by: [x, p], inputs: [x, p])
    #expect(try operationCount(gradient) <= 12 * 300)
    let values = try gradient.values(at: [0.5, 0.25])
    let step = 1e-5
    func value(_ x: Double, _ p: Double) -> Double {
      (0..<300).reduce(x) { a, _ in Residual.step(a, 0, p).0 }
    }
    let byStart = (value(0.5 + step, 0.25) - value(0.5 - step, 0.25)) / (2 * step)
    let byWeight = (value(0.5, 0.25 + step) - value(0.5, 0.25 - step)) / (2 * step)
    #expect((values[1] - byStart).magnitude <= 1e-6 * byStart.magnitude)
    #expect((values[2] - byWeight).magnitude <= 1e-6 * byWeight.magnitude)
  }

  @Test("a gradient that vanishes keeps its digits, one variable or two, at a few operations a step")
  func vanishingGradient() throws {
    var (a, b) = (x, y)
    for _ in 0..<800 {
      b = 7 * b / 8 - sin(a) / 16
      a = a + b
    }
    let point = [0.5, -0.25]
    // The same by hand: the values and their slopes along each axis.
    let slopes = [(1.0, 0.0), (0.0, 1.0)].map { start in
      var (a, b, slopeOfA, slopeOfB) = (point[0], point[1], start.0, start.1)
      for _ in 0..<800 {
        b = 7 * b / 8 - .sin(a) / 16
        slopeOfB = 7 * slopeOfB / 8 - .cos(a) * slopeOfA / 16
        a += b
        slopeOfA += slopeOfB
      }
      return slopeOfA
    }
    let scale = slopes[0].magnitude + slopes[1].magnitude
    #expect(scale < 1e-18)
    // One by one at a point, and compiled.
    let atPoint = [x: Expr(Rational(1, 2)), y: Expr(Rational(-1, 4))]
    for (partial, expected) in zip(try a.gradient(by: [x, y]), slopes) {
      let value = try #require(try partial.evaluated(at: atPoint).value)
      #expect((value - expected).magnitude <= 1e-9 * scale, "\(value), not \(expected)")
    }
    for variables in [[x], [y], [x, y], [y, x]] {
      let gradient = try a.compiledGradient(by: variables, inputs: [x, y])
      #expect(try operationCount(gradient) <= 12 * 800)
      for (variable, value) in zip(variables, try gradient.values(at: point).dropFirst()) {
        let expected = slopes[variable == x ? 0 : 1]
        #expect((value - expected).magnitude <= 1e-9 * scale, "\(value), not \(expected)")
      }
    }
  }

  @Test("sums of sums in whole numbers, which doubles hold exactly")
  func wholeNumbers() throws {
    var generator = SeededGenerator(seed: 72)
    let symbols = (0..<6).map { Expr.symbol("s_\($0)") }
    for _ in 0..<TestSize.cases(100, full: 3000) {
      var sums = symbols
      for _ in 0..<12 {
        let terms = (0..<Int.random(in: 2...4, using: &generator)).map { _ in
          let sum = sums[max(0, sums.count - Int.random(in: 1...6, using: &generator))]
          let factor = symbols[Int.random(in: 0..<6, using: &generator)]
          switch Int.random(in: 0..<6, using: &generator) {
          case 0, 1: return sum
          case 2: return -sum
          case 3: return Expr(Int.random(in: -3...3, using: &generator)) * factor
          case 4: return Expr(Int.random(in: -3...3, using: &generator))
          default: return factor * sum
          }
        }
        sums.append(Expr.sum(terms))
      }
      let function = try CompiledFunction<Double>(sums, inputs: symbols)
      let point = symbols.map { _ in Double(Int.random(in: -1...1, using: &generator)) }
      let values = try function.values(at: point)
      let exact = Dictionary(uniqueKeysWithValues: zip(symbols, point.map { Expr(Int($0)) }))
      for (sum, value) in zip(sums, values) {
        let expected = try sum.substituting(exact)
        #expect(Expr(Int(value)) == expected, "\(sum) at \(point), seed \(generator.seed)")
      }
    }
  }

  @Test("long sums that differ in one sign, or in all but one")
  func signs() throws {
    // Where the chunks of a sum end depends on the names.
    for name in ["a", "b", "c", "d", "f", "g", "h", "k", "m", "n", "q", "r", "s", "t", "u", "v", "w"] {
      let symbols = (0..<24).map { Expr.symbol("\(name)_\($0)") }
      let base = Expr.sum(symbols)
      let point = symbols.indices.map { Double($0 * $0) }
      let total = point.reduce(0, +)
      for (symbol, value) in zip(symbols, point) {
        for (sum, expected) in [(base - 2 * symbol, total - 2 * value), (2 * symbol - base, 2 * value - total)] {
          let values = try CompiledFunction<Double>([base, sum], inputs: symbols).values(at: point)
          #expect(values == [total, expected], "\(sum)")
        }
      }
    }
  }

  @Test("a sum does not go on from one whose terms would have to be taken away again")
  func cancellation() throws {
    let z = Expr.symbol("z")
    let huge = Expr(10) ** 20
    for (long, short) in [
      (x + y + huge * z, x + y + z), (x + y + p + huge * z, x + y + p - z), (x + y + p + huge, x + y + p + 1),
    ] {
      let function = try CompiledFunction<Double>([sin(long), short], inputs: [x, y, p, z])
      #expect(try function.values(at: [1, 2, 3, 4])[1] == (try short.compiled(inputs: [x, y, p, z])(1, 2, 3, 4)))
    }
  }
}
