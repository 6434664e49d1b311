// How answers are laid out on a screen: broken at operators, vectors and matrices a component a line.

/// Breaks printed texts into lines. Works on the text alone: brackets, commas and blanks say where it may be broken.
enum Layout {
  /// The lines of a result behind a heading such as `[1] `.
  static func lines(_ text: String, heading: String, columns: Int) -> [String] {
    let bytes = Array(text.utf8)
    let (body, definitions, conditions) = parts(bytes)
    let indent = min(width(heading), columns / 4)
    var lines = value(bytes, body, heading, indent, columns - (definitions.isEmpty ? 0 : 6))
    // `where` ends its line, so that what was copied is read as going on.
    if !definitions.isEmpty { lines[lines.count - 1] += " where" }
    let lead = String(repeating: " ", count: indent)
    for definition in definitions { lines += wrap(bytes, definition, lead, indent + 2, columns) }
    if !conditions.isEmpty {
      let tail = "   " + string(bytes, conditions)
      if width(lines[lines.count - 1]) + width(tail) <= columns {
        lines[lines.count - 1] += tail
      } else {
        lines += wrap(bytes, conditions, lead, indent + 4, columns)
      }
    }
    return lines
  }

  /// Sentences, broken at blanks where they are too long.
  static func wrapped(_ text: String, _ columns: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard line.utf8.count > columns, width(String(line)) > columns else { return String(line) }
      var lines: [String] = []
      var current = String(line.prefix { $0 == " " })
      let indent = String(repeating: " ", count: min(current.count + 2, columns / 4))
      var isFresh = true
      var pendingBlanks = ""
      for word in line.drop(while: { $0 == " " }).split(separator: " ", omittingEmptySubsequences: false) {
        if word.isEmpty {
          pendingBlanks += " "
          continue
        }
        if !isFresh && width(current) + pendingBlanks.count + 1 + width(String(word)) > columns {
          lines.append(current)
          current = indent + word
        } else {
          current += (isFresh ? "" : " " + pendingBlanks) + word
        }
        pendingBlanks = ""
        isFresh = false
      }
      return (lines + [current]).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  static func width(_ text: String) -> Int { text.unicodeScalars.count }

  // MARK: Parts

  private static func string(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private static func width(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    bytes[range].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  private static func matches(_ bytes: [UInt8], _ place: Int, _ mark: StaticString) -> Bool {
    guard place + mark.utf8CodeUnitCount <= bytes.count else { return false }
    return mark.withUTF8Buffer { mark in
      for k in 0..<mark.count where bytes[place + k] != mark[k] { return false }
      return true
    }
  }

  /// The value, what `where` says, and from `for` on the conditions.
  private static func parts(_ bytes: [UInt8]) -> (Range<Int>, [Range<Int>], Range<Int>) {
    var depth = 0
    var end = bytes.count
    var conditions = bytes.count
    var commas: [Int] = []
    var first: Int?
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: " ") where depth == 0:
        if first == nil, matches(bytes, place, " where ") {
          end = place
          first = place + 7
        } else if matches(bytes, place, "   for ") {
          conditions = place
        }
      case UInt8(ascii: ",") where depth == 0 && first != nil && conditions == bytes.count: commas.append(place)
      default: break
      }
    }
    let tail = min(conditions + 3, bytes.count)..<bytes.count
    guard let first else { return (0..<conditions, [], tail) }
    var definitions: [Range<Int>] = []
    var start = first
    for comma in commas + [conditions] {
      definitions.append(start..<(comma == conditions ? comma : comma + 1))
      start = min(comma + 2, conditions)
    }
    return (0..<end, definitions, tail)
  }

