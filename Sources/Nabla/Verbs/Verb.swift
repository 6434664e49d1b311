// What a verb is: one type in one file, read by the language, the session, the shell, the line protocol, completion, help
// and the tests of documentation.

import NablaExpressions
import NablaSyntax

/// Something that can be asked for by name: its arguments, what it computes, and what is said of it.
package protocol Verb: Sendable {
  /// Its name in the language, in a session and in a shell.
  static var name: String { get }
  /// Its name in the line protocol.
  static var operation: String { get }
  /// What it takes, in the order in which it is written.
  static var parameters: [VerbParameter] { get }
  /// How it is written inside an expression: first as messages show it; of several the last leaves something out. Empty
  /// where it is no word of the language.
  static var calls: [String] { get }
  /// How it is written as a command of a session; nil where it is none.
  static var command: String? { get }
  /// What it does, in a sentence.
  static var summary: String { get }
  /// Lines of a session and what they answer; of a long answer the beginning.
  static var examples: [VerbExample] { get }
  /// What those are told who write it like `sin x`, behind "expected an operator or the end".
  static var advice: String { get }
  /// How it is typeset where it was typed.
  static var head: VerbHead { get }
  /// The names that it binds in its arguments.
  static var bindings: [VerbBinding] { get }
  /// Its subcommand; nil where it has none.
  static var shell: VerbShell? { get }
  /// What the answer consists of.
  static var answer: VerbAnswer { get }
  /// The page of `Documentation/` that tells more.
  static var page: String { get }

  /// What it computes: a value, or several in vectors, with the conditions under which they stand.
  static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned>
}

/// A line of a session and its answer.
package struct VerbExample: Sendable {
  package let line: String
  package let answer: String

  package init(_ line: String, _ answer: String) {
    self.line = line
    self.answer = answer
  }
}

/// What the answer to a verb consists of.
package enum VerbAnswer: Sendable {
  /// A formula, with values where a point is given.
  case formula
  /// Values alone.
  case values
  /// A judgement.
  case report
  /// Causes, one a variable.
  case diagnosis
  /// Stationary points.
  case critical
  /// A way down.
  case descent
  /// Whether something is so: yes, no with a witness, or unknown.
  case verdict
  /// What was typed, typeset.
  case typed
}

/// What the help of a subcommand says.
package struct VerbShell: Sendable {
  package let abstract: String
  package let discussion: String

  package init(_ abstract: String, discussion: String = "") {
    self.abstract = abstract
    self.discussion = discussion
  }
}

extension Verb {
  package static var operation: String { name }
  package static var calls: [String] { [] }
  package static var command: String? { nil }
  package static var examples: [VerbExample] { [] }
  package static var advice: String { "write \(calls.first ?? name)" }
  package static var head: VerbHead { .name }
  package static var bindings: [VerbBinding] { [] }
  package static var shell: VerbShell? { nil }
  package static var answer: VerbAnswer { .formula }

  /// The verb as the parser and the resolver know it.
  package static var word: LanguageVerb {
    var sideBySide: LanguageVerb.SideBySide = takes(.steps) ? [] : .vectors
    if takes(.steps) || standardOrder != nil { sideBySide.insert(.orders) }
    if takesSeveral { sideBySide.insert(.formulas) }
    return LanguageVerb(
      form: calls.first ?? name, advice: advice, head: head, bindings: bindings, sideBySide: sideBySide
    ) { (builder, arguments, range, notes) throws(NablaError) in
      let reading = VerbArguments(verb: self, builder: builder, arguments: arguments, range: range)
      let input = try reading.input(&notes)
      let result = try formula(input, builder)
      notes += input.remarks.texts.map { ReadingNote(message: $0, range: range) }
      return result
    }
  }
}
