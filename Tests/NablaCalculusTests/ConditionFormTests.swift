// Conditions as they are shown: all that is needed, nothing that always holds, in the form a person would write.

import Nabla
import NablaKernels
import Testing

@Suite struct ConditionFormTests {
  /// What a text of the language stands for, and under which conditions.
  private func expect(
    _ text: String, is result: String? = nil, for conditions: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expression = try Expr(parsing: text)
    #expect(try expression.conditions().map(\.description) == conditions, "\(text)", sourceLocation: sourceLocation)
    if let result { #expect(expression.description == result, "\(text)", sourceLocation: sourceLocation) }
  }

  /// The value and whether it is a kink, of a text at a point.
  private func expect(
    _ text: String, at point: [Expr: Expr], is value: Double?, kink: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try Expr(parsing: text).evaluated(at: point)
    #expect(found.value == value, "\(text)", sourceLocation: sourceLocation)
    #expect(found.isKink == kink, "\(text)", sourceLocation: sourceLocation)
  }

  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let n = Expr.symbol("n")

  @Test("a power with any exponent has a value for a negative base and a whole exponent, shown and evaluated alike")
  func powers() throws {
    try expect("x^x - x^x", is: "0", for: ["x ≥ 0 or x == floor(x)"])
    try expect("x^x - x^x", at: [x: -2], is: 0)
    try expect("x^x - x^x", at: [x: Expr(Rational(-1, 2))], is: nil)
    try expect("(x^y)^3", is: "x^(3*y)", for: ["x ≥ 0 or y == floor(y)"])
    try expect("(x^y)^3", at: [x: -3, y: Expr(Rational(1, 3))], is: nil)
    try expect("(-1)^n*(-1)^n", is: "(-1)^(2*n)", for: ["n == floor(n)"])
    try expect("(-1)^n*(-1)^n", at: [n: Expr(Rational(1, 2))], is: nil)
    try expect("x^y/x", is: "x^(y - 1)", for: ["x ≠ 0"])
    try expect("x^y/x^y", is: "1", for: ["x ≠ 0 or y == 0", "x ≥ 0 or y == floor(y)"])
    try expect("x^y/x^y", at: [x: -3, y: 2], is: 1)
    try expect("x^y/x^y", at: [x: 0, y: 0], is: 1)
    try expect("x^y/x^y", at: [x: 0, y: 2], is: nil)
    try expect("(x^x + sqrt(x)) - sqrt(x)", is: "x^x", for: ["x ≥ 0"])
    try expect("diff(x^n, x)", is: "n*x^(n - 1)", for: [])
    let gradient = try (y ** sign(x)).gradient(by: [x, y])
    #expect(try Expr.evaluate(gradient, at: [x: Expr(Rational(11, 16)), y: -2]).map(\.value) == [0, 1])
  }

  @Test("what always holds, or follows from the result or from other conditions, is not shown")
  func redundant() throws {
    try expect("diff(log(x + sqrt(x^2 + 1)), x)", for: [])
    try expect("diff(log(x^n), x)", is: "n/x", for: ["x^n > 0"])
    try expect("diff(asin(x^(3/2)), x)", is: "3*sqrt(x)/(2*sqrt(1 - x^3))", for: [])
    try expect("diff(sign(heaviside(x)), x)", is: "0", for: ["x ≠ 0"])
    try expect("diff(if(max(1, x) <= x, y, x), x)", for: ["x ≠ 1"])
    try expect("diff(min(x, 1 - x), x)", for: ["x ≠ 1/2"])
    try expect("diff(if(x > 0, sqrt(x), 0), x)", for: ["x ≠ 0"])
    try expect("diff(diff(max(x, y)^2, x), y)", for: ["x ≠ y"])
    try expect("1/(x^2 + y^2 - 1) - 1/(x^2 + y^2 - 1)", for: ["x^2 + y^2 ≠ 1"])
    try expect("log(log(x)) - log(log(x))", for: ["x > 1"])
    try expect("acos(x) - acos(x)", for: ["x ≤ 1", "x ≥ -1"])
    try expect("log(x)/x - log(x)/x", for: ["x > 0"])
    try expect("(x - y)/(x - y) + (y - x)/(y - x)", for: ["x ≠ y"])
    try expect("1/sinh(x) - 1/sinh(x)", for: ["x ≠ 0"])
    try expect("log(sinh(x)) - log(sinh(x))", for: ["x > 0"])
    try expect("1/(sin(x) - 1) - 1/(sin(x) - 1)", for: ["sin(x) ≠ 1"])
    try expect("1/(sin(x) - 2) - 1/(sin(x) - 2)", for: [])
    try expect("tan(x) - tan(x)", for: ["cos(x) ≠ 0"])
  }

  @Test("constants are compared at once, where enclosures prove it", .enabled(if: Ball.isAvailable))
  func constants() throws {
    try expect("if(pi < 1/2, 1, 2)", is: "2", for: [])
    try expect("if(sqrt(2) < 3/2, 1, 2)", is: "1", for: [])
    try expect("if(sqrt(2) + sqrt(3) > 3.1462, 1, 2)", is: "1", for: [])
  }

  @Test("the edge of a condition is where it changes, also where a side jumps")
  func edges() throws {
    for (text, edge) in [
      ("diff(if(floor(x) > 1/2, x, 0), x)", "x ≠ 1"), ("diff(if(if(x < 0, x, 2) >= 0, x, 1), x)", "x ≠ 0"),
      ("diff(if(sign(x) > 1/2, 1, 0), x)", "x ≠ 0"), ("diff(if(heaviside(x) > 2/3, 1, 0), x)", "x ≠ 0"),
      ("diff(if(relu(x) > 0, 1, 2), x)", "x ≠ 0"), ("diff(sign(relu(x)), x)", "x ≠ 0"),
    ] {
      try expect(text, for: [edge])
      try expect(text, at: [x: edge == "x ≠ 1" ? 1 : 0], is: text.contains("x, ") ? 1 : 0, kink: true)
      try expect(text, at: [x: Expr(Rational(-1, 2))], is: 0)
    }
    let angle = "diff(if(atan2(y, x) > 1, 5, 7), y)"
    try expect(angle, at: [x: -1, y: 0], is: 0, kink: true)
    try expect(angle, at: [x: 1, y: 0], is: 0)
    let mixed = "diff(if(floor(x) + y > 1/2, x, 0), x)"
    try expect(mixed, at: [x: 1, y: 0], is: 1, kink: true)
    try expect(mixed, at: [x: 2, y: 0], is: 1)
    try expect(mixed, at: [x: -2, y: 0], is: 0)
  }

  @Test("one side of `and` and `or` may decide alone")
  func kleene() throws {
    try expect("if(log(y) >= x or x > 1, x, x)", is: "x", for: ["x > 1 or y > 0"])
    try expect("if(exp(log(y)) >= x or x > 1, x, x + 1)", for: ["x > 1 or y > 0"])
    for text in ["if(exp(log(y)) >= x or x > 1, x, x + 1)", "if(log(y) >= x or x > 1, x, x + 1)"] {
      try expect(text, at: [x: 3, y: -1], is: 3)
      try expect(text, at: [x: 1, y: -1], is: nil)
    }
    try expect("diff(if(x > 0 and log(x) < 1, x, 0), x)", at: [x: -1], is: 0)
    let swift = when(x .> 0 && exp(log(x)) .< 5, x, 1)
    #expect(try swift.evaluated(at: [x: -1]).value == 1)
  }

  @Test("nests of any depth are taken apart in a loop, and conditions are not longer than the graph")
  func depth() throws {
    let deep = TestSize.cases(5_000, full: 100_000)
    var nest = x
    for _ in 0..<deep { nest = tanh(nest) }
    #expect(try log(nest).derivative(by: x).conditions().map(\.description) == ["x > 0"])
    nest = x
    for k in 0..<deep { nest = k % 2 == 0 ? nest ** 2 + y ** 2 : cbrt(sinh(nest)) }
    #expect(try (1 / nest - 1 / nest).conditions().count == 1)
    var tangents = x
    for _ in 0..<1_000 { tangents = tan(tangents) }
    let conditions = try (1 / tangents - 1 / tangents).conditions()
    #expect(conditions.count == 1)
    #expect((conditions.first?.description.utf8.count ?? 0) < 200_000)
  }
}
