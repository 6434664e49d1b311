// Functions, branches and verbs in LaTeX.

import NablaExpressions

extension LaTeX {
  mutating func call(_ index: Int, _ function: FunctionID, _ style: Style, power: Int?) {
    let arguments = tree.children(index)
    if function == .log && arguments.count == 2 {
      push(
        [.text("\\log_{"), .entry(arguments[0], 0, style.script), .text("}")]
          + argumentPieces([arguments[1]], style))
      return
    }
    switch Catalogue.row(function).latex {
    case .command(let name):
      var head = [own("\\" + name)]
      if let power { head += [.text("^{"), .entry(power, 0, style.script), .text("}")] }
      push(head + argumentPieces(arguments, style))
    case .operatorName(let name): bracketed(own(operatorName(function, name)), arguments, style.alone)
    case .symbol(let name): bracketed(own(name), arguments, style.alone)
    case .indexed(let name, let isAbove):
      let others = Array(arguments.dropFirst())
      let (open, close) = brackets(others)
      push(
        [own(name + (isAbove ? "^{(" : "_{")), .entry(arguments[0], 0, style.script)]
          + [.text(isAbove ? ")}" : "}"), .text(open)] + listed(others, style.alone) + [.text(close)])
    case .exponential: push([own(names.constantE + "^{"), .entry(arguments[0], 0, style.script), .text("}")])
    case .squareRoot: push([.text("\\sqrt{"), .entry(arguments[0], 0, style.alone), .text("}")])
    case .cubeRoot: push([.text("\\sqrt[3]{"), .entry(arguments[0], 0, style.alone), .text("}")])
    case .absoluteValue: push([.text("\\left|"), .entry(arguments[0], 0, style.alone), .text("\\right|")])
    case .floor: push([.text("\\left\\lfloor "), .entry(arguments[0], 0, style.alone), .text("\\right\\rfloor")])
    }
  }

  /// Names as papers write them, where no symbol looks the same.
  private func operatorName(_ function: FunctionID, _ name: String) -> String {
    switch function {
    case .sigmoid: return names.sigmoid
    case .heaviside: return names.heaviside
    case .relu: return "\\operatorname{ReLU}"
    default: return "\\operatorname{\(name)}"
    }
  }

  mutating func bracketed(_ head: Piece, _ arguments: [Int], _ style: Style) {
    let (open, close) = brackets(arguments)
    push([head, .text(open)] + listed(arguments, style) + [.text(close)])
  }

  private func listed(_ arguments: [Int], _ style: Style) -> [Piece] {
    var pieces: [Piece] = []
    for (place, argument) in arguments.enumerated() {
      if place > 0 { pieces.append(.text(", ")) }
      pieces.append(.entry(argument, 0, style))
    }
    return pieces
  }

  /// \sin x needs no brackets, \sin(x + 1) and \max(x, y) do.
  private func argumentPieces(_ arguments: [Int], _ style: Style) -> [Piece] {
    if arguments.count == 1, LaTeX.isBare(tree, arguments[0]) {
      if case .group = tree.form(arguments[0]) { return [.text(" "), .entry(arguments[0], 0, style.alone)] }
      if !style.contains(.followed) && !facts.bracketsFunctions {
        return [.text(" "), .entry(arguments[0], 0, style.alone)]
      }
    }
    let (open, close) = brackets(arguments)
    return [.text(open)] + listed(arguments, style.alone) + [.text(close)]
  }

  mutating func application(_ index: Int, _ name: DisplayText, _ positions: [Int32], _ style: Style) {
    let symbol = String(decoding: names.names[Int(name.index)], as: UTF8.self)
    let arguments = tree.children(index)
    if arguments.count == 1 {
      let marks = positions.count <= 3 ? String(repeating: "'", count: positions.count) : "^{(\(positions.count))}"
      bracketed(own(symbol + marks), arguments, style)
    } else if positions.isEmpty {
      bracketed(own(symbol), arguments, style)
    } else {
      let list = positions.map(String.init).joined(separator: ",")
      bracketed(own("\\partial_{\(list)} \(symbol)"), arguments, style)
    }
  }

  // MARK: Branches

  /// A branch that is 0 where its relation fails, or where it holds: a value, 1 where there is none, times an indicator.
  struct Indicator {
    let value: Int?
    let relation: Int
    let isComplement: Bool
  }

  func indicator(_ index: Int) -> Indicator? {
    guard tree.form(index) == .conditional, tree.childCount(index) == 3 else { return nil }
    let (relation, value, other) = (tree.child(index, 0), tree.child(index, 1), tree.child(index, 2))
    if isNumber(other, 0) {
      return Indicator(value: isNumber(value, 1) ? nil : value, relation: relation, isComplement: false)
    }
    guard isNumber(value, 0), case .relation = tree.form(relation), tree.childCount(relation) == 2 else { return nil }
    return Indicator(value: isNumber(other, 1) ? nil : other, relation: relation, isComplement: true)
  }

