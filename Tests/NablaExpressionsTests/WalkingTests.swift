// Walks over shared and deep graphs, and replacing parts of them.

import Nabla
import Testing

@Suite struct WalkingTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")
  private let z = Expr.symbol("z")

  @Test func nodesAreDistinctAndOperandsComeFirst() {
    let f = x ** 2 * sin(y) - 3 * x / y + 1
    let nodes = f.nodes
    #expect(Set(nodes).count == nodes.count)
    #expect(nodes.last == f)
    for (place, node) in nodes.enumerated() {
      for operand in node.operands { #expect(nodes[..<place].contains(operand), "\(operand) of \(node)") }
    }
    #expect(Expr.nodes(of: [x + y, x]).count == 3)
    #expect(Expr.nodes(of: []) == [] && x.nodes == [x] && Expr(3).nodes == [3])
  }

  @Test func foldsVisitEveryNodeOnce() throws {
    var doubled = x
    for _ in 0..<200 { doubled = sin(doubled) * cos(doubled) }
    var visits = 0
    let depth: Int = doubled.fold { _, operands in
      visits += 1
      return 1 + (operands.max() ?? 0)
    }
    #expect(depth == 401 && visits == 601)
    var chain = x
    for _ in 0..<50_000 { chain = sin(chain) }
    #expect(chain.fold { _, operands in 1 + (operands.first ?? 0) } == 50_001)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try chain.fold { (_, _: [Int]) throws(Stop) in throw Stop() } }
  }

  /// Values by a fold over kinds are those of the library, for long sums too, whose parts are sums.
  @Test func foldsComputeValues() throws {
    let terms = Expr.symbols("t", count: 300)
    let f = Expr.sum(terms.map { 2 * $0 ** 2 }) + Expr.product(terms.map { 1 + $0 }) + when(x .> y && y .> 0, sin(x), y)
    var point: [Expr: Double] = [x: 3, y: 2]
    for (place, term) in terms.enumerated() { point[term] = Double(place) / 1000 }
    let numbers = point
    let value: Double = try f.fold { (kind, operands: [Double]) throws(NablaError) in
      switch kind {
      case .number(let number): return number.nearestDouble
      case .symbol(let name): return numbers[.symbol(name)] ?? .nan
      case .constant(.pi): return .pi
      case .constant(.e): return 2.718281828459045
      case .sum: return operands.reduce(0, +)
      case .product: return operands.reduce(1, *)
      case .power: return try (x ** y).value(at: [x: operands[0], y: operands[1]])
      case .call(let function): return try Expr.call(function, operands.map { Expr($0) }).value()
      case .ifElse: return operands[0] != 0 ? operands[1] : operands[2]
      case .relation(.less): return operands[0] < operands[1] ? 1 : 0
      case .relation(.and): return operands.min() ?? 1
      case .relation, .application, .declared: throw NablaError(.unsupported, "\(kind)")
      }
    }
    let expected = try f.value(at: point)
    #expect(abs(value - expected) < 1e-9 * abs(expected))
  }

  @Test func prefixSumsAreWalkedInLinearTime() {
    var (sum, sums) = (Expr(0), [Expr]())
    for term in Expr.symbols("t", count: 2000) {
      sum += term
      sums.append(sum)
    }
    // Flattened they would have two million operands.
    let operands: [Int] = Expr.fold(sums) { _, operands in operands.count }
    #expect(operands.max() ?? 0 < 200)
    var total = 0
    let _: [Int] = Expr.fold(sums) { _, operands in
      total += operands.count
      return 0
    }
    #expect(total < 200_000)
  }

  @Test func namesAndNumbers() {
    #expect(x.name == "x" && (x + 1).name == nil && Expr(7).number == 7 && Expr(1 / 3).number == Rational(1, 3))
    #expect(x.number == nil && Expr.pi.number == nil)
  }

  @Test func subexpressionsAreReplaced() throws {
    let u = Expr.symbol("u")
    let square = x ** 2
    #expect(try (3 * square * y).replacing([square: u]) == 3 * u * y)
    #expect(try (2 * x * y + 1).replacing([x * y: u]) == 2 * u + 1)
    #expect(try (2 * x * y).replacing([x * y: u]) == 2 * u)
    #expect(try (x * y * z).replacing([x * y: u]) == x * y * z)
    #expect(try (sin(x) + cos(sin(x))).replacing([sin(x): u]) == u + cos(u))
    #expect(try (5 * x + y).replacing([5 * x: u]) == u + y)
    #expect(try (x - y).replacing([x: y, y: x]) == y - x)
    #expect(try exp(square).replacing([square: x]) == exp(x))
    #expect(try (1 / sin(x)).replacing([sin(x): x]).conditions().isEmpty)
    #expect(try when(x .> 0, sin(x), 1).replacing([sin(x): u]) == when(x .> 0, u, 1))
    #expect(try abs(sin(x)).derivative(by: x).replacing([sin(x): u]).conditions().map(\.description) == ["u ≠ 0"])
    #expect(try (sin(x) / sin(x)).replacing([sin(x): u]).value(at: [u: 1]) == 1)
    #expect(throws: NablaError.self) { try (sin(x) / sin(x)).replacing([sin(x): 0]).value() }
    #expect(throws: NablaError.self) { try (2 * x).replacing([2: y]) }
    #expect(throws: NablaError.self) { try x.replacing([x: when(x .> 0, x, 1).operands[0]]) }
    var chain = x
    for _ in 0..<20_000 { chain = sin(chain) + 1 }
    #expect(try chain.replacing([sin(x): sin(y)]).freeSymbols == [y])
  }

  @Test func functionsAreReplacedInDerivativesToo() throws {
    let (t, s) = (Expr.symbol("t"), Expr.symbol("s"))
    let (f, g) = (Function("f"), Function("g"))
    #expect(try f(x).derivative(by: x).replacing(f, of: [t], by: t * t) == 2 * x)
    #expect(try f(f(x)).replacing(f, of: [t], by: t + 1) == x + 2)
    #expect(try f(f(x)).derivative(by: x).replacing(f, of: [t], by: sin(t)) == cos(sin(x)) * cos(x))
    let mixed = try g(x * y, y).derivative(by: [x, y])
    #expect(try mixed.replacing(g, of: [t, s], by: t * s) == (x * y * y).derivative(by: [x, y]))
    #expect(try (f(x) + g(x)).replacing(f, of: [t], by: y) == y + g(x))
    #expect(try f(x).replacing(f, of: [t], by: t / t).conditions().map(\.description) == ["x ≠ 0"])
    #expect(try x.replacing(f, of: [t], by: t) == x)
    #expect(throws: NablaError.self) { try f(x).replacing(f, of: [t, s], by: t) }
    #expect(throws: NablaError.self) { try f(x).replacing(f, of: [t + 1], by: t) }
    let declared = try Function("h", of: [t], value: t)
    #expect(throws: NablaError.self) { try declared(x).replacing(declared, of: [t], by: t) }
  }
}
