// Compiled programs: stable forms, many points, one point, weights, and what is refused.

import Foundation
import Nabla
import NablaEvaluation
import NablaTestSupport
import Testing

@Suite struct CompiledFunctionTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  /// Values to twenty digits, from four hundred.
  @Test("formulas that lose digits or overflow as they stand have their values")
  func stableForms() throws {
    let cases: [(String, Double, Double)] = [
      ("1 - tanh(x)^2", 20.0, 1.6993417021166355837e-17),
      ("1 - tanh(x)^2", -20.0, 1.6993417021166355837e-17),
      ("1 - tanh(x)^2", 300.0, 1.0601586212017243265e-260),
      ("1 - tanh(x)^2", 0.5, 0.78644773296592741015),
      ("1 - sigmoid(x)", 40.0, 4.2483542552915889773e-18),
      ("1 - sigmoid(x)", 700.0, 9.8596765437597708567e-305),
      ("1 - sigmoid(x)", -3.0, 0.95257412682243321912),
      ("sigmoid(x)*(1 - sigmoid(x))", 40.0, 4.2483542552915889592e-18),
      ("sigmoid(x)*(1 - sigmoid(x))", -700.0, 9.8596765437597708567e-305),
      ("sigmoid(x)*(1 - sigmoid(x))", 700.0, 9.8596765437597708567e-305),
      ("sigmoid(x)*(1 - sigmoid(x))", 0.25, 0.24613408273759834759),
      ("exp(x) - 1", 1e-10, 1.0000000000500000364e-10),
      ("exp(x) - 1", -1e-300, -1.0000000000000000251e-300),
      ("exp(x) - 1", 2.0, 6.3890560989306502272),
      ("3 - 3*exp(x)", 1e-10, -3.0000000001500001093e-10),
      ("log(1 + x)", 1e-12, 9.9999999999949997989e-13),
      ("log(1 + x)", -0.5, -0.69314718055994530942),
      ("log(1 + x)", 1e+300, 690.77552789821370526),
      ("log(1 + exp(x))", 800.0, 800.0),
      ("log(1 + exp(x))", -700.0, 9.8596765437597708567e-305),
      ("log(1 + exp(x))", -40.0, 4.2483542552915889863e-18),
      ("log(1 + exp(x))", 0.0, 0.69314718055994530942),
      ("log(2 + 2*exp(x))", 800.0, 800.69314718055994531),
      ("log(2 + 2*exp(x))", 1.0, 2.0064088680781681435),
      ("exp(x)/(1 + exp(x))", 800.0, 1.0),
      ("exp(x)/(1 + exp(x))", -700.0, 9.8596765437597708567e-305),
      ("exp(x)/(1 + exp(x))", 1.0, 0.73105857863000487925),
      ("exp(x)/(1 + exp(x))^2", 700.0, 9.8596765437597708567e-305),
      ("exp(x)/(1 + exp(x))^2", -700.0, 9.8596765437597708567e-305),
      ("exp(x)/(1 + exp(x))^2", 1.0, 0.19661193324148185254),
      ("1/(1 + exp(-x))", 800.0, 1.0),
      ("1/(1 + exp(-x))", -700.0, 9.8596765437597708567e-305),
      ("log(1/(1 + exp(-x)))", -800.0, -800.0),
      ("log(1/(1 + exp(-x)))", 40.0, -4.2483542552915889863e-18),
      ("log(1/(1 + exp(-x)))", 3.0, -0.048587351573742058759),
      ("log(sigmoid(x))", -800.0, -800.0),
      ("log(sigmoid(x))", 40.0, -4.2483542552915889863e-18),
      ("1 - cos(x)", 1e-08, 5.0000000000000001676e-17),
      ("1 - cos(x)", 3.0, 1.9899924966004454573),
      ("(1 - cos(x))/x^2", 1e-08, 0.49999999999999999583),
      ("sqrt(x + 1) - sqrt(x)", 1e+16, 4.999999999999999875e-9),
      ("sqrt(x + 1) - sqrt(x)", 1e+300, 4.9999999999999998687e-151),
      ("sqrt(x + 1) - sqrt(x)", 2.0, 0.31783724519578224473),
      ("sqrt(1 + x) - 1", 1e-20, 4.9999999999999997258e-21),
      ("x^2 - 1", 1.0000000000009095, 1.8189894035466836564e-12),
      ("sqrt(1 - x^2)", 0.9999999999999991, 4.2146848510894022428e-8),
      ("sqrt(x^2 + 1)", 1e+200, 9.9999999999999996973e+199),
      ("x/sqrt(x^2 + 1)", 1e+200, 1.0),
      ("log(exp(x) + exp(2*x) + exp(-x))", 500.0, 1000.0),
      ("log(exp(x) + exp(2*x) + exp(-x))", -800.0, 800.0),
      ("log(exp(x) + exp(2*x) + exp(-x))", 0.5, 1.604130605336728272),
      ("exp(x)/(exp(x) + exp(2*x) + exp(-x))", 600.0, 2.6503965530043108163e-261),
      ("exp(x)/(exp(x) + exp(2*x) + exp(-x))", -300.0, 2.6503965530043108163e-261),
      ("exp(x)/(exp(x) + exp(2*x) + exp(-x))", 0.5, 0.33149896042409150509),
      ("x*log(x)", 1e-300, -6.9077552789821372249e-298),
      ("x*log(x)", 1.0000000000000009, 8.8817841970012562677e-16),
      ("x^4 - 16", 2.0000000000000284, 9.0949470177294762496e-13),
      ("1 - sin(x)^2", 1.5707, 9.2788513863591956232e-9),
    ]
    for (text, at, expected) in cases {
      let function = try Expr(parsing: text).compiled(inputs: [x])
      for value in [function(at), try function.values(columns: [[at]])[0][0]] {
        #expect((value - expected).magnitude <= 4 * expected.ulp, "\(text) at \(at): \(value), not \(expected)")
      }
    }
  }

  @Test("derivatives of such formulas have their values too")
  func stableDerivatives() throws {
    let cases: [(String, Double, Double)] = [
      ("tanh(x)", 20, 1.6993417021166354e-17), ("sigmoid(x)", -700, 9.8596765437597708e-305),
      ("log(1 + exp(x))", 800, 1), ("log(1 + exp(x))", -700, 9.8596765437597708e-305),
      ("log(sigmoid(x))", 40, 4.2483542552915889e-18), ("log(exp(x) + exp(3*x) + 1)", -600, 2.6503965530043104e-261),
      ("sqrt(x^2 + 1)", 1e200, 1),
    ]
    for (text, at, expected) in cases {
      let slope = try Expr(parsing: text).derivative(by: x).compiled(inputs: [x])
      #expect((slope(at) - expected).magnitude <= 8 * expected.ulp, "\(text)' at \(at): \(slope(at)), not \(expected)")
    }
  }

  @Test("stable forms have values wherever the formulas have")
  func edges() throws {
    let cases: [(String, [Double], Double)] = [
      ("sqrt(x) - sqrt(y)", [0, 0], 0), ("3*sqrt(x) - 3*sqrt(y)", [4, 0], 6), ("sqrt(x) - 1", [0, 0], -1),
      ("sqrt(x^2 + y^2)", [0, 0], 0), ("sqrt(x^2 + y^2)", [3e-200, 4e-200], 5e-200), ("x^2 - y^2", [1e200, 1e200], 0),
      ("x^4 - y^4", [0, 0], 0), ("log(exp(x) + exp(y) + 1)", [-1000, -1000], 0),
      ("log(exp(x) + exp(y))", [2, 2], 2.6931471805599454), ("exp(x)/(exp(x) + exp(y))", [-5000, -5000], 0.5),
      ("1 - cos(x) + y", [0, 0], 0), ("1 - tanh(x)^2 + y", [400, 0], 0), ("log(1 + x) + y", [0, 0], 0),
    ]
    for (text, at, expected) in cases {
      let function = try Expr(parsing: text).compiled(inputs: [x, y])
      let value = function(at[0], at[1])
      #expect((value - expected).magnitude <= 4 * expected.ulp, "\(text) at \(at): \(value), not \(expected)")
      #expect(try (function.values(rows: [at])[0][0] - value).magnitude <= 4 * expected.ulp)
    }
  }

  @Test("a softmax of any length neither overflows nor loses digits")
  func softmax() throws {
    let symbols = (0..<60).map { Expr.symbol("z_\($0)") }
    let total = Expr.sum(symbols.map { exp($0) })
    let function = try CompiledFunction<Double>(
      [log(total)] + symbols.map { exp($0) / total } + log(total).gradient(by: symbols), inputs: symbols)
    let point = (0..<60).map { Double($0 * 37 % 60) * 50 - 1000 }
    let values = try function.values(at: point)
    #expect(values[0] == 1950 && values.allSatisfy(\.isFinite))
    let sum = values[1...60].reduce(0, +)
    #expect((sum - 1).magnitude < 1e-15 && values[1...60].contains(1))
    #expect(Array(values[1...60]) == Array(values[61...120]))
  }

  @Test("undefined, infinite and not-real values are NaN; limits inside are not")
  func missingValues() throws {
    let cases: [(String, Double, Double?)] = [
      ("1/x", 0, nil), ("x/x", 0, nil), ("x/x", 2, 1), ("log(x)", 0, nil), ("sqrt(x)", -1, nil), ("exp(x)", 800, nil),
      ("atan(1/x)", 0, nil), ("atan(exp(x))", 800, 1.5707963267948966), ("1/(1 + exp(x))", 800, 0),
      ("if(x > 0, log(x), x)", -2, -2), ("if(x > 0, 1/x, 0)", 0, 0), ("if(log(x) > 0, 1, 2)", -1, nil),
      ("diff(log(x), x)", -1, nil), ("diff(abs(x), x)", 0, 0), ("diff(max(x, 0), x)", 0, 0.5), ("0^x", -1, nil),
      ("cot(x)", 0, nil), ("x^(1/3)", -8, nil), ("cbrt(x)", -8, -2), ("relu(x)*log(x)", -1, nil),
      ("diff(relu(x), x)", 0, 0), ("sqrt(x^2)", -3, 3), ("stopGradient(x)", 4, 4),
    ]
    for (text, at, expected) in cases {
      let function = try Expr(parsing: text).compiled(inputs: [x])
      let block = try function.values(columns: [[at, 7, at]])[0]
      for value in [function(at), block[0], block[2]] {
        #expect(expected.map { value == $0 } ?? value.isNaN, "\(text) at \(at): \(value)")
      }
    }
  }

  @Test(
    "numbers near the largest are not taken for infinite, and one infinite leaves the others alone",
    arguments: [
      [0], [700], [5, 600, 601],
    ])
  func largest(infinite: [Int]) throws {
    let function = try CompiledFunction<Double>([x * y, x], inputs: [x, y])
    let single = try CompiledFunction<Float>([x * y, x], inputs: [x, y])
    var y = [Double](repeating: 1, count: 1001)
    for k in infinite { y[k] = 1e20 }
    let columns = try function.values(columns: [y.map { _ in 1.5e308 }, y])
    let singles = try single.values(columns: [y.map { _ in 3e38 }, y.map { Float($0) }])
    for k in y.indices {
      #expect(infinite.contains(k) ? columns[0][k].isNaN : columns[0][k] == 1.5e308)
      #expect(infinite.contains(k) ? singles[0][k].isNaN : singles[0][k] == 3e38)
      #expect(columns[1][k] == 1.5e308 && singles[1][k] == 3e38)
    }
  }

  @Test("any number of points, and a NaN in one leaves the others alone")
  func counts() throws {
    let function = try (sin(x) * y + x / y).compiled(inputs: [x, y])
    for count in [0, 1, 7, 8, 9, 63, 64, 65, 511, 512, 513, 2000] {
      var columns = [(0..<count).map { Double($0) * 0.25 }, (0..<count).map { Double($0 % 5) + 1 }]
      if count > 3 { columns[0][3] = .nan }
      let values = try function.values(columns: columns)[0]
      #expect(values.count == count)
      for (k, value) in values.enumerated() {
        let single = function(columns[0][k], columns[1][k])
        #expect((value - single).magnitude <= 4 * single.ulp || k == 3 && value.isNaN && single.isNaN)
      }
    }
  }

  @Test("weights are one number for all points, and what depends on them alone is computed once")
  func sharedInputs() throws {
    let (w, b) = (Expr.symbol("w"), Expr.symbol("b"))
    let loss = (sigmoid(w * x + b) - y) ** 2 * exp(w) * Expr.pi
    let function: CompiledFunction<Double> = try loss.compiledGradient(by: [w, b], inputs: [x, y], shared: [w, b])
    let rows = try function.values(columns: [[1, 2, 3], [0, 1, 1]], shared: [0.5, -1])
    for k in 0..<3 {
      let single = try function.values(at: [Double(k + 1), k == 0 ? 0 : 1, 0.5, -1])
      for (a, b) in zip(rows.map { $0[k] }, single) { #expect((a - b).magnitude <= 4 * b.ulp) }
    }
    // exp(w)*pi and what it is multiplied by in the partial derivatives.
    #expect(function.programText.contains("once t"), "\(function.programText)")
    #expect(!function.explanation.contains("of which 0 are the same at every point"))
    // Nothing varies.
    let constant = try exp(w).compiled(inputs: [x], shared: [w])
    #expect(try constant.values(columns: [[1, 2, 3]], shared: [0]) == [[1, 1, 1]])
  }

  @Test("blocks of Float")
  func floats() throws {
    let function = try (exp(x) / (1 + x ** 2)).compiled(inputs: [x], as: Float.self)
    let values = try function.values(columns: [(0..<20).map { Float($0) / 4 }])[0]
    for (k, value) in values.enumerated() {
      let exact = function(Double(k) / 4)
      #expect((Double(value) - exact).magnitude < 1e-6 * exact)
    }
  }

  @Test("wrong shapes are refused with what is wrong")
  func refusals() throws {
    let function = try (x * y).compiled(inputs: [x, y])
    #expect(throws: NablaError.self) { try function.values(at: [1]) }
    #expect(throws: NablaError.self) { try function.values(columns: [[1, 2]]) }
    #expect(throws: NablaError.self) { try function.values(columns: [[1, 2], [1]]) }
    #expect(throws: NablaError.self) { try function.values(rows: [[1, 2], [1]]) }
    #expect(throws: NablaError.self) { try function.values(columns: [[1], [2]], shared: [3]) }
    #expect(throws: NablaError.self) { try (x * y).compiled(inputs: [x]) }
    #expect(throws: NablaError.self) { try (x * y).compiled(inputs: [x, x, y]) }
    #expect(throws: NablaError.self) { try (x * y).compiled(inputs: [x, y, 2 * x]) }
    #expect(throws: NablaError.self) { try Function("f")(x).compiled(inputs: [x]) }
    #expect(try function.values(rows: []).isEmpty)
    var column = [1.0, 2, 3]
    var other = [1.0, 2, 3]
    let workspace = function.makeBlockWorkspace()
    column.withUnsafeMutableBufferPointer { column in
      other.withUnsafeMutableBufferPointer { other in
        let error = #expect(throws: NablaError.self) {
          try function.evaluate(
            columns: [UnsafeBufferPointer(column), UnsafeBufferPointer(other)], into: [column], with: workspace)
        }
        #expect(error?.message.contains("overlaps the column of x") == true)
        let short = #expect(throws: NablaError.self) {
          try function.evaluate(
            columns: [UnsafeBufferPointer(column), UnsafeBufferPointer(column)],
            into: [UnsafeMutableBufferPointer(rebasing: other[0..<2])], with: workspace)
        }
        #expect(short?.message.contains("room for 2 points") == true)
      }
    }
  }

  @Test("one program is run by many threads")
  func threads() async throws {
    let function = try (sin(x) + y).compiled(inputs: [x, y])
    let expected = try function.values(columns: [(0..<1000).map(Double.init), (0..<1000).map(Double.init)])
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try function.values(columns: [(0..<1000).map(Double.init), (0..<1000).map(Double.init)]) == expected
        }
      }
      for try await same in group { #expect(same) }
    }
    // What single points need is made by the first thread that asks.
    for k in 1...20 {
      let fresh = try (sin(Expr(k) * x) + y).compiled(inputs: [x, y])
      await withTaskGroup(of: Double.self) { group in
        for _ in 0..<8 { group.addTask { fresh(0.5, 2) } }
        for await value in group { #expect(value == fresh(0.5, 2)) }
      }
    }
  }

  @Test("a polynomial and its partials are computed nested, and share their inner sums")
  func polynomials() throws {
    let z = Expr.symbol("z")
    var terms: [Expr] = []
    var next = 1
    for i in 0...6 {
      for j in 0...(6 - i) {
        for k in 0...(6 - i - j) {
          next = next * 37 % 101
          terms.append(Expr(next) * x ** Expr(i) * y ** Expr(j) * z ** Expr(k))
        }
      }
    }
    let f = Expr.sum(terms)
    let g: CompiledFunction<Double> = try f.compiledGradient(by: [x, y, z], inputs: [x, y, z])
    // 84 terms and three times 56: two operations a term would be 500 and more. By x every inner sum is one of f's.
    #expect(g.plainOperationCount < 380, "\(g.explanation)")
    let alone = try f.compiled(inputs: [x, y, z]).plainOperationCount
    let withFirst: CompiledFunction<Double> = try f.compiledGradient(by: [x], inputs: [x, y, z])
    #expect(withFirst.plainOperationCount < alone * 5 / 4)
    let point = [0.5, -1.5, 2]
    let exact = try Expr.evaluate([f] + f.gradient(by: [x, y, z]), at: Expr.point([x, y, z], point))
    for (value, reference) in zip(try g.values(at: point), exact) {
      #expect((value - reference.value!).magnitude <= 1e-13 * reference.value!.magnitude)
    }
  }

  @Test("a sum that is a multiple of another, by an exact number, is computed from it")
  func multiples() throws {
    let z = Expr.symbol("z")
    func sum(_ a: Rational, _ b: Rational, _ c: Rational) -> Expr { Expr(a) * x + Expr(b) * y + Expr(c) * z }
    let point = [0.37, -1.25, 11]
    func values(_ sums: [Expr]) throws -> (operations: Int, values: [Double]) {
      let program = try CompiledFunction<Double>(sums, inputs: [x, y, z])
      return (program.plainOperationCount, try program.values(at: point))
    }
    let one = try values([sum(2, 6, 10)])
    let both = try values([sum(2, 6, 10), sum(-3, -9, -15)])
    #expect(both.operations == one.operations + 1)
    #expect(both.values[1] == -1.5 * both.values[0])
    // A multiple up to the last digit only is none.
    let nearly = Rational(15) + Rational(1, 1_000_000_000) * Rational(1, 1_000_000_000)
    #expect(try values([sum(2, 6, 10), sum(3, 9, nearly)]).operations > both.operations)
    let negative = try values([sum(-2, 6, -10)])
    #expect(negative.operations == one.operations)
    #expect((negative.values[0] - (-2 * 0.37 - 6 * 1.25 - 110)).magnitude < 1e-12)
    // Multiples so large that they might leave the doubles are computed on their own.
    let huge = Rational(Integer(10).power(300))
    #expect(try values([sum(1, 3, 5), sum(huge, 3 * huge, 5 * huge)]).values[1].isFinite)
  }

  @Test("sums of products with common factors, their multiples and their gradients have their values")
  func randomSums() throws {
    var generator = SeededGenerator(seed: 23)
    let z = Expr.symbol("z")
    let variables = [x, y, z]
    let bases: [Expr] = [
      x, y, z, tanh(x), sin(y), exp(z), 1 + x ** 2, sqrt(1 + y ** 2), x + y * z, .pi, sqrt(Expr(2)), abs(z) + 1,
    ]
    for _ in 0..<TestSize.cases(60, full: 3000) {
      var outputs: [Expr] = []
      var scale = 1.0
      let point = (0..<3).map { _ in generator.number(in: -1.5...1.5) }
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        var terms: [(Rational, Expr)] = []
        for _ in 0..<Int.random(in: 1...24, using: &generator) {
          let coefficient = Rational(
            Int.random(in: -6...6, using: &generator), Int.random(in: 1...3, using: &generator))
          var term: Expr = 1
          for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let exponent = [1, 1, 1, 2, 3, -1][Int.random(in: 0..<6, using: &generator)]
            // A pole where the base may vanish is no test of sums.
            let base = bases[Int.random(in: exponent < 0 ? 5..<8 : 0..<bases.count, using: &generator)]
            term = term * base ** Expr(exponent)
          }
          terms.append((coefficient, term))
          scale += coefficient.nearestDouble.magnitude * (try term.value(variables, point) ?? .nan).magnitude
        }
        outputs.append(Expr.sum(terms.map { Expr($0.0) * $0.1 }))
        // The same again, a number of times.
        if generator.flip() {
          let ratio = Rational(Int.random(in: -9...9, using: &generator), Int.random(in: 1...7, using: &generator))
          outputs.append(Expr.sum(terms.map { Expr($0.0 * ratio) * $0.1 }))
        }
        outputs += try outputs[outputs.count - 1].gradient(by: variables)
      }
      let program = try CompiledFunction<Double>(outputs, inputs: variables)
      let columns = point.map { [Double](repeating: $0, count: 9) }
      let single = try program.values(at: point)
      let blocks = try program.values(columns: columns)
      for (k, output) in outputs.enumerated() {
        let value = try #require(try output.value(variables, point))
        let bound = 1e-12 * (scale * 30 + value.magnitude)
        #expect((single[k] - value).magnitude <= bound, "\(output) at \(point)")
        #expect((blocks[k][8] - value).magnitude <= bound, "\(output) at \(point)")
      }
    }
  }

  @Test("factors are drawn out of sums whatever the exponents are")
  func largeExponents() throws {
    let exponents = [70, 64, 3, 70, 63, 90, 3, 64, 1, 90]
    let terms = exponents.enumerated().map { k, n in Expr(k + 1) * x ** Expr(n) * y ** Expr(k) }
    let f = Expr.sum(terms)
    let function: CompiledFunction<Double> = try f.compiledGradient(by: [x, y], inputs: [x, y])
    let expected = try ([f] + f.gradient(by: [x, y])).map { try $0.evaluated(at: [x: 0.875, y: 1.25]).value ?? .nan }
    let values = try function.values(columns: [[0.875], [1.25]]).map { $0[0] }
    for (value, exact) in try zip(values + function.values(at: [0.875, 1.25]), expected + expected) {
      #expect((value / exact - 1).magnitude < 1e-13)
    }
  }

  @Test("numbers that multiply each other out of the doubles leave a value that is inside")
  func farNumbers() throws {
    for (text, point, expected) in [
      ("x*exp(-400)/10^200", 1e200, 1.9151695967140057e-174), ("x*exp(400)*10^200", 1e-200, 5.221469689764144e173),
      // 1 over the divisor is beyond the doubles.
      ("x/sinh(1/2^1030)", 0x1.4p-1028, 5),
    ] {
      let f = try Expr(parsing: text).compiled(inputs: [x])
      for value in [f(point), try f.values(columns: [[point]])[0][0]] {
        #expect((value / expected - 1).magnitude < 1e-13, "\(text): \(value)")
      }
    }
  }

  @Test("a workspace serves the function that made it")
  func workspaces() throws {
    let short = try (x + y).compiled(inputs: [x, y])
    let long = try (sin(x) * y + cos(x)).compiled(inputs: [x, y])
    var results = [0.0]
    try results.withUnsafeMutableBufferPointer { results in
      try [1.0, 2.0].withUnsafeBufferPointer { point in
        let workspace = long.makeWorkspace()
        try long.evaluate(at: point, into: results, with: workspace)
        #expect(throws: NablaError.self) { try short.evaluate(at: point, into: results, with: workspace) }
        let columns = [UnsafeBufferPointer(rebasing: point[0..<1]), UnsafeBufferPointer(rebasing: point[1..<2])]
        let blocks = short.makeBlockWorkspace()
        try short.evaluate(columns: columns, into: [results], with: blocks)
        #expect(throws: NablaError.self) { try long.evaluate(columns: columns, into: [results], with: blocks) }
      }
    }
    #expect(results == [3])
  }

  @Test("functions of one argument that share work run together")
  func pairs() throws {
    let f = try (sin(x * y) + cos(x * y) + tanh(x) + y * (1 - tanh(x) ** 2)).compiled(inputs: [x, y])
    #expect(f.explanation.contains("1 × sin and cos") && f.explanation.contains("1 × tanh and sech^2"))
    let columns = [(0..<20).map { Double($0) - 10 }, (0..<20).map { Double($0) * 0.37 }]
    let blocks = try f.values(columns: columns)[0]
    for k in 0..<20 {
      let one = f(columns[0][k], columns[1][k])
      #expect((one - blocks[k]).magnitude <= 1e-14)
    }
    let narrow = try (sin(x) * cos(x)).compiled(inputs: [x], as: Float.self).values(columns: [[1, 2, .nan]])[0]
    #expect((narrow[1] - Float(-0.37840125)).magnitude < 1e-6 && narrow[2].isNaN)
  }

  @Test("the products of a gradient share their common parts")
  func sharedProducts() throws {
    let weights = (0..<20).map { Expr.symbol("w_\($0)") }
    let inputs = (0..<20).map { Expr.symbol("x_\($0)") }
    let z = Expr.sum(zip(weights, inputs).map { $0 * $1 })
    let loss = (tanh(z) - y) ** 2
    let f = try loss.compiled(inputs: inputs + [y], shared: weights)
    let g: CompiledFunction<Double> = try loss.compiledGradient(by: weights, inputs: inputs + [y], shared: weights)
    // One product a weight, and a few operations they share.
    #expect(g.operationCount <= f.operationCount + 20 + 6, "\(g.explanation)")
  }
}

