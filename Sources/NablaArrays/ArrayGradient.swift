// Derivatives by whole arrays: one reverse sweep over the definitions that a formula uses, δ contracted at once.

import NablaCalculus
import NablaExpressions
import NablaSimplification

extension ArrayAlgebra {
  /// The derivative of a formula by an array, at some indices: an entry of the gradient where the formula is a number.
  ///
  /// Free indices of the formula stay free. The derivative by a symmetric array is the symmetric one: the gradient in the space
  /// of symmetric matrices. Visits each definition once.
  package func derivative(of root: NodeID, by array: NodeID, at place: [NodeID]) throws(NablaError) -> NodeID {
    guard let target = arrays[array] else { return .zero }
    var dependent: [NodeID: Bool] = [:]
    var adjoints: [NodeID: [NodeID]] = [:]
    try spread(.one, root, over: [], array, &dependent, &adjoints)
    // Definitions that come later are nobody's part any more once they have been visited.
    while let next = adjoints.keys.filter({ $0 != array }).max(by: { arrays[$0]?.order ?? 0 < arrays[$1]?.order ?? 0 })
    {
      try check()
      let own = builder.sum(adjoints.removeValue(forKey: next) ?? [])
      guard own != .zero, let definition = arrays[next], let (operation, signature, body) = definition.definition
      else { continue }
      let places = adjointIndices(definition)
      let outer = signature.outputs + signature.parameters
      let adjoint = renamed(own, Dictionary(uniqueKeysWithValues: zip(places, outer)))
      let seed = try seed(operation, signature, next, adjoint)
      try spread(
        seed, body, over: signature.bound + signature.parameters, array, &dependent, &adjoints)
    }
    let total = builder.sum(adjoints[array] ?? [])
    let places = adjointIndices(target)
    var result = renamed(total, Dictionary(uniqueKeysWithValues: zip(places, place)))
    if target.isSymmetric, place.count >= 2 {
      var swapped = place
      swapped.swapAt(0, 1)
      let other = renamed(total, Dictionary(uniqueKeysWithValues: zip(places, swapped)))
      if other != result {
        let half = builder.rational(1, 2)
        result = builder.sum(terms(builder.sum(result, other)).map { builder.scaled(half, $0) })
      }
    }
    if target.isDiagonal, place.count == 2, place[0] != place[1] {
      result = try contract([], builder.product(deltaEntry(place[0], place[1]), renamed(result, [place[1]: place[0]])))
    }
    return result
  }

  /// The indices of an adjoint before they are given their place.
  private func adjointIndices(_ array: ArrayDefinition) -> [NodeID] {
    array.dimensions.enumerated().map { index(60 + $0, $1) }
  }

  /// Whether the entries of an array have to do with those of another one.
  private func depends(_ array: NodeID, on target: NodeID, _ known: inout [NodeID: Bool]) -> Bool {
    if array == target { return true }
    if let answer = known[array] { return answer }
    guard let definition = arrays[array]?.definition else { return false }
    // Definitions use earlier ones only, and each is asked once; the depth is that of sums inside of sums.
    var answer = false
    for leaf in entries(under: [definition.body]) {
      if let (inner, _) = entry(leaf), depends(inner, on: target, &known) {
        answer = true
        break
      }
    }
    known[array] = answer
    return answer
  }

  /// Hands an adjoint on to what a formula is made of.
  private func spread(
    _ adjoint: NodeID, _ body: NodeID, over: [NodeID], _ target: NodeID, _ known: inout [NodeID: Bool],
    _ adjoints: inout [NodeID: [NodeID]]
  ) throws(NablaError) {
    var leaves: [NodeID] = []
    for leaf in entries(under: [body]) {
      guard let (array, _) = entry(leaf), array != delta, depends(array, on: target, &known) else { continue }
      leaves.append(leaf)
    }
    let slopes = try partials(of: body, by: leaves)
    for (leaf, slope) in zip(leaves, slopes) where slope != .zero {
      guard let (array, arguments) = entry(leaf), let definition = arrays[array] else { continue }
      var factors = [adjoint, slope]
      for (place, argument) in zip(adjointIndices(definition), arguments) {
        factors.append(deltaEntry(place, argument))
      }
      adjoints[array, default: []].append(try contract(over, builder.product(factors)))
    }
  }

