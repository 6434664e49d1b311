// Products of entries as networks of indices: what becomes of each factor.

import NablaExpressions
import NablaNumbers

extension MatrixReading {
  /// The form of a product in some axes: its sums are opened, and indices are eliminated one after another.
  func product(_ factors: [NodeID], _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    var bound: [NodeID] = []
    var rest: [NodeID] = []
    var pending = factors
    while let factor = pending.popLast() {
      if let (array, arguments) = algebra.entry(factor), let own = algebra.array(array)?.definition,
        own.operation == .sum
      {
        let (inner, body) = algebra.opened(own.signature, own.body, arguments)
        bound += inner
        pending += algebra.factors(body)
      } else {
        rest.append(factor)
      }
    }
    return try network(rest.reversed(), bound, axes)
  }

  func network(_ factors: [NodeID], _ bound: [NodeID], _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    var network = IndexNetwork(axes: axes, bound: bound) { [self] index in
      scalarForm(algebra.dimension(index) ?? .one)
    }
    var left = factors
    var open = bound
    // Sums over the members of families stay sums, outermost.
    while let index = familyIndices(left, open).first {
      var group: Set<NodeID> = [index]
      var (inside, outside): ([NodeID], [NodeID]) = ([], left)
      while let place = outside.firstIndex(where: { !group.isDisjoint(with: algebra.indices($0)) }) {
        let factor = outside.remove(at: place)
        inside.append(factor)
        group.formUnion(algebra.indices(factor).filter(open.contains))
      }
      let own = axes.filter { axis in inside.contains { algebra.indices($0).contains(axis) } }
      let spelling = name(index, preferred: familyName(index, inside))
      guard let body = try self.network(inside, open.filter { $0 != index && group.contains($0) }, own) else {
        return nil
      }
      release(index)
      let upper = scalarForm(algebra.dimension(index) ?? .one)
      left = outside
      open.removeAll(where: group.contains)
      network.bound.removeAll(where: group.contains)
      network.add(.indexedSum(body, index: spelling, upper: upper), own)
    }
    for factor in left {
      guard try add(factor, to: &network) else { return nil }
    }
    return network.reduced()
  }

  /// Hands a factor to the network; false where it has no form.
  func add(_ factor: NodeID, to network: inout IndexNetwork) throws(NablaError) -> Bool {
    let known = network.axes + network.bound
    let own = algebra.indices(factor).filter(known.contains)
    if own.isEmpty, let value = builder.value(factor) {
      network.coefficient = network.coefficient * value
      return true
    }
    // What is divided by.
    if store.isOperation(factor, .power), case let exponent = store.operands(factor)[1], store.isNumber(exponent),
      store.flags(exponent).isNegative
    {
      let inverse = builder.power(store.operands(factor)[0], builder.negate(exponent))
      if own.isEmpty {
        guard let form = try loose(inverse, []) else { return false }
        network.scalarDivisors.append(form)
        return true
      }
      if own.count == 1 {
        guard let form = try full(inverse, own) else { return false }
        network.divisors[own[0], default: []].append(form)
        return true
      }
    }
    switch own.count {
    case 0:
      guard let form = try single(factor, []) else { return false }
      network.scalars.append(form)
    case 1:
      if let (array, arguments) = algebra.entry(factor), arguments.filter({ $0 == own[0] }).count == 2 {
        // A diagonal, or both ends of an edge at one index.
        guard let form = try whole(array, arguments, twice: own[0]) else { return false }
        network.edges.append(IndexNetwork.Edge(from: own[0], to: own[0], form: form))
        return true
      }
      guard let form = try single(factor, own) else { return false }
      if store.isOperation(factor, .power), store.operands(factor)[1] == .two,
        let base = try single(store.operands(factor)[0], own)
      {
        network.squares[own[0], default: []].append((form, base))
      }
      network.vectors[own[0], default: []].append(form)
    case 2:
      if let (array, _) = algebra.entry(factor), array == algebra.delta {
        network.edges.append(IndexNetwork.Edge(from: own[0], to: own[1], form: nil))
        return true
      }
      guard let straight = try single(factor, own), let crossed = try single(factor, [own[1], own[0]]) else {
        return false
      }
      network.edges.append(
        straight.transposeCount <= crossed.transposeCount
          ? IndexNetwork.Edge(from: own[0], to: own[1], form: straight)
          : IndexNetwork.Edge(from: own[1], to: own[0], form: crossed))
    default: return false
    }
    return true
  }

