// Right derivatives agree, wrong ones do not: the check itself is checked with derivatives changed in one place.

import Nabla
import NablaKernels
import NablaTestSupport
import Testing

@Suite struct MutantTests {
  private let symbols = SmoothCase.symbols

  /// The expression with a sign, a factor or an exponent changed at one place inside.
  private func mutant(_ expression: Expr, _ generator: inout SeededGenerator) -> Expr {
    let operands = expression.operands
    guard !operands.isEmpty, Int.random(in: 0..<3, using: &generator) > 0 else {
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: return -expression
      case 1: return 2 * expression
      default:
        if case .power = expression.kind { return operands[0] ** (operands[1] + 1) }
        return expression ** 2
      }
    }
    let chosen = Int.random(in: 0..<operands.count, using: &generator)
    if case .relation = operands[chosen].kind { return -expression }
    var place = -1
    let changed = mutant(operands[chosen], &generator)
    return expression.map { operand in
      place += 1
      return place == chosen ? changed : operand
    }
  }

  @Test("right derivatives agree, and none disagrees")
  func right() throws {
    guard Ball.isAvailable else { return }
    var generator = SeededGenerator(seed: 51)
    let count = TestSize.cases(30, full: 10_000)
    var agreed = 0
    for turn in 0..<count {
      let sample = try SmoothCase.random(turn, depth: 4, &generator)
      let report = try sample.expression.check(by: symbols, seed: UInt64(turn))
      #expect(report.verdict != .disagrees, "\(sample.expression)\n\(report.text()), seed \(generator.seed)")
      if report.verdict == .agrees { agreed += 1 } else { #expect(report.reason != nil) }
    }
    #expect(agreed * 100 >= count * 99, "\(agreed) of \(count) agree, seed \(generator.seed)")
  }

  @Test("of derivatives changed in one place none agrees")
  func wrong() throws {
    guard Ball.isAvailable else { return }
    var generator = SeededGenerator(seed: 52)
    let count = TestSize.cases(30, full: 10_000)
    var (made, caught, turn) = (0, 0, 0)
    while made < count {
      turn += 1
      let sample = try SmoothCase.random(turn, depth: 4, &generator)
      let axis = turn % symbols.count
      let right = try sample.expression.derivative(by: symbols[axis])
      let wrong = mutant(right, &generator)
      // A mutant is one that Arb shows to differ at three points near a point where the formula is smooth.
      var differs = 0
      for k in 0..<3 {
        let near = try Expr.point(symbols, sample.point.map { $0 + Double(k) * 0x1p-12 })
        let values = try Expr.evaluate([right, wrong], at: near, digits: 30)
        if let a = values[0].text.flatMap(Double.init), let b = values[1].text.flatMap(Double.init),
          (a - b).magnitude > 1e-12 * max(a.magnitude, b.magnitude)
        {
          differs += 1
        }
      }
      guard differs == 3 else { continue }
      made += 1
      let report = try sample.expression.check(by: [symbols[axis]], against: [wrong], seed: UInt64(turn))
      #expect(
        report.verdict != .agrees, "\(sample.expression) with \(wrong)\n\(report.text()), seed \(generator.seed)")
      if report.verdict == .disagrees { caught += 1 } else { #expect(report.reason != nil) }
    }
    #expect(caught * 100 >= count * 99, "\(caught) of \(count) are caught, seed \(generator.seed)")
  }
}
