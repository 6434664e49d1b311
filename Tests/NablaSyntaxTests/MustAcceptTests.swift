// Every line of Grammar/must-accept.txt is read as it says.
import Foundation
import Nabla
import Testing

@Suite("Grammar: what must be accepted")
struct MustAcceptTests {
  /// What a statement is answered with: its automatic form and the conditions left behind.
  static func answer(_ bytes: [UInt8]) throws -> String {
    var context = ResolutionContext()
    let head: String
    let tree: SyntaxTree
    switch try Parser.parseStatement(bytes) {
    case .expression(let own): (head, tree) = ("", own)
    case .definition(let name, _, let own): (head, tree) = ("\(name) = ", own)
    case .functionDefinition(let name, _, let parameters, let own):
      (head, tree) = ("\(name)(\(parameters.joined(separator: ", "))) := ", own)
      context.symbols = Set(parameters)
    }
    let reading = try Reader.resolve(tree, in: context, store: Store())
    let conditions = try Expr.conditions(of: reading.value.elements).map(\.description)
    return head + (try reading.value.text(decimals: reading.usesDecimals))
      + (conditions.isEmpty ? "" : "  if  " + conditions.joined(separator: "; "))
  }

  @Test(
    "each line gives its automatic form and its conditions")
  func lines() throws {
    let examples = try GrammarExample.read("must-accept.txt")
    #expect(examples.count >= 150)
    for example in examples {
      do {
        let answer = try MustAcceptTests.answer(example.bytes)
        #expect(answer == example.expected, "line \(example.line): \(example.source)")
      } catch {
        Issue.record("line \(example.line): \(example.source) is refused: \(error)")
      }
    }
  }

  @Test("each answer is read again as itself")
  func answers() throws {
    for example in try GrammarExample.read("must-accept.txt") {
      let text = example.expected.components(separatedBy: "  if  ")[0]
      let again = try MustAcceptTests.answer(Array(text.utf8)).components(separatedBy: "  if  ")[0]
      #expect(again == text, "line \(example.line): \(example.source)")
    }
  }

  @Test("5!=120 is a relation, not an equation")
  func factorialBeforeUnequal() throws {
    var unequal = try Parser.parse(Array("5!=120".utf8)).displayTree()
    let unequalSign = unequal.list([DisplaySign.notEqual])
    #expect(unequal.form(unequal.root) == .relation(unequalSign))
    #expect(!unequal.entries.contains { $0.form == .factorial })
    var equation = try Parser.parse(Array("5! == 120".utf8)).displayTree()
    let equalSign = equation.list([DisplaySign.equal])
    #expect(equation.form(equation.root) == .relation(equalSign))
    #expect(equation.entries.contains { $0.form == .factorial })
  }
}
