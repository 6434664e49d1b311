// Names and functions of a formula in LaTeX.

import NablaExpressions

extension LaTeXReader {
  /// A name as it is written: with its index, its accents, its font.
  struct Name {
    var text: String
    /// Behind the name.
    var next: Int
    /// What stands below a name where a sum binds it: `w_i`.
    var components: Range<Int>?
  }

  static let functionsOfSymbols: [String: String] = {
    var table: [String: String] = ["sigma": "sigmoid", "H": "heaviside"]
    for row in Catalogue.all {
      guard case .symbol(let set) = row.latex, set.hasPrefix("\\"), set.dropFirst().allSatisfy(\.isLetter) else {
        continue
      }
      table[String(set.dropFirst())] = row.name
    }
    return table
  }()

  /// Functions that have their first argument below the name, or above it: J_{1}(x), \psi^{(2)}(x).
  private static let indexedFunctions: [String: (name: String, isAbove: Bool)] = {
    var table: [String: (name: String, isAbove: Bool)] = [:]
    for row in Catalogue.all {
      guard case .indexed(let set, let isAbove) = row.latex else { continue }
      table[set.hasPrefix("\\") ? String(set.dropFirst()) : set] = (row.name, isAbove)
    }
    return table
  }()

  /// Functions by what stands in \operatorname or \mathrm, and by commands.
  private static let functionsOfWords: [String: String] = {
    var table: [String: String] = ["sh": "sinh", "ch": "cosh", "th": "tanh"]
    for callable in Catalogue.callables {
      for name in [callable.name] + callable.aliases { table[name] = callable.name }
    }
    for row in Catalogue.all {
      switch row.latex {
      case .operatorName(let name): table[name] = row.name
      case .symbol(let set):
        for prefix in ["\\operatorname{", "\\mathrm{"] where set.hasPrefix(prefix) && set.hasSuffix("}") {
          table[String(set.dropFirst(prefix.count).dropLast())] = row.name
        }
      case .command, .indexed, .exponential, .squareRoot, .cubeRoot, .absoluteValue, .floor: break
      }
    }
    return table
  }()

  /// The function that a command or a word in \operatorname is, and the index behind it.
  func function(_ index: Int) -> (name: String, next: Int)? {
    let command = tokens.command(index)
    guard !command.isEmpty, !GreekLetters.commands.contains(command) else { return nil }
    if command == "operatorname" || command == "mathrm" || command == "mathop" {
      let starred = kind(index + 1) == .times ? index + 2 : index + 1
      guard kind(starred) == .openBrace else { return nil }
      let end = tokens.matches[starred]
      guard let word = word(in: (starred + 1)..<end) else { return nil }
      // \mathrm{B} is the beta function where arguments follow, and a letter elsewhere.
      if word.utf8.count == 1, kind(end + 1) != .open { return nil }
      let name = LaTeXReader.functionsOfWords[word] ?? LaTeXReader.functionsOfWords[word.lowercased()]
      guard let name, command != "mathrm" || !symbols.contains(word) else { return nil }
      // What may be a symbol is one where no arguments follow.
      let following = kind(end + 1)
      if following != .open, following != .openBrace, following != .prime, following != .raised,
        Catalogue.callable(named: name)?.mayBeSymbol == true
      {
        return nil
      }
      return (name, end + 1)
    }
    guard let name = LaTeXReader.functionsOfWords[command] else { return nil }
    // \ln\Gamma(x) is a function of its own.
    if command == "ln", tokens.command(index + 1) == "Gamma", kind(index + 2) == .open { return ("lgamma", index + 2) }
    return (name, index + 1)
  }

  /// Whether a command begins with a name of a function: what stands before it is complete.
  func beginsFunction(_ index: Int) -> Bool {
    if function(index) != nil { return true }
    let command = tokens.command(index)
    return command == "sum" || command == "prod" || command == "nabla" || command == "partial"
      || LaTeXReader.fractions.contains(command) && derivative(index) != nil
  }

  // MARK: Words

  /// Letters and digits of a range as one word; nil where it holds something else.
  func word(in range: Range<Int>) -> String? {
    var word = ""
    var index = range.lowerBound
    while index < range.upperBound {
      let token = tokens.all[index]
      switch token.kind {
      case .letter, .number: word += tokens.text(token.range)
      case .text: word += tokens.text(token.range).filter { $0 != " " }
      case .comma, .lowered: word += "_"
      case .openBrace, .closeBrace: break
      case .command:
        let command = tokens.command(index)
        if GreekLetters.commands.contains(command) {
          word += command
        } else if command == "_" {
          word += "_"
        } else if command == "&" || command == "#" || command == "%" {
          word += command
        } else if !LaTeXReader.fonts.contains(command) {
          return nil
        }
      default: return nil
      }
      index += 1
    }
    return word.isEmpty ? nil : word
  }

