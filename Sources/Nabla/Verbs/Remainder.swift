// remainder(f, x, a, n): what the Taylor polynomial of order n leaves, in the form of Lagrange: xi is a number between a and x.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Remainder: Verb {
    package static let name = "remainder"
    package static let parameters: [VerbParameter] = [.expression, .variables, .about, .order(5)]
    package static let calls = ["remainder(f, x, a, n)", "remainder(f, x)"]
    package static let summary =
      "What the Taylor polynomial of order n leaves, in the form of Lagrange: xi is a number between a and x."
    package static let examples = [VerbExample("remainder(exp(x), x, 0, 2)", "[1] x^3*exp(xi)/6")]
    package static let shell: VerbShell? = VerbShell(
      "What a Taylor polynomial leaves, by a number xi between: nabla remainder 'exp(x)' x --order 3")
    package static let page = "Taylor"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      guard input.variables.count == 1, let between = NameTable.shared.intern("xi") else {
        throw NablaError(.domain, "a remainder is one of a function of one symbol: \(calls[0])")
      }
      let (node, added) = try builder.taylorRemainder(
        of: input.operands[0], by: input.variables[0], about: input.place[0], order: input.order, between: between)
      return Nested.scalar(Conditioned(node, added)).tidied(input, builder)
    }
  }
}
