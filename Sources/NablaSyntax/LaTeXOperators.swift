// Fractions, roots, derivatives, sums and environments of a formula in LaTeX.

import NablaExpressions

extension LaTeXReader {
  /// A fraction that is a derivative: what stands above the bar behind the sign, and the variables with their orders.
  struct Derivative {
    let operand: Range<Int>
    let variables: String
    /// What stands above the bar and below it.
    let orders: (above: Int, below: Int)
    let next: Int
  }

  /// Reads a command that is no name and no function; nil where it is one, and `.max` where the rest was scheduled.
  mutating func operation(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    let command = tokens.command(index)
    switch command {
    case _ where LaTeXReader.fractions.contains(command): try fraction(index, last)
    case "sqrt": try root(index, last)
    case "sum", "prod": try reduction(index, last)
    case "nabla": try gradient(index, last)
    case "partial": return try partial(index, last)
    case "operatorname":
      guard kind(index + 1) == .openBrace, let word = word(in: (index + 2)..<tokens.matches[index + 1]) else {
        return nil
      }
      if word == "Hess" || word == "Jac", kind(tokens.matches[index + 1] + 1) == .lowered {
        try operatorWithVariables(word == "Hess" ? "hessian" : "jacobian", index, tokens.matches[index + 1] + 1, last)
        return .max
      }
      if function(index) == nil { try requireOperator(word, index, last) }
      return nil
    default: return nil
    }
    return .max
  }

  private mutating func fraction(_ index: Int, _ last: Int) throws(Diagnostic) {
    let (above, behind) = try argument(index + 1, last)
    let (below, next) = try argument(behind, last)
    if let derivative = derivative(index) {
      let whole = place(index, upTo: next)
      let (sum, total) = (derivative.orders.below, derivative.orders.above)
      guard sum == total else {
        throw Diagnostic(
          .misplaced,
          "the orders of a derivative differ: \(total) above, \(sum) below, as \\frac{d^2}{dx^2} has 2 and 2",
          whole)
      }
      beginOperand(index)
      emit("diff(", whole)
      // y as a symbol does not depend on x.
      var reader = self
      if let name = try? reader.name(derivative.operand.lowerBound, derivative.operand.upperBound),
        name.next == derivative.operand.upperBound,
        !derivative.variables.split(separator: ", ").contains("\(name.text)")
      {
        note(
          "\(name.text) was read as a symbol, which depends on nothing; a function is written \(name.text)(x)", whole)
      }
      if derivative.operand.isEmpty {
        open(Frame(kind: .prefix, token: index, closing: [.emit(", \(derivative.variables))", whole)]))
        schedule([.tokens(next, last)])
      } else {
        schedule(
          part(derivative.operand)
            + [.emit(", \(derivative.variables))", whole), .operand(isRaised: false), .tokens(next, last)])
      }
      return
    }
    // No more brackets than are needed: what was typed is shown with them.
    var isPostfixed = false
    switch kind(next) {
    case .raised, .factorial, .lowered: isPostfixed = next < last
    default: break
    }
    let isApart = hasOperand || isTight || isPostfixed
    beginOperand(index)
    let whole = place(index, upTo: next)
    schedule(
      [.emit(isApart ? "((" : "(", whole)] + part(above) + [.emit(")/(", whole)] + part(below)
        + [.emit(isApart ? "))" : ")", whole), .operand(isRaised: false), .tokens(next, last)])
  }

  private mutating func root(_ index: Int, _ last: Int) throws(Diagnostic) {
    var degree: Range<Int>?
    var inner = index + 1
    if kind(inner) == .open, tokens.all[inner].bracket == UInt8(ascii: "[") {
      let end = tokens.matches[inner]
      guard end >= 0 else {
        throw Diagnostic(.unclosedBracket, "the degree of the root is not closed, expected `]`", place(inner))
      }
      degree = (inner + 1)..<end
      inner = end + 1
    }
    let (radicand, next) = try argument(inner, last)
    beginOperand(index)
    let whole = place(index, upTo: next)
    var name = "sqrt("
    if let written = degree, written.count != 1 || kind(written.lowerBound) != .number {
      schedule(
        [.emit("(", whole)] + part(radicand) + [.emit(")^(1/(", whole)] + part(written)
          + [.emit("))", whole), .operand(isRaised: true), .tokens(next, last)])
      return
    }
    if let written = degree, written.count == 1, kind(written.lowerBound) == .number {
      switch tokens.text(place(written.lowerBound)) {
      case "2": degree = nil
      case "3": (name, degree) = ("cbrt(", nil)
      default: break
      }
    }
    if degree == nil, let (power, exponent) = integerPower(radicand), name == "cbrt(" || !exponent.isMultiple(of: 2) {
      // The root of an odd power is the power of the root, which is how it is set; a cube root is of any.
      schedule(
        [.emit(name, whole)] + part(radicand.lowerBound..<power)
          + [.emit(")^(", whole)] + part((power + 1)..<radicand.upperBound)
          + [.emit(")", whole), .operand(isRaised: true), .tokens(next, last)])
      return
    }
    var list: [Task] = [.emit(degree == nil ? name : "root(", whole)] + part(radicand)
    if let degree { list += [.emit(", ", whole)] + part(degree) }
    schedule(list + [.emit(")", whole), .operand(isRaised: false), .tokens(next, last)])
  }