  /// The name that begins at a token; nil where none does.
  mutating func name(_ index: Int, _ last: Int) throws(Diagnostic) -> Name? {
    var accents: [String] = []
    var place = index
    var style = Style.plain
    var closes = 0
    while place < last, let accent = LaTeXReader.accents[tokens.command(place)] {
      accents.append(accent)
      place += 1
      if kind(place) == .openBrace {
        guard ends[place] <= last,
          word(in: (place + 1)..<tokens.matches[place]) != nil
            || LaTeXReader.accents[tokens.command(place + 1)] != nil || kind(place + 1) == .command
        else {
          throw Diagnostic(.misplaced, "an accent stands above a name alone", self.place(index))
        }
        place += 1
        closes += 1
      }
    }
    guard place < last else { return nil }
    var text: String
    let token = tokens.all[place]
    switch token.kind {
    case .letter:
      text = tokens.text(token.range)
      place += 1
    case .command:
      let command = tokens.command(place)
      if GreekLetters.commands.contains(command) {
        text = command
        place += 1
      } else if LaTeXReader.fonts.contains(command) {
        if LaTeXReader.bold.contains(command) { style = .bold }
        let (inner, next) = try argument(kind(place + 1) == .times ? place + 2 : place + 1, last)
        guard let word = word(in: inner) else {
          throw Diagnostic(.misplaced, "\\\(command) is read where it holds a name", self.place(place, upTo: next))
        }
        text = word
        if style == .plain, GreekLetters.commands.contains(word), next - place > 3 { style = .word }
        place = next
      } else {
        return nil
      }
    case .openBrace:
      // {g}_{k}
      let end = tokens.matches[place]
      guard kind(end + 1) == .lowered, end + 1 < last, kind(place + 1) == .letter || kind(place + 1) == .command,
        let word = word(in: (place + 1)..<end)
      else { return nil }
      text = word
      place = end + 1
    default: return nil
    }
    while closes > 0, kind(place) == .closeBrace {
      place += 1
      closes -= 1
    }
    if closes > 0 { throw Diagnostic(.misplaced, "an accent stands above a name alone", self.place(index)) }
    for accent in accents.reversed() { text += "_" + accent }
    if let known = styles.updateValue(style, forKey: text), known != style {
      throw Diagnostic(
        .misplaced, "\(text) stands here in two fonts; names are told apart by letters and indices alone",
        self.place(index, upTo: place))
    }
    var name = Name(text: text, next: place)
    guard kind(place) == .lowered, place < last else { return name }
    let (inner, next) = try argument(place + 1, last)
    name.next = next
    if inner.contains(where: { isBound($0) }) {
      name.components = inner
      return name
    }
    guard let index = word(in: inner) else {
      throw Diagnostic(
        .misplaced, "an index is made of letters and digits, as in x_{1}, x_{ij}, x_{\\text{max}}",
        self.place(place, upTo: next))
    }
    name.text += "_" + index
    return name
  }

  private func isBound(_ index: Int) -> Bool {
    let token = tokens.all[index]
    guard token.kind == .letter || token.kind == .command else { return false }
    let text = token.kind == .letter ? tokens.text(token.range) : tokens.command(index)
    return bound.contains(text)
  }

  // MARK: Operands

  mutating func word(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    let command = tokens.command(index)
    if let connective = LaTeXReader.connectives[command] {
      guard hasOperand else { throw expected("an expression", at: index) }
      emit(connective, place(index))
      (hasOperand, isTight) = (false, false)
      return index + 1
    }
    if command == "neg" || command == "lnot" {
      emit("¬", place(index))
      return index + 1
    }
    if let next = try operation(index, last) { return next == .max ? nil : next }
    if let (function, next) = function(index) { return try apply(function, index, next, last) }
    if let next = try indicator(index, last) { return next == .max ? nil : next }
    guard let name = try name(index, last) else { throw unknownCommand(index) }
    return try operand(name, index, last)
  }

