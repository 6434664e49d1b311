// Values of formulas that lose their digits as they stand, leave the doubles on the way, or hang on a tie.

import Nabla
import NablaKernels
import NablaTestSupport
import Testing

@Suite struct LostDigitsTests {
  /// A formula, a point, and the value (computed with 60 digits elsewhere).
  static let cases: [(String, [String: String], Double)] = [
    ("sigmoid(x)*(1 - sigmoid(x))", ["x": "40"], 4.248_354_255_291_589e-18),
    ("log(1 + exp(x))", ["x": "800"], 800), ("log(1 + exp(x))", ["x": "-800"], 0),
    ("log(1 + x)", ["x": "1e-20"], 1e-20), ("exp(x) - 1", ["x": "1e-12"], 1.000_000_000_000_5e-12),
    ("exp(x) - 1", ["x": "1e-20"], 1e-20),
    ("log(exp(x) + exp(y))", ["x": "1000", "y": "1000"], 1000.693_147_180_559_9),
    ("(1 - cos(x))/x^2", ["x": "1e-8"], 0.5), ("(1 - cos(x))/x^2", ["x": "1e-9"], 0.5),
    ("sqrt(x + 1) - sqrt(x)", ["x": "1e15"], 1.581_138_830_084_189_3e-8),
    ("sqrt(x + 1) - sqrt(x)", ["x": "1e16"], 5e-9), ("log(sigmoid(x))", ["x": "-1000"], -1000),
    ("exp(x)/(exp(x) + exp(y))", ["x": "1000", "y": "999"], 0.731_058_578_630_004_9),
    ("sqrt(x^2 + y^2)", ["x": "1e200", "y": "1e200"], 1.414_213_562_373_095e200),
    ("log(1 - sigmoid(x))", ["x": "40"], -40), ("log(1 - sigmoid(x))", ["x": "800"], -800),
    ("log(x + sqrt(x^2 + 1))", ["x": "-1e10"], -23.718_998_110_500_4),
    ("log(x + sqrt(x^2 + 1))", ["x": "1e-12"], 1e-12), ("1/(1 + exp(-x))", ["x": "-700"], 9.859_676_543_759_77e-305),
    ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", ["x": "400"], 1),
    ("tan(x)", ["x": "1.5707963267948966"], 51_998_506_188_720_272),
    ("sin(x)", ["x": "1e400"], -0.998_538_231_983_097_8),
    ("sin(x)", ["x": "31415926535897932384626433/10^25"], 8.327_950_288_419_717e-26),
    ("x*exp(exp(y))", ["x": "0", "y": "20"], 0),
    ("exp(x)*exp(-x + y)", ["x": "2000", "y": "1"], 2.718_281_828_459_045),
    ("x^(x*(1/10)^(-x))*floor(x^y)", ["x": "1/3", "y": "2"], 0),
  ]

  @Test(arguments: cases)
  func values(formula: String, point: [String: String], expected: Double) throws {
    var at: [Expr: Expr] = [:]
    for (name, value) in point { at[.symbol(name)] = try Expr(parsing: value) }
    let value = try #require(try Expr(parsing: formula).evaluated(at: at).value)
    if Ball.isAvailable {
      #expect((value - expected).magnitude <= expected.ulp, "\(formula): \(value)")
    } else if formula.contains("sigmoid") || formula.contains("log(1") {
      #expect((value - expected).magnitude <= 1e-12 * expected.magnitude, "\(formula): \(value)")
    }
  }

  @Test(
    "slopes too",
    arguments: [
      ("(1 - cos(x))/x^2", "1e-8", -8.333_333_333_333_334e-10), ("tanh(x)", "20", 1.699_341_702_116_635_5e-17),
      ("sigmoid(x)", "40", 4.248_354_255_291_589e-18), ("log(1 + exp(x))", "1000", 1), ("tanh(x)", "400", 0),
      ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", "20", 1.699_341_702_116_635_5e-17),
    ])
  func slopes(formula: String, at: String, expected: Double) throws {
    let x = Expr.symbol("x")
    let slope = try Expr(parsing: formula).derivative(by: x).evaluated(at: [x: Expr(parsing: at)])
    let value = try #require(slope.value)
    guard Ball.isAvailable else { return }
    #expect((value - expected).magnitude <= expected.ulp, "\(formula): \(value)")
  }

