// Functions, branches and verbs in LaTeX.

import NablaExpressions

extension LaTeX {
  static func call(
    _ tree: DisplayTree, _ function: FunctionID, _ arguments: [Int], _ style: Style, _ isFollowed: Bool,
    _ heights: Heights, power: Int?, _ stack: inout [Piece]
  ) {
    var raised = style
    raised.isRaised = true
    if function == .log && arguments.count == 2 {
      let open = brackets(tree, [arguments[1]], heights) ?? (isFollowed ? ("(", ")") : nil)
      push(
        &stack,
        [.text("\\log_{"), .entry(arguments[0], 0, raised), .text("}")]
          + argumentPieces(tree, [arguments[1]], style, open))
      return
    }
    switch Catalogue.row(function).latex {
    case .command(let name):
      if let power {
        let open = brackets(tree, arguments, heights) ?? (isFollowed ? ("(", ")") : nil)
        push(
          &stack,
          [.text("\\\(name)^{"), .entry(power, 0, raised), .text("}")] + argumentPieces(tree, arguments, style, open))
      } else {
        let open = brackets(tree, arguments, heights) ?? (isFollowed ? ("(", ")") : nil)
        push(&stack, [.text("\\\(name)")] + argumentPieces(tree, arguments, style, open))
      }
    case .operatorName(let name): bracketed("\\operatorname{\(name)}", arguments, style, heights, &stack)
    case .exponential: push(&stack, [.text("e^{"), .entry(arguments[0], 0, raised), .text("}")])
    case .squareRoot: push(&stack, [.text("\\sqrt{"), .entry(arguments[0], 0, style), .text("}")])
    case .cubeRoot: push(&stack, [.text("\\sqrt[3]{"), .entry(arguments[0], 0, style), .text("}")])
    case .absoluteValue: push(&stack, [.text("\\left|"), .entry(arguments[0], 0, style), .text("\\right|")])
    case .floor: push(&stack, [.text("\\left\\lfloor "), .entry(arguments[0], 0, style), .text("\\right\\rfloor ")])
    }
  }

  static func bracketed(
    _ head: String, _ arguments: [Int], _ style: Style, _ heights: Heights, _ stack: inout [Piece]
  ) {
    let (open, close) = heights.brackets(arguments)
    var pieces: [Piece] = [.text(head + open)]
    for (place, argument) in arguments.enumerated() {
      if place > 0 { pieces.append(.text(", ")) }
      pieces.append(.entry(argument, 0, style))
    }
    push(&stack, pieces + [.text(close)])
  }

  /// \sin x needs no brackets, \sin(x + 1) and \max(x, y) do.
  static func brackets(_ tree: DisplayTree, _ arguments: [Int], _ heights: Heights) -> (String, String)? {
    if arguments.count == 1 {
      switch tree.form(arguments[0]) {
      case .symbol, .constant, .number: return nil
      case .group: return nil
      default: break
      }
    }
    return heights.brackets(arguments)
  }

  static func argumentPieces(
    _ tree: DisplayTree, _ arguments: [Int], _ style: Style, _ brackets: (String, String)?
  ) -> [Piece] {
    guard let (open, close) = brackets else { return [.text(" "), .entry(arguments[0], 0, style)] }
    var pieces: [Piece] = [.text(open)]
    for (place, argument) in arguments.enumerated() {
      if place > 0 { pieces.append(.text(", ")) }
      pieces.append(.entry(argument, 0, style))
    }
    return pieces + [.text(close)]
  }

  // MARK: Branches and verbs

  static func conditional(_ tree: DisplayTree, _ children: [Int], _ stack: inout [Piece]) {
    push(
      &stack,
      [
        .text("\\begin{cases}"), .entry(children[1], 0, Style()), .text(" & \\text{if } "),
        .entry(children[0], 0, Style()),
        .text(" \\\\ "), .entry(children[2], 0, Style()), .text(" & \\text{otherwise}\\end{cases}"),
      ])
  }

  static func verb(
    _ tree: DisplayTree, _ name: String, _ arguments: [Int], _ style: Style, _ heights: Heights, _ stack: inout [Piece]
  ) {
    guard name == "diff", arguments.count >= 2,
      let heading = leibniz(tree, Array(arguments.dropFirst()), of: arguments[0])
    else {
      if name == "grad", arguments.count == 2, tree.form(arguments[1]) == .vector {
        var pieces: [Piece] = [.text("\\nabla_{")]
        for (place, variable) in tree.children(arguments[1]).enumerated() {
          if place > 0 { pieces.append(.text(", ")) }
          pieces.append(.entry(variable, 0, style))
        }
        push(&stack, pieces + [.text("} "), .entry(arguments[0], factorLevel, style)])
        return
      }
      let head = name == "grad" ? "\\nabla" : "\\operatorname{\(name)}"
      bracketed(head, arguments, style, heights, &stack)
      return
    }
    push(&stack, [.text(heading + " "), .entry(arguments[0], factorLevel, style)])
  }

  /// \frac{\partial^{3}}{\partial x^{2}\,\partial y} for x, 2, y.
  static func leibniz(_ tree: DisplayTree, _ arguments: [Int], of expression: Int) -> String? {
    var factors: [(name: String, order: Int)] = []
    for argument in arguments {
      switch tree.form(argument) {
      case .symbol(let name): factors.append((LaTeXNames.symbol(name), 1))
      case .number(let digits):
        guard let order = Int(digits), !factors.isEmpty, order < 1_000_000 else { return nil }
        factors[factors.count - 1].order = order
      default: return nil
      }
    }
    guard !factors.isEmpty else { return nil }
    // One variable is d only where there is no other.
    var isName = false
    if case .symbol = tree.form(expression) { isName = true }
    let others = !isName && symbols(tree, expression).contains { name in !factors.contains { $0.name == name } }
    let sign = factors.count == 1 && !others ? "d" : "\\partial "
    let total = factors.reduce(0) { $0 + $1.order }
    let raised = { (order: Int) in order == 1 ? "" : "^{\(order)}" }
    let top = total == 1 ? sign.trimmed : "\(sign.trimmed)^{\(total)}"
    return "\\frac{\(top)}{\(factors.map { "\(sign)\($0.name)\(raised($0.order))" }.joined(separator: "\\,"))}"
  }
}
