// A formula as it was written, with an evaluator of its own: the referee of the automatic form.
import Foundation
import Nabla
import NablaTestSupport

/// What a formula is at a point, as far as doubles can tell.
enum Outcome {
  /// A value with a bound of its error; exactly 0 in error where the value is a small rational.
  case number(Double, error: Double, exact: Rational?)
  case none
  /// Rounding hides whether there is a value, or which.
  case unclear
}

/// A tree, never simplified.
indirect enum Formula {
  case number(Rational)
  case symbol(String)
  case constant(Bool)
  case sum(Formula, Formula)
  case difference(Formula, Formula)
  case negative(Formula)
  case product(Formula, Formula)
  case quotient(Formula, Formula)
  case power(Formula, Formula)
  case call(FunctionID, Formula)
  case extreme(isMax: Bool, Formula, Formula)
  case choice(Formula, Formula, Formula, Formula)
}

// MARK: Building

extension Formula {
  var expression: Expr {
    switch self {
    case .number(let value): return Expr(value)
    case .symbol(let name): return .symbol(name)
    case .constant(let isPi): return isPi ? .pi : .e
    case .sum(let a, let b): return a.expression + b.expression
    case .difference(let a, let b): return a.expression - b.expression
    case .negative(let a): return -a.expression
    case .product(let a, let b): return a.expression * b.expression
    case .quotient(let a, let b): return a.expression / b.expression
    case .power(let a, let b): return a.expression ** b.expression
    case .call(let function, let a): return (try? Expr.call(function, [a.expression])) ?? 0
    case .extreme(let isMax, let a, let b):
      return isMax ? max(a.expression, b.expression) : min(a.expression, b.expression)
    case .choice(let a, let b, let c, let d):
      return when(a.expression .< b.expression, c.expression, d.expression)
    }
  }

  var text: String {
    switch self {
    case .number(let value): return "(\(value))"
    case .symbol(let name): return name
    case .constant(let isPi): return isPi ? "pi" : "e"
    case .sum(let a, let b): return "(\(a.text) + \(b.text))"
    case .difference(let a, let b): return "(\(a.text) - \(b.text))"
    case .negative(let a): return "(-\(a.text))"
    case .product(let a, let b): return "(\(a.text)*\(b.text))"
    case .quotient(let a, let b): return "(\(a.text)/\(b.text))"
    case .power(let a, let b): return "(\(a.text)^\(b.text))"
    case .call(let function, let a): return "\(function)(\(a.text))"
    case .extreme(let isMax, let a, let b): return "\(isMax ? "max" : "min")(\(a.text), \(b.text))"
    case .choice(let a, let b, let c, let d): return "if(\(a.text) < \(b.text), \(c.text), \(d.text))"
    }
  }
}

extension Formula {
  /// Whether a power has an exponent that is no number.
  var hasSymbolicExponent: Bool {
    switch self {
    case .number, .symbol, .constant: return false
    case .negative(let a), .call(_, let a): return a.hasSymbolicExponent
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .extreme(_, let a, let b):
      return a.hasSymbolicExponent || b.hasSymbolicExponent
    case .power(let a, .number): return a.hasSymbolicExponent
    case .power: return true
    case .choice(let a, let b, let c, let d): return [a, b, c, d].contains(where: \.hasSymbolicExponent)
    }
  }
}

// MARK: Values

extension Formula {
  private static let unit = 4.0e-15

  private static func rounded(_ value: Double, _ error: Double) -> Outcome {
    guard value.isFinite, error.isFinite, value.magnitude < 1e150, value == 0 || value.magnitude > 1e-150
    else {
      return .unclear
    }
    return .number(value, error: error + value.magnitude * unit, exact: nil)
  }

  private static func exactly(_ value: Rational) -> Outcome {
    let double = value.nearestDouble
    if value.bitWidth > 2_000 || !double.isFinite { return .unclear }
    return .number(double, error: double.magnitude * 2e-16, exact: value)
  }

