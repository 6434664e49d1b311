// From the graph to a program: first a plan for every value that is needed, then the instructions, operands first.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// A value that a program needs: that of a node, or one that a stable form brings in.
enum ValueKey: Hashable {
  case node(NodeID)
  /// e to a node.
  case exponential(NodeID)
  /// A node to a fixed rational power.
  case power(NodeID, Rational)
  /// 1 over a node, and a whole power of that: for bases that several products divide by.
  case reciprocal(NodeID)
  case powerOfReciprocal(NodeID, Int)
  /// The largest exponent of a sum of exponentials S; S = e^m·s.
  case largestExponent(NodeID)
  /// s, the sum with all exponents less the largest.
  case shiftedSum(NodeID)
  /// s to a positive whole power.
  case shiftedSumPower(NodeID, Int)
  /// A signed sum of exponentials that stand in a sum S, with the same shift, to a positive whole power.
  case shiftedNumerator(NodeID, NodeID)
  case shiftedNumeratorPower(NodeID, NodeID, Int)
  /// s − 1, without cancellation.
  case shiftedRest(NodeID)
  /// A product of two factors, by their codes in order, and of more.
  case pair(Int32, Int32)
  case product(FactorGroup)
  /// Planned from the first.
  case planned
  /// e^(v + Σ p·m): exponents shifted by the powers of sums in the same product.
  case shiftedExponential(NodeID, [ShiftedPower])

  /// The value in one word, other than 0, for the most frequent kinds.
  var word: UInt64? {
    switch self {
    case .node(let node): return UInt64(node.raw) + 1
    case .exponential(let node): return 1 << 40 | UInt64(node.raw)
    case .power(let node, let exponent):
      return exponent.asInt.flatMap { ValueKey.word(node, $0) }
    case .pair(let first, let second): return ValueKey.word(first, second)
    default: return nil
    }
  }

  /// The word of a node to a whole power.
  static func word(_ base: NodeID, _ exponent: Int) -> UInt64? {
    exponent > 0 && exponent < 1 << 15 ? UInt64(exponent) << 48 | 2 << 40 | UInt64(base.raw) : nil
  }

  /// The word of a product of two factors, whose codes are in order.
  static func word(_ first: Int32, _ second: Int32) -> UInt64 { 1 << 63 | UInt64(first) << 31 | UInt64(second) }
}

/// A sum of exponentials to a whole power.
struct ShiftedPower: Hashable {
  let sum: NodeID
  let power: Int
}

/// How a value comes about.
enum Plan {
  /// From other values.
  case from([Int], (inout ProgramBuilder, [Int32]) -> Int32)
  /// A positive whole power of a value.
  case power(Int, Int)
  /// A coefficient times a product of two factors, and of any number.
  case pair(Double, Int32, Int32)
  case product(Double, FactorGroup)
  /// A number plus multiples of other values, which lie in this range of the table of terms.
  case sum(Double, Range<Int>)
}

