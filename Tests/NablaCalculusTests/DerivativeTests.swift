// Laws of the derivative, orders, undefined functions, and what is refused.

import Nabla
import NablaTestSupport
import Testing

@Suite struct DerivativeTests {
  private let symbols = SmoothCase.symbols
  private var x: Expr { symbols[0] }
  private var y: Expr { symbols[1] }

  @Test("the derivative of sum, product, quotient and composition is the law's right side")
  func laws() throws {
    var generator = SeededGenerator(seed: 51)
    for turn in 0..<TestSize.cases(120, full: 4000) {
      let (a, b) = (
        try SmoothCase.random(turn, depth: 3, &generator),
        try SmoothCase.random(3 * turn + 1, depth: 3, &generator)
      )
      let (f, g) = (a.expression, b.expression)
      let (df, dg) = (try f.derivative(by: x), try g.derivative(by: x))
      let inner = symbols[2]
      let outer = try f.derivative(by: inner)
      let pairs = [
        (try (f + g).derivative(by: x), df + dg),
        (try (3 * f - g / 7).derivative(by: x), 3 * df - dg / 7),
        (try (f * g).derivative(by: x), df * g + f * dg),
        (try (f / g).derivative(by: x), (df * g - f * dg) / g ** 2),
        (
          try f.substituting([inner: g]).derivative(by: x),
          try df.substituting([inner: g]) + outer.substituting([inner: g]) * dg
        ),
      ]
      let at = try Expr.point(symbols, a.point)
      for (law, (left, right)) in pairs.enumerated() {
        let values = try (left.evaluated(at: at), right.evaluated(at: at))
        // A point may be a kink or pole of the second function; then neither side is asked.
        guard let p = values.0.value, let q = values.1.value, !values.0.isKink, !values.1.isKink else {
          continue
        }
        if max(p.magnitude, q.magnitude) > 1e8 { continue }
        #expect(
          agree(p, q, tolerance: 1e-6), "law \(law) for \(f) and \(g) at \(a.point), seed \(generator.seed)")
      }
    }
  }

  @Test("the derivative of order n is n derivatives, also where it repeats or ends")
  func orders() throws {
    var generator = SeededGenerator(seed: 52)
    for turn in 0..<TestSize.cases(60, full: 1000) {
      let f = try SmoothCase.random(turn, depth: 2, &generator).expression
      var step = f
      for order in 0...3 {
        #expect(try f.derivative(by: x, order: order) == step, "\(f), seed \(generator.seed)")
        step = try step.derivative(by: x)
      }
    }
    for f in [sin(x), x ** 7, exp(2 * x), cosh(x), sin(x) * exp(x), x ** 20 + cos(x)] {
      var step = f
      for order in 0...25 {
        #expect(try f.derivative(by: x, order: order) == step, "\(f) of order \(order)")
        step = try step.derivative(by: x)
      }
    }
    #expect(try sin(x).derivative(by: x, order: 1_000_001) == cos(x))
    #expect(try (x ** 9).derivative(by: x, order: 1_000_000_000) == 0)
    #expect(try (x ** 9).derivative(by: x, order: 9) == 362_880)
  }

  @Test("mixed partials by a list are derivatives in turn")
  func lists() throws {
    let f = sin(x * y) * exp(x - y) / (1 + x ** 2)
    let inTurn = try f.derivative(by: x).derivative(by: y).derivative(by: x)
    #expect(try f.derivative(by: [x, y, x]) == inTurn)
    let at: [Expr: Expr] = [x: 0.5, y: 1.5]
    let values = try [[x, y, x], [x, x, y], [y, x, x]].map {
      try f.derivative(by: $0).evaluated(at: at).value ?? 0
    }
    #expect(agree(values[0], values[1], tolerance: 1e-13) && agree(values[0], values[2], tolerance: 1e-13))
    #expect(try f.derivative(by: [Expr]()) == f)
  }

  @Test("what does not depend on the variable has the derivative 0, the variable has 1")
  func constants() throws {
    for constant in [Expr(7), Expr.pi, Expr.e ** 2, sin(y), Function("f")(y), abs(y), max(y, 2)] {
      #expect(try constant.derivative(by: x) == 0)
      #expect(try constant.gradient(by: [x, symbols[2]]) == [0, 0])
    }
    #expect(try x.derivative(by: x) == 1)
    #expect(try x.gradient(by: [x, y]) == [1, 0])
  }

  @Test("undefined functions have positional derivatives, symmetric in their order")
  func undefinedFunctions() throws {
    let (f, g) = (Function("f"), Function("g"))
    let call = f(x, y)
    let byX = try call.derivative(by: x)
    let byY = try call.derivative(by: y)
    #expect(byX.kind == .application(name: "f", positions: [1]) && byX.operands == [x, y])
    #expect(byY.kind == .application(name: "f", positions: [2]) && byY.operands == [x, y])
    #expect(try byX.derivative(by: y) == byY.derivative(by: x))
    #expect(try call.derivative(by: [x, y, x]).kind == .application(name: "f", positions: [1, 1, 2]))
    #expect(try call.gradient(by: [x, y]) == [byX, byY])
    let hessian = try call.hessian(by: [x, y])
    #expect(hessian[0][1] == hessian[1][0])
    #expect(try hessian[0][1] == byX.derivative(by: y))

    // The chain rule through both arguments, without dummy variables.
    let composed = f(x ** 2, sin(x))
    let slots = [f(x, y), f(x, y)]
    let partials = [try slots[0].derivative(by: x), try slots[1].derivative(by: y)]
    let replaced = try Expr.substituting([x: x ** 2, y: sin(x)], in: partials)
    #expect(try composed.derivative(by: x) == 2 * x * replaced[0] + cos(x) * replaced[1])
    #expect(
      try f(x, x).derivative(by: x) == partials[0].substituting([y: x]) + partials[1].substituting([y: x]))
    #expect(try f(g(x)).derivative(by: x).contains(g(x).derivative(by: x)))
    #expect(try f(y).derivative(by: x) == 0)
    #expect(try composed.gradient(by: [x, y]) == [composed.derivative(by: x), 0])
  }

  @Test("only symbols are differentiated by, orders are not negative, directions fit")
  func refusals() throws {
    #expect(throws: NablaError.self) { try sin(x).derivative(by: 2) }
    #expect(throws: NablaError.self) { try sin(x).derivative(by: x ** 2) }
    #expect(throws: NablaError.self) { try sin(x).derivative(by: Expr.pi) }
    #expect(throws: NablaError.self) { try sin(x).derivative(by: x, order: -1) }
    #expect(throws: NablaError.self) { try sin(x).gradient(by: [x, x * y]) }
    #expect(throws: NablaError.self) { try sin(x).hessian(by: [x + 1]) }
    #expect(throws: NablaError.self) { try Expr.jacobian(of: [x], by: [Expr(3)]) }
    #expect(throws: NablaError.self) { try sin(x).directionalDerivative(by: [x, y], along: [1]) }
    #expect(throws: NablaError.self) { try sin(x).directionalDerivative(by: [x], along: [0]) }
    #expect(throws: NablaError.self) { try sin(x).directionalDerivative(by: [x, x], along: [1, 2]) }
  }

  @Test("a variable that is named twice is a domain error of every verb that takes a list of them, in the language too")
  func repeatedVariables() throws {
    let f = x ** 2 * y
    let list = [y, x, y]
    let verbs: [(String, () throws -> Void)] = [
      ("gradient", { _ = try f.gradient(by: list) }), ("hessian", { _ = try f.hessian(by: list) }),
      ("sparseHessian", { _ = try f.sparseHessian(by: list) }),
      ("jacobian", { _ = try Expr.jacobian(of: [f], by: list) }),
      ("jvp", { _ = try Expr.jacobianVectorProduct(of: [f], by: list, direction: [1, 2, 3]) }),
      ("vjp", { _ = try Expr.vectorJacobianProduct(of: [f], by: list, vector: [1]) }),
      ("hvp", { _ = try f.hessianVectorProduct(by: list, direction: [1, 2, 3]) }),
      ("directional", { _ = try f.directionalDerivative(by: list, along: [1, 2, 3]) }),
      ("check", { _ = try f.check(by: list) }),
      ("compiledGradient", { let _: CompiledFunction<Double> = try f.compiledGradient(by: list, inputs: [x, y]) }),
      ("grad", { _ = try Expr(parsing: "grad(x^2*y, [y, x, y])") }),
      ("language", { _ = try Expr(parsing: "hessian(x^2*y, [y, x, y])") }),
      ("language", { _ = try Expr(parsing: "jacobian([x^2*y], [y, x, y])") }),
    ]
    for (name, verb) in verbs {
      do {
        try verb()
        Issue.record("\(name) accepts a variable twice")
      } catch {
        let error = try #require(error as? NablaError)
        #expect(error.kind == .domain && error.message == "a variable is named twice: y", "\(name): \(error)")
      }
    }
    #expect(try f.derivative(by: [x, x]) == 2 * y)
  }

  @Test("vectors of no variables keep their shape")
  func shapes() throws {
    let f = x ** 2 * y
    #expect(try f.gradient(by: []) == [])
    #expect(try f.hessian(by: []) == [])
    #expect(try Expr.jacobian(of: [], by: [x]) == [])
    #expect(try Expr.jacobian(of: [f, f], by: []) == [[], []])
    let jacobian = try Expr.jacobian(of: [f, sin(y), 3], by: [x, y])
    #expect(jacobian == [[2 * x * y, x ** 2], [0, cos(y)], [0, 0]])
  }
}
