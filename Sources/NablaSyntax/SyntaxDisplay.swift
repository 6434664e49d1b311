// The display tree of a text as it was typed: nothing is evaluated or rearranged.

import NablaExpressions

extension SyntaxTree {
  /// What was typed, for the printers, where some names are verbs. Throws nothing: names keep whatever meaning they are
  /// given later.
  package func displayTree(verbs: [String: LanguageVerb]) -> DisplayTree {
    var tree = DisplayTree()
    tree.isTyped = true
    var made: [Int] = []
    made.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() {
      let children = children(index)
      let parts = children.map { made[Int($0.entry)] }
      switch entry.form {
      case .number: made.append(number(numberText(entry.range), into: &tree))
      case .name:
        let name = name(index)
        let constant = isQuoted(index) ? nil : NameText.constant(named: name)
        made.append(constant.map { tree.add(.constant($0)) } ?? tree.symbol(name))
      case .negative: made.append(tree.add(.negative, parts))
      case .positive: made.append(parts[0])
      case .group: made.append(tree.add(.group, parts))
      case .sum:
        made.append(tree.add(.sum, zip(parts, children).map { $1.sign == .minus ? tree.add(.negative, $0) : $0 }))
      case .product:
        made.append(
          product(parts, children.map { $0.sign == .divide || $0.sign == .elementDivide }, into: &tree))
      case .power, .elementPower: made.append(tree.add(.power, parts[0], ungrouped(parts[1], in: tree)))
      case .transpose: made.append(tree.add(.power, parts[0], tree.symbol("T")))
      case .all: made.append(tree.symbol(":"))
      case .factorial: made.append(tree.add(.factorial, parts))
      case .relation:
        let signs = children.dropFirst().map(\.sign.displayed)
        made.append(tree.add(.relation(tree.list(signs)), parts))
      case .and: made.append(tree.add(.and, parts))
      case .or: made.append(tree.add(.or, parts))
      case .not: made.append(tree.add(.verb(tree.text("not"), .name), parts))
      case .absolute: made.append(tree.add(.call(.abs), parts.map { ungrouped($0, in: tree) }))
      case .vector: made.append(tree.add(.vector, parts))
      case .component: made.append(component(index, parts, into: &tree))
      case .call:
        made.append(
          isQuoted(index)
            ? application(name(index), positions(index), parts, into: &tree)
            : call(name(index), positions(index), parts, verbs, into: &tree))
      }
    }
    tree.root = made[root]
    if !definitions.isEmpty {
      let names = tree.list(definitions.map { tree.text(self.names[Int($0.name)]) })
      tree.add(.definitions(names), [made[root]] + definitions.map { made[$0.root] })
    }
    return tree
  }

  private func numberText(_ range: Range<Int>) -> String {
    String(decoding: RaisedText.plain(bytes[range]), as: UTF8.self)
  }

  /// 2.5e3 is 2.5·10^3.
  private func number(_ text: String, into tree: inout DisplayTree) -> Int {
    guard let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) else { return tree.number(text) }
    let digits = text[text.index(after: mark)...]
    let magnitude = tree.number(String(digits.drop { $0 == "-" || $0 == "+" }))
    let exponent = digits.hasPrefix("-") ? tree.add(.negative, magnitude) : magnitude
    let mantissa = tree.number(String(text[..<mark]))
    return tree.add(.product, mantissa, tree.add(.power, tree.number("10"), exponent))
  }

  private func call(
    _ name: String, _ positions: [Int], _ parts: [Int], _ verbs: [String: LanguageVerb], into tree: inout DisplayTree
  ) -> Int {
    if positions.isEmpty {
      if name == "if" && parts.count == 3 { return tree.add(.conditional, parts) }
      if name == "piecewise", let branches = branches(parts, into: &tree) { return branches }
      if name == "sqrt" && parts.count == 1 { return tree.add(.squareRoot, parts) }
      if let row = Catalogue.row(named: name), row.accepts(parts.count) {
        return tree.add(.call(row.id), parts)
      }
      if let verb = verbs[name] {
        let head: DisplayHead
        switch verb.head {
        case .name: head = .name
        case .derivative: head = .derivative
        case .indexed(let sign): head = .indexed(tree.text(sign))
        }
        return tree.add(.verb(tree.text(name), head), parts)
      }
    }
    return application(name, positions, parts, into: &tree)
  }

  /// Branches as choices, one in another; nil where they have another form.
  private func branches(_ parts: [Int], into tree: inout DisplayTree) -> Int? {
    guard var result = parts.last, parts.count > 1, tree.form(result) != .vector,
      parts.dropLast().allSatisfy({ tree.form($0) == .vector && tree.childCount($0) == 2 })
    else { return nil }
    for part in parts.dropLast().reversed() {
      result = tree.add(.conditional, [tree.child(part, 1), tree.child(part, 0), result])
    }
    return result
  }

  private func application(
    _ name: String, _ positions: [Int], _ parts: [Int], into tree: inout DisplayTree
  ) -> Int {
    let list = tree.list(positions.map { Int32(truncatingIfNeeded: $0) })
    return tree.add(.application(tree.text(name), positions: list), parts)
  }

  /// v[2] is v with an index.
  private func component(_ index: Int, _ parts: [Int], into tree: inout DisplayTree) -> Int {
    let children = children(index).map { Int($0.entry) }
    let numbers = children.dropFirst().map { text(entries[$0].range) }
    if entries[children[0]].form == .name, children.dropFirst().allSatisfy({ entries[$0].form == .number }) {
      return tree.add(.symbol(tree.text(([name(children[0])] + numbers).joined(separator: "_"))))
    }
    let none = [Int32]()
    return tree.add(.application(tree.text("component"), positions: tree.list(none)), parts)
  }

  /// a/b is a fraction, a/b*c the fraction times c.
  private func product(_ parts: [Int], _ divides: [Bool], into tree: inout DisplayTree) -> Int {
    // -x*y is -(x*y).
    var parts = parts
    var signs = 0
    while let first = parts.first, let inner = tree.opposite(first) {
      parts[0] = inner
      signs += 1
    }
    var factors: [Int] = []
    for (part, divides) in zip(parts, divides) {
      guard divides else {
        factors.append(part)
        continue
      }
      let above = factors.count == 1 ? ungrouped(factors[0], in: tree) : tree.add(.product, factors)
      factors = [tree.add(.fraction, above, ungrouped(part, in: tree))]
    }
    var result = factors.count == 1 ? factors[0] : tree.add(.product, factors)
    for _ in 0..<signs { result = tree.add(.negative, result) }
    return result
  }

  /// What stands in parentheses that a fraction bar or a raised exponent makes needless.
  private func ungrouped(_ index: Int, in tree: DisplayTree) -> Int {
    tree.form(index) == .group ? tree.child(index, 0) : index
  }
}

extension SyntaxTree.Sign {
  var displayed: DisplaySign {
    switch self {
    case .less: return .less
    case .lessOrEqual: return .lessOrEqual
    case .greater: return .greater
    case .greaterOrEqual: return .greaterOrEqual
    case .notEqual: return .notEqual
    case .equal, .plus, .minus, .times, .divide, .beside, .elementTimes, .elementDivide:
      return .equal
    }
  }
}
