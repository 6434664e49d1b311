// From what was typed to expressions: names, functions, definitions and verbs get their meaning here.

import NablaExpressions
import NablaNumbers

/// A node and the condition it stands under, inside a builder.
package struct Conditioned: Sendable, Hashable {
  package var node: NodeID
  package var condition: NodeID

  package init(_ node: NodeID, _ condition: NodeID = .yes) {
    self.node = node
    self.condition = condition
  }
}

/// A scalar, or nested vectors of such.
package enum Tensor<Element> {
  case scalar(Element)
  case vector([Tensor])

  package func map<Image>(_ transform: (Element) -> Image) -> Tensor<Image> {
    switch self {
    case .scalar(let element): return .scalar(transform(element))
    case .vector(let parts): return .vector(parts.map { $0.map(transform) })
    }
  }

  package var elements: [Element] {
    switch self {
    case .scalar(let element): return [element]
    case .vector(let parts): return parts.flatMap(\.elements)
    }
  }
}

extension Tensor: Sendable where Element: Sendable {}

/// An argument of a verb: its value and its place in the text.
package struct VerbArgument {
  package let value: Tensor<Conditioned>
  package let range: Range<Int>
}

/// A verb of the language, handed in from above: operands and place to result.
package typealias Verb = @Sendable (Builder, [VerbArgument], Range<Int>) throws(NablaError) -> Tensor<Conditioned>

/// What names mean where a text is read.
package struct ResolutionContext: Sendable {
  package struct FunctionDefinition: Sendable {
    package let parameters: [String]
    package let body: Tensor<Expr>
    /// Where derivatives are declared, by parameter: calls stay calls.
    package let derivatives: [Expr?]?

    package init(parameters: [String], body: Tensor<Expr>, derivatives: [Expr?]? = nil) {
      self.parameters = parameters
      self.body = body
      self.derivatives = derivatives
    }
  }

  package var values: [String: Tensor<Expr>] = [:]
  package var functions: [String: FunctionDefinition] = [:]
  /// Names that are undefined functions beside those of one letter.
  package var undefinedFunctions: Set<String> = []
  /// Names that are symbols whatever else they could mean.
  package var symbols: Set<String> = []
  package var verbs: [String: Verb] = [:]
  /// The name being defined, which its definition may not use.
  package var definedName: String?
  package var definedNameIsFunction = false

  package init() {}
}

/// A remark on how a text was read.
package struct ReadingNote: Sendable, Hashable {
  package let message: String
  package let range: Range<Int>
}

/// What a text means.
package struct Resolution {
  package let value: Tensor<Conditioned>
  package let usesDecimals: Bool
  package let notes: [ReadingNote]
}

