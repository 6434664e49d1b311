// `grad f x y`, as it is written in a shell, is `grad(f, x, y)`.

import Nabla
import NablaSyntax

/// A verb followed by blanks instead of parentheses.
enum VerbCall {
  /// The line as a call, byte for byte in its place but for the parenthesis at the end; nil if it is something else.
  static func call(_ line: [UInt8]) -> [UInt8]? {
    guard let first = line.firstIndex(where: { !StatementText.isSpace($0) }),
      let end = line[first...].firstIndex(where: StatementText.isSpace),
      let verb = Verbs.language.first(where: { line[first..<end].elementsEqual($0.name.utf8) })
    else { return nil }
    let words = words(line, from: end)
    // `diff (f, x)` is a call already.
    guard let start = words.first else { return nil }
    if line[start.lowerBound] == UInt8(ascii: "("), (try? Parser.parse(line, allowsResultNames: true)) != nil {
      return nil
    }
    guard let places = arguments(line, words, verb) else { return nil }
    var call = line
    call[end] = UInt8(ascii: "(")
    for place in places.dropFirst() { call[place.lowerBound - 1] = UInt8(ascii: ",") }
    // A line feed or a blank behind the last argument stays where it is.
    return call + [UInt8(ascii: ")")]
  }

  /// Where the arguments stand: one formula, or for a Jacobian several, and behind it names and orders.
  private static func arguments(_ line: [UInt8], _ words: [Range<Int>], _ verb: any Verb.Type) -> [Range<Int>]? {
    func parses(_ range: Range<Int>) -> Bool { (try? Parser.parse(Array(line[range]), allowsResultNames: true)) != nil }
    var boundary = words.count
    while boundary > 1, isVariable(line[words[boundary - 1]], verb) { boundary -= 1 }
    // `x * y x y`: what follows an operator belongs to the formula.
    for start in boundary...min(boundary + 2, words.count) {
      let formula = words[0].lowerBound..<words[start - 1].upperBound
      // An order follows a name.
      if start < words.count, isNumber(line[words[start]]) { continue }
      if parses(formula) { return [formula] + words[start...] }
    }
    guard verb.takesSeveral, words[..<boundary].allSatisfy(parses) else { return nil }
    return words
  }

  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool { word.allSatisfy { $0 &- 48 < 10 } }

  private static func isVariable(_ word: ArraySlice<UInt8>, _ verb: any Verb.Type) -> Bool {
    if isNumber(word) { return verb.takes(.steps) || verb.standardOrder != nil }
    if !verb.takes(.steps) && word.first == UInt8(ascii: "[") { return (try? Parser.parse(Array(word))) != nil }
    let text = String(decoding: word, as: UTF8.self)
    return SyntaxTree.name(in: text) == text
  }

  /// What stands between blanks outside brackets.
  private static func words(_ line: [UInt8], from start: Int) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var first: Int?
    var depth = 0
    for place in start..<line.count {
      switch line[place] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      if depth <= 0, StatementText.isSpace(line[place]) {
        if let begin = first { words.append(begin..<place) }
        first = nil
      } else if first == nil {
        first = place
      }
    }
    if let begin = first { words.append(begin..<line.count) }
    return words
  }
}
