// Functions with kinks and jumps: absolute value, sign, extremes and their shares, floor, step, rectifier.

import NablaNumbers

extension Catalogue {
  static let absoluteValue = FunctionRow(
    .abs, "The absolute value |x|.", aliases: ["Abs", "fabs"], furtherNames: ["absolute"],
    range: .atLeast(0), parity: .even, shape: .magnitude, inherited: [.nonzero, .integer],
    exact: { $0[0].magnitude },
    rewrite: { b, x in b.absoluteValue(x[0]) },
    power: { b, _, u, exponent in
      exponent.isInteger && exponent.numerator.isEven ? b.power(u, b.number(exponent)) : nil
    },
    derivative: { b, x, _, _ in b.call(.sign, x) },
    kernel: .abs, latex: .absoluteValue)

  static let sign = FunctionRow(
    .sign, "-1, 0 or 1: the sign of x.", aliases: ["sgn"],
    range: .closed(-1, 1), parity: .odd, shape: .steps(-1, 0, 1), known: .integer,
    exact: { Rational($0[0].signum) },
    rewrite: { b, x in
      let flags = b.store.flags(x[0])
      guard flags.isPositive || flags.isNegative else { return b.withoutCoefficient(x[0], .sign, odd: true) }
      b.recordDefined(x[0], by: .knownSign)
      return flags.isPositive ? .one : .minusOne
    },
    power: { b, call, _, exponent in b.signPower(call, exponent) },
    pair: { b, factor, exponent, other in exponent.magnitude == 1 ? b.pairedSign(factor, other) : nil },
    derivative: noDerivative, kernel: .sign)

  static let heaviside = FunctionRow(
    .heaviside, "The unit step: 0 below 0, 1 above.", aliases: ["Heaviside"], furtherNames: ["step"],
    range: .closed(0, 1), shape: .steps(0, Rational(1, 2), 1),
    exact: { Rational(1 + $0[0].signum, 2) },
    rewrite: { b, x in
      let flags = b.store.flags(x[0])
      guard flags.isPositive || flags.isNegative else {
        return b.withoutCoefficient(x[0], .heaviside, odd: false)
      }
      b.recordDefined(x[0], by: .knownSign)
      return flags.isPositive ? .one : .zero
    },
    pair: { b, factor, exponent, other in exponent == 1 ? b.pairedStep(factor, other) : nil },
    termPair: { b, step, other in b.pairedSteps(step, other) },
    derivative: noDerivative, kernel: .heaviside)

  static let stopGradient = FunctionRow(
    .stopGradient, "The value of x, taken as a constant by every derivative.", aliases: ["stop_gradient"],
    parity: .odd, shape: .increasing, known: .smooth,
    inherited: [.nonnegative, .nonpositive, .nonzero, .integer],
    preimage: { $0 },
    exact: { $0[0] },
    rewrite: { b, x in
      b.store.flags(x[0]).contains(.symbolFree) || b.store.isCall(x[0], .stopGradient) ? x[0] : nil
    },
    slopeRange: .closed(0, 0),
    derivative: noDerivative, isConstantForDerivatives: true, kernel: .identity)

  static let floor = FunctionRow(
    .floor, "The largest integer not above x.", shape: .wholePart, known: .integer, inherited: .nonnegative,
    exact: { Rational($0[0].floor) },
    rewrite: { b, x in b.store.flags(x[0]).contains(.integer) ? x[0] : nil },
    derivative: noDerivative, kernel: .floor, latex: .floor)

  static let relu = FunctionRow(
    .relu, "The rectifier: x where it is positive, else 0.",
    range: .atLeast(0), shape: .positivePart, inherited: .integer,
    exact: { $0[0].isNegative ? Rational(0) : $0[0] },
    rewrite: { b, x in
      let flags = b.store.flags(x[0])
      if flags.contains(.nonnegative) { return x[0] }
      guard flags.contains(.nonpositive) else { return nil }
      b.recordDefined(x[0], by: .knownSign)
      return .zero
    },
    derivative: { b, x, _, _ in b.ifElse(b.less(.zero, x[0]), .one, .zero) },
    kernel: .relu)

  static let maximum = FunctionRow(
    .max, "The largest of its arguments.", aliases: ["Max"], furtherNames: ["maximum", "fmax"], arity: 1...Int.max,
    parameters: ["x", "y"],
    shape: .largest,
    exact: { $0.max() },
    rewrite: { b, x in b.extreme(.max, x) },
    pair: { b, factor, exponent, other in b.pairedExtreme(factor, exponent, other) },
    derivative: { b, x, _, position in b.share(.maxShare, x, position) },
    kernel: .maximum, latex: .command("max"))

  static let minimum = FunctionRow(
    .min, "The smallest of its arguments.", aliases: ["Min"], furtherNames: ["minimum", "fmin"], arity: 1...Int.max,
    parameters: ["x", "y"],
    shape: .smallest,
    exact: { $0.min() },
    rewrite: { b, x in b.extreme(.min, x) },
    pair: { b, factor, exponent, other in b.pairedExtreme(factor, exponent, other) },
    derivative: { b, x, _, position in b.share(.minShare, x, position) },
    kernel: .minimum, latex: .command("min"))

