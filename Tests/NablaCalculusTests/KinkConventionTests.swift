// What holds exactly at kinks, ties, jumps and lost points of the domain, before and after substitution.

import Nabla
import NablaTestSupport
import Testing

@Suite struct KinkConventionTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let z = Expr.symbol("z")

  /// Values and notes of a derivative at a point, by evaluation and by substitution into expression and condition.
  private func expect(
    _ expression: Expr, at point: [Expr: Expr], is value: Double?, kink: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (u, v) = (Expr.symbol("u"), Expr.symbol("v"))
    var renamed: [Expr: Expr] = [:]
    var again: [Expr: Expr] = [:]
    for (symbol, place) in zip(point.keys, [u, v, Expr.symbol("w")]) {
      renamed[symbol] = place + 1
      again[place] = (point[symbol] ?? 0) - 1
    }
    let results = [
      ("evaluated", try expression.evaluated(at: point)),
      ("substituted", try expression.substituting(point).evaluated()),
      ("renamed", try expression.substituting(renamed).evaluated(at: again)),
    ]
    for (way, result) in results {
      #expect(result.value == value, "\(way): \(expression)", sourceLocation: sourceLocation)
      #expect(result.isKink == kink, "\(way): \(expression)", sourceLocation: sourceLocation)
    }
  }

  @Test("sign(0) is 0, heaviside(0) is 1/2, 0^0 is 1, without a note")
  func valuesAtJumps() throws {
    try expect(sign(x), at: [x: 0], is: 0)
    try expect(heaviside(x), at: [x: 0], is: 0.5)
    try expect(x ** y, at: [x: 0, y: 0], is: 1)
    try expect(x ** 0, at: [x: 0], is: 1)
    try expect(abs(x), at: [x: 0], is: 0)
    try expect(floor(x), at: [x: 2], is: 2)
    try expect(maxShare(x, y, z), at: [x: 1, y: 1, z: 1], is: 1.0 / 3)
    try expect(minShare(x, y, z), at: [x: 1, y: 1, z: 2], is: 0.5)
    try expect(atan2(y, x), at: [x: -1, y: 0], is: .pi)
  }

  @Test("slopes at kinks follow the convention and say so; beside them they are certain")
  func slopesAtKinks() throws {
    let cases: [(Expr, Double, Double, Double)] = [
      (abs(x), -1, 0, 1), (relu(x), 0, 0, 1), (sign(x), 0, 0, 0), (heaviside(x), 0, 0, 0),
      (max(x, 0), 0, 0.5, 1), (min(x, 0), 1, 0.5, 0), (max(x, -x), -1, 0, 1), (abs(3 * x), -3, 0, 3),
      (-abs(x) / 2, 0.5, 0, -0.5), (max(x, 0, 2 * x), 0, 1, 2), (2 * abs(x) + relu(x), -2, 0, 3),
      (when(x .< 0, x, 2 * x), 1, 2, 2), (max(x, 2 * x), 1, 1.5, 2), (abs(x) + x, 0, 1, 2),
    ]
    for (function, left, middle, right) in cases {
      let derivative = try function.derivative(by: x)
      try expect(derivative, at: [x: 0], is: middle, kink: true)
      try expect(derivative, at: [x: -1], is: left)
      try expect(derivative, at: [x: 0.5], is: right)
    }
    let floorSlope = try floor(x).derivative(by: x)
    try expect(floorSlope, at: [x: 2], is: 0, kink: true)
    try expect(floorSlope, at: [x: 2.5], is: 0)
    try expect(try abs(x - 3).derivative(by: x), at: [x: 3], is: 0, kink: true)
    try expect(try abs(sin(x)).derivative(by: x), at: [x: Expr.pi], is: 0, kink: true)
    try expect(try abs(x * y).derivative(by: x), at: [x: 0, y: 2], is: 0, kink: true)
    try expect(try abs(y).derivative(by: x), at: [x: 0, y: 0], is: 0)
  }

  @Test("the second derivative of a kink is 0 and keeps the note")
  func secondDerivatives() throws {
    for function in [abs(x), relu(x), max(x, 0)] {
      let second = try function.derivative(by: x, order: 2)
      try expect(second, at: [x: 0], is: 0, kink: true)
      try expect(second, at: [x: 1], is: 0)
    }
  }

  @Test("k tied arguments share the slope, 1/k each, whatever the nesting and the order")
  func ties() throws {
    let nests = [
      max(x, y, z), max(max(x, y), z), max(x, max(y, z)), max(max(z, x), max(y, x)), max(z, x, y),
      max(x, max(x, max(y, max(z, y)))), max(y, x, z, x),
    ]
    for function in nests {
      let gradient = try function.gradient(by: [x, y, z])
      let forward = try [x, y, z].map { try function.derivative(by: $0) }
      for slopes in [gradient, forward] {
        for slope in slopes { try expect(slope, at: [x: 2, y: 2, z: 2], is: 1.0 / 3, kink: true) }
        for (slope, value) in zip(slopes, [0.5, 0.5, 0]) {
          try expect(slope, at: [x: 2, y: 2, z: 1], is: value, kink: true)
        }
        for (slope, value) in zip(slopes, [0.0, 1, 0]) {
          try expect(slope, at: [x: 1, y: 2, z: 1], is: value)
        }
      }
    }
    let smallest = try min(x, min(y, min(z, x))).gradient(by: [x, y, z])
    for slope in smallest { try expect(slope, at: [x: 5, y: 5, z: 5], is: 1.0 / 3, kink: true) }
    for (slope, value) in zip(smallest, [0, 0.5, 0.5]) {
      try expect(slope, at: [x: 6, y: 5, z: 5], is: value, kink: true)
    }
  }

  @Test("an argument named twice is one argument: max(x, x) is x")
  func repeatedArguments() throws {
    #expect(max(x, x) == x)
    #expect(min(x, x, x) == x)
    #expect(max(x, max(x, y)) == max(x, y))
    let slope = try max(x, max(x, y)).derivative(by: x)
    try expect(slope, at: [x: 1, y: 1], is: 0.5, kink: true)
    try expect(try max(x, x).derivative(by: x), at: [x: 0], is: 1)
    // Tied by substitution: the slope by the first argument where both were moved to one place.
    let tied = try max(x, y, z).derivative(by: x).substituting([y: x])
    try expect(tied, at: [x: 3, z: 0], is: 0.5, kink: true)
    try expect(tied, at: [x: 3, z: 4], is: 0)
  }

  @Test("x|x| has the slope 2|x| everywhere: no condition, no note")
  func smoothInSpiteOfItsFormula() throws {
    for function in [x * abs(x), abs(x) * x, x ** 2 * sign(x)] {
      let derivative = try function.derivative(by: x)
      #expect(derivative == 2 * abs(x), "\(function)")
      if function != x ** 2 * sign(x) { #expect(try derivative.conditions().isEmpty, "\(function)") }
      try expect(derivative, at: [x: 0], is: 0)
      try expect(derivative, at: [x: -3], is: 6)
    }
    #expect(x * sign(x) == abs(x))
    try expect(try (abs(x) ** 3).derivative(by: x), at: [x: 0], is: 0)
    #expect(try (relu(x) ** 2).derivative(by: x).value([x], [0]) == 0)
  }

  @Test(
    "cancelling and differentiating lose no exception: where the input has no value, neither has the result")
  func lostPoints() throws {
    try expect(x / x, at: [x: 0], is: nil)
    try expect(x / x, at: [x: 2], is: 1)
    try expect(x ** 2 / x, at: [x: 0], is: nil)
    try expect((x ** 2 - 1) / (x - 1) * (x - 1), at: [x: 1], is: nil)
    try expect(1 / x - 1 / x, at: [x: 0], is: nil)
    try expect(0 * log(x), at: [x: -1], is: nil)
    try expect(0 * log(x), at: [x: 1], is: 0)
    try expect(log(x) ** 0, at: [x: 0], is: nil)
    try expect(sqrt(x) ** 2, at: [x: -1], is: nil)
    try expect(sqrt(x) ** 2, at: [x: 4], is: 4)
    try expect(exp(log(x)), at: [x: -1], is: nil)
    try expect(exp(log(x)), at: [x: 3], is: 3)
    try expect(try log(x).derivative(by: x), at: [x: -1], is: nil)
    try expect(try log(x).derivative(by: x), at: [x: 2], is: 0.5)
    try expect(try log(x).derivative(by: x, order: 2), at: [x: -1], is: nil)
    try expect(try log(x).derivative(by: y), at: [x: -1, y: 1], is: nil)
    try expect(try (sqrt(x) * sqrt(x)).derivative(by: x), at: [x: -1], is: nil)
    try expect(try (x * log(y)).gradient(by: [x, y])[1], at: [x: 1, y: -1], is: nil)
    try expect(try (y + log(x)).hessian(by: [x, y])[1][1], at: [x: -1, y: 1], is: nil)
    try expect(try log(x).directionalDerivative(by: [x], along: [1]), at: [x: -1], is: nil)
    try expect(try Expr.jacobian(of: [log(x), y], by: [x, y])[0][1], at: [x: -1, y: 0], is: nil)
    try expect(try Expr.jacobian(of: [log(x), y], by: [x, y])[1][1], at: [x: -1, y: 0], is: 1)
  }

  @Test("no slope where there is none: roots at 0, inverse functions at the edges, x^y for x ≤ 0")
  func pointsWithoutSlope() throws {
    for function in [sqrt(x), cbrt(x), asin(x + 1), acos(x - 1), x ** Expr(Rational(2, 3)), log(x)] {
      try expect(try function.derivative(by: x), at: [x: 0], is: nil)
    }
    try expect(try (x ** Expr(Rational(3, 2))).derivative(by: x), at: [x: 0], is: 0)
    try expect(try (x ** y).derivative(by: y), at: [x: -1, y: 2], is: nil)
    try expect(try (x ** 3).derivative(by: x), at: [x: 0], is: 0)
    try expect(try (x ** 1).derivative(by: x), at: [x: 0], is: 1)
    try expect(try (sqrt(x) ** 4).derivative(by: x), at: [x: 0], is: 0)
  }
}
