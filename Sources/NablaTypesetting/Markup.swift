// What printers of markup have in common: a walk over the display tree that writes pieces, with brackets where they are due.

import NablaExpressions

/// A piece of what an entry is written as.
enum MarkupPiece {
  case text(String)
  /// An entry, in brackets where it binds less tightly than is asked for.
  case entry(Int, level: Int)
}

/// How tightly forms bind, from loosest to tightest.
enum MarkupLevel {
  static let any = 0
  static let or = 1
  static let and = 2
  static let relation = 3
  static let sum = 4
  static let product = 5
  static let factor = 6
  static let power = 7
  static let atom = 9

  /// Whether an entry begins with a digit, before which times is written.
  static func beginsWithDigit(_ tree: DisplayTree, _ index: Int) -> Bool {
    var place = index
    while true {
      switch tree.form(place) {
      case .number, .factorial: return true
      case .power, .product: place = tree.child(place, 0)
      default: return false
      }
    }
  }

  /// The level of an entry whose fractions are set with a bar.
  static func of(_ tree: DisplayTree, _ index: Int) -> Int {
    switch tree.form(index) {
    case .definitions: return any
    case .or: return or
    case .and: return and
    case .relation: return relation
    case .sum, .negative: return sum
    case .product: return product
    case .fraction, .verb, .conditional: return factor
    case .power, .factorial: return power
    case .call(let function):
      if case .exponential = Catalogue.row(function).latex { return power }
      return atom
    case .number, .symbol, .constant, .squareRoot, .application, .vector, .group: return atom
    }
  }
}

/// A language in which formulas are marked up.
protocol MarkupDialect {
  /// What stands around an entry that is bracketed.
  var brackets: (open: String, close: String) { get }
  /// The pieces of an entry.
  mutating func pieces(_ tree: DisplayTree, _ index: Int) -> [MarkupPiece]
}

/// Writes entries of a display tree in a dialect. Linear in the length of the text; nothing recurses.
struct MarkupPrinter<Dialect: MarkupDialect> {
  private var dialect: Dialect
  private(set) var output: [UInt8] = []

  static func print(
    _ tree: DisplayTree, _ root: Int, _ dialect: Dialect, maximumLength: Int, watch: DisplayWatch
  ) throws(NablaError) -> String {
    var printer = MarkupPrinter(dialect: dialect)
    try printer.run(tree, root, maximumLength, watch)
    return String(decoding: printer.output, as: UTF8.self)
  }

  private init(dialect: Dialect) { self.dialect = dialect }

  private mutating func run(
    _ tree: DisplayTree, _ root: Int, _ maximumLength: Int, _ watch: DisplayWatch
  ) throws(NablaError) {
    var stack: [MarkupPiece] = [.entry(root, level: MarkupLevel.any)]
    while let piece = stack.popLast() {
      try watch.check()
      guard output.count <= maximumLength else {
        throw NablaError(
          .limit, "as markup this would have more than \(maximumLength) characters; ask for the form `graph`")
      }
      switch piece {
      case .text(let text): output.append(contentsOf: text.utf8)
      case .entry(let index, let level):
        let isBracketed = MarkupLevel.of(tree, index) < level
        if isBracketed { stack.append(.text(dialect.brackets.close)) }
        stack.append(contentsOf: dialect.pieces(tree, index).reversed())
        if isBracketed { stack.append(.text(dialect.brackets.open)) }
      }
    }
  }
}

/// Functions as they are typeset: their names, and whether these are words.
enum MarkupFunction {
  /// The name without commands of LaTeX: arcsin, Γ, ζ.
  static func name(_ function: FunctionID) -> String {
    let row = Catalogue.row(function)
    switch row.latex {
    case .command(let name), .operatorName(let name), .symbol(let name), .indexed(let name, _): return plain(name)
    case .exponential, .squareRoot, .cubeRoot, .absoluteValue, .floor: return row.name
    }
  }

  private static func plain(_ latex: String) -> String {
    var name = latex
    for (set, text) in [
      ("\\operatorname", ""), ("\\mathrm", ""), ("\\ln\\Gamma", "ln Γ"), ("^{-1}", "⁻¹"), ("_{2}", "₂"),
      ("_{10}", "₁₀"),
      ("{", ""), ("}", ""),
    ] { name = name.replacing(set, with: text) }
    guard name.hasPrefix("\\") else { return name }
    let word = String(name.dropFirst())
    return GreekLetters.rows.first { $0.name == word }?.characters.first.map(String.init) ?? word
  }
}

/// A name as its parts: what it begins with, an accent, the indices.
struct MarkupName {
  let base: String
  let accent: String?
  let indices: [String]

  private static let accents: Set<String> = ["dot", "ddot", "hat", "bar", "tilde", "vec"]

  /// x_1, w1, theta_old, x_dot_1.
  init(_ name: String) {
    var parts = name.split(separator: "_").map(String.init)
    guard !parts.isEmpty else {
      (base, accent, indices) = (name, nil, [])
      return
    }
    var first = parts.removeFirst()
    let letters = first.prefix { !("0"..."9" ~= $0) }
    let digits = String(first.dropFirst(letters.count))
    if !digits.isEmpty, !letters.isEmpty, digits.allSatisfy({ "0"..."9" ~= $0 }) {
      parts.insert(digits, at: 0)
      first = String(letters)
    }
    base = first
    accent = parts.first.flatMap { MarkupName.accents.contains($0) ? $0 : nil }
    indices = accent == nil ? parts : Array(parts.dropFirst())
  }

  /// Whether an index is two letters: the element x_ij of a matrix.
  static func isPair(_ index: String) -> Bool {
    index.utf8.count == 2 && index.utf8.allSatisfy { ($0 | 0x20) &- 97 < 26 } && letter(index) == index
  }

  /// The Greek letter that a word names, or the word.
  static func letter(_ word: String) -> String {
    GreekLetters.rows.first { $0.name == word }?.characters.first.map(String.init) ?? word
  }
}

/// Derivatives that were typed: d/dx, with the order of each variable.
enum MarkupLeibniz {
  /// The variables and their orders behind the function of a verb; nil where they are something else.
  static func variables(_ tree: DisplayTree, _ arguments: [Int]) -> [(name: String, order: Int)]? {
    var factors: [(name: String, order: Int)] = []
    for argument in arguments {
      switch tree.form(argument) {
      case .symbol(let name): factors.append((tree.string(name), 1))
      case .number(let digits):
        guard let order = Int(tree.string(digits)), !factors.isEmpty, order < 1_000_000 else { return nil }
        factors[factors.count - 1].order = order
      default: return nil
      }
    }
    return factors.isEmpty ? nil : factors
  }
}
