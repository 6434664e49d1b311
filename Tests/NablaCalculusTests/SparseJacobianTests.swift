// Sparse Jacobians are the dense ones without their zeros, and compiled products are those of the formulas.

import Nabla
import NablaTestSupport
import Testing

@Suite struct SparseJacobianTests {
  private let x = Expr.symbols("x", count: 4)

  @Test func entriesAreThoseOfTheDenseOne() throws {
    let f = [x[0] * x[1], sin(x[2]), x[3], Expr(5), abs(x[1]) + x[1] * x[0], x[0] * x[1]]
    let sparse = try Expr.sparseJacobian(of: f, by: x)
    var dense = f.map { _ in x.map { _ in Expr(0) } }
    for entry in sparse.entries { dense[entry.row][entry.column] = entry.value }
    #expect(try dense == Expr.jacobian(of: f, by: x))
    #expect(sparse.entries.allSatisfy { $0.value != 0 } && sparse.rowCount == 6 && sparse.columnCount == 4)
    #expect(
      sparse.entries.map { [$0.column, $0.row] } == [
        [0, 0], [0, 4], [0, 5], [1, 0], [1, 4], [1, 5], [2, 1], [3, 2],
      ])
    #expect(try sparse.entries[4].value.conditions().map(\.description) == ["x_2 ≠ 0"])
    #expect(throws: NablaError.self) { try Expr.sparseJacobian(of: f, by: [x[0], x[0]]) }
    #expect(try Expr.sparseJacobian(of: [], by: x).entries.isEmpty)
  }

  /// A chain of neighbours needs three groups whatever its length, and costs no more than its entries.
  @Test func groupsOfAChainAreThree() throws {
    let count = TestSize.cases(300, full: 20_000)
    let x = Expr.symbols("x", count: count)
    let f = (0..<count).map { k in
      var sum = sin(x[k])
      if k > 0 { sum += x[k - 1] * x[k] }
      if k + 1 < count { sum += square(x[k + 1]) }
      return sum
    }
    let sparse = try Expr.sparseJacobian(of: f, by: x)
    #expect(sparse.entries.count == 3 * count - 2)
    let groups = sparse.columnGroups
    #expect(groups.count == 3 && groups.flatMap { $0 }.sorted() == Array(0..<count))
    for group in groups {
      var rows = Set<Int>()
      let columns = Set(group)
      for entry in sparse.entries where columns.contains(entry.column) { #expect(rows.insert(entry.row).inserted) }
    }
  }

  @Test func compiledProductsAreThoseOfTheFormulas() throws {
    let (a, b) = (x[0], x[1])
    let (u, v) = Expr.symbols("u", "v")
    let f = [a * b, sin(a) + b ** 2]
    let point = [0.5, 0.25, 2, 3]
    let values: [Expr: Double] = [a: 0.5, b: 0.25, u: 2, v: 3]
    func check(_ program: CompiledFunction<Double>, _ formulas: [Expr]) throws {
      let results = try program.values(at: point)
      #expect(results.count == formulas.count)
      for (result, formula) in zip(results, formulas) { #expect(agree(result, try formula.value(at: values))) }
    }
    let inputs = [a, b, u, v]
    try check(
      Expr.compiledJacobianVectorProduct(of: f, by: [a, b], direction: [u, v], inputs: inputs),
      f + [b * u + a * v, cos(a) * u + 2 * b * v])
    try check(
      Expr.compiledVectorJacobianProduct(of: f, by: [a, b], vector: [u, v], inputs: inputs),
      f + [b * u + cos(a) * v, a * u + 2 * b * v])
    let g = a ** 3 * b
    try check(
      g.compiledHessianVectorProduct(by: [a, b], direction: [u, v], inputs: inputs),
      [g, 3 * a ** 2 * b, a ** 3, 6 * a * b * u + 3 * a ** 2 * v, 3 * a ** 2 * u])
    let (program, pattern) = try Expr.compiledSparseJacobian(of: [a, b ** 2], by: [a, b], inputs: inputs)
    #expect(pattern.map { [$0.row, $0.column] } == [[0, 0], [1, 1]])
    #expect(try program.values(at: point) == [1, 0.5])
    let single: CompiledFunction<Float> = try g.compiledHessianVectorProduct(
      by: [a, b], direction: [u, v], inputs: inputs, as: Float.self)
    #expect(single.outputCount == 5)
    #expect(throws: NablaError.self) {
      try Expr.compiledJacobianVectorProduct(of: f, by: [a, b], direction: [u], inputs: inputs)
    }
  }
}
