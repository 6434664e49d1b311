// Work is linear in the nodes, counted in nodes; depth is no obstacle.

import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite struct GrowthTests {
  /// The symbols x1, x2, …
  private func symbols(_ count: Int) -> [Expr] { (1...count).map { Expr.symbol("x\($0)") } }

  /// sin(x1·x2) + sin(x2·x3) + … with n terms, in a store of its own so that other tests do not count.
  private func chain(_ x: [Expr]) throws -> Expr {
    let store = Store()
    let anchor = Expr(
      store: store, node: store.construct { $0.call(.sin, [$0.product(x[0].node, x[1].node)]) },
      condition: .yes)
    var terms = [anchor]
    for k in 1..<(x.count - 1) {
      terms.append(
        Expr(
          store: store, node: store.construct { $0.call(.sin, [$0.product(x[k].node, x[k + 1].node)]) },
          condition: .yes))
    }
    return Expr.sum(terms)
  }

  /// How many nodes a verb adds to the store of its operand.
  private func growth(of expression: Expr, _ verb: (Expr) throws -> Void) rethrows -> Int {
    let before = expression.store.nodeCount
    try verb(expression)
    return expression.store.nodeCount - before
  }

  @Test("gradient, derivative and direction add nodes in proportion to those of the function")
  func doubling() throws {
    let sizes = TestSize.isFull ? [1000, 2000, 4000, 8000, 16000] : [250, 500, 1000]
    var added: [[Int]] = []
    for size in sizes {
      let x = symbols(size + 1)
      let function = try chain(x)
      let nodes = function.nodeCount
      let gradient = try growth(of: function) { _ = try $0.gradient(by: x) }
      // Two factors a slope, two terms a component, and what makes them.
      #expect(gradient <= 5 * nodes, "\(gradient) nodes for \(nodes)")
      let fresh = try chain(x)
      let one = try growth(of: fresh) { _ = try $0.derivative(by: x[size / 2]) }
      #expect(one <= 12, "a derivative that touches two terms added \(one) nodes")
      let another = try chain(x)
      let direction = try growth(of: another) {
        _ = try $0.directionalDerivative(by: x, along: x.map { _ in 1 })
      }
      #expect(direction <= 5 * nodes, "\(direction) nodes for \(nodes)")
      added.append([gradient, direction])
    }
    for (small, large) in zip(added, added.dropFirst()) {
      for (a, b) in zip(small, large) {
        #expect(Double(b) <= 2.15 * Double(a) && Double(b) >= 1.9 * Double(a), "\(a) doubled to \(b)")
      }
    }
  }

  @Test("a gradient has at most 2.5 times the nodes of the function, with the function at most four times")
  func size() throws {
    let x = symbols(TestSize.cases(300, full: 3000))
    let function = try chain(x)
    let gradient = try function.gradient(by: x).map(\.node)
    let alone = ReachableNodes(function.store, gradient).ids.count
    let together = ReachableNodes(function.store, [function.node] + gradient).ids.count
    #expect(Double(alone) <= 2.5 * Double(function.nodeCount), "\(alone) of \(function.nodeCount)")
    #expect(together <= 4 * function.nodeCount, "\(together) of \(function.nodeCount)")
  }

  /// sin(sin(…sin(x)…)).
  private func nest(_ depth: Int, of x: Expr) -> Expr {
    var nest = sin(x)
    for _ in 1..<depth { nest = sin(nest) }
    return nest
  }

  /// Value and slope of the nest, one level after another.
  private func nested(_ depth: Int, at x: Double) -> (value: Double, slope: Double) {
    var (value, slope) = (x, 1.0)
    for _ in 0..<depth { (value, slope) = (Foundation.sin(value), slope * Foundation.cos(value)) }
    return (value, slope)
  }

  private func checkSlopes(depth: Int) throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let nest = nest(depth, of: x)
    let expected = nested(depth, at: 0.5).slope
    let derivative = try nest.derivative(by: x)
    let gradient = try nest.gradient(by: [x, y])
    for slope in [derivative, gradient[0]] {
      // A product of many factors, each rounded.
      let value = try #require(try slope.value([x], [0.5]))
      #expect(agree(value, expected, scale: 0, tolerance: 1e-15 * Double(depth)))
      let renamed = try #require(try slope.substituting([x: y]).value([y], [0.5]))
      #expect(agree(value, renamed, scale: 0, tolerance: 1e-15 * Double(depth)))
    }
    #expect(gradient[1] == 0)
  }

  @Test("a nest of sines of great depth is built, evaluated and substituted")
  func depth() throws {
    let depth = TestSize.isOptimised ? 1_000_000 : 100_000
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let nest = nest(depth, of: x)
    let expected = nested(depth, at: 0.5).value
    #expect(nest.nodeCount == depth)
    #expect(try nest.value([x], [0.5]) == expected)
    let renamed = try nest.substituting([x: y])
    #expect(renamed.freeSymbols == [y])
    #expect(try renamed.value([y], [0.5]) == expected)
    #expect(try nest.substituting([x: 0]) == 0)
  }

  @Test("a nest of sines is differentiated")
  func slopesOfNest() throws { try checkSlopes(depth: 60) }

  @Test("a nest of sines of great depth is differentiated")
  func slopesAtGreatDepth() throws {
    try checkSlopes(depth: TestSize.isOptimised ? 1_000_000 : TestSize.cases(3000, full: 100_000))
  }

  /// Operands of all nodes under an expression: what the graph takes in memory.
  private func operandCount(_ expression: Expr) -> Int {
    ReachableNodes(expression.store, [expression.node]).ids.reduce(0) {
      $0 + expression.store.operands($1).count
    }
  }

  @Test("the derivative of a nest is linear in its depth, operands counted")
  func operandsOfNest() throws {
    let x = Expr.symbol("x")
    let counts = try [40, 80].map { operandCount(try nest($0, of: x).derivative(by: x)) }
    #expect(Double(counts[1]) <= 2.05 * Double(counts[0]), "\(counts)")
  }

  @Test("what differentiating a nest interns is linear in its depth but for a logarithm, operands counted")
  func internedOperandsOfNest() throws {
    let x = Expr.symbol("x")
    let counts = try [400, 1600].map { (depth: Int) -> Int in
      let store = Store()
      var nest = Expr(store: store, node: store.construct { $0.call(.sin, [x.node]) }, condition: .yes)
      for _ in 1..<depth { nest = sin(nest) }
      let before = store.nodeCount
      _ = try nest.derivative(by: x)
      return (before..<store.nodeCount).reduce(0) { $0 + store.operands(NodeID(index: $1)).count }
    }
    #expect(Double(counts[1]) <= 6 * Double(counts[0]), "\(counts)")
  }

  @Test("derivatives of deep nests of quotients share their nodes")
  func sharing() throws {
    let x = Expr.symbol("x")
    var added: [Int] = []
    for depth in [20, 40] {
      let store = Store()
      var nest = Expr(store: store, node: store.construct { $0.call(.cos, [x.node]) }, condition: .yes)
      for _ in 0..<depth { nest = sin(nest) / (nest ** 2 + 1) + nest }
      added.append(try growth(of: nest) { _ = try $0.gradient(by: [x, Expr.symbol("y")]) })
    }
    #expect(Double(added[1]) <= 2.5 * Double(added[0]), "\(added)")
  }
}
