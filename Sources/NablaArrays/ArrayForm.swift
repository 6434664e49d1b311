// A formula of matrices as it is written, before it is text or LaTeX.

import NablaExpressions
import NablaNumbers
import NablaTypesetting

/// A written formula of numbers, vectors and matrices.
indirect enum ArrayForm: Equatable, Sendable {
  /// Not negative.
  case number(Rational)
  case constant(DisplayConstant)
  case symbol(String, rank: Int)
  /// The name of an index.
  case index(String)
  /// All of a direction.
  case all
  /// Entries or members of what stands before the brackets.
  case component(ArrayForm, [ArrayForm])
  case delta(ArrayForm, ArrayForm)
  case identity(ArrayForm)
  case ones([ArrayForm])
  case negative(ArrayForm)
  case sum([ArrayForm])
  case product([ArrayForm])
  case quotient(ArrayForm, ArrayForm)
  case elementProduct([ArrayForm])
  case elementQuotient(ArrayForm, ArrayForm)
  case power(ArrayForm, ArrayForm)
  case elementPower(ArrayForm, ArrayForm)
  case transpose(ArrayForm)
  case inverse(ArrayForm)
  /// What is its own transpose.
  case symmetric(ArrayForm)
  case call(String, [ArrayForm])
  case relation(String, ArrayForm, ArrayForm)
  case indexedSum(ArrayForm, index: String, upper: ArrayForm)

  static let one = ArrayForm.number(1)

  /// Transposed, where that is written shortest: products turn round.
  var transposed: ArrayForm {
    switch self {
    case .transpose(let inner): return inner
    case .symmetric: return self
    case .product(let factors): return .product(factors.reversed().map(\.transposed))
    case .quotient(let a, let b): return .quotient(a.transposed, b)
    case .negative(let inner): return .negative(inner.transposed)
    case .elementProduct(let factors):
      let turned = ArrayForm.elementProduct(factors.map(\.transposed))
      return turned.transposeCount <= transposeCount + 1 ? turned : .transpose(self)
    case .identity, .number, .constant, .index, .all, .delta, .symbol(_, rank: 0): return self
    case .indexedSum(let body, let index, let upper): return .indexedSum(body.transposed, index: index, upper: upper)
    case .call(let name, _) where ["tr", "det", "logdet", "logsumexp", "norm", "sum", "max"].contains(name): return self
    case .call("diag", let parts) where parts.first.map(\.isVector) ?? false: return self
    case .inverse(.symbol(let name, let rank)) where ArrayForm.symmetricNames.contains(name):
      return .inverse(.symbol(name, rank: rank))
    case .symbol(let name, _) where ArrayForm.symmetricNames.contains(name): return self
    case .component(let base, let indices) where indices.isEmpty: return base.transposed
    default: return .transpose(self)
    }
  }

  /// Names of symmetric matrices, for whoever writes.
  @TaskLocal static var symmetricNames: Set<String> = []

  /// Names of diagonal matrices, for whoever writes.
  @TaskLocal static var diagonalNames: Set<String> = []

  private var isVector: Bool {
    switch self {
    case .symbol(_, let rank): return rank == 1
    case .elementProduct(let parts): return parts.allSatisfy(\.isVector)
    default: return false
    }
  }

  /// How many transposes are written.
  var transposeCount: Int {
    switch self {
    case .number, .constant, .symbol, .index, .all: return 0
    case .transpose(let a): return 1 + a.transposeCount
    case .negative(let a), .inverse(let a), .identity(let a), .symmetric(let a): return a.transposeCount
    case .indexedSum(let a, _, _): return a.transposeCount
    case .component(let a, _): return a.transposeCount
    case .delta(let a, let b), .quotient(let a, let b), .elementQuotient(let a, let b), .power(let a, let b),
      .elementPower(let a, let b), .relation(_, let a, let b):
      return a.transposeCount + b.transposeCount
    case .sum(let parts), .product(let parts), .elementProduct(let parts), .call(_, let parts), .ones(let parts):
      return parts.reduce(0) { $0 + $1.transposeCount }
    }
  }

  /// A product with what is a product itself taken in.
  static func multiplied(_ factors: [ArrayForm]) -> ArrayForm {
    var flat: [ArrayForm] = []
    var isNegative = false
    for factor in factors where factor != .one {
      switch factor {
      case .product(let inner): flat += inner
      case .negative(.product(let inner)):
        isNegative.toggle()
        flat += inner
      case .negative(let inner):
        isNegative.toggle()
        flat.append(inner)
      default: flat.append(factor)
      }
    }
    let result: ArrayForm = flat.isEmpty ? .one : flat.count == 1 ? flat[0] : .product(flat)
    return isNegative ? result.opposite : result
  }

  /// With a minus before it; a difference turns round.
  var opposite: ArrayForm {
    switch self {
    case .negative(let inner): return inner
    case .sum(let terms) where terms.contains(where: \.isNegative):
      let turned = terms.map(\.opposite)
      return .sum(turned.filter { !$0.isNegative } + turned.filter(\.isNegative))
    default: return .negative(self)
    }
  }

  /// Of a form and its transpose, where either will do, the one that is written with fewer transposes, then the one that comes
  /// first as a text.
  static func plainer(_ a: ArrayForm, _ b: ArrayForm) -> ArrayForm {
    let (x, y) = (a.transposeCount, b.transposeCount)
    if x != y { return x < y ? a : b }
    return a.text <= b.text ? a : b
  }

  /// As a text; what orders forms that nothing else tells apart.
  var text: String { ArrayFormWriter(language: .text).write(self) }

  var isNegative: Bool {
    if case .negative = self { return true }
    return false
  }

  /// The diagonal matrix of a vector; of the diagonal of a diagonal matrix it is that one.
  static func diagonal(_ vector: ArrayForm) -> ArrayForm {
    if case .call("diag", let parts) = vector, case .symbol(let name, _)? = parts.first, diagonalNames.contains(name) {
      return parts[0]
    }
    return .call("diag", [vector])
  }
}

