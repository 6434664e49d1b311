// The texts a person would have written, by every way to ask for them.

import NablaSession
import Testing

@Suite struct ExactTextTests {
  struct Line: Sendable, CustomStringConvertible {
    let input: String
    let op: String
    let expression: String
    let rest: String
    let text: String
    var conditions: [String] = []
    /// A point and the value there.
    var values: [(at: String, value: String)] = []
    var description: String { input }
  }

  static let lines: [Line] = [
    diff("(w-5)^2", "w", "2*(w - 5)", values: [(#"{"w":2}"#, "-6"), (#"{"w":4.5}"#, "-1"), (#"{"w":5}"#, "0")]),
    diff("x^2*sin(x)", "x", "x^2*cos(x) + 2*x*sin(x)"),
    diff("sigmoid(z)", "z", "sigmoid(z)*(1 - sigmoid(z))"),
    diff("tanh(z)", "z", "1 - tanh(z)^2"),
    gradient(
      "(theta_1*x_1 + theta_2*x_2 - y)^2/2", ["theta_1", "theta_2"],
      "[x_1*(theta_1*x_1 + theta_2*x_2 - y), x_2*(theta_1*x_1 + theta_2*x_2 - y)]",
      values: [(#"{"x_1":3,"x_2":1,"y":8,"theta_1":1,"theta_2":1}"#, "[-12,-4]")]),
    gradient("w_1^2 + 4*w_2^2", ["w_1", "w_2"], "[2*w_1, 8*w_2]"),
    diff("log(x^2 + 1)", "x", "2*x/(x^2 + 1)"),
    diff("x^x", "x", "x^x*(log(x) + 1)"),
    diff("f(g(x))", "x", "f'(g(x))*g'(x)"),
    diff("abs(x)", "x", "sign(x)", conditions: ["x ≠ 0"]),
    diff("x*abs(x)", "x", "2*abs(x)"),
    diff("sqrt(1 - x^2)", "x", "-x/sqrt(1 - x^2)"),
    diff("1/x", "x", "-1/x^2"),
    diff("exp(-x^2/2)", "x", "-x*exp(-x^2/2)"),
    diff("log(x)", "x", "1/x", conditions: ["x > 0"]),
    Line(
      input: "hessian(t_1^2 - t_2^2, [t_1, t_2])", op: "hessian", expression: "t_1^2 - t_2^2",
      rest: #""vars":["t_1","t_2"]"#, text: "[[2, 0], [0, -2]]"),
    Line(input: "sqrt(x^2)", op: "parse", expression: "sqrt(x^2)", rest: "", text: "abs(x)"),
    Line(input: "x/x", op: "parse", expression: "x/x", rest: "", text: "1", conditions: ["x ≠ 0"]),
    Line(input: "2^(10^12)", op: "parse", expression: "2^(10^12)", rest: "", text: "2^1000000000000"),
  ]

  static func diff(
    _ expression: String, _ name: String, _ text: String, conditions: [String] = [],
    values: [(at: String, value: String)] = []
  ) -> Line {
    Line(
      input: "diff(\(expression), \(name))", op: "diff", expression: expression, rest: #""vars":["\#(name)"]"#,
      text: text, conditions: conditions, values: values)
  }

  static func gradient(
    _ expression: String, _ names: [String], _ text: String, values: [(at: String, value: String)] = []
  ) -> Line {
    Line(
      input: "grad(\(expression), [\(names.joined(separator: ", "))])", op: "gradient", expression: expression,
      rest: #""vars":\#(quoted(names))"#, text: text, values: values)
  }

  /// A result as the language writes it.
  static func written(_ value: JSONValue?) -> String {
    guard let value else { return "nothing" }
    if let elements = value.elements { return "[\(elements.map { written($0) }.joined(separator: ", "))]" }
    return value.string ?? value.source
  }

  @Test(arguments: lines)
  func everyWayGivesTheText(_ line: Line) throws {
    let clock = ContinuousClock.now
    for answer in [try reply(line.op, line.expression, line.rest), try reply("parse", line.input)] {
      #expect(Self.written(answer["result"]) == line.text, "\(answer.source)")
      #expect(answer.conditions == line.conditions, "\(answer.source)")
      // f and g are letters applied, which is remarked on.
      #expect(answer.notes.count == (line.expression == "f(g(x))" ? 2 : 0))
    }
    let response = Session().execute(line.input)
    let suffix = line.conditions.isEmpty ? "" : "   for \(line.conditions.joined(separator: ", "))"
    #expect(!response.isError && response.answer == "[1] \(line.text)\(suffix)")
    for (at, value) in line.values {
      for answer in [
        try reply(line.op, line.expression, "\(line.rest),\"at\":\(at)"),
        try reply("parse", line.input, "\"at\":\(at)"), try reply("eval", line.input, "\"at\":\(at)"),
      ] {
        #expect(answer.value == value, "\(answer.source)")
      }
    }
    #expect(ContinuousClock.now - clock < .seconds(5))
  }

  @Test(arguments: [
    ("x/x", "0", "null", "undefined"), ("diff(log(x), x)", "-1", "null", "undefined"),
    ("diff(abs(x), x)", "0", "0", "kink"),
  ])
  func conditionsReachTheValues(input: String, x: String, value: String, note: String) throws {
    let number = Int(x) ?? 0
    for answer in [
      try reply("parse", input, #""at":{"x":\#(x)}"#), try reply("eval", input, #""at":{"x":"\#(x)"}"#),
      try reply("substitute", input, #""with":{"x":"\#(x)"},"at":{}"#),
      try reply("substitute", input, #""with":{"x":\#(x)},"at":[{}]"#),
      try reply("substitute", input, #""with":{"x":"t - 1"},"at":{"t":\#(number + 1)}"#),
    ] {
      let own = answer["value"]?.elements?.first ?? answer["value"]
      #expect(own?.source == value && answer.notes == [note], "\(answer.source)")
    }
    let session = Session()
    let expected = value == "null" ? "no value: \(note)" : "0   (kink: by convention)"
    #expect(session.execute("eval \(input) at x = \(x)").text == expected)
    #expect(session.execute("h(x) := \(input)").isError == false)
    #expect(session.execute("eval h(\(x))").text == expected)
  }
}
