// Names in LaTeX: Greek letters, subscripts, names of several letters.

package enum LaTeXNames {
  private static let greekCommands: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
  ]

  private static let greekLetters: [Character: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "vartheta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "ϱ": "varrho", "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "ϕ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
  ]

  /// Greek capitals and omicron that look like Latin letters.
  private static let latinLookalikes: [Character: String] = [
    "ο": "o", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O",
    "Ρ": "P", "Τ": "T", "Χ": "X",
  ]

  /// x_1 is x_{1}, theta_12 is \theta_{12}, w1 is w_{1}, rate is \mathit{rate}.
  package static func symbol(_ name: String) -> String {
    let parts = name.split(separator: "_", omittingEmptySubsequences: true).map(String.init)
    guard let first = parts.first else { return "\\_" }
    let letters = first.prefix { !$0.isASCII || !$0.isNumber }
    let digits = String(first.dropFirst(letters.count))
    var subscripts = Array(parts.dropFirst())
    if !digits.isEmpty, digits.allSatisfy(\.isNumber), !letters.isEmpty {
      subscripts.insert(digits, at: 0)
      return base(String(letters)) + subscripted(subscripts)
    }
    return base(first) + subscripted(subscripts)
  }

  /// The name of an undefined function.
  package static func function(_ name: String) -> String { symbol(name) }

  package static func constant(_ name: String) -> String {
    switch name {
    case "pi", "π": return "\\pi"
    case "e": return "e"
    default: return "\\text{\(name)}"
    }
  }

  private static func subscripted(_ parts: [String]) -> String {
    parts.isEmpty ? "" : "_{\(parts.map(part).joined(separator: ","))}"
  }

  private static func part(_ text: String) -> String {
    if text.allSatisfy({ $0.isASCII && $0.isNumber }) { return text }
    return base(text)
  }

  private static func base(_ text: String) -> String {
    if greekCommands.contains(text) { return "\\\(text)" }
    if text == "omicron" { return "o" }
    let letters = text.map { letter -> String in
      if let command = greekLetters[letter] { return "\\\(command) " }
      return latinLookalikes[letter] ?? String(letter)
    }
    let joined = letters.joined()
    let set = joined.hasSuffix(" ") ? String(joined.dropLast()) : joined
    return text.count == 1 ? set : "\\mathit{\(set)}"
  }
}
