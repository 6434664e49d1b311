// Higher derivatives of products of many factors, against arithmetic of Taylor coefficients.

import Foundation
import Nabla
import NablaTestSupport
import Testing

/// The derivatives of orders 0 to some order at a point, as Taylor coefficients.
private struct Series {
  var coefficients: [Double]

  /// The derivatives of sin(k·x).
  static func sine(_ k: Double, at x: Double, order: Int) -> Series {
    var factor = 1.0
    return Series(
      coefficients: (0...order).map { n in
        if n > 0 { factor *= k / Double(n) }
        return factor * Foundation.sin(k * x + Double(n) * Double.pi / 2)
      })
  }

  static func linear(_ value: Double, order: Int) -> Series {
    Series(coefficients: [value, 1] + [Double](repeating: 0, count: order - 1))
  }

  static func * (a: Series, b: Series) -> Series {
    Series(
      coefficients: a.coefficients.indices.map { n in
        (0...n).reduce(0) { $0 + a.coefficients[$1] * b.coefficients[n - $1] }
      })
  }

  static func + (a: Series, b: Double) -> Series {
    var sum = a
    sum.coefficients[0] += b
    return sum
  }

  /// By y′ = y·a′.
  var exponential: Series {
    var result = [Foundation.exp(coefficients[0])]
    for n in 1..<coefficients.count {
      result.append((1...n).reduce(0) { $0 + Double($1) * coefficients[$1] * result[n - $1] } / Double(n))
    }
    return Series(coefficients: result)
  }

  func derivative(_ order: Int) -> Double {
    (1...order).reduce(coefficients[order]) { $0 * Double($1) }
  }
}

@Suite struct WideProductTests {
  private let x = Expr.symbol("x")

  private func agrees(_ expression: Expr, _ value: Double, at point: Double) throws {
    let found = try #require(try expression.value([x], [point]))
    #expect((found - value).magnitude <= 1e-9 * value.magnitude, "\(found), not \(value)")
  }

  @Test("derivatives of the fourth to the eighth order of products of ten to sixty factors")
  func products() throws {
    for (count, order) in [(10, 5), (20, 4), (33, 3), (59, 4), (12, 8)] {
      let function = (1...count).reduce(Expr(1)) { $0 * sin(Expr($1) * x) }
      let series = (1...count).map { Series.sine(Double($0), at: 0.3, order: order) }
      let expected = series.dropFirst().reduce(series[0]) { $0 * $1 }
      try agrees(try function.derivative(by: x, order: order), expected.derivative(order), at: 0.3)
      try agrees(
        try (3 * function / 7).derivative(by: x, order: order), 3 * expected.derivative(order) / 7, at: 0.3)
    }
  }

  @Test("products inside of functions, powers and other products")
  func nested() throws {
    let (order, point) = (6, 0.2)
    let inner = (1...12).reduce(Expr(1)) { $0 * (x + Expr($1)) }
    let outer = (1...9).reduce(exp(inner / 1_000_000_000)) { $0 * sin(Expr($1) * x) }
    let linear = (1...12).map { Series.linear(point + Double($0), order: order) }
    let product = linear.dropFirst().reduce(linear[0]) { $0 * $1 }
    let scaled = Series(coefficients: product.coefficients.map { $0 / 1e9 })
    let series = (1...9).reduce(scaled.exponential) { $0 * Series.sine(Double($1), at: point, order: order) }
    try agrees(try outer.derivative(by: x, order: order), series.derivative(order), at: point)
    try agrees(try (outer + x).derivative(by: x, order: order), series.derivative(order), at: point)
    let squared = (outer + 1) ** 2
    try agrees(try squared.derivative(by: x, order: order), ((series + 1) * (series + 1)).derivative(order), at: point)
  }

  @Test("hundreds of factors cost what n·k² products cost; the domain is kept")
  func size() throws {
    let function = (1...400).reduce(Expr(1)) { $0 * (x + Expr($1)) }
    let derivative = try function.derivative(by: x, order: 8)
    #expect(derivative.nodeCount < 40_000)
    let roots = (1...40).reduce(Expr(1)) { $0 * sqrt(x + Expr($1)) }
    #expect(try roots.derivative(by: x, order: 4).value([x], [-3]) == nil)
    let kinks = (1...40).reduce(Expr(1)) { $0 * abs(x + Expr($1)) }
    #expect(try kinks.derivative(by: x, order: 3).evaluated(at: [x: -3]).isKink)
  }
}
