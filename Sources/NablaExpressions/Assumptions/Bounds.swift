// Between which numbers a value lies: intervals with rational ends, and their arithmetic, rounded outwards where it must be.

import NablaNumbers

/// An interval of the reals with rational ends, which may be open, closed or missing.
struct Bounds: Equatable, Sendable {
  struct End: Equatable, Sendable {
    var value: Rational
    var isClosed: Bool
  }

  private(set) var low: End?
  private(set) var high: End?

  static let all = Bounds(nil, nil)
  static let positive = Bounds(End(value: 0, isClosed: false), nil)
  static let nonnegative = Bounds(End(value: 0, isClosed: true), nil)

  /// Ends of more bits than this are given up.
  private static let mostBits = 512

  init(_ low: End?, _ high: End?) {
    self.low = low.flatMap { $0.value.bitWidth > Bounds.mostBits ? nil : $0 }
    self.high = high.flatMap { $0.value.bitWidth > Bounds.mostBits ? nil : $0 }
  }

  init(_ number: Rational) { self.init(End(value: number, isClosed: true), End(value: number, isClosed: true)) }

  /// The least interval around a set that is not empty.
  init(hullOf set: NumberSet) {
    let parts = set.intervals
    self.init(
      parts.first?.low.map { End(value: $0.bound, isClosed: $0.isClosed) },
      parts.last?.high.map { End(value: $0.bound, isClosed: $0.isClosed) })
  }

  /// Around an interval whose ends may be no rationals.
  init(around interval: RealInterval) {
    func end(_ end: RealInterval.End, _ bound: Rational) -> End {
      End(value: bound, isClosed: end.unit == .one && end.isClosed)
    }
    self.init(interval.low.map { end($0, $0.bounds.below) }, interval.high.map { end($0, $0.bounds.above) })
  }

  /// What signs say.
  init(_ flags: NodeFlags) {
    let zero = End(value: 0, isClosed: !flags.contains(.nonzero))
    self.init(flags.contains(.nonnegative) ? zero : nil, flags.contains(.nonpositive) ? zero : nil)
  }

  var isEmpty: Bool {
    guard let low, let high else { return false }
    return low.value > high.value || low.value == high.value && !(low.isClosed && high.isClosed)
  }

  /// The signs that all of its numbers have.
  var signs: NodeFlags {
    var flags: NodeFlags = []
    if let low, !low.value.isNegative {
      flags.insert(.nonnegative)
      if !low.value.isZero || !low.isClosed { flags.insert(.nonzero) }
    }
    if let high, high.value.signum <= 0 {
      flags.insert(.nonpositive)
      if !high.value.isZero || !high.isClosed { flags.insert(.nonzero) }
    }
    return flags
  }

  /// Whether all of its numbers stand so to a number; false where that is not certain.
  func satisfies(_ sense: Sense, _ bound: Rational) -> Bool {
    let isBelow = high.map { $0.value < bound || $0.value == bound && !$0.isClosed } ?? false
    let isAbove = low.map { $0.value > bound || $0.value == bound && !$0.isClosed } ?? false
    switch sense {
    case .less: return isBelow
    case .lessOrEqual: return isBelow || high?.value == bound
    case .greater: return isAbove
    case .greaterOrEqual: return isAbove || low?.value == bound
    case .notEqual: return isBelow || isAbove
    case .equal: return low?.value == bound && high?.value == bound
    }
  }

  /// Whether all of its numbers lie in an interval with rational ends.
  func isInside(_ interval: RealInterval) -> Bool {
    if let end = interval.low {
      guard end.unit == .one, satisfies(end.isClosed ? .greaterOrEqual : .greater, end.number) else { return false }
    }
    if let end = interval.high {
      guard end.unit == .one, satisfies(end.isClosed ? .lessOrEqual : .less, end.number) else { return false }
    }
    return true
  }

  // MARK: Arithmetic

  func intersection(_ other: Bounds) -> Bounds {
    func tighter(_ a: End?, _ b: End?, _ isLow: Bool) -> End? {
      guard let a else { return b }
      guard let b else { return a }
      if a.value == b.value { return a.isClosed ? b : a }
      return (a.value > b.value) == isLow ? a : b
    }
    return Bounds(tighter(low, other.low, true), tighter(high, other.high, false))
  }

  func hull(_ other: Bounds) -> Bounds {
    func wider(_ a: End?, _ b: End?, _ isLow: Bool) -> End? {
      guard let a, let b else { return nil }
      if a.value == b.value { return a.isClosed ? a : b }
      return (a.value < b.value) == isLow ? a : b
    }
    return Bounds(wider(low, other.low, true), wider(high, other.high, false))
  }

