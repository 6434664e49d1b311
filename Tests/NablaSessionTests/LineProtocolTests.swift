// What every operation of the line protocol answers.

import NablaSession
import Testing

@Suite struct LineProtocolTests {
  @Test(arguments: [
    ("parse", "x + x", "", "2*x"),
    ("parse", "(x + 1)*(x - 1)", "", "(x - 1)*(x + 1)"),
    ("parse", "[x, [y + y]]", "", #"["x",["2*y"]]"#),
    ("parse", "x > 2", "", "x > 2"),
    ("diff", "x^3", "", "3*x^2"),
    ("diff", "x^3", #""vars":["x"],"order":2"#, "6*x"),
    ("diff", "x^3", #""vars":["x"],"order":0"#, "x^3"),
    ("diff", "x^3*y^2", #""vars":["x","y"]"#, "6*x^2*y"),
    ("diff", "x^3*y^2", #""vars":["x","y","x"]"#, "12*x*y"),
    ("diff", "x", #""vars":["y"]"#, "0"),
    ("diff", "[x, x^2]", #""vars":["x"]"#, #"["1","2*x"]"#),
    ("gradient", "x^2*y", "", #"["2*x*y","x^2"]"#),
    ("gradient", "x^2*y", #""vars":["y","x"]"#, #"["x^2","2*x*y"]"#),
    ("gradient", "x_10 + 2*x_9", "", #"["2","1"]"#),
    ("gradient", "3", "", "[]"),
    ("hessian", "x^2*y", "", #"[["2*y","2*x"],["2*x","0"]]"#),
    ("hessian", "x^2*y", #""vars":["x"]"#, #"[["2*y"]]"#),
    ("jacobian", "[x*y, x]", "", #"[["y","x"],["1","0"]]"#),
    ("directional", "x^2 + y", #""vars":["x","y"],"direction":["3","4"]"#, "6*x + 4"),
    ("directional", "x^2 + y", #""vars":["x","y"],"direction":[3,4],"unit":true"#, "(6*x + 4)/5"),
    ("directional", "x^2 + y", #""direction":["a","b"],"vars":["x","y"],"unit":false"#, "2*a*x + b"),
    ("substitute", "x^2 + y", #""with":{"x":"y","y":"x"}"#, "y^2 + x"),
    ("substitute", "x^2 + y", #""with":{"x":3}"#, "y + 9"),
    ("substitute", "x^2 + y", #""with":{}"#, "x^2 + y"),
    ("substitute", "[x, x + 1]", #""with":{"x":"pi"}"#, #"["pi","1 + pi"]"#),
    ("latex", "x^2/y", "", #"\frac{x^{2}}{y}"#),
  ])
  func operationsAnswer(op: String, expression: String, rest: String, expected: String) throws {
    let answer = try reply(op, expression, rest)
    #expect(answer.result == expected, "\(answer.source)")
  }

  @Test func jacobianTakesAnArrayOfTexts() throws {
    let answer = try reply(#"{"op":"jacobian","expr":["x*y","x + y^2"],"vars":["y"]}"#)
    #expect(answer.result == #"[["x"],["2*y"]]"#)
    let wrong = try reply(#"{"op":"jacobian","expr":["x*y","x +"],"vars":["y"]}"#)
    #expect(wrong.place == "expr[1] 3+0" && wrong.errorKind == "syntax")
  }

  @Test(arguments: [
    "simplify", "expand", "factor", "cancel", "together", "apart", "collect", "gcd", "equal", "taylor", "differential",
    "implicit",
  ])
  func otherOperationsAreUnsupported(_ op: String) throws {
    // One that a verb carries out is tested with the verb.
    if Request.Operation(rawValue: op)?.isSupported == true { return }
    let answer = try reply(op, "x^2")
    #expect(answer.isGood == false && answer.errorKind == "unsupported", "\(answer.source)")
  }

  @Test(arguments: [
    #"{"op":"equal","expr":"x","with":"y"}"#, #"{"op":"gcd","expr":"x","with":"y"}"#,
    #"{"op":"taylor","expr":"sin(x)","vars":["x"],"order":3,"about":{"x":"0"}}"#,
    #"{"op":"implicit","expr":"x*y","vars":["x","y"],"order":2}"#,
  ])
  func whatTheContractHoldsAndThisVersionDoesNotIsUnsupported(_ line: String) throws {
    let op = try JSONValue.parse(Array(line.utf8))["op"]?.string ?? ""
    if Request.Operation(rawValue: op)?.isSupported == true { return }
    #expect(try reply(line).errorKind == "unsupported")
  }

  @Test func latexIsWhatWasTyped() throws {
    let answer = try reply(#"{"id":1,"op":"latex","expr":"diff(x  +x,x)*2/4"}"#)
    #expect(answer["latex"]?.string == answer.result)
    #expect(answer.result.contains("x + x"))
    let ordered = try reply("latex", "b + a + 1 + b")
    #expect(ordered.result == "b + a + 1 + b")
    let withPoint = try reply("latex", "x", #""at":{"x":1}"#)
    #expect(withPoint.isGood && withPoint["value"] == nil, "every answer but latex carries a value")
  }

  @Test func formsAreTheRenderingsAskedFor() throws {
    let text = try reply("parse", "x^2/2")
    #expect(text["latex"] == nil && text["graph"] == nil && text.result == "x^2/2")
    let latex = try reply("parse", "x^2/2", #""form":["text","latex"]"#)
    #expect(latex["latex"]?.string == #"\frac{x^{2}}{2}"# && latex.result == "x^2/2")
    let alone = try reply("parse", "x^2/2", #""form":"latex""#)
    #expect(alone["latex"]?.string == #"\frac{x^{2}}{2}"#)
    for form in ["tex", "Text", ""] {
      #expect(try reply("parse", "x", #""form":"\#(form)""#).errorKind == "request")
    }
    #expect(try reply("parse", "x", #""form":["text",1]"#).errorKind == "request")
    #expect(try reply("parse", "x", #""form":null"#).errorKind == "request")
  }

  @Test func graphsListChildrenFirstAndTheResultLast() throws {
    let answer = try reply("parse", "if(x < pi, f'(x), D[1,2](g)(x, sin(x)))/2 + x^y - 1/2", #""form":"graph""#)
    let rows = try #require(answer["result"]?.elements)
    for (index, row) in rows.enumerated() {
      let parts = try #require(row.elements)
      let operands: [JSONValue]
      switch parts[0].string {
      case "number", "symbol", "constant":
        operands = []
        #expect(parts.count == 2 && parts[1].string != nil)
      case "call":
        operands = Array(parts.dropFirst(2))
        #expect(parts[1].string != nil)
      case "derivative":
        operands = Array(parts.dropFirst(3))
        #expect(parts[1].string != nil && parts[2].elements?.isEmpty == false)
      case "+", "*":
        operands = Array(parts.dropFirst())
        #expect(operands.count >= 2)
      case "^", "<":
        operands = Array(parts.dropFirst())
        #expect(operands.count == 2)
      case "if":
        operands = Array(parts.dropFirst())
        #expect(operands.count == 3)
      default:
        operands = []
        Issue.record("an unknown row \(row.source)")
      }
      for operand in operands { #expect((operand.numberText.flatMap(Int.init) ?? .max) < index, "\(row.source)") }
    }
    #expect(rows.last?.elements?.first?.string == "+")
    let sources = Set(rows.map(\.source))
    #expect(sources.count == rows.count, "equal subexpressions are one row")
    for row in [#"["number","-1/2"]"#, #"["symbol","x"]"#, #"["constant","pi"]"#] {
      #expect(sources.contains(row), "\(answer.source)")
    }
    #expect(sources.contains { $0.hasPrefix(#"["derivative","f",[1],"#) })
    #expect(sources.contains { $0.hasPrefix(#"["derivative","g",[1,2],"#) })
    #expect(sources.contains { $0.hasPrefix(#"["call","sin","#) })
  }

  @Test(
    arguments: [("x", #"[["symbol","x"]]"#), ("2", #"[["number","2"]]"#), ("pi", #"[["constant","pi"]]"#)])
  func aLeafIsAGraphOfOneRow(text: String, graph: String) throws {
    #expect(try reply("parse", text, #""form":"graph""#)["result"]?.source == graph)
    #expect(try reply("parse", "[x*y, \(text)]", #""form":["text","graph"]"#).isGood)
  }

  @Test func aGraphBesideTextHasAKeyOfItsOwn() throws {
    let answer = try reply("parse", "x + 1", #""form":["text","graph"]"#)
    #expect(answer.result == "x + 1")
    #expect(answer["graph"]?.source == #"[["symbol","x"],["number","1"],["+",0,1]]"#)
  }

  @Test func symbolsAndFunctionsRuleTheReading() throws {
    #expect(try reply("diff", "f(x)").result == "f'(x)")
    #expect(try reply("diff", "loss(x)").errorKind == "name")
    #expect(try reply("diff", "loss(x)", #""functions":["loss"]"#).result == "loss'(x)")
    #expect(try reply("diff", "f(x, y)", #""vars":["y"]"#).result == "D[2](f)(x, y)")
    #expect(try reply("diff", "e^2 + e", #""symbols":["e"],"vars":["e"]"#).result == "2*e + 1")
    #expect(try reply("diff", "pi^2", #""symbols":["pi"],"vars":["pi"]"#).result == "2*pi")
    #expect(try reply("diff", "e^2", #""vars":["e"]"#).errorKind == "request")
    #expect(try reply("diff", "sin^2", #""symbols":["sin"],"vars":["sin"]"#).result == "2*sin")
    #expect(try reply("parse", "sin^2").errorKind == "name")
    for key in ["symbols", "functions"] {
      for names in [#""x""#, "[1]", #"["x y"]"#, #"[""]"#, #"["1x"]"#, "null", "{}"] {
        #expect(try reply("parse", "x", #""\#(key)":\#(names)"#).errorKind == "request", "\(key) \(names)")
      }
    }
  }

  @Test func decimalsPrintAsDecimalsWhereTheInputHadAny() throws {
    #expect(try reply("parse", "0.5*x").result == "0.5*x")
    #expect(try reply("parse", "x/2").result == "x/2")
    #expect(try reply("diff", "0.25*x^2").result == "0.5*x")
    #expect(try reply("parse", "1.0*x/3").result == "x/3")
    #expect(try reply("parse", "1.10 + 1.1").result == "2.2")
  }
}

@Suite("Names between back quotes")
struct QuotedNameTests {
  @Test func anyTextIsANameOfTheProtocol() throws {
    #expect(try reply("diff", "`a+b`^2", #""vars":["`a+b`"]"#).result == "2*`a+b`")
    #expect(try reply("eval", "2*`loss_%`", #""at":{"`loss_%`":3}"#)["value"]?.source == "6")
    #expect(try reply("substitute", "`e`*e", #""with":{"`e`":"x"}"#).result == "e*x")
    #expect(try reply("gradient", "`e`*e", #""vars":["`e`"]"#)["result"]?.source == #"["e"]"#)
    #expect(try reply("parse", "`e`/`e`")["conditions"]?.source == #"["`e` ≠ 0"]"#)
    #expect(try reply("parse", "e/e", #""symbols":["e"]"#)["conditions"]?.source == #"["e ≠ 0"]"#)
  }
}
