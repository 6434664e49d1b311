// From indices back to matrices: a formula whose indices form paths, cycles and stars is a product of matrices, a trace,
// a product entry by entry.

import NablaExpressions
import NablaNumbers

/// Reads formulas in indices as formulas of matrices; what has no such form keeps its indices.
final class MatrixReading {
  let algebra: ArrayAlgebra
  private var usedNames: Set<String>
  private var names: [NodeID: String] = [:]
  /// Whether an index had to be written.
  var writesIndices = false

  init(_ algebra: ArrayAlgebra, usedNames: Set<String>) {
    self.algebra = algebra
    self.usedNames = usedNames
  }

  var store: Store { algebra.store }
  var builder: Builder { algebra.builder }

  // MARK: Names of indices

  /// Names what stays an index.
  func name(_ index: NodeID, preferred: String? = nil) -> String {
    if let known = names[index] { return known }
    let wanted = (algebra.indexNames[index] ?? preferred).map { [$0] } ?? []
    let letters = wanted + ["i", "j", "k", "l", "m", "p", "q", "r", "s", "t", "u", "v"]
    let free = letters.first { !usedNames.contains($0) }
    var number = 1
    while free == nil && usedNames.contains("i_\(number)") { number += 1 }
    let name = free ?? "i_\(number)"
    usedNames.insert(name)
    names[index] = name
    return name
  }

  func release(_ index: NodeID) {
    if let name = names.removeValue(forKey: index) { usedNames.remove(name) }
  }

  func indexForm(_ node: NodeID) -> ArrayForm {
    if algebra.isIndex(node) { return .index(name(node)) }
    return scalarForm(node)
  }

  // MARK: Formulas

  /// The matrix form of a value; nil where it has none.
  func form(_ value: ArrayValue) throws(NablaError) -> ArrayForm? {
    let axes = algebra.axes(value.shape)
    let form = try full(value.node, axes)
    if case .row = value.shape { return form?.transposed }
    return form
  }

  /// The form in indices that every formula has.
  func indexed(_ node: NodeID) throws(NablaError) -> ArrayForm {
    writesIndices = true
    return try entryForm(node)
  }

  /// A form of exactly the shape of some axes.
  func full(_ node: NodeID, _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    let used = axes.filter(algebra.indices(node).contains)
    if used == axes { return try loose(node, axes) }
    guard let form = try loose(node, used) else { return nil }
    return spread(form, used, axes)
  }

  /// A form of fewer axes with ones in the place of the others.
  private func spread(_ form: ArrayForm, _ used: [NodeID], _ axes: [NodeID]) -> ArrayForm {
    let lengths = axes.map { scalarForm(algebra.dimension($0) ?? .one) }
    if used.isEmpty { return ArrayForm.multiplied([form, .ones(lengths)]) }
    if used == [axes[0]] { return ArrayForm.multiplied([form, .transpose(.ones([lengths[1]]))]) }
    return ArrayForm.multiplied([.ones([lengths[0]]), form.transposed])
  }

  /// A form of the axes that occur, all of `axes` or none.
  func loose(_ node: NodeID, _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    try algebra.check()
    if !node.isStored || store.isNumber(node) { return scalarForm(node) }
    switch store.operation(node) {
    case .application: return try product([node], axes)
    case .sum: return try sum(node, axes)
    case .product: return try product(algebra.factors(node), axes)
    case .power: return try power(node, axes)
    case .call:
      let name = Catalogue.row(store.node(node).pointee.function).name
      guard let parts = try parts(Array(store.operands(node)), axes) else { return nil }
      return .call(name, parts)
    case .ifElse:
      guard let parts = try parts(Array(store.operands(node)), axes) else { return nil }
      return .call("if", parts)
    case .less, .lessOrEqual, .equal, .notEqual:
      guard let parts = try parts(Array(store.operands(node)), axes) else { return nil }
      let signs: [Operation: String] = [.less: "<", .lessOrEqual: "<=", .equal: "==", .notEqual: "!="]
      return .relation(signs[store.operation(node) ?? .equal] ?? "==", parts[0], parts[1])
    case .number, .declared, .and, .or, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded,
      .both, nil:
      return nil
    }
  }

  /// Operands of a function: each of the shape, or a number.
  private func parts(_ nodes: [NodeID], _ axes: [NodeID]) throws(NablaError) -> [ArrayForm]? {
    var forms: [ArrayForm] = []
    for node in nodes {
      let used = axes.filter(algebra.indices(node).contains)
      guard let form = try used.isEmpty ? loose(node, []) : full(node, axes) else { return nil }
      forms.append(form)
    }
    return forms
  }

