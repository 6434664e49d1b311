// Names in LaTeX: Greek letters, accents, subscripts, words. Any text is a name, and none can break out of its braces.

import NablaExpressions

package enum LaTeXNames {
  /// Greek capitals and omicron that look like Latin letters.
  private static let latinLookalikes: [Character: String] = [
    "ο": "o", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O",
    "Ρ": "P", "Τ": "T", "Χ": "X",
  ]

  /// x_dot is \dot{x}.
  private static let accents: [String: String] = [
    "dot": "dot", "ddot": "ddot", "hat": "hat", "bar": "bar", "tilde": "tilde", "vec": "vec",
  ]

  /// x_1 is x_{1}, theta_12 is \theta_{12}, w1 is w_{1}, rate is \mathrm{rate}.
  package static func symbol(_ name: String) -> String {
    var parts = name.split(separator: "_", omittingEmptySubsequences: true).map(String.init)
    guard var first = parts.first else { return literal(name) }
    parts.removeFirst()
    let letters = first.prefix { !$0.isASCII || !$0.isNumber }
    let digits = String(first.dropFirst(letters.count))
    if !digits.isEmpty, digits.allSatisfy(\.isNumber), !letters.isEmpty {
      parts.insert(digits, at: 0)
      first = String(letters)
    }
    var set = base(first)
    if let mark = parts.first.flatMap({ accents[$0] }) {
      parts.removeFirst()
      set = "\\\(mark){\(set)}"
    }
    return parts.isEmpty ? set : set + "_{\(parts.map(part).joined(separator: ","))}"
  }

  /// A name as it is spelled, upright, letters beyond ASCII by their numbers: what no other name is set as.
  package static func literal(_ name: String) -> String {
    let letters = name.unicodeScalars.map { scalar in
      scalar.isASCII ? spelled(Character(scalar)) : "U{+}\(String(scalar.value, radix: 16, uppercase: true))"
    }
    return "\\mathrm{\(letters.isEmpty ? "\\_" : letters.joined())}"
  }

  package static func constant(_ constant: DisplayConstant) -> String {
    switch constant {
    case .pi: return "\\pi"
    case .e: return "e"
    case .yes, .no: return "\\text{\(constant.name)}"
    }
  }

  private static func part(_ text: String) -> String {
    if text.allSatisfy({ $0.isASCII && $0.isNumber }) { return text }
    // Two letters are two indices: the element x_ij of a matrix.
    if text.utf8.count == 2, !GreekLetters.commands.contains(text), text.allSatisfy({ $0.isASCII && $0.isLetter }) {
      return text
    }
    return base(text)
  }

  private static func base(_ text: String) -> String {
    if GreekLetters.commands.contains(text) { return "\\\(text)" }
    if text == "omicron" { return "o" }
    let letters = text.map(spelled).joined()
    let set = letters.hasSuffix(" ") ? String(letters.dropLast()) : letters
    if text.count > 1 { return "\\mathrm{\(set)}" }
    // Capitals that Latin has as well are set upright, so that Η is not H.
    return text.first.map { latinLookalikes[$0] != nil } == true ? "\\mathrm{\(set)}" : set
  }

  /// One character, so that it means nothing but itself.
  private static func spelled(_ letter: Character) -> String {
    if let command = GreekLetters.commandOfCharacter[letter] { return "\\\(command) " }
    if let latin = latinLookalikes[letter] { return latin }
    switch letter {
    case "a"..."z" where letter.isASCII, "A"..."Z" where letter.isASCII, "0"..."9" where letter.isASCII,
      "+", "*", "=", "/", ".", ",", ":", ";", "!", "?", "(", ")", "[", "]", "<", ">", "|", "@", "'", "-":
      return String(letter)
    case "%", "&", "#", "$", "_", "{", "}": return "\\\(letter)"
    case "\\": return "\\backslash "
    case "^": return "\\text{\\textasciicircum}"
    case "~": return "\\text{\\textasciitilde}"
    case "\"": return "\\text{''}"
    case "`": return "\\text{`}"
    default:
      if letter.isWhitespace { return "\\ " }
      // Controls show nothing anywhere.
      return letter.unicodeScalars.allSatisfy { $0.value < 32 || $0.value == 127 } ? "?" : "\\text{\(letter)}"
    }
  }
}

/// The names of one display tree, each set so that no two look alike.
struct LaTeXNameTable {
  /// By text of the tree; empty for what is no name.
  private(set) var names: [[UInt8]]
  private(set) var words: [Bool]
  private(set) var constantE = "e"
  private(set) var sigmoid = "\\operatorname{sigmoid}"
  private(set) var heaviside = "\\operatorname{heaviside}"

  init(_ tree: DisplayTree, _ root: Int) {
    names = [[UInt8]](repeating: [], count: tree.textCount)
    words = [Bool](repeating: false, count: tree.textCount)
    var used = [Bool](repeating: false, count: tree.textCount)
    var taken: [String: DisplayText] = [:]
    var isSigmoid = false
    var isStep = false
    var hasE = false
    for index in 0...max(0, root) where root < tree.entries.count {
      switch tree.form(index) {
      case .symbol(let text), .application(let text, _): used[Int(text.index)] = true
      case .definitions(let list): for number in tree.numbers(list) { used[Int(number)] = true }
      case .call(.sigmoid): isSigmoid = true
      case .call(.heaviside): isStep = true
      case .call(.exp), .constant(.e): hasE = true
      case .constant(.pi): taken["\\pi"] = DisplayText(index: -1)
      case .number, .constant, .call, .negative, .sum, .product, .fraction, .power, .squareRoot, .verb, .relation, .and,
        .or, .conditional, .vector, .group, .factorial:
        break
      }
    }
    // Names that are spelled as they are set come first: x_1 keeps its subscript, and x1 beside it does without.
    let texts = used.indices.filter { used[$0] }.map { DisplayText(index: Int32(truncatingIfNeeded: $0)) }
    let spelled = texts.map { (text: $0, name: tree.string($0)) }
      .sorted { a, b in
        let (p, q) = (LaTeXNameTable.rank(a.name), LaTeXNameTable.rank(b.name))
        return p != q ? p < q : a.name < b.name
      }
    for (text, name) in spelled {
      var set = LaTeXNames.symbol(name)
      if taken[set] != nil { set = LaTeXNames.literal(name) }
      taken[set] = text
      names[Int(text.index)] = Array(set.utf8)
      words[Int(text.index)] = set.hasPrefix("\\mathrm")
    }
    if hasE, taken["e"] != nil { constantE = "\\mathrm{e}" }
    if isSigmoid, taken["\\sigma"] == nil { sigmoid = "\\sigma" }
    if isStep, taken["H"] == nil { heaviside = "H" }
  }

  /// Greek letters are themselves, theta beside θ is a word; a name with its index behind an underscore keeps it.
  private static func rank(_ name: String) -> Int {
    if !name.utf8.allSatisfy({ $0 < 128 }) { return 0 }
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    let isRegular = !parts.contains(where: \.isEmpty) && parts[0].last.map { !$0.isNumber } ?? false
    return isRegular ? 1 : 2
  }
}
