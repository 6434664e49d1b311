// Derivatives of long products that go on from one another, against dual numbers that take the same steps.

import Foundation
import Nabla
import NablaTestSupport
import Testing

/// A value, its slope, and the slope that it would have if nothing cancelled.
private struct Dual {
  var value: Double
  var slope: Double
  var size: Double

  init(_ value: Double, _ slope: Double = 0) { self.init(value, slope, slope.magnitude) }

  init(_ value: Double, _ slope: Double, _ size: Double) { (self.value, self.slope, self.size) = (value, slope, size) }

  func chain(_ value: Double, _ slope: Double) -> Dual {
    Dual(value, self.slope * slope, size * slope.magnitude)
  }

  static func * (a: Dual, b: Dual) -> Dual {
    Dual(
      a.value * b.value, a.slope * b.value + a.value * b.slope,
      a.size * b.value.magnitude + a.value.magnitude * b.size)
  }

  static func + (a: Dual, b: Dual) -> Dual { Dual(a.value + b.value, a.slope + b.slope, a.size + b.size) }
}

@Suite struct LongProductTests {
  private enum Step {
    case symbol(Int)
    case own
    case less(Int)
    case quotient
    case sine(Int)
    case restart(Int)
    case squash(Int)
  }

  private let symbols = (0..<5).map { Expr.symbol("f_\($0)") }

  private func random(_ count: Int, _ generator: inout SeededGenerator) -> [Step] {
    (0..<count).map { k in
      let i = Int.random(in: 0..<5, using: &generator)
      switch Int.random(in: 0..<16, using: &generator) {
      case 0..<4: return .symbol(i)
      case 4..<8: return .own
      case 8..<11: return .less(i)
      case 11..<13: return .quotient
      case 13: return .sine(i)
      case 14: return k > 3 ? .restart(k - Int.random(in: 1...3, using: &generator)) : .own
      default: return .squash(i)
      }
    }
  }

  private func expressions(_ steps: [Step]) -> [Expr] {
    var all: [Expr] = [symbols[0]]
    for step in steps {
      let e = all[all.count - 1]
      switch step {
      case .symbol(let i): all.append(e * symbols[i])
      case .own: all.append(3 * e * (1 - e / 8) / 2)
      case .less(let i): all.append(e * (2 - symbols[i]))
      case .quotient: all.append(e / (1 + e / 16))
      case .sine(let i): all.append(e * sin(symbols[i] + e))
      case .restart(let k): all.append(all[k])
      case .squash(let i): all.append(tanh(e) * symbols[i])
      }
    }
    return all
  }

  private func duals(_ steps: [Step], _ x: [Dual]) -> [Dual] {
    var all: [Dual] = [x[0]]
    for step in steps {
      let e = all[all.count - 1]
      switch step {
      case .symbol(let i): all.append(e * x[i])
      case .own: all.append(e.chain(1.5 * e.value, 1.5) * e.chain(1 - e.value / 8, -1.0 / 8))
      case .less(let i): all.append(e * x[i].chain(2 - x[i].value, -1))
      case .quotient: all.append(e * e.chain(1 / (1 + e.value / 16), -1 / 16 / pow(1 + e.value / 16, 2)))
      case .sine(let i):
        let sum = x[i] + e
        all.append(e * sum.chain(Foundation.sin(sum.value), Foundation.cos(sum.value)))
      case .restart(let k): all.append(all[k])
      case .squash(let i): all.append(e.chain(Foundation.tanh(e.value), pow(Foundation.cosh(e.value), -2)) * x[i])
      }
    }
    return all
  }

