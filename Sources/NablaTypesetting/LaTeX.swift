// LaTeX as a mathematician would set it, within the commands that KaTeX and MathJax know.

import NablaExpressions

/// Prints display trees as LaTeX, without surrounding dollar signs.
package enum LaTeX {
  enum Piece {
    case text(String)
    /// An entry with the level it is asked to bind at, and how it stands.
    case entry(Int, Int, Style)
  }

  /// Where an entry stands: fractions in exponents are set inline.
  struct Style {
    var isRaised = false
    /// Whether a factor follows: a function then needs brackets around its argument.
    var isFollowed = false
  }

  static let orLevel = 1
  static let andLevel = 2
  static let relationLevel = 3
  static let sumLevel = 4
  static let productLevel = 5
  static let inlineFractionLevel = 5
  static let factorLevel = 6
  static let powerLevel = 7
  static let functionLevel = 8
  static let atomLevel = 9

  /// The LaTeX of an entry. Linear in its length; throws `limit` past `maximumLength`.
  package static func print(
    _ tree: DisplayTree, _ root: Int, maximumLength: Int = 1 << 30
  ) throws(NablaError) -> String {
    if tree.treeSize(root, ceiling: maximumLength) >= maximumLength {
      throw NablaError(
        .limit, "as LaTeX this would have more than \(maximumLength) characters; ask for the form `graph`")
    }
    let heights = Heights(tree, root)
    var output: [UInt8] = []
    var stack: [Piece] = [.entry(root, 0, Style())]
    while let piece = stack.popLast() {
      switch piece {
      case .text(let text):
        // A command swallows a letter behind it.
        if let first = text.utf8.first, (first | 0x20) >= 97 && (first | 0x20) <= 122, endsInCommand(output) {
          output.append(UInt8(ascii: " "))
        }
        output.append(contentsOf: text.utf8)
      case .entry(let index, let asked, let style):
        if level(tree, index, style) < asked {
          let (open, close) = heights.brackets(index)
          stack.append(.text(close))
          expand(tree, index, style, heights, &stack)
          stack.append(.text(open))
        } else {
          expand(tree, index, style, heights, &stack)
        }
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  static func endsInCommand(_ output: [UInt8]) -> Bool {
    var k = output.count - 1
    while k >= 0, (output[k] | 0x20) >= 97 && (output[k] | 0x20) <= 122 { k -= 1 }
    return k >= 0 && k < output.count - 1 && output[k] == UInt8(ascii: "\\")
  }

  static func level(_ tree: DisplayTree, _ index: Int, _ style: Style) -> Int {
    switch tree.form(index) {
    case .definitions: return 0
    case .or: return orLevel
    case .and: return andLevel
    case .relation: return relationLevel
    case .sum, .negative: return sumLevel
    case .product: return productLevel
    case .fraction: return style.isRaised ? inlineFractionLevel : factorLevel
    case .conditional: return 0
    case .power: return isFunctionPower(tree, index) ? functionLevel - 1 : powerLevel
    case .verb(let name): return name == "diff" ? productLevel : atomLevel
    case .factorial: return powerLevel
    case .application(_, let positions):
      return !positions.isEmpty && tree.children(index).count > 1 ? powerLevel : atomLevel
    case .call(let function):
      switch Catalogue.row(function).latex {
      case .command, .operatorName: return functionLevel
      case .exponential: return powerLevel
      default: return atomLevel
      }
    default: return atomLevel
    }
  }

  /// sin(x)^2 is set as \sin^{2}.
  static func isFunctionPower(_ tree: DisplayTree, _ index: Int) -> Bool {
    let children = tree.children(index)
    guard let base = children.first, case .call(let function) = tree.form(base),
      case .number = tree.form(children[children.startIndex + 1])
    else { return false }
    switch Catalogue.row(function).latex {
    case .command(let name): return !["max", "min"].contains(name)
    default: return false
    }
  }

  static func expand(
    _ tree: DisplayTree, _ index: Int, _ style: Style, _ heights: Heights, _ stack: inout [Piece]
  ) {
    let children = Array(tree.children(index))
    let isFollowed = style.isFollowed
    var style = style
    style.isFollowed = false
    switch tree.form(index) {
    case .number(let digits): stack.append(.text(digits))
    case .symbol(let name): stack.append(.text(LaTeXNames.symbol(name)))
    case .constant(let name): stack.append(.text(LaTeXNames.constant(name)))
    case .negative:
      stack.append(.entry(children[0], productLevel, style))
      stack.append(.text("-"))
    case .sum:
      for (place, child) in children.enumerated().reversed() {
        if tree.form(child) == .negative, let inner = tree.children(child).first {
          stack.append(.entry(inner, productLevel, style))
          stack.append(.text(place == 0 ? "-" : " - "))
        } else {
          stack.append(.entry(child, productLevel, style))
          if place > 0 { stack.append(.text(" + ")) }
        }
      }
    case .product: product(tree, children, style, &stack)
    case .fraction:
      if style.isRaised {
        stack.append(.entry(children[1], powerLevel, style))
        stack.append(.text("/"))
        stack.append(.entry(children[0], productLevel, style))
      } else {
        push(
          &stack,
          [.text("\\frac{"), .entry(children[0], 0, style), .text("}{"), .entry(children[1], 0, style), .text("}")])
      }
    case .power: power(tree, index, children, style, isFollowed, heights, &stack)
    case .factorial: push(&stack, [.entry(children[0], atomLevel, style), .text("!")])
    case .squareRoot: push(&stack, [.text("\\sqrt{"), .entry(children[0], 0, style), .text("}")])
    case .call(let function): call(tree, function, children, style, isFollowed, heights, power: nil, &stack)
    case .application(let name, let positions):
      let symbol = LaTeXNames.function(name)
      if children.count == 1 {
        let marks = positions.count <= 3 ? String(repeating: "'", count: positions.count) : "^{(\(positions.count))}"
        bracketed(symbol + marks, children, style, heights, &stack)
      } else if positions.isEmpty {
        bracketed(symbol, children, style, heights, &stack)
      } else {
        bracketed(
          "\\partial_{\(positions.map(String.init).joined(separator: ","))} \(symbol)", children, style, heights, &stack
        )
      }
    case .verb(let name): verb(tree, name, children, style, heights, &stack)
    case .relation(let signs):
      var pieces: [Piece] = []
      for (place, child) in children.enumerated() {
        if place > 0 { pieces.append(.text(relationSign(signs[place - 1]))) }
        pieces.append(.entry(child, sumLevel, style))
      }
      push(&stack, pieces)
    case .and: separated(children, by: " \\land ", at: relationLevel, style, &stack)
    case .or: separated(children, by: " \\lor ", at: andLevel, style, &stack)
    case .conditional: conditional(tree, children, &stack)
    case .vector:
      let isMatrix = !children.isEmpty && children.allSatisfy { tree.form($0) == .vector }
      var pieces: [Piece] = [.text("\\begin{pmatrix}")]
      for (row, child) in children.enumerated() {
        if row > 0 { pieces.append(.text(" \\\\ ")) }
        for (column, cell) in (isMatrix ? Array(tree.children(child)) : [child]).enumerated() {
          if column > 0 { pieces.append(.text(" & ")) }
          pieces.append(.entry(cell, 0, Style()))
        }
      }
      push(&stack, pieces + [.text("\\end{pmatrix}")])
    case .definitions(let names):
      var pieces: [Piece] = [.entry(children[0], 0, style)]
      for (place, name) in names.enumerated() {
        pieces.append(.text(place == 0 ? " \\quad \\text{where } " : ",\\; "))
        pieces.append(.text("\(LaTeXNames.symbol(name)) = "))
        pieces.append(.entry(children[place + 1], 0, style))
      }
      push(&stack, pieces)
    case .group:
      let (open, close) = heights.brackets(index)
      push(&stack, [.text(open), .entry(children[0], 0, style), .text(close)])
    }
  }

  static func push(_ stack: inout [Piece], _ pieces: [Piece]) { stack.append(contentsOf: pieces.reversed()) }

  static func separated(
    _ children: [Int], by separator: String, at level: Int, _ style: Style, _ stack: inout [Piece]
  ) {
    for (place, child) in children.enumerated().reversed() {
      stack.append(.entry(child, level, style))
      if place > 0 { stack.append(.text(separator)) }
    }
  }

  static func relationSign(_ sign: String) -> String {
    switch sign {
    case "≤": return " \\le "
    case "≥": return " \\ge "
    case "≠": return " \\ne "
    default: return " \(sign) "
    }
  }

  // MARK: Products and powers

  /// Factors side by side; a dot only between numbers.
  static func product(_ tree: DisplayTree, _ children: [Int], _ style: Style, _ stack: inout [Piece]) {
    var pieces: [Piece] = []
    for (place, child) in children.enumerated() {
      if place > 0 {
        let needsDot = startsWithDigit(tree, child) || tree.form(child) == .factorial
        let isWord = isWord(tree, children[place - 1]) || isWord(tree, child)
        pieces.append(.text(needsDot ? " \\cdot " : isWord ? " \\, " : " "))
      }
      var own = style
      // \sin x \cos y reads well, \sin x \, y does not.
      own.isFollowed = place + 1 < children.count && !isFunction(tree, children[place + 1])
      pieces.append(.entry(child, factorLevel, own))
    }
    push(&stack, pieces)
  }

  /// Names of several letters keep a thin space from their neighbours.
  static func isWord(_ tree: DisplayTree, _ index: Int) -> Bool {
    switch tree.form(index) {
    case .symbol(let name): return LaTeXNames.symbol(name).hasPrefix("\\mathit")
    case .verb: return true
    default: return false
    }
  }

  /// Whether an entry begins with the command of a function.
  static func isFunction(_ tree: DisplayTree, _ index: Int) -> Bool {
    switch tree.form(index) {
    case .call(let function):
      switch Catalogue.row(function).latex {
      case .command, .operatorName: return true
      default: return false
      }
    case .power: return isFunctionPower(tree, index)
    default: return false
    }
  }

  static func startsWithDigit(_ tree: DisplayTree, _ index: Int) -> Bool {
    var index = index
    while true {
      switch tree.form(index) {
      case .number: return true
      case .power, .product:
        guard let first = tree.children(index).first else { return false }
        index = first
      case .fraction:
        return true
      default: return false
      }
    }
  }

  static func power(
    _ tree: DisplayTree, _ index: Int, _ children: [Int], _ style: Style, _ isFollowed: Bool, _ heights: Heights,
    _ stack: inout [Piece]
  ) {
    var raised = style
    raised.isRaised = true
    if isFunctionPower(tree, index), case .call(let function) = tree.form(children[0]) {
      call(
        tree, function, Array(tree.children(children[0])), style, isFollowed, heights, power: children[1], &stack)
      return
    }
    push(&stack, [.entry(children[0], atomLevel, style), .text("^{"), .entry(children[1], 0, raised), .text("}")])
  }
}

extension LaTeX {
  /// The symbols under an entry, as they are set.
  static func symbols(_ tree: DisplayTree, _ root: Int) -> Set<String> {
    var result = Set<String>()
    var reached = [Bool](repeating: false, count: root + 1)
    reached[root] = true
    for index in stride(from: root, through: 0, by: -1) where reached[index] {
      if case .symbol(let name) = tree.form(index) { result.insert(LaTeXNames.symbol(name)) }
      for child in tree.children(index) { reached[child] = true }
    }
    return result
  }
}

extension String {
  var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}

/// Which entries are taller than a line, so that their brackets have to grow.
struct Heights {
  let tall: [Bool]

  init(_ tree: DisplayTree, _ root: Int) {
    var tall = [Bool](repeating: false, count: root + 1)
    for index in 0...root {
      switch tree.form(index) {
      case .fraction, .conditional, .vector: tall[index] = true
      case .power:
        // A fraction in an exponent is set inline.
        tall[index] = tree.children(index).first.map { tall[$0] } ?? false
      case .call(let function):
        if case .exponential = Catalogue.row(function).latex { continue }
        tall[index] = tree.children(index).contains { tall[$0] }
      case .verb: tall[index] = true
      default: tall[index] = tree.children(index).contains { tall[$0] }
      }
    }
    self.tall = tall
  }

  func brackets(_ index: Int) -> (String, String) { tall[index] ? ("\\left(", "\\right)") : ("(", ")") }

  func brackets(_ indices: [Int]) -> (String, String) {
    indices.contains { tall[$0] } ? ("\\left(", "\\right)") : ("(", ")")
  }
}
