// The kinds of facts that columns state, and what follows from them.

import NablaNumbers

extension FunctionRow {
  package enum Parity: Sendable { case even, odd, neither }

  /// Where a function has a value.
  package enum Domain: Sendable {
    case all
    /// Where its only argument, or its last one, lies in an interval.
    case interval(RealInterval)
    /// Where another function of the same argument is not 0.
    case nonzero(FunctionID)
    /// Where its two arguments are not both 0.
    case offOrigin
    /// Where its only argument, or its last one, is not a number: a pole.
    case off(Rational)
    /// Where its only argument, or its last one, is none of 0, -1, -2, …: poles.
    case offNonpositiveIntegers
    /// Where all of its arguments are positive.
    case positive
    /// Where its only argument is in magnitude at least 1, or more than 1.
    case beyondOne(isClosed: Bool)
  }

  /// Where a function has a slope, beyond having a value.
  package enum Slope: Sendable {
    case everywhere
    /// Away from the ends of its domain, where the derivative has no value.
    case insideDomain
    /// Away from 0, where the derivative has no value.
    case offZero
    /// Away from 0, where the derivative follows the convention.
    case kinkAtZero
    case kinkAtIntegers
    /// Where no other argument ties with the extreme one; the function tells the share of each.
    case kinkAtTies(share: FunctionID)
    /// Away from the negative half of the axis of its second argument, where it jumps.
    case offNegativeAxis
  }

  /// How the values of a function follow its argument.
  package enum Shape: Equatable, Sendable {
    /// Strictly, on all of its domain.
    case increasing, decreasing
    /// Constant below, at and above 0.
    case steps(Steps)
    /// |x|.
    case magnitude
    /// x where it is positive, else 0.
    case positivePart
    /// The largest integer not above x.
    case wholePart
    /// Of the arguments.
    case largest, smallest
    /// In some other way in which the order of its arguments does not matter.
    case symmetric
    /// 1/k for the first argument where it is one of the k extreme ones, else 0.
    case shareOfLargest, shareOfSmallest
  }

  /// The values of a step below, at and above 0.
  package struct Steps: Equatable, Sendable {
    package let below: Rational
    package let at: Rational
    package let above: Rational

    /// The place in `flagsBySign` of what is known of an argument.
    @inline(__always)
    static func place(_ flags: NodeFlags) -> Int {
      (flags.contains(.nonnegative) ? 1 : 0) + (flags.contains(.nonpositive) ? 2 : 0)
        + (flags.contains(.nonzero) ? 4 : 0)
    }

    /// For each thing that can be known of the argument's sign the sign that all values have that are left.
    var flagsBySign: [NodeFlags] {
      (0..<8).map { known in
        var left: [Rational] = []
        if known & 1 == 0 { left.append(below) }
        if known & 4 == 0 { left.append(at) }
        if known & 2 == 0 { left.append(above) }
        var flags: NodeFlags = []
        if left.allSatisfy({ !$0.isNegative }) { flags.insert(.nonnegative) }
        if left.allSatisfy({ $0.signum <= 0 }) { flags.insert(.nonpositive) }
        if left.allSatisfy({ !$0.isZero }) { flags.insert(.nonzero) }
        return left.isEmpty ? [] : flags
      }
    }
  }

  /// How it is typeset.
  package enum LaTeXForm: Sendable {
    /// A command of LaTeX, which takes its power before the argument: \sin^{2} x.
    case command(String)
    /// \operatorname{name}.
    case operatorName(String)
    /// Any symbol: \Gamma(x).
    case symbol(String)
    /// A symbol with the first argument below it, J_{n}(x), or above it in brackets, \psi^{(n)}(x).
    case indexed(String, isAbove: Bool)
    case exponential, squareRoot, cubeRoot, absoluteValue, floor
  }

  /// A relation without which there is no slope.
  package struct SlopeRequirement: Sendable {
    package let relation: NodeID
    /// A kink has a value by convention; elsewhere the derivative has none.
    package let isKink: Bool
  }
}

extension FunctionRow.Shape {
  static func steps(_ below: Rational, _ at: Rational, _ above: Rational) -> FunctionRow.Shape {
    .steps(FunctionRow.Steps(below: below, at: at, above: above))
  }

