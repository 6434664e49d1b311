// Products with derivatives, sparse and compiled derivatives, against the whole matrices, on random expressions.

import Nabla
import NablaTestSupport
import Testing

@Suite struct ProductTests {
  private let variables = SmoothCase.symbols

  /// Some smooth functions of the variables, and a point at which the last one is smooth.
  private func sample(
    _ count: Int, _ generator: inout SeededGenerator
  ) throws -> (functions: [Expr], point: [Double]) {
    var functions: [Expr] = []
    var point: [Double] = []
    for _ in 0..<count {
      let turn = Int.random(in: 0..<1000, using: &generator)
      let sample = try SmoothCase.random(turn, depth: 3, &generator)
      functions.append(sample.expression)
      point = sample.point
    }
    return (functions, point)
  }

  private func value(_ f: Expr, _ point: [Double]) throws -> Double {
    // A condition may speak of symbols that the formula has lost: all get a value.
    try f.value(variables, point) ?? .nan
  }

  private func expectSame(
    _ found: [Expr], _ expected: [[Expr]], _ weights: [Double], _ point: [Double], _ seed: UInt64, _ what: String
  ) throws {
    #expect(found.count == expected.count)
    for (product, row) in zip(found, expected) {
      var sum = 0.0
      var size = 0.0
      for (entry, weight) in zip(row, weights) {
        let part = try weight * value(entry, point)
        sum += part
        size += part.magnitude
      }
      let own = try value(product, point)
      if !sum.isFinite || !own.isFinite { continue }
      #expect((own - sum).magnitude <= 1e-9 * max(size, 1e-300), "\(what): \(product), seed \(seed)")
    }
  }

  @Test("Jacobian–vector, vector–Jacobian and Hessian–vector products are those of the matrices")
  func products() throws {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<TestSize.cases(40, full: 2000) {
      let (functions, point) = try sample(2, &generator)
      let direction = (0..<3).map { _ in Double(Int.random(in: -4...4, using: &generator)) }
      let weights = (0..<2).map { _ in Double(Int.random(in: -4...4, using: &generator)) }
      let jacobian = try Expr.jacobian(of: functions, by: variables)
      let jvp = try Expr.jacobianVectorProduct(of: functions, by: variables, direction: direction.map { Expr($0) })
      try expectSame(jvp, jacobian, direction, point, generator.seed, "jvp")
      let transposed = variables.indices.map { column in jacobian.map { $0[column] } }
      let vjp = try Expr.vectorJacobianProduct(of: functions, by: variables, vector: weights.map { Expr($0) })
      try expectSame(vjp, transposed, weights, point, generator.seed, "vjp")
      let hessian = try functions[0].hessian(by: variables)
      let hvp = try functions[0].hessianVectorProduct(by: variables, direction: direction.map { Expr($0) })
      try expectSame(hvp, hessian, direction, point, generator.seed, "hvp")
      let slope = try functions[0].directionalDerivative(by: variables, along: [1, 2, 3])
      try expectSame([slope], [jacobian[0]], [1, 2, 3], point, generator.seed, "directional")
      // A symbolic direction stays symbolic.
      let v = (0..<3).map { Expr.symbol("v\($0)") }
      let symbolic = try Expr.jacobianVectorProduct(of: functions, by: variables, direction: v)
      let inserted = try Expr.substituting(
        Dictionary(uniqueKeysWithValues: zip(v, direction.map { Expr($0) })), in: symbolic)
      try expectSame(inserted, jacobian, direction, point, generator.seed, "symbolic jvp")
    }
  }

  @Test("products that are written down")
  func examples() throws {
    let (x, y, z) = (variables[0], variables[1], variables[2])
    let functions = [x * y, y * z ** 2]
    #expect(
      try Expr.jacobianVectorProduct(of: functions, by: variables, direction: [1, 2, 3])
        == [y + 2 * x, 2 * z ** 2 + 6 * y * z])
    #expect(
      try Expr.vectorJacobianProduct(of: functions, by: variables, vector: [5, 7])
        == [5 * y, 5 * x + 7 * z ** 2, 14 * y * z])
    #expect(try (x ** 2 * y).hessianVectorProduct(by: [x, y], direction: [1, 2]) == [2 * y + 4 * x, 2 * x])
    #expect(throws: NablaError.self) {
      try Expr.jacobianVectorProduct(of: functions, by: variables, direction: [1, 2])
    }
    #expect(throws: NablaError.self) { try Expr.vectorJacobianProduct(of: functions, by: variables, vector: [1]) }
    #expect(throws: NablaError.self) { try x.hessianVectorProduct(by: [x], direction: []) }
  }

  @Test("the sparse Hessian is the dense one without its zeros, and its pattern is that of the program")
  func sparse() throws {
    var generator = SeededGenerator(seed: 32)
    for _ in 0..<TestSize.cases(40, full: 2000) {
      let (functions, point) = try sample(1, &generator)
      let dense = try functions[0].hessian(by: variables)
      let sparse = try functions[0].sparseHessian(by: variables)
      #expect(sparse.size == 3)
      var full = [[Expr]](repeating: [0, 0, 0], count: 3)
      for entry in sparse.entries {
        #expect(entry.row <= entry.column && entry.value != 0)
        full[entry.row][entry.column] = entry.value
        full[entry.column][entry.row] = entry.value
      }
      #expect(full == dense, "seed \(generator.seed): \(functions[0])")
      let (program, pattern) = try functions[0].compiledSparseHessian(by: variables, inputs: variables)
      let values = try program.values(at: point)
      #expect(pattern.count == values.count && pattern.count == sparse.entries.count)
      for ((row, column), found) in zip(pattern, values) {
        let expected = try value(dense[row][column], point)
        if found.isFinite && expected.isFinite {
          #expect((found - expected).magnitude <= 1e-7 * max(1, expected.magnitude), "seed \(generator.seed)")
        }
      }
    }
  }

  @Test("compiled gradients, Jacobians and Hessians lie in the order that they promise")
  func compiled() throws {
    let (x, y) = (variables[0], variables[1])
    let f = x ** 3 * y + sin(y)
    let gradient: CompiledFunction<Double> = try f.compiledGradient(by: [y, x], inputs: [x], shared: [y])
    #expect(try gradient.values(at: [2, 0]) == [0, 9, 0])
    let jacobian: CompiledFunction<Double> = try Expr.compiledJacobian(
      of: [f, x * y, y], by: [x, y], inputs: [x, y])
    #expect(try jacobian.values(at: [2, 0]) == [0, 9, 0, 2, 0, 1])
    let hessian: CompiledFunction<Double> = try f.compiledHessian(by: [x, y], inputs: [x, y])
    #expect(try hessian.values(at: [2, 0]) == [0, 12, 12, 0])
    let single: CompiledFunction<Float> = try f.compiledHessian(by: [x, y], inputs: [x, y], as: Float.self)
    #expect(try single.values(columns: [[2], [0]]) == [[0], [12], [12], [0]])
    let (sparse, pattern) = try (x ** 3 + y).compiledSparseHessian(by: [y, x], inputs: [x, y])
    #expect(
      try sparse.values(at: [2, 0]) == [12] && pattern.count == 1 && pattern[0].row == 1 && pattern[0].column == 1)
  }
}
