// An expression as a list of nodes, children first: what `Codable` and the line protocol's `graph` write.

import NablaNumbers

/// A node of a graph written out; indices point to earlier nodes.
package enum GraphRow: Sendable, Hashable {
  case number(Rational)
  case symbol(String)
  case constant(String)
  /// "+", "*", "^", a relation's sign, "and", "or", "if", or a condition's kind.
  case operation(String, [Int])
  case call(String, [Int])
  case derivative(String, positions: [Int], [Int])
  /// Arguments, value, derivatives.
  case declared(String, count: Int, [Int])
}

extension Builder {
  /// The nodes under some roots as rows, and the row of each root. Linear in the nodes.
  package func graphRows(_ roots: [NodeID]) -> (rows: [GraphRow], roots: [Int]) {
    var rows: [GraphRow] = []
    var places: [NodeID: Int] = [:]
    func place(_ id: NodeID) -> Int {
      if let known = places[id] { return known }
      let row: GraphRow
      if let number = value(id) {
        row = .number(number)
      } else if id.isSymbol {
        row = .symbol(NameTable.shared.name(of: id))
      } else {
        row = .constant(id == .pi ? "pi" : id == .e ? "e" : id == .yes ? "true" : "false")
      }
      rows.append(row)
      places[id] = rows.count - 1
      return rows.count - 1
    }
    func add(_ row: GraphRow) -> Int {
      rows.append(row)
      return rows.count - 1
    }
    for id in ReachableNodes(store, roots).ids where places[id] == nil {
      let node = store.node(id).pointee
      let operands = Array(store.operands(id))
      switch node.operation {
      case .number: _ = place(id)
      case .sum:
        var terms: [Int] = []
        for k in stride(from: 1, to: operands.count, by: 2) {
          let term = place(operands[k + 1])
          terms.append(operands[k] == .one ? term : add(.operation("*", [place(operands[k]), term])))
        }
        if operands[0] != .zero { terms.append(place(operands[0])) }
        places[id] = add(.operation("+", terms))
      case .product:
        var factors: [Int] = operands[0] == .one ? [] : [place(operands[0])]
        for k in stride(from: 1, to: operands.count, by: 2) {
          let base = place(operands[k])
          factors.append(operands[k + 1] == .one ? base : add(.operation("^", [base, place(operands[k + 1])])))
        }
        places[id] = add(.operation("*", factors))
      case .call:
        let name = Catalogue.row(node.function).name
        let arguments = operands.map(place)
        places[id] = add(.call(name, arguments))
      case .application:
        let application = store.application(id)
        let name = NameTable.shared.name(of: application.name)
        let arguments = application.arguments.map(place)
        places[id] = add(
          application.positions.isEmpty
            ? .call(name, arguments) : .derivative(name, positions: application.positions, arguments))
      case .declared:
        let name = NameTable.shared.name(of: operands[0])
        let parts = operands.dropFirst(2).map(place)
        places[id] = add(.declared(name, count: operands[1].smallInteger, parts))
      default:
        let parts = operands.map(place)
        places[id] = add(.operation(graphName(node.operation), parts))
      }
    }
    let rootPlaces = roots.map(place)
    return (rows, rootPlaces)
  }

  private func graphName(_ operation: Operation) -> String {
    switch operation {
    case .power: return "^"
    case .ifElse: return "if"
    case .less: return "<"
    case .lessOrEqual: return "≤"
    case .equal: return "=="
    case .notEqual: return "≠"
    case .and: return "and"
    case .or: return "or"
    case .defined: return "defined"
    case .differentiable: return "differentiable"
    case .domainRequirement: return "requires"
    case .kinkRequirement: return "kink"
    case .guarded: return "guarded"
    default: return "both"
    }
  }

