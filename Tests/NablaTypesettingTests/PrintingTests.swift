// What is printed in which order, with which names, and how long it may take.
import Foundation
import Nabla
import Testing

@Suite("Printing")
struct PrintingTests {
  private func text(_ typed: String, _ order: [String] = []) throws -> String {
    try Expr(parsing: typed, in: Store()).text(symbolOrder: order)
  }

  @Test("terms stand in the order of the names in which they differ, whatever the other names are")
  func naturalOrder() throws {
    let names = "a b c m s u w z mu beta kappa theta lambda sigma tau phi psi omega alpha xi eta mu_1 mu_2 mu_3"
    for name in names.split(separator: " ") {
      let shown = try text("(x_1 - \(name))^2 + (x_3 - \(name))^2 + (x_2 - \(name))^2 + (x_10 - \(name))^2")
      let places = ["x_1 ", "x_2 ", "x_3 ", "x_10 "].compactMap { shown.firstRange(of: $0)?.lowerBound }
      let reversed = [" x_1)", " x_2)", " x_3)", " x_10)"].compactMap { shown.firstRange(of: $0)?.lowerBound }
      #expect((places.count == 4 && places == places.sorted()) || reversed == reversed.sorted(), "\(shown)")
    }
  }

  @Test("factors and terms are compared as deep as they differ")
  func order() throws {
    for typed in [
      "x*(x - 1)*(x - 2)*(x - 3)", "(1 - x)*(2 - x)", "n*(n - 1)*(n - 2)*(x + 1)^(n - 3)",
      "(x - 1)*(x - 2) + (x - 1)*(x - 3) + (x - 2)*(x - 3)", "log(2)*k*T", "1/(log(2)*x)",
      "exp(-g*t)*cos(t*w) + exp(-g*t)*sin(t*w)", "u''(v(x))*v'(x)^2 + u'(v(x))*v''(x)",
      "sin(sin(sin(sin(a_1 + b)))) + sin(sin(sin(sin(a_2 + b)))) + sin(sin(sin(sin(a_3 + b))))",
      "a*A*b*B", "sqrt(log(7)/log(2) + log(3)/log(5))", "f'(g(x))*g'(x)", "g'(f(x))*f'(x)",
    ] {
      let expected = typed == "a*A*b*B" ? "A*a*B*b" : typed
      let shown = try text(typed)
      #expect(shown == expected)
    }
    #expect(try text("c^2*m + g*m*l", ["m", "c", "g", "l"]) == "m*c^2 + m*g*l")
    #expect(
      try Parser.parse(Array("A*exp(-g*t)*cos(w*t + p)/m".utf8)).symbolOrder().filter { $0.count == 1 } == [
        "A", "g", "w", "t", "p", "m",
      ])
  }

  @Test("recurrences that add or multiply are written step by step, the same whatever the store held before")
  func recurrences() throws {
    let x = Expr.symbol("x")
    let steps: [(Expr) -> Expr] = [
      { $0 * sin($0) }, { $0 + tanh($0 * .symbol("w")) }, { .symbol("r") * $0 * (1 - $0) },
      { $0 * exp($0) / (1 + exp($0)) },
    ]
    for (number, step) in steps.enumerated() {
      var lengths: [Int] = []
      for count in [40, 80] {
        var value = x + 1
        for _ in 0..<count { value = step(value) }
        let shown = try value.text(abbreviatingFrom: 160)
        lengths.append(shown.utf8.count)
        let again = try Expr(parsing: shown, in: Store())
        #expect(again == value)
        #expect(try again.text(abbreviatingFrom: 160) == shown)
        let slope = try value.derivative(by: x)
        let slopeText = try slope.text(abbreviatingFrom: 160)
        #expect(try Expr(parsing: slopeText, in: Store()) == slope)
      }
      // In the last all exponents of one product meet.
      if number < 3 { #expect(lengths[1] < 3 * lengths[0], "\(lengths)") }
    }
  }

  @Test("gradients of recurrences that multiply are written step by step: twice the steps make twice the text")
  func gradientsOfRecurrences() throws {
    let (x, w, u) = (Expr.symbol("x"), Expr.symbol("w"), Expr.symbol("u"))
    let logistic: (Expr, Int) -> Expr = { value, _ in w * value * (1 - value) }
    let network: (Expr, Int) -> Expr = { value, k in tanh(w * value + u * Expr(k % 7 - 3)) }
    let quotient: (Expr, Int) -> Expr = { value, _ in value / (1 + value) * w }
    for step in [logistic, network, quotient] {
      var lengths: [Int] = []
      for count in [30, 60, 120] {
        let value = (0..<count).reduce(x) { step($0, $1) }
        var length = 0
        for part in try value.gradient(by: [x, w]) {
          let shown = try part.text(abbreviatingFrom: 160)
          length += shown.utf8.count
          let again = try Expr(parsing: shown, in: Store())
          #expect(again == part)
          #expect(try again.text(abbreviatingFrom: 160) == shown)
        }
        lengths.append(length)
      }
      #expect(lengths[2] - lengths[1] < 5 * (lengths[1] - lengths[0]) / 2, "\(lengths)")
    }
  }

  @Test("what long products differ in is written beside names for what they have in common")
  func gradientsOfProducts() throws {
    var lengths: [Int] = []
    for count in [50, 100, 200] {
      let factors = (1...count).map { Expr.symbol("x_\($0)") }
      let gradient = try factors.reduce(1, *).gradient(by: factors)
      var options = DisplayOptions()
      options.abbreviatesFrom = 160
      var printer = try ExpressionPrinter(gradient, options)
      let shown = try printer.text(of: Array(gradient.indices)) { $0.add(.vector, $1) }
      lengths.append(shown.utf8.count)
    }
    #expect(lengths[2] < 3 * lengths[1] && lengths[1] < 3 * lengths[0], "\(lengths)")
  }

  @Test("short results stay as they are, long ones name what is worth it in the order in which it is met")
  func abbreviations() throws {
    let value = try Expr(parsing: "exp(-(a + b*x)^2/(2*c))*(1 + (a + b*x)^2/(2*c))")
    #expect(try value.text(abbreviatingFrom: 160) == value.description)
    let layer = "tanh(weight*input + bias)"
    let long = try Expr(
      parsing: "\(layer)*f(\(layer)) + g(\(layer))*(\(layer) + h(\(layer)) + h(\(layer))^2 + 1) + k(\(layer))^2")
    let shown = try long.text(abbreviatingFrom: 100)
    #expect(shown.hasSuffix(" where h_1 = tanh(input*weight + bias)") && !shown.contains("h_2"), "\(shown)")
    #expect(try Expr(parsing: shown) == long)
  }

  @Test("printing ends when time is up or it is interrupted")
  func limits() throws {
    var power = Expr.symbol("x") + 1
    for _ in 0..<14 { power = atan2(power, power + 1) }
    let expression = power
    var limits = Limits()
    limits.seconds = 0
    #expect(throws: NablaError.self) {
      try Limits.$current.withValue(limits) { _ = try expression.text(abbreviatingFrom: .max) }
    }
    limits.seconds = nil
    limits.isInterrupted = { true }
    #expect(throws: NablaError.self) {
      try Limits.$current.withValue(limits) { _ = try expression.latex(abbreviatingFrom: .max) }
    }
  }

  @Test("what is done with millions of digits ends when time is up, and digits that are not wanted are not made")
  func longNumbers() throws {
    var limits = Limits()
    limits.seconds = 0.01
    let number = try Expr(parsing: "(5*10^5)!")
    let quotient = "(5*10^5)! + 1/(5*10^5 - 1)!"
    let clock = ContinuousClock()
    for (name, verb) in [
      ("factorial", { _ = try Expr(parsing: "(10^6)!") }), ("sum", { _ = try Expr(parsing: quotient) }),
      ("digits", { _ = try number.text() }),
    ] as [(String, () throws -> Void)] {
      let time = clock.measure {
        #expect(throws: NablaError.self, "\(name)") { try Limits.$current.withValue(limits) { try verb() } }
      }
      // Each takes a good part of a second where nothing ends it; other tests run at the same time.
      #expect(time < .seconds(2))
    }
    #expect(throws: NablaError.self) { _ = try number.text(maximumLength: 1000) }
    let digits = try Expr(parsing: "10^5*(10^5)!").text()
    #expect(digits.utf8.count == 456_579 && digits.hasPrefix("28242294") && digits.hasSuffix("0000000"))
  }

  @Test("nests of 100,000 pass through both printers")
  func depth() throws {
    #if DEBUG
      let depth = 4000
    #else
      let depth = 100_000
    #endif
    for head in ["sin(", "-", "abs(", "(", "1/(1+", "2^(", "f(", "max(1,", "cbrt("] {
      let isBracket = head.hasSuffix("(") || head.contains("(")
      let typed =
        String(repeating: head, count: depth) + "x" + (isBracket ? String(repeating: ")", count: depth) : "") + "*y"
      let tree = try Parser.parse(Array(typed.utf8)).displayTree()
      #expect(try LaTeX.print(tree, tree.root).utf8.count > depth, "\(head)")
      let value = try Expr(parsing: typed, in: Store())
      #expect(try !value.latex().isEmpty && !value.text().isEmpty, "\(head)")
    }
  }

  @Test("no two names look alike, and none breaks out of its place")
  func names() throws {
    func latex(_ names: [String]) throws -> [String] {
      try names.map { name in
        let others = names.filter { $0 != name }.map { Expr.symbol($0) }
        let all = try Expr.sum([2 * Expr.symbol(name)] + others).latex()
        return try #require(all.components(separatedBy: " + ").first { $0.hasPrefix("2 ") })
      }
    }
    for names in [
      ["x1", "x_1", "x__1"], ["lambda", "lambda_", "λ"], ["theta", "θ"], ["mu", "μ", "µ"], ["A", "Α"],
      ["omicron", "o"],
    ] {
      let set = try latex(names)
      #expect(Set(set).count == names.count, "\(set)")
    }
    #expect(try Expr.symbol("loss_%").latex() == "\\mathrm{loss}_{\\%}")
    #expect(try Expr.symbol("A&B").latex() == "\\mathrm{A\\&B}")
    #expect(try Expr.symbol("x}\\input{y").latex() == "\\mathrm{x\\}\\backslash input\\{y}")
    #expect(try (Expr.symbol("σ") * sigmoid(.symbol("x"))).latex() == "\\sigma \\operatorname{sigmoid}(x)")
    #expect(try (Expr.symbol("y") * sigmoid(.symbol("x"))).latex() == "y \\sigma(x)")
    #expect(try Expr.symbol("x_max").latex() == "x_{\\mathrm{max}}")
    #expect(try Expr.symbol("theta_dot").latex() == "\\dot{\\theta}")
    #expect(try (Expr.symbol("e") * exp(.symbol("x"))).latex() == "e \\mathrm{e}^{x}")
  }

  @Test("LaTeX carries its conditions where that is asked for, draws signs out and sets constants behind symbols")
  func latex() throws {
    let x = Expr.symbol("x")
    #expect(
      try abs(x).derivative(by: x).latex(conditions: true) == "\\operatorname{sign}(x) \\quad \\text{for } x \\ne 0")
    #expect(
      try Expr(parsing: "diff(x*f(x, y)*g(y), y)", functions: ["f", "g"]).latex()
        == "x \\, \\partial_{2} f(x, y) \\, g(y) + x f(x, y) g'(y)")
    // Ties are told in words.
    for (typed, expected) in [
      ("max(x, y, z)", "\\text{with no ties in } \\max(x, y, z)"),
      ("max(x, y, z)*x/x", "\\text{for } x \\ne 0\\; \\text{and no ties in } \\max(x, y, z)"),
      ("min(x, y, z) + max(x, a, b)", "\\text{with no ties in } \\max(a, b, x) \\text{ and } \\min(x, y, z)"),
      ("max(0, 1 - x, y)", "\\text{with no ties in } \\max(y, 1 - x, 0)"),
    ] {
      let latex = try Expr(parsing: typed).derivative(by: x).latex(conditions: true)
      #expect(latex.hasSuffix(" \\quad " + expected), "\(latex)")
    }
    #expect(try abs(x).derivative(by: x).latex() == "\\operatorname{sign}(x)")
    #expect(try (x ** 3 * (-cos(x) - sin(x))).latex() == "-x^{3} (\\cos x + \\sin x)")
    #expect(try (1 / (x * (-cos(x) - sin(x)) ** 2)).latex() == "\\frac{1}{x (\\cos x + \\sin x)^{2}}")
    #expect(try (1 / (x * log(2))).latex() == "\\frac{1}{x \\log 2}")
    #expect(try Expr(parsing: "y*if(x > 0, 1, 0)").latex() == "y \\, \\mathbf{1}_{x > 0}")
    #expect(try Expr(parsing: "3*tan(x)^2*(tan(x)^2 + 1)").latex() == "3 \\tan^{2}(x) (\\tan^{2}(x) + 1)")
  }
}