/// Writes formulas of matrices.
struct ArrayFormWriter {
  enum Language { case text, latex }
  let language: Language
  private var isLatex: Bool { language == .latex }

  /// The strength with which a form binds: sums 1, products 2, powers 3, what stands behind 4, names 5.
  private func level(_ form: ArrayForm) -> Int {
    switch form {
    case .negative, .sum: return 1
    case .symmetric(let inner): return level(inner)
    case .relation: return 0
    case .number(let value): return value.isInteger || isLatex ? 5 : 2
    case .product, .elementProduct: return 2
    case .quotient, .elementQuotient: return isLatex ? 4 : 2
    case .power, .elementPower: return 3
    case .transpose, .inverse: return isLatex ? 3 : 4
    case .indexedSum: return isLatex ? 1 : 5
    case .constant, .symbol, .index, .all, .component, .delta, .identity, .ones, .call: return 5
    }
  }

  private func wrapped(_ form: ArrayForm, atLeast least: Int) -> String {
    let text = write(form)
    if level(form) >= least { return text }
    return isLatex ? "\\left(\(text)\\right)" : "(\(text))"
  }

  func write(_ form: ArrayForm) -> String {
    switch form {
    case .number(let value):
      guard isLatex, !value.isInteger else { return value.description }
      return "\\frac{\(value.numerator)}{\(value.denominator)}"
    case .constant(let constant): return isLatex ? LaTeXNames.constant(constant) : constant.name
    case .symbol(let name, let rank): return symbol(name, rank)
    case .symmetric(let inner): return write(inner)
    case .all: return isLatex ? "{:}" : ":"
    case .index(let name): return isLatex ? LaTeXNames.symbol(name) : NameText.symbol(name, verbs: [])
    case .component(let base, let indices):
      let list = indices.map(write).joined(separator: isLatex ? "," : ", ")
      if !isLatex { return "\(wrapped(base, atLeast: 4))[\(list)]" }
      // Members of a family are still vectors; entries are numbers.
      return "{\(wrapped(base, atLeast: 5))}_{\(list)}"
    case .delta(let a, let b):
      return isLatex ? "\\delta_{\(write(a))\(write(b))}" : "δ[\(write(a)), \(write(b))]"
    case .identity(let n): return isLatex ? "I" : "eye(\(write(n)))"
    case .ones(let parts):
      return isLatex ? "\\mathbf{1}" : "ones(\(parts.map(write).joined(separator: ", ")))"
    case .negative(let inner): return "-\(wrapped(inner, atLeast: 2))"
    case .sum(let terms):
      var text = ""
      for (place, term) in terms.enumerated() {
        if case .negative(let inner) = term {
          text += place == 0 ? "-\(wrapped(inner, atLeast: 2))" : " - \(wrapped(inner, atLeast: 2))"
        } else {
          text += (place == 0 ? "" : " + ") + wrapped(term, atLeast: 1)
        }
      }
      return text
    case .product(let factors): return product(factors)
    case .quotient(let a, let b):
      if isLatex { return "\\frac{\(write(a))}{\(write(b))}" }
      return "\(wrapped(a, atLeast: 2))/\(wrapped(b, atLeast: 3))"
    case .elementProduct(let factors):
      return factors.map { wrapped($0, atLeast: 3) }.joined(separator: isLatex ? " \\odot " : ".*")
    case .elementQuotient(let a, let b):
      if isLatex { return "\(wrapped(a, atLeast: 3)) \\oslash \(wrapped(b, atLeast: 3))" }
      return "\(wrapped(a, atLeast: 3))./\(wrapped(b, atLeast: 3))"
    case .power(let a, let b):
      if isLatex { return "{\(wrapped(a, atLeast: 4))}^{\(write(b))}" }
      return "\(wrapped(a, atLeast: 4))^\(wrapped(b, atLeast: 5))"
    case .elementPower(let a, let b):
      if isLatex { return "{\(wrapped(a, atLeast: 4))}^{\\circ \(write(b))}" }
      return "\(wrapped(a, atLeast: 4)).^\(wrapped(b, atLeast: 5))"
    case .transpose(.inverse(let a)) where isLatex: return "{\(wrapped(a, atLeast: 5))}^{-\\top}"
    case .transpose(let a):
      return isLatex ? "{\(wrapped(a, atLeast: 5))}^{\\top}" : "\(wrapped(a, atLeast: 4))'"
    case .inverse(let a):
      return isLatex ? "{\(wrapped(a, atLeast: 5))}^{-1}" : "inv(\(write(a)))"
    case .call(let name, let parts): return call(name, parts)
    case .relation(let sign, let a, let b):
      let signs = ["<": "<", "<=": "\\le", "==": "=", "!=": "\\ne"]
      return "\(wrapped(a, atLeast: 1)) \(isLatex ? signs[sign, default: sign] : sign) \(wrapped(b, atLeast: 1))"
    case .indexedSum(let body, let index, let upper):
      if isLatex {
        return "\\sum_{\(LaTeXNames.symbol(index))=1}^{\(write(upper))} \(wrapped(body, atLeast: 2))"
      }
      return "sum(\(write(body)), \(index), 1, \(write(upper)))"
    }
  }

