// From what was typed to arrays: the meaning of a text in which names are declared as vectors and matrices.

import NablaExpressions
import NablaNumbers
import NablaSyntax

/// Resolves a syntax tree whose names may be arrays. A loop over its entries: children come first.
package struct ArrayReader {
  let tree: SyntaxTree
  let algebra: ArrayAlgebra
  /// Arrays by their names.
  let declared: [String: NodeID]
  private(set) var meanings: [Meaning]
  /// Whether names are those of dimensions.
  private var readsDimensions = false
  /// Entries that stand in brackets behind an array.
  private var indexPlaces: Set<Int> = []
  /// Which index a name is in the arguments of a sum, by the range of entries.
  private var scopes: [(entries: Range<Int>, name: String, index: NodeID)] = []

  /// What an entry of the tree is.
  enum Meaning {
    case none
    case value(ArrayValue)
    /// An index of a sum; as a number it counts from 1.
    case index(NodeID)
    /// A family that still needs its index.
    case family(NodeID)
    case delta
    case all
    case list([Meaning])
  }

  package static func read(
    _ tree: SyntaxTree, _ declared: [String: NodeID], _ algebra: ArrayAlgebra, isDimension: Bool = false
  ) throws(NablaError) -> ArrayValue {
    var reader = ArrayReader(tree: tree, declared: declared, algebra: algebra)
    reader.readsDimensions = isDimension
    if !tree.definitions.isEmpty {
      throw NablaError(.unsupported, "`where` does not go with declared arrays", range: 0..<tree.bytes.count)
    }
    for index in tree.entries.indices where tree.entries[index].form == .component {
      for child in tree.children(index).dropFirst() { reader.indexPlaces.insert(Int(child.entry)) }
    }
    try reader.findScopes()
    for index in tree.entries.indices {
      try algebra.check()
      if case .none = reader.meanings[index] { reader.meanings[index] = try reader.meaning(index) }
    }
    return try reader.value(tree.root)
  }

  private init(tree: SyntaxTree, declared: [String: NodeID], algebra: ArrayAlgebra) {
    self.tree = tree
    self.declared = declared
    self.algebra = algebra
    meanings = Array(repeating: .none, count: tree.entries.count)
  }

  // MARK: Scopes

  /// Reads the bounds of sums first: they tell what the names of indices mean in what is summed.
  private mutating func findScopes() throws(NablaError) {
    var starts = [Int](repeating: 0, count: tree.entries.count)
    for index in tree.entries.indices {
      starts[index] = tree.children(index).reduce(index) { min($0, starts[Int($1.entry)]) }
    }
    for index in tree.entries.indices where tree.entries[index].form == .call {
      let name = tree.name(index)
      let arguments = children(index)
      guard name == "sum" || name == "prod", arguments.count == 4, declared[name] == nil else { continue }
      guard tree.entries[arguments[1]].form == .name else {
        throw fault("the index of a sum is a name: sum(f, i, 1, n)", arguments[1])
      }
      readsDimensions = true
      for bound in [arguments[2], arguments[3]] {
        for entry in starts[bound]...bound { meanings[entry] = try meaning(entry) }
      }
      readsDimensions = false
      algebra.addDimension(try number(arguments[3]))
      let (lower, upper) = (try number(arguments[2]), try number(arguments[3]))
      guard lower == .one else { throw fault("sums begin at 1 here", arguments[2], .unsupported) }
      let symbol = algebra.freshIndex(upper)
      let spelling = tree.name(arguments[1])
      algebra.indexNames[symbol] = spelling
      // Outer scopes come later in the tree, and the innermost one is meant.
      scopes.append((starts[arguments[0]]..<(arguments[1] + 1), spelling, symbol))
    }
  }

  private func index(named name: String, at entry: Int) -> NodeID? {
    scopes.filter { $0.name == name && $0.entries.contains(entry) }.min { $0.entries.count < $1.entries.count }?.index
  }

  // MARK: Entries

  func fault(_ message: String, _ entry: Int, _ kind: NablaError.Kind = .domain) -> NablaError {
    NablaError(kind, message, range: tree.entries[entry].range)
  }

  func children(_ index: Int) -> [Int] { tree.children(index).map { Int($0.entry) } }

  /// The value at an entry.
  func value(_ index: Int) throws(NablaError) -> ArrayValue {
    switch meanings[index] {
    case .value(let value): return value
    case .index(let symbol): return ArrayValue(symbol, .scalar)
    case .family(let array):
      let name = algebra.array(array)?.name ?? ""
      throw fault("\(name) is a family: write \(name)[i] for a member", index)
    case .list(let parts): return try explicit(parts, index)
    case .delta: throw fault("δ has two indices: δ[i, j]", index)
    case .all, .none: throw fault("`:` stands among the indices of an array", index)
    }
  }

  func number(_ index: Int) throws(NablaError) -> NodeID {
    let value = try value(index)
    guard value.shape == .scalar else {
      throw fault("a number is due here, and this is \(algebra.text(value.shape))", index)
    }
    return value.node
  }

  private func meaning(_ index: Int) throws(NablaError) -> Meaning {
    let entry = tree.entries[index]
    let children = children(index)
    switch entry.form {
    case .number: return scalar(try readNumber(entry.range))
    case .name: return try named(index)
    case .group: return meanings[children[0]]
    case .all: return .all
    case .vector: return .list(children.map { meanings[$0] })
    case .negative:
      let value = try value(children[0])
      return .value(ArrayValue(algebra.builder.negate(value.node), value.shape))
    case .positive: return .value(try value(children[0]))
    case .sum: return .value(try sum(index))
    case .product: return .value(try product(index))
    case .power: return .value(try power(index, children[0], children[1]))
    case .elementPower:
      let (base, exponent) = (try value(children[0]), try value(children[1]))
      guard let result = algebra.elementwise(base, exponent, algebra.builder.power) else {
        throw mismatch(".^", base, exponent, index)
      }
      return .value(result)
    case .transpose: return .value(algebra.transpose(try value(children[0])))
    case .absolute:
      let value = try value(children[0])
      return .value(ArrayValue(algebra.builder.call(.abs, [value.node]), value.shape))
    case .component: return try component(index)
    case .call: return .value(try call(index))
    case .relation: return try relation(index)
    case .factorial, .and, .or, .not: throw fault("this does not go with declared arrays", index, .unsupported)
    }
  }

  func scalar(_ node: NodeID) -> Meaning { .value(ArrayValue(node, .scalar)) }

  private func readNumber(_ range: Range<Int>) throws(NablaError) -> NodeID {
    let digits = tree.decimalDigits(range)
    let parse = digits.withUnsafeBufferPointer {
      Rational.parseDecimal($0, maximumBits: algebra.builder.limits.bits)
    }
    guard case .value(let number) = parse else {
      throw NablaError(.limit, "this number is too long; raise the limit `bits`", range: range)
    }
    return algebra.builder.number(number)
  }

  private func named(_ index: Int) throws(NablaError) -> Meaning {
    let name = tree.name(index)
    if let symbol = self.index(named: name, at: index) { return .index(symbol) }
    if let array = declared[name] { return try arrayMeaning(array) }
    if name == "δ" || name == "delta" { return .delta }
    if !tree.isQuoted(index), let constant = NameText.constant(named: name) { return scalar(constant.node) }
    if !tree.isQuoted(index), Catalogue.isReserved(name) {
      throw fault("\(name) is a function: write \(name)(x)", index, .name)
    }
    return scalar(readsDimensions || indexPlaces.contains(index) ? ArrayAlgebra.symbol(name) : algebra.scalar(name))
  }

  private func arrayMeaning(_ array: NodeID) throws(NablaError) -> Meaning {
    guard let definition = algebra.array(array) else { return .none }
    if definition.familyCount > 0 { return .family(array) }
    return .value(whole(array, [], definition.dimensions))
  }

  /// An array at some first indices, with what is left as rows and columns.
  func whole(_ array: NodeID, _ first: [NodeID], _ dimensions: [NodeID]) -> ArrayValue {
    switch dimensions.count {
    case 0: return ArrayValue(first.isEmpty ? algebra.entry(array, []) : algebra.entry(array, first), .scalar)
    case 1: return ArrayValue(algebra.entry(array, first + [algebra.row(dimensions[0])]), .column(dimensions[0]))
    default:
      let indices = [algebra.row(dimensions[0]), algebra.column(dimensions[1])]
      return ArrayValue(algebra.entry(array, first + indices), .matrix(dimensions[0], dimensions[1]))
    }
  }

  // MARK: Arithmetic

  func mismatch(_ sign: String, _ a: ArrayValue, _ b: ArrayValue, _ entry: Int) -> NablaError {
    var message = "`\(sign)` does not go with \(algebra.text(a.shape)) and \(algebra.text(b.shape))"
    if sign == "*", case .column(let m) = a.shape, case .column(let n) = b.shape, m == n {
      message += "; write x'*y for the inner product, x*y' for the outer one, x.*y entry by entry"
    }
    return fault(message, entry)
  }

  private func sum(_ index: Int) throws(NablaError) -> ArrayValue {
    var total: ArrayValue?
    for child in tree.children(index) {
      var term = try value(Int(child.entry))
      if child.sign == .minus { term.node = algebra.builder.negate(term.node) }
      guard let so = total else {
        total = term
        continue
      }
      guard let next = algebra.elementwise(so, term, algebra.builder.sum) else {
        throw mismatch(child.sign == .minus ? "-" : "+", so, term, Int(child.entry))
      }
      total = next
    }
    return total ?? ArrayValue(.zero, .scalar)
  }

  private func product(_ index: Int) throws(NablaError) -> ArrayValue {
    let builder = algebra.builder
    var total: ArrayValue?
    for child in tree.children(index) {
      let factor = try value(Int(child.entry))
      guard let so = total else {
        total = factor
        continue
      }
      let next: ArrayValue?
      let sign: String
      switch child.sign {
      case .divide where factor.shape == .scalar, .elementDivide:
        sign = child.sign == .divide ? "/" : "./"
        next = algebra.elementwise(so, factor, builder.quotient)
      case .divide:
        (sign, next) = ("/", nil)
      case .elementTimes:
        sign = ".*"
        next = algebra.elementwise(so, factor) { builder.product($0, $1) }
      default:
        sign = "*"
        next = try algebra.matrixProduct(so, factor)
      }
      guard var next else { throw mismatch(sign, so, factor, Int(child.entry)) }
      next.node = try algebra.contract([], next.node)
      total = next
    }
    return total ?? ArrayValue(.one, .scalar)
  }

  private func power(_ index: Int, _ base: Int, _ exponent: Int) throws(NablaError) -> ArrayValue {
    let value = try value(base)
    if tree.entries[exponent].form == .name, ["T", "⊤"].contains(tree.name(exponent)), declared["T"] == nil,
      value.shape != .scalar
    {
      return algebra.transpose(value)
    }
    let power = try number(exponent)
    if value.shape == .scalar { return ArrayValue(algebra.builder.power(value.node, power), .scalar) }
    guard case .matrix(let n, let m) = value.shape, n == m else {
      throw fault("\(algebra.text(value.shape)) has no powers; entry by entry they are written x.^2", index)
    }
    guard let whole = algebra.builder.value(power)?.asInt else {
      throw fault("the powers of a matrix are whole numbers", exponent, .unsupported)
    }
    guard whole.magnitude <= 12 else { throw fault("powers of matrices go to 12", exponent, .limit) }
    if whole == 0 { return ArrayValue(algebra.deltaEntry(algebra.row(n), algebra.column(n)), value.shape) }
    var factor = value
    if whole < 0 {
      guard let inverse = try algebra.inverse(value) else { return value }
      factor = inverse
    }
    var result = factor
    for _ in 1..<max(1, Int(whole.magnitude)) {
      guard let next = try algebra.matrixProduct(result, factor) else { return result }
      result = next
    }
    return result
  }

  private func relation(_ index: Int) throws(NablaError) -> Meaning {
    let parts = Array(tree.children(index))
    guard parts.count == 2 else { throw fault("chains of relations do not go with arrays", index, .unsupported) }
    let (left, right) = (try value(Int(parts[0].entry)), try value(Int(parts[1].entry)))
    let builder = algebra.builder
    let result = algebra.elementwise(left, right) { a, b in
      switch parts[1].sign {
      case .less: return builder.less(a, b)
      case .greater: return builder.less(b, a)
      case .lessOrEqual: return builder.lessOrEqual(a, b)
      case .greaterOrEqual: return builder.lessOrEqual(b, a)
      case .notEqual: return builder.notEqual(a, b)
      default: return builder.relation(.equal, a, b)
      }
    }
    guard let result else { throw mismatch("a comparison", left, right, index) }
    return .value(result)
  }
}