  private func sum(_ node: NodeID, _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    var forms: [(form: ArrayForm, isNegative: Bool, rank: Int)] = []
    for term in algebra.terms(node) {
      let used = axes.filter(algebra.indices(term).contains)
      guard let form = try used.isEmpty ? loose(term, []) : full(term, axes) else { return nil }
      if case .negative(let inner) = form {
        forms.append((inner, true, used.count))
      } else {
        forms.append((form, false, used.count))
      }
    }
    // A sign that all terms have stands before the sum.
    if forms.allSatisfy(\.isNegative) {
      return .negative(.sum(MatrixReading.ordered(forms.map { ($0.form, false, $0.rank) })))
    }
    return .sum(MatrixReading.ordered(forms))
  }

  /// Terms with a plus first; where one comes first that has a minus, nothing is gained.
  private static func ordered(_ terms: [(form: ArrayForm, isNegative: Bool, rank: Int)]) -> [ArrayForm] {
    let sorted = terms.enumerated().sorted { a, b in
      if a.element.isNegative != b.element.isNegative { return b.element.isNegative }
      let (x, y) = (weight(a.element.form), weight(b.element.form))
      if x != y { return x > y }
      let (p, q) = (a.element.form.transposeCount, b.element.form.transposeCount)
      return p != q ? p < q : a.element.form.text < b.element.form.text
    }
    return sorted.map { $0.element.isNegative ? .negative($0.element.form) : $0.element.form }
  }

  /// What comes first in a sum: long terms before short ones, numbers last.
  private static func weight(_ form: ArrayForm) -> Int {
    switch form {
    case .number: return 0
    case .symbol(_, let rank): return 1 + rank
    case .product(let factors), .elementProduct(let factors): return 3 + factors.count
    case .quotient(let a, _), .elementQuotient(let a, _), .negative(let a), .transpose(let a): return weight(a)
    default: return 3
    }
  }

  private func power(_ node: NodeID, _ axes: [NodeID]) throws(NablaError) -> ArrayForm? {
    let operands = store.operands(node)
    let (base, exponent) = (operands[0], operands[1])
    if base == .e {
      guard let parts = try parts([exponent], axes) else { return nil }
      return .call("exp", parts)
    }
    if axes.isEmpty {
      if let (norm, rest) = try norm(base, exponent) {
        return rest == .one ? norm : .power(norm, rest)
      }
      guard let parts = try parts([base, exponent], axes) else { return nil }
      if exponent == builder.rational(1, 2) { return .call("sqrt", [parts[0]]) }
      if store.flags(exponent).isNegative, store.isNumber(exponent) {
        guard let inverse = try loose(builder.power(base, builder.negate(exponent)), []) else { return nil }
        return .quotient(.one, inverse)
      }
      // norm(x)^2 squared is norm(x)^4.
      if case .power(let norm, .number(let inner)) = parts[0], case .call("norm", _) = norm,
        let outer = builder.value(exponent), outer.signum > 0
      {
        return .power(norm, .number(inner * outer))
      }
      return .power(parts[0], parts[1])
    }
    guard let parts = try parts([base, exponent], axes) else { return nil }
    if exponent == builder.rational(1, 2) { return .call("sqrt", [parts[0]]) }
    if exponent == .minusOne { return .elementQuotient(.one, parts[0]) }
    if store.flags(exponent).isNegative, store.isNumber(exponent) {
      guard let inverse = try full(builder.power(base, builder.negate(exponent)), axes) else { return nil }
      return .elementQuotient(.one, inverse)
    }
    return .elementPower(parts[0], parts[1])
  }

  /// Half powers of a sum of squares: the norm, and its exponent.
  private func norm(_ base: NodeID, _ exponent: NodeID) throws(NablaError) -> (ArrayForm, ArrayForm)? {
    guard let value = builder.value(exponent), (value * Rational(2)).isInteger, !value.isInteger, value.signum > 0,
      let (array, arguments) = algebra.entry(base), let own = algebra.array(array)?.definition,
      own.operation == .sum, own.signature.bound.count <= 2
    else { return nil }
    let (bound, body) = algebra.opened(own.signature, own.body, arguments)
    guard let vector = try vectorOfSquares(bound, body) else { return nil }
    return (.call("norm", [vector]), .number(value * Rational(2)))
  }

  /// The vector or matrix v of a sum of squares of its entries.
  private func vectorOfSquares(_ bound: [NodeID], _ body: NodeID) throws(NablaError) -> ArrayForm? {
    guard store.isOperation(body, .power), store.operands(body)[1] == .two, familyIndices([body], bound).isEmpty else {
      return nil
    }
    let base = store.operands(body)[0]
    guard let straight = try full(base, bound) else { return nil }
    guard bound.count == 2, let turned = try full(base, bound.reversed()) else { return straight }
    return ArrayForm.plainer(straight, turned)
  }

  // MARK: Numbers

