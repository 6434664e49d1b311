// Truth values of what has no value, and multiples by numbers next to 0, at a point and in blocks.

import Nabla
import NablaTestSupport
import Testing

@Suite struct TruthValueTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  /// At single points and in columns of a length that fills blocks and leaves a rest.
  private func values(_ text: String, _ points: [(Double, Double)]) throws -> [[Double]] {
    let program = try Expr(parsing: text).compiled(inputs: [x, y])
    let many = (0..<37).map { points[$0 % points.count] }
    let columns = try program.values(columns: [many.map(\.0), many.map(\.1)])[0]
    return points.indices.map { k in
      [program(points[k].0, points[k].1)] + (0..<37).filter { $0 % points.count == k }.map { columns[$0] }
    }
  }

  @Test("false and what has no value is false, true or what has no value is true, and the others have none")
  func withoutValue() throws {
    // log(y) has no value at −1.
    let points = [(1.0, 2.0), (-1.0, 2.0), (1.0, -1.0), (-1.0, -1.0)]
    for (text, expected) in [
      ("if(x > 0 and log(y) > 0, 5, 7)", [5, 7, .nan, 7]), ("if(log(y) > 0 and x > 0, 5, 7)", [5, 7, .nan, 7]),
      ("if(x > 0 or log(y) > 0, 5, 7)", [5, 5, 5, .nan]), ("if(log(y) > 0 or x > 0, 5, 7)", [5, 5, 5, .nan]),
    ] as [(String, [Double])] {
      let found = try values(text, points)
      for (k, want) in expected.enumerated() {
        #expect(found[k].allSatisfy { want.isNaN ? $0.isNaN : $0 == want }, "\(text) at \(points[k]): \(found[k])")
        let value = try Expr(parsing: text).evaluated(at: [x: Expr(points[k].0), y: Expr(points[k].1)])
        #expect(value.value == (want.isNaN ? nil : want), "\(text) at \(points[k])")
      }
    }
  }

  @Test("a multiple by a subnormal number is no quotient by an infinite one")
  func subnormalMultiples() throws {
    for (text, at, want) in [
      ("x/2^1030", 0x1p1000, 0x1p-30), ("3*x/2^1040", 0x1p1020, 0x3p-20), ("(x + y)/2^1030", 0x1p1020, 0x1p-10),
      ("(x + x*y)/2^1050", 0x1p1020, 0x1p-30),
    ] as [(String, Double, Double)] {
      for value in try values(text, [(at, 0)])[0] {
        #expect(value == want, "\(text) at \(at): \(value)")
      }
    }
  }
}
