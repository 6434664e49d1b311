// The Swift blocks of the README and the documentation, word for word, with `print` collected.

import Nabla

/// Collects what an example prints.
final class Output {
  var lines: [String] = []
}

enum SwiftExamples {
  static let all: [String: @Sendable (Output) throws -> Void] = [
    "README.md": readme, "Documentation/Derivative.md": derivative, "Documentation/Gradient.md": gradient,
    "Documentation/Hessian.md": hessian, "Documentation/Jacobian.md": jacobian,
    "Documentation/DirectionalDerivative.md": directionalDerivative, "Documentation/Evaluation.md": evaluation,
    "Documentation/Simplification.md": simplification,
    "Documentation/Substitution.md": substitution, "Documentation/DeclaredFunctions.md": declaredFunctions,
    "Documentation/Compilation.md": compilation, "Documentation/Products.md": products, "Documentation/Check.md": check,
    "Documentation/Why.md": why, "Documentation/Critical.md": critical, "Documentation/Descend.md": descend,
  ]

  static func readme(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (w, b, x, y) = (Expr.symbol("w"), Expr.symbol("b"), Expr.symbol("x"), Expr.symbol("y"))
    let loss = (sigmoid(w * x + b) - y) ** 2 / 2
    let gradient = try loss.gradient(by: [w, b])
    print(gradient[1])
    // sigmoid(w*x + b)*(sigmoid(w*x + b) - y)*(1 - sigmoid(w*x + b))
    let slope = try gradient[1].evaluated(at: [w: 0, b: 0, x: 3, y: 1])
    print(slope.value ?? .nan)
    // -0.125
    print(try log(x).derivative(by: x).conditions())
    // [x > 0]
    let compiled: CompiledFunction<Double> = try loss.compiledGradient(by: [w, b], inputs: [x, y], shared: [w, b])
    print(try compiled.values(columns: [[3, 1], [1, 0]], shared: [0, 0])[1])
    // [-0.375, 0.125]
    print(try loss.check().verdict)
    // agrees
    func softplus<T: AlgebraicField & ElementaryFunctions>(_ z: T) -> T { T.log(onePlus: T.exp(z)) }
    print(softplus(0.0), try softplus(x).derivative(by: x))
    // 0.6931471805599453 exp(x)/(exp(x) + 1)
  }

