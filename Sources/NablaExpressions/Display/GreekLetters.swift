// Greek letters by name and as they are: what reads names and what typesets them look here.

/// The letters, once.
package enum GreekLetters {
  package enum Use: Sendable {
    /// A name of a symbol, or of an undefined function of one letter.
    case letter
    /// As a letter, and a constant where it stands alone.
    case constant
    /// A letter that looks like a Latin one and has no command in LaTeX.
    case latin
    /// A shape of a letter, or a sign, that only typesetting knows by name.
    case shape
  }

  /// The names, in LaTeX too, and the characters that stand for them.
  package static let rows: [(name: String, characters: [Character], use: Use)] = [
    ("alpha", ["α"], .letter), ("beta", ["β"], .letter), ("gamma", ["γ"], .letter), ("delta", ["δ"], .letter),
    ("epsilon", ["ϵ"], .letter), ("varepsilon", ["ε"], .shape), ("zeta", ["ζ"], .letter), ("eta", ["η"], .letter),
    ("theta", ["θ"], .letter), ("vartheta", ["ϑ"], .shape), ("iota", ["ι"], .letter), ("kappa", ["κ"], .letter),
    ("lambda", ["λ"], .letter), ("mu", ["μ", "µ"], .letter), ("nu", ["ν"], .letter), ("xi", ["ξ"], .letter),
    ("omicron", ["ο"], .latin), ("pi", ["π"], .constant), ("varpi", [], .shape), ("rho", ["ρ"], .letter),
    ("varrho", ["ϱ"], .shape), ("sigma", ["σ"], .letter), ("varsigma", ["ς"], .shape), ("tau", ["τ"], .letter),
    ("upsilon", ["υ"], .letter), ("phi", ["ϕ"], .letter), ("varphi", ["φ"], .shape), ("chi", ["χ"], .letter),
    ("psi", ["ψ"], .letter), ("omega", ["ω"], .letter), ("Gamma", ["Γ"], .letter), ("Delta", ["Δ"], .letter),
    ("Theta", ["Θ"], .letter), ("Lambda", ["Λ"], .letter), ("Xi", ["Ξ"], .letter), ("Pi", ["Π"], .letter),
    ("Sigma", ["Σ"], .letter), ("Upsilon", ["Υ"], .letter), ("Phi", ["Φ"], .letter), ("Psi", ["Ψ"], .letter),
    ("Omega", ["Ω"], .letter), ("hbar", ["ℏ", "ħ"], .shape), ("ell", ["ℓ"], .shape),
  ]

  /// The names that are one letter to a reader of formulas.
  package static let names: Set<String> = Set(rows.filter { $0.use == .letter || $0.use == .latin }.map(\.name))
  /// The names that are commands of LaTeX.
  package static let commands: Set<String> = Set(rows.filter { $0.use != .latin }.map(\.name))
  /// The command of LaTeX for a character.
  package static let commandOfCharacter: [Character: String] = Dictionary(
    uniqueKeysWithValues: rows.filter { $0.use != .latin }.flatMap { row in row.characters.map { ($0, row.name) } })

  /// What the spellings of a name have in common: `alpha_1` and `α_1` are one symbol. φ and ε are the letters phi and
  /// epsilon; ϕ, ϵ and other shapes are letters of their own.
  package static func folded(_ name: String) -> String {
    let stem = name.prefix { $0 != "_" }
    guard let first = stem.utf8.first, first >= 128, let letter = stem.first, stem.count == 1,
      let spelt = speltOut[letter]
    else { return name }
    return spelt + name.dropFirst(stem.count)
  }

  private static let speltOut: [Character: String] = {
    var table: [Character: String] = [:]
    for row in rows where row.use != .shape {
      if let letter = row.characters.first { table[letter] = row.name }
    }
    for (shape, usual) in [("ϵ", "ε"), ("ϕ", "φ")] as [(Character, Character)] {
      table[usual] = table[shape]
      table[shape] = nil
    }
    return table
  }()
}