  static let maximumShare = FunctionRow(
    .maxShare, "1/k where the first argument is one of the k largest, else 0: the slope of max by it.",
    arity: 1...Int.max, parameters: ["x", "y", "z"], range: .closed(0, 1), shape: .shareOfLargest,
    exact: { x in x.max() == x[0] ? Rational(1, x.count(where: { $0 == x[0] })) : Rational(0) },
    rewrite: { b, x in b.orderedShare(.maxShare, x) },
    derivative: noDerivative, kernel: .maximumShare)

  static let minimumShare = FunctionRow(
    .minShare, "1/k where the first argument is one of the k smallest, else 0: the slope of min by it.",
    arity: 1...Int.max, parameters: ["x", "y", "z"], range: .closed(0, 1), shape: .shareOfSmallest,
    exact: { x in x.min() == x[0] ? Rational(1, x.count(where: { $0 == x[0] })) : Rational(0) },
    rewrite: { b, x in b.orderedShare(.minShare, x) },
    derivative: noDerivative, kernel: .minimumShare)

  private static let noDerivative: @Sendable (Builder, [NodeID], NodeID, Int) -> NodeID = { _, _, _, _ in .zero }
}

/// The absolute value; its derivative at 0 is 0 by convention.
public func abs(_ x: Expr) -> Expr { .apply(.abs, [x]) }
/// −1, 0 or 1; its derivative is 0, also at 0 by convention.
public func sign(_ x: Expr) -> Expr { .apply(.sign, [x]) }
/// The larger of two; tied arguments share the slope evenly.
public func max(_ x: Expr, _ y: Expr, _ more: Expr...) -> Expr { .apply(.max, [x, y] + more) }
/// The smaller of two; tied arguments share the slope evenly.
public func min(_ x: Expr, _ y: Expr, _ more: Expr...) -> Expr { .apply(.min, [x, y] + more) }
/// 1/k where the first argument is one of the k largest, else 0.
public func maxShare(_ x: Expr, _ others: Expr...) -> Expr { .apply(.maxShare, [x] + others) }
/// 1/k where the first argument is one of the k smallest, else 0.
public func minShare(_ x: Expr, _ others: Expr...) -> Expr { .apply(.minShare, [x] + others) }
/// The largest integer not above x.
public func floor(_ x: Expr) -> Expr { .apply(.floor, [x]) }
/// 0 below 0, 1/2 at 0, 1 above.
public func heaviside(_ x: Expr) -> Expr { .apply(.heaviside, [x]) }
/// x where it is positive, else 0; its derivative at 0 is 0 by convention.
public func relu(_ x: Expr) -> Expr { .apply(.relu, [x]) }
/// The value of x, taken as a constant by every derivative.
public func stopGradient(_ x: Expr) -> Expr { .apply(.stopGradient, [x]) }

extension Builder {
  /// |u| without what its sign is known of; nil leaves it as it is.
  func absoluteValue(_ u: NodeID) -> NodeID? {
    let flags = store.flags(u)
    if flags.contains(.nonnegative) { return u }
    if flags.contains(.nonpositive) {
      // |b - a| is a - b where that is assumed.
      let isShort = store.isOperation(u, .sum) && !store.isLongSum(u) && store.assumed != nil
      return isShort ? scaledTerms(u, -1) : negate(u)
    }
    if store.isOperation(u, .power) {
      let operands = store.operands(u)
      guard let n = value(operands[1]), n.isInteger else { return nil }
      return power(call(.abs, [operands[0]]), operands[1])
    }
    if store.isOperation(u, .product) {
      // Nonnegative factors and the number leave: |e^x·y| = e^x·|y|.
      let coefficient = store.head(of: u)
      var outside: [NodeID] = [number(numberValue(coefficient).magnitude)]
      var inside: [NodeID] = []
      store.forEachFactor(u) { base, exponent in
        let factor = rawPower(base, exponent)
        if store.flags(factor).contains(.nonnegative) { outside.append(factor) } else { inside.append(factor) }
      }
      if outside.count == 1 && coefficient == .one { return nil }
      return product(outside + [call(.abs, [product(inside)])])
    }
    return nil
  }

  /// sign(u)^3 is sign(u), sign(u)^4 is sign(u)^2; the signs of exponents stay, so that inverses cancel.
  func signPower(_ sign: NodeID, _ exponent: Rational) -> NodeID? {
    guard exponent.isInteger else { return nil }
    if exponent.numerator.isEven { return rawPower(sign, exponent.isNegative ? integer(-2) : .two) }
    return exponent.isNegative ? rawPower(sign, .minusOne) : sign
  }

