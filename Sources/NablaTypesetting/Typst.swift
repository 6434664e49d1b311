// Formulas for Typst, as they stand between its dollar signs.

import NablaExpressions

/// Prints entries of a display tree in the mathematics of Typst 0.11 and later.
package struct Typst: MarkupDialect {
  /// The text of an entry. Linear in its length; throws `limit` past `maximumLength`.
  package static func print(
    _ tree: DisplayTree, _ root: Int, maximumLength: Int = 1 << 26, watch: DisplayWatch = DisplayWatch()
  ) throws(NablaError) -> String {
    try MarkupPrinter.print(tree, root, Typst(), maximumLength: maximumLength, watch: watch)
  }

  let brackets = (open: "(", close: ")")

  /// Functions that Typst knows by these names.
  private static let known: Set<String> = [
    "arccos", "arcsin", "arctan", "cos", "cosh", "cot", "coth", "csc", "csch", "exp", "ln", "log", "max", "min", "sec",
    "sech", "sin", "sinh", "tan", "tanh",
  ]

  mutating func pieces(_ tree: DisplayTree, _ index: Int) -> [MarkupPiece] {
    let children = tree.children(index)
    func listed(_ list: [Int], _ separator: String = ", ") -> [MarkupPiece] {
      var pieces: [MarkupPiece] = []
      for (place, child) in list.enumerated() {
        if place > 0 { pieces.append(.text(separator)) }
        pieces.append(.entry(child, level: MarkupLevel.any))
      }
      return pieces
    }
    func call(_ name: String, _ list: [Int]) -> [MarkupPiece] {
      [.text(name + "(")] + listed(list) + [.text(")")]
    }
    switch tree.form(index) {
    case .number(let text): return [.text(tree.string(text))]
    case .symbol(let text): return [.text(Typst.name(tree.string(text)))]
    case .constant(let constant):
      return [.text(constant == .yes || constant == .no ? "\"\(constant.name)\"" : constant.name)]
    case .negative: return [.text("-"), .entry(children[0], level: MarkupLevel.product)]
    case .sum:
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        let opposite = tree.opposite(child)
        if opposite != nil {
          pieces.append(.text(place == 0 ? "-" : " - "))
        } else if place > 0 {
          pieces.append(.text(" + "))
        }
        pieces.append(.entry(opposite ?? child, level: MarkupLevel.product))
      }
      return pieces
    case .product:
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        if place > 0 { pieces.append(.text(MarkupLevel.beginsWithDigit(tree, child) ? " dot " : " ")) }
        pieces.append(.entry(child, level: MarkupLevel.factor))
      }
      return pieces
    case .fraction: return call("frac", children)
    case .power:
      // A function takes its power before the argument.
      if case .call(let function) = tree.form(children[0]), case .number = tree.form(children[1]),
        case .command = Catalogue.row(function).latex, tree.childCount(children[0]) == 1
      {
        let name = Typst.function(function)
        return [.text(name + "^("), .entry(children[1], level: 0), .text(")(")] + listed(tree.children(children[0])) + [
          .text(")")
        ]
      }
      return [
        .entry(children[0], level: MarkupLevel.atom), .text("^("), .entry(children[1], level: MarkupLevel.any),
        .text(")"),
      ]
    case .factorial: return [.entry(children[0], level: MarkupLevel.atom), .text("!")]
    case .squareRoot: return call("sqrt", children)
    case .call(let function):
      switch Catalogue.row(function).latex {
      case .exponential: return [.text("e^("), .entry(children[0], level: 0), .text(")")]
      case .squareRoot: return call("sqrt", children)
      case .cubeRoot: return [.text("root(3, ")] + listed(children) + [.text(")")]
      case .absoluteValue: return call("abs", children)
      case .floor: return call("floor", children)
      case .indexed(_, let isAbove):
        let mark = isAbove ? ("^((", "))(") : ("_(", ")(")
        return [.text(Typst.function(function) + mark.0), .entry(children[0], level: 0), .text(mark.1)]
          + listed(Array(children.dropFirst())) + [.text(")")]
      case .command, .operatorName, .symbol:
        if function == .log, children.count == 2 {
          return [.text("log_("), .entry(children[0], level: 0), .text(")(")] + listed([children[1]]) + [.text(")")]
        }
        return call(Typst.function(function), children)
      }
    case .application(let text, let list):
      let positions = tree.numbers(list)
      let name = Typst.name(tree.string(text))
      if children.count == 1 {
        return call(
          name + (positions.count <= 3 ? String(repeating: "'", count: positions.count) : "^((\(positions.count)))"),
          children)
      }
      if positions.isEmpty { return call(name, children) }
      return call("partial_(\(positions.map(String.init).joined(separator: ","))) \(name)", children)
    case .verb(let text, let head):
      let word = tree.string(text)
      if head == .derivative, let variables = MarkupLeibniz.variables(tree, Array(children.dropFirst())) {
        let sign = variables.count == 1 ? "d" : "partial"
        let total = variables.reduce(0) { $0 + $1.order }
        let below = variables.map { "\(sign) \(Typst.name($0.name))" + ($0.order > 1 ? "^(\($0.order))" : "") }
        return [
          .text("frac(\(sign)\(total > 1 ? "^(\(total))" : ""), \(below.joined(separator: " "))) "),
          .entry(children[0], level: MarkupLevel.factor),
        ]
      }
      return call("op(\"\(word)\")", children)
    case .relation(let signs):
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        if place > 0 { pieces.append(.text(Typst.sign(tree.sign(signs, place - 1)))) }
        pieces.append(.entry(child, level: MarkupLevel.sum))
      }
      return pieces
    case .and, .or:
      let isAnd = tree.form(index) == .and
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        if place > 0 { pieces.append(.text(isAnd ? " and " : " or ")) }
        pieces.append(.entry(child, level: isAnd ? MarkupLevel.relation : MarkupLevel.and))
      }
      return pieces
    case .conditional:
      var pieces: [MarkupPiece] = [.text("cases(")]
      var branch = index
      while tree.form(branch) == .conditional {
        pieces += [
          .entry(tree.child(branch, 1), level: MarkupLevel.sum), .text(" & \"if\" "),
          .entry(tree.child(branch, 0), level: 0),
          .text(", "),
        ]
        branch = tree.child(branch, 2)
      }
      return pieces + [.entry(branch, level: MarkupLevel.sum), .text(" & \"otherwise\")")]
    case .vector:
      guard !children.isEmpty, children.allSatisfy({ tree.form($0) == .vector }) else { return call("vec", children) }
      var pieces: [MarkupPiece] = [.text("mat(")]
      for (row, child) in children.enumerated() {
        if row > 0 { pieces.append(.text("; ")) }
        pieces += listed(tree.children(child))
      }
      return pieces + [.text(")")]
    case .group: return [.text("(")] + listed(children) + [.text(")")]
    case .definitions(let names):
      var pieces: [MarkupPiece] = [.entry(children[0], level: 0), .text(" quad \"where\" ")]
      for place in 1..<max(1, children.count) {
        if place > 1 { pieces.append(.text(", ")) }
        pieces += [
          .text(Typst.name(tree.string(tree.text(names, place - 1))) + " = "), .entry(children[place], level: 0),
        ]
      }
      return pieces
    }
  }

  private static func function(_ function: FunctionID) -> String {
    let name = MarkupFunction.name(function)
    return known.contains(name) ? name : name.unicodeScalars.count == 1 ? name : "op(\"\(name)\")"
  }

  private static func sign(_ sign: DisplaySign) -> String {
    switch sign {
    case .less: return " < "
    case .lessOrEqual: return " <= "
    case .greater: return " > "
    case .greaterOrEqual: return " >= "
    case .equal: return " = "
    case .notEqual: return " != "
    }
  }

  /// A letter as it is, a word upright, indices below.
  private static func name(_ name: String) -> String {
    let parts = MarkupName(name)
    func word(_ text: String) -> String {
      if text.allSatisfy({ "0"..."9" ~= $0 }) { return text }
      if text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first, scalar.properties.isAlphabetic {
        return text
      }
      let letter = MarkupName.letter(text)
      return letter == text ? quoted(text) : letter
    }
    var set = word(parts.base)
    switch parts.accent {
    case "dot": set = "dot(\(set))"
    case "ddot": set = "dot.double(\(set))"
    case "hat": set = "hat(\(set))"
    case "bar": set = "macron(\(set))"
    case "tilde": set = "tilde(\(set))"
    case "vec": set = "arrow(\(set))"
    default: break
    }
    if parts.indices.isEmpty { return set }
    let indices = parts.indices.map { MarkupName.isPair($0) ? $0.map(String.init).joined(separator: " ") : word($0) }
    return "\(set)_(\(indices.joined(separator: ",")))"
  }

  /// A text in quotes, which Typst sets upright.
  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