  /// The sign ^ of a range that is one operand raised to a whole number.
  private func integerPower(_ range: Range<Int>) -> (sign: Int, exponent: Int)? {
    guard let first = range.first else { return nil }
    let end: Int
    switch kind(first) {
    case .letter, .openBrace: end = ends[first]
    case .command where GreekLetters.commands.contains(tokens.command(first)): end = ends[first]
    case .open:
      var depth = 0
      guard
        let close = range.first(where: {
          if kind($0) == .open { depth += 1 }
          if kind($0) == .close { depth -= 1 }
          return depth == 0
        })
      else { return nil }
      end = close + 1
    default: return nil
    }
    guard kind(end) == .raised, end < range.upperBound, let (order, next) = order(end, range.upperBound),
      order > 0, next == range.upperBound
    else { return nil }
    return (end, order)
  }

  // MARK: Derivatives

  /// d, \mathrm{d} or \partial at a token, and the index behind it.
  private func differential(_ index: Int) -> (isPartial: Bool, next: Int)? {
    switch kind(index) {
    case .letter: return tokens.text(place(index)) == "d" ? (false, index + 1) : nil
    case .text: return tokens.text(place(index)) == "d" ? (false, index + 1) : nil
    case .command:
      let command = tokens.command(index)
      if command == "partial" { return (true, index + 1) }
      guard command == "mathrm" || command == "operatorname", kind(index + 1) == .openBrace,
        word(in: (index + 2)..<tokens.matches[index + 1]) == "d"
      else { return nil }
      return (false, tokens.matches[index + 1] + 1)
    default: return nil
    }
  }

  /// The number raised at a token, 1 where there is none; nil where something else is raised.
  private func order(_ index: Int, _ last: Int) -> (order: Int, next: Int)? {
    guard index < last, kind(index) == .raised else { return (1, index) }
    var place = index + 1
    var next = index + 2
    if kind(place) == .openBrace {
      guard tokens.matches[place] == place + 2 else { return nil }
      place += 1
      next = place + 2
    }
    guard kind(place) == .number, next <= last, let order = Int(tokens.text(self.place(place))), order > 0 else {
      return nil
    }
    return (order, next)
  }

  /// What a fraction is as a derivative; nil where it is a quotient.
  func derivative(_ index: Int) -> Derivative? {
    let last = tokens.all.count
    guard let (above, behind) = try? argument(index + 1, last), let (below, next) = try? argument(behind, last),
      let (isPartial, first) = differential(above.lowerBound), first <= above.upperBound,
      let (total, operand) = order(first, above.upperBound)
    else { return nil }
    var variables: [String] = []
    var sum = 0
    var place = below.lowerBound
    // A copy that looks ahead.
    var reader = self
    while place < below.upperBound {
      guard let (sign, behind) = differential(place), sign == isPartial,
        let name = try? reader.name(behind, below.upperBound), name.components == nil,
        let (order, end) = order(name.next, below.upperBound)
      else { return nil }
      variables.append(NameText.symbol(name.text, verbs: verbs))
      if order > 1 { variables.append(String(order)) }
      sum += order
      place = end
    }
    guard !variables.isEmpty else { return nil }
    return Derivative(
      operand: operand..<above.upperBound, variables: variables.joined(separator: ", "), orders: (total, sum),
      next: next)
  }

  /// \partial_{x} f, \partial_{1} f(x, y).
  private mutating func partial(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    guard kind(index + 1) == .lowered else {
      throw Diagnostic(
        .misplaced, "a partial derivative is written \\frac{\\partial f}{\\partial x} or \\partial_{x} f", place(index))
    }
    let (inner, next) = try argument(index + 2, last)
    let whole = place(index, upTo: next)
    beginOperand(index)
    if inner.allSatisfy({ kind($0) == .number || kind($0) == .comma }), let positions = word(in: inner) {
      guard let name = try name(next, last), name.components == nil, kind(name.next) == .open, name.next < last else {
        throw expected("a function with its arguments, as in \\partial_{1} f(x, y)", at: next)
      }
      let list = positions.split(separator: "_").joined(separator: ", ")
      emit("D[\(list)](\(NameText.function(name.text, verbs: verbs)))(", whole)
      open(Frame(kind: .call, token: name.next))
      return name.next + 1
    }
    let variables = try variables(inner)
    emit("diff(", whole)
    open(Frame(kind: .prefix, token: index, closing: [.emit(", \(variables.joined(separator: ", ")))", whole)]))
    return next
  }

