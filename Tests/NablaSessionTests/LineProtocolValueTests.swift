// Values at points: exact coordinates, shapes, and what is said where there is no value.

import NablaKernels
import NablaSession
import NablaTestSupport
import Testing

@Suite struct LineProtocolValueTests {
  @Test(arguments: [
    ("eval", "2^10", "", "1024"), ("eval", "x^2", #""at":{"x":3}"#, "9"),
    ("eval", "10*x - 1", #""at":{"x":0.1}"#, "0"), ("eval", "3*x - 1", #""at":{"x":"1/3"}"#, "0"),
    ("eval", "sin(x)^2 - 1/2", #""at":{"x":"pi/4"}"#, "0"), ("eval", "x", #""at":{"x":1e-1}"#, "0.1"),
    ("eval", "x - 1/10", #""at":{"x":1E-1}"#, "0"), ("eval", "x", #""at":{"x":"e^0"}"#, "1"),
    ("eval", "x - 123456789012345678901234567890", #""at":{"x":123456789012345678901234567891}"#, "1"),
    ("eval", "x - y", #""at":{"x":0.30000000000000000001,"y":0.3}"#, "1e-20"),
    ("eval", "x > 2", #""at":{"x":3}"#, "1"), ("eval", "0^0", "", "1"),
    ("parse", "x^2", #""at":{"x":"1/2"}"#, "0.25"), ("parse", "[x, [x^2]]", #""at":{"x":2}"#, "[2,[4]]"),
    ("parse", "x", #""at":[]"#, "[]"), ("parse", "x", #""at":[{"x":1},{"x":2}]"#, "[1,2]"),
    ("parse", "2", #""at":{}"#, "2"), ("parse", "2", #""at":[{}]"#, "[2]"),
    ("diff", "(w-5)^2", #""vars":["w"],"at":[{"w":2},{"w":4.5},{"w":5}]"#, "[-6,-1,0]"),
    ("gradient", "x^2*y", #""at":{"x":1,"y":2}"#, "[4,1]"),
    ("gradient", "x^2*y", #""at":[{"x":1,"y":2},{"x":0,"y":0}]"#, "[[4,1],[0,0]]"),
    ("hessian", "x^2*y", #""at":{"x":1,"y":2}"#, "[[4,2],[2,0]]"),
    ("jacobian", "[x*y, x]", #""at":{"x":1,"y":2}"#, "[[2,1],[1,0]]"),
    ("directional", "x*y", #""vars":["x","y"],"direction":["1","0"],"at":{"x":1,"y":2}"#, "2"),
    ("substitute", "x*y", #""with":{"x":"3"},"at":{"y":2}"#, "6"),
  ])
  func valuesHaveTheShapeOfTheResult(op: String, expression: String, rest: String, expected: String) throws {
    let answer = try reply(op, expression, rest)
    #expect(answer.value == expected, "\(answer.source)")
  }

  @Test(arguments: [
    ("sqrt(x)", "-1", "not real"), ("log(x)", "-1", "not real"), ("asin(x)", "2", "not real"),
    ("x^(1/3)", "-8", "not real"), ("1/x", "0", "infinite"), ("x^(-1/2)", "0", "infinite"),
    ("x/x", "0", "undefined"), ("0*log(x)", "-1", "undefined"),
  ])
  func whatHasNoValueIsNullWithTheReason(expression: String, x: String, reason: String) throws {
    let answer = try reply("eval", expression, #""at":{"x":"\#(x)"}"#)
    #expect(answer.value == "null" && answer.notes == [reason], "\(answer.source)")
    let both = try reply("eval", expression, #""at":[{"x":"\#(x)"},{"x":"1/2"}]"#)
    #expect(both["value"]?.elements?.map(\.isNull) == [true, false], "\(both.source)")
  }

  @Test func whatIsBeyondTheDoublesIsANumberWithANote() throws {
    guard Ball.isAvailable else { return }
    let cases = [
      ("exp(1000)", 17, "1.9700711140170470e434"), ("exp(-1000)", 5, "5.076e-435"), ("10^400/3", 4, "3.333e399"),
    ]
    for (expression, digits, text) in cases {
      let line = Engine().answer(line: Array(#"{"op":"eval","expr":"\#(expression)","digits":\#(digits)}"#.utf8))
      let answer = String(decoding: line, as: UTF8.self)
      #expect(answer.contains("\"value\":\(text),"), "\(answer)")
      #expect(answer.contains("beyond the range of doubles"), "\(answer)")
    }
    #expect(try reply("eval", "pi", #""digits":5"#).value == "3.1416")
    #expect(try reply("eval", "1/3", #""digits":3"#).value == "0.333")
  }

  @Test func branchesNotTakenDoNotMatter() throws {
    #expect(try reply("eval", "if(x > 0, log(x), 0)", #""at":{"x":-1}"#).value == "0")
    #expect(try reply("eval", "if(x > 0 and log(x) < 1, 1, 2)", #""at":{"x":-1}"#).value == "2")
  }

  @Test func kinksFollowTheirConvention() throws {
    for (expression, value) in [
      ("abs(x)", "0"), ("relu(x)", "0"), ("max(x, 0)", "0.5"), ("min(x, 2*x)", "1.5"), ("max(x, 2*x, 3*x)", "2"),
    ] {
      let answer = try reply("diff", expression, #""vars":["x"],"at":{"x":0}"#)
      #expect(answer.value == value && answer.notes == ["kink"], "\(answer.source)")
      let away = try reply("diff", expression, #""vars":["x"],"at":{"x":1}"#)
      #expect(away.notes == [], "\(away.source)")
    }
  }

  @Test func conditionsAreRelationsOfTheGrammar() throws {
    for (op, expression, conditions) in [
      ("parse", "x/x", ["x ≠ 0"]), ("diff", "log(x)", ["x > 0"]), ("diff", "abs(x)", ["x ≠ 0"]),
      ("parse", "1/x", []), ("diff", "x*abs(x)", []), ("parse", "x^0", []), ("parse", "(x^2 + 1)/(x^2 + 1)", []),
      ("parse", "log(x) - log(x)", ["x > 0"]), ("parse", "sqrt(x)^2", ["x ≥ 0"]),
    ] {
      let answer = try reply(op, expression)
      #expect(answer.conditions == conditions, "\(answer.source)")
      for condition in answer.conditions {
        let read = try reply("parse", condition)
        #expect(read.isGood && read.result == condition)
      }
    }
  }

  @Test(
    arguments: ["(1/x^2)^(-3/2)", "(1/x^4)^(-1/4)", "(1/abs(x))^(-1/3)", "(1/sqrt(x))^(-1/2)", "(x^(-2/3))^(-3/4)"])
  func reciprocalsOfReciprocalsKeepTheirHole(_ expression: String) throws {
    for answer in [
      try reply("parse", expression, #""at":{"x":0}"#), try reply("eval", expression, #""at":{"x":0}"#),
      try reply("substitute", expression, #""with":{"x":0},"at":{}"#),
    ] {
      #expect(answer.value == "null", "\(answer.source)")
    }
  }

  @Test
  func substitutionKeepsTheHole() throws {
    #expect(try reply("substitute", "1/sqrt(1/x)", #""with":{"x":0},"at":{}"#).value == "null")
  }

  @Test(arguments: ["x^(pi*x)", "x^(x*exp(x))"])
  func zeroToThePowerZeroIsOne(_ expression: String) throws {
    #expect(try reply("eval", expression, #""at":{"x":0}"#).value == "1")
  }

  @Test func aKinkDoesNotHideTheDomain() throws {
    let answer = try reply("substitute", "diff(heaviside(x^(3/2)), x)", #""with":{"x":-1},"at":{}"#)
    #expect(answer.value == "null", "\(answer.source)")
  }

  @Test func aBranchThatDoesNotCountHasNoKinks() throws {
    let answer = try reply("diff", "if(x > 0 and log(x) < 1, 1, x)", #""vars":["x"],"at":{"x":-1}"#)
    #expect(answer.value == "1", "\(answer.source)")
  }

  @Test func aPointThatIsNoneIsBlamed() throws {
    for (at, kind, place) in [
      (#"{"x":"1 +"}"#, "syntax", "at.x 3+0"), (#"{"x":"π$"}"#, "syntax", "at.x 2+1"),
      (#"{"x":"y"}"#, "request", "at.x 0+1"), (#"{"x":"[1, 2]"}"#, "domain", "at.x 0+6"),
      (#"[{"x":1},{"x":"nope(1)"}]"#, "name", "at[1].x 0+4"), (#"{"x":"1 < 2"}"#, "domain", "at.x 0+5"),
    ] {
      let answer = try reply("eval", "x", #""at":\#(at)"#)
      #expect(answer.errorKind == kind && answer.place == place, "\(answer.source)")
    }
    for at in ["1", "null", "[1]", "[[]]", #"{"x":null}"#, #"{"x":[1]}"#, #"{"x":true}"#, #"{"x":{}}"#, #""x=1""#] {
      #expect(try reply("eval", "x", #""at":\#(at)"#).errorKind == "request", "\(at)")
    }
    #expect(try reply("eval", "x").errorKind == "request")
    #expect(try reply("eval", "x + y", #""at":{"x":1}"#).errorKind == "request")
    #expect(try reply("eval", "f(x)", #""at":{"x":1}"#).errorKind == "domain")
  }

  @Test func evalCarriesAValueAndNoResult() throws {
    let answer = try reply("eval", "x/x", #""at":{"x":2}"#)
    #expect(answer["result"] == nil && answer.value == "1")
  }

  @Test func valuesAreTheShortestThatReadBack() throws {
    var random = JSONRandom(stream: 77)
    for _ in 0..<sized(2000) {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }
      let answer = try reply("eval", "x", #""at":{"x":\#(number)}"#)
      #expect(
        Double(answer.value) == number || (number == 0 && Double(answer.value) == 0), "\(number): \(answer.source)")
    }
  }
}
