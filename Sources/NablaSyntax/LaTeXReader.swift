// Reads a formula in LaTeX and writes it as a text of the language. Explicit stacks: no recursion, whatever the depth.

import NablaExpressions

/// Writes what the tokens of a formula stand for. What LaTeX sets in another order than the language, such as the index of
/// a root, is read where it belongs: the work still to be done is a stack of tasks over ranges of tokens.
struct LaTeXReader {
  let tokens: LaTeXTokens
  let symbols: Set<String>
  let functions: Set<String>
  let verbs: Set<String>
  /// Of each token the one behind what begins with it: a group, a command with its arguments.
  var ends: [Int] = []
  var output: [UInt8] = []
  var starts: [Int] = []
  var places: [Range<Int>] = []
  var notes: [ReadingNote] = []
  var tasks: [Task] = []
  var frames: [Frame] = []
  /// Whether an operand has just been written.
  var hasOperand = false
  /// Whether it ends in an exponent, which cannot have another one.
  var isRaised = false
  /// Whether what is written next stands behind a sign of multiplication or division.
  var isTight = false
  /// Indices that sums bind where the reader stands.
  var bound: [String] = []
  /// Whether what is read stands behind `where`.
  var isDefining = false
  /// How names were typed first: names that look different are not to become one.
  var styles: [String: Style] = [:]

  enum Task {
    case emit(String, Range<Int>)
    /// Reads the tokens of a range that belongs to what is open.
    case tokens(Int, Int)
    case begin(allowsComma: Bool)
    /// Ends what was begun; the token behind it.
    case finish(Int)
    case operand(isRaised: Bool)
    /// Goes on inside of what is open.
    case resume
    case unbind
  }

  enum Style { case plain, bold, word }

  struct Frame {
    enum Kind { case part, bracket, bar, call, application, prefix }
    let kind: Kind
    /// The token that opened it.
    let token: Int
    var closing: [Task] = []
    var allowsComma = false

    /// Whether it ends without a sign of its own.
    var isImplicit: Bool { kind == .application || kind == .prefix }
  }

  init(_ tokens: LaTeXTokens, symbols: Set<String>, functions: Set<String>, verbs: Set<String>) {
    self.tokens = tokens
    self.symbols = symbols
    self.functions = functions
    self.verbs = verbs
    ends = LaTeXReader.ends(tokens)
  }

  var all: [LaTeXToken] { tokens.all }

  func kind(_ index: Int) -> LaTeXToken.Kind? { index < tokens.all.count ? tokens.all[index].kind : nil }

  mutating func translation() throws(Diagnostic) -> LaTeXText {
    guard !tokens.all.isEmpty else {
      throw Diagnostic(
        .missingOperand, "the text is empty, expected a formula such as \\frac{x}{2}", 0..<tokens.bytes.count)
    }
    schedule([.begin(allowsComma: false), .tokens(0, tokens.all.count), .finish(tokens.all.count)])
    while let task = tasks.popLast() { try perform(task) }
    return LaTeXText(bytes: output, notes: Array(notes.prefix(10)), starts: starts, places: places)
  }

  // MARK: Tasks

  mutating func schedule(_ list: [Task]) { tasks.append(contentsOf: list.reversed()) }

  /// A part that stands alone, from a token up to another one.
  func part(_ range: Range<Int>, allowsComma: Bool = false) -> [Task] {
    [.begin(allowsComma: allowsComma), .tokens(range.lowerBound, range.upperBound), .finish(range.upperBound)]
  }

  mutating func perform(_ task: Task) throws(Diagnostic) {
    switch task {
    case .emit(let text, let place): emit(text, place)
    case .tokens(let first, let last): try read(first, last)
    case .begin(let allowsComma):
      frames.append(Frame(kind: .part, token: -1, allowsComma: allowsComma))
      (hasOperand, isRaised, isTight) = (false, false, false)
    case .finish(let index):
      guard let frame = frames.last else { return }
      if frame.isImplicit {
        closeImplicit(then: [.finish(index)])
        return
      }
      guard frame.kind == .part else { throw unclosed(frame, at: index) }
      guard hasOperand else { throw expected("an expression", at: index) }
      frames.removeLast()
    case .operand(let raised): (hasOperand, isRaised, isTight) = (true, raised, false)
    case .resume: (hasOperand, isRaised, isTight) = (false, false, false)
    case .unbind: bound.removeLast()
    }
  }

  mutating func emit(_ text: String, _ place: Range<Int>) {
    starts.append(output.count)
    places.append(place)
    output.append(contentsOf: text.utf8)
  }

  mutating func closeImplicit(then next: [Task]) {
    let frame = frames.removeLast()
    schedule(frame.closing + [.operand(isRaised: false)] + next)
  }

