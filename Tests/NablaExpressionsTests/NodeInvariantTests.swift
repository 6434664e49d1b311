// What always holds of a node, over random formulas, their derivatives and long sums and products.
import Nabla
import NablaTestSupport
import Testing

@testable import NablaExpressions

@Suite("Invariants of nodes")
struct NodeInvariantTests {
  private func expectSound(_ store: Store, _ what: @autoclosure () -> String) {
    for index in 0..<store.nodes.count {
      let id = NodeID(index: index)
      if let violation = store.violation(of: id) {
        Issue.record("\(violation): \(store.node(id).pointee.operation) of \(Array(store.operands(id))), \(what())")
        return
      }
    }
  }

  @Test("every node of random formulas, gradients and substitutions is as nodes are")
  func random() throws {
    var generator = SeededGenerator()
    for round in 0..<(isThorough ? 3000 : 200) {
      let store = Store()
      guard let f = try? Expr(parsing: Formula.random(depth: 5, &generator).text, in: store) else { continue }
      let symbols = f.freeSymbols
      _ = try? f.gradient(by: symbols)
      if let symbol = symbols.first { _ = try? f.substituting([symbol: symbol * symbol - 1]) }
      expectSound(store, "seed \(generator.seed), round \(round)")
    }
  }

  @Test("so is every node of long sums and products that grow and shrink")
  func long() throws {
    let store = Store()
    let x = try (0..<150).map { try Expr(parsing: "x_\($0)", in: store) }
    var (sum, product) = (try Expr(parsing: "sin(y)", in: store), try Expr(parsing: "cos(y)", in: store))
    for symbol in x {
      sum = sum - 3 * symbol
      product = product * symbol
    }
    for symbol in x[..<100] {
      sum = sum + 3 * symbol
      product = product / symbol
    }
    _ = try (sum * product).gradient(by: x)
    expectSound(store, "long forms")
  }

  @Test("what no node is, is found")
  func found() throws {
    let store = Store()
    let (x, y) = (Expr.symbol("x").node, Expr.symbol("y").node)
    let (s, less) = try store.build { (builder) throws(NablaError) in
      (builder.sum([x, .one]), builder.relation(.less, x, y))
    }
    let ordered = store.fingerprint(x) < store.fingerprint(y) ? (x, y) : (y, x)
    let half = try store.build { (builder) throws(NablaError) in builder.rational(1, 2) }
    func isFound(_ operation: NablaExpressions.Operation, _ operands: [NodeID]) -> Bool {
      operands.withUnsafeBufferPointer { store.violation(operation, $0) } != nil
    }
    #expect(!isFound(.sum, [.zero, .one, ordered.0, .one, ordered.1]))
    #expect(!isFound(.product, [half, ordered.0, .one, ordered.1, .two]))
    for (operation, operands) in [
      (.sum, [.zero, .one, ordered.1, .one, ordered.0]), (.sum, [.zero, .one, x, .one, x]), (.sum, [.zero, .zero, x]),
      (.sum, [x, .one, y]), (.sum, [.one, .one]), (.sum, [.zero, .minusOne, s]), (.sum, [.zero, .one, less]),
      (.product, [.zero, x, .one]), (.product, [.one, x, .zero]), (.product, [.one, less, .one]),
      (.power, [x, .one]), (.power, [x, .zero]), (.less, [x, x]), (.and, [less]), (.and, [less, x]),
      (.ifElse, [x, x, y]), (.ifElse, [less, less, y]), (.both, [.yes, x]), (.guarded, [x, .yes]),
      (.domainRequirement, [x]), (.power, [NodeID(index: 1 << 20), .two]),
    ] as [(NablaExpressions.Operation, [NodeID])] {
      #expect(isFound(operation, operands), "\(operation) \(operands)")
    }
  }
}