  /// sign(c·u) and heaviside(c·u) without the magnitude of c.
  func withoutCoefficient(_ u: NodeID, _ function: FunctionID, odd: Bool) -> NodeID? {
    guard !store.isNumber(u) else { return nil }
    let (coefficient, term) = splitCoefficient(u)
    guard let c = value(coefficient), !c.magnitude.isOne || (odd && c.isNegative) else { return nil }
    if odd {
      let positive = call(function, [term])
      return c.isNegative ? negate(positive) : positive
    }
    return call(function, [c.isNegative ? negate(term) : term])
  }

  /// max or min: nested ones flattened, equal arguments once, numbers folded into one.
  func extreme(_ function: FunctionID, _ arguments: [NodeID]) -> NodeID? {
    var flat: [NodeID] = []
    var bound: Rational?
    for argument in arguments {
      let parts: [NodeID]
      if store.isOperation(argument, .call), store.node(argument).pointee.function == function.rawValue {
        parts = Array(store.operands(argument))
      } else {
        parts = [argument]
      }
      for part in parts {
        guard let number = value(part) else {
          flat.append(part)
          continue
        }
        bound = bound.map { function == .max ? Swift.max($0, number) : Swift.min($0, number) } ?? number
      }
    }
    if let bound { flat.append(number(bound)) }
    flat.sort { store.fingerprint($0) < store.fingerprint($1) }
    var distinct: [NodeID] = []
    for part in flat where part != distinct.last { distinct.append(part) }
    if distinct.count == 1 { return distinct[0] }
    if distinct.count == 2, let known = extreme(function, distinct[0], distinct[1]) { return known }
    return intern(.call, function: function.rawValue, distinct)
  }

  /// max(u, −u) is |u|; and of |u| and ±u it is clear which is larger, as of 0 and what is not negative.
  private func extreme(_ function: FunctionID, _ a: NodeID, _ b: NodeID) -> NodeID? {
    for (u, v) in [(a, b), (b, a)] {
      if v == .zero {
        let flags = store.flags(u)
        guard flags.contains(.nonnegative) || flags.contains(.nonpositive) else { continue }
        if flags.contains(function == .max ? .nonnegative : .nonpositive) { return u }
        recordDefined(u, by: .knownSign)
        return .zero
      }
      if let w = argument(of: u, if: .abs), w == v || areOpposite(w, v) { return function == .max ? u : v }
    }
    if store.isNumber(a) || store.isNumber(b) || !areOpposite(a, b) { return nil }
    let magnitude = call(.abs, [a])
    return function == .max ? magnitude : negate(magnitude)
  }

  /// The share of one argument of max or min: a step for two arguments.
  func share(_ function: FunctionID, _ arguments: [NodeID], _ position: Int) -> NodeID {
    if arguments.count == 1 { return .one }
    let own = arguments[position]
    if arguments.count == 2 {
      let other = arguments[1 - position]
      let distance = function == .maxShare ? difference(own, other) : difference(other, own)
      // Of max(p·u, (p − 1)·u) it is the sign of u that decides.
      let factors = unrecorded { commonFactors(of: distance) } ?? []
      let isMultiple = factors.count == 2 && factors.contains(where: store.isNumber)
      return call(.heaviside, [isMultiple ? product(factors) : distance])
    }
    var ordered = [own]
    for (k, argument) in arguments.enumerated() where k != position { ordered.append(argument) }
    return call(function, ordered)
  }

  /// A share with the arguments after the first in order.
  func orderedShare(_ function: FunctionID, _ arguments: [NodeID]) -> NodeID? {
    if arguments.count == 1 {
      recordDefined(arguments[0], by: .onlyShare)
      return .one
    }
    if arguments.allSatisfy(store.isNumber) { return nil }
    let rest = arguments.dropFirst().sorted { store.fingerprint($0) < store.fingerprint($1) }
    return intern(.call, function: function.rawValue, [arguments[0]] + rest)
  }

  /// The relation under which a single argument is extreme: of any two that are equal another one is beyond both.
  func untied(_ share: FunctionID, _ arguments: [NodeID]) -> NodeID {
    if arguments.count == 1 { return .yes }
    if arguments.count == 2 { return notEqual(arguments[0], arguments[1]) }
    if arguments.count > Builder.mostPairedArguments {
      // Beside itself, one argument is as large as the largest of all.
      let whole = call(share == .maxShare ? .max : .min, arguments)
      return relation(.equal, call(share, [whole] + arguments), rational(1, 2))
    }
    var relations: [NodeID] = []
    for j in arguments.indices {
      for k in 0..<j {
        var choices = [notEqual(arguments[k], arguments[j])]
        for i in arguments.indices where i != j && i != k {
          choices.append(
            share == .maxShare ? less(arguments[k], arguments[i]) : less(arguments[i], arguments[k]))
        }
        relations.append(or(choices))
      }
    }
    return and(relations)
  }

  /// Ties of more arguments are one relation, not one for each two of them.
  static let mostPairedArguments = 4
}