  /// Makes room for an operand: what stands side by side is multiplied.
  mutating func beginOperand(_ index: Int) {
    if hasOperand {
      emit("*", place(index))
      isTight = true
    }
    (hasOperand, isRaised) = (false, false)
  }

  func place(_ index: Int) -> Range<Int> {
    index < tokens.all.count ? tokens.all[index].range : tokens.bytes.count..<tokens.bytes.count
  }

  func place(_ first: Int, upTo last: Int) -> Range<Int> {
    place(first).lowerBound..<max(place(first).upperBound, last > first ? place(last - 1).upperBound : 0)
  }

  // MARK: Errors

  func expected(_ what: String, at index: Int) -> Diagnostic {
    let found = index < tokens.all.count ? "`\(tokens.text(tokens.all[index].range))`" : "the end of the text"
    return Diagnostic(.misplaced, "found \(found), expected \(what)", place(index))
  }

  func unclosed(_ frame: Frame, at index: Int) -> Diagnostic {
    let opening = tokens.text(place(frame.token))
    return Diagnostic(
      .unclosedBracket, "the bracket `\(opening)` is not closed", place(frame.token),
      notes: [Diagnostic.Note(message: "up to here", range: place(index))])
  }

  mutating func note(_ message: String, _ range: Range<Int>) {
    if notes.count < 10 { notes.append(ReadingNote(message: message, range: range)) }
  }

  // MARK: Tokens

  mutating func read(_ first: Int, _ last: Int) throws(Diagnostic) {
    var index = first
    while index < last {
      // What can be written at once goes on here; the rest is scheduled, and then the tokens behind it.
      let next = try step(index, last)
      guard let next else { return }
      index = next
    }
  }

  /// Whether an application or operator without brackets ends before a token.
  private func endsImplicit(_ frame: Frame, _ token: LaTeXToken, _ index: Int) -> Bool {
    guard frame.isImplicit else { return false }
    switch token.kind {
    case .plus, .minus: return hasOperand
    case .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual, .comma, .ampersand, .row, .close, .text,
      .end:
      return true
    case .times, .divide: return frame.kind == .application
    case .bar:
      if token.side == .right { return true }
      return token.side == .none && hasOperand && frames.last(where: { !$0.isImplicit })?.kind == .bar
    case .command:
      if frame.kind == .application, hasOperand, beginsFunction(index) { return true }
      return LaTeXReader.connectives[tokens.command(index)] != nil
    case .letter, .number, .openBrace, .closeBrace, .open, .raised, .lowered, .prime, .factorial, .begin: return false
    }
  }

  private static let relations: [LaTeXToken.Kind: String] = [
    .less: " < ", .greater: " > ", .lessOrEqual: " <= ", .greaterOrEqual: " >= ", .equal: " == ", .notEqual: " != ",
  ]
  static let connectives = ["land": " and ", "wedge": " and ", "lor": " or ", "vee": " or "]

  /// Writes a token; the index of the next one, or nil where what follows was scheduled.
  private mutating func step(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    let token = tokens.all[index]
    if let frame = frames.last, endsImplicit(frame, token, index) {
      guard hasOperand else { throw expected("an expression", at: index) }
      closeImplicit(then: [.tokens(index, last)])
      return nil
    }
    switch token.kind {
    case .number: return try number(index)
    case .letter, .command: return try word(index, last)
    case .openBrace:
      let end = tokens.matches[index]
      if kind(end + 1) == .lowered, kind(index + 1) == .letter || kind(index + 1) == .command {
        return try word(index, last)
      }
      beginOperand(index)
      schedule(
        [.emit("(", place(index))] + part((index + 1)..<end)
          + [.emit(")", place(end)), .operand(isRaised: false), .tokens(end + 1, last)])
      return nil
    case .open:
      if token.bracket == UInt8(ascii: ".") {
        throw Diagnostic(
          .misplaced, "a value at a point is asked for by `eval f at x = 2`, not inside a formula", token.range)
      }
      beginOperand(index)
      let function = token.bracket == UInt8(ascii: "f") ? "floor" : token.bracket == UInt8(ascii: "c") ? "ceil" : ""
      emit(function + "(", token.range)
      open(Frame(kind: .bracket, token: index))
      return index + 1
    case .close: return try close(index, last)
    case .bar:
      let inner = frames.last?.kind == .bar
      if token.side == .right || (token.side == .none && inner && hasOperand) { return try close(index, last) }
      beginOperand(index)
      emit("abs(", token.range)
      open(Frame(kind: .bar, token: index))
      return index + 1
    case .raised: return try raise(index, last)
    case .lowered:
      if isRaised { throw Diagnostic(.misplaced, "an index stands before the exponent: x_{1}^{2}", token.range) }
      throw Diagnostic(
        .misplaced, "an index stands behind a name, as in x_{1}; a value at a point is asked for by `eval f at x = 2`",
        token.range)
    case .prime: throw expected("an operator; only a function has a derivative: f'(x)", at: index)
    case .plus, .minus:
      emit(hasOperand ? (token.kind == .plus ? " + " : " - ") : token.kind == .plus ? "+" : "-", token.range)
      if hasOperand { isTight = false }
      hasOperand = false
      return index + 1
    case .times, .divide:
      guard hasOperand else { throw expected("an expression", at: index) }
      emit(token.kind == .times ? "*" : "/", token.range)
      (hasOperand, isTight) = (false, true)
      return index + 1
    case .factorial:
      guard hasOperand else { throw expected("an expression", at: index) }
      emit("!", token.range)
      isRaised = false
      return index + 1
    case .comma: return try comma(index)
    case .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual:
      guard hasOperand else { throw expected("an expression", at: index) }
      let isDefinition = isDefining && frames.count == 1 && token.kind == .equal
      emit(isDefinition ? " = " : LaTeXReader.relations[token.kind] ?? "", token.range)
      (hasOperand, isTight) = (false, false)
      return index + 1
    case .text: return try text(index, last)
    case .begin: return try environment(index, last)
    case .ampersand, .row:
      throw Diagnostic(
        .misplaced, "`\(tokens.text(token.range))` stands inside \\begin{cases} or \\begin{pmatrix} only", token.range)
    case .closeBrace, .end: throw expected("an operator or the end", at: index)
    }
  }

