// The values of a result at a point: as the line protocol writes them, in words for people, and what is remarked on them.

import Nabla
import NablaExpressions
import NablaSyntax

/// What `eval` and the key `at` answer, for a session, a shell and programs alike.
struct PointValues {
  /// For programs.
  let values: Nested<Answer.Value>
  /// For people; why there is no value, and kinks, stand behind each.
  let text: String
  /// What programs are told beside the values.
  private(set) var remarks: [String] = []
  /// Whether a value does not exist.
  let isMissing: Bool

  /// Throws as `Expr.evaluate` does.
  init(_ result: Nested<Expr>, at point: [Expr: Expr], digits: Int) throws(NablaError) {
    let isRelation = result.elements.allSatisfy(\.isRelation)
    if digits > ValueText.doubleDigits {
      let found = try Expr.evaluate(result.elements, at: point, digits: digits)
      values = result.reshaped(found.map { $0.text.map { .digits($0) } ?? .missing })
      text = ValueText.text(result.reshaped(found), isRelation: isRelation)
      isMissing = found.contains { $0.text == nil }
      for value in found {
        remark(value.reason, isKink: value.isKink)
        if value.isUndecided { remarks.append("undecided: the digits asked for could not be proved") }
      }
    } else {
      let found = try Expr.evaluate(result.elements, at: point)
      values = result.reshaped(found.map { PointValues.number($0, digits) })
      text = ValueText.text(result.reshaped(found), isRelation: isRelation, digits: digits)
      isMissing = found.contains { $0.value == nil && $0.decimal == nil }
      for value in found {
        remark(value.decimal == nil ? value.reason : .beyondDoubles, isKink: value.isKink)
        if value.isUncertain { remarks.append(NoValue.uncertainty) }
      }
    }
  }

  private mutating func remark(_ reason: NoValue?, isKink: Bool) {
    if let reason { remarks.append(reason.rawValue) }
    if isKink { remarks.append("kink") }
  }

  private static func number(_ evaluation: Evaluation, _ digits: Int) -> Answer.Value {
    if evaluation.decimal != nil { return evaluation.text(digits: digits).map { .decimal($0) } ?? .missing }
    guard let value = evaluation.value else { return .missing }
    // A double shows its digits by itself.
    return .number(
      digits < ValueText.doubleDigits ? evaluation.text(digits: digits).flatMap(Double.init) ?? value : value)
  }
}
