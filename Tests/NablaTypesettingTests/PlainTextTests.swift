// The printed order of terms and factors, text by text.
import Nabla
import Testing

@Suite("Plain text")
struct PlainTextTests {
  /// What is typed, and how it is printed.
  static let texts: [(typed: String, printed: String)] = [
    // Terms: total degree, descending.
    ("1 + x + x^2", "x^2 + x + 1"),
    ("y^3 + x^2 + x*y*z*w", "w*x*y*z + y^3 + x^2"),
    ("x + x^(3/2)", "x^(3/2) + x"),
    ("x^(1/2) + x", "x + sqrt(x)"),
    ("1/x + x", "x + 1/x"),
    ("1/x + 1/x^2 + 1", "1/x + 1/x^2 + 1"),
    // A sum as factor counts its highest term.
    ("(x + 1)^2 + x^3", "x^3 + (x + 1)^2"),
    ("(x^2 + 1)^2 + x^3", "(x^2 + 1)^2 + x^3"),
    // Functions, symbolic exponents and powers of numbers count 0.
    ("sin(x) + x", "x + sin(x)"),
    ("2^x + x", "x + 2^x"),
    ("x*sin(x) + x^2 + sin(x)", "x^2 + x*sin(x) + sin(x)"),
    // Equal degree: lexicographic by names.
    ("y^2 + x*y + x^2", "x^2 + x*y + y^2"),
    ("b + a + c", "a + b + c"),
    ("y*z + x*z + x*y", "x*y + x*z + y*z"),
    // Natural order of names.
    ("x10 + x9 + x1", "x1 + x9 + x10"),
    ("x_10*x_9", "x_9*x_10"),
    ("y2 + x12 + x3 + y1", "x3 + x12 + y1 + y2"),
    // Then the name of the function, then its argument.
    ("sin(x) + exp(x) + cos(x)", "cos(x) + exp(x) + sin(x)"),
    ("sin(y) + sin(x)", "sin(x) + sin(y)"),
    ("f(y) + f(x) + g(x)", "f(x) + f(y) + g(x)"),
    // The rational constant last, but first among constants.
    ("5 + x", "x + 5"),
    ("x - 1/2", "x - 1/2"),
    ("pi + 1", "1 + pi"),
    ("sqrt(2) + 1", "1 + sqrt(2)"),
    ("e + pi + 3", "3 + pi + e"),
    ("x + pi + 1", "x + pi + 1"),
    // The first positive term moves to the front.
    ("-x + y", "y - x"),
    ("-x^2 + 1", "1 - x^2"),
    ("-x^2 - x + 1 + sin(x)", "sin(x) - x^2 - x + 1"),
    ("-x - y", "-x - y"),
    ("-x - 1", "-x - 1"),
    ("-1 + pi", "pi - 1"),
    // Factors: number; free of symbols; powers of symbols; powers of numbers; functions; sums.
    ("x*2", "2*x"),
    ("x*pi*2", "2*pi*x"),
    ("x*sqrt(2)", "sqrt(2)*x"),
    ("x*log(2)*pi", "pi*log(2)*x"),
    ("x*e", "e*x"),
    ("2^x*x", "x*2^x"),
    ("sin(x)*2^x*x^y", "x^y*2^x*sin(x)"),
    ("sin(x)*x^2", "x^2*sin(x)"),
    ("sin(x)^2*cos(x)*exp(x)", "exp(x)*cos(x)*sin(x)^2"),
    ("(x + 1)*sin(x)*x", "x*sin(x)*(x + 1)"),
    ("(x + 1)^2*y", "y*(x + 1)^2"),
    ("y*x", "x*y"),
    // Numerator, then denominator.
    ("x/y", "x/y"),
    ("x^-1", "1/x"),
    ("x^(-1/2)", "1/sqrt(x)"),
    ("1/2*x", "x/2"),
    ("2/3*x", "2*x/3"),
    ("x/(2*y)", "x/(2*y)"),
    ("-3*x/(2*y^2)", "-3*x/(2*y^2)"),
    ("1/(x*y)", "1/(x*y)"),
    ("x/y/z", "x/(y*z)"),
    ("1/(x + 1)", "1/(x + 1)"),
    ("(x + 1)/(y + 2)^2", "(x + 1)/(y + 2)^2"),
    ("sin(x)/x", "sin(x)/x"),
    ("-1/2", "-1/2"),
    ("2^-x", "2^(-x)"),
    ("x^-y", "x^(-y)"),
    // Powers.
    ("e^x", "exp(x)"),
    ("e^(1/2)", "sqrt(e)"),
    ("exp(1)", "e"),
    ("exp(2)", "e^2"),
    ("exp(-1)", "1/e"),
    ("e^-x", "exp(-x)"),
    ("x^(2/3)", "x^(2/3)"),
    ("(-2)^x", "(-2)^x"),
    ("(2/3)^x", "(2/3)^x"),
    ("(x^y)^z", "(x^y)^z"),
    ("x^(y^z)", "x^(y^z)"),
    ("x^(y + 1)", "x^(y + 1)"),
    ("sin(x)^2", "sin(x)^2"),
    // Signs and sums.
    ("a - (b - c)", "a - b + c"),
    ("2*(w - 5)", "2*(w - 5)"),
    ("-(x + y)*2", "-2*(x + y)"),
    ("x + -1*y", "x - y"),
    ("1*x", "x"),
    // Names stay as typed.
    ("theta_1 + θ", "theta_1 + θ"),
    ("π*r^2", "pi*r^2"),
    // Relations: numbers on the right.
    ("0 < x", "x > 0"),
    ("1 >= x", "x ≤ 1"),
    ("0 == x", "x == 0"),
    ("x != y", "x ≠ y"),
    // Decimals, where they are short and the input had any.
    ("0.1 + 0.2", "0.3"),
    ("0.5*x", "0.5*x"),
    ("1/4 + x", "x + 1/4"),
    ("1/4 + 0.5*x", "0.5*x + 0.25"),
    ("0.1/3*x", "x/30"),
    ("x^0.5", "sqrt(x)"),
    ("x^1.5", "x^1.5"),
    ("2.0*x", "2*x"),
    ("-0.25/x", "-0.25/x"),
    ("1e-16 + 0.5", "5000000000000001/10000000000000000"),
  ]

