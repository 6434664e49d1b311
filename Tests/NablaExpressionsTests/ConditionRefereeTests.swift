// The conditions that are shown, against the formula as written: they say neither less nor more than where it has a value.

import Nabla
import NablaExpressions
import NablaTestSupport
import Testing

@Suite("Conditions against the formula as written")
struct ConditionRefereeTests {
  /// Points with zeros, kinks, negative numbers and whole ones.
  private static let places: [Rational] = [
    0, 1, -1, 2, -2, 3, Rational(1, 2), Rational(-1, 2), Rational(1, 3), Rational(-3, 2), Rational(5, 2), -3,
  ]

  private let x = Formula.symbol("x")
  private let y = Formula.symbol("y")

  /// Functions that are rounded from enclosures: a hundred times slower than others, and tried with fewer partners.
  private func slow(_ a: Formula) -> [Formula] {
    Formula.functions.filter { Catalogue.row($0).kernel.row.isRounded }.map { Formula.call($0, a) }
  }

  /// Every other function of the catalogue of one argument, and powers and sums.
  private func unary(_ a: Formula) -> [Formula] {
    var result = Formula.functions.filter { !Catalogue.row($0).kernel.row.isRounded }.map { Formula.call($0, a) }
    let exponents: [Rational] = [
      2, 3, -1, -2, Rational(1, 2), Rational(-1, 2), Rational(3, 2), Rational(2, 3),
    ]
    for exponent in exponents { result.append(.power(a, .number(exponent))) }
    for base: Rational in [2, -1, 0] { result.append(.power(.number(base), a)) }
    result.append(.negative(a))
    result.append(.difference(a, .number(1)))
    result.append(.sum(a, .number(2)))
    result.append(.product(.number(2), a))
    return result
  }

  private func binary(_ a: Formula, _ b: Formula) -> [Formula] {
    var result: [Formula] = [.sum(a, b), .difference(a, b), .product(a, b), .quotient(a, b), .power(a, b)]
    result.append(.extreme(isMax: true, a, b))
    result.append(.extreme(isMax: false, a, b))
    result.append(.choice(a, b, a, b))
    result.append(.choice(a, b, .product(a, b), b))
    return result
  }

  /// What is there to compare: everywhere where the result has a value, the relations hold exactly where the formula has one.
  private func complaints(_ formula: Formula, _ points: [[String: Rational]]) throws -> [String] {
    let expression = formula.expression
    let bare = Expr(store: expression.store, node: expression.node, condition: .yes)
    let relations = try expression.conditions()
    var complaints: [String] = []
    for point in points {
      let expected = formula.value(at: point)
      if case .unclear = expected { continue }
      let at = Dictionary(uniqueKeysWithValues: point.map { (Expr.symbol($0), Expr($1)) })
      let found = try Expr.evaluate([expression, bare] + relations.map(\.expression), at: at)
      let place = "\(formula.text) = \(expression) for \(relations) at \(point)"
      switch expected {
      case .none:
        if let value = found[0].value { complaints.append("\(place): no value as written, but \(value)") }
        if found[1].value != nil && found[2...].allSatisfy({ $0.value == 1 }) {
          complaints.append("\(place): no value as written, but the conditions hold")
        }
      case .number(let value, let error, _):
        if let own = found[0].value {
          let bound = 4 * error + 1e-12 * max(value.magnitude, 1e-3)
          if (own - value).magnitude > bound { complaints.append("\(place): \(value) as written, but \(own)") }
        } else if !(found[0].reason == .infinite && formula.hasSymbolicExponent) {
          complaints.append("\(place): \(value) as written, but no value")
        }
        if let failed = found[2...].firstIndex(where: { $0.value != 1 && $0.reason != .infinite }) {
          complaints.append("\(place): \(value) as written, but \(relations[failed - 2]) fails")
        }
      case .unclear: break
      }
    }
    return complaints
  }

