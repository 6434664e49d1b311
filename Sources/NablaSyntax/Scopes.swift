// What stands between parser and resolver: what a text means beyond its grammar, by the verbs in it.

import NablaExpressions

extension SyntaxTree {
  /// A name that means itself in some entries, whatever it means outside: `i` in `sum(i^2, i, 1, n)`.
  package struct Scope: Sendable, Hashable {
    /// The number of the name.
    let name: Int
    let nameRange: Range<Int>
    let isAny: Bool
    package let entries: Range<Int>
  }

  /// Fills the table of scopes. Costs nothing where no verb binds names, and else is linear in the text.
  mutating func fold(verbs: [String: LanguageVerb]) {
    guard verbs.values.contains(where: { !$0.bindings.isEmpty }) else { return }
    let bindings = names.indices.map { isQuoted[$0] ? [] : verbs[names[$0]]?.bindings ?? [] }
    guard bindings.contains(where: { !$0.isEmpty }) else { return }
    // Entries come in the order of their ends: those of a child begin with the earliest of its own children.
    let starts = starts()
    for (index, entry) in entries.enumerated() {
      guard entry.form == .call, entry.positions == 0 else { continue }
      let arguments = children(index).map { Int($0.entry) }
      for binding in bindings[Int(entry.name)] {
        guard arguments.indices.contains(binding.name), entries[arguments[binding.name]].form == .name else { continue }
        let name = arguments[binding.name]
        for argument in binding.scope + [binding.name] where arguments.indices.contains(argument) {
          scopes.append(
            Scope(
              name: Int(entries[name].name), nameRange: entries[name].range, isAny: binding.isAny,
              entries: starts[arguments[argument]]..<(arguments[argument] + 1)))
        }
      }
    }
    // Outer ones first where several begin.
    scopes.sort { ($0.entries.lowerBound, -$0.entries.upperBound) < ($1.entries.lowerBound, -$1.entries.upperBound) }
  }
}

/// The scopes that are open while entries are resolved one after another.
struct OpenScopes {
  /// Where scopes begin, by entry: a range of the sorted table.
  private var first: [Int: Range<Int>] = [:]
  /// What each open scope hides, innermost last.
  private var open: [(scope: SyntaxTree.Scope, meaning: Nested<Conditioned>?, abbreviation: Bool?)] = []
  /// How many open scopes bind a name.
  private var counts: [Int: Int] = [:]
  private(set) var isEmpty = true

  init(_ scopes: [SyntaxTree.Scope]) {
    isEmpty = scopes.isEmpty
    var place = 0
    while place < scopes.count {
      var end = place + 1
      while end < scopes.count, scopes[end].entries.lowerBound == scopes[place].entries.lowerBound { end += 1 }
      first[scopes[place].entries.lowerBound] = place..<end
      place = end
    }
  }

  /// Whether a name is bound where the resolver stands.
  func binds(_ name: Int) -> Bool { !isEmpty && counts[name, default: 0] > 0 }

  func beginning(at index: Int) -> Range<Int> { first[index] ?? 0..<0 }

  mutating func push(_ scope: SyntaxTree.Scope, _ meaning: Nested<Conditioned>?, _ abbreviation: Bool?) {
    open.append((scope, meaning, abbreviation))
    counts[scope.name, default: 0] += 1
  }

  /// The innermost scope if it ends with an entry, and what it has hidden.
  mutating func pop(
    after index: Int
  ) -> (scope: SyntaxTree.Scope, meaning: Nested<Conditioned>?, abbreviation: Bool?)? {
    guard let last = open.last, last.scope.entries.upperBound == index + 1 else { return nil }
    counts[last.scope.name, default: 1] -= 1
    return open.removeLast()
  }
}