  /// Builds the nodes of rows again, in automatic form. Throws `request` for rows that are no graph.
  package func build(rows: [GraphRow]) throws(NablaError) -> [NodeID] {
    var built: [NodeID] = []
    func operands(_ indices: [Int]) throws(NablaError) -> [NodeID] {
      var nodes: [NodeID] = []
      for index in indices {
        guard index >= 0 && index < built.count else { throw NablaError(.request, "a node refers to a later one") }
        nodes.append(built[index])
      }
      return nodes
    }
    func symbol(_ name: String) throws(NablaError) -> NodeID {
      guard let id = NameTable.shared.intern(name) else { throw NablaError(.limit, "there is no room for more names") }
      return id
    }
    for row in rows {
      try check()
      switch row {
      case .number(let value): built.append(number(value))
      case .symbol(let name): built.append(try symbol(name))
      case .constant(let name):
        switch name {
        case "pi": built.append(.pi)
        case "e": built.append(.e)
        case "true": built.append(.yes)
        case "false": built.append(.no)
        default: throw NablaError(.request, "\(name) is no constant")
        }
      case .call(let name, let indices):
        let arguments = try operands(indices)
        if let row = Catalogue.row(named: name) {
          guard row.accepts(arguments.count) else { throw NablaError(.name, row.arityMessage(arguments.count)) }
          built.append(call(row.id, arguments))
        } else {
          built.append(application(try symbol(name), positions: [], arguments))
        }
      case .derivative(let name, let positions, let indices):
        let arguments = try operands(indices)
        guard positions.allSatisfy({ $0 >= 1 && $0 <= arguments.count }) else {
          throw NablaError(.request, "a derivative by an argument that is not there")
        }
        built.append(application(try symbol(name), positions: positions, arguments))
      case .declared(let name, let count, let indices):
        let parts = try operands(indices)
        guard count >= 0, parts.count == 2 * count + 1 else {
          throw NablaError(.request, "\(name) with \(parts.count) parts is no declared function")
        }
        built.append(
          declared(
            try symbol(name), Array(parts[..<count]), value: parts[count], derivatives: Array(parts[(count + 1)...])))
      case .operation(let name, let indices): built.append(try build(name, try operands(indices)))
      }
    }
    return built
  }

  private func build(_ name: String, _ operands: [NodeID]) throws(NablaError) -> NodeID {
    let count = operands.count
    switch name {
    case "+" where count > 0: return sum(operands)
    case "*" where count > 0: return product(operands)
    case "^" where count == 2: return power(operands[0], operands[1])
    case "if" where count == 3: return ifElse(operands[0], operands[1], operands[2])
    case "<" where count == 2: return less(operands[0], operands[1])
    case "≤" where count == 2: return lessOrEqual(operands[0], operands[1])
    case "==" where count == 2: return relation(.equal, operands[0], operands[1])
    case "≠" where count == 2: return notEqual(operands[0], operands[1])
    case "and": return and(operands)
    case "or": return or(operands)
    case "defined" where count == 1: return intern(.defined, operands)
    case "differentiable" where count >= 1: return intern(.differentiable, operands)
    case "requires" where count == 1: return intern(.domainRequirement, operands)
    case "kink" where count == 1: return intern(.kinkRequirement, operands)
    case "guarded" where count == 2: return guarded(operands[0], operands[1])
    case "both" where count == 2: return both(operands[0], operands[1])
    default: throw NablaError(.request, "\(name) with \(count) operands is no node")
    }
  }
}

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

  /// Reads what `encode` wrote into the default store. Throws for anything else.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let roots = try container.decode([Int].self)
    var rows: [GraphRow] = []
    while !container.isAtEnd {
      let parts = try container.decode([String].self)
      guard let row = Expr.row(parts) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a node: \(parts)")
      }
      rows.append(row)
    }
    let store = Store.default
    let nodes = try store.build { (builder) throws(NablaError) in try builder.build(rows: rows) }
    guard roots.count == 2, roots.allSatisfy({ nodes.indices.contains($0) }) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "two root nodes are expected")
    }
    self.init(store: store, node: nodes[roots[0]], condition: nodes[roots[1]])
  }

  private static func row(_ parts: [String]) -> GraphRow? {
    guard parts.count >= 2 else { return nil }
    let indices = parts.dropFirst(2).map(Int.init)
    switch parts[0] {
    case "number":
      let halves = parts[1].split(separator: "/", omittingEmptySubsequences: false)
      guard halves.count <= 2, let numerator = Integer(String(halves[0])) else { return nil }
      if halves.count == 1 { return .number(Rational(numerator)) }
      guard let denominator = Integer(String(halves[1])), !denominator.isZero else { return nil }
      return .number(Rational(numerator, denominator))
    case "symbol": return .symbol(parts[1])
    case "constant": return .constant(parts[1])
    case "operation": return indices.contains(nil) ? nil : .operation(parts[1], indices.compactMap(\.self))
    case "call": return indices.contains(nil) ? nil : .call(parts[1], indices.compactMap(\.self))
    case "derivative":
      let numbers = indices.compactMap(\.self)
      guard numbers.count == indices.count, let count = numbers.first, count >= 0, numbers.count > count else {
        return nil
      }
      return .derivative(parts[1], positions: Array(numbers[1...count]), Array(numbers[(count + 1)...]))
    case "declared":
      let numbers = indices.compactMap(\.self)
      guard numbers.count == indices.count, let count = numbers.first else { return nil }
      return .declared(parts[1], count: count, Array(numbers.dropFirst()))
    default: return nil
    }
  }
}
