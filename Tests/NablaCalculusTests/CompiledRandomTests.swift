// Compiled programs against the evaluation at a point, which computes exactly where it can.

import Nabla
import Testing

@Suite struct CompiledRandomTests {
  private let symbols = SmoothCase.symbols

  @Test("inputs that all points share give what columns of them give")
  func shared() throws {
    var generator = SeededGenerator(seed: 43)
    for turn in 0..<TestSize.cases(200, full: 4000) {
      let sample = try SmoothCase.random(turn, depth: 5, &generator)
      let outputs = [sample.expression] + (try sample.expression.gradient(by: symbols))
      let plain = try CompiledFunction<Double>(outputs, inputs: symbols)
      let expected = try plain.values(rows: [sample.point])[0]
      for count in 0..<symbols.count {
        let function = try CompiledFunction<Double>(
          outputs, inputs: Array(symbols[count...]), shared: Array(symbols[..<count]))
        let columns = sample.point[count...].map { [Double](repeating: $0, count: 9) }
        let found = try function.values(columns: columns, shared: Array(sample.point[..<count]))
        for (a, b) in zip(expected, found) {
          for value in b {
            #expect(
              a.isNaN ? value.isNaN : agree(a, value, tolerance: 1e-8),
              "\(sample.expression) with \(count) shared: \(value), not \(a), seed \(generator.seed)")
          }
        }
      }
    }
  }

  @Test("programs of random expressions and their gradients have the values of their evaluation")
  func random() throws {
    var generator = SeededGenerator(seed: 41)
    var holes = 0
    for turn in 0..<TestSize.cases(200, full: 4000) {
      let sample = try SmoothCase.random(turn, depth: 5, &generator)
      let outputs = [sample.expression] + (try sample.expression.gradient(by: symbols))
      let function = try CompiledFunction<Double>(outputs, inputs: symbols)
      var points = [sample.point]
      for _ in 0..<10 {
        points.append(symbols.map { _ in [0, 1, -1, 0.5, -2, 3, 0.25, 2][Int.random(in: 0..<8, using: &generator)] })
      }
      let rows = try function.values(rows: points)
      for (point, row) in zip(points, rows) {
        // One point and blocks do the same, but for the last digits of functions.
        let single = try function.values(at: point)
        for (a, b) in zip(single, row) {
          #expect(a.isNaN == b.isNaN, "\(single) and \(row)")
          if point == sample.point { #expect(agree(a, b, tolerance: 1e-9), "\(single) and \(row)") }
        }
        let exact = try Expr.evaluate(outputs, at: Expr.point(symbols, point))
        for (k, (value, expected)) in zip(row, exact).enumerated() {
          let what: Comment =
            "output \(k) of \(sample.expression) at \(point): \(value), not \(expected), seed \(generator.seed)"
          guard let reference = expected.value else {
            holes += 1
            // What is undefined in the reals is NaN; what is beyond the doubles somewhere may still come out.
            if expected.reason != .infinite { #expect(value.isNaN, what) }
            continue
          }
          // Elsewhere formulas may be too sensitive to compare digits.
          if point == sample.point { #expect(agree(value, reference, tolerance: 1e-8), what) }
        }
      }
    }
    #expect(holes > 0)
  }
}
