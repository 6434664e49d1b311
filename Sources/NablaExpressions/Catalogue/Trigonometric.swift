// The six circular functions and the inverses of three.

import NablaKernels
import NablaNumbers

extension Catalogue {
  static let sine = FunctionRow(
    id: .sin, name: "sin", aliases: [], arity: 1...1,
    summary: "The sine of an angle in radians.", domainText: "all x", convention: "",
    parity: .odd, isTotal: true, jumps: false, isSmooth: true, range: anyValue,
    exact: zeroAtZero,
    rewrite: { b, x in b.multipleOfPi(x[0]).flatMap { b.sineOfPi(times: $0) } },
    derivative: { b, x, _, _ in b.call(.cos, x) },
    domain: noRequirements, slope: smooth,
    kernel: .sin, latex: .command("sin"))

  static let cosine = FunctionRow(
    id: .cos, name: "cos", aliases: [], arity: 1...1,
    summary: "The cosine of an angle in radians.", domainText: "all x", convention: "",
    parity: .even, isTotal: true, jumps: false, isSmooth: true, range: anyValue,
    exact: oneAtZero,
    rewrite: { b, x in b.multipleOfPi(x[0]).flatMap { b.sineOfPi(times: $0 + Rational(1, 2)) } },
    derivative: { b, x, _, _ in b.negate(b.call(.sin, x)) },
    domain: noRequirements, slope: smooth,
    kernel: .cos, latex: .command("cos"))

