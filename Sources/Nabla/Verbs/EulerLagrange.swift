// eulerlagrange(L, q, t): the left side of the equation of Euler and Lagrange, d/dt dL/dq'(t) - dL/dq(t), where L holds q(t) and q'(t).

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum EulerLagrange: Verb {
    package static let name = "eulerlagrange"
    package static let parameters: [VerbParameter] = [.expression, .paths]
    package static let calls = ["eulerlagrange(L, q, t)", "eulerlagrange(L, [q, p], t)"]
    package static let summary =
      "The left side of the equation of Euler and Lagrange, d/dt dL/dq'(t) - dL/dq(t), where L holds q(t) and q'(t)."
    package static let examples = [
      VerbExample(
        "eulerlagrange(m*q'(t)^2/2 - k*q(t)^2/2, q, t)",
        "[1] k*q(t) + m*q''(t)\n  note: q(…) was read as the function q applied; to multiply, write q*(…)")
    ]
    package static let shell: VerbShell? = VerbShell(
      "The equation of Euler and Lagrange: nabla eulerlagrange \"m*q'(t)^2/2 - k*q(t)^2/2\" q t")
    package static let page = "EulerLagrange"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let operand = input.operands[0]
      let names = try builder.pathNames(input.variables)
      var sides: [Nested<Conditioned>] = []
      for path in names.dropLast() {
        let (node, added) = try builder.eulerLagrange(of: operand.node, path: path, by: names[names.count - 1])
        sides.append(.scalar(Conditioned(node, builder.both(operand.condition, added))))
      }
      let result = sides.count == 1 ? sides[0] : .vector(sides)
      return result.tidied(input, builder)
    }
  }
}
