// Arrays by their entries: an array is a number with free indices, so that sums, products and functions of arrays are those
// of numbers, and one graph holds both.

import NablaExpressions
import NablaNumbers

/// Formulas over entries of arrays, inside of a builder.
///
/// An entry W[i, j] is an application of the name W to its indices; indices are symbols that know their dimension. What is no
/// formula of entries, such as a sum over an index, an inverse or a softmax, is an array of its own, *defined* by an operator and a
/// formula in numbered indices: equal definitions are one array, whatever their indices were called.
package final class ArrayAlgebra {
  package let builder: Builder
  /// By the symbol of the index.
  private var dimensions: [NodeID: NodeID] = [:]
  private var numbered: [IndexKey: NodeID] = [:]
  private var indexCount = 0
  private(set) var arrays: [NodeID: ArrayDefinition] = [:]
  private var definitions: [DefinitionKey: NodeID] = [:]
  private var freeIndices: [NodeID: [NodeID]] = [:]
  /// The name of the identity, whose entries are δ[i, j].
  package let delta: NodeID
  /// What the indices of a declaration were called.
  package var indexNames: [NodeID: String] = [:]

  package init(_ builder: Builder) {
    self.builder = builder
    delta = ArrayAlgebra.symbol("\u{1}δ")
  }

  package var store: Store { builder.store }

  static func symbol(_ name: String) -> NodeID { Expr.symbol(name).node }

  // MARK: Indices

  /// The index of some number and dimension; the same symbol whenever it is asked for.
  package func index(_ number: Int, _ dimension: NodeID) -> NodeID {
    let key = IndexKey(number: number, dimension: dimension)
    if let known = numbered[key] { return known }
    // The fingerprint of a dimension depends on nothing but its structure, so that answers do not depend on history.
    let symbol = ArrayAlgebra.symbol("\u{1}\(number)\u{1}\(store.fingerprint(dimension))")
    dimensions[symbol] = dimension
    numbered[key] = symbol
    return symbol
  }

  private struct IndexKey: Hashable {
    let number: Int
    let dimension: NodeID
  }

  /// An index that nothing has yet.
  package func freshIndex(_ dimension: NodeID) -> NodeID {
    indexCount += 1
    return index(1000 + indexCount, dimension)
  }

  /// The index that a name is outside of sums, for entries of a dimension.
  package func freeIndex(_ symbol: NodeID, _ dimension: NodeID) -> NodeID {
    let key = FreeIndex(symbol: symbol, dimension: dimension)
    if let known = freeIndicesByName[key] { return known }
    let index = freshIndex(dimension)
    freeIndicesByName[key] = index
    indexNames[index] = NameTable.shared.name(of: symbol)
    return index
  }

  private struct FreeIndex: Hashable {
    let symbol: NodeID
    let dimension: NodeID
  }
  private var freeIndicesByName: [FreeIndex: NodeID] = [:]

  /// How many values an index takes; nil for what is no index.
  package func dimension(_ index: NodeID) -> NodeID? { dimensions[index] }

  package func isIndex(_ node: NodeID) -> Bool { node.isSymbol && dimensions[node] != nil }

  /// The index of the rows of a value, and that of its columns: always the same for a dimension.
  package func row(_ dimension: NodeID) -> NodeID { index(1, dimension) }
  package func column(_ dimension: NodeID) -> NodeID { index(2, dimension) }

  /// The indices in a formula.
  func indices(_ node: NodeID) -> [NodeID] {
    if !node.isStored { return isIndex(node) ? [node] : [] }
    if let known = freeIndices[node] { return known }
    let found = store.symbols(under: [node]).filter(isIndex)
    freeIndices[node] = found
    return found
  }

  // MARK: Arrays

  /// Numbers that derivatives can be taken by, by name: arrays without indices.
  package private(set) var scalars: [String: NodeID] = [:]
  /// Symbols that dimensions consist of.
  package private(set) var dimensionSymbols: Set<NodeID> = []

  func addDimension(_ dimension: NodeID) { dimensionSymbols.formUnion(store.symbols(under: [dimension])) }

  /// A number by its name: a dimension, or a variable.
  func scalar(_ name: String) -> NodeID {
    let symbol = ArrayAlgebra.symbol(name)
    if dimensionSymbols.contains(symbol) { return symbol }
    if let known = scalars[name] { return entry(known, []) }
    let array = declare(ArrayDefinition(name, []))
    scalars[name] = array
    return entry(array, [])
  }

  /// Makes an array that formulas may hold entries of.
  @discardableResult
  package func declare(_ array: ArrayDefinition) -> NodeID {
    let symbol = ArrayAlgebra.symbol(array.name)
    arrays[symbol] = array
    return symbol
  }

  package func array(_ symbol: NodeID) -> ArrayDefinition? { arrays[symbol] }

  /// The array of which a node is an entry, and its indices.
  func entry(_ node: NodeID) -> (array: NodeID, arguments: [NodeID])? {
    guard store.isOperation(node, .application) else { return nil }
    let application = store.application(node)
    guard application.positions.isEmpty else { return nil }
    if application.name == delta { return (delta, application.arguments) }
    guard let definition = arrays[application.name] else { return nil }
    // Every application has an argument; that of a number means nothing.
    return (application.name, definition.dimensions.isEmpty ? [] : application.arguments)
  }

  /// δ[i, j], 1 where both are the same and 0 elsewhere.
  package func deltaEntry(_ a: NodeID, _ b: NodeID) -> NodeID {
    if a == b { return .one }
    if a.isSmallInteger && b.isSmallInteger { return .zero }
    let pair = store.fingerprint(a) <= store.fingerprint(b) ? [a, b] : [b, a]
    return builder.application(delta, positions: [], pair)
  }

  /// An entry of an array in the one form that its symmetries leave.
  package func entry(_ array: NodeID, _ arguments: [NodeID]) -> NodeID {
    if array == delta { return deltaEntry(arguments[0], arguments[1]) }
    var arguments = arguments
    if let definition = arrays[array] {
      if definition.isDiagonal, arguments.count == 2, arguments[0] != arguments[1] {
        let (a, b) = (arguments[0], arguments[1])
        if a.isSmallInteger && b.isSmallInteger { return .zero }
        let kept = b.isSmallInteger ? b : a
        return builder.product(deltaEntry(a, b), builder.application(array, positions: [], [kept, kept]))
      }
      if definition.isSymmetric, arguments.count >= 2, store.fingerprint(arguments[0]) > store.fingerprint(arguments[1])
      {
        arguments.swapAt(0, 1)
      }
    }
    return builder.application(array, positions: [], arguments.isEmpty ? [.one] : arguments)
  }

  /// The array of an operator and a formula in numbered indices; it is made where there is none.
  func defined(_ operation: ArrayOperator, _ signature: ArraySignature, _ body: NodeID) -> NodeID {
    let key = DefinitionKey(operation: operation, signature: signature, body: body)
    if let known = definitions[key] { return known }
    let name = "\u{1}T\(definitions.count + 1)"
    let symbol = declare(
      ArrayDefinition(
        name: name, dimensions: (signature.outputs + signature.parameters).compactMap { dimensions[$0] },
        definition: (operation, signature, body), order: definitions.count + 1))
    definitions[key] = symbol
    return symbol
  }

  func setSymmetric(_ array: NodeID) { arrays[array]?.isSymmetric = true }

  // MARK: Other indices

  /// A formula with other indices, or numbers, in the places of some.
  package func renamed(_ node: NodeID, _ table: [NodeID: NodeID]) -> NodeID {
    renamed([node], table)[0]
  }

  func renamed(_ nodes: [NodeID], _ table: [NodeID: NodeID]) -> [NodeID] {
    let table = table.filter { $0.key != $0.value }
    if table.isEmpty { return nodes }
    let entries = entries(under: nodes)
    var images: [NodeID: NodeID] = [:]
    for leaf in entries {
      guard let (array, arguments) = entry(leaf), arguments.contains(where: { table[$0] != nil }) else { continue }
      images[leaf] = entry(array, arguments.map { table[$0] ?? $0 })
    }
    // An index stands outside of entries as well, as the number that it is.
    for (from, to) in table { images[from] = to }
    return replaced(nodes, images)
  }

  /// The entries of arrays in some formulas, each once.
  func entries(under nodes: [NodeID]) -> [NodeID] {
    ReachableNodes(store, nodes).ids.filter { entry($0) != nil }
  }

  /// Formulas with entries or symbols replaced.
  func replaced(_ nodes: [NodeID], _ images: [NodeID: NodeID]) -> [NodeID] {
    if images.isEmpty { return nodes }
    let result = try? builder.withoutRecording { () throws(NablaError) in
      try builder.rewrite(Builder.Rewriting(table: images, isWhole: true), in: nodes)
    }
    // A limit was reached; the next check of the verb says so.
    return result ?? nodes
  }

  func check() throws(NablaError) { try builder.check() }
}