  var steps: FunctionRow.Steps? { if case .steps(let steps) = self { steps } else { nil } }

  var isPiecewiseConstant: Bool {
    switch self {
    case .steps, .wholePart, .shareOfLargest, .shareOfSmallest: true
    case .increasing, .decreasing, .magnitude, .positivePart, .largest, .smallest, .symmetric: false
    }
  }

  /// Where a function of this shape has a slope; nil where the shape does not tell.
  var slope: FunctionRow.Slope? {
    switch self {
    case .increasing, .decreasing, .symmetric: nil
    case .steps, .magnitude, .positivePart: .kinkAtZero
    case .wholePart: .kinkAtIntegers
    case .largest, .shareOfLargest: .kinkAtTies(share: .maxShare)
    case .smallest, .shareOfSmallest: .kinkAtTies(share: .minShare)
    }
  }

  /// What the shape tells of slopes.
  var slopeRange: RealInterval? {
    switch self {
    case .increasing: .atLeast(0)
    case .decreasing: .atMost(0)
    case .steps, .wholePart, .shareOfLargest, .shareOfSmallest: .closed(0, 0)
    case .magnitude: .closed(-1, 1)
    case .positivePart, .largest, .smallest: .closed(0, 1)
    case .symmetric: nil
    }
  }

  /// The number of arguments, from the first on, whose order matters; nil where that of all does.
  package var orderedCount: Int? {
    switch self {
    case .largest, .smallest, .symmetric: 0
    case .shareOfLargest, .shareOfSmallest: 1
    case .increasing, .decreasing, .steps, .magnitude, .positivePart, .wholePart: nil
    }
  }
}

// MARK: As relations

extension FunctionRow {
  /// Where it has a value, as relations between the arguments.
  func domainRelations(_ b: Builder, _ x: [NodeID]) -> [NodeID] {
    switch domain {
    case .all: return []
    case .interval(let interval): return inside(interval, b, x[x.count - 1], closed: true)
    case .nonzero(let function): return [b.notEqual(b.call(function, x), .zero)]
    case .offOrigin: return [b.or(x.map { b.notEqual($0, .zero) })]
    case .off(let pole): return [b.notEqual(x[x.count - 1], b.number(pole))]
    case .offNonpositiveIntegers:
      let u = x[x.count - 1]
      return [b.or([b.less(.zero, u), b.notEqual(b.call(.floor, [u]), u)])]
    case .positive: return x.map { b.less(.zero, $0) }
    case .beyondOne(let isClosed):
      return [b.relation(isClosed ? .lessOrEqual : .less, .one, b.call(.abs, [x[0]]))]
    }
  }

  private func inside(_ interval: RealInterval, _ b: Builder, _ x: NodeID, closed: Bool) -> [NodeID] {
    var relations: [NodeID] = []
    for (end, isLow) in [(interval.low, true), (interval.high, false)] {
      guard let end, closed || end.isClosed else { continue }
      let bound: NodeID
      switch end.unit {
      case .one: bound = b.number(end.number)
      case .pi: bound = b.scaled(b.number(end.number), .pi)
      case .reciprocalE: bound = b.scaled(b.number(end.number), b.power(.e, .minusOne))
      }
      let operation: Operation = closed && end.isClosed ? .lessOrEqual : .less
      relations.append(isLow ? b.relation(operation, bound, x) : b.relation(operation, x, bound))
    }
    return relations
  }

  /// Where it has a slope, beyond having a value.
  func slopeRequirements(_ b: Builder, _ x: [NodeID]) -> [SlopeRequirement] {
    func kink(_ relation: NodeID) -> [SlopeRequirement] { [SlopeRequirement(relation: relation, isKink: true)] }
    switch slope {
    case .everywhere: return []
    case .insideDomain:
      switch domain {
      case .interval(let interval):
        return inside(interval, b, x[x.count - 1], closed: false).map { SlopeRequirement(relation: $0, isKink: false) }
      case .beyondOne(isClosed: true):
        return [SlopeRequirement(relation: b.less(.one, b.call(.abs, [x[0]])), isKink: false)]
      case .all, .nonzero, .offOrigin, .off, .offNonpositiveIntegers, .positive, .beyondOne: return []
      }
    case .offZero: return [SlopeRequirement(relation: b.notEqual(x[0], .zero), isKink: false)]
    case .kinkAtZero: return kink(b.notEqual(x[0], .zero))
    case .kinkAtIntegers: return kink(b.notEqual(b.call(id, x), x[0]))
    case .kinkAtTies(let share): return kink(b.untied(share, x))
    case .offNegativeAxis: return kink(b.or([b.notEqual(x[0], .zero), b.less(.zero, x[1])]))
    }
  }

