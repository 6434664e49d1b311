// Functions with declared derivatives, and stopGradient.

import Foundation
import Nabla
import Testing

struct DeclaredFunctionTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let t = Expr.symbol("t")

  private func swash() throws -> Function {
    try Function("swash", of: [t], value: t * sigmoid(t), derivatives: [sigmoid(t) * (1 + t * (1 - sigmoid(t)))])
  }

  @Test func callsStayCallsAndHaveTheirValue() throws {
    let swash = try swash()
    let f = swash(x * y)
    #expect(f.description == "swash(x*y)")
    #expect(f.freeSymbols == [x, y])
    #expect(try f.evaluated(at: [x: 2, y: 1]).value == 2 / (1 + exp(-2.0)))
    #expect(swash(0).description == "0")
    #expect(try f.substituting([y: 0]).description == "0")
    #expect(f.kind == .declared(name: "swash"))
    #expect(f.operands == [x * y])
  }

  @Test func derivativesAreThoseDeclared() throws {
    let odd = try Function("odd", of: [t], value: t, derivatives: [7 * t])
    #expect(try odd(x ** 2).derivative(by: x).description == "14*x^3")
    #expect(try odd(x).derivative(by: x, order: 2).description == "7")
    #expect(try odd(x * y).gradient(by: [x, y]).map(\.description) == ["7*x*y^2", "7*x^2*y"])
    #expect(try odd(x * y).hessian(by: [x, y])[0].map(\.description) == ["7*y^2", "14*x*y"])
  }

  @Test func derivativesAgreeWithTheFormula() throws {
    let f = try swash()(x ** 2 * y)
    let plain = x ** 2 * y * sigmoid(x ** 2 * y)
    for (a, b) in zip(try f.gradient(by: [x, y]), try plain.gradient(by: [x, y])) {
      let (u, v) = (try a.evaluated(at: [x: 1, y: -2]).value, try b.evaluated(at: [x: 1, y: -2]).value)
      #expect(abs(try #require(u) - #require(v)) < 1e-14)
    }
  }

  @Test func aMissingRuleIsAnErrorThatShowsTheLine() throws {
    let u = Expr.symbol("u")
    let f = try Function("area", of: [t, u], value: t * u ** 2, derivatives: [u ** 2])
    #expect(try f(x, 3).derivative(by: x).description == "9")
    #expect(try f(x, y).gradient(by: [x]).count == 1)
    for attempt in [{ try f(x, y).derivative(by: y) }, { try f(x, y).gradient(by: [x, y])[1] }] {
      let error = #expect(throws: NablaError.self) { _ = try attempt() }
      #expect(error?.message.contains("function area(x_1, x_2) := …; …; DERIVATIVE BY x_2") == true)
    }
    // No slope is asked of what is not differentiated.
    #expect(try f(y, y).derivative(by: x).description == "0")
  }

  @Test func declarationsAreChecked() throws {
    #expect(throws: NablaError.self) { try Function("f", of: [t], value: t * x) }
    #expect(throws: NablaError.self) { try Function("f", of: [t, t], value: t) }
    #expect(throws: NablaError.self) { try Function("f", of: [2 * t], value: t) }
    #expect(throws: NablaError.self) { try Function("f", of: [], value: 1) }
    #expect(throws: NablaError.self) { try Function("f", of: [t], value: t, derivatives: [1, 2]) }
  }

  @Test func theRuleSaysWhereThereIsASlope() throws {
    // The formula has a kink at 0, the declared derivative none.
    let softsign = try Function("softsign", of: [t], value: t / (1 + abs(t)), derivatives: [1 / (1 + abs(t)) ** 2])
    let slope = try softsign(x).derivative(by: x)
    #expect(try slope.conditions().isEmpty)
    let value = try slope.evaluated(at: [x: 0])
    #expect(value.value == 1 && !value.isKink)
    // Outside the domain of the value there is no slope either.
    let half = try Function("half", of: [t], value: log(t), derivatives: [1])
    #expect(try half(x).derivative(by: x).evaluated(at: [x: -1]).value == nil)
  }

  @Test func graphsOfDeclaredFunctionsAreWrittenAndReadBack() throws {
    let f = try swash()(x) + 1
    let copy = try JSONDecoder().decode(Expr.self, from: JSONEncoder().encode(f))
    #expect(copy == f)
    #expect(try copy.derivative(by: x) == f.derivative(by: x))
    let other = Store()
    let moved = try Limits.$current.withValue(Limits()) { try f.derivative(by: x) }
    let again = try f.derivative(by: x)
    #expect(other.nodeCount == 0 && moved == again)
  }

  @Test func stopGradientHasItsValueAndNoSlope() throws {
    #expect(try (x * stopGradient(x ** 2)).derivative(by: x).description == "stopGradient(x^2)")
    #expect(try (x * stopGradient(x ** 2)).gradient(by: [x, y]).map(\.description) == ["stopGradient(x^2)", "0"])
    #expect(try stopGradient(x ** 2).evaluated(at: [x: 3]).value == 9)
    #expect(stopGradient(stopGradient(x)) == stopGradient(x))
    #expect(stopGradient(-x) == -stopGradient(x))
    #expect(stopGradient(2).description == "2")
    // What is stopped needs no slope, but a value.
    let kinked = try (stopGradient(abs(x)) * x).derivative(by: x)
    #expect(try !kinked.evaluated(at: [x: 0]).isKink)
    #expect(try (x + stopGradient(log(x))).derivative(by: x).evaluated(at: [x: -1]).value == nil)
    // The straight-through estimator.
    #expect(try (x + stopGradient(floor(x) - x)).derivative(by: x).description == "1")
  }
}
