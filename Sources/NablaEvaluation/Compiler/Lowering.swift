// From the graph to a program: first a plan for every value that is needed, then the instructions, operands first.

import NablaContainers
import NablaExpressions
import NablaKernels
import NablaNumbers

/// Plans and emits the program of some nodes.
struct Lowering: ~Copyable {
  let builder: Builder
  let store: Store
  let forms: StableForms
  let inputs: [NodeID: Int]
  var wanted: [ValueKey] = []
  var plans: [Plan?] = []
  /// By key: the value in one word, where it has such a form, as most have; 0 for others.
  var words = Stack<UInt64>()
  var wordKeys = PlaceTable()
  var otherKeys: [ValueKey: Int] = [:]
  var groupKeys = PlaceTable()
  /// The terms of all sums.
  var sumTerms: [(key: Int, coefficient: Double)] = []
  /// Bases with three negative powers or more: one division serves them all.
  var sharedDivisors = Set<NodeID>()
  var factoring = Factoring()
  /// Sums that are computed from other sums of the program.
  var extensions: [NodeID: SumExtension] = [:]
  /// Long products that are computed from other products of the program.
  var productExtensions: [NodeID: ProductExtension] = [:]

  /// `inputs` gives the place of each symbol.
  init(_ builder: Builder, inputs: [NodeID: Int]) {
    self.builder = builder
    store = builder.store
    forms = StableForms(builder)
    self.inputs = inputs
  }

  /// The number of a value; it will be planned.
  mutating func key(_ value: ValueKey) -> Int {
    if let word = value.word { return key(word, value) }
    if let known = otherKeys[value] { return known }
    otherKeys[value] = wanted.count
    return append(value, nil, 0)
  }

  mutating func key(_ node: NodeID) -> Int { key(UInt64(node.raw) + 1, .node(node)) }

  mutating func key(_ word: UInt64, _ value: @autoclosure () -> ValueKey) -> Int {
    let new = words.count
    let place = wordKeys.place(PlaceTable.hash(word), orAdd: new) { words[$0] == word }
    return place < new ? place : append(value(), nil, word)
  }

  /// The number of a product of factors, whose codes are in order.
  mutating func key(_ group: FactorGroup) -> Int {
    if group.codes.count == 2 { return key(group.codes[0], times: group.codes[1]) }
    let new = wanted.count
    let place = groupKeys.place(group.fingerprint, orAdd: new) {
      if case .product(let other) = wanted[$0] { other == group } else { false }
    }
    return place < new ? place : append(.product(group), nil, 0)
  }

  /// The number of a product of two factors.
  mutating func key(_ one: Int32, times other: Int32) -> Int {
    let (first, second) = (min(one, other), max(one, other))
    return key(ValueKey.word(first, second), .pair(first, second))
  }

  private mutating func append(_ value: ValueKey, _ plan: Plan?, _ word: UInt64) -> Int {
    wanted.append(value)
    plans.append(plan)
    words.append(word)
    return wanted.count - 1
  }

  /// The number of a value that comes about so.
  mutating func key(of plan: Plan) -> Int {
    append(.planned, plan, 0)
  }

  /// Writes the program that computes some nodes; the place of each in it.
  mutating func run(_ roots: [NodeID], into program: inout ProgramBuilder) throws(NablaError) -> [Int32] {
    let reachable = ReachableNodes(store, roots)
    let nodes = reachable.ids
    wordKeys = PlaceTable(capacity: nodes.count)
    wanted.reserveCapacity(nodes.count)
    plans.reserveCapacity(nodes.count)
    // Time stays linear in the nodes.
    factoring.budget = 100_000 + 20 * nodes.count
    findSharedDivisors(nodes)
    extensions = try SumExtensions(builder, reachable, roots).found
    productExtensions = try ProductExtensions(builder, reachable, roots, sharingParts: true).found
    let rootKeys = roots.map { key($0) }
    var next = 0
    while next < wanted.count {
      try builder.check()
      if plans[next] == nil { plans[next] = try plan(wanted[next]) }
      next += 1
    }
    var groups = Set<FactorGroup>()
    for case .product(_, let group)? in plans where group.codes.count > 2 { groups.insert(group) }
    let sharing = ProductSharing(groups)
    return try emit(rootKeys, sharing, &program)
  }

