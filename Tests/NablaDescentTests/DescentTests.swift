// Ways down: every method reaches the minimum, and why a descent ended is said.

import Nabla
import Testing

@Suite struct DescentTests {
  private let a = Expr.symbol("a")
  private let b = Expr.symbol("b")

  @Test("every method reaches the minimum of an anisotropic bowl", arguments: DescentMethod.allCases)
  func bowl(_ method: DescentMethod) throws {
    let loss = square(a - 1) + 10 * square(b + 2)
    let step = method == .newton || method == .lbfgs ? nil : method == .adam ? 0.2 : 0.02
    let descent = try loss.descent(from: [a: 4, b: 1], method: method, step: step, steps: 5000)
    #expect(descent.end == .converged, "\(descent.reason)")
    #expect((descent.last.point[0] - 1).magnitude < 1e-6 && (descent.last.point[1] + 2).magnitude < 1e-6)
    #expect(descent.rows[0].point == [4, 1] && descent.rows[0].loss == 99)
    if method == .newton { #expect(descent.rows.count <= 3) }
    #expect(descent.text().hasPrefix("converged after"))
  }

  @Test("the curved valley")
  func valley() throws {
    let loss = 100 * square(b - square(a)) + square(1 - a)
    for method in [DescentMethod.newton, .lbfgs] {
      let descent = try loss.descent(from: [a: -1.2, b: 1], method: method)
      #expect(descent.end == .converged && descent.rows.count < 100, "\(method): \(descent.reason)")
      #expect((descent.last.point[0] - 1).magnitude < 1e-6)
    }
  }

  @Test("ends are told in words")
  func ends() throws {
    let far = try (50 * square(a)).descent(from: [a: 1], step: 0.1)
    #expect(
      far.end == .diverged && far.reason.contains("too large for a curvature of 100: below 0.02"), "\(far.reason)")
    let slow = try square(a).descent(from: [a: 1], step: 1e-4, steps: 10)
    #expect(slow.end == .steps && slow.reason.contains("not converged after 10 steps"))
    let still = try (a / 10).descent(from: [a: 1e8], step: 1e-8)
    #expect(still.end == .stalled && still.reason.contains("below the spacing of doubles"))
    let exact = try square(a - 5).descent(from: [a: 0], method: .newton)
    #expect(exact.reason == "converged after 1 step: the gradient is 0 long, within 1e-8")
  }

  @Test("what cannot be gone down is refused")
  func errors() throws {
    #expect(throws: NablaError.self) { try log(a).descent(from: [a: -1]) }
    #expect(throws: NablaError.self) { try (a * b).descent(from: [a: 1]) }
    #expect(throws: NablaError.self) { try square(a).descent(from: [a: .nan]) }
    #expect(throws: NablaError.self) { try square(a).descent(from: [a: 1], step: -1) }
    #expect(throws: NablaError.self) { try DescentMethod(named: "sideways") }
  }
}
