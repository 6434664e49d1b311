// Compiled programs against the evaluation at a point, which computes exactly where it can.

import Nabla
import NablaTestSupport
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
            // What is undefined in the reals is NaN; what is beyond the doubles somewhere may still come out, and so may what no
            // enclosure decides, such as tan(atan2(3, 0)).
            if expected.reason != .infinite && expected.reason != .undecided { #expect(value.isNaN, what) }
            continue
          }
          // Elsewhere formulas may be too sensitive to compare digits.
          if point == sample.point { #expect(agree(value, reference, tolerance: 1e-8), what) }
        }
      }
    }
    #expect(holes > 0)
  }

  @Test("sums of every shape: numbers, weights, columns, products and multiples of products, added and subtracted")
  func sums() throws {
    var generator = SeededGenerator(seed: 47)
    let columns = (0..<6).map { Expr.symbol("x_\($0)") }
    let weights = (0..<3).map { Expr.symbol("w_\($0)") }
    let data: [[Double]] = (0..<6).map { k -> [Double] in
      (0..<11).map { point -> Double in Double((point * 7 + k * 5) % 13 - 6) }
    }
    let shared: [Double] = [2, -3, 0.5]
    for _ in 0..<TestSize.cases(300, full: 5000) {
      var expression = Expr(0)
      var values = [Double](repeating: 0, count: 11)
      var outputs: [Expr] = []
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let sign = Bool.random(using: &generator) ? 1 : -1
        let (i, j) = (Int.random(in: 0..<6, using: &generator), Int.random(in: 0..<6, using: &generator))
        let k = Int.random(in: 0..<3, using: &generator)
        let (x, y, w) = (columns[i], columns[j], weights[k])
        let factor = Int.random(in: 0..<7, using: &generator)
        let term: Expr
        switch factor {
        case 0: term = Expr(3)
        case 1: term = w
        case 2: term = x
        case 3: term = w * x
        case 4: term = x * y
        case 5: term = 5 * w * x
        default: term = 7 * x * y
        }
        func value(_ point: Int) -> Double {
          let (x, y, w) = (data[i][point], data[j][point], shared[k])
          switch factor {
          case 0: return 3
          case 1: return w
          case 2: return x
          case 3: return w * x
          case 4: return x * y
          case 5: return 5 * w * x
          default: return 7 * x * y
          }
        }
        expression = expression + Expr(sign) * term
        for point in values.indices { values[point] += Double(sign) * value(point) }
        // A second output that needs some of the same terms.
        if outputs.isEmpty { outputs = [term * columns[0] - expression] }
      }
      let function = try CompiledFunction<Double>([expression] + outputs, inputs: columns, shared: weights)
      let single = try CompiledFunction<Double>([expression], inputs: columns + weights)
      let floats = try CompiledFunction<Float>([expression], inputs: columns, shared: weights)
      let found = try function.values(columns: data, shared: shared)[0]
      let narrow = try floats.values(columns: data.map { $0.map(Float.init) }, shared: shared.map(Float.init))[0]
      for point in values.indices {
        let note: Comment = "\(expression) at \(data.map { $0[point] }), seed \(generator.seed)"
        // Whole and half numbers: everything is exact.
        #expect(found[point] == values[point], note)
        #expect(Double(narrow[point]) == values[point], note)
        #expect(try single.values(at: data.map { $0[point] } + shared)[0] == values[point], note)
      }
    }
  }
}
