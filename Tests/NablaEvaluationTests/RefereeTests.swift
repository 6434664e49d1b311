// Values and gradients of random formulas at points: 17 digits, 30 digits, programs, and differences of the formula as it
// is read by a referee of its own. Nothing wrong, and no value missing where there is one.

import Nabla
import NablaKernels
import NablaTestSupport
import Testing

@Suite struct RefereeTests {
  private struct Tally {
    var values = 0
    var slopes = 0
    var withoutValue = 0
    var open = 0
    /// Where a program has another value, or one where there is none.
    var strays = 0
  }

  /// The referee's value where some precision decides it.
  private static func referee(_ formula: RefereeFormula, _ x: [Ball]) -> RefereeFormula.Known {
    for bits in [300, 1500, 6000] {
      switch formula.value(x, bits) {
      case .number(let ball) where ball.accuracyBits > 80 || ball.isExact: return .number(ball)
      case .none: return .none
      default: continue
      }
    }
    return .open
  }

  /// The slope by differences to either side at a tiny step; nil where they do not agree or are open.
  private static func slope(_ formula: RefereeFormula, _ x: [Ball], _ variable: Int) -> Double? {
    let bits = 2600
    func value(_ exponent: Int, _ sign: Double) -> Ball? {
      var moved = x
      let step = Ball(sign).times(Ball.powerOfTwo(exponent), bits: bits)
      moved[variable] = x[variable].plus(step, bits: bits)
      guard case .number(let ball) = formula.value(moved, bits), ball.isFinite else { return nil }
      return ball
    }
    guard case .number(let here) = formula.value(x, bits) else { return nil }
    var found: [Double] = []
    for exponent in [-600, -560] {
      for sign in [-1.0, 1] {
        guard let there = value(exponent, sign) else { return nil }
        let rise = there.minus(here, bits: bits)
        let step = Ball(sign).times(Ball.powerOfTwo(exponent), bits: bits)
        let slope = rise.divided(by: step, bits: bits)
        guard slope.radius < 1e-40 * max(1e-200, slope.double.magnitude) || slope.radius < 1e-250 else { return nil }
        found.append(slope.double)
      }
    }
    let size = found.map(\.magnitude).max() ?? 0
    guard size < 1e200, found.allSatisfy({ ($0 - found[0]).magnitude <= 1e-13 * size }) else { return nil }
    return found[0]
  }

  @Test("values and gradients of random formulas: 17 digits, 30 digits, programs and an independent reading agree")
  func agreement() throws {
    guard Ball.isAvailable else { return }
    var generator = SeededGenerator(seed: 4711)
    var tally = Tally()
    var missing: [String] = []
    let symbols = RefereeFormula.symbols.map { Expr.symbol($0) }
    for _ in 0..<TestSize.cases(400, full: 9000) {
      let formula = RefereeFormula.random(Int.random(in: 1...5, using: &generator), &generator)
      guard let expression = try? Expr(parsing: formula.text), !expression.isTruth else { continue }
      let point = symbols.map { _ in
        let scale = [1, 16, 16, 16][Int.random(in: 0..<4, using: &generator)]
        return Rational(Int.random(in: -3 * scale...3 * scale, using: &generator), scale)
      }
      let at = Dictionary(uniqueKeysWithValues: zip(symbols, point.map { Expr($0) }))
      let balls = point.map { Ball($0.nearestDouble) }
      let what: Comment = "\(formula.text) at \(point), seed \(generator.seed)"
      let gradient = try expression.gradient(by: symbols)
      let all = [expression] + gradient
      let plain = try Expr.evaluate(all, at: at)
      let precise = try Expr.evaluate(all, at: at, digits: 30)
      let program = try CompiledFunction<Double>(all, inputs: symbols).values(at: point.map(\.nearestDouble))
      for k in all.indices {
        // The two precisions.
        if let text = precise[k].text, let digits = Double(text) {
          if let value = plain[k].value {
            let isNear = (value - digits).magnitude <= 2e-13 * digits.magnitude || plain[k].decimal != nil
            #expect(isNear, "\(k): \(value) is \(text): \(what.rawValue)")
          } else {
            #expect(
              digits.isInfinite && plain[k].decimal != nil,
              "\(k): 17 digits have no value for \(text): \(what.rawValue)")
          }
          #expect(plain[k].isKink == precise[k].isKink, "\(k): kink: \(what.rawValue)")
        } else if !precise[k].isUndecided {
          #expect(plain[k].value == nil, "\(k): 30 digits have no value: \(what.rawValue)")
        }
        // Programs have no value where there is none.
        if let reason = plain[k].reason, reason != .beyondDoubles {
          // Doubles have no pole at pi/2, and from 2^53 on they are integers all.
          if !program[k].isNaN { tally.strays += 1 }
        }
        if let value = plain[k].value, program[k].isFinite, !plain[k].isKink {
          // Digits may be lost in programs, and a tie missed by a rounding.
          if (program[k] - value).magnitude > 1e-6 * max(value.magnitude, 1e-6) { tally.strays += 1 }
        }
      }
      // The referee.
      switch Self.referee(formula, balls) {
      case .number(let ball):
        tally.values += 1
        let value = plain[0].value ?? (plain[0].reason == .beyondDoubles ? .infinity : .nan)
        let isNear = (value - ball.double).magnitude <= 2e-13 * ball.double.magnitude
        #expect(isNear || ball.double.magnitude == value.magnitude, "\(value) is \(ball.double): \(what.rawValue)")
      case .none:
        tally.withoutValue += 1
        #expect(plain[0].value == nil, "\(plain[0].value ?? 0) where there is no value: \(what.rawValue)")
      case .open: tally.open += 1
      }
      for variable in symbols.indices {
        guard let expected = Self.slope(formula, balls, variable) else { continue }
        tally.slopes += 1
        // The components of a gradient share their conditions; by itself a slope may be there.
        let own = try plain[variable + 1].value ?? expression.derivative(by: symbols[variable]).evaluated(at: at).value
        guard let value = own else {
          missing.append("\(symbols[variable]), which is \(expected): \(what.rawValue)")
          continue
        }
        let isNear = (value - expected).magnitude <= 1e-11 * max(expected.magnitude, 1e-290)
        #expect(
          isNear || plain[variable + 1].isKink,
          "slope by \(symbols[variable]) \(value) is \(expected): \(what.rawValue)")
      }
    }
    // Where a slope exists by chance on the border of where the rules have one: z^y by y at z = 0, asin(max(x, z)) by x at
    // x < z = -1.
    #expect(missing.count <= 3 + tally.slopes / 500, "\(missing)")
    #expect(tally.values > 0 && tally.slopes > tally.values && tally.strays <= 2 + tally.values / 2000, "\(tally)")
    if TestSize.isFull { print("referee:", tally, "missing:", missing.count) }
  }
}

extension Expr {
  fileprivate var isTruth: Bool {
    if case .relation = kind { return true }
    return false
  }
}
