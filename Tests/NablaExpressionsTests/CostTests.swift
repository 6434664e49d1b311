// Costs of nodes against a count of the printed form itself.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Costs")
struct CostTests {
  private func expectEqualCounts(_ expressions: [Expr], _ what: @autoclosure () -> String) throws {
    let cost = Expr.operationCount(of: expressions)
    let displayed = try Expr.displayedOperations(expressions)
    #expect(cost == displayed, "\(what())")
  }

  @Test("costs are the counts of the printed forms of the golden formulas, one by one and all together")
  func golden() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let store = Store()
    var all: [Expr] = []
    for name in ["latex.golden", "automatic.golden"] {
      let file = folder.appendingPathComponent("NablaTypesettingTests/\(name)")
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let typed = line.split(separator: "\t").first.map(String.init) ?? ""
        guard let expression = try? Expr(parsing: typed, in: store) else { continue }
        try expectEqualCounts([expression], typed)
        all.append(expression)
      }
    }
    #expect(all.count > 100)
    try expectEqualCounts(all, "all")
  }

  @Test("costs are the counts of the printed forms of random formulas, their derivatives, and several together")
  func random() throws {
    var generator = SeededGenerator()
    let store = Store()
    var recent: [Expr] = []
    for _ in 0..<(isThorough ? 4000 : 300) {
      let formula = Formula.random(depth: 5, &generator)
      guard let expression = try? Expr(parsing: formula.text, in: store) else { continue }
      let slopes = (try? expression.gradient(by: expression.freeSymbols)) ?? []
      recent = Array(([expression] + slopes + recent).prefix(12)).filter { $0.node.isStored }
      if recent.isEmpty { continue }
      try expectEqualCounts([recent[0]], "\(formula.text), seed \(generator.seed)")
      try expectEqualCounts(recent, "with \(formula.text), seed \(generator.seed)")
    }
  }

  @Test(
    "signs, numbers and fractions cost what they do in print",
    arguments: [
      "-x - 1", "-1 - pi", "-1/2 - pi", "-x - 1/2", "x - 1/2", "-x/2", "-x/2 - y", "(x - 1/2)*(y - 1/2)",
      "x*y/z + x*y/w", "-sqrt(2)/2", "2^(1/3)*x", "x^(-1/2)*y", "exp(-x)/exp(y)", "1/0", "2/0*x", "f(x) - D[1](f)(x)",
      "0^x", "x^(2*10^30)",
      "(x + y)^2 + 2*(x + y) - (x + y)/3", "max(x, y, 2) < min(x, y) - 1", "if(x < 1 and y < 2 or x > 3, -x, 2*x*y)",
    ])
  func signs(_ text: String) throws {
    guard let expression = try? Expr(parsing: text, in: Store()) else { return }
    try expectEqualCounts([expression], text)
  }

  @Test("long sums and products, and those that go on from one another, cost what they do in print")
  func long() throws {
    let x = (0..<80).map { Expr.symbol("x_\($0)") }
    var (sum, product) = (Expr(0), Expr(1))
    var all: [Expr] = []
    for (k, symbol) in x.enumerated() {
      sum = k % 3 == 0 ? sum - symbol * 2 : sum + sin(symbol)
      product = k % 5 == 0 ? product / symbol : product * (symbol + 1)
      if k > 0 { all += [sum, product, -product, 3 * product + sum] }
    }
    for expression in isThorough ? all : Array(all.suffix(12)) { try expectEqualCounts([expression], "\(expression)") }
    try expectEqualCounts(all, "all")
    try expectEqualCounts([Expr.sum(x.map { -$0 })], "negative")
  }

  @Test("a kept count takes in what is new: prefix sums and candidates cost time for what differs")
  func kept() throws {
    let store = Store()
    let first = try Expr(parsing: "sin(x*y)^2 + x/y - 3", in: store)
    let second = try Expr(parsing: "sin(x*y)^2*exp(x/y)", in: store)
    var costs = NodeCosts(store)
    for expressions in [[first], [second], [first, second], [first], [first - second, second]] {
      #expect(try costs.count(expressions.map(\.node)) == Expr.displayedOperations(expressions))
    }
  }
}
