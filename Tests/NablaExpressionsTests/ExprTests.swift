// The value that users hold: operators, literals, inspection, substitution, and the life of its store.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Expr")
struct ExprTests {
  let x = Expr.symbol("x")
  let y = Expr.symbol("y")

  @Test("-x ** 2 is (−x)² in Swift, -(x ** 2) its negative; ** groups to the right and binds above *")
  func signs() {
    let minusOne = Expr(-1)
    #expect(isSame(-x ** 2, (minusOne * x) ** 2))
    #expect(isSame(-x ** 2, x ** 2))
    #expect(isSame(-(x ** 2), minusOne * x ** 2))
    #expect(!isSame(-(x ** 2), -x ** 2))
    #expect(isSame(2 ** 3 ** 2, Expr(512)))
    #expect(isSame(2 * x ** 2, x ** 2 + x ** 2))
    #expect(isSame(x ** -1, 1 / x))
  }

  @Test("literals are exact: 0.1 is 1/10, integers have any length, 1/2 is a half")
  func literals() {
    #expect(0.1 as Expr == Expr(Rational(1, 10)))
    #expect(isSame(0.1 + 0.2, 0.3))
    #expect(1e22 as Expr == Expr(Rational(Integer(10).power(22))))
    #expect(-2.5e-3 as Expr == Expr(Rational(-1, 400)))
    let large: Expr = 123_456_789_012_345_678_901_234_567_890_123_456_789_012_345_678_901_234_567_890
    #expect(large.description == "123456789012345678901234567890123456789012345678901234567890")
    let half: Expr = 1 / 2
    #expect(half == Expr(Rational(1, 2)))
    #expect(isSame(x ** (1 / 2), sqrt(x)))
    #expect(isSame(x ** 0.5, sqrt(x)))
  }

  @Test("operators in place build the same nodes")
  func inPlace() {
    var f = x
    f += 1
    f *= y
    f -= 2
    f /= x
    #expect(f == ((x + 1) * y - 2) / x)
    #expect(Expr.sum([]) == 0)
    #expect(Expr.product([]) == 1)
  }

  @Test("exact special values are right to 1e-14")
  func specialValues() throws {
    let functions: [(FunctionID, @Sendable (Double) -> Double)] = [
      (.sin, { Foundation.sin($0) }), (.cos, { Foundation.cos($0) }), (.tan, { Foundation.tan($0) }),
      (.sec, { 1 / Foundation.cos($0) }), (.csc, { 1 / Foundation.sin($0) }),
      (.cot, { Foundation.cos($0) / Foundation.sin($0) }),
    ]
    var folded = 0
    for (function, reference) in functions {
      for numerator in -48...48 {
        let angle = Rational(numerator, 12)
        let exact = try Expr.call(function, [Expr(angle) * .pi])
        let expected = reference(angle.nearestDouble * Double.pi)
        let value = try exact.evaluated().value
        if expected.magnitude > 1e6 {
          #expect(value == nil || (value ?? 0).magnitude > 1e6, "\(function)(\(angle)·pi) = \(exact)")
          continue
        }
        let error = (try #require(value, "\(function)(\(angle)·pi) = \(exact)") - expected).magnitude
        #expect(
          error <= 1e-14 * max(1, expected.magnitude * expected.magnitude),
          "\(function)(\(angle)·pi) = \(exact)")
        if !exact.description.contains(Catalogue.row(function).name) { folded += 1 }
      }
    }
    #expect(folded > 200)
    let inverse: [(FunctionID, @Sendable (Double) -> Double)] = [
      (.asin, { Foundation.asin($0) }), (.acos, { Foundation.acos($0) }), (.atan, { Foundation.atan($0) }),
    ]
    let arguments: [Expr] = [
      0, 1, 1 / 2, sqrt(2) / 2, sqrt(3) / 2, sqrt(3), sqrt(3) / 3, 1 / sqrt(2), 1 / sqrt(3), 2, 1 / 3,
      sqrt(5) / 3,
    ]
    for (function, reference) in inverse {
      for argument in arguments + arguments.map({ -$0 }) {
        let double = try #require(try argument.evaluated().value)
        if function != .atan && double.magnitude > 1 { continue }
        let exact = try Expr.call(function, [argument])
        let value = try #require(try exact.evaluated().value, "\(function)(\(argument))")
        #expect((value - reference(double)).magnitude <= 1e-14, "\(function)(\(argument)) = \(exact)")
      }
    }
    #expect(tan(.pi / 4) == 1)
    #expect(sin(.pi / 3) == sqrt(3) / 2)
    #expect(acos(-1) == .pi)
    #expect(atan2(-1, -1) == -3 * .pi / 4)
    #expect(exp(0) == 1)
    #expect(log(.e) == 1)
  }