  @Test("by one symbol, by all at once, in programs, and by dual numbers")
  func derivatives() throws {
    var generator = SeededGenerator(seed: 43)
    var (drawn, compared) = (0, 0)
    for _ in 0..<TestSize.cases(12, full: 400) {
      drawn += symbols.count
      let steps = random(Int.random(in: 50...110, using: &generator), &generator)
      let all = expressions(steps)
      // The last value, and a sum of some before it.
      let f = all[all.count - 1] + Expr.sum(stride(from: 40, to: all.count, by: 7).map { all[$0] * symbols[$0 % 5] })
      let point = symbols.map { _ in Double(Int.random(in: 40...75, using: &generator)) / 64 }
      let gradient = try f.gradient(by: symbols)
      let program = try CompiledFunction<Double>([f] + gradient, inputs: symbols)
      let values = try program.values(at: point)
      let block = try program.values(rows: [point])[0]
      for i in symbols.indices {
        func dual(at point: [Double]) -> Dual {
          let duals = duals(steps, point.enumerated().map { Dual($1, $0 == i ? 1 : 0) })
          return stride(from: 40, to: all.count, by: 7).reduce(duals[duals.count - 1]) {
            $0 + duals[$1] * Dual(point[$1 % 5], $1 % 5 == i ? 1 : 0)
          }
        }
        let expected = dual(at: point)
        // Where a recurrence magnifies errors, as much as it makes of changes of its inputs by a few hundred roundings.
        var (valueError, slopeError) = (1e-11 * expected.value.magnitude, 1e-11 * expected.size + 1e-290)
        for j in symbols.indices {
          var nudged = point
          nudged[j] *= 1 + 0x1p-44
          valueError += (dual(at: nudged).value - expected.value).magnitude
          slopeError += (dual(at: nudged).slope - expected.slope).magnitude
        }
        // What is mostly error says nothing.
        if slopeError > 1e-4 * expected.size { continue }
        compared += 1
        let one = try f.derivative(by: symbols[i])
        let single = try #require(try one.value(symbols, point))
        for value in [values[i + 1], block[i + 1], single] {
          #expect((value - expected.slope).magnitude <= slopeError, "seed \(generator.seed): \(value), \(expected)")
        }
        #expect((values[0] - expected.value).magnitude <= valueError)
      }
    }
    #expect(compared * 10 >= drawn * 9, "\(compared) of \(drawn), seed \(generator.seed)")
  }

  /// Recurrences whose steps are multiplied: what is built, differentiated and run grows with the steps alone.
  private func recurrences(_ steps: Int) -> [(name: String, value: Expr, by: [Expr])] {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    func iterate(_ step: (Expr, Int) -> Expr) -> Expr { (0..<steps).reduce(x) { step($0, $1) } }
    let factors = (0..<steps).map { Expr.symbol("f_\($0)") }
    var product: Expr = 1
    return [
      ("logistic map", iterate { e, _ in y * e * (1 - e) }, [x, y]),
      ("quotient", iterate { e, _ in e / (1 + e) * y }, [x, y]),
      ("recurrent net", iterate { e, k in tanh(x * e + y * Expr(k % 7 - 3) / 4) }, [x, y]),
      ("its input", iterate { e, k in tanh(y * e + Expr(k % 7 - 3) / 4) }, [x, y]),
      ("sines", iterate { e, _ in sin(e) * y }, [x, y]),
      ("product with its sine", iterate { e, _ in e * sin(e) }, [x]),
      ("maxima", iterate { e, k in max(e * y, x + Expr(k)) }, [x, y]),
      (
        "cumulative products",
        Expr.sum(
          factors.map { factor in
            product = product * factor
            return product
          }), factors
      ),
    ]
  }

  @Test("gradients and programs of recurrences that multiply are linear in their steps")
  func growth() throws {
    let sizes = TestSize.isFull ? [1000, 2000, 4000] : [100, 200]
    var counts: [[String: [Int]]] = []
    for steps in sizes {
      var found: [String: [Int]] = [:]
      for (name, value, variables) in recurrences(steps) {
        let gradient = try value.gradient(by: variables)
        let ids = ReachableNodes(value.store, ([value] + gradient).map(\.node)).ids
        let program = try CompiledFunction<Double>([value] + gradient, inputs: variables)
        found[name] = [ids.count, program.operationCount]
        #expect(program.operationCount <= 20 * steps, "\(name): \(program.operationCount) operations")
      }
      counts.append(found)
    }
    for (small, large) in zip(counts, counts.dropFirst()) {
      for (name, before) in small {
        let after = large[name] ?? []
        // Long products lie in chunks: a logarithm.
        #expect(Double(after[0]) <= 3 * Double(before[0]), "\(name): \(before[0]) nodes doubled to \(after[0])")
        #expect(Double(after[1]) <= 2.6 * Double(before[1]), "\(name): \(before[1]) operations doubled to \(after[1])")
      }
    }
  }

