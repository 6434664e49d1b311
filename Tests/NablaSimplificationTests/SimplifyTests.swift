// What simplify and the derivatives of the language print, and that no value changes.

import Foundation
import NablaTestSupport
import Testing

import Nabla
import NablaKernels

@Suite(.enabled(if: Libraries.flintVersion != nil)) struct SimplifyTests {
  @Test(
    "derivatives are written as a textbook writes them",
    arguments: [
      ("diff(-y*log(sigmoid(w*x)) - (1-y)*log(1-sigmoid(w*x)), w)", "x*(sigmoid(w*x) - y)"),
      ("diff(-y*log(1/(1+exp(-w*x))) - (1-y)*log(1-1/(1+exp(-w*x))), w)", "x*(sigmoid(w*x) - y)"),
      ("diff(log(1+exp(z)), z)", "sigmoid(z)"),
      ("diff(x^2*exp(x)/(1+x^2), x)", "x*exp(x)*(x^3 + x + 2)/(x^2 + 1)^2"),
      ("diff(-log(sigma) - (x-mu)^2/(2*sigma^2), mu)", "(x - mu)/sigma^2"),
      ("diff(-log(sigma) - (x-mu)^2/(2*sigma^2), sigma)", "(x - mu)^2/sigma^3 - 1/sigma"),
      ("diff(x/sqrt(1+x^2), x)", "1/(x^2 + 1)^(3/2)"),
      ("diff(log(tan(x/2)), x)", "1/sin(x)"),
      ("diff(log(x + sqrt(x^2 + 1)), x)", "1/sqrt(x^2 + 1)"),
      ("diff(log(exp(a)+exp(b)+exp(c)) - a, a)", "exp(a)/(exp(a) + exp(b) + exp(c)) - 1"),
      ("diff(log(exp(a)+exp(b)+exp(c)) - a, b)", "exp(b)/(exp(a) + exp(b) + exp(c))"),
      ("diff((w - 5)^2, w)", "2*(w - 5)"),
    ])
  func derivatives(_ line: String, _ answer: String) throws {
    #expect(try Expr(parsing: line).description == answer)
  }

  @Test(
    "simplify finds the short form",
    arguments: [
      ("sin(x)^2 + cos(x)^2", "1"), ("sin(x)^4 - cos(x)^4", "-cos(2*x)"),
      ("(exp(x)-exp(-x))/(exp(x)+exp(-x))", "tanh(x)"), ("(x^3-y^3)/(x-y)", "x^2 + x*y + y^2"),
      ("2*x + 8/x^3", "2*x + 8/x^3"), ("tan(x)*cos(x)", "sin(x)"), ("1 - tanh(x)^2", "1 - tanh(x)^2"),
      ("sin(2*x)/(2*sin(x))", "cos(x)"), ("exp(x)*exp(y)/exp(x+y)", "1"), ("1/(x-1) - 1/(x+1)", "2/(x^2 - 1)"),
      ("exp(2*log(x)+y)/x", "x*exp(y)"), ("cosh(x)^2 - sinh(x)^2", "1"), ("1/(1+exp(-x))", "sigmoid(x)"),
      ("exp(x)/(1+exp(x))^2", "sigmoid(x)*(1 - sigmoid(x))"), ("f(sin(x)^2 + cos(x)^2)", "f(1)"),
      ("(x^2 + 2*x + 1)/(x + 1)", "x + 1"), ("sqrt(x)*sqrt(x) - x", "0"), ("abs(x)^2 - x^2", "0"),
      ("log(x*y) - log(x) - log(y)", "0"), ("sqrt(x^2) - abs(x)", "0"), ("log(6) - log(2) - log(3)", "0"),
      ("sqrt(x)*sqrt(y) - sqrt(x*y)", "0"), ("log(exp(x)*y) - x - log(y)", "0"), ("log(sqrt(x)) - log(x)/2", "0"),
      ("abs(x*y) - abs(x)*abs(y)", "0"), ("sqrt(3+2*sqrt(2))", "1 + sqrt(2)"),
      ("sqrt(2-sqrt(3))", "(sqrt(6) - sqrt(2))/2"),
      ("sin(x)/cos(x)", "tan(x)"), ("log(x*y) - log(y)", "log(x)"), ("1/(sqrt(x+1)-sqrt(x)) - sqrt(x+1)", "sqrt(x)"),
      ("1/(1+1/(1+1/x))", "(x + 1)/(2*x + 1)"), ("x^a*x^b/x^(a+b)", "1"), ("1/(1+exp(-z))+1/(1+exp(z))", "1"),
      ("sin(x + pi/2) - cos(x)", "0"), ("sin(x + pi/3) + sin(x - pi/3)", "sin(x)"),
      ("sin(x + pi/4) - (sin(x) + cos(x))/sqrt(2)", "0"), ("sign(x)^2", "sign(x)^2"), ("sign(x)/x", "1/abs(x)"),
      ("(1 - x)/sqrt(1 - x^2) - sqrt((1 - x)/(1 + x))", "0"), ("sqrt((1 - x)/(1 + x))*sqrt(1 + x)", "sqrt(1 - x)"),
      ("sqrt(y)*sqrt(x*y)/y - sqrt(x)", "0"), ("sqrt(2*x - x^2) - x*(2 - x)/sqrt(2*x - x^2)", "0"),
      ("sin(a + b) - sin(a)*cos(b) - cos(a)*sin(b)", "0"),
    ])
  func shortForms(_ line: String, _ answer: String) throws {
    let found = try Expr(parsing: line).simplified()
    #expect(found.description == answer)
    #expect(found.simplified() == found)
  }

  @Test("what a shape leaves out is a condition")
  func conditions() throws {
    #expect(try Expr(parsing: "(x^3-y^3)/(x-y)").simplified().conditions().map(\.description) == ["x ≠ y"])
    #expect(try Expr(parsing: "tan(x)*cos(x)").simplified().conditions().map(\.description) == ["cos(x) ≠ 0"])
    #expect(try Expr(parsing: "sin(x)^2 + cos(x)^2").simplified().conditions().isEmpty)
  }

  @Test("shapes by name")
  func shapes() throws {
    let f = try Expr(parsing: "(x+y)^3*(x-y)")
    #expect(try f.expanded().description == "x^4 + 2*x^3*y - 2*x*y^3 - y^4")
    #expect(try f.expanded().factored() == f)
    #expect(try Expr(parsing: "(1 - x^2)/(x - 1)").cancelled().description == "-x - 1")
    #expect(try Expr(parsing: "1/x + 1/(x+1)").combined().description == "(2*x + 1)/(x*(x + 1))")
    #expect(
      try Expr(parsing: "(x + 10^40)^2").expanded().factored().description
        == "(x + 10000000000000000000000000000000000000000)^2")
    #expect(throws: NablaError.self) { try Expr(parsing: "1/((x+1)^2 - x^2 - 2*x - 1)").expanded() }
    #expect(throws: NablaError.self) { try Expr(parsing: "(x+y+z+1)^(10^7)").expanded() }
  }

  @Test("by powers of a symbol, and in partial fractions")
  func byVariable() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    #expect(try Expr(parsing: "(x + a)^2").coefficients(by: x).map(\.description) == ["a^2", "2*a", "1"])
    #expect(try Expr(parsing: "x*a + x*b + x^2").collected(by: x).description == "x^2 + x*(a + b)")
    let fraction = try Expr(parsing: "(x^5 + 1)/(x^2*(x - 1)^2)")
    let parts = try fraction.partialFractions(by: x)
    #expect(parts.description == "x + 2/x + 1/(x - 1) + 1/x^2 + 2/(x - 1)^2 + 2")
    #expect(try parts.equality(with: fraction) == .equal)
    #expect(throws: NablaError.self) { try sin(x).coefficients(by: x) }
    #expect(throws: NablaError.self) { try (x / (x + y)).partialFractions(by: x) }
  }

  @Test("random formulas keep their values, whatever is done with them")
  func valuesStay() throws {
    var generator = SeededGenerator(seed: 20261125)
    let symbols = ["x", "y"].map { Expr.symbol($0) }
    var compared = 0
    for _ in 0..<TestSize.cases(150, full: 5_000) {
      let formula = Self.formula(&generator, symbols, depth: 4)
      let (short, tidy) = (formula.simplified(), formula.tidied())
      let others = [short, tidy] + [try? formula.expanded(), try? formula.factored()].compactMap { $0 }
      for _ in 0..<4 {
        let point = [generator.number(in: -2.3...2.7), generator.number(in: -1.9...3.1)]
        guard let value = try formula.value(symbols, point), value.isFinite, abs(value) < 1e6 else { continue }
        for other in others {
          let found = try other.value(symbols, point)
          #expect(found != nil, "\(formula) has a value at \(point), \(other) has none")
          if let found, !agree(found, value, scale: 1, tolerance: 1e-8) {
            // Cancellation is no error of the form.
            let exact = try formula.value(symbols, point) ?? 0
            #expect(
              agree(found, exact, scale: 1, tolerance: 1e-6), "\(formula) is \(value) at \(point), \(other) is \(found)"
            )
          }
          compared += 1
        }
      }
      #expect(Expr.operationCount(of: [short]) <= Expr.operationCount(of: [formula]), "\(formula) became \(short)")
    }
    #expect(compared > TestSize.cases(300, full: 10_000))
  }

  private static func formula(_ generator: inout SeededGenerator, _ symbols: [Expr], depth: Int) -> Expr {
    if depth == 0 || generator.below(6) == 0 {
      return generator.below(3) == 0 ? Expr(generator.below(5) - 2) : generator.pick(symbols)
    }
    let a = formula(&generator, symbols, depth: depth - 1)
    func b() -> Expr { formula(&generator, symbols, depth: depth - 1) }
    switch generator.below(18) {
    case 0, 1, 2: return a + b()
    case 3: return a - b()
    case 4, 5, 6: return a * b()
    case 7: return a / b()
    case 8: return a ** Expr(generator.below(4) - 1)
    case 9: return exp(a)
    case 10: return log(a)
    case 11: return sin(a)
    case 12: return cos(a)
    case 13: return tanh(a)
    case 14: return sigmoid(a)
    case 15: return sqrt(a)
    case 16: return abs(a)
    default: return tan(a)
    }
  }
}