/// Resolves one syntax tree inside a builder. A loop over its entries: children come first.
package struct Resolver {
  private let tree: SyntaxTree
  private let context: ResolutionContext
  private let builder: Builder
  /// What each entry is; a vector has no node here and its parts beside.
  private var scalars: [Conditioned] = []
  private var vectors: [Int: [Tensor<Conditioned>]] = [:]
  private var usesDecimals = false
  /// What each name means as a plain name, once it was met.
  private var meanings: [Tensor<Conditioned>?]
  /// Where each name stood as a symbol, and as a function applied.
  private var plainPlaces: [Range<Int>?]
  private var appliedPlaces: [Range<Int>?]
  private var scratch: [NodeID] = []

  package static func resolve(
    _ tree: SyntaxTree, in context: ResolutionContext, _ builder: Builder
  ) throws(NablaError) -> Resolution {
    var resolver = Resolver(tree: tree, context: context, builder: builder)
    resolver.scalars = Array(repeating: Conditioned(.none), count: tree.entries.count)
    // What follows `where` comes first: what stands before it uses the names.
    for definition in tree.definitions {
      let name = tree.names[Int(definition.name)]
      if ["e", "pi", "π", "true", "false"].contains(name) || resolver.isFunctionName(name) {
        throw NablaError(.name, "\(name) has a fixed meaning; choose another name", range: definition.nameRange)
      }
      try resolver.resolve(definition.entries)
      resolver.meanings[Int(definition.name)] = resolver.tensor(definition.root)
    }
    try resolver.resolve(0..<(tree.definitions.first?.entries.lowerBound ?? tree.entries.count))
    return Resolution(
      value: resolver.tensor(tree.root), usesDecimals: resolver.usesDecimals, notes: resolver.notes())
  }

  private mutating func resolve(_ range: Range<Int>) throws(NablaError) {
    for index in range {
      try builder.check()
      switch try value(index) {
      case .scalar(let scalar): scalars[index] = scalar
      case .vector(let parts): vectors[index] = parts
      }
    }
  }

  private init(tree: SyntaxTree, context: ResolutionContext, builder: Builder) {
    self.tree = tree
    self.context = context
    self.builder = builder
    meanings = Array(repeating: nil, count: tree.names.count)
    plainPlaces = Array(repeating: nil, count: tree.names.count)
    appliedPlaces = Array(repeating: nil, count: tree.names.count)
  }

  private func tensor(_ index: Int) -> Tensor<Conditioned> {
    scalars[index].node == .none ? .vector(vectors[index] ?? []) : .scalar(scalars[index])
  }

  private mutating func value(_ index: Int) throws(NablaError) -> Tensor<Conditioned> {
    let entry = tree.entries[index]
    let children = tree.children(index)
    func child(_ place: Int) -> Int { Int(children[children.startIndex + place]) }
    switch entry.form {
    case .number: return .scalar(Conditioned(try number(entry.range)))
    case .name: return try named(index)
    case .group: return tensor(child(0))
    case .vector: return .vector(children.map { tensor(Int($0)) })
    case .negative:
      try requireNumbers(child(0), in: "-")
      return elementwise(tensor(child(0))) { builder.negate($0) }
    case .positive:
      try requireNumbers(child(0), in: "+")
      return tensor(child(0))
    case .sum: return try sum(index)
    case .product: return try product(index)
    case .power:
      let base = try scalar(child(0), of: "^")
      let exponent = try scalar(child(1), of: "^")
      let node = builder.power(base.node, exponent.node)
      return .scalar(Conditioned(node, joined(base.condition, exponent.condition)))
    case .factorial: return .scalar(Conditioned(try factorial(child(0), entry.range)))
    case .absolute: return combine([try scalar(child(0), of: "|…|")]) { builder.call(.abs, $0) }
    case .relation: return try relation(index)
    case .and, .or:
      var parts: [Conditioned] = []
      for child in children {
        let part = try anyScalar(Int(child), of: "and, or")
        guard builder.store.isBoolean(part.node) else {
          throw NablaError(
            .domain, "`and` and `or` join relations such as x > 0, and this is a number",
            range: tree.entries[Int(child)].range)
        }
        parts.append(part)
      }
      return combine(parts) { entry.form == .and ? builder.and($0) : builder.or($0) }
    case .call: return try call(index)
    }
  }

  // MARK: Building

  /// The conditions of operands and what building their node left behind.
  private func joined(_ a: NodeID, _ b: NodeID) -> NodeID {
    let recorded = builder.takeConditions()
    if a == .yes && b == .yes { return recorded }
    return builder.both(recorded, builder.both(a, b))
  }

  /// A node from operands, with their conditions and what building it left behind.
  private func combine(_ operands: [Conditioned], _ build: ([NodeID]) -> NodeID) -> Tensor<Conditioned> {
    let node = build(operands.map(\.node))
    var condition = builder.takeConditions()
    for operand in operands where operand.condition != .yes { condition = builder.both(condition, operand.condition) }
    return .scalar(Conditioned(node, condition))
  }

  private func elementwise(_ value: Tensor<Conditioned>, _ build: (NodeID) -> NodeID) -> Tensor<Conditioned> {
    switch value {
    case .scalar(let operand): return combine([operand]) { build($0[0]) }
    case .vector(let parts): return .vector(parts.map { elementwise($0, build) })
    }
  }

  /// The scalar at an entry, number or relation.
  private func anyScalar(_ index: Int, of what: String) throws(NablaError) -> Conditioned {
    let value = scalars[index]
    if value.node == .none {
      throw NablaError(
        .domain, "a vector cannot be an operand of \(what); take its components one by one",
        range: tree.entries[index].range)
    }
    return value
  }

  private func scalar(_ index: Int, of what: String) throws(NablaError) -> Conditioned {
    let value = try anyScalar(index, of: what)
    try requireNumber(value, index, of: what)
    return value
  }

  private func requireNumber(_ value: Conditioned, _ index: Int, of what: String) throws(NablaError) {
    if builder.store.isBoolean(value.node) {
      throw NablaError(
        .domain, "a relation cannot be an operand of \(what); choose by it with if(c, a, b)",
        range: tree.entries[index].range)
    }
  }

  private func requireNumbers(_ child: Int, in what: String) throws(NablaError) {
    if scalars[child].node != .none { return try requireNumber(scalars[child], child, of: what) }
    for element in tensor(child).elements { try requireNumber(element, child, of: what) }
  }

  // MARK: Numbers

  private mutating func number(_ range: Range<Int>) throws(NablaError) -> NodeID {
    let parse = tree.bytes[range].withContiguousStorageIfAvailable {
      Rational.parseDecimal($0, maximumBits: builder.limits.bits)
    }
    if tree.bytes[range].contains(where: { $0 == 46 || $0 | 0x20 == 101 }) { usesDecimals = true }
    switch parse {
    case .value(let value)?:
      if value.bitWidth > builder.limits.bits {
        throw NablaError(.limit, "this number has more than \(builder.limits.bits) bits", range: range)
      }
      return builder.number(value)
    case .tooLarge(let mantissa, let exponent)?:
      return builder.scaled(
        builder.number(mantissa), builder.power(builder.integer(10), builder.number(Rational(exponent))))
    default:
      throw NablaError(.syntax, "‘\(tree.text(range))’ is not a number", range: range)
    }
  }

  private func factorial(_ index: Int, _ range: Range<Int>) throws(NablaError) -> NodeID {
    let operand = try scalar(index, of: "!")
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
    return builder.number(Rational(Integer.factorial(small)))
  }

  // MARK: Arithmetic

  private mutating func sum(_ index: Int) throws(NablaError) -> Tensor<Conditioned> {
    scratch.removeAll(keepingCapacity: true)
    var condition = NodeID.yes
    for (child, sign) in zip(tree.children(index), tree.signs(index)) {
      let operand = scalars[Int(child)]
      if operand.node == .none { return try vectorSum(index) }
      try requireNumber(operand, Int(child), of: "+ or -")
      scratch.append(sign == .minus ? builder.negate(operand.node) : operand.node)
      if operand.condition != .yes { condition = builder.both(condition, operand.condition) }
    }
    let node = builder.sum(scratch)
    return .scalar(Conditioned(node, joined(condition, .yes)))
  }

  private func vectorSum(_ index: Int) throws(NablaError) -> Tensor<Conditioned> {
    let children = tree.children(index).map { Int($0) }
    for child in children { try requireNumbers(child, in: "+ or -") }
    var total = tensor(children[0])
    for (child, sign) in zip(children, tree.signs(index)).dropFirst() {
      guard let next = add(total, tensor(child), subtract: sign == .minus) else {
        throw NablaError(.domain, "only vectors of the same shape can be added", range: tree.entries[child].range)
      }
      total = next
    }
    return total
  }

  private func add(
    _ a: Tensor<Conditioned>, _ b: Tensor<Conditioned>, subtract: Bool
  ) -> Tensor<Conditioned>? {
    switch (a, b) {
    case (.scalar(let x), .scalar(let y)):
      return combine([x, y]) { subtract ? builder.difference($0[0], $0[1]) : builder.sum($0[0], $0[1]) }
    case (.vector(let x), .vector(let y)) where x.count == y.count:
      var parts: [Tensor<Conditioned>] = []
      for (p, q) in zip(x, y) {
        guard let part = add(p, q, subtract: subtract) else { return nil }
        parts.append(part)
      }
      return .vector(parts)
    default: return nil
    }
  }

  private mutating func product(_ index: Int) throws(NablaError) -> Tensor<Conditioned> {
    scratch.removeAll(keepingCapacity: true)
    var condition = NodeID.yes
    var vector: Int?
    for (child, sign) in zip(tree.children(index), tree.signs(index)) {
      let child = Int(child)
      let operand = scalars[child]
      if operand.node == .none {
        try requireNumbers(child, in: "* or /")
        if vector != nil || sign == .divide {
          throw NablaError(
            .domain, sign == .divide ? "a vector cannot be divided by" : "vectors are multiplied by numbers only",
            range: tree.entries[child].range)
        }
        vector = child
        continue
      }
      try requireNumber(operand, child, of: "* or /")
      scratch.append(sign == .divide ? builder.power(operand.node, .minusOne) : operand.node)
      if operand.condition != .yes { condition = builder.both(condition, operand.condition) }
    }
    let node = builder.product(scratch)
    let scale = Conditioned(node, joined(condition, .yes))
    guard let vector else { return .scalar(scale) }
    func multiply(_ value: Tensor<Conditioned>) -> Tensor<Conditioned> {
      switch value {
      case .scalar(let operand): return combine([scale, operand]) { builder.product($0[0], $0[1]) }
      case .vector(let parts): return .vector(parts.map(multiply))
      }
    }
    return multiply(tensor(vector))
  }

  private func relation(_ index: Int) throws(NablaError) -> Tensor<Conditioned> {
    var sides: [Conditioned] = []
    for child in tree.children(index) { sides.append(try scalar(Int(child), of: "a comparison")) }
    let signs = tree.signs(index).dropFirst()
    return combine(sides) { nodes in
      var parts: [NodeID] = []
      for (k, sign) in signs.enumerated() {
        let (a, b) = (nodes[k], nodes[k + 1])
        switch sign {
        case .less: parts.append(builder.less(a, b))
        case .greater: parts.append(builder.less(b, a))
        case .lessOrEqual: parts.append(builder.lessOrEqual(a, b))
        case .greaterOrEqual: parts.append(builder.lessOrEqual(b, a))
        case .notEqual: parts.append(builder.notEqual(a, b))
        default: parts.append(builder.relation(.equal, a, b))
        }
      }
      return parts.count == 1 ? parts[0] : builder.and(parts)
    }
  }

  // MARK: Names

  private mutating func named(_ index: Int) throws(NablaError) -> Tensor<Conditioned> {
    let number = Int(tree.entries[index].name)
    if let known = meanings[number] { return known }
    let meaning = try meaning(of: tree.names[number], tree.entries[index].range)
    meanings[number] = meaning
    if case .scalar(let scalar) = meaning, scalar.node.isSymbol { plainPlaces[number] = tree.entries[index].range }
    return meaning
  }

  private func meaning(of name: String, _ range: Range<Int>) throws(NablaError) -> Tensor<Conditioned> {
    if !context.symbols.contains(name) {
      if context.definedName == name && !context.definedNameIsFunction && context.values[name] == nil {
        throw NablaError(.name, "\(name) is used in its own definition before it has a value", range: range)
      }
      if let value = context.values[name] {
        return value.map { expression in
          let (node, condition) = builder.adopt(expression)
          return Conditioned(node, condition)
        }
      }
      switch name {
      case "pi", "π": return .scalar(Conditioned(.pi))
      case "e": return .scalar(Conditioned(.e))
      case "true": return .scalar(Conditioned(.yes))
      case "false": return .scalar(Conditioned(.no))
      default: break
      }
      if name.hasPrefix("%") {
        throw NablaError(.name, "there is no result \(name) yet", range: range)
      }
      if isFunctionName(name) {
        throw NablaError(.name, "\(name) is a function: write \(name)(x)", range: range)
      }
    }
    return .scalar(Conditioned(try symbol(name, range)))
  }

  private func isFunctionName(_ name: String) -> Bool {
    Catalogue.row(named: name) != nil || context.verbs[name] != nil || context.functions[name] != nil || name == "if"
      || context.undefinedFunctions.contains(name)
  }

  private func symbol(_ name: String, _ range: Range<Int>) throws(NablaError) -> NodeID {
    guard let id = NameTable.shared.intern(name) else {
      throw NablaError(.limit, "there is no room for more names", range: range)
    }
    return id
  }

  // MARK: Calls

  private mutating func call(_ index: Int) throws(NablaError) -> Tensor<Conditioned> {
    let entry = tree.entries[index]
    let name = tree.name(index)
    let positions = tree.positions(index)
    let children = tree.children(index).map { Int($0) }
    let place = tree.nameRange(index)
    if context.symbols.contains(name) {
      throw NablaError(.name, "\(name) is a symbol here; to multiply, write \(name)*(…)", range: place)
    }
    if !positions.isEmpty { return try derivativeOfUndefined(name, positions, children, index) }
    if let definition = context.functions[name] { return try apply(name, definition, children, index) }
    if context.definedName == name && context.definedNameIsFunction {
      throw NablaError(.name, "\(name) is used in its own definition", range: place)
    }
    if name == "if" { return try conditional(children, entry.range) }
    if let row = Catalogue.row(named: name) {
      guard row.accepts(children.count) else {
        throw NablaError(.name, row.arityMessage(children.count), range: entry.range)
      }
      var arguments: [Conditioned] = []
      for child in children { arguments.append(try scalar(child, of: name)) }
      return combine(arguments) { builder.call(row.id, $0) }
    }
    if let verb = context.verbs[name] {
      let arguments = children.map { VerbArgument(value: tensor($0), range: tree.entries[$0].range) }
      do throws(NablaError) { return try verb(builder, arguments, entry.range) } catch {
        var error = error
        if error.range == nil { error.range = entry.range }
        throw error
      }
    }
    if context.values[name] != nil {
      throw NablaError(.name, "\(name) is a value here, not a function; to multiply, write \(name)*(…)", range: place)
    }
    return try derivativeOfUndefined(name, [], children, index)
  }

  /// An undefined function, which has a name of one letter or was declared, or a derivative of one.
  private mutating func derivativeOfUndefined(
    _ name: String, _ positions: [Int], _ children: [Int], _ index: Int
  ) throws(NablaError) -> Tensor<Conditioned> {
    let entry = tree.entries[index]
    let place = tree.nameRange(index)
    if !positions.isEmpty && isFunctionName(name) && !context.undefinedFunctions.contains(name) {
      throw NablaError(.name, "\(name) is defined: differentiate it with diff(\(name)(x), x)", range: place)
    }
    if ["e", "pi", "π", "true", "false"].contains(name) && !context.undefinedFunctions.contains(name) {
      throw NablaError(.name, "\(name) is a constant; to multiply, write \(name)*(…)", range: place)
    }
    guard isOneLetter(name) || context.undefinedFunctions.contains(name) else {
      let hint = Spelling.nearest(to: name, among: knownFunctions()).map { "; did you mean `\($0)`?" } ?? ""
      throw NablaError(
        .name,
        "there is no function `\(name)`\(hint.isEmpty ? "; to multiply, write \(name)*(…), or declare it: function \(name)" : hint)",
        range: place)
    }
    if let position = positions.max(), position > children.count {
      throw NablaError(
        .name,
        "\(name) has \(children.count) argument\(children.count == 1 ? "" : "s") here, and is differentiated by number \(position)",
        range: entry.range)
    }
    if positions.count > 0 && children.count > 1 && tree.bytes[entry.range.lowerBound] != UInt8(ascii: "D") {
      throw NablaError(
        .name, "a prime needs a function of one argument; write D[1](\(name))(…)", range: entry.range)
    }
    var arguments: [Conditioned] = []
    for child in children { arguments.append(try scalar(child, of: name)) }
    if appliedPlaces[Int(entry.name)] == nil { appliedPlaces[Int(entry.name)] = place }
    let function = try symbol(name, place)
    return combine(arguments) { builder.application(function, positions: positions, $0) }
  }

  private func apply(
    _ name: String, _ definition: ResolutionContext.FunctionDefinition, _ children: [Int], _ index: Int
  ) throws(NablaError) -> Tensor<Conditioned> {
    let entry = tree.entries[index]
    guard children.count == definition.parameters.count else {
      let count = definition.parameters.count
      throw NablaError(
        .name, "\(name) takes \(count) argument\(count == 1 ? "" : "s"), not \(children.count)", range: entry.range)
    }
    var table: [NodeID: NodeID] = [:]
    var arguments: [NodeID] = []
    var condition = NodeID.yes
    for (parameter, child) in zip(definition.parameters, children) {
      let argument = try scalar(child, of: name)
      table[try symbol(parameter, tree.nameRange(index))] = argument.node
      arguments.append(argument.node)
      condition = builder.both(condition, argument.condition)
    }
    func substituted(_ value: Tensor<Expr>) throws(NablaError) -> Tensor<Conditioned> {
      switch value {
      case .vector(let parts):
        var images: [Tensor<Conditioned>] = []
        for part in parts { images.append(try substituted(part)) }
        return .vector(images)
      case .scalar(let expression):
        let (node, own) = builder.adopt(expression)
        let (image, imageCondition) = try builder.substitute(table, in: node, condition: own)
        return .scalar(Conditioned(image, builder.both(condition, imageCondition)))
      }
    }
    let value = try substituted(definition.body)
    guard let derivatives = definition.derivatives, case .scalar(let scalar) = value else { return value }
    var rules: [NodeID] = []
    for derivative in derivatives {
      guard let derivative else {
        rules.append(.no)
        continue
      }
      let rule = try builder.substitute(table, in: builder.adopt(derivative).node, condition: .yes)
      rules.append(rule.node)
    }
    let function = try symbol(name, tree.nameRange(index))
    let node = builder.declared(function, arguments, value: scalar.node, derivatives: rules)
    return .scalar(Conditioned(node, scalar.condition))
  }

  private func conditional(_ children: [Int], _ range: Range<Int>) throws(NablaError) -> Tensor<Conditioned> {
    guard children.count == 3 else {
      throw NablaError(.name, "if takes 3 arguments, if(c, a, b), not \(children.count)", range: range)
    }
    let choice = try anyScalar(children[0], of: "if")
    guard builder.store.isBoolean(choice.node) else {
      throw NablaError(
        .domain, "the first argument of if is a relation such as x > 0", range: tree.entries[children[0]].range)
    }
    let first = try scalar(children[1], of: "if")
    let second = try scalar(children[2], of: "if")
    let node = builder.ifElse(choice.node, first.node, second.node)
    let branches = builder.both(
      builder.guarded(choice.node, first.condition), builder.guarded(builder.not(choice.node), second.condition))
    return .scalar(
      Conditioned(node, builder.both(builder.both(choice.condition, branches), builder.takeConditions())))
  }

  // MARK: Remarks and suggestions

  private func knownFunctions() -> [String] {
    Catalogue.all.flatMap { [$0.name] + $0.aliases } + Array(context.verbs.keys) + Array(context.functions.keys)
      + Array(context.undefinedFunctions) + ["if"]
  }

  /// Whether a name is one Latin or Greek letter, subscripts aside.
  private func isOneLetter(_ name: String) -> Bool {
    let stem = name.prefix { $0 != "_" }
    return stem.unicodeScalars.count == 1 || GreekLetters.names.contains(String(stem))
  }

  private func notes() -> [ReadingNote] {
    var result: [ReadingNote] = []
    var letters = Set<String>()
    for (number, name) in tree.names.enumerated() where plainPlaces[number] != nil && name.unicodeScalars.count == 1 {
      letters.insert(name)
    }
    for (number, name) in tree.names.enumerated() {
      guard let plain = plainPlaces[number] else { continue }
      if let applied = appliedPlaces[number] {
        result.append(
          ReadingNote(
            message: "\(name)(…) was read as the function \(name) applied; to multiply, write \(name)*(…)",
            range: applied))
      }
      guard name.utf8.count > 1, name.utf8.count < 7 else { continue }
      let parts = name.unicodeScalars.map { String($0) }
      guard parts.count > 1, parts.count < 4, parts.allSatisfy(letters.contains) else { continue }
      result.append(
        ReadingNote(
          message: "\(name) was read as one name; to multiply, write \(parts.joined(separator: "*"))", range: plain))
      if result.count == 10 { break }
    }
    return result.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }
}

/// Greek letters by name.
package enum GreekLetters {
  package static let names: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda",
    "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
  ]
}