  /// \operatorname{foo} x is no product.
  private func requireOperator(_ word: String, _ index: Int, _ last: Int) throws(Diagnostic) {
    let next = tokens.matches[index + 1] + 1
    guard next < last else { return }
    switch kind(next) {
    case .letter, .number, .openBrace, .command:
      throw Diagnostic(
        .misplaced, "there is no function `\(word)`; to multiply, write \\cdot", place(index, upTo: next))
    default: return
    }
  }

  /// \nabla_{x, y} f and its like: a verb with the variables below it.
  private mutating func operatorWithVariables(
    _ verb: String, _ index: Int, _ lowered: Int, _ last: Int
  ) throws(Diagnostic) {
    let (inner, next) = try argument(lowered + 1, last)
    let names = try variables(inner).joined(separator: ", ")
    beginOperand(index)
    let whole = place(index, upTo: next)
    emit("\(verb)(", whole)
    open(Frame(kind: .prefix, token: index, closing: [.emit(", [\(names)])", whole)]))
    schedule([.tokens(next, last)])
  }

  private mutating func gradient(_ index: Int, _ last: Int) throws(Diagnostic) {
    let next = index + 1
    if kind(next) == .lowered { return try operatorWithVariables("grad", index, next, last) }
    if kind(next) == .raised || tokens.command(next) == "cdot" || kind(next) == .times {
      throw Diagnostic(.misplaced, "of the operators with \\nabla only the gradient is read", place(index))
    }
    beginOperand(index)
    let whole = place(index, upTo: next)
    emit("grad(", whole)
    open(Frame(kind: .prefix, token: index, closing: [.emit(")", whole)]))
    schedule([.tokens(next, last)])
  }

