// rewrite(f, exp): functions by others: hyperbolic ones by exponentials, tangents by sines and cosines.

import NablaExpressions
import NablaSimplification
import NablaSyntax

extension Verbs {
  package enum Rewrite: Verb {
    package static let name = "rewrite"
    package static let parameters: [VerbParameter] = [.components, .base]
    package static let calls = ["rewrite(f, exp)"]
    package static let summary = "The same in other functions: exp, sin, tan, tanh, sigmoid, log or sqrt."
    package static let examples = [VerbExample("rewrite(tan(x), sin)", "[1] sin(x)/cos(x)")]
    // The name of a function is no call here.
    package static let bindings = [VerbBinding(name: 1, scope: [], isAny: true)]
    package static let shell: VerbShell? = VerbShell(
      "The same in other functions: nabla rewrite 'tanh(x)' exp",
      discussion: "The function is one of exp, sin, tan, tanh, sigmoid, log, sqrt.")
    package static let page = "Simplification"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let known = ["cos": "sin", "ln": "log", "abs": "sqrt"]
      guard let base = FunctionBase(rawValue: known[input.base] ?? input.base) else {
        let names = FunctionBase.allCases.map(\.rawValue).joined(separator: ", ")
        throw NablaError(.name, "formulas are rewritten in \(names), and not in ‘\(input.base)’")
      }
      var images: [Conditioned] = []
      for operand in input.operands {
        let (node, added) = try builder.recording { () throws(NablaError) in
          try builder.rewritten(operand.node, by: base)
        }
        images.append(Conditioned(node, builder.both(operand.condition, added)))
      }
      return input.operand.reshaped(images)
    }
  }
}
