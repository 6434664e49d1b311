// Random formulas with a reading of their own in balls, which shares nothing with the engine but Arb.

import NablaEvaluation
import NablaExpressions
import NablaKernels
import NablaNumbers
import NablaTestSupport

/// A formula as a tree, as text, and as an enclosure of its value.
indirect enum RefereeFormula {
  case symbol(Int)
  case number(Int, Int)
  case binary(Character, RefereeFormula, RefereeFormula)
  case call(String, [RefereeFormula])
  case choice(RefereeFormula, RefereeFormula, RefereeFormula, RefereeFormula)

  static let symbols = ["x", "y", "z"]

  var text: String {
    switch self {
    case .symbol(let k): return Self.symbols[k]
    case .number(let p, let q): return q == 1 && p >= 0 ? "\(p)" : "(\(p)/\(q))"
    case .binary(let sign, let a, let b): return "(\(a.text)\(sign)\(b.text))"
    case .call(let name, let arguments): return "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
    case .choice(let a, let b, let first, let second):
      return "if(\(a.text) < \(b.text), \(first.text), \(second.text))"
    }
  }

  enum Known {
    case number(Ball)
    case none
    case open
  }

  /// The value with the symbols in balls.
  func value(_ x: [Ball], _ bits: Int) -> Known {
    func finite(_ ball: Ball) -> Known { ball.isFinite ? .number(ball) : .open }
    switch self {
    case .symbol(let k): return .number(x[k])
    case .number(let p, let q): return .number(Ball(p, q, bits: bits))
    case .choice(let a, let b, let first, let second):
      let (u, v) = (a.value(x, bits), b.value(x, bits))
      guard case .number(let u) = u, case .number(let v) = v else { return Self.lack([u, v]) }
      guard let sign = u.minus(v, bits: bits).sign else { return .open }
      return (sign < 0 ? first : second).value(x, bits)
    case .binary(let sign, let a, let b):
      let (u, v) = (a.value(x, bits), b.value(x, bits))
      guard case .number(let u) = u, case .number(let v) = v else { return Self.lack([u, v]) }
      switch sign {
      case "+": return finite(u.plus(v, bits: bits))
      case "-": return finite(u.minus(v, bits: bits))
      case "*": return finite(u.times(v, bits: bits))
      case "/": return v.sign == 0 ? .none : v.sign == nil ? .open : finite(u.divided(by: v, bits: bits))
      default: return Self.power(u, v, bits)
      }
    case .call(let name, let arguments):
      let values = arguments.map { $0.value(x, bits) }
      var balls: [Ball] = []
      for value in values {
        guard case .number(let ball) = value else { return Self.lack(values) }
        balls.append(ball)
      }
      return Self.call(name, balls, bits)
    }
  }

  private static func lack(_ values: [Known]) -> Known {
    for case .none in values { return .none }
    return .open
  }

  private static func power(_ x: Ball, _ y: Ball, _ bits: Int) -> Known {
    func finite(_ ball: Ball) -> Known { ball.isFinite ? .number(ball) : .open }
    if y.isExact && y.isInteger, let n = Int(exactly: y.double) {
      if n == 0 { return .number(Ball(1)) }
      if n < 0 && x.sign == nil { return .open }
      return n < 0 && x.sign == 0 ? .none : finite(x.power(n, bits: bits))
    }
    switch x.sign {
    case 1: return finite(x.power(y, bits: bits))
    case 0: return y.sign == 1 ? .number(Ball(0)) : y.sign == -1 ? .none : .open
    case -1: return y.containsInteger ? .open : .none
    default: return .open
    }
  }

  private static func call(_ name: String, _ x: [Ball], _ bits: Int) -> Known {
    func less(_ a: Ball, _ b: Double) -> Bool? {
      a.minus(Ball(b), bits: bits).sign.map { $0 < 0 }
    }
    // Outside, or on a border that does not belong to the domain.
    switch name {
    case "log": if x[0].sign != 1 { return x[0].sign == nil ? .open : .none }
    case "sqrt": if x[0].sign == -1 { return .none }
    case "asin", "acos":
      if less(x[0], -1) == true
        || less(x[0], 1) == false && x[0].minus(Ball(1), bits: bits).sign == 1
      {
        return .none
      }
    default: break
    }
    guard let row = Catalogue.row(named: name) else { return .open }
    if name == "sqrt" {
      let root = x[0].sign == 0 ? Ball(0) : x[0].sign == nil ? Ball(0) : x[0].root(2, bits: bits)
      return x[0].sign == nil ? .open : .number(root)
    }
    guard let ball = row.ball(x, bits), ball.isFinite else { return .open }
    return .number(ball)
  }

  static func random(_ depth: Int, _ generator: inout SeededGenerator) -> RefereeFormula {
    func part() -> RefereeFormula { random(depth - 1, &generator) }
    func pick(_ choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &generator)] }
    if depth <= 0 || Int.random(in: 0..<10, using: &generator) == 0 {
      if Int.random(in: 0..<3, using: &generator) > 0 { return .symbol(Int.random(in: 0..<3, using: &generator)) }
      let denominators = [1, 1, 1, 2, 4, 3, 10]
      return .number(
        Int.random(in: -4...6, using: &generator),
        denominators[Int.random(in: 0..<denominators.count, using: &generator)])
    }
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<3: return .binary("+", part(), part())
    case 3..<5: return .binary("-", part(), part())
    case 5..<9: return .binary("*", part(), part())
    case 9: return .binary("/", part(), part())
    case 10: return .binary("^", part(), .number(Int.random(in: -3...4, using: &generator), 1))
    case 11: return .binary("^", part(), .number(Int.random(in: -3...5, using: &generator), generator.flip() ? 2 : 3))
    case 12: return .binary("^", part(), part())
    case 13: return .choice(part(), part(), part(), part())
    case 14: return .call(pick(["max", "min"]), [part(), part()] + (generator.flip() ? [part()] : []))
    case 15: return .call(pick(["abs", "relu", "sign", "heaviside", "floor", "cbrt"]), [part()])
    case 16: return .call(pick(["log", "sqrt", "asin", "acos", "atan", "tan"]), [part()])
    default:
      return .call(pick(["exp", "sin", "cos", "tanh", "sigmoid", "erf", "sinh", "cosh", "exp", "sin"]), [part()])
    }
  }
}
