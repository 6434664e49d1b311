// Random formulas over the whole catalogue, each with an evaluation of its own on plain doubles.

import Foundation
import Nabla
import NablaTestSupport

/// A formula that is written once as an expression and once computed by plain arithmetic.
indirect enum Formula {
  case symbol(Int)
  case number(Int, Int)
  case sum([Formula])
  case product([Formula])
  case quotient(Formula, Formula)
  case power(Formula, Int, Int)
  case generalPower(Formula, Formula)
  case call(SampledFunction, [Formula])
  case choice(Formula, Formula, Formula, Formula)

  func expression(_ symbols: [Expr]) throws -> Expr {
    switch self {
    case .symbol(let k): return symbols[k]
    case .number(let p, let q): return Expr(Rational(p, q))
    case .sum(let parts): return Expr.sum(try parts.map { try $0.expression(symbols) })
    case .product(let parts): return Expr.product(try parts.map { try $0.expression(symbols) })
    case .quotient(let a, let b): return try a.expression(symbols) / b.expression(symbols)
    case .power(let a, let p, let q): return try a.expression(symbols) ** Expr(Rational(p, q))
    case .generalPower(let a, let b): return try a.expression(symbols) ** b.expression(symbols)
    case .call(let function, let arguments):
      return try function.call(arguments.map { try $0.expression(symbols) })
    case .choice(let a, let b, let first, let second):
      return when(
        try a.expression(symbols) .< b.expression(symbols), try first.expression(symbols),
        try second.expression(symbols))
    }
  }

  /// The value at a point; NaN where there is none, or where a part is too large for a double.
  func value(_ x: [Double], _ trace: inout Trace) -> Double {
    let value = bareValue(x, &trace)
    trace.see(value)
    return value
  }

  private func bareValue(_ x: [Double], _ trace: inout Trace) -> Double {
    switch self {
    case .symbol(let k): return x[k]
    case .number(let p, let q): return Double(p) / Double(q)
    case .sum(let parts):
      var sum = 0.0
      for part in parts { sum += part.value(x, &trace) }
      return sum
    case .product(let parts):
      var product = 1.0
      for part in parts { product *= part.value(x, &trace) }
      return product
    case .quotient(let a, let b):
      let divisor = b.value(x, &trace)
      trace.decide(divisor)
      return a.value(x, &trace) / divisor
    case .power(let a, let p, let q):
      let base = a.value(x, &trace)
      if p < 0 || q > 1 { trace.decide(base) }
      return realPower(base, p, q)
    case .generalPower(let a, let b):
      let base = a.value(x, &trace)
      trace.decide(base)
      return base > 0 ? pow(base, b.value(x, &trace)) : .nan
    case .call(let function, let arguments):
      let values = arguments.map { $0.value(x, &trace) }
      if values.contains(where: { !$0.isFinite }) { return .nan }
      trace.decide(function, values)
      return function(values)
    case .choice(let a, let b, let first, let second):
      let difference = a.value(x, &trace) - b.value(x, &trace)
      trace.decide(difference)
      return (difference < 0 ? first : second).value(x, &trace)
    }
  }
}

/// What an evaluation went through: on which side of each kink, jump and pole, how near to it, how large.
struct Trace {
  private(set) var sides: [Int] = []
  private(set) var margin = Double.infinity
  private(set) var size = 1.0

  /// NaN stays, as the size of everything that follows.
  mutating func see(_ value: Double) {
    if !size.isNaN && !(value.magnitude <= size) { size = value.magnitude }
  }

  mutating func decide(_ value: Double) {
    margin = Swift.min(margin, value.magnitude)
    sides.append(value < 0 ? -1 : 1)
  }

  /// Between which two whole numbers a number lies.
  private func cell(_ value: Double) -> Int { value.magnitude < 1e6 ? Int(value.rounded(.down)) : 0 }

  mutating func decide(_ function: SampledFunction, _ x: [Double]) {
    guard let room = function.room(around: x) else {
      margin = 0
      return
    }
    margin = Swift.min(margin, room)
    if !function.row.isTotal || !function.row.isSmooth {
      for (k, value) in x.enumerated() {
        sides.append(cell(value / .pi))
        sides.append(cell(value / .pi + 0.5))
        sides.append(cell(value))
        for other in x[..<k] { sides.append(value < other ? -1 : 1) }
      }
    }
  }
}

