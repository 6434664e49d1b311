// Plain text in the language of the grammar: what is printed parses back to the same node.

import NablaExpressions

/// Prints display trees as text.
package enum PlainText {
  private enum Piece {
    case text(String)
    /// An entry, in parentheses if it binds looser than asked.
    case entry(Int, Int)
  }

  // How tightly a form binds.
  private static let orLevel = 1
  private static let andLevel = 2
  private static let relationLevel = 3
  private static let sumLevel = 4
  private static let productLevel = 5
  private static let powerLevel = 7
  private static let atomLevel = 9

  /// The text of an entry. Linear in its length; throws `limit` for a text that would be longer than `maximumLength`.
  package static func print(
    _ tree: DisplayTree, _ root: Int, maximumLength: Int = 1 << 30
  ) throws(NablaError) -> String {
    if tree.treeSize(root, ceiling: maximumLength) >= maximumLength {
      throw NablaError(
        .limit, "as text this would have more than \(maximumLength) characters; ask for the form `graph`")
    }
    var output: [UInt8] = []
    var stack: [Piece] = [.entry(root, 0)]
    while let piece = stack.popLast() {
      switch piece {
      case .text(let text): output.append(contentsOf: text.utf8)
      case .entry(let index, let asked):
        let needsParentheses = level(tree, index) < asked
        if needsParentheses {
          output.append(UInt8(ascii: "("))
          stack.append(.text(")"))
        }
        expand(tree, index, &stack)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func level(_ tree: DisplayTree, _ index: Int) -> Int {
    switch tree.form(index) {
    case .definitions: return 0
    case .or: return orLevel
    case .and: return andLevel
    case .relation: return relationLevel
    case .sum: return sumLevel
    case .negative: return sumLevel
    case .product, .fraction: return productLevel
    case .power: return powerLevel
    case .factorial: return powerLevel + 1
    default: return atomLevel
    }
  }

  /// Pushes the pieces of an entry, last first.
  private static func expand(_ tree: DisplayTree, _ index: Int, _ stack: inout [Piece]) {
    let children = tree.children(index)
    switch tree.form(index) {
    case .number(let digits): stack.append(.text(digits))
    case .symbol(let name), .constant(let name): stack.append(.text(name))
    case .negative:
      stack.append(.entry(children[children.startIndex], productLevel))
      stack.append(.text("-"))
    case .sum:
      for (place, child) in children.enumerated().reversed() {
        if tree.form(child) == .negative, let inner = tree.children(child).first {
          stack.append(.entry(inner, productLevel))
          stack.append(.text(place == 0 ? "-" : " - "))
        } else {
          stack.append(.entry(child, productLevel))
          if place > 0 { stack.append(.text(" + ")) }
        }
      }
    case .product: separated(children, by: "*", at: powerLevel, &stack)
    case .fraction:
      stack.append(.entry(children[children.startIndex + 1], powerLevel))
      stack.append(.text("/"))
      stack.append(.entry(children[children.startIndex], productLevel))
    case .power:
      stack.append(.entry(children[children.startIndex + 1], atomLevel))
      stack.append(.text("^"))
      stack.append(.entry(children[children.startIndex], atomLevel))
    case .factorial:
      stack.append(.text("!"))
      stack.append(.entry(children[children.startIndex], powerLevel + 1))
    case .squareRoot: call("sqrt", children, &stack)
    case .call(let function): call(Catalogue.row(function).name, children, &stack)
    case .application(let name, let positions):
      if positions.isEmpty {
        call(name, children, &stack)
      } else if children.count == 1 && positions.count <= 3 {
        call(name + String(repeating: "'", count: positions.count), children, &stack)
      } else {
        call("D[\(positions.map(String.init).joined(separator: ", "))](\(name))", children, &stack)
      }
    case .verb(let name): call(name, children, &stack)
    case .relation(let signs):
      for (place, child) in children.enumerated().reversed() {
        stack.append(.entry(child, sumLevel))
        if place > 0 { stack.append(.text(" \(signs[place - 1] == "=" ? "==" : signs[place - 1]) ")) }
      }
    case .and: separated(children, by: " and ", at: relationLevel, &stack)
    case .or: separated(children, by: " or ", at: andLevel, &stack)
    case .conditional: call("if", children, &stack)
    case .vector:
      stack.append(.text("]"))
      separated(children, by: ", ", at: 0, &stack)
      stack.append(.text("["))
    case .definitions(let names):
      for (place, name) in names.enumerated().reversed() {
        stack.append(.entry(children[children.startIndex + place + 1], 0))
        stack.append(.text("\(place == 0 ? " where " : ", ")\(name) = "))
      }
      stack.append(.entry(children[children.startIndex], 0))
    case .group:
      stack.append(.text(")"))
      stack.append(.entry(children[children.startIndex], 0))
      stack.append(.text("("))
    }
  }

  private static func call(_ name: String, _ arguments: ArraySlice<Int>, _ stack: inout [Piece]) {
    stack.append(.text(")"))
    separated(arguments, by: ", ", at: 0, &stack)
    stack.append(.text(name + "("))
  }

  private static func separated(
    _ children: ArraySlice<Int>, by separator: String, at level: Int, _ stack: inout [Piece]
  ) {
    for (place, child) in children.enumerated().reversed() {
      stack.append(.entry(child, level))
      if place > 0 { stack.append(.text(separator)) }
    }
  }
}
