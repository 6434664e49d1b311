// Conditions as they are shown: all that is needed, nothing that always holds, in the form a person would write.

import Nabla
import NablaKernels
import NablaTestSupport
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
    try expect("diff(y/log(x), y)", is: "1/log(x)", for: [])
    try expect("y/log(x) - y/log(x)", is: "0", for: ["x > 0", "x ≠ 1"])
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
    // What a reciprocal is below or above: its base has one sign.
    try expect("diff(-y*log(1/(1 + exp(-w*x))) - (1 - y)*log(1 - 1/(1 + exp(-w*x))), w)", for: [])
    try expect("log(1 - 1/(x^2 + 1)) - log(1 - 1/(x^2 + 1))", for: ["x ≠ 0"])
    try expect("log(1/2 - 1/(x^2 + 1)) - log(1/2 - 1/(x^2 + 1))", for: ["x^2 > 1"])
    try expect("log(1 + 1/(-x^2 - 2)) - log(1 + 1/(-x^2 - 2))", for: [])
    try expect("log(1 - 1/x) - log(1 - 1/x)", for: ["1/x < 1"])
    // Where a product is positive none of its factors is 0.
    try expect("diff(x*log(x/y), x)", is: "log(x/y) + 1", for: [])
    try expect("diff(x*log(x*y) + z, x)", is: "log(x*y) + 1", for: [])
    try expect("x/x + y/y + log(x*z)", is: "log(x*z) + 2", for: ["y ≠ 0"])
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
    try expect("diff(if(x > 0 and y > 0, 1, 0), x)", for: ["x ≠ 0 or y ≤ 0"])
    try expect("diff(if(x > 0 and x < 1, 1, 0), x)", for: ["x ≠ 0", "x ≠ 1"])
    try expect("diff(if(x < 0 or x >= 0 and y > 0, 1, x), y)", for: ["x < 0 or y ≠ 0"])
    let mixed = "diff(if(floor(x) + y > 1/2, x, 0), x)"
    try expect(mixed, at: [x: 1, y: 0], is: 1, kink: true)
    try expect(mixed, at: [x: 2, y: 0], is: 1)
    try expect(mixed, at: [x: -2, y: 0], is: 0)
  }

  @Test("a function is not asked for a slope where it is constant, and has the slope 0 there")
  func flatPieces() throws {
    for (text, place) in [
      ("sqrt(relu(x))", -1), ("sqrt(max(x, 0))", -1), ("acos(floor(x))", 1.5), ("cbrt(floor(x))", 0.5),
      ("asin(heaviside(x))", 2), ("sinh(relu(x)^0.5)", -1), ("sqrt(relu(x) + relu(x - 1))", -1), ("0^x", 2),
      ("sqrt(if(x > 0, x, 0))", -1), ("log(1/2 + heaviside(x))", -1), ("relu(x)^(5/2)", -1),
    ] {
      let function = try Expr(parsing: text)
      let slopes = [try function.derivative(by: x), try (function + y).gradient(by: [x, y])[0]]
      for slope in slopes + [try function.derivative(by: x, order: 3)] {
        let found = try slope.evaluated(at: [x: Expr(double: place), y: 1])
        #expect(found.value == 0 && !found.isKink, "\(text): \(slope)")
      }
    }
    try expect("diff(relu(cbrt(x) - 1), x)", at: [x: 0], is: 0)
    try expect("diff(max(1, cbrt(x)), x)", at: [x: 0], is: 0)
    try expect("diff(relu(x)^y, x)", at: [x: -1, y: Expr(Rational(1, 2))], is: 0)
    try expect("diff(sqrt(relu(x)), x)", is: "if(x > 0, 1/(2*sqrt(x)), 0)", for: ["x ≠ 0"])
    try expect("diff(sqrt(relu(x)), x)", at: [x: 0], is: nil)
    try expect("diff(cbrt(floor(x)), x)", for: ["x ≠ floor(x)"])
    try expect("diff(0^x, x)", is: "0", for: ["x > 0"])
  }

  @Test("where pieces join with one slope there is no kink")
  func smoothJoins() throws {
    for (text, result) in [
      ("diff(relu(x)^2, x)", "2*relu(x)"), ("diff(max(x, 0)^2, x)", "2*max(x, 0)"),
      ("diff(relu(x)^3, x)", "3*relu(x)^2"),
      ("diff(x*relu(x), x)", "2*relu(x)"), ("diff(cos(abs(x)), x)", "-sin(x)"),
      ("diff(abs(x)*sin(x), x)", "abs(x)*cos(x) + sin(x)*sign(x)"),
      ("diff(if(x > 0, sin(x), x), x)", "if(x > 0, cos(x), 1)"),
      ("diff(if(x < 1, x^2, 2*x - 1), x)", "if(x < 1, 2*x, 2)"), ("diff(abs(x)^(3/2), x)", "3*sqrt(abs(x))*sign(x)/2"),
      ("diff(if(abs(x) < 1, x^2, 2*abs(x) - 1), x)", "if(abs(x) < 1, 2*x, 2*sign(x))"),
      ("diff(if(x < y, x^2, 2*x*y - y^2), x)", "if(x < y, 2*x, 2*y)"), ("diff(cbrt(x)^4, x)", "4*cbrt(x)/3"),
      ("diff(x^2*cbrt(x), x)", "7*x*cbrt(x)/3"), ("diff(abs(x)^3, x, 2)", "6*abs(x)"),
      ("diff(abs(x - y)*(x - y), x)", "2*abs(x - y)"), ("diff(relu(w*x + b)^2, w)", "2*x*relu(w*x + b)"),
    ] {
      try expect(text, is: result, for: [])
    }
    let huber = "diff(if(abs(r) <= delta, r^2/2, delta*(abs(r) - delta/2)), r)"
    try expect(huber, is: "if(abs(r) ≤ delta, r, delta*sign(r))", for: ["delta ≥ 0 or r ≠ 0"])
    try expect("diff(if(max(x, y) > 1, x, y), x)", for: ["x ≠ 1 or y > 1"])
    // Where the slopes differ, or the function jumps, there is one.
    for text in [
      "diff(if(x > 0, sin(x), 2*x), x)", "diff(if(x > 0, x + 1, x), x)", "diff(relu(x)^2, x, 2)", "diff(abs(x), x, 2)",
      "diff(sin(abs(x)), x)", "diff(if(x > 0, sqrt(x), 0), x)",
    ] {
      try expect(text, for: ["x ≠ 0"])
    }
    try expect("diff(max(x, 0)^2, x, 2)", at: [x: 0], is: 1, kink: true)
    try expect("diff(max(x, 0)*x, x, 2)", at: [x: 0], is: 1, kink: true)
  }

  @Test("derivatives at kinks have the forms that are written for them")
  func forms() throws {
    try expect("diff(log(abs(x)), x)", is: "1/x", for: [])
    try expect("diff(abs(x)/x, x)", at: [x: -2], is: 0, kink: false)
    try expect("diff(max(x, -x), x)", is: "sign(x)", for: ["x ≠ 0"])
    try expect("diff(min(x, 1 - x), x)", is: "sign(1 - 2*x)", for: ["x ≠ 1/2"])
    try expect("diff(min(abs(x), x), x)", is: "1", for: [])
    try expect("if(x > 0, 1, 0)^2", is: "if(x > 0, 1, 0)", for: [])
    try expect("x/sign(x)", is: "abs(x)", for: ["x ≠ 0"])
    // Half a whole number need not be one.
    #expect(try Expr(parsing: "floor(floor(x)/2 + floor(y))") != Expr(parsing: "floor(x)/2 + floor(y)"))
    let choice = try Expr(parsing: "if(x > 0, x^2, -x)*y")
    #expect(try choice.gradient(by: [x, y])[0].description == "y*if(x > 0, 2*x, -1)")
    #expect(try choice.gradient(by: [x, y]) == [choice.derivative(by: x), choice.derivative(by: y)])
    let inside = try Expr(parsing: "if(x > 0, x^2*y, x*y)")
    #expect(try inside.gradient(by: [x, y]) == [inside.derivative(by: x), inside.derivative(by: y)])
  }

  @Test("ties count only among the largest")
  func ties() throws {
    try expect("diff(max(x, y, z), x)", for: ["x < y or x ≠ z", "x ≠ y or x < z", "z < x or y ≠ z"])
    try expect("diff(max(2, sin(x), cos(pi/2 - x)), x)", for: [])
    let five = try Expr(parsing: "max(a, b, c, d, x)").derivative(by: x)
    let names = ["a", "b", "c", "d", "x"].map { Expr.symbol($0) }
    func value(_ values: [Int]) throws -> Evaluation {
      try five.evaluated(at: Dictionary(uniqueKeysWithValues: zip(names, values.map { Expr($0) })))
    }
    #expect(try value([1, 1, 1, 2, 3]).isKink == false)
    #expect(try value([1, 3, 1, 2, 3]).isKink)
    #expect(try value([1, 3, 1, 2, 3]).value == 0.5)
    for condition in try five.conditions() {
      #expect(try Expr(parsing: condition.description) == condition.expression)
    }
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
