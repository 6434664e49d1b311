// What has several readings is remarked on, and what has one is not.
import Nabla
import NablaTestSupport
import Testing

@Suite("Notes on how a text was read")
struct ReadingNoteTests {
  private func notes(_ text: String, symbols: Set<String> = []) throws -> [String] {
    var context = ResolutionContext()
    context.symbols = symbols
    return try Reader.read(Array(text.utf8), in: context, store: Store()).notes.map(\.message)
  }

  @Test(
    "what could be read otherwise has a note",
    arguments: [
      ("1/2x", "1/2x was read as (1/2)*x"), ("a/b c d", "a/b c was read as (a/b)*c"),
      ("sin x y", "sin x y was read as sin(x y)"), ("sin x/2", "sin x/… was read as (sin x)/…"),
      ("sin^-1 x", "sin^-1 was read as asin"), ("tan⁻¹(x)", "tan⁻¹ was read as atan"),
      ("a(x + 1) where a = 2", "a(…) was read as a*(…)"), ("pi(r)", "pi(…) was read as pi*(…)"),
      ("x squared", "squared was read as a symbol that is multiplied"),
      ("x*y + xy", "xy was read as one name; to multiply, write x*y"),
    ])
  func remarked(_ text: String, _ note: String) throws { #expect(try notes(text) == [note]) }

  @Test(
    "what is plain has none",
    arguments: [
      "2x", "a b", "(x + 1)(x - 1)", "sin 2x", "sin x cos y", "sin^2 x", "√x y", "d/dx x^2", "∂²/∂x∂y x y", "2 mass",
      "x² y", "x/(2 y)", "|x||y|", "not x > 0",
    ])
  func plain(_ text: String) throws { #expect(try notes(text) == []) }

  @Test("a name among the symbols is never a function")
  func symbols() throws {
    var context = ResolutionContext()
    context.symbols = ["f", "theta"]
    let reading = try Reader.read(Array("2/f(x + 1)^2".utf8), in: context, store: Store())
    #expect(try reading.value.text(decimals: false) == "2*(x + 1)^2/f")
    #expect(try notes("f(x)", symbols: ["f"]) == ["f(…) was read as f*(…)"])
  }

  @Test("places of notes and errors lie in the text, whatever is written short in it")
  func places() throws {
    for text in ["1/2∂x²/∂x", "√∜∛2x", "sin⁻¹ x₁ y", "∇∇f(x)", "∂²f(x₁)/∂x₁²", "not¬x", "1/2√x", "∜"] {
      do throws(NablaError) {
        let reading = try Reader.read(Array(text.utf8), in: ResolutionContext(), store: Store())
        for note in reading.notes { #expect(note.range.upperBound <= text.utf8.count, "\(text): \(note)") }
      } catch {
        #expect((error.range?.upperBound ?? 0) <= text.utf8.count, "\(text): \(error)")
      }
    }
  }

  @Test("what is deep or long is read in linear time")
  func size() throws {
    let count = isThorough ? 1_000_000 : 20_000
    func repeated(_ text: String) -> String { String(repeating: text, count: count) }
    for text in [
      repeated("sin ") + "x", "x" + repeated(" x"), repeated("√") + "x", repeated("d/dx ") + "x",
      repeated("∂/∂x ") + "x",
      repeated("not ") + "x > 0", "x" + repeated("² "), repeated("|x|"), repeated("-") + "x" + repeated(" y"),
      repeated("sin^2 ") + "x", "sin x" + repeated("/2y"), "1" + repeated("/x y"),
    ] {
      let tree = try Parser.parse(Array(text.utf8))
      #expect(tree.entries.count >= count)
    }
  }
}