  /// The components of a bracketed list; nil if the range is none.
  private static func components(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>]? {
    guard range.count > 2, bytes[range.lowerBound] == UInt8(ascii: "["),
      bytes[range.upperBound - 1] == UInt8(ascii: "]")
    else { return nil }
    var parts: [Range<Int>] = []
    var depth = 0
    var start = range.lowerBound + 1
    for place in range {
      switch bytes[place] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        depth -= 1
        // `[a] + [b]` is no list.
        if depth == 0 && place < range.upperBound - 1 { return nil }
      case UInt8(ascii: ",") where depth == 1:
        parts.append(start..<place)
        start = place + 2
      default: break
      }
    }
    return parts + [start..<(range.upperBound - 1)]
  }

  // MARK: Values

  private static func value(
    _ bytes: [UInt8], _ range: Range<Int>, _ heading: String, _ indent: Int, _ columns: Int
  ) -> [String] {
    guard let parts = components(bytes, range) else { return wrap(bytes, range, heading, indent, columns) }
    let rows = parts.map { components(bytes, $0) }
    if rows.contains(where: { $0 != nil }) {
      let cells = rows.compactMap { $0 }
      if parts.count > 1, cells.count == parts.count, Set(cells.map(\.count)).count == 1,
        let aligned = matrix(bytes, cells, heading, indent, columns)
      {
        return aligned
      }
    } else if width(heading) + width(bytes, range) <= columns {
      return [heading + string(bytes, range)]
    }
    var lines: [String] = []
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      let lead = index == 0 ? heading + "[" : String(repeating: " ", count: indent + 1)
      var next = value(bytes, part, lead, indent + 1, columns - 1)
      next[next.count - 1] += isLast ? "]" : ","
      lines += next
    }
    return lines
  }

  /// Aligned columns, if they fit.
  private static func matrix(
    _ bytes: [UInt8], _ rows: [[Range<Int>]], _ heading: String, _ indent: Int, _ columns: Int
  ) -> [String]? {
    let widths = rows[0].indices.map { column in rows.map { width(bytes, $0[column]) }.max() ?? 0 }
    guard width(heading) + widths.reduce(0, +) + 2 * widths.count + 3 <= columns else { return nil }
    return rows.enumerated().map { number, row in
      let lead = number == 0 ? heading + "[" : String(repeating: " ", count: indent + 1)
      let cells = row.enumerated().map { column, cell -> String in
        let isLast = column == row.count - 1
        let text = string(bytes, cell) + (isLast ? "]" : ",")
        let gap = widths[column] - width(bytes, cell)
        return text + String(repeating: " ", count: isLast ? 0 : gap)
      }
      return lead + "[" + cells.joined(separator: " ") + (number == rows.count - 1 ? "]" : ",")
    }
  }

  /// A formula, broken behind operators and commas, where brackets are least deep.
  private static func wrap(
    _ bytes: [UInt8], _ range: Range<Int>, _ lead: String, _ indent: Int, _ columns: Int
  ) -> [String] {
    var lines: [String] = []
    var line = lead
    var start = range.lowerBound
    while start < range.upperBound {
      let room = max(8, columns - width(line))
      var place = start
      var used = 0
      var depth = 0
      var best: (cost: Int, end: Int)?
      // Deep breaks cost more, those within products half a bracket; one so early that most of the line would stay empty
      // gives way.
      func offer(_ cost: Int, _ end: Int) {
        if let best, cost > best.cost + (best.end - start < room / 3 ? 1 : 0) { return }
        best = (cost, end)
      }
      while place < range.upperBound, used < room || bytes[place] & 0xC0 == 0x80 {
        switch bytes[place] {
        case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
        case UInt8(ascii: " ") where mayBreak(bytes, place, range): offer(2 * depth, place + 1)
        case UInt8(ascii: "*"), UInt8(ascii: "/"): offer(2 * depth + 1, place + 1)
        default: break
        }
        if bytes[place] & 0xC0 != 0x80 { used += 1 }
        place += 1
      }
      if place >= range.upperBound {
        lines.append(line + string(bytes, start..<range.upperBound))
        return lines
      }
      let end = best?.end ?? place
      var text = string(bytes, start..<end)
      while text.hasSuffix(" ") { text.removeLast() }
      lines.append(line + text)
      line = String(repeating: " ", count: min(indent, columns / 2))
      start = end
    }
    if lines.isEmpty { lines.append(lead) }
    return lines
  }

  /// Whether a line may end at a blank: behind an operator or a comma, so that what was copied is read as going on.
  private static func mayBreak(_ bytes: [UInt8], _ place: Int, _ range: Range<Int>) -> Bool {
    guard place > range.lowerBound else { return false }
    let before = bytes[place - 1]
    // ≤ and its like are three bytes, a Greek letter two.
    if before >= 0x80 { return place >= range.lowerBound + 3 && bytes[place - 3] == 0xE2 }
    return !isWord(before) && before != UInt8(ascii: ")") && before != UInt8(ascii: "]")
      && before != UInt8(ascii: " ")
      || matches(bytes, max(range.lowerBound, place - 4), " and")
      || matches(bytes, max(range.lowerBound, place - 3), " or")
  }

  /// Letters, digits and their like; signs of several bytes such as ≤ are none.
  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "'")
      || byte == UInt8(ascii: "!") || byte == UInt8(ascii: ".")
  }
}
