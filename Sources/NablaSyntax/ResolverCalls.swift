// What names and calls of a text mean.

import NablaExpressions
import NablaNumbers

extension Resolver {
  mutating func named(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    let number = Int(tree.entries[index].name)
    if let known = meanings[number] {
      if abbreviations[number] == false { abbreviations[number] = true }
      return known
    }
    let meaning = try meaning(of: tree.names[number], isQuoted: tree.isQuoted[number], tree.entries[index].range)
    meanings[number] = meaning
    if case .scalar(let scalar) = meaning, scalar.node.isSymbol { plainPlaces[number] = tree.entries[index].range }
    return meaning
  }

  /// A quoted name is what was given that name, else a symbol, and never a constant, a function or an earlier result.
  func meaning(of name: String, isQuoted: Bool, _ range: Range<Int>) throws(NablaError) -> Nested<Conditioned> {
    if !context.symbols.contains(name) && !context.hidden.contains(name) {
      try requireDefinition(name, range)
      if context.definedName == name && !context.definedNameIsFunction && context.values[name] == nil {
        throw NablaError(.name, "\(name) is used in its own definition before it has a value", range: range)
      }
      if let value = context.values[name] ?? (isQuoted ? nil : result(name)) {
        return value.map { expression in
          let (node, condition) = builder.adopt(expression)
          return Conditioned(node, condition)
        }
      }
      if isQuoted { return .scalar(Conditioned(try symbol(name, range))) }
      if let constant = NameText.constant(named: name) { return .scalar(Conditioned(constant.node)) }
      if name.hasPrefix("%") {
        throw NablaError(.name, "there is no result \(name) yet", range: range)
      }
      if isFunctionName(name) {
        var parameters = context.functions[name]?.parameters ?? ["x"]
        if name == "if" { parameters = ["c", "a", "b"] }
        let form = context.verbs[name]?.form ?? "\(name)(\(parameters.joined(separator: ", ")))"
        throw NablaError(.name, "\(name) is a function: write \(form)", range: range)
      }
    }
    return .scalar(Conditioned(try symbol(name, range)))
  }

  func isFunctionName(_ name: String) -> Bool {
    Catalogue.isReserved(name) || context.verbs[name] != nil || definition(of: name) != nil || name == "if"
      || context.undefinedFunctions.contains(name)
  }

  /// What a name was defined as, if that is a function.
  func definition(of name: String) -> ResolutionContext.FunctionDefinition? {
    context.hidden.contains(name) ? nil : context.functions[name]
  }

  /// An earlier result by its name, `%` or `%3`.
  private func result(_ name: String) -> Nested<Expr>? {
    guard name.hasPrefix("%") else { return nil }
    if name == "%" { return context.results.last }
    guard let number = Int(name.dropFirst()), context.results.indices.contains(number - 1) else { return nil }
    return context.results[number - 1]
  }

  /// Throws where the last definition of a name failed, so that it does not quietly mean what it meant before.
  private func requireDefinition(_ name: String, _ range: Range<Int>) throws(NablaError) {
    guard context.failed.contains(name) else { return }
    throw NablaError(
      .name, "the definition of \(name) failed; define it again, or `forget \(name)` to use what it meant before",
      range: range)
  }

  func symbol(_ name: String, _ range: Range<Int>) throws(NablaError) -> NodeID {
    guard let id = NameTable.shared.intern(name) else {
      throw NablaError(.limit, "there is no room for more names", range: range)
    }
    return id
  }

  // MARK: Calls

  mutating func call(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    let entry = tree.entries[index]
    let name = tree.name(index)
    let positions = tree.positions(index)
    let children = tree.children(index).map { Int($0.entry) }
    let place = tree.nameRange(index)
    if let reduction = reductions.of(call: index), let value = try reduced(reduction) { return value }
    if isFactor(index) { return try factorCall(index) }
    if context.symbols.contains(name) || openScopes.binds(Int(entry.name)) {
      throw NablaError(.name, "\(name) is a symbol here; to multiply, write \(name)*(…)", range: place)
    }
    let isQuoted = tree.isQuoted(index)
    if abbreviations[Int(entry.name)] != nil {
      throw NablaError(.name, "\(name) is a value here, not a function; to multiply, write \(name)*(…)", range: place)
    }
    if !context.hidden.contains(name) { try requireDefinition(name, place) }
    if let definition = definition(of: name) {
      return positions.isEmpty
        ? try apply(name, definition, children, index)
        : try derivative(of: name, definition, positions, children, index)
    }
    if name == "∂" {
      throw NablaError(
        .syntax, "a partial derivative is written ∂f/∂x, or ∂/∂x before its function",
        range: entry.range.lowerBound..<(entry.range.lowerBound + 3))
    }
    if !positions.isEmpty { return try derivativeOfUndefined(name, positions, children, index) }
    if context.definedName == name && context.definedNameIsFunction {
      throw NablaError(.name, "\(name) is used in its own definition", range: place)
    }
    if isQuoted {
      if context.values[name] != nil {
        throw NablaError(
          .name, "\(name) is a value here, not a function; to multiply, write `\(name)`*(…)", range: place)
      }
      return try derivativeOfUndefined(name, [], children, index)
    }
    if name == "if" { return try conditional(children, entry.range) }
    if name == "piecewise" { return try piecewise(children, entry.range) }
    if let function = Catalogue.callable(named: name), !(function.mayBeSymbol(as: name) && isTaken(name)) {
      remarkLetter(index, meaning: function)
      return try apply(function, children, entry.range)
    }
    if let verb = context.verbs[name] {
      let arguments = children.map { VerbArgument(value: tensor($0), range: tree.entries[$0].range) }
      do throws(NablaError) { return try verb.compute(builder, arguments, entry.range, &verbNotes) } catch {
        var error = error
        if error.range == nil { error.range = entry.range }
        throw error
      }
    }
    if context.values[name] != nil && !context.hidden.contains(name) {
      throw NablaError(.name, "\(name) is a value here, not a function; to multiply, write \(name)*(…)", range: place)
    }
    return try derivativeOfUndefined(name, [], children, index)
  }

