// Random expressions over every kind of node, from a small seeded generator.
import Nabla
import NablaTestSupport

/// Builds random expressions with Swift's operators.
struct RandomExpressions {
  var random: SeededGenerator
  /// What they are made of.
  var symbols = RandomExpressions.symbols
  var functions = FunctionID.allCases
  var undefined = ["f", "g", "phi", "u_1", "ψ", "D"]

  static let symbols = ["x", "y", "z", "x2", "x10", "theta_1", "θ", "w_ij", "rate"].map { Expr.symbol($0) }

  mutating func expression(depth: Int) -> Expr {
    if depth == 0 { return leaf() }
    let next = { (own: inout RandomExpressions) in own.expression(depth: own.random.below(depth)) }
    switch random.below(15) {
    case 0, 1: return next(&self) + next(&self)
    case 2: return next(&self) - next(&self)
    case 3, 4: return next(&self) * next(&self)
    case 5: return next(&self) / next(&self)
    case 6: return next(&self) ** exponent()
    case 7: return next(&self) ** next(&self)
    case 8: return Expr.sum((0..<(2 + random.below(4))).map { _ in next(&self) })
    case 9: return -next(&self)
    case 10, 11, 12: return call(next)
    case 13: return application(next)
    default: return when(relation(depth: depth - 1), next(&self), next(&self))
    }
  }

  private mutating func leaf() -> Expr {
    switch random.below(12) {
    case 0...5: return random.pick(symbols)
    case 6, 7: return Expr(Int.random(in: -12...12, using: &random))
    case 8: return Expr(rational())
    case 9: return random.pick([.pi, .e])
    case 10: return Expr(Rational(Int.random(in: -400...400, using: &random), random.pick([2, 5, 10, 100])))
    default: return Expr(large())
    }
  }

  private mutating func rational() -> Rational {
    Rational(Int.random(in: -30...30, using: &random), Int.random(in: 1...12, using: &random))
  }

  private mutating func large() -> Rational {
    var numerator = Integer(1)
    for _ in 0..<(2 + random.below(4)) { numerator *= Integer(Int(truncatingIfNeeded: random.next())) }
    return Rational(numerator, Integer(Int.random(in: 1...Int.max, using: &random)))
  }

  private mutating func exponent() -> Expr {
    switch random.below(4) {
    case 0: return Expr(Int.random(in: -4...6, using: &random))
    case 1: return Expr(Rational(Int.random(in: -5...5, using: &random), 2))
    case 2: return Expr(Rational(Int.random(in: -7...7, using: &random), random.pick([3, 4, 5, 6])))
    default: return random.pick(symbols)
    }
  }

  private mutating func call(_ next: (inout RandomExpressions) -> Expr) -> Expr {
    let function = random.pick(functions)
    let arity = Catalogue.row(function).arity
    let count = arity.lowerBound + random.below(min(arity.count, 4))
    let arguments = (0..<count).map { _ in next(&self) }
    return (try? Expr.call(function, arguments)) ?? leaf()
  }

  private mutating func application(_ next: (inout RandomExpressions) -> Expr) -> Expr {
    let count = 1 + random.below(3)
    let arguments = (0..<count).map { _ in next(&self) }
    let positions = (0..<random.below(5)).map { _ in 1 + random.below(count) }
    let name = Expr.symbol(random.pick(undefined)).node
    return Expr.build(arguments) { $0.application(name, positions: positions, $1) }
  }

  mutating func relation(depth: Int) -> Relation {
    if depth > 0 && random.below(3) == 0 {
      let (a, b) = (relation(depth: depth - 1), relation(depth: depth - 1))
      return random.below(2) == 0 ? a && b : a || b
    }
    let (a, b) = (expression(depth: random.below(depth + 1)), expression(depth: random.below(depth + 1)))
    switch random.below(6) {
    case 0: return a .< b
    case 1: return a .<= b
    case 2: return a .> b
    case 3: return a .>= b
    case 4: return a .== b
    default: return a .!= b
    }
  }
}