  func value(at point: [String: Rational]) -> Outcome {
    switch self {
    case .number(let value): return Formula.exactly(value)
    case .symbol(let name): return point[name].map(Formula.exactly) ?? .unclear
    case .constant(let isPi): return Formula.rounded(isPi ? Double.pi : Foundation.exp(1.0), 0)
    case .negative(let a): return Formula.product(.number(-1, error: 0, exact: -1), a.value(at: point))
    case .sum(let a, let b): return Formula.sum(a.value(at: point), b.value(at: point))
    case .difference(let a, let b):
      return Formula.sum(a.value(at: point), Formula.negative(b).value(at: point))
    case .product(let a, let b): return Formula.product(a.value(at: point), b.value(at: point))
    case .quotient(let a, let b):
      return Formula.product(
        a.value(at: point), Formula.power(b.value(at: point), .number(-1, error: 0, exact: -1)))
    case .power(let a, let b): return Formula.power(a.value(at: point), b.value(at: point))
    case .call(let function, let a): return Formula.call(function, a.value(at: point))
    case .extreme(let isMax, let a, let b):
      return Formula.extreme(isMax, a.value(at: point), b.value(at: point))
    case .choice(let a, let b, let c, let d):
      let difference = Formula.sum(a.value(at: point), Formula.negative(b).value(at: point))
      guard case .number(let value, let error, let exact) = difference else { return difference }
      if exact == nil && value.magnitude <= error { return .unclear }
      return value < 0 ? c.value(at: point) : d.value(at: point)
    }
  }

  /// No value wherever an operand has none; unclear if one is.
  private static func joined(
    _ a: Outcome, _ b: Outcome, _ body: ((Double, Double, Rational?), (Double, Double, Rational?)) -> Outcome
  ) -> Outcome {
    switch (a, b) {
    case (.none, _), (_, .none): return .none
    case (.number(let x, let p, let r), .number(let y, let q, let s)): return body((x, p, r), (y, q, s))
    default: return .unclear
    }
  }

  private static func sum(_ a: Outcome, _ b: Outcome) -> Outcome {
    joined(a, b) { x, y in
      if let r = x.2, let s = y.2 { return exactly(r + s) }
      return rounded(x.0 + y.0, x.1 + y.1)
    }
  }

  private static func product(_ a: Outcome, _ b: Outcome) -> Outcome {
    joined(a, b) { x, y in
      if let r = x.2, let s = y.2 { return exactly(r * s) }
      if x.2?.isZero == true || y.2?.isZero == true { return exactly(0) }
      return rounded(x.0 * y.0, x.0.magnitude * y.1 + y.0.magnitude * x.1 + x.1 * y.1)
    }
  }

  private static func power(_ a: Outcome, _ b: Outcome) -> Outcome {
    joined(a, b) { x, y in
      let (u, v) = (x.0, y.0)
      if let exponent = y.2 {
        if exponent.isZero { return exactly(1) }
        if x.2?.isZero == true { return exponent.isNegative ? .none : exactly(0) }
        if let base = x.2, let n = exponent.asInt, n.magnitude <= 64 { return exactly(base.power(n)) }
        if x.2 == nil && u.magnitude <= x.1 { return .unclear }
        if u < 0 && !exponent.isInteger { return .none }
        let magnitude = Foundation.pow(u.magnitude, v)
        let isOdd = exponent.isInteger && !exponent.numerator.isEven
        return rounded(
          u < 0 && isOdd ? -magnitude : magnitude, magnitude * v.magnitude * (x.1 / u.magnitude + 1e-15))
      }
      if x.2?.isZero == true { return v.magnitude <= y.1 ? .unclear : v < 0 ? .none : exactly(0) }
      if x.2 == nil && u.magnitude <= x.1 { return .unclear }
      // An exponent that is not exactly known may be an integer.
      if u < 0 { return (v - v.rounded()).magnitude <= y.1 ? .unclear : .none }
      let result = Foundation.pow(u, v)
      let relative = v.magnitude * x.1 / u + Foundation.log(u).magnitude * y.1 + 1e-15 * (1 + v.magnitude)
      return relative < 0.1 ? rounded(result, 2 * result * relative) : .unclear
    }
  }

