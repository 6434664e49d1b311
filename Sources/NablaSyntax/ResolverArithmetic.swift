// What sums, products and relations of a text mean.

import NablaExpressions
import NablaNumbers

extension Resolver {
  mutating func sum(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    terms.removeAll(keepingCapacity: true)
    var condition = NodeID.yes
    let entry = tree.entries[index]
    for place in Int(entry.first)..<Int(entry.first + entry.count) {
      let (child, sign) = (Int(tree.children[place].entry), tree.children[place].sign)
      let operand = scalars[child]
      if operand.node == .none { return try vectorSum(index) }
      try requireNumber(operand, child, of: "+ or -")
      let coefficient = coefficients[child]
      terms.append((sign == .minus ? builder.negate(coefficient) : coefficient, operand.node))
      if operand.condition != .yes { condition = builder.both(condition, operand.condition) }
    }
    let node = builder.sum(terms)
    return .scalar(Conditioned(node, joined(condition, .yes)))
  }

  func vectorSum(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    let children = tree.children(index)
    for child in children { try requireNumbers(Int(child.entry), in: "+ or -") }
    var total = tensor(Int(children[children.startIndex].entry))
    for child in children.dropFirst() {
      let entry = Int(child.entry)
      guard let next = add(total, tensor(entry), subtract: child.sign == .minus) else {
        throw NablaError(.domain, "only vectors of the same shape can be added", range: tree.entries[entry].range)
      }
      total = next
    }
    return total
  }

  func add(
    _ a: Nested<Conditioned>, _ b: Nested<Conditioned>, subtract: Bool
  ) -> Nested<Conditioned>? {
    switch (a, b) {
    case (.scalar(let x), .scalar(let y)):
      return combine([x, y]) { subtract ? builder.difference($0[0], $0[1]) : builder.sum($0[0], $0[1]) }
    case (.vector(let x), .vector(let y)) where x.count == y.count:
      var parts: [Nested<Conditioned>] = []
      for (p, q) in zip(x, y) {
        guard let part = add(p, q, subtract: subtract) else { return nil }
        parts.append(part)
      }
      return .vector(parts)
    default: return nil
    }
  }

  mutating func product(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    scratch.removeAll(keepingCapacity: true)
    var condition = NodeID.yes
    var coefficient = NodeID.one
    var vector: Int?
    let entry = tree.entries[index]
    for place in Int(entry.first)..<Int(entry.first + entry.count) {
      let (child, sign) = (Int(tree.children[place].entry), tree.children[place].sign)
      var operand = multipliedOut(child)
      if sign == .beside {
        try requireFactor(Int(tree.children[place - 1].entry), before: child)
        remarkWord(child, behind: Int(tree.children[place - 1].entry))
      }
      var divides = sign == .divide || sign == .elementDivide
      if divides, !splits.isEmpty, let split = splits[child], case .scalar(let quotient) = reciprocal(split) {
        (operand, divides) = (quotient, false)
      }
      if operand.node == .none {
        try requireNumbers(child, in: "* or /")
        if vector != nil || divides {
          throw NablaError(
            .domain, divides ? "a vector cannot be divided by" : "vectors are multiplied by numbers only",
            range: tree.entries[child].range)
        }
        vector = child
        continue
      }
      try requireNumber(operand, child, of: "* or /")
      let factor = divides ? builder.power(operand.node, .minusOne) : operand.node
      if factor != .zero && builder.store.isNumber(factor) {
        coefficient = builder.scaled(factor, coefficient)
      } else {
        scratch.append(factor)
      }
      if operand.condition != .yes { condition = builder.both(condition, operand.condition) }
    }
    if scratch.isEmpty {
      scratch.append(coefficient)
      coefficient = .one
    }
    let node = builder.product(scratch)
    guard let vector else {
      coefficients[index] = coefficient
      return .scalar(Conditioned(node, joined(condition, .yes)))
    }
    let scale = Conditioned(builder.scaled(coefficient, node), joined(condition, .yes))
    func multiply(_ value: Nested<Conditioned>) -> Nested<Conditioned> {
      switch value {
      case .scalar(let operand): return combine([scale, operand]) { builder.product($0[0], $0[1]) }
      case .vector(let parts): return .vector(parts.map(multiply))
      }
    }
    return multiply(tensor(vector))
  }

  func relation(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    var sides: [Conditioned] = []
    for child in tree.children(index) { sides.append(try scalar(Int(child.entry), of: "a comparison")) }
    let signs = tree.children(index).dropFirst().map(\.sign)
    return combine(sides) { nodes in
      var parts: [NodeID] = []
      for (k, sign) in signs.enumerated() {
        let (a, b) = (nodes[k], nodes[k + 1])
        switch sign {
        case .less: parts.append(builder.less(a, b))
        case .greater: parts.append(builder.less(b, a))
        case .lessOrEqual: parts.append(builder.lessOrEqual(a, b))
        case .greaterOrEqual: parts.append(builder.lessOrEqual(b, a))
        case .notEqual: parts.append(builder.notEqual(a, b))
        default: parts.append(builder.relation(.equal, a, b))
        }
      }
      return parts.count == 1 ? parts[0] : builder.and(parts)
    }
  }
}
