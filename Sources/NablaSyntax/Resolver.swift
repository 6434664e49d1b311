// From what was typed to expressions: names, functions, definitions and verbs get their meaning here.

import NablaExpressions
import NablaNumbers

/// Resolves one syntax tree inside a builder. A loop over its entries: children come first.
package struct Resolver {
  let tree: SyntaxTree
  let context: ResolutionContext
  let builder: Builder
  /// Whether any word is short enough for the limits.
  private let allowsWords: Bool
  /// What each entry is; a vector has no node here and its parts beside.
  var scalars: [Conditioned] = []
  /// What each scalar is to be multiplied by: the numbers of a product stay apart until something but a sum needs it.
  var coefficients: [NodeID] = []
  var vectors: [Int: [Nested<Conditioned>]] = [:]
  var usesDecimals = false
  /// What each name means as a plain name, once it was met.
  var meanings: [Nested<Conditioned>?]
  /// Where each name stood as a symbol, and as a function applied.
  var plainPlaces: [Range<Int>?]
  var appliedPlaces: [Range<Int>?]
  /// The first call without a prime of each undefined function that nobody declared.
  var undeclaredCalls: [Int?]
  /// Names that `where` gives a value, and whether that is used.
  var abbreviations: [Int: Bool] = [:]
  var verbNotes: [ReadingNote] = []
  /// Products that were typed like calls.
  var splits: [Int: SplitProduct] = [:]
  var remarkedFactors: Set<Int> = []
  private(set) var openScopes: OpenScopes
  private(set) var reductions: Reductions
  /// How many sums stand around what is being read, and whether one of them has been read before.
  var depth = 0
  var hasCoefficients = false
  /// Names by what their spellings have in common; made where an index asks for it.
  var foldedNames: [String: String]?
  var scratch: [NodeID] = []
  var terms: [(coefficient: NodeID, node: NodeID)] = []

  package static func resolve(
    _ tree: SyntaxTree, in context: ResolutionContext, _ builder: Builder
  ) throws(NablaError) -> Resolution {
    var tree = tree
    tree.fold(verbs: context.verbs)
    var resolver = Resolver(tree: tree, context: context, builder: builder)
    resolver.scalars = Array(repeating: Conditioned(.none), count: tree.entries.count)
    resolver.coefficients = Array(repeating: .one, count: tree.entries.count)
    // What follows `where` comes first: what stands before it uses the names.
    for definition in tree.definitions {
      try resolver.requireFree(Int(definition.name), definition.nameRange)
      try resolver.resolve(definition.entries)
      resolver.meanings[Int(definition.name)] = resolver.tensor(definition.root)
      resolver.abbreviations[Int(definition.name)] = false
    }
    try resolver.resolve(0..<(tree.definitions.first?.entries.lowerBound ?? tree.entries.count))
    return Resolution(
      value: resolver.tensor(tree.root), usesDecimals: resolver.usesDecimals, notes: resolver.notes(),
      undefinedFunctions: tree.names.indices.filter { resolver.appliedPlaces[$0] != nil }.map { tree.names[$0] })
  }

  mutating func resolve(_ range: Range<Int>) throws(NablaError) {
    let hasScopes = !openScopes.isEmpty
    let hasReductions = !reductions.isEmpty
    var place = range.lowerBound
    while place < range.upperBound {
      // What is summed is read when its bounds are known.
      if hasReductions, let reduction = reductions.first(at: place, before: range.upperBound) {
        place = reduction.name + 1
        continue
      }
      let index = place
      place += 1
      if index & 7 == 0 { try builder.check() }
      if hasScopes { try enterScopes(at: index) }
      switch try value(index) {
      case .scalar(let scalar): scalars[index] = scalar
      case .vector(let parts): vectors[index] = parts
      }
      if hasScopes { leaveScopes(after: index) }
    }
  }

  /// Lets names mean themselves from an entry on.
  private mutating func enterScopes(at index: Int) throws(NablaError) {
    for place in openScopes.beginning(at: index) {
      let scope = tree.scopes[place]
      if !scope.isAny { try requireFree(scope.name, scope.nameRange) }
      openScopes.push(scope, meanings[scope.name], abbreviations[scope.name])
      meanings[scope.name] = .scalar(Conditioned(try symbol(tree.names[scope.name], scope.nameRange)))
      abbreviations[scope.name] = nil
    }
  }

  /// Gives names back what they meant outside.
  private mutating func leaveScopes(after index: Int) {
    while let (scope, meaning, abbreviation) = openScopes.pop(after: index) {
      meanings[scope.name] = meaning
      abbreviations[scope.name] = abbreviation
    }
  }

  /// Throws where a name that is to be bound has a fixed meaning.
  func requireFree(_ name: Int, _ range: Range<Int>) throws(NablaError) {
    let text = tree.names[name]
    if (NameText.constant(named: text) != nil || isFunctionName(text)) && !tree.isQuoted[name] {
      throw NablaError(.name, "\(text) has a fixed meaning; choose another name", range: range)
    }
  }

  private init(tree: SyntaxTree, context: ResolutionContext, builder: Builder) {
    self.tree = tree
    self.context = context
    self.builder = builder
    openScopes = OpenScopes(tree.scopes)
    reductions = Reductions(tree) { name in
      context.functions[name] == nil && !context.undefinedFunctions.contains(name) && !context.symbols.contains(name)
    }
    allowsWords = builder.limits.bits >= 64
    meanings = Array(repeating: nil, count: tree.names.count)
    plainPlaces = Array(repeating: nil, count: tree.names.count)
    appliedPlaces = Array(repeating: nil, count: tree.names.count)
    undeclaredCalls = Array(repeating: nil, count: tree.names.count)
  }

  func tensor(_ index: Int) -> Nested<Conditioned> {
    scalars[index].node == .none ? .vector(vectors[index] ?? []) : .scalar(multipliedOut(index))
  }

  /// The scalar at an entry with its coefficient.
  @inline(__always)
  func multipliedOut(_ index: Int) -> Conditioned {
    let (scalar, coefficient) = (scalars[index], coefficients[index])
    if coefficient == .one || scalar.node == .none { return scalar }
    return Conditioned(builder.scaled(coefficient, scalar.node), scalar.condition)
  }

  mutating func value(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    let entry = tree.entries[index]
    func child(_ place: Int) -> Int { Int(tree.children[Int(entry.first) + place].entry) }
    switch entry.form {
    case .number: return .scalar(Conditioned(try number(entry.range)))
    case .name: return try named(index)
    case .group: return tensor(child(0))
    case .vector: return .vector(tree.children(index).map { tensor(Int($0.entry)) })
    case .negative:
      try requireNumbers(child(0), in: "-")
      let opposite = elementwise(tensor(child(0))) { builder.negate($0) }
      if !splits.isEmpty, let split = splits[child(0)] {
        splits[index] = SplitProduct(
          factor: Conditioned(builder.negate(split.factor.node), split.factor.condition), argument: split.argument)
      }
      return opposite
    case .positive:
      try requireNumbers(child(0), in: "+")
      return tensor(child(0))
    case .sum: return try sum(index)
    case .product: return try product(index)
    case .power:
      return try power(index, child(0), child(1))
    case .factorial:
      if !splits.isEmpty, let split = splits[child(0)] {
        let node = try factorial(split.argument, entry.range)
        return product(of: SplitProduct(factor: split.factor, argument: Conditioned(node)), at: index)
      }
      return .scalar(Conditioned(try factorial(try scalar(child(0), of: "!"), entry.range)))
    case .not: return try negation(child(0))
    case .absolute: return combine([try scalar(child(0), of: "|…|")]) { builder.call(.abs, $0) }
    case .relation: return try relation(index)
    case .and, .or:
      var parts: [Conditioned] = []
      for child in tree.children(index) {
        let part = try anyScalar(Int(child.entry), of: "and, or")
        guard builder.store.isBoolean(part.node) else {
          throw NablaError(
            .domain, "`and` and `or` join relations such as x > 0, and this is a number",
            range: tree.entries[Int(child.entry)].range)
        }
        parts.append(part)
      }
      let isAnd = entry.form == .and
      let node = isAnd ? builder.and(parts.map(\.node)) : builder.or(parts.map(\.node))
      let recorded = builder.takeConditions()
      let own = builder.joinedConditions(isAnd ? .and : .or, parts.map { ($0.node, $0.condition) })
      return .scalar(Conditioned(node, builder.both(recorded, own)))
    case .call: return try call(index)
    case .component: return try component(index)
    case .transpose:
      let name = tree.entries[child(0)].form == .name ? tree.text(tree.entries[child(0)].range) : "f"
      throw NablaError(
        .syntax, "a prime belongs to a declared array; a derivative is written with its argument, \(name)'(x)",
        range: (entry.range.upperBound - 1)..<entry.range.upperBound)
    case .elementPower: return try power(index, child(0), child(1))
    case .all: throw NablaError(.domain, "`:` is an index of a declared array", range: entry.range)
    }
  }

  // MARK: Building

  /// The conditions of operands and what building their node left behind.
  func joined(_ a: NodeID, _ b: NodeID) -> NodeID {
    let recorded = builder.takeConditions()
    if a == .yes && b == .yes { return recorded }
    return builder.both(recorded, builder.both(a, b))
  }

  /// A node from operands, with their conditions and what building it left behind.
  func combine(_ operands: [Conditioned], _ build: ([NodeID]) -> NodeID) -> Nested<Conditioned> {
    let node = build(operands.map(\.node))
    var condition = builder.takeConditions()
    for operand in operands where operand.condition != .yes { condition = builder.both(condition, operand.condition) }
    return .scalar(Conditioned(node, condition))
  }

  func elementwise(_ value: Nested<Conditioned>, _ build: (NodeID) -> NodeID) -> Nested<Conditioned> {
    switch value {
    case .scalar(let operand): return combine([operand]) { build($0[0]) }
    case .vector(let parts): return .vector(parts.map { elementwise($0, build) })
    }
  }

  /// The scalar at an entry, number or relation.
  @inline(__always)
  func anyScalar(_ index: Int, of what: String) throws(NablaError) -> Conditioned {
    let value = multipliedOut(index)
    if value.node == .none { throw Resolver.vectorOperand(what, tree.entries[index].range) }
    return value
  }

  private static func vectorOperand(_ what: String, _ range: Range<Int>) -> NablaError {
    NablaError(.domain, "a vector cannot be an operand of \(what); take its components one by one", range: range)
  }

  @inline(__always)
  func scalar(_ index: Int, of what: String) throws(NablaError) -> Conditioned {
    let value = try anyScalar(index, of: what)
    try requireNumber(value, index, of: what)
    return value
  }

  @inline(__always)
  func requireNumber(_ value: Conditioned, _ index: Int, of what: String) throws(NablaError) {
    if builder.store.isBoolean(value.node) { throw Resolver.relationOperand(what, tree.entries[index].range) }
  }

  private static func relationOperand(_ what: String, _ range: Range<Int>) -> NablaError {
    NablaError(.domain, "a relation cannot be an operand of \(what); choose by it with if(c, a, b)", range: range)
  }

  func requireNumbers(_ child: Int, in what: String) throws(NablaError) {
    if scalars[child].node != .none { return try requireNumber(scalars[child], child, of: what) }
    for element in tensor(child).elements { try requireNumber(element, child, of: what) }
  }

  // MARK: Numbers

  mutating func number(_ range: Range<Int>) throws(NablaError) -> NodeID {
    if tree.bytes[range.lowerBound] >= 128 { return try raised(range) }
    if allowsWords, let (digits, places) = Resolver.shortNumber(tree.bytes[range]) {
      if places == nil { return builder.integer(digits) }
      usesDecimals = true
      return builder.number(Rational(digits, Resolver.powersOfTen[places ?? 0]))
    }
    let parse = tree.bytes[range].withContiguousStorageIfAvailable {
      Rational.parseDecimal($0, maximumBits: builder.limits.bits)
    }
    if tree.bytes[range].contains(where: { $0 == 46 || $0 | 0x20 == 101 }) { usesDecimals = true }
    switch parse {
    case .value(let value)?:
      if value.bitWidth > builder.limits.bits {
        throw NablaError(
          .limit, "this number has more than \(builder.limits.bits) bits; raise the limit `bits`", range: range)
      }
      return builder.number(value)
    case .tooLarge(let mantissa, let exponent)?:
      return builder.scaled(
        builder.number(mantissa), builder.power(builder.integer(10), builder.number(Rational(exponent))))
    default:
      throw NablaError(.syntax, "‘\(tree.text(range))’ is not a number", range: range)
    }
  }

  /// x²³.
  private func raised(_ range: Range<Int>) throws(NablaError) -> NodeID {
    let digits = RaisedText.plain(tree.bytes[range])
    let parse = digits.withUnsafeBufferPointer { Rational.parseDecimal($0, maximumBits: builder.limits.bits) }
    guard case .value(let value) = parse else {
      throw NablaError(.syntax, "‘\(tree.text(range))’ is not a number", range: range)
    }
    guard value.bitWidth <= builder.limits.bits else {
      throw NablaError(
        .limit, "this number has more than \(builder.limits.bits) bits; raise the limit `bits`", range: range)
    }
    return builder.number(value)
  }

  private static let powersOfTen = (0...17).map { (0..<$0).reduce(1) { power, _ in 10 * power } }

  /// A number of up to 17 digits as its digits and how many stand behind the point, if there is one; nil for any other.
  @inline(__always)
  private static func shortNumber(_ text: ArraySlice<UInt8>) -> (digits: Int, places: Int?)? {
    guard text.count <= 18 else { return nil }
    var digits = 0
    var count = 0
    var point: Int?
    for byte in text {
      if byte &- UInt8(ascii: "0") < 10 {
        digits = 10 &* digits &+ Int(byte &- UInt8(ascii: "0"))
        count &+= 1
      } else if byte == UInt8(ascii: ".") && point == nil {
        point = count
      } else {
        return nil
      }
    }
    // In range: eighteen digits fit a word.
    return count == 0 || count > 17 ? nil : (digits, point.map { count - $0 })
  }

  func factorial(_ operand: Conditioned, _ range: Range<Int>) throws(NablaError) -> NodeID {
    guard let number = builder.value(operand.node) else {
      throw NablaError(.unsupported, "the factorial is taken of whole numbers only, such as 5!", range: range)
    }
    guard let n = number.asInteger, !n.isNegative else {
      throw NablaError(.domain, "\(number) has no factorial: it is taken of the integers 0, 1, 2, …", range: range)
    }
    guard let small = n.asInt, Integer.factorialBitWidth(n) <= Double(min(builder.limits.bits, 20_000_000)) else {
      throw NablaError(
        .limit, "this factorial has more than \(builder.limits.bits) bits; raise the limit `bits`", range: range)
    }
    let bits = Int(Integer.factorialBitWidth(n))
    return builder.number(Rational(try builder.slowly(bits) { Integer.factorial(small) }))
  }
}