  mutating func open(_ frame: Frame) {
    frames.append(frame)
    (hasOperand, isRaised, isTight) = (false, false, false)
  }

  private mutating func close(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    let token = tokens.all[index]
    guard let frame = frames.last, frame.kind != .part else {
      throw Diagnostic(
        .unopenedBracket, "found `\(tokens.text(token.range))` without an opening bracket", token.range,
        fix: (token.range, ""))
    }
    guard hasOperand else { throw expected("an expression", at: index) }
    let opening = tokens.all[frame.token]
    guard opening.kind == (token.kind == .bar ? .bar : .open), opening.bracket == token.bracket || token.kind == .bar
    else { throw unclosed(frame, at: index) }
    frames.removeLast()
    if frame.closing.isEmpty {
      emit(")", token.range)
      (hasOperand, isRaised, isTight) = (true, false, false)
      return index + 1
    }
    schedule(frame.closing + [.operand(isRaised: false), .tokens(index + 1, last)])
    return nil
  }

  private mutating func comma(_ index: Int) throws(Diagnostic) -> Int {
    guard hasOperand else { throw expected("an expression", at: index) }
    guard let frame = frames.last, frame.kind == .call || frame.allowsComma else {
      let isDecimal = index > 0 && kind(index - 1) == .number && kind(index + 1) == .number
      throw expected(
        isDecimal ? "an operator; a decimal has a point, or a comma in braces: 0{,}5" : "an operator or the end",
        at: index)
    }
    emit(", ", place(index))
    (hasOperand, isRaised, isTight) = (false, false, false)
    return index + 1
  }

  /// A word: `and`, `or`, `true`, `false`, a name; behind the whole `where` with definitions, or `for` with conditions.
  private mutating func text(_ index: Int, _ last: Int) throws(Diagnostic) -> Int {
    let words = tokens.text(place(index)).split(whereSeparator: { $0 == " " })
    let isBehindAll = hasOperand && frames.count == 1
    switch words.first {
    case "and" where hasOperand && words.count == 1, "or" where hasOperand && words.count == 1:
      emit(" \(words[0]) ", place(index))
      (hasOperand, isTight) = (false, false)
      return index + 1
    case "where" where isBehindAll && words.count == 1:
      emit(" where ", place(index))
      isDefining = true
      frames[0].allowsComma = true
      (hasOperand, isTight) = (false, false)
      return index + 1
    case "for" where isBehindAll, "with" where isBehindAll && words.count > 1:
      note("the conditions behind the formula were not read", place(index, upTo: last))
      return last
    case let word? where words.count == 1 && !hasOperand && word.utf8.allSatisfy({ ($0 | 0x20) &- 97 < 26 }):
      let isConstant = word == "true" || word == "false"
      emit(isConstant ? String(word) : NameText.symbol(String(word), verbs: verbs), place(index))
      hasOperand = true
      return index + 1
    default:
      throw expected("a formula; of words `and`, `or`, `if`, `otherwise` and `where` are understood", at: index)
    }
  }