  private static func extreme(_ isMax: Bool, _ a: Outcome, _ b: Outcome) -> Outcome {
    joined(a, b) { x, y in
      if let r = x.2, let s = y.2 { return exactly(isMax ? max(r, s) : min(r, s)) }
      return rounded(isMax ? max(x.0, y.0) : min(x.0, y.0), max(x.1, y.1))
    }
  }

  private static func call(_ function: FunctionID, _ argument: Outcome) -> Outcome {
    guard case .number(let x, let p, let exact) = argument else { return argument }
    let isNearZero = exact == nil && x.magnitude <= p
    func smooth(_ value: Double, slope: Double) -> Outcome {
      p > 0.01 ? .unclear : rounded(value, 1.5 * p * slope.magnitude + p * p + 1e-15)
    }
    switch function {
    case .exp: return exact?.isZero == true ? exactly(1) : smooth(Foundation.exp(x), slope: Foundation.exp(x))
    case .log:
      if isNearZero || (exact == nil && p > 0.01 * x.magnitude) { return .unclear }
      if x <= 0 { return .none }
      if exact?.isOne == true { return exactly(0) }
      return smooth(Foundation.log(x), slope: 1 / x)
    case .sqrt: return power(argument, .number(0.5, error: 0, exact: Rational(1, 2)))
    case .cbrt:
      if exact?.isZero == true { return exactly(0) }
      if isNearZero { return .unclear }
      return rounded(Foundation.cbrt(x), Foundation.cbrt(x).magnitude * (p / x.magnitude + 1e-15))
    case .abs: return exact.map { exactly($0.magnitude) } ?? rounded(x.magnitude, p)
    case .sign:
      return isNearZero ? .unclear : exactly(Rational(exact?.signum ?? (x > 0 ? 1 : -1)))
    case .heaviside:
      return isNearZero ? .unclear : exactly(Rational(1 + (exact?.signum ?? (x > 0 ? 1 : -1)), 2))
    case .relu:
      if let exact { return exactly(exact.isNegative ? 0 : exact) }
      return rounded(max(x, 0), p)
    case .floor:
      if let exact { return exactly(Rational(exact.floor)) }
      return (x - x.rounded()).magnitude <= p || x.magnitude > 1e9
        ? .unclear : exactly(Rational(Int(x.rounded(.down))))
    case .sin: return x.magnitude > 1e6 ? .unclear : smooth(Foundation.sin(x), slope: 1)
    case .cos: return x.magnitude > 1e6 ? .unclear : smooth(Foundation.cos(x), slope: 1)
    case .tan:
      let cosine = Foundation.cos(x)
      if x.magnitude > 1e6 || cosine.magnitude < 1e-3 { return .unclear }
      return smooth(Foundation.tan(x), slope: 2 / (cosine * cosine))
    case .sec:
      return power(call(.cos, argument), .number(-1, error: 0, exact: -1))
    case .csc:
      if exact?.isZero == true { return .none }
      return power(call(.sin, argument), .number(-1, error: 0, exact: -1))
    case .cot:
      if exact?.isZero == true { return .none }
      return product(call(.cos, argument), power(call(.sin, argument), .number(-1, error: 0, exact: -1)))
    case .asin, .acos:
      if let exact, exact.magnitude > 1 { return .none }
      if exact == nil && x.magnitude > 1 + p { return .none }
      if exact == nil && x.magnitude > 0.999 { return .unclear }
      let slope = 1 / (1 - min(x * x, 0.9999)).squareRoot()
      return smooth(function == .asin ? Foundation.asin(x) : Foundation.acos(x), slope: slope)
    case .atan: return smooth(Foundation.atan(x), slope: 1)
    case .sinh: return smooth(Foundation.sinh(x), slope: Foundation.cosh(x))
    case .cosh: return smooth(Foundation.cosh(x), slope: Foundation.cosh(x))
    case .tanh: return smooth(Foundation.tanh(x), slope: 1)
    case .asinh: return exact?.isZero == true ? exactly(0) : smooth(Foundation.asinh(x), slope: 1)
    case .acosh:
      if let exact, exact < 1 { return .none }
      if exact?.isOne == true { return exactly(0) }
      if x < 1 - p { return .none }
      return x < 1.001 ? .unclear : smooth(Foundation.acosh(x), slope: 1 / ((x - p - 1) * (x + 1)).squareRoot())
    case .atanh:
      if let exact, exact.magnitude >= 1 { return .none }
      if exact?.isZero == true { return exactly(0) }
      if x.magnitude > 1 + p { return .none }
      return x.magnitude > 0.98 ? .unclear : smooth(Foundation.atanh(x), slope: 1 / (1 - 0.99 * x * x))
    case .sigmoid: return smooth(1 / (1 + Foundation.exp(-x)), slope: 1)
    case .erf: return smooth(Foundation.erf(x), slope: 1.2)
    case .stopGradient: return argument
    // Of several arguments; not called here.
    case .min, .max, .maxShare, .minShare, .atan2: return .unclear
    default: return byKernel(Catalogue.row(function), x, p, exact)
    }
  }
}

