// Assumptions as texts, and the verbs that take them.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Assumptions {
  /// What may be assumed of a symbol in a word.
  public enum Word: String, CaseIterable, Sendable {
    /// Whatever symbols are.
    case real
    case positive, nonnegative, negative, nonpositive, nonzero
    /// A whole number.
    case integer
  }

  /// What a text assumes: relations and words behind symbols, `x > 0, 0 < p < 1, n integer`.
  ///
  /// Throws `syntax` with the place in the text, `domain` where they contradict each other.
  public init(parsing text: String) throws(NablaError) {
    self = try Assumptions.none.adding(parsing: Array(text.utf8), in: ResolutionContext())
  }

  /// These, and what a text assumes.
  package func adding(parsing text: [UInt8], in context: ResolutionContext) throws(NablaError) -> Assumptions {
    var (relations, integers): ([Relation], [Expr]) = ([], [])
    // Names that wait for the word behind the last of them: `n, m integer`.
    var waiting: [(symbol: Expr, range: Range<Int>)] = []
    for part in Assumptions.parts(of: text) {
      let piece = String(decoding: text[part], as: UTF8.self)
      let words = piece.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.isEmpty { throw NablaError(.syntax, "an assumption is missing, such as x > 0", range: part) }
      if words.count <= 3, let name = SyntaxTree.name(in: words[0]), context.values[name] == nil {
        let rest = words.dropFirst().filter { $0 != "is" && $0 != "an" && $0 != "a" }
        if rest.isEmpty && words.count == 1 {
          waiting.append((.symbol(name), part))
          continue
        }
        if rest.count == 1, let word = Word(rawValue: rest[0]) {
          for symbol in waiting.map(\.symbol) + [.symbol(name)] {
            let meaning = Assumptions.meaning(word, of: symbol)
            relations += meaning.relations
            integers += meaning.integers
          }
          waiting = []
          continue
        }
      }
      relations.append(try Assumptions.relation(text, part, context))
    }
    if let open = waiting.first {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw NablaError(
        .syntax,
        "what is assumed of \(open.symbol)? Write a relation, \(open.symbol) > 0, or a word behind it: \(words)",
        range: open.range)
    }
    do throws(NablaError) { return try adding(relations, integers: integers) } catch {
      var error = error
      error.range = error.range ?? 0..<text.count
      throw error
    }
  }

  /// What a word says of a symbol.
  package static func meaning(_ word: Word, of symbol: Expr) -> (relations: [Relation], integers: [Expr]) {
    switch word {
    case .real: return ([], [])
    case .positive: return ([symbol .> 0], [])
    case .nonnegative: return ([symbol .>= 0], [])
    case .negative: return ([symbol .< 0], [])
    case .nonpositive: return ([symbol .<= 0], [])
    case .nonzero: return ([symbol .!= 0], [])
    case .integer: return ([], [symbol])
    }
  }

  private static func relation(
    _ text: [UInt8], _ part: Range<Int>, _ context: ResolutionContext
  ) throws(NablaError) -> Relation {
    do throws(NablaError) {
      // In a store without assumptions: what was assumed before says nothing of how this is read.
      let reading = try Reader.read(Array(text[part]), in: context, store: Store())
      guard case .scalar(let expression) = reading.value, expression.isTruth else {
        throw NablaError(.domain, "an assumption is a relation, such as x > 0", range: 0..<part.count)
      }
      return Relation(expression: expression)
    } catch {
      var error = error
      error.range = error.range.map { ($0.lowerBound + part.lowerBound)..<($0.upperBound + part.lowerBound) }
      throw error
    }
  }

  /// The pieces between commas that stand in no brackets.
  private static func parts(of text: [UInt8]) -> [Range<Int>] {
    var (parts, start, depth): ([Range<Int>], Int, Int) = ([], 0, 0)
    for (place, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth <= 0:
        parts.append(start..<place)
        start = place + 1
      default: break
      }
    }
    return parts + [start..<text.count]
  }

  /// Each assumption as it is written.
  package func texts() -> [String] {
    relations.map(\.expression.description) + integers.map { "\($0) integer" }
  }

  /// Throws `domain` where a point is none that the assumptions allow.
  package func check(_ point: [Expr: Expr]) throws(NablaError) {
    if isEmpty { return }
    if let relation = failing(at: point) {
      throw NablaError(.domain, "at this point \(relation.expression) does not hold, which is assumed")
    }
    for (symbol, value) in point where isInteger(symbol) {
      guard let number = value.number, !number.isInteger else { continue }
      throw NablaError(.domain, "\(symbol) is assumed to be an integer, and \(number) is none")
    }
  }
}

extension Expr {
  /// The shortest form that is known where assumptions hold: as `simplified()`, with what they settle left out of the conditions.
  ///
  /// `sqrt(x^2)` is x for `try Assumptions([x > 0])`. Throws `domain` where they contradict those of the expression's store, `limit`
  /// past the limits of the task.
  public func simplified(assuming assumptions: Assumptions) throws(NablaError) -> Expr {
    try Expr.requireNumbers([self], for: "simplified")
    return try built(assuming: assumptions) { builder, node in builder.simplified(node, .standard) }
  }

  /// The expression in a shorter form where assumptions hold, if that saves two operations or more. Throws as
  /// `simplified(assuming:)` does.
  public func tidied(assuming assumptions: Assumptions) throws(NablaError) -> Expr {
    try Expr.requireNumbers([self], for: "simplified")
    return try built(assuming: assumptions) { builder, node in builder.simplified(node, .tidying) }
  }
}
