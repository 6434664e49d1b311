// Expressions to and from any coder: a list of nodes, children first, and the two root nodes.

import NablaNumbers

extension Expr: Codable {
  /// Writes the graph as a list of nodes, children first, with the conditions. Linear in the nodes.
  public func encode(to encoder: any Encoder) throws {
    let store = self.store
    let (rows, roots) = store.construct { $0.graphRows([node, condition]) }
    var container = encoder.unkeyedContainer()
    try container.encode(roots)
    for row in rows {
      switch row {
      case .number(let value): try container.encode(["number", value.description])
      case .symbol(let name): try container.encode(["symbol", name])
      case .constant(let name): try container.encode(["constant", name])
      case .operation(let name, let operands): try container.encode(["operation", name] + operands.map(String.init))
      case .call(let name, let operands): try container.encode(["call", name] + operands.map(String.init))
      case .derivative(let name, let positions, let operands):
        try container.encode(
          ["derivative", name, String(positions.count)] + (positions + operands).map(String.init))
      case .declared(let name, let count, let parts):
        try container.encode(["declared", name, String(count)] + parts.map(String.init))
      }
    }
  }

  /// Reads what `encode` wrote into the default store; safe for data that anybody may have written. Linear in the nodes.
  ///
  /// Throws `NablaError` of the kind `request` for rows that are no graph of an expression and its condition, `limit`
  /// past the limits of the task, and what the decoder throws for data of another form.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let roots = try container.decode([Int].self)
    var rows: [GraphRow] = []
    while !container.isAtEnd { rows.append(try Expr.row(try container.decode([String].self), rows.count)) }
    let store = Store.default
    let (node, condition) = try store.build { (builder) throws(NablaError) in
      let nodes = try builder.build(rows: rows)
      guard roots.count == 2, roots.allSatisfy(nodes.indices.contains) else {
        throw NablaError(.request, "two root nodes are expected: an expression and its condition")
      }
      guard builder.store.sort(nodes[roots[0]]) != .condition, builder.store.isCondition(nodes[roots[1]]) else {
        throw NablaError(.request, "the first root node is an expression, the second its condition")
      }
      return (nodes[roots[0]], builder.both(nodes[roots[1]], builder.takeConditions()))
    }
    self.init(store: store, node: node, condition: condition)
  }

  private static func row(_ parts: [String], _ place: Int) throws(NablaError) -> GraphRow {
    func malformed(_ what: String) -> NablaError { NablaError(.request, "node \(place): \(what)") }
    guard parts.count >= 2 else { throw malformed("a kind and a name are expected") }
    var numbers: [Int] = []
    for part in parts.dropFirst(2) {
      guard let number = Int(part) else { throw malformed("operands are numbers of nodes") }
      numbers.append(number)
    }
    switch parts[0] {
    case "number" where numbers.isEmpty: return .number(try number(parts[1], malformed))
    case "symbol" where numbers.isEmpty: return .symbol(parts[1])
    case "constant" where numbers.isEmpty: return .constant(parts[1])
    case "operation": return .operation(parts[1], numbers)
    case "call": return .call(parts[1], numbers)
    case "derivative":
      guard let count = numbers.first, count >= 0, count < numbers.count else {
        throw malformed("the number of positions, the positions and the arguments are expected")
      }
      return .derivative(parts[1], positions: Array(numbers[1..<(count + 1)]), Array(numbers[(count + 1)...]))
    case "declared":
      guard let count = numbers.first else { throw malformed("the number of arguments is expected") }
      return .declared(parts[1], count: count, Array(numbers.dropFirst()))
    default: throw malformed("this is no kind of node")
    }
  }

  private static func number(_ text: String, _ malformed: (String) -> NablaError) throws(NablaError) -> Rational {
    // Longer ones would take longer to reduce than can be interrupted.
    guard text.utf8.count <= Limits.current.bits / 3 else {
      throw NablaError(.limit, "a number has more than \(Limits.current.bits) bits; raise the limit `bits`")
    }
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count <= 2, let numerator = Integer(String(halves[0])) else { throw malformed("not a number") }
    if halves.count == 1 { return Rational(numerator) }
    guard let denominator = Integer(String(halves[1])), !denominator.isZero else { throw malformed("not a number") }
    return Rational(numerator, denominator)
  }
}
