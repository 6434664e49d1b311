// The Swift blocks of the pages on calculus beyond derivatives, word for word, with `print` collected.

import Nabla

enum CalculusExamples {
  static let all: [String: @Sendable (Output) throws -> Void] = [
    "Documentation/Taylor.md": taylor, "Documentation/VectorFields.md": vectorFields,
  ]

  static func taylor(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let x = Expr.symbol("x")
    print(try sqrt(1 + x).taylorPolynomial(by: x, order: 3))
    // x^3/16 - x^2/8 + x/2 + 1
    print(try exp(x).taylorRemainder(by: x, order: 2))
    // x^3*exp(xi)/6
    print(try exp(x).tangent(by: [x], at: [1]))
    // e*x
  }

  static func vectorFields(_ output: Output) throws {
    func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let (x, y, z) = (Expr.symbol("x"), Expr.symbol("y"), Expr.symbol("z"))
    print(try Expr.divergence(of: [x * y, y * z, z * x], by: [x, y, z]))
    // x + y + z
    print(try Expr.curl(of: [0, x * z, 0], by: [x, y, z]))
    // [-x, 0, z]
    print(try (x ** 2 * y).laplacian(by: [x, y]))
    // 2*y
  }
}
