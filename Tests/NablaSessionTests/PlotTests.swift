// Curves in the terminal and in files.
import Foundation
import Nabla
import Testing

@testable import NablaSession

@Suite struct PlotTests {
  private func lines(_ command: String, columns: Int = 40) -> [String] {
    let session = Session()
    session.screen = Session.Screen(columns: columns, rows: 14)
    return session.execute(command).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func aParabolaIsDrawn() {
    let picture = lines("plot x^2, x = -2..2")
    #expect(picture.count == 10 && picture.first?.hasPrefix("4 │⠣") == true, "\(picture)")
    #expect(picture[7].hasPrefix("0 │") && picture[7].contains("⣀"), "\(picture)")
    #expect(picture[9].hasPrefix("  -2") && picture[9].hasSuffix("2") && picture[9].contains(" x "), "\(picture)")
  }

  @Test(arguments: [20, 40, 80])
  func pictureFitsTheScreen(_ columns: Int) {
    for command in ["plot sin(x)", "plot tan(x), 1/x, x = -4..4", "plot exp(x^2), x = 0..20", "plot 10^-9*x"] {
      let picture = lines(command, columns: columns)
      #expect(picture.count >= 6 && picture.allSatisfy { $0.count <= columns }, "\(command) \(picture)")
    }
  }

  @Test func polesBreakCurves() throws {
    let plot = try Plot([("1/x", try Expr("1/x"))], by: .symbol("x"), from: -1, to: 1, samples: 100)
    #expect(plot.curves[0].isConnected[49] == false && plot.curves[0].isConnected[10])
    #expect(plot.top < 50 && plot.bottom > -50)
    // A steep curve is none.
    let steep = try Plot([("", try Expr("tanh(50*x)"))], by: .symbol("x"), from: -1, to: 1, samples: 100)
    #expect(steep.curves[0].isConnected.dropLast().allSatisfy { $0 })
    let step = try Plot([("", try Expr("sign(x)"))], by: .symbol("x"), from: -1, to: 1, samples: 100)
    #expect(step.curves[0].isConnected[49] == false)
  }

  @Test func ticksAreRound() {
    #expect(Plot.ticks(-1, 1, about: 4) == [-1, -0.5, 0, 0.5, 1])
    #expect(Plot.ticks(0, 12, about: 6) == [0, 2, 4, 6, 8, 10, 12])
    #expect(Plot.ticks(1, 1, about: 5) == [1])
  }

  @Test func filesAreVectors() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("nabla-\(UUID().uuidString).svg")
    #expect(Session().execute("plot x^2, x*(x < 3 and 1 < 2), x = -1..2 to \(file.path)").isError)
    #expect(Session().execute("plot x^2, 1/x, x = -1..2 to \(file.path)").text == "wrote \(file.path)")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n") && text.components(separatedBy: "<path").count > 10)
    #expect(text.contains(">1/x</text>"))
  }

  @Test(arguments: [
    ("plot", "plot is a command"), ("plot x*y", "y has no value"), ("plot x, x = 3..1", "to a larger one"),
    ("plot sqrt(x - 10)", "there is no value"), ("plot x > 0", "not relations"), ("plot x, x = y..2", "are numbers"),
    ("plot x = 1..2", "a formula stands behind"), ("plot x +", "expected"), ("plot x, 2 = 1..3", "is a name"),
  ])
  func whatCannotBeDrawnIsAnError(_ command: String, _ fragment: String) {
    let response = Session().execute(command)
    #expect(response.isError && response.text.contains(fragment), "\(command): \(response.text)")
  }
}
