// What a session assumes of its symbols: `assume`, `assumptions`, and `forget` of a symbol.

import Nabla
import NablaExpressions
import NablaSyntax

extension Session {
  /// `assume x > 0, n integer`: everything is kept, in the form that is right under what is assumed now.
  func assume(_ text: String, _ offset: Int) throws(NablaError) -> Response {
    let current = store.assumptions
    let context = context
    let assumptions = try shifted(offset) { () throws(NablaError) in
      try current.adding(parsing: Array(text.utf8), in: context)
    }
    if assumptions != current { move(to: Store(assuming: assumptions)) }
    // How it was read.
    return Response(text: assumptions.texts().joined(separator: ", "))
  }

  /// What is assumed, one line each.
  func assumptions() -> String {
    let texts = store.assumptions.texts()
    return texts.isEmpty ? "nothing is assumed: every symbol is a real number" : texts.joined(separator: "\n")
  }

  /// Drops what is assumed of a symbol; false where nothing is.
  func forgetAssumptions(on name: String) throws(NablaError) -> Bool {
    let current = store.assumptions
    let rest = try current.removing(.symbol(name))
    if rest == current { return false }
    move(to: Store(assuming: rest))
    return true
  }
}
