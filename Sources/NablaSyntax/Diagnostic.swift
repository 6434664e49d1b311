// What is wrong with a text: a code, a message, the place, and how it is put right where one way stands out.

import NablaExpressions

/// Something to be said of a text that the grammar does not hold.
package struct Diagnostic: Error, Sendable {
  /// What kind of mistake it is.
  package enum Code: String, Sendable, CaseIterable {
    /// Bytes that are no text.
    case encoding
    /// A sign that is not of the language.
    case character
    /// A name between back quotes that is not written as one.
    case quotedName
    case missingOperand
    case missingOperator
    case unclosedBracket
    case unopenedBracket
    /// A sign of the language where it cannot stand.
    case misplaced
    case repeatedParameter
    /// What another language writes so.
    case habit
    /// More than a text may have.
    case size
  }

  /// Something to be said beside, with its place.
  package struct Note: Sendable, Hashable {
    package let message: String
    package let range: Range<Int>
  }

  /// What to write in some place.
  package struct FixIt: Sendable, Hashable {
    package let range: Range<Int>
    package let replacement: String
  }

  package let code: Code
  package let message: String
  /// The UTF-8 bytes to blame.
  package let range: Range<Int>
  package let notes: [Note]
  /// One, where what was meant is hardly in doubt.
  package let fixIts: [FixIt]

  init(
    _ code: Code, _ message: String, _ range: Range<Int>, notes: [Note] = [], fix: (Range<Int>, String)? = nil
  ) {
    self.code = code
    self.message = message
    self.range = range
    self.notes = notes
    fixIts = fix.map { [FixIt(range: $0.0, replacement: $0.1)] } ?? []
  }

  /// The diagnostic as the error that ends the reading.
  package var error: NablaError { NablaError(code == .size ? .limit : .syntax, message, range: range) }

  private init(_ other: Diagnostic, _ map: (Range<Int>) -> Range<Int>) {
    code = other.code
    message = other.message
    range = map(other.range)
    notes = other.notes.map { Note(message: $0.message, range: map($0.range)) }
    fixIts = other.fixIts.map { FixIt(range: map($0.range), replacement: $0.replacement) }
  }

  // MARK: Several

  /// What is wrong with a text, and the text with everything put right that has a way to be.
  ///
  /// Mistake by mistake: one with a way out is put right, and the text read again, up to the first without one or as many
  /// as `limit`. Places are those of the text as it was given, but in messages. Linear in the text, times the mistakes.
  package static func all(
    in text: [UInt8], limit: Int = 10, allowsResultNames: Bool = false, verbs: [String: LanguageVerb] = [:]
  ) -> (diagnostics: [Diagnostic], mended: [UInt8]) {
    var mended = text
    /// What was written in place of what, by places of the mended text, in the order in which it was done.
    var edits: [(lower: Int, removed: Int, added: Int)] = []
    func original(_ range: Range<Int>) -> Range<Int> {
      var (lower, upper) = (range.lowerBound, range.upperBound)
      for edit in edits.reversed() {
        func before(_ place: Int) -> Int {
          if place <= edit.lower { return place }
          return max(edit.lower, place - edit.added) + (place >= edit.lower + edit.added ? edit.removed : 0)
        }
        (lower, upper) = (before(lower), before(upper))
      }
      return lower..<max(lower, upper)
    }
    var found: [Diagnostic] = []
    while found.count < limit,
      let next = Parser.firstDiagnostic(in: mended, allowsResultNames: allowsResultNames, verbs: verbs)
    {
      found.append(Diagnostic(next, original))
      guard let fix = next.fixIts.first else { break }
      let replacement = Array(fix.replacement.utf8)
      mended.replaceSubrange(fix.range, with: replacement)
      edits.append((fix.range.lowerBound, fix.range.count, replacement.count))
    }
    return (found, mended)
  }
}
