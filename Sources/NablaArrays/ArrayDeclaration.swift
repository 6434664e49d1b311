// What is declared of a name: `vector(n)`, `matrix(m, n)`, `vector(d), i = 1..n` for a family.

import NablaExpressions
import NablaNumbers
import NablaSyntax

/// Declarations of arrays as texts, and what they mean.
package enum ArrayDeclaration {
  /// The shapes that can be declared, as messages show them.
  package static let forms =
    "scalar, vector(n), matrix(m, n), symmetric(n), diagonal(n), orthogonal(n), positive definite(n)"

  /// The name that a declaration is of: `x` of `x` and of `x[i]`.
  package static func name(_ key: String) -> String {
    String(key.prefix { $0 != "[" }).trimmed
  }

  /// Declares an array; the key may have the index of a family in brackets.
  package static func declare(_ key: String, _ text: String, in algebra: ArrayAlgebra) throws(NablaError) -> NodeID {
    let name = name(key)
    guard SyntaxTree.name(in: name) != nil else { throw NablaError(.request, "‘\(name)’ is not a name") }
    var shape = text
    var first: [NodeID] = []
    var familyIndex: String?
    if let bracket = key.firstIndex(of: "[") {
      let index = key[key.index(after: bracket)...].filter { $0 != " " && $0 != "]" }
      guard let comma = text.firstIndex(of: ",", behind: ")") ?? text.lastIndex(of: ",") else {
        throw NablaError(.request, "a family says what its index runs over: \"\(key)\": \"vector(d), \(index) = 1..n\"")
      }
      shape = String(text[..<comma])
      familyIndex = index
      first = [try range(String(text[text.index(after: comma)...]), index, key, algebra)]
    }
    let words = shape.split(separator: "(", maxSplits: 1).map(String.init)
    let kind = (words.first ?? "").split(separator: " ").joined(separator: " ")
    var dimensions: [NodeID] = []
    if words.count == 2 {
      let list = words[1].trimmed
      guard list.hasSuffix(")") else { throw NablaError(.request, "`\(text)` lacks a `)`; shapes are \(forms)") }
      for part in list.dropLast().split(separator: ",") {
        dimensions.append(try dimension(String(part), algebra))
      }
    }
    func require(_ count: Int) throws(NablaError) {
      guard dimensions.count == count else {
        throw NablaError(.request, "\(kind) has \(count) dimension\(count == 1 ? "" : "s"); shapes are \(forms)")
      }
    }
    switch kind {
    case "scalar", "number": try require(0)
    case "vector": try require(1)
    case "matrix": try require(2)
    case "symmetric", "diagonal", "orthogonal", "positive definite", "symmetric matrix", "diagonal matrix",
      "orthogonal matrix":
      try require(1)
      dimensions.append(dimensions[0])
    default: throw NablaError(.request, "there is no shape ‘\(kind)’; shapes are \(forms)")
    }
    var definition = ArrayDefinition(name, first + dimensions)
    definition.familyCount = first.count
    definition.familyIndex = familyIndex
    if first.isEmpty {
      definition.isSymmetric = kind.hasPrefix("symmetric") || kind.hasPrefix("positive") || kind.hasPrefix("diagonal")
      definition.isDiagonal = kind.hasPrefix("diagonal")
      definition.isOrthogonal = kind.hasPrefix("orthogonal")
      definition.isPositiveDefinite = kind.hasPrefix("positive")
    }
    return algebra.declare(definition)
  }

  /// `i = 1..n`.
  private static func range(
    _ text: String, _ index: String, _ key: String, _ algebra: ArrayAlgebra
  ) throws(NablaError) -> NodeID {
    let sides = text.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
    guard sides.count == 2, sides[0] == index, sides[1].hasPrefix("1..") else {
      throw NablaError(
        .request, "the index of \(key) runs from 1, as in \(index) = 1..n, and this is ‘\(text.trimmed)’")
    }
    return try dimension(String(sides[1].dropFirst(3)), algebra)
  }

  /// A dimension: a number, a symbol or a polynomial of such.
  static func dimension(_ text: String, _ algebra: ArrayAlgebra) throws(NablaError) -> NodeID {
    let tree: SyntaxTree
    do {
      tree = try Parser.parse(Array(text.utf8))
    } catch {
      throw NablaError(.request, "a dimension is a number or a symbol, and this is ‘\(text.trimmed)’")
    }
    let value = try ArrayReader.read(tree, [:], algebra, isDimension: true)
    if let number = algebra.builder.value(value.node) {
      guard number.isInteger, number.signum > 0 else {
        throw NablaError(.domain, "a dimension is 1, 2, 3, …, and this is \(number)")
      }
    }
    algebra.addDimension(value.node)
    return value.node
  }
}

extension String {
  var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// A sign behind the last one of another sign.
  func firstIndex(of sign: Character, behind other: Character) -> String.Index? {
    lastIndex(of: other).flatMap { self[$0...].firstIndex(of: sign) }
  }
}
