// Divergence, curl, Laplacian, Wronskian and total differential.

import Nabla
import Testing

@Suite struct VectorFieldTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let z = Expr.symbol("z")

  @Test func fieldsOfTheTextbook() throws {
    #expect(try Expr.divergence(of: [x ** 2, x * y], by: [x, y]) == 3 * x)
    #expect(try Expr.curl(of: [-y, x, z], by: [x, y, z]) == [0, 0, 2])
    #expect(try Expr.curl(of: [-y, x], by: [x, y]) == [2])
    #expect(try (x ** 2 * y ** 2).laplacian(by: [x, y]).expanded() == (2 * x ** 2 + 2 * y ** 2))
    // Sources only at the origin.
    let r = sqrt(x ** 2 + y ** 2 + z ** 2)
    #expect(try (1 / r).laplacian(by: [x, y, z]).simplified() == 0)
    #expect(try Expr.divergence(of: [x, y, z].map { $0 / r ** 3 }, by: [x, y, z]).simplified() == 0)
  }

  @Test func identitiesHold() throws {
    let f = sin(x * y) * exp(z) + x ** 2 / y
    let gradient = try f.gradient(by: [x, y, z])
    for component in try Expr.curl(of: gradient, by: [x, y, z]) { #expect(component.simplified() == 0) }
    let field = [x * y ** 2 * sin(z), exp(x * z), x ** 2 * y + z ** 3]
    let curl = try Expr.curl(of: field, by: [x, y, z])
    #expect(try Expr.divergence(of: curl, by: [x, y, z]).simplified() == 0)
    #expect(
      try Expr.divergence(of: gradient, by: [x, y, z]).equality(with: f.laplacian(by: [x, y, z])) == .equal)
  }

  @Test func whatCancelsKeepsItsCondition() throws {
    let divergence = try Expr.divergence(of: [log(x), -y / x], by: [x, y])
    #expect(try divergence == 0 && divergence.conditions().map(\.description) == ["x > 0"])
  }

  @Test func wronskians() throws {
    #expect(try Expr.wronskian(of: [sin(x), cos(x)], by: x).simplified() == -1)
    #expect(try Expr.wronskian(of: [1, x, x ** 2, x ** 3], by: x) == 12)
    #expect(try Expr.wronskian(of: [x, 2 * x], by: x) == 0)
    #expect(try Expr.wronskian(of: [exp(x), exp(2 * x), exp(3 * x)], by: x).simplified() == 2 * exp(6 * x))
    #expect(throws: NablaError.self) { try Expr.wronskian(of: (0...10).map { (k: Int) in x ** Expr(k) }, by: x) }
  }

  @Test func differentials() throws {
    let (dx, dy) = Expr.symbols("dx", "dy")
    #expect(try (x ** 2 * y).totalDifferential(by: [x, y]) == (2 * x * y * dx + x ** 2 * dy))
    #expect(throws: NablaError.self) { try (x * dx).totalDifferential(by: [x]) }
    #expect(throws: NablaError.self) { try x.totalDifferential(by: [x, dx]) }
  }

  @Test func wrongNumbersAreErrors() throws {
    #expect(throws: NablaError.self) { try Expr.divergence(of: [x, y], by: [x]) }
    #expect(throws: NablaError.self) { try Expr.curl(of: [x, y, z], by: [x, y]) }
    #expect(throws: NablaError.self) { try Expr.curl(of: [x], by: [x]) }
    #expect(throws: NablaError.self) { try x.laplacian(by: [x, x]) }
    #expect(throws: NablaError.self) { try x.laplacian(by: [x + 1]) }
  }
}
