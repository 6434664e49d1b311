// What was typed, with places: an arena of entries in which children come before parents.

import NablaExpressions

/// The parsed form of a text.
package struct SyntaxTree: Sendable {
  package enum Form: Sendable, Equatable {
    case number
    case name(String)
    /// A function or verb applied; primes or positions make it a derivative of an undefined function.
    case call(String, positions: [Int])
    case negative
    case positive
    /// Terms; the flags tell which are subtracted.
    case sum([Bool])
    /// Factors; the flags tell which divide.
    case product([Bool])
    case power
    case factorial
    case relation([String])
    case and
    case or
    case absolute
    case vector
    case group
  }

  package struct Entry: Sendable {
    package let form: Form
    let first: Int
    let count: Int
    /// The UTF-8 bytes it was typed in.
    package let range: Range<Int>
    /// Where its name stands, for a call.
    package let nameRange: Range<Int>
  }

  package let bytes: [UInt8]
  package private(set) var entries: [Entry] = []
  private var childIndices: [Int] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  package var root: Int { entries.count - 1 }

  package func children(_ index: Int) -> ArraySlice<Int> {
    let entry = entries[index]
    return childIndices[entry.first..<(entry.first + entry.count)]
  }

  package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  mutating func add(
    _ form: Form, _ children: some Collection<Int>, range: Range<Int>, nameRange: Range<Int>? = nil
  ) -> Int {
    entries.append(
      Entry(
        form: form, first: childIndices.count, count: children.count, range: range,
        nameRange: nameRange ?? range))
    childIndices.append(contentsOf: children)
    return entries.count - 1
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
