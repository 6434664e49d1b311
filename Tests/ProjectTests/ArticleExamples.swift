// The Swift blocks of the library's articles, word for word, with `print` collected.

import Nabla

enum ArticleExamples {
  static let all: [String: @Sendable (Output) throws -> Void] = [
    "Sources/Nabla/Nabla.docc/ExactNumbers.md": exactNumbers,
    "Sources/Nabla/Nabla.docc/FittingModels.md": fittingModels,
    "Sources/Nabla/Nabla.docc/GettingStarted.md": gettingStarted,
    "Sources/Nabla/Nabla.docc/Nabla.md": nabla,
    "Sources/Nabla/Nabla.docc/RealNumbersAndKinks.md": realNumbersAndKinks,
    "Sources/Nabla/Nabla.docc/StoresThreadsAndLimits.md": storesThreadsAndLimits,
    "Sources/Nabla/Nabla.docc/WritingDocuments.md": writingDocuments,
  ]

  static func exactNumbers(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let x = Expr.symbol("x")
    print(1 / 3 * x, 0.1 * x, x ** (1 / 2))
    // x/3 x/10 sqrt(x)
    let measured = 0.1
    print(measured * x, Expr(exactly: measured) == Expr(1 / 10))
    // x/10 false
    print(x + x, x * x / x, (x + 1) ** 2 - (1 + x) ** 2)
    // 2*x x 0
  }

  static func fittingModels(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, t) = Expr.symbols("x", "t")
    let (w, b) = Expr.symbols("w", "b")
    let z = w * x + b
    let loss = -(t * log(sigmoid(z)) + (1 - t) * log(1 - sigmoid(z)))
    let program = try CompiledFunction([loss] + loss.gradient(by: [w, b]), inputs: [x, t], shared: [w, b])
    print(try program.sums(columns: [[-1, 1], [0, 1]], shared: [0, 0]))
    // [1.3862943611198906, -1.0, 0.0]
  }

  static func gettingStarted(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y) = Expr.symbols("x", "y")
    let energy = x ** 2 / 2 + 1 / 3 * y ** 3
    print(energy)
    // y^3/3 + x^2/2
    print(try Expr("x^2*y").derivative(by: x))
    // 2*x*y
    let w = Expr.symbols("w", count: 3)
    print(w.map { square($0) }.sum())
    // w_1^2 + w_2^2 + w_3^2
    let slope = try sqrt(square(x) + square(y)).derivative(by: x)
    print(slope)
    // x/sqrt(x^2 + y^2)
    print(try slope.check().verdict)
    // agrees
    print(try slope.value(at: [x: 3, y: 4]))
    // 0.6
    print(try log(x).evaluated(at: [x: -1]))
    // no value: not real
    let depth: Int = energy.fold { _, operands in 1 + (operands.max() ?? 0) }
    print(depth)
    // 4
    let f = Function("f")
    print(try f(x * y).derivative(by: x).replacing(f, of: [x], by: sin(x)))
    // y*cos(x*y)
  }

  static func nabla(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y) = Expr.symbols("x", "y")
    let f = x ** 2 * sin(y)
    print(try f.gradient(by: [x, y]))
    // [2*x*sin(y), x^2*cos(y)]
    print(try f.value(at: [x: 3, y: .pi / 2]))
    // 9.0
  }

  static func realNumbersAndKinks(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let x = Expr.symbol("x")
    print(x / x, try (x / x).conditions())
    // 1 [x ≠ 0]
    print(sqrt(x ** 2))
    // abs(x)
    print(try log(x).derivative(by: x).conditions())
    // [x > 0]
    print(try abs(x).derivative(by: x).evaluated(at: [x: 0]))
    // 0 (at a kink)
  }

  static func storesThreadsAndLimits(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let x = Expr.symbol("x")
    let store = Store()
    let model = try Store.with(store) { () throws(NablaError) in try (x * exp(-square(x))).derivative(by: x) }
    print(model, store === model.store)
    // exp(-x^2) - 2*x^2*exp(-x^2) true
    let small = model.copy()
    print(small == model, small.store.nodeCount < store.nodeCount)
    // true true
  }

  static func writingDocuments(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let f = try Expr("exp(-x^2/2)")
    let slope = try f.derivative(by: .symbol("x"))
    print(try slope.latex())
    // -x e^{-x^{2}/2}
    print(try abs(Expr.symbol("x")).derivative(by: .symbol("x")).latex(conditions: true))
    // \operatorname{sign}(x) \quad \text{for } x \ne 0
  }
}
