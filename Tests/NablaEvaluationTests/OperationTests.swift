// Operations mean the same everywhere: folded into a number, at one point, in packs, and over blocks of doubles and floats.

import Nabla
import Testing

@Suite struct OperationTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  /// Formulas of x and y with the value that two numbers give; nil where there is none.
  private static let operations: [(text: String, value: @Sendable (Double, Double) -> Double?)] = [
    ("x + y", { $0 + $1 }), ("x - y", { $0 - $1 }), ("x*y", { $0 * $1 }), ("x/y", { $1 == 0 ? nil : $0 / $1 }),
    ("-x", { a, _ in -a }), ("sqrt(x)", { a, _ in a < 0 ? nil : a.squareRoot() }), ("x*y + 3", { $0 * $1 + 3 }),
    ("3 - x*y", { 3 - $0 * $1 }), ("x*y - 3", { $0 * $1 - 3 }), ("x + y + 3", { $0 + $1 + 3 }),
    ("min(x, y)", { min($0, $1) }), ("max(x, y)", { max($0, $1) }), ("if(x < y, 1, 0)", { $0 < $1 ? 1 : 0 }),
    ("if(x <= y, 1, 0)", { $0 <= $1 ? 1 : 0 }), ("if(x == y, 1, 0)", { $0 == $1 ? 1 : 0 }),
    ("if(x != y, 1, 0)", { $0 != $1 ? 1 : 0 }),
    // One false side decides `and`, one true side `or`, also beside what has no value.
    ("if(x > 0 and sqrt(y) > 1, 1, 2)", { a, b in a <= 0 ? 2 : b < 0 ? nil : b > 1 ? 1 : 2 }),
    ("if(sqrt(y) > 1 and x > 0, 1, 2)", { a, b in a <= 0 ? 2 : b < 0 ? nil : b > 1 ? 1 : 2 }),
    ("if(x > 0 or sqrt(y) > 1, 1, 2)", { a, b in a > 0 ? 1 : b < 0 ? nil : b > 1 ? 1 : 2 }),
    ("if(sqrt(y) > 1 or x > 0, 1, 2)", { a, b in a > 0 ? 1 : b < 0 ? nil : b > 1 ? 1 : 2 }),
    ("if(1/x > 0, x, y)", { a, b in a == 0 ? nil : a > 0 ? a : b }),
    ("max(sqrt(x), y)", { a, b in a < 0 ? nil : max(a.squareRoot(), b) }),
  ]

  @Test("every operation has its value, and none where there is none", arguments: operations.indices)
  func meaning(index: Int) throws {
    let (text, value) = Self.operations[index]
    let formula = try Expr(parsing: text)
    let numbers = [-2.0, -1, 0, 0.25, 1, 3]
    let points = numbers.flatMap { a in numbers.map { (a, $0) } }
    let columns = [points.map(\.0), points.map(\.1)]
    let program = try formula.compiled(inputs: [x, y])
    let block = try program.values(columns: columns)[0]
    let single = try formula.compiled(inputs: [x, y], as: Float.self)
    let singles = try single.values(columns: columns.map { $0.map { Float($0) } })[0]
    for (k, (a, b)) in points.enumerated() {
      let expected = value(a, b)
      func agrees(_ found: Double) -> Bool {
        expected.map { (found - $0).magnitude <= 1e-6 * (1 + $0.magnitude) } ?? found.isNaN
      }
      let sides = try [
        program(a, b), block[k], Double(singles[k]),
        // One side the same at every point, then the other, then both numbers of the program.
        formula.compiled(inputs: [x], shared: [y]).values(columns: [[a]], shared: [b])[0][0],
        formula.compiled(inputs: [y], shared: [x]).values(columns: [[b]], shared: [a])[0][0],
        Expr(parsing: text).substituting([x: Expr(a), y: Expr(b)]).compiled(inputs: [x])(a),
      ]
      for found in sides { #expect(agrees(found), "\(text) at \(a), \(b): \(sides)") }
    }
  }

  @Test("several numbers that are the same at every point begin a sum over a column")
  func uniformSums() throws {
    let (u, v) = (Expr.symbol("u"), Expr.symbol("v"))
    let function = try (u + v + x * y + x).compiled(inputs: [x, y], shared: [u, v])
    #expect(try function.values(columns: [[2, 3], [5, 7]], shared: [10, 100])[0] == [122, 134])
  }
}