  /// A name, or a function of the user with its arguments.
  private mutating func operand(_ name: Name, _ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    beginOperand(index)
    let whole = place(index, upTo: name.next)
    if let components = name.components {
      emit(NameText.symbol(name.text, verbs: verbs) + "[", whole)
      // x_{ij} has two indices, x_{i + 1} one.
      let isList = components.allSatisfy {
        kind($0) == .letter || kind($0) == .number && $0 > components.lowerBound || kind($0) == .command
      }
      var list: [Task] = []
      if isList {
        for place in components {
          if place > components.lowerBound { list.append(.emit(", ", self.place(place))) }
          list += part(place..<(place + 1))
        }
      } else {
        list = part(components, allowsComma: true)
      }
      schedule(list + [.emit("]", whole), .operand(isRaised: false), .tokens(name.next, last)])
      return nil
    }
    var next = name.next
    var primes = 0
    while next < last, kind(next) == .prime {
      primes += 1
      next += 1
    }
    if primes == 0, kind(next) == .raised, let (count, end) = raisedPrimes(next, last) {
      primes = count
      next = end
    }
    let isApplied =
      next < last && kind(next) == .open && !tokens.all[next].isApart
      && tokens.all[next].bracket == UInt8(ascii: "(")
    let text = name.text
    if isApplied, !symbols.contains(text), !functions.contains(text) {
      if primes == 0, let function = LaTeXReader.functionsOfSymbols[text] {
        if function == "sigmoid" || function == "digamma" || function == "heaviside" {
          note("\(tokens.text(place(index)))(…) was read as \(function)(…)", whole)
        }
        emit(function + "(", whole)
        open(Frame(kind: .call, token: next))
        return next + 1
      }
      let parts = text.split(separator: "_", maxSplits: 1)
      let order = primes > 0 ? String(primes) : parts.count == 2 ? String(parts[1]) : ""
      if let row = LaTeXReader.indexedFunctions[String(parts[0])], row.isAbove == (primes > 0),
        primes == 0 || parts.count == 1, Int(order) != nil
      {
        note("\(tokens.text(whole))(…) was read as \(row.name)(\(order), …)", whole)
        emit("\(row.name)(\(order), ", whole)
        open(Frame(kind: .call, token: next))
        return next + 1
      }
    }
    if text == "e" || text == "pi" || text == "π" {
      // Where e is a symbol, Euler's number is set upright.
      let isUpright = text == "e" && tokens.command(index) == "mathrm"
      emit(isUpright ? "exp(1)" : text, whole)
      hasOperand = true
      return next
    }
    guard isApplied, !symbols.contains(text) || functions.contains(text) || primes > 0 else {
      if primes > 0 { throw expected("`(`: a derivative is written with its argument, f'(x)", at: next) }
      emit(NameText.symbol(text, verbs: verbs), whole)
      hasOperand = true
      if isApplied { emit("*", place(next)); hasOperand = false; isTight = true }
      return next
    }
    // A verb that is written like a function is that verb, unless its name was declared.
    let isVerb = verbs.contains(text) && primes == 0 && !functions.contains(text)
    var function = isVerb ? text : NameText.function(text, verbs: verbs)
    // Another shape of a letter is a letter as well.
    if GreekLetters.commands.contains(text), !GreekLetters.names.contains(text) { function = NameText.quoted(text) }
    if primes > 3 {
      emit("D[\(Array(repeating: "1", count: primes).joined(separator: ","))](\(function))(", whole)
    } else {
      emit(function + String(repeating: "'", count: primes) + "(", whole)
    }
    open(Frame(kind: .call, token: next))
    return next + 1
  }

  /// The order of a derivative raised behind a function: ^{(4)}, ^{\prime}.
  private func raisedPrimes(_ index: Int, _ last: Int) -> (count: Int, next: Int)? {
    guard kind(index + 1) == .openBrace else {
      return kind(index + 1) == .prime ? (1, index + 2) : nil
    }
    let inner = (index + 2)..<tokens.matches[index + 1]
    let next = inner.upperBound + 1
    if !inner.isEmpty, inner.allSatisfy({ kind($0) == .prime }) { return (inner.count, next) }
    guard inner.count == 3, kind(inner.lowerBound) == .open, kind(inner.lowerBound + 1) == .number,
      let order = Int(tokens.text(place(inner.lowerBound + 1))), order > 0, order <= 1000, next < last,
      kind(next) == .open
    else { return nil }
    return (order, next)
  }