  @Test("what two products have in common may be a third one, built after them: it does not go on from itself")
  func commonPart() throws {
    let factors = (0..<40).map { Expr.symbol("f_\($0)") }
    func product(squaring square: Int?) -> Expr {
      factors.indices.dropFirst().reduce(factors[0] ** (square == 0 ? 2 : 1)) {
        $0 * factors[$1] ** (square == $1 ? 2 : 1)
      }
    }
    let parts = [product(squaring: 0), product(squaring: 1), product(squaring: nil)]
    let program = try CompiledFunction<Double>(parts.map { sin($0) }, inputs: factors)
    let point = factors.indices.map { 1 + Double($0 % 7 - 3) / 64 }
    let whole = point.reduce(1, *)
    let expected = [whole * point[0], whole * point[1], whole].map { sin($0) }
    for (value, expected) in zip(try program.values(at: point), expected) {
      #expect((value - expected).magnitude < 1e-12)
    }
  }

  @Test("a factor that makes something else together with one of a long product does so whatever comes first")
  func rewrites() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let long = (0..<80).reduce(Expr(1)) { $0 * Expr.symbol("g_\($1)") }
    let factors: [(Expr, Expr)] = [
      (sign(x), x), (x, sign(x)), (abs(x), sign(x)), (sign(x), abs(x)), (cbrt(x), cbrt(x) ** 2), (x, x ** 3),
      (x, 1 / x),
      (abs(x), abs(x)), (sign(x), sign(x)), (1 / x, x ** -2), (sqrt(x), sqrt(x)), (sqrt(2 as Expr), sqrt(3 as Expr)),
      (Expr.e ** x, Expr.e ** y), (abs(abs(x) - 1), sign(abs(x) - 1)),
    ]
    for (a, b) in factors {
      let together = a * b * long
      #expect(long * a * b == together, "\(a), \(b)")
      #expect((a * long) * b == together, "\(a), \(b)")
      #expect(b * (long * a) == together, "\(a), \(b)")
    }
  }

  @Test("second derivatives of nests, each term of which is near the one before it")
  func hessians() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    for depth in [40, 90] {
      var nest = x * y
      for _ in 0..<depth { nest = sin(nest) }
      let hessian = try nest.hessian(by: [x, y])
      // Value and derivatives by x, y, xx, xy, yy, one level after another.
      let (a, b) = (0.75, 1.5)
      var (value, first, second) = (a * b, [b, a], [0.0, 1, 0])
      for _ in 0..<depth {
        let (s, c) = (Foundation.sin(value), Foundation.cos(value))
        let squares = [first[0] * first[0], first[0] * first[1], first[1] * first[1]]
        second = (0..<3).map { c * second[$0] - s * squares[$0] }
        first = first.map { c * $0 }
        value = s
      }
      for (entry, expected) in [(hessian[0][0], second[0]), (hessian[0][1], second[1]), (hessian[1][1], second[2])] {
        let found = try #require(try entry.value([x, y], [a, b]))
        #expect((found - expected).magnitude <= 1e-12 * expected.magnitude, "\(found), not \(expected)")
      }
    }
  }

  @Test("what the Hessian of a nest interns is linear in its depth but for a logarithm, operands counted")
  func hessianGrowth() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let counts = try (TestSize.isFull ? [1000, 4000] : [150, 600]).map { (depth: Int) -> Int in
      let store = Store()
      var nest = Expr(store: store, node: store.construct { $0.product(x.node, y.node) }, condition: .yes)
      for _ in 0..<depth { nest = sin(nest) }
      let before = store.nodeCount
      _ = try nest.hessian(by: [x, y])
      return (before..<store.nodeCount).reduce(0) { $0 + store.operands(NodeID(index: $1)).count }
    }
    #expect(Double(counts[1]) <= 7 * Double(counts[0]), "\(counts)")
  }
}
