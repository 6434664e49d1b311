// Values at a point: reasons where there are none, what a point must give, and the range of doubles inside.

import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite struct EvaluationTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  @Test("where there is no value the reason says why")
  func reasons() throws {
    let cases: [(Expr, Expr, NoValue)] = [
      (sqrt(x), -1, .notReal), (log(x), -1, .notReal), (asin(x), 2, .notReal), (acos(x), -1.5, .notReal),
      (x ** Expr(Rational(1, 3)), -8, .notReal), (x ** (x / 3), -8, .notReal), (x ** Expr.pi, -1, .notReal),
      (1 / x, 0, .infinite), (log(x), 0, .infinite), (x ** -2, 0, .infinite), (exp(x), 1000, .beyondDoubles),
      (sinh(x), -1000, .beyondDoubles), (1 / sin(x), 0, .infinite), (cot(x), 0, .infinite), (csc(x), 0, .infinite),
      (x ** Expr(Rational(-1, 2)), 0, .infinite), (exp(exp(x)), 10, .beyondDoubles),
      (1 / (x - x * 1), 3, .infinite),
      (atan2(x, x), 0, .undefined), (x / x, 0, .undefined), (log(x) - log(x), -1, .undefined),
      (sqrt(x) * 0, -1, .undefined),
    ]
    for (expression, at, reason) in cases {
      let result = try expression.evaluated(at: [x: at])
      #expect(result.value == nil && result.exactValue == nil, "\(expression) at \(at)")
      #expect(result.reason == reason, "\(expression) at \(at): \(String(describing: result.reason))")
      #expect(!result.isKink)
    }
  }

  @Test("a part without a value leaves the whole without one, for the same reason")
  func propagation() throws {
    for hole in [sqrt(x), log(x)] {
      for whole in [
        hole + 1, 2 * hole, hole ** 2 * y, sin(hole), max(hole, y), 1 / (hole + 3), y ** hole, exp(-hole),
      ] {
        let result = try whole.evaluated(at: [x: -1, y: 2])
        #expect(result.value == nil, "\(whole)")
        #expect(result.reason == .notReal || result.reason == .undefined, "\(whole)")
      }
    }
    #expect(try (1 / (1 / x)).evaluated(at: [x: 0]).value == nil)
    #expect(try atan(1 / x).evaluated(at: [x: 0]).value == nil)
    #expect(try exp(-1 / x ** 2).evaluated(at: [x: 0]).value == nil)
  }

  @Test("at a pole that a multiple of pi names there is no value")
  func polesAtMultiplesOfPi() throws {
    for (function, at) in [
      (tan(x), Expr.pi / 2), (sec(x), 3 * Expr.pi / 2), (cot(x), Expr.pi), (csc(x), 2 * Expr.pi),
    ] {
      #expect(try function.evaluated(at: [x: at]).value == nil, "\(function) at \(at)")
    }
  }

  @Test("constants in a point are exact where the expression knows them")
  func constants() throws {
    #expect(try sin(x).evaluated(at: [x: Expr.pi]).value == 0)
    #expect(try cos(x).evaluated(at: [x: Expr.pi / 3]).value == 0.5)
    #expect(try log(x).evaluated(at: [x: Expr.e ** 2]).value == 2)
    #expect(try (1 / sin(x)).evaluated(at: [x: Expr.pi]).value == nil)
    #expect(try Expr.pi.evaluated().value == Double.pi)
    #expect(try exp(x).evaluated(at: [x: 1]).value == M_E)
    #expect(try (x ** 2).evaluated(at: [x: sqrt(2)]).value == 2)
  }

  @Test("a point gives a value to every symbol that occurs, and only to symbols")
  func points() throws {
    let sum = x + y * Expr.symbol("z")
    for missing in [[x: Expr(1)], [:], [x: 1, y: 2]] {
      do throws(NablaError) {
        _ = try sum.evaluated(at: missing)
        Issue.record("a symbol without a value was accepted")
      } catch {
        #expect(error.kind == .request)
        #expect(error.message.contains("z"))
      }
    }
    #expect(throws: NablaError.self) { try x.evaluated(at: [x + 1: 2]) }
    #expect(try x.evaluated(at: [x: 1, y: 5]).value == 1)
    // Also in a branch that is not taken: what a point must give does not depend on its values.
    #expect(throws: NablaError.self) { try when(x .> 0, x, y).evaluated(at: [x: 1]) }
    #expect(throws: NablaError.self) { try Function("f")(x).evaluated(at: [x: 1]) }
  }

  @Test("relations have the values 1 and 0, exact where both sides are")
  func relations() throws {
    let cases: [(Relation, Bool)] = [
      (x .< y, true), (x .> y, false), (x .<= x + 0 * y, true), (3 * x .== 1, true), (3 * x .!= 1, false),
      (x .< y && y .< 1, true), (x .> y || y .>= 1, false), (sin(x) .< x, true), (sqrt(y) ** 2 .>= y, true),
    ]
    for (relation, holds) in cases {
      let result = try relation.expression.evaluated(at: [x: Expr(Rational(1, 3)), y: 0.5])
      #expect(result.value == (holds ? 1 : 0), "\(relation)")
    }
    #expect(try (sqrt(x) .> 0).expression.evaluated(at: [x: -1]).value == nil)
  }

  @Test("values of a vector are those of its parts, shared nodes and conditions included")
  func vectors() throws {
    let shared = exp(sin(x) * y)
    let vector = [shared, 2 * shared, shared ** 2 + x / x, log(x), sqrt(y), try abs(x).derivative(by: x)]
    for (a, b) in [(0.5, 2.0), (-1.5, -2.0), (0, 1)] {
      let at = try Expr.point([x, y], [a, b])
      let together = try Expr.evaluate(vector, at: at)
      let alone = try vector.map { try $0.evaluated(at: at) }
      #expect(together == alone, "at \(a), \(b)")
    }
    #expect(try Expr.evaluate([], at: [:]).isEmpty)
  }

  @Test("many expressions that share a long chain are evaluated in one pass")
  func sharing() throws {
    var chain = cos(x)
    var vector: [Expr] = []
    for k in 0..<2000 {
      chain = sin(chain) + cos(chain)
      vector.append(chain * Expr(k))
    }
    let values = try Expr.evaluate(vector, at: [x: 0.25])
    var number = Foundation.cos(0.25)
    for (k, value) in values.enumerated() {
      number = Foundation.sin(number) + Foundation.cos(number)
      let found = try #require(value.value)
      #expect((found - number * Double(k)).magnitude <= 1e-9 * max(1, Double(k)))
    }
  }

  @Test("partial results of a product may leave the range of doubles")
  func products() throws {
    #expect(try #require((cosh(x) * cosh(x + 1) / cosh(x) * exp(-x)).evaluated(at: [x: 500]).value).isFinite)
    // e^300 to the 20th power and down again, in whatever order.
    let many = Expr.product((1...20).map { cosh(x + Expr($0)) } + (1...20).map { 1 / cosh(x - Expr($0)) })
    let value = try #require(try many.evaluated(at: [x: 300]).value)
    #expect((Foundation.log(value) - 420).magnitude < 1e-9)
    let tiny = Expr.product((1...20).map { sigmoid(x - Expr($0)) } + (1...20).map { cosh(x + Expr($0)) })
    #expect(try (tiny.evaluated(at: [x: -300]).value ?? 0) > 0)
  }

  @Test("powers inside a product may leave the range of doubles too")
  func powersInProducts() throws {
    let square = sigmoid(x) ** 2 * cosh(2 * x)
    // e^-700 squared from e^-350; each function alone is in range.
    let value = try #require(try square.evaluated(at: [x: -350]).value)
    #expect((value - 0.5).magnitude < 1e-12)
    let tiny = try #require(try (sigmoid(x) ** 2 * cosh(x)).evaluated(at: [x: -390]).value)
    #expect((tiny / Foundation.exp(-390) - 0.5).magnitude < 1e-12)
    let large = cosh(x) ** 2 * sigmoid(-2 * x)
    #expect((try #require(try large.evaluated(at: [x: 356]).value) - 0.25).magnitude < 1e-12)
  }

  @Test("an exact factor beyond the range of doubles counts in full")
  func hugeCoefficients() throws {
    let huge = Expr(10) ** 400
    let cases: [(Expr, Double)] = [
      (huge * exp(x), 7.124_576_406_741_285e182), (exp(-x) / huge, 1.403_592_217_852_836_5e-183),
    ]
    for (expression, expected) in cases {
      let value = try #require(try expression.evaluated(at: [x: -500]).value, "\(expression)")
      #expect((value - expected).magnitude <= 1e-13 * expected, "\(expression): \(value)")
    }
  }

  @Test("an exact coefficient in a sum beyond the range of doubles counts in full")
  func hugeCoefficientsInSums() throws {
    let sum = 1 + Expr(10) ** 400 * exp(x)
    let large = try #require(try sum.evaluated(at: [x: -500]).value)
    #expect((large - 7.124_576_406_741_285e182).magnitude <= 1e170)
    #expect(try sum.evaluated(at: [x: -1500]).value == 1)
  }

  @Test("a vanished term that is too large for a double has a value all the same")
  func overflowIsNoLostDomain() throws {
    #expect(try (0 * (exp(exp(x)) + log(x))).evaluated(at: [x: 10]).value == 0)
  }

  @Test("sums of doubles lose no small terms between large ones")
  func sums() throws {
    let terms = exp(x) + sin(y) - exp(x + 0 * y) + Expr.sum((1...20).map { exp(x / Expr($0)) })
    let plain = Expr.sum((1...20).map { exp(x / Expr($0)) })
    let a = try #require(try terms.evaluated(at: [x: 20, y: 1]).value)
    let b = try #require(try plain.evaluated(at: [x: 20]).value)
    #expect((a - b - Foundation.sin(1)).magnitude <= 1e-6)
    // A large pair that is no pair of nodes: cosh(y) − cosh(y) by other means.
    let pair = cosh(x) * 2 - exp(x) - exp(-x) + Expr(Rational(1, 1024))
    #expect(try #require(try pair.evaluated(at: [x: 1]).value) - 0x1p-10 <= 1e-15)
  }

  @Test("at a kink the value is the convention and the note is set, elsewhere not")
  func kinks() throws {
    let slope = try abs(x).derivative(by: x)
    let at = try slope.evaluated(at: [x: 0])
    #expect(at.value == 0 && at.exactValue == 0 && at.isKink && at.reason == nil)
    #expect(try !slope.evaluated(at: [x: 1]).isKink)
    #expect(try !slope.evaluated(at: [x: Expr(Rational(1, 1_000_000_000_000))]).isKink)
    #expect(try !abs(x).evaluated(at: [x: 0]).isKink)
  }
}
