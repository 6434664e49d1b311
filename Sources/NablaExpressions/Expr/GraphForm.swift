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
        for (coefficient, term) in store.terms(of: id) {
          let own = place(term)
          terms.append(coefficient == .one ? own : add(.operation("*", [place(coefficient), own])))
        }
        if store.terms(of: id).constant != .zero { terms.append(place(store.terms(of: id).constant)) }
        places[id] = add(.operation("+", terms))
      case .product:
        let coefficient = store.factors(of: id).coefficient
        var factors: [Int] = coefficient == .one ? [] : [place(coefficient)]
        for (base, exponent) in store.factors(of: id) {
          let own = place(base)
          factors.append(exponent == .one ? own : add(.operation("^", [own, place(exponent)])))
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
        // An undefined function may have the name of one of the catalogue.
        let isPlain = application.positions.isEmpty && Catalogue.row(named: name) == nil
        places[id] = add(
          isPlain ? .call(name, arguments) : .derivative(name, positions: application.positions, arguments))
      case .declared:
        let name = NameTable.shared.name(of: operands[0])
        let parts = operands.dropFirst(2).map(place)
        places[id] = add(.declared(name, count: operands[1].smallInteger, parts))
      case .power, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable,
        .domainRequirement, .kinkRequirement, .guarded, .both:
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
    case .both: return "both"
    case .number, .sum, .product, .call, .application, .declared:
      assertionFailure("it has a row of its own")
      return ""
    }
  }
}