  /// The values between which a call jumps, where they are the same everywhere or told by the call.
  func jumpValues(_ b: Builder, _ call: NodeID) -> [NodeID] {
    if let steps { return [steps.below, steps.at, steps.above].map(b.number) }
    switch slope {
    case .kinkAtIntegers: return [call, b.difference(call, .one)]
    case .offNegativeAxis: return [.pi, b.negate(.pi)]
    case .everywhere, .insideDomain, .offZero, .kinkAtZero, .kinkAtTies: return []
    }
  }
}

extension FunctionRow {
  /// Whether it may jump where its arguments tend to these. At steps the limits are known, and it is not asked.
  func mayJump(_ b: Builder, at x: [NodeID]) -> Bool {
    switch slope {
    case .offNegativeAxis: return x[0] == .zero
    case .kinkAtIntegers: return b.store.isNumber(x[0])
    case .kinkAtTies: return isPiecewiseConstant && Set(x).count < x.count
    case .everywhere, .insideDomain, .offZero, .kinkAtZero: return false
    }
  }
}

extension Store {
  /// How the values of a call follow its argument; nil of other nodes.
  func shape(of id: NodeID) -> FunctionRow.Shape? {
    isOperation(id, .call) ? Catalogue.row(node(id).pointee.function).shape : nil
  }

  /// Whether a node is the largest or smallest of others, or a positive part.
  @inline(__always)
  package func isExtreme(_ id: NodeID) -> Bool {
    guard let shape = shape(of: id) else { return false }
    return shape == .largest || shape == .smallest || shape == .positivePart
  }

  /// Whether derivatives take a call as a constant.
  package func isConstantForDerivatives(_ id: NodeID) -> Bool {
    isOperation(id, .call) && Catalogue.row(node(id).pointee.function).isConstantForDerivatives
  }
}

// MARK: In words

extension FunctionRow {
  /// Where it has a value, in words.
  package var domainText: String {
    let name = parameters.last ?? "x"
    switch domain {
    case .all: return arity.upperBound == 1 ? "all \(name)" : "all arguments"
    case .interval(let interval): return interval.text(name)
    case .nonzero(let function): return "\(Catalogue.row(function).name)(\(name)) ≠ 0"
    case .offOrigin: return "(\(parameters.sorted().joined(separator: ", "))) ≠ (0, 0)"
    case .off(let pole): return "\(name) ≠ \(pole)"
    case .offNonpositiveIntegers: return "all \(name) but 0, -1, -2, …"
    case .positive: return parameters.map { "\($0) > 0" }.joined(separator: ", ")
    case .beyondOne(let isClosed): return isClosed ? "\(name) ≤ -1 or \(name) ≥ 1" : "\(name) < -1 or \(name) > 1"
    }
  }

  /// What holds at kinks and jumps, in words; empty where there are none.
  package var convention: String {
    if isConstantForDerivatives { return "the derivative is 0 by definition" }
    switch slope {
    case .everywhere: return ""
    case .insideDomain:
      var ends = ["-1", "1"]
      if case .interval(let interval) = domain {
        ends = [interval.low, interval.high].compactMap { $0 }.filter(\.isClosed).map(\.text)
      }
      return "no slope at \(ends.joined(separator: " and ")): the derivative has no value there"
    case .offZero: return "no slope at 0: the derivative has no value there"
    case .kinkAtZero:
      guard let steps else { return "the derivative at 0 is 0" }
      return "\(name)(0) is \(steps.at); the derivative is 0, also at 0"
    case .kinkAtIntegers: return "the derivative is 0, also at integers"
    case .kinkAtTies:
      return isPiecewiseConstant
        ? "the derivative is 0, also at ties" : "k tied arguments share the slope, 1/k each"
    case .offNegativeAxis:
      return "jumps where \(parameters[0]) = 0 and \(parameters[1]) < 0: its value there is pi"
    }
  }
}
