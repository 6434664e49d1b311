// What a check of derivatives found.

import NablaExpressions

/// Whether derivatives are right.
public enum Verdict: String, Sendable {
  case agrees, disagrees, undecided
}

/// The outcome of `check`.
public struct CheckReport: Sendable {
  /// One derivative at one point.
  public struct Row: Sendable {
    /// The values of the inputs.
    public let point: [Double]
    /// Which of the variables it is the derivative by; nil where all of them moved at once, in a random direction.
    public var variable: Int? { direction.isSingle ? direction.first : nil }
    /// The derivative's formula.
    public let symbolic: Double
    /// The slope from values of the function alone.
    public let numeric: Double
    /// How far the numeric slope may be off.
    public let estimate: Double
    /// What this row says.
    public let verdict: Verdict
    let direction: Direction

    init(
      point: [Double], direction: Direction, symbolic: Double, numeric: Double, estimate: Double, verdict: Verdict
    ) {
      self.point = point
      self.direction = direction
      self.symbolic = symbolic
      self.numeric = numeric
      self.estimate = estimate
      self.verdict = verdict
    }

    /// The distance of the two beyond what the numeric slope may be off, relative to the larger.
    public var relativeError: Double {
      let size = max(symbolic.magnitude, numeric.magnitude)
      return size == 0 ? 0 : max(0, (symbolic - numeric).magnitude - estimate) / size
    }
  }

  /// The symbols that points give values to.
  public let inputs: [Expr]
  /// The variables of the derivatives.
  public let variables: [Expr]
  /// The rows, point by point.
  public let rows: [Row]
  /// The number of points.
  public let pointCount: Int
  /// What the rows together say.
  public let verdict: Verdict
  /// Why nothing could be decided; nil otherwise.
  public let reason: String?

  /// The row that disagrees most, or the one with the largest relative error; of one variable if there is such a row.
  public var worst: Row? {
    let wrong = rows.filter { $0.verdict == .disagrees }
    let candidates = wrong.isEmpty ? rows.filter { $0.verdict == .agrees } : wrong
    let single = candidates.filter { $0.variable != nil }
    return (single.isEmpty ? candidates : single).max { $0.relativeError < $1.relativeError }
  }

  /// The largest relative error among the rows that decide.
  public var maximumRelativeError: Double {
    rows.filter { $0.verdict != .undecided }.map(\.relativeError).max() ?? 0
  }

  /// A point as text, x = 2, y = 0.5, up to so many coordinates.
  public func text(of point: [Double], first limit: Int = .max) -> String {
    let shown = zip(inputs, point).prefix(limit).map { "\(NameTable.shared.name(of: $0.node)) = \($1)" }
    return (shown + (point.count > limit ? ["…"] : [])).joined(separator: ", ")
  }

  /// The variable of a row; a direction has all.
  private func name(_ row: Row) -> String {
    row.variable.map { NameTable.shared.name(of: variables[$0].node) } ?? "all"
  }

  /// The report in words: what the rows together say, then those that disagree, or else the worst.
  public func text(rows limit: Int = 8) -> String {
    var lines = [verdictText]
    guard !rows.isEmpty else { return lines[0] }
    let wrong = rows.filter { $0.verdict == .disagrees }
    let shown = wrong + rows.filter { $0.verdict != .disagrees }
    lines.append(columns(["by", "symbolic", "numeric", "error", "numeric ±", "at"]))
    for row in shown.prefix(limit) {
      lines.append(
        columns([
          name(row), short(row.symbolic), short(row.numeric),
          row.verdict == .undecided ? "?" : short(row.relativeError, 2), short(row.estimate, 2),
          text(of: row.point, first: 8),
        ]))
    }
    if rows.count > limit { lines.append("… \(rows.count - limit) more") }
    return lines.joined(separator: "\n")
  }

  /// The verdict in a sentence.
  private var verdictText: String {
    switch verdict {
    case .agrees:
      let directions = rows.contains { $0.variable == nil } ? " along random directions of all variables" : ""
      return "agrees at \(pointCount) points\(directions); largest relative error \(short(maximumRelativeError, 2))"
    case .disagrees:
      let place = worst.map {
        ": the derivative by \(name($0)) at \(text(of: $0.point, first: 8)) is \(short($0.numeric)), not \(short($0.symbolic))"
      }
      return "disagrees" + (place ?? "")
    case .undecided: return "undecided" + (reason.map { ": " + $0 } ?? "")
    }
  }

  private func columns(_ cells: [String]) -> String {
    let widths = [4, 14, 14, 9, 9, 0]
    return zip(cells, widths).map { cell, width in
      cell + String(repeating: " ", count: max(cell.count < width ? width - cell.count : 1, 1))
    }.joined().trimmingSuffix(" ")
  }

  /// A number with a few digits.
  private func short(_ value: Double, _ digits: Int = 8) -> String {
    if value == 0 { return "0" }
    guard value.isFinite else { return "\(value)" }
    let exponent = Int(logarithm10(value.magnitude))
    if exponent >= -4 && exponent < digits {
      var scale = 1.0
      for _ in 0..<max(0, digits - 1 - exponent) { scale *= 10 }
      return "\((value * scale).rounded() / scale)"
    }
    // Digits of the mantissa, then the exponent.
    var text = "\(value)"
    var tail = ""
    if let e = text.firstIndex(of: "e") {
      tail = String(text[e...])
      text = String(text[..<e])
    }
    return text.prefix(digits + 2) + tail
  }

  private func logarithm10(_ value: Double) -> Double {
    (Double(value.exponent) * 0.30102999566398120).rounded(.down)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