  static func compilation(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y, w) = (Expr.symbol("x"), Expr.symbol("y"), Expr.symbol("w"))
    let f = try log(1 + exp(x)).compiled(inputs: [x])
    print(f(800), f(-700) > 0)
    // 800.0 true
    print(try f.values(columns: [[-1, 0, 1]])[0].count)
    // 3
    let loss = (w * x - y) ** 2
    let g: CompiledFunction<Double> = try loss.compiledGradient(by: [w], inputs: [x, y], shared: [w])
    print(try g.sums(columns: [[1, 2, 3], [2, 4, 6]], shared: [1]))
    // [14.0, -28.0]
  }

  static func critical(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (a, b) = Expr.symbols("a", "b")
    let found = try (a ** 2 - b ** 2).criticalPoints()
    print(found.points[0].kind, found.points[0].isExact, found.isComplete)
    // saddle true true
  }

  static func descend(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (a, b) = Expr.symbols("a", "b")
    let far = try (50 * a ** 2 + b ** 2).descent(from: [a: 1, b: 1], step: 0.1)
    print(far.end)
    // diverged
    let near = try (50 * a ** 2 + b ** 2).descent(from: [a: 1, b: 1], method: .lbfgs)
    print(near.end)
    // converged
  }

  static func why(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (w, b, x) = Expr.symbols("w", "b", "x")
    let loss = square(relu(w * x + b) - 1)
    let found = try loss.diagnosis(by: [w, b], at: [w: 1, b: -10, x: 0.5])
    print(found.parameters.map { $0.cause.rawValue })
    // ["flat", "flat"]
    print(found.parameters[0].proof)
    // the slope of relu(w*x + b) by w*x + b is 0 around w*x + b = -9.5
    print(found.parameters[0].remedies[0].change, found.parameters[0].remedies[0].value)
    // leaky relu of slope 1/100 -0.01095
  }

  static func check(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    print(try (x ** 2 * sin(y)).check().verdict)
    // agrees
    let report = try (x ** 2 * y).check(against: [2 * x * y, x])
    print(report.verdict, report.variables[report.worst?.variable ?? 0])
    // disagrees y
  }

  static func derivative(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let x = Expr.symbol("x")
    print(try (x ** 2 * sin(x)).derivative(by: x))
    // x^2*cos(x) + 2*x*sin(x)
    print(try (x ** x).derivative(by: x))
    // x^x*(log(x) + 1)
    let slope = try abs(x).derivative(by: x)
    print(slope, try slope.conditions())
    // sign(x) [x ≠ 0]
    print(try sin(x).derivative(by: x, order: 1_000_003))
    // -cos(x)
  }

  static func declaredFunctions(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let t = Expr.symbol("t")
    let softsign = try Function("softsign", of: [t], value: t / (1 + abs(t)), derivatives: [1 / (1 + abs(t)) ** 2])
    let x = Expr.symbol("x")
    print(try softsign(x ** 2).derivative(by: x))
    // 2*x/(x^2 + 1)^2
  }

  static func gradient(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (w, v) = (Expr.symbol("w_1"), Expr.symbol("w_2"))
    let gradient = try (w ** 2 + 4 * v ** 2).gradient(by: [w, v])
    print(gradient)
    // [2*w_1, 8*w_2]
    print(try gradient[1].evaluated(at: [w: 1, v: 0.5]).value ?? .nan)
    // 4.0
  }

  static func hessian(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (s, t) = (Expr.symbol("t_1"), Expr.symbol("t_2"))
    print(try (s ** 2 - t ** 2).hessian(by: [s, t]))
    // [[2, 0], [0, -2]]
  }

  static func jacobian(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (r, phi) = (Expr.symbol("r"), Expr.symbol("phi"))
    print(try Expr.jacobian(of: [r * cos(phi), r * sin(phi)], by: [r, phi]))
    // [[cos(phi), -r*sin(phi)], [sin(phi), r*cos(phi)]]
  }

  static func directionalDerivative(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    print(try (x ** 2 + 4 * y ** 2).directionalDerivative(by: [x, y], along: [3, 4], unit: true))
    // (6*x + 32*y)/5
  }

  static func products(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let f = [x * y, x + y ** 2]
    print(try Expr.jacobianVectorProduct(of: f, by: [x, y], direction: [1, 2]))
    // [2*x + y, 4*y + 1]
    print(try Expr.vectorJacobianProduct(of: f, by: [x, y], vector: [1, x]))
    // [x + y, 2*x*y + x]
    print(try (x ** 2 * y).hessianVectorProduct(by: [x, y], direction: [1, 2]))
    // [4*x + 2*y, 2*x]
  }

  static func evaluation(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let x = Expr.symbol("x")
    print(try (x / x).evaluated(at: [x: 0]).reason?.rawValue ?? "")
    // undefined
    print(try abs(x).derivative(by: x).evaluated(at: [x: 0]).isKink)
    // true
    print(try sin(x).evaluated(at: [x: .pi]).value ?? .nan)
    // 0.0
    print(try (x ** 2).evaluated(at: [x: 0.1]).value ?? .nan)
    // 0.01
    print(try exp(x).evaluated(at: [x: 1000]).reason?.rawValue ?? "")
    // beyond the range of doubles
  }

  static func substitution(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    print(try (x - 2 * y).substituting([x: y, y: x]))
    // y - 2*x
    let slope = try abs(x).derivative(by: x).substituting([x: y - 1])
    print(slope, try slope.conditions())
    // sign(y - 1) [y ≠ 1]
  }

  static func simplification(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let x = Expr.symbol("x")
    print(try log(x ** 2).equality(with: 2 * log(abs(x))))
    // equal
  }
}