  /// A formula without indices that holds no arrays.
  func scalarForm(_ node: NodeID) -> ArrayForm {
    if let value = builder.value(node) {
      return value.signum < 0 ? .negative(.number(-value)) : .number(value)
    }
    if algebra.isIndex(node) { return .index(name(node)) }
    if node == .pi { return .constant(.pi) }
    if node == .e { return .constant(.e) }
    if node.isSymbol { return .symbol(NameTable.shared.name(of: node), rank: 0) }
    return (try? loose(node, []) ?? nil) ?? .symbol("?", rank: 0)
  }

  // MARK: Indices

  /// The positions at which the arguments of an array count members of families.
  private func familyPositions(_ array: NodeID) -> Set<Int> {
    guard let definition = algebra.array(array) else { return [] }
    guard let own = definition.definition else { return Set(0..<definition.familyCount) }
    let inside = Set(familyIndices([own.body], own.signature.parameters))
    let outputs = own.signature.outputs.count
    return Set(
      own.signature.parameters.indices.filter { inside.contains(own.signature.parameters[$0]) }.map { $0 + outputs })
  }

  /// What an index was called where a family was declared that it counts.
  func familyName(_ index: NodeID, _ nodes: [NodeID]) -> String? {
    for leaf in algebra.entries(under: nodes) {
      guard let (array, arguments) = algebra.entry(leaf), arguments.contains(index) else { continue }
      guard let own = algebra.array(array)?.definition else {
        if let name = algebra.array(array)?.familyIndex { return name }
        continue
      }
      let place = arguments.dropFirst(own.signature.outputs.count).firstIndex(of: index)
      guard let place else { continue }
      let parameter = own.signature.parameters[place - own.signature.outputs.count]
      if let name = familyName(parameter, [own.body]) { return name }
    }
    return nil
  }

  /// Which of some indices count members of families.
  func familyIndices(_ nodes: [NodeID], _ indices: [NodeID]) -> [NodeID] {
    var found = Set<NodeID>()
    for leaf in algebra.entries(under: nodes) {
      guard let (array, arguments) = algebra.entry(leaf), array != algebra.delta else { continue }
      for position in familyPositions(array) where arguments.indices.contains(position) {
        found.insert(arguments[position])
      }
    }
    return indices.filter(found.contains)
  }

  // MARK: With indices

  /// The entry of a formula, all indices written.
  func entryForm(_ node: NodeID) throws(NablaError) -> ArrayForm {
    if let form = try loose(node, []), !algebra.entries(under: [node]).contains(where: isSum) { return form }
    if store.isOperation(node, .sum) {
      var forms: [(form: ArrayForm, isNegative: Bool, rank: Int)] = []
      for term in algebra.terms(node) {
        let form = try entryForm(term)
        if case .negative(let inner) = form { forms.append((inner, true, 0)) } else { forms.append((form, false, 0)) }
      }
      return .sum(MatrixReading.ordered(forms))
    }
    if store.isOperation(node, .product) {
      var (above, below): ([ArrayForm], [ArrayForm]) = ([], [])
      for factor in algebra.factors(node) {
        if store.isOperation(factor, .power), case let exponent = store.operands(factor)[1], store.isNumber(exponent),
          store.flags(exponent).isNegative
        {
          below.append(try entryForm(builder.power(store.operands(factor)[0], builder.negate(exponent))))
        } else {
          above.append(try entryForm(factor))
        }
      }
      let numerator = ArrayForm.multiplied(above)
      return below.isEmpty ? numerator : .quotient(numerator, ArrayForm.multiplied(below))
    }
    if store.isOperation(node, .power) {
      let operands = Array(store.operands(node))
      if operands[0] == .e { return .call("exp", [try entryForm(operands[1])]) }
      return .power(try entryForm(operands[0]), try entryForm(operands[1]))
    }
    if store.isOperation(node, .call) {
      var parts: [ArrayForm] = []
      for operand in Array(store.operands(node)) { parts.append(try entryForm(operand)) }
      return .call(Catalogue.row(store.node(node).pointee.function).name, parts)
    }
    if let (array, arguments) = algebra.entry(node), let own = algebra.array(array)?.definition, own.operation == .sum {
      if let form = try loose(node, []) { return form }
      let (bound, body) = algebra.opened(own.signature, own.body, arguments)
      let spellings = bound.map { name($0) }
      var form = try entryForm(body)
      for (index, spelling) in zip(bound, spellings).reversed() {
        form = .indexedSum(form, index: spelling, upper: scalarForm(algebra.dimension(index) ?? .one))
        release(index)
      }
      return form
    }
    guard let form = try loose(node, []) else {
      throw NablaError(.unsupported, "this has no form in matrices or indices yet")
    }
    return form
  }

  func isSum(_ leaf: NodeID) -> Bool {
    guard let (array, _) = algebra.entry(leaf) else { return false }
    return algebra.array(array)?.definition?.operation == .sum
  }
}