  private func isNumber(_ index: Int, _ digit: UInt8) -> Bool {
    guard case .number(let text) = tree.form(index) else { return false }
    return tree.utf8(text).elementsEqual([48 + digit])
  }

  mutating func show(_ indicator: Indicator, _ style: Style) {
    var pieces: [Piece] = []
    if let value = indicator.value {
      pieces = [.entry(value, LaTeX.factorLevel, style.union(.followed)), .text(" \\, ")]
    }
    pieces.append(.text("\\mathbf{1}_{"))
    if indicator.isComplement, case .relation(let signs) = tree.form(indicator.relation) {
      let sign = LaTeX.complement(tree.sign(signs, 0))
      pieces += [
        .entry(tree.child(indicator.relation, 0), LaTeX.sumLevel, style.script), .text(LaTeX.relationSign(sign)),
        .entry(tree.child(indicator.relation, 1), LaTeX.sumLevel, style.script),
      ]
    } else {
      pieces.append(.entry(indicator.relation, 0, style.script))
    }
    push(pieces + [.text("}")])
  }

  private static func complement(_ sign: DisplaySign) -> DisplaySign {
    switch sign {
    case .less: return .greaterOrEqual
    case .lessOrEqual: return .greater
    case .greater: return .lessOrEqual
    case .greaterOrEqual: return .less
    case .equal: return .notEqual
    case .notEqual: return .equal
    }
  }

  /// One environment for branches within the last branch of another.
  mutating func cases(_ index: Int) {
    var pieces: [Piece] = [.text("\\begin{cases}")]
    var branch = index
    while true {
      pieces += [
        .entry(tree.child(branch, 1), 0, []), .text(" & \\text{if } "), .entry(tree.child(branch, 0), 0, []),
        .text(" \\\\ "),
      ]
      let other = tree.child(branch, 2)
      guard tree.form(other) == .conditional else {
        push(pieces + [.entry(other, 0, []), .text(" & \\text{otherwise}\\end{cases}")])
        return
      }
      branch = other
    }
  }

  // MARK: Verbs

  mutating func verb(_ index: Int, _ name: String, _ head: DisplayHead, _ style: Style) {
    let arguments = tree.children(index)
    if head == .derivative, arguments.count >= 2, let heading = leibniz(Array(arguments.dropFirst()), of: arguments[0])
    {
      push([own(heading + " "), .entry(arguments[0], LaTeX.factorLevel, style)])
      return
    }
    guard case .indexed(let sign) = head else {
      bracketed(own("\\operatorname{\(name)}"), arguments, style)
      return
    }
    if arguments.count == 2, tree.form(arguments[1]) == .vector {
      let variables = listed(tree.children(arguments[1]), style.script)
      push(
        [own(tree.string(sign)), .text("_{")] + variables
          + [.text("} "), .entry(arguments[0], LaTeX.factorLevel, style)])
      return
    }
    bracketed(own(tree.string(sign)), arguments, style)
  }

  /// \frac{\partial^{3}}{\partial x^{2}\,\partial y} for x, 2, y.
  private func leibniz(_ arguments: [Int], of expression: Int) -> String? {
    var factors: [(name: DisplayText, order: Int)] = []
    for argument in arguments {
      switch tree.form(argument) {
      case .symbol(let name): factors.append((name, 1))
      case .number(let digits):
        guard let order = Int(tree.string(digits)), !factors.isEmpty, order < 1_000_000 else { return nil }
        factors[factors.count - 1].order = order
      default: return nil
      }
    }
    guard !factors.isEmpty else { return nil }
    // One variable is d only where there is no other.
    var isName = false
    if case .symbol = tree.form(expression) { isName = true }
    let others = !isName && hasSymbol(expression) { name in !factors.contains { $0.name == name } }
    let sign = factors.count == 1 && !others ? "d" : "\\partial "
    let total = factors.reduce(0) { $0 + $1.order }
    let raised = { (order: Int) in order == 1 ? "" : "^{\(order)}" }
    let bare = sign == "d" ? "d" : "\\partial"
    let top = total == 1 ? bare : "\(bare)^{\(total)}"
    let below = factors.map { factor in
      let name = String(decoding: names.names[Int(factor.name.index)], as: UTF8.self)
      return "\(sign)\(name)\(raised(factor.order))"
    }
    return "\\frac{\(top)}{\(below.joined(separator: "\\,"))}"
  }

  private func hasSymbol(_ root: Int, _ condition: (DisplayText) -> Bool) -> Bool {
    var reached = [Bool](repeating: false, count: root + 1)
    reached[root] = true
    for index in stride(from: root, through: 0, by: -1) where reached[index] {
      if case .symbol(let name) = tree.form(index), condition(name) { return true }
      tree.forEachChild(index) { reached[$0] = true }
    }
    return false
  }
}