  /// Remarks once on a letter that is a function here, as W and psi are.
  private mutating func remarkLetter(_ index: Int, meaning function: any Callable) {
    let (name, number) = (tree.name(index), Int(tree.entries[index].name))
    guard name != function.name, isOneLetter(name), appliedPlaces[number] == nil else { return }
    appliedPlaces[number] = tree.nameRange(index)
    if context.remarkedFunctions.contains(name) { return }
    let message = "\(name)(…) was read as the function \(function.name); to multiply, write \(name)*(…)"
    verbNotes.append(ReadingNote(message: message, range: tree.nameRange(index)))
  }

  /// Whether a name that may be one of a symbol has been given a meaning.
  private func isTaken(_ name: String) -> Bool {
    context.undefinedFunctions.contains(name) || context.values[name] != nil && !context.hidden.contains(name)
  }

  private func apply(
    _ function: any Callable, _ children: [Int], _ range: Range<Int>
  ) throws(NablaError) -> Nested<Conditioned> {
    guard function.accepts(children.count) else {
      throw NablaError(.name, function.arityMessage(children.count), range: range)
    }
    var arguments: [Conditioned] = []
    for child in children { arguments.append(try scalar(child, of: function.name)) }
    if let complaint = function.complaint(builder, arguments.map(\.node)) {
      throw NablaError(.domain, complaint, range: range)
    }
    return combine(arguments) { function.applied(builder, $0) }
  }

  /// An undefined function, which has a name of one letter or was declared, or a derivative of one.
  mutating func derivativeOfUndefined(
    _ name: String, _ positions: [Int], _ children: [Int], _ index: Int
  ) throws(NablaError) -> Nested<Conditioned> {
    let entry = tree.entries[index]
    let place = tree.nameRange(index)
    let isDeclared =
      context.undefinedFunctions.contains(name) || (tree.isQuoted(index) && context.functions[name] == nil)
    if !positions.isEmpty && (isFunctionName(name) || Catalogue.callable(named: name) != nil) && !isDeclared {
      throw NablaError(.name, "\(name) is defined: differentiate it with diff(\(name)(x), x)", range: place)
    }
    if NameText.constant(named: name) != nil && !isDeclared {
      throw NablaError(.name, "\(name) is a constant; to multiply, write \(name)*(…)", range: place)
    }
    if !isDeclared && positions.isEmpty && children.count == 1 {
      if name == "not" { return try negation(children[0]) }
      if name.hasPrefix("log_") && name.utf8.count > 4 { return try logarithm(name, children[0], place) }
    }
    guard isOneLetter(name) || isDeclared else {
      if let advice = Spelling.advice(for: name) { throw NablaError(.name, advice, range: place) }
      let hint = Spelling.nearest(to: name, among: knownFunctions()).map { "; did you mean `\($0)`?" } ?? ""
      throw NablaError(
        .name,
        "there is no function `\(name)`\(hint.isEmpty ? "; to multiply, write \(name)*(…), or declare it: function \(name)" : hint)",
        range: place)
    }
    if let position = positions.max(), position > children.count {
      throw NablaError(
        .name,
        "\(name) has \(children.count) argument\(children.count == 1 ? "" : "s") here, and is differentiated by number \(position)",
        range: entry.range)
    }
    try requireOneArgumentBehindPrimes(name, positions, children, entry.range)
    var arguments: [Conditioned] = []
    for child in children { arguments.append(try scalar(child, of: name)) }
    if appliedPlaces[Int(entry.name)] == nil { appliedPlaces[Int(entry.name)] = place }
    if positions.isEmpty && undeclaredCalls[Int(entry.name)] == nil && !isDeclared {
      undeclaredCalls[Int(entry.name)] = index
    }
    let function = try symbol(name, place)
    return combine(arguments) { builder.application(function, positions: positions, $0) }
  }

  func conditional(_ children: [Int], _ range: Range<Int>) throws(NablaError) -> Nested<Conditioned> {
    guard children.count == 3 else {
      throw NablaError(.name, "if takes 3 arguments, if(c, a, b), not \(children.count)", range: range)
    }
    let choice = try anyScalar(children[0], of: "if")
    guard builder.store.isBoolean(choice.node) else {
      throw NablaError(
        .domain, "the first argument of if is a relation such as x > 0", range: tree.entries[children[0]].range)
    }
    let first = try scalar(children[1], of: "if")
    let second = try scalar(children[2], of: "if")
    let node = builder.ifElse(choice.node, first.node, second.node)
    let branches = builder.both(
      builder.guarded(choice.node, first.condition), builder.guarded(builder.not(choice.node), second.condition))
    return .scalar(
      Conditioned(node, builder.both(builder.both(choice.condition, branches), builder.takeConditions())))
  }
}
