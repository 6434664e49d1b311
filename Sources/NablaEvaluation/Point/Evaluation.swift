// Values at a point: exact rationals rounded once where the expression is rational, doubles where they keep their digits,
// enclosures where they do not.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// The value of an expression at a point.
public struct Evaluation: Sendable, Hashable {
  /// The value; nil where there is none, or none that a double can hold.
  public let value: Double?
  /// The value itself where it is rational and not too long.
  public let exactValue: Rational?
  /// The value to 17 digits in decimal where it is beyond the range of doubles: 5.0759588975494568e-435.
  public let decimal: String?
  /// Why there is no value, or none that a double can hold (then 0 may stand for it).
  public let reason: NoValue?
  /// Whether the point is a kink, where the value follows a convention.
  public let isKink: Bool
  /// Whether more than half of the digits may be wrong, or the side of a jump or kink is open, since no precision within
  /// bounds told.
  public var isUncertain = false
}

extension Expr {
  /// The value at a point, given for every free symbol, in double precision.
  ///
  /// Rational expressions are computed exactly and rounded once. Elsewhere every operation is followed by a bound on its
  /// error. Where the bound says that digits were lost, or that a number left the range of doubles on the way, or where
  /// it does not tell on which side of a kink, a jump or the border of a domain the point is, the value is enclosed in
  /// higher precision until it is right to the last place. What agrees in some three hundred digits is taken to be equal.
  /// Without Arb the compiled program takes the place of the enclosures.
  ///
  /// The conditions of the expression are evaluated with it: where one fails there is no value, at a kink the value
  /// follows the convention. Branches not taken do not matter. A value beyond the doubles is in `decimal`. Linear in the
  /// nodes; where enclosures would take many seconds the value is that of doubles, and `isUncertain` tells. Throws
  /// `request` if a symbol has no value, `domain` for undefined functions.
  public func evaluated(at point: [Expr: Expr] = [:]) throws(NablaError) -> Evaluation {
    try Expr.evaluate([self], at: point)[0]
  }

  /// The same at a point of doubles, each read as `Expr(_:)` reads it: the rational of its shortest decimal.
  ///
  /// The values are held by no store, so that evaluating one formula at ever new points takes no memory. Throws `domain`
  /// for NaN and infinities, otherwise as for exact values.
  @_disfavoredOverload
  public func evaluated(at point: [Expr: Double]) throws(NablaError) -> Evaluation {
    try Expr.evaluate([self], at: point)[0]
  }

  /// The value at a point as a double: that of `evaluated(at:)`, where there is one.
  ///
  /// At a kink it is the convention; ±∞ or 0 where the value is beyond the range of doubles. Throws `domain` with the reason
  /// where there is no value, and otherwise as `evaluated(at:)`. Linear in the nodes.
  public func value(at point: [Expr: Expr] = [:]) throws(NablaError) -> Double {
    try evaluated(at: point).required()
  }

  /// The same at a point of doubles. Throws `domain` for NaN and infinities too.
  @_disfavoredOverload
  public func value(at point: [Expr: Double]) throws(NablaError) -> Double {
    try evaluated(at: point).required()
  }

  /// The values of several expressions that share their nodes.
  public static func evaluate(
    _ expressions: [Expr], at point: [Expr: Expr] = [:]
  ) throws(NablaError) -> [Evaluation] {
    try evaluate(expressions, at: Point(point))
  }

  /// The values of several expressions at a point of doubles. Throws `domain` for NaN and infinities too.
  @_disfavoredOverload
  public static func evaluate(
    _ expressions: [Expr], at point: [Expr: Double]
  ) throws(NablaError) -> [Evaluation] {
    try evaluate(expressions, at: Point(point))
  }

  private static func evaluate(_ expressions: [Expr], at point: Point) throws(NablaError) -> [Evaluation] {
    if expressions.isEmpty { return [] }
    let (values, open) = try PointProblem.run(expressions, at: point) {
      (builder, problem) throws(NablaError) -> ([Evaluation], [Int]) in
      try problem.doubles(builder)
    }
    if open.isEmpty || Ball.isAvailable { return values }
    return try stable(values, open, expressions, point)
  }

  /// Values that lost their digits in doubles, by the stable forms of programs.
  private static func stable(
    _ values: [Evaluation], _ open: [Int], _ expressions: [Expr], _ point: Point
  ) throws(NablaError) -> [Evaluation] {
    var values = values
    let inserted = try Expr.substituting(point.symbolic, in: open.map { expressions[$0] })
    let symbols = point.numbers.keys.map { Expr(store: nil, node: $0, condition: .yes) }
    let program = try CompiledFunction(inserted, inputs: symbols, as: Double.self)
    let numbers = symbols.compactMap { point.numbers[$0.node]?.nearestDouble }
    for (place, value) in zip(open, try program.values(at: numbers)) where value.isFinite {
      values[place] = Evaluation(
        value: value, exactValue: nil, decimal: nil, reason: nil, isKink: values[place].isKink)
    }
    return values
  }
}