  @Test("substitution is simultaneous, goes through conditions, and refuses what is no symbol")
  func substitution() throws {
    let exchanged = try (x - y ** 2).substituting([x: y, y: x])
    #expect(isSame(exchanged, y - x ** 2))
    #expect(try sin(x).substituting([x: .pi / 6]) == 1 / 2)
    #expect(try (x / x).substituting([x: y + 1]).conditions().map(\.description) == ["y ≠ -1"])
    let gone = try (x / x).substituting([x: 0])
    #expect(try gone.evaluated().value == nil)
    #expect(try x.substituting([y: 1]) == x)
    #expect(throws: NablaError.self) { try x.substituting([x + 1: y]) }
    let both = try Expr.substituting([x: 2], in: [x + y, x * y])
    #expect(both == [y + 2, 2 * y])
  }

  @Test("freeSymbols in natural order, contains, kind, operands and map")
  func inspection() {
    let f = Function("f")
    let expression = Expr.symbol("x10") * Expr.symbol("x2") + f(y) + .pi
    #expect(expression.freeSymbols.map(\.description) == ["x2", "x10", "y"])
    #expect(expression.contains(y) && expression.contains(f(y)) && !expression.contains(x))
    #expect(expression.contains(expression) && expression.contains(.pi))
    #expect((2 * x + 1).kind == .sum)
    #expect(Set((2 * x + 1).operands) == [2 * x, 1])
    let factors: Set<Expr> = [3, x, y ** 2]
    #expect(Set(Expr.product(Array(factors)).operands) == factors)
    #expect((x ** y).kind == .power)
    #expect((x ** y).operands == [x, y])
    #expect(exp(x).operands == [.e, x])
    #expect(Expr(5).kind == .number(5) && Expr(5).operands.isEmpty)
    #expect(Expr.pi.kind == .constant(.pi) && x.kind == .symbol("x"))
    #expect(atan2(y, x).kind == .call(.atan2) && atan2(y, x).operands == [y, x])
    #expect(f(x, y).kind == .application(name: "f", positions: []) && f(x, y).operands == [x, y])
    #expect(when(x .< y, x, y).kind == .ifElse && when(x .< y, x, y).operands.dropFirst() == [x, y])
    let scaled = (2 * x + sin(y) + 3).map { operand in operand * y }
    #expect(scaled == 2 * x * y + sin(y) * y + 3 * y)
    let shifted = sin(x).map { operand in operand + 1 }
    #expect(shifted == sin(x + 1))
    let doubled = (x ** y).map { operand in operand * 2 }
    #expect(isSame(doubled, (2 * x) ** (2 * y)))
    let untouched = x.map { operand in operand + 1 }
    #expect(untouched == x)
    #expect(sin(x * y).nodeCount == 2 && x.nodeCount == 0)
  }

  @Test("random expressions are put together again from their operands")
  func operands() {
    var generator = SeededGenerator(seed: 8)
    for round in 0..<(isThorough ? 20_000 : 1_000) {
      let expression = Formula.random(depth: generator.below(5), &generator).expression
      let again = expression.map { operand in operand }
      #expect(again == expression, "seed \(generator.seed), round \(round): \(expression)")
      // The terms and factors of a sum or product are made on the way out.
      guard expression.kind != .sum && expression.kind != .product else { continue }
      for operand in expression.operands { #expect(expression.contains(operand)) }
    }
  }
}

@Suite("The life of a store")
struct StoreLifeTests {
  @Test("a store goes away with its last expression")
  func life() {
    weak var weakStore: Store?
    do {
      let store = Store()
      weakStore = store
      let node = store.construct { $0.sum($0.call(.sin, [.pi]), $0.call(.exp, [.two])) }
      let expression = Expr(store: store, node: node, condition: .yes)
      #expect(weakStore != nil && expression.nodeCount > 0)
    }
    #expect(weakStore == nil)
  }

  @Test("symbols, pi, e and small integers need no store, other expressions hold theirs")
  func holding() {
    let bare: [Expr] = [.symbol("x"), .pi, .e, 0, -7]
    #expect(bare.allSatisfy { !$0.node.isStored })
    let held = Expr.symbol("x") + 1
    #expect(held.node.isStored && held.store === Store.default)
    withExtendedLifetime(held) {}
  }

  @Test(
    "a sum of a million terms is built in seconds, term by term in chunks and at once",
    .enabled(if: TestSize.isOptimised))
  func millions() {
    let count = 1_000_000
    let symbols = (0..<1_000).map { Expr.symbol("s\($0)") }
    var terms: [Expr] = []
    terms.reserveCapacity(count)
    for k in 0..<count { terms.append(symbols[k % 1_000] ** Expr(k / 1_000 + 2)) }
    let whole = Expr.sum(terms)
    #expect(whole.operands.count == count)
    #expect(Expr.sum(terms.reversed()) == whole)
    #expect(whole - whole == 0)
    var nested = symbols[0]
    for _ in 0..<count { nested = sin(nested) }
    #expect(nested.nodeCount == count)
  }
}
