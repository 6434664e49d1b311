// Softmax: the shares of exponentials in their sum.

import NablaExpressions

extension Expr {
  /// The shares of exponentials in their sum: e^(zᵢ)/Σ e^(zⱼ), as many as there are numbers.
  ///
  /// Defined everywhere; positive, with sum 1. Values and programs are computed without overflow. The Jacobian is
  /// diag(p) − p·pᵀ. Throws `domain` for relations.
  public static func softmax(_ logits: [Expr]) throws(NablaError) -> [Expr] {
    try made(of: logits) { (builder, nodes) throws(NablaError) in
      let (shares, condition) = builder.recording { builder.softmax(nodes) }
      return (shares, condition)
    }
  }
}

extension Builder {
  /// The shares of exponentials in their sum.
  package func softmax(_ logits: [NodeID]) -> [NodeID] {
    let exponentials = logits.map { power(.e, $0) }
    let whole = sum(exponentials)
    return exponentials.map { quotient($0, whole) }
  }
}
