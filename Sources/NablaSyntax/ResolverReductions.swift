// Sums and products with numbers as bounds, names with an index, and branches: sum(w[i]*x^i, i, 1, 3), piecewise((a, c), b).

import NablaExpressions
import NablaNumbers

/// Calls of `sum` and `prod` in a tree: what is read once for every value of their index.
struct Reductions {
  struct Reduction {
    let call: Int
    /// The entries of what is summed.
    let body: Range<Int>
    let name: Int
  }

  /// By the entry with which the body begins: outer ones first.
  private var beginning: [Int: [Reduction]] = [:]
  private var calls: [Int: Reduction] = [:]
  var isEmpty: Bool { calls.isEmpty }

  static let names: Set<String> = ["sum", "prod", "product"]
  /// What sums nest: each is read within another one.
  static let deepest = 32

  init(_ tree: SyntaxTree, _ isReduction: (String) -> Bool) {
    let wanted = tree.names.indices.map {
      Reductions.names.contains(tree.names[$0]) && !tree.isQuoted[$0] && isReduction(tree.names[$0])
    }
    guard wanted.contains(true) else { return }
    let starts = tree.starts()
    for (index, entry) in tree.entries.enumerated()
    where entry.form == .call && entry.count == 4 && entry.positions == 0 && wanted[Int(entry.name)] {
      let arguments = tree.children(index).map { Int($0.entry) }
      guard tree.entries[arguments[1]].form == .name else { continue }
      let reduction = Reduction(
        call: index, body: starts[arguments[0]]..<(arguments[0] + 1), name: arguments[1])
      calls[index] = reduction
      beginning[reduction.body.lowerBound, default: []].append(reduction)
    }
    for start in Array(beginning.keys) { beginning[start]?.sort { $0.call > $1.call } }
  }

  /// The outermost one whose body begins with an entry, of those that end within a range.
  func first(at index: Int, before end: Int) -> Reduction? { beginning[index]?.first { $0.call < end } }

  func of(call: Int) -> Reduction? { calls[call] }
}

extension SyntaxTree {
  /// The first entry of what belongs to each. Linear.
  func starts() -> [Int] {
    var starts: [Int] = []
    starts.reserveCapacity(entries.count)
    for index in entries.indices {
      // The exponent of sin^2(x) comes before its call.
      var start = index
      for child in children(index) { start = min(start, starts[Int(child.entry)]) }
      starts.append(start)
    }
    return starts
  }
}

extension Resolver {
  /// sum(f, i, a, b) and prod(f, i, a, b): f for every whole number from a to b. The index is known in f alone.
  ///
  /// Nil where a bound is no number; then f has been read with its index as a symbol. An empty sum is 0, an empty product 1.
  mutating func reduced(_ reduction: Reductions.Reduction) throws(NablaError) -> Nested<Conditioned>? {
    let call = tree.entries[reduction.call]
    let children = tree.children(reduction.call).map { Int($0.entry) }
    let name = Int(tree.entries[reduction.name].name)
    let word = tree.name(reduction.call)
    try requireFree(name, tree.entries[reduction.name].range)
    let lower = try bound(children[2])
    let upper = try bound(children[3])
    depth += 1
    defer { depth -= 1 }
    guard depth <= Reductions.deepest else {
      throw NablaError(.limit, "sums nest at most \(Reductions.deepest) deep", range: call.range)
    }
    let (meaning, abbreviation) = (meanings[name], abbreviations[name])
    defer { (meanings[name], abbreviations[name]) = (meaning, abbreviation) }
    guard let lower, let upper else {
      guard context.verbs[word] != nil else {
        throw NablaError(
          .name, "Nabla has no \(word) with a symbol as a bound yet; bounds are whole numbers",
          range: tree.nameRange(reduction.call))
      }
      meanings[name] = .scalar(Conditioned(try symbol(tree.names[name], tree.entries[reduction.name].range)))
      abbreviations[name] = nil
      try resolve(reduction.body)
      scalars[reduction.name] = meanings[name]?.elements.first ?? Conditioned(.none)
      return nil
    }
    let count = upper < lower ? 0 : upper - lower
    guard upper < lower || count < builder.limits.nodes else {
      throw NablaError(
        .limit, "this \(word == "sum" ? "sum" : "product") has more than \(builder.limits.nodes) terms",
        range: call.range)
    }
    var operands: [NodeID] = []
    var condition = NodeID.yes
    abbreviations[name] = true
    if lower <= upper {
      for value in lower...upper {
        try builder.check()
        meanings[name] = .scalar(Conditioned(builder.integer(value)))
        if hasCoefficients { for index in reduction.body { coefficients[index] = .one } }
        if !splits.isEmpty { for index in reduction.body { splits[index] = nil } }
        try resolve(reduction.body)
        hasCoefficients = true
        let operand = try scalar(children[0], of: word)
        operands.append(operand.node)
        if operand.condition != .yes { condition = builder.both(condition, operand.condition) }
      }
    }
    let node = word == "sum" ? builder.sum(operands.map { (NodeID.one, $0) }) : builder.product(operands)
    return .scalar(Conditioned(node, joined(condition, .yes)))
  }

