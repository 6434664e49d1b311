// How a session shows places, points and values.

import Nabla
import NablaSyntax

/// A line with a caret under the place to blame.
enum Caret {
  /// The line, cut to a window around the place where it is long, and the carets. Of several lines the one to blame.
  static func lines(_ text: [UInt8], _ place: Range<Int>, columns: Int? = nil) -> String {
    let window = min(72, max(16, (columns ?? 80) - 6))
    let lineFeed = UInt8(ascii: "\n")
    let first = text[..<place.lowerBound].lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
    let line = Array(text[first..<(text[place.lowerBound...].firstIndex(of: lineFeed) ?? text.count)])
    let range = (place.lowerBound - first)..<min(max(place.upperBound, place.lowerBound) - first, line.count)
    var start = max(0, min(range.lowerBound - window / 2, line.count - window))
    var end = min(line.count, start + window)
    // No character is cut in two.
    while start < range.lowerBound, line[start] & 0xC0 == 0x80 { start += 1 }
    while end < line.count, end > range.lowerBound, line[end] & 0xC0 == 0x80 { end -= 1 }
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

/// Splits `f at x = 2, y = 1/3`, and what is written so in a shell: `f x=2 y=1/3`.
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
    guard !text.contains(" where "), let first = signs(bytes, from: 0).first, first.name.lowerBound > 0,
      let found = assignments(bytes, from: first.name.lowerBound)
    else { return nil }
    return (String(decoding: bytes[..<first.name.lowerBound], as: UTF8.self), found)
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

  /// name = value, separated by commas or blanks; nil if the text is something else.
  static func assignments(_ bytes: [UInt8], from start: Int) -> [Assignment]? {
    let signs = signs(bytes, from: start)
    guard let first = signs.first, bytes[start..<first.name.lowerBound].allSatisfy(StatementText.isSpace) else {
      return nil
    }
    return signs.enumerated().map { index, sign in
      var end = index + 1 < signs.count ? signs[index + 1].name.lowerBound : bytes.count
      if index + 1 < signs.count {
        while end > sign.place + 1, StatementText.isSpace(bytes[end - 1]) { end -= 1 }
        if end > sign.place + 1, bytes[end - 1] == UInt8(ascii: ",") { end -= 1 }
      }
      return Assignment(
        name: String(decoding: bytes[sign.name], as: UTF8.self),
        value: String(decoding: bytes[(sign.place + 1)..<end], as: UTF8.self), offset: sign.place + 1)
    }
  }

  /// The signs `=` outside brackets that a name stands before, and these names.
  private static func signs(_ bytes: [UInt8], from start: Int) -> [(place: Int, name: Range<Int>)] {
    var found: [(place: Int, name: Range<Int>)] = []
    var depth = 0
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "=") where place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "="): place += 1
      case UInt8(ascii: "=") where depth == 0:
        var end = place
        while end > start, StatementText.isSpace(bytes[end - 1]) { end -= 1 }
        var first = end
        while first > start, isWord(bytes[first - 1]) { first -= 1 }
        let name = String(decoding: bytes[first..<end], as: UTF8.self)
        if first < end, SyntaxTree.name(in: name) == name { found.append((place, first..<end)) }
      default: break
      }
      place += 1
    }
    return found
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_") || byte >= 128
  }
}
