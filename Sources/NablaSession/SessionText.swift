// How a session shows places, points and values.

import Nabla
import NablaSyntax

/// A line with a caret under the place to blame.
enum Caret {
  /// The line, cut to a window around the place where it is long, and the carets.
  static func lines(_ line: [UInt8], _ range: Range<Int>) -> String {
    let window = 72
    let start = max(0, min(range.lowerBound - window / 2, line.count - window))
    let end = min(line.count, start + window)
    let before = printable(line[start..<max(start, min(range.lowerBound, end))])
    let marked = printable(line[max(start, min(range.lowerBound, end))..<max(start, min(range.upperBound, end))])
    let after = printable(line[max(start, min(range.upperBound, end))..<end])
    let lead = start > 0 ? "…" : ""
    let trail = end < line.count ? "…" : ""
    let carets = String(repeating: "^", count: max(1, marked.count))
    return
      "  \(lead)\(before)\(marked)\(after)\(trail)\n  \(String(repeating: " ", count: lead.count + before.count))\(carets)"
  }

  private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
    String(
      String(decoding: bytes, as: UTF8.self).map {
        $0.unicodeScalars.allSatisfy { $0.value < 32 || $0.value == 127 } ? " " : $0
      })
  }
}

/// Splits `f at x = 2, y = 1/3`.
enum PointText {
  struct Assignment {
    let name: String
    let value: String
    /// Where the value stands in the text.
    let offset: Int
  }

  static func split(_ text: String) -> (body: String, assignments: [Assignment])? {
    let bytes = Array(text.utf8)
    let word = Array(" at ".utf8)
    var place = bytes.count - word.count
    while place >= 0 {
      if Array(bytes[place..<(place + word.count)]) == word, let found = assignments(bytes, from: place + word.count) {
        return (String(decoding: bytes[..<place], as: UTF8.self), found)
      }
      place -= 1
    }
    return nil
  }

  /// Splits a text at the last place of a word.
  static func split(_ text: String, at word: String) -> (body: String, rest: String, offset: Int)? {
    let bytes = Array(text.utf8)
    let mark = Array(word.utf8)
    var place = bytes.count - mark.count
    while place >= 0 {
      if Array(bytes[place..<(place + mark.count)]) == mark {
        let offset = place + mark.count
        return (
          String(decoding: bytes[..<place], as: UTF8.self), String(decoding: bytes[offset...], as: UTF8.self), offset
        )
      }
      place -= 1
    }
    return nil
  }

  /// name = value, separated by commas outside brackets; nil if the text is something else.
  static func assignments(_ bytes: [UInt8], from start: Int) -> [Assignment]? {
    var parts: [Range<Int>] = []
    var depth = 0
    var first = start
    for k in start..<bytes.count {
      switch bytes[k] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        parts.append(first..<k)
        first = k + 1
      default: break
      }
    }
    parts.append(first..<bytes.count)
    var result: [Assignment] = []
    for part in parts {
      guard let sign = part.first(where: { bytes[$0] == UInt8(ascii: "=") }), sign + 1 < part.upperBound,
        bytes[sign + 1] != UInt8(ascii: "=")
      else { return nil }
      let name = String(decoding: bytes[part.lowerBound..<sign], as: UTF8.self).filter { !$0.isWhitespace }
      guard SyntaxTree.name(in: name) == name else {
        return nil
      }
      result.append(
        Assignment(
          name: name, value: String(decoding: bytes[(sign + 1)..<part.upperBound], as: UTF8.self), offset: sign + 1))
    }
    return result
  }
}

/// Values as text.
enum ValueText {
  static func text(_ value: Tensor<Evaluation>, digits: Int) -> String {
    switch value {
    case .vector(let parts): return "[\(parts.map { text($0, digits: digits) }.joined(separator: ", "))]"
    case .scalar(let evaluation):
      guard let shown = evaluation.text(digits: digits) else {
        return "no value: \(evaluation.reason?.rawValue ?? "undefined")"
      }
      var remarks: [String] = []
      if evaluation.decimal != nil || evaluation.reason != nil { remarks.append(NoValue.beyondDoubles.rawValue) }
      if evaluation.isKink { remarks.append("kink: by convention") }
      return remarks.isEmpty ? shown : "\(shown)   (\(remarks.joined(separator: "; ")))"
    }
  }

  static func text(_ value: Tensor<PreciseValue>) -> String {
    switch value {
    case .vector(let parts): return "[\(parts.map(text).joined(separator: ", "))]"
    case .scalar(let precise):
      guard let digits = precise.text else {
        let undecided = "undecided: the digits could not be proved; the value may be exactly 0"
        return "no value: \(precise.isUndecided ? undecided : precise.reason?.rawValue ?? "undefined")"
      }
      return precise.isKink ? "\(digits)   (kink: by convention)" : digits
    }
  }

  /// The shortest decimal that reads back to the same double; integers without a point.
  static func text(_ number: Double) -> String {
    if let integer = Int(exactly: number), number.magnitude < 1e15 { return String(integer) }
    return number.description
  }
}