/// Many points at once: tasks, progress, cancellation, sums.
@Suite struct ManyPointsTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  @Test("several tasks give what one gives, and tell how far they are")
  func tasks() async throws {
    let function = try (sin(x) * y).compiled(inputs: [x, y])
    let columns = [(0..<100_000).map { Double($0) * 1e-3 }, (0..<100_000).map { Double($0 % 7) }]
    let one = try function.values(columns: columns)
    let progress = Progress()
    let many = try await function.values(columns: columns, tasks: 4) { progress.add($0) }
    #expect(one == many)
    #expect(progress.shares.max() == 1 && progress.shares.count == 7)
    await #expect(throws: NablaError.self) { try await function.values(columns: [[1]], tasks: 4) }
  }

  @Test("slices stand in the order of their points, whichever is done first")
  func slices() async throws {
    let function = try x.compiled(inputs: [x])
    let starts = try await function.slices(60_000, 2, nil) { range in
      if range.lowerBound == 0 { Thread.sleep(forTimeInterval: 0.05) }
      return range.lowerBound
    }
    #expect(starts == [0, 16_384, 32_768, 49_152])
  }

  private final class Progress: @unchecked Sendable {
    // Written by one task at a time: the group tells it in order.
    private(set) var shares: [Double] = []
    func add(_ share: Double) { shares.append(share) }
  }

  @Test("cancelling ends the work")
  func cancellation() async throws {
    let function = try exp(sin(x) ** 2).compiled(inputs: [x])
    let column = [Double](repeating: 1, count: 3_000_000)
    let task = Task { try await function.values(columns: [column], tasks: 2).count }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("sums over points keep their digits")
  func sums() async throws {
    let w = Expr.symbol("w")
    let loss = (w * x - y) ** 2
    let function: CompiledFunction<Double> = try loss.compiledGradient(by: [w], inputs: [x, y], shared: [w])
    let data = [(0..<50_000).map { Double($0 % 10) }, (0..<50_000).map { Double($0 % 3) }]
    let sums = try function.sums(columns: data, shared: [0.5])
    #expect(try await function.sums(columns: data, shared: [0.5], tasks: 3) == sums)
    var exact = 0.0
    for k in 0..<50_000 {
      let rest = 0.5 * Double(k % 10) - Double(k % 3)
      exact += rest * rest
    }
    #expect(sums[0] == exact)
    // Large terms that cancel leave the small one.
    let identity = try x.compiled(inputs: [x])
    #expect(try identity.sums(columns: [[1e100, 1, -1e100]]) == [1])
    #expect(try identity.sums(columns: [[]]) == [0])
    #expect(try log(x).compiled(inputs: [x]).sums(columns: [[1, -1]])[0].isNaN)
    #expect(throws: NablaError.self) { try function.sums(columns: [[1, 2], [1]], shared: [1]) }
  }
}
