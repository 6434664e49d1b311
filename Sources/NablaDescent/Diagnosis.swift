// What is told of the slopes of a loss: for each parameter a cause, its proof, and what would help.

import NablaEvaluation
import NablaExpressions

/// Why a slope is what it is. The raw values are those of the line protocol.
public enum Cause: String, Sendable, CaseIterable {
  /// No path of the chain rule leads from the loss to the parameter.
  case notConnected = "not connected"
  /// The derivative is 0 for all inputs, since contributions cancel.
  case zeroByCancellation = "zero by cancellation"
  /// The loss is not changed by moving some parameters together.
  case invariance
  /// The slope is 0 here, and depends on the parameter.
  case stationary
  /// A function on the way is constant around the point.
  case flat
  /// A bounded function is near its bound: of its greatest slope next to nothing is left.
  case saturated
  /// Many factors below 1 on the way.
  case vanishing
  /// Many factors above 1 on the way.
  case exploding
  /// Contributions of different paths cancel at this point.
  case samplesCancel = "samples cancel"
  /// The slope, or a number on the way to it, is too small for a double.
  case underflow
  /// The slope, or a number on the way to it, is too large for a double.
  case overflow
  /// The formula as it is written loses its digits in doubles.
  case rounding
  /// There is no value.
  case noValue = "nan"
  /// The point is a kink: the slope is a convention.
  case kink
  /// A step along the slope is below the spacing of doubles.
  case stepTooSmall = "step too small"
  /// What multiplies the parameter is 0 here.
  case constantFeature = "constant feature"
  /// `stopGradient` stands between.
  case stopped
  /// The derivative that was given is not that of the loss.
  case wrongGradient = "wrong gradient"
  /// None of these.
  case healthy
}

/// What is known of the slopes of a loss at a point.
public struct Diagnosis: Sendable {
  /// One factor of the chain rule.
  public struct Factor: Sendable {
    /// The local partial derivative; of what is nested deeply, in `u` for what stands inside.
    public let expression: Expr
    /// Its value at the point.
    public let value: Evaluation
    /// Whether it is to blame.
    public var isGuilty = false
  }

  /// A change of the loss, and the slope that it leads to at the same point.
  public struct Remedy: Sendable {
    /// What is changed, in words.
    public let change: String
    /// The slope then, in decimal.
    public let value: String
    /// The factors then, where the remedy changes them.
    public var factors: [Factor] = []
  }

  /// What is known of one slope.
  public struct Parameter: Sendable {
    /// The symbol.
    public let variable: Expr
    /// The exact partial derivative.
    public let partial: Expr
    /// Its value at the point.
    public let value: Evaluation
    /// Why it is what it is.
    public internal(set) var cause: Cause
    /// What proves the cause.
    public internal(set) var proof: String
    /// The cause in words.
    public internal(set) var sentence: String
    /// The factors along the path of the chain rule that contributes most, from the loss to the parameter.
    public internal(set) var factors: [Factor] = []
    /// How many paths meet on the way; at most 1000 are counted.
    public internal(set) var pathCount = 0
    /// What would help.
    public internal(set) var remedies: [Remedy] = []
  }

  /// The loss.
  public let loss: Expr
  /// Its value at the point.
  public let value: Evaluation
  /// One for each variable, in their order.
  public internal(set) var parameters: [Parameter]
  /// What moves parameters together without changing the loss, proved.
  public internal(set) var relations: [String] = []

  /// The report in words: a line a parameter, and its proof.
  public var text: String {
    let lines = parameters.map { parameter in
      var lines = ["\(parameter.variable): \(parameter.cause.rawValue). \(parameter.sentence)"]
      if !parameter.proof.isEmpty { lines.append("  proof: \(parameter.proof)") }
      if parameter.factors.count > 1 || parameter.factors.contains(where: \.isGuilty) {
        // Of very many the ends, and what is to blame.
        let all = parameter.factors.map {
          "\($0.isGuilty ? "[" : "")\(Wording.short($0.value))\($0.isGuilty ? "]" : "")"
        }
        let shown = all.count <= 16 ? all : Array(all.prefix(8)) + ["…"] + Array(all.suffix(7))
        lines.append("  factors: \(shown.joined(separator: " · "))")
      }
      for remedy in parameter.remedies { lines.append("  remedy: \(remedy.change): slope \(remedy.value)") }
      return lines.joined(separator: "\n")
    }
    return (lines + relations.map { "relation: " + $0 }).joined(separator: "\n")
  }
}

/// Numbers and formulas in sentences.
enum Wording {
  /// A value with four digits.
  static func short(_ value: Evaluation) -> String {
    if value.decimal == nil, let whole = value.value.flatMap({ Int(exactly: $0) }), whole.magnitude < 1_000_000 {
      return "\(whole)"
    }
    return value.text(digits: 4) ?? value.reason?.rawValue ?? "no value"
  }

  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    return (try? Expr(value).evaluated()).map { short($0) } ?? "\(value)"
  }

  /// A number of any size with four digits.
  static func short(_ value: ScaledNumber) -> String {
    let double = value.double
    if value.isZero || double.isFinite && double.magnitude >= .leastNormalMagnitude { return short(double) }
    let exponent = value.logarithm10.rounded(.down)
    // Its digits, by powers of ten that doubles hold.
    var (head, rest) = (value, Int(exponent))
    while rest > 0 {
      let step = min(200, rest)
      head = head * ScaledNumber(1 / tenToThe(step))
      rest -= step
    }
    while rest < 0 {
      let step = min(200, -rest)
      head = head * ScaledNumber(tenToThe(step))
      rest += step
    }
    return short((head.double * 1000).rounded() / 1000) + "e\(Int(exponent))"
  }

  private static func tenToThe(_ exponent: Int) -> Double { (0..<exponent).reduce(1.0) { power, _ in power * 10 } }

  /// A formula, if it is short enough for a sentence.
  static func formula(_ expression: Expr, _ other: String) -> String {
    guard expression.isSmall(atMost: 40) else { return other }
    let text = "\(expression)"
    return text.count <= 60 ? text : other
  }

  static func name(_ variable: Expr) -> String { NameTable.shared.name(of: variable.node) }
}