extension Formula {
  /// A random formula of at most some depth.
  static func random(depth: Int, symbols: Int, _ generator: inout SeededGenerator) -> Formula {
    func part() -> Formula { random(depth: depth - 1, symbols: symbols, &generator) }
    if depth <= 0 || Int.random(in: 0..<12, using: &generator) == 0 {
      if Int.random(in: 0..<4, using: &generator) > 0 {
        return .symbol(Int.random(in: 0..<symbols, using: &generator))
      }
      return .number(
        Int.random(in: -9...9, using: &generator), Int.random(in: 1...4, using: &generator))
    }
    switch Int.random(in: 0..<16, using: &generator) {
    case 0..<3: return .sum((0..<Int.random(in: 2...3, using: &generator)).map { _ in part() })
    case 3..<6: return .product((0..<Int.random(in: 2...3, using: &generator)).map { _ in part() })
    case 6: return .quotient(part(), part())
    case 7: return .power(part(), Int.random(in: -2...3, using: &generator), 1)
    case 8: return .power(positive(part()), Int.random(in: -4...5, using: &generator), 3)
    case 9: return .generalPower(positive(part()), part())
    case 10: return .choice(part(), part(), part(), part())
    default:
      return call(SampledFunction.random(&generator), depth: depth, symbols: symbols, &generator)
    }
  }

  /// A call with random arguments, brought into the domain.
  static func call(
    _ function: SampledFunction, depth: Int, symbols: Int, _ generator: inout SeededGenerator
  ) -> Formula {
    let arguments = (0..<function.arity).map { _ in
      let argument = random(depth: depth - 1, symbols: symbols, &generator)
      switch function.row.id {
      case .log, .sqrt, .log2, .log10, .log1p, .xlogx, .gamma, .lgamma, .digamma, .polygamma, .beta, .besselY,
        .besselK, .Ci, .Ei, .lambertW:
        return positive(argument)
      case .asech, .logit, .ellipticK, .ellipticE: return .call(plain(.sigmoid), [argument])
      case .acosh: return .sum([.number(5, 4), positive(argument)])
      case .asin, .acos, .atanh, .erfinv: return .product([.number(3, 4), .call(plain(.sin), [argument])])
      case .asec, .acsc, .acoth, .zeta, .zetaDerivative: return .sum([.number(5, 4), positive(argument)])
      case .exp, .sinh, .cosh, .expm1, .erfi, .besselI, .airyBi, .airyBiPrime: return .call(plain(.atan), [argument])
      default: return argument
      }
    }
    return .call(function, arguments)
  }

  private static func plain(_ id: FunctionID) -> SampledFunction {
    SampledFunction(row: Catalogue.row(id), arity: 1)
  }

  private static func positive(_ part: Formula) -> Formula { .sum([.power(part, 2, 1), .number(1, 2)]) }
}

/// A random formula with a point at which it is smooth and of moderate size.
struct SmoothCase {
  static let symbols = ["x", "y", "z"].map(Expr.symbol)

  let formula: Formula
  let expression: Expr
  let point: [Double]
  let value: Double
  let margin: Double
  let size: Double

  /// Draws formulas until one has such a point; each function of the catalogue has its turn.
  static func random(_ turn: Int, depth: Int, _ generator: inout SeededGenerator) throws -> SmoothCase {
    while true {
      let depth = Int.random(in: 1...depth, using: &generator)
      let formula = Formula.sum([
        .call(SampledFunction.inTurn(turn), depth: depth, symbols: symbols.count, &generator),
        .random(depth: depth - 1, symbols: symbols.count, &generator),
      ])
      for _ in 0..<10 {
        let point = symbols.map { _ in generator.number(in: -2.5...2.5) }
        var trace = Trace()
        let value = formula.value(point, &trace)
        if value.isFinite, trace.size < 1e4, trace.margin > 1e-3 {
          return SmoothCase(
            formula: formula, expression: try formula.expression(symbols), point: point, value: value,
            margin: trace.margin, size: trace.size)
        }
      }
    }
  }

  /// The value at a point moved along one axis, as long as no kink, jump or pole lies between.
  func moved(_ axis: Int, to coordinate: Double, _ sides: [Int]) -> Double? {
    var moved = point
    moved[axis] = coordinate
    var trace = Trace()
    let value = formula.value(moved, &trace)
    return trace.sides == sides && value.isFinite ? value : nil
  }

  var sides: [Int] {
    var trace = Trace()
    _ = formula.value(point, &trace)
    return trace.sides
  }

  /// The slope along one axis by finite differences; nil where they do not decide.
  func slope(_ axis: Int) -> SlopeEstimate? {
    let sides = sides
    for step in [0.1, 0.01, 1e-3] {
      guard
        let estimate = FiniteDifferences.slope(
          at: point[axis], step: step, rounding: 0x1p-46 * max(1, size / max(value.magnitude, 1e-3)),
          of: { moved(axis, to: $0, sides) })
      else { continue }
      if estimate.error <= 1e-5 * max(1, estimate.slope.magnitude) { return estimate }
    }
    return nil
  }
}
