// A document with formulas and their derivatives, in LaTeX.

import Nabla

enum DocumentGenerator: Example {
  static let name = "document"

  static func run(quick: Bool) throws -> [String] {
    let x = Expr.symbol("x")
    var lines = ["\\begin{align*}"]
    for text in ["x^2*sin(x)", "exp(-x^2/2)", "log(x)/x", "abs(x)"] {
      let f = try Expr(text)
      let slope = try f.derivative(by: x)
      lines.append("\\frac{d}{dx} \\left(\(try f.latex())\\right) &= \(try slope.latex(conditions: true)) \\\\")
    }
    return lines + ["\\end{align*}"]
  }
}
