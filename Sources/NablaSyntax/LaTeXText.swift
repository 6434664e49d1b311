// A formula in LaTeX as a text of the language, with the place in LaTeX of every part: what reads texts reads LaTeX so.

import NablaExpressions

/// The text that a formula in LaTeX stands for.
package struct LaTeXText: Sendable {
  package let bytes: [UInt8]
  /// How what has several readings was read, by places of the LaTeX.
  package let notes: [ReadingNote]
  /// Where the pieces of the text begin, and the places of the LaTeX that they stand for.
  let starts: [Int]
  let places: [Range<Int>]

  /// Translates a formula. Names in `symbols` are multiplied where they stand before a parenthesis, and those in `functions`
  /// are applied, whatever they mean elsewhere. Linear in the text.
  package static func translate(
    _ text: [UInt8], symbols: Set<String> = [], functions: Set<String> = [], verbs: Set<String>
  ) throws(NablaError) -> LaTeXText {
    do throws(Diagnostic) {
      var reader = LaTeXReader(try LaTeXTokens(text), symbols: symbols, functions: functions, verbs: verbs)
      return try reader.translation()
    } catch {
      throw error.error
    }
  }

  /// The place of the LaTeX that a place of the text stands for.
  package func place(_ range: Range<Int>) -> Range<Int> {
    guard !starts.isEmpty else { return 0..<0 }
    func piece(_ offset: Int) -> Int {
      var (low, high) = (0, starts.count - 1)
      while low < high {
        let middle = (low + high + 1) / 2
        if starts[middle] <= offset { low = middle } else { high = middle - 1 }
      }
      return low
    }
    let lower = places[piece(range.lowerBound)].lowerBound
    let upper = places[piece(max(range.lowerBound, range.upperBound - 1))].upperBound
    return lower..<max(lower, upper)
  }

  /// An error of the text as one of the LaTeX.
  package func located(_ error: NablaError) -> NablaError {
    var error = error
    if let range = error.range, error.text == nil { error.range = place(range) }
    return error
  }

  /// Notes on the text as notes on the LaTeX.
  package func located(_ notes: [ReadingNote]) -> [ReadingNote] {
    notes.map { ReadingNote(message: $0.message, range: place($0.range)) }
  }
}

/// The texts of a line that are LaTeX: all of it where it has commands of LaTeX, or what stands between dollar signs.
extension LaTeXText {
  /// A line in which formulas of LaTeX are replaced by what they stand for; nil where it has none.
  ///
  /// `diff $\frac{x}{1 + x}$ x`, `f(x) := \frac{1}{x}`, `\sin x`, `latex \frac12`. Behind other words of commands a formula
  /// stands between dollar signs, so that it has an end.
  package static func line(
    _ text: [UInt8], verbs: Set<String>, commands: Set<String> = []
  ) throws(NablaError) -> LaTeXText? {
    var dollars: [Int] = []
    var hasCommand = false
    var isQuoted = false
    for (place, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "`"): isQuoted.toggle()
      case UInt8(ascii: "#") where !isQuoted && dollars.isEmpty && !hasCommand: return nil
      case UInt8(ascii: "$") where !isQuoted: dollars.append(place)
      case UInt8(ascii: "\\") where !isQuoted: hasCommand = true
      default: break
      }
    }
    guard hasCommand || !dollars.isEmpty else { return nil }
    var formulas: [Range<Int>] = []
    if dollars.isEmpty {
      var start = StatementText.definitionSign(in: text) ?? 0
      if start == 0, let first = text.firstIndex(where: { !StatementText.isSpace($0) }),
        let end = text[first...].firstIndex(where: StatementText.isSpace),
        commands.contains(String(decoding: text[first..<end], as: UTF8.self))
      {
        let word = String(decoding: text[first..<end], as: UTF8.self)
        guard word == "latex" || word == "pretty" || word == "show" else {
          throw NablaError(
            .syntax, "behind \(word) a formula in LaTeX stands between dollar signs: \(word) $\\frac{x}{2}$",
            range: end..<text.count)
        }
        start = end
      }
      formulas = [start..<text.count]
    } else {
      // $$ … $$ as $ … $.
      var ends: [Int] = []
      for place in dollars where ends.last.map({ $0 + 1 != place }) ?? true { ends.append(place) }
      guard ends.count.isMultiple(of: 2) else {
        throw NablaError(
          .syntax, "a formula in LaTeX stands between two dollar signs",
          range: ends[ends.count - 1]..<(ends[ends.count - 1] + 1))
      }
      for pair in stride(from: 0, to: ends.count, by: 2) { formulas.append(ends[pair]..<(ends[pair + 1] + 1)) }
    }
    var bytes: [UInt8] = []
    var notes: [ReadingNote] = []
    var starts: [Int] = []
    var places: [Range<Int>] = []
    /// What stands outside of formulas stands for itself, byte by byte.
    func copy(_ range: Range<Int>) {
      for place in range where text[place] != UInt8(ascii: "$") {
        starts.append(bytes.count)
        places.append(place..<(place + 1))
        bytes.append(text[place])
      }
    }
    var done = 0
    for formula in formulas {
      copy(done..<formula.lowerBound)
      done = formula.upperBound
      let part: LaTeXText
      do throws(NablaError) { part = try translate(Array(text[formula]), verbs: verbs) } catch {
        var error = error
        error.range = error.range.map {
          ($0.lowerBound + formula.lowerBound)..<($0.upperBound + formula.lowerBound)
        }
        throw error
      }
      func moved(_ range: Range<Int>) -> Range<Int> {
        (range.lowerBound + formula.lowerBound)..<(range.upperBound + formula.lowerBound)
      }
      let isPart = !dollars.isEmpty
      starts.append(bytes.count)
      places.append(formula)
      bytes += Array(isPart ? "(".utf8 : " ".utf8)
      for (start, place) in zip(part.starts, part.places) {
        starts.append(bytes.count + start)
        places.append(moved(place))
      }
      bytes += part.bytes
      starts.append(bytes.count)
      places.append(formula)
      if isPart { bytes.append(UInt8(ascii: ")")) }
      notes += part.notes.map { ReadingNote(message: $0.message, range: moved($0.range)) }
    }
    if !dollars.isEmpty {
      var last = done
      if last < text.count, text[last] == UInt8(ascii: "$") { last += 1 }
      copy(last..<text.count)
    }
    return LaTeXText(bytes: bytes, notes: notes, starts: starts, places: places)
  }
}
