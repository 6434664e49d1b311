// Identities, order, errors and their places.

import NablaSession
import Testing

@Suite struct LineProtocolRequestTests {
  @Test(arguments: [
    "null", "0", "-1.50e+3", "\"a\"", "\"\\u00e9 \\/ \\\"\"", "true", "false", "[]", "{}", "[1, [2 ,{\"b\" : null}]]",
    "{\"a\": 1,  \"b\":[ ]}", "123456789012345678901234567890.000", "\"\u{1F600}\"",
  ])
  func identitiesComeBackByteForByte(_ id: String) throws {
    let good = try reply("{\"id\": \(id) ,\"op\":\"parse\",\"expr\":\"x\"}")
    #expect(good.isGood && good["id"]?.source == id)
    let bad = try reply("{\"expr\":\"x(\",\"op\":\"parse\",\"id\":\(id)}")
    #expect(!bad.isGood && bad["id"]?.source == id)
    let unknown = try reply("{\"id\":\(id),\"op\":\"nonsense\"}")
    #expect(unknown.errorKind == "request" && unknown["id"]?.source == id)
  }

  @Test func aMissingIdentityIsNull() throws {
    #expect(try reply("parse", "x")["id"]?.isNull == true)
  }

  @Test func keysComeInTheOrderOfTheContract() throws {
    let good = try reply("diff", "x^2", #""at":{"x":1},"form":["text","latex"]"#)
    #expect(good.keys == ["id", "ok", "result", "latex", "value", "conditions", "notes", "ms"])
    let bad = try reply("diff", "x^", "")
    #expect(bad.keys == ["id", "ok", "error"])
    #expect(bad.failure?.keys == ["kind", "message", "where", "offset", "length"])
  }

  @Test(arguments: [
    "{}", "[]", "1", "null", "\"x\"", #"{"op":"parse"}"#, #"{"expr":"x"}"#, #"{"op":1,"expr":"x"}"#,
    #"{"op":"Parse","expr":"x"}"#, #"{"op":"grad","expr":"x"}"#, #"{"op":"parse","expr":1}"#,
    #"{"op":"parse","expr":["x"]}"#, #"{"op":"parse","expr":null}"#, #"{"op":"jacobian","expr":[1]}"#,
    #"{"op":"parse","expr":"x","extra":1}"#, #"{"op":"parse","expr":"x","Vars":["x"]}"#,
    #"{"op":"parse","expr":"x","order":1}"#, #"{"op":"parse","expr":"x","with":{}}"#,
    #"{"op":"gradient","expr":"x","order":1}"#, #"{"op":"gradient","expr":"x","direction":["1"]}"#,
    #"{"op":"diff","expr":"x","unit":true}"#, #"{"op":"diff","expr":"x","about":{"x":"0"}}"#,
    #"{"op":"diff","expr":"x","against":["x"]}"#, #"{"op":"diff","expr":"x","order":-1}"#,
    #"{"op":"diff","expr":"x","order":1.5}"#, #"{"op":"diff","expr":"x","order":"1"}"#,
    #"{"op":"diff","expr":"x*y"}"#, #"{"op":"diff","expr":"3"}"#, #"{"op":"diff","expr":"x","vars":[]}"#,
    #"{"op":"diff","expr":"x","vars":"x"}"#, #"{"op":"diff","expr":"x","vars":["x+1"]}"#,
    #"{"op":"diff","expr":"x","vars":["x","y"],"order":2}"#, #"{"op":"gradient","expr":"x","vars":["x","x"]}"#,
    #"{"op":"diff","expr":"x","vars":[1]}"#, #"{"op":"directional","expr":"x"}"#,
    #"{"op":"directional","expr":"x","direction":"1"}"#, #"{"op":"directional","expr":"x","direction":["1"],"unit":1}"#,
    #"{"op":"substitute","expr":"x"}"#, #"{"op":"substitute","expr":"x","with":"y"}"#,
    #"{"op":"substitute","expr":"x","with":{"x+1":"y"}}"#, #"{"op":"substitute","expr":"x","with":{"x":null}}"#,
    #"{"op":"parse","expr":"x","digits":0}"#, #"{"op":"parse","expr":"x","digits":"17"}"#,
    #"{"op":"parse","expr":"x","digits":1.5}"#, #"{"op":"parse","expr":"x","simplify":1}"#,
    #"{"op":"parse","expr":"x","limits":{"time":1}}"#, #"{"op":"parse","expr":"x","limits":{"nodes":0}}"#,
    #"{"op":"parse","expr":"x","limits":{"nodes":-5}}"#, #"{"op":"parse","expr":"x","limits":[]}"#,
    #"{"op":"parse","expr":"x","limits":{"seconds":"1"}}"#, #"{"op":"parse","op":"parse","expr":"x"}"#,
  ])
  func requestsThatAreNoneAreRefused(_ line: String) throws {
    let answer = try reply(line)
    #expect(answer.errorKind == "request", "\(answer.source)")
  }

  @Test(arguments: [
    ("", 0), ("x", 0), ("{", 1), ("{\"op\":\"parse\",\"expr\":\"x\"", 24), ("{\"op\":\"parse\" \"expr\":\"x\"}", 14),
    ("{'op':'parse'}", 1), ("{\"op\":\"parse\",\"expr\":\"x\"}}", 25), ("{\"é\":tru}", 6), ("\u{FEFF}{}", 0),
  ])
  func linesThatAreNoJSONAreAnsweredWithTheByte(_ line: String, offset: Int) throws {
    let answer = try reply(line)
    #expect(answer["id"]?.isNull == true && answer.errorKind == "request")
    #expect(answer.failure?["offset"]?.source == "\(offset)", "\(answer.source)")
  }

  @Test func linesThatAreNotUTF8AreAnsweredWithTheByte() throws {
    for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] {
      let head = Array(#"{"id":7,"op":"parse","expr":"é"#.utf8)
      let answer = try reply(bytes: head + bad + Array(#""}"#.utf8))
      #expect(answer["id"]?.isNull == true && answer.errorKind == "request")
      #expect(answer.failure?["offset"]?.source == "\(head.count)", "\(answer.source)")
    }
  }

  @Test(arguments: [
    ("parse", "", "", "syntax", "expr 0+0"), ("parse", "x +", "", "syntax", "expr 3+0"),
    ("parse", "α + $", "", "syntax", "expr 5+1"), ("parse", "x ≤ ≤", "", "syntax", "expr 6+3"),
    ("parse", "x 2", "", "syntax", "expr 2+1"), ("parse", "sin(x", "", "syntax", "expr 5+0"),
    ("parse", "x + nope(y)", "", "name", "expr 4+4"), ("parse", "x + sin(x, y)", "", "name", "expr 4+9"),
    ("parse", "[1, 2]*[3, 4]", "", "domain", "expr 7+6"), ("parse", "(-1)!", "", "domain", "expr 0+5"),
    ("substitute", "x", #""with":{"x":"y*"}"#, "syntax", "with.x 2+0"),
    ("substitute", "x", #""with":{"x":"[y]"}"#, "domain", "with.x 0+3"),
    ("directional", "x", #""direction":["β + "]"#, "syntax", "direction[0] 5+0"),
    ("directional", "x*y", #""direction":["1","z)"]"#, "syntax", "direction[1] 1+1"),
    ("gradient", "[x, y]", "", "domain", "expr 0+6"), ("gradient", "x > y", "", "domain", "expr 0+5"),
    ("diff", "diff(x, 3)", "", "domain", "expr 8+1"),
  ])
  func errorsNameTheBytesToBlame(op: String, expression: String, rest: String, kind: String, place: String) throws {
    let answer = try reply(op, expression, rest)
    #expect(answer.errorKind == kind && answer.place == place, "\(answer.source)")
    #expect(answer.failure?["message"]?.string?.isEmpty == false)
  }

  @Test func aZeroDirectionHasNoMeaning() throws {
    for unit in ["true", "false"] {
      let answer = try reply("directional", "x*y", #""direction":["0","0"],"unit":\#(unit)"#)
      #expect(answer.errorKind == "domain", "\(answer.source)")
    }
  }

  @Test func limitsRefuseRatherThanExceed() throws {
    #expect(try reply("parse", "1000!", #""limits":{"bits":100}"#).errorKind == "limit")
    #expect(try reply("parse", "1000!", #""limits":{"bits":100000}"#).isGood)
    let product = (0..<50).map { "(x_\($0) + 1)" }.joined(separator: "*")
    #expect(try reply("hessian", product, #""limits":{"seconds":0.000001}"#).errorKind == "limit")
    #expect(try reply("diff", "x^2", #""limits":{"seconds":10,"nodes":1000,"bits":1000}"#).isGood)
    #expect(try reply("diff", "x^2", #""vars":["x"],"order":1000000000000000000000"#).errorKind == "limit")
  }

  @Test func aLimitOfNodesEndsLongProducts() throws {
    let product = (0..<50).map { "(x_\($0) + 1)" }.joined(separator: "*")
    for nodes in [10, 50, 100, 150, 200, 300, 500, 1000, 2000] {
      let answer = try reply("hessian", product, "\"limits\":{\"nodes\":\(nodes)}")
      #expect(answer.isGood || answer.errorKind == "limit", "\(nodes): \(answer.source.prefix(200))")
    }
  }

  @Test func keysThatDoNotGoTogetherAreARequestError() throws {
    let answer = try reply("directional", "x*y", #""vars":["x","y"],"direction":["1"]"#)
    #expect(answer.errorKind == "request", "\(answer.source)")
  }

  @Test func oneBadRequestDoesNotSpoilTheNext() throws {
    let engine = Engine()
    for line in ["", "}", "{\"op\":\"parse\",\"expr\":\"((((\"}", "{\"op\":\"eval\",\"expr\":\"x\"}"] {
      let bad = try JSONValue.parse(engine.answer(line: Array(line.utf8)))
      #expect(!bad.isGood)
      let good = try JSONValue.parse(engine.answer(line: Array("{\"op\":\"diff\",\"expr\":\"x^2\"}".utf8)))
      #expect(good.result == "2*x")
    }
  }

  @Test func theSameRequestHasTheSameAnswer() throws {
    let line = #"{"op":"hessian","expr":"exp(x*y)*sin(z)/w + a*b*c - q_10 - q_9"}"#
    let first = try reply(line)
    _ = try reply("parse", "w + z + q_9 + exp(x) + c")
    #expect(try reply(line).result == first.result)
  }

  @Test(arguments: [
    "x^2*sin(x)", "exp(-x^2/2)/sqrt(2*pi)", "f(g(x))", "x^x", "max(x, y, 1)*abs(y)", "if(x > y, x/y, cbrt(y))",
    "sigmoid(a*x + b)", "log(1 + exp(x))", "D[2](f)(x, y)", "atan2(y, x)", "(x + y)^(2/3)/(x - 1)", "2^x - 3^(-x)",
    "tan(x)/sec(y)", "1/(x*sqrt(y))", "e^2 + e^x + pi", "0.1*x + 1e-3", "floor(x)*heaviside(y)", "-(x - y)^3",
  ])
  func resultsParseBackToTheSame(_ expression: String) throws {
    for op in ["parse", "gradient", "hessian"] {
      func check(_ text: JSONValue) throws {
        guard let string = text.string else {
          for part in text.elements ?? [] { try check(part) }
          return
        }
        let again = try reply("parse", string)
        #expect(again.result == string, "\(again.source)")
        #expect(try reply("parse", "(\(string)) - (\(string))").result == "0")
      }
      try check(try #require(try reply(op, expression)["result"]))
    }
  }
}