  private func check(_ formulas: [Formula], with names: [String]) throws {
    var points = ConditionRefereeTests.places.map { ["x": $0] }
    if names.count > 1 {
      points = points.flatMap { point in
        ConditionRefereeTests.places.prefix(9).map { point.merging(["y": $0]) { first, _ in first } }
      }
    }
    var count = 0
    for formula in formulas {
      // One formula more would say the same.
      if count >= 12 { break }
      let found = try complaints(formula, points)
      count += found.isEmpty ? 0 : 1
      if let first = found.first { Issue.record("\(first)") }
    }
  }

  /// Every formula, or in a short run every so many.
  private func some(_ formulas: [Formula], every step: Int) -> [Formula] {
    isThorough ? formulas : stride(from: 0, to: formulas.count, by: step).map { formulas[$0] }
  }

  /// One of every so many.
  private func some(_ formulas: [Formula], one step: Int) -> [Formula] {
    stride(from: 0, to: formulas.count, by: step).map { formulas[$0] }
  }

  @Test("every function of every function, and what cancels of it")
  func nested() throws {
    let few = some(unary(x), one: 6)
    let nested = unary(x).flatMap { unary($0) } + few.flatMap { slow($0) } + slow(x).flatMap { some(unary($0), one: 6) }
    try check(some(nested, every: 5), with: ["x"])
    try check(some(nested, every: 7).map { .difference($0, $0) }, with: ["x"])
    try check(some(nested, every: 11).map { .quotient($0, $0) }, with: ["x"])
  }

  @Test("every pair of functions under every operation")
  func pairs() throws {
    let parts = unary(x)
    let few = some(parts, one: 9)
    let pairs =
      parts.flatMap { a in parts.flatMap { binary(a, $0) } } + slow(x).flatMap { a in few.flatMap { binary(a, $0) } }
    try check(some(pairs, every: 37), with: ["x"])
    try check(some(pairs, every: 83).map { .difference($0, $0) }, with: ["x"])
  }

  @Test("two variables: powers of powers, quotients of powers, choices")
  func variables() throws {
    let power = Formula.power(x, y)
    var formulas: [Formula] = [
      .difference(power, power), .quotient(power, power), .quotient(power, x), .product(power, x),
      .product(power, power),
    ]
    for exponent: Rational in [3, -1, Rational(1, 2)] { formulas.append(.power(power, .number(exponent))) }
    formulas += [
      .power(.power(x, .number(2)), y), .power(.power(x, .number(-1)), y), .product(power, .power(x, .negative(y))),
      .difference(.power(.call(.abs, x), y), .power(.call(.abs, x), y)), .product(.number(0), power),
      .difference(.quotient(.number(1), .difference(x, y)), .quotient(.number(1), .difference(x, y))),
      .product(.call(.log, power), .number(0)),
    ]
    formulas += [
      .power(.product(x, y), .number(0)), .call(.exp, .call(.log, .product(x, y))),
      .quotient(.call(.abs, x), x), .choice(x, y, .quotient(x, x), power), .quotient(.product(x, y), .product(x, y)),
      .choice(.call(.exp, .call(.log, y)), x, x, y),
      .difference(.call(.atan, .quotient(y, x)), .call(.atan, .quotient(y, x))),
      .product(.call(.cbrt, x), .power(x, .number(-1))),
      .quotient(.power(x, .number(2)), .power(.call(.cbrt, x), .number(2))),
    ]
    try check(formulas, with: ["x", "y"])
  }

  @Test("random formulas")
  func random() throws {
    var generator = SeededGenerator(seed: 4_712)
    var formulas: [Formula] = []
    for round in 0..<(isThorough ? 10_000 : 300) { formulas.append(Formula.random(depth: 1 + round % 4, &generator)) }
    for formula in formulas {
      let points = (0..<6).map { _ in ["x": generator.value(), "y": generator.value()] }
      for complaint in try complaints(formula, points).prefix(1) {
        Issue.record("\(complaint) (seed \(generator.seed))")
      }
    }
  }
}
