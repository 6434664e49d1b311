// What a misspelt name may have meant, and how deep brackets go.

import Nabla
import NablaSyntax
import Testing

@Suite struct SpellingTests {
  @Test("one letter too many, too few, another one, or two exchanged; of names of three letters one such change")
  func nearest() {
    let known = ["sin", "sinh", "cosh", "heaviside", "sigmoid"]
    for (name, meant) in [
      ("sni", "sin"), ("snih", "sinh"), ("csoh", "cosh"), ("heavyside", "heaviside"), ("sigmiod", "sigmoid"),
      ("sigmod", "sigmoid"), ("siigmoid", "sigmoid"), ("SINH", "sinh"),
    ] {
      #expect(Spelling.nearest(to: name, among: known) == meant, "\(name)")
    }
    for name in ["xyz", "nis_23", "cosinus_hyperbolicus", "n"] {
      #expect(Spelling.nearest(to: name, among: known) == nil, "\(name)")
    }
  }

  @Test("vectors nest 64 deep and no deeper")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + "x" + String(repeating: "]", count: depth)
    }
    for depth in [63, 64] {
      let message = (#expect(throws: NablaError.self) { try Expr(parsing: nested(depth)) })?.message ?? ""
      #expect(!message.contains("nest at most"), "\(depth): \(message)")
    }
    let error = #expect(throws: NablaError.self) { try Expr(parsing: nested(65)) }
    #expect(error?.message.contains("vectors nest at most 64 deep") == true)
  }
}
