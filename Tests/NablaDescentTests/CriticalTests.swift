// Stationary points: all of them, exactly where slopes are polynomials, with their kinds.

import Nabla
import Testing

@Suite struct CriticalTests {
  /// A formula, its points in rising order, their kinds.
  static let exact: [(formula: String, points: [[String]], kinds: [StationaryKind])] = [
    ("(w - 5)^2", [["5"]], [.minimum]),
    ("-2*w^2 + w/3", [["1/12"]], [.maximum]),
    ("a^2 - b^2", [["0", "0"]], [.saddle]),
    ("w_1^2 + 4*w_2^2 - w_1*w_2 + 3*w_1", [["-8/5", "-1/5"]], [.minimum]),
    ("x^3 - 3*x", [["-1"], ["1"]], [.maximum, .minimum]),
    ("x^4", [["0"]], [.degenerate]),
    ("x^4 - x^2 + x^3", [["-3/8 - sqrt(41)/8"], ["0"], ["-3/8 + sqrt(41)/8"]], [.minimum, .maximum, .minimum]),
    ("x*y - x^3/3 - y^3/3", [["0", "0"], ["1", "1"]], [.saddle, .maximum]),
    ("100*(y - x^2)^2 + (1 - x)^2", [["1", "1"]], [.minimum]),
    ("x/(1 + x^2)", [["-1"], ["1"]], [.minimum, .maximum]),
    ("w*exp(-w^2/2)", [["-1"], ["1"]], [.minimum, .maximum]),
    ("x^2 + y^2 + z^2 - x*z + y", [["0", "-1/2", "0"]], [.minimum]),
    ("x^2 + exp(y)", [], []),
    ("x^3 + x", [], []),
  ]

  @Test("points and kinds, proved", arguments: exact.indices)
  func exactPoints(_ number: Int) throws {
    let (formula, points, kinds) = Self.exact[number]
    let found = try Expr(formula).criticalPoints()
    #expect(found.isComplete && found.curves.isEmpty, "\(formula): \(found.text)")
    try #require(found.points.count == points.count, "\(formula): \(found.text)")
    #expect(found.points.map(\.kind) == kinds, "\(formula): \(found.text)")
    for (point, expected) in zip(found.points, points) {
      #expect(point.isExact)
      for (coordinate, text) in zip(point.coordinates, expected) {
        let isEqual = try coordinate.equality(with: Expr(text)) == .equal
        #expect(isEqual, "\(formula): \(coordinate) is not \(text)")
      }
    }
  }

  @Test("roots that are no square roots lie in narrow intervals")
  func intervals() throws {
    // The slope x⁵ − x − 1 has one real root, which no radicals give.
    let found = try Expr("x^6/6 - x^2/2 - x").criticalPoints()
    let point = try #require(found.points.first)
    #expect(found.points.count == 1 && !point.isExact && point.kind == .minimum && found.isComplete)
    #expect(CriticalPoints.text(point.coordinates[0], isExact: false).hasPrefix("1.16730397826141"))
    let both = try Expr("x^4/4 - x*y + y^6/6").criticalPoints()
    #expect(both.points.count == 3, "\(both.text)")
    #expect(both.points.map(\.kind) == [.minimum, .saddle, .minimum], "\(both.text)")
  }

  @Test("formulas that are no polynomials: numerically, and it is said")
  func numerical() throws {
    let found = try Expr("cos(w)*exp(-w^2/50)").criticalPoints()
    #expect(found.points.contains { $0.kind == .maximum && $0.coordinates[0] == 0 } && !found.isComplete)
    let two = try Expr("(sigmoid(a) - 1/2)^2 + (a*b - 1)^2 + b^2").criticalPoints()
    #expect(two.points.count == 1 && !two.isComplete && two.points[0].kind == .saddle, "\(two.text)")
  }

  @Test("lines and curves of stationary points, and what is not asked for")
  func curves() throws {
    #expect(try Expr("(x + y)^2").criticalPoints().curves == [Expr("x + y")])
    let circle = try Expr("(x^2 + y^2 - 1)^2").criticalPoints()
    #expect(circle.points.map(\.kind) == [.maximum] && circle.curves.count == 1, "\(circle.text)")
    #expect(throws: NablaError.self) { try Expr("(w - a)^2").criticalPoints(by: [.symbol("w")]) }
    #expect(try Expr("(x - 3)^2 + 100*(y - 1)^2").criticalPoints().points[0].conditionNumber == 100)
    #expect(try Expr(7).criticalPoints(by: [.symbol("w")]).points.isEmpty)
  }
}