/// Plans and emits the program of some nodes.
struct Lowering: ~Copyable {
  let builder: Builder
  let store: Store
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
        let operands = store.operands(id)
        var k = 1
        while k < operands.count {
          // Positive whole powers, which most are, are no divisors.
          if !operands[k + 1].isSmallInteger || operands[k + 1].smallInteger < 0 {
            see(operands[k], operands[k + 1], &sharedDivisors)
          }
          k += 2
        }
      }
    }
  }

  // MARK: Plans

  private mutating func plan(_ value: ValueKey) throws(NablaError) -> Plan {
    switch value {
    case .node(let id): return try plan(node: id)
    case .exponential(let exponent):
      if exponent == .one { return constant(2.718281828459045) }
      return unary(Functions.exponential, .node(exponent))
    case .power(let base, let exponent): return plan(base, to: exponent)
    case .reciprocal(let base):
      return .from([key(base)]) { program, values in
        let one = program.constant(1)
        return program.divide(one, values[0])
      }
    case .powerOfReciprocal(let base, let n): return .power(key(.reciprocal(base)), n)
    case .largestExponent(let sum): return planLargestExponent(sum)
    case .shiftedSum(let sum): return planShiftedSum(sum)
    case .shiftedSumPower(let sum, let power): return .power(key(.shiftedSum(sum)), power)
    case .shiftedNumerator(let above, let below): return planShiftedNumerator(above, below)
    case .shiftedNumeratorPower(let above, let below, let power):
      return .power(key(.shiftedNumerator(above, below)), power)
    case .shiftedRest(let sum): return planShiftedRest(sum)
    case .pair(let first, let second): return .pair(1, first, second)
    case .product(let group): return .product(1, group)
    case .planned: return constant(.nan)
    case .shiftedExponential(let exponent, let shifts): return planShiftedExponential(exponent, shifts)
    }
  }

  func constant(_ value: Double) -> Plan { .from([]) { program, _ in program.constant(value) } }

  mutating func unary(_ function: UnaryFunction, _ operand: ValueKey) -> Plan {
    .from([key(operand)]) { $0.unary(function, $1[0]) }
  }

  mutating func same(_ operand: ValueKey) -> Plan { .from([key(operand)]) { $1[0] } }

  private mutating func plan(node id: NodeID) throws(NablaError) -> Plan {
    if let number = store.number(id) { return constant(number.nearestDouble) }
    if id.isSymbol {
      guard let place = inputs[id] else {
        throw NablaError(
          .request,
          "\(NameTable.shared.name(of: id)) is no input; name it among the inputs, or substitute a value for it")
      }
      return .from([]) { program, _ in program.input(place) }
    }
    switch id {
    case .pi: return constant(Double.pi)
    case .e: return constant(2.718281828459045)
    case .yes: return constant(1)
    case .no: return constant(0)
    default: break
    }
    guard let operation = store.operation(id) else { return constant(1) }
    let operands = Array(store.operands(id))
    switch operation {
    case .sum: return planSum(id, operands)
    case .product: return planProduct(id, operands)
    case .power: return planPower(operands[0], operands[1])
    case .call: return planCall(id, operands)
    case .declared: return same(.node(store.declaredCall(id).value))
    case .application:
      throw NablaError(
        .domain,
        "\(NameTable.shared.name(of: operands[0])) is an undefined function and has no values; define it, and enter the formula again"
      )
    case .ifElse:
      return .from(operands.map { key($0) }) { $0.select($1[0], $1[1], $1[2]) }
    case .less: return relation(.less, operands)
    case .lessOrEqual: return relation(.lessOrEqual, operands)
    case .equal: return relation(.equal, operands)
    case .notEqual: return relation(.notEqual, operands)
    case .and: return connective(.and, operands)
    case .or: return connective(.or, operands)
    case .number, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      assertionFailure("a number was planned before, and conditions are written out as relations")
      return constant(.nan)
    }
  }

  private mutating func relation(_ operation: ProgramOperation, _ operands: [NodeID]) -> Plan {
    .from(operands.map { key($0) }) { $0.relation(operation, $1[0], $1[1]) }
  }

  private mutating func connective(_ operation: ProgramOperation, _ operands: [NodeID]) -> Plan {
    .from(operands.map { key($0) }) { program, values in
      values.dropFirst().reduce(values[0]) { program.relation(operation, $0, $1) }
    }
  }

  // MARK: Calls

  private mutating func planCall(_ id: NodeID, _ operands: [NodeID]) -> Plan {
    let row = Catalogue.row(store.node(id).pointee.function)
    switch row.id {
    case .stopGradient: return same(.node(operands[0]))
    case .log:
      if let stable = planLogarithm(operands[0]) { return stable }
    case .min, .max:
      let operation: ProgramOperation = row.id == .min ? .minimum : .maximum
      return .from(operands.map { key($0) }) { program, values in
        values.dropFirst().reduce(values[0]) { program.extreme(operation, $0, $1) }
      }
    case .minShare, .maxShare:
      let operation: ProgramOperation = row.id == .minShare ? .minimum : .maximum
      return .from(operands.map { key($0) }) { program, values in
        let extreme = values.dropFirst().reduce(values[0]) { program.extreme(operation, $0, $1) }
        var count = program.constant(0)
        for value in values { count = program.add(count, program.relation(.equal, value, extreme)) }
        return program.divide(program.relation(.equal, values[0], extreme), count)
      }
    default: break
    }
    switch row.kernel {
    case .unary: return unary(Functions.of(row), .node(operands[0]))
    case .binary(let function):
      let binary = BinaryFunction(name: row.name, scalar: function)
      return .from(operands.map { key($0) }) { $0.binary(binary, $1[0], $1[1]) }
    case .variadic(let function):
      // None of the catalogue comes here; a new one of two arguments would.
      let binary = BinaryFunction(name: row.name) { function([$0, $1]) }
      return .from(operands.map { key($0) }) { program, values in
        values.dropFirst().reduce(values[0]) { program.binary(binary, $0, $1) }
      }
    }
  }
}