  /// The partial derivatives of a formula by entries in it.
  func partials(of body: NodeID, by leaves: [NodeID]) throws(NablaError) -> [NodeID] {
    if leaves.isEmpty { return [] }
    if leaves == [body] { return [.one] }
    var (away, back): ([NodeID: NodeID], [NodeID: NodeID]) = ([:], [:])
    for (place, leaf) in leaves.enumerated() {
      let symbol = ArrayAlgebra.symbol("\u{1}u\(place)")
      away[leaf] = symbol
      back[symbol] = leaf
    }
    let formula = replaced([body], away)[0]
    let variables = leaves.compactMap { away[$0] }
    let slopes = try builder.withoutRecording { () throws(NablaError) in
      try builder.gradient(of: formula, by: variables).nodes
    }
    let isPlain = store.isOperation(body, .product) && factors(body).allSatisfy { entry($0) != nil }
    let short = isPlain ? slopes : slopes.map { tidied($0) }
    return replaced(short, back)
  }

  /// A formula of numbers in a shorter form, where that saves something.
  func tidied(_ node: NodeID) -> NodeID {
    guard node.isStored, store.hasAtMost(SimplificationLimits.tidying.operations, under: [node]) else { return node }
    return builder.recording { builder.simplified(node, .tidying) }.result
  }

  /// The adjoint of the formula of a definition, from that of the definition, in the numbered indices.
  private func seed(
    _ operation: ArrayOperator, _ signature: ArraySignature, _ array: NodeID, _ adjoint: NodeID
  ) throws(NablaError) -> NodeID {
    let parameters = signature.parameters
    switch operation {
    case .sum: return adjoint
    case .inverse:
      // d X⁻¹ = -X⁻¹ dX X⁻¹.
      let (i, j) = (signature.outputs[0], signature.outputs[1])
      let (a, b) = (signature.bound[0], signature.bound[1])
      let product = builder.product([
        .minusOne, adjoint, entry(array, [i, a] + parameters), entry(array, [b, j] + parameters),
      ])
      return try contract([i, j], product)
    case .determinant, .logarithmOfDeterminant:
      // d log det X = tr(X⁻¹ dX).
      guard let body = arrays[array]?.definition?.body else { return .zero }
      let (a, b) = (signature.bound[0], signature.bound[1])
      let inverse = try self.inverse(body, a, b, at: b, a)
      let value = operation == .determinant ? entry(array, parameters) : .one
      return builder.product([adjoint, value, inverse])
    case .softmax:
      let (i, a) = (signature.outputs[0], signature.bound[0])
      let share = entry(array, [a] + parameters)
      let mean = try contract([i], builder.product(adjoint, entry(array, [i] + parameters)))
      let own = renamed(adjoint, [i: a])
      return builder.product(share, builder.difference(own, mean))
    case .logarithmOfSumOfExponentials:
      guard let body = arrays[array]?.definition?.body else { return .zero }
      let a = signature.bound[0]
      return builder.product(adjoint, try softmax(body, a, at: a))
    case .maximum:
      // The slope is that of the largest component; of several equal ones each has it.
      guard let body = arrays[array]?.definition?.body else { return .zero }
      let isLargest = builder.relation(.equal, body, entry(array, parameters))
      return builder.product(adjoint, builder.ifElse(isLargest, .one, .zero))
    }
  }

  // MARK: Operators

