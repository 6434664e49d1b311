// The table of stable forms: each row is recognised, has all digits where the plain formula has lost them, and is listed.

import Foundation
import Nabla
import NablaEvaluation
import NablaKernels
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
    case .logistic: return a / (1 + a)
    case .largestExponent: return Foundation.log(a + Foundation.exp(2 * x) + b)
    case .shareComplement: return 1 - a / (a + b)
    case .signedShare: return (a - b) / (a + b)
    case .logarithmOfOnePlus: return Foundation.log(1 + x)
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

  @Test("names are unlike, and every column is filled")
  func columns() {
    #expect(Set(StableRule.allCases.map(\.name)).count == StableRule.allCases.count)
    for row in StableRule.allCases.map(\.row) {
      #expect(!row.pattern.isEmpty && !row.form.isEmpty && !row.matters.isEmpty)
    }
  }
}