  @Test(
    "numbers beyond the doubles are given in decimal",
    arguments: [
      ("exp(1000)", "1.9700711140170470e434"), ("exp(-1000)", "5.0759588975494568e-435"),
      ("2^(10^9)", "4.6129760011690694e301029995"), ("exp(10^9)", "8.0029817706609725e434294481"),
      ("exp(exp(20))", "1.5065543388556400e210704567"), ("1/cosh(800)^2", "5.3813215861026568e-695"),
      ("-exp(1000)", "-1.9700711140170470e434"), ("exp(-740)", "4.1887398800480489e-322"),
    ])
  func beyondDoubles(formula: String, decimal: String) throws {
    guard Ball.isAvailable else { return }
    let value = try Expr(parsing: formula).evaluated()
    #expect(value.decimal == decimal)
    #expect(value.text() == decimal)
    #expect(value.reason == (decimal.contains("e-") ? nil : .beyondDoubles))
    #expect((value.value == nil) == !decimal.contains("e-"))
  }

  @Test("what hangs on numbers too large for enclosures is undecided")
  func undecided() throws {
    guard Ball.isAvailable else { return }
    #expect(try Expr(parsing: "sin(10^(10^7))").evaluated().reason == .undecided)
    #expect(try Expr(parsing: "exp(exp(exp(20)))").evaluated().reason == .undecided)
    #expect(try Expr(parsing: "exp(-exp(exp(20)))").evaluated().value == 0)
  }

  @Test("exact numbers beyond the doubles need no enclosure, and fewer digits are rounded")
  func exactNumbers() throws {
    #expect(try Expr(parsing: "10^434").evaluated().decimal == "1e434")
    #expect(try Expr(parsing: "-10^(-434)/3").evaluated().text(digits: 5) == "-3.3333e-435")
    #expect(try Expr(parsing: "1/0").evaluated().text() == nil)
    #expect(try Expr.pi.evaluated().text(digits: 5) == "3.1416")
    #expect(try Expr(parsing: "1/4").evaluated().text(digits: 5) == "0.25")
    #expect(try Expr(parsing: "999999/1000000").evaluated().text(digits: 3) == "1")
    #expect(try Expr(parsing: "12345").evaluated().text(digits: 3) == "1.23e4")
  }

  @Test("ties in disguise are ties, and zeros are 0")
  func ties() throws {
    guard Ball.isAvailable else { return }
    let x = Expr.symbol("x")
    #expect(try Expr(parsing: "sin(x)^2 + cos(x)^2 - 1").evaluated(at: [x: 1]).value == 0)
    let tied = try Expr(parsing: "max(sin(x), cos(pi/2 - x))").derivative(by: x).evaluated(at: [x: 1])
    #expect(tied.isKink)
    #expect(try Expr(parsing: "floor(sin(x)^2 + cos(x)^2)").evaluated(at: [x: 1]).value == 1)
    #expect(try Expr(parsing: "if(sin(x)^2 + cos(x)^2 >= 1, 5, 7)").evaluated(at: [x: 2]).value == 5)
    // Near a tie is none.
    #expect(try Expr(parsing: "if(log(1 + x) < x, 5, 7)").evaluated(at: [x: Expr(parsing: "1e-30")]).value == 5)
    #expect(try Expr(parsing: "floor(exp(x))").evaluated(at: [x: Expr(parsing: "-1e-40")]).value == 0)
  }

