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
    /// Which of the variables it is the derivative by.
    public let variable: Int
    /// The derivative's formula.
    public let symbolic: Double
    /// The slope from values of the function alone.
    public let numeric: Double
    /// How far the numeric slope may be off.
    public let estimate: Double
    /// What this row says.
    public let verdict: Verdict

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
  /// What the rows together say.
  public let verdict: Verdict
  /// Why nothing could be decided; nil otherwise.
  public let reason: String?

  /// The number of points.
  public var pointCount: Int { variables.isEmpty ? 0 : rows.count / variables.count }

  /// The row that disagrees most, or the one with the largest relative error.
  public var worst: Row? {
    let wrong = rows.filter { $0.verdict == .disagrees }
    return (wrong.isEmpty ? rows.filter { $0.verdict == .agrees } : wrong).max { $0.relativeError < $1.relativeError }
  }

  /// The largest relative error among the rows that decide.
  public var maximumRelativeError: Double {
    rows.filter { $0.verdict != .undecided }.map(\.relativeError).max() ?? 0
  }

  /// A point as text: x = 2, y = 0.5.
  public func text(of point: [Double]) -> String {
    zip(inputs, point).map { "\(NameTable.shared.name(of: $0.node)) = \($1)" }.joined(separator: ", ")
  }

  /// The report in words, with a table of its worst rows.
  public func text(rows limit: Int = 8) -> String {
    var lines: [String] = []
    let shown = rows.filter { $0.verdict == .disagrees } + rows.filter { $0.verdict != .disagrees }
    if !rows.isEmpty {
      lines.append(columns(["by", "symbolic", "numeric", "error", "estimate", "at"]))
      for row in shown.prefix(limit) {
        lines.append(
          columns([
            NameTable.shared.name(of: variables[row.variable].node), short(row.symbolic), short(row.numeric),
            row.verdict == .undecided ? "?" : short(row.relativeError, 2), short(row.estimate, 2), text(of: row.point),
          ]))
      }
      if rows.count > limit { lines.append("… \(rows.count - limit) more") }
    }
    switch verdict {
    case .agrees:
      lines.append("agrees at \(pointCount) points; largest relative error \(short(maximumRelativeError, 2))")
    case .disagrees:
      let place = worst.map {
        ": the derivative by \(NameTable.shared.name(of: variables[$0.variable].node)) at \(text(of: $0.point)) is \(short($0.numeric)), not \(short($0.symbolic))"
      }
      lines.append("disagrees" + (place ?? ""))
    case .undecided: lines.append("undecided" + (reason.map { ": " + $0 } ?? ""))
    }
    return lines.joined(separator: "\n")
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
