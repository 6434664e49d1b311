// Sentences derived from the published grammar are read by the parser.
import Nabla
import NablaTestSupport
import Testing

@Suite("Grammar: sentences derived from it")
struct GrammarSentenceTests {
  private static let blanks = [" ", " ", "  ", "\n", "\t", "\r\n "]
  /// Names that a text of letters may happen to be, which are none.
  private static let words: Set<String> = ["and", "or", "where"]

  @Test("every rule that is named is there, and every derivation ends")
  func rules() throws {
    let grammar = try Grammar()
    #expect(grammar.rules.count > 35 && grammar.tokenRules.contains("number") && !grammar.tokenRules.contains("power"))
    #expect(grammar.endless.isEmpty, "\(grammar.endless)")
    func names(_ form: GrammarForm) -> [String] {
      switch form {
      case .text, .special: return []
      case .rule(let name): return [name]
      case .sequence(let parts), .choice(let parts): return parts.flatMap(names)
      case .optional(let part), .repeated(let part): return names(part)
      }
    }
    for (name, form) in grammar.rules {
      for used in names(form) { #expect(grammar.rules[used] != nil, "\(name) uses \(used)") }
    }
  }

  @Test(
    "the parser accepts what commands of a session consist of",
    arguments: [("pointed", CommandEnding.point), ("judged", .word("against")), ("body", .none), ("verb-form", .none)])
  func commands(_ rule: String, _ ending: CommandEnding) throws {
    let grammar = try Grammar()
    var random = SeededGenerator(seed: 14_141)
    var (coordinates, rests) = (0, 0)
    for round in 0..<(isThorough ? 25_000 : 300) {
      let tokens = try grammar.derive(rule, budget: 10 + random.below(120), &random)
      let text = tokens.map { $0 + random.pick(Self.blanks) }.joined()
      do throws(NablaError) {
        let command = try Parser.parseCommand(Array(text.utf8), until: ending, verbs: Verbs.words)
        #expect(command.range.upperBound <= text.utf8.count)
        for coordinate in command.coordinates { _ = try coordinate.value.get() }
        coordinates += command.coordinates.count
        rests += command.rest == nil ? 0 : 1
      } catch {
        Issue.record("seed \(random.seed), round \(round): \(text.debugDescription): \(error)")
      }
    }
    #expect((coordinates > 5) == (ending == .point) && (rests > 5) == (ending == .word("against")))
  }

  @Test("the parser accepts every statement of the grammar")
  func statements() throws {
    let grammar = try Grammar()
    var random = SeededGenerator(seed: 14_140)
    var kinds: [String: Int] = [:]
    for round in 0..<(isThorough ? 100_000 : 2_000) {
      let tokens = try grammar.derive("statement", budget: 10 + random.below(300), &random)
      if tokens.contains(where: Self.words.contains), tokens.count == 1 { continue }
      let text = tokens.map { $0 + random.pick(Self.blanks) }.joined()
      do throws(NablaError) {
        switch try Parser.parseStatement(Array(text.utf8), allowsResultNames: true) {
        case .expression: kinds["expression", default: 0] += 1
        case .definition: kinds["definition", default: 0] += 1
        case .functionDefinition: kinds["function", default: 0] += 1
        }
      } catch {
        // The grammar says in a remark that the parameters differ.
        if error.message == "a parameter is named twice" { continue }
        Issue.record("seed \(random.seed), round \(round): \(text.debugDescription): \(error)")
      }
    }
    for kind in ["expression", "definition", "function"] { #expect(kinds[kind, default: 0] > 200, "\(kinds)") }
  }
}
