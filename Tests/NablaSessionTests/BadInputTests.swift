// Hostile and enormous inputs end soon, in an error with a place or in an honest answer.

import NablaSession
import NablaTestSupport
import Testing

@Suite(.serialized) struct BadInputTests {
  struct Case: Sendable, CustomStringConvertible {
    let name: String
    let text: @Sendable () -> String
    /// The kind of the error that must come; nil for an answer; "any" for either.
    var kind: String? = "any"
    var description: String { name }

    init(_ name: String, _ kind: String?, _ text: @autoclosure @escaping @Sendable () -> String) {
      (self.name, self.kind, self.text) = (name, kind, text)
    }
  }

  static func times(_ text: String, _ full: Int) -> String { String(repeating: text, count: sized(full)) }
  static func list(_ full: Int, _ separator: String, _ term: (Int) -> String) -> String {
    (0..<sized(full)).map(term).joined(separator: separator)
  }

  static let million = 1_000_000

  static let malformed: [Case] = [
    Case("nothing", "syntax", ""), Case("spaces", "syntax", times(" ", million)), Case("open", "syntax", "(((x"),
    Case("closed", "syntax", "x))"), Case("crossed", "syntax", "(x]"), Case("NUL", "syntax", "x\u{0}+1"),
    Case("many open", "syntax", times("(", million)), Case("many closed", "syntax", times(")", million)),
    Case("many open round x", "syntax", times("(", million) + "x"),
    Case("odd bars", "syntax", times("|", million) + "x"),
    Case("commas", "syntax", times(",", million)), Case("primes", "limit", "f" + times("'", million)),
    Case("emoji", "syntax", "x + \u{1F600}"), Case("other letters", "syntax", "x + \u{44F}"),
    Case("byte order mark", "syntax", "\u{FEFF}x"), Case("arity", "name", "sin(x, y)"),
    Case("no arguments", "syntax", "sin()"),
    Case("diff by a number", "domain", "diff(x^2, 3)"), Case("diff by nothing", "name", "diff(3)"),
    Case("half a derivative", "domain", "diff(x, x, 1/2)"), Case("a negative order", "domain", "diff(x, x, -1)"),
    Case("a huge order", "limit", "diff(sin(x), x, 10^30)"), Case("factorial", "limit", "(10^9)!"),
    Case("factorials", "limit", "3" + times("!", million)),
    Case("a long name applied", "name", times("a", million) + "(x)"),
    Case("a huge position", "syntax", "D[99999999999999999999](f)(x)"),
  ]

  static let deep: [Case] = [
    Case("parentheses", nil, times("(", million) + "x" + times(")", million)),
    Case("bars", nil, times("|", million) + "x" + times("|", million)), Case("minus", nil, times("-", million) + "x"),
    Case("plus", nil, times("+", million) + "x"), Case("abs", nil, times("abs(", million) + "x" + times(")", million)),
    Case("sin", "any", times("sin(", million / 4) + "x" + times(")", million / 4)),
    Case("exp", "any", times("exp(", million / 4) + "x" + times(")", million / 4)),
    Case("towers", "any", times("x^", million / 4) + "x"),
    Case("fractions", "any", times("1/(1+", 100_000) + "x" + times(")", 100_000)),
    Case("choices", "any", times("if(x>0,", 50_000) + "x" + times(",y)", 50_000)),
    Case("choices in choices", "any", times("if(if(x>0,y,z)>0,", 10_000) + "x" + times(",y)", 10_000)),
    Case("and, or", "any", "if(" + times("(x>0 and (y>1 or ", 10_000) + "z>0" + times("))", 10_000) + ",1,2)"),
    Case("powers", nil, times("(", 1000) + "x" + times("^2)", 1000)),
    Case("vectors", "any", times("[", 1000) + "x" + times("]", 1000)),
  ]

  static let numbers: [Case] = [
    Case("digits", "any", times("7", million)), Case("decimals", "any", "0." + times("7", million)),
    Case("exponent digits", "any", "1e" + times("9", million)), Case("tower", nil, "9^9^9^9"),
    Case("2^10^12", nil, "2^(10^12)"),
    Case("large power", nil, "1e1000000000"), Case("small power", nil, "1e-1000000000"),
    Case("sin(1e400)", nil, "sin(1e400)"),
    Case("e^(10^30)", nil, "e^(10^30)"), Case("0^0^0", nil, "0^0^0"), Case("root", nil, "2^(1/1000000)"),
    Case("large root", nil, "(10^50)^(1/3)"), Case("root of a prime power", nil, "(2^1000003 - 1)^(1/7)"),
    Case("root of many digits", "any", "sqrt(" + times("7", 100_000) + ")"),
    Case("power and root", nil, "2^(10^18 + 1/2)"),
    Case("odd exponent", nil, "2^(12345678901/1000000007)"),
    Case("powers of powers", "any", "((((((9^9)^9)^9)^9)^9)^9)^9"),
    Case("minus one", nil, "(-1)^(10^1000)"), Case("1.5^1e9", nil, "1.5^1000000000"),
  ]

