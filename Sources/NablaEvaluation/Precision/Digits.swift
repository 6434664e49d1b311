// Values to any number of digits, each proved: the precision is raised until an enclosure decides them all.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// A value to a number of significant digits.
public struct PreciseValue: Sendable, Hashable {
  /// The value in decimal, rounded to the digits asked for; nil where there is none, or where it cannot be decided.
  public let text: String?
  /// Why there is no value.
  public let reason: NoValue?
  /// Whether the precision ran out before the digits were decided: an exact zero or tie in disguise, perhaps.
  public let isUndecided: Bool
  /// Whether a convention for kinks was followed.
  public let isKink: Bool
}

extension Expr {
  /// The values of some expressions at a point to a number of significant digits, every digit proved.
  ///
  /// Precision is raised until an enclosure of the value rounds to one decimal number, up to some times the digits
  /// asked for. Throws `unsupported` without Arb, `limit` past the limits of the task.
  public static func evaluate(
    _ expressions: [Expr], at point: [Expr: Expr] = [:], digits: Int
  ) throws(NablaError) -> [PreciseValue] {
    guard digits >= 1 else { throw NablaError(.request, "digits are at least 1") }
    guard digits <= mostDigits else { throw NablaError(.limit, "at most \(mostDigits) digits can be asked for") }
    if expressions.isEmpty { return [] }
    return try PointProblem.run(expressions, at: Point(point)) {
      (builder, problem) throws(NablaError) -> [PreciseValue] in
      try problem.digits(builder, digits)
    }
  }
}

private let mostDigits = 100_000

extension PointProblem {
  fileprivate func digits(_ builder: Builder, _ digits: Int) throws(NablaError) -> [PreciseValue] {
    var results: [PreciseValue] = []
    var open: [Int] = []
    for (index, root) in roots.enumerated() {
      let conditions = ConditionOutcome(root.checks, pass.value)
      var result = PreciseValue(text: nil, reason: nil, isUndecided: true, isKink: conditions.isKink)
      if conditions.isCertain && conditions.isUndefined {
        result = PreciseValue(text: nil, reason: .undefined, isUndecided: false, isKink: false)
      } else if conditions.isCertain {
        switch pass.value(root.node) {
        case .exact(let value): result = PreciseValue(value.rounded(toDigits: digits), isKink: conditions.isKink)
        case .truth(let holds, isCertain: true): result = PreciseValue(holds ? "1" : "0", isKink: conditions.isKink)
        case .none(let reason, isCertain: true):
          result = PreciseValue(text: nil, reason: reason, isUndecided: false, isKink: false)
        case .truth, .none, .approximate, .overflow: break
        }
      }
      if result.isUndecided { open.append(index) }
      results.append(result)
    }
    if open.isEmpty { return results }
    guard Ball.isAvailable else {
      throw NablaError(.unsupported, "more than 17 digits need Arb: install libflint-arb-dev, and build again")
    }
    // A look at how many digits are lost comes before many of them are computed.
    let enough = digits * 10 / 3 + 64
    let most = min(4 * enough + 4096, enough + 32_768)
    let found = try raised(
      builder, open, from: min(enough, 1024), snaps: false,
      next: { bits, _, accuracy in
        if bits >= most { return nil }
        if let accuracy { return min(most, max(enough + bits - max(0, min(bits, accuracy)), bits + bits / 4 + 64)) }
        return min(bits < 4096 ? 2 * bits : max(2 * bits, enough), most)
      },
      accept: { $0.decimal(digits: digits) })
    for (index, raised) in found {
      switch raised {
      case .none(let reason):
        results[index] = PreciseValue(text: nil, reason: reason, isUndecided: false, isKink: false)
      case .value(let text, let isKink): results[index] = PreciseValue(text, isKink: isKink)
      }
    }
    return results
  }
}

extension PreciseValue {
  fileprivate init(_ text: String, isKink: Bool) {
    self.init(text: text, reason: nil, isUndecided: false, isKink: isKink)
  }
}
