// Causes of slopes: broken models get the right one with the guilty node named, healthy ones are called healthy.

import Nabla
import NablaTestSupport
import Testing

@Suite struct WhyTests {
  static func point(_ text: String) throws -> [Expr: Expr] {
    var point: [Expr: Expr] = [:]
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=").map { $0.filter { $0 != " " } }
      point[.symbol(sides[0])] = try Expr(sides[1])
    }
    return point
  }

  static func parameter(
    _ loss: String, _ variable: String, _ at: String, step: Expr? = nil, against: Expr? = nil
  ) throws -> Diagnosis.Parameter {
    let diagnosis = try Expr(loss).diagnosis(
      by: [.symbol(variable)], at: try point(at), step: step, against: against.map { [$0] })
    return diagnosis.parameters[0]
  }

  /// Layers of one number each, with a function and a weight.
  static func deep(_ function: String, _ layers: Int, _ weight: String) -> String {
    var text = "w*x"
    for _ in 1..<layers { text = "\(weight)*\(function)(\(text))" }
    return "(\(function)(\(text)) - 1)^2"
  }

  /// A loss, the parameter, the point, the cause, and what the sentence or the proof names.
  static let broken: [(loss: String, variable: String, at: String, cause: Cause, named: String)] = [
    ("(2*x - y)^2", "w", "w=1, x=1, y=2", .notConnected, "w"),
    ("(u*x - y)^2 + 0*w", "w", "u=1, w=3, x=1, y=2", .notConnected, "w"),
    ("exp(a + k)/(exp(a + k) + exp(b + k))", "k", "a=1, b=2, k=3", .zeroByCancellation, "cancels for all inputs"),
    ("log(exp(a + k) + exp(b + k)) - k", "k", "a=1/2, b=2, k=0", .zeroByCancellation, "∂L/∂k"),
    ("(w - 5)^2", "w", "w=5", .stationary, "1 positive"),
    ("(w*x - y)^2", "w", "w=2, x=3, y=6", .stationary, "minimum"),
    ("-cos(w)", "w", "w=pi", .stationary, "maximum"),
    ("w^4", "w", "w=0", .stationary, "degenerate"),
    ("relu(w*x + b) - y", "w", "w=1, x=1/2, b=-10, y=1", .flat, "w*x + b = -9.5"),
    ("(max(0, w*x) - y)^2", "w", "w=-1, x=2, y=1", .flat, "max"),
    ("floor(3*w)*x", "w", "w=1/2, x=2", .flat, "floor(3*w)"),
    ("if(w > 0, w^2, 3)", "w", "w=-1", .flat, "branch"),
    ("(min(max(w, -1), 1) - y)^2", "w", "w=4, y=0", .flat, "min"),
    ("(sigmoid(w*x) - y)^2", "w", "w=20, x=1, y=0", .saturated, "1/4"),
    ("(tanh(w*x) - y)^2", "w", "w=-15, x=1, y=0", .saturated, "1 at most"),
    (deep("sigmoid", 20, "1"), "w", "w=1, x=1", .vanishing, "geometric mean"),
    (deep("tanh", 30, "u"), "w", "w=1, x=1, u=1/2", .vanishing, "product of"),
    ("(u^40*w*x - y)^2", "u", "u=3, w=1, x=1, y=0", .exploding, "explodes"),
    ("(w*x - 1)^2 + (-w*x - 1)^2 + v", "w", "w=0, x=1, v=0", .samplesCancel, "minimum"),
    ("sigmoid(w)^2", "w", "w=-800", .underflow, "e-695"),
    ("exp(w)*exp(v)", "w", "w=500, v=500", .overflow, "beyond the doubles"),
    ("-log(1/(1 + exp(-w*x)))", "w", "w=-800, x=1", .overflow, "exp(-w*x)"),
    ("(1/(1 + exp(-w*x)) - y)^2", "w", "w=20, x=1, y=0", .saturated, "1/4"),
    ("(exp(a)/(exp(a) + exp(b)) - 0)^2", "a", "a=30, b=1", .saturated, "1/4"),
    ("(exp(a)/(exp(a) + exp(b)) - 1)^2", "a", "a=-30, b=1", .saturated, "1/4"),
    ("(w*x1 - y1)^2 + (w*x2 - y2)^2", "w", "w=0, x1=1, x2=1, y1=1, y2=-1", .samplesCancel, "minimum"),
    ("w^3 - 3*w", "w", "w=1", .stationary, "minimum"),
    ("relu(w*x + b)", "w", "w=0, b=0, x=1", .kink, "from 0 to 1"),
    (
      "v1*exp(q*(k1 + b))/(exp(q*(k1 + b)) + exp(q*(k2 + b))) + v2*exp(q*(k2 + b))/(exp(q*(k1 + b)) + exp(q*(k2 + b)))",
      "b", "v1=1, v2=3, q=1/2, k1=1, k2=2, b=1/3", .zeroByCancellation, "cancels for all inputs"
    ),
    ("((1 - cos(w))/w^2 - 1)^2", "w", "w=1e-9", .rounding, "doubles"),
    ("sqrt(sqrt(x - 2))", "x", "x=1", .noValue, "x - 2 = -1"),
    ("log(-w)*0.5 + w", "w", "w=3", .noValue, "log(-w)"),
    ("sqrt(u^2 + w^2)", "w", "u=0, w=0", .noValue, "infinite"),
    ("w/y + 1", "w", "w=1, y=0", .noValue, "y = 0"),
    ("abs(w)*x", "w", "w=0, x=2", .kink, "from -2 to 2"),
    ("(w*x + b - y)^2", "w", "w=1, x=0, b=1, y=3", .constantFeature, "x = 0"),
    ("stopGradient(w*x)*y", "w", "w=1, x=1, y=2", .stopped, "stopGradient"),
  ]

  @Test("a broken model gets the right cause", arguments: broken.indices)
  func brokenModels(_ number: Int) throws {
    let (loss, variable, at, cause, named) = Self.broken[number]
    let found = try Self.parameter(loss, variable, at)
    #expect(found.cause == cause, "\(loss): \(found.sentence) \(found.proof)")
    let said = found.sentence + " " + found.proof
    #expect(said.contains(named), "\(loss): \(said)")
    #expect(!found.sentence.isEmpty && !found.proof.isEmpty)
    #expect(try found.latex().contains("\\partial L"))
  }

  static let healthy: [(loss: String, variable: String, at: String)] = [
    ("(w - 5)^2", "w", "w=2"), ("(w - 5)^2", "w", "w=4.5"), ("(w*x + b - y)^2", "w", "w=1, x=2, b=0, y=1"),
    ("(w*x + b - y)^2", "b", "w=1, x=2, b=0, y=1"), ("(sigmoid(w*x + b) - y)^2", "w", "w=1/2, x=1, b=0, y=1"),
    ("-y*log(sigmoid(w*x)) - (1 - y)*log(1 - sigmoid(w*x))", "w", "w=-20, x=1, y=1"),
    ("-log(sigmoid(w*x))", "w", "w=-30, x=1"), ("-log(sigmoid(w*x))", "w", "w=30, x=1"),
    ("(sigmoid(w*x) - 1)^2", "w", "w=12, x=1"), ("log(1 + exp(w*x))", "w", "w=3, x=2"),
    ("(tanh(u*tanh(w*x)) - y)^2", "w", "u=1, w=1/2, x=1, y=0"), ("relu(w*x + b)^2", "w", "w=1, x=1, b=1"),
    (deep("sigmoid", 2, "4"), "w", "w=1, x=1"), ("exp(a)/(exp(a) + exp(b) + exp(c))", "a", "a=1, b=0, c=1"),
    ("-log(exp(a)/(exp(a) + exp(b)))", "b", "a=0, b=1"), ("abs(w - y)", "w", "w=1, y=3"),
    ("max(w, y)^2", "w", "w=3, y=1"), ("w^2 + 4*v^2", "v", "w=4, v=1"), ("sqrt(w^2 + v^2)", "w", "w=3, v=4"),
    ("(w1*v1 + w2*v2 - y)^2/sqrt(w1^2 + w2^2)", "w1", "w1=1, w2=2, v1=1, v2=1, y=1"),
    ("if(w > 0, w^2, -w/100)", "w", "w=-1"), ("(w*a - 1)^2 + (w*b - 2)^2 + (w*c + 1)^2", "w", "w=1, a=1, b=2, c=3"),
    ("100*(v - w^2)^2 + (1 - w)^2", "w", "w=-1.2, v=1"), ("x*erf(w) + w^3/7", "w", "w=1/2, x=1"),
  ]

  @Test("a healthy model is called healthy", arguments: healthy.indices)
  func healthyModels(_ number: Int) throws {
    let (loss, variable, at) = Self.healthy[number]
    let found = try Self.parameter(loss, variable, at)
    #expect(found.cause == .healthy, "\(loss): \(found.cause) \(found.sentence) \(found.proof)")
    #expect(found.sentence.hasSuffix("Still learning."))
  }

  @Test("slopes in words: sign, size and what follows")
  func words() throws {
    #expect(try Self.parameter("(w - 5)^2", "w", "w=2").sentence.contains("-6 is negative and large"))
    #expect(try Self.parameter("(w - 5)^2", "w", "w=4.5").sentence.contains("-1 is negative and small"))
    let diagnosis = try Expr("w_1^2 + 4*w_2^2").diagnosis(at: try Self.point("w_1=0, w_2=3"))
    #expect(diagnosis.parameters.map(\.cause) == [.stationary, .healthy])
    let whole = try Expr("w_1^2 + 4*w_2^2").diagnosis(at: try Self.point("w_1=0, w_2=0"))
    #expect(whole.parameters.allSatisfy { $0.cause == .stationary && $0.proof.contains("2 positive") })
    let saddle = try Expr("a^2 - b^2").diagnosis(at: try Self.point("a=0, b=0"))
    #expect(saddle.parameters[0].sentence.contains("saddle"))
  }

  @Test("a step below the spacing of doubles, and a wrong derivative")
  func stepAndGiven() throws {
    let tiny = try Self.parameter("w/10", "w", "w=1e8", step: Expr("1e-8"))
    #expect(tiny.cause == .stepTooSmall && tiny.proof.contains("1.49e-8"), "\(tiny.proof)")
    #expect(try Self.parameter("w/10", "w", "w=1e8", step: 1).cause == .healthy)
    let wrong = try Self.parameter("w^3", "w", "w=2", against: Expr("2*w^2"))
    #expect(wrong.cause == .wrongGradient && wrong.sentence.contains("12"))
    #expect(try Self.parameter("w^3", "w", "w=2", against: Expr("3*w^2")).cause == .healthy)
  }

  @Test("remedies are computed again on the loss")
  func remedies() throws {
    let dead = try Self.parameter("relu(w*x + b)", "w", "w=1, x=1/2, b=-10")
    #expect(dead.remedies.map(\.value) == ["0.005"])
    let deep = try Self.parameter(Self.deep("sigmoid", 20, "1"), "w", "w=1, x=1")
    let slope = try #require(deep.remedies.first.flatMap { Double($0.value) })
    #expect(slope.magnitude > 1 && !deep.remedies[0].factors.isEmpty, "\(slope)")
    let exploding = try Self.parameter("(u^40*w*x - y)^2", "u", "u=3, w=1, x=1, y=0")
    #expect(exploding.remedies.map(\.value) == ["1"])
    let saturated = try Self.parameter("sigmoid(w)", "w", "w=20")
    #expect(saturated.remedies.count == 1 && Double(saturated.remedies[0].value) ?? 0 > 0.01)
  }

  @Test("the factors of a single path multiply to the slope")
  func factors() throws {
    let found = try Self.parameter(Self.deep("sigmoid", 20, "1"), "w", "w=1, x=1")
    #expect(found.pathCount == 1 && found.factors.count >= 20)
    let product = found.factors.reduce(1.0) { $0 * ($1.value.value ?? .nan) }
    #expect((product / (found.value.value ?? .nan) - 1).magnitude < 1e-12)
  }

  @Test("samples that pull in opposite directions cancel, dead ones are dead on all")
  func dataSets() throws {
    let w = Expr.symbol("w")
    let loss = try Expr("(w*x - y)^2 + v")
    let v = Expr.symbol("v")
    let points = try ["w=0, v=0, x=1, y=1", "w=0, v=0, x=1, y=-1"].map { try Self.point($0) }
    let overall = Diagnosis.overall(try points.map { try loss.diagnosis(by: [w, v], at: $0) })
    #expect(overall.parameters.map(\.cause) == [.samplesCancel, .healthy])
    let relu = try Expr("relu(w*x - 10)")
    let dead = Diagnosis.overall(
      try ["w=1, x=1", "w=1, x=2"].map { try relu.diagnosis(by: [w], at: try Self.point($0)) })
    #expect(dead.parameters[0].cause == .flat && dead.parameters[0].sentence.contains("all 2 samples"))
  }

  @Test("a parameter on paths of a shared cell, and products through time")
  func recurrent() throws {
    // h ← tanh(u·h + x), thirty steps: the first state is forgotten, the weight is not.
    var h = Expr.symbol("h")
    let (u, x) = Expr.symbols("u", "x")
    for _ in 0..<30 { h = tanh(u * h + x) }
    let diagnosis = try square(h - 1).diagnosis(
      by: [u, .symbol("h")], at: [u: Expr(Rational(1, 2)), x: Expr(Rational(1, 2)), .symbol("h"): Expr(1)])
    #expect(diagnosis.parameters.map(\.cause) == [.healthy, .vanishing], "\(diagnosis.text)")
    #expect(diagnosis.parameters[0].pathCount == 1000 || diagnosis.parameters[0].pathCount >= 30)
  }

  @Test("shifts, scales and exchanges that change nothing are proved")
  func relations() throws {
    func relations(_ loss: String, _ names: String, _ at: String) throws -> [String] {
      try Expr(loss).diagnosis(by: Expr.symbols(names), at: try Self.point(at)).relations
    }
    let softmax = try relations("-log(exp(b_1)/(exp(b_1) + exp(b_2) + exp(b_3)))", "b_1 b_2 b_3", "b_1=0, b_2=1, b_3=2")
    #expect(softmax.count == 1 && softmax[0].contains("add up to 0"), "\(softmax)")
    let scaled = try relations(
      "(3*w_1 - w_2)/sqrt(w_1^2 + w_2^2)*v", "w_1 w_2 v", "w_1=1, w_2=2, v=3")
    #expect(scaled.count == 1 && scaled[0].contains("right angles"), "\(scaled)")
    let units = try relations("(v*tanh(w_1*x) + v*tanh(w_2*x) - 1)^2", "w_1 w_2", "w_1=1/2, w_2=1/2, v=1, x=1")
    #expect(units.contains { $0.contains("may be exchanged") }, "\(units)")
    let twins = try Expr("(v*tanh(w_1*x) + v*tanh(w_2*x) - 1)^2").diagnosis(
      by: Expr.symbols("w_1 w_2"), at: try Self.point("w_1=1/2, w_2=1/2, v=1, x=1"))
    #expect(twins.parameters.allSatisfy { $0.cause == .invariance })
    #expect(try relations("(w_1*x + w_2 - 1)^2", "w_1 w_2", "w_1=1, w_2=1, x=3") == [])
  }

  @Test("errors: a symbol without a value, no symbol, a variable twice, a relation")
  func errors() throws {
    let w = Expr.symbol("w")
    for run in [
      { _ = try (w * .symbol("x")).diagnosis(by: [w], at: [w: 1]) },
      { _ = try (w * w).diagnosis(by: [w + 1], at: [w: 1]) },
      { _ = try (w * w).diagnosis(by: [w, w], at: [w: 1]) },
      { _ = try (w * w).diagnosis(by: [w], at: [w: 1], against: [w, w]) },
    ] as [() throws -> Void] {
      #expect(throws: NablaError.self) { try run() }
    }
    #expect(try w.diagnosis(at: [w: 3]).parameters[0].cause == .healthy)
    #expect(try Expr(3).diagnosis(by: [w], at: [w: 3]).parameters[0].cause == .notConnected)
  }

  @Test("a million parameters take seconds", .enabled(if: TestSize.isOptimised))
  func manyParameters() throws {
    let clock = ContinuousClock()
    let weights = Expr.symbols("w", count: 100_000)
    let loss = weights.map { square($0 - 1) }.sum()
    var point: [Expr: Expr] = [:]
    for weight in weights { point[weight] = 2 }
    let time = try clock.measure {
      let found = try loss.diagnosis(by: weights, at: point)
      #expect(found.parameters.allSatisfy { $0.cause == .healthy })
    }
    #expect(time < .seconds(2), "\(time)")
  }
}
