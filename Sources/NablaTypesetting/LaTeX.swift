// LaTeX as a mathematician would set it, within the commands that KaTeX and MathJax know.

import NablaExpressions

/// Prints entries of a display tree as LaTeX, without surrounding dollar signs.
package struct LaTeX {
  let tree: DisplayTree
  let facts: LaTeXFacts
  let names: LaTeXNameTable
  private(set) var output: [UInt8] = []
  private var stack: [Piece] = []
  private var owned: [[UInt8]] = []
  private var ownedIndices: [String: Int] = [:]
  /// By entry and style: where the LaTeX of what is shared stands in the output.
  private var known: [Int: Range<Int>] = [:]

  enum Piece: BitwiseCopyable {
    case text(StaticString)
    /// A text made for this place.
    case owned(Int)
    case name(DisplayText)
    /// An entry with the level it is asked to bind at, and how it stands.
    case entry(Int, Int, Style)
    /// The end of an entry that began there.
    case end(Int, Style, start: Int)
  }

  /// Where an entry stands.
  struct Style: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// In an exponent or index, where fractions are set inline.
    static let raised = Style(rawValue: 1)
    /// Before a factor: a function then needs brackets around its argument.
    static let followed = Style(rawValue: 2)
    /// In a row of a matrix, where fractions are set large.
    static let cell = Style(rawValue: 4)

    static let combinations = 8
    var alone: Style { subtracting(.followed) }
    var flat: Style { subtracting([.followed, .cell]) }
    var script: Style { subtracting([.followed, .cell]).union(.raised) }
  }

  /// The LaTeX of an entry. Linear in its length; throws `limit` past `maximumLength`.
  package static func print(
    _ tree: DisplayTree, _ root: Int, maximumLength: Int = 1 << 30, watch: DisplayWatch = DisplayWatch()
  ) throws(NablaError) -> String {
    var printer = LaTeX(
      tree: tree, facts: try LaTeXFacts(tree, root, watch), names: LaTeXNameTable(tree, root))
    try printer.run(root, maximumLength, watch)
    return String(decoding: printer.output, as: UTF8.self)
  }

  private init(tree: DisplayTree, facts: LaTeXFacts, names: LaTeXNameTable) {
    self.tree = tree
    self.facts = facts
    self.names = names
  }

  private mutating func run(_ root: Int, _ maximumLength: Int, _ watch: DisplayWatch) throws(NablaError) {
    stack.append(.entry(root, 0, []))
    while let piece = stack.popLast() {
      try watch.check()
      if output.count > maximumLength {
        throw NablaError(
          .limit, "as LaTeX this would have more than \(maximumLength) characters; ask for the form `graph`")
      }
      switch piece {
      case .text(let text): text.withUTF8Buffer { write($0) }
      case .owned(let place): write(owned[place])
      case .name(let text): write(names.names[Int(text.index)])
      case .end(let index, let style, let start):
        // The space behind a command belongs to the place, not to the entry.
        let first = output[start] == UInt8(ascii: " ") ? start + 1 : start
        known[Style.combinations * index + Int(style.rawValue)] = first..<output.count
      case .entry(let index, let asked, let style): begin(index, asked, style)
      }
    }
  }

  private mutating func begin(_ index: Int, _ asked: Int, _ style: Style) {
    switch tree.form(index) {
    case .number(let text):
      write(tree.utf8(text))
      return
    case .symbol(let text):
      write(names.names[Int(text.index)])
      return
    default: break
    }
    if level(index, style, asked) < asked {
      let (open, close) = brackets(index)
      stack.append(.text(close))
      stack.append(.entry(index, 0, style.alone))
      stack.append(.text(open))
      return
    }
    // A branch is cases where it stands alone, so that more than the style tells.
    if facts.isShared[index] && tree.form(index) != .conditional {
      if let range = known[Style.combinations * index + Int(style.rawValue)] {
        write(Array(output[range]))
        return
      }
      stack.append(.end(index, style, start: output.count))
    }
    expand(index, style, asked)
  }

  /// A command swallows a letter behind it.
  private mutating func separate(from first: UInt8) {
    if isLetter(first), endsInCommand { output.append(UInt8(ascii: " ")) }
  }

  private mutating func write(_ bytes: some Collection<UInt8>) {
    if let first = bytes.first { separate(from: first) }
    output.append(contentsOf: bytes)
  }

  private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 97 && (byte | 0x20) <= 122 }

  private var endsInCommand: Bool {
    var k = output.count - 1
    while k >= 0, isLetter(output[k]) { k -= 1 }
    return k >= 0 && k < output.count - 1 && output[k] == UInt8(ascii: "\\")
  }

  // MARK: Pieces

  mutating func push(_ pieces: [Piece]) { for piece in pieces.reversed() { stack.append(piece) } }

  /// A piece of a text made for this place.
  mutating func own(_ text: String) -> Piece {
    if let known = ownedIndices[text] { return .owned(known) }
    owned.append(Array(text.utf8))
    ownedIndices[text] = owned.count - 1
    return .owned(owned.count - 1)
  }

  func brackets(_ index: Int) -> (StaticString, StaticString) {
    facts.tall[index] ? ("\\left(", "\\right)") : ("(", ")")
  }

  func brackets(_ indices: [Int]) -> (StaticString, StaticString) {
    indices.contains { facts.tall[$0] } ? ("\\left(", "\\right)") : ("(", ")")
  }

  // MARK: Entries

  private mutating func expand(_ index: Int, _ style: Style, _ asked: Int) {
    switch tree.form(index) {
    case .number, .symbol: break
    case .constant(.e): push([own(names.constantE)])
    case .constant(let constant): push([own(LaTeXNames.constant(constant))])
    case .negative: push([.text("-"), .entry(tree.child(index, 0), LaTeX.productLevel, style.alone)])
    case .sum: sum(index, style.alone)
    case .product: product(index, style.alone)
    case .fraction:
      let (above, below) = (tree.child(index, 0), tree.child(index, 1))
      if style.contains(.raised) {
        push([
          .entry(above, LaTeX.productLevel, style.script), .text("/"), .entry(below, LaTeX.powerLevel, style.script),
        ])
      } else {
        push([
          .text(style.contains(.cell) ? "\\dfrac{" : "\\frac{"), .entry(above, 0, style.flat), .text("}{"),
          .entry(below, 0, style.flat), .text("}"),
        ])
      }
    case .power: power(index, style)
    case .factorial: push([.entry(tree.child(index, 0), LaTeX.atomLevel, style.alone), .text("!")])
    case .squareRoot: push([.text("\\sqrt{"), .entry(tree.child(index, 0), 0, style.alone), .text("}")])
    case .call(let function): call(index, function, style, power: nil)
    case .application(let name, let positions): application(index, name, tree.numbers(positions), style.alone)
    case .verb(let name, let head): verb(index, tree.string(name), head, style.alone)
    case .relation(let signs):
      var pieces: [Piece] = []
      for place in 0..<tree.childCount(index) {
        if place > 0 { pieces.append(.text(LaTeX.relationSign(tree.sign(signs, place - 1)))) }
        pieces.append(.entry(tree.child(index, place), LaTeX.sumLevel, style.alone))
      }
      push(pieces)
    case .and: separated(index, by: " \\land ", at: LaTeX.relationLevel, style.alone)
    case .or: separated(index, by: " \\lor ", at: LaTeX.andLevel, style.alone)
    case .conditional:
      if asked > 0, let indicator = indicator(index) {
        show(indicator, style)
      } else {
        cases(index)
      }
    case .vector: vector(index)
    case .definitions(let list):
      for place in stride(from: tree.childCount(index) - 1, to: 0, by: -1) {
        stack.append(.entry(tree.child(index, place), 0, style.alone))
        stack.append(.text(" = "))
        stack.append(.name(tree.text(list, place - 1)))
        stack.append(.text(place == 1 ? " \\quad \\text{where } " : ",\\; "))
      }
      stack.append(.entry(tree.child(index, 0), 0, style.alone))
    case .group:
      let (open, close) = brackets(index)
      push([.text(open), .entry(tree.child(index, 0), 0, style.alone), .text(close)])
    }
  }

  private mutating func separated(_ index: Int, by separator: StaticString, at level: Int, _ style: Style) {
    for place in stride(from: tree.childCount(index) - 1, through: 0, by: -1) {
      stack.append(.entry(tree.child(index, place), level, style))
      if place > 0 { stack.append(.text(separator)) }
    }
  }

  private mutating func sum(_ index: Int, _ style: Style) {
    for place in stride(from: tree.childCount(index) - 1, through: 0, by: -1) {
      let child = tree.child(index, place)
      if let inner = tree.opposite(child) {
        stack.append(.entry(inner, LaTeX.productLevel, style))
        stack.append(.text(place == 0 ? "-" : " - "))
      } else {
        stack.append(.entry(child, LaTeX.productLevel, style))
        if place > 0 { stack.append(.text(" + ")) }
      }
    }
  }

  static func relationSign(_ sign: DisplaySign) -> StaticString {
    switch sign {
    case .less: return " < "
    case .lessOrEqual: return " \\le "
    case .greater: return " > "
    case .greaterOrEqual: return " \\ge "
    case .equal: return " = "
    case .notEqual: return " \\ne "
    }
  }

  // MARK: Products and powers

  /// Factors side by side; a dot only before digits.
  private mutating func product(_ index: Int, _ style: Style) {
    let count = tree.childCount(index)
    for place in stride(from: count - 1, through: 0, by: -1) {
      let child = tree.child(index, place)
      // \sin x \cos y reads well, \sin x \, y does not.
      let isFollowed = place + 1 < count && !LaTeX.isFunction(tree, tree.child(index, place + 1))
      stack.append(.entry(child, LaTeX.factorLevel, isFollowed ? style.union(.followed) : style))
      if place > 0 {
        let needsDot = facts.startsWithDigit[child] || tree.form(child) == .factorial
        let isWord = isWord(tree.child(index, place - 1)) || isWord(child)
        stack.append(.text(needsDot ? " \\cdot " : isWord ? " \\, " : " "))
      }
    }
  }

  /// Names of several letters keep a thin space from their neighbours, and so do partial derivatives, which belong to one.
  private func isWord(_ index: Int) -> Bool {
    switch tree.form(index) {
    case .symbol(let text): return names.words[Int(text.index)]
    case .verb: return true
    case .conditional: return indicator(index) != nil
    case .application(_, let positions): return tree.childCount(index) > 1 && !tree.numbers(positions).isEmpty
    default: return false
    }
  }

  private mutating func power(_ index: Int, _ style: Style) {
    let (base, exponent) = (tree.child(index, 0), tree.child(index, 1))
    if LaTeX.isFunctionPower(tree, index), case .call(let function) = tree.form(base) {
      call(base, function, style, power: exponent)
      return
    }
    if let (isCube, inner) = LaTeX.rootPower(tree, index) {
      push([
        .text(isCube ? "\\sqrt[3]{" : "\\sqrt{"), .entry(inner, LaTeX.atomLevel, style.alone), .text("^{"),
        .entry(exponent, 0, style.script), .text("}}"),
      ])
      return
    }
    let isRoot: Bool
    switch tree.form(base) {
    case .squareRoot, .call(.cbrt): isRoot = true
    default: isRoot = false
    }
    // An exponent would hang on the root's sign.
    let (open, close): (StaticString, StaticString) = isRoot ? ("\\left(", "\\right)") : ("", "")
    push([
      .text(open), .entry(base, isRoot ? 0 : LaTeX.atomLevel, style.alone), .text(close), .text("^{"),
      .entry(exponent, 0, style.script), .text("}"),
    ])
  }

  /// The rows of a column or matrix, with space where they are tall.
  private mutating func vector(_ index: Int) {
    let rows = tree.children(index)
    let isMatrix = !rows.isEmpty && rows.allSatisfy { tree.form($0) == .vector }
    let isTall = facts.divides[index]
    stack.append(.text("\\end{pmatrix}"))
    for (row, child) in rows.enumerated().reversed() {
      let cells = isMatrix ? tree.children(child) : [child]
      for (column, cell) in cells.enumerated().reversed() {
        stack.append(.entry(cell, 0, .cell))
        if column > 0 { stack.append(.text(" & ")) }
      }
      if row > 0 { stack.append(.text(isTall ? " \\\\[10pt] " : " \\\\ ")) }
    }
    stack.append(.text("\\begin{pmatrix}"))
  }
}
