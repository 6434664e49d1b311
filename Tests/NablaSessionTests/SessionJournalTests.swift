// Lines taken back, saved, loaded, timed and written as documents.
import Foundation
import NablaSession
import Testing

@Suite struct SessionJournalTests {
  /// A folder of its own for every test.
  private func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nabla-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  @Test func undoTakesBackWhatALineDid() {
    let session = Session()
    for line in ["a = 3", "a = 4", "x + a", "forget a", "f(x) := x", "assume x > 0", "digits 5"] {
      #expect(!session.execute(line).isError, "\(line)")
    }
    #expect(session.execute("undo").text == "undone: digits 5" && session.execute("digits").text == "17 digits")
    #expect(session.execute("abs(x)").text == "[2] x")
    _ = session.execute("undo")
    #expect(session.execute("undo").text == "undone: assume x > 0")
    #expect(session.execute("undo").text == "undone: f(x) := x")
    #expect(session.execute("undo").text == "undone: forget a")
    #expect(session.execute("names").text == "a = 4")
    #expect(session.execute("undo").text == "undone: x + a")
    #expect(session.execute("undo").text == "undone: a = 4" && session.execute("names").text == "a = 3")
    #expect(session.execute("abs(x)").text == "[1] abs(x)")
    _ = session.execute("undo")
    #expect(session.execute("undo").text == "undone: a = 3" && session.execute("names").text == "nothing is defined")
    #expect(session.execute("undo").text == "there is nothing to be undone")
  }

  @Test func aSavedSessionIsDoneAgain() throws {
    let path = try folder() + "/s.nabla"
    let session = Session()
    let lines = ["a = 3", "f(x) := x^2 + a", "f(2)", "sin(", "help sin", "diff(f(x), x)", "%1 + 1", "\\frac{1}{2}"]
    for line in lines { _ = session.execute(line) }
    #expect(session.execute("save \(path)").text == "saved 6 lines to \(path)")
    let other = Session()
    #expect(
      other.execute("load \(path)").text
        == "a = 3\nf(x) := x^2 + 3\n[1] 7\n[2] 2*x\n[3] 8\n[4] 1/2")
    #expect(other.execute("%3").text == "[5] 8")
    #expect(session.execute("names").text == other.execute("names").text)
  }

  @Test func filesThatCannotBeUsedAreErrors() throws {
    let folder = try folder()
    let session = Session()
    #expect(session.execute("load \(folder)/none").text.contains("No such file"))
    #expect(session.execute("save \(folder)/none/s").text.contains("No such file"))
    #expect(session.execute("load \(folder)").isError && session.execute("save \(folder)").isError)
    #expect(session.execute("save").isError && session.execute("export s.doc").text.contains("s.tex, s.md or s.html"))
    try Data([0x7F, 0x45, 0, 0]).write(to: URL(fileURLWithPath: folder + "/binary"))
    #expect(session.execute("load \(folder)/binary").text.contains("is no text"))
    try Data("x +* y\n".utf8).write(to: URL(fileURLWithPath: folder + "/wrong"))
    #expect(session.execute("load \(folder)/wrong").text.contains("/wrong:1: error"))
    try Data("load \(folder)/circle\n".utf8).write(to: URL(fileURLWithPath: folder + "/circle"))
    #expect(session.execute("load \(folder)/circle").text.contains("more than 8 deep"))
    try Data(String(repeating: "x +* y\n", count: 1000).utf8).write(to: URL(fileURLWithPath: folder + "/many"))
    #expect(session.execute("load \(folder)/many").text.contains("the rest was not read"))
    // `save / 2` and `load = 3` are what they were.
    #expect(session.execute("load = 3").text == "load = 3" && session.execute("load / 2").text == "[1] 3/2")
  }

  @Test func documentsHoldLinesAndResults() throws {
    let folder = try folder()
    let session = Session()
    for line in ["a = 3", "x^2/a", "x < 1", "[[1, x], [y, 2]]"] { _ = session.execute(line) }
    for name in ["s.tex", "s.md", "s.html"] {
      #expect(session.execute("export \(folder)/\(name)").text == "wrote 4 lines to \(folder)/\(name)")
    }
    func text(_ name: String) throws -> String {
      try String(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"), encoding: .utf8)
    }
    let tex = try text("s.tex")
    #expect(tex.contains("\\fitted{\\frac{x^{2}}{3}}") && tex.contains("\\end{document}"))
    #expect(try text("s.md").contains("$$\\frac{x^{2}}{3}$$"))
    let page = try text("s.html")
    #expect(page.contains("<mfrac>") && page.contains("<pre>x &lt; 1</pre>") && page.hasSuffix("</html>\n"))
  }

  @Test func timeIsTold() {
    let response = Session().execute("time x + x")
    #expect(response.answer == "[1] 2*x" && response.notes.last?.hasPrefix("it took ") == true)
    #expect(Session().execute("time").text == "[1] time")
  }
}