  /// The form of one factor, in its axes.
  func single(_ factor: NodeID, _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    guard let (array, arguments) = algebra.entry(factor) else { return try full(factor, axes) }
    return try whole(array, arguments, axes)
  }

  /// The form of an array at arguments of which some are axes.
  func whole(_ array: NodeID, _ arguments: [NodeID], _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    if array == algebra.delta {
      if axes.count == 1, let fixed = arguments.first(where: { $0 != axes[0] }), let length = algebra.dimension(axes[0])
      {
        // A column of the identity.
        return .component(.identity(scalarForm(length)), [.all, indexForm(fixed)])
      }
      guard axes.isEmpty else { return nil }
      writesIndices = true
      return .delta(indexForm(arguments[0]), indexForm(arguments[1]))
    }
    guard let definition = algebra.array(array) else { return nil }
    guard let own = definition.definition else {
      let count = definition.familyCount
      let rank = definition.dimensions.count - count
      var form = ArrayForm.symbol(definition.name, rank: max(rank, count > 0 ? 1 : rank))
      if count > 0 { form = .component(form, arguments.prefix(count).map(indexForm)) }
      return placed(form, Array(arguments.dropFirst(count)), axes)
    }
    if own.operation == .sum { return try product([algebra.entry(array, arguments)], axes) }
    let parameters = own.signature.parameters
    let outputs = own.signature.outputs.count
    let body = algebra.renamed(
      own.body, Dictionary(uniqueKeysWithValues: zip(parameters, arguments.dropFirst(outputs))))
    // What is a parameter has to be a number here.
    if arguments.dropFirst(outputs).contains(where: axes.contains) { return nil }
    guard let inner = try full(body, own.signature.bound) else { return nil }
    /// The matrix the other way round, where that is plainer.
    func turned() throws(NablaError) -> ArrayForm? {
      guard let other = try full(body, own.signature.bound.reversed()) else { return nil }
      return ArrayForm.plainer(inner, other) == inner ? nil : other
    }
    switch own.operation {
    case .sum: return nil
    case .inverse:
      if definition.isSymmetric, Set(arguments.prefix(2)) == Set(axes) {
        return .symmetric(.inverse(try turned() ?? inner))
      }
      if let other = try turned() { return placed(.inverse(other), [arguments[1], arguments[0]], axes) }
      return placed(.inverse(inner), Array(arguments.prefix(2)), axes)
    case .determinant, .logarithmOfDeterminant:
      // That of a matrix is that of its transpose.
      return .call(own.operation == .determinant ? "det" : "logdet", [try turned() ?? inner])
    case .softmax: return placed(.call("softmax", [inner]), Array(arguments.prefix(1)), axes)
    case .logarithmOfSumOfExponentials: return .call("logsumexp", [inner])
    case .maximum: return .call("max", [inner])
    }
  }

  /// A matrix with an index at both of its sides.
  func whole(_ array: NodeID, _ arguments: [NodeID], twice index: NodeID) throws(NablaError) -> ArrayForm? {
    guard arguments.count >= 2, let length = algebra.dimension(index) else { return nil }
    let other = algebra.freshIndex(length)
    var seen = false
    let apart = arguments.map { argument -> NodeID in
      guard argument == index else { return argument }
      defer { seen = true }
      return seen ? other : argument
    }
    return try whole(array, apart, [index, other])
  }

  /// A form whose remaining arguments are axes, or else indices in brackets.
  func placed(_ form: ArrayForm, _ arguments: [NodeID], _ axes: [NodeID]) -> ArrayForm? {
    if arguments == axes { return form }
    if arguments.count == 2, axes.count == 2, arguments == [axes[1], axes[0]] { return form.transposed }
    if axes.isEmpty {
      if arguments.contains(where: algebra.isIndex) { writesIndices = true }
      if case .component(let base, let first) = form { return .component(base, first + arguments.map(indexForm)) }
      return .component(form, arguments.map(indexForm))
    }
    if axes.count == 1, arguments == [axes[0], axes[0]] { return .call("diag", [form]) }
    if axes.count == 1, arguments.count == 2, let place = arguments.firstIndex(of: axes[0]) {
      // A row or a column of a matrix.
      let fixed = indexForm(arguments[1 - place])
      if algebra.isIndex(arguments[1 - place]) { writesIndices = true }
      let colon = ArrayForm.all
      return .component(form, place == 0 ? [colon, fixed] : [fixed, colon])
    }
    return nil
  }
}
