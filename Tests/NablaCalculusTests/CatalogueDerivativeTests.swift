// Every rule of the catalogue, and every rule for powers, against slopes found from values alone.

import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite struct CatalogueDerivativeTests {
  static let points = 200

  /// Fewer in a debug build of what takes long.
  private static func points(_ function: SampledFunction) -> Int {
    function.row.kernel.row.isRounded ? TestSize.cases(60, full: points) : points
  }

  /// Compares the derivative by one argument with the slope of plain doubles at one point.
  private func check(
    _ derivative: Expr, _ variables: [Expr], by position: Int, at x: [Double], room: Double, seed: UInt64,
    of function: ([Double]) -> Double
  ) throws -> Bool {
    let step = min(0.3 * room, 0.2 * max(0.5, x[position].magnitude))
    let estimate = try #require(
      FiniteDifferences.slope(at: x[position], step: step) { moved in
        var y = x
        y[position] = moved
        return function(y)
      }, "no finite value near \(x), seed \(seed)")
    let slope = try #require(
      try derivative.value(variables, x), "\(derivative) has no value at \(x), seed \(seed)")
    // Near a limit other than 0 the values are rounded more coarsely than their differences show.
    let coarse = function(x).magnitude > 1e3 * slope.magnitude ? 1e-12 * function(x).magnitude : 0
    let allowed = 2 * estimate.error + 1e-14 * slope.magnitude + coarse
    #expect(
      (slope - estimate.slope).magnitude <= allowed,
      "\(derivative) at \(x): \(slope), by differences \(estimate), seed \(seed)")
    return estimate.error <= 1e-6 * max(1, slope.magnitude)
  }

  @Test("the derivative by every argument is the slope of the function", arguments: SampledFunction.all)
  func rules(_ function: SampledFunction) throws {
    var generator = SeededGenerator(seed: 11)
    let variables = (0..<function.arity).map { Expr.symbol("x\($0)") }
    let call = try function.call(variables)
    for position in 0..<function.arity {
      let derivative = try call.derivative(by: variables[position])
      var decisive = 0
      let points = Self.points(function)
      for _ in 0..<points {
        let (x, room) = function.sample(&generator)
        let decided = try check(
          derivative, variables, by: position, at: x, room: room, seed: generator.seed,
          of: function.callAsFunction)
        decisive += decided ? 1 : 0
      }
      #expect(decisive > points * 9 / 10, "only \(decisive) decisive points, seed \(generator.seed)")
    }
  }

  @Test("the call has the value of its kernel", arguments: SampledFunction.all)
  func values(_ function: SampledFunction) throws {
    var generator = SeededGenerator(seed: 12)
    let variables = (0..<function.arity).map { Expr.symbol("x\($0)") }
    let call = try function.call(variables)
    for _ in 0..<Self.points {
      let (x, _) = function.sample(&generator)
      let value = try #require(try call.value(variables, x), "no value at \(x), seed \(generator.seed)")
      #expect(agree(value, function(x), scale: 0, tolerance: 1e-15), "at \(x), seed \(generator.seed)")
    }
  }

  /// x^(p/q) for many p and q, by plain doubles.
  @Test("x^(p/q) has slope (p/q) x^(p/q - 1), for negative x too where q is 1")
  func rationalPowers() throws {
    var generator = SeededGenerator(seed: 13)
    let x = Expr.symbol("x")
    for q in 1...5 {
      for p in -7...7 where p != 0 {
        let power = x ** Expr(Rational(p, q))
        let derivative = try power.derivative(by: x)
        for _ in 0..<(Self.points / 20) {
          let size = generator.number(in: 0.01...4)
          let isNegative = Rational(p, q).isInteger && generator.flip()
          let at = isNegative ? -size : size
          let room = p < 0 || !Rational(p, q).isInteger ? size : .infinity
          let decided = try check(
            derivative, [x], by: 0, at: [at], room: room, seed: generator.seed
          ) { realPower($0[0], p, q) }
          #expect(decided)
        }
      }
    }
  }

  @Test("a^x, x^a and x^x have the slopes of their values")
  func powers() throws {
    var generator = SeededGenerator(seed: 14)
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let general = x ** y
    let ofNumber = Expr(Rational(7, 3)) ** x
    let self2 = x ** x
    for _ in 0..<Self.points {
      let base = generator.number(in: 0.05...4)
      let exponent = generator.number(in: -4...4)
      for position in 0..<2 {
        let derivative = try general.derivative(by: [x, y][position])
        _ = try check(
          derivative, [x, y], by: position, at: [base, exponent], room: position == 0 ? base : .infinity,
          seed: generator.seed
        ) { pow($0[0], $0[1]) }
      }
      _ = try check(
        try ofNumber.derivative(by: x), [x], by: 0, at: [exponent], room: .infinity, seed: generator.seed
      ) { pow(7 / 3.0, $0[0]) }
      _ = try check(
        try self2.derivative(by: x), [x], by: 0, at: [base], room: base, seed: generator.seed
      ) { pow($0[0], $0[0]) }
    }
  }
}
