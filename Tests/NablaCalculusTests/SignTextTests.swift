// The text of a formula with magnitudes, signs and steps reads back as the same node, in whatever order it was built.

import Nabla
import NablaTestSupport
import Testing

@Suite struct SignTextTests {
  private static let atoms = ["x", "y", "x*y", "(x + 1)", "2*x", "-x", "x^2", "(x - y)"]
  private static let functions = ["abs", "abs", "abs", "sign", "sign", "sign", "heaviside", "relu", "cbrt", "sin"]
  private static let exponents = ["2", "3", "-1", "-2", "-3", "1/2", "3/2", "5"]

  private func formula(_ depth: Int, _ generator: inout SeededGenerator) -> String {
    func part() -> String { "(" + formula(depth - 1, &generator) + ")" }
    func pick(_ texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &generator)] }
    if depth == 0 { return pick(SignTextTests.atoms) }
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<50: return pick(SignTextTests.functions) + part()
    case 50..<78: return part() + "*" + part() + "*" + part()
    case 78..<84: return part() + "/" + part()
    case 84..<94: return part() + "^(" + pick(SignTextTests.exponents) + ")"
    default: return part() + "+" + part()
    }
  }

  @Test("random products of magnitudes, signs and steps read back as they are")
  func random() throws {
    var generator = SeededGenerator(seed: 2_026)
    for _ in 0..<TestSize.cases(1_000, full: 50_000) {
      let text = formula(Int.random(in: 1...4, using: &generator), &generator)
      let expression = try Expr(parsing: text)
      #expect(try Expr(parsing: expression.description) == expression, "\(text), seed \(generator.seed)")
    }
  }

  @Test("divisors pair as factors do")
  func divisors() throws {
    for (text, result) in [
      ("x^(-3)/sign(x)", "1/(x^2*abs(x))"), ("1/x^3*(1/sign(x))", "1/(x^2*abs(x))"),
      ("1/(x^2*sign(x))", "1/(x*abs(x))"),
      ("x^(-2)*(1/sign(x))", "1/(x*abs(x))"), ("x^(-2)*(1/heaviside(x))", "1/max(x, 0)^2"),
      ("(1/x)*(1/if(x > 0, 1, 0))", "1/relu(x)"),
    ] {
      #expect(try Expr(parsing: text).description == result, "\(text)")
    }
  }
}
