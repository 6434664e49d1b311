// The op `check` and values to more digits than a double has, through the line protocol and a session.

import NablaSession
import Testing

@Suite struct CheckAndDigitsTests {
  @Test func checksAnswerWithTheirVerdict() throws {
    let answer = try reply(#"{"id":1,"op":"check","expr":"x^2*sin(y)"}"#)
    let result = try #require(answer["result"])
    #expect(result["verdict"]?.string == "agrees")
    #expect(result["points"]?.numberText == "24")
    #expect(result["worst"]?["at"]?["x"]?.numberText != nil && result["worst"]?["variable"]?.string != nil)
    let error = try #require(result["max_relative_error"]?.numberText.flatMap(Double.init))
    #expect(error < 1e-6)
  }

  @Test func gradientsWrittenByHandAreJudged() throws {
    let wrong = try reply(#"{"op":"check","expr":"x^2*y","vars":["x","y"],"against":["2*x*y","x"]}"#)
    #expect(wrong["result"]?["verdict"]?.string == "disagrees")
    #expect(wrong["result"]?["worst"]?["variable"]?.string == "y")
    let right = try reply(#"{"op":"check","expr":"x^2*y","vars":["x","y"],"against":["2*x*y","x^2"]}"#)
    #expect(right["result"]?["verdict"]?.string == "agrees")
    #expect(try reply(#"{"op":"check","expr":"x*y","against":["y"]}"#).errorKind == "request")
    #expect(try reply(#"{"op":"check","expr":"x*y","at":{"x":1,"y":2}}"#).errorKind == "request")
    #expect(try reply(#"{"op":"check","expr":"x*y","against":["y","x +"]}"#)["error"]?["where"]?.string == "against[1]")
    let open = try reply(#"{"op":"check","expr":"log(-1 - x^2)"}"#)
    #expect(open["result"]?["verdict"]?.string == "undecided" && open["result"]?["reason"]?.string != nil)
  }

  @Test(arguments: [
    ("pi", 50, "3.1415926535897932384626433832795028841971693993751"),
    ("1/3", 20, "0.33333333333333333333"), ("2/3", 20, "0.66666666666666666667"),
    ("sqrt(2)", 30, "1.41421356237309504880168872421"), ("exp(1000)", 20, "1.9700711140170469939e434"),
    ("exp(-1000)", 18, "5.07595889754945677e-435"), ("-pi*10^20", 25, "-314159265358979323846.2643"),
    ("1/8", 20, "0.12500000000000000000"), ("10^30", 20, "1.0000000000000000000e30"),
    ("sin(10^22)", 20, "-0.85220084976718880177"), ("erf(1)", 25, "0.8427007929497148693412206"),
    ("max(pi, 22/7)", 20, "3.1428571428571428571"),
    ("sin(pi/7)^2 + cos(pi/7)^2 - exp(-100)", 20, "1.0000000000000000000"),
  ])
  func digitsAreProved(_ text: String, _ digits: Int, _ value: String) throws {
    let answer = try reply(#"{"op":"eval","expr":"\#(text)","digits":\#(digits)}"#)
    if answer.errorKind == "unsupported" { return }
    #expect(answer["value"]?.string == value, "\(answer.source)")
  }

  @Test func whatHasNoValueIsNull() throws {
    if try reply(#"{"op":"eval","expr":"pi","digits":20}"#).errorKind == "unsupported" { return }
    for (text, note) in [("log(-1)", "not real"), ("1/x", "infinite"), ("x/x", "undefined")] {
      let answer = try reply(#"{"op":"eval","expr":"\#(text)","at":{"x":0},"digits":30}"#)
      #expect(answer["value"]?.kind == .null, "\(answer.source)")
      #expect(answer["notes"]?.elements?.first?["message"]?.string == note, "\(answer.source)")
    }
    // Zero in disguise: no precision decides its digits.
    let zero = try reply(#"{"op":"eval","expr":"sqrt(2)*sqrt(3 + sqrt(5)) - 1 - sqrt(5)","digits":20}"#)
    #expect(zero["value"]?.kind == .null || zero["value"]?.string == "0")
    #expect(try reply(#"{"op":"eval","expr":"pi","digits":100000000}"#).errorKind == "limit")
    let kink = try reply(#"{"op":"diff","expr":"abs(x)*pi","vars":["x"],"at":{"x":0},"digits":20}"#)
    #expect(kink["value"]?.string == "0" && kink["notes"]?.elements?.first?["message"]?.string == "kink")
  }

  @Test func aThousandDigitsOfAFormula() throws {
    let answer = try reply(#"{"op":"eval","expr":"exp(sin(x))/x","at":{"x":"1/3"},"digits":1000}"#)
    if answer.errorKind == "unsupported" { return }
    let text = try #require(answer["value"]?.string)
    #expect(text.hasPrefix("4.1612145278134404") && text.utf8.count == 1001)
  }

  @Test func sessionsCheckAndCount() {
    let session = Session()
    #expect(session.execute("check x^2*y").text.contains("agrees at 24 points"))
    let wrong = session.execute("check x^2*y against [2*x*y, x]")
    #expect(wrong.text.contains("disagrees: the derivative by y at x = "), "\(wrong.text)")
    #expect(session.execute("check x*y against [y]").isError)
    #expect(session.execute("check x > 1").isError && session.execute("check x +").isError)
    #expect(session.execute("digits 30").text.isEmpty)
    #expect(session.execute("eval pi").text == "3.14159265358979323846264338328" || session.execute("eval pi").isError)
    #expect(session.execute("digits").text == "30 digits" && session.execute("digits none").isError)
  }
}
