// How a session shows places.

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
