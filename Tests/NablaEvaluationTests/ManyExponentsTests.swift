// More different exponents than the table of functions of a program has places.

import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite struct ManyExponentsTests {
  @Test("each of seventy thousand exponents keeps its own power", .enabled(if: TestSize.isFull))
  func exponents() throws {
    let x = Expr.symbol("x")
    let count = 70_000
    let powers = Expr.sum((0..<count).map { x ** Expr(Rational(1, $0 + 3)) })
    let compiled = try powers.compiled(inputs: [x])
    for at in [1.5, 40, 1e-3] {
      let expected = (0..<count).reduce(0.0) { $0 + pow(at, 1 / Double($1 + 3)) }
      #expect(agree(compiled(at), expected, tolerance: 1e-12), "\(compiled(at)), \(expected)")
      let column = try compiled.values(columns: [[at, at]])[0]
      #expect(agree(column[1], expected, tolerance: 1e-12))
    }
    #expect(compiled(-1).isNaN)
  }
}
