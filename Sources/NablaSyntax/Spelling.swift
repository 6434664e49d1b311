// What a misspelt name may have meant.

/// Suggestions for unknown names.
package enum Spelling {
  private static let synonyms: [String: String] = [
    "sine": "sin", "cosine": "cos", "tangent": "tan",
    "cuberoot": "cbrt", "absolute": "abs", "signum": "sign", "theta": "heaviside",
    "derivative": "diff", "derive": "diff", "differentiate": "diff", "gradient": "grad",
    "nabla": "grad", "maximum": "max", "minimum": "min", "iif": "if",
    "where": "if", "piecewise": "if", "div": "divergence", "rot": "curl", "idiff": "implicit",
    "implicitdiff": "implicit",
  ]

  private static let written: [String: String] = [
    "dot": "a product of vectors as a_1*b_1 + a_2*b_2", "inner": "a product of vectors as a_1*b_1 + a_2*b_2",
    "subs": "f where x = 2", "subst": "f where x = 2", "substitute": "f where x = 2", "replace": "f where x = 2",
    "series": "taylor(f, x, a, n)", "plot": "plot x^2, x = -3..3 as a command", "pow": "x^y", "power": "x^y",
    "square": "x^2", "norm": "sqrt(x^2 + y^2)",
    "factorial": "n!",
  ]

  private static let missing: Set<String> = [
    "integrate", "integral", "solve", "limit",
    "sum", "product", "prod", "dsolve", "nsolve", "fullsimplify", "trigsimp", "ratsimp",
    "assume", "residue", "laplace", "fourier",
  ]

  /// What there is in place of what is missing.
  private static let instead: [String: String] = [
    "integrate": "an antiderivative F is checked by simplify(diff(F, x) - f)",
    "integral": "an antiderivative F is checked by simplify(diff(F, x) - f)",
    "solve": "`factor` shows the zeros of polynomials", "nsolve": "`eval f at x = 2` gives values",
    "sum": "sums with numbers as bounds are written sum(f, i, 1, 10)",
    "prod": "products with numbers as bounds are written prod(f, i, 1, 10)",
    "product": "products with numbers as bounds are written prod(f, i, 1, 10)",
    "limit": "`eval f at x = 10^-9` shows where values tend", "fullsimplify": "write simplify(f)",
    "trigsimp": "write simplify(f)", "ratsimp": "write simplify(f)", "assume": "`assume x > 0` is a command",
  ]

  /// What to say of a function that other languages have.
  package static func advice(for name: String) -> String? {
    if let text = written[name.lowercased()] { return "there is no function `\(name)`; write \(text)" }
    let lowered = name.lowercased()
    guard missing.contains(lowered) else { return nil }
    return "Nabla has no \(lowered) yet" + (instead[lowered].map { "; " + $0 } ?? "")
  }

  /// The known name nearest to one that is unknown; nil where none is near.
  package static func nearest(to name: String, among known: [String]) -> String? {
    guard name.utf8.count <= 64 else { return nil }
    if let synonym = synonyms[name], known.contains(synonym) { return synonym }
    let lowered = name.lowercased()
    if let same = known.sorted().first(where: { $0.lowercased() == lowered }) { return same }
    let bound = name.utf8.count <= 3 ? 1 : 2
    var best: (distance: Int, name: String)?
    for candidate in known.sorted() where candidate.utf8.count <= 64 {
      let distance = distance(Array(name.utf8), Array(candidate.utf8))
      guard distance <= bound, distance < candidate.utf8.count else { continue }
      if distance < (best?.distance ?? Int.max) { best = (distance, candidate) }
    }
    return best?.name
  }

  /// Insertions, deletions, substitutions and exchanges of neighbours.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in 0..<b.count {
        row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], before[j - 1] + 1) }
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}
