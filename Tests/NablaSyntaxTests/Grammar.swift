// The grammar as it is published, read from its file: rules to derive sentences from.
import Foundation
import Nabla
import NablaTestSupport

/// The right side of a rule.
indirect enum GrammarForm {
  case text(String)
  case rule(String)
  /// `? … ?`: told in words.
  case special(String)
  case sequence([GrammarForm])
  case choice([GrammarForm])
  case optional(GrammarForm)
  case repeated(GrammarForm)
}

/// `Grammar/grammar.ebnf`.
struct Grammar {
  private(set) var rules: [String: GrammarForm] = [:]
  /// Rules of tokens: between their parts stands no blank.
  private(set) var tokenRules: Set<String> = []
  /// How deep the shallowest derivation of a rule is.
  private var heights: [String: Int] = [:]

  init() throws {
    let file = GrammarExample.folder.appendingPathComponent("grammar.ebnf")
    var reader = Reader(text: Array(try String(contentsOf: file, encoding: .utf8)))
    while let (name, form) = try reader.rule() {
      rules[name] = form
      if reader.isAmongTokens { tokenRules.insert(name) }
    }
    var changed = true
    while changed {
      changed = false
      for (name, form) in rules where (heights[name] ?? .max) > 1 + (height(form) ?? .max - 1) {
        heights[name] = 1 + (height(form) ?? 0)
        changed = true
      }
    }
  }

  /// The rules that have no finite derivation.
  var endless: [String] { rules.keys.filter { heights[$0] == nil }.sorted() }

  private func height(_ form: GrammarForm) -> Int? {
    switch form {
    case .text, .special, .optional, .repeated: return 0
    case .rule(let name): return heights[name]
    case .sequence(let parts):
      let all = parts.map(height)
      return all.contains { $0 == nil } ? nil : all.compactMap { $0 }.max()
    case .choice(let parts): return parts.compactMap(height).min()
    }
  }

  /// The tokens of a random sentence. When as many rules as `budget` were used, the shallowest way is taken.
  func derive(_ rule: String, budget: Int, _ random: inout SeededGenerator) throws -> [String] {
    var left = budget
    return try derive(.rule(rule), &left, &random)
  }

  private func derive(_ form: GrammarForm, _ left: inout Int, _ random: inout SeededGenerator) throws -> [String] {
    switch form {
    case .text(let text): return [text]
    case .rule(let name):
      guard let form = rules[name] else { throw NablaError(.request, "the grammar has no rule \(name)") }
      left -= 1
      let tokens = try derive(form, &left, &random)
      return tokenRules.contains(name) ? [tokens.joined()] : tokens
    case .special(let words): return [try special(words, &random)]
    case .sequence(let parts):
      var tokens: [String] = []
      for (place, part) in parts.enumerated() {
        // What stands in front does not take all.
        let share = left / (parts.count - place)
        var own = share
        tokens += try derive(part, &own, &random)
        left -= share - own
      }
      return tokens
    case .choice(let parts):
      if left > 0 { return try derive(random.pick(parts), &left, &random) }
      let best = parts.min { (height($0) ?? .max) < (height($1) ?? .max) } ?? parts[0]
      return try derive(best, &left, &random)
    case .optional(let part): return left > 0 && random.below(2) == 0 ? try derive(part, &left, &random) : []
    case .repeated(let part):
      var tokens: [String] = []
      while left > 0, random.below(3) == 0 { tokens += try derive(part, &left, &random) }
      return tokens
    }
  }

  private func special(_ words: String, _ random: inout SeededGenerator) throws -> String {
    let samples: [(beginning: String, texts: [String])] = [
      ("any character but the back quote", ["a", " ", "+", "é", "1", "'", "名", "😀", "e\u{301}"]),
      ("one to six of 0 to 9", ["e9", "A", "1F600", "000041", "7"]),
      ("A to Z, a to z", ["x", "y", "f", "t", "W", "Z", "α", "θ", "Σ", "π"]),
      ("a verb that takes symbols with orders", Verbs.language.filter { $0.takes(.steps) }.map { $0.name }),
      ("a verb that takes a list of symbols", Verbs.language.filter { !$0.takes(.steps) }.map { $0.name }),
      ("a sign of the language", ["+", "^", "!=", "%", "'"]), ("anything", ["", " what follows", "2x ("]),
      ("a function of the catalogue that", ["sin", "exp", "log_2", "tanh"]),
      ("an expression in which blanks", ["x^2*y", "(x y)*sin(x)", "f'(x)/2x", "-t²"]),
      ("a whole number from 1", ["1", "2", "14", "1048576"]), ("bytes 9 to 13 and 32", [" ", "\t"]),
    ]
    guard let sample = samples.first(where: { words.hasPrefix($0.beginning) }) else {
      throw NablaError(.request, "nothing is known of ? \(words) ?")
    }
    return random.pick(sample.texts)
  }

  /// Reads the notation.
  private struct Reader {
    let text: [Character]
    private var place = 0
    private(set) var isAmongTokens = false

    init(text: [Character]) { self.text = text }

    private mutating func skip() {
      while place < text.count {
        if text[place].isWhitespace {
          place += 1
        } else if text[place] == "(", place + 1 < text.count, text[place + 1] == "*" {
          let start = place
          while !(text[place] == "*" && text[place + 1] == ")") { place += 1 }
          place += 2
          // The file tells by remarks where its tokens begin and end.
          let remark = String(text[start..<place])
          if remark == "(* Tokens. *)" { isAmongTokens = true }
          if remark.hasPrefix("(* A session, a file or a pipe") { isAmongTokens = false }
        } else {
          return
        }
      }
    }

    private func fault(_ what: String) -> NablaError {
      NablaError(.request, "grammar.ebnf: \(what) before \(String(text[place..<min(text.count, place + 30)]))")
    }

    mutating func rule() throws -> (String, GrammarForm)? {
      skip()
      guard place < text.count else { return nil }
      let name = word()
      skip()
      guard !name.isEmpty, text[place] == "=" else { throw fault("a rule") }
      place += 1
      let form = try choice()
      guard text[place] == ";" else { throw fault("the end of \(name)") }
      place += 1
      return (name, form)
    }

    private mutating func word() -> String {
      let start = place
      while place < text.count, text[place].isLetter || text[place] == "-" { place += 1 }
      return String(text[start..<place])
    }

    private mutating func choice() throws -> GrammarForm {
      var parts = [try sequence()]
      while text[place] == "|" {
        place += 1
        parts.append(try sequence())
      }
      return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws -> GrammarForm {
      var parts = [try item()]
      while text[place] == "," {
        place += 1
        parts.append(try item())
      }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func item() throws -> GrammarForm {
      skip()
      guard place < text.count else { throw fault("the end of the file") }
      defer { skip() }
      let first = text[place]
      switch first {
      case "\"":
        place += 1
        let start = place
        while text[place] != "\"" { place += 1 }
        place += 1
        return .text(String(text[start..<(place - 1)]))
      case "?":
        place += 1
        let start = place
        while text[place] != "?" { place += 1 }
        place += 1
        return .special(String(text[start..<(place - 1)]).trimmingCharacters(in: .whitespaces))
      case "(", "[", "{":
        place += 1
        let inner = try choice()
        let closing: Character = first == "(" ? ")" : first == "[" ? "]" : "}"
        guard text[place] == closing else { throw fault("\(closing)") }
        place += 1
        return first == "(" ? inner : first == "[" ? .optional(inner) : .repeated(inner)
      default:
        let name = word()
        if name.isEmpty { throw fault("a form") }
        return .rule(name)
      }
    }
  }
}
