// The table of stable forms: each row is recognised, has all digits where the plain formula has lost them, and is listed.

import Foundation
import Nabla
import NablaEvaluation
import NablaKernels
import NablaTestSupport
import Testing

@Suite struct StableFormsTests {
  /// The example of a row as it stands, in doubles. A new row does not compile without.
  private static func plain(_ rule: StableRule, _ x: Double, _ y: Double) -> Double {
    func logistic(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }
    let (a, b) = (Foundation.exp(x), Foundation.exp(y))
    switch rule {
    case .sechSquared: return 1 - tanh(x) * tanh(x)
    case .circularSquare: return 1 - Foundation.sin(x) * Foundation.sin(x)
    case .exponentialLessOne: return a - 1
    case .logisticComplement: return 1 - logistic(x)
    case .halfAngle: return 1 - Foundation.cos(x)
    case .differenceOfSquares: return x * x - y * y
    case .differenceOfRoots: return (x + 1).squareRoot() - x.squareRoot()
    case .rootOfSquares: return (x * x + y * y).squareRoot()
    case .rootOfDifference: return (x * x - y * y).squareRoot()
    case .logistic: return a / (1 + a)
    case .largestExponent: return Foundation.log(a + Foundation.exp(2 * x) + b)
    case .shareComplement: return 1 - a / (a + b)
    case .signedShare: return (a - b) / (a + b)
    case .logarithmOfOnePlus: return Foundation.log(1 + x)
    case .areaSine: return Foundation.log(x + (x * x + 1).squareRoot())
    case .softplus: return Foundation.log(1 + a)
    case .logarithmOfLogistic: return Foundation.log(logistic(x))
    case .logarithmOfLogisticComplement: return Foundation.log(1 - logistic(x))
    case .logarithmOfShare: return Foundation.log(a / (a + b))
    case .logarithmOfShareComplement: return Foundation.log(1 - a / (a + b + 1))
    }
  }

  @Test(
    "every row of the table is recognised, listed, and has its digits where the plain formula has lost them",
    .enabled(if: Ball.isAvailable), arguments: StableRule.allCases)
  func table(rule: StableRule) throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let row = rule.row
    let formula = try Expr(parsing: row.example)
    let program = try formula.compiled(inputs: [x, y])
    let listed = program.explanation.split(separator: "\n").first { $0.hasPrefix("stable forms: ") }?
      .dropFirst("stable forms: ".count).split(separator: ", ").map(String.init)
    #expect(listed?.contains("1 × \(row.name)") == true, "\(program.explanation)")
    let (at, other) = row.point
    // The doubles themselves, not the decimals that they show.
    let point = try [x: Expr(#require(Rational(exactly: at))), y: Expr(#require(Rational(exactly: other)))]
    let precise = try Expr.evaluate([formula], at: point, digits: 25)[0].text
    let exact = try #require(precise.flatMap(Double.init))
    for value in [program(at, other), try program.values(columns: [[at], [other]])[0][0]] {
      #expect((value - exact).magnitude <= 4 * exact.ulp, "\(row.name): \(value), not \(exact)")
    }
    let plain = Self.plain(rule, at, other)
    #expect(!((plain - exact).magnitude <= 1e4 * exact.ulp), "the plain formula has its digits: \(plain), \(exact)")
  }

  @Test(
    "functions spelt out and slopes of inverse functions keep their digits, and have values where squares overflow",
    .enabled(if: Ball.isAvailable),
    arguments: [
      ("log(x - sqrt(x^2 + 1)*(-1))", [-1e10, -1e200, 1e-9, 3, 1e200]),
      ("log(sqrt(x^2 + 1) - x)", [1e10, 1e200, 1e-9]),
      ("log(x + sqrt(x^2 - 1))", [1.0000000001, 2, 1e200]), ("log(3*x + 2 + sqrt((3*x + 2)^2 + 1))", [-1e8, 5]),
      ("diff(acosh(x), x)", [1.0000000001, 1.5, 1e200]), ("diff(acosh(2*x), x)", [0.5000000001, 1e200]),
      ("diff(asinh(x), x)", [-1e200, 1e-9, 3]), ("sqrt(x^2/4 - 1)", [2.0000000001, -2.0000000001, -1e200]),
      ("diff(diff(acosh(x), x), x)", [1.0000000001, 1e90]), ("x/sqrt(x^2 - 4)", [2.0000000001, -1e200]),
    ])
  func inverses(typed: String, points: [Double]) throws {
    let x = Expr.symbol("x")
    let formula = try Expr(parsing: typed)
    let program = try formula.compiled(inputs: [x])
    for at in points {
      let precise = try Expr.evaluate([formula], at: [x: Expr(#require(Rational(exactly: at)))], digits: 25)[0].text
      let exact = try #require(precise.flatMap(Double.init))
      for value in [program(at), try program.values(columns: [[at]])[0][0]] {
        #expect((value - exact).magnitude <= 8 * exact.ulp, "\(typed) at \(at): \(value), not \(exact)")
      }
    }
    #expect(program(.nan).isNaN)
  }

  @Test("outside its domain a root of a difference has no value")
  func outside() throws {
    let x = Expr.symbol("x")
    for typed in ["sqrt(x^2 - 1)", "log(x + sqrt(x^2 - 1))", "1/sqrt(4*x^2 - 1)"] {
      #expect(try Expr(parsing: typed).compiled(inputs: [x])(0.25).isNaN, "\(typed)")
    }
    #expect(try Expr(parsing: "log(x + sqrt(x^2 - 1))").compiled(inputs: [x])(-2).isNaN)
  }

  @Test("names are unlike, and every column is filled")
  func columns() {
    #expect(Set(StableRule.allCases.map(\.name)).count == StableRule.allCases.count)
    for row in StableRule.allCases.map(\.row) {
      #expect(!row.pattern.isEmpty && !row.form.isEmpty && !row.matters.isEmpty)
    }
  }
}