  private func product(_ factors: [ArrayForm]) -> String {
    var text = ""
    for (place, factor) in factors.enumerated() {
      // A product entry by entry does not associate with others; a quotient does where it comes first.
      let least: Int
      switch factor {
      case .elementProduct, .elementQuotient: least = 3
      case .quotient, .number: least = place == 0 ? 2 : 3
      default: least = 2
      }
      let isLast = place == factors.count - 1
      var piece = wrapped(factor, atLeast: least)
      if isLatex, case .indexedSum = factor, isLast, place > 0 { piece = write(factor) }
      if place > 0 { text += isLatex ? separator(factors[place - 1], factor) : "*" }
      text += piece
    }
    return text
  }

  private func separator(_ a: ArrayForm, _ b: ArrayForm) -> String {
    if case .number = b { return " \\cdot " }
    return " "
  }

  private func symbol(_ name: String, _ rank: Int) -> String {
    guard isLatex else { return NameText.symbol(name, verbs: []) }
    let plain = LaTeXNames.symbol(name)
    return rank == 0 ? plain : "\\mathbf{\(plain)}"
  }

  private func call(_ name: String, _ parts: [ArrayForm]) -> String {
    let list = parts.map(write).joined(separator: ", ")
    guard isLatex else { return "\(name)(\(list))" }
    switch name {
    case "norm": return "\\left\\lVert \(list) \\right\\rVert"
    case "sqrt": return "\\sqrt{\(list)}"
    case "abs": return "\\left|\(list)\\right|"
    case "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min":
      return "\\\(name)\\left(\(list)\\right)"
    case "sigmoid": return "\\sigma\\left(\(list)\\right)"
    case "logdet": return "\\log\\det\\left(\(list)\\right)"
    default: return "\\operatorname{\(name)}\\left(\(list)\\right)"
    }
  }
}
