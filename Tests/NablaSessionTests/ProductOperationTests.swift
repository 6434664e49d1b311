// Products with derivatives by the line protocol: jvp, vjp, hvp, directional.

import NablaSession
import Testing

@Suite struct ProductOperationTests {
  private static let functions = #""expr":["x*y","y*z^2"],"vars":["x","y","z"]"#

  @Test func productsAreThoseOfTheMatrices() throws {
    let jvp = try reply(#"{"op":"jvp",\#(Self.functions),"direction":["1","2","3"],"at":{"x":5,"y":7,"z":2}}"#)
    #expect(jvp["result"]?.source == #"["2*x + y","6*y*z + 2*z^2"]"#, "\(jvp.source)")
    #expect(jvp["value"]?.source == "[17,92]", "\(jvp.source)")
    let vjp = try reply(#"{"op":"vjp",\#(Self.functions),"direction":["5","7"],"at":{"x":5,"y":7,"z":2}}"#)
    #expect(vjp["result"]?.source == #"["5*y","7*z^2 + 5*x","14*y*z"]"#, "\(vjp.source)")
    #expect(vjp["value"]?.source == "[35,53,196]", "\(vjp.source)")
    let hvp = try reply(#"{"op":"hvp","expr":"x^2*y","vars":["x","y"],"direction":["1","2"]}"#)
    #expect(hvp["result"]?.source == #"["4*x + 2*y","2*x"]"#, "\(hvp.source)")
    let slope = try reply(#"{"op":"directional","expr":"x^2*y","vars":["x","y"],"direction":["3","4"],"unit":true}"#)
    #expect(slope.result == "4*x^2/5 + 6*x*y/5" || slope.result == "(4*x^2 + 6*x*y)/5", "\(slope.source)")
  }

  @Test func directionsThatDoNotFitAreRefused() throws {
    for (op, direction) in [("jvp", #"["1"]"#), ("vjp", #"["1","2","3"]"#), ("hvp", #"["1","2","3"]"#)] {
      let expression = op == "hvp" ? #""expr":"x*y","vars":["x","y"]"# : Self.functions
      let answer = try reply("{\"op\":\"\(op)\",\(expression),\"direction\":\(direction)}")
      #expect(!answer.isGood && answer.errorKind == "request", "\(answer.source)")
    }
    let twice = try reply(#"{"op":"jvp","expr":["x*y"],"vars":["x","x"],"direction":["1","2"]}"#)
    #expect(!twice.isGood, "\(twice.source)")
  }
}
