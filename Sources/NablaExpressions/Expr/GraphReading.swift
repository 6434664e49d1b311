// Nodes from rows that anybody may have written: every index, sort, number of operands and name is checked.

import NablaNumbers

extension Builder {
  /// Builds the nodes of rows again, in automatic form. Throws `request` for rows that are no graph, `limit` past the limits.
  package func build(rows: [GraphRow]) throws(NablaError) -> [NodeID] {
    var reader = GraphReader(self)
    reader.built.reserveCapacity(rows.count)
    for row in rows {
      try check()
      do throws(NablaError) { reader.built.append(try reader.node(row)) } catch {
        guard error.kind == .request else { throw error }
        throw NablaError(.request, "node \(reader.built.count): \(error.message)")
      }
    }
    return reader.built
  }
}

/// Reads one row after another; each refers to those before it alone, so that there are no cycles.
private struct GraphReader {
  let builder: Builder
  var built: [NodeID] = []

  init(_ builder: Builder) { self.builder = builder }

  func node(_ row: GraphRow) throws(NablaError) -> NodeID {
    switch row {
    case .number(let value): return builder.number(value)
    case .symbol(let name): return try symbol(name)
    case .constant(let name):
      switch name {
      case "pi": return .pi
      case "e": return .e
      case "true": return .yes
      case "false": return .no
      default: throw NablaError(.request, "\(GraphReader.quoted(name)) is no constant")
      }
    case .call(let name, let indices):
      let arguments = try numbers(indices, of: name)
      guard let row = Catalogue.row(named: name) else { return try application(name, [], arguments) }
      guard row.accepts(arguments.count) else { throw NablaError(.request, row.arityMessage(arguments.count)) }
      if let complaint = row.complaint(builder, arguments) { throw NablaError(.request, complaint) }
      return builder.call(row.id, arguments)
    case .derivative(let name, let positions, let indices):
      return try application(name, positions, try numbers(indices, of: name))
    case .declared(let name, let count, let indices): return try declared(name, count, indices)
    case .operation(let name, let indices): return try operation(name, indices)
    }
  }

  // MARK: Functions of the user

  private func application(_ name: String, _ positions: [Int], _ arguments: [NodeID]) throws(NablaError) -> NodeID {
    if arguments.isEmpty { throw NablaError(.request, "\(GraphReader.quoted(name)) is applied to nothing") }
    guard positions.allSatisfy({ $0 >= 1 && $0 <= arguments.count }) else {
      throw NablaError(.request, "a derivative by an argument that is not there")
    }
    return builder.application(try symbol(name), positions: positions, arguments)
  }

  private func declared(_ name: String, _ count: Int, _ indices: [Int]) throws(NablaError) -> NodeID {
    // Its arguments, its value, and a derivative an argument. The count may be any number; the list is as long as it is.
    guard count >= 1, count <= indices.count, indices.count - count == count + 1 else {
      throw NablaError(
        .request,
        "\(GraphReader.quoted(name)) with \(count) arguments and \(indices.count) parts is no declared function")
    }
    let formulas = try numbers(Array(indices[...count]), of: name)
    var derivatives: [NodeID] = []
    for index in indices[(count + 1)...] {
      let derivative = try self[index]
      // `false` stands where there is no rule.
      if derivative != .no { try require(derivative, .number, "a derivative of \(GraphReader.quoted(name))") }
      derivatives.append(derivative)
    }
    return builder.declared(
      try symbol(name), Array(formulas[..<count]), value: formulas[count], derivatives: derivatives)
  }

  // MARK: Operations

