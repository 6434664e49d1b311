// What a request that is no good one may have meant.

import NablaSession
import Testing

@Suite struct LineProtocolHintTests {
  @Test(arguments: [
    (#""latex":true"#, #""form": ["text", "latex"]"#), (#""format":"latex""#, "`form`"), (#""wrt":["x"]"#, "`vars`"),
    (#""variables":["x"]"#, "`vars`"), (#""ordr":2"#, "`order`"), (#""seconds":2"#, "limits"),
  ])
  func keysAreGuessed(_ rest: String, _ hint: String) throws {
    let answer = try reply("diff", "x^2", rest)
    #expect(answer.errorKind == "request")
    #expect(answer.failure?["message"]?.string?.contains(hint) == true, "\(answer.source)")
  }

  @Test func opsThatAreOfferedAreSupported() throws {
    let answer = try reply("integrate", "x^2")
    let message = try #require(answer.failure?["message"]?.string)
    for op in Request.Operation.allCases {
      #expect(message.contains(" \(op.rawValue)") == op.isSupported, "\(op): \(message)")
      let own = try reply(op.rawValue, "x^2", "\"id\":1")
      #expect((own.errorKind == "unsupported") == !op.isSupported, "\(own.source)")
    }
    #expect(try reply("grad", "x").failure?["message"]?.string?.contains("did you mean `gradient`?") == true)
  }

  @Test func definitionsAreTypeset() throws {
    #expect(try reply("latex", "f(x) := x^2/2").result == #"f(x) := \frac{x^{2}}{2}"#)
    #expect(try reply("latex", "a = b").result == "a = b")
    #expect(try reply("parse", "a = b").errorKind == "syntax")
  }

  @Test func coordinatesStandOnce() throws {
    #expect(try reply("eval", "x", #""at":[{"x":1}]"#).value == "[1]")
    #expect(try reply("eval", "x", #""at":{"x":1,"x":2}"#).errorKind == "request")
  }
}
