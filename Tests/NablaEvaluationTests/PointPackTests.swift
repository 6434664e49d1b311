// One point of formulas that do the same with several numbers, which are computed four at once, against blocks.

import Nabla
import NablaTestSupport
import Testing

@Suite struct PointPackTests {
  /// The share of the steps at one point that are on four numbers at once.
  private func packedShare(_ function: CompiledFunction<Double>) throws -> Double {
    let line = try #require(function.explanation.split(separator: "\n").first { $0.contains("one point") })
    let numbers = line.split { !$0.isNumber }.compactMap { Double($0) }
    return numbers[1] / max(1, numbers[0])
  }

  /// Compares one point with blocks at points of small whole numbers.
  private func compare(_ outputs: [Expr], _ inputs: [Expr], _ generator: inout SeededGenerator) throws {
    let function = try CompiledFunction<Double>(outputs, inputs: inputs)
    let points = (0..<12).map { turn in
      inputs.map { _ in
        // Now and then one that is none, which leaves its neighbours alone.
        turn > 5 && generator.next() & 7 == 0
          ? [Double.nan, .infinity][Int.random(in: 0..<2, using: &generator)]
          : Double(Int.random(in: -3...4, using: &generator))
      }
    }
    let rows = try function.values(rows: points)
    for (point, row) in zip(points, rows) {
      let single = try function.values(at: point)
      // Sums are in another order, so that what cancels leaves a rounding of its largest terms.
      let scale = row.reduce(1) { max($0, $1.isNaN ? 0 : $1.magnitude) }
      for k in row.indices {
        let isSame = single[k].isNaN && row[k].isNaN || (single[k] - row[k]).magnitude <= 1e-12 * scale
        #expect(
          isSame, "output \(k) of \(outputs[0]) at \(point): \(single[k]), not \(row[k]), seed \(generator.seed)")
      }
    }
  }

  private func random(_ leaves: [Expr], depth: Int, _ generator: inout SeededGenerator) throws -> Expr {
    if depth == 0 { return leaves[Int.random(in: 0..<leaves.count, using: &generator)] }
    let a = try random(leaves, depth: depth - 1, &generator)
    let b = try random(leaves, depth: depth - 1, &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return a + b
    case 1: return a - b
    case 2, 3: return a * b
    case 4: return a * b - Expr(Int.random(in: 2...3, using: &generator)) * b + a
    // A divisor that is zero at some of the points; powers of two where it is not, so that the quotient is exact.
    default: return a / (leaves[0] * leaves[0] - leaves[0])
    }
  }

  @Test("sums of one formula over many symbols, with all partials")
  func sums() throws {
    var generator = SeededGenerator(seed: 71)
    var share = 0.0
    let turns = TestSize.cases(60, full: 2000)
    for turn in 0..<turns {
      let count = 2 + turn % 9
      let symbols = (0..<count).map { Expr.symbol("p_\($0)") }
      let (a, b) = (Expr.symbol("a"), Expr.symbol("b"))
      let form = try random([a, b, a, b, 2], depth: 2 + turn % 2, &generator)
      let terms = try (0..<count).map { k in
        try form.substituting([a: symbols[k], b: symbols[(k + 1 + turn % 3) % count]])
      }
      let sum = Expr.sum(terms)
      let outputs = [sum] + (try sum.gradient(by: symbols)) + terms
      share += try packedShare(CompiledFunction<Double>(outputs, inputs: symbols)) / Double(turns)
      try compare(outputs, symbols, &generator)
    }
    #expect(share > 0.1, "\(share)")
  }

  @Test("pairs of points: distances, their reciprocals and the forces")
  func pairs() throws {
    for count in 3...6 {
      let places = (0..<count).map { k in ["x", "y", "z"].map { Expr.symbol("\($0)_\(k)") } }
      var terms: [Expr] = []
      for j in 0..<count {
        for k in 0..<j {
          let square = Expr.sum(zip(places[j], places[k]).map { ($0 - $1) ** 2 })
          terms.append(1 / square ** 6 - 1 / square ** 3)
        }
      }
      let inputs = places.flatMap { $0 }
      let energy = Expr.sum(terms)
      let function: CompiledFunction<Double> = try energy.compiledGradient(by: inputs, inputs: inputs)
      if count > 4 { #expect(try packedShare(function) > 0.25, "\(function.explanation)") }
      var point = inputs.indices.map { Double($0 * $0 % 7) - Double($0) / 8 }
      let row = try function.values(rows: [point])[0]
      let single = try function.values(at: point)
      let scale = row.map(\.magnitude).max() ?? 0
      for (a, b) in zip(single, row) { #expect((a - b).magnitude <= 1e-12 * scale, "\(single), not \(row)") }
      // Two at one place: nothing has a value.
      for k in 0..<3 { point[k] = point[k + 3] }
      #expect(try function.values(at: point).allSatisfy(\.isNaN))
    }
  }

  @Test("what has no value is plain nan, one by one and in blocks")
  func undefined() throws {
    let x = Expr.symbol("x")
    for (text, point) in [
      ("1/x", 0.0), ("log(x)", -1), ("x/x^2", 0), ("exp(x)^2", 800), ("x - x^3", .infinity), ("x", .nan),
    ] {
      let f = try Expr(parsing: text).compiled(inputs: [x])
      for value in [f(point), try f.values(at: [point])[0], try f.values(columns: [[point]])[0][0]] {
        #expect("\(value)" == "nan", "\(text) at \(point)")
      }
    }
  }
}