  @Test("terms and factors stand in the order of the rules")
  func order() throws {
    for (typed, printed) in PlainTextTests.texts {
      let reading = try Reader.read(Array(typed.utf8), in: ResolutionContext(), store: Store())
      #expect(try reading.value.text(decimals: reading.usesDecimals) == printed, "\(typed)")
    }
  }

  @Test("the text does not depend on what the store held before, nor on the order of building")
  func history() throws {
    let (x, y, z) = (Expr.symbol("x"), Expr.symbol("y"), Expr.symbol("z"))
    let terms = [sin(x * y), x ** 2, y * z, 3, cos(z) * x, exp(x), log(y), x / y]
    let expected = Expr.sum(terms).description
    _ = Expr.sum(terms.reversed().map { $0 * z + 1 })
    #expect(Expr.sum(terms.reversed()).description == expected)
    let fresh = try Reader.read(Array(expected.utf8), in: ResolutionContext(), store: Store())
    #expect(try fresh.value.text(decimals: false) == expected)
  }

  @Test("a text past its limit is refused, not built")
  func length() throws {
    let sum = Expr.sum((0..<1000).map { .symbol("x\($0)") })
    #expect(throws: NablaError.self) { try sum.text(maximumLength: 1000) }
    #expect(throws: NablaError.self) { try sum.latex(maximumLength: 1000) }
  }

  @Test("a long text of a shared graph names its parts, and is read again as the same node")
  func sharing() throws {
    var power = Expr.symbol("x") + 1
    for _ in 0..<60 { power = atan2(power, power) }
    let text = power.description
    #expect(text.hasPrefix("atan2(h_59, h_59) where h_1 = atan2(x + 1, x + 1), h_2 = atan2(h_1, h_1)"))
    #expect(text.utf8.count < 2000)
    #expect(try Expr(parsing: text) == power)
    #expect(try power.latex().contains("\\text{where } h_{1} = "))
    // A name that occurs is not taken.
    #expect((power * .symbol("h_7")).description.contains("where u_1 = "))
  }
}
