// Greek letters are the same to who reads names and who typesets them.
import Nabla
import Testing

@Suite("Greek letters")
struct GreekLetterTests {
  @Test("a letter spelt out is an undefined function of one letter, and is typeset as the letter")
  func letters() throws {
    #expect(GreekLetters.rows.count > 40)
    for (name, characters, use) in GreekLetters.rows {
      // These are functions of the catalogue, of one number.
      let arguments = ["gamma", "zeta", "psi", "Gamma"].contains(name) ? "x" : "x, y"
      let isFunction = (try? Expr(parsing: "\(name)(\(arguments))")) != nil
      #expect(isFunction == (use == .letter || use == .latin), "\(name)")
      let latex = try Expr.symbol(name).latex()
      switch use {
      case .letter, .shape: #expect(latex == "\\\(name)", "\(name): \(latex)")
      case .latin: #expect(!latex.contains("\\"), "\(name): \(latex)")
      case .constant: #expect(latex.hasPrefix("\\"), "\(name): \(latex)")
      }
      for character in characters where use == .letter || use == .shape {
        let own = try Expr.symbol(String(character)).latex()
        #expect(own.hasPrefix("\\\(name)"), "\(character): \(own)")
      }
    }
  }
}
