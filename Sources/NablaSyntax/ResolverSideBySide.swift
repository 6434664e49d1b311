// What stands side by side: a(x + 1) for a value a, words that are hardly factors, `not`, log_2(x).

import NablaExpressions
import NablaNumbers

extension Resolver {
  /// A product that was typed like a call, `a(x + 1)` for a value a: what follows its parenthesis belongs to that alone.
  struct SplitProduct {
    let factor: Conditioned
    let argument: Conditioned
  }

  /// Whether a name that is applied is no function here but a value, so that it is multiplied.
  func isFactor(_ index: Int) -> Bool {
    let name = tree.name(index)
    let number = Int(tree.entries[index].name)
    guard tree.positions(index).isEmpty, tree.entries[index].count == 1, scalars[argument(index)].node != .none else {
      return false
    }
    if context.symbols.contains(name) || openScopes.binds(number) || abbreviations[number] != nil { return true }
    if context.hidden.contains(name) { return true }
    if context.failed.contains(name) || definition(of: name) != nil || context.undefinedFunctions.contains(name) {
      return false
    }
    if let value = context.values[name] {
      if case .scalar(let expression) = value { return !expression.store.isBoolean(expression.node) }
      return false
    }
    return !tree.isQuoted(index) && (name == "pi" || name == "π" || name == "e")
  }

  private func argument(_ index: Int) -> Int { Int(tree.children[Int(tree.entries[index].first)].entry) }

  /// `a(x + 1)` as a·(x + 1).
  mutating func factorCall(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    let entry = tree.entries[index]
    let number = Int(entry.name)
    if meanings[number] == nil {
      meanings[number] = try meaning(of: tree.names[number], isQuoted: tree.isQuoted[number], tree.nameRange(index))
    }
    if abbreviations[number] == false { abbreviations[number] = true }
    guard case .scalar(let factor)? = meanings[number] else {
      throw NablaError(
        .name, "\(tree.names[number]) is a vector here, not a function; its components are written with brackets",
        range: tree.nameRange(index))
    }
    let operand = try scalar(argument(index), of: "*")
    if remarkedFactors.insert(number).inserted {
      let name = tree.text(tree.nameRange(index))
      verbNotes.append(ReadingNote(message: "\(name)(…) was read as \(name)*(…)", range: tree.nameRange(index)))
    }
    return product(of: SplitProduct(factor: factor, argument: operand), at: index)
  }

  mutating func product(of split: SplitProduct, at index: Int) -> Nested<Conditioned> {
    splits[index] = split
    return combine([split.factor, split.argument]) { builder.product($0[0], $0[1]) }
  }

  private func power(_ base: Conditioned, _ exponent: Conditioned) -> Conditioned {
    let node = builder.power(base.node, exponent.node)
    return Conditioned(node, joined(base.condition, exponent.condition))
  }

  /// A power; of a(x)^2 the exponent belongs to the parenthesis, and of 2^a(x) the parenthesis does not to the exponent.
  mutating func power(_ index: Int, _ base: Int, _ exponent: Int) throws(NablaError) -> Nested<Conditioned> {
    let (a, b) = (try scalar(base, of: "^"), try scalar(exponent, of: "^"))
    guard !splits.isEmpty else { return .scalar(power(a, b)) }
    switch (splits[base], splits[exponent]) {
    case (nil, nil): return .scalar(power(a, b))
    case (let split?, nil):
      return product(of: SplitProduct(factor: split.factor, argument: power(split.argument, b)), at: index)
    case (nil, let split?):
      return product(of: SplitProduct(factor: power(a, split.factor), argument: split.argument), at: index)
    case (let left?, let right?):
      let factor = combine([left.factor, power(left.argument, right.factor)]) { builder.product($0[0], $0[1]) }
      guard case .scalar(let scalar) = factor else { return factor }
      return product(of: SplitProduct(factor: scalar, argument: right.argument), at: index)
    }
  }

  /// 1/a(x) is (1/a)·x.
  func reciprocal(_ split: SplitProduct) -> Nested<Conditioned> {
    combine([split.factor, split.argument]) { builder.product(builder.power($0[0], .minusOne), $0[1]) }
  }

