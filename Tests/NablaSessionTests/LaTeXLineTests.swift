// Lines of a session and requests whose formulas are LaTeX.
import NablaSession
import Testing

@Suite struct LaTeXLineTests {
  @Test func aLineWithCommandsOfLaTeXIsReadAsLaTeX() {
    let session = Session()
    #expect(session.execute("\\frac{x^2}{2}").text == "[1] x^2/2")
    #expect(session.execute("f(x) := \\frac{1}{1 + e^{-x}}").text == "f(x) := 1/(exp(-x) + 1)")
    #expect(session.execute("f(0)").text == "[2] 1/2")
    #expect(session.execute("latex \\frac{x}{2}").text == "\\frac{x}{2}")
    #expect(session.execute("x \\; y; 3").text == "[3] x*y\n[4] 3")
  }

  @Test func aFormulaBetweenDollarSignsIsReadAsLaTeX() {
    let session = Session()
    #expect(session.execute("diff $\\frac{x^2}{y}$ x").text == "[1] 2*x/y")
    #expect(session.execute("x + $\\frac12$").text == "[2] x + 1/2")
    #expect(session.execute("$x^{2}$").text == "[3] x^2")
  }

  @Test func errorsPointIntoTheLaTeX() {
    let session = Session()
    let answer = session.execute("x + \\frac{1}{\\foo}")
    #expect(answer.isError)
    #expect(answer.text.hasSuffix("  x + \\frac{1}{\\foo}\n               ^^^^"), "\(answer.text)")
    #expect(session.execute("$x").text.contains("two dollar signs"))
    #expect(session.execute("diff \\frac{x}{2} x").text.contains("between dollar signs"))
  }

  @Test func requestsName() throws {
    func result(_ request: String) -> String {
      String(decoding: Engine().answer(line: Array(request.utf8)), as: UTF8.self)
    }
    let good = result(#"{"op": "diff", "from": "latex", "expr": "\\frac{x^2}{2} + a(x + 1)", "vars": ["x"]}"#)
    #expect(good.contains(#""result":"x + a'(x + 1)""#), "\(good)")
    #expect(result(#"{"op": "parse", "from": "latex", "expr": "x(x+1)", "vars": ["x"]}"#).contains("x*(x + 1)"))
    let bad = result(#"{"op": "parse", "from": "latex", "expr": "\\frac{x}{"}"#)
    #expect(bad.contains(#""kind":"syntax""#) && bad.contains(#""offset":8"#), "\(bad)")
    #expect(result(#"{"op": "parse", "from": "tex", "expr": "x"}"#).contains("`from` is nabla or latex"))
    #expect(result(#"{"op": "latex", "from": "latex", "expr": "\\frac x2"}"#).contains(#""latex":"\\frac{x}{2}""#))
  }
}
