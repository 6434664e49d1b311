// Names of any kind are read back as what they are.
import Nabla
import NablaTestSupport
import Testing

@Suite("Names")
struct NamesTests {
  private let x = Expr.symbol("x")

  static let hostile = [
    "e", "pi", "π", "true", "false", "and", "or", "where", "if", "log", "ln", "sin", "arcsinh", "diff", "grad",
    "hessian",
    "jacobian", "a+b", "a b", "", " ", "été", "1x", "_x", "x'", "%", "%3", "loss_%", "A&B", "x}\\input{y}", "`", "``",
    "\\",
    "\\u{41}", "a\\`b", "\n", "\u{0}", "\u{7F}", "\u{9F}", "\u{202E}evil", "\u{FEFF}", "😀", "D", "f(x)", "x = 1", "[1]",
    "\"",
    "é", "e\u{301}", "α\u{301}", "x\u{370}", "\u{345}", "naïve", "名前", "x,y", "at", "digits", "help", "|x|", "x!", "²",
    "½",
    "\u{10FFFF}", "t1", "where x = 1",
  ]

  @Test("a symbol of any name is printed so that it is read as that symbol", arguments: hostile)
  func symbols(_ name: String) throws {
    let symbol = Expr.symbol(name)
    for expression in [symbol, 2 * symbol, symbol * .e + .pi ** symbol, sin(symbol) / symbol, symbol * x ** symbol] {
      let text = expression.description
      #expect(try Expr(parsing: text) == expression, "\(text)")
      #expect(text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }, "\(text.debugDescription)")
    }
    let relation = when(symbol .< x, symbol, 1)
    #expect(try Expr(parsing: relation.description) == relation)
  }

  @Test("an undefined function of any name, and its derivatives, are read back by who knows of it", arguments: hostile)
  func functions(_ name: String) throws {
    let f = Function(name)
    let y = Expr.symbol("y")
    let expressions = [
      f(x), f(x) ** 2 / f(y), try f(x).derivative(by: x, order: 2), try f(x, y).derivative(by: [x, y]),
      try f(x * y, Expr.symbol(name + "1")).derivative(by: y),
    ]
    for expression in expressions {
      let text = expression.description
      #expect(try Expr(parsing: text, functions: [name]) == expression, "\(text)")
      #expect(try Expr(parsing: text, functions: [f]) == expression, "\(text)")
      // Quotes alone tell as much.
      if text.contains("`\(name)`(") { #expect(try Expr(parsing: text) == expression, "\(text)") }
    }
  }

  @Test("names of random characters are read back")
  func random() throws {
    var generator = SeededGenerator(seed: 4_711)
    let ranges: [ClosedRange<UInt32>] = [0...127, 32...126, 0x80...0x24F, 0x340...0x400, 0x2000...0x206F, 0...0xD7FF]
    for round in 0..<(isThorough ? 100_000 : 3_000) {
      var name = ""
      for _ in 0..<generator.below(6) {
        let range = generator.pick(ranges)
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
          name.unicodeScalars.append(scalar)
        }
      }
      let expression = 2 * Expr.symbol(name) + Function(name + "1")(x)
      let again = try Expr(parsing: expression.description, functions: [name + "1"])
      #expect(again == expression, "seed \(generator.seed), round \(round): \(expression)")
    }
  }

  @Test("who prints and who reads agree which characters need no quotes")
  func letters() {
    for value in UInt32(1)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for name in [String(Character(scalar)), "x" + String(Character(scalar))] {
        let isRead = SyntaxTree.name(in: name).map { $0.unicodeScalars.elementsEqual(name.unicodeScalars) } ?? false
        #expect(NameText.isPlain(name) == isRead, "U+\(String(value, radix: 16))")
      }
    }
  }

  @Test("what has a fixed meaning in the language is known to who prints names")
  func reserved() {
    var names = Catalogue.callables.filter { !$0.mayBeSymbol }.flatMap { [$0.name] + $0.aliases }
    for verb in Verbs.language { names.append(verb.name) }
    #expect(names.contains("diff"))
    for name in names { #expect(Expr.symbol(name).description == "`\(name)`") }
    // Others mean functions where arguments follow, and only there.
    for callable in Catalogue.callables where callable.mayBeSymbol {
      for name in [callable.name] + callable.aliases {
        #expect(Expr.symbol(name).description == name)
        #expect(Function(name)(x).description == "`\(name)`(x)")
      }
    }
  }

  @Test("declared functions are read back with their values and derivatives")
  func declared() throws {
    let (u, v) = (Expr.symbol("u"), Expr.symbol("v"))
    let swash = try Function("swash", of: [u], value: u * sigmoid(u), derivatives: [sigmoid(u)])
    let partly = try Function("log", of: [u, v], value: u * v, derivatives: [v, nil])
    let expression = swash(x ** 2) * partly(x, 3) + Function("loss")(x) + u
    let again = try Expr(parsing: expression.description, functions: [swash, partly, Function("loss")])
    #expect(again == expression, "\(expression)")
    #expect(try again.derivative(by: x) == expression.derivative(by: x))
    #expect(expression.description.contains("`log`(x, 3)"))
    #expect(throws: NablaError.self) { try Expr(parsing: "swash(x, y)", functions: [swash]) }
    #expect(throws: NablaError.self) { try Expr(parsing: "swash(x)", functions: [swash, Function("swash")]) }
    #expect(throws: NablaError.self) { try Expr(parsing: "swash(x)") }
    #expect(try Expr(parsing: "swash(2)", functions: [swash]) == swash(2))
  }

  @Test("a definition, a parameter and a name behind `where` may be quoted")
  func definitions() throws {
    #expect(try Expr(parsing: "`a b` + 1 where `a b` = 2*x") == 2 * x + 1)
    guard
      case .functionDefinition(let name, _, let parameters, _) = try Parser.parseStatement(
        Array("`a b`(x, `e`) := x".utf8))
    else {
      Issue.record("no function definition")
      return
    }
    #expect(name == "a b" && parameters == ["x", "e"])
    #expect(throws: NablaError.self) { try Parser.parseStatement(Array("f(x, `x`) := x".utf8)) }
    #expect(try Expr(parsing: "`e`*e", values: ["e": 3]) == 9)
  }

  @Test("LaTeX of what was typed takes a quoted name for a symbol")
  func typed() throws {
    let tree = try Parser.parse(Array("`e` + e + `sin`(x)".utf8)).displayTree()
    var (symbols, functions): ([String], [String]) = ([], [])
    for entry in tree.entries {
      if case .symbol(let name) = entry.form { symbols.append(tree.string(name)) }
      if case .application(let name, _) = entry.form { functions.append(tree.string(name)) }
    }
    #expect(symbols == ["e", "x"] && functions == ["sin"])
    #expect(tree.entries.contains { $0.form == .constant(.e) })
  }
}
