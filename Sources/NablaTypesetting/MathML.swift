// Formulas as MathML (presentation), as browsers set them.

import NablaExpressions

/// Prints entries of a display tree as MathML Core.
package struct MathML: MarkupDialect {
  /// The element of an entry. Linear in its length; throws `limit` past `maximumLength`.
  package static func print(
    _ tree: DisplayTree, _ root: Int, maximumLength: Int = 1 << 26, watch: DisplayWatch = DisplayWatch()
  ) throws(NablaError) -> String {
    let inner = try MarkupPrinter.print(tree, root, MathML(), maximumLength: maximumLength, watch: watch)
    return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">\(inner)</math>"
  }

  let brackets = (open: "<mrow><mo>(</mo>", close: "<mo>)</mo></mrow>")

  /// A text in which nothing is markup.
  package static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private static func sign(_ text: String) -> MarkupPiece { .text("<mo>\(escaped(text))</mo>") }

  /// Times, where it is not written.
  private static let times = "<mo>&#x2062;</mo>"
  /// A function applied.
  private static let apply = "<mo>&#x2061;</mo>"

  private func row(_ pieces: [MarkupPiece]) -> [MarkupPiece] { [.text("<mrow>")] + pieces + [.text("</mrow>")] }

  mutating func pieces(_ tree: DisplayTree, _ index: Int) -> [MarkupPiece] {
    let children = tree.children(index)
    func entry(_ child: Int, _ level: Int = MarkupLevel.any) -> MarkupPiece { .entry(child, level: level) }
    func element(_ name: String, _ list: [MarkupPiece]) -> [MarkupPiece] {
      [.text("<\(name)>")] + list + [.text("</\(name)>")]
    }
    func listed(_ list: [Int]) -> [MarkupPiece] {
      var pieces: [MarkupPiece] = []
      for (place, child) in list.enumerated() {
        if place > 0 { pieces.append(MathML.sign(",")) }
        pieces.append(entry(child))
      }
      return pieces
    }
    func fenced(_ open: String, _ list: [MarkupPiece], _ close: String) -> [MarkupPiece] {
      row([MathML.sign(open)] + list + [MathML.sign(close)])
    }
    func call(_ name: [MarkupPiece], _ list: [Int]) -> [MarkupPiece] {
      row(name + [.text(MathML.apply)] + fenced("(", listed(list), ")"))
    }
    switch tree.form(index) {
    case .number(let text): return [.text("<mn>\(tree.string(text))</mn>")]
    case .symbol(let text): return [.text(MathML.name(tree.string(text)))]
    case .constant(let constant):
      switch constant {
      case .pi: return [.text("<mi>π</mi>")]
      case .e: return [.text("<mi>e</mi>")]
      case .yes, .no: return [.text("<mtext>\(constant.name)</mtext>")]
      }
    case .negative: return row([MathML.sign("−"), entry(children[0], MarkupLevel.product)])
    case .sum:
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        let opposite = tree.opposite(child)
        if opposite != nil || place > 0 { pieces.append(MathML.sign(opposite == nil ? "+" : "−")) }
        pieces.append(entry(opposite ?? child, MarkupLevel.product))
      }
      return row(pieces)
    case .product:
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        if place > 0 {
          pieces.append(
            MarkupLevel.beginsWithDigit(tree, child) ? MathML.sign("·") : .text(MathML.times))
        }
        pieces.append(entry(child, MarkupLevel.factor))
      }
      return row(pieces)
    case .fraction: return element("mfrac", [entry(children[0]), entry(children[1])])
    case .power: return element("msup", [entry(children[0], MarkupLevel.atom), entry(children[1])])
    case .factorial: return row([entry(children[0], MarkupLevel.atom), MathML.sign("!")])
    case .squareRoot: return element("msqrt", [entry(children[0])])
    case .call(let function):
      let name = MathML.function(function)
      switch Catalogue.row(function).latex {
      case .exponential: return element("msup", [.text("<mi>e</mi>"), entry(children[0])])
      case .squareRoot: return element("msqrt", [entry(children[0])])
      case .cubeRoot: return element("mroot", [entry(children[0]), .text("<mn>3</mn>")])
      case .absoluteValue: return fenced("|", [entry(children[0])], "|")
      case .floor: return fenced("⌊", [entry(children[0])], "⌋")
      case .indexed(_, let isAbove):
        let above = fenced("(", [entry(children[0])], ")")
        let marked =
          isAbove
          ? element("msup", [.text(name)] + above) : element("msub", [.text(name), entry(children[0])])
        return call(marked, Array(children.dropFirst()))
      case .command, .operatorName, .symbol:
        if function == .log, children.count == 2 {
          return call(element("msub", [.text(name), entry(children[0])]), [children[1]])
        }
        return call([.text(name)], children)
      }
    case .application(let text, let list):
      let positions = tree.numbers(list)
      let name = MathML.name(tree.string(text))
      if positions.isEmpty { return call([.text(name)], children) }
      if children.count == 1 {
        let marks =
          positions.count <= 3
          ? "<mo>\(String(repeating: "′", count: positions.count))</mo>"
          : "<mrow><mo>(</mo><mn>\(positions.count)</mn><mo>)</mo></mrow>"
        return call(element("msup", [.text(name), .text(marks)]), children)
      }
      let places = positions.map { "<mn>\($0)</mn>" }.joined(separator: "<mo>,</mo>")
      return call([.text("<msub><mo>∂</mo><mrow>\(places)</mrow></msub>"), .text(name)], children)
    case .verb(let text, let head):
      if head == .derivative, let variables = MarkupLeibniz.variables(tree, Array(children.dropFirst())) {
        let sign = variables.count == 1 ? "<mi>d</mi>" : "<mo>∂</mo>"
        let total = variables.reduce(0) { $0 + $1.order }
        func raised(_ base: String, _ order: Int) -> String {
          order > 1 ? "<msup>\(base)<mn>\(order)</mn></msup>" : base
        }
        let below = variables.map { sign + raised(MathML.name($0.name), $0.order) }.joined()
        return row([
          .text("<mfrac>\(raised(sign, total))<mrow>\(below)</mrow></mfrac>"), entry(children[0], MarkupLevel.factor),
        ])
      }
      return call([.text("<mi>\(MathML.escaped(tree.string(text)))</mi>")], children)
    case .relation(let signs):
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        if place > 0 { pieces.append(MathML.sign(tree.sign(signs, place - 1).text)) }
        pieces.append(entry(child, MarkupLevel.sum))
      }
      return row(pieces)
    case .and, .or:
      let isAnd = tree.form(index) == .and
      var pieces: [MarkupPiece] = []
      for (place, child) in children.enumerated() {
        if place > 0 { pieces.append(MathML.sign(isAnd ? "∧" : "∨")) }
        pieces.append(entry(child, isAnd ? MarkupLevel.relation : MarkupLevel.and))
      }
      return row(pieces)
    case .conditional:
      var pieces: [MarkupPiece] = []
      var branch = index
      while tree.form(branch) == .conditional {
        pieces += [.text("<mtr><mtd>"), entry(tree.child(branch, 1)), .text("</mtd><mtd><mtext>if </mtext>")]
        pieces += [entry(tree.child(branch, 0)), .text("</mtd></mtr>")]
        branch = tree.child(branch, 2)
      }
      pieces += [.text("<mtr><mtd>"), entry(branch), .text("</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>")]
      return row([MathML.sign("{")] + element("mtable", pieces))
    case .vector:
      var pieces: [MarkupPiece] = []
      let isMatrix = !children.isEmpty && children.allSatisfy { tree.form($0) == .vector }
      for child in children {
        let cells = isMatrix ? tree.children(child) : [child]
        pieces += element("mtr", cells.flatMap { element("mtd", [entry($0)]) })
      }
      return fenced("(", element("mtable", pieces), ")")
    case .group: return fenced("(", [entry(children[0])], ")")
    case .definitions(let names):
      var pieces: [MarkupPiece] = [entry(children[0]), .text("<mtext> where </mtext>")]
      for place in 1..<max(1, children.count) {
        if place > 1 { pieces.append(MathML.sign(",")) }
        pieces += [
          .text(MathML.name(tree.string(tree.text(names, place - 1)))), MathML.sign("="), entry(children[place]),
        ]
      }
      return row(pieces)
    }
  }

  private static func function(_ function: FunctionID) -> String {
    "<mi>\(escaped(MarkupFunction.name(function)))</mi>"
  }

  private static let marks = ["dot": "˙", "ddot": "¨", "hat": "^", "bar": "¯", "tilde": "~", "vec": "→"]

  /// A letter is italic, a word upright, as <mi> does by itself.
  private static func name(_ name: String) -> String {
    let parts = MarkupName(name)
    func word(_ text: String) -> String {
      text.allSatisfy { "0"..."9" ~= $0 } ? "<mn>\(text)</mn>" : "<mi>\(escaped(MarkupName.letter(text)))</mi>"
    }
    var set = word(parts.base)
    if let mark = parts.accent.flatMap({ marks[$0] }) { set = "<mover accent=\"true\">\(set)<mo>\(mark)</mo></mover>" }
    if parts.indices.isEmpty { return set }
    let indices = parts.indices.map { MarkupName.isPair($0) ? $0.map { "<mi>\($0)</mi>" }.joined() : word($0) }
      .joined(separator: "<mo>,</mo>")
    return
      "<msub>\(set)\(parts.indices.count > 1 || MarkupName.isPair(parts.indices[0]) ? "<mrow>\(indices)</mrow>" : indices)</msub>"
  }
}