  /// Its integers.
  var rounded: Bounds {
    Bounds(
      low.map { end in
        let floor = Rational(end.value.floor)
        let isHit = floor == end.value && end.isClosed
        return End(value: isHit ? floor : floor + 1, isClosed: true)
      },
      high.map { end in
        let floor = Rational(end.value.floor)
        return End(value: floor == end.value && !end.isClosed ? floor - 1 : floor, isClosed: true)
      })
  }

  static func + (a: Bounds, b: Bounds) -> Bounds {
    func sum(_ a: End?, _ b: End?) -> End? {
      guard let a, let b else { return nil }
      return End(value: a.value + b.value, isClosed: a.isClosed && b.isClosed)
    }
    return Bounds(sum(a.low, b.low), sum(a.high, b.high))
  }

  func scaled(_ factor: Rational) -> Bounds {
    if factor.isZero { return Bounds(0) }
    func end(_ end: End?) -> End? { end.map { End(value: $0.value * factor, isClosed: $0.isClosed) } }
    return factor.isNegative ? Bounds(end(high), end(low)) : Bounds(end(low), end(high))
  }

  static func * (a: Bounds, b: Bounds) -> Bounds {
    // To intervals at one side of 0.
    if a.signs.contains(.nonpositive), !a.signs.contains(.nonnegative) { return (a.scaled(-1) * b).scaled(-1) }
    if b.signs.contains(.nonpositive), !b.signs.contains(.nonnegative) { return (a * b.scaled(-1)).scaled(-1) }
    func product(_ a: End?, _ b: End?) -> End? {
      guard let a, let b else { return nil }
      return End(
        value: a.value * b.value,
        isClosed: a.isClosed && b.isClosed || a.value.isZero && a.isClosed || b.value.isZero && b.isClosed)
    }
    switch (a.signs.contains(.nonnegative), b.signs.contains(.nonnegative)) {
    case (true, true): return Bounds(product(a.low, b.low), product(a.high, b.high))
    case (true, false): return Bounds(product(a.high, b.low), product(a.high, b.high)).hull(Bounds(0))
    case (false, true): return b * a
    case (false, false):
      guard let low = a.low, let high = a.high, let below = b.low, let above = b.high else { return .all }
      let ends = [low.value * below.value, low.value * above.value, high.value * below.value, high.value * above.value]
      return Bounds(
        ends.min().map { End(value: $0, isClosed: true) }, ends.max().map { End(value: $0, isClosed: true) })
    }
  }

  /// 1/x of what is not 0.
  var reciprocal: Bounds {
    let signs = signs
    if signs.contains(.nonpositive), !signs.contains(.nonnegative) { return scaled(-1).reciprocal.scaled(-1) }
    guard signs.contains(.nonnegative) else { return .all }
    func end(_ end: End) -> End? {
      end.value.isZero ? nil : End(value: end.value.reciprocal, isClosed: end.isClosed)
    }
    return Bounds(high.flatMap(end) ?? End(value: 0, isClosed: false), low.flatMap(end))
  }

  var magnitude: Bounds {
    if signs.contains(.nonnegative) { return self }
    if signs.contains(.nonpositive) { return scaled(-1) }
    guard let low, let high else { return .nonnegative }
    let (a, b) = (-low.value, high.value)
    let far = End(value: Swift.max(a, b), isClosed: a > b ? low.isClosed : b > a ? high.isClosed : true)
    return Bounds(End(value: 0, isClosed: true), far)
  }

  /// Its numbers to a power, those that have one.
  func power(_ exponent: Rational) -> Bounds {
    if exponent.isNegative { return power(-exponent).reciprocal }
    if let whole = exponent.asInt {
      guard whole <= 64 else { return whole % 2 == 0 ? .nonnegative : .all }
      let base = whole % 2 == 0 ? magnitude : self
      func end(_ end: End?) -> End? { end.map { End(value: $0.value.power(whole), isClosed: $0.isClosed) } }
      return Bounds(end(base.low), end(base.high))
    }
    let base = intersection(.nonnegative)
    // Of what is negative there is no root.
    if base.isEmpty { return .nonnegative }
    guard let p = exponent.numerator.asInt, let q = exponent.denominator.asInt, p <= 64, q <= 64 else {
      return .nonnegative
    }
    func end(_ end: End?) -> End? {
      end.flatMap { end in end.value.root(q).map { End(value: $0.power(p), isClosed: end.isClosed) } }
    }
    let zero = End(value: 0, isClosed: !base.signs.contains(.nonzero))
    return Bounds(end(base.low) ?? zero, end(base.high))
  }

  /// e to the power of its numbers.
  var exponential: Bounds {
    let one = End(value: 1, isClosed: true)
    var result = Bounds.positive
    if signs.contains(.nonnegative) { result.low = End(value: 1, isClosed: !signs.contains(.nonzero)) }
    if signs.contains(.nonpositive) { result.high = signs.contains(.nonzero) ? End(value: 1, isClosed: false) : one }
    return result
  }
}