/// What makes an array of a formula.
enum ArrayOperator: Hashable, Sendable {
  /// The sum over the bound indices.
  case sum
  /// Of the matrix by two bound indices.
  case inverse, determinant, logarithmOfDeterminant
  /// Over one bound index.
  case softmax, logarithmOfSumOfExponentials, maximum
}

/// The indices of a definition: of the operator's result, those it binds, and those that its formula has besides.
struct ArraySignature: Hashable, Sendable {
  var outputs: [NodeID] = []
  var bound: [NodeID] = []
  var parameters: [NodeID] = []
}

private struct DefinitionKey: Hashable {
  let operation: ArrayOperator
  let signature: ArraySignature
  let body: NodeID
}

/// An array with a name.
package struct ArrayDefinition {
  package let name: String
  package let dimensions: [NodeID]
  package var isSymmetric = false
  package var isDiagonal = false
  package var isOrthogonal = false
  package var isPositiveDefinite = false
  /// How many of the first indices count members of a family.
  package var familyCount = 0
  /// What the index of a family was called.
  package var familyIndex: String?
  /// How it is defined; nil for a symbol.
  var definition: (operation: ArrayOperator, signature: ArraySignature, body: NodeID)?
  /// Definitions come behind those that they use; symbols are 0.
  var order = 0

  init(
    name: String, dimensions: [NodeID], definition: (ArrayOperator, ArraySignature, NodeID)? = nil, order: Int = 0
  ) {
    self.name = name
    self.dimensions = dimensions
    self.definition = definition.map { (operation: $0.0, signature: $0.1, body: $0.2) }
    self.order = order
  }

  /// A symbol.
  package init(_ name: String, _ dimensions: [NodeID]) { self.init(name: name, dimensions: dimensions) }
}
