// Sets of real numbers that some relations between one expression and numbers allow: finitely many rational ends.

import NablaNumbers

/// A union of intervals and points with rational ends.
struct NumberSet: Equatable, Sendable {
  /// Ascending.
  private(set) var ends: [Rational]
  /// Below the first end, at it, between it and the second, at that, …, above the last.
  private(set) var holds: [Bool]

  static let all = NumberSet(ends: [], holds: [true])

  init(_ sense: Sense, _ bound: Rational) {
    self.init(ends: [bound], holds: [sense.holds(-1), sense.holds(0), sense.holds(1)])
  }

  private init(ends: [Rational], holds: [Bool]) {
    self.ends = []
    self.holds = [holds[0]]
    // An end at which nothing changes is none.
    for k in ends.indices {
      let (at, after) = (holds[2 * k + 1], holds[2 * k + 2])
      if at == self.holds[self.holds.count - 1] && at == after { continue }
      self.ends.append(ends[k])
      self.holds += [at, after]
    }
  }

  var isAll: Bool { ends.isEmpty && holds[0] }
  var isEmpty: Bool { ends.isEmpty && !holds[0] }

  func union(_ other: NumberSet) -> NumberSet { combined(other) { $0 || $1 } }
  func intersection(_ other: NumberSet) -> NumberSet { combined(other) { $0 && $1 } }
  func isSubset(of other: NumberSet) -> Bool { combined(other) { !$0 || $1 }.isAll }

  /// The set of the numbers −x.
  var mirrored: NumberSet { NumberSet(ends: ends.reversed().map { -$0 }, holds: holds.reversed()) }

  private func combined(_ other: NumberSet, _ operation: (Bool, Bool) -> Bool) -> NumberSet {
    var (i, j) = (0, 0)
    var joined: [Rational] = []
    var result = [operation(holds[0], other.holds[0])]
    while i < ends.count || j < other.ends.count {
      let takesFirst = j == other.ends.count || (i < ends.count && ends[i] <= other.ends[j])
      let takesSecond = i == ends.count || (j < other.ends.count && other.ends[j] <= ends[i])
      joined.append(takesFirst ? ends[i] : other.ends[j])
      let at = operation(
        holds[takesFirst ? 2 * i + 1 : 2 * i], other.holds[takesSecond ? 2 * j + 1 : 2 * j])
      if takesFirst { i += 1 }
      if takesSecond { j += 1 }
      result += [at, operation(holds[2 * i], other.holds[2 * j])]
    }
    return NumberSet(ends: joined, holds: result)
  }

  /// The points that are missing, where nothing else is.
  var missingPoints: [Rational]? {
    let lacksMore = holds.indices.contains { $0.isMultiple(of: 2) && !holds[$0] }
    return lacksMore ? nil : ends
  }

  /// An interval, a ray or a point: with its ends, where it has some, and whether they belong to it.
  struct Interval {
    var low: (bound: Rational, isClosed: Bool)?
    var high: (bound: Rational, isClosed: Bool)?
  }

  /// The intervals and points of which it consists.
  var intervals: [Interval] {
    var result: [Interval] = []
    var current: Interval? = holds[0] ? Interval() : nil
    for k in ends.indices {
      let (at, after) = (holds[2 * k + 1], holds[2 * k + 2])
      if at && current == nil { current = Interval(low: (ends[k], true)) }
      if !(at && after), var closing = current {
        closing.high = (ends[k], at)
        result.append(closing)
        current = nil
      }
      if after && current == nil { current = Interval(low: (ends[k], false)) }
    }
    if let current { result.append(current) }
    return result
  }

  /// The intervals, those between which single points are missing as one, and these points.
  var hulls: [(interval: Interval, gaps: [Rational])] {
    var result: [(interval: Interval, gaps: [Rational])] = []
    for interval in intervals {
      if let low = interval.low, let last = result.last, let high = last.interval.high, high.bound == low.bound {
        result[result.count - 1].interval.high = interval.high
        result[result.count - 1].gaps.append(low.bound)
      } else {
        result.append((interval, []))
      }
    }
    return result
  }
}
