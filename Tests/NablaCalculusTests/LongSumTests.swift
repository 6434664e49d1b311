// Derivatives of long sums that go on from one another, against differences that are exact for polynomials.

import Nabla
import NablaTestSupport
import Testing

@Suite struct LongSumTests {
  private let symbols = (0..<9).map { Expr.symbol("l_\($0)") }
  private let branch = Expr.symbol("q")

  /// A sum of sums of degree four at most in each symbol, with branches on another one.
  private func random(_ generator: inout SeededGenerator) -> Expr {
    func coefficient() -> Expr { Expr([-3, -2, -1, 1, 1, 2, 3].randomElement(using: &generator) ?? 1) }
    func symbol() -> Expr { symbols.randomElement(using: &generator) ?? 0 }
    var sums = [Expr.sum((0..<24).map { _ in coefficient() * symbol() * symbol() })]
    for _ in 0..<8 {
      let base = sums[max(0, sums.count - Int.random(in: 1...2, using: &generator))]
      var terms = [Int.random(in: 0..<4, using: &generator) == 0 ? -base : base]
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: terms.append(coefficient())
        case 1: terms.append(coefficient() * symbol() * sums[0])
        default: terms.append(coefficient() * symbol() * symbol())
        }
      }
      sums.append(Expr.sum(terms))
    }
    let products = sums.map { coefficient() * symbol() * $0 }
    let branches = (0..<2).map { _ in
      when(
        branch .> 0, (sums.randomElement(using: &generator) ?? 0) * symbol(), sums.randomElement(using: &generator) ?? 0
      )
    }
    return Expr.sum(products + branches)
  }

  @Test("by one symbol, by all at once, and by differences")
  func derivatives() throws {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<TestSize.cases(40, full: 1000) {
      let f = random(&generator)
      let gradient = try f.gradient(by: symbols)
      var point = Dictionary(
        uniqueKeysWithValues: symbols.map { ($0, Expr(Int.random(in: -3...3, using: &generator))) })
      point[branch] = Bool.random(using: &generator) ? 1 : -1
      for (symbol, partial) in zip(symbols, gradient) {
        func value(_ step: Int) throws -> Expr {
          var moved = point
          moved[symbol] = (point[symbol] ?? 0) + Expr(step)
          return try f.substituting(moved)
        }
        // Exact for polynomials of degree four.
        let difference = (8 * (try value(1) - value(-1)) - (try value(2) - value(-2))) / 12
        #expect(try partial.substituting(point) == difference, "seed \(generator.seed)")
        #expect(try f.derivative(by: symbol).substituting(point) == difference, "seed \(generator.seed)")
      }
    }
  }
}
