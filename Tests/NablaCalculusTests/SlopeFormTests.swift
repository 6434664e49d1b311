// Slopes of maxima, positive parts and magnitudes as they are written, and exactly where they hold.

import Nabla
import NablaTestSupport
import Testing

@Suite struct SlopeFormTests {
  private func expect(
    _ text: String, is result: String? = nil, for conditions: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expression = try Expr(parsing: text)
    #expect(try expression.conditions().map(\.description) == conditions, "\(text)", sourceLocation: sourceLocation)
    if let result { #expect(expression.description == result, "\(text)", sourceLocation: sourceLocation) }
  }

  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  @Test("what is made of a product has the slope 0 where two factors are 0; factors that do not vary make no kink")
  func products() throws {
    try expect("diff(abs(x*y), x)", is: "y*sign(x*y)", for: ["x ≠ 0 or y == 0"])
    try expect("diff(relu(w*x), w)", is: "x*if(w*x > 0, 1, 0)", for: ["w ≠ 0 or x == 0"])
    try expect("diff(max(a*x, x), x)", for: ["a == 1 or x ≠ 0"])
    try expect("diff(max(x, x^2), x)", for: ["x ≠ 0", "x ≠ 1"])
    let slope = try abs(x * y).derivative(by: x)
    #expect(try slope.evaluated(at: [x: 0, y: 0]).isKink == false)
    #expect(try slope.evaluated(at: [x: 0, y: 1]).isKink)
    let gradient = try abs(x * y).gradient(by: [x, y])
    #expect(try Expr.evaluate(gradient, at: [x: 0, y: 0]).map(\.isKink) == [false, false])
    #expect(try Expr.evaluate(gradient, at: [x: 0, y: 2]).map(\.isKink) == [true, true])
  }

  @Test("what is known wherever the function has a value decides a choice in its slope")
  func knownDomain() throws {
    try expect("diff(log(relu(x)), x)", is: "1/x", for: ["x > 0"])
    try expect("diff(log(max(x, 0)), x)", is: "1/x", for: ["x > 0"])
    try expect("diff(log(max(x, t)), x)", is: "heaviside(x - t)/max(t, x)", for: ["t ≠ x", "t > 0 or x > 0"])
    try expect("diff(relu(x)*log(z^2 + 1/2), x)", is: "log(z^2 + 1/2)*if(x > 0, 1, 0)", for: ["x ≠ 0"])
    try expect("diff(relu(x)*log(sigmoid(z)), x)", is: "log(sigmoid(z))*if(x > 0, 1, 0)", for: ["x ≠ 0"])
    // Where it is not known, the choice stays.
    try expect("diff(sqrt(max(x, 0)), x)", is: "if(x > 0, 1/(2*sqrt(x)), 0)", for: ["x ≠ 0"])
    let sum = try Expr(parsing: "if(y > 0, log(relu(x)), 0) + sqrt(relu(x))").derivative(by: x)
    #expect(try sum.evaluated(at: [x: -1, y: -1]).value == 0)
    #expect(try sum.evaluated(at: [x: -1, y: 1]).value == nil)
    let product = try Expr(parsing: "sqrt(relu(x))*log(y)").gradient(by: [x, y])[0]
    #expect(try product.evaluated(at: [x: -1, y: 2]).value == 0)
  }

  @Test("the slope of one extreme in another has no extreme in its steps")
  func nestedSteps() throws {
    try expect("diff(min(max(x, 0), 1), x)", is: "heaviside(x)*heaviside(1 - x)", for: ["x ≠ 0", "x ≠ 1"])
    try expect("diff(min(relu(x), 6), x)", is: "heaviside(6 - x)*if(x > 0, 1, 0)", for: ["x ≠ 0", "x ≠ 6"])
    let clipped = try Expr(parsing: "min(max(x, 0), 1)*y")
    #expect(try clipped.gradient(by: [x, y])[0].description == "y*heaviside(x)*heaviside(1 - x)")
    for (value, slope) in [(-1.0, 0.0), (0, 0.5), (0.5, 1), (1, 0.5), (2, 0)] {
      for derivative in [try clipped.derivative(by: x), try clipped.gradient(by: [x, y])[0]] {
        let found = try derivative.evaluated(at: [x: Expr(double: value), y: 1])
        #expect(found.value == slope)
        #expect(found.isKink == (value == 0 || value == 1))
      }
    }
    // A tie of what is compared with itself: the slopes are shared between two that are the same.
    let same = try Expr(parsing: "min(x, max(x, y))").derivative(by: x)
    #expect(try same.evaluated(at: [x: 3, y: 1]).value == 1)
    #expect(try same.evaluated(at: [x: 0, y: 1]).value == 1)
  }

  @Test("ties are words, whatever the arguments are; what a joint hides is no proof that pieces join")
  func ties() throws {
    let sum = try Expr(parsing: "diff(max(x, -y, z), x)")
    #expect(try Expr.conditionTexts(of: [sum], inWords: true).map(\.text) == ["no ties in max(x, -y, z)"])
    let nested = try Expr(parsing: "max(min(x, y), z)").derivative(by: x)
    let z = Expr.symbol("z")
    #expect(try nested.evaluated(at: [x: 1, y: 2, z: 1]).isKink)
    #expect(try nested.evaluated(at: [x: 1, y: 2, z: 0]).isKink == false)
  }

  @Test("the sign of a common factor decides between its multiples; common signs stand before choices")
  func commonFactors() throws {
    try expect("diff(max(p*r, (p - 1)*r), r)", is: "p - heaviside(-r)", for: ["r ≠ 0"])
    try expect("diff(max(a*x, b*x), a)", is: "x*heaviside(a*x - b*x)", for: ["a ≠ b or x == 0"])
    let huber = "diff(if(abs(y - w*x) <= d, (y - w*x)^2/2, d*(abs(y - w*x) - d/2)), w)"
    try expect(
      huber, is: "-x*if(abs(y - w*x) ≤ d, y - w*x, d*sign(y - w*x))", for: ["w*x ≠ y or abs(y - w*x) ≤ d"])
  }
}
