// What is asked of formulas with declared arrays: reading, derivatives, and answers as they are written.

import NablaExpressions
import NablaNumbers
import NablaSyntax

/// A formula as it is written, in both languages.
package struct ArrayText: Sendable {
  package let text: String
  package let latex: String
  /// The free indices of an answer that has no matrix form.
  package let indices: [String]
}

/// What derivatives are taken by: an array, or an entry or a member of one.
package struct ArrayVariable {
  let array: NodeID
  let place: [NodeID]
  package let shape: ArrayShape
  /// Whether it is a whole array, not an entry or a member of one.
  package let isWhole: Bool
}

/// Formulas with declared arrays, inside of a builder.
package final class ArrayProblem {
  package let algebra: ArrayAlgebra
  private var declared: [String: NodeID] = [:]
  /// The declared arrays by their names, in order.
  var declaredArrays: [(String, NodeID)] { declared.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  /// Reads declarations; errors name the key that they are of.
  package init(_ builder: Builder, _ declarations: [(key: String, text: String)]) throws(NablaError) {
    algebra = ArrayAlgebra(builder)
    for (key, text) in declarations {
      let name = ArrayDeclaration.name(key)
      guard declared[name] == nil else {
        throw NablaError(.request, "\(name) is declared twice", text: "declare.\(key)")
      }
      do {
        declared[name] = try ArrayDeclaration.declare(key, text, in: algebra)
      } catch {
        var error = error
        error.text = "declare.\(key)"
        error.range = nil
        throw error
      }
    }
  }

  // MARK: Reading

  /// What a text means.
  package func read(_ text: String) throws(NablaError) -> ArrayValue {
    let tree = try Parser.parse(Array(text.utf8))
    let value = try ArrayReader.read(tree, declared, algebra)
    return ArrayValue(try algebra.contract([], value.node), value.shape)
  }

  /// The names in a text that derivatives can be taken by, as they come first.
  package func variables(in text: String) throws(NablaError) -> [String] {
    let tree = try Parser.parse(Array(text.utf8))
    _ = try ArrayReader.read(tree, declared, algebra)
    var names: [String] = []
    for index in tree.entries.indices where tree.entries[index].form == .name || tree.entries[index].form == .call {
      let name = tree.name(index)
      let isFamily = declared[name].flatMap { algebra.array($0) }.map { $0.familyCount > 0 } ?? false
      if !names.contains(name), !isFamily, declared[name] != nil || algebra.scalars[name] != nil { names.append(name) }
    }
    return names
  }

  /// What a text such as `W`, `x[j]` or `x[k]` of a family says that derivatives are taken by.
  package func variable(_ text: String) throws(NablaError) -> ArrayVariable {
    if let array = declared[text], let definition = algebra.array(array), definition.familyCount > 0 {
      throw NablaError(
        .domain, "\(text) is a family; derivatives are taken by a member, \(text)[k]", range: 0..<text.utf8.count)
    }
    let value = try read(text)
    guard let (array, arguments) = algebra.entry(value.node) else {
      if value.node.isSymbol, !algebra.isIndex(value.node) {
        throw NablaError(
          .domain, "\(text) is a dimension; derivatives are taken by arrays and numbers", range: 0..<text.utf8.count)
      }
      if let (array, arguments) = diagonalEntry(value.node) {
        return ArrayVariable(array: array, place: arguments, shape: value.shape, isWhole: true)
      }
      throw NablaError(
        .domain, "derivatives are taken by arrays and their entries, and this is none", range: 0..<text.utf8.count)
    }
    let isWhole = algebra.axes(value.shape).count == arguments.count
    return ArrayVariable(array: array, place: arguments, shape: value.shape, isWhole: isWhole)
  }

  /// A diagonal matrix as a whole is δ times its diagonal.
  private func diagonalEntry(_ node: NodeID) -> (NodeID, [NodeID])? {
    for factor in algebra.factors(node) {
      if let (array, arguments) = algebra.entry(factor), array != algebra.delta,
        algebra.array(array)?.isDiagonal ?? false,
        arguments.count == 2, let length = algebra.dimension(arguments[0])
      {
        return (array, [algebra.row(length), algebra.column(length)])
      }
    }
    return nil
  }

  // MARK: Derivatives

  /// A derivative and how its parts lie.
  package struct Derivative {
    package let value: ArrayValue
    /// The free indices beyond rows and columns, outputs first; empty where the value has the shape it says.
    package let indices: [NodeID]
    package let layout: String
  }

  /// The derivative of a value by a variable: the gradient of a number, the Jacobian of a vector.
  package func derivative(of value: ArrayValue, by variable: ArrayVariable) throws(NablaError) -> Derivative {
    func node(_ root: NodeID, _ place: [NodeID]) throws(NablaError) -> NodeID {
      try algebra.derivative(of: root, by: variable.array, at: place)
    }
    switch (value.shape, variable.shape) {
    case (.scalar, let shape):
      return Derivative(
        value: ArrayValue(try node(value.node, variable.place), shape), indices: [],
        layout: "the shape of the variable")
    case (let shape, .scalar):
      return Derivative(
        value: ArrayValue(try node(value.node, variable.place), shape), indices: [],
        layout: "the shape of the function")
    case (.column(let m), .column(let n)), (.row(let m), .column(let n)):
      let root = algebra.renamed(value.node, [algebra.column(m): algebra.row(m)])
      let place = variable.place.map { $0 == algebra.row(n) ? algebra.column(n) : $0 }
      return Derivative(
        value: ArrayValue(try node(root, place), .matrix(m, n)), indices: [],
        layout: "rows: the function, columns: the variable")
    default:
      // More than two indices: those of the function, then those of the variable.
      var table: [NodeID: NodeID] = [:]
      var indices: [NodeID] = []
      for axis in algebra.axes(value.shape) {
        let index = algebra.freshIndex(algebra.dimension(axis) ?? .one)
        table[axis] = index
        indices.append(index)
      }
      let root = algebra.renamed(value.node, table)
      var place: [NodeID] = []
      let axes = algebra.axes(variable.shape)
      for argument in variable.place {
        if axes.contains(argument) {
          let index = algebra.freshIndex(algebra.dimension(argument) ?? .one)
          indices.append(index)
          place.append(index)
        } else {
          place.append(argument)
        }
      }
      return Derivative(
        value: ArrayValue(try node(root, place), .scalar), indices: indices,
        layout: "indices of the function, then those of the variable")
    }
  }

  // MARK: Writing

  /// A value as it is written: with matrices where there is such a form, else with indices, `sum` and δ.
  package func text(_ value: ArrayValue, indices: [NodeID] = []) throws(NablaError) -> ArrayText {
    let used = Set(declared.keys).union(algebra.scalars.keys).union(
      algebra.dimensionSymbols.map { NameTable.shared.name(of: $0) })
    let symmetric = Set(
      declared.compactMap { name, array in algebra.array(array)?.isSymmetric ?? false ? name : nil })
    func write() throws(NablaError) -> ArrayText {
      let (form, names) = try read()
      return ArrayText(
        text: ArrayFormWriter(language: .text).write(form), latex: ArrayFormWriter(language: .latex).write(form),
        indices: names)
    }
    func read() throws(NablaError) -> (ArrayForm, [String]) {
      let reading = MatrixReading(algebra, usedNames: used)
      if indices.isEmpty, let form = try reading.form(value) { return (form, []) }
      let indexed = MatrixReading(algebra, usedNames: used)
      let free = indices + algebra.axes(value.shape)
      let names = free.map { indexed.name($0) }
      return (try indexed.indexed(value.node), names)
    }
    let diagonal = Set(
      declared.compactMap { name, array in algebra.array(array)?.isDiagonal ?? false ? name : nil })
    return try ArrayForm.$symmetricNames.withValue(symmetric) {
      ArrayForm.$diagonalNames.withValue(diagonal) { Result(catching: write) }
    }.get()
  }

  // MARK: Values

  /// Values of arrays, as nested lists of nodes; a number for a scalar or a dimension.
  package indirect enum Entries {
    case number(NodeID)
    case list([Entries])
  }

  /// All entries of a value where arrays have the given ones, rows first. An entry of W that has no value is the symbol W_1_2,
  /// where that is asked for.
  package func entries(
    of values: [ArrayValue], at point: [(name: String, value: Entries)], mayHaveSymbols: Bool = false
  ) throws(NablaError) -> [(rows: Int, columns: Int, nodes: [NodeID])] {
    var sizes: [NodeID: Int] = [:]
    var tables: [NodeID: (sizes: [Int], nodes: [NodeID])] = [:]
    func fault(_ message: String, _ name: String) -> NablaError { NablaError(.request, message, text: "at.\(name)") }
    for (name, value) in point {
      let symbol = Expr.symbol(name).node
      if algebra.dimensionSymbols.contains(symbol), case .number(let node) = value {
        guard let number = algebra.builder.value(node), number.isInteger, let small = number.asInt, small >= 1 else {
          throw fault("the dimension \(name) is a whole number from 1", name)
        }
        if let known = sizes[symbol], known != small {
          throw fault("\(name) is \(known) by what is given before", name)
        }
        sizes[symbol] = small
        continue
      }
      guard let array = declared[name] ?? algebra.scalars[name], let definition = algebra.array(array) else { continue }
      var shape: [Int] = []
      var nodes: [NodeID] = []
      try flatten(value, 0, &shape, &nodes, name)
      guard shape.count == definition.dimensions.count else {
        let own = definition.dimensions.count
        throw fault("\(name) has \(own) \(own == 1 ? "index" : "indices"), and the value has \(shape.count)", name)
      }
      for (size, dimension) in zip(shape, definition.dimensions) {
        if dimension.isSymbol {
          if let known = sizes[dimension], known != size {
            throw fault("\(algebra.text(dimension)) is \(known) elsewhere, and \(size) here", name)
          }
          sizes[dimension] = size
        } else if let number = algebra.builder.value(dimension)?.asInt, number != size {
          throw fault("\(name) has \(number) entries in this direction, and \(size) are given", name)
        }
      }
      tables[array] = (shape, nodes)
    }
    for (array, table) in tables {
      guard let definition = algebra.array(array) else { continue }
      try requireProperties(definition, table)
    }
    var missing: String?
    let expansion = ArrayExpansion(algebra, sizes: sizes) { [algebra] array, arguments in
      guard let table = tables[array] else {
        let name = algebra.array(array)?.name ?? ""
        if arguments.isEmpty { return Expr.symbol(name).node }
        missing = missing ?? name
        let isTurned = algebra.array(array)?.isSymmetric ?? false && arguments.count == 2 && arguments[0] > arguments[1]
        return Expr.symbol(
          ([name] + (isTurned ? arguments.reversed() : arguments).map { "\($0)" }).joined(separator: "_")
        ).node
      }
      var place = 0
      for (argument, size) in zip(arguments, table.sizes) { place = place * size + min(argument, size) - 1 }
      return table.nodes[place]
    }
    var result: [(rows: Int, columns: Int, nodes: [NodeID])] = []
    for value in values { result.append(try expansion.entries(of: value)) }
    if let missing, !point.isEmpty, !mayHaveSymbols { throw fault("\(missing) has no value here", missing) }
    return result
  }

  private func requireProperties(_ definition: ArrayDefinition, _ table: (sizes: [Int], nodes: [NodeID]))
    throws(NablaError)
  {
    guard definition.isSymmetric || definition.isDiagonal, table.sizes.count == 2, table.sizes[0] == table.sizes[1]
    else { return }
    let n = table.sizes[0]
    for i in 0..<n {
      for j in 0..<n where i != j {
        let entry = table.nodes[i * n + j]
        if definition.isDiagonal ? entry != .zero : entry != table.nodes[j * n + i] {
          throw NablaError(
            .request,
            "\(definition.name) is declared \(definition.isDiagonal ? "diagonal" : "symmetric"), and its value is not",
            text: "at.\(definition.name)")
        }
      }
    }
  }

  private func flatten(
    _ value: Entries, _ depth: Int, _ shape: inout [Int], _ nodes: inout [NodeID], _ name: String
  ) throws(NablaError) {
    switch value {
    case .number(let node):
      guard depth == shape.count else {
        throw NablaError(.request, "the value of \(name) is ragged", text: "at.\(name)")
      }
      nodes.append(node)
    case .list(let parts):
      guard depth < 8, !parts.isEmpty else {
        throw NablaError(.request, "the value of \(name) is empty, or nested too deep", text: "at.\(name)")
      }
      if depth == shape.count {
        guard nodes.isEmpty else { throw NablaError(.request, "the value of \(name) is ragged", text: "at.\(name)") }
        shape.append(parts.count)
      } else if shape[depth] != parts.count {
        throw NablaError(.request, "the value of \(name) is ragged", text: "at.\(name)")
      }
      for part in parts { try flatten(part, depth + 1, &shape, &nodes, name) }
    }
  }
}

extension ArrayProblem {
  /// A number by its text; no symbols.
  package func number(_ text: String) throws(NablaError) -> NodeID {
    let value = try ArrayReader.read(try Parser.parse(Array(text.utf8)), [:], algebra, isDimension: true)
    guard value.shape == .scalar, algebra.store.symbols(under: [value.node]).isEmpty else {
      throw NablaError(.request, "a value is a number", range: 0..<text.utf8.count)
    }
    return value.node
  }
}