  /// Names, with commas or without.
  private mutating func variables(_ range: Range<Int>) throws(Diagnostic) -> [String] {
    var names: [String] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if kind(index) == .comma {
        index += 1
        continue
      }
      guard let name = try name(index, range.upperBound), name.components == nil else {
        throw expected("a variable", at: index)
      }
      names.append(NameText.symbol(name.text, verbs: verbs))
      index = name.next
    }
    guard !names.isEmpty else { throw expected("a variable", at: range.lowerBound) }
    return names
  }

  // MARK: Sums

  /// \sum_{i=1}^{n} with what follows up to a plus or minus.
  private mutating func reduction(_ index: Int, _ last: Int) throws(Diagnostic) {
    let command = tokens.command(index)
    let form = "\\\(command)_{i=1}^{n}"
    var lower: Range<Int>?
    var upper: Range<Int>?
    var next = index + 1
    while next < last {
      if kind(next) == .lowered, lower == nil {
        (lower, next) = try argument(next + 1, last)
      } else if kind(next) == .raised, upper == nil {
        (upper, next) = try argument(next + 1, last)
      } else {
        break
      }
    }
    guard let lower, let upper, let name = try name(lower.lowerBound, lower.upperBound), name.components == nil,
      name.next < lower.upperBound, kind(name.next) == .equal
    else {
      throw Diagnostic(.misplaced, "a \(command == "sum" ? "sum" : "product") has bounds: \(form)", place(index))
    }
    beginOperand(index)
    let whole = place(index, upTo: next)
    emit("\(command)(", whole)
    bound.append(name.text)
    let closing =
      [.unbind, .emit(", \(NameText.symbol(name.text, verbs: verbs)), ", whole)] as [Task]
      + part((name.next + 1)..<lower.upperBound) + [.emit(", ", whole)] + part(upper) + [.emit(")", whole)]
    open(Frame(kind: .prefix, token: index, closing: closing))
    schedule([.tokens(next, last)])
  }

  // MARK: Branches and matrices

  /// \mathbf{1}_{x > 0} is 1 where x > 0 and else 0.
  mutating func indicator(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    guard LaTeXReader.fonts.contains(tokens.command(index)), ends[index] < last, kind(ends[index]) == .lowered,
      let (inner, behind) = try? argument(index + 1, last), inner.count == 1, kind(inner.lowerBound) == .number,
      tokens.text(place(inner.lowerBound)) == "1"
    else { return nil }
    let (condition, next) = try argument(behind + 1, last)
    beginOperand(index)
    let whole = place(index, upTo: next)
    schedule(
      [.emit("if(", whole)] + part(condition)
        + [.emit(", 1, 0)", whole), .operand(isRaised: false), .tokens(next, last)])
    return .max
  }

  private static let matrices: Set<String> = [
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array", "psmallmatrix", "bsmallmatrix",
  ]
  private static let wrappers: Set<String> = [
    "equation", "equation*", "align", "align*", "aligned", "gather", "gather*", "gathered", "split", "math",
    "displaymath", "multline", "multline*",
  ]

  mutating func environment(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    let name = tokens.environment(index)
    let end = tokens.matches[index]
    var rows: [[Range<Int>]] = []
    var cells: [Range<Int>] = []
    var first = index + 1
    for place in tokens.separators[index] ?? [] {
      cells.append(first..<place)
      first = place + 1
      if kind(place) == .row {
        rows.append(cells)
        cells = []
      }
    }
    cells.append(first..<end)
    if cells.count > 1 || !cells[0].isEmpty || rows.isEmpty { rows.append(cells) }
    let list: [Task]
    switch name {
    case "cases", "dcases", "rcases": list = try branches(rows, index)
    case _ where LaTeXReader.matrices.contains(name): list = matrix(rows, index)
    case _ where LaTeXReader.wrappers.contains(name):
      guard rows.count == 1 else {
        throw Diagnostic(.misplaced, "one formula is read at a time, and these are \(rows.count)", place(index))
      }
      // What stands beside & belongs together.
      list = [.begin(allowsComma: false)] + rows[0].map { .tokens($0.lowerBound, $0.upperBound) } + [.finish(end)]
    default:
      throw Diagnostic(
        .misplaced, "the environment `\(name)` is not read; cases, pmatrix and bmatrix are", place(index))
    }
    beginOperand(index)
    schedule(list + [.operand(isRaised: false), .tokens(end + 1, last)])
    return nil
  }

  private func matrix(_ rows: [[Range<Int>]], _ index: Int) -> [Task] {
    let isColumn = rows.allSatisfy { $0.count == 1 }
    var list: [Task] = [.emit("[", place(index))]
    for (row, cells) in rows.enumerated() {
      if row > 0 { list.append(.emit(", ", place(index))) }
      if !isColumn { list.append(.emit("[", place(index))) }
      for (column, cell) in cells.enumerated() {
        if column > 0 { list.append(.emit(", ", place(index))) }
        list += part(cell)
      }
      if !isColumn { list.append(.emit("]", place(index))) }
    }
    list.append(.emit("]", place(index)))
    return list
  }

  private static let introductions: Set<String> = ["if", "for", "when", "where", "falls", "wenn", "für", "si", "with"]
  private static let rests: Set<String> = ["otherwise", "else", "sonst", "elsewhere", "other"]

  private mutating func branches(_ rows: [[Range<Int>]], _ index: Int) throws(Diagnostic) -> [Task] {
    var list: [Task] = [.emit("piecewise(", place(index))]
    for (row, cells) in rows.enumerated() {
      guard cells.count <= 2, !cells[0].isEmpty else {
        throw Diagnostic(.misplaced, "a case is a value & its condition", place(index))
      }
      let value = trimmed(cells[0])
      var condition = cells.count == 2 ? trimmed(cells[1]) : cells[0].upperBound..<cells[0].upperBound
      var isRest = condition.isEmpty
      while let first = condition.first, kind(first) == .text {
        let words = tokens.text(place(first)).split(separator: " ").map { $0.lowercased().filter { $0 != "," } }
        guard words.allSatisfy({ LaTeXReader.introductions.contains($0) || LaTeXReader.rests.contains($0) }) else {
          break
        }
        if words.contains(where: { LaTeXReader.rests.contains($0) }) { isRest = true }
        condition = (first + 1)..<condition.upperBound
      }
      if row > 0 { list.append(.emit(", ", place(index))) }
      if isRest {
        guard condition.isEmpty, row == rows.count - 1 else {
          throw Diagnostic(.misplaced, "`otherwise` stands alone and in the last case", place(cells[0].lowerBound))
        }
        list += [.emit("(", place(index))] + part(value) + [.emit(")", place(index))]
        continue
      }
      list += [.emit("(", place(index))] + part(value) + [.emit(", ", place(index))] + part(condition)
      list.append(.emit(")", place(index)))
    }
    return list + [.emit(")", place(index))]
  }

  /// Without a comma behind it.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let last = range.last, kind(last) == .comma { range = range.lowerBound..<last }
    return range
  }
}
