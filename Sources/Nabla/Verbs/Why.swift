// why L, w at w = 2: why the slopes of a loss are what they are.

import NablaDescent
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Why: Verb {
    package static let name = "why"
    package static let parameters: [VerbParameter] = [.expression, .variables, .point, .step, .against]
    package static let command: String? = "why LOSS at w = 2, b = 1   why LOSS, w at w = 2, b = 1"
    package static let summary =
      "Why the slopes of a loss are what they are at a point: a cause for each, with its proof."
    package static let examples = [
      VerbExample(
        "why abs(w) at w = 0",
        "w: kink. There is a kink: the slope jumps from -1 to 1 here, and 0 is a convention.")
    ]
    package static let shell: VerbShell? = VerbShell(
      "Why slopes are what they are: nabla why '(w*x - y)^2' w w=2 x=0 y=1")
    package static let answer = VerbAnswer.diagnosis
    package static let page = "Why"

    /// What is diagnosed.
    package static func formula(_ input: VerbInput, _ builder: Builder) -> Nested<Conditioned> { input.operand }
  }
}

extension Diagnosis.Parameter {
  /// The chain rule from the loss to the parameter as LaTeX, the factor to blame in a box, and the value of the slope.
  ///
  /// Of very many factors the middle ones are left out. Throws `limit` past the limits of the task.
  public func latex() throws(NablaError) -> String {
    var parts: [String] = []
    let count = factors.count
    let shown = count <= 24 ? Array(0..<count) : Array(0..<12) + Array((count - 12)..<count)
    for (place, index) in shown.enumerated() {
      if place == 12 && shown.count < factors.count { parts.append("\\cdots") }
      let text = try factors[index].expression.latex(maximumLength: 10_000_000)
      let factor = "\\left(\(text)\\right)"
      parts.append(factors[index].isGuilty ? "\\boxed{\(text)}" : shown.count == 1 ? text : factor)
    }
    let chain = parts.isEmpty ? "" : " = \(parts.joined(separator: " \\cdot "))"
    let more = pathCount > 1 ? " + \\cdots" : ""
    let number = value.text(digits: 6).map { " = \(Diagnosis.Parameter.typeset($0))" } ?? ""
    return "\\frac{\\partial L}{\\partial \(try variable.latex())}\(chain)\(more)\(number)"
  }

  /// 2.5e-10 as a product.
  private static func typeset(_ number: String) -> String {
    let parts = number.split(separator: "e")
    return parts.count == 2 ? "\(parts[0]) \\cdot 10^{\(parts[1])}" : number
  }
}