  /// An entry of the inverse of the matrix that a formula is in two of its indices.
  func inverse(_ body: NodeID, _ a: NodeID, _ b: NodeID, at i: NodeID, _ j: NodeID) throws(NablaError) -> NodeID {
    // Numbers come out; (Xᵀ)⁻¹ is (X⁻¹)ᵀ; the inverse of an inverse is what it was made of.
    let (coefficient, matrix) = builder.splitCoefficient(body)
    if coefficient != .one {
      return builder.product(
        builder.power(coefficient, .minusOne), try inverse(matrix, a, b, at: i, j))
    }
    if let (array, arguments) = entry(matrix), let definition = arrays[array], arguments.contains(a),
      arguments.contains(b)
    {
      if array == delta { return deltaEntry(i, j) }
      if definition.isOrthogonal, arguments.count == 2 {
        return entry(array, arguments == [a, b] ? [j, i] : [i, j])
      }
      if definition.isDiagonal {
        return builder.product(deltaEntry(i, j), builder.power(entry(array, [i, i]), .minusOne))
      }
      if let inner = definition.definition, inner.operation == .inverse, arguments.count == 2 {
        let table = Dictionary(
          uniqueKeysWithValues: zip(inner.signature.bound, arguments == [a, b] ? [i, j] : [j, i]))
        return renamed(inner.body, table)
      }
    }
    if let diagonal = diagonalFactor(matrix, a, b) {
      return builder.product(deltaEntry(i, j), builder.power(renamed(diagonal, [a: i]), .minusOne))
    }
    if let chain = squareFactors(matrix, a, b), chain.count > 1 {
      // (AB)⁻¹ is B⁻¹A⁻¹: both have inverses where their product has one.
      guard let length = dimension(a) else { return .zero }
      let between = (1..<chain.count).map { _ in freshIndex(length) }
      let places = [i] + between + [j]
      var product: [NodeID] = []
      for (place, factor) in chain.reversed().enumerated() {
        product.append(
          try inverse(factor.body, factor.from, factor.to, at: places[place], places[place + 1]))
      }
      return try contract(between, builder.product(product))
    }
    let swapped = renamed(matrix, [a: b, b: a])
    if swapped == matrix {
      let node = try named(.inverse, bound: [a, b], [i, j], matrix)
      if let (array, arguments) = entry(node) {
        setSymmetric(array)
        return entry(array, arguments)
      }
      return node
    }
    let straight = try named(.inverse, bound: [a, b], [i, j], matrix)
    let crossed = try named(.inverse, bound: [a, b], [j, i], swapped)
    guard let (first, _) = entry(straight), let (second, _) = entry(crossed), let x = arrays[first]?.definition?.body,
      let y = arrays[second]?.definition?.body
    else { return straight }
    return store.fingerprint(x) <= store.fingerprint(y) ? straight : crossed
  }

  /// The entries on the diagonal of a diagonal matrix in two indices, in the first one; nil for any other.
  func diagonalFactor(_ body: NodeID, _ a: NodeID, _ b: NodeID) -> NodeID? {
    var rest: [NodeID] = []
    var isDiagonal = false
    for factor in factors(body) {
      if let (array, arguments) = entry(factor), array == delta, Set(arguments) == [a, b] {
        isDiagonal = true
      } else {
        rest.append(factor)
      }
    }
    return isDiagonal ? renamed(builder.product([.one] + rest), [b: a]) : nil
  }

  /// The square matrices whose product a formula is in two indices, from the first to the second; nil for any other.
  func squareFactors(_ node: NodeID, _ a: NodeID, _ b: NodeID) -> [(body: NodeID, from: NodeID, to: NodeID)]? {
    guard let (array, arguments) = entry(node), let own = arrays[array]?.definition, own.operation == .sum,
      let length = dimension(a), length == dimension(b)
    else { return nil }
    let (bound, body) = opened(own.signature, own.body, arguments)
    guard bound.allSatisfy({ dimension($0) == length }) else { return nil }
    var left = factors(body)
    var chain: [(body: NodeID, from: NodeID, to: NodeID)] = []
    var index = a
    while index != b {
      guard let place = left.firstIndex(where: { indices($0).contains(index) }) else { return nil }
      let factor = left.remove(at: place)
      let ends = indices(factor).filter { bound.contains($0) || $0 == a || $0 == b }
      guard ends.count == 2, ends.contains(index), !left.contains(where: { indices($0).contains(index) }) else {
        return nil
      }
      let next = ends[0] == index ? ends[1] : ends[0]
      chain.append((factor, index, next))
      index = next
    }
    return left.isEmpty ? chain : nil
  }

  /// An entry of the softmax of the vector that a formula is in one of its indices.
  func softmax(_ body: NodeID, _ a: NodeID, at i: NodeID) throws(NablaError) -> NodeID {
    try named(.softmax, bound: [a], [i], body)
  }
}