  static let wide: [Case] = [
    Case("equal terms", nil, list(million, "+") { _ in "x" }),
    Case("equal factors", nil, list(million, "*") { _ in "x" }),
    Case("terms", "any", list(100_000, "+") { "x^\($0)" }), Case("names", "any", list(100_000, "+") { "name\($0)" }),
    Case("factors", "any", list(100_000, "*") { "x_\($0)" }),
    Case("relations", "any", "0" + list(20_000, "") { "<x_\($0)" }),
    Case("and", "any", "if(" + list(20_000, " and ") { "x>\($0)" } + ",1,2)"),
    Case("or", "any", "if(" + list(20_000, " or ") { "x_\($0)>0" } + ",1,2)"),
    Case("vector", "any", "[" + list(100_000, ",") { _ in "x" } + "]"),
    Case("max", "any", "max(" + list(100_000, ",") { "x_\($0)" } + ")"),
    Case("conditions", "any", list(20_000, "+") { "x_\($0)/x_\($0)" }),
    Case("gradient", "any", "grad(" + list(100_000, "+") { "x_\($0)^2" } + ")"),
  ]

  static let derivatives: [Case] = ["sin(x)", "x^5", "x^(10^7)", "1/(1+x)", "exp(2*x)", "log(x)", "sqrt(x)", "tan(x)"]
    .map { body in
      Case("the millionth of \(body)", "any", "diff(\(body), x, 1000000)")
    }

  @Test(arguments: malformed + deep + numbers + wide + derivatives)
  func endsSoonAndHonestly(_ item: Case) throws {
    let text = item.text()
    let seconds = item.kind == nil ? 20 : isThorough ? 5 : 0.4
    let line = "{\"op\":\"parse\",\"expr\":\(quoted(text)),\"limits\":{\"seconds\":\(seconds)}}"
    let start = ContinuousClock.now
    let answer = try reply(line)
    let elapsed = ContinuousClock.now - start
    if let kind = item.kind, kind != "any" { #expect(answer.errorKind == kind, "\(answer.source.prefix(300))") }
    if item.kind == nil { #expect(answer.isGood, "\(answer.source.prefix(300))") }
    if let failure = answer.failure, answer.errorKind != "limit" {
      #expect(failure["where"]?.string == "expr" && failure["offset"] != nil, "\(answer.source.prefix(300))")
      let offset = failure["offset"]?.numberText.flatMap(Int.init) ?? -1
      let length = failure["length"]?.numberText.flatMap(Int.init) ?? -1
      #expect(offset >= 0 && length >= 0 && offset + length <= text.utf8.count)
    }
    #expect(answer.source.utf8.count < 30_000_000)
    // Generous: other tests may run beside this one.
    #expect(elapsed < .seconds(20), "\(elapsed)")
  }

  @Test func bytesThatAreNoTextAreBlamed() throws {
    var random = JSONRandom(stream: 5)
    let session = Session()
    for _ in 0..<sized(5000) {
      let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let response = session.execute(bytes)
      let isRemark = bytes.first { !(9...13).contains($0) && $0 != 32 } == UInt8(ascii: "#")
      #expect(
        response.isError || isRemark || String(validating: bytes, as: UTF8.self) != nil,
        "seed \(JSONRandom.seed): \(bytes)")
      let answer = try reply(bytes: bytes)
      #expect(!answer.isGood, "seed \(JSONRandom.seed): \(bytes)")
    }
  }

  @Test func shuffledTokensNeverBreakTheSession() throws {
    var random = JSONRandom(stream: 6)
    let tokens = [
      "x", "y", "α", "2", "0", "1.5", "1e9", "+", "-", "*", "/", "^", "!", "(", ")", "(", ")", "[", "]", ",", "|", "<",
      "≤", "==",
      "≠", "and", "or", "if(", "sin(", "max(", "diff(", "grad(", "hessian(", "f(", "f'(", "D[1](g)(", "=", ":=", "%",
      "%1",
      " at ", "eval ", "e", "pi", "abs(", "log(", "sqrt(", "cbrt(", "floor(",
    ]
    let session = Session()
    for _ in 0..<sized(10_000) {
      let line = (0..<Int.random(in: 1...14, using: &random)).map { _ in tokens.randomElement(using: &random) ?? "" }
        .joined()
      let response = session.execute(line)
      if response.isError { #expect(response.text.hasPrefix("error: "), "seed \(JSONRandom.seed): \(line)") }
      _ = try reply("hessian", line, #""form":["text","latex"]"#)
    }
  }

  @Test func definitionsThatDoubleEndInAnAnswerOrALimit() {
    let session = Session()
    _ = session.execute("a = x + 1")
    _ = session.execute("f(t) := t*t + t")
    for round in 0..<60 {
      let start = ContinuousClock.now
      _ = session.execute("a = a*a + a")
      _ = session.execute(round == 0 ? "g(t) := f(f(t))" : "g(t) := g(f(t)) + g(t)")
      #expect(ContinuousClock.now - start < .seconds(10))
    }
    #expect(session.execute("f(3)").text.contains("12"))
  }

  @Test func aLargeHessianEndsInAnAnswerOrALimit() throws {
    let names = (0..<sized(300)).map { "x_\($0)" }
    for text in [
      names.map { "\($0)^2" }.joined(separator: "+"), "exp(\(names.joined(separator: "+")))",
      names.joined(separator: "*"), "log(\(names.map { "exp(\($0))" }.joined(separator: "+")))",
    ] {
      let answer = try reply("hessian", text, #""limits":{"seconds":0.5,"nodes":2000000}"#)
      #expect(answer.isGood || answer.errorKind == "limit", "\(answer.source.prefix(300))")
    }
  }
}