  private mutating func findSharedDivisors(_ nodes: [NodeID]) {
    var seen: [NodeID: Set<NodeID>] = [:]
    func see(_ base: NodeID, _ exponent: NodeID, _ shared: inout Set<NodeID>) {
      guard exponent.isSmallInteger, exponent.smallInteger < 0, exponent.smallInteger > -64 else { return }
      seen[base, default: []].insert(exponent)
      if seen[base]?.count == 3 { shared.insert(base) }
    }
    for id in nodes {
      if store.isOperation(id, .power) {
        let operands = store.operands(id)
        see(operands[0], operands[1], &sharedDivisors)
      } else if store.isOperation(id, .product) {
        for (base, exponent) in store.factors(of: id) {
          // Positive whole powers, which most are, are no divisors.
          if !exponent.isSmallInteger || exponent.smallInteger < 0 { see(base, exponent, &sharedDivisors) }
        }
      }
    }
  }

  // MARK: Plans

  private mutating func plan(_ value: ValueKey) throws(NablaError) -> Plan {
    switch value {
    case .node(let id): return try plan(node: id)
    case .exponential(let exponent):
      return exponent == .one ? .constant(2.718281828459045) : .unary(.exp, key(exponent))
    case .power(let base, let exponent): return plan(base, to: exponent)
    case .reciprocal(let base): return .reciprocal(key(base))
    case .powerOfReciprocal(let base, let n): return .power(key(.reciprocal(base)), n)
    case .stable(let value): return plan(forms.definition(of: value))
    case .stablePower(let value, let n): return .power(key(.stable(value)), n)
    case .pair(let first, let second): return .pair(1, first, second)
    case .product(let group): return .product(1, group)
    case .planned: return .constant(.nan)
    }
  }

  private mutating func plan(node id: NodeID) throws(NablaError) -> Plan {
    if let number = store.number(id) { return .constant(number.nearestDouble) }
    if id.isSymbol {
      guard let place = inputs[id] else {
        throw NablaError(
          .request,
          "\(NameTable.shared.name(of: id)) is no input; name it among the inputs, or substitute a value for it")
      }
      return .input(place)
    }
    switch id {
    case .pi: return .constant(Double.pi)
    case .e: return .constant(2.718281828459045)
    case .yes: return .constant(1)
    case .no: return .constant(0)
    default: break
    }
    guard let operation = store.operation(id) else { return .constant(.nan) }
    let operands = store.operands(id)
    switch operation {
    case .sum: return planSum(id)
    case .product: return planProduct(id)
    case .power: return planPower(operands[0], operands[1])
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      if !row.hasValues { throw row.noValues }
      return planCall(id, Array(operands))
    case .declared: return .same(key(store.declaredCall(id).value))
    case .application:
      throw NablaError(
        .domain,
        "\(NameTable.shared.name(of: operands[0])) is an undefined function and has no values; define it, and enter the formula again"
      )
    case .ifElse: return .select(key(operands[0]), key(operands[1]), key(operands[2]))
    case .less: return .relation(.less, operands.map { key($0) })
    case .lessOrEqual: return .relation(.lessOrEqual, operands.map { key($0) })
    case .equal: return .relation(.equal, operands.map { key($0) })
    case .notEqual: return .relation(.notEqual, operands.map { key($0) })
    case .and: return .relation(.and, operands.map { key($0) })
    case .or: return .relation(.or, operands.map { key($0) })
    case .number, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      assertionFailure("a number was planned before, and conditions are written out as relations")
      return .constant(.nan)
    }
  }

  // MARK: Calls

  private mutating func planCall(_ id: NodeID, _ operands: [NodeID]) -> Plan {
    let kernel = Catalogue.row(store.node(id).pointee.function).kernel
    switch kernel {
    case .identity: return .same(key(operands[0]))
    case .log:
      if let stable = forms.logarithm(of: operands[0]) { return plan(stable) }
    case .minimum: return .extreme(.minimum, operands.map { key($0) })
    case .maximum: return .extreme(.maximum, operands.map { key($0) })
    case .minimumShare: return planShare(.minimum, operands.map { key($0) })
    case .maximumShare: return planShare(.maximum, operands.map { key($0) })
    default: break
    }
    guard operands.count > 1 else { return .unary(kernel, key(operands[0])) }
    var value = key(operands[0])
    for operand in operands[1..<(operands.count - 1)] { value = key(of: .binary(kernel, value, key(operand))) }
    return .binary(kernel, value, key(operands[operands.count - 1]))
  }

  /// The share of the first of some values in the extreme of all.
  private mutating func planShare(_ operation: ProgramOperation, _ values: [Int]) -> Plan {
    let extreme = key(of: .extreme(operation, values))
    let tied = values.map { key(of: .relation(.equal, [$0, extreme])) }
    let first = sumTerms.count
    for key in tied { sumTerms.append((key, 1)) }
    let count = key(of: .sum(0, first..<sumTerms.count))
    return .pair(1, Lowering.code(tied[0]), Lowering.code(count, divides: true))
  }
}