extension PointProblem {
  /// The values in double precision, and the numbers of the roots of which doubles alone do not tell enough.
  fileprivate func doubles(_ builder: Builder) throws(NablaError) -> ([Evaluation], [Int]) {
    var values: [Evaluation] = []
    var open: [Int] = []
    // A formula of many operations is allowed more roundings; half of the digits are kept in any case.
    let size = Double(pass.reachable.ids.count)
    let tolerance = min(0x1p-47 * max(1, size / 16), 0x1p-27)
    for (index, root) in roots.enumerated() {
      let conditions = ConditionOutcome(root.checks, pass.value)
      let value = pass.value(root.node)
      values.append(conditions.isUndefined ? .missing(.undefined) : Evaluation(value, isKink: conditions.isKink))
      let isClear: Bool
      switch value {
      case .approximate(let number, let error):
        isClear = error <= tolerance * number.magnitude && number.magnitude >= .leastNormalMagnitude
      default: isClear = value.isSettled
      }
      if !conditions.isCertain || !conditions.isUndefined && !isClear { open.append(index) }
    }
    if open.isEmpty || !Ball.isAvailable { return (values, open) }
    let found = try raised(
      builder, open, from: 128, snaps: true,
      next: { bits, nodes, _ in
        // About a second's work: functions take more than in proportion. The last step is as long as that allows.
        func isAffordable(_ bits: Int) -> Bool { nodes * bits * (1 + bits / 1024) <= 1 << 28 }
        guard let next = [320, 1280, 4096, 16_384].first(where: { $0 > bits }) else { return nil }
        let steps = stride(from: 8, through: 3, by: -1).map { next / 8 * $0 }
        return steps.first { 2 * $0 >= 3 * bits && isAffordable($0) }
      },
      accept: { Evaluation($0) })
    for index in open {
      switch found[index] {
      case .some(.none(let reason)): values[index] = .missing(reason)
      case .some(.value(let value, let isKink)): values[index] = value.atKink(isKink)
      case nil:
        // Half of the digits are enough to say nothing.
        let value = pass.value(roots[index].node)
        // Of what hangs on a number beyond the doubles nothing is known: the sine of one is none.
        if value.isOverflow { values[index] = .missing(.undecided) }
        let isRough = value.isSettled || value.error <= 0x1p-27 * value.double.magnitude
        values[index].isUncertain =
          values[index].value != nil && !isRough || !ConditionOutcome(roots[index].checks, pass.value).isCertain
      }
    }
    return (values, open)
  }
}

extension Evaluation {
  fileprivate static func missing(_ reason: NoValue) -> Evaluation {
    Evaluation(value: nil, exactValue: nil, decimal: nil, reason: reason, isKink: false)
  }

  /// A value that was found otherwise; infinite stands for one beyond the doubles.
  package init(double: Double) {
    self.init(
      value: double.isFinite ? double : nil, exactValue: nil, decimal: nil,
      reason: double.isFinite ? nil : .beyondDoubles, isKink: false)
  }

  fileprivate func atKink(_ isKink: Bool) -> Evaluation {
    Evaluation(value: value, exactValue: exactValue, decimal: decimal, reason: reason, isKink: isKink)
  }

  fileprivate init(_ value: PointValue, isKink: Bool) {
    switch value {
    case .exact(let value):
      let double = value.nearestDouble
      let isBeyond = !double.isFinite || double == 0 && !value.isZero
      self.init(
        value: double.isFinite ? double : nil, exactValue: value,
        decimal: isBeyond ? value.rounded(toDigits: 17, keepsZeros: false) : nil,
        reason: double.isFinite ? nil : .beyondDoubles, isKink: isKink)
    case .approximate(let value, _):
      self.init(value: value, exactValue: nil, decimal: nil, reason: nil, isKink: isKink)
    case .truth(let holds, _):
      self.init(
        value: holds ? 1 : 0, exactValue: Rational(holds ? 1 : 0), decimal: nil, reason: nil, isKink: isKink)
    case .overflow:
      self.init(value: nil, exactValue: nil, decimal: nil, reason: .beyondDoubles, isKink: isKink)
    case .none(let reason, _):
      self.init(value: nil, exactValue: nil, decimal: nil, reason: reason, isKink: isKink)
    }
  }

  /// The double nearest to all of an enclosure, if there is one.
  fileprivate init?(_ ball: Ball) {
    // So near to 0 all doubles but 0 are farther away.
    let isZero = ball.isBelow(powerOfTwo: -1076)
    guard isZero && ball.sign == nil || ball.accuracyBits >= 60 else { return nil }
    let double = ball.double
    var decimal: String?
    if ball.sign != nil && (double.isInfinite || double.magnitude < .leastNormalMagnitude && ball.sign != 0) {
      decimal = ball.decimal(digits: 17)
    }
    // So far from 1 that even its power of ten is out of reach, it is 0 all the same to a double.
    let isLost = double == 0 && ball.sign != nil && ball.sign != 0 && decimal == nil
    self.init(
      value: double.isFinite ? double : nil, exactValue: nil, decimal: decimal,
      reason: double.isFinite && !isLost ? nil : .beyondDoubles, isKink: false)
  }
}
