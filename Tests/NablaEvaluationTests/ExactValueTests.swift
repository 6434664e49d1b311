// Rational expressions are computed exactly and rounded once.

import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite struct ExactValueTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  /// A rational formula, written as an expression and as exact arithmetic; nil where it divides by 0.
  private indirect enum Formula {
    case symbol(Int)
    case number(Rational)
    case sum(Formula, Formula)
    case difference(Formula, Formula)
    case product(Formula, Formula)
    case quotient(Formula, Formula)
    case power(Formula, Int)

    static func random(depth: Int, _ generator: inout SeededGenerator) -> Formula {
      func part() -> Formula { random(depth: depth - 1, &generator) }
      if depth <= 0 || Int.random(in: 0..<8, using: &generator) == 0 {
        if generator.flip() { return .symbol(Int.random(in: 0..<2, using: &generator)) }
        return .number(
          Rational(
            Int.random(in: -1000...1000, using: &generator), Int.random(in: 1...1000, using: &generator)))
      }
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: return .sum(part(), part())
      case 1: return .difference(part(), part())
      case 2, 3: return .product(part(), part())
      case 4: return .quotient(part(), part())
      default: return .power(part(), Int.random(in: -3...5, using: &generator))
      }
    }

    func expression(_ symbols: [Expr]) -> Expr {
      switch self {
      case .symbol(let k): return symbols[k]
      case .number(let value): return Expr(value)
      case .sum(let a, let b): return a.expression(symbols) + b.expression(symbols)
      case .difference(let a, let b): return a.expression(symbols) - b.expression(symbols)
      case .product(let a, let b): return a.expression(symbols) * b.expression(symbols)
      case .quotient(let a, let b): return a.expression(symbols) / b.expression(symbols)
      case .power(let a, let n): return a.expression(symbols) ** Expr(n)
      }
    }

    func value(_ x: [Rational]) -> Rational? {
      switch self {
      case .symbol(let k): return x[k]
      case .number(let value): return value
      case .sum(let a, let b): return a.value(x).flatMap { p in b.value(x).map { p + $0 } }
      case .difference(let a, let b): return a.value(x).flatMap { p in b.value(x).map { p - $0 } }
      case .product(let a, let b): return a.value(x).flatMap { p in b.value(x).map { p * $0 } }
      case .quotient(let a, let b):
        return a.value(x).flatMap { p in b.value(x).flatMap { $0.isZero ? nil : p / $0 } }
      case .power(let a, let n):
        return a.value(x).flatMap { $0.isZero && n < 0 ? nil : $0.power(n) }
      }
    }
  }

  @Test("rational formulas have the exact value, rounded once, and none where they divide by 0")
  func formulas() throws {
    var generator = SeededGenerator(seed: 61)
    for _ in 0..<TestSize.cases(1500, full: 60_000) {
      let formula = Formula.random(depth: 5, &generator)
      let point = (0..<2).map { _ in
        Rational(Int.random(in: -100...100, using: &generator), Int.random(in: 1...100, using: &generator))
      }
      let expected = formula.value(point)
      if let expected, expected.bitWidth > 16_000 { continue }
      let expression = formula.expression([x, y])
      let what: Comment = "\(expression) at \(point), seed \(generator.seed)"
      let result = try expression.evaluated(at: [x: Expr(point[0]), y: Expr(point[1])])
      #expect(result.exactValue == expected, what)
      #expect((result.reason == nil) == (result.value != nil), what)
      if let expected, expected.nearestDouble.isFinite {
        #expect(result.value == expected.nearestDouble, what)
      } else {
        #expect(result.value == nil, what)
      }
    }
  }

  @Test("(x - 1)^20, also written out, does not cancel at decimals near 1")
  func cancellation() throws {
    var writtenOut = Expr(0)
    var binomial = Integer(1)
    for k in 0...20 {
      let sign = k.isMultiple(of: 2) ? 1 : -1
      writtenOut += Expr(Rational(binomial) * Rational(sign)) * x ** Expr(20 - k)
      binomial = (Rational(binomial) * Rational(20 - k, k + 1)).numerator
    }
    let points: [Expr] = [0.9, 0.99, 1.01, 1.0001, 1.000_000_01, 0.5, -3.25, 1]
    for point in points {
      guard case .number(let at) = point.kind else { continue }
      let expected = (at - 1).power(20)
      for expression in [(x - 1) ** 20, writtenOut] {
        let result = try expression.evaluated(at: [x: point])
        #expect(result.value == expected.nearestDouble, "at \(point)")
        #expect(result.exactValue == expected, "at \(point)")
      }
    }
  }

  @Test("thirds, tenths and huge terms that cancel")
  func rounding() throws {
    let third = Expr(1) / 3
    #expect(try (third + third + third).evaluated().value == 1)
    #expect(try (x + x + x).evaluated(at: [x: third]).exactValue == 1)
    #expect(try (x + y).evaluated(at: [x: 0.1, y: 0.2]).value == 0.3)
    #expect(try (10 * x - 1).evaluated(at: [x: 0.1]).value == 0)
    #expect(try (x + y - x).evaluated(at: [x: Expr(10) ** 400, y: third]).value == 1.0 / 3)
    #expect(try (x ** 2 - y ** 2 * 2).evaluated(at: [x: 665_857, y: 470_832]).value == 1)
    // Rump's example, in which the terms agree to 37 digits.
    let (a, b) = (x, y)
    let rump =
      333.75 * b ** 6 + a ** 2 * (11 * a ** 2 * b ** 2 - b ** 6 - 121 * b ** 4 - 2) + 5.5 * b ** 8
      + a / (2 * b)
    let value = try #require(try rump.evaluated(at: [x: 77617, y: 33096]).exactValue)
    #expect(value == Rational(-54767, 66192))
    #expect(try rump.evaluated(at: [x: 77617, y: 33096]).value == -0.827_396_059_946_821_4)
  }

  @Test("exact functions keep exact values exact")
  func exactFunctions() throws {
    let cases: [(Expr, Rational)] = [
      (sqrt(x), Rational(3, 2)), (abs(-x), Rational(9, 4)), (floor(x), 2), (floor(-x), -3),
      (max(x, y, 1), Rational(9, 4)), (min(x, y), Rational(-1, 3)), (sign(y), -1),
      (heaviside(y - y), Rational(1, 2)),
      (relu(y), 0), (x ** Expr(Rational(-1, 2)), Rational(2, 3)),
      (x ** Expr(Rational(3, 2)), Rational(27, 8)),
      (cbrt(y - Expr(Rational(8, 1)) + Expr(Rational(1, 3))), -2), (exp(y - y), 1), (cos(0 * x), 1),
    ]
    for (expression, expected) in cases {
      let result = try expression.evaluated(at: [x: Expr(Rational(9, 4)), y: Expr(Rational(-1, 3))])
      #expect(result.exactValue == expected, "\(expression)")
      #expect(result.value == expected.nearestDouble, "\(expression)")
    }
  }

  @Test("the largest and smallest doubles, ties and subnormal numbers are rounded right")
  func ends() throws {
    let two = Expr(2)
    #expect(try (two ** 1023 * (2 - two ** -52)).evaluated().value == .greatestFiniteMagnitude)
    #expect(try (x ** -1074).evaluated(at: [x: 2]).value == .leastNonzeroMagnitude)
    #expect(try (x ** -1075).evaluated(at: [x: 2]).value == 0)
    #expect(try (3 * x ** -1075).evaluated(at: [x: 2]).value == 2 * .leastNonzeroMagnitude)
    #expect(try (1 + x ** -53).evaluated(at: [x: 2]).value == 1)
    #expect(try (1 + x ** -53 + x ** -200).evaluated(at: [x: 2]).value == (1.0).nextUp)
    let overflow = try (x ** 1024).evaluated(at: [x: 2])
    #expect(overflow.value == nil && overflow.reason == .beyondDoubles)
    #expect(overflow.exactValue == Rational(2).power(1024))
    #expect(try (x ** 1024 / x ** 1023).evaluated(at: [x: 2]).value == 2)
  }
}