  static let tangent = FunctionRow(
    id: .tan, name: "tan", aliases: [], arity: 1...1,
    summary: "The tangent sin(x)/cos(x).", domainText: "cos(x) ≠ 0", convention: "",
    parity: .odd, isTotal: false, jumps: false, isSmooth: true, range: anyValue,
    exact: zeroAtZero,
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(b.sineOfPi(times: r), b.sineOfPi(times: r + Rational(1, 2)))
    },
    derivative: { b, _, call, _ in b.sum(b.power(call, .two), .one) },
    domain: { b, x in [b.notEqual(b.call(.cos, x), .zero)] }, slope: smooth,
    kernel: .tan, latex: .command("tan"))

  static let cotangent = FunctionRow(
    id: .cot, name: "cot", aliases: [], arity: 1...1,
    summary: "The cotangent cos(x)/sin(x).", domainText: "sin(x) ≠ 0", convention: "",
    parity: .odd, isTotal: false, jumps: false, isSmooth: true, range: anyValue,
    exact: noExactValue,
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(b.sineOfPi(times: r + Rational(1, 2)), b.sineOfPi(times: r))
    },
    derivative: { b, _, call, _ in b.difference(.minusOne, b.power(call, .two)) },
    domain: { b, x in [b.notEqual(b.call(.sin, x), .zero)] }, slope: smooth,
    kernel: .cot, latex: .command("cot"))

  static let secant = FunctionRow(
    id: .sec, name: "sec", aliases: [], arity: 1...1,
    summary: "The secant 1/cos(x).", domainText: "cos(x) ≠ 0", convention: "",
    parity: .even, isTotal: false, jumps: false, isSmooth: true, range: { _, _ in .nonzero },
    exact: oneAtZero,
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(.one, b.sineOfPi(times: r + Rational(1, 2)))
    },
    derivative: { b, x, call, _ in b.product(call, b.call(.tan, x)) },
    domain: { b, x in [b.notEqual(b.call(.cos, x), .zero)] }, slope: smooth,
    kernel: .sec, latex: .command("sec"))

  static let cosecant = FunctionRow(
    id: .csc, name: "csc", aliases: [], arity: 1...1,
    summary: "The cosecant 1/sin(x).", domainText: "sin(x) ≠ 0", convention: "",
    parity: .odd, isTotal: false, jumps: false, isSmooth: true, range: { _, _ in .nonzero },
    exact: noExactValue,
    rewrite: { b, x in
      guard let r = b.multipleOfPi(x[0]) else { return nil }
      return b.quotientOfKnown(.one, b.sineOfPi(times: r))
    },
    derivative: { b, x, call, _ in b.negate(b.product(call, b.call(.cot, x))) },
    domain: { b, x in [b.notEqual(b.call(.sin, x), .zero)] }, slope: smooth,
    kernel: .csc, latex: .command("csc"))

  static let arcSine = FunctionRow(
    id: .asin, name: "asin", aliases: ["arcsin"], arity: 1...1,
    summary: "The angle in [-pi/2, pi/2] with the given sine.", domainText: "-1 ≤ x ≤ 1",
    convention: "no slope at -1 and 1: the derivative has no value there",
    parity: .odd, isTotal: false, jumps: false, isSmooth: false,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
    exact: zeroAtZero,
    rewrite: { b, x in b.angle(ofSine: x[0]) },
    derivative: { b, x, _, _ in b.power(b.oneMinusSquare(x[0]), b.rational(-1, 2)) },
    domain: { b, x in [b.lessOrEqual(.minusOne, x[0]), b.lessOrEqual(x[0], .one)] },
    slope: { b, x in [.domain(b.less(.minusOne, x[0])), .domain(b.less(x[0], .one))] },
    kernel: .asin, latex: .command("arcsin"), isIncreasing: true)

  static let arcCosine = FunctionRow(
    id: .acos, name: "acos", aliases: ["arccos"], arity: 1...1,
    summary: "The angle in [0, pi] with the given cosine.", domainText: "-1 ≤ x ≤ 1",
    convention: "no slope at -1 and 1: the derivative has no value there",
    parity: .neither, isTotal: false, jumps: false, isSmooth: false, range: { _, _ in .nonnegative },
    exact: { $0[0].isOne ? Rational(0) : nil },
    rewrite: { b, x in
      if b.store.isNumber(x[0]) || b.store.isOperation(x[0], .product) || b.store.isOperation(x[0], .power) {
        return b.angle(ofSine: x[0]).map { b.difference(b.scaled(b.rational(1, 2), .pi), $0) }
      }
      return nil
    },
    derivative: { b, x, _, _ in b.negate(b.power(b.oneMinusSquare(x[0]), b.rational(-1, 2))) },
    domain: { b, x in [b.lessOrEqual(.minusOne, x[0]), b.lessOrEqual(x[0], .one)] },
    slope: { b, x in [.domain(b.less(.minusOne, x[0])), .domain(b.less(x[0], .one))] },
    kernel: .acos, latex: .command("arccos"))

  static let arcTangent = FunctionRow(
    id: .atan, name: "atan", aliases: ["arctan"], arity: 1...1,
    summary: "The angle in (-pi/2, pi/2) with the given tangent.", domainText: "all x", convention: "",
    parity: .odd, isTotal: true, jumps: false, isSmooth: true,
    range: { s, x in s.flags(x[0]).intersection([.nonnegative, .nonpositive, .nonzero]) },
    exact: zeroAtZero,
    rewrite: { b, x in b.angle(ofTangent: x[0]) },
    derivative: { b, x, _, _ in b.power(b.sum(b.power(x[0], .two), .one), .minusOne) },
    domain: noRequirements, slope: smooth,
    kernel: .atan, latex: .command("arctan"), isIncreasing: true)

  static let arcTangent2 = FunctionRow(
    id: .atan2, name: "atan2", aliases: [], arity: 2...2,
    summary: "atan2(y, x): the angle in (-pi, pi] from the positive x-axis to the point (x, y).",
    domainText: "(x, y) ≠ (0, 0)", convention: "jumps where y = 0 and x < 0: its value there is pi",
    parity: .neither, isTotal: false, jumps: true, isSmooth: false, range: anyValue,
    exact: { $0[0].isZero && $0[1].signum > 0 ? Rational(0) : nil },
    rewrite: { b, x in
      guard let right = b.value(x[1]), let up = b.value(x[0]) else { return nil }
      if right.isZero && up.isZero { return nil }
      if right.isZero { return b.scaled(b.rational(up.signum, 2), .pi) }
      let angle = b.call(.atan, [b.number(up / right)])
      if right.signum > 0 { return angle }
      return up.isNegative ? b.difference(angle, .pi) : b.sum(angle, .pi)
    },
    derivative: { b, x, _, position in
      let square = b.sum(b.power(x[0], .two), b.power(x[1], .two))
      return position == 0 ? b.quotient(x[1], square) : b.negate(b.quotient(x[0], square))
    },
    domain: { b, x in [b.or([b.notEqual(x[0], .zero), b.notEqual(x[1], .zero)])] },
    slope: { b, x in [.kink(b.or([b.notEqual(x[0], .zero), b.less(.zero, x[1])]))] },
    kernel: .atan2, latex: .operatorName("atan2"))
}

