// The doors through which numbers of Swift go into formulas and programs: all give what the widest of them gives.

import Nabla
import NablaTestSupport
import Testing

@Suite struct CallingTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let w = Expr.symbol("w")

  @Test func valuesAtPointsOfDoubles() throws {
    let (a, b) = (0.1, 3.0)
    #expect(try (x * y).evaluated(at: [x: a, y: b]).exactValue == Rational(3, 10))
    #expect(try (x * y).value(at: [x: a, y: b]) == 0.3)
    #expect(try (x * y).value(at: [x: 0.1, y: 3]) == 0.3)
    #expect(try Expr.evaluate([x, y], at: [x: a, y: b]).map(\.value) == [0.1, 3])
    #expect(try Expr(2).value() == 2 && sin(x).value(at: [x: .pi]) == 0)
    #expect(try exp(x).value(at: [x: 1000]) == .infinity && (-exp(x)).value(at: [x: 1000]) == -.infinity)
    #expect(try exp(x).value(at: [x: -1e300]) == 0)
    func refused(_ kind: NablaError.Kind, _ body: () throws(NablaError) -> Double) {
      do throws(NablaError) { Issue.record("\(try body())") } catch { #expect(error.kind == kind, "\(error)") }
    }
    refused(.domain) { () throws(NablaError) in try (1 / x).value(at: [x: 0]) }
    refused(.domain) { () throws(NablaError) in try sqrt(x).value(at: [x: -a]) }
    refused(.domain) { () throws(NablaError) in try x.value(at: [x: Double.nan]) }
    refused(.domain) { () throws(NablaError) in try x.value(at: [x: -Double.infinity]) }
    refused(.domain) { () throws(NablaError) in try x.value(at: [x + 1: a]) }
    refused(.request) { () throws(NablaError) in try (x * y).value(at: [x: a]) }
    #expect("\(try abs(x).derivative(by: x).evaluated(at: [x: 0]))" == "0 (at a kink)")
    #expect("\(try log(x).evaluated(at: [x: -1]))" == "no value: not real")
  }

  @Test func aProgramIsAFunctionOfItsNumbers() throws {
    let f = try CompiledFunction([x * y, x + y], inputs: [x, y])
    #expect(f(2, 3) == 6 && f([2, 3]) == 6)
    #expect(try f.values(at: [2, 3]) == [6, 5])
    let square: (Double) -> Double = try (x ** 2).compiled(inputs: [x]).callAsFunction
    #expect([1, 2, 3].map(square) == [1, 4, 9])
    #expect(try Expr.sum([x, y, w, 1]).compiled(inputs: [x, y, w])(1, 2, 3) == 7)
    #expect(try Expr(5).compiled(inputs: [])() == 5)
    let g = try CompiledFunction<Float>([x / 3, exp(x)], inputs: [x])
    let third: Float = g(1)
    #expect(third == 1 / 3 as Float)
    let values: [Float] = try g.values(at: [100])
    #expect(values[0] == 100 / 3 as Float && values[1].isNaN)
    let wide: [Double] = try g.values(at: [100])
    #expect(wide[1] == 2.6881171418161356e43)
    var (point, outputs) = ([2.0, 3.0], [0.0, 0.0])
    let workspace = f.makeWorkspace()
    var span = outputs.mutableSpan
    try f.evaluate(at: point.span, into: &span, with: workspace)
    #expect(outputs == [6, 5])
    point.removeLast()
    #expect(throws: NablaError.self) {
      var span = outputs.mutableSpan
      try f.evaluate(at: point.span, into: &span, with: workspace)
    }
  }

  @Test func callsFromManyThreadsDoNotMeet() async throws {
    let f = try (sin(x) * cos(y)).compiled(inputs: [x, y])
    let expected = (0..<100).map { f(Double($0), 1) }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<12 {
        group.addTask { (0..<20).allSatisfy { _ in (0..<100).map { f(Double($0), 1) } == expected } }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  /// Rows, columns, slices and single points of a random program agree, at counts around the lengths of blocks and slices.
  @Test(arguments: [0, 1, 7, 8, 511, 513, 4096, 10_007]) func rowsColumnsAndSumsAgree(_ count: Int) throws {
    let f = try CompiledFunction([x * w + y, sin(x) - w, y ** 2], inputs: [x, y], shared: [w])
    var generator = SeededGenerator(seed: UInt64(count))
    let columns = (0..<2).map { _ in (0..<count).map { _ in Double.random(in: -2...2, using: &generator) } }
    let values = try f.values(columns: columns, shared: [0.5])
    #expect(try f.values(columns: columns.map { ([9] + $0)[1...] }, shared: [0.5]) == values)
    let rows = (0..<count).map { [columns[0][$0], columns[1][$0]] }
    let expected = (0..<count).map { point in values.map { $0[point] } }
    #expect(try f.values(rows: rows, shared: [0.5]) == expected)
    #expect(try f.values(rowMajor: rows.flatMap { $0 }, shared: [0.5]) == expected.flatMap { $0 })
    let flat = rows.flatMap { $0 }
    var results = [Double](repeating: 0, count: 3 * count)
    var span = results.mutableSpan
    try f.evaluate(rowMajor: flat.span, shared: [0.5], into: &span)
    #expect(results == expected.flatMap { $0 })
    let sums = try f.sums(columns: columns, shared: [0.5])
    for (sum, column) in zip(sums, values) {
      let exact = column.reduce(Rational(0)) { $0 + (Rational(exactly: $1) ?? 0) }
      #expect(abs(sum - exact.nearestDouble) <= 4 * exact.nearestDouble.ulp + 1e-12, "\(count)")
    }
    let single = try CompiledFunction<Float>([x + y], inputs: [x, y])
    let floats = columns.map { $0.map { Float($0) } }
    let total = zip(floats[0], floats[1]).reduce(0.0) { $0 + Double($1.0 + $1.1) }
    #expect(abs(try single.sums(columns: floats)[0] - total) < 1e-9)
  }

  @Test func wrongShapesAreRefused() throws {
    let f = try CompiledFunction([x * w], inputs: [x], shared: [w])
    #expect(throws: NablaError.self) { try f.values(rows: [[1], [1, 2]], shared: [1]) }
    #expect(throws: NablaError.self) { try f.values(rows: [[1]]) }
    #expect(throws: NablaError.self) { try f.values(rowMajor: [1]) }
    #expect(throws: NablaError.self) { try f.sums(columns: [[1]]) }
    #expect(throws: NablaError.self) { try f.sums(columns: [], shared: [1]) }
    #expect(throws: NablaError.self) { try f.values(at: [1]) }
    let g = try CompiledFunction([x * y], inputs: [x, y])
    #expect(throws: NablaError.self) { try g.values(rowMajor: [1, 2, 3]) }
    let column = try f.values(columns: [[.nan, .infinity, 2]], shared: [3])[0]
    #expect(column[0].isNaN && column[1].isNaN && column[2] == 6)
  }
}
