// Numbers as expressions: what stands in the parentheses is exact, whatever the form of the literal.
import Foundation
import Nabla
import Testing

@Suite("Numbers as expressions")
struct NumbersTests {
  private let half = Expr(Rational(1, 2))
  private let x = Expr.symbol("x")

  @Test("arithmetic of literals in Expr(…) and Rational(…) is exact")
  func literals() {
    #expect(Expr(1 / 2) == half)
    #expect(Expr(1 / 2 + 1 / 3) == Expr(Rational(5, 6)))
    #expect(Expr(3 / 4) * x == 3 * x / 4)
    #expect(Expr((1 + 2) / 4) == Expr(Rational(3, 4)))
    #expect(Expr(-1 / 2) == -half)
    #expect(Expr(-(1 / 2)) == -half)
    #expect(Expr(7 / 2 - 3) == half)
    #expect(Expr(2 * 3 / 12) == half)
    #expect(isSame(Expr(2 ** -1), half))
    #expect(isSame(Expr(2 ** (1 / 2)), sqrt(2)))
    #expect(Expr(1.0 / 3.0) == Expr(Rational(1, 3)))
    #expect(Expr(1 / 3.0) == Expr(Rational(1, 3)))
    #expect(Expr(0.1 + 0.2) == Expr(Rational(3, 10)))
    #expect(Expr(0.1) == Expr(Rational(1, 10)))
    #expect(Expr(3) == 3 && Expr(-3) == -3)
    #expect(Expr(123_456_789_012_345_678_901_234_567_890).description == "123456789012345678901234567890")
    #expect(Expr(1 / 2 * x) == x / 2)
    #expect(Expr(x / 2) == x / 2)
    #expect([Expr(1 / 2), Expr(3 / 2)] == [half, half * 3])
    #expect(Expr(true ? 1 / 2 : 1) == half)
    #expect(Rational(1 / 2) == Rational(1, 2))
    #expect(Rational(3 / 4 - 1) == Rational(-1, 4))
    #expect(Rational(-1 / 2) == Rational(-1, 2))
    #expect(Rational(7) == 7 && Rational(-7) == -7)
  }

  @Test("numbers of run time: integers of every type exactly, floating point by the shortest decimal")
  func values() {
    let k = 7
    #expect(Expr(k) == 7 && Expr(k / 2) == 3 && Expr(2 * k) == 14 && Expr(-k) == -7)
    #expect([1, 2, 3].map { Expr($0) } == [1, 2, 3] as [Expr])
    let mapped = (1...3).map(Expr.init)
    #expect(Expr.sum(mapped) == 6)
    #expect(Expr(Int8(-5)) == -5 && Expr(UInt8(200)) == 200 && Expr(Int32.min) == -2_147_483_648)
    #expect(Expr(UInt64.max) == 18_446_744_073_709_551_615)
    #expect(Expr(Int64.min) == -9_223_372_036_854_775_808)
    #expect(Expr(Integer(2).power(100)).description == "1267650600228229401496703205376")
    #expect(Rational(k) == 7 && Rational(k, 2) == Rational(7 / 2))
    let d = 0.1
    #expect(Expr(d) == Expr(Rational(1, 10)) && Expr(-d) == Expr(Rational(-1, 10)) && Expr(d * 3) != Expr(3 / 10))
    #expect(Expr(Float(0.1)) == Expr(Rational(1, 10)) && Expr(Float(-2.5)) == Expr(-5 / 2))
    #expect(Expr(Double.leastNonzeroMagnitude) * Expr(1e300) != 0)
    #expect(Expr(Double.greatestFiniteMagnitude).description.utf8.count == 309)
    #expect(Expr(0.0) == 0 && Expr(-0.0) == 0)
    #expect(Expr(exactly: 0.5) == half)
    #expect(Expr(exactly: 0.1) == Expr(Rational(Integer(3_602_879_701_896_397), Integer(2).power(55))))
    #expect(Expr(exactly: Double.nan) == nil && Expr(exactly: -Double.infinity) == nil)
    #expect(Expr(exactly: Int32(7)) == 7)
    #expect(d * 1 == 0.1)
  }
}

