// What the language knows of a verb such as `diff`: handed in from above, by name.

import NablaExpressions

/// An argument of a verb: its value and its place in the text.
package struct VerbArgument {
  package let value: Nested<Conditioned>
  package let range: Range<Int>

  package init(value: Nested<Conditioned>, range: Range<Int>) {
    self.value = value
    self.range = range
  }
}

/// A verb as the parser, the resolver and the display of what was typed see it.
package struct LanguageVerb: Sendable {
  /// What a verb computes: arguments, place and remarks to result.
  package typealias Computation =
    @Sendable (Builder, [VerbArgument], Range<Int>, inout [ReadingNote]) throws(NablaError) -> Nested<Conditioned>

  /// How it is written, as messages show it: `diff(f, x)`.
  package let form: String
  /// What those are told who write it without parentheses.
  package let advice: String
  package let head: VerbHead
  package let bindings: [VerbBinding]
  package let sideBySide: SideBySide
  package let compute: Computation

  /// What may stand behind its formula where a line is written as in a shell: names always.
  package struct SideBySide: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Numbers.
    package static let orders = SideBySide(rawValue: 1)
    /// Vectors; where not, a bracket asks for a component of what stands before it.
    package static let vectors = SideBySide(rawValue: 2)
    /// More formulas.
    package static let formulas = SideBySide(rawValue: 4)
  }

  package init(
    form: String, advice: String, head: VerbHead = .name, bindings: [VerbBinding] = [],
    sideBySide: SideBySide = [.orders, .vectors], compute: @escaping Computation
  ) {
    self.form = form
    self.advice = advice
    self.head = head
    self.bindings = bindings
    self.sideBySide = sideBySide
    self.compute = compute
  }
}

/// How a verb that was typed is typeset.
package enum VerbHead: Sendable {
  /// By its name, upright.
  case name
  /// As a fraction of Leibniz, d/dx.
  case derivative
  /// As a sign in LaTeX that has the variables as its index.
  case indexed(String)
}

/// A name that a verb binds: `i` in `sum(i^2, i, 1, n)`, whatever it means outside.
package struct VerbBinding: Sendable {
  /// The argument that is the name, counted from 0.
  package let name: Int
  /// The arguments in which it stands for itself.
  package let scope: [Int]
  /// Whether it may be one with a fixed meaning, of which only the name counts.
  package let isAny: Bool

  package init(name: Int, scope: [Int], isAny: Bool = false) {
    self.name = name
    self.scope = scope
    self.isAny = isAny
  }
}
