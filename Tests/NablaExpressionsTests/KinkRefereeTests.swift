// Kinks of derivatives against differences from both sides: a kink is shown where the slopes differ, and only there.

import Nabla
import NablaTestSupport
import Testing

@Suite("Kinks against differences of the formula as written")
struct KinkRefereeTests {
  private enum Slope {
    case smooth(Double)
    /// The slopes from both sides differ, or the function jumps.
    case broken
    case unclear
  }

  private let x = Formula.symbol("x")

  private func pieces(_ a: Formula) -> [Formula] {
    var result = [FunctionID.abs, .sign, .heaviside, .relu, .floor, .cbrt, .sqrt, .sin].map { Formula.call($0, a) }
    for exponent: Rational in [2, 3, -1, Rational(3, 2)] { result.append(.power(a, .number(exponent))) }
    result.append(.difference(a, .number(1)))
    result.append(.extreme(isMax: true, a, .number(0)))
    result.append(.extreme(isMax: false, a, .number(1)))
    result.append(.choice(a, .number(0), a, .product(.number(2), a)))
    result.append(.choice(.number(1), a, .power(a, .number(2)), .difference(.product(.number(2), a), .number(1))))
    return result
  }

  private func slope(_ formula: Formula, at place: Rational) -> Slope {
    func value(_ offset: Rational) -> Double? {
      guard case .number(let value, let error, _) = formula.value(at: ["x": place + offset]), error < 1e-12 else {
        return nil
      }
      return value
    }
    guard let here = value(0) else { return .unclear }
    var sides: [[Double]] = []
    for sign: Rational in [1, -1] {
      var slopes: [Double] = []
      for step in [Rational(1, 10_000), Rational(1, 100_000)] {
        guard let there = value(sign * step) else { return .unclear }
        slopes.append((there - here) / (sign * step).nearestDouble)
      }
      sides.append(slopes)
    }
    func settles(_ side: [Double]) -> Bool { (side[0] - side[1]).magnitude < 1e-2 * (1 + side[1].magnitude) }
    // A jump grows as the step shrinks; a root grows more slowly, and is left open.
    func jumps(_ side: [Double]) -> Bool { side[1].magnitude > 1e3 && (side[1] / side[0] - 10).magnitude < 0.1 }
    if sides.contains(where: jumps) { return .broken }
    guard sides.allSatisfy(settles) else { return .unclear }
    let difference = (sides[0][1] - sides[1][1]).magnitude
    if difference < 1e-3 * (1 + sides[0][1].magnitude) { return .smooth(sides[0][1]) }
    return difference > 1e-2 * (1 + sides[0][1].magnitude) ? .broken : .unclear
  }

  /// Points with a kink of some formula.
  private let places: [Rational] = [
    0, 1, -1, 2, Rational(1, 2), Rational(-1, 2), Rational(3, 2), Rational(-3, 2),
  ]

  private func check(_ all: [Formula]) throws {
    let formulas = isThorough ? all : stride(from: 0, to: all.count, by: 3).map { all[$0] }
    var failures = 0
    var compared = (smooth: 0, broken: 0)
    for formula in formulas where failures < 12 {
      let slope = try formula.expression.derivative(by: .symbol("x"))
      // Every whole number is shown as a jump of floor, also where what it is part of is constant there.
      let showsAllJumps = formula.text.contains("floor")
      for place in places {
        let found = try slope.evaluated(at: [.symbol("x"): Expr(place)])
        let complaint: String?
        switch self.slope(formula, at: place) {
        case .unclear: continue
        case .broken:
          compared.broken += 1
          complaint = found.value == nil || found.isKink ? nil : "the slopes differ, and no kink is seen"
        case .smooth(let expected):
          compared.smooth += 1
          if let value = found.value {
            let isNear = (value - expected).magnitude < 1e-2 * (1 + expected.magnitude)
            complaint =
              !isNear
              ? "the slope is \(expected), not \(value)" : found.isKink && !showsAllJumps ? "there is no kink" : nil
          } else {
            complaint = "the slope is \(expected), and no value is given"
          }
        }
        guard let complaint else { continue }
        failures += 1
        Issue.record("\(formula.text)' = \(slope) for \(try slope.conditions()) at \(place): \(complaint)")
        break
      }
    }
    #expect(compared.smooth > 4 * formulas.count && compared.broken > formulas.count / 8)
  }

  @Test("a piecewise function of every other one")
  func nested() throws { try check(pieces(x).flatMap { pieces($0) }) }

  @Test("products of piecewise functions")
  func products() throws {
    let parts = pieces(x)
    try check(parts.flatMap { a in parts.map { Formula.product(a, $0) } })
  }

  @Test("sums of piecewise functions, and choices by them")
  func sums() throws {
    let parts = pieces(x)
    try check(parts.flatMap { a in parts.map { Formula.sum(a, $0) } })
    try check(parts.flatMap { a in parts.map { Formula.choice(a, .number(Rational(1, 2)), a, $0) } })
  }
}