  // MARK: Words

  /// Refuses a word that is no value and stands before another operand: it is more likely a command or a slip.
  func requireFactor(_ index: Int, before next: Int) throws(NablaError) {
    var entry = index
    while tree.entries[entry].form == .negative || tree.entries[entry].form == .positive {
      entry = Int(tree.children[Int(tree.entries[entry].first)].entry)
    }
    guard tree.entries[entry].form == .name, !tree.isQuoted(entry) else { return }
    let name = tree.name(entry)
    let number = Int(tree.entries[entry].name)
    guard !isShort(name), case .scalar(let value)? = meanings[number] else { return }
    // Two words are hardly a product, whatever the first one is.
    guard
      isUnknownWord(next)
        || (value.node.isSymbol && !context.symbols.contains(name) && !context.hidden.contains(name)
          && context.values[name] == nil && abbreviations[number] == nil && !openScopes.binds(number))
    else { return }
    let (before, after) = (tree.entries[entry].range, tree.entries[next].range)
    var message = "`\(name)` does not multiply what stands behind it; to multiply, write `*`"
    if before.count <= 20 && after.count <= 20 { message += ": \(tree.text(before))*\(tree.text(after))" }
    if let advice = Spelling.advice(for: name) { message = advice }
    throw NablaError(.syntax, message, range: before)
  }

  /// Remarks on a word behind another operand that is read as a symbol: `x squared`.
  mutating func remarkWord(_ index: Int, behind before: Int) {
    guard tree.entries[before].form != .number, isUnknownWord(index),
      plainPlaces[Int(tree.entries[index].name)] == tree.entries[index].range
    else { return }
    verbNotes.append(
      ReadingNote(
        message: "\(tree.name(index)) was read as a symbol that is multiplied", range: tree.entries[index].range))
  }

  /// Whether an entry is a word that nothing is known of.
  private func isUnknownWord(_ index: Int) -> Bool {
    guard tree.entries[index].form == .name, !tree.isQuoted(index) else { return false }
    let name = tree.name(index)
    let number = Int(tree.entries[index].name)
    return !isShort(name) && plainPlaces[number] != nil && !context.symbols.contains(name)
      && abbreviations[number] == nil
      && !openScopes.binds(number)
  }

  /// Whether a name is a letter with or without an index, as variables are.
  private func isShort(_ name: String) -> Bool {
    if isOneLetter(name) { return true }
    let stem = name.prefix { $0 != "_" }
    return stem.unicodeScalars.dropFirst().allSatisfy { "0"..."9" ~= $0 }
  }

  // MARK: Relations and logarithms

  /// What holds where a relation does not.
  func negation(_ child: Int) throws(NablaError) -> Nested<Conditioned> {
    let operand = try anyScalar(child, of: "not")
    guard builder.store.isBoolean(operand.node) else {
      throw NablaError(
        .domain, "`not` turns a relation such as x > 0 around, and this is a number", range: tree.entries[child].range)
    }
    return combine([operand]) { builder.not($0[0]) }
  }

  /// log_2(x), log_b(x): the logarithm to a base.
  mutating func logarithm(_ name: String, _ argument: Int, _ place: Range<Int>) throws(NablaError)
    -> Nested<Conditioned>
  {
    let base = String(name.dropFirst(4))
    let operand = try scalar(argument, of: "log")
    let number = Array(base.utf8).withUnsafeBufferPointer {
      Rational.parseDecimal($0, maximumBits: builder.limits.bits)
    }
    if case .value(let value) = number {
      return combine([Conditioned(builder.number(value)), operand]) { builder.call(.log, $0) }
    }
    guard SyntaxTree.name(in: base) != nil,
      case .scalar(let symbol) = try meaning(of: base, isQuoted: false, place)
    else {
      throw NablaError(.name, "the base of a logarithm is a number or a name; write log(b, x)", range: place)
    }
    return combine([symbol, operand]) { builder.call(.log, $0) }
  }
}
