// Values as text: for the session and the shell alike.

import Nabla

/// Values as a person reads them.
enum ValueText {
  /// Digits of doubles that are shown in full.
  static let doubleDigits = 17

  static func text(_ value: Nested<Evaluation>, isRelation: Bool = false, digits: Int = doubleDigits) -> String {
    switch value {
    case .vector(let parts):
      return "[\(parts.map { text($0, isRelation: isRelation, digits: digits) }.joined(separator: ", "))]"
    case .scalar(let evaluation):
      guard let decimal = evaluation.text(digits: digits) else {
        return "no value: \(evaluation.reason?.rawValue ?? "undefined")"
      }
      let shown = isRelation ? (evaluation.value == 0 ? "false" : "true") : decimal
      var remarks: [String] = []
      if evaluation.decimal != nil || evaluation.reason != nil { remarks.append(NoValue.beyondDoubles.rawValue) }
      if evaluation.isKink { remarks.append("kink: by convention") }
      if evaluation.isUncertain { remarks.append(NoValue.uncertainty) }
      return remarks.isEmpty ? shown : "\(shown)   (\(remarks.joined(separator: "; ")))"
    }
  }

  static func text(_ value: Nested<PreciseValue>, isRelation: Bool = false) -> String {
    switch value {
    case .vector(let parts): return "[\(parts.map { text($0, isRelation: isRelation) }.joined(separator: ", "))]"
    case .scalar(let precise):
      guard let digits = precise.text else {
        let undecided = "undecided: the digits could not be proved; the value may be exactly 0"
        return "no value: \(precise.isUndecided ? undecided : precise.reason?.rawValue ?? "undefined")"
      }
      let shown = isRelation ? (digits == "0" ? "false" : "true") : digits
      return precise.isKink ? "\(shown)   (kink: by convention)" : shown
    }
  }

  /// The shortest decimal that reads back to the same double; integers without a point.
  static func text(_ number: Double) -> String {
    if let integer = Int(exactly: number), number.magnitude < 1e15 { return String(integer) }
    return number.description
  }
}