  /// A function of the catalogue with what belongs to it: \sin x, \sin^{2}(x), \log_{2} x, \max(x, y).
  private mutating func apply(
    _ function: String, _ index: Int, _ behind: Int, _ last: Int
  ) throws(Diagnostic) -> Int? {
    beginOperand(index)
    var name = function
    var next = behind
    var power: Range<Int>?
    var base: Range<Int>?
    var primes = 0
    while next < last {
      if kind(next) == .raised, power == nil {
        (power, next) = try argument(next + 1, last)
      } else if kind(next) == .lowered, base == nil, name == "log" {
        (base, next) = try argument(next + 1, last)
      } else if kind(next) == .prime {
        primes += 1
        next += 1
      } else {
        break
      }
    }
    let whole = place(index, upTo: next)
    if kind(next) == .lowered {
      throw Diagnostic(.misplaced, "\(name) has no index; of functions only \\log_{b} has one", place(next))
    }
    if let raised = power, raised.count == 2, kind(raised.lowerBound) == .minus,
      tokens.text(place(raised.lowerBound + 1)) == "1"
    {
      if let inverse = Catalogue.row(named: name == "erf" ? "erfinv" : "a" + name) {
        name = inverse.name
        power = nil
        if function != "erf" { note("\(tokens.text(whole)) was read as \(name)", whole) }
      } else {
        note("\(tokens.text(whole)) was read as 1/\(name)(…)", whole)
      }
    }
    if primes > 0 {
      guard primes == 1, let derivative = Catalogue.row(named: name + "Prime") else {
        throw Diagnostic(.misplaced, "write \\frac{d}{dx} for the derivative of \(name)", whole)
      }
      name = derivative.name
    }
    var closing: [Task] = [.emit(")", whole)]
    if let power { closing += [.emit("^(", whole)] + part(power) + [.emit(")", whole)] }
    var opening: [Task] = [.emit(name + "(", whole)]
    if let base { opening += part(base) + [.emit(", ", whole)] }
    guard next < last, kind(next) != .plus else { throw expected("the argument of \(function)", at: next) }
    if let written = base, name == "log", written.count == 1,
      let decimal = Catalogue.callable(named: "log" + tokens.text(place(written.lowerBound)))
    {
      // log_2 and log_10 are functions of their own.
      opening = [.emit(decimal.name + "(", whole)]
      base = nil
    }
    switch tokens.all[next].kind {
    case .open where tokens.all[next].bracket != UInt8(ascii: "f") && tokens.all[next].bracket != UInt8(ascii: "c"):
      for task in opening.dropLast(base == nil ? 0 : opening.count) { try perform(task) }
      let frame = Frame(kind: .call, token: next, closing: closing)
      guard base == nil else {
        // The base is read first; then the bracket is met as one of a call.
        pendingCall(opening, frame, last)
        return nil
      }
      open(frame)
      return next + 1
    case .openBrace where kind(ends[next]) != .raised:
      let end = tokens.matches[next]
      schedule(
        opening + part((next + 1)..<end, allowsComma: true) + closing
          + [.operand(isRaised: power != nil), .tokens(end + 1, last)])
      return nil
    default:
      guard base == nil else {
        frames.append(Frame(kind: .application, token: next, closing: closing))
        schedule(opening + [.resume, .tokens(next, last)])
        return nil
      }
      for task in opening { try perform(task) }
      open(Frame(kind: .application, token: next, closing: closing))
      return next
    }
  }

  private mutating func pendingCall(_ opening: [Task], _ frame: Frame, _ last: Int) {
    frames.append(frame)
    schedule(opening + [.resume, .tokens(frame.token + 1, last)])
  }

  // MARK: Unknown commands

  private static let advice = [
    "int": "Nabla has no integral yet", "iint": "Nabla has no integral yet", "oint": "Nabla has no integral yet",
    "lim": "Nabla has no limit yet", "infty": "there is no infinity", "pm": "write the two formulas apart",
    "mp": "write the two formulas apart", "ldots": "write the terms out", "cdots": "write the terms out",
    "dots": "write the terms out", "vdots": "write the terms out", "over": "write \\frac{a}{b}",
    "to": "there are no limits", "in": "a set is no formula", "circ": "degrees stand behind a number: 30^\\circ",
    "Vert": "write \\sqrt{x^2 + y^2}", "|": "write \\sqrt{x^2 + y^2}", "lVert": "write \\sqrt{x^2 + y^2}",
    "det": "write the determinant out", "binom": "write the factorials out",
  ]

  func unknownCommand(_ index: Int) -> Diagnostic {
    let command = tokens.command(index)
    guard !command.isEmpty else { return expected("an expression", at: index) }
    if let advice = LaTeXReader.advice[command] {
      return Diagnostic(.misplaced, "\\\(command) is not read: \(advice)", place(index))
    }
    let known = Set(Catalogue.callables.map(\.name)).union(GreekLetters.commands).union(LaTeXReader.fractions)
      .union(LaTeXReader.accents.keys).union(["sqrt", "sum", "prod", "partial", "nabla", "cdot"])
    let near = Spelling.nearest(to: command, among: Array(known)).map { "; did you mean `\\\($0)`?" } ?? ""
    return Diagnostic(.misplaced, "there is no command `\\\(command)` in formulas\(near)", place(index))
  }
}