  private func operation(_ name: String, _ indices: [Int]) throws(NablaError) -> NodeID {
    let count = indices.count
    switch name {
    case "+" where count > 0: return builder.sum(try numbers(indices, of: name))
    case "*" where count > 0: return builder.product(try numbers(indices, of: name))
    case "^" where count == 2:
      let operands = try numbers(indices, of: name)
      return builder.power(operands[0], operands[1])
    case "<" where count == 2: return try relation(.less, indices, name)
    case "≤" where count == 2: return try relation(.lessOrEqual, indices, name)
    case "==" where count == 2: return try relation(.equal, indices, name)
    case "≠" where count == 2: return try relation(.notEqual, indices, name)
    case "and": return builder.and(try truths(indices, of: name))
    case "or": return builder.or(try truths(indices, of: name))
    case "if" where count == 3:
      let choice = try truths([indices[0]], of: "if")[0]
      let branches = try numbers([indices[1], indices[2]], of: "if")
      return builder.ifElse(choice, branches[0], branches[1])
    // Conditions.
    case "defined" where count == 1:
      let operand = try self[indices[0]]
      if builder.store.sort(operand) == .condition { throw wrongSort("defined") }
      return builder.store.flags(operand).isTotal ? .yes : builder.intern(.defined, [operand])
    case "differentiable" where count >= 1:
      let operands = try numbers(indices, of: name)
      guard operands.dropFirst().allSatisfy(\.isSymbol) else {
        throw NablaError(.request, "derivatives are taken by symbols only")
      }
      return builder.intern(.differentiable, operands)
    case "requires" where count == 1: return try requirement(.domainRequirement, indices, name)
    case "kink" where count == 1: return try requirement(.kinkRequirement, indices, name)
    case "guarded" where count == 2:
      let relation = try truths([indices[0]], of: name)[0]
      return builder.guarded(relation, try condition(indices[1], of: name))
    case "both" where count == 2:
      return builder.both(try condition(indices[0], of: name), try condition(indices[1], of: name))
    default:
      throw NablaError(.request, "\(GraphReader.quoted(name)) with \(count) operands is no node")
    }
  }

  private func relation(_ operation: Operation, _ indices: [Int], _ name: String) throws(NablaError) -> NodeID {
    let sides = try numbers(indices, of: name)
    return builder.relation(operation, sides[0], sides[1])
  }

  private func requirement(_ operation: Operation, _ indices: [Int], _ name: String) throws(NablaError) -> NodeID {
    let relation = try truths(indices, of: name)[0]
    return relation == .yes ? .yes : builder.intern(operation, [relation])
  }

  // MARK: Operands

  private subscript(index: Int) -> NodeID {
    get throws(NablaError) {
      guard built.indices.contains(index) else {
        throw NablaError(.request, "it refers to node \(index), and only those before it can be referred to")
      }
      return built[index]
    }
  }

  private func numbers(_ indices: [Int], of what: String) throws(NablaError) -> [NodeID] {
    var nodes: [NodeID] = []
    nodes.reserveCapacity(indices.count)
    for index in indices {
      let node = try self[index]
      try require(node, .number, what)
      nodes.append(node)
    }
    return nodes
  }

  private func truths(_ indices: [Int], of what: String) throws(NablaError) -> [NodeID] {
    var nodes: [NodeID] = []
    for index in indices {
      let node = try self[index]
      try require(node, .truth, what)
      nodes.append(node)
    }
    return nodes
  }

  private func condition(_ index: Int, of what: String) throws(NablaError) -> NodeID {
    let node = try self[index]
    if !builder.store.isCondition(node) { throw wrongSort(what) }
    return node
  }

  private func require(_ node: NodeID, _ sort: NodeSort, _ what: String) throws(NablaError) {
    if builder.store.sort(node) != sort { throw wrongSort(what) }
  }

  private func wrongSort(_ what: String) -> NablaError {
    NablaError(
      .request, "an operand of \(GraphReader.quoted(what)) is of the wrong sort: number, relation or condition")
  }

  private func symbol(_ name: String) throws(NablaError) -> NodeID {
    guard let id = NameTable.shared.intern(name) else { throw NablaError(.limit, "there is no room for more names") }
    return id
  }

  /// A name for a message, which may be of any length.
  private static func quoted(_ name: String) -> String {
    name.unicodeScalars.count <= 40
      ? "‘\(name)’" : "‘\(String(String.UnicodeScalarView(name.unicodeScalars.prefix(40))))…’"
  }
}