  /// A bound as a whole number; nil where it depends on symbols.
  private func bound(_ index: Int) throws(NablaError) -> Int? {
    let operand = try scalar(index, of: "a sum")
    guard let value = builder.value(operand.node) else { return nil }
    guard let number = value.asInteger else {
      throw NablaError(.domain, "the bounds of a sum are whole numbers", range: tree.entries[index].range)
    }
    guard let small = number.asInt, abs(small) < 1 << 40 else {
      throw NablaError(.limit, "the bounds of this sum are too far apart", range: tree.entries[index].range)
    }
    return small
  }

  // MARK: Names with an index

  /// w[3] where w is a symbol: the symbol w_3. Nil where it is something else.
  mutating func indexedName(_ children: [Int]) throws(NablaError) -> Nested<Conditioned>? {
    guard tree.entries[children[0]].form == .name, !tree.isQuoted(children[0]),
      scalars[children[0]].node.isSymbol,
      NameTable.shared.name(of: scalars[children[0]].node) == tree.name(children[0])
    else { return nil }
    var name = tree.name(children[0])
    if let function = Catalogue.callable(named: name) ?? Catalogue.callable(named: name.lowercased()),
      name.utf8.count > 2,
      !context.symbols.contains(name)
    {
      throw NablaError(
        .name, "arguments of functions stand in parentheses: \(function.name)(x)",
        range: tree.entries[children[0]].range)
    }
    for child in children.dropFirst() {
      let range = tree.entries[child].range
      guard let number = builder.value(try scalar(child, of: "[…]").node)?.asInteger else {
        throw NablaError(
          .domain, "an index of a name is a whole number, or the index of a sum; to multiply, write `*`", range: range)
      }
      guard !number.isNegative, number.bitWidth < 64 else {
        throw NablaError(.domain, "an index of a name is 0, 1, 2, …, not \(number)", range: range)
      }
      name += "_\(number)"
    }
    if foldedNames == nil {
      var table: [String: String] = [:]
      for (index, name) in tree.names.enumerated() where !tree.isQuoted[index] {
        let folded = GreekLetters.folded(name)
        if table[folded] == nil { table[folded] = name }
      }
      foldedNames = table
    }
    let spelt = foldedNames?[GreekLetters.folded(name)] ?? name
    if case .scalar(let value)? = context.hidden.contains(spelt) ? nil : context.values[spelt] {
      let (node, condition) = builder.adopt(value)
      return .scalar(Conditioned(node, condition))
    }
    return .scalar(Conditioned(try symbol(spelt, tree.entries[children[0]].range)))
  }

  // MARK: Branches

  /// piecewise((a, c), (b, d), e): a where c holds, else b where d holds, else e.
  func piecewise(_ children: [Int], _ range: Range<Int>) throws(NablaError) -> Nested<Conditioned> {
    let form = "piecewise((a, c), …, b)"
    var branches: [(value: Conditioned, choice: Conditioned)] = []
    var rest: Conditioned?
    for (place, child) in children.enumerated() {
      let entry = tree.entries[child]
      guard case .vector(let parts) = tensor(child) else {
        guard place == children.count - 1 else {
          throw NablaError(.domain, "a branch is a value with its condition: \(form)", range: entry.range)
        }
        rest = try scalar(child, of: "piecewise")
        continue
      }
      guard parts.count == 2, case .scalar(let value) = parts[0], case .scalar(let choice) = parts[1],
        !builder.store.isBoolean(value.node)
      else { throw NablaError(.domain, "a branch is a value with its condition: \(form)", range: entry.range) }
      guard builder.store.isBoolean(choice.node) else {
        throw NablaError(
          .domain, "the condition of a branch is a relation such as x > 0, and stands behind its value",
          range: entry.range)
      }
      branches.append((value, choice))
    }
    if rest == nil, let last = branches.last {
      // Where the branches leave nothing out, the last one is all that is left.
      guard builder.or(branches.map(\.choice.node)) == .yes else {
        throw NablaError(
          .domain, "the branches may leave a value out; end with one for the rest: \(form)", range: range)
      }
      rest = Conditioned(last.value.node, builder.both(last.value.condition, last.choice.condition))
      branches.removeLast()
    }
    guard var result = rest else { throw NablaError(.name, "piecewise is written \(form)", range: range) }
    for branch in branches.reversed() {
      let node = builder.ifElse(branch.choice.node, branch.value.node, result.node)
      let both = builder.both(
        builder.guarded(branch.choice.node, branch.value.condition),
        builder.guarded(builder.not(branch.choice.node), result.condition))
      result = Conditioned(
        node, builder.both(builder.both(branch.choice.condition, both), builder.takeConditions()))
    }
    return .scalar(result)
  }
}