  private mutating func number(_ index: Int) throws(Diagnostic) -> Int {
    guard !hasOperand else {
      throw expected("an operator; a number stands behind another factor only after \\cdot", at: index)
    }
    let token = tokens.all[index]
    var digits = tokens.text(token.range)
    if let comma = digits.firstIndex(of: "{") {
      let decimals = digits[digits.index(comma, offsetBy: 3)...]
      if decimals.count == 3 {
        throw Diagnostic(
          .misplaced, "\(digits) may be \(digits[..<comma])\(decimals) or \(digits[..<comma]).\(decimals); write one",
          token.range)
      }
      digits = digits[..<comma] + "." + decimals
    }
    let degrees = degreeEnd(index + 1)
    emit(degrees == nil ? digits : "(\(digits)*pi/180)", token.range)
    (hasOperand, isRaised, isTight) = (true, degrees != nil, false)
    return degrees ?? index + 1
  }

  /// Behind ^\circ, where that follows.
  private func degreeEnd(_ index: Int) -> Int? {
    guard kind(index) == .raised else { return nil }
    if tokens.command(index + 1) == "circ" { return index + 2 }
    return kind(index + 1) == .openBrace && tokens.command(index + 2) == "circ" && kind(index + 3) == .closeBrace
      ? index + 4 : nil
  }

  // MARK: Exponents and arguments

  private mutating func raise(_ index: Int, _ last: Int) throws(Diagnostic) -> Int? {
    guard hasOperand else { throw expected("an expression", at: index) }
    if isRaised {
      throw Diagnostic(.misplaced, "two exponents follow each other; write {x^{a}}^{b} or x^{a b}", place(index))
    }
    if degreeEnd(index) != nil {
      throw Diagnostic(.misplaced, "degrees stand behind a number; else multiply by \\frac{\\pi}{180}", place(index))
    }
    let (inner, next) = try argument(index + 1, last)
    schedule(
      [.emit("^(", place(index))] + part(inner)
        + [.emit(")", place(max(index, next - 1))), .operand(isRaised: true), .tokens(next, last)])
    return nil
  }

  /// The tokens of an argument, without its braces, and the index behind it.
  func argument(_ index: Int, _ last: Int) throws(Diagnostic) -> (inner: Range<Int>, next: Int) {
    guard index < last else { throw expected("an argument in braces", at: index) }
    switch tokens.all[index].kind {
    case .openBrace: return ((index + 1)..<tokens.matches[index], tokens.matches[index] + 1)
    case .number:
      let digits = tokens.text(place(index))
      guard digits.utf8.count == 1 else {
        throw Diagnostic(
          .misplaced, "without braces LaTeX takes the first digit alone; write {\(digits)}", place(index),
          fix: (place(index), "{\(digits)}"))
      }
      return (index..<(index + 1), index + 1)
    case .letter, .command, .begin: return (index..<min(last, ends[index]), min(last, ends[index]))
    default: throw expected("an argument in braces", at: index)
    }
  }

  /// Where what begins at each token ends.
  private static func ends(_ tokens: LaTeXTokens) -> [Int] {
    let count = tokens.all.count
    var ends = [Int](repeating: count, count: count + 1)
    func end(_ index: Int) -> Int { index < count ? ends[index] : count }
    for index in stride(from: count - 1, through: 0, by: -1) {
      switch tokens.all[index].kind {
      case .openBrace, .begin: ends[index] = tokens.matches[index] + 1
      case .command:
        let name = tokens.command(index)
        if fractions.contains(name) {
          ends[index] = end(end(index + 1))
        } else if name == "sqrt" {
          let isIndexed = index + 1 < count && tokens.matches[index + 1] >= 0 && tokens.all[index + 1].kind == .open
          ends[index] = end(isIndexed ? tokens.matches[index + 1] + 1 : index + 1)
        } else if fonts.contains(name) || accents[name] != nil {
          let isStarred = index + 1 < count && tokens.all[index + 1].kind == .times
          ends[index] = end(isStarred ? index + 2 : index + 1)
        } else {
          ends[index] = index + 1
        }
      default: ends[index] = index + 1
      }
    }
    return ends
  }

  static let fractions: Set<String> = ["frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"]
  static let fonts: Set<String> = [
    "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathbb", "mathfrak", "mathscr", "mathds",
    "boldsymbol", "bm", "operatorname", "mathnormal", "symbf", "symup", "mathop", "mathord", "ensuremath",
  ]
  static let bold: Set<String> = ["mathbf", "boldsymbol", "bm", "symbf"]
  static let accents = [
    "dot": "dot", "ddot": "ddot", "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "vec": "vec", "overrightarrow": "vec",
  ]
}
