// Text in two dimensions: fractions stacked, exponents raised, matrices in brackets, from the display tree.

import NablaExpressions

/// A block of lines of equal width, one of them in line with what stands beside it.
private struct Box {
  var lines: [[Unicode.Scalar]]
  /// The line that is in line with operators beside it.
  var baseline: Int
  /// How tightly what it shows binds, as in `PlainText`.
  var level: Int

  var width: Int { lines.first?.count ?? 0 }
  var height: Int { lines.count }

  init(_ text: String, level: Int) {
    lines = [Array(text.unicodeScalars)]
    baseline = 0
    self.level = level
  }

  init(lines: [[Unicode.Scalar]], baseline: Int, level: Int) {
    self.lines = lines
    self.baseline = baseline
    self.level = level
  }

  /// Boxes side by side, their baselines on one line.
  static func row(_ boxes: [Box], level: Int) -> Box {
    let above = boxes.map(\.baseline).max() ?? 0
    let below = boxes.map { $0.height - $0.baseline }.max() ?? 1
    var lines = [[Unicode.Scalar]](repeating: [], count: above + below)
    for box in boxes {
      for row in lines.indices {
        let own = row - above + box.baseline
        lines[row] += box.lines.indices.contains(own) ? box.lines[own] : Array(repeating: " ", count: box.width)
      }
    }
    return Box(lines: lines, baseline: above, level: level)
  }

  /// Centred to a width.
  func centred(_ width: Int) -> [[Unicode.Scalar]] {
    let left = (width - self.width) / 2
    return lines.map {
      Array(repeating: " ", count: left) + $0 + Array(repeating: " ", count: width - self.width - left)
    }
  }
}