extension Formula {
  /// A smooth function by its kernel, which has referees of its own, and slopes by differences of it.
  private static func byKernel(_ row: FunctionRow, _ x: Double, _ error: Double, _ exact: Rational?) -> Outcome {
    guard case .unary(let kernel) = row.kernel.row.form, error < 0.01, x.magnitude < 1e6 else { return .unclear }
    let value = kernel(x)
    if let exact, Rational(exactly: x) == exact {
      if value.isNaN { return .none }
      // A column with a test of its own.
      if let known = row.exactValue([exact]) { return exactly(known) }
    }
    let step = max(error, 1e-5 * max(1, x.magnitude))
    let sides = [kernel(x - step), kernel(x + step)]
    guard value.isFinite, sides.allSatisfy(\.isFinite) else { return .unclear }
    let slope = sides.map { ($0 - value).magnitude / step }.max() ?? .infinity
    // Where it bends within a step, differences say little.
    let bend = (sides[0] + sides[1] - 2 * value).magnitude
    if bend > 0.1 * (slope * step) + 1e-12 * value.magnitude { return .unclear }
    return rounded(value, 2 * error * slope + 1e-15)
  }
}

// MARK: Random formulas

extension Formula {
  static let names = ["x", "y"]
  static let functions: [FunctionID] = Catalogue.all.filter { $0.arity.lowerBound == 1 && $0.arity.upperBound < 3 }.map(
    \.id)

  /// Formulas that lean towards powers, quotients and what cancels.
  static func random(depth: Int, _ generator: inout SeededGenerator) -> Formula {
    if depth == 0 {
      switch generator.below(8) {
      case 0...4: return .symbol(generator.pick(names))
      case 5: return .constant(generator.below(2) == 0)
      default:
        return .number(
          Rational(generator.pick([-3, -2, -1, 0, 1, 2, 3, 4, 8]), generator.pick([1, 1, 1, 2, 3])))
      }
    }
    let next = { (generator: inout SeededGenerator) in random(depth: generator.below(depth), &generator) }
    switch generator.below(16) {
    case 0, 1: return .sum(next(&generator), next(&generator))
    case 2: return .difference(next(&generator), next(&generator))
    case 3: return .negative(next(&generator))
    case 4, 5: return .product(next(&generator), next(&generator))
    case 6: return .quotient(next(&generator), next(&generator))
    case 7, 8, 9: return .power(next(&generator), exponent(&generator))
    case 10: return .power(next(&generator), next(&generator))
    case 11:
      // What cancels or doubles.
      let part = next(&generator)
      switch generator.below(5) {
      case 0: return .quotient(part, part)
      case 1: return .difference(part, part)
      case 2: return .product(part, part)
      case 3: return .product(.power(part, exponent(&generator)), .power(part, exponent(&generator)))
      default: return .product(.call(.sign, part), .power(part, exponent(&generator)))
      }
    case 12: return .extreme(isMax: generator.below(2) == 0, next(&generator), next(&generator))
    case 13: return .choice(next(&generator), next(&generator), next(&generator), next(&generator))
    default: return .call(generator.pick(functions), next(&generator))
    }
  }

  private static func exponent(_ generator: inout SeededGenerator) -> Formula {
    let numerators = [-4, -3, -2, -1, 0, 1, 2, 3, 4]
    return .number(Rational(generator.pick(numerators), generator.pick([1, 1, 2, 2, 3, 4])))
  }
}
