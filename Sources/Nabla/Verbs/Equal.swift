// equal(f, g): whether two expressions are equal wherever both have a value.

import NablaChecking
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Equal: Verb {
    package static let name = "equal"
    package static let parameters: [VerbParameter] = [.expression, .other]
    package static let calls = ["equal(f, g)"]
    package static let summary = "Whether two expressions are equal: proved, refuted at a point, or left open."
    package static let examples = [VerbExample("equal(sin(2*x), 2*sin(x)*cos(x))", "[1] true")]
    package static let shell: VerbShell? = VerbShell(
      "Whether two formulas are equal: true, false with a point where they differ, or unknown.")
    package static let answer = VerbAnswer.verdict
    package static let page = "Simplification"

    /// True, false, or where neither is known the equation.
    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let (left, right) = (input.operands[0], input.other)
      // In a store of its own: comparing builds, and this one is being built in.
      let scratch = Store(like: builder.store)
      let copies = scratch.construct { copier in
        copier.importing([left.node, right.node], from: builder.store, keepsForm: true)
      }
      let sides = copies.map { Expr(store: scratch, node: $0, condition: .yes) }
      let condition = builder.both(left.condition, right.condition)
      // Symbols and numbers have no store: theirs is that of the task, which may be the one that is locked.
      let (found, places) = try Store.with(scratch) { () throws(NablaError) -> (Equality, [String]) in
        let found = try sides[0].equality(with: sides[1])
        guard case .different(let point) = found else { return (found, []) }
        return (found, point.map { "\($0.key) = \($0.value)" }.sorted())
      }
      switch found {
      case .equal:
        let (_, added) = builder.recording { builder.recordDefined(builder.difference(left.node, right.node)) }
        return .scalar(Conditioned(.yes, builder.both(condition, added)))
      case .different:
        if !places.isEmpty { input.remarks.texts.append("they differ at " + places.joined(separator: ", ")) }
        return .scalar(Conditioned(.no))
      case .unknown:
        input.remarks.texts.append("neither a proof nor a point where they differ was found")
        return .scalar(Conditioned(builder.relation(.equal, left.node, right.node), condition))
      }
    }
  }
}