/// Prints an entry of a display tree on several lines; nil where it is wider or higher than asked for.
///
/// Linear in the size of the picture, which is bounded: what does not fit is given up, and nothing recurses.
package struct TwoDimensional {
  private let columns: Int
  private let isASCII: Bool

  // How tightly a form binds.
  private static let sum = 4
  private static let product = 5
  private static let power = 7
  private static let atom = 9

  /// A picture has at most this many lines.
  private static let mostLines = 100
  /// More entries make no picture that anybody reads.
  private static let mostEntries = 2000

  private init(columns: Int, isASCII: Bool) {
    self.columns = columns
    self.isASCII = isASCII
  }

  /// The lines of an entry, without blanks behind; nil where they do not fit.
  package static func lines(_ tree: DisplayTree, _ root: Int, columns: Int, isASCII: Bool = false) -> [String]? {
    let columns = min(columns, 500)
    let printer = TwoDimensional(columns: columns, isASCII: isASCII)
    var reachable = Set<Int>()
    var open = [root]
    while let entry = open.popLast() {
      guard reachable.insert(entry).inserted else { continue }
      guard reachable.count <= mostEntries else { return nil }
      tree.forEachChild(entry) { open.append($0) }
    }
    var boxes: [Int: Box] = [:]
    // Children come before parents.
    for entry in reachable.sorted() {
      let parts = tree.children(entry).compactMap { boxes[$0] }
      guard parts.count == tree.childCount(entry), let box = printer.box(tree, entry, parts, boxes),
        box.width <= columns,
        box.height <= mostLines
      else { return nil }
      boxes[entry] = box
    }
    return boxes[root]?.lines.map { line in
      var text = String(String.UnicodeScalarView(line))
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
  }

  // MARK: Forms

  private func box(_ tree: DisplayTree, _ entry: Int, _ parts: [Box], _ boxes: [Int: Box]) -> Box? {
    func name(_ text: DisplayText) -> String { tree.string(text) }
    switch tree.form(entry) {
    case .number(let digits): return Box(name(digits), level: Self.atom)
    case .symbol(let text): return Box(name(text), level: Self.atom)
    case .constant(let constant):
      return Box(constant == .pi && !isASCII ? "π" : constant.name, level: Self.atom)
    case .negative: return .row([Box("-", level: 0), bracketed(parts[0], below: Self.product)], level: Self.sum)
    case .sum: return sum(tree, entry, parts)
    case .product:
      var row: [Box] = []
      for (place, part) in parts.enumerated() {
        if place > 0 { row.append(Box(isASCII ? "*" : "·", level: 0)) }
        row.append(bracketed(part, below: Self.power, orSum: true))
      }
      return .row(row, level: Self.product)
    case .fraction: return fraction(parts[0], parts[1])
    case .power: return power(bracketed(parts[0], below: Self.atom), parts[1])
    case .squareRoot: return root(parts[0])
    case .factorial: return .row([bracketed(parts[0], below: Self.atom), Box("!", level: 0)], level: Self.power)
    case .call(.abs): return .row([fence("|", parts[0]), parts[0], fence("|", parts[0])], level: Self.atom)
    case .call(let function): return call(Catalogue.row(function).name, parts)
    case .application(let text, let positions):
      let positions = tree.numbers(positions)
      if parts.count == 1 && positions.count <= 3 {
        return call(name(text) + String(repeating: "'", count: positions.count), parts)
      }
      return call(
        positions.isEmpty
          ? name(text) : "D[\(positions.map(String.init).joined(separator: ", "))](\(name(text)))", parts)
    case .verb(let text, _): return call(name(text), parts)
    case .relation(let signs):
      var row = [bracketed(parts[0], below: Self.sum)]
      for place in parts.indices.dropFirst() {
        let sign = tree.sign(signs, place - 1)
        row.append(Box(" \(isASCII ? ascii(sign) : sign.text) ", level: 0))
        row.append(bracketed(parts[place], below: Self.sum))
      }
      return .row(row, level: 3)
    case .and: return joined(parts, " and ", level: 2)
    case .or: return joined(parts, " or ", level: 1)
    case .conditional: return call("if", parts)
    case .vector: return vector(tree, entry, parts, boxes)
    case .group: return enclosed(parts[0])
    case .definitions(let names):
      var lines = parts[0].lines
      let width = parts[0].width
      lines[parts[0].baseline] += Array(" where".unicodeScalars)
      var blocks = [lines.map { $0 + Array(repeating: " ", count: width + 6 - $0.count) }]
      for place in parts.indices.dropFirst() {
        let heading = Box("  \(name(tree.text(names, place - 1))) = ", level: 0)
        blocks.append(Box.row([heading, parts[place]], level: 0).lines)
      }
      let most = blocks.map { $0.first?.count ?? 0 }.max() ?? 0
      let all = blocks.flatMap { $0 }.map { $0 + Array(repeating: " ", count: most - $0.count) }
      return Box(lines: all, baseline: parts[0].baseline, level: 0)
    }
  }

  private func sum(_ tree: DisplayTree, _ entry: Int, _ parts: [Box]) -> Box {
    var row: [Box] = []
    for (place, child) in tree.children(entry).enumerated() {
      var part = parts[place]
      let isNegative = tree.form(child) == .negative
      // What is subtracted has its sign in front.
      if isNegative { part = Box(lines: part.lines.map { Array($0.dropFirst()) }, baseline: part.baseline, level: 5) }
      let sign = isNegative ? (place == 0 ? "-" : " - ") : (place == 0 ? "" : " + ")
      if !sign.isEmpty { row.append(Box(sign, level: 0)) }
      row.append(bracketed(part, below: Self.product))
    }
    return .row(row, level: Self.sum)
  }

  private func joined(_ parts: [Box], _ word: String, level: Int) -> Box {
    var row: [Box] = []
    for (place, part) in parts.enumerated() {
      if place > 0 { row.append(Box(word, level: 0)) }
      row.append(bracketed(part, below: level + 1))
    }
    return .row(row, level: level)
  }

  private func fraction(_ above: Box, _ below: Box) -> Box {
    let width = max(above.width, below.width) + 2
    let bar = [Unicode.Scalar](repeating: isASCII ? "-" : "─", count: width)
    return Box(
      lines: above.centred(width) + [bar] + below.centred(width), baseline: above.height, level: Self.product)
  }

  /// The exponent stands to the right of the base, above its first line.
  private func power(_ base: Box, _ exponent: Box) -> Box {
    let lines =
      exponent.lines.map { Array(repeating: " ", count: base.width) + $0 }
      + base.lines.map { $0 + Array(repeating: " ", count: exponent.width) }
    return Box(lines: lines, baseline: exponent.height + base.baseline, level: Self.power)
  }

  private func root(_ inner: Box) -> Box {
    if isASCII { return call("sqrt", [inner]) }
    if inner.height == 1 && inner.width == 1 { return .row([Box("√", level: 0), inner], level: Self.atom) }
    let bar: [Unicode.Scalar] = [" ", "┌"] + Array(repeating: "─", count: inner.width)
    var lines = [bar]
    for (place, line) in inner.lines.enumerated() {
      lines.append([place == inner.height - 1 ? "√" : " ", "│"] + line)
    }
    return Box(lines: lines, baseline: inner.baseline + 1, level: Self.atom)
  }

  private func call(_ name: String, _ parts: [Box]) -> Box {
    var row: [Box] = []
    for (place, part) in parts.enumerated() {
      if place > 0 { row.append(Box(", ", level: 0)) }
      row.append(part)
    }
    return .row([Box(name, level: 0), enclosed(.row(row, level: 0))], level: Self.atom)
  }

  /// A matrix is set as one; a vector stands on one line where that has room.
  private func vector(_ tree: DisplayTree, _ entry: Int, _ parts: [Box], _ boxes: [Int: Box]) -> Box? {
    let children = tree.children(entry)
    let columns = children.first.map { tree.form($0) == .vector ? tree.childCount($0) : 0 } ?? 0
    guard columns > 0, children.allSatisfy({ tree.form($0) == .vector && tree.childCount($0) == columns }) else {
      var row: [Box] = []
      for (place, part) in parts.enumerated() {
        if place > 0 { row.append(Box(", ", level: 0)) }
        row.append(part)
      }
      let inner = Box.row(row, level: 0)
      return .row([fence("[", inner), inner, fence("]", inner)], level: Self.atom)
    }
    let cells = children.map { tree.children($0).compactMap { boxes[$0] } }
    guard cells.allSatisfy({ $0.count == columns }) else { return nil }
    let widths = (0..<columns).map { column in cells.map { $0[column].width }.max() ?? 0 }
    let isTall = cells.contains { $0.contains { $0.height > 1 } }
    var lines: [[Unicode.Scalar]] = []
    for (number, row) in cells.enumerated() {
      var boxes: [Box] = []
      for (column, cell) in row.enumerated() {
        if column > 0 { boxes.append(Box("  ", level: 0)) }
        boxes.append(Box(lines: cell.centred(widths[column]), baseline: cell.baseline, level: 0))
      }
      let row = Box.row(boxes, level: 0)
      if isTall && number > 0 { lines.append(Array(repeating: " ", count: row.width)) }
      lines += row.lines
    }
    let inner = Box(lines: lines, baseline: (lines.count - 1) / 2, level: 0)
    return .row([fence("[", inner), inner, fence("]", inner)], level: Self.atom)
  }

  // MARK: Brackets

  private func bracketed(_ box: Box, below level: Int, orSum: Bool = false) -> Box {
    // A fraction needs no brackets beside others: its bar holds it together.
    box.level >= level || (orSum && box.level == Self.product) ? box : enclosed(box)
  }

  private func enclosed(_ box: Box) -> Box {
    .row([fence("(", box), box, fence(")", box)], level: Self.atom)
  }

  /// A bracket as high as what it stands beside.
  private func fence(_ sign: Character, _ box: Box) -> Box {
    let parts: [Character: (top: Unicode.Scalar, middle: Unicode.Scalar, bottom: Unicode.Scalar)] =
      isASCII
      ? ["(": ("/", "|", "\\"), ")": ("\\", "|", "/"), "[": ("[", "[", "["), "]": ("]", "]", "]")]
      : ["(": ("⎛", "⎜", "⎝"), ")": ("⎞", "⎟", "⎠"), "[": ("⎡", "⎢", "⎣"), "]": ("⎤", "⎥", "⎦")]
    guard box.height > 1, let part = parts[sign] else {
      let scalar = sign == "|" && !isASCII ? "│" : sign
      return Box(
        lines: Array(repeating: Array(String(scalar).unicodeScalars), count: box.height), baseline: box.baseline,
        level: 0)
    }
    var lines = [[Unicode.Scalar]](repeating: [part.middle], count: box.height)
    lines[0] = [part.top]
    lines[box.height - 1] = [part.bottom]
    return Box(lines: lines, baseline: box.baseline, level: 0)
  }

  private func ascii(_ sign: DisplaySign) -> String {
    switch sign {
    case .less: return "<"
    case .lessOrEqual: return "<="
    case .greater: return ">"
    case .greaterOrEqual: return ">="
    case .equal: return "=="
    case .notEqual: return "!="
    }
  }
}
