// Branches that are not taken never matter: neither their values nor their slopes nor their conditions.

import Nabla
import NablaTestSupport
import Testing

@Suite struct BranchTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  private func same(_ p: Double?, _ q: Double?) -> Bool {
    guard let p, let q else { return p == nil && q == nil }
    return agree(p, q, tolerance: 1e-11)
  }

  /// Value, gradient and Hessian of a function of x and y.
  private func jet(_ function: Expr, _ a: Expr, _ b: Expr) throws -> [Double?] {
    let variables = [x, y]
    let all =
      [function] + (try function.gradient(by: variables))
      + (try variables.map { try function.derivative(by: $0) })
      + (try function.hessian(by: variables)).flatMap { $0 }
    let at = [x: a, y: b]
    let together = try Expr.evaluate(all, at: at).map(\.value)
    let alone = try all.map { try $0.substituting(at).evaluated().value }
    for (p, q) in zip(together, alone) { #expect(same(p, q), "\(function) at \(a), \(b)") }
    return together
  }

  /// A function must have the values of another one where both are the same.
  private func expect(
    _ function: Expr, isLike other: Expr, at a: Expr, _ b: Expr,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try jet(function, a, b)
    let wanted = try jet(other, a, b)
    for (k, (p, q)) in zip(found, wanted).enumerated() {
      #expect(same(p, q), "entry \(k) of \(function) at \(a), \(b)", sourceLocation: sourceLocation)
    }
  }

  /// Pieces that have no value for some x, each with an x where it has none.
  private var partial: [(Expr, Expr)] {
    [
      (log(x), -1), (1 / x, 0), (sqrt(x), -1), (x ** y, -1), (y / x, 0), (asin(x), 2), (log(x) * y, -2),
      (exp(1 / x), 0), (x ** Expr(Rational(1, 3)), -3), (atan2(x, 0 * y), 0), (cot(x), 0), (sqrt(x), 0),
      (cbrt(x), 0), (log(log(x)), Expr(Rational(1, 2))), (1 / (x * y), 0), (x ** -2 * sin(y), 0),
    ]
  }

  @Test("the relation under which a sum of pieces counts keeps its number: gradients of them are their derivatives")
  func numbersInRelations() throws {
    let edge = x * log(y ** 2 + 1) - x ** 2 + 1
    let first = when(edge .>= 0, x * y / (y ** 2 + 1), 0)
    let function = first + when(1 - y .>= 0, 1 / (y ** 2 + 1), 0)
    let gradient = try function.gradient(by: [x, y])
    // At the first two of these points the edge is between 0 and 1, and the other piece is not taken.
    for (a, b): (Expr, Expr) in [(2, 2), (3, 4), (3, 2), (1, 1 / 2)] {
      let slopes = try [x, y].map { try function.derivative(by: $0).evaluated(at: [x: a, y: b]).value }
      let found = try Expr.evaluate(gradient, at: [x: a, y: b]).map(\.value)
      for (p, q) in zip(found, slopes) { #expect(p != nil && same(p, q), "\(function) at \(a), \(b): \(found)") }
    }
  }

  @Test("a branch without a value does not leak into value, gradient, derivative and Hessian")
  func deadBranches() throws {
    for (piece, bad) in partial {
      let other = x ** 2 * y + y ** 2
      let b: Expr = Expr(Rational(5, 2))
      let first = when(x .> bad, piece, other)
      try expect(first, isLike: other, at: bad, b)
      let second = when(x .<= bad, other, piece)
      try expect(second, isLike: other, at: bad - 1, b)
      let product = y * when(x .> bad, piece, other) + x
      try expect(product, isLike: y * other + x, at: bad - 1, b)
      let outside = sin(when(x .> bad, piece * y, other)) * exp(y)
      try expect(outside, isLike: sin(other) * exp(y), at: bad - 1, b)
    }
  }

  @Test("a branch that is taken counts in full")
  func liveBranches() throws {
    let function = when(x .> 0, log(x) * y, x ** 2) + y
    try expect(function, isLike: log(x) * y + y, at: 3, 2)
    try expect(function, isLike: x ** 2 + y, at: -3, 2)
    #expect(try when(x .> 0, log(x - 1), x).derivative(by: x).value([x], [0.5]) == nil)
  }

  @Test("nested branches, each dead for a reason of its own")
  func nestedBranches() throws {
    let inner = when(y .> 0, log(y), 1 / (y - 1))
    let function = when(x .> 0, sqrt(x) * inner, x * inner ** 2) + x * y
    try expect(function, isLike: sqrt(x) * log(y) + x * y, at: 2, 3)
    try expect(function, isLike: sqrt(x) / (y - 1) + x * y, at: 2, -3)
    try expect(function, isLike: x * log(y) ** 2 + x * y, at: -2, 3)
    try expect(function, isLike: x / (y - 1) ** 2 + x * y, at: -2, -3)
    let deep = when(x .< 1, when(x .< 0, x * y, log(x)), when(x .< 2, 1 / (x - 2), sqrt(x - 2)))
    try expect(deep, isLike: x * y, at: -1, 3)
    try expect(deep, isLike: log(x), at: 0.5, 3)
    try expect(deep, isLike: 1 / (x - 2), at: 1.5, 3)
    try expect(deep, isLike: sqrt(x - 2), at: 4, 3)
  }

  @Test("a subexpression shared by branches and by the outside counts where it is used, and only there")
  func sharedSubexpressions() throws {
    let shared = log(x * y)
    let inBoth = when(x .> 0, shared ** 2, when(y .< 0, shared, x)) * y
    try expect(inBoth, isLike: shared ** 2 * y, at: 2, 3)
    try expect(inBoth, isLike: shared * y, at: -2, -3)
    try expect(inBoth, isLike: x * y, at: -2, 3)
    let root = sqrt(x)
    let twice = when(x .> 0, root * y, y ** 2) + when(x .> 1, root + y, x)
    try expect(twice, isLike: root * y + root + y, at: 4, 3)
    try expect(twice, isLike: root * y + x, at: 0.25, 3)
    try expect(twice, isLike: y ** 2 + x, at: -1, 3)
    let outside = root + when(y .> 0, root * y, root / y)
    try expect(outside, isLike: root + root * y, at: 4, 3)
    try expect(outside, isLike: root + root / y, at: 4, -3)
    // The same shared node, of which every use is dead.
    let sine = sin(1 / x)
    let dead = when(x .!= 0, sine + y, y) * when(x .== 0, y, sine)
    try expect(dead, isLike: y ** 2, at: 0, 3)
    try expect(dead, isLike: (sine + y) * sine, at: 2, 3)
  }

  @Test("combined relations choose the branch, and a relation without a value leaves none")
  func relations() throws {
    let both = when(x .> 0 && y .> 0, log(x) * log(y), x + y)
    try expect(both, isLike: x + y, at: -1, 2)
    try expect(both, isLike: x + y, at: 2, -1)
    try expect(both, isLike: log(x) * log(y), at: 2, 3)
    let either = when(x .<= 0 || y .<= 0, x - y, log(x) + log(y))
    try expect(either, isLike: x - y, at: -1, -2)
    try expect(either, isLike: log(x) + log(y), at: 2, 3)
    #expect(try when(log(x) .> 0, x, y).evaluated(at: [x: -1, y: 1]).value == nil)
    #expect(try when(log(x) .> 0, x, y).derivative(by: y).evaluated(at: [x: -1, y: 1]).value == nil)
  }

  @Test("random pieces joined at a random place have the slopes of the piece that is taken")
  func randomPieces() throws {
    var generator = SeededGenerator(seed: 41)
    let symbols = SmoothCase.symbols
    for turn in 0..<TestSize.cases(120, full: 4000) {
      let sample = try SmoothCase.random(turn, depth: 4, &generator)
      let dead = try Formula.random(depth: 4, symbols: 3, &generator).expression(symbols)
      let place = try Expr(double: sample.point[0] + 0.5)
      let joined = when(symbols[0] .< place, sample.expression, dead) * symbols[1]
      let plain = sample.expression * symbols[1]
      let at = try Expr.point(symbols, sample.point)
      let found = try Expr.evaluate([joined] + joined.gradient(by: symbols), at: at).map(\.value)
      let wanted = try Expr.evaluate([plain] + plain.gradient(by: symbols), at: at).map(\.value)
      for (a, b) in zip(found, wanted) {
        #expect(same(a, b), "\(joined) at \(sample.point), seed \(generator.seed)")
      }
    }
  }
}
