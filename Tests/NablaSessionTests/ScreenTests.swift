// What a person sees: lines that fit, vectors a component a line, the first screen of what is long.

import NablaSession
import Testing

@Suite struct ScreenTests {
  private func session(_ columns: Int, _ rows: Int = 24) -> Session {
    let session = Session()
    session.screen = Session.Screen(columns: columns, rows: rows)
    return session
  }

  @Test(arguments: [40, 80, 160])
  func everyLineFits(_ columns: Int) {
    let session = session(columns, 1000)
    for line in [
      "help", "help conventions", "diff(exp(x*y)*sin(x)*cos(y)*log(x), x, 3)", "hessian(sin(x*y)/log(x + y))",
      "grad((v_0*tanh(w_0*x_0 + w_1*x_1 + b_0) + v_1*tanh(w_2*x_0 + w_3*x_1 + b_1) - y)^2)", "50!", "100!",
      "αβγ*(δ + ε)^2 ",
      "diff(log(1+exp(-y*(w*x+b)))+sin(x)*cosinus(y), w)", "eval [1/3, 2/3, 1/7, 1/11, 1/13, 1/17, 1/19, 1/23]",
      "x(x + 1)",
      "check x^2*y",
    ] {
      for shown in session.execute(line).text.split(separator: "\n") {
        #expect(shown.unicodeScalars.count <= columns + 6, "\(columns): \(shown)")
      }
    }
  }

  @Test func brokenLinesAreReadAsGoingOn() {
    let session = session(40, 1000)
    for line in [
      "diff(exp(x*y)*sin(x)*cos(y)*log(x), x, 3)", "hessian(sin(x*y)/cosh(x + y))",
      "α^2*sin(β + γ)*(δ + ε)^2 + η*θ*κ + λ*μ", "if(x > 0 and y > 0 or z ≤ 0 and t ≥ 1, x*sin(y), cos(x*y*z*t) + 1)",
    ] {
      let shown = session.execute(line).answer
      #expect(shown.contains("\n"), "\(shown)")
      var reader = StatementReader()
      let text = shown.drop { $0 != " " }
      let lines = text.split(separator: "\n").map { Array($0.utf8) }
      let statements = lines.flatMap { reader.add($0) } + reader.finish()
      #expect(statements.count == 1, "\(shown)")
      // The same expression, whatever the order in which its symbols are typed.
      let plain = Session()
      _ = plain.execute(line)
      for statement in statements { #expect(!plain.execute(statement.text).isError) }
      let difference = plain.execute("%1 - %2").answer
      #expect(difference.hasPrefix("[3] 0") || difference == "[3] [[0, 0], [0, 0]]", "\(shown) \(difference)")
    }
  }

  @Test func matricesAreAligned() {
    #expect(session(80).execute("hessian(x^2*y)").text == "[1] [[2*y, 2*x],\n     [2*x, 0]]")
    #expect(
      session(80).execute("hessian(x^3*y^2 + z^2*x)").text
        == "[1] [[6*x*y^2, 6*x^2*y, 2*z],\n     [6*x^2*y, 2*x^3,   0],\n     [2*z,     0,       2*x]]")
    #expect(session(80).execute("grad(x^2*y)").text == "[1] [2*x*y, x^2]")
    #expect(
      session(24).execute("[sin(x + y), cos(x - y), x]").text == "[1] [sin(x + y),\n     cos(x - y),\n     x]")
  }

  @Test func theFirstScreenOfALongAnswerIsShown() {
    let session = session(80, 24)
    let text = session.execute("[" + (0..<400).map { "sin(x_\($0) + 1)^2" }.joined(separator: ", ") + "]").text
    let lines = text.split(separator: "\n")
    #expect(
      lines.count == 22 && lines.last == "… 379 more lines; `show %1` shows all", "\(lines.count) \(lines.last ?? "")")
    let all = session.execute("show %1").text
    #expect(all.contains("sin(x_399 + 1)^2") && all.utf8.count > 6000)
    #expect(session.execute("%[400]").text == "[2] sin(x_399 + 1)^2")
  }

  @Test func errorsFitNarrowScreens() {
    let response = session(40).execute("diff(log(1+exp(-y*(w*x+b)))+sin(x)*cosinus(y), w)")
    let lines = response.text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= 40 }, "\(response.text)")
    let marks = lines[lines.count - 1]
    let excerpt = Array(lines[lines.count - 2])
    let start = marks.prefix { $0 == " " }.count
    #expect(String(excerpt[start..<(start + 7)]) == "cosinus" && marks.filter { $0 == "^" }.count == 7)
  }
}