  @Test("powers: an integer exponent is one however it comes about")
  func powers() throws {
    let cases: [(String, [String: String], Double)] = [
      ("(-3)^min(2, exp(4))", [:], 9), ("x^y", ["x": "-3", "y": "-3"], -1.0 / 27), ("x^y", ["x": "-3", "y": "2/1"], 9),
      ("x^min(y, exp(z))", ["x": "0", "y": "0", "z": "-1"], 1),
      ("x^max(y, -exp(z))", ["x": "0", "y": "0", "z": "-1"], 1),
      ("x^max(y, -exp(z))", ["x": "-2", "y": "3", "z": "-1"], -8), ("0^x", ["x": "2"], 0), ("0^exp(x)", ["x": "2"], 0),
      ("x^floor(exp(y))", ["x": "-2", "y": "1"], 4),
      ("cos(y^heaviside(tan(x)))", ["x": "1", "y": "-2"], -0.416_146_836_547_142_4),
      ("x^x", ["x": "-2"], 0.25), ("(-1)^relu(x)", ["x": "-3"], 1),
    ]
    for (formula, point, expected) in cases {
      var at: [Expr: Expr] = [:]
      for (name, value) in point { at[.symbol(name)] = try Expr(parsing: value) }
      #expect(try Expr(parsing: formula).evaluated(at: at).value == expected, "\(formula)")
      guard Ball.isAvailable else { continue }
      let precise = try Expr.evaluate([Expr(parsing: formula)], at: at, digits: 30)[0]
      #expect(precise.text.flatMap(Double.init) == expected, "\(formula)")
    }
    for (formula, x, y) in [
      ("(x^y)^3", "-3", "1/3"), ("x^y/x", "0", "1"), ("x^y", "-3", "1/2"), ("x^exp(y)", "-2", "1"),
    ] {
      let at = [Expr.symbol("x"): try Expr(parsing: x), Expr.symbol("y"): try Expr(parsing: y)]
      #expect(try Expr(parsing: formula).evaluated(at: at).value == nil, "\(formula)")
    }
  }

  @Test("a chaotic recurrence is right as long as enclosures reach, and says so where they do not")
  func chaos() throws {
    guard Ball.isAvailable else { return }
    let x = Expr.symbol("x")
    var value = sin(x)
    var roughly = false
    for step in 1...(TestSize.isOptimised ? 30_000 : 3000) {
      value = sin(4 * value)
      guard [10, 300, 3000, 30_000].contains(step) else { continue }
      let found = try value.evaluated(at: [x: 1])
      if step <= 300 {
        let digits = try #require(try Expr.evaluate([value], at: [x: 1], digits: 20)[0].text.flatMap(Double.init))
        let near = try #require(found.value)
        #expect((near - digits).magnitude <= 1e-13 && !found.isUncertain, "step \(step): \(near), \(digits)")
      }
      roughly = found.isUncertain
    }
    #expect(roughly || !TestSize.isOptimised)
  }

  @Test("50 digits have a value where 17 have")
  func manyDigits() throws {
    guard Ball.isAvailable else { return }
    let x = Expr.symbol("x")
    let cases: [(String, [String: String], String)] = [
      ("max(2, sin(x), cos(pi/2 - x))", ["x": "1"], "0"), ("max(2, erf(x), x, abs(x))", ["x": "1"], "0"),
      ("if(w > 5, min(heaviside(x)*log(x), x), x)", ["w": "3", "x": "-15/16"], "1.000000000000000000"),
      ("floor(3*x)*x", ["x": "1/3"], "1.000000000000000000"),
    ]
    for (formula, point, expected) in cases {
      var at: [Expr: Expr] = [:]
      for (name, value) in point { at[.symbol(name)] = try Expr(parsing: value) }
      let slope = try Expr(parsing: formula).derivative(by: x)
      #expect(try Expr.evaluate([slope], at: at, digits: 19)[0].text == expected, "\(formula)")
      #expect(try slope.evaluated(at: at).value == Double(expected), "\(formula)")
    }
  }
}
