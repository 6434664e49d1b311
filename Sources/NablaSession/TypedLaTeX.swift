// LaTeX of what was typed, and of results with the conditions they stand under.

import Nabla
import NablaExpressions
import NablaSyntax
import NablaTypesetting

/// Typesets statements as they were typed: nothing is evaluated.
enum TypedLaTeX {
  static func text(_ tree: SyntaxTree, maximumLength: Int = 10_000_000) throws(NablaError) -> String {
    let display = tree.displayTree()
    return try LaTeX.print(display, display.root, maximumLength: maximumLength)
  }

  static func text(_ statement: [UInt8], maximumLength: Int = 10_000_000) throws(NablaError) -> String {
    func print(_ tree: SyntaxTree) throws(NablaError) -> String { try text(tree, maximumLength: maximumLength) }
    switch try Reader.statement(statement, allowsResultNames: true) {
    case .expression(let tree): return try print(tree)
    case .definition(let name, _, let tree):
      return try print(try Parser.parse(Array(name.utf8))) + " = " + print(tree)
    case .functionDefinition(let name, _, let parameters, let tree):
      let head = try Parser.parse(Array("\(name)(\(parameters.joined(separator: ", ")))".utf8))
      return try print(head) + " := " + print(tree)
    }
  }
}