extension Builder {
  /// sin(r·π) where it is a square root of a simple rational.
  func sineOfPi(times r: Rational) -> NodeID? {
    let turns = Rational((r / Rational(2)).floor)
    var angle = r - turns * Rational(2)
    var negative = false
    if angle >= Rational(1) {
      angle -= Rational(1)
      negative = true
    }
    if angle > Rational(1, 2) { angle = Rational(1) - angle }
    guard let known = Builder.knownSines.first(where: { $0.angle == angle }) else { return nil }
    let value = squareRoot(number(known.square))
    return negative ? negate(value) : value
  }

  /// Angles in units of π and the squares of their sines.
  private static let knownSines: [(angle: Rational, square: Rational)] = [
    (Rational(0), Rational(0)), (Rational(1, 6), Rational(1, 4)), (Rational(1, 4), Rational(1, 2)),
    (Rational(1, 3), Rational(3, 4)), (Rational(1, 2), Rational(1)),
  ]

  func quotientOfKnown(_ a: NodeID?, _ b: NodeID?) -> NodeID? {
    guard let a, let b else { return nil }
    // A pole has no value: 1/0.
    return b == .zero ? rawPower(.zero, .minusOne) : quotient(a, b)
  }

  /// The angle whose sine is an exact number with a known one.
  func angle(ofSine x: NodeID) -> NodeID? {
    guard let square = exactSquare(x) else { return nil }
    guard let known = Builder.knownSines.first(where: { $0.square == square.value }) else { return nil }
    return scaled(number(square.isNegative ? -known.angle : known.angle), .pi)
  }

  func angle(ofTangent x: NodeID) -> NodeID? {
    guard let square = exactSquare(x) else { return nil }
    let angles: [(Rational, Rational)] = [
      (Rational(0), Rational(0)), (Rational(1, 3), Rational(1, 6)), (Rational(1), Rational(1, 4)),
      (Rational(3), Rational(1, 3)),
    ]
    guard let known = angles.first(where: { $0.0 == square.value }) else { return nil }
    return scaled(number(square.isNegative ? -known.1 : known.1), .pi)
  }

  /// The square of a rational, or of a rational times a square root of one, and its sign.
  private func exactSquare(_ x: NodeID) -> (value: Rational, isNegative: Bool)? {
    if let number = value(x) {
      return number.bitWidth > 16 ? nil : (number * number, number.isNegative)
    }
    let (coefficient, term) = splitCoefficient(x)
    guard store.isOperation(term, .power), let c = value(coefficient), c.bitWidth <= 16 else { return nil }
    let operands = store.operands(term)
    guard let base = value(operands[0]), value(operands[1]) == Rational(1, 2) else { return nil }
    return (c * c * base, c.isNegative)
  }

  /// 1 − u².
  func oneMinusSquare(_ u: NodeID) -> NodeID { difference(.one, power(u, .two)) }
}