@Suite("Relations among expressions")
struct RelationArgumentTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private var relation: Expr { when(x .> 0, x, y).operands[0] }

  @Test("verbs that throw refuse a relation with a domain error")
  func verbs() {
    #expect(relation.kind == .relation(.less))
    let relation = relation
    func refused(_ body: () throws -> Void) {
      do {
        try body()
        Issue.record("a relation was accepted")
      } catch { #expect((error as? NablaError)?.kind == .domain, "\(error)") }
    }
    refused { _ = try relation.derivative(by: x) }
    refused { _ = try relation.gradient(by: [x, y]) }
    refused { _ = try relation.hessian(by: [x, y]) }
    refused { _ = try relation.sparseHessian(by: [x, y]) }
    refused { _ = try Expr.jacobian(of: [x, relation], by: [x]) }
    refused { _ = try relation.directionalDerivative(by: [x], along: [1]) }
    refused { _ = try x.directionalDerivative(by: [x], along: [relation]) }
    refused { _ = try Expr.jacobianVectorProduct(of: [relation], by: [x], direction: [1]) }
    refused { _ = try Expr.jacobianVectorProduct(of: [x], by: [x], direction: [relation]) }
    refused { _ = try Expr.vectorJacobianProduct(of: [x], by: [x], vector: [relation]) }
    refused { _ = try relation.hessianVectorProduct(by: [x], direction: [1]) }
    refused { _ = try relation.check(by: [x]) }
    refused { _ = try x.check(by: [x], against: [relation]) }
    refused { _ = try (x * y).substituting([x: relation]) }
    refused { _ = try (x * y).evaluated(at: [x: relation, y: 1]) }
    refused { _ = try Expr.call(.sin, [relation]) }
    refused { _ = try Function("g", of: [x], value: relation) }
    refused { _ = try Function("g", of: [x], value: x, derivatives: [relation]) }
  }

  @Test("map puts choices, relations and declared functions together again")
  func map() throws {
    let choice = when(x .> 0 && y .> 1, x * y, y)
    #expect(choice.map { $0.isRelation ? $0 : 2 * $0 } == when(x .> 0 && y .> 1, 2 * x * y, 2 * y))
    let other = when(y .< 3, 1, 2).operands[0]
    #expect(choice.map { $0.isRelation ? other : $0 } == when(y .< 3, x * y, y))
    #expect(try choice.map { $0.isRelation ? $0 : $0 * (x / x) }.conditions().count <= 2)
    let g = try Function("g", of: [x, y], value: x ** 2 + y, derivatives: [2 * x, 1])
    let mapped = g(x, y).map { $0 + 1 }
    #expect(mapped == g(x + 1, y + 1))
    #expect(try mapped.evaluated(at: [x: 2, y: 3]).value == 13)
    #expect(g(x + 1, y).map { $0 } == g(x + 1, y))
  }

  @Test("the conditions of a declared function's formula hold for its arguments, not for its parameters")
  func declaredConditions() throws {
    let g = try Function("g", of: [x], value: x / x + x, derivatives: [1])
    #expect(try g(y).conditions().map(\.description) == ["y ≠ 0"])
    #expect(try g(y).evaluated(at: [y: 0]).value == nil)
    #expect(try g(2).evaluated().value == 3)
  }
}

extension Expr {
  fileprivate var isRelation: Bool { if case .relation = kind { true } else { false } }
}

@Suite("Numbers of Swift beside expressions, and lists")
struct MixedNumbersTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let half = Expr(Rational(1, 2))

  @Test("literals stay exact where overloads for doubles and integers are within reach")
  func literalsStayExact() {
    #expect(1 / 2 * x == half * x)
    #expect(x * (1 / 2) == half * x)
    #expect(x / (1 / 2) == 2 * x)
    #expect(isSame(x ** (1 / 2), sqrt(x)))
    #expect(isSame(x ** (2 * 1 / 4), sqrt(x)))
    #expect(isSame(x ** 0.5, sqrt(x)))
    #expect((1 / 3 + 1 / 7) * x == Expr(Rational(10, 21)) * x)
    #expect(x * 1.0 / 3 == x / 3)
    #expect(x + 1 / 2 == x + half)
    #expect(1 / 2 - x == half - x)
    #expect(x - 3 / 2 == x - 3 * half)
    #expect(0.1 * 3 * x == Expr(Rational(3, 10)) * x)
    #expect((0.1 + 0.2) * x == Expr(Rational(3, 10)) * x)
    #expect(isSame(x ** (0.1 * 1.5), x ** Expr(Rational(3, 20))))
    #expect(isSame((1 / 2) ** x, half ** x))
    let list = [1 / 2 * x, x * (3 / 4), 2 / 3 / x]
    #expect(list == [x / 2, 3 * x / 4, Expr(Rational(2, 3)) / x])
    let closure = { 1 / 2 * x + 1 / 4 }
    #expect(closure() == x / 2 + half * half)
  }

  @Test("numbers in variables are taken for their shortest decimal")
  func variables() {
    let (d, k, f) = (0.1, 3, 2.5 as Float)
    let tenth = Expr(Rational(1, 10))
    #expect(d * x == tenth * x)
    #expect(x * d == tenth * x)
    #expect(x / d == 10 * x)
    #expect(d / x == tenth / x)
    #expect(x + d == x + tenth)
    #expect(d - x == tenth - x)
    #expect(x - d == x - tenth)
    #expect(f * x == 5 * x / 2)
    #expect(k * x == 3 * x)
    #expect(x / k == x / 3)
    #expect(k - x == 3 - x)
    #expect(1 / k * x == 0)
    var sum: Expr = 0
    sum += d
    sum -= f
    sum *= k
    sum /= d
    #expect(sum == -72)
  }

  @Test("symbols by several names, powers, squares, logarithms, extremes and sums of lists")
  func lists() throws {
    #expect(Expr.symbols("x y") == [x, y])
    #expect(Expr.symbols(" x,  y ") == [x, y])
    #expect(Expr.symbols("") == [])
    #expect(Expr.symbols("w", count: 2).map(\.description) == ["w_1", "w_2"])
    #expect(isSame(pow(x, 2), x ** 2))
    #expect(isSame(square(x + 1), (x + 1) ** 2))
    #expect(isSame(-square(x), -(x ** 2)))
    #expect(log(x, base: 2) == log(2, x))
    #expect(max([x, y, 1]) == max(x, y, 1))
    #expect(max([x]) == x)
    #expect(min([x, y]) == min(x, y))
    #expect([x, y, x].sum() == 2 * x + y)
    #expect(isSame((1...3).lazy.map { Expr($0) * x }.product(), 6 * x ** 3))
    #expect(try isSame(Expr("x^2 + y"), x ** 2 + y))
    #expect(throws: NablaError.self) { try Expr("x +") }
  }
}
