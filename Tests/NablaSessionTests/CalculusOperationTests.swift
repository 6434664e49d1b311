// Taylor, implicit and their relatives by the line protocol and in a shell's words.

import Nabla
import NablaSession
import Testing

@Suite struct CalculusOperationTests {
  @Test(arguments: [
    (#"{"op":"taylor","expr":"exp(x)","about":{"x":1},"order":1}"#, #""e*(x - 1) + e""#),
    (#"{"op":"taylor","expr":"sin(x)"}"#, #""x^5/120 - x^3/6 + x""#),
    (#"{"op":"remainder","expr":"exp(x)","order":0}"#, #""x*exp(xi)""#),
    (#"{"op":"tangent","expr":"x*y","vars":["x","y"],"about":{"x":1,"y":2}}"#, #""2*x + y - 2""#),
    (#"{"op":"differential","expr":"x^2*y"}"#, #""2*dx*x*y + dy*x^2""#),
    (#"{"op":"implicit","expr":"x^2 + y^2 == 1","vars":["x","y"]}"#, #"["-x/y"]"#),
    (#"{"op":"implicit","expr":"x*y - 1","vars":["x","y"],"order":2}"#, #"["-y/x","2*y/x^2"]"#),
    (#"{"op":"implicit","expr":["y + z == x","y - z == 3*x"],"vars":["x","y","z"]}"#, #"[["2","-1"]]"#),
    (#"{"op":"parametric","expr":["t^2","t^3"],"vars":["t"],"order":2}"#, #""3/(4*t)""#),
    (#"{"op":"divergence","expr":["x*y","y"],"vars":["x","y"]}"#, #""y + 1""#),
    (#"{"op":"curl","expr":["y","x*z","0"],"vars":["x","y","z"]}"#, #"["-x","0","z - 1"]"#),
    (#"{"op":"laplacian","expr":"x^2 + y^2"}"#, #""4""#),
    (#"{"op":"wronskian","expr":["1","x"],"vars":["x"]}"#, #""1""#),
    (#"{"op":"eulerlagrange","expr":"q'(t)^2/2","vars":["q","t"]}"#, #""q''(t)""#),
    (#"{"op":"nthdiff","expr":"exp(2*x)","with":"n"}"#, #""2^n*exp(2*x)""#),
  ])
  func answers(_ line: String, _ result: String) throws {
    let answer = try reply(line)
    #expect(answer["result"]?.source == result, "\(answer.source)")
  }

  @Test(arguments: [
    (#"{"op":"implicit","expr":"x^2 + y^2","vars":["x"]}"#, "request"),
    (#"{"op":"implicit","expr":"x < y","vars":["x","y"]}"#, "domain"),
    (#"{"op":"implicit","expr":"x^2","vars":["x","y"]}"#, "domain"),
    (#"{"op":"tangent","expr":"x^2"}"#, "name"),
    (#"{"op":"taylor","expr":"log(x)"}"#, "domain"),
    (#"{"op":"taylor","expr":"x","direction":["1"]}"#, "request"),
    (#"{"op":"curl","expr":["x"],"vars":["x"]}"#, "domain"),
    (#"{"op":"nthdiff","expr":"x"}"#, "request"),
    (#"{"op":"eulerlagrange","expr":"q(t)"}"#, "request"),
    (#"{"op":"eulerlagrange","expr":"q(t)","vars":["t"]}"#, "domain"),
  ])
  func refusals(_ line: String, _ kind: String) throws {
    let answer = try reply(line)
    #expect(answer.errorKind == kind, "\(answer.source)")
  }

  @Test(arguments: [
    ("implicit(x^2 + y^2 == 1, y, x, 2)", "[1] -x^2/y^3 - 1/y"),
    ("implicit([y + z == x, y - z == 3*x], [y, z], x)", "[1] [2, -1]"),
    ("taylor(x^2, x, b, 1)", "[1] b^2 + 2*b*(x - b)"),
    ("eulerlagrange(q'(t)^2/2 - q(t), q(t), t)", "[1] q''(t) + 1"),
    ("diff(q(t)^2*q'(t), q(t))", "[1] 2*q(t)*q'(t)"),
    ("diff(q(t)^2*q'(t), q'(t), t)", "[1] 2*q(t)*q'(t)"),
  ])
  func sessionsAnswer(_ line: String, _ answer: String) {
    #expect(Session().execute(line).answer == answer)
  }

  @Test(arguments: [
    "taylor(x)(2)", "taylor(x, x, [1, 2])", "taylor(x, x, 0, -1)", "taylor(x, x, 0, 1/2)", "taylor(x, x, 0, 2, 3)",
    "tangent(x^2, x)", "implicit(x, y)", "implicit(x + y, x, x)", "implicit(x + y, 2, x)", "divergence([x, y], x)",
    "curl(x, x)", "nthdiff(tan(x), x, n)", "eulerlagrange(q(t), t)", "eulerlagrange(x > 0, q, t)", "taylor(x > 0, x)",
    "parametric([t], t)", "parametric([2, t], t)", "wronskian([x, y], [x, y])", "differential(x*dx)",
  ])
  func badLinesAreErrors(_ line: String) {
    let response = Session().execute(line)
    #expect(response.isError && !response.text.isEmpty, "\(line): \(response.text)")
  }
}
