// Long sums and products: one shape for equal ones, logarithmic cost, every algorithm sees the same operands.

import Nabla
import NablaExpressions
import Testing

@Suite struct LongFormTests {
  private func terms(_ count: Int) -> [Expr] {
    (0..<count).map { sin(.symbol("x\($0 % 97)")) * .symbol("y\($0)") * Expr($0 % 5 + 1) }
  }

  @Test func equalSumsAreOneNodeHoweverTheyWereBuilt() {
    for count in [31, 32, 33, 64, 100, 500, 3000] {
      let terms = terms(count)
      let atOnce = Expr.sum(terms)
      var forward: Expr = 0
      for term in terms { forward += term }
      var backward: Expr = 0
      for term in terms.reversed() { backward = term + backward }
      let halves = Expr.sum(Array(terms[..<(count / 2)])) + Expr.sum(Array(terms[(count / 2)...]))
      var cancelled = Expr.sum(terms) + .symbol("z")
      cancelled -= .symbol("z")
      #expect(forward == atOnce)
      #expect(backward == atOnce)
      #expect(halves == atOnce)
      #expect(cancelled == atOnce)
      #expect(atOnce.operands.count == count)
      #expect(atOnce - forward == 0)
    }
  }

  @Test func likeTermsAreFound() {
    var f = Expr.sum(terms(400))
    for term in terms(400) { f += term }
    #expect(f == Expr.sum(terms(400).map { 2 * $0 }))
    #expect((f + 3) - 3 == f)
    #expect(f - 2 * Expr.sum(terms(400)) + 0 != f)
  }

  @Test func addingATermCostsLogarithmicallyManyNodes() {
    func cost(_ count: Int) -> Int {
      let store = Store()
      var f = Expr.sum([Expr(store: store, node: store.construct { $0.power(.e, .pi) }, condition: .yes)])
      for k in 0..<count { f += .symbol("x\(k)") }
      return store.nodeCount
    }
    let (small, large) = (cost(2000), cost(4000))
    #expect(large < 3 * small)
  }

  @Test func longSumsParsePrintDifferentiateAndEvaluate() throws {
    let count = 2000
    let f = Expr.sum((0..<count).map { .symbol("x\($0)") ** 2 })
    let text = f.description
    #expect(text.hasPrefix("x0^2 + x1^2 + x2^2"))
    #expect(try Expr(parsing: text) == f)
    let variables = (0..<count).map { Expr.symbol("x\($0)") }
    let gradient = try f.gradient(by: variables)
    #expect(gradient[1234] == 2 * variables[1234])
    #expect(try f.derivative(by: variables[7]) == 2 * variables[7])
    let point = Dictionary(uniqueKeysWithValues: variables.map { ($0, Expr(1)) })
    #expect(try f.evaluated(at: point).value == Double(count))
    #expect(try f.substituting([variables[3]: 0]) == f - variables[3] ** 2)
  }

  @Test func partialDerivativesOfLongProductsAreTheProductsOfTheOthers() throws {
    for count in [32, 33, 40, 100, 700] {
      let variables = (0..<count).map { Expr.symbol("x\($0)") }
      let f = Expr.product(variables)
      let gradient = try f.gradient(by: variables)
      for k in stride(from: 0, to: count, by: count < 50 ? 1 : 7) {
        var others = variables
        others.remove(at: k)
        #expect(gradient[k] == Expr.product(others))
        #expect(try f.derivative(by: variables[k]) == gradient[k])
      }
      #expect(Expr.product(variables.reversed()) == f)
      #expect(variables.reduce(1, *) == f)
      #expect(f / variables[count / 2] * variables[count / 2] == f)
      #expect(try f.substituting([variables[0]: 3]).operands.count == count)
      #expect(try Expr(parsing: f.description) == f)
    }
  }

  @Test func gradientsOfLongProductsAreNotQuadratic() throws {
    func cost(_ count: Int) throws -> Int {
      let store = Store()
      let seed = Expr(store: store, node: store.construct { $0.power(.e, .pi) }, condition: .yes)
      let variables = (0..<count).map { Expr.symbol("x\($0)") }
      let f = Expr.product([seed] + variables)
      let before = store.nodeCount
      _ = try f.gradient(by: variables)
      return store.nodeCount - before
    }
    let (small, large) = (try cost(1000), try cost(2000))
    #expect(large < 3 * small)
  }

  @Test func longProductsEvaluateAndDifferentiateTwice() throws {
    let variables = (0..<200).map { Expr.symbol("x\($0)") }
    let f = Expr.product(variables.map { $0 ** 2 })
    let point = Dictionary(uniqueKeysWithValues: variables.map { ($0, Expr(1)) })
    #expect(try f.evaluated(at: point).value == 1)
    let second = try f.derivative(by: [variables[3], variables[150]])
    #expect(try second.evaluated(at: point).value == 4)
    #expect(try f.derivative(by: variables[9], order: 2).evaluated(at: point).value == 2)
    #expect(try (f * sin(variables[0])).gradient(by: variables)[5].evaluated(at: point).value != nil)
  }
}
