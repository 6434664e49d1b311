// Every program of Examples/ runs, at small sizes, and says what it said.

import Foundation
import Testing

@Suite struct ExampleTests {
  static let expected: [String: [String]] = [
    "linear": ["Newton: y = 2.99x + -1.0", "descent: y = 2.99x + -1.0"],
    "logistic": [
      "step 0: loss 0.6931", "step 1: loss 0.2791", "step 2: loss 0.1815", "step 3: loss 0.1361",
      "step 4: loss 0.1175", "step 5: loss 0.1132", "the second weight is -2.2 times the first",
    ],
    "network": ["loss below 0.01: true", "predictions: [\"0.0\", \"1.0\", \"1.0\", \"0.0\"]"],
    "recurrent": ["linear in the steps: true", "as differences: true"],
    "rosenbrock": ["2n − 1 entries of second derivatives", "minimum found: true"],
    "likelihood": ["mean true, deviation near 2: true", "both at rest: true"],
    "options": ["price 10.4506, delta 0.6368", "gamma 0.0188, vega 37.524", "checked: agrees"],
    "functional": ["fourth derivative to all digits: true", "potential at n = 1: -1.063567"],
    "document": [
      "\\begin{align*}", "\\frac{d}{dx} \\left(x^{2} \\sin x\\right) &= x^{2} \\cos x + 2 x \\sin x \\\\",
      "\\frac{d}{dx} \\left(e^{-x^{2}/2}\\right) &= -x e^{-x^{2}/2} \\\\",
      "\\frac{d}{dx} \\left(\\frac{\\log x}{x}\\right) &= \\frac{1}{x^{2}} - \\frac{\\log x}{x^{2}} \\\\",
      "\\frac{d}{dx} \\left(\\left|x\\right|\\right) &= \\operatorname{sign}(x) \\quad \\text{for } x \\ne 0 \\\\",
      "\\end{align*}",
    ],
    "server": [
      "[2*x*y, x^2] = [3, 9]", "[1/x, 0] = [no value: undefined, no value: undefined]",
      "syntax: found the end of the text, expected an expression: a number, a name or `(`",
      "[cos(x*y), x*cos(x*y)/y - sin(x*y)/y^2] = [0.5403023058681398, -0.0752921697349392]",
      "nodes added by evaluation: 0",
    ],
  ]

  private static func run(_ arguments: [String]) throws -> [String] {
    let program = try #require(ProjectFiles.program).deletingLastPathComponent().appendingPathComponent("Examples")
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return text.split(separator: "\n").map(String.init)
  }

  @Test func everyExampleIsExpected() throws {
    let list = try Self.run([])
    #expect(list.count == 1)
    let names = Set(list.joined().dropFirst("examples: ".count).components(separatedBy: ", "))
    #expect(names == Set(Self.expected.keys))
    #expect(ProjectFiles.files(in: "Examples", ending: ".swift").count == names.count + 1)
  }

  @Test(arguments: expected.keys.sorted()) func examplesSayWhatTheySaid(_ name: String) throws {
    let lines = try Self.run([name, "--quick"])
    #expect(lines == Self.expected[name, default: []].map { "\(name): \($0)" })
  }
}
