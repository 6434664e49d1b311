// One loss over many points: what holds on all of them, and what cancels between them.

import NablaEvaluation
import NablaExpressions

extension Diagnosis {
  /// What several points of a data set say together: the sum of their slopes, and the cause that all have in common.
  ///
  /// A cause that all points have is that of the whole; slopes of both signs whose sum is 0 cancel; where some points are
  /// healthy the whole is. Linear in the points. Without a point there is nothing to say, and one says what it says.
  public static func overall(_ diagnoses: [Diagnosis]) -> Diagnosis {
    guard var whole = diagnoses.first else { return Diagnosis(loss: 0, value: Evaluation(double: 0), parameters: []) }
    if diagnoses.count == 1 { return whole }
    for slot in whole.parameters.indices {
      let parts = diagnoses.map { $0.parameters[slot] }
      whole.parameters[slot] = overall(parts, Wording.name(whole.parameters[slot].variable))
    }
    return whole
  }

  private static func overall(_ parts: [Parameter], _ name: String) -> Parameter {
    let sum = parts.reduce(ScaledNumber.zero) { $0 + (ScaledNumber($1.value) ?? .zero) }
    let size = parts.reduce(ScaledNumber.zero) { $0 + (ScaledNumber($1.value)?.magnitude ?? .zero) }
    let value = Evaluation(double: sum.double)
    var result = Parameter(
      variable: parts[0].variable, partial: parts[0].partial, value: value, cause: parts[0].cause,
      proof: parts[0].proof,
      sentence: parts[0].sentence)
    result.factors = parts[0].factors
    result.pathCount = parts[0].pathCount
    if let missing = parts.firstIndex(where: { $0.cause == .noValue }) {
      result.cause = .noValue
      result.proof = parts[missing].proof
      result.sentence = "At point \(missing + 1) of \(parts.count): \(parts[missing].sentence)"
    } else if !size.isZero, sum.magnitude < size * ScaledNumber(Thresholds.cancellation) {
      result.cause = .samplesCancel
      result.proof = "slopes of the size \(Wording.short(size)) together add up to \(Wording.short(sum))"
      result.sentence = "The samples pull \(name) in opposite directions with equal forces."
    } else if parts.allSatisfy({ $0.cause == parts[0].cause }), parts[0].cause != .healthy {
      result.sentence = "On all \(parts.count) samples: \(parts[0].sentence)"
    } else if let worst = parts.first(where: { $0.cause != .healthy }), size.isZero {
      result.cause = worst.cause
      result.proof = worst.proof
      result.sentence = "On no sample has \(name) a slope: \(worst.sentence)"
    } else {
      let idle = parts.filter { $0.cause != .healthy }.count
      result.cause = .healthy
      result.proof = "the sum of the slopes is \(Wording.short(sum))"
      result.sentence =
        Diagnoser.words(sum.double, name) + (idle > 0 ? " \(idle) of \(parts.count) samples say nothing." : "")
    }
    return result
  }
}
