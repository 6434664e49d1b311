// What was typed, with places: an arena of entries in which children come before parents.

import NablaExpressions

/// The parsed form of a text.
package struct SyntaxTree: Sendable {
  package enum Form: UInt8, Sendable {
    case number, name
    /// A function or verb applied; positions make it a derivative of an undefined function.
    case call
    case negative, positive
    /// n-ary; every child carries the sign that stands before it.
    case sum, product, relation
    case power, factorial, and, or, not, absolute, vector, group
    /// A vector and the numbers of a component.
    case component
    /// What stands before a prime that is no derivative.
    case transpose
    /// A power entry by entry.
    case elementPower
    /// A `:` among the numbers of a component: all of them.
    case all
  }

  /// The sign before a child of a sum, product or relation.
  package enum Sign: UInt8, Sendable, BitwiseCopyable {
    case plus, minus, times, divide
    /// Times, by standing side by side.
    case beside
    /// Entry by entry.
    case elementTimes, elementDivide
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
  }

  package struct Entry: Sendable {
    package let form: Form
    /// Index of the name, or of the call's function.
    let name: UInt32
    let first: UInt32
    let count: UInt32
    let lower: UInt32
    let upper: UInt32
    /// Index into the list of derivative positions; 0 is none.
    let positions: UInt32
    let nameLower: UInt32

    /// The UTF-8 bytes it was typed in.
    package var range: Range<Int> { Int(lower)..<Int(upper) }
  }

  /// An entry and the sign before it.
  package struct Child: Sendable, BitwiseCopyable {
    package let entry: UInt32
    package var sign: Sign
  }

  package let bytes: [UInt8]
  package internal(set) var entries: [Entry] = []
  package internal(set) var children: [Child] = []
  /// Every name once as it was typed, in the order of appearance, without its quotes.
  package internal(set) var names: [String] = []
  /// Whether a name was typed between back quotes: then it is a symbol or a function of the user, whatever it is otherwise.
  var isQuoted: [Bool] = []
  var positionLists: [[Int]] = [[]]
  /// What follows `where`: names and the entries of their values, each of which may use earlier names.
  package internal(set) var definitions: [Definition] = []
  /// Where verbs bind names; filled before the tree is resolved.
  package internal(set) var scopes: [Scope] = []
  /// How what has several readings was read.
  package internal(set) var notes: [ReadingNote] = []
  /// The entry of the whole text, or of what stands before `where`.
  package internal(set) var root = 0

  package struct Definition: Sendable {
    let name: UInt32
    package let nameRange: Range<Int>
    package let root: Int
    /// The entries that belong to the value alone.
    let entries: Range<Int>
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  package func children(_ index: Int) -> ArraySlice<Child> {
    let entry = entries[index]
    return children[Int(entry.first)..<Int(entry.first + entry.count)]
  }

  package func name(_ index: Int) -> String { names[Int(entries[index].name)] }

  package func positions(_ index: Int) -> [Int] { positionLists[Int(entries[index].positions)] }

  /// Where the name of a call stands.
  package func nameRange(_ index: Int) -> Range<Int> {
    let entry = entries[index]
    let lower = Int(entry.nameLower)
    guard isQuoted[Int(entry.name)] else {
      var lexer = Lexer(bytes, from: lower, allowsResultNames: true)
      return (try? lexer.next())?.range ?? lower..<lower
    }
    var upper = lower + 1
    while bytes[upper] != UInt8(ascii: "`") { upper += bytes[upper] == UInt8(ascii: "\\") ? 2 : 1 }
    return lower..<(upper + 1)
  }

  /// Whether the name of an entry was typed between back quotes.
  package func isQuoted(_ index: Int) -> Bool { isQuoted[Int(entries[index].name)] }

  /// The digits of a number, raised ones as plain ones.
  package func decimalDigits(_ range: Range<Int>) -> [UInt8] { RaisedText.plain(bytes[range]) }

  package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The name that the whole text is, if it is one; without its quotes, if it has some.
  package static func name(in text: String) -> String? {
    guard let tree = try? Parser.parse(Array(text.utf8)), tree.entries.count == 1, tree.entries[0].form == .name else {
      return nil
    }
    return tree.name(0)
  }
}

/// A line of the language: an expression or a definition.
package enum Statement: Sendable {
  case expression(SyntaxTree)
  /// name = expression
  case definition(name: String, range: Range<Int>, SyntaxTree)
  /// name(parameters) := expression
  case functionDefinition(name: String, range: Range<Int>, parameters: [String], SyntaxTree)
}
